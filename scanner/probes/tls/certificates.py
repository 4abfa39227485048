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
from cryptography.x509.oid import AuthorityInformationAccessOID, ExtensionOID

from scanner.model.vocabulary import KeyType, TrustProblem
from scanner.probes.tls import staples, words
from scanner.probes.tls.names import covers
from scanner.probes.tls.signatures import signature_name
from scanner.probes.tls.staples import Status
from scanner.probes.tls.trust import UNREADABLE, Anchors, Path, Trust, build_path, hash_name, judge

Row = dict[str, Any]

_MAX_NAMES = 1000
_MAX_TEXT = 1000
_DAY = dt.timedelta(days=1)
_SECOND = dt.timedelta(seconds=1)

#: ML-DSA-44, -65 and -87 (RFC 9881 § 2).
_ML_DSA = {f"2.16.840.1.101.3.4.3.{last}" for last in (17, 18, 19)}


def chain_rows(
    chain: Sequence[bytes],
    host: str,
    anchors: Anchors,
    now: dt.datetime,
    *,
    staple: bytes | None = None,
    stamps: int | None = 0,
    sni: bool = True,
) -> list[Row]:
    """One row per certificate of a DER chain as sent, leaf first, without `endpoint` and `chain`.

    `host` is the name the client asked for, `now` an aware time in UTC, `staple` an OCSP response in DER, `stamps` the
    number of SCTs sent beside the certificate (None: can't be seen). Without `sni` the client named no host and gets a
    certificate that no browser meets: whether it is made for the host is not asked.
    """
    certificates = [_load(der) for der in chain]
    readable = [certificate for certificate in certificates if certificate is not None]
    rows = []
    for position, certificate in enumerate(certificates):
        if certificate is None:
            rows.append({"position": position, "sni": sni, **_unreadable(leaf=position == 0)})
            continue
        row = {"position": position, "sni": sni, **describe(certificate), "revoked": None}
        matching: dict[str, Any] = {}
        if position == 0:
            path = build_path(certificate, readable, anchors)
            status = _stapled(staple, path, now)
            row |= _leaf_fields(certificate, path, status, stamps)
            row["matches_host"] = matches_host(certificate, host) if sni else _NO_HOST
            if sni:
                matching = {"host": host, "matches_host": row["matches_host"]}
            matching["revoked"] = status is not None and status.revoked is True
        trust = judge(readable.index(certificate), readable, anchors, now, **matching)
        rows.append({**row, **_trust_fields(trust, certificate, host if sni else None, leaf=position == 0)})
    return rows


_NO_HOST = {"unknown": "it is shown only to clients that name no host, which browsers don't do"}


def _stapled(staple: bytes | None, path: Path, now: dt.datetime) -> Status | None:
    if staple is None:
        return None
    issuer = path.certificates[1] if len(path.certificates) > 1 else path.anchor
    return staples.read(staple, path.certificates[0], issuer, now)


def _leaf_fields(certificate: x509.Certificate, path: Path, status: Status | None, stamps: int | None) -> Row:
    """What only the server's own certificate has: timestamps and revocation as told beside it, and the chain built."""
    row: Row = {"built": _built(path)}
    if status is not None:
        row["revoked"] = {"unknown": status.why} if status.revoked is None else status.revoked
    scts = _or_unknown(lambda: _scts(certificate))
    if isinstance(scts, int):
        scts += (stamps or 0) + (status.scts if status else 0)
        unseen = {"unknown": "none is in the certificate, and what TLS 1.3 sends beside it could not be seen"}
        row["scts"] = unseen if not scts and stamps is None else scts
    return row


def _built(path: Path) -> list[str] | None:
    """The subjects from the certificate to the anchor; None if none is reached."""
    if path.anchor is None:
        return None
    subjects = [certificate.subject.rfc4514_string()[:_MAX_TEXT] for certificate in path.certificates]
    root = path.anchor.subject.rfc4514_string()[:_MAX_TEXT]
    return subjects if path.top.subject == path.anchor.subject else [*subjects, root]


def key_type_of(der: bytes) -> KeyType | None:
    """The type of a certificate's key, if it can be read."""
    certificate = _load(der)
    try:
        return None if certificate is None else _key_type(certificate)
    except UNREADABLE:
        return None


def rsa_key(der: bytes) -> rsa.RSAPublicNumbers | None:
    """The RSA key of a certificate, if it has one that can be read."""
    certificate = _load(der)
    try:
        key = None if certificate is None else certificate.public_key()
    except UNREADABLE:
        return None
    return key.public_numbers() if isinstance(key, rsa.RSAPublicKey) else None


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
        "curve": _or_unknown(lambda: _curve(certificate)),
        "signature_hash": _or_unknown(lambda: hash_name(certificate)),
        "signature_algorithm": signature_name(certificate.signature_algorithm_oid),
        "wildcard": _or_unknown(lambda: any(name.startswith("*.") for name in _alternative_names(certificate)[0])),
        "not_before": start.date().isoformat(),
        "not_after": end.date().isoformat(),
        "lifetime_days": lifetime,
        "is_root": certificate.subject == certificate.issuer,
        "must_staple": _or_unknown(lambda: _must_staple(certificate)),
        "ocsp_responder": _or_unknown(lambda: _ocsp_responder(certificate)),
        "scts": _or_unknown(lambda: _scts(certificate)),
    }


def matches_host(certificate: x509.Certificate, host: str) -> bool:
    """Whether the certificate is made for the host (RFC 9525); False if its names can't be read."""
    try:
        names, addresses = _alternative_names(certificate)
    except UNREADABLE:
        return False
    return covers(names, addresses, host)


def _trust_fields(trust: Trust, certificate: x509.Certificate, host: str | None, *, leaf: bool) -> Row:
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
    stated = (
        "subject",
        "names",
        "issuer",
        "key_type",
        "key_bits",
        "curve",
        "signature_hash",
        "not_before",
        "not_after",
    )
    more = ("serial", "sha256", "signature_algorithm", "wildcard", "lifetime_days", "public_ca", "is_root")
    row: Row = dict.fromkeys((*stated, *more, "must_staple", "ocsp_responder", "scts", "revoked"), unknown)
    row |= {"trusted": False, "trust_problem": TrustProblem.MALFORMED, "trust_problems": [TrustProblem.MALFORMED]}
    if leaf:
        row |= {"built": None, "matches_host": False, "trust_words": words.UNREADABLE}
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


def _curve(certificate: x509.Certificate) -> str | None:
    """The named curve of an EC key (IANA TLS Supported Groups); None for keys of other types."""
    if certificate.public_key_algorithm_oid.dotted_string in _ML_DSA:
        return None
    key = certificate.public_key()
    return key.curve.name if isinstance(key, ec.EllipticCurvePublicKey) else None


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


def _ocsp_responder(certificate: x509.Certificate) -> bool:
    """RFC 5280 § 4.2.2.1: whether it names a place that answers for it."""
    try:
        places = certificate.extensions.get_extension_for_class(x509.AuthorityInformationAccess).value
    except x509.ExtensionNotFound:
        return False
    return any(place.access_method == AuthorityInformationAccessOID.OCSP for place in places)
