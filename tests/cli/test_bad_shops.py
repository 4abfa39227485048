"""Shops that aren't there, hang, or speak nonsense: gaps with causes, a report all the same, exit 4 or 6."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import jsonschema
import pytest

from scanner.schemas import SCHEMAS

from .conftest import OUTER_WALL, Ended, Siegel, read
from .servers import HOST, Handler, answering, closed_port, hang, hang_up, over_tls, rubbish, self_signed, serving


def scan_at(siegel: Siegel, port: int, *options: str) -> Ended:
    """Look at TLS and HTTP of a shop all of whose connections go to this port; guessed hosts fare like the shop."""
    everywhere = ("--connect-to", f"::127.0.0.1:{port}")
    return siegel.here("scan", f"https://{HOST}", *everywhere, *OUTER_WALL, "--out", "run", "-q", *options)


def causes(folder: Path) -> dict[str, set[str]]:
    """The causes of all gaps by kind, but for what was not asked for."""
    found: dict[str, set[str]] = {}
    for entry in read(folder / "run/evidence.json")["coverage"]:
        if entry["status"] == "gap" and entry["cause"] != "not_requested":
            found.setdefault(entry["kind"], set()).add(entry["cause"])
    return found


def check_documents(folder: Path) -> dict[str, Any]:
    """Evidence, report and manifest are what their schemas say; gives the report."""
    for name in ("evidence", "report", "manifest"):
        jsonschema.Draft202012Validator(SCHEMAS[name]()).validate(read(folder / f"run/{name}.json"))
    report = read(folder / "run/report.json")
    assert isinstance(report, dict)
    return report


def test_a_host_that_does_not_resolve(siegel: Siegel, tmp_path: Path) -> None:
    done = siegel("scan", "https://www.nowhere.invalid", "--quick", "--out", "run", "-q")  # through the browser too
    assert done.code == 6, done.both
    assert "there is no host" in done.out
    # Nobody has allowed to fill a cart either; what the DNS says depends on this machine's resolver.
    names = {"dns_zone", "mail_domain", "mail_server", "dkim_key", "newsletter"}
    found = [of_kind for kind, of_kind in causes(tmp_path).items() if kind not in names]
    assert set().union(*found) - {"not_authorised", "needs_test_identity"} == {"unreachable"}
    assert check_documents(tmp_path)["totals"]["pass"] == 0


def test_a_host_that_refuses(siegel: Siegel, tmp_path: Path) -> None:
    with closed_port() as port:
        done = scan_at(siegel, port)
    assert done.code == 6, done.both
    found = causes(tmp_path)
    assert found["page"] == found["certificate"] == found["hsts"] == {"refused"}
    report = check_documents(tmp_path)
    verdicts = {verdict["control"]: verdict["verdict"] for verdict in report["verdicts"]}
    assert verdicts["TLS-001"] == verdicts["HTTP-002"] == "unknown"
    assert verdicts["HTTP-001"] == "pass"  # a closed port 80 leaks nothing


@pytest.mark.parametrize("handler", [hang_up, rubbish], ids=["hangs up", "speaks rubbish"])
def test_a_host_that_speaks_neither_tls_nor_http(siegel: Siegel, tmp_path: Path, handler: Handler) -> None:
    with serving(handler) as server:
        done = scan_at(siegel, server.port)
    assert done.code == 6, done.both
    found = causes(tmp_path)
    assert set(found) >= {"page", "redirect", "hsts", "header", "csp", "tls_protocol", "tls_cipher", "certificate"}
    assert set().union(*found.values()) <= {"unsupported", "error", "unreachable", "not_authorised"}
    assert check_documents(tmp_path)["totals"]["pass"] == 0


def test_a_host_that_hangs_costs_the_deadline_and_no_more(siegel: Siegel, tmp_path: Path) -> None:
    with serving(hang) as server:
        done = scan_at(siegel, server.port, "--deadline", "2")
    assert done.code == 6, done.both
    assert set().union(*causes(tmp_path).values()) - {"not_authorised"} == {"timeout"}
    report = check_documents(tmp_path)
    assert report["totals"]["pass"] == 0
    assert report["run"]["incomplete"] is False


@pytest.mark.parametrize("status", [b"403 Forbidden", b"503 Service Unavailable", b"404 Not Found", b"999 Odd"])
def test_an_error_page_is_not_the_shop(siegel: Siegel, tmp_path: Path, status: bytes) -> None:
    context = self_signed(tmp_path)
    with serving(over_tls(context, answering(b"HTTP/1.1 " + status))) as server:
        done = scan_at(siegel, server.port, "--only", "http")
    assert done.code == 6, done.both
    assert causes(tmp_path)["page"] == {"blocked"}
    report = check_documents(tmp_path)
    assert {v["control"]: v["verdict"] for v in report["verdicts"]}["HTTP-004"] == "unknown"


def test_http_served_where_https_should_be(siegel: Siegel, tmp_path: Path) -> None:
    with serving(answering(b"HTTP/1.1 200 OK")) as server:
        done = scan_at(siegel, server.port)
    assert done.code == 6, done.both
    assert causes(tmp_path)["certificate"] == {"unsupported"}
    verdicts = {v["control"]: v["verdict"] for v in check_documents(tmp_path)["verdicts"]}
    assert verdicts["HTTP-001"] == "fail"


def test_redirects_without_end(siegel: Siegel, tmp_path: Path) -> None:
    context = self_signed(tmp_path)
    around = answering(f"HTTP/1.1 302 Found\r\nLocation: https://{HOST}/again".encode())
    with serving(over_tls(context, around)) as server, closed_port() as http:
        file = tmp_path / "shop.yaml"
        file.write_text(
            f"shop: https://{HOST}\nconnect_to: ['{HOST}:443:127.0.0.1:{server.port}', '::127.0.0.1:{http}']\n"
        )
        done = siegel.here("scan", file, "--only", "http", "--out", "run", "-q")
    assert done.code == 6, done.both
    assert "redirects more than" in done.out
    assert server.met < 20


@pytest.mark.parametrize(
    "answer",
    [
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nZZ\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: 99999999999999999999\r\n\r\nx",
        b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 3\r\n\r\nabc",
        b"HTTP/1.1 200 OK\r\n" + b"X: y\r\n" * 20_000 + b"\r\n",
        b"HTTP/9.9 abc\r\n\r\n",
        b"\x00" * 5000,
        b"HTTP/1.1 301 Moved\r\nLocation: \xff\xfe\x00\r\nContent-Length: 0\r\n\r\n",
        b"HTTP/1.1 301 Moved\r\nLocation: http://[::1\r\nContent-Length: 0\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nStrict-Transport-Security: " + b"a;" * 20_000 + b"\r\nContent-Length: 0\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Security-Policy: " + b"script-src x;" * 4_000 + b"\r\nContent-Length: 0\r\n\r\n",
    ],
    ids=["chunks", "length", "gzip", "many fields", "version", "zeros", "bytes", "address", "hsts", "csp"],
)
def test_answers_that_break_rules_break_nothing_of_ours(siegel: Siegel, tmp_path: Path, answer: bytes) -> None:
    def handle(connection: Any, stop: Any) -> None:
        connection.settimeout(20)
        connection.recv(4096)
        connection.sendall(answer)

    context = self_signed(tmp_path)
    with serving(over_tls(context, handle)) as https, serving(handle) as http:
        file = tmp_path / "shop.yaml"
        file.write_text(
            f"shop: https://{HOST}\nconnect_to: ['{HOST}:443:127.0.0.1:{https.port}', '::127.0.0.1:{http.port}']\n"
        )
        done = siegel.here("scan", file, "--only", "http", "--out", "run", "-q", "--deadline", "30")
    assert done.code in {1, 4, 6}, done.both
    assert "Traceback" not in done.both
    assert "crash" not in set().union(*causes(tmp_path).values(), {""})
    check_documents(tmp_path)
