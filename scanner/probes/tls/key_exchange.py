"""What a ServerKeyExchange tells: the group or prime that the server chose and the scheme it signs with. Pure.

RFC 5246 § 7.4.3 (DHE), RFC 8422 § 5.4 (ECDHE), RFC 4279 § 3 and RFC 5489 § 2 (with a pre-shared key). Whatever bytes a
server sends, reading them gives an `Ephemeral` or raises `NotTls`, nothing else.
"""

from __future__ import annotations

from dataclasses import dataclass

from scanner.model.vocabulary import TlsVersion
from scanner.probes.tls.flight import NotTls, Reader
from scanner.probes.tls.groups import EXPLICIT_CHAR2, EXPLICIT_PRIME
from scanner.probes.tls.suites import Suite

_MOST_PRIME_BYTES = 2048


@dataclass(frozen=True, slots=True)
class Ephemeral:
    """A named group, or a DH prime. `bits` of the field, where a curve's own parameters were sent.

    `scheme`: the signature scheme, which only TLS 1.2 names.
    """

    group: int | None = None
    prime: int | None = None
    bits: int | None = None
    scheme: int | None = None


def is_ephemeral(suite: Suite) -> bool:
    """Whether a suite up to TLS 1.2 makes the server send its group or prime."""
    return uses_prime(suite) or uses_curve(suite)


def uses_prime(suite: Suite) -> bool:
    """Whether a suite exchanges keys over a DH prime that the server sends."""
    return _exchange(suite).startswith(("DHE_", "DH_anon"))


def uses_curve(suite: Suite) -> bool:
    """Whether a suite exchanges keys over a curve that the server chooses."""
    return _exchange(suite).startswith(("ECDHE_", "ECDH_anon"))


def _exchange(suite: Suite) -> str:
    return suite.name.removeprefix("OLD_").removeprefix("TLS_").partition("_WITH_")[0] + "_"


def read_key_exchange(body: bytes, suite: Suite, version: TlsVersion) -> Ephemeral:
    """Read the message of a suite for which `is_ephemeral` holds."""
    reader = Reader(body)
    if "PSK" in _exchange(suite):
        reader.vector(2)
    if uses_prime(suite):
        group, prime, bits = None, _prime(reader), None
    else:
        prime = None
        group, bits = _curve(reader)
        reader.vector(1)
    signed = version is TlsVersion.TLSV1_2 and suite.auth in {"rsa", "ecdsa", "dsa"}
    return Ephemeral(group, prime, bits, reader.number(2) if signed else None)


def _prime(reader: Reader) -> int:
    prime = reader.vector(2)
    reader.vector(2)
    reader.vector(2)
    if not 0 < len(prime) <= _MOST_PRIME_BYTES:
        raise NotTls("a DH prime has an impossible length")
    return int.from_bytes(prime, "big")


def _curve(reader: Reader) -> tuple[int, int | None]:
    match reader.number(1):
        case 3:
            return reader.number(2), None
        case 1:
            bits = int.from_bytes(reader.vector(1), "big").bit_length()
            code = EXPLICIT_PRIME
        case 2:
            bits, basis = reader.number(2), reader.number(1)
            for _ in range({1: 1, 2: 3}.get(basis, 0)):
                reader.vector(1)
            code = EXPLICIT_CHAR2
        case kind:
            raise NotTls(f"a curve of kind {kind}")
    for _ in range(5):  # two coefficients, base point, order, cofactor
        reader.vector(1)
    return code, bits
