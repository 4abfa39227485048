"""What a mail server's TLS comes to, from what was seen at port 25 of its addresses."""

from __future__ import annotations

import datetime as dt
import hashlib

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from cryptography.x509.oid import NameOID

from scanner.derive import Context, derive
from scanner.model.evidence import Coverage, Evidence, Status, scope
from scanner.model.facts import Certificate, Endpoint, Fact, MailServer, Seen, TlsProtocol
from scanner.model.values import Unknown
from scanner.model.vocabulary import EndpointRole, GapCause, TlsVersion

HOST = "mx.shop.example"


def endpoint(address: str = "192.0.2.25", **more: object) -> Endpoint:
    given = {"tls": True, "starttls": True, "port": 25, **more}
    return Endpoint(host=HOST, address=address, role=EndpointRole.MAIL, **given)  # type: ignore[arg-type]


def seen(at: Endpoint, *, versions: dict[str, object] | None = None, matches: object = True) -> list[Fact]:
    """All that was seen of an endpoint."""
    taken = {"TLSv1.2": True, "TLSv1.3": True, "TLSv1.0": False} if versions is None else versions
    protocols = [TlsProtocol(endpoint=at, version=TlsVersion(v), accepted=a) for v, a in taken.items()]  # type: ignore[arg-type]
    leaf = Certificate(endpoint=at, chain="a", position=0, matches_host=matches, seen=(Seen(artifact="chain"),))  # type: ignore[arg-type]
    return [at, *protocols, leaf]


def derived(
    *rows: Fact, tlsa: object = None, artifacts: dict[str, bytes] | None = None, gap: bool = False
) -> MailServer:
    server = MailServer(domain="shop.example", host=HOST, tlsa=tlsa)  # type: ignore[arg-type]
    facts: dict[str, tuple[Fact, ...]] = {"mail_server": (server,)}
    for row in rows:
        facts[row.kind] = (*facts.get(row.kind, ()), row)
    at = scope({"endpoint.host": HOST, "endpoint.port": 25, "endpoint.role": EndpointRole.MAIL})
    coverage = (Coverage("tls_protocol", at, Status.GAP, GapCause.TIMEOUT, "no answer"),) if gap else ()
    found = derive(Evidence("https://shop.example", facts, coverage), Context(artifacts or {}))
    (row,) = found.rows("mail_server")
    assert isinstance(row, MailServer)
    return row


def outcome(*rows: Fact) -> tuple[object, object]:
    found = derived(*rows)
    return tuple("?" if isinstance(value, Unknown) else value for value in (found.starttls, found.tls))


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        (seen(endpoint()), (True, True)),
        (seen(endpoint(), versions={"TLSv1.2": True, "TLSv1.3": False}), (True, True)),
        (seen(endpoint(), versions={"TLSv1.0": True, "TLSv1.2": False, "TLSv1.3": False}), (True, False)),
        (seen(endpoint(), versions={"TLSv1.2": False, "TLSv1.3": Unknown("reset")}), (True, "?")),
        (seen(endpoint(), versions={}), (True, "?")),
        (seen(endpoint(), matches=False), (True, False)),
        (seen(endpoint(), matches=Unknown("odd")), (True, "?")),
        ([endpoint(tls=False, starttls=False)], (False, False)),
        ([endpoint(tls=Unknown("timeout"), starttls=Unknown("timeout"))], ("?", "?")),
        ([*seen(endpoint()), endpoint("2001:db8::25", tls=False)], (False, False)),
        ([*seen(endpoint()), endpoint("2001:db8::25", tls=Unknown("timeout"))], ("?", "?")),
        ([*seen(endpoint()), *seen(endpoint("2001:db8::25"), matches=False)], (True, False)),
        (seen(endpoint(port=993)), ("?", "?")),
        ([], ("?", "?")),
    ],
)
def test_starttls_and_tls_at_every_address(rows: list[Fact], expected: tuple[object, object]) -> None:
    assert outcome(*rows) == expected


