"""The child against servers that lie, hang, chatter or break off: gaps with causes, no false "no", never a crash."""

from __future__ import annotations

import hashlib
import json
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Any

import pytest

from scanner.probes.tls.examine import KINDS

Handler = Callable[[socket.socket], None]

CLOSE_CLEANLY = b"\x15\x03\x01\x00\x02\x02"


@contextmanager
def serving(handler: Handler) -> Iterator[int]:
    """A loopback server on a free port; each connection goes to the handler in a thread of its own."""
    listener = socket.create_server(("127.0.0.1", 0), backlog=64)
    stop = threading.Event()
    threads: list[threading.Thread] = []

    def handle(connection: socket.socket) -> None:
        with connection, suppress(OSError):
            connection.settimeout(10)
            handler(connection)

    def accept() -> None:
        while not stop.is_set():
            try:
                connection, _ = listener.accept()
            except OSError:
                return
            threads.append(threading.Thread(target=handle, args=(connection,), daemon=True))
            threads[-1].start()

    acceptor = threading.Thread(target=accept, daemon=True)
    acceptor.start()
    try:
        yield listener.getsockname()[1]
    finally:
        stop.set()
        with suppress(OSError):
            listener.shutdown(socket.SHUT_RDWR)
        listener.close()
        acceptor.join()


def request(port: int, **more: Any) -> str:
    endpoint = {"host": "www.shop.example", "address": "127.0.0.1", "port": 443, "connect_port": port}
    return json.dumps({"endpoints": [endpoint], "rules": None, "timeout_s": 0.5, "concurrency": 5, **more})


def probe(port: int, **more: Any) -> list[dict[str, Any]]:
    """Everything the child says, and it must end well."""
    child = subprocess.run(
        [sys.executable, "-m", "scanner.probes.tls.child"],
        input=request(port, **more),
        capture_output=True,
        text=True,
        timeout=100,
        check=True,
    )
    assert child.stderr == ""
    return [json.loads(line) for line in child.stdout.splitlines()]


def accepted(lines: list[dict[str, Any]]) -> dict[str, Any]:
    rows = [line["row"] for line in lines if line.get("fact") == "tls_protocol"]
    assert len(rows) == len({row["version"] for row in rows})
    return {row["version"]: row["accepted"] for row in rows}


def gaps(lines: list[dict[str, Any]]) -> dict[str, str]:
    found = {line["coverage"]: line["cause"] for line in lines if line.get("status") == "gap"}
    return {kind: cause for kind, cause in found.items() if cause != "not_authorised"}


def suites(lines: list[dict[str, Any]], version: str) -> list[str]:
    rows = [line["row"] for line in lines if line.get("fact") == "tls_cipher"]
    return [row["name"] for row in rows if row["version"] == version]


# servers without any TLS


def hang(connection: socket.socket) -> None:
    while connection.recv(4096):
        pass


def speak_http(connection: socket.socket) -> None:
    connection.recv(4096)
    connection.sendall(b"HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n")


def send_rubbish(connection: socket.socket) -> None:
    connection.recv(4096)
    connection.sendall(bytes(range(256)) * 4)


def close(connection: socket.socket) -> None:
    connection.recv(4096)


def reset(connection: socket.socket) -> None:
    connection.recv(4096)
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\x01\x00\x00\x00\x00\x00\x00\x00")


def talk_without_end(connection: socket.socket) -> None:
    connection.recv(4096)
    record = b"\x16\x03\x03\x40\x00" + b"\x00\x00\x00\x00" * 4096
    while True:
        connection.sendall(record)


def drip(connection: socket.socket) -> None:
    connection.recv(4096)
    stop = threading.Event()
    while not stop.wait(0.05):
        connection.sendall(b"\x16")


NOT_TLS = [
    (hang, "timeout"),
    (speak_http, "unsupported"),
    (send_rubbish, "unsupported"),
    (close, "error"),
    (reset, "error"),
    (talk_without_end, "unsupported"),
    (drip, "unsupported"),
]


@pytest.mark.parametrize(("handler", "cause"), NOT_TLS, ids=lambda item: getattr(item, "__name__", item))
def test_a_server_without_tls_is_a_gap_with_its_cause(handler: Handler, cause: str) -> None:
    with serving(handler) as port:
        lines = probe(port)
    assert accepted(lines) == {}
    assert gaps(lines) == dict.fromkeys(KINDS, cause)
    assert {line["coverage"] for line in lines if "coverage" in line} == set(gaps(lines))


def test_a_closed_port_is_a_gap() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    assert gaps(probe(port))["certificate"] == "refused"


# servers with something like TLS


def hello_of(connection: socket.socket) -> bytes:
    """The client's first record, whole."""
    data = connection.recv(16384)
    while data[:1] == b"\x16" and len(data) < 5 + int.from_bytes(data[3:5], "big"):
        data += connection.recv(16384)
    return data


