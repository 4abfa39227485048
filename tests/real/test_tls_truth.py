"""Groups, sessions and flaws of the truth files hold by the word of two OpenSSLs. No part of the scanner is asked."""

import json
import os
import re
import socket
import subprocess
import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import pytest

from . import tls_servers
from . import truth as truths
from .compare import differences
from .processes import bracketed, found
from .servers import MORE_TLS, TLS
from .shops import Shop, Workshop

Start = Callable[[str], Shop]

# Handshakes that end early, an answer that depends on how often one asks, or nothing here to check.
NO_HANDSHAKE = {
    "nginx_odd_port",
    "nginx_gzip",
    "relic_export",
    "relic_ssl2",
    "tlslite_ssl3",
    "blocks_after_thirty",
    "s_server_client_certificate",
}

OPENSSL_NAMES = {
    "secp256r1": "P-256",
    "secp384r1": "P-384",
    "secp521r1": "P-521",
}
GROUPS_APART = {
    *("nginx_modern", "nginx_weak", "nginx_tls12_only", "nginx_server_preference", "s_server_everything"),
    *("gnutls_normal", "gnutls_3des_tls10", "tlslite_no_fallback_scsv", "tlslite_modern"),
}
GROUPS = (
    *("X25519MLKEM768", "SecP256r1MLKEM768", "SecP384r1MLKEM1024", "x25519", "x448"),
    *("secp256r1", "secp384r1", "secp521r1", "brainpoolP256r1", "brainpoolP384r1", "brainpoolP512r1"),
    *("brainpoolP256r1tls13", "brainpoolP384r1tls13", "brainpoolP512r1tls13"),
    *("ffdhe2048", "ffdhe3072", "ffdhe4096", "ffdhe6144", "ffdhe8192"),
)


def with_truth(kind: str) -> list[str]:
    return [name for name in (*TLS, *MORE_TLS) if name not in NO_HANDSHAKE and kind in truths.kinds_of(name)]


def rows(name: str, kind: str, workshop: Workshop) -> list[dict[str, Any]]:
    found_rows: list[dict[str, Any]] = truths.load(name, workshop.authority.today)["facts"][kind]["rows"]
    return found_rows


def accepts(name: str, version: str, workshop: Workshop) -> bool:
    return any(row["version"] == version and row["accepted"] for row in rows(name, "tls_protocol", workshop))


# The others have the groups of one of these.
OF_GROUPS = [name for name in with_truth("tls_group") if name in GROUPS_APART or name in tls_servers.GROUPS]


@pytest.mark.parametrize("name", OF_GROUPS)
def test_the_groups_are_those_in_which_openssl_35_completes_a_handshake(
    name: str, start: Start, workshop: Workshop, tmp_path: Path
) -> None:
    shop = start(name)
    wanted = {row["name"].lower() for row in rows(name, "tls_group", workshop) if "name" in row}
    offered = [group for group in GROUPS if name != "resets_on_hybrid" or group != "X25519MLKEM768"]
    seen = set()
    for version in versions(name, workshop)[-2:]:
        seen |= chosen_groups(shop, version, offered, tmp_path)
    assert seen == wanted


def chosen_groups(shop: Shop, version: str, offered: list[str], folder: Path) -> set[str]:
    """Every group that the server takes: all are offered, what it takes is left out, until it takes none.

    TLS 1.2 with an EC certificate needs the certificate's curve among the groups, whichever is then chosen (RFC 8422
    § 2.2), so a curve that is left out stands at the end once more.
    """
    left = [group for group in offered if version == "TLSv1.3" or not _tls13_only(group)]
    taken: set[str] = set()
    while left:
        group = asked(shop, version, left, folder) or asked(shop, version, [*left, "secp256r1"], folder)
        if group is None or group in taken:
            # A server that prefers its own order takes what stands at the end: ask for each alone, beside it.
            alone = {asked(shop, version, [one, "secp256r1"], folder) for one in left} if group else set()
            return taken | {one for one in alone if one}
        taken.add(group)
        left = [one for one in left if one.lower() != group]
    return taken


def _tls13_only(group: str) -> bool:
    return group.endswith("tls13") or "MLKEM" in group or group.startswith("ffdhe")


def asked(shop: Shop, version: str, groups: Iterable[str], folder: Path) -> str | None:
    """The group that the server chooses of these, in lower case; None if it completes no handshake."""
    suites = "ALL:@SECLEVEL=0" if version == "TLSv1.3" else "ECDHE:@SECLEVEL=0"
    settings = {
        "Groups": ":".join(OPENSSL_NAMES.get(group, group) for group in groups),
        "MinProtocol": version,
        "MaxProtocol": version,
        "CipherString": suites,
        "Options": "UnsafeLegacyServerConnect",
    }
    told = client(shop, settings, folder)
    return told["group"].lower() if told.get("group") else None


