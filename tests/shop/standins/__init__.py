"""Stand-ins for well-known hosts, what the banner libraries ship, and the single-page shop: files by host and path."""

from __future__ import annotations

import mimetypes
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import oscar

HERE = Path(__file__).parent
SHOP = "shop.example"
PUBLIC = {  # what the shop itself serves of ours, by the beginning of the path
    "/npm/": HERE.parents[1] / "npm" / "node_modules",
    "/banner/": HERE.parent / "banners" / "scripts",
    "/spa/": HERE.parent / "spa",
}
HEADS = HERE.parent / "banners" / "heads"
JQUERY = "/ajax/libs/jquery/3.7.1/jquery.min.js"
FR = "fr=0siegel0test; Max-Age=7776000; Domain=.facebook.com; Path=/; Secure; HttpOnly; SameSite=None"

# 1 × 1, transparent.
GIF = bytes.fromhex("47494638396101000100800000000000ffffff21f90401000000002c00000000010001000002024401003b")


@dataclass(frozen=True, slots=True)
class Answer:
    """What a stand-in answers."""

    body: bytes
    type: str = "text/javascript"
    status: int = 200
    cookie: str | None = None


def _elsewhere() -> dict[tuple[str, str], Answer]:
    jquery = Path(oscar.__file__).parent / "static" / "oscar" / "js" / "jquery" / "jquery.min.js"
    return {
        ("ajax.googleapis.com", JQUERY): Answer(jquery.read_bytes()),
        ("www.googletagmanager.com", "/gtag/js"): Answer((HERE / "gtag.js").read_bytes()),
        ("www.google-analytics.com", "/g/collect"): Answer(b"", "text/plain", 204),
        ("connect.facebook.net", "/en_US/fbevents.js"): Answer((HERE / "fbevents.js").read_bytes()),
        ("www.facebook.com", "/tr/"): Answer(GIF, "image/gif", cookie=FR),
    }


ELSEWHERE = _elsewhere()
HOSTS = tuple(sorted({host for host, _ in ELSEWHERE}))


def answer(host: str, path: str, heads: str = "") -> Answer:
    """`heads` names what was pasted into the single-page shop, which answers wherever there is no file."""
    if host != SHOP:
        return ELSEWHERE.get((host, path), Answer(b"", "text/plain", 404))
    for beginning, folder in PUBLIC.items():
        file = (folder / path.removeprefix(beginning)).resolve()
        if path.startswith(beginning) and file.is_file() and file.is_relative_to(folder.resolve()):
            return Answer(file.read_bytes(), mimetypes.guess_type(file.name)[0] or "application/octet-stream")
    if any(path.startswith(beginning) for beginning in PUBLIC):
        return Answer(b"", "text/plain", 404)
    pasted = "".join((HEADS / f"{name}.html").read_text("utf-8") for name in heads.split())
    page = (HERE.parent / "spa" / "index.html").read_text("utf-8").replace("<!-- pasted -->", pasted)
    return Answer(page.encode(), "text/html; charset=utf-8")


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        self.rfile.read(int(self.headers.get("Content-Length", 0)))
        heads = self.headers.get("X-Shop-Head", "")
        found = answer(self.headers.get("Host", ""), urlsplit(self.path).path, heads)
        self.send_response(found.status)
        self.send_header("Content-Type", found.type)
        self.send_header("Content-Length", str(len(found.body)))
        if found.cookie:
            self.send_header("Set-Cookie", found.cookie)
        self.end_headers()
        self.wfile.write(found.body)

    do_POST = do_GET  # noqa: N815 - a beacon

    def log_message(self, *_told: Any) -> None:
        """Nobody reads it."""


@contextmanager
def serving() -> Iterator[int]:
    """Gives the port of one server for all of them."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield server.server_port
    finally:
        server.shutdown()
        server.server_close()
        thread.join(timeout=10)
