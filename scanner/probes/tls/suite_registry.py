"""Every cipher suite worth asking for, written down in blocks of consecutive codes: the source of `tls_ciphers.json`.

`python -m scanner.probes.tls.suite_registry` writes the data file anew.
Source: IANA registry "TLS Cipher Suites" (RFC 8447), cipher kinds of the SSL 2.0 specification (Hickman 1995),
and the never registered but deployed EXPORT1024 and pre-standard ChaCha20 suites.
GOST suites are left out: they need extensions of their own.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterator
from pathlib import Path

AS_OF = "2026-11-22"
SOURCE = "IANA TLS Cipher Suites registry; SSL 2.0 specification; EXPORT1024 and draft ChaCha20 suites as deployed"

_SIX = "RSA DH_DSS DH_RSA DHE_DSS DHE_RSA DH_anon"
_PSK = "PSK DHE_PSK RSA_PSK"
_CBC_TEN = "RSA DH_DSS DH_RSA DHE_DSS DHE_RSA DH_anon ECDHE_ECDSA ECDH_ECDSA ECDHE_RSA ECDH_RSA"
_GCM_TEN = "RSA DHE_RSA DH_RSA DHE_DSS DH_DSS DH_anon ECDHE_ECDSA ECDH_ECDSA ECDHE_RSA ECDH_RSA"
_EC_FOUR = "ECDHE_ECDSA ECDH_ECDSA ECDHE_RSA ECDH_RSA"
_EC_FIVE = "ECDH_ECDSA ECDHE_ECDSA ECDH_RSA ECDHE_RSA ECDH_anon"
_AES_GCM = "AES_128_GCM_SHA256 AES_256_GCM_SHA384"
_ARIA_CBC = "ARIA_128_CBC_SHA256 ARIA_256_CBC_SHA384"
_ARIA_GCM = "ARIA_128_GCM_SHA256 ARIA_256_GCM_SHA384"
_CAMELLIA_CBC = "CAMELLIA_128_CBC_SHA256 CAMELLIA_256_CBC_SHA384"
_CAMELLIA_GCM = "CAMELLIA_128_GCM_SHA256 CAMELLIA_256_GCM_SHA384"

#: (first code, key exchanges, ciphers): codes count on over the ciphers of the first key exchange, then of the next.
_BLOCKS: tuple[tuple[int, str, str], ...] = (
    (0x0001, "RSA", "NULL_MD5 NULL_SHA"),
    (0x0003, "RSA_EXPORT", "RC4_40_MD5"),
    (0x0004, "RSA", "RC4_128_MD5 RC4_128_SHA"),
    (0x0006, "RSA_EXPORT", "RC2_CBC_40_MD5"),
    (0x0007, "RSA", "IDEA_CBC_SHA"),
    (0x0008, "RSA_EXPORT", "DES40_CBC_SHA"),
    (0x0009, "RSA", "DES_CBC_SHA 3DES_EDE_CBC_SHA"),
    (0x000B, "DH_DSS_EXPORT", "DES40_CBC_SHA"),
    (0x000C, "DH_DSS", "DES_CBC_SHA 3DES_EDE_CBC_SHA"),
    (0x000E, "DH_RSA_EXPORT", "DES40_CBC_SHA"),
    (0x000F, "DH_RSA", "DES_CBC_SHA 3DES_EDE_CBC_SHA"),
    (0x0011, "DHE_DSS_EXPORT", "DES40_CBC_SHA"),
    (0x0012, "DHE_DSS", "DES_CBC_SHA 3DES_EDE_CBC_SHA"),
    (0x0014, "DHE_RSA_EXPORT", "DES40_CBC_SHA"),
    (0x0015, "DHE_RSA", "DES_CBC_SHA 3DES_EDE_CBC_SHA"),
    (0x0017, "DH_anon_EXPORT", "RC4_40_MD5"),
    (0x0018, "DH_anon", "RC4_128_MD5"),
    (0x0019, "DH_anon_EXPORT", "DES40_CBC_SHA"),
    (0x001A, "DH_anon", "DES_CBC_SHA 3DES_EDE_CBC_SHA"),
    (0x001E, "KRB5", "DES_CBC_SHA 3DES_EDE_CBC_SHA RC4_128_SHA IDEA_CBC_SHA"),
    (0x0022, "KRB5", "DES_CBC_MD5 3DES_EDE_CBC_MD5 RC4_128_MD5 IDEA_CBC_MD5"),
    (0x0026, "KRB5_EXPORT", "DES_CBC_40_SHA RC2_CBC_40_SHA RC4_40_SHA DES_CBC_40_MD5 RC2_CBC_40_MD5 RC4_40_MD5"),
    (0x002C, _PSK, "NULL_SHA"),
    (0x002F, _SIX, "AES_128_CBC_SHA"),
    (0x0035, _SIX, "AES_256_CBC_SHA"),
    (0x003B, "RSA", "NULL_SHA256 AES_128_CBC_SHA256 AES_256_CBC_SHA256"),
    (0x003E, "DH_DSS DH_RSA DHE_DSS", "AES_128_CBC_SHA256"),
    (0x0041, _SIX, "CAMELLIA_128_CBC_SHA"),
    (0x0060, "RSA_EXPORT1024", "RC4_56_MD5 RC2_CBC_56_MD5 DES_CBC_SHA"),
    (0x0063, "DHE_DSS_EXPORT1024", "DES_CBC_SHA"),
    (0x0064, "RSA_EXPORT1024", "RC4_56_SHA"),
    (0x0065, "DHE_DSS_EXPORT1024", "RC4_56_SHA"),
    (0x0066, "DHE_DSS", "RC4_128_SHA"),
    (0x0067, "DHE_RSA", "AES_128_CBC_SHA256"),
    (0x0068, "DH_DSS DH_RSA DHE_DSS DHE_RSA", "AES_256_CBC_SHA256"),
    (0x006C, "DH_anon", "AES_128_CBC_SHA256 AES_256_CBC_SHA256"),
    (0x0084, _SIX, "CAMELLIA_256_CBC_SHA"),
    (0x008A, _PSK, "RC4_128_SHA 3DES_EDE_CBC_SHA AES_128_CBC_SHA AES_256_CBC_SHA"),
    (0x0096, _SIX, "SEED_CBC_SHA"),
    (0x009C, "RSA DHE_RSA DH_RSA DHE_DSS DH_DSS DH_anon " + _PSK, _AES_GCM),
    (0x00AE, _PSK, "AES_128_CBC_SHA256 AES_256_CBC_SHA384 NULL_SHA256 NULL_SHA384"),
    (0x00BA, _SIX, "CAMELLIA_128_CBC_SHA256"),
    (0x00C0, _SIX, "CAMELLIA_256_CBC_SHA256"),
    (0xC001, _EC_FIVE, "NULL_SHA RC4_128_SHA 3DES_EDE_CBC_SHA AES_128_CBC_SHA AES_256_CBC_SHA"),
    (0xC01A, "SRP_SHA SRP_SHA_RSA SRP_SHA_DSS", "3DES_EDE_CBC_SHA"),
    (0xC01D, "SRP_SHA SRP_SHA_RSA SRP_SHA_DSS", "AES_128_CBC_SHA"),
    (0xC020, "SRP_SHA SRP_SHA_RSA SRP_SHA_DSS", "AES_256_CBC_SHA"),
    (0xC023, _EC_FOUR, "AES_128_CBC_SHA256 AES_256_CBC_SHA384"),
    (0xC02B, _EC_FOUR, _AES_GCM),
    (0xC033, "ECDHE_PSK", "RC4_128_SHA 3DES_EDE_CBC_SHA AES_128_CBC_SHA AES_256_CBC_SHA"),
    (0xC037, "ECDHE_PSK", "AES_128_CBC_SHA256 AES_256_CBC_SHA384 NULL_SHA NULL_SHA256 NULL_SHA384"),
    (0xC03C, _CBC_TEN, _ARIA_CBC),
    (0xC050, _GCM_TEN, _ARIA_GCM),
    (0xC064, _PSK, _ARIA_CBC),
    (0xC06A, _PSK, _ARIA_GCM),
    (0xC070, "ECDHE_PSK", _ARIA_CBC),
    (0xC072, _EC_FOUR, _CAMELLIA_CBC),
    (0xC07A, _GCM_TEN, _CAMELLIA_GCM),
    (0xC08E, _PSK, _CAMELLIA_GCM),
    (0xC094, _PSK + " ECDHE_PSK", _CAMELLIA_CBC),
    (0xC09C, "RSA DHE_RSA", "AES_128_CCM AES_256_CCM"),
    (0xC0A0, "RSA DHE_RSA", "AES_128_CCM_8 AES_256_CCM_8"),
    (0xC0A4, "PSK DHE_PSK", "AES_128_CCM AES_256_CCM"),
    (0xC0A8, "PSK PSK_DHE", "AES_128_CCM_8 AES_256_CCM_8"),
    (0xC0AC, "ECDHE_ECDSA", "AES_128_CCM AES_256_CCM AES_128_CCM_8 AES_256_CCM_8"),
    (0xC0B0, "ECCPWD", "AES_128_GCM_SHA256 AES_256_GCM_SHA384 AES_128_CCM_SHA256 AES_256_CCM_SHA384"),
    (0xCC13, "ECDHE_RSA ECDHE_ECDSA DHE_RSA", "DRAFT_CHACHA20_POLY1305_SHA256"),
    (0xCCA8, "ECDHE_RSA ECDHE_ECDSA DHE_RSA PSK ECDHE_PSK DHE_PSK RSA_PSK", "CHACHA20_POLY1305_SHA256"),
    (0xD001, "ECDHE_PSK", "AES_128_GCM_SHA256 AES_256_GCM_SHA384 AES_128_CCM_8_SHA256"),
    (0xD005, "ECDHE_PSK", "AES_128_CCM_SHA256"),
)

_TLS13 = {
    0x1301: "TLS_AES_128_GCM_SHA256",
    0x1302: "TLS_AES_256_GCM_SHA384",
    0x1303: "TLS_CHACHA20_POLY1305_SHA256",
    0x1304: "TLS_AES_128_CCM_SHA256",
    0x1305: "TLS_AES_128_CCM_8_SHA256",
    0x1306: "TLS_AEGIS_256_SHA512",
    0x1307: "TLS_AEGIS_128L_SHA256",
    0x00C6: "TLS_SM4_GCM_SM3",
    0x00C7: "TLS_SM4_CCM_SM3",
    0xC0B4: "TLS_SHA256_SHA256",
    0xC0B5: "TLS_SHA384_SHA384",
}

_SSLV2 = {
    0x010080: "SSL_CK_RC4_128_WITH_MD5",
    0x020080: "SSL_CK_RC4_128_EXPORT40_WITH_MD5",
    0x030080: "SSL_CK_RC2_128_CBC_WITH_MD5",
    0x040080: "SSL_CK_RC2_128_CBC_EXPORT40_WITH_MD5",
    0x050080: "SSL_CK_IDEA_128_CBC_WITH_MD5",
    0x060040: "SSL_CK_DES_64_CBC_WITH_MD5",
    0x0700C0: "SSL_CK_DES_192_EDE3_CBC_WITH_MD5",
    0x080080: "SSL_CK_RC4_64_WITH_MD5",
}

#: Effective bits of the symmetric cipher by the words of its name; the first match counts.
#: 3DES: NIST SP 800-57 part 1, table 2.
_BITS: tuple[tuple[str, int], ...] = (
    ("EXPORT40|RC4_40|RC2_CBC_40|DES_CBC_40|DES40", 40),
    ("RC4_56|RC2_CBC_56", 56),
    ("RC4_64", 64),
    ("3DES_EDE|DES_192_EDE3", 112),
    ("DES_CBC|DES_64_CBC", 56),
    ("AES_256|CAMELLIA_256|ARIA_256|CHACHA20|AEGIS_256", 256),
    ("AES_128|CAMELLIA_128|ARIA_128|AEGIS_128|RC4_128|RC2_128|IDEA|SEED|SM4", 128),
)
_AUTHENTICATION = (
    *(("TLS13", "certificate"), ("anon", "none"), ("RSA", "rsa")),
    *(("ECDSA", "ecdsa"), ("DSS", "dsa"), ("KRB5", "krb5")),
)
_LAST_TLS_CODE = 0xFFFF
_AEAD = re.compile(r"_(GCM|CCM|CCM_8|CHACHA20_POLY1305|AEGIS_\w+)(_|$)")
_FORWARD_SECRET = re.compile(r"^(DHE|ECDHE|DH_anon|ECDH_anon|PSK_DHE|ECCPWD|SRP)")


def names() -> Iterator[tuple[int, str]]:
    """Code and name of every suite; codes above 0xFFFF are SSL 2.0 cipher kinds."""
    for first, exchanges, ciphers in _BLOCKS:
        pairs = [(exchange, cipher) for exchange in exchanges.split() for cipher in ciphers.split()]
        for code, (exchange, cipher) in enumerate(pairs, first):
            yield code, _name(exchange, cipher)
    yield from _TLS13.items()
    yield from _SSLV2.items()


def _name(exchange: str, cipher: str) -> str:
    if cipher.startswith("DRAFT_"):
        return f"OLD_TLS_{exchange}_WITH_{cipher.removeprefix('DRAFT_')}"
    return f"TLS_{exchange}_WITH_{cipher}"


def properties(code: int, name: str) -> dict[str, object]:
    """What the name says about a suite. `min` is the oldest version that may negotiate it."""
    exchange, _, cipher = name.removeprefix("OLD_").removeprefix("TLS_").partition("_WITH_")
    if code in _TLS13:
        exchange, cipher = "TLS13", name.removeprefix("TLS_")
    elif code > _LAST_TLS_CODE:
        exchange, cipher = "RSA", name.removeprefix("SSL_CK_")
    aead = _AEAD.search(f"_{cipher}") is not None
    return {
        "name": name,
        "bits": _bits(cipher),
        "kx": _key_exchange(exchange),
        "auth": _authentication(exchange),
        "enc": _encryption(cipher),
        "mac": "aead" if aead else _mac(cipher),
        "aead": aead,
        "fs": exchange == "TLS13" or _FORWARD_SECRET.match(exchange) is not None,
        "min": _oldest_version(code, cipher, aead),
    }


def _bits(cipher: str) -> int:
    return next((bits for words, bits in _BITS if re.search(words, cipher)), 0)


def _key_exchange(exchange: str) -> str:
    if "anon" in exchange:
        return "anonymous"
    if "PSK" in exchange or exchange.startswith(("SRP", "KRB5", "ECCPWD")):
        return "psk"
    return exchange.partition("_")[0].lower()


def _authentication(exchange: str) -> str:
    return next((auth for word, auth in _AUTHENTICATION if word in exchange), "psk")


def _encryption(cipher: str) -> str:
    """Without the hash; the two integrity-only suites of TLS 1.3 (RFC 9150) encrypt nothing."""
    bare = re.sub(r"(_WITH)?_(SHA\d*|MD5|SM3)$", "", cipher)
    return "NULL" if bare.startswith("SHA") else bare


def _mac(cipher: str) -> str:
    last = cipher.rpartition("_")[2].lower()
    return "sha1" if last == "sha" else last


def _oldest_version(code: int, cipher: str, aead: bool) -> str:
    if code > _LAST_TLS_CODE:
        return "SSLv2"
    if code in _TLS13:
        return "TLSv1.3"
    return "TLSv1.2" if aead or cipher.endswith(("SHA256", "SHA384")) else "SSLv3"


def text() -> str:
    """The data file: code in hexadecimal → properties, one suite a line, in order of codes."""
    rows = ",\n".join(f'"{code:04X}": {json.dumps(properties(code, name))}' for code, name in sorted(names()))
    return f'{{"source": {json.dumps(SOURCE)},\n"as_of": "{AS_OF}",\n"suites": {{\n{rows}\n}}}}\n'


def main() -> None:
    """Write the data file beside the package's other data."""
    target = Path(__file__).parents[2] / "data" / "tls_ciphers.json"
    target.write_text(text(), encoding="utf-8")
    sys.stderr.write(f"{target.name} written\n")


if __name__ == "__main__":
    main()
