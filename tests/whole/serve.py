"""Serves one whole shop, and the third parties it uses, by host name over TLS on loopback.

python -m tests.whole.serve brotzeit --out DIR     prints the path of the shop file, and serves until it is interrupted
"""

from __future__ import annotations

import argparse
import http.server
import signal
import socket
import ssl
import sys
import threading
import traceback
from datetime import UTC, datetime, timedelta
from http.cookies import SimpleCookie
from pathlib import Path
from types import FrameType
from typing import Self

import yaml
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from tests.whole import third
from tests.whole.app import shop_of
from tests.whole.engine import Answer, Request, Shop

SHOPS = ("brotzeit", "apotheke", "lumen", "harbour", "nordbank", "faden")


def certificate(hosts: list[str], folder: Path) -> ssl.SSLContext:
    """A context with one certificate for all the hosts, signed by a CA of its own in `folder`."""
    now = datetime.now(UTC)
    ca_key, key = ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP256R1())
    ca_name = x509.Name(
        [
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, "Whole Shops"),
            x509.NameAttribute(NameOID.COMMON_NAME, "Whole Shops Root"),
        ]
    )
    usage = {
        "content_commitment": False,
        "key_encipherment": False,
        "data_encipherment": False,
        "key_agreement": False,
        "encipher_only": False,
        "decipher_only": False,
    }
    authority = (
        x509.CertificateBuilder()
        .subject_name(ca_name)
        .issuer_name(ca_name)
        .public_key(ca_key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=30))
        .not_valid_after(now + timedelta(days=3650))
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(x509.KeyUsage(digital_signature=True, key_cert_sign=True, crl_sign=True, **usage), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(ca_key.public_key()), critical=False)
        .sign(ca_key, hashes.SHA256())
    )
    leaf = (
        x509.CertificateBuilder()
        .subject_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, hosts[0])]))
        .issuer_name(ca_name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=10))
        .not_valid_after(now + timedelta(days=80))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(host) for host in hosts]), critical=False)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(
            x509.KeyUsage(digital_signature=True, key_cert_sign=False, crl_sign=False, **usage), critical=True
        )
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(ca_key.public_key()), critical=False)
        .sign(ca_key, hashes.SHA256())
    )
    (folder / "ca.pem").write_bytes(authority.public_bytes(serialization.Encoding.PEM))
    (folder / "leaf.pem").write_bytes(leaf.public_bytes(serialization.Encoding.PEM))
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    (folder / "key.pem").write_bytes(private)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    context.set_ciphers("ECDHE+AESGCM:ECDHE+CHACHA20")
    context.set_alpn_protocols(["http/1.1"])
    context.load_cert_chain(folder / "leaf.pem", folder / "key.pem")
    return context


class Server(http.server.ThreadingHTTPServer):
    """One server for every host name; a connection's handshake happens in its own thread."""

    daemon_threads = True
    request_queue_size = 256

    def __init__(self, shop: Shop, context: ssl.SSLContext | None, port: int) -> None:
        self.shop = shop
        self.context = context
        super().__init__(("127.0.0.1", port), Handler if context else Redirect)

    def finish_request(self, request: object, client_address: object) -> None:
        """Does the handshake first, so that one slow client doesn't hold up the others."""
        assert isinstance(request, socket.socket)
        request.settimeout(120)
        if self.context is None:
            super().finish_request(request, client_address)
            return
        with self.context.wrap_socket(request, server_side=True) as wrapped:
            super().finish_request(wrapped, client_address)

    def handle_error(self, request: object, client_address: object) -> None:
        """A browser that hangs up is no news; anything else is a mistake of this server."""
        if not isinstance(sys.exception(), OSError):
            super().handle_error(request, client_address)


class Redirect(http.server.BaseHTTPRequestHandler):
    """Port 80: leads to HTTPS."""

    protocol_version = "HTTP/1.1"
    server: Server

    def version_string(self) -> str:
        return "nginx"

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name is inherited
        """Nothing is logged."""

    def do_GET(self) -> None:
        host = (self.headers.get("Host") or "").rsplit(":", 1)[0].lower()
        self.send_response(301)
        self.send_header("Location", f"https://{host}{self.path}")
        self.send_header("Content-Length", "0")
        self.send_header("Connection", "close")
        self.end_headers()

    do_HEAD = do_POST = do_GET  # noqa: N815 - the names are inherited