def client(shop: Shop, settings: dict[str, str], folder: Path) -> dict[str, Any]:
    file = folder / "client.cnf"
    lines = "".join(f"{word} = {value}\n" for word, value in settings.items())
    file.write_text(f"openssl_conf = all\n[all]\nssl_conf = ssl\n[ssl]\nsystem_default = tls\n[tls]\n{lines}")
    done = subprocess.run(
        [sys.executable, "-m", "real.pyopenssl_client", shop.address, str(shop.https_port), shop.host],
        cwd=Path(__file__).parents[1],
        env={**os.environ, "OPENSSL_CONF": str(file)},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        timeout=60,
        check=True,
    )
    answer: dict[str, Any] = json.loads(done.stdout)
    return answer


@pytest.mark.parametrize("name", with_truth("tls_group"))
def test_the_dh_prime_has_the_size_that_openssl_is_given(name: str, start: Start, workshop: Workshop) -> None:
    shop = start(name)
    unnamed = {row["bits"] for row in rows(name, "tls_group", workshop) if "name" not in row}
    if not accepts(name, "TLSv1.2", workshop):
        assert not unnamed
        return
    sizes = set()
    for suites in ("kDHE:!aNULL:@SECLEVEL=0", "aNULL+AES128+kDHE:@SECLEVEL=0", "aNULL+AES256+kDHE:@SECLEVEL=0"):
        said = s_client(shop, "-tls1_2", "-cipher", suites)
        sizes |= {int(bits) for bits in re.findall(r"Temp Key: DH, (\d+) bits", said)}
    named = {row["bits"] for row in rows(name, "tls_group", workshop) if row.get("family") == "ffdhe" and "name" in row}
    assert unnamed <= sizes <= unnamed | named


def s_client(shop: Shop, *arguments: str, told: bytes = b"") -> str:
    done = subprocess.run(
        [
            *(found("openssl"), "s_client", "-connect", f"{bracketed(shop.address)}:{shop.https_port}"),
            *("-servername", shop.host, "-legacy_server_connect", *arguments),
        ],
        input=told,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        timeout=60,
        check=False,
    )
    return done.stdout.decode(errors="replace")


def completed(said: str) -> bool:
    return "Cipher is (NONE)" not in said


LEVEL_0 = ("-cipher", "ALL:@SECLEVEL=0")
REQUEST = b"GET / HTTP/1.0\r\n\r\n"  # the answer ends the connection, after the tickets of TLS 1.3
FLAGS = {"TLSv1.0": "-tls1", "TLSv1.1": "-tls1_1", "TLSv1.2": "-tls1_2", "TLSv1.3": "-tls1_3"}
PQ_OR_BRAINPOOL = {"pyopenssl_hybrid_only", "pyopenssl_brainpool_tls13"}  # OpenSSL 3.0 completes no handshake
OPENSSL_30 = [name for name in with_truth("tls_session") if name not in PQ_OR_BRAINPOOL]
CURVES = ("-groups", "X25519:X448:P-256:P-384:P-521:brainpoolP256r1:ffdhe2048")


def versions(name: str, workshop: Workshop) -> list[str]:
    return [version for version in FLAGS if accepts(name, version, workshop)]


def groups_for(version: str) -> tuple[str, ...]:
    return ("-groups", CURVES[1].replace(":brainpoolP256r1", "")) if version == "TLSv1.3" else CURVES


@pytest.mark.parametrize("name", OPENSSL_30)
def test_tickets_staple_and_early_data_are_what_openssl_is_given(name: str, start: Start, workshop: Workshop) -> None:
    shop = start(name)
    (row,) = rows(name, "tls_session", workshop)
    for version in versions(name, workshop):
        said = s_client(shop, FLAGS[version], "-status", "-ign_eof", *LEVEL_0, *groups_for(version), told=REQUEST)
        lifetimes = {int(seconds) for seconds in re.findall(r"lifetime hint: (\d+)", said)}
        assert lifetimes == ({row["ticket_lifetime_s"]} if row.get("tickets") else set())
        assert ("OCSP Response Status: successful" in said) is row["ocsp_stapled"]
        if version == "TLSv1.3" and row["tickets"]:
            assert bool(re.search(r"Max Early Data: [1-9]", said)) is row["early_data"]


