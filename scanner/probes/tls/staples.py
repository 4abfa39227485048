"""Whether a stapled OCSP response says that a certificate is revoked. Pure: `now` is passed in (RFC 6960).

A response that nobody trustworthy signed, or that is out of date, says nothing.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, ed448, ed25519, padding, rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from cryptography.x509 import ocsp
from cryptography.x509.oid import ExtendedKeyUsageOID

from scanner.probes.tls.trust import UNREADABLE, issued_by

#: Clocks differ.
_SKEW = dt.timedelta(minutes=5)
_MOST_CERTIFICATES = 5
_MOST_RESPONSES = 20


@dataclass(frozen=True, slots=True)
class Status:
    """`revoked`: None where the response says nothing that holds, and `why` then. `scts`: timestamps inside."""

    revoked: bool | None = None
    why: str = ""
    scts: int = 0


def read(staple: bytes, leaf: x509.Certificate, issuer: x509.Certificate | None, now: dt.datetime) -> Status:
    """What a response in DER says about a leaf; `issuer` is the certificate that signed the leaf, None if unknown."""
    try:
        response = ocsp.load_der_ocsp_response(staple)
        if response.response_status is not ocsp.OCSPResponseStatus.SUCCESSFUL:
            return Status(why="the server staples an error of its authority")
        if issuer is None:
            return Status(why="the authority that the stapled response would come from is not known")
        single = next((one for one in _singles(response) if _is_about(one, leaf, issuer)), None)
        if single is None:
            return Status(why="the stapled response is about another certificate")
        if not _signed(response, issuer, now):
            return Status(why="the stapled response is not signed by the authority that issued the certificate")
        if not _current(single, now):
            return Status(why="the stapled response is out of date")
        if single.certificate_status is ocsp.OCSPCertStatus.UNKNOWN:
            return Status(why="the authority does not know the certificate, says the stapled response")
        return Status(single.certificate_status is ocsp.OCSPCertStatus.REVOKED, scts=_scts(response))
    except UNREADABLE:
        return Status(why="the stapled response can't be read")


def _singles(response: ocsp.OCSPResponse) -> Iterable[ocsp.OCSPSingleResponse]:
    for number, single in enumerate(response.responses):
        if number >= _MOST_RESPONSES:
            return
        yield single


def _is_about(single: ocsp.OCSPSingleResponse, leaf: x509.Certificate, issuer: x509.Certificate) -> bool:
    """RFC 6960 § 4.1.1: the serial number, and the hashes of the issuer's name and key."""
    if single.serial_number != leaf.serial_number:
        return False
    # A bit string in a SubjectPublicKeyInfo: what PKCS #1 and a point on a curve are written as.
    key = issuer.public_key()
    kind = (Encoding.DER, PublicFormat.PKCS1) if isinstance(key, rsa.RSAPublicKey) else None
    if isinstance(key, ec.EllipticCurvePublicKey):
        kind = (Encoding.X962, PublicFormat.UncompressedPoint)
    elif isinstance(key, ed25519.Ed25519PublicKey | ed448.Ed448PublicKey):
        kind = (Encoding.Raw, PublicFormat.Raw)
    if kind is None:
        return False
    return single.issuer_name_hash == _hash(single.hash_algorithm, issuer.subject.public_bytes()) and (
        single.issuer_key_hash == _hash(single.hash_algorithm, key.public_bytes(*kind))
    )


def _hash(algorithm: hashes.HashAlgorithm, data: bytes) -> bytes:
    digest = hashes.Hash(algorithm)
    digest.update(data)
    return digest.finalize()


def _signed(response: ocsp.OCSPResponse, issuer: x509.Certificate, now: dt.datetime) -> bool:
    """By the issuer itself, or by one whom it made a responder (RFC 6960 § 4.2.2.2)."""
    delegates = [
        one
        for one in response.certificates[:_MOST_CERTIFICATES]
        if one != issuer
        and one.not_valid_before_utc <= now <= one.not_valid_after_utc
        and _may_respond(one)
        and issued_by(one, issuer)
    ]
    return any(_verifies(response, one) for one in (issuer, *delegates))


def _may_respond(certificate: x509.Certificate) -> bool:
    try:
        usages = certificate.extensions.get_extension_for_class(x509.ExtendedKeyUsage).value
    except x509.ExtensionNotFound:
        return False
    return ExtendedKeyUsageOID.OCSP_SIGNING in usages


def _verifies(response: ocsp.OCSPResponse, signer: x509.Certificate) -> bool:
    key, algorithm = signer.public_key(), response.signature_hash_algorithm
    try:
        match key:
            case rsa.RSAPublicKey() if algorithm is not None:
                key.verify(response.signature, response.tbs_response_bytes, padding.PKCS1v15(), algorithm)
            case ec.EllipticCurvePublicKey() if algorithm is not None:
                key.verify(response.signature, response.tbs_response_bytes, ec.ECDSA(algorithm))
            case ed25519.Ed25519PublicKey() | ed448.Ed448PublicKey():
                key.verify(response.signature, response.tbs_response_bytes)
            case _:
                return False
    except (InvalidSignature, *UNREADABLE):
        return False
    return True


def _current(single: ocsp.OCSPSingleResponse, now: dt.datetime) -> bool:
    until = single.next_update_utc
    return single.this_update_utc <= now + _SKEW and (until is None or now - _SKEW <= until)


def _scts(response: ocsp.OCSPResponse) -> int:
    """RFC 6962 § 3.3: timestamps as an extension of the response."""
    try:
        stamps = response.single_extensions.get_extension_for_class(x509.SignedCertificateTimestamps).value
    except (x509.ExtensionNotFound, *UNREADABLE):
        return 0
    return len(list(stamps))
