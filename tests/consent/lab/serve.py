"""Serves every shop of the lab and every third party over TLS on one loopback port, by Host header.

python -m tests.consent.lab.serve --ready FILE
"""

from __future__ import annotations

import argparse
import http.server
import json
import os
import secrets
import signal
import socket
import ssl
import sys
import tempfile
import threading
from http.cookies import CookieError, SimpleCookie
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import trustme

from tests.consent.lab.cases import CASES
from tests.consent.lab.services import Reply, answer, service_hosts
from tests.consent.lab.shops import Case, page_paths, render

HERE = Path(__file__).parent
BY_HOST = {case.host: case for case in CASES}
VENDOR = {
    "/vendor/klaro.js": ("klaro/dist/klaro-no-css.js", "text/javascript"),
    "/vendor/klaro.css": ("klaro/dist/klaro.css", "text/css"),
    "/vendor/cookieconsent3.js": ("vanilla-cookieconsent/dist/cookieconsent.umd.js", "text/javascript"),
    "/vendor/cookieconsent3.css": ("vanilla-cookieconsent/dist/cookieconsent.css", "text/css"),
    "/vendor/osano.js": ("cookieconsent/build/cookieconsent.min.js", "text/javascript"),
    "/vendor/osano.css": ("cookieconsent/build/cookieconsent.min.css", "text/css"),
    "/vendor/orejime-de.js": ("orejime/dist/orejime-standard-de.js", "text/javascript"),
    "/vendor/orejime-en.js": ("orejime/dist/orejime-standard-en.js", "text/javascript"),
    "/vendor/orejime.css": ("orejime/dist/orejime-standard.css", "text/css"),
    "/vendor/tcf-core.js": (".lab-tcf.js", "text/javascript"),
    "/vendor/tcf-stub.js": ("@iabtcf/stub/lib/stub.js", "text/javascript"),
}


def _vendor(path: str) -> Reply | None:
    if path in VENDOR:
        name, kind = VENDOR[path]
        return Reply((HERE / "node_modules" / name).read_bytes(), kind)
    if path.startswith("/vendor/tarteaucitron/"):
        root = (HERE / "node_modules/tarteaucitronjs").resolve()
        file = (root / path.removeprefix("/vendor/tarteaucitron/")).resolve()
        if file.is_relative_to(root) and file.is_file():
            return Reply(file.read_bytes(), "text/css" if file.suffix == ".css" else "text/javascript")
    if path.startswith("/own/"):
        file = HERE / "js" / Path(path).name
        if file.is_file():
            return Reply(file.read_bytes(), "text/css" if file.suffix == ".css" else "text/javascript")
    return None


def _shop(case: Case, path: str, jar: SimpleCookie) -> Reply:
    fixed = _vendor(path)
    if fixed is not None:
        return fixed
    if path in case.routes:
        own = case.routes[path]
        return Reply(own.body.encode(), f"{own.kind}; charset=utf-8", own.status)
    for key, where in page_paths(case).items():
        if path == where:
            cookies: tuple[str, ...] = ()
            if case.session and "PHPSESSID" not in jar:
                cookies = (f"PHPSESSID={secrets.token_hex(13)}; {case.session_attributes}",)
            return Reply(render(case, key).encode(), "text/html; charset=utf-8", 200, cookies)
    return Reply(b"not here", "text/plain", 404)


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    timeout = 60
    wbufsize = 65536

    def setup(self) -> None:
        """The handshake happens here, in the connection's own thread."""
        assert isinstance(self.request, ssl.SSLSocket)
        self.request.settimeout(20)
        self.request.do_handshake()
        super().setup()

    def log_message(self, *args: object) -> None:
        """Nothing: the servers of the lab are silent."""

    def _serve(self) -> None:
        size = int(self.headers.get("Content-Length") or 0)
        if size:
            self.rfile.read(size)
        host = (self.headers.get("Host") or "").split(":")[0].lower()
        url = urlsplit(self.path)
        jar = SimpleCookie()
        try:
            jar.load(self.headers.get("Cookie") or "")
        except CookieError:
            jar = SimpleCookie()
        case = BY_HOST.get(host)
        if case is not None:
            reply = _shop(case, url.path, jar)
        else:
            reply = answer(host, url.path, parse_qs(url.query), {name: one.value for name, one in jar.items()})
        self.send_response(reply.status)
        self.send_header("Content-Type", reply.kind)
        self.send_header("Content-Length", str(len(reply.body)))
        self.send_header("Cache-Control", "no-store")
        origin = self.headers.get("Origin")
        if origin:
            self.send_header("Access-Control-Allow-Origin", origin)
            self.send_header("Access-Control-Allow-Credentials", "true")
            self.send_header("Access-Control-Allow-Headers", "content-type")
        for cookie in reply.cookies:
            self.send_header("Set-Cookie", cookie)
        for name, value in reply.headers.items():
            self.send_header(name, value)
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(reply.body)
        self.wfile.flush()

    do_GET = do_POST = do_HEAD = do_OPTIONS = _serve  # noqa: N815 - the names are http.server's


class Server(http.server.ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 256
    allow_reuse_address = True

    def __init__(self, context: ssl.SSLContext) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.socket = context.wrap_socket(self.socket, server_side=True, do_handshake_on_connect=False)

    def handle_error(self, request: object, client_address: object) -> None:
        """A browser that goes away is no error; anything else is shown."""
        error = sys.exc_info()[1]
        if not isinstance(error, (OSError, ssl.SSLError, socket.timeout)):
            super().handle_error(request, client_address)  # type: ignore[arg-type]


def start(folder: Path) -> tuple[Server, Path]:
    """A running server, and the certificate of the CA that signed its own."""
    authority = trustme.CA()
    pem = folder / "ca.pem"
    authority.cert_pem.write_to_path(str(pem))
    hosts = sorted({*BY_HOST, *service_hosts()})
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    leaf = authority.issue_cert(*hosts)
    leaf.configure_cert(context)
    leaf.cert_chain_pems[0].write_to_path(str(folder / "leaf.pem"))
    server = Server(context)
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.2}, daemon=True).start()
    return server, pem


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--ready", type=Path, required=True)
    options = parser.parse_args()
    done = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: done.set())
    signal.signal(signal.SIGINT, lambda *_: done.set())
    with tempfile.TemporaryDirectory() as folder:
        server, pem = start(Path(folder))
        draft = options.ready.with_name(options.ready.name + ".new")
        draft.write_text(json.dumps({"port": server.server_port, "ca": str(pem), "pid": os.getpid()}), encoding="utf-8")
        draft.replace(options.ready)
        done.wait()
        server.shutdown()
        server.server_close()


if __name__ == "__main__":
    main()