def test_why_nothing_was_seen_is_said() -> None:
    found = derived(gap=True)
    assert found.starttls == found.tls == Unknown("no answer", GapCause.TIMEOUT)


# ── DANE ─────────────────────────────────────────────────────────────────────────────────────────────────────────────


def certificate(name: str) -> x509.Certificate:
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    began = dt.datetime(2026, 11, 1, tzinfo=dt.UTC)
    builder = x509.CertificateBuilder(subject, subject, key.public_key(), 1, began, began + dt.timedelta(days=90))
    return builder.sign(key, hashes.SHA256())


LEAF, CA, OTHER = certificate("leaf"), certificate("ca"), certificate("other")
CHAIN = {"chain": LEAF.public_bytes(Encoding.PEM) + CA.public_bytes(Encoding.PEM)}


def spki(one: x509.Certificate) -> bytes:
    return one.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)


def sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


@pytest.mark.parametrize(
    ("tlsa", "expected"),
    [
        ((f"3 1 1 {sha256(spki(LEAF))}",), True),
        ((f"3 1 2 {hashlib.sha512(spki(LEAF)).hexdigest()}",), True),
        ((f"3 0 1 {sha256(LEAF.public_bytes(Encoding.DER))}",), True),
        ((f"3 0 0 {LEAF.public_bytes(Encoding.DER).hex()}",), True),
        ((f"2 1 1 {sha256(spki(CA))}",), True),
        ((f"3 1 1 {sha256(spki(OTHER))}", f"3 1 1 {sha256(spki(LEAF))}"), True),
        ((f"3 1 1 {sha256(spki(CA))}",), False),
        ((f"2 1 1 {sha256(spki(LEAF))}",), False),
        ((f"3 1 1 {sha256(spki(OTHER))}",), False),
        ((f"1 1 1 {sha256(spki(LEAF))}",), False),
        (("3 9 9 ab",), False),
        ((), False),
        (None, None),
    ],
)
def test_tlsa_records_against_the_chain_served(tlsa: tuple[str, ...] | None, expected: bool | None) -> None:
    assert derived(*seen(endpoint()), tlsa=tlsa, artifacts=CHAIN).dane is expected


def test_a_certificate_that_dane_vouches_for_needs_no_name() -> None:
    tlsa = (f"3 1 1 {sha256(spki(LEAF))}",)
    assert derived(*seen(endpoint(), matches=False), tlsa=tlsa, artifacts=CHAIN).tls is True


@pytest.mark.parametrize("artifacts", [{}, {"chain": b"-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----"}])
def test_without_a_chain_nobody_can_tell(artifacts: dict[str, bytes]) -> None:
    tlsa = (f"3 1 1 {sha256(spki(LEAF))}",)
    assert isinstance(derived(*seen(endpoint()), tlsa=tlsa, artifacts=artifacts).dane, Unknown)
    assert isinstance(derived(tlsa=tlsa).dane, Unknown)


def test_what_another_port_of_the_host_kept_to_itself_says_nothing_of_port_25() -> None:
    def gap(port: int, cause: GapCause) -> Coverage:
        at = scope({"endpoint.host": HOST, "endpoint.port": port, "endpoint.role": EndpointRole.MAIL})
        return Coverage("tls_protocol", at, Status.GAP, cause, f"port {port}")

    gaps = (gap(465, GapCause.TIMEOUT), gap(25, GapCause.NOT_REQUESTED))
    server = MailServer(domain="shop.example", host=HOST, tlsa=None)
    (row,) = derive(Evidence("https://shop.example", {"mail_server": (server,)}, gaps)).rows("mail_server")
    assert isinstance(row, MailServer) and isinstance(row.starttls, Unknown)
    assert (row.starttls.cause, row.starttls.reason) == (GapCause.NOT_REQUESTED, "port 25")
