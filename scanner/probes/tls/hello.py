"""What a client says first, from SSL 2.0 to TLS 1.3, as bytes. Pure: no socket, no clock, no randomness.

RFC 8446 § 4.1.2 (TLS 1.3), RFC 5246 § 7.4.1.2 (up to TLS 1.2), RFC 6101 (SSL 3.0), Hickman 1995 (SSL 2.0).
"""

from __future__ import annotations

import functools
from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import IntEnum

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from scanner.model.vocabulary import TlsVersion
from scanner.probes.tls import groups
from scanner.probes.tls.groups import X25519

WIRE = {
    TlsVersion.SSLV2: 0x0002,
    TlsVersion.SSLV3: 0x0300,
    TlsVersion.TLSV1_0: 0x0301,
    TlsVersion.TLSV1_1: 0x0302,
    TlsVersion.TLSV1_2: 0x0303,
    TlsVersion.TLSV1_3: 0x0304,
}
#: Application protocols we offer (RFC 7301).
PROTOCOLS = (b"h2", b"http/1.1")


class Ext(IntEnum):
    """Extension numbers (IANA TLS ExtensionType Values)."""

    SERVER_NAME = 0
    STATUS_REQUEST = 5
    SUPPORTED_GROUPS = 10
    POINT_FORMATS = 11
    SIGNATURE_ALGORITHMS = 13
    HEARTBEAT = 15
    ALPN = 16
    TIMESTAMPS = 18
    PADDING = 21
    ENCRYPT_THEN_MAC = 22
    EXTENDED_MASTER_SECRET = 23
    SESSION_TICKET = 35
    SUPPORTED_VERSIONS = 43
    KEY_SHARE = 51
    RENEGOTIATION_INFO = 0xFF01


_SIGNATURES = (
    *(0x0403, 0x0503, 0x0603, 0x0807, 0x0808, 0x081A, 0x081B, 0x081C, 0x0804, 0x0805, 0x0806, 0x0809, 0x080A, 0x080B),
    *(0x0401, 0x0501, 0x0601, 0x0301, 0x0303, 0x0302, 0x0402, 0x0502, 0x0602, 0x0203, 0x0201, 0x0202, 0x0101, 0x0708),
    *(0x0904, 0x0905, 0x0906),
)
#: A reserved value that every server has to pass over (RFC 8701 § 2), in groups and key shares.
GREASE = 0x7A7A
#: Signalling values among the cipher suites: RFC 5746 § 3.3 and RFC 7507 § 2.
RENEGOTIATION_SCSV, FALLBACK_SCSV = 0x00FF, 0x5600
DEFLATE = 1


@dataclass(frozen=True, slots=True)
class Terms:
    """What a hello offers beside version and suites; empty means all that we know.

    `share_group`: the group of the one key share that is sent, where the offer sends one.
    `protocols`: of ALPN (RFC 7301); None means all those of the target: services other than https may refuse ours.
    """

    groups: tuple[int, ...] = ()
    signatures: tuple[int, ...] = ()
    share_group: int = X25519
    protocols: tuple[bytes, ...] | None = None


@dataclass(frozen=True, slots=True)
class Offer:
    """What a hello says. `random`: 64 bytes for client random, session id and key share.

    `bare`: no extensions, for old servers; what they would signal is then signalled among the suites.
    `key_share`: send a share instead of letting a TLS 1.3 server answer with a HelloRetryRequest.
    `extra`: further extensions by number; they stand in for ours of the same number. `session_id`: up to TLS 1.2.
    """

    version: TlsVersion
    suites: tuple[int, ...]
    server_name: str | None
    random: bytes
    bare: bool = False
    key_share: bool = False
    terms: Terms = field(default=Terms())
    extra: tuple[tuple[int, bytes], ...] = ()
    session_id: bytes = b""


def client_hello(offer: Offer) -> bytes:
    """The first bytes to send. Raises ValueError for an offer that has no wire form."""
    if len(offer.random) < 64 or not offer.suites:
        raise ValueError("an offer needs 64 random bytes and a suite")
    if offer.version is TlsVersion.SSLV2:
        return _sslv2_hello(offer)
    modern = offer.version is TlsVersion.TLSV1_3
    session = offer.random[32:] if modern else offer.session_id
    start = (
        min(WIRE[offer.version], 0x0303).to_bytes(2, "big")
        + offer.random[:32]
        + vector(session, 1)
        + _numbers((*offer.suites, RENEGOTIATION_SCSV) if offer.bare else offer.suites)
        + vector(b"\x00" if modern else bytes([DEFLATE, 0]), 1)
    )
    body = start if offer.bare else start + vector(_padded(_extensions(offer), len(start)), 2)
    message = b"\x01" + vector(body, 3)
    record_version = 0x0300 if offer.version is TlsVersion.SSLV3 else 0x0301
    return b"\x16" + record_version.to_bytes(2, "big") + vector(message, 2)


def _sslv2_hello(offer: Offer) -> bytes:
    kinds = b"".join(code.to_bytes(3, "big") for code in offer.suites)
    challenge = offer.random[:16]
    lengths = b"".join(len(part).to_bytes(2, "big") for part in (kinds, b"", challenge))
    body = b"\x01\x00\x02" + lengths + kinds + challenge
    return (0x8000 | len(body)).to_bytes(2, "big") + body


