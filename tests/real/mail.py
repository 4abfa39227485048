"""Postfix and Dovecot with configurations of their own, on loopback, run and ended by the test. They need root."""

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from .certificates import KeyPair, dh_parameters
from .processes import LOOPBACK, end, find

MASTER = Path("/usr/lib/postfix/sbin/master")
_QUEUES = "active bounce corrupt defer deferred flush hold incoming maildrop pid private public saved trace"


@dataclass(frozen=True, slots=True)
class MailPorts:
    """The loopback ports of one mail server, by service."""

    smtp: int = 0
    submissions: int = 0
    imap: int = 0
    imaps: int = 0
    pop3: int = 0
    pop3s: int = 0


def has_postfix() -> bool:
    """Whether Postfix can be run here: its master is installed, and we are root."""
    return MASTER.exists() and os.geteuid() == 0


def has_dovecot() -> bool:
    """As `has_postfix`."""
    return find("dovecot") is not None and os.geteuid() == 0


def _free_port() -> int:
    with socket.socket() as found:
        found.bind((LOOPBACK, 0))
        port: int = found.getsockname()[1]
        return port


@contextmanager
def _folder() -> Iterator[Path]:
    """One that the servers' own users may enter, unlike those of pytest."""
    found = Path(tempfile.mkdtemp(prefix="siegel-mail-"))
    found.chmod(0o755)
    try:
        yield found
    finally:
        shutil.rmtree(found, ignore_errors=True)


def _wait_for(ports: tuple[int, ...], process: subprocess.Popen[bytes], log: Path) -> None:
    until = time.monotonic() + 20
    for port in ports:
        while True:
            with suppress(OSError), socket.create_connection((LOOPBACK, port), 5) as probe:
                probe.settimeout(5)
                probe.recv(1) if port == ports[0] else None
                break
            if process.poll() is not None or time.monotonic() > until:
                raise RuntimeError(f"the mail server does not answer: {log.read_text(errors='replace')[-2000:]}")
            time.sleep(0.05)


def _readable(folder: Path, chain: KeyPair) -> KeyPair:
    copies = KeyPair(folder / "chain.pem", folder / "key.pem")
    shutil.copy(chain.chain, copies.chain)
    shutil.copy(chain.key, copies.key)
    copies.key.chmod(0o600)
    return copies


@contextmanager
def postfix(chain: KeyPair | None, settings: Mapping[str, str] | None = None) -> Iterator[MailPorts]:
    """Postfix as an MX and for submission over TLS; `settings` go into main.cf. Without a chain it offers no TLS."""
    with _folder() as folder:
        queue, config, data = (folder / name for name in ("queue", "config", "data"))
        for each in (queue, config, data, *(queue / name for name in _QUEUES.split())):
            each.mkdir()
        owner = pwd.getpwnam("postfix").pw_uid
        for each in (data, *(queue / name for name in _QUEUES.split() if name != "pid")):
            os.chown(each, owner, -1)
        ports = MailPorts(smtp=_free_port(), submissions=_free_port())
        lines = {
            "compatibility_level": "3.6",
            "queue_directory": str(queue),
            "data_directory": str(data),
            "maillog_file": str(folder / "log"),
            "maillog_file_prefixes": str(folder),
            "myhostname": "mx.shop.example",
            "inet_interfaces": LOOPBACK,
            "inet_protocols": "ipv4",
            "mynetworks": "127.0.0.0/8",
            "mydestination": "shop.example",
            "local_recipient_maps": "",
            "smtputf8_enable": "no",
        }
        if chain is not None:
            pair = _readable(folder, chain)
            lines |= {
                "smtpd_tls_chain_files": "",
                "smtpd_tls_cert_file": str(pair.chain),
                "smtpd_tls_key_file": str(pair.key),
                "smtpd_tls_security_level": "may",
            }
        lines |= settings or {}
        (config / "main.cf").write_text("".join(f"{name} = {value}\n" for name, value in lines.items()))
        (config / "master.cf").write_text(
            f"{LOOPBACK}:{ports.smtp} inet n - n - - smtpd\n"
            f"{LOOPBACK}:{ports.submissions} inet n - n - - smtpd -o smtpd_tls_wrappermode=yes\n"
            "tlsmgr unix - - n 1000? 1 tlsmgr\nanvil unix - - n - 1 anvil\npostlog unix-dgram n - n - 1 postlogd\n"
            "rewrite unix - - n - - trivial-rewrite\nproxymap unix - - n - - proxymap\n"
            "cleanup unix n - n - 0 cleanup\n"
        )
        with (folder / "out").open("wb") as out:
            process = subprocess.Popen([MASTER, "-c", config, "-d"], stdin=subprocess.DEVNULL, stdout=out, stderr=out)
        try:
            _wait_for((ports.smtp,), process, folder / "out")
            yield ports
        finally:
            end(process)


@contextmanager
def dovecot(chain: KeyPair, settings: str = "") -> Iterator[MailPorts]:
    """Dovecot for IMAP and POP3, with TLS asked for and at once; `settings` end its configuration."""
    with _folder() as folder:
        pair = _readable(folder, chain)
        ports = MailPorts(imap=_free_port(), imaps=_free_port(), pop3=_free_port(), pop3s=_free_port())
        listeners = "\n".join(
            f"""service {name}-login {{
  inet_listener {name} {{
    address = {LOOPBACK}
    port = {plain}
  }}
  inet_listener {name}s {{
    address = {LOOPBACK}
    port = {secure}
    ssl = yes
  }}
}}"""
            for name, plain, secure in (("imap", ports.imap, ports.imaps), ("pop3", ports.pop3, ports.pop3s))
        )
        (folder / "dh.pem").write_bytes(dh_parameters("ffdhe2048"))
        file = folder / "dovecot.conf"
        file.write_text(
            f"""base_dir = {folder}/run
state_dir = {folder}/state
log_path = {folder}/log
protocols = imap pop3
ssl = yes
ssl_cert = <{pair.chain}
ssl_key = <{pair.key}
ssl_dh = <{folder}/dh.pem
mail_location = maildir:{folder}/mail
passdb {{
  driver = static
  args = nopassword=y
}}
userdb {{
  driver = static
  args = uid=nobody gid=nogroup home={folder}
}}
{listeners}
{settings}
"""
        )
        with (folder / "out").open("wb") as out:
            process = subprocess.Popen(
                [find("dovecot") or "", "-F", "-c", file], stdin=subprocess.DEVNULL, stdout=out, stderr=out
            )
        try:
            _wait_for((ports.imap, ports.pop3), process, folder / "out")
            yield ports
        finally:
            end(process)
