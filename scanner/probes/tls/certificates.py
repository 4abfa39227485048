"""From a chain of certificates as sent to rows of the evidence. Pure: `now` and the trust anchors are passed in."""

from __future__ import annotations

import datetime as dt
import itertools
import math
from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import dsa, ec, ed448, ed25519, rsa
from cryptography.x509 import ocsp
from cryptography.x509.oid import ExtensionOID

from scanner.model.vocabulary import KeyType, TrustProblem
from scanner.probes.tls import words
from scanner.probes.tls.names import covers
from scanner.probes.tls.trust import UNREADABLE, Anchors, Trust, hash_name, judge

Row = dict[str, Any]

_MAX_NAMES = 1000
_MAX_TEXT = 1000
_DAY = dt.timedelta(days=1)
_SECOND = dt.timedelta(seconds=1)

#: ML-DSA-44, -65 and -87 (RFC 9881 § 2).
_ML_DSA = {f"2.16.840.1.101.3.4.3.{last}" for last in (17, 18, 19)}


def chain_rows(
    chain: Sequence[bytes], host: str, anchors: Anchors, now: dt.datetime, *, staple: bytes | None = None
) -> list[Row]:
    """One row per certificate of a DER chain as sent, leaf first, without `endpoint` and `chain`.

    `host` is the name the client asked for, `now` an aware time in UTC, `staple` an OCSP response in DER.
    """
    certificates = [_load(der) for der in chain]
    readable = [certificate for certificate in certificates if certificate is not None]
    revoked = _says_revoked(staple)
    rows = []
    for position, certificate in enumerate(certificates):
        if certificate is None:
            rows.append({"position": position, **_unreadable(leaf=position == 0)})
            continue
        row = {"position": position, **describe(certificate)}
        matching: dict[str, Any] = {}
        if position == 0:
            row["matches_host"] = matches_host(certificate, host)
            matching = {"host": host, "matches_host": row["matches_host"], "revoked": revoked}
        trust = judge(readable.index(certificate), readable, anchors, now, **matching)
        rows.append({**row, **_trust_fields(trust, certificate, host, leaf=position == 0)})
    return rows


def _load(der: bytes) -> x509.Certificate | None:
    """A certificate whose names and dates can be read, or None."""
    try:
        certificate = x509.load_der_x509_certificate(der)
        for readable in (certificate.subject, certificate.issuer):
            readable.public_bytes()
        _ = certificate.not_valid_before_utc, certificate.not_valid_after_utc, certificate.signature_algorithm_oid
    except UNREADABLE:
        return None
    return certificate


def describe(certificate: x509.Certificate) -> Row:
    """What a certificate says of itself; a part that can't be read is Unknown."""
    start, end = certificate.not_valid_before_utc, certificate.not_valid_after_utc
    lifetime = max(math.ceil((end - start + _SECOND) / _DAY), 0)
    return {
        "subject": certificate.subject.rfc4514_string()[:_MAX_TEXT],
        "names": _or_unknown(lambda: [*itertools.chain(*_alternative_names(certificate))][:_MAX_NAMES]),
        "issuer": certificate.issuer.rfc4514_string()[:_MAX_TEXT],
        "serial": f"{certificate.serial_number:x}",
        "sha256": certificate.fingerprint(hashes.SHA256()).hex(),
        "key_type": _or_unknown(lambda: _key_type(certificate)),
        "key_bits": _or_unknown(lambda: _key_bits(certificate)),
        "signature_hash": _or_unknown(lambda: hash_name(certificate)),
        "not_before": start.date().isoformat(),
        "not_after": end.date().isoformat(),
        "lifetime_days": lifetime,
        "is_root": certificate.subject == certificate.issuer,
        "must_staple": _or_unknown(lambda: _must_staple(certificate)),
        "scts": _or_unknown(lambda: _scts(certificate)),
    }


def matches_host(certificate: x509.Certificate, host: str) -> bool:
    """Whether the certificate is made for the host (RFC 9525); False if its names can't be read."""
    try:
        names, addresses = _alternative_names(certificate)
    except UNREADABLE:
        return False
    return covers(names, addresses, host)


