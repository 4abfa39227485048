"""Files that lie about and ways into an administration, on servers that have them, pretend to, or hide behind walls."""

from __future__ import annotations

import asyncio
import gzip
import hashlib
import shutil
import subprocess
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from scanner.model.codec import encode
from scanner.model.evidence import Cell, Status, scope
from scanner.model.facts import AdminSurface, ExposedFile
from scanner.model.values import Unknown
from scanner.model.vocabulary import AdminAnswer, GapCause
from scanner.network import ConnectTo, Limits, Network
from scanner.probes.http import admin, exposed
from scanner.probes.http.unlinked import Place, look
from scanner.probes.notebook import Notebook

from .listeners import Listeners, listeners

HOST, APEX = "www.shop.example", "shop.example"
LIMITS = Limits(connections_per_second=2000, burst=500, requests_per_second=500)
SECRET = "DB_PASSWORD=hunter2-very-secret"
HOME = "<!doctype html><title>Shop</title><h1>Shop</h1>" + "<a href=/>x</a>" * 20
LOGIN = '<!doctype html><title>Login</title><form><input name=u><input type="password" name=p></form>'

Site = Callable[[str], tuple[str, str]]
"""From a path to status line and body; a status line may carry further header lines."""


@dataclass
class Looked:
    book: Notebook
    asked: list[str] = field(default_factory=list)

    def present(self) -> dict[str, str | None]:
        """Path to signature or answer, of what is present."""
        rows = [row for row in self.book.rows if isinstance(row, ExposedFile | AdminSurface) and row.present is True]
        return {
            str(r.url).partition(HOST)[2]: str(r.signature if isinstance(r, ExposedFile) else r.answer) for r in rows
        }

    def files(self, path: str) -> ExposedFile:
        return next(r for r in self.book.rows if isinstance(r, ExposedFile) and r.url == f"http://{HOST}{path}")

    def surface(self, path: str) -> AdminSurface:
        return next(r for r in self.book.rows if isinstance(r, AdminSurface) and r.url == f"http://{HOST}{path}")

    def status(self, kind: str) -> tuple[Status, GapCause | None]:
        entry = self.book.coverage[kind, scope({"host": HOST})]
        return entry.status, entry.cause


@pytest.fixture
def opened() -> Iterator[Listeners]:
    with listeners() as found:
        yield found


def looked_at(opened: Listeners, site: Site) -> Looked:
    found = Looked(Notebook((), lambda _: None))

    def answer(request: bytes) -> bytes:
        path = request.split(b" ")[1].decode("latin-1")
        found.asked.append(path)
        status, body = site(path)
        head = f"HTTP/1.1 {status}\r\nContent-Length: {len(body.encode('latin-1'))}\r\nConnection: close\r\n\r\n"
        return head.encode("latin-1") + body.encode("latin-1")

    return visit(found, opened.open(answer=answer).port)


def visit(found: Looked, port: int) -> Looked:
    cells = {kind: Cell(kind, scope({"host": HOST})) for kind in ("exposed_file", "admin_surface")}
    network = Network(f"http://{HOST}", (ConnectTo.parse(f"{HOST}:80:127.0.0.1:{port}"),), LIMITS)
    place = Place(HOST, f"http://{HOST}/", f"http://{HOST}/", guessed=False, cells=cells)
    asyncio.run(look(network, found.book, place))
    return found


def pages(found: dict[str, tuple[str, str]], otherwise: tuple[str, str] = ("404 Not Found", "not here")) -> Site:
    return lambda path: found.get(path, ("200 OK", HOME) if path == "/" else otherwise)


SEEN = (Status.SEEN, None)


# ── files ────────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_file_is_found_by_its_content_which_is_kept_nowhere(opened: Listeners) -> None:
    looked = looked_at(
        opened,
        pages({"/.env": ("200 OK", f"APP_ENV=prod\n{SECRET}\n"), "/.git/HEAD": ("200 OK", "ref: refs/heads/main\n")}),
    )
    assert looked.present() == {"/.env": "environment", "/.git/HEAD": "git_head"}
    row = looked.files("/.env")
    assert (row.what, row.bytes, row.status) == ("environment", len(SECRET) + 14, 200)
    assert "hunter2" not in repr([encode(row) for row in looked.book.rows])
    assert not [kept for kept in looked.book.artifacts.values() if b"hunter2" in kept]
    assert looked.status("exposed_file") == looked.status("admin_surface") == SEEN


