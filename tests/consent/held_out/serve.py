"""Serves all shops of the set, and the third parties they use, over TLS on a loopback port."""

from __future__ import annotations

import argparse
import http.server
import json
import mimetypes
import secrets
import signal
import socket
import ssl
import sys
import tempfile
import threading
from pathlib import Path
from types import FrameType
from urllib.parse import urlsplit

import trustme
import yaml

from tests.consent.held_out import services, shop

HERE = Path(__file__).parent


def _built(here: Path) -> Path:
    """Where install.sh puts the libraries of the set in `here`."""
    return here / "node_modules" / ".built"


def _session(case: shop.Case) -> str | None:
    """The Set-Cookie line of the shop's session, if it has one."""
    name = case.get("session", "PHPSESSID")
    return f"{name}={secrets.token_hex(13)}; Path=/; Secure; HttpOnly; SameSite=Lax" if name else None


class Server(http.server.ThreadingHTTPServer):
    """One server for every host name; a connection's handshake happens in its own thread."""

    daemon_threads = True
    request_queue_size = 256

    def __init__(self, cases: dict[str, shop.Case], context: ssl.SSLContext, here: Path) -> None:
        self.here = here
        self.cases = {host: case for case in cases.values() for host in shop.own_hosts(case)}
        self.context = context
        super().__init__(("127.0.0.1", 0), Handler)

    def finish_request(self, request: object, client_address: object) -> None:
        """Does the handshake first, so that one slow client doesn't hold up the others."""
        assert isinstance(request, socket.socket)
        request.settimeout(120)
        with self.context.wrap_socket(request, server_side=True) as wrapped:
            super().finish_request(wrapped, client_address)

    def handle_error(self, request: object, client_address: object) -> None:
        """A browser that hangs up is no news."""


class Handler(http.server.BaseHTTPRequestHandler):
    """Answers by Host header."""

    protocol_version = "HTTP/1.1"
    server: Server

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name is inherited
        """Nothing is logged."""

    def do_GET(self) -> None:
        self._answer()

    def do_HEAD(self) -> None:
        self._answer()

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers.get("Content-Length") or 0))
        self._answer()

    def do_OPTIONS(self) -> None:
        self._send(b"", "text/plain", 204)

    def _answer(self) -> None:
        host = (self.headers.get("Host") or "").rsplit(":", 1)[0].lower()
        path = urlsplit(self.path).path
        case = self.server.cases.get(host)
        if case is None or host != case["host"]:
            self._third_party(host, path, case)
        else:
            self._shop(case, path)

    def _third_party(self, host: str, path: str, case: shop.Case | None) -> None:
        rule = ((case or {}).get("subdomain_paths") or {}).get(path)
        if rule:
            cookies = [line.replace("RANDOM", secrets.token_hex(12)) for line in rule.get("cookies", [])]
            self._send(rule.get("body", "").encode(), rule.get("kind", "text/javascript"), 200, cookies)
            return
        found = services.answer(host, path)
        encoding = "latin-1" if found.kind == "image/gif" else "utf-8"
        self._send(found.body.encode(encoding), found.kind, found.status, found.cookies)

    def _shop(self, case: shop.Case, path: str) -> None:
        if path.startswith("/assets/"):
            self._file(self.server.here / "static", path.removeprefix("/assets/"))
        elif path.startswith("/lib/"):
            self._file(_built(self.server.here), path.removeprefix("/lib/"))
        elif path in (own := case.get("own_paths") or {}):
            self._send(own[path].get("body", "").encode(), own[path].get("kind", "text/javascript"), 200)
        elif page := shop.paths(case).get(path):
            line = _session(case)
            name = line.split("=")[0] if line else ""
            fresh = [line] if line and f"{name}=" not in (self.headers.get("Cookie") or "") else []
            self._send(shop.render(case, page).encode(), "text/html; charset=utf-8", 200, fresh)
        else:
            self._send(b"not found", "text/plain", 404)

    def _file(self, folder: Path, name: str) -> None:
        path = (folder / name).resolve()
        if not path.is_relative_to(folder.resolve()) or not path.is_file():
            self._send(b"not found", "text/plain", 404)
            return
        kind = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
        kind = "text/javascript" if "javascript" in kind else kind
        self._send(path.read_bytes(), f"{kind}; charset=utf-8", 200)

    def _send(self, body: bytes, kind: str, status: int, cookies: list[str] | None = None) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Cache-Control", "no-store")
        self.send_header("Access-Control-Allow-Origin", self.headers.get("Origin") or "*")
        self.send_header("Access-Control-Allow-Credentials", "true")
        self.send_header("Access-Control-Allow-Headers", "content-type")
        for line in cookies or []:
            self.send_header("Set-Cookie", line)
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)


def _hosts(cases: dict[str, shop.Case], here: Path) -> list[str]:
    """Every host name that any case may talk to."""
    listed = {host for case in cases.values() for host in shop.own_hosts(case)}
    listed |= {host for host, _ in (*services.SCRIPTS, *services.THIRD_PARTY_COOKIES, *services.EMBEDS)}
    for name in cases:
        truth = here / "truth" / f"{name}.yaml"
        if truth.exists():
            listed |= set(yaml.safe_load(truth.read_text("utf-8"))["hosts"])
    return sorted(listed)


def _context(hosts: list[str], folder: Path) -> ssl.SSLContext:
    authority = trustme.CA()
    authority.cert_pem.write_to_path(str(folder / "ca.pem"))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.set_alpn_protocols(["http/1.1"])
    authority.issue_cert(*hosts).configure_cert(context)
    return context


def main(arguments: list[str] | None = None, here: Path = HERE) -> None:
    """Serves the set in the folder `here` until SIGTERM."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--ready", type=Path, required=True, help="is written when the server answers")
    options = parser.parse_args(arguments)
    if not _built(here).is_dir():
        sys.exit(f"{here}/install.sh has not run: the libraries are missing")
    cases = shop.load_cases(here)
    with tempfile.TemporaryDirectory(prefix="held-out-") as folder:
        server = Server(cases, _context(_hosts(cases, here), Path(folder)), here)

        def stop(_number: int, _frame: FrameType | None) -> None:
            threading.Thread(target=server.shutdown).start()

        signal.signal(signal.SIGTERM, stop)
        signal.signal(signal.SIGINT, stop)
        ready = {"port": server.server_address[1], "ca": str(Path(folder) / "ca.pem")}
        partial = options.ready.with_name(options.ready.name + ".part")
        partial.write_text(json.dumps(ready), "utf-8")
        partial.replace(options.ready)
        server.serve_forever(poll_interval=0.1)
        server.server_close()


if __name__ == "__main__":
    main()