def _trust_fields(trust: Trust, certificate: x509.Certificate, host: str, *, leaf: bool) -> Row:
    unknown = {"unknown": "a missing intermediate certificate hides which root the chain leads to"}
    fields: Row = {
        "public_ca": unknown if trust.anchored is None else trust.anchored,
        "trusted": trust.trusted,
        "trust_problem": trust.primary,
        "trust_problems": list(trust.problems),
    }
    if leaf:
        fields["trust_words"] = words.say(trust, certificate, host)
    return fields


def _unreadable(*, leaf: bool) -> Row:
    unknown = {"unknown": "the certificate can't be read"}
    stated = ("subject", "names", "issuer", "key_type", "key_bits", "signature_hash", "not_before", "not_after")
    more = ("serial", "sha256", "lifetime_days", "public_ca", "is_root")
    row: Row = dict.fromkeys((*stated, *more, "must_staple", "scts"), unknown)
    row |= {"trusted": False, "trust_problem": TrustProblem.MALFORMED, "trust_problems": [TrustProblem.MALFORMED]}
    if leaf:
        row |= {"matches_host": False, "trust_words": words.UNREADABLE}
    return row


T = TypeVar("T")


def _or_unknown(read: Callable[[], T]) -> T | dict[str, str]:
    try:
        return read()
    except UNREADABLE as error:
        return {"unknown": f"this part of the certificate can't be read ({type(error).__name__})"}


def _alternative_names(certificate: x509.Certificate) -> tuple[list[str], list[str]]:
    """DNS names and IP addresses of the subject alternative name extension."""
    try:
        extension = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    except x509.ExtensionNotFound:
        return [], []
    names = [str(name)[:_MAX_TEXT] for name in extension.get_values_for_type(x509.DNSName)]
    return names, [str(address) for address in extension.get_values_for_type(x509.IPAddress)]


def _key_type(certificate: x509.Certificate) -> KeyType:
    if certificate.public_key_algorithm_oid.dotted_string in _ML_DSA:
        return KeyType.ML_DSA
    key = certificate.public_key()
    kinds = (
        (rsa.RSAPublicKey, KeyType.RSA),
        (ec.EllipticCurvePublicKey, KeyType.EC),
        (ed25519.Ed25519PublicKey, KeyType.ED25519),
        (ed448.Ed448PublicKey, KeyType.ED448),
        (dsa.DSAPublicKey, KeyType.DSA),
    )
    found = next((kind for cls, kind in kinds if isinstance(key, cls)), None)
    if found is None:
        raise ValueError("a key of no known type")
    return found


def _key_bits(certificate: x509.Certificate) -> int:
    """Modulus, field or prime; for ML-DSA the length of the public key."""
    if certificate.public_key_algorithm_oid.dotted_string in _ML_DSA:
        raise ValueError("ML-DSA keys are not compared by bits")
    key = certificate.public_key()
    if isinstance(key, rsa.RSAPublicKey | ec.EllipticCurvePublicKey | dsa.DSAPublicKey):
        return key.key_size
    return {KeyType.ED25519: 256, KeyType.ED448: 456}[_key_type(certificate)]


def _must_staple(certificate: x509.Certificate) -> bool:
    """RFC 7633: the TLS feature extension asks for status_request."""
    try:
        features = certificate.extensions.get_extension_for_class(x509.TLSFeature).value
    except x509.ExtensionNotFound:
        return False
    return x509.TLSFeatureType.status_request in features


def _scts(certificate: x509.Certificate) -> int:
    """Signed certificate timestamps embedded in the certificate (RFC 6962 § 3.3)."""
    try:
        extension = certificate.extensions.get_extension_for_oid(ExtensionOID.PRECERT_SIGNED_CERTIFICATE_TIMESTAMPS)
    except x509.ExtensionNotFound:
        return 0
    stamps = extension.value
    return len(list(stamps)) if isinstance(stamps, x509.PrecertificateSignedCertificateTimestamps) else 0


def _says_revoked(staple: bytes | None) -> bool:
    """Whether the server's own stapled response says so. Its signature isn't checked: nobody staples a false one."""
    if staple is None:
        return False
    try:
        response = ocsp.load_der_ocsp_response(staple)
        if response.response_status is not ocsp.OCSPResponseStatus.SUCCESSFUL:
            return False
        status = response.certificate_status
    except UNREADABLE:
        return False
    return status is ocsp.OCSPCertStatus.REVOKED
