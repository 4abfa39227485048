"""Servers that do not behave: each is one function that is given a connection and a flag that says when to stop."""

import random
import socket
import ssl
import struct
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

from tlslite.errors import TLSError  # type: ignore[import-untyped]

from .certificates import KeyPair
from .processes import LOOPBACK, listening, port_of

Handler = Callable[[socket.socket, threading.Event], None]

OK = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n"


@contextmanager
def serving(handler: Handler) -> Iterator[int]:
    """One thread per connection. At the end what is still open is shut, so that no thread outlives its server."""
    stop = threading.Event()
    connections: set[socket.socket] = set()
    threads: list[threading.Thread] = []
    lock = threading.Lock()

    def handle(connection: socket.socket) -> None:
        try:
            # A peer that goes away, or never speaks TLS, is what these servers are for.
            with suppress(OSError, TLSError, IndexError):
                handler(connection, stop)
        finally:
            with lock:
                connections.discard(connection)
            connection.close()

    def accept() -> None:
        while not stop.is_set():
            try:
                connection, _ = listener.accept()
            except OSError:
                return
            with lock:
                connections.add(connection)
            thread = threading.Thread(target=handle, args=(connection,), daemon=True)
            threads.append(thread)
            thread.start()

    with listening() as listener:
        acceptor = threading.Thread(target=accept, daemon=True)
        acceptor.start()
        try:
            yield port_of(listener)
        finally:
            stop.set()
            with suppress(OSError):
                listener.shutdown(socket.SHUT_RDWR)
            acceptor.join(timeout=10)
            with lock:
                for connection in connections:
                    with suppress(OSError):
                        connection.shutdown(socket.SHUT_RDWR)
            for thread in threads:
                thread.join(timeout=10)


def hang(connection: socket.socket, stop: threading.Event) -> None:
    stop.wait()


def close_at_once(connection: socket.socket, stop: threading.Event) -> None:
    connection.shutdown(socket.SHUT_RDWR)


def reset(connection: socket.socket, stop: threading.Event) -> None:
    """RST after the first bytes: lingering for zero seconds drops the connection instead of closing it."""
    connection.recv(1)
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))


def rubbish(connection: socket.socket, stop: threading.Event) -> None:
    connection.recv(1)
    connection.sendall(random.Random(1).randbytes(4096))
    connection.shutdown(socket.SHUT_WR)
    _drain(connection)


def drip_handshake(connection: socket.socket, stop: threading.Event) -> None:
    """The start of a handshake record of 16 KiB that arrives one byte at a time, and never ends."""
    connection.recv(1)
    connection.sendall(b"\x16\x03\x03\x40\x00\x02\x00\x3f\xfc\x03\x03")
    while not stop.wait(0.2):
        connection.sendall(b"\x00")


def tls_context(chain: KeyPair) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(chain.chain, chain.key)
    return context


def over_tls(chain: KeyPair, handler: Handler) -> Handler:
    """TLS as it should be, and `handler` inside."""
    context = tls_context(chain)

    def handle(connection: socket.socket, stop: threading.Event) -> None:
        connection.settimeout(30)
        with context.wrap_socket(connection.dup(), server_side=True) as secured:
            handler(secured, stop)

    return handle


def endless_headers(connection: socket.socket, stop: threading.Event) -> None:
    connection.recv(4096)
    connection.sendall(OK)
    while not stop.is_set():
        connection.sendall(b"X-Filler: " + b"a" * 4000 + b"\r\n")


def dripping_headers(connection: socket.socket, stop: threading.Event) -> None:
    connection.recv(4096)
    connection.sendall(OK + b"X-Slow: ")
    while not stop.wait(0.2):
        connection.sendall(b"a")


def endless_body(connection: socket.socket, stop: threading.Event) -> None:
    """Complete, good headers, then a page without end: the headers are facts all the same."""
    connection.recv(4096)
    connection.sendall(
        OK + b"Strict-Transport-Security: max-age=63072000; includeSubDomains\r\n"
        b"X-Content-Type-Options: nosniff\r\nConnection: close\r\n\r\n<!doctype html><title>A</title>"
    )
    while not stop.is_set():
        connection.sendall(b"<p>more</p>" * 400)


def refuse_after(allowed: int, port: int) -> Handler:
    """Passes the first `allowed` connections on to `port` and resets all others, as a firewall that has seen enough."""
    counted = iter(range(allowed))
    lock = threading.Lock()

    def handle(connection: socket.socket, stop: threading.Event) -> None:
        with lock:
            passed = next(counted, None) is not None
        if not passed:
            reset(connection, stop)
            return
        with socket.create_connection((LOOPBACK, port), timeout=30) as behind:
            _both_ways(connection, behind)

    return handle


def reset_on_group(group: int, port: int) -> Handler:
    """Passes on to `port` what doesn't offer this named group, and resets what does, as boxes on the way have done."""

    def handle(connection: socket.socket, stop: threading.Event) -> None:
        hello = connection.recv(5, socket.MSG_WAITALL)
        hello += connection.recv(int.from_bytes(hello[3:5], "big"), socket.MSG_WAITALL)
        if group in _groups(hello):
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            return
        with socket.create_connection((LOOPBACK, port), timeout=30) as behind:
            behind.sendall(hello)
            _both_ways(connection, behind)

    return handle


def _groups(hello: bytes) -> set[int]:
    """What the extension supported_groups (RFC 8446 § 4.2.7) of a ClientHello in one record lists."""
    at = 5 + 4 + 2 + 32
    at += 1 + hello[at]
    at += 2 + int.from_bytes(hello[at : at + 2], "big")
    at += 1 + hello[at] + 2
    while at + 4 <= len(hello):
        kind, size = (int.from_bytes(hello[x : x + 2], "big") for x in (at, at + 2))
        if kind == 10:
            listed = hello[at + 6 : at + 4 + size]
            return {int.from_bytes(listed[x : x + 2], "big") for x in range(0, len(listed), 2)}
        at += 4 + size
    return set()


def _both_ways(connection: socket.socket, behind: socket.socket) -> None:
    back = threading.Thread(target=_copy, args=(behind, connection), daemon=True)
    back.start()
    _copy(connection, behind)
    back.join(timeout=30)


def _copy(source: socket.socket, sink: socket.socket) -> None:
    with suppress(OSError):
        while data := source.recv(65536):
            sink.sendall(data)
    with suppress(OSError):
        sink.shutdown(socket.SHUT_WR)


def _drain(connection: socket.socket) -> None:
    connection.settimeout(5)
    while connection.recv(65536):
        pass