@pytest.mark.parametrize("name", [name for name in OPENSSL_30 if name != "tlslite_ssl3"])
def test_a_session_is_resumed_where_the_truth_says_so(
    name: str, start: Start, workshop: Workshop, tmp_path: Path
) -> None:
    shop = start(name)
    (row,) = rows(name, "tls_session", workshop)
    resumed = set()
    for version in versions(name, workshop):
        for without in ((), ("-no_ticket",)):
            session = tmp_path / f"{version}{len(without)}"
            common = (FLAGS[version], *without, *LEVEL_0, *groups_for(version), "-ign_eof")
            s_client(shop, *common, "-sess_out", str(session), told=REQUEST)
            if session.exists():
                resumed.add("Reused, " in s_client(shop, *common, "-sess_in", str(session), told=REQUEST))
    assert (True in resumed) is row["resumption"]


@pytest.mark.parametrize("name", OPENSSL_30)
def test_alpn_is_what_openssl_agrees_on(name: str, start: Start, workshop: Workshop) -> None:
    shop = start(name)
    (row,) = rows(name, "tls_session", workshop)
    if "alpn" not in row:
        return
    agreed = set()
    for version in versions(name, workshop):
        for protocol in ("h2", "http/1.1"):
            said = s_client(shop, FLAGS[version], "-alpn", protocol, *LEVEL_0, *groups_for(version))
            if completed(said):
                agreed |= set(re.findall(r"ALPN protocol: (\S+)", said))
    seen = {"host": shop.host, "alpn": sorted(agreed)}
    wanted = {"host": shop.host, "facts": {"x": {"keys": ["host"], "rows": [{"host": shop.host, "alpn": row["alpn"]}]}}}
    assert differences(wanted, {"facts": {"x": [seen]}}) == []


SUITES_12 = ("ECDHE+AES128:AES128:AES256:3DES:@SECLEVEL=0", "ECDHE+AES256:AES256:ECDHE+AES128:AES128:@SECLEVEL=0")
SUITES_13 = ("TLS_AES_128_GCM_SHA256:TLS_AES_256_GCM_SHA384", "TLS_AES_256_GCM_SHA384:TLS_AES_128_GCM_SHA256")


@pytest.mark.parametrize("name", [name for name in OPENSSL_30 if name not in {"tlslite_ssl3", "s_server_tls13_only"}])
def test_who_chooses_the_suite_is_who_the_truth_names(name: str, start: Start, workshop: Workshop) -> None:
    shop = start(name)
    (row,) = rows(name, "tls_session", workshop)
    for version in versions(name, workshop):
        option, orders = ("-ciphersuites", SUITES_13) if version == "TLSv1.3" else ("-cipher", SUITES_12)
        chosen = {
            suite
            for order in orders
            for suite in re.findall(
                r"Cipher is (\S+)", s_client(shop, FLAGS[version], option, order, *groups_for(version))
            )
        }
        if version in {"TLSv1.2", "TLSv1.3"}:
            assert (len(chosen) == 1) is row["server_preference"]


SIGNATURES = {
    "rsa_pss_rsae_sha256": "rsa_pss_rsae_sha256",
    "rsa_pss_rsae_sha512": "rsa_pss_rsae_sha512",
    "rsa_pkcs1_sha256": "RSA+SHA256",
    "rsa_pkcs1_sha512": "RSA+SHA512",
    "rsa_pkcs1_sha1": "RSA+SHA1",
    "ecdsa_secp256r1_sha256": "ECDSA+SHA256",
    "ecdsa_sha1": "ECDSA+SHA1",
}


@pytest.mark.parametrize("name", OPENSSL_30)
def test_the_signature_algorithms_are_those_in_which_the_server_signs(
    name: str, start: Start, workshop: Workshop
) -> None:
    shop = start(name)
    (row,) = rows(name, "tls_session", workshop)
    wanted = row.get("signature_algorithms", {})
    # Without forward secrecy nothing is signed before TLS 1.3, and an anonymous suite proves nothing.
    suites = ("-cipher", "kECDHE:kDHE:!aNULL:@SECLEVEL=0")
    for listed, expected in (("all_of", True), ("none_of", False)):
        for algorithm in wanted.get(listed, []):
            signed = [
                completed(s_client(shop, FLAGS[x], "-sigalgs", SIGNATURES[algorithm], *suites, *groups_for(x)))
                for x in versions(name, workshop)
                if x in {"TLSv1.2", "TLSv1.3"}
            ]
            assert any(signed) is expected, algorithm


OLD = [name for name in with_truth("tls_flaw") if name not in PQ_OR_BRAINPOOL]


def flaw(name: str, which: str, workshop: Workshop) -> bool | None:
    """What the truth says of a flaw, None if it says nothing."""
    said: list[bool] = [row["present"] for row in rows(name, "tls_flaw", workshop) if row["name"] == which]
    return said[0] if said else None