CONTENTS = {
    "/.git/config": "[core]\n\trepositoryformatversion = 0\n",
    "/.svn/wc.db": "SQLite format 3\x00xxxx",
    "/backup.sql": "-- MySQL dump 10.13\n",
    "/dump.sql": "\nCREATE TABLE `kunden` (\n",
    "/dump.sql.gz": "\x1f\x8b\x08\x00abc",
    "/backup.zip": "PK\x03\x04abc",
    "/config.php.bak": "<?php\n$password = 'x';\n",
    "/phpinfo.php": "<!DOCTYPE html><html><head><title>PHP 8.2.7 - phpinfo()</title>",
    "/server-status": "<html><head>\n<title>Apache Status</title>",
    "/.htpasswd": "admin:$apr1$abcdefgh$abcdefghijklmnopqrstuv\n",
    "/id_rsa": "-----BEGIN OPENSSH PRIVATE KEY-----\nabc\n",
    "/docker-compose.yml": "version: '3'\nservices:\n  db:\n    image: postgres\n",
    "/kunden.csv": "Vorname;Nachname;E-Mail\nErika;Mustermann;erika@shop.example\n",
    "/backup/": "<html><head><title>Index of /backup/</title></head>",
    "/uploads/": "<html><head><title>shop.example - /uploads/</title></head><body><hr>\n<pre><A HREF='/'>",
    "/appsettings.json": '{"ConnectionStrings": {"Shop": "Server=db;Password=x"}}',
    "/storage/logs/laravel.log": "[2026-11-01 10:00:00] production.ERROR: boom\n",
}


@pytest.mark.parametrize("path", CONTENTS)
def test_each_sort_of_file_is_recognised_and_not_as_a_page_for_people(path: str) -> None:
    (wanted,) = [one for one in exposed.wanted(HOST) if one.path == path]
    body = CONTENTS[path].encode("latin-1")
    assert any(signature.fits(body) for signature in wanted.signatures)
    assert not any(signature.fits(HOME.encode()) for signature in wanted.signatures)
    assert not any(signature.fits(b"") for signature in wanted.signatures)


def test_no_ordinary_text_has_a_signature() -> None:
    texts = [
        HOME,
        LOGIN,
        "Not found",
        "OK",
        '{"error": "not found"}',
        "User-agent: *\nDisallow:\n",
        "<?xml version='1.0'?>",
    ]
    for text in texts:
        fitting = [name for name, one in exposed.signatures().items() if one.fits(text.encode())]
        assert fitting == [], text


def test_a_server_that_says_the_same_to_every_name_has_none_of_the_files(opened: Listeners) -> None:
    everything = f"A=1\n{SECRET}\n"
    looked = looked_at(opened, lambda path: ("200 OK", HOME if path == "/" else everything))
    assert looked.present() == {}
    assert looked.status("exposed_file") == SEEN


@pytest.mark.parametrize(
    "answer",
    [("200 OK", HOME), ("302 Found\r\nLocation: /login", ""), ("200 OK", LOGIN), ("403 Forbidden", "no")],
    ids=["home page", "way to a login", "login", "forbidden"],
)
def test_a_soft_answer_to_everything_is_no_file_and_no_administration(
    opened: Listeners, answer: tuple[str, str]
) -> None:
    looked = looked_at(opened, pages({"/login": ("200 OK", LOGIN)}, answer))
    assert looked.present() == {}
    assert looked.status("exposed_file") == looked.status("admin_surface") == SEEN


def test_too_many_requests_and_a_captcha_are_unknown(opened: Listeners) -> None:
    wall = ("200 OK", "<title>One moment</title>Please solve this captcha")
    looked = looked_at(opened, pages({"/.env": ("429 Too Many Requests", ""), "/backup.sql": wall}))
    assert isinstance(looked.files("/.env").present, Unknown)
    assert isinstance(looked.files("/backup.sql").present, Unknown)
    assert looked.files("/dump.sql").present is False


def test_who_shuts_us_out_on_the_way_is_not_called_clean_but_what_was_found_counts(opened: Listeners) -> None:
    asked: list[str] = []

    def site(path: str) -> tuple[str, str]:
        asked.append(path)
        if len(asked) > 25:
            return "403 Forbidden", "Access denied"
        return pages({"/.git/HEAD": ("200 OK", "ref: refs/heads/main\n")})(path)

    looked = looked_at(opened, site)
    assert looked.present() == {"/.git/HEAD": "git_head"}
    assert looked.status("exposed_file") == looked.status("admin_surface") == (Status.GAP, GapCause.BLOCKED)
    assert [row for row in looked.book.rows if getattr(row, "present", None) is False] == []


@pytest.mark.parametrize("status", ["403 Forbidden", "503 Service Unavailable", "401 Unauthorized"])
def test_a_shop_that_does_not_let_us_in_is_a_gap(opened: Listeners, status: str) -> None:
    looked = looked_at(opened, lambda _: (status, "no"))
    assert looked.status("exposed_file") == (Status.GAP, GapCause.BLOCKED)
    assert len(looked.asked) == 1


