"""Starts Postfix and Dovecot on loopback ports with folders of their own, and ends each by its own handle.

Both drop root's rights, so their folders lie where everybody may look, not below pytest's. Both want root to start.
"""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path

from .certificates import KeyPair
from .processes import LOOPBACK, closed_port, end, found, wait_for_port

DAEMONS = Path("/usr/lib/postfix/sbin")  # Debian's daemon_directory


def can_run() -> bool:
    return os.geteuid() == 0


@contextmanager
def _open_folder(program: str) -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix=f"siegel-{program}-") as folder:
        path = Path(folder)
        path.chmod(0o755)
        yield path


def free_ports(count: int) -> tuple[int, ...]:
    """Ports that were free all at once; neither program takes a socket that listens already."""
    with ExitStack() as held:
        return tuple(held.enter_context(closed_port()) for _ in range(count))


@contextmanager
def postfix(host: str, chain: KeyPair | None, settings: Mapping[str, str]) -> Iterator[int]:
    """smtpd on a port of its own; without a chain it doesn't know STARTTLS."""
    with _open_folder("postfix") as folder:
        (port,) = free_ports(1)
        (folder / "data").mkdir()
        (folder / "spool").mkdir()
        secret = folder / "chain.pem"
        if chain:
            secret.touch(mode=0o600)
            secret.write_bytes(chain.key.read_bytes() + chain.chain.read_bytes())
        tls = {"smtpd_tls_security_level": "may", "smtpd_tls_chain_files": str(secret)} if chain else {}
        (folder / "main.cf").write_text("".join(f"{k} = {v}\n" for k, v in _main(folder, host, tls | dict(settings))))
        (folder / "master.cf").write_text(_MASTER.format(at=f"{LOOPBACK}:{port}"))
        shutil.chown(folder / "data", "postfix")
        with (folder / "out").open("wb") as out:
            subprocess.run(
                [found("postfix"), "-c", folder, "check"], stdin=subprocess.DEVNULL, stdout=out, stderr=out, check=True
            )
            # Not `postfix start-fg`: its master leaves our hands for a session of its own. This one leads ours.
            process = subprocess.Popen(
                [DAEMONS / "master", "-c", folder, "-d"],
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=out,
                start_new_session=True,
            )
        try:
            wait_for_port(process, port, folder / "out")
            yield port
        finally:
            end(process)


def _main(folder: Path, host: str, more: Mapping[str, str]) -> list[tuple[str, str]]:
    basis = {
        "compatibility_level": "3.6",
        "queue_directory": str(folder / "spool"),
        "data_directory": str(folder / "data"),
        "command_directory": "/usr/sbin",
        "daemon_directory": str(DAEMONS),
        "maillog_file_prefixes": str(folder),
        "maillog_file": str(folder / "log"),
        "myhostname": host,
        "mydestination": "",
        "inet_protocols": "ipv4",
        "smtpd_relay_restrictions": "reject",
        "smtpd_peername_lookup": "no",
    }
    return list((basis | dict(more)).items())


_MASTER = """{at} inet n - n - - smtpd
tlsmgr unix - - n 1000? 1 tlsmgr
anvil unix - - n - 1 anvil
rewrite unix - - n - - trivial-rewrite
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
proxymap unix - - n - - proxymap
error unix - - n - - error
defer unix - - n - 0 bounce
bounce unix - - n - 0 bounce
showq unix n - n - - showq
postlog unix-dgram n - n - 1 postlogd
"""

DOORS: Mapping[str, int] = {"imap": 143, "imaps": 993, "pop3": 110, "pop3s": 995}


@contextmanager
def dovecot(chain: KeyPair, settings: Sequence[str] = ()) -> Iterator[dict[int, int]]:
    """IMAP and POP3, each with STARTTLS and with implicit TLS; gives the real port by the usual one."""
    with _open_folder("dovecot") as folder:
        ports = dict(zip(DOORS, free_ports(len(DOORS)), strict=True))
        file = folder / "dovecot.conf"
        file.write_text(_dovecot(folder, chain, ports) + "".join(f"{line}\n" for line in settings))
        with (folder / "out").open("wb") as out:
            process = subprocess.Popen(
                [found("dovecot"), "-F", "-c", file], stdin=subprocess.DEVNULL, stdout=out, stderr=out
            )
        try:
            for port in ports.values():
                wait_for_port(process, port, folder / "log")
            yield {DOORS[name]: port for name, port in ports.items()}
        finally:
            end(process)


def _dovecot(folder: Path, chain: KeyPair, ports: Mapping[str, int]) -> str:
    def login(protocol: str) -> str:
        listeners = "".join(
            f"  inet_listener {name} {{\n    address = {LOOPBACK}\n    port = {port}\n    ssl = {secured}\n  }}\n"
            for name, port, secured in (
                (protocol, ports[protocol], "no"),
                (f"{protocol}s", ports[f"{protocol}s"], "yes"),
            )
        )
        return f"service {protocol}-login {{\n  chroot =\n{listeners}}}\n"

    return f"""base_dir = {folder}/run
state_dir = {folder}/state
log_path = {folder}/log
protocols = imap pop3
ssl = required
ssl_cert = <{chain.chain}
ssl_key = <{chain.key}
disable_plaintext_auth = yes
passdb {{
  driver = static
  args = nopassword=y
}}
userdb {{
  driver = static
  args = uid=nobody gid=nogroup home={folder}/mail
}}
{login("imap")}{login("pop3")}"""
