"""Two looks at one thing: where our own hellos and the libraries disagree there is a gap, and no coin is tossed."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest

from tests.probes.test_tls_child import Files, needs_nginx, nginx, s_server, tls_block
from tests.probes.tls_servers import Handler, Hello, alert, look, record, record_of, relay, serving


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> Files:
    return Files(tmp_path_factory.mktemp("looks"))


@contextmanager
def two_servers(files: Files, one: tuple[str, ...], other: tuple[str, ...]) -> Iterator[tuple[int, int]]:
    pem, key = files.rsa
    with ExitStack() as stack:
        yield (
            stack.enter_context(s_server("-cert", str(pem), "-key", str(key), *one)),
            stack.enter_context(s_server("-cert", str(pem), "-key", str(key), *other)),
        )


def is_ours(body: bytes) -> bool:
    """Our hellos up to TLS 1.2 ask for timestamps beside the certificate, the libraries don't."""
    return 18 in Hello(body).extensions


def told_apart(ours: int | None, theirs: int) -> Handler:
    """Sends our own hellos to one server and the libraries' to the other; None: ours are refused."""

    def handle(connection: socket.socket) -> None:
        kind, body = record_of(connection)
        if kind != 22:
            return
        behind = ours if is_ours(body) else theirs
        if behind is None:
            connection.sendall(alert(40))
            return
        with socket.create_connection(("127.0.0.1", behind), 10) as further:
            further.sendall(record(kind, body))
            relay(connection, further)

    return handle


def gaps(lines: list[dict[str, object]], kind: str) -> list[dict[str, object]]:
    return [line for line in lines if line.get("coverage") == kind and line["status"] == "gap"]


MODERN = ("-tls1_2", "-cipher", "ECDHE-RSA-AES128-GCM-SHA256")
WIDER = ("-tls1_2", "-cipher", "ECDHE-RSA-AES128-GCM-SHA256:AES128-SHA")


def test_a_suite_that_only_one_of_them_is_given_is_unknown(files: Files) -> None:
    with two_servers(files, MODERN, WIDER) as (ours, theirs), serving(told_apart(ours, theirs)) as port:
        found = look(port)
    rows = {row["name"]: row["accepted"] for row in found.rows("tls_cipher")}
    assert rows["TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256"] is True
    assert "unknown" in rows["TLS_RSA_WITH_AES_128_CBC_SHA"]
    named = [line["scope"]["name"] for line in gaps(found.lines, "tls_cipher")]  # type: ignore[index]
    assert named == ["TLS_RSA_WITH_AES_128_CBC_SHA"]


def test_a_version_that_only_one_of_them_gets_through_with_is_unknown(files: Files) -> None:
    pem, key = files.rsa
    refused = threading.Event()
    with s_server("-cert", str(pem), "-key", str(key), "-cipher", "ECDHE-RSA-AES128-GCM-SHA256") as behind:

        def handle(connection: socket.socket) -> None:
            kind, body = record_of(connection)
            if kind != 22:
                return
            if is_ours(body) and 43 not in Hello(body).extensions and body[5] == 3:
                refused.set()
                connection.sendall(alert(40))
                return
            with socket.create_connection(("127.0.0.1", behind), 10) as further:
                further.sendall(record(kind, body))
                relay(connection, further)

        with serving(handle) as port:
            found = look(port, authorised=True)
    assert refused.is_set()
    rows = {row["version"]: row["accepted"] for row in found.rows("tls_protocol")}
    assert rows["TLSv1.3"] is True
    assert "unknown" in rows["TLSv1.2"]
    for kind in ("tls_protocol", "tls_cipher"):
        assert [line["scope"]["version"] for line in gaps(found.lines, kind)] == ["TLSv1.2"]  # type: ignore[index]
    # What could not be looked for in TLS 1.2 is not absent because TLS 1.3 has no such flaw.
    assert {found.flaws()[name] for name in ("heartbleed", "ccs_injection", "robot", "ticketbleed")} == {"error"}


def test_certificates_of_tls13_that_nobody_could_read_are_a_gap_beside_those_of_tls12(files: Files) -> None:
    pem, key = files.rsa
    with s_server("-cert", str(pem), "-key", str(key)) as behind:

        def handle(connection: socket.socket) -> None:
            kind, body = record_of(connection)
            if kind != 22 or (not is_ours(body) and 43 in Hello(body).extensions):
                return
            with socket.create_connection(("127.0.0.1", behind), 10) as further:
                further.sendall(record(kind, body))
                relay(connection, further)

        with serving(handle) as port:
            found = look(port)
    assert {"TLSv1.2", "TLSv1.3"} <= set(found.versions())
    assert found.rows("certificate")
    status, cause, reason = found.status("certificate")
    assert (status, cause) == ("gap", "error")
    assert "TLS 1.3" in str(reason)


def test_two_chains_for_the_same_question_leave_a_gap_beside_both(files: Files) -> None:
    pem, key = files.rsa
    other = files.another("other")
    with (
        s_server("-cert", str(pem), "-key", str(key), *MODERN) as ours,
        s_server("-cert", str(other.rsa[0]), "-key", str(other.rsa[1]), *MODERN) as theirs,
        serving(told_apart(ours, theirs)) as port,
    ):
        found = look(port)
    assert len({row["sha256"] for row in found.rows("certificate")}) == 2
    status, cause, reason = found.status("certificate")
    assert (status, cause) == ("gap", "error")
    assert "different chains" in str(reason)


@needs_nginx
def test_what_is_shown_without_the_servers_name_is_a_chain_of_its_own(files: Files, tmp_path: Path) -> None:
    other = files.another("default")
    default = tls_block(other).replace(" ssl;", " ssl default_server;").replace("www.shop.example", "elsewhere.example")
    with nginx(tmp_path, default, tls_block(files)) as port:
        found = look(port, top={"ca_files": [str(files.ca)]})
    with_name, without = found.rows("certificate")
    assert (with_name["sni"], with_name["matches_host"], with_name["trusted"]) == (True, True, True)
    assert (without["sni"], without["trusted"]) == (False, False)
    assert "unknown" in without["matches_host"]
    assert (with_name["chain"], without["chain"]) == (0, 1)
    assert found.status("certificate")[0] == "seen"


@needs_nginx
def test_one_certificate_with_and_without_the_name_is_one_row(files: Files, tmp_path: Path) -> None:
    with nginx(tmp_path, tls_block(files)) as port:
        assert [row["sni"] for row in look(port).rows("certificate")] == [True]
