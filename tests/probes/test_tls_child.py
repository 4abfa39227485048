"""The child against nginx, OpenSSL and tlslite-ng with known settings: it sees what they were told."""

from __future__ import annotations

import datetime as dt
import json
import os
import re
import shutil
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID
from tlslite.api import (  # type: ignore[import-untyped]
    HandshakeSettings,
    TLSConnection,
    X509CertChain,
    parsePEMKey,
)

from scanner.probes.tls.examine import KINDS

from .tls_servers import serving

HOST = "www.shop.example"
NGINX = shutil.which("nginx", path=os.pathsep.join((os.environ.get("PATH", ""), "/usr/sbin")))

MODERN = "ECDHE-ECDSA-AES128-GCM-SHA256:ECDHE-RSA-AES128-GCM-SHA256:ECDHE-RSA-AES256-GCM-SHA384"
TLS13 = ["TLS_AES_128_GCM_SHA256", "TLS_AES_256_GCM_SHA384", "TLS_CHACHA20_POLY1305_SHA256"]

needs_nginx = pytest.mark.skipif(NGINX is None, reason="nginx is not installed")


class Files:
    """A certificate authority and leaf certificates in PEM files."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._key = ec.generate_private_key(ec.SECP256R1())
        self._name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Test authority")])
        self.ca = self._write("ca.pem", self._sign(self._name, self._key.public_key(), (), ca=True))
        self.rsa = self._leaf("rsa", rsa.generate_private_key(65537, 2048))
        self.ec = self._leaf("ec", ec.generate_private_key(ec.SECP256R1()))

    def another(self, name: str) -> Files:
        """Another authority and its certificates."""
        folder = self.folder / name
        folder.mkdir(exist_ok=True)
        return Files(folder)

    def _leaf(self, name: str, key: rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey) -> tuple[Path, Path]:
        subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
        pem = self._sign(subject, key.public_key(), (HOST,), ca=False)
        private = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        return self._write(f"{name}.pem", pem), self._write(f"{name}.key", private)

    def _sign(self, subject: x509.Name, key: Any, hosts: Sequence[str], *, ca: bool) -> bytes:
        now = dt.datetime.now(dt.UTC)
        builder = x509.CertificateBuilder(self._name, subject, key, x509.random_serial_number())
        builder = builder.not_valid_before(now - dt.timedelta(days=1)).not_valid_after(now + dt.timedelta(days=60))
        builder = builder.add_extension(x509.BasicConstraints(ca, None), critical=True)
        if hosts:
            names = x509.SubjectAlternativeName([x509.DNSName(host) for host in hosts])
            builder = builder.add_extension(names, critical=False)
        return builder.sign(self._key, hashes.SHA256()).public_bytes(Encoding.PEM)

    def _write(self, name: str, data: bytes) -> Path:
        path = self.folder / name
        path.write_bytes(data)
        return path


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> Files:
    return Files(tmp_path_factory.mktemp("tls"))


@contextmanager
def nginx(folder: Path, *server_blocks: str) -> Iterator[int]:
    """nginx with these server blocks; `{listen}` in them is replaced. It inherits a socket that listens already."""
    assert NGINX is not None
    with socket.create_server(("127.0.0.1", 0), backlog=128) as listener:
        port = listener.getsockname()[1]
        blocks = "\n".join(f"server {{ {block.replace('{listen}', f'127.0.0.1:{port}')} }}" for block in server_blocks)
        temporary = " ".join(
            f"{kind}_temp_path {folder};" for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
        )
        config = folder / "nginx.conf"
        config.write_text(
            f"daemon off; pid {folder}/nginx.pid; error_log stderr crit; worker_processes 1;\n"
            f"events {{}} http {{ access_log off; {temporary}\n{blocks}\n}}"
        )
        process = subprocess.Popen(
            [NGINX, "-p", str(folder), "-c", str(config), "-e", "stderr"],
            env={**os.environ, "NGINX": f"{listener.fileno()};"},
            pass_fds=[listener.fileno()],
        )
        try:
            yield port
        finally:
            process.terminate()
            process.wait(20)


def tls_block(files: Files, *directives: str, certificates: Sequence[str] = ("rsa",)) -> str:
    pairs = [getattr(files, name) for name in certificates]
    lines = [f"ssl_certificate {pem}; ssl_certificate_key {key};" for pem, key in pairs]
    return " ".join(["listen {listen} ssl;", f"server_name {HOST};", *lines, *directives, "return 200 shop;"])


@contextmanager
def s_server(*arguments: str, accept: str = "127.0.0.1:0") -> Iterator[int]:
    """openssl s_server on a port of its own choice, which it prints."""
    process = subprocess.Popen(
        ["openssl", "s_server", "-accept", accept, *arguments],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    with process:
        try:
            assert process.stdout is not None
            line = next(line for line in process.stdout if line.startswith("ACCEPT"))
            threading.Thread(target=process.stdout.read, daemon=True).start()
            yield int(re.findall(r":(\d+)", line)[-1])
        finally:
            process.kill()


class Seen:
    """What the child told about one server."""

    def __init__(self, lines: list[dict[str, Any]]) -> None:
        self.lines = lines
        self.connections = lines[-1]["used"]["connections"]
        self.logs = [line["log"] for line in lines if "log" in line]

    def rows(self, kind: str) -> list[dict[str, Any]]:
        return [line["row"] for line in self.lines if line.get("fact") == kind]

    def versions(self) -> list[str]:
        return sorted(row["version"] for row in self.rows("tls_protocol") if row["accepted"] is True)

    def rejected(self) -> list[str]:
        return sorted(row["version"] for row in self.rows("tls_protocol") if row["accepted"] is False)

    def suites(self, version: str) -> list[str]:
        return [row["name"] for row in self.rows("tls_cipher") if row["version"] == version]

    def coverage(self) -> dict[str, str]:
        return {line["coverage"]: line["status"] for line in self.lines if "coverage" in line}


ALL_SEEN = dict.fromkeys(KINDS, "seen")


def probe(port: int, files: Files, host: str = HOST, address: str = "127.0.0.1") -> Seen:
    endpoint = {"host": host, "address": address, "port": 443, "connect_port": port}
    request = {"endpoints": [endpoint], "rules": None, "ca_files": [str(files.ca)], "timeout_s": 10, "concurrency": 5}
    child = subprocess.run(
        [sys.executable, "-m", "scanner.probes.tls.child"],
        input=json.dumps(request),
        capture_output=True,
        text=True,
        timeout=100,
        check=True,
    )
    assert child.stderr == ""
    return Seen([json.loads(line) for line in child.stdout.splitlines()])


@needs_nginx
def test_a_modern_server_is_seen_as_it_was_set_up(files: Files, tmp_path: Path) -> None:
    block = tls_block(
        files,
        "ssl_protocols TLSv1.2 TLSv1.3;",
        f"ssl_ciphers {MODERN};",
        "ssl_prefer_server_ciphers on;",
        certificates=("rsa", "ec"),
    )
    with nginx(tmp_path, block) as port:
        seen = probe(port, files)
    assert seen.versions() == ["TLSv1.2", "TLSv1.3"]
    assert seen.rejected() == ["SSLv2", "SSLv3", "TLSv1.0", "TLSv1.1"]
    assert seen.suites("TLSv1.2") == [
        "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256",
        "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256",
        "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384",
    ]
    assert sorted(seen.suites("TLSv1.3")) == TLS13
    preferences = [row["preference"] for row in seen.rows("tls_cipher") if row["version"] == "TLSv1.2"]
    assert preferences == [1, 2, 3]
    assert seen.rows("tls_session")[0]["server_preference"] is True
    assert seen.rows("tls_session")[0]["alpn"] == ["http/1.1"]
    assert seen.coverage() == ALL_SEEN
    assert not [text for text in seen.logs if "disagreement" in text]
    assert seen.connections < 80


@needs_nginx
def test_every_deployed_certificate_is_seen_and_trusted(files: Files, tmp_path: Path) -> None:
    with nginx(tmp_path, tls_block(files, certificates=("rsa", "ec"))) as port:
        seen = probe(port, files)
    rows = seen.rows("certificate")
    assert sorted((row["chain"], row["position"]) for row in rows) == [(0, 0), (1, 0)]
    assert {row["key_type"] for row in rows} == {"rsa", "ec"}
    for row in rows:
        assert row["endpoint"] == {"host": HOST, "address": "127.0.0.1", "port": 443}
        assert row["trusted"] is True
        assert row["public_ca"] is True
    assert len([line for line in seen.lines if line.get("artifact") == "pem"]) == 2


@needs_nginx
def test_alpn_and_tickets_are_seen(files: Files, tmp_path: Path) -> None:
    block = tls_block(files, "ssl_protocols TLSv1.2;", "ssl_session_tickets off;").replace(" ssl;", " ssl http2;")
    with nginx(tmp_path, block) as port:
        session = probe(port, files).rows("tls_session")[0]
    assert session["alpn"] == ["h2", "http/1.1"]
    assert session["tickets"] is False
    assert session["ocsp_stapled"] is False


@needs_nginx
def test_a_server_that_needs_the_name_gets_it(files: Files, tmp_path: Path) -> None:
    strict = "listen {listen} ssl default_server; ssl_protocols TLSv1.2 TLSv1.3; ssl_reject_handshake on;"
    with nginx(tmp_path, strict, tls_block(files)) as port:
        named, nameless = probe(port, files), probe(port, files, host="127.0.0.1")
    assert named.versions() == ["TLSv1.2", "TLSv1.3"]
    assert named.rows("certificate")[0]["trusted"] is True
    assert nameless.versions() == []
    assert not {"TLSv1.2", "TLSv1.3"} & set(nameless.rejected())
    assert nameless.coverage()["certificate"] == "gap"


def test_a_weak_server_shows_every_suite_that_openssl_has(files: Files) -> None:
    pem, key = files.rsa
    every = "ALL:COMPLEMENTOFALL:@SECLEVEL=0"
    with s_server("-cert", str(pem), "-key", str(key), "-cipher", every, "-serverpref") as port:
        seen = probe(port, files)
    assert seen.versions() == ["TLSv1.0", "TLSv1.1", "TLSv1.2", "TLSv1.3"]
    listing = subprocess.run(
        ["openssl", "ciphers", "-s", "-stdname", "-tls1_2", every], capture_output=True, text=True, check=True
    ).stdout
    usable = {line.split()[0] for line in listing.splitlines() if "Au=RSA" in line or "Au=None" in line}
    usable = {name for name in usable if "PSK" not in name and "SRP" not in name}
    assert set(seen.suites("TLSv1.2")) == usable
    assert {"TLS_DH_anon_WITH_AES_128_CBC_SHA", "TLS_RSA_WITH_NULL_SHA"} <= set(seen.suites("TLSv1.0"))
    assert seen.suites("TLSv1.0") == seen.suites("TLSv1.1")
    assert not [text for text in seen.logs if "disagreement" in text]
    kinds = {row["key_exchange"] for row in seen.rows("tls_cipher")}
    assert kinds == {"rsa", "dhe", "ecdhe", "anonymous", "tls13"}


def test_a_server_of_one_old_version_only(files: Files) -> None:
    pem, key = files.rsa
    arguments = ("-cert", str(pem), "-key", str(key), "-tls1", "-cipher", "AES128-SHA:AES256-SHA:@SECLEVEL=0")
    with s_server(*arguments) as port:
        seen = probe(port, files)
    assert seen.versions() == ["TLSv1.0"]
    assert len(seen.rejected()) == 5
    assert sorted(seen.suites("TLSv1.0")) == ["TLS_RSA_WITH_AES_128_CBC_SHA", "TLS_RSA_WITH_AES_256_CBC_SHA"]
    assert seen.rows("certificate")[0]["trusted"] is True


def test_a_server_of_tls13_only_with_two_certificates(files: Files) -> None:
    (pem, key), (second, second_key) = files.rsa, files.ec
    pairs = ("-cert", str(pem), "-key", str(key), "-dcert", str(second), "-dkey", str(second_key))
    with s_server(*pairs, "-tls1_3", "-ciphersuites", "TLS_AES_128_CCM_SHA256:TLS_AES_256_GCM_SHA384") as port:
        seen = probe(port, files)
    assert seen.versions() == ["TLSv1.3"]
    assert sorted(seen.suites("TLSv1.3")) == ["TLS_AES_128_CCM_SHA256", "TLS_AES_256_GCM_SHA384"]
    assert {row["key_type"] for row in seen.rows("certificate")} == {"rsa", "ec"}
    assert seen.rows("tls_session")[0]["alpn"] == []


def test_a_server_without_any_certificate(files: Files) -> None:
    with s_server("-nocert", "-tls1_2", "-cipher", "ADH-AES128-SHA:@SECLEVEL=0") as port:
        seen = probe(port, files)
    assert seen.suites("TLSv1.2") == ["TLS_DH_anon_WITH_AES_128_CBC_SHA"]
    assert seen.coverage()["certificate"] == "absent"


def test_a_server_that_wants_a_client_certificate(files: Files) -> None:
    pem, key = files.rsa
    with s_server("-cert", str(pem), "-key", str(key), "-Verify", "1") as port:
        seen = probe(port, files)
    assert seen.versions() == ["TLSv1.2", "TLSv1.3"]
    assert seen.rows("certificate")[0]["trusted"] is True
    assert seen.coverage() == ALL_SEEN


def has_ipv6() -> bool:
    try:
        with socket.create_server(("::1", 0), family=socket.AF_INET6):
            return True
    except OSError:
        return False


@pytest.mark.skipif(not has_ipv6(), reason="this machine has no IPv6")
def test_ipv6_is_reached_too(files: Files) -> None:
    pem, key = files.rsa
    with s_server("-cert", str(pem), "-key", str(key), accept="[::1]:0") as port:
        seen = probe(port, files, address="::1")
    assert seen.rows("certificate")[0]["endpoint"]["address"] == "::1"
    assert seen.versions() == ["TLSv1.2", "TLSv1.3"]


def test_a_server_of_ssl3_that_modern_libraries_no_longer_speak_to(files: Files) -> None:
    chain = X509CertChain()
    chain.parsePemList(files.rsa[0].read_text())
    key = parsePEMKey(files.rsa[1].read_text(), private=True)

    def serve(connection: socket.socket) -> None:
        settings = HandshakeSettings()
        settings.minVersion, settings.maxVersion = (3, 0), (3, 0)
        settings.cipherNames = ["rc4", "3des", "aes128"]
        with suppress(Exception), connection:  # it raises for every handshake it refuses
            connection.settimeout(20)
            TLSConnection(connection).handshakeServer(certChain=chain, privateKey=key, settings=settings)

    with serving(serve) as port:
        seen = probe(port, files)
    assert seen.versions() == ["SSLv3"]
    assert {"TLS_RSA_WITH_RC4_128_SHA", "TLS_RSA_WITH_3DES_EDE_CBC_SHA"} <= set(seen.suites("SSLv3"))
    assert seen.rows("certificate")[0]["key_type"] == "rsa"