class Handler(http.server.BaseHTTPRequestHandler):
    """Answers by Host header."""

    protocol_version = "HTTP/1.1"
    server: Server

    def version_string(self) -> str:
        return str(self.server.shop.site.get("server", "nginx"))

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name is inherited
        """Nothing is logged."""

    def do_GET(self) -> None:
        length = int(self.headers.get("Content-Length") or 0)
        body = self.rfile.read(min(length, 2_000_000))
        host = (self.headers.get("Host") or "").rsplit(":", 1)[0].lower()
        jar: SimpleCookie = SimpleCookie()
        jar.load(self.headers.get("Cookie") or "")
        request = Request(
            self.command,
            host,
            self.path,
            {name: morsel.value for name, morsel in jar.items()},
            {name.lower(): value for name, value in self.headers.items()},
            body,
        )
        shop = self.server.shop
        if own := host in (shop.host, *shop.site.get("redirects", [])):
            try:
                answer = shop.answer(request)
            except Exception:  # noqa: BLE001 - a mistake in a shop is told, not hidden
                answer = Answer(traceback.format_exc().encode(), "text/plain", 500)
        else:
            answer = third.answer(request)
        self.respond(answer, own)

    do_HEAD = do_POST = do_GET  # noqa: N815 - the names are inherited

    def do_OPTIONS(self) -> None:
        self.respond(Answer(status=204, kind="text/plain"), own=False)

    def respond(self, answer: Answer, own: bool) -> None:
        """Sends it."""
        self.send_response(answer.status)
        self.send_header("Content-Type", answer.kind)
        if answer.status != 204:
            self.send_header("Content-Length", str(len(answer.body)))
        for name, value in answer.headers:
            self.send_header(name, value)
        if own and not answer.kind.startswith(("text/html", "application/json")):
            self.send_header("Strict-Transport-Security", self.server.shop.site["headers"]["Strict-Transport-Security"])
        if not own:
            self.send_header("Access-Control-Allow-Origin", self.headers.get("Origin") or "*")
            self.send_header("Access-Control-Allow-Credentials", "true")
            self.send_header("Access-Control-Allow-Headers", "content-type")
            self.send_header("Cross-Origin-Resource-Policy", "cross-origin")
        self.end_headers()
        if self.command != "HEAD" and answer.status != 204:
            self.wfile.write(answer.body)


def hosts(shop: Shop) -> list[str]:
    """Every name that is served: the shop's, those that lead to it, and third parties."""
    site = shop.site
    return [shop.host, *site.get("redirects", []), *site.get("third_parties", []), *site.get("linked", [])]


def shop_file(shop: Shop, folder: Path, port: int, plain: int) -> Path:
    """Writes what a scan needs to know to find the shop."""
    site = shop.site
    own = [shop.host, *site.get("redirects", [])]
    content = {
        "shop": f"https://{shop.host}",
        "name": site["company"],
        **({"profile": site["profile"]} if "profile" in site else {}),
        "language": site["language"],
        "vantage": site.get("vantage", "DE"),
        "preview": True,
        "authorised_by": {"role": "CISO", "organisation": site["company"], "on": "2026-11-02"},
        "test_identity": site["test_identity"],
        "facts": site["facts"],
        "connect_to": [f"{host}:443:127.0.0.1:{port}" for host in hosts(shop)]
        + [f"{host}:80:127.0.0.1:{plain}" for host in own],
        "ca": {"file": str(folder / "ca.pem"), "as": "public"},
    }
    path = folder / "shop.yaml"
    path.write_text(yaml.safe_dump(content, allow_unicode=True, sort_keys=False), "utf-8")
    return path


class Served:
    """A shop that is being served, as a context: `file` is its shop file, `port` where it answers."""

    def __init__(self, name: str, folder: Path, port: int = 0) -> None:
        folder = folder.resolve()
        folder.mkdir(parents=True, exist_ok=True)
        self.shop = shop_of(name, folder)
        self.servers = [
            Server(self.shop, certificate(hosts(self.shop), folder), port),
            Server(self.shop, None, 0),
        ]
        self.port, plain = (server.server_address[1] for server in self.servers)
        self.file = shop_file(self.shop, folder, self.port, plain)

    def __enter__(self) -> Self:
        for server in self.servers:
            threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.1}, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        for server in self.servers:
            server.shutdown()
            server.server_close()


def main(arguments: list[str] | None = None) -> None:
    """Serves until interrupted."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("shop", choices=SHOPS)
    parser.add_argument("--out", type=Path, required=True, help="gets the shop file, the CA and the logs")
    parser.add_argument("--port", type=int, default=0, help="of HTTPS; any free one by default")
    options = parser.parse_args(arguments)
    over = threading.Event()

    def stop(_number: int, _frame: FrameType | None) -> None:
        over.set()

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    with Served(options.shop, options.out, options.port) as served:
        print(served.file, flush=True)  # noqa: T201 - what it is asked for
        over.wait()


if __name__ == "__main__":
    main()