def test_a_host_that_leads_on_whatever_it_is_asked_for_has_no_files_and_no_administration(opened: Listeners) -> None:
    looked = looked_at(opened, lambda path: (f"301 Moved\r\nLocation: https://{APEX}{path}", ""))
    assert looked.present() == {}
    assert {one.path for one in exposed.wanted(HOST)} < set(looked.asked)
    assert looked.status("exposed_file") == looked.status("admin_surface") == SEEN


def test_a_host_that_leads_on_only_what_it_does_not_have_is_asked_for_every_file(opened: Listeners) -> None:
    held = {"/.env": f"APP_ENV=prod\n{SECRET}\n", "/phpmyadmin/": TOOLS["/phpmyadmin/"][0]}
    looked = looked_at(
        opened,
        lambda path: ("200 OK", held[path]) if path in held else (f"301 Moved\r\nLocation: https://{APEX}{path}", ""),
    )
    assert looked.present() == {"/.env": "environment", "/phpmyadmin/": "login_form"}


@pytest.mark.parametrize("coding", ["br", "zstd"])
def test_a_file_in_a_coding_that_nobody_asked_for_is_unknown(opened: Listeners, coding: str) -> None:
    looked = looked_at(opened, pages({"/.env": (f"200 OK\r\nContent-Encoding: {coding}", "\x8b\x02\x80")}))
    assert isinstance(looked.files("/.env").present, Unknown)
    assert looked.files("/.env").status == 200
    assert looked.files("/.env.local").present is False


@pytest.mark.parametrize(("content", "present"), [("shop/config.php\0\0", "unknown"), (HOME, False)])
def test_an_archive_that_its_server_declares_as_a_packed_answer_is_unknown(
    opened: Listeners, content: str, present: bool | str
) -> None:
    packed = gzip.compress(content.encode()).decode("latin-1")
    looked = looked_at(opened, pages({"/backup.tar.gz": ("200 OK\r\nContent-Encoding: x-gzip", packed)}))
    found = looked.files("/backup.tar.gz").present
    assert ("unknown" if isinstance(found, Unknown) else found) == present


@pytest.mark.parametrize(
    ("body", "present"),
    [("", "unknown"), ("APP_ENV", "unknown"), (f"APP_ENV=prod\n{SECRET}", True), ("<!doctype html><h1>Sh", False)],
)
def test_a_file_that_breaks_off_is_unknown_unless_what_came_tells(
    opened: Listeners, body: str, present: bool | str
) -> None:
    piece = f"{len(body):x}\r\n{body}\r\n" if body else ""
    broken = f"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n{piece}no number\r\n"

    def answer(request: bytes) -> bytes:
        path = request.split(b" ")[1].decode()
        status, said = pages({})(path)
        whole = f"HTTP/1.1 {status}\r\nContent-Length: {len(said)}\r\nConnection: close\r\n\r\n{said}"
        return (broken if path == "/.env" else whole).encode()

    looked = visit(Looked(Notebook((), lambda _: None)), opened.open(answer=answer).port)
    found = looked.files("/.env").present
    assert ("unknown" if isinstance(found, Unknown) else found) == present


def test_no_digest_of_a_secret_is_kept_from_which_it_could_be_guessed(opened: Listeners) -> None:
    content = f"{SECRET}\n"
    looked = looked_at(opened, pages({"/.env": ("200 OK", content)}))
    assert looked.present() == {"/.env": "environment"}
    told = repr([encode(row) for row in looked.book.rows])
    assert not any(hashlib.new(name, content.encode()).hexdigest() in told for name in ("md5", "sha1", "sha256"))


def test_endless_and_broken_answers_end(opened: Listeners) -> None:
    found = Looked(Notebook((), lambda _: None))
    endless = b"HTTP/1.1 200 OK\r\n\r\nref: refs/heads/main\n" + b"x" * 200_000
    visit(found, opened.open(answer=lambda _: endless).port)
    assert found.present() == {}


def test_the_whole_look_at_a_shop_stays_within_its_bounds(opened: Listeners) -> None:
    looked = looked_at(opened, pages({}))
    assert len(looked.asked) <= 150
    assert all(path.startswith("/") and " " not in path for path in looked.asked)


# ── administration ───────────────────────────────────────────────────────────────────────────────────────────────────