@pytest.mark.parametrize("name", OLD)
def test_the_repairs_are_those_that_openssl_meets(name: str, start: Start, workshop: Workshop) -> None:
    shop = start(name)
    *lower, _ = known = versions(name, workshop)
    old = [version for version in known if version != "TLSv1.3"]
    said = s_client(shop, FLAGS[old[-1]], *LEVEL_0, *CURVES, told=b"Q\n")
    assert ("Secure Renegotiation IS NOT supported" in said) is flaw(name, "insecure_renegotiation", workshop)
    assert ("Extended master secret: no" in said) is flaw(name, "no_extended_master_secret", workshop)
    if lower and flaw(name, "no_fallback_scsv", workshop) is not None:
        deaf = {completed(s_client(shop, FLAGS[version], "-fallback_scsv", *LEVEL_0, *CURVES)) for version in lower}
        assert deaf == {flaw(name, "no_fallback_scsv", workshop)}


@pytest.mark.parametrize("name", OLD)
def test_what_follows_from_versions_and_suites_is_in_the_truth(name: str, workshop: Workshop) -> None:
    """POODLE: CBC in SSLv3. BEAST: CBC in SSLv3 or TLS 1.0. SWEET32: blocks of 64 bits. FREAK: RSA_EXPORT."""
    suites = {(row["version"], row["name"]) for row in rows(name, "tls_cipher", workshop)}
    follows = {
        "poodle": any(version == "SSLv3" and "_CBC" in suite for version, suite in suites),
        "beast": any(version in {"SSLv3", "TLSv1.0"} and "_CBC" in suite for version, suite in suites),
        "sweet32": any(re.search("3DES|_DES_|DES40|IDEA|RC2", suite) for _, suite in suites),
        "freak": any("RSA_EXPORT" in suite and "DHE" not in suite for _, suite in suites),
        "drown": any(row["version"] == "SSLv2" and row["accepted"] for row in rows(name, "tls_protocol", workshop)),
    }
    for which, present in follows.items():
        assert flaw(name, which, workshop) in {None, present}, which


RENEGOTIATING = [
    "s_server_client_renegotiation",
    "gnutls_normal",
    "gnutls_3des_tls10",
    "nginx_no_extended_master_secret",
]


@pytest.mark.parametrize("name", [*RENEGOTIATING, "gnutls_no_secure_renegotiation", "tlslite_modern"])
def test_a_client_may_renegotiate_where_the_truth_says_so(name: str, start: Start, workshop: Workshop) -> None:
    shop = start(name)
    process = subprocess.Popen(
        [
            *(found("openssl"), "s_client", "-connect", f"{bracketed(shop.address)}:{shop.https_port}", "-tls1_2"),
            *("-servername", shop.host, "-legacy_server_connect", "-legacy_renegotiation", *LEVEL_0),
        ],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    )
    assert process.stdin is not None
    assert process.stdout is not None
    with process:
        said = b""
        while line := process.stdout.readline():
            said += line
            if b"Extended master secret" in line:  # the last but one line of a handshake's description
                process.stdin.write(b"R\n")
                process.stdin.flush()
            if b"RENEGOTIATING" in said and (line.startswith((b"depth=0", b"verify return")) or b"error" in line):
                process.terminate()
    after = said.partition(b"RENEGOTIATING")[2]
    assert (b"no renegotiation" not in after) is flaw(name, "client_renegotiation", workshop)


def test_the_relic_takes_compression_and_export_keys_of_512_bits(start: Start, workshop: Workshop) -> None:
    """By hand, since no client of today asks for either."""
    shop = start("relic_export")
    assert flaw("relic_export", "crime", workshop) is True
    for suite, prime in ((0x0014, 64), (0x0016, 128)):
        answer = hello(shop, suite)
        server_hello, exchange = answer[2], answer[12]
        session = server_hello[34]
        assert server_hello[35 + session : 37 + session] == suite.to_bytes(2, "big")
        assert server_hello[37 + session] == 1  # DEFLATE, RFC 3749 § 2
        assert int.from_bytes(exchange[:2], "big") == prime


def hello(shop: Shop, suite: int) -> dict[int, bytes]:
    """The server's first flight in TLS 1.0, by the type of message."""
    body = b"\x03\x01" + bytes(32) + b"\0" + b"\0\x02" + suite.to_bytes(2, "big") + b"\x02\x01\x00"
    message = b"\x01" + len(body).to_bytes(3, "big") + body
    with socket.create_connection((shop.address, shop.https_port), timeout=10) as connection:
        connection.sendall(b"\x16\x03\x01" + len(message).to_bytes(2, "big") + message)
        head = connection.recv(5, socket.MSG_WAITALL)
        flight = connection.recv(int.from_bytes(head[3:], "big"), socket.MSG_WAITALL)
    messages = {}
    while flight:
        size = int.from_bytes(flight[1:4], "big")
        messages[flight[0]] = flight[4 : 4 + size]
        flight = flight[4 + size :]
    return messages
