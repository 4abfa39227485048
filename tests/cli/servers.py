"""Servers on loopback: shops that behave as a test tells them, and canaries that must stay silent."""

from __future__ import annotations

import datetime as dt
import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

Handler = Callable[[socket.socket, threading.Event], None]

HOST = "www.canary-shop.example"


class Server:
    """One listening socket, one thread per connection; `met` counts the connections that arrived."""

    def __init__(self, handler: Handler, address: str = "127.0.0.1", port: int = 0) -> None:
        self._handler = handler
        self._stop = threading.Event()
        self._lock = threading.Lock()
        self._open: set[socket.socket] = set()
        self._threads: list[threading.Thread] = []
        self._listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
        self._listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        self._listener.bind((address, port))
        self._listener.listen(64)
        self.port: int = self._listener.getsockname()[1]
        self.met = 0
        self.first_met = threading.Event()
        self._acceptor = threading.Thread(target=self._accept, daemon=True)
        self._acceptor.start()

    def _accept(self) -> None:
        while True:
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            with self._lock:
                if self._stop.is_set():
                    connection.close()
                    return
                self.met += 1
                self._open.add(connection)
            self.first_met.set()
            thread = threading.Thread(target=self._serve, args=(connection,), daemon=True)
            self._threads.append(thread)
            thread.start()

    def _serve(self, connection: socket.socket) -> None:
        try:
            with suppress(OSError, ValueError):  # a client that has had enough is what many tests are about
                self._handler(connection, self._stop)
        finally:
            with self._lock:
                self._open.discard(connection)
            connection.close()

    def close(self) -> None:
        with self._lock:
            self._stop.set()
            for connection in self._open:
                with suppress(OSError):
                    connection.shutdown(socket.SHUT_RDWR)
        with suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        self._acceptor.join(timeout=10)
        for thread in self._threads:
            thread.join(timeout=10)


@contextmanager
def serving(handler: Handler, address: str = "127.0.0.1", port: int = 0) -> Iterator[Server]:
    server = Server(handler, address, port)
    try:
        yield server
    finally:
        server.close()


@contextmanager
def closed_port() -> Iterator[int]:
    """A port that refuses: taken, so that nobody else gets it, and not listening."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        yield taken.getsockname()[1]


# ── handlers ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def hang(connection: socket.socket, stop: threading.Event) -> None:
    stop.wait()


def hang_up(connection: socket.socket, stop: threading.Event) -> None:
    connection.shutdown(socket.SHUT_RDWR)


def rubbish(connection: socket.socket, stop: threading.Event) -> None:
    connection.recv(1)
    connection.sendall(b"\x00\xff\x1b[31m::error::rubbish\r\n" * 100)
    connection.shutdown(socket.SHUT_WR)


def answering(head: bytes, body: bytes = b"<!doctype html><title>Shop</title>") -> Handler:
    """One answer to any request, and to what is none: `head` is status line and fields without the last empty line."""

    def handle(connection: socket.socket, stop: threading.Event) -> None:
        connection.settimeout(20)
        received = b""
        while b"\r\n\r\n" not in received and (data := connection.recv(4096)):
            received += data
            if not received[:1].isalpha():
                break
        length = b"Content-Length: %d\r\n" % len(body)
        connection.sendall(head.rstrip(b"\r\n") + b"\r\n" + length + b"Connection: close\r\n\r\n" + body)

    return handle


def over_tls(context: ssl.SSLContext, handler: Handler) -> Handler:
    def handle(connection: socket.socket, stop: threading.Event) -> None:
        connection.settimeout(20)
        with context.wrap_socket(connection.dup(), server_side=True) as secured:
            handler(secured, stop)
            with suppress(OSError):
                secured.unwrap().close()

    return handle


def self_signed(folder: Path, subject: str = HOST, names: tuple[str, ...] = (HOST,)) -> ssl.SSLContext:
    """A server's context with a certificate nobody trusts; `subject` is its common name, whatever that holds."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name(
        [
            x509.NameAttribute(NameOID.COMMON_NAME, subject[:64]),
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, subject[:64]),
        ]
    )
    began = dt.datetime.now(dt.UTC) - dt.timedelta(days=2)
    certificate = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(began)
        .not_valid_after(began + dt.timedelta(days=90))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(one) for one in names]), critical=False)
        .sign(key, hashes.SHA256())
    )
    pem = folder / "server.pem"
    pem.write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
        + certificate.public_bytes(serialization.Encoding.PEM)
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(pem)
    return context