def _extensions(offer: Offer) -> bytes:
    modern = offer.version is TlsVersion.TLSV1_3
    parts: list[tuple[int, bytes]] = []
    if offer.server_name is not None:
        name = offer.server_name.encode("ascii")
        parts.append((Ext.SERVER_NAME, vector(b"\x00" + vector(name, 2), 2)))
    terms = offer.terms
    named = terms.groups or groups.offered_in(offer.version)
    if offer.key_share and terms.share_group not in named:
        # A share of a group that isn't offered is forbidden (RFC 8446 § 4.2.8).
        named = (terms.share_group, *named)
    parts += [
        (Ext.STATUS_REQUEST, b"\x01\x00\x00\x00\x00"),
        (Ext.SUPPORTED_GROUPS, _numbers(named)),
        (Ext.POINT_FORMATS, b"\x03\x00\x01\x02"),
        (Ext.TIMESTAMPS, b""),
    ]
    protocols = PROTOCOLS if terms.protocols is None else terms.protocols
    if protocols:
        parts.append((Ext.ALPN, vector(b"".join(vector(name, 1) for name in protocols), 2)))
    if not modern:
        parts.append((Ext.ENCRYPT_THEN_MAC, b""))
    parts += [
        (Ext.EXTENDED_MASTER_SECRET, b""),
        (Ext.SESSION_TICKET, b""),
        (Ext.RENEGOTIATION_INFO, b"\x00"),
    ]
    if WIRE[offer.version] >= WIRE[TlsVersion.TLSV1_2]:
        parts.append((Ext.SIGNATURE_ALGORITHMS, _numbers(terms.signatures or _SIGNATURES)))
    if modern:
        share = b""
        if offer.key_share:
            share = terms.share_group.to_bytes(2, "big") + vector(_share(terms.share_group, offer.random[32:64]), 2)
        parts += [(Ext.SUPPORTED_VERSIONS, b"\x02\x03\x04"), (Ext.KEY_SHARE, vector(share, 2))]
    replaced = {number for number, _ in offer.extra}
    parts = [part for part in parts if part[0] not in replaced] + list(offer.extra)
    return b"".join(number.to_bytes(2, "big") + vector(body, 2) for number, body in parts)


_Curve = ec.SECP256R1 | ec.SECP384R1 | ec.SECP521R1 | ec.BrainpoolP256R1 | ec.BrainpoolP384R1 | ec.BrainpoolP512R1
_POINTS: dict[int, type[_Curve]] = {
    23: ec.SECP256R1,
    24: ec.SECP384R1,
    25: ec.SECP521R1,
    31: ec.BrainpoolP256R1,
    32: ec.BrainpoolP384R1,
    33: ec.BrainpoolP512R1,
}
#: Bytes of the primes of RFC 7919.
_PRIMES = {256: 256, 257: 384, 258: 512, 259: 768, 260: 1024}
#: Bytes of an ML-KEM encapsulation key (FIPS 203 table 3), which all zeros are, and the curve of a hybrid group.
_HYBRIDS = {0x11EC: (1184, X25519), 0x11EB: (1184, 23), 0x11ED: (1568, 24), 0x0200: (800, 0), 0x0201: (1184, 0)}


@functools.cache
def _base_point(group: int) -> bytes:
    """A public key whose secret is 1: nobody reads what is sent under it."""
    public = ec.derive_private_key(1, _POINTS[group]()).public_key()
    return public.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)


def _share(group: int, random: bytes) -> bytes:
    """A public key that a server has no reason to refuse; ValueError for a group we can't make one of."""
    if group in _POINTS:
        return _base_point(group)
    if group in _PRIMES:
        # A square, and so of the subgroup that a careful server asks for.
        return (4).to_bytes(_PRIMES[group], "big")
    if group in _HYBRIDS:
        length, curve = _HYBRIDS[group]
        classical = _share(curve, random) if curve else b""
        # X25519MLKEM768 alone has the post-quantum part first (draft-ietf-tls-ecdhe-mlkem § 4.1).
        return bytes(length) + classical if group == 0x11EC else classical + bytes(length)
    match group:
        case groups.X25519:
            return random
        case 30:
            return (random * 2)[:56]
        case 0x7A7A:
            return random[:1]
        case _:
            raise ValueError(f"no key share for group {group:#06x}")


def can_share(group: int) -> bool:
    """Whether we can make a key share of a group."""
    return group in {*_POINTS, *_PRIMES, *_HYBRIDS, X25519, 30}


def _padded(extensions: bytes, before: int) -> bytes:
    """Away from hellos of 256 to 511 bytes, on which some load balancers hang (RFC 7685 § 1)."""
    length = 4 + before + 2 + len(extensions)
    if not 256 <= length < 512:
        return extensions
    fill = max(512 - length - 4, 0)
    return extensions + Ext.PADDING.to_bytes(2, "big") + vector(bytes(fill), 2)


def vector(body: bytes, width: int) -> bytes:
    """A body behind its length of `width` bytes."""
    return len(body).to_bytes(width, "big") + body


def _numbers(values: Sequence[int]) -> bytes:
    return vector(b"".join(value.to_bytes(2, "big") for value in values), 2)
