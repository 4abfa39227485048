"""What a mail server's TLS comes to, by what was seen at port 25 of its addresses and by its TLSA records."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping
from dataclasses import replace

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from scanner.model.evidence import Evidence, Status
from scanner.model.facts import Certificate, Endpoint, MailServer, TlsProtocol
from scanner.model.values import Maybe, Unknown
from scanner.model.vocabulary import EndpointRole, GapCause, TlsVersion

SMTP = 25
#: RFC 8996 ends TLS 1.0 and 1.1.
GOOD = frozenset({TlsVersion.TLSV1_2, TlsVersion.TLSV1_3})
_BLOCK = re.compile(rb"-----BEGIN CERTIFICATE-----.*?-----END CERTIFICATE-----", re.DOTALL)
_MOST_CERTIFICATES = 20
# TLSA (RFC 6698 § 2.1); RFC 7672 § 3.1 makes only usages 2 and 3 count for mail.
_TRUST_ANCHOR, _END_ENTITY = "2", "3"
_HASHES = {"1": hashlib.sha256, "2": hashlib.sha512}


def mail_servers(evidence: Evidence, artifacts: Mapping[str, bytes]) -> Evidence:
    """Fill in `starttls`, `tls` and `dane` of every mail server. Without evidence of its port 25 they stay unknown."""
    rows = [_with_tls(row, evidence, artifacts) for row in evidence.rows("mail_server") if isinstance(row, MailServer)]
    return evidence.with_rows(rows) if rows else evidence


def _with_tls(row: MailServer, evidence: Evidence, artifacts: Mapping[str, bytes]) -> MailServer:
    endpoints = [
        found
        for found in evidence.rows("endpoint")
        if isinstance(found, Endpoint) and (found.host, found.port, found.role) == (row.host, SMTP, EndpointRole.MAIL)
    ]
    if not endpoints:
        unseen = _unseen(row, evidence)
        dane = unseen if isinstance(row.tlsa, tuple) and row.tlsa else row.dane
        return replace(row, starttls=unseen, tls=unseen, dane=dane)
    dane = _dane(row, evidence, endpoints, artifacts)
    tls = [
        _both(_both(endpoint.tls, _version(evidence, endpoint)), _either(_matches(evidence, endpoint), dane is True))
        for endpoint in endpoints
    ]
    # Whatever TLS there is at port 25 was asked for with STARTTLS.
    return replace(row, starttls=_all(endpoint.tls for endpoint in endpoints), tls=_all(tls), dane=dane)


def _unseen(row: MailServer, evidence: Evidence) -> Unknown:
    """Why nothing was seen of port 25."""
    for entry in evidence.coverage:
        fixed = dict(entry.scope)
        here = row.host in {fixed.get("host"), fixed.get("endpoint.host")}
        here = here and SMTP in {fixed.get("port"), fixed.get("endpoint.port")}
        if here and entry.status is Status.GAP and entry.kind in {"endpoint", "tls_protocol"}:
            return Unknown(entry.reason, entry.cause)
    return Unknown("nobody has looked at its port 25", GapCause.UNSUPPORTED)


def _version(evidence: Evidence, endpoint: Endpoint) -> Maybe[bool]:
    """Whether it takes TLS 1.2 or 1.3."""
    accepted = [
        row.accepted
        for row in evidence.rows("tls_protocol")
        if isinstance(row, TlsProtocol) and _at(row.endpoint, endpoint) and row.version in GOOD
    ]
    if any(value is True for value in accepted):
        return True
    unknown = next((value for value in accepted if isinstance(value, Unknown)), None)
    if unknown is not None or not accepted:
        return unknown or Unknown("which TLS versions it takes was not seen")
    return False


def _matches(evidence: Evidence, endpoint: Endpoint) -> Maybe[bool]:
    """Whether every leaf certificate that it serves is for its name."""
    leaves = [row.matches_host for row in _certificates(evidence, endpoint) if row.position == 0]
    return _all(leaves) if leaves else Unknown("its certificate was not seen")


def _certificates(evidence: Evidence, endpoint: Endpoint) -> list[Certificate]:
    return [row for row in evidence.rows("certificate") if isinstance(row, Certificate) and _at(row.endpoint, endpoint)]


def _at(endpoint: object, other: Endpoint) -> bool:
    return isinstance(endpoint, Endpoint) and endpoint.key() == other.key()


def _dane(
    row: MailServer, evidence: Evidence, endpoints: Iterable[Endpoint], artifacts: Mapping[str, bytes]
) -> Maybe[bool | None]:
    """Whether a TLSA record matches what every address serves; None where DNSSEC secures no answer."""
    if not isinstance(row.tlsa, tuple):
        return row.tlsa
    usable = [record for record in row.tlsa if record.split(" ")[0] in {_TRUST_ANCHOR, _END_ENTITY}]
    if not usable:
        return False
    found: list[Maybe[bool]] = []
    for endpoint in endpoints:
        chains = _chains(_certificates(evidence, endpoint), artifacts)
        matched = [any(_fits(record, chain) for record in usable) for chain in chains]
        found.append(all(matched) if matched else Unknown("its certificate was not seen"))
    return _all(found)


def _chains(rows: Iterable[Certificate], artifacts: Mapping[str, bytes]) -> list[list[x509.Certificate]]:
    """The chains served, from the artifacts that the rows name."""
    kept = dict.fromkeys(seen.artifact for row in rows for seen in row.seen if seen.artifact)
    chains = []
    for name in kept:
        try:
            blocks = _BLOCK.findall(artifacts.get(name, b""))[:_MOST_CERTIFICATES]
            chains.append([x509.load_pem_x509_certificate(block) for block in blocks])
        except ValueError:
            continue  # a certificate that can't be read matches nothing, and its row says that it is malformed
    return [chain for chain in chains if chain]


def _fits(record: str, chain: list[x509.Certificate]) -> bool:
    """One TLSA record against a chain: usage 3 is about the leaf, usage 2 about those that come with it (RFC 7671)."""
    usage, selector, matching, data = record.split(" ")
    return any(_data(one, selector, matching) == data for one in (chain[:1] if usage == _END_ENTITY else chain[1:]))


def _data(certificate: x509.Certificate, selector: str, matching: str) -> str | None:
    if selector == "0":
        whole = certificate.public_bytes(Encoding.DER)
    elif selector == "1":
        try:
            whole = certificate.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
        except ValueError:
            return None
    else:
        return None
    if matching == "0":
        return whole.hex()
    return _HASHES[matching](whole).hexdigest() if matching in _HASHES else None


def _all(values: Iterable[Maybe[bool]]) -> Maybe[bool]:
    found = True if (given := tuple(values)) else Unknown("nothing was seen")
    for value in given:
        found = _both(found, value)
    return found


def _both(one: Maybe[bool], other: Maybe[bool]) -> Maybe[bool]:
    if one is False or other is False:
        return False
    return next((value for value in (one, other) if isinstance(value, Unknown)), True)


def _either(one: Maybe[bool], other: bool) -> Maybe[bool]:
    return True if other else one
