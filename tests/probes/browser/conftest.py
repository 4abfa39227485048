"""Sites on loopback that serve exactly what a test says, and a real Chromium to look at them."""

from __future__ import annotations

import datetime as dt
import ssl
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from scanner.probes.browser.chromium import Binary, find

Body = str | bytes
Answer = Body | tuple[int, list[tuple[str, str]], Body] | Callable[[BaseHTTPRequestHandler], None]


@dataclass
class Site:
    """A running server: its port, what it serves by `host/path` or `/path`, and whom it heard of."""

    port: int
    pages: Mapping[str, Answer]
    heard: list[tuple[str, str, Mapping[str, str]]] = field(default_factory=list)
    bodies: list[bytes] = field(default_factory=list)

    def url(self, path: str = "/") -> str:
        """On 127.0.0.1, over plain http."""
        return f"http://127.0.0.1:{self.port}{path}"

    def paths(self) -> list[str]:
        """What was asked for, without hosts and queries."""
        return [path.partition("?")[0] for _, path, _ in self.heard]


Serve = Callable[..., AbstractContextManager[Site]]


def _kind(path: str) -> str:
    return {".js": "text/javascript", ".css": "text/css", ".gif": "image/gif"}.get(
        Path(path).suffix, "text/html; charset=utf-8"
    )


def _handler(site: Site) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        timeout = 60

        def log_message(self, *_: object) -> None:
            pass

        def do_GET(self) -> None:
            host = (self.headers.get("Host") or "").partition(":")[0]
            site.bodies.append(self.rfile.read(int(self.headers.get("Content-Length") or 0)))
            site.heard.append((host, self.path, dict(self.headers.items())))
            path = self.path.partition("?")[0]
            answer = site.pages.get(host + path, site.pages.get(path, (404, [], "nothing here")))
            try:
                if callable(answer):
                    self.close_connection = True
                    answer(self)
                    return
                status, headers, body = answer if isinstance(answer, tuple) else (200, [], answer)
                data = body.encode() if isinstance(body, str) else body
                self.send_response(status)
                for name, value in [("Content-Type", _kind(path)), ("Content-Length", str(len(data))), *headers]:
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(data)
            except OSError:
                self.close_connection = True  # the browser has had enough, which is what many tests are about

        do_POST = do_PUT = do_GET  # noqa: N815 - the names that http.server calls

    return Handler


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False
    request_queue_size = 128

    def handle_error(self, *_: object) -> None:
        """A browser that leaves in the middle of a handshake is none."""


@contextmanager
def serving(pages: Mapping[str, Answer], tls: ssl.SSLContext | None = None) -> Iterator[Site]:
    site = Site(0, pages)
    server = _Server(("127.0.0.1", 0), _handler(site))
    if tls is not None:
        # The handshake belongs into the connection's own thread, not into the accepting one.
        server.socket = tls.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
    site.port = server.server_port
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield site
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@pytest.fixture
def serve() -> Serve:
    """Runs a site on 127.0.0.1 for a `with`: pages by path, or by host and path."""
    return serving


@pytest.fixture(scope="session")
def chromium() -> Binary:
    """The browser of this machine. Without one these tests fail: what they hold can't be held otherwise."""
    found = find()
    if not isinstance(found, Binary):
        pytest.fail(f"these tests need a Chromium: {found.why}; {found.mend}")
    return found


@dataclass(frozen=True)
class Authority:
    """A CA of nobody: its certificate as a file, and a server context for the names it vouches for."""

    file: Path
    server: ssl.SSLContext


def authority_in(folder: Path) -> Authority:
    """Vouches for www.muesli.example, cdn.example and tracker.test; the server sends its leaf alone."""
    now = dt.datetime.now(dt.UTC)
    ca_key, key = ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP256R1())
    ca_name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "CA of nobody")])

    def build(name: x509.Name, public: ec.EllipticCurvePublicKey) -> x509.CertificateBuilder:
        return (
            x509.CertificateBuilder(ca_name, name, public, x509.random_serial_number())
            .not_valid_before(now - dt.timedelta(days=2))
            .not_valid_after(now + dt.timedelta(days=30))
        )

    ca = build(ca_name, ca_key.public_key()).add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
    names = [x509.DNSName(name) for name in ("www.muesli.example", "cdn.example", "tracker.test")]
    leaf = build(x509.Name([]), key.public_key()).add_extension(x509.SubjectAlternativeName(names), critical=True)
    ca_file, pem = folder / "ca.pem", folder / "leaf.pem"
    ca_file.write_bytes(ca.sign(ca_key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM))
    pem.write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
        + leaf.sign(ca_key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM)
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(pem)
    return Authority(ca_file, context)


@pytest.fixture
def authority(tmp_path: Path) -> Authority:
    """One of the test's own."""
    return authority_in(tmp_path)