TOOLS = {
    "/phpmyadmin/": ("<title>phpMyAdmin</title><input type='password' name='pma_password'>", "phpmyadmin"),
    "/adminer.php": ("<title>Login - Adminer</title><input type=password>", "adminer"),
    "/typo3/": ("<div class='typo3-login'><input type='password'></div>", "typo3"),
    "/wp-login.php": ('<form id="loginform" action="/wp-login.php"><input type="password"></form>', "wordpress"),
    "/backend": ("<title>Shopware 5 - Backend (c) shopware AG</title>", "shopware"),
    "/admin": ('<title>Magento Admin</title><input type="password">', "magento"),
}


@pytest.mark.parametrize("path", TOOLS)
def test_a_tool_is_recognised_by_its_page(opened: Listeners, path: str) -> None:
    body, tool = TOOLS[path]
    looked = looked_at(opened, pages({path: ("200 OK", body)}))
    assert looked.surface(path).what == tool
    assert list(looked.present()) == [path]


def test_a_form_below_the_path_is_an_administration_and_one_elsewhere_the_customers(opened: Listeners) -> None:
    looked = looked_at(
        opened,
        pages(
            {
                "/admin": ("302 Found\r\nLocation: /admin/sign-in", ""),
                "/admin/sign-in": ("200 OK", LOGIN),
                "/backend": ("302 Found\r\nLocation: /account/login", ""),
                "/account/login": ("200 OK", LOGIN),
            }
        ),
    )
    assert looked.present() == {"/admin": "login_form"}
    assert looked.surface("/backend").answer is AdminAnswer.NOTHING


def test_http_authentication_and_a_refusal_are_told_apart_from_nothing(opened: Listeners) -> None:
    looked = looked_at(
        opened,
        pages(
            {"/admin": ('401 Unauthorized\r\nWWW-Authenticate: Basic realm="x"', ""), "/pma/": ("403 Forbidden", "no")}
        ),
    )
    assert looked.present() == {}
    assert looked.surface("/admin").answer is AdminAnswer.HTTP_AUTH
    assert looked.surface("/pma/").answer is AdminAnswer.FORBIDDEN
    assert looked.surface("/typo3/").answer is AdminAnswer.NOTHING


def test_where_every_page_has_a_login_only_a_tool_counts(opened: Listeners) -> None:
    looked = looked_at(
        opened,
        lambda path: ("200 OK", "<title>phpMyAdmin</title>" if path == "/phpmyadmin/" else HOME + LOGIN),
    )
    assert looked.present() == {"/phpmyadmin/": "tool"}


def test_paths_and_tools_are_as_the_catalogue_has_them() -> None:
    assert {"/admin", "/administrator/", "/wp-login.php", "/adminer.php", "/phpmyadmin/", "/backend", "/typo3/"} <= set(
        admin.paths()
    )


# ── a real server ────────────────────────────────────────────────────────────────────────────────────────────────────


def test_nginx_with_a_folder_that_should_not_be_there(tmp_path: Path, opened: Listeners) -> None:
    nginx = shutil.which("nginx", path="/usr/sbin:/usr/bin:/sbin:/bin")
    assert nginx, "nginx is needed (requirements/debian.txt)"
    root = tmp_path / "www"
    (root / ".git").mkdir(parents=True)
    (root / "backup").mkdir()
    (root / "index.html").write_text(HOME)
    (root / ".git" / "HEAD").write_text("ref: refs/heads/main\n")
    (root / "backup" / "backup.sql").write_text(
        "-- MariaDB dump 10.19\nCREATE TABLE kunden (id int);\n" + "x" * 300_000
    )
    port = opened.shut()
    conf = tmp_path / "nginx.conf"
    conf.write_text(
        f"daemon off; pid {tmp_path}/pid; error_log {tmp_path}/error.log; user root;\n"
        "events {}\nhttp { access_log off; "
        f"client_body_temp_path {tmp_path}/a; proxy_temp_path {tmp_path}/b; fastcgi_temp_path {tmp_path}/c; "
        f"uwsgi_temp_path {tmp_path}/d; scgi_temp_path {tmp_path}/e;\n"
        f"server {{ listen 127.0.0.1:{port}; root {root}; autoindex on; }} }}\n"
    )
    opened.close()  # frees the port
    with subprocess.Popen([nginx, "-c", str(conf), "-p", str(tmp_path)], stderr=subprocess.PIPE) as process:
        try:
            looked = _once_it_serves(port)
        finally:
            process.terminate()
    assert looked.present() == {"/.git/HEAD": "git_head", "/backup/": "listing", "/backup/backup.sql": "sql"}
    assert looked.files("/backup/backup.sql").bytes == exposed.MAX_BYTES


def _once_it_serves(port: int) -> Looked:
    for _ in range(100):
        looked = visit(Looked(Notebook((), lambda _: None)), port)
        if looked.status("exposed_file") == SEEN:
            return looked
        time.sleep(0.05)
    raise AssertionError("nginx did not come up")
