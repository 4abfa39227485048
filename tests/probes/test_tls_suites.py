"""The table of cipher suites against itself and against OpenSSL."""

from __future__ import annotations

import re
import subprocess
from importlib import resources

import pytest

from scanner.model.vocabulary import KeyExchange, TlsVersion
from scanner.probes.tls import suite_registry
from scanner.probes.tls.suites import CHUNK, by_name, chunks, offered_in, suites


def test_the_data_file_is_what_the_registry_writes() -> None:
    stored = resources.files("scanner").joinpath("data", "tls_ciphers.json").read_text(encoding="utf-8")
    assert stored == suite_registry.text()


def test_no_code_and_no_name_stands_twice() -> None:
    listed = list(suite_registry.names())
    assert len(listed) == len({code for code, _ in listed}) == len({name for _, name in listed}) == len(suites())


@pytest.mark.parametrize(
    ("name", "code", "bits", "kx", "fs", "aead", "mac"),
    [
        ("TLS_AES_256_GCM_SHA384", 0x1302, 256, "tls13", True, True, "aead"),
        ("TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256", 0xC02F, 128, "ecdhe", True, True, "aead"),
        ("TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256", 0xCCA9, 256, "ecdhe", True, True, "aead"),
        ("TLS_RSA_WITH_3DES_EDE_CBC_SHA", 0x000A, 112, "rsa", False, False, "sha1"),
        ("TLS_RSA_WITH_RC4_128_MD5", 0x0004, 128, "rsa", False, False, "md5"),
        ("TLS_RSA_EXPORT_WITH_RC2_CBC_40_MD5", 0x0006, 40, "rsa", False, False, "md5"),
        ("TLS_DHE_RSA_EXPORT_WITH_DES40_CBC_SHA", 0x0014, 40, "dhe", True, False, "sha1"),
        ("TLS_ECDH_RSA_WITH_AES_256_CBC_SHA384", 0xC02A, 256, "ecdh", False, False, "sha384"),
        ("TLS_DH_anon_WITH_AES_256_GCM_SHA384", 0x00A7, 256, "anonymous", True, True, "aead"),
        ("TLS_ECDHE_ECDSA_WITH_AES_128_CCM_8", 0xC0AE, 128, "ecdhe", True, True, "aead"),
        ("TLS_PSK_WITH_AES_128_CBC_SHA", 0x008C, 128, "psk", False, False, "sha1"),
        ("TLS_RSA_WITH_NULL_SHA256", 0x003B, 0, "rsa", False, False, "sha256"),
        ("TLS_RSA_WITH_CAMELLIA_256_CBC_SHA", 0x0084, 256, "rsa", False, False, "sha1"),
        ("TLS_ECDHE_RSA_WITH_ARIA_256_GCM_SHA384", 0xC061, 256, "ecdhe", True, True, "aead"),
        ("TLS_SHA256_SHA256", 0xC0B4, 0, "tls13", True, False, "sha256"),
        ("SSL_CK_DES_192_EDE3_CBC_WITH_MD5", 0x0700C0, 112, "rsa", False, False, "md5"),
    ],
)
def test_a_name_says_what_its_suite_is(
    name: str, code: int, bits: int, kx: str, fs: bool, aead: bool, mac: str
) -> None:
    suite = by_name()[name]
    assert suite.code == code
    assert (suite.bits, suite.key_exchange, suite.forward_secrecy) == (bits, KeyExchange(kx), fs)
    assert (suite.aead, suite.mac) == (aead, mac)


def test_openssl_knows_the_suites_by_the_same_codes_names_and_bits() -> None:
    listing = subprocess.run(
        ["openssl", "ciphers", "-V", "-stdname", "ALL:COMPLEMENTOFALL:@SECLEVEL=0"],
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    found = re.findall(r"0x(..),0x(..) - (\S+)\s.*Enc=\S+?(?:\((\d+)\))?\s+Mac=(\S+)", listing)
    assert len(found) > 100
    for high, low, name, bits, mac in found:
        suite = suites()[int(high + low, 16)]
        assert suite.name == name
        expected = 112 if "3DES" in name else int(bits or 0)  # OpenSSL of some versions counts 168
        assert suite.bits == expected
        assert suite.mac == mac.lower()


def test_no_hello_offers_more_than_servers_stand_and_none_is_left_out() -> None:
    for version in TlsVersion:
        lists = chunks(version)
        assert all(0 < len(part) <= CHUNK for part in lists)
        assert tuple(code for part in lists for code in part) == offered_in(version)


def test_suites_made_for_tls12_are_not_offered_below() -> None:
    older, newer = set(offered_in(TlsVersion.TLSV1_0)), set(offered_in(TlsVersion.TLSV1_2))
    assert older < newer
    assert not any(suites()[code].aead for code in older)
    assert not newer & set(offered_in(TlsVersion.TLSV1_3))
