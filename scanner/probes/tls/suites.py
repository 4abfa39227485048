"""The cipher suites we know, with what their names say, in the order in which they are worth asking for."""

from __future__ import annotations

import functools
import json
from collections.abc import Mapping
from dataclasses import dataclass

from scanner.datafile import data_file
from scanner.model.vocabulary import KeyExchange, TlsVersion

#: Some servers hang or close when a hello offers more than 128 suites.
CHUNK = 120


@dataclass(frozen=True, slots=True)
class Suite:
    """A cipher suite. `bits`: effective symmetric strength; `mac`: "aead" where the cipher authenticates itself.

    `oldest`: the oldest version that may negotiate it. `auth`: kind of certificate it needs (rsa, ecdsa, dsa, none, …).
    """

    code: int
    name: str
    bits: int
    key_exchange: KeyExchange
    auth: str
    encryption: str
    mac: str
    aead: bool
    forward_secrecy: bool
    oldest: TlsVersion


@functools.cache
def suites() -> Mapping[int, Suite]:
    """Every suite by its code; SSL 2.0 cipher kinds have codes above 0xFFFF."""
    text = data_file("tls_ciphers.json").read_text("utf-8")
    return {
        int(code, 16): Suite(
            int(code, 16),
            row["name"],
            row["bits"],
            KeyExchange(row["kx"]),
            row["auth"],
            row["enc"],
            row["mac"],
            row["aead"],
            row["fs"],
            TlsVersion(row["min"]),
        )
        for code, row in json.loads(text)["suites"].items()
    }


@functools.cache
def by_name() -> Mapping[str, Suite]:
    """Every suite by its IANA name."""
    return {suite.name: suite for suite in suites().values()}


def offered_in(version: TlsVersion) -> tuple[int, ...]:
    """The codes worth offering in a version, suites that real servers choose first."""
    alone = version in {TlsVersion.SSLV2, TlsVersion.TLSV1_3}
    oldest = version if alone else TlsVersion.SSLV3
    fitting = [suite for suite in suites().values() if oldest.rank <= suite.oldest.rank <= version.rank]
    return tuple(suite.code for suite in sorted(fitting, key=_rarity))


def chunks(version: TlsVersion) -> tuple[tuple[int, ...], ...]:
    """`offered_in`, cut into lists short enough for one hello; none holds many suites more than another."""
    codes = offered_in(version)
    count = -(-len(codes) // CHUNK)
    size = CHUNK if count > 1 else len(codes)
    return tuple(codes[start : start + size] for start in range(0, len(codes), size))


def is_broken(suite: Suite) -> bool:
    """Whether it keeps no secret or knows no peer: no or export encryption, RC4, DES, 3DES, no certificate."""
    return suite.key_exchange == "anonymous" or suite.bits < _SOUND_BITS or suite.encryption.startswith("RC4")


_SOUND_BITS = 128  # 3DES has 112 (NIST SP 800-57)
_COMMON = ("AES", "CHACHA20", "3DES", "RC4_128", "CAMELLIA_128_CBC", "CAMELLIA_256_CBC")


def _rarity(suite: Suite) -> tuple[int, int, bool, int]:
    """Sort key: what ordinary servers speak first, then the rest; strong before weak within each.

    ECDHE comes before DHE, as in any client's hello: there are servers that choose DHE without having a group for it.
    """
    ordinary = suite.auth in {"rsa", "ecdsa", "certificate"} and suite.key_exchange not in {"psk", "dh", "ecdh"}
    usual = suite.encryption.startswith(_COMMON) and "CCM" not in suite.encryption
    group = 0 if ordinary and usual else 1 if ordinary or suite.key_exchange == "anonymous" else 2
    return group, -(suite.aead * 2 + suite.forward_secrecy), suite.key_exchange == "dhe", suite.code
