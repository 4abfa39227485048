"""Links of seals are followed to what stands for their issuers: real TLS on loopback, friendly and hostile."""

from __future__ import annotations

import asyncio
import ssl
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
import trustme

from scanner.collect.seals import _read
from scanner.derive.seals import digest_of
from scanner.model.evidence import Cell, Status
from scanner.model.facts import SealPage
from scanner.model.values import Unknown
from scanner.network import ConnectTo, Limits, Network
from scanner.probes.http import sign_links
from scanner.probes.notebook import Notebook

ISSUER = "www.trustedshops.de"
CELL = Cell("seal_page")
Answer = Callable[[BaseHTTPRequestHandler], None]


@pytest.fixture(scope="module")
def authority() -> trustme.CA:
    return trustme.CA()


@pytest.fixture
def ca_file(authority: trustme.CA, tmp_path: Path) -> Path:
    path = tmp_path / "ca.pem"
    authority.cert_pem.write_to_path(str(path))
    return path


def page(text: str, status: int = 200, **fields: str) -> Answer:
    def answer(request: BaseHTTPRequestHandler) -> None:
        body = text.encode()
        request.send_response(status)
        request.send_header("Content-Type", "text/html; charset=utf-8")
        request.send_header("Content-Length", str(len(body)))
        for name, value in fields.items():
            request.send_header(name, value)
        request.end_headers()
        request.wfile.write(body)

    return answer


