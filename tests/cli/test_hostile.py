"""A shop that attacks whoever looks at it: through what it says, and through where it leads."""

from __future__ import annotations

import json
import re
import unicodedata
from pathlib import Path
from typing import Any

import pytest

from .conftest import OUTER_WALL, Siegel, read
from .servers import HOST, Handler, answering, closed_port, over_tls, self_signed, serving

#: What a terminal obeys, what a CI runner obeys, and what hides or reorders text.
VENOM = "\x1b[31m\x1b]0;owned\x07\x1b[2J\x9b31m::error::owned##[error]owned##vso[x]\u202eevil\u2066\u200b\u2028"
ALLOWED_CONTROLS = {"\n"}


def is_harmless(text: str) -> None:
    """Nothing that a terminal or a CI runner obeys, and nothing that hides or reorders."""
    bad = {char for char in text if unicodedata.category(char) in {"Cc", "Cf", "Zl", "Zp", "Cs"}} - ALLOWED_CONTROLS
    assert not bad, bad
    assert "##[" not in text
    assert "##vso[" not in text
    for line in text.splitlines():
        assert not re.match(r"\s*::[a-z]", line), line


def shop_file(folder: Path, https: int, http: int) -> Path:
    file = folder / "shop.yaml"
    file.write_text(
        f"shop: https://{HOST}\nconnect_to: ['{HOST}:443:127.0.0.1:{https}', '{HOST}:80:127.0.0.1:{http}',"
        f" 'canary-shop.example:443:127.0.0.1:{https}', 'canary-shop.example:80:127.0.0.1:{http}']\n"
    )
    return file


def venomous(status: str) -> bytes:
    """An answer whose every part is an attack."""
    fields = {
        "Location": f"https://{HOST}/{VENOM}",
        "Strict-Transport-Security": f"max-age={VENOM}; {VENOM}",
        "Content-Security-Policy": f"default-src {VENOM}; {VENOM} x",
        "X-Content-Type-Options": VENOM,
        "X-Frame-Options": VENOM,
        "Referrer-Policy": VENOM,
        "Permissions-Policy": VENOM,
        "Server": VENOM,
        "Set-Cookie": f"id={VENOM}",
    }
    if status.startswith("2"):
        del fields["Location"]
    lines = [f"HTTP/1.1 {status}", *(f"{name}: {value}" for name, value in fields.items())]
    return "\r\n".join(lines).replace("\u2028", "").encode()


@pytest.mark.parametrize("status", ["200 OK", "302 Found", "200 \x1b[31m::error::owned"])
@pytest.mark.parametrize("lang", ["en", "de"])
def test_nothing_a_shop_says_reaches_a_terminal_a_log_or_a_report_raw(
    siegel: Siegel, tmp_path: Path, status: str, lang: str
) -> None:
    context = self_signed(tmp_path, subject=VENOM[:50])
    answer = answering(venomous(status))
    with serving(over_tls(context, answer)) as https, serving(answering(venomous("302 Found"))) as http:
        file = shop_file(tmp_path, https.port, http.port)
        done = siegel("scan", file, *OUTER_WALL, "--out", "run", "--format", "console,json", "--lang", lang)
    assert done.code in {1, 4, 6}, done.both
    is_harmless(done.out)
    is_harmless(done.err)
    is_harmless((tmp_path / "run/report.txt").read_text())
    is_harmless((tmp_path / "run/run.log").read_text())
    assert "owned" in (tmp_path / "run/evidence.json").read_text(), "the attack came through to where it is data"
    again = siegel.here("report", "run", "--format", "json")
    is_harmless(again.out)
    assert json.loads(again.out) == read(tmp_path / "run/report.json")
    judged = siegel.here("judge", "run", "--lang", lang)
    is_harmless(judged.both)


def test_a_certificate_that_attacks_is_shown_and_harms_nobody(siegel: Siegel, tmp_path: Path) -> None:
    context = self_signed(tmp_path, subject="\x1b[31m\n::error::owned\u202e", names=(HOST,))
    with serving(over_tls(context, answering(b"HTTP/1.1 200 OK"))) as https, closed_port() as http:
        done = siegel.here("scan", shop_file(tmp_path, https.port, http), "--only", "tls", "--out", "run")
    assert done.code == 1, done.both
    is_harmless(done.both)
    (leaf, *_) = read(tmp_path / "run/evidence.json")["facts"]["certificate"]
    assert "owned" in leaf["subject"]


@pytest.mark.parametrize("name", ["\x1b[31m::error::x", "a\u202eb", "::error::x\u2028y"])
def test_the_name_of_a_shop_is_harmless_too(siegel: Siegel, tmp_path: Path, name: str) -> None:
    (tmp_path / "shop.yaml").write_text(f"shop: https://nowhere.invalid\nname: {json.dumps(name)}\n")
    done = siegel.here("scan", "shop.yaml", *OUTER_WALL, "--out", "run")
    assert done.code == 6, done.both
    is_harmless(done.both)


def test_arguments_are_harmless_too(siegel: Siegel) -> None:
    for arguments in (
        ["scan", "https://\x1b[31m::error::"],
        ["judge", "\x1b[31m::error::"],
        ["scan", "x", "--profile", "\x1b]0;x\x07"],
        ["scan", "x", "--connect-to", "\u202e"],
    ):
        done = siegel.here(*arguments)
        assert done.code in {2, 3}, done.both
        is_harmless(done.both)


# ── where it leads ───────────────────────────────────────────────────────────────────────────────────────────────────

