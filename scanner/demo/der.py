"""A certificate signed again with SHA-1, which no maintained library does any more: for the fault TLS-011 only."""

from __future__ import annotations

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec

_SEQUENCE = 0x30
_BIT_STRING = 0x03
_LONG_LENGTH = 0x80  # this bit set: the other seven count the bytes that hold the length (X.690 § 8.1.3.5)
# AlgorithmIdentifiers of ECDSA with SHA-256 and with SHA-1, without parameters (RFC 5758 § 3.2, RFC 3279 § 2.2.3).
_ECDSA_SHA256 = bytes.fromhex("300a06082a8648ce3d040302")
_ECDSA_SHA1 = bytes.fromhex("300906072a8648ce3d0401")


def with_sha1_signature(certificate: bytes, issuer_key: ec.EllipticCurvePrivateKey) -> bytes:
    """The DER certificate with the same contents, signed by ECDSA with SHA-1 instead of SHA-256.

    The algorithm stands inside the signed part and beside the signature, and both must agree (RFC 5280 § 4.1.1.2).
    """
    signed_part = x509.load_der_x509_certificate(certificate).tbs_certificate_bytes
    contents = _contents(signed_part)
    before, found, after = contents.partition(_ECDSA_SHA256)
    if not found:
        raise ValueError("the certificate is not signed by ECDSA with SHA-256")
    signed_part = _element(_SEQUENCE, before + _ECDSA_SHA1 + after)
    signature = issuer_key.sign(signed_part, ec.ECDSA(hashes.SHA1()))  # noqa: S303 - the weakness is the purpose
    return _element(_SEQUENCE, signed_part + _ECDSA_SHA1 + _element(_BIT_STRING, b"\x00" + signature))


def _contents(element: bytes) -> bytes:
    """What an element contains: without its tag and its length (X.690 § 8.1.3)."""
    first = element[1]
    return element[2:] if first < _LONG_LENGTH else element[2 + first - _LONG_LENGTH :]


def _element(tag: int, contents: bytes) -> bytes:
    length = len(contents)
    if length < _LONG_LENGTH:
        return bytes((tag, length)) + contents
    size = length.to_bytes((length.bit_length() + 7) // 8, "big")
    return bytes((tag, _LONG_LENGTH | len(size))) + size + contents