def version_of(hello: bytes) -> str:
    if hello[:1] != b"\x16":
        return "SSLv2"
    if b"\x00\x2b\x00\x03\x02\x03\x04" in hello:
        return "TLSv1.3"
    return {0: "SSLv3", 1: "TLSv1.0", 2: "TLSv1.1", 3: "TLSv1.2"}[hello[10]]


def offered(hello: bytes) -> list[int]:
    at = 5 + 4 + 2 + 32
    at += 1 + hello[at]
    length = int.from_bytes(hello[at : at + 2], "big")
    codes = hello[at + 2 : at + 2 + length]
    return [int.from_bytes(codes[i : i + 2], "big") for i in range(0, length, 2)]


def alert(description: int) -> bytes:
    return CLOSE_CLEANLY + bytes([description])


def answer(suite: int, minor: int = 3) -> bytes:
    body = bytes([3, minor]) + bytes(32) + b"\x00" + suite.to_bytes(2, "big") + b"\x00"
    message = b"\x02" + len(body).to_bytes(3, "big") + body + b"\x0e\x00\x00\x00"
    return bytes([0x16, 3, minor]) + len(message).to_bytes(2, "big") + message


class Fake:
    """Speaks TLS 1.2 only, takes `takes` in this order, and after `patience` connections treats everybody alike."""

    def __init__(self, takes: list[int], patience: int = 10**6, then: Handler = close) -> None:
        self.takes, self.patience, self.then = takes, patience, then
        self._lock = threading.Lock()

    def __call__(self, connection: socket.socket) -> None:
        with self._lock:
            self.patience -= 1
            patient = self.patience >= 0
        if not patient:
            self.then(connection)
            return
        hello = hello_of(connection)
        if version_of(hello) != "TLSv1.2":
            connection.sendall(alert(70))
            return
        chosen = next((code for code in self.takes if code in offered(hello)), None)
        connection.sendall(alert(40) if chosen is None else answer(chosen))
        connection.recv(4096)


def test_all_suites_are_found_in_the_servers_order() -> None:
    takes = [0xC030, 0x0005, 0xC02F, 0x000A]
    with serving(Fake(takes)) as port:
        lines = probe(port)
    assert [name for name, yes in accepted(lines).items() if yes is True] == ["TLSv1.2"]
    rows = [line["row"] for line in lines if line.get("fact") == "tls_cipher"]
    assert [(row["preference"], row["name"]) for row in rows] == [
        (1, "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384"),
        (2, "TLS_RSA_WITH_RC4_128_SHA"),
        (3, "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256"),
        (4, "TLS_RSA_WITH_3DES_EDE_CBC_SHA"),
    ]
    assert gaps(lines) == {"certificate": "error", "tls_group": "error"}


def test_a_server_that_loses_patience_leaves_a_gap_in_the_suites() -> None:
    with serving(Fake([0xC030, 0xC02F, 0x009D, 0x009C, 0x0035, 0x002F, 0x000A], patience=9)) as port:
        lines = probe(port, concurrency=1)
    assert accepted(lines)["TLSv1.2"] is True
    cut = [line for line in lines if line.get("coverage") == "tls_cipher" and line["status"] == "gap"]
    assert "TLSv1.2" in {line["scope"].get("version") for line in cut}


@pytest.mark.parametrize("description", [40, 80, 112])
def test_a_server_that_always_raises_an_alert_has_no_version_rejected(description: int) -> None:
    def refuse(connection: socket.socket) -> None:
        hello_of(connection)
        connection.sendall(alert(description))

    with serving(refuse) as port:
        lines = probe(port)
    assert all(isinstance(value, dict) for value in accepted(lines).values())
    assert len(accepted(lines)) == 6
    assert gaps(lines) == dict.fromkeys((kind for kind in KINDS if kind != "tls_protocol"), "error")


def test_the_alert_made_for_it_rejects_a_version() -> None:
    def refuse(connection: socket.socket) -> None:
        hello_of(connection)
        connection.sendall(alert(70))

    with serving(refuse) as port:
        assert set(accepted(probe(port)).values()) == {False}


def test_a_server_that_answers_with_a_lower_version_rejects_the_one_asked_for() -> None:
    def downgrade(connection: socket.socket) -> None:
        hello = hello_of(connection)
        if version_of(hello) in {"SSLv2", "SSLv3"} or not set(offered(hello)) & {0x002F}:
            connection.sendall(alert(40))
        else:
            connection.sendall(answer(0x002F, minor=1))
        connection.recv(4096)

    with serving(downgrade) as port:
        found = accepted(probe(port))
    assert found["TLSv1.0"] is True
    assert (found["TLSv1.1"], found["TLSv1.2"], found["TLSv1.3"]) == (False, False, False)


def test_a_suite_nobody_offered_is_no_answer() -> None:
    def cheat(connection: socket.socket) -> None:
        hello_of(connection)
        connection.sendall(answer(0xC0FF))
        connection.recv(4096)

    with serving(cheat) as port:
        lines = probe(port)
    assert isinstance(accepted(lines).get("TLSv1.2", {}), dict)
    assert not any(line.get("fact") == "tls_cipher" for line in lines)