#: Ways to name 127.0.0.2 and whoever else is not to be reached; {} is the canary's port.
LEADS = [
    "http://127.0.0.2:{}/",
    "https://127.0.0.2:{}/",
    "http://127.0.0.1:{}/",
    "http://localhost:{}/",
    "http://sub.localhost:{}/",
    "http://[::1]:{}/",
    "http://[::ffff:127.0.0.2]:{}/",
    "http://0.0.0.0:{}/",
    "http://2130706434:{}/",
    "http://0x7f000002:{}/",
    "http://0177.0.0.2:{}/",
    "http://127.2:{}/",
    "http://127\u30020\u30020\u30022:{}/",
    "//127.0.0.2:{}/",
    "http://user@127.0.0.2:{}/",
    r"http://127.0.0.2:{}\@" + HOST + "/",
    "http://169.254.169.254/latest/meta-data/",
    "http://[fd00:ec2::254]/latest/meta-data/",
    "http://10.0.0.1:{}/",
    "http://192.168.0.1/",
    "file:///etc/passwd",
    "gopher://127.0.0.2:{}/",
    "javascript:alert(1)",
]


@pytest.mark.parametrize("target", LEADS)
def test_a_redirect_to_what_is_private_is_not_followed(siegel: Siegel, tmp_path: Path, target: str) -> None:
    context = self_signed(tmp_path)
    with (
        serving(answering(b"HTTP/1.1 200 OK", b"secret"), "127.0.0.2") as canary,
        serving(answering(b"HTTP/1.1 200 OK", b"secret"), "127.0.0.1", canary.port) as same_port,
    ):
        lead = b"HTTP/1.1 302 Found\r\nLocation: " + target.format(canary.port).encode()
        with serving(over_tls(context, answering(lead))) as https, serving(answering(lead)) as http:
            file = shop_file(tmp_path, https.port, http.port)
            done = siegel.here("scan", file, "--only", "http", "--out", "run", "-q", "--deadline", "60")
        assert canary.met == 0
        assert same_port.met == 0
        assert http.met and https.met
    assert done.code == 6, done.both
    gaps = [entry for entry in read(tmp_path / "run/evidence.json")["coverage"] if entry["kind"] == "page"]
    assert [gap["status"] for gap in gaps] == ["gap"]
    if re.match(r"(https?:)?//(127|169|10|192|\[|0\.0|user@)", target) and "\\" not in target:
        assert gaps[0]["cause"] == "blocked", gaps
        assert "is no public address" in gaps[0]["reason"]
    assert "secret" not in "".join(path.read_text(errors="replace") for path in (tmp_path / "run/artifacts").iterdir())


def test_a_chain_of_redirects_is_judged_at_every_step(siegel: Siegel, tmp_path: Path) -> None:
    """The first steps lead to the shop itself, the last one inside."""
    context = self_signed(tmp_path)
    with serving(answering(b"HTTP/1.1 200 OK"), "127.0.0.2") as canary:
        steps = {b"/": b"/a", b"/a": b"/b", b"/b": f"http://127.0.0.2:{canary.port}/".encode()}

        def lead(connection: Any, stop: Any) -> None:
            connection.settimeout(20)
            path = connection.recv(4096).split(b" ")[1]
            connection.sendall(
                b"HTTP/1.1 302 Found\r\nContent-Length: 0\r\nLocation: " + steps.get(path, b"/a") + b"\r\n\r\n"
            )

        with serving(over_tls(context, lead)) as https, serving(lead) as http:
            done = siegel.here(
                "scan", shop_file(tmp_path, https.port, http.port), "--only", "http", "--out", "run", "-q"
            )
        assert canary.met == 0
    assert done.code == 6, done.both
    hops = [row for row in read(tmp_path / "run/evidence.json")["facts"]["redirect"] if row["from"].endswith("/b")]
    assert hops


@pytest.mark.parametrize(
    "address", ["10.1.2.3", "169.254.169.254", "127.0.0.2", "192.168.1.1", "[fd00::1]", "[fe80::1]"]
)
def test_an_address_is_reached_only_because_the_user_named_it(siegel: Siegel, tmp_path: Path, address: str) -> None:
    """The shop's own URL, or --connect-to, names it; a redirect to another one beside it does not."""
    context = self_signed(tmp_path)
    lead = f"HTTP/1.1 301 Moved\r\nLocation: http://{address}/".encode()
    with serving(over_tls(context, answering(lead))) as https:
        done = siegel.here("scan", f"https://127.0.0.1:{https.port}/", "--only", "http", "--out", "run", "-q")
        assert https.met
    assert done.code == 6, done.both
    page = next(entry for entry in read(tmp_path / "run/evidence.json")["coverage"] if entry["kind"] == "page")
    assert page["cause"] == "blocked"


def test_more_than_a_scan_can_use_is_not_read(siegel: Siegel, tmp_path: Path) -> None:
    context = self_signed(tmp_path)

    def flood(connection: Any, stop: Any) -> None:
        connection.settimeout(20)
        connection.recv(4096)
        connection.sendall(b"HTTP/1.1 200 OK\r\nX-Content-Type-Options: nosniff\r\n\r\n")
        while not stop.is_set():
            connection.sendall(b"<p>more</p>" * 5_000)

    handler: Handler = over_tls(context, flood)
    with serving(handler) as https, closed_port() as http:
        done = siegel.here("scan", shop_file(tmp_path, https.port, http), "--only", "http", "--out", "run", "-q")
    assert done.code in {0, 1}, done.both
    report = read(tmp_path / "run/report.json")
    assert report["run"]["bytes_read"] < 12_000_000
    verdicts = {verdict["control"]: verdict["verdict"] for verdict in report["verdicts"]}
    assert verdicts["HTTP-005"] == "pass"
