"""One DNSSEC signature over one record set (RFC 4034 § 3.1.8, § 6), checked with `cryptography`.

Our own, because dnspython's needs a newer `cryptography` than sslyze lets us have.
"""

from __future__ import annotations

import struct

import dns.dnssec
import dns.name
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, ed448, ed25519, padding, rsa
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from dns.rdtypes.ANY.DNSKEY import DNSKEY
from dns.rdtypes.ANY.RRSIG import RRSIG
from dns.rrset import RRset

# IANA DNS Security Algorithm Numbers. SHA-1 (5, 7) is no longer to be used for validation (RFC 9905).
_RSA: dict[int, hashes.HashAlgorithm] = {8: hashes.SHA256(), 10: hashes.SHA512()}
_ECDSA: dict[int, tuple[ec.EllipticCurve, hashes.HashAlgorithm, int]] = {
    13: (ec.SECP256R1(), hashes.SHA256(), 32),
    14: (ec.SECP384R1(), hashes.SHA384(), 48),
}
_ED25519, _ED448 = 15, 16
ALGORITHMS = frozenset({*_RSA, *_ECDSA, _ED25519, _ED448})
_MOST_RSA_BYTES = 512  # RFC 3110 § 2: 4096 bits
_ZONE_KEY, _REVOKED, _DNSSEC_PROTOCOL = 0x0100, 0x0080, 3


def holds(rrset: RRset, signature: RRSIG, zone: dns.name.Name, keys: RRset) -> bool:
    """Whether one of a zone's keys made this signature over the record set. Its times are not looked at.

    Raises ValueError where record set or signature can't be put in the form that is signed.
    """
    data = signed_data(rrset, signature)
    return any(
        _fits(data, signature, key)
        for key in keys
        if isinstance(key, DNSKEY)
        and key.algorithm == signature.algorithm
        and key.protocol == _DNSSEC_PROTOCOL
        and key.flags & _ZONE_KEY
        and not key.flags & _REVOKED
        and signature.signer == zone
        and dns.dnssec.key_id(key) == signature.key_tag
    )


def signed_data(rrset: RRset, signature: RRSIG) -> bytes:
    """What is signed: the signature's own fields, then every record in canonical form and order."""
    owner = rrset.name
    labels = len(owner.labels) - 1 - (1 if owner.is_wild() else 0)
    if signature.labels > labels:
        raise ValueError("the signature counts more labels than the name has")
    if signature.labels < labels:  # made from a wildcard (RFC 4035 § 5.3.2)
        owner = dns.name.Name((b"*", *owner.labels[-(signature.labels + 1) :]))
    head = struct.pack(
        "!HBBIIIH",
        signature.type_covered,
        signature.algorithm,
        signature.labels,
        signature.original_ttl,
        signature.expiration,
        signature.inception,
        signature.key_tag,
    )
    name = owner.to_digestable()
    fixed = name + struct.pack("!HHI", rrset.rdtype, rrset.rdclass, signature.original_ttl)
    records = sorted({record.to_digestable() for record in rrset})
    signed: bytes = (
        head
        + signature.signer.to_digestable()
        + b"".join(fixed + struct.pack("!H", len(record)) + record for record in records)
    )
    return signed


def _fits(data: bytes, signature: RRSIG, key: DNSKEY) -> bool:
    algorithm, made, public = int(key.algorithm), bytes(signature.signature), bytes(key.key)
    try:
        if algorithm in _RSA:
            _rsa_key(public).verify(made, data, padding.PKCS1v15(), _RSA[algorithm])
        elif algorithm in _ECDSA:
            curve, digest, size = _ECDSA[algorithm]
            if len(made) != 2 * size or len(public) != 2 * size:
                return False
            point = ec.EllipticCurvePublicKey.from_encoded_point(curve, b"\x04" + public)
            r, s = (int.from_bytes(half, "big") for half in (made[:size], made[size:]))
            point.verify(encode_dss_signature(r, s), data, ec.ECDSA(digest))
        elif algorithm == _ED25519:
            ed25519.Ed25519PublicKey.from_public_bytes(public).verify(made, data)
        elif algorithm == _ED448:
            ed448.Ed448PublicKey.from_public_bytes(public).verify(made, data)
        else:
            return False
    except (InvalidSignature, ValueError):
        return False
    return True


def _rsa_key(public: bytes) -> rsa.RSAPublicKey:
    """RFC 3110 § 2: the exponent's length in one byte, or in two after a zero, then exponent and modulus."""
    if len(public) < 3:
        raise ValueError("the key is too short")
    length, begin = (public[0], 1) if public[0] else (int.from_bytes(public[1:3], "big"), 3)
    exponent, modulus = public[begin : begin + length], public[begin + length :]
    if len(modulus) > _MOST_RSA_BYTES or len(exponent) > 8:
        raise ValueError("the key is too long")
    return rsa.RSAPublicNumbers(int.from_bytes(exponent, "big"), int.from_bytes(modulus, "big")).public_key()