def test_one_version_that_hangs_is_unknown_and_the_rest_is_known() -> None:
    fake = Fake([0xC02F])

    def sleepy(connection: socket.socket) -> None:
        peek = connection.recv(16384, socket.MSG_PEEK)
        if version_of(peek) == "TLSv1.1":
            hang(connection)
        else:
            fake(connection)

    with serving(sleepy) as port:
        lines = probe(port)
    assert accepted(lines)["TLSv1.1"] == {"unknown": "the server does not answer in time"}
    assert accepted(lines)["TLSv1.2"] is True
    assert accepted(lines)["TLSv1.0"] is False
    hidden = [line for line in lines if line.get("coverage") == "tls_cipher" and line["status"] == "gap"]
    assert [(line["scope"]["version"], line["cause"]) for line in hidden] == [("TLSv1.1", "timeout")]


def test_ssl2_is_found_with_its_cipher_kinds() -> None:
    def old(connection: socket.socket) -> None:
        hello = hello_of(connection)
        if version_of(hello) != "SSLv2":
            return
        body = b"\x04\x00\x01\x00\x02\x00\x01\x00\x06\x00\x10" + b"c" + b"\x01\x00\x80\x07\x00\xc0" + bytes(16)
        connection.sendall((0x8000 | len(body)).to_bytes(2, "big") + body)
        connection.recv(4096)

    with serving(old) as port:
        lines = probe(port)
    assert accepted(lines)["SSLv2"] is True
    assert suites(lines, "SSLv2") == ["SSL_CK_RC4_128_WITH_MD5", "SSL_CK_DES_192_EDE3_CBC_WITH_MD5"]


def test_a_server_with_post_quantum_groups_only_is_seen_though_sslyze_cannot_reach_it() -> None:
    random = hashlib.sha256(b"HelloRetryRequest").digest()
    extensions = b"\x00\x2b\x00\x02\x03\x04" + b"\x00\x33\x00\x02\x11\xec"

    def post_quantum(connection: socket.socket) -> None:
        hello = hello_of(connection)
        if version_of(hello) != "TLSv1.3" or 0x1301 not in offered(hello) or b"\x11\xec" not in hello:
            connection.sendall(alert(70 if version_of(hello) != "TLSv1.3" else 40))
            return
        body = b"\x03\x03" + random + b"\x20" + bytes(32) + b"\x13\x01\x00" + b"\x00\x0c" + extensions
        message = b"\x02" + len(body).to_bytes(3, "big") + body
        connection.sendall(b"\x16\x03\x03" + len(message).to_bytes(2, "big") + message)
        connection.recv(4096)

    with serving(post_quantum) as port:
        lines = probe(port)
    assert accepted(lines)["TLSv1.3"] is True
    assert suites(lines, "TLSv1.3") == ["TLS_AES_128_GCM_SHA256"]
    assert gaps(lines) == {"certificate": "error"}


def test_what_was_seen_before_the_child_is_ended_stays_seen() -> None:
    def slow(connection: socket.socket) -> None:
        hello = hello_of(connection)
        if version_of(hello) == "TLSv1.3":
            connection.sendall(alert(70))
        else:
            hang(connection)

    with serving(slow) as port:
        child = subprocess.Popen(
            [sys.executable, "-m", "scanner.probes.tls.child"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        with child:
            assert child.stdin is not None
            assert child.stdout is not None
            child.stdin.write(request(port, timeout_s=60))
            child.stdin.close()
            first = json.loads(child.stdout.readline())
            child.kill()
    assert (first["row"]["version"], first["row"]["accepted"]) == ("TLSv1.3", False)


# the parent's rules


def rules(port: int, **more: Any) -> dict[str, Any]:
    return {
        "reach": [["127.0.0.1", port]],
        "connections_per_second": 1000,
        "burst": 1000,
        "max_connections": 1000,
        **more,
    }


def test_an_address_outside_the_rules_is_blocked() -> None:
    with serving(Fake([0xC02F])) as port:
        lines = probe(port, rules=rules(1))
    assert gaps(lines)["tls_protocol"] == "blocked"


def test_a_spent_budget_is_a_gap_and_no_refusal() -> None:
    with serving(Fake([0xC030, 0xC02F, 0x009D])) as port:
        lines = probe(port, rules=rules(port, max_connections=8), concurrency=1)
    assert accepted(lines)["TLSv1.2"] is True
    assert gaps(lines)["tls_cipher"] == "budget"
    assert lines[-1]["used"]["connections"] == 8


NONSENSE = ["", "[]", "{", '{"endpoints": [{"host": "x"}]}', '{"endpoints": [{"address": "shop", "port": 443}]}']


@pytest.mark.parametrize("text", NONSENSE)
def test_a_request_that_makes_no_sense_is_said_to_make_none(text: str) -> None:
    child = subprocess.run(
        [sys.executable, "-m", "scanner.probes.tls.child"],
        input=text,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert child.returncode == 2
    assert "makes no sense" in json.loads(child.stdout)["log"]
    assert child.stderr == ""
