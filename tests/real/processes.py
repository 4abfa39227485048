"""Starts nginx and openssl s_server on loopback ports that nobody can take away, and ends each by its own handle."""

import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from .certificates import KeyPair

LOOPBACK = "127.0.0.1"

MODERN_CIPHERS = (
    "ECDHE-ECDSA-AES128-GCM-SHA256:ECDHE-RSA-AES128-GCM-SHA256:ECDHE-ECDSA-AES256-GCM-SHA384:"
    "ECDHE-RSA-AES256-GCM-SHA384:ECDHE-ECDSA-CHACHA20-POLY1305:ECDHE-RSA-CHACHA20-POLY1305"
)

GOOD_HEADERS = (
    ("Strict-Transport-Security", "max-age=63072000; includeSubDomains"),
    ("X-Content-Type-Options", "nosniff"),
    ("Content-Security-Policy", "default-src 'self'; object-src 'none'; base-uri 'self'"),
)

REDIRECT_301 = "return 301 https://$host$request_uri;"


@dataclass(frozen=True, slots=True)
class Nginx:
    """What one nginx is told. `http` is the body of the plain server, None leaves the port closed."""

    host: str
    chains: tuple[KeyPair, ...]
    protocols: str = "TLSv1.2 TLSv1.3"
    ciphers: str | None = MODERN_CIPHERS
    tls: tuple[str, ...] = ()
    headers: tuple[tuple[str, str], ...] = GOOD_HEADERS
    http: str | None = REDIRECT_301
    https: str = 'return 200 "<!doctype html><title>Shop</title><p>Hello";'
    before: str = ""  # further server blocks; {listen} is the listen directive's address
    speaks_tls: bool = True
    http2: bool = False
    address: str = LOOPBACK


def find(program: str) -> str | None:
    """The program's path, /usr/sbin included, which an ordinary user's PATH leaves out."""
    return shutil.which(program, path=os.pathsep.join((os.environ.get("PATH", os.defpath), "/usr/sbin", "/sbin")))


def found(program: str) -> str:
    path = find(program)
    if path is None:
        raise FileNotFoundError(f"{program} is not installed")
    return path


def listening(backlog: int = 128, address: str = LOOPBACK) -> socket.socket:
    listener = socket.socket(_family(address), socket.SOCK_STREAM)
    listener.bind((address, 0))
    listener.listen(backlog)
    return listener


def bracketed(address: str) -> str:
    return f"[{address}]" if ":" in address else address


def _family(address: str) -> socket.AddressFamily:
    return socket.AF_INET6 if ":" in address else socket.AF_INET


def port_of(listener: socket.socket) -> int:
    port = listener.getsockname()[1]
    assert isinstance(port, int)
    return port


@contextmanager
def closed_port(address: str = LOOPBACK) -> Iterator[int]:
    """A port that refuses: bound, so that nobody else takes it, but never listening."""
    with socket.socket(_family(address), socket.SOCK_STREAM) as bound:
        bound.bind((address, 0))
        yield port_of(bound)


@contextmanager
def nginx(folder: Path, server: Nginx) -> Iterator[tuple[int, int]]:
    """Gives the ports of https and http. nginx inherits sockets that listen already, so no port can be lost to another.

    With `master_process off` nginx 1.22 crashes on inherited sockets; hence a master with one worker.
    """
    folder.mkdir(parents=True, exist_ok=True)
    at = server.address
    with listening(address=at) as https, listening(address=at) as http, closed_port(at) as refusing:
        ports = port_of(https), port_of(http)
        listeners = (https, http) if server.http is not None else (https,)
        with nginx_on(folder, listeners, _configuration(folder, server, *ports)):
            http.close()
            yield ports[0], ports[1] if server.http is not None else refusing


@contextmanager
def nginx_on(folder: Path, listeners: Sequence[socket.socket], configuration: str) -> Iterator[None]:
    """nginx as `configuration` says, on sockets that listen already; they are closed here, since nginx has its own."""
    file = folder / "nginx.conf"
    file.write_text(configuration)
    with (folder / "nginx.log").open("wb") as log:
        process = subprocess.Popen(
            [found("nginx"), "-p", folder, "-c", file],
            env={"NGINX": "".join(f"{listener.fileno()};" for listener in listeners), "PATH": os.defpath},
            pass_fds=[x.fileno() for x in listeners],
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
        )
    first = listeners[0].getsockname()[:2]
    for listener in listeners:
        listener.close()
    try:
        _wait_for_nginx(process, folder / "nginx.log", first)
        yield
    finally:
        end(process)


def _wait_for_nginx(process: subprocess.Popen[bytes], log: Path, at: tuple[str, int]) -> None:
    """Our socket accepts before nginx runs; that nginx has it shows in a connection it closes on our behalf."""
    with socket.create_connection(at, timeout=10) as probe:
        probe.settimeout(0.1)
        probe.sendall(b"-\n\n")  # no request and no handshake: nginx answers 400 at once
        for _ in range(100):
            if process.poll() is not None:
                raise RuntimeError(f"nginx ended: {log.read_text(errors='replace')}")
            with suppress(TimeoutError, ConnectionError):
                probe.recv(1)
                return
    raise RuntimeError(f"nginx doesn't answer: {log.read_text(errors='replace')}")


