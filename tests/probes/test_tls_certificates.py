"""What stands in certificates and comes beside them: algorithms, curves, wildcards, built chains, revocation, SCTs."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, padding, rsa
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509 import ocsp
from cryptography.x509.oid import AuthorityInformationAccessOID, ExtendedKeyUsageOID

from scanner.model.vocabulary import TlsVersion, TrustProblem
from scanner.probes.tls.certificates import chain_rows
from scanner.probes.tls.flight import read_flight
from scanner.probes.tls.signatures import signature_name
from scanner.probes.tls.trust import PRECEDENCE
from scanner.probes.tls.words import _SENTENCES
from tests.probes.test_tls_trust import DAY, HOST, LEAF, MIDDLE, NOW, OTHER_ROOT, ROOT, TRUSTED, Issued, issue

SERVER = ExtendedKeyUsageOID.SERVER_AUTH


def rows(*chain: Issued, **more: Any) -> list[dict[str, Any]]:
    return chain_rows([item.der for item in chain], HOST, TRUSTED, NOW, **more)


def leaf(key: Any, **more: Any) -> dict[str, Any]:
    return rows(issue("shop", MIDDLE, key=key, hosts=[HOST], purpose=SERVER, **more), MIDDLE)[0]


@pytest.mark.parametrize(
    ("key", "curve"),
    [
        (ec.generate_private_key(ec.SECP256R1()), "secp256r1"),
        (ec.generate_private_key(ec.SECP384R1()), "secp384r1"),
        (ec.generate_private_key(ec.BrainpoolP256R1()), "brainpoolP256r1"),
        (rsa.generate_private_key(65537, 2048), None),
        (ed25519.Ed25519PrivateKey.generate(), None),
    ],
)
def test_the_curve_of_a_key_has_the_name_of_the_tls_registry(key: Any, curve: str | None) -> None:
    assert leaf(key)["curve"] == curve


def signed_by(key: Any, hash_: Any = None, **more: Any) -> str:
    builder = x509.CertificateBuilder(LEAF.certificate.subject, LEAF.certificate.subject, key.public_key(), 1)
    builder = builder.not_valid_before(NOW).not_valid_after(NOW + DAY)
    return signature_name(builder.sign(key, hash_, **more).signature_algorithm_oid)


def test_signature_algorithms_have_the_names_of_their_standards() -> None:
    rsa_key, p384 = rsa.generate_private_key(65537, 2048), ec.generate_private_key(ec.SECP384R1())
    pss = padding.PSS(padding.MGF1(hashes.SHA256()), 32)
    assert signed_by(rsa_key, hashes.SHA256()) == "sha256WithRSAEncryption"
    assert signed_by(rsa_key, hashes.SHA512()) == "sha512WithRSAEncryption"
    assert signed_by(rsa_key, hashes.SHA256(), rsa_padding=pss) == "RSASSA-PSS"
    assert signed_by(p384, hashes.SHA384()) == "ecdsa-with-SHA384"
    assert signed_by(ed25519.Ed25519PrivateKey.generate()) == "Ed25519"
    assert signature_name(x509.ObjectIdentifier("1.2.3.4")) == "1.2.3.4"


def test_a_wildcard_is_one_name_with_a_star() -> None:
    star = rows(issue("shop", MIDDLE, hosts=["shop.example", "*.shop.example"], purpose=SERVER), MIDDLE)[0]
    assert (star["wildcard"], star["matches_host"]) == (True, True)
    assert rows(LEAF, MIDDLE)[0]["wildcard"] is False


def test_the_chain_is_told_as_built_and_not_as_sent() -> None:
    stranger = issue("Nobody asked for me", OTHER_ROOT, ca=True)
    sent = rows(LEAF, stranger, MIDDLE)
    assert sent[0]["built"] == ["CN=shop", "CN=Test intermediate", "CN=Test root"]
    assert rows(LEAF, MIDDLE, ROOT)[0]["built"] == ["CN=shop", "CN=Test intermediate", "CN=Test root"]
    assert rows(LEAF)[0]["built"] is None
    assert "built" not in sent[1]


def test_a_named_ocsp_responder_is_seen() -> None:
    place = x509.AccessDescription(
        AuthorityInformationAccessOID.OCSP, x509.UniformResourceIdentifier("http://ocsp.example")
    )
    assert leaf(ec.generate_private_key(ec.SECP256R1()), more=[(x509.AuthorityInformationAccess([place]), False)])[
        "ocsp_responder"
    ]
    assert rows(LEAF, MIDDLE)[0]["ocsp_responder"] is False


# revocation


def staple(
    by: Issued,
    status: ocsp.OCSPCertStatus = ocsp.OCSPCertStatus.GOOD,
    *,
    about: Issued = LEAF,
    issuer: Issued = MIDDLE,
    ends: dt.datetime | None = NOW + DAY,
    along: Issued | None = None,
) -> bytes:
    builder = ocsp.OCSPResponseBuilder().add_response(
        cert=about.certificate,
        issuer=issuer.certificate,
        algorithm=hashes.SHA1(),
        cert_status=status,
        this_update=NOW - DAY,
        next_update=ends,
        revocation_time=NOW - DAY if status is ocsp.OCSPCertStatus.REVOKED else None,
        revocation_reason=None,
    )
    builder = builder.responder_id(ocsp.OCSPResponderEncoding.HASH, by.certificate)
    if along is not None:
        builder = builder.certificates([along.certificate])
    return builder.sign(by.key, hashes.SHA256()).public_bytes(Encoding.DER)


RESPONDER = issue("Responder", MIDDLE, purpose=ExtendedKeyUsageOID.OCSP_SIGNING)
IMPOSTOR = issue("Impostor", MIDDLE, purpose=SERVER)
REVOKED = ocsp.OCSPCertStatus.REVOKED


def test_nothing_stapled_is_unchecked() -> None:
    assert rows(LEAF, MIDDLE)[0]["revoked"] is None


@pytest.mark.parametrize("response", [staple(MIDDLE), staple(RESPONDER, along=RESPONDER)])
def test_a_good_response_of_the_issuer_or_its_responder_counts(response: bytes) -> None:
    assert rows(LEAF, MIDDLE, staple=response)[0]["revoked"] is False


@pytest.mark.parametrize("response", [staple(MIDDLE, REVOKED), staple(RESPONDER, REVOKED, along=RESPONDER)])
def test_a_revoked_certificate_is_not_trusted(response: bytes) -> None:
    row = rows(LEAF, MIDDLE, staple=response)[0]
    assert (row["revoked"], row["trusted"], row["trust_problem"]) == (True, False, "revoked")


NOT_HELD = [
    staple(OTHER_ROOT, REVOKED),
    staple(IMPOSTOR, REVOKED, along=IMPOSTOR),
    staple(MIDDLE, REVOKED, ends=NOW - dt.timedelta(hours=1)),
    staple(MIDDLE, REVOKED, about=IMPOSTOR),
    staple(MIDDLE, ocsp.OCSPCertStatus.UNKNOWN),
    b"rubbish",
]


@pytest.mark.parametrize("response", NOT_HELD, ids=range(len(NOT_HELD)))
def test_a_response_that_does_not_hold_revokes_nothing_and_clears_nothing(response: bytes) -> None:
    row = rows(LEAF, MIDDLE, staple=response)[0]
    assert set(row["revoked"]) == {"unknown"}
    assert row["trusted"] is True


def test_a_response_can_be_judged_though_the_intermediate_is_missing_or_not() -> None:
    assert set(rows(LEAF, staple=staple(MIDDLE))[0]["revoked"]) == {"unknown"}


# timestamps


def test_timestamps_beside_the_certificate_count() -> None:
    assert rows(LEAF, MIDDLE, stamps=2)[0]["scts"] == 2
    assert rows(LEAF, MIDDLE, stamps=0)[0]["scts"] == 0


def test_what_tls13_sends_beside_a_certificate_is_unknown_rather_than_none() -> None:
    assert set(rows(LEAF, MIDDLE, stamps=None)[0]["scts"]) == {"unknown"}


@pytest.mark.parametrize(
    ("listed", "count"),
    [(b"\x00\x00", 0), (b"\x00\x05\x00\x03abc", 1), (b"\x00\x0a" + b"\x00\x03abc" * 2, 2), (b"\xff\xffx", 0), (b"", 0)],
)
def test_timestamps_of_the_hello_are_counted(listed: bytes, count: int) -> None:
    extension = b"\x00\x12" + len(listed).to_bytes(2, "big") + listed
    body = b"\x03\x03" + bytes(32) + b"\x00\xc0\x2f\x00" + len(extension).to_bytes(2, "big") + extension
    message = b"\x02" + len(body).to_bytes(3, "big") + body
    hello = read_flight(b"\x16\x03\x03" + len(message).to_bytes(2, "big") + message, TlsVersion.TLSV1_2).hello
    assert hello is not None
    assert hello.stamps == count


# without the server's name


def test_a_certificate_shown_without_a_name_is_not_judged_by_it() -> None:
    other = issue("default", MIDDLE, hosts=["elsewhere.example"], purpose=SERVER)
    row = rows(other, MIDDLE, sni=False)[0]
    assert row["sni"] is False
    assert set(row["matches_host"]) == {"unknown"}
    assert (row["trusted"], row["trust_problem"]) == (True, None)
    assert HOST not in row["trust_words"]["en"]
    assert rows(other, MIDDLE)[0]["trust_problem"] == "name_mismatch"


def test_every_problem_has_its_words_in_both_languages() -> None:
    assert set(PRECEDENCE) == set(TrustProblem)
    for problem in TrustProblem:
        en, de = _SENTENCES[problem]
        assert en and de and en != de
