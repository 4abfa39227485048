"""The ticket shop behind nginx with TLS, at https://tickets.sommerklang.example; the organiser's own site beside it."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from ..real.certificates import Authority, Leaf
from ..real.processes import LOOPBACK, closed_port, end, listening, nginx_on, port_of
from ..shop.front import FORWARDED, answering, new, nginx_before

HERE = Path(__file__).parent
HOST = "tickets.sommerklang.example"
OWNER = "www.sommerklang.example"  # has imprint, privacy notice and terms: pretix only links them
HOSTS = (HOST, OWNER)
HOME = f"https://{HOST}"
INSTALL_S = 1800
THREADS = 6


class NotInstalled(RuntimeError):
    """pretix is not there and can't be fetched."""


@dataclass(frozen=True, slots=True)
class Open:
    """The shop is open, and this is how to reach it. What is asked of any other host is refused."""

    https: int
    http: int
    nowhere: int
    ca: Path

    @property
    def connect_to(self) -> list[str]:
        named = [
            f"{host}:{port}:{LOOPBACK}:{ours}"
            for host in HOSTS
            for port, ours in ((443, self.https), (80, self.http))
        ]  # fmt: skip
        return [*named, f"::{LOOPBACK}:{self.nowhere}"]

    @property
    def resolver_rules(self) -> str:
        """The same for a Chromium that is started by hand."""
        return ", ".join((*(f"MAP {host}:443 {LOOPBACK}:{self.https}" for host in HOSTS), "MAP * ~NOTFOUND"))


def installed() -> Path:
    """The Python that has pretix; installs it if that is needed. Raises NotInstalled."""
    run = subprocess.run(
        [HERE / "install.sh"], check=False, stdin=subprocess.DEVNULL, capture_output=True, timeout=INSTALL_S
    )
    if run.returncode:
        raise NotInstalled(f"tests/tickets/install.sh failed: {run.stderr.decode(errors='replace')[-500:]}")
    return HERE / run.stdout.decode().strip()


@contextmanager
def shop(folder: Path) -> Iterator[Open]:
    """Database, logs and processes are this shop's alone."""
    python = installed()
    authority = Authority(new(folder / "authority"))
    certificate = authority.issue(Leaf(HOSTS))
    with ExitStack() as running:
        port, static = running.enter_context(pretix(python, new(folder / "pretix")))
        nowhere = running.enter_context(closed_port())
        plain, secured = running.enter_context(listening()), running.enter_context(listening())
        http, https = port_of(plain), port_of(secured)
        text = nginx_before(new(folder / "nginx"), certificate, http, _servers(https, port, static))
        running.enter_context(nginx_on(folder / "nginx", (plain, secured), text))
        yield Open(https, http, nowhere, authority.root)


@contextmanager
def pretix(python: Path, folder: Path) -> Iterator[tuple[int, Path]]:
    """A database filled anew, and gunicorn on a port of its own: the port, and where the static files are."""
    environment = {
        "PATH": os.defpath,
        "LANG": "C.UTF-8",
        "HOME": str(folder),
        "DATA_DIR": str(folder),
        "PRETIX_CONFIG_FILE": str(HERE / "project" / "pretix.cfg"),
        "DJANGO_SETTINGS_MODULE": "project.settings",
    }
    made = subprocess.run(
        [python, "-m", "project.prepare"],
        cwd=HERE,
        env=environment,
        check=False,
        stdin=subprocess.DEVNULL,
        capture_output=True,
    )
    if made.returncode:
        raise RuntimeError(f"the ticket shop can't be set up: {made.stderr.decode(errors='replace')[-2000:]}")
    static = Path(made.stdout.decode().splitlines()[-1])
    log_file = folder / "gunicorn.log"
    with listening() as listener, log_file.open("wb") as log:
        port = port_of(listener)
        options = ("--workers", "1", "--threads", str(THREADS), "--bind", f"fd://{listener.fileno()}", "--preload")
        process = subprocess.Popen(
            [python, "-m", "gunicorn", "pretix.wsgi", *options],
            cwd=HERE,
            env=environment,
            pass_fds=[listener.fileno()],
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
        )
    try:
        answering(process, port, log_file, HOST, "/")
        yield port, static
    finally:
        end(process)


def _servers(https: int, shop_port: int, static: Path) -> str:
    """The shop, its static files as pretix's manual serves them, and the organiser's own pages."""
    return f"""
types {{ text/html html; text/css css; text/javascript js; image/svg+xml svg; image/png png; font/woff2 woff2; }}
server {{ listen {LOOPBACK}:{https} ssl; server_name {HOST};
add_header Strict-Transport-Security 'max-age=63072000; includeSubDomains';
{FORWARDED} proxy_set_header X-Forwarded-For $remote_addr;
location / {{ proxy_pass http://{LOOPBACK}:{shop_port}; }}
location /static/ {{ alias {static}/; }}
}}
server {{ listen {LOOPBACK}:{https} ssl; server_name {OWNER}; root {HERE}/site; charset utf-8;
add_header Strict-Transport-Security 'max-age=63072000; includeSubDomains';
location = / {{ return 302 {HOME}/; }}
location / {{ index index.html; }}
}}"""
