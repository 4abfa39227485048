"""Groups, primes, schemes and habits of real servers, each set up to have exactly what is then to be seen."""

from __future__ import annotations

import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import dh
from cryptography.hazmat.primitives.serialization import Encoding, ParameterFormat
from OpenSSL import SSL
from tlslite.api import (  # type: ignore[import-untyped]
    HandshakeSettings,
    TLSConnection,
    X509CertChain,
    parsePEMKey,
)

from scanner.probes.tls.group_registry import digest, modp

from .test_tls_child import Files, Seen, files, needs_nginx, nginx, probe, s_server, tls_block
from .tls_servers import serving

__all__ = ["files"]  # a fixture

needs_gnutls = pytest.mark.skipif(shutil.which("gnutls-serv") is None, reason="gnutls-serv is not installed")

OPENSSL_CURVES = {"x25519", "secp256r1", "x448", "secp521r1", "secp384r1"}
FFDHE = {f"ffdhe{bits}" for bits in (2048, 3072, 4096, 6144, 8192)}


@contextmanager
def gnutls(files: Files, priority: str) -> Iterator[int]:
    """gnutls-serv, which can't say which port it was given: one that was free a moment ago."""
    pem, key = files.rsa
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    command = ["gnutls-serv", "--http", "--quiet", "--port", str(port), "--priority", priority]
    process = subprocess.Popen(
        [*command, "--x509certfile", str(pem), "--x509keyfile", str(key)],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    with process:
        try:
            for _ in range(100):
                with suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
                    break
                time.sleep(0.05)
            yield port
        finally:
            process.kill()


@contextmanager
def tlslite(files: Files, **settings: Any) -> Iterator[int]:
    chain = X509CertChain()
    chain.parsePemList(files.rsa[0].read_text())
    key = parsePEMKey(files.rsa[1].read_text(), private=True)

    def serve(connection: socket.socket) -> None:
        wanted = HandshakeSettings()
        for name, value in settings.items():
            setattr(wanted, name, value)
        with suppress(Exception), connection:  # it raises for every handshake it refuses
            connection.settimeout(20)
            TLSConnection(connection).handshakeServer(certChain=chain, privateKey=key, settings=wanted)

    with serving(serve) as port:
        yield port


def taken(seen: Seen, version: str) -> set[str]:
    return {row["name"] for row in seen.rows("tls_group") if version in row["versions"]}


def places(seen: Seen) -> list[str]:
    """The names of groups in the server's order, as far as it has one."""
    rows = [row for row in seen.rows("tls_group") if isinstance(row["preference"], int)]
    return [row["name"] for row in sorted(rows, key=lambda row: row["preference"])]


def flaws(seen: Seen) -> dict[str, Any]:
    return {row["name"]: row["present"] for row in seen.rows("tls_flaw")}


def session(seen: Seen) -> dict[str, Any]:
    (row,) = seen.rows("tls_session")
    return dict(row)


def test_the_groups_of_openssl_are_seen_in_its_order(files: Files) -> None:
    pem, key = files.rsa
    pair = ("-cert", str(pem), "-key", str(key))
    with s_server(*pair, "-groups", "P-521:X448:ffdhe3072:brainpoolP256r1", "-serverpref") as port:
        seen = probe(port, files)
    assert taken(seen, "TLSv1.3") == {"secp521r1", "x448", "ffdhe3072"}
    # Its DHE prime up to TLS 1.2 fits the certificate, whatever groups it is told.
    assert taken(seen, "TLSv1.2") == {"secp521r1", "x448", "brainpoolP256r1", "modp2048"}
    assert places(seen)[:2] == ["secp521r1", "x448"]
    assert seen.coverage()["tls_group"] == "seen"


def test_a_server_of_tls13_only_names_its_groups(files: Files) -> None:
    pem, key = files.rsa
    arguments = ("-cert", str(pem), "-key", str(key), "-tls1_3", "-groups", "P-384:X25519")
    with s_server(*arguments, "-alpn", "http/1.1,h2") as port:
        seen = probe(port, files)
    assert taken(seen, "TLSv1.3") == {"secp384r1", "x25519"}
    assert session(seen)["signature_algorithms"] == [f"rsa_pss_rsae_sha{bits}" for bits in (256, 384, 512)]
    assert session(seen)["extended_master_secret"] is None
    assert session(seen)["alpn"] == ["h2", "http/1.1"]
    assert set(flaws(seen).values()) == {False}


def test_a_server_with_whose_groups_our_library_cannot_shake_hands_is_not_said_to_take_no_protocol(
    files: Files,
) -> None:
    pem, key = files.rsa
    with s_server("-cert", str(pem), "-key", str(key), "-tls1_3", "-groups", "ffdhe6144", "-alpn", "h2") as port:
        seen = probe(port, files)
    assert taken(seen, "TLSv1.3") == {"ffdhe6144"}
    found = session(seen)["alpn"]
    assert found == ["h2"] or "unknown" in found
    assert session(seen)["signature_algorithms"] == [f"rsa_pss_rsae_sha{bits}" for bits in (256, 384, 512)]


def test_a_certificate_on_a_curve_hides_no_group_of_tls12(files: Files) -> None:
    """OpenSSL refuses a client of TLS 1.2 that doesn't offer the curve of the only certificate."""
    pem, key = files.ec
    with s_server("-cert", str(pem), "-key", str(key), "-tls1_2") as port:
        seen = probe(port, files)
    assert taken(seen, "TLSv1.2") - {"modp2048", "modp3072"} == OPENSSL_CURVES
    assert {row["preference"] for row in seen.rows("tls_group")} == {None}
    assert all(name.startswith("ecdsa_") for name in session(seen)["signature_algorithms"])


@needs_nginx
def test_nginx_keeps_to_its_list_of_curves_and_its_prime(files: Files, tmp_path: Path) -> None:
    parameters = dh.DHParameterNumbers(modp(1024), 2).parameters()
    (tmp_path / "dh.pem").write_bytes(parameters.parameter_bytes(Encoding.PEM, ParameterFormat.PKCS3))
    block = tls_block(
        files,
        "ssl_protocols TLSv1 TLSv1.2;",
        "ssl_ciphers ECDHE-RSA-AES128-SHA:DHE-RSA-AES128-SHA:@SECLEVEL=0;",
        "ssl_prefer_server_ciphers on;",
        "ssl_ecdh_curve secp384r1:X25519:sect163r2;",
        f"ssl_dhparam {tmp_path / 'dh.pem'};",
    )
    with nginx(tmp_path, block) as port:
        seen = probe(port, files)
    assert places(seen) == ["secp384r1", "x25519", "sect163r2"]
    rows = {row["name"]: row for row in seen.rows("tls_group")}
    assert rows["modp1024"] == {
        "endpoint": {"host": "www.shop.example", "address": "127.0.0.1", "port": 443},
        "name": "modp1024",
        "family": "ffdhe",
        "bits": 1024,
        "accepted": True,
        "preference": None,
        "versions": ["TLSv1.0", "TLSv1.2"],
        "known_weak": True,
    }
    assert rows["sect163r2"]["bits"] == 163
    assert flaws(seen)["no_fallback_scsv"] is False
    assert session(seen)["encrypt_then_mac"] is True


def test_a_prime_of_ones_own_is_called_after_its_digest(files: Files, tmp_path: Path) -> None:
    prime = 2**1023 + 1671615  # safe, and nobody's
    parameters = dh.DHParameterNumbers(prime, 2).parameters()
    (tmp_path / "dh.pem").write_bytes(parameters.parameter_bytes(Encoding.PEM, ParameterFormat.PKCS3))
    pem, key = files.rsa
    arguments = ("-cert", str(pem), "-key", str(key), "-dhparam", str(tmp_path / "dh.pem"))
    with s_server(*arguments, "-tls1_2", "-cipher", "DHE-RSA-AES128-SHA:@SECLEVEL=0") as port:
        seen = probe(port, files)
    (row,) = seen.rows("tls_group")
    assert (row["name"], row["bits"], row["known_weak"]) == (f"dh-1024-{digest(prime)[:12]}", 1024, False)


def test_without_any_group_there_is_none(files: Files) -> None:
    pem, key = files.rsa
    with s_server("-cert", str(pem), "-key", str(key), "-tls1_2", "-cipher", "AES128-SHA256") as port:
        seen = probe(port, files)
    assert seen.rows("tls_group") == []
    assert seen.coverage()["tls_group"] == "absent"
    assert session(seen)["signature_algorithms"] == []


@needs_gnutls
def test_gnutls_negotiates_the_groups_of_rfc_7919_up_to_tls12(files: Files) -> None:
    with gnutls(files, "NORMAL:-VERS-ALL:+VERS-TLS1.2:-GROUP-ALL:+GROUP-FFDHE3072:+GROUP-FFDHE2048") as port:
        seen = probe(port, files)
    assert taken(seen, "TLSv1.2") == {"ffdhe2048", "ffdhe3072"}
    assert seen.coverage()["tls_group"] == "seen"


@needs_gnutls
def test_what_gnutls_is_told_to_leave_out_is_missing(files: Files) -> None:
    priority = "NORMAL:-VERS-ALL:+VERS-TLS1.2:+VERS-TLS1.1:%NO_SESSION_HASH:%NO_ETM:%DISABLE_SAFE_RENEGOTIATION"
    with gnutls(files, priority) as port:
        seen = probe(port, files)
    assert flaws(seen) == {
        "crime": False,
        "insecure_renegotiation": True,
        "no_extended_master_secret": True,
        "no_fallback_scsv": False,
    }
    shown = {row["name"]: row["shown_by"] for row in seen.rows("tls_flaw")}
    assert shown["insecure_renegotiation"] == shown["no_extended_master_secret"] == ["TLSv1.1", "TLSv1.2"]
    assert session(seen)["extended_master_secret"] is False
    assert session(seen)["encrypt_then_mac"] is False


def test_tlslite_which_refuses_old_curves_in_tls13_shows_all_of_its_groups(files: Files) -> None:
    with tlslite(files, eccCurves=["x25519", "secp256r1"], dhGroups=["ffdhe3072"], keyShares=["x25519"]) as port:
        seen = probe(port, files)
    assert taken(seen, "TLSv1.3") >= {"x25519", "secp256r1", "ffdhe3072"}
    assert seen.coverage()["tls_group"] == "seen"
    assert not [text for text in seen.logs if "disagreement" in text]
    # Here a refusal is sealed, and only its length tells it from a certificate.
    assert {name for name in session(seen)["signature_algorithms"] if "pss" in name} == {
        f"rsa_pss_rsae_sha{bits}" for bits in (256, 384, 512)
    }


def test_a_post_quantum_group_is_seen_without_its_arithmetic(files: Files) -> None:
    pem, key = files.rsa

    def serve(connection: socket.socket) -> None:
        context = SSL.Context(SSL.TLS_METHOD)
        context.set_min_proto_version(SSL.TLS1_3_VERSION)
        context.use_certificate_chain_file(str(pem))
        context.use_privatekey_file(str(key))
        with suppress(SSL.Error), connection:
            connection.setblocking(True)
            there = SSL.Connection(context, connection)
            there.set_accept_state()
            there.do_handshake()

    with serving(serve) as port:
        seen = probe(port, files)
    rows = {row["name"]: row for row in seen.rows("tls_group")}
    assert rows["X25519MLKEM768"]["family"] == "hybrid_pq"
    assert rows["X25519MLKEM768"]["versions"] == ["TLSv1.3"]
    assert taken(seen, "TLSv1.3") >= OPENSSL_CURVES
    assert places(seen)[0] == "X25519MLKEM768"
    assert session(seen)["signature_algorithms"] == [f"rsa_pss_rsae_sha{bits}" for bits in (256, 384, 512)]