def _configuration(folder: Path, server: Nginx, https: int, http: int) -> str:
    certificates = "".join(f"ssl_certificate {x.chain};\nssl_certificate_key {x.key};\n" for x in server.chains)
    headers = "".join(f"add_header {name} {_quoted(value)};\n" for name, value in server.headers)
    tls = "".join(f"{line}\n" for line in server.tls)
    ciphers = f"ssl_ciphers {server.ciphers};" if server.ciphers else ""
    protocols = f"ssl_protocols {server.protocols};" if server.protocols else ""
    temporary = "".join(
        f"{kind}_temp_path {folder}/{kind};\n" for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    at = bracketed(server.address)
    listen = f"{at}:{https}{' ssl' if server.speaks_tls else ''}{' http2' if server.http2 else ''}"
    plain = (
        f"""
    server {{ listen {at}:{http}; server_name _;
    {server.http}
    }}"""
        if server.http is not None
        else ""
    )
    # The worker reads files of the test's own folder, which root's nginx would leave to nobody.
    user = "user root;" if os.geteuid() == 0 else ""
    return f"""{user} daemon off; worker_processes 1; pid {folder}/pid; error_log stderr warn;
events {{ worker_connections 512; }}
http {{
access_log off; default_type text/html; server_tokens off;
{temporary}
{server.before.replace("{listen}", listen)}
server {{ listen {listen}; server_name {server.host};
{certificates}{protocols}
{ciphers}
{tls}
{headers}
location / {{ {server.https} }}
}}
{plain}
}}
"""


def _quoted(value: str) -> str:
    escaped = value.replace("\\", "\\\\").replace("'", "\\'")
    return f"'{escaped}'"


@contextmanager
def s_server(folder: Path, chain: KeyPair, arguments: Sequence[str]) -> Iterator[int]:
    """openssl s_server with its status page; it tells the port the system gave it."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "s_server.log").open("wb") as log:
        process = subprocess.Popen(
            [
                found("openssl"),
                "s_server",
                "-accept",
                f"{LOOPBACK}:0",
                "-cert",
                chain.chain,
                "-cert_chain",
                chain.chain,
                "-key",
                chain.key,
                "-www",
                *arguments,
            ],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=log,
        )
    try:
        yield _announced_port(process, folder / "s_server.log")
    finally:
        end(process)


def _announced_port(process: subprocess.Popen[bytes], log: Path) -> int:
    assert process.stdout is not None
    for line in process.stdout:
        if line.startswith(b"ACCEPT"):
            return int(line.rsplit(b":", 1)[1])
    raise RuntimeError(f"s_server ended: {log.read_text(errors='replace')}")


def end(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(timeout=10)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait(timeout=10)
    if process.stdout is not None:
        process.stdout.close()


@contextmanager
def gnutls_serv(folder: Path, chain: KeyPair, priority: str, arguments: Sequence[str] = ()) -> Iterator[int]:
    """gnutls-serv with its status page. It takes neither a socket nor port 0, so it's given a port that was free."""
    folder.mkdir(parents=True, exist_ok=True)
    log = folder / "gnutls-serv.log"
    with closed_port() as port:
        pass
    with log.open("wb") as out:
        process = subprocess.Popen(
            [
                found("gnutls-serv"),
                "--http",
                f"--port={port}",
                f"--priority={priority}",
                f"--x509certfile={chain.chain}",
                f"--x509keyfile={chain.key}",
                "--disable-client-cert",
                *arguments,
            ],
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=out,
        )
    try:
        wait_for_port(process, port, log)
        yield port
    finally:
        end(process)


@contextmanager
def python_server(folder: Path, module: str, arguments: Sequence[str | Path], openssl: str = "") -> Iterator[int]:
    """A server of ours in a process of its own, so that `openssl` can be its OpenSSL's own configuration (ssl_conf)."""
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / "openssl.cnf"
    file.write_text(f"openssl_conf = all\n[all]\nssl_conf = ssl\n[ssl]\nsystem_default = tls\n[tls]\n{openssl}\n")
    with (folder / "server.log").open("wb") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", f"real.{module}", *arguments],
            cwd=Path(__file__).parents[1],
            env={**os.environ, "OPENSSL_CONF": str(file)},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=log,
        )
    try:
        yield _announced_port(process, folder / "server.log")
    finally:
        end(process)


def wait_for_port(process: subprocess.Popen[bytes], port: int, log: Path) -> None:
    """Until somebody listens there. Raises RuntimeError with what the process said if it ends, or after 20 s."""
    for _ in range(200):
        if process.poll() is not None:
            break
        with suppress(OSError), socket.create_connection((LOOPBACK, port), timeout=1):
            return
        time.sleep(0.1)
    raise RuntimeError(f"nobody listens on {port}: {log.read_text(errors='replace')[-2000:]}")
