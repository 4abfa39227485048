"""Loopback servers that answer in bytes of their own: what no real server of today would do."""

from __future__ import annotations

import json
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Any

Handler = Callable[[socket.socket], None]


@contextmanager
def serving(handler: Handler) -> Iterator[int]:
    """A loopback server on a free port; each connection goes to the handler in a thread of its own."""
    with socket.create_server(("127.0.0.1", 0), backlog=64) as listener:

        def handle(connection: socket.socket) -> None:
            with connection, suppress(OSError):
                connection.settimeout(10)
                handler(connection)

        def accept() -> None:
            while True:
                try:
                    connection, _ = listener.accept()
                except OSError:
                    return
                threading.Thread(target=handle, args=(connection,), daemon=True).start()

        acceptor = threading.Thread(target=accept, daemon=True)
        acceptor.start()
        try:
            yield listener.getsockname()[1]
        finally:
            with suppress(OSError):
                listener.shutdown(socket.SHUT_RDWR)
            acceptor.join()


class Seen:
    """What the child told about one server."""

    def __init__(self, lines: list[dict[str, Any]]) -> None:
        self.lines = lines
        self.connections: int = lines[-1]["used"]["connections"]
        self.logs = [line["log"] for line in lines if "log" in line]

    def rows(self, kind: str) -> list[dict[str, Any]]:
        return [line["row"] for line in self.lines if line.get("fact") == kind]

    def versions(self) -> list[str]:
        return sorted(row["version"] for row in self.rows("tls_protocol") if row["accepted"] is True)

    def flaws(self) -> dict[str, Any]:
        """Each flaw as present or not, or the cause of its gap."""
        gaps = [line for line in self.lines if line.get("coverage") == "tls_flaw" and "name" in line["scope"]]
        found = {line["scope"]["name"]: line["cause"] for line in gaps}
        return found | {row["name"]: row["present"] for row in self.rows("tls_flaw")}

    def status(self, kind: str) -> tuple[str, str | None, str | None]:
        """What became of a whole kind last: status, cause, reason."""
        told = [line for line in self.lines if line.get("coverage") == kind and len(line["scope"]) == 3]
        return told[-1]["status"], told[-1]["cause"], told[-1]["reason"]


def look(port: int, *, host: str = "www.shop.example", timeout_s: float = 5, top: Any = None, **endpoint: Any) -> Seen:
    """Everything the child says about a server; it must end well."""
    where = {"host": host, "address": "127.0.0.1", "port": 443, "connect_port": port, **endpoint}
    request = {"endpoints": [where], "rules": None, "timeout_s": timeout_s, **(top or {})}
    child = subprocess.run(
        [sys.executable, "-m", "scanner.probes.tls.child"],
        input=json.dumps(request),
        capture_output=True,
        text=True,
        timeout=100,
        check=True,
    )
    assert child.stderr == ""
    return Seen([json.loads(line) for line in child.stdout.splitlines()])


# TLS in bytes


def record_of(connection: socket.socket) -> tuple[int, bytes]:
    """The client's next record: type and body; type 0 at the end."""
    head = _exactly(connection, 5)
    return (head[0], _exactly(connection, int.from_bytes(head[3:5], "big"))) if head else (0, b"")


def _exactly(connection: socket.socket, count: int) -> bytes:
    data = b""
    while len(data) < count:
        received = connection.recv(count - len(data))
        if not received:
            return b""
        data += received
    return data


def record(kind: int, body: bytes) -> bytes:
    return bytes([kind, 3, 3]) + len(body).to_bytes(2, "big") + body


def alert(description: int) -> bytes:
    return record(21, bytes([2, description]))


class Hello:
    """A ClientHello up to TLS 1.2, read."""

    def __init__(self, body: bytes) -> None:
        at = 4 + 2 + 32
        self.version = body[5]
        self.session_id, at = body[at + 1 : at + 1 + body[at]], at + 1 + body[at]
        length = int.from_bytes(body[at : at + 2], "big")
        codes = body[at + 2 : at + 2 + length]
        self.suites = [int.from_bytes(codes[i : i + 2], "big") for i in range(0, length, 2)]
        at += 2 + length
        at += 1 + body[at]
        self.extensions: dict[int, bytes] = {}
        at += 2
        while at + 4 <= len(body):
            size = int.from_bytes(body[at + 2 : at + 4], "big")
            self.extensions[int.from_bytes(body[at : at + 2], "big")] = body[at + 4 : at + 4 + size]
            at += 4 + size


def server_hello(
    suite: int, extensions: dict[int, bytes] | None = None, session_id: bytes = b"", chain: bytes = b""
) -> bytes:
    """ServerHello, Certificate and ServerHelloDone of TLS 1.2, in one record. `chain`: one certificate in DER."""
    body = b"\x03\x03" + bytes(32) + bytes([len(session_id)]) + session_id + suite.to_bytes(2, "big") + b"\x00"
    if extensions:
        listed = b"".join(n.to_bytes(2, "big") + len(b).to_bytes(2, "big") + b for n, b in extensions.items())
        body += len(listed).to_bytes(2, "big") + listed
    messages = ((2, body), (11, _long(_long(chain) if chain else b"")), (14, b""))
    return record(22, b"".join(bytes([kind]) + len(part).to_bytes(3, "big") + part for kind, part in messages))


def _long(body: bytes) -> bytes:
    return len(body).to_bytes(3, "big") + body


def relay(one: socket.socket, other: socket.socket) -> None:
    """Pass on what either says until one of them ends."""
    back = threading.Thread(target=copy, args=(other, one), daemon=True)
    back.start()
    copy(one, other)
    back.join(10)


def copy(source: socket.socket, sink: socket.socket) -> None:
    """Pass on what one says until it ends, and then end too."""
    with suppress(OSError):
        while data := source.recv(65536):
            sink.sendall(data)
    with suppress(OSError):
        sink.shutdown(socket.SHUT_WR)


def greeted(
    connection: socket.socket, takes: tuple[int, ...], offers: dict[int, bytes] | None = None, chain: bytes = b""
) -> Hello | None:
    """Answer a hello as a server of TLS 1.2 with these suites; None where it was refused. `offers`: extensions."""
    kind, body = record_of(connection)
    if kind != 22:
        return None
    hello = Hello(body)
    chosen = next((code for code in takes if code in hello.suites), None)
    if hello.version != 3 or 43 in hello.extensions or chosen is None:
        connection.sendall(alert(40 if hello.version == 3 and 43 not in hello.extensions else 70))
        return None
    granted = {n: b for n, b in (offers or {}).items() if n in hello.extensions}
    connection.sendall(server_hello(chosen, granted, chain=chain))
    return hello