@contextmanager
def issuer(
    answers: dict[str, Answer], tls: ssl.SSLContext | None
) -> Iterator[tuple[int, list[tuple[str, dict[str, str]]]]]:
    """A server that stands for an issuer; its port, and what it was asked for."""
    asked: list[tuple[str, dict[str, str]]] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append((self.path, dict(self.headers)))
            answers.get(self.path, page("", 404))(self)

        def log_message(self, *_: object) -> None:
            """Silent."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    if tls is not None:
        server.socket = tls.wrap_socket(server.socket, server_side=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield server.server_address[1], asked
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def context(authority: trustme.CA, *names: str) -> ssl.SSLContext:
    made = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert(*names).configure_cert(made)
    return made


def follow(
    links: Sequence[str], port: int, ca_file: Path | None, meant: int = 443
) -> tuple[dict[str, SealPage], Notebook]:
    async def no_names(_host: str, _port: int) -> Sequence[str]:
        return []

    async def scene() -> Notebook:
        rules = [ConnectTo(ISSUER, meant, "127.0.0.1", port)]
        network = Network("https://www.muesli.example/", rules, Limits(connections_per_second=500), resolver=no_names)
        notebook = Notebook((CELL,))
        asked = sign_links.Links(links, CELL, _read, digest_of, (ca_file,) if ca_file else ())
        async with asyncio.timeout(60):
            await sign_links.follow(network, notebook, asked)
        return notebook

    notebook = asyncio.run(scene())
    return {str(row.url): row for row in notebook.rows if isinstance(row, SealPage)}, notebook


def why(row: SealPage) -> str:
    assert isinstance(row.status, Unknown), row
    return row.status.reason


CERTIFICATE = "<title>www.muesli.example</title><h1>Zertifikat für www.muesli.example</h1><p>Gültig bis: 31.12.2030</p>"


def test_a_certificate_is_asked_for_once_and_as_a_stranger(authority: trustme.CA, ca_file: Path) -> None:
    with issuer({"/c": page(CERTIFICATE)}, context(authority, ISSUER)) as (port, asked):
        rows, notebook = follow([f"https://{ISSUER}/c#top"], port, ca_file)
    row = rows[f"https://{ISSUER}/c#top"]
    assert (row.status, row.secure, row.readable, row.complete) == (200, True, True, True)
    assert row.subjects == ("www.muesli.example",)
    assert str(row.valid_until) == "2030-12-31"
    [(path, headers)] = asked
    assert path == "/c"
    assert "Siegel/" in headers["User-Agent"]
    assert {"Cookie", "Referer", "Authorization"}.isdisjoint(headers)
    assert [entry.status for entry in notebook.coverage.values()] == [Status.SEEN]


def test_redirects_are_followed_a_few_times_and_never_inwards(authority: trustme.CA, ca_file: Path) -> None:
    answers = {
        "/a": page("", 302, Location="/c"),
        "/c": page(CERTIFICATE),
        "/round": page("", 302, Location="/round"),
        "/loopback": page("", 302, Location="https://127.0.0.1:1/secret"),
        "/metadata": page("", 302, Location="http://169.254.169.254/latest/meta-data/"),
        "/file": page("", 302, Location="file:///etc/passwd"),
    }
    links = [f"https://{ISSUER}{path}" for path in ("/a", "/round", "/loopback", "/metadata", "/file")]
    with issuer(answers, context(authority, ISSUER)) as (port, asked):
        rows, _ = follow(links, port, ca_file)
    followed, round_, loopback, metadata, file = (rows[link] for link in links)
    assert (followed.final_url, followed.status) == (f"https://{ISSUER}/c", 200)
    assert "on and on" in why(round_)
    assert sum(path == "/round" for path, _ in asked) == sign_links.MOST_HOPS
    assert "no public address" in why(loopback)
    assert "no public address" in why(metadata)
    assert "no web page" in why(file)


def test_a_huge_page_and_a_slow_one_cost_what_is_bounded(
    authority: trustme.CA, ca_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sign_links, "SECONDS", 1.0)

    def slow(request: BaseHTTPRequestHandler) -> None:
        time.sleep(3)
        page(CERTIFICATE)(request)

    huge = "<p>muesli</p>" * 400_000
    with issuer({"/huge": page(huge), "/slow": slow}, context(authority, ISSUER)) as (port, _):
        rows, _ = follow([f"https://{ISSUER}/huge", f"https://{ISSUER}/slow"], port, ca_file)
    assert rows[f"https://{ISSUER}/huge"].complete is False
    assert "did not come within" in why(rows[f"https://{ISSUER}/slow"])


def test_a_certificate_that_does_not_hold_proves_nothing(authority: trustme.CA, ca_file: Path) -> None:
    with issuer({"/c": page(CERTIFICATE)}, context(trustme.CA(), ISSUER)) as (port, asked):
        rows, _ = follow([f"https://{ISSUER}/c"], port, ca_file)
    assert "does not hold" in why(rows[f"https://{ISSUER}/c"])
    assert asked == []
    with issuer({"/c": page(CERTIFICATE)}, context(authority, "elsewhere.example")) as (port, _):
        rows, _ = follow([f"https://{ISSUER}/c"], port, ca_file)
    assert "does not hold" in why(rows[f"https://{ISSUER}/c"])


def test_plain_http_is_said(ca_file: Path) -> None:
    with issuer({"/c": page(CERTIFICATE)}, None) as (port, _):
        rows, _ = follow([f"http://{ISSUER}/c"], port, ca_file, meant=80)
    assert (rows[f"http://{ISSUER}/c"].secure, rows[f"http://{ISSUER}/c"].status) == (False, 200)


def test_links_inwards_are_refused_and_the_rest_are_left(authority: trustme.CA, ca_file: Path) -> None:
    links = ["https://127.0.0.1/c", "https://10.0.0.1/", "https://[::1]/", *(f"https://{ISSUER}/{n}" for n in range(5))]
    with issuer({}, context(authority, ISSUER)) as (port, asked):
        rows, notebook = follow(links, port, ca_file)
    assert len(rows) == sign_links.MOST_LINKS
    assert [why(rows[link]) for link in links[:3] if "no public address" not in why(rows[link])] == []
    assert len(asked) == 3
    [entry] = notebook.coverage.values()
    assert entry.status is Status.SEEN


def test_without_seals_nobody_is_asked() -> None:
    rows, notebook = follow([], 1, None)
    assert rows == {}
    assert [entry.status for entry in notebook.coverage.values()] == [Status.ABSENT]
