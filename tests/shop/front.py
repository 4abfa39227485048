"""nginx with TLS before the shops: one port for each configuration, the stand-ins behind every one of them."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from ..real.certificates import Authority, KeyPair, Leaf
from ..real.processes import LOOPBACK, closed_port, end, listening, nginx_on, port_of
from . import standins
from .configurations import Configuration

HERE = Path(__file__).parent
HOST = standins.SHOP
# nginx hands none of these down to a block that sets one itself.
FORWARDED = 'proxy_set_header Host $host; proxy_set_header Connection ""; proxy_set_header X-Forwarded-Proto $scheme;'
NPM = HERE.parent / "npm" / "install.sh"


@dataclass(frozen=True, slots=True)
class Open:
    """A shop that is open, and how to reach it and the stand-ins. What is asked of any other host is refused."""

    configuration: Configuration
    https: int
    http: int
    nowhere: int
    ca: Path

    @property
    def connect_to(self) -> list[str]:
        return [
            f"{HOST}:80:{LOOPBACK}:{self.http}",
            *(f"{host}:443:{LOOPBACK}:{self.https}" for host in (HOST, *standins.HOSTS)),
            f"::{LOOPBACK}:{self.nowhere}",
        ]

    @property
    def resolver_rules(self) -> str:
        """The same for a Chromium that is started by hand."""
        hosts = (HOST, *standins.HOSTS)
        return ", ".join((*(f"MAP {host}:443 {LOOPBACK}:{self.https}" for host in hosts), "MAP * ~NOTFOUND"))


@dataclass(frozen=True, slots=True)
class Oscar:
    """django-oscar on a port of its own. It takes a while to open: `wait` until it has."""

    process: subprocess.Popen[bytes]
    port: int
    log: Path

    def wait(self) -> int:
        answering(self.process, self.port, self.log, HOST, "/catalogue/")
        return self.port


@contextmanager
def oscar(folder: Path, language: str) -> Iterator[Oscar]:
    """The first start fills the database in `folder`."""
    folder.mkdir(parents=True, exist_ok=True)
    with listening() as listener, (folder / "oscar.log").open("wb") as log:
        port = port_of(listener)
        process = subprocess.Popen(
            [sys.executable, "-m", "project.serve", str(listener.fileno())],
            cwd=HERE,
            env={"PATH": os.defpath, "LANG": "C.UTF-8", "SHOP_FOLDER": str(folder), "SHOP_LANGUAGE": language},
            pass_fds=[listener.fileno()],
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
        )
    try:
        yield Oscar(process, port, folder / "oscar.log")
    finally:
        end(process)


def answering(process: subprocess.Popen[bytes], port: int, log: Path, host: str, page: str) -> None:
    """The socket takes connections from the start: the first answer shows that the shop is there."""
    with socket.create_connection((LOOPBACK, port), timeout=10) as connection:
        connection.settimeout(0.2)
        connection.sendall(f"GET {page} HTTP/1.0\r\nHost: {host}\r\nX-Forwarded-Proto: https\r\n\r\n".encode())
        for _ in range(600):
            if process.poll() is not None:
                break
            try:
                status = connection.recv(64).split(b"\r\n")[0]
            except TimeoutError:
                continue
            if status.endswith(b" 200 OK"):
                return
            break
    raise RuntimeError(f"the shop doesn't open: {log.read_text(errors='replace')[-2000:]}")


@contextmanager
def shops(folder: Path, configurations: Sequence[Configuration]) -> Iterator[dict[str, Open]]:
    """All of them at once, by name. Folder and processes are theirs alone."""
    npm = subprocess.run([NPM], check=False, stdin=subprocess.DEVNULL, capture_output=True, timeout=300)
    if npm.returncode:
        raise RuntimeError(f"tests/npm/install.sh failed: {npm.stderr.decode(errors='replace')[-500:]}")
    authority = Authority(new(folder / "authority"))
    certificate = authority.issue(Leaf((HOST, *standins.HOSTS)))
    with ExitStack() as running:
        starting = {
            ("oscar", language): running.enter_context(oscar(folder / f"oscar-{language}", language))
            for language in sorted({one.language for one in configurations if one.system == "oscar"})
        }
        behind = {key: shop.wait() for key, shop in starting.items()}
        ours = running.enter_context(standins.serving())
        nowhere = running.enter_context(closed_port())
        plain = running.enter_context(listening())
        secured = [running.enter_context(listening()) for _ in configurations]
        http, https = port_of(plain), [port_of(listener) for listener in secured]
        servers = "".join(
            _server(port, one, behind.get((one.system, one.language), ours), ours)
            for port, one in zip(https, configurations, strict=True)
        )
        text = nginx_before(new(folder / "nginx"), certificate, http, servers)
        running.enter_context(nginx_on(folder / "nginx", (plain, *secured), text))
        yield {
            one.name: Open(one, port, http, nowhere, authority.root)
            for port, one in zip(https, configurations, strict=True)
        }


def new(folder: Path) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def _server(port: int, configuration: Configuration, shop: int, ours: int) -> str:
    """The shop, what it serves of ours, and the stand-ins, on one port: the name asked for decides."""
    own = "|".join(beginning.strip("/") for beginning in standins.PUBLIC)
    return f"""
server {{ listen {LOOPBACK}:{port} ssl; server_name {HOST};
add_header Strict-Transport-Security 'max-age=63072000; includeSubDomains';
{FORWARDED} proxy_set_header X-Shop-Head "{" ".join(configuration.heads)}";
location / {{ proxy_pass http://{LOOPBACK}:{shop}; }}
location ~ ^/({own})/ {{ proxy_pass http://{LOOPBACK}:{ours}; }}
}}
server {{ listen {LOOPBACK}:{port} ssl; server_name {" ".join(standins.HOSTS)}; {FORWARDED}
location / {{ proxy_pass http://{LOOPBACK}:{ours}; }}
}}"""


def nginx_before(folder: Path, certificate: KeyPair, http: int, servers: str) -> str:
    """What nginx is told: TLS as it should be, everything plain led to it, and `servers`."""
    temporary = "".join(
        f"{kind}_temp_path {folder}/{kind}; " for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    # The worker may have files to read that root's nginx would leave to nobody.
    user = "user root;" if os.geteuid() == 0 else ""
    return f"""{user} daemon off; worker_processes 1; pid {folder}/pid; error_log stderr warn;
events {{ worker_connections 512; }}
http {{
access_log off; server_tokens off; {temporary}
ssl_certificate {certificate.chain}; ssl_certificate_key {certificate.key}; ssl_protocols TLSv1.2 TLSv1.3;
proxy_http_version 1.1; proxy_buffers 8 256k; proxy_busy_buffers_size 256k; proxy_max_temp_file_size 0;
server {{ listen {LOOPBACK}:{http}; server_name _; return 301 https://$host$request_uri; }}
{servers}
}}
"""
