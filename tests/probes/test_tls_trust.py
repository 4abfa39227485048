"""Chains of every kind: which are trusted, and by which name each failure goes."""

from __future__ import annotations

import datetime as dt
import functools
import ipaddress
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509 import ocsp
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID
from hypothesis import given
from hypothesis import strategies as st

from scanner.demo.der import with_sha1_signature
from scanner.derive.certificates import lifetime_limit
from scanner.probes.tls import anchors
from scanner.probes.tls.certificates import chain_rows
from scanner.probes.tls.trust import Anchors

# Broken certificates make the library warn; the child silences that, and what matters stands in the rows.
pytestmark = pytest.mark.filterwarnings("ignore::cryptography.utils.CryptographyDeprecationWarning")

NOW = dt.datetime(2026, 11, 22, 12, tzinfo=dt.UTC)
DAY = dt.timedelta(days=1)
HOST = "www.shop.example"

Key = rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey | ed25519.Ed25519PrivateKey


@functools.cache
def old_rsa(bits: int) -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(65537, bits)


@dataclass(frozen=True)
class Issued:
    certificate: x509.Certificate
    key: Key

    @property
    def der(self) -> bytes:
        return self.certificate.public_bytes(Encoding.DER)


def issue(  # noqa: PLR0913 - a certificate has many parts, and each test bends one
    name: str,
    by: Issued | None = None,
    *,
    key: Key | None = None,
    ca: bool = False,
    hosts: Sequence[str] = (),
    addresses: Sequence[str] = (),
    start: dt.datetime = NOW - 10 * DAY,
    end: dt.datetime = NOW + 80 * DAY,
    path_length: int | None = None,
    key_usage: bool | None = None,
    purpose: x509.ObjectIdentifier | None = None,
    more: Sequence[tuple[x509.ExtensionType, bool]] = (),
    hash_: Any = None,
) -> Issued:
    key = key or ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    issuer, signer = (by.certificate.subject, by.key) if by else (subject, key)
    builder = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(start)
        .not_valid_after(end)
        .add_extension(x509.BasicConstraints(ca, path_length if ca else None), critical=True)
    )
    names: list[x509.GeneralName] = [x509.DNSName(host) for host in hosts]
    names += [x509.IPAddress(ipaddress.ip_address(address)) for address in addresses]
    if names:
        builder = builder.add_extension(x509.SubjectAlternativeName(names), critical=False)
    if key_usage is not None:
        usage = x509.KeyUsage(True, False, False, False, False, key_usage, key_usage, False, False)
        builder = builder.add_extension(usage, critical=True)
    if purpose is not None:
        builder = builder.add_extension(x509.ExtendedKeyUsage([purpose]), critical=False)
    for extension, critical in more:
        builder = builder.add_extension(extension, critical=critical)
    algorithm = None if isinstance(signer, ed25519.Ed25519PrivateKey) else hash_ or hashes.SHA256()
    return Issued(builder.sign(signer, algorithm), key)


ROOT = issue("Test root", ca=True, end=NOW + 3000 * DAY)
OTHER_ROOT = issue("Another root", ca=True)
MIDDLE = issue("Test intermediate", ROOT, ca=True, key_usage=True)
LEAF = issue("shop", MIDDLE, hosts=[HOST], purpose=ExtendedKeyUsageOID.SERVER_AUTH)
TRUSTED = Anchors((ROOT.certificate,))


def leaf_row(
    *chain: Issued, host: str = HOST, anchors_: Anchors = TRUSTED, staple: bytes | None = None
) -> dict[str, Any]:
    return chain_rows([item.der for item in chain], host, anchors_, NOW, staple=staple)[0]


def test_a_complete_chain_is_trusted() -> None:
    row = leaf_row(LEAF, MIDDLE)
    assert (row["trusted"], row["trust_problem"], row["trust_problems"]) == (True, None, [])
    assert row["public_ca"] is True
    assert row["matches_host"] is True
    assert row["trust_words"]["en"] == f"Browsers trust this certificate for {HOST}."
    assert row["trust_words"]["de"]


def test_the_root_may_be_sent_along() -> None:
    rows = chain_rows([LEAF.der, MIDDLE.der, ROOT.der], HOST, TRUSTED, NOW)
    assert [row["trusted"] for row in rows] == [True, True, True]
    assert [row["is_root"] for row in rows] == [False, False, True]
    assert "matches_host" not in rows[1]


def problem(*chain: Issued, **options: Any) -> str | None:
    row = leaf_row(*chain, **options)
    assert row["trusted"] is (row["trust_problem"] is None)
    assert row["trust_words"]["en"] != row["trust_words"]["de"]
    found: str | None = row["trust_problem"]
    return found


def test_a_missing_intermediate_is_an_incomplete_chain_and_hides_the_root() -> None:
    row = leaf_row(LEAF)
    assert row["trust_problem"] == "incomplete_chain"
    assert "unknown" in row["public_ca"]


def test_the_wrong_intermediate_of_the_right_name_does_not_help() -> None:
    impostor = issue("Test intermediate", ROOT, ca=True)
    assert problem(LEAF, impostor) == "incomplete_chain"


def test_a_chain_to_a_root_nobody_knows() -> None:
    middle = issue("Private intermediate", OTHER_ROOT, ca=True)
    leaf = issue("shop", middle, hosts=[HOST])
    row = leaf_row(leaf, middle, OTHER_ROOT)
    assert row["trust_problem"] == "unknown_root"
    assert row["public_ca"] is False


def test_a_root_named_like_a_trusted_one_is_not_trusted() -> None:
    fake = issue("Test root", ca=True)
    leaf = issue("shop", fake, hosts=[HOST])
    assert problem(leaf, fake) == "unknown_root"


def test_a_self_signed_leaf() -> None:
    assert problem(issue("shop", hosts=[HOST])) == "self_signed"


def test_a_self_signed_leaf_declared_as_trusted() -> None:
    own = issue("shop", hosts=[HOST])
    assert problem(own, anchors_=Anchors((own.certificate,))) is None


def test_an_expired_leaf() -> None:
    assert problem(issue("shop", MIDDLE, hosts=[HOST], end=NOW - DAY), MIDDLE) == "expired"


def test_an_expired_intermediate_counts_too() -> None:
    middle = issue("Old intermediate", ROOT, ca=True, start=NOW - 90 * DAY, end=NOW - DAY)
    leaf = issue("shop", middle, hosts=[HOST])
    assert problem(leaf, middle) == "expired"


def test_a_leaf_of_tomorrow() -> None:
    assert problem(issue("shop", MIDDLE, hosts=[HOST], start=NOW + DAY), MIDDLE) == "not_yet_valid"


def test_a_certificate_is_valid_to_the_second() -> None:
    leaf = issue("shop", MIDDLE, hosts=[HOST], end=NOW)
    assert problem(leaf, MIDDLE) is None


def test_a_certificate_for_another_host() -> None:
    row = leaf_row(LEAF, MIDDLE, host="shop.example")
    assert row["matches_host"] is False
    assert row["trust_problem"] == "name_mismatch"
    assert HOST in row["trust_words"]["en"]


def test_the_common_name_counts_for_nothing() -> None:
    assert problem(issue(HOST, MIDDLE), MIDDLE) == "name_mismatch"


def test_an_address_in_the_certificate() -> None:
    assert problem(issue("shop", MIDDLE, addresses=["127.0.0.1"]), MIDDLE, host="127.0.0.1") is None


def test_the_wrong_order_is_noted_but_trusted() -> None:
    row = leaf_row(LEAF, ROOT, MIDDLE)
    assert row["trusted"] is True
    assert row["trust_problem"] == "wrong_order"
    assert row["trust_problems"] == ["wrong_order"]


def test_a_certificate_too_many_is_no_wrong_order() -> None:
    assert leaf_row(LEAF, OTHER_ROOT, MIDDLE)["trust_problems"] == []


def test_a_sha1_signature_is_weak_but_hides_nobody() -> None:
    assert isinstance(MIDDLE.key, ec.EllipticCurvePrivateKey)
    der = with_sha1_signature(LEAF.der, MIDDLE.key)
    row = leaf_row(replace(LEAF, certificate=x509.load_der_x509_certificate(der)), MIDDLE)
    assert (row["trusted"], row["trust_problem"], row["public_ca"]) == (False, "weak_signature", True)


def test_a_false_sha1_signature_is_none() -> None:
    assert isinstance(ROOT.key, ec.EllipticCurvePrivateKey)
    der = with_sha1_signature(LEAF.der, ROOT.key)
    row = leaf_row(replace(LEAF, certificate=x509.load_der_x509_certificate(der)), MIDDLE)
    assert row["trust_problem"] == "incomplete_chain"


def test_a_short_rsa_key_is_weak() -> None:
    leaf = issue("shop", MIDDLE, hosts=[HOST], key=old_rsa(1024))
    row = leaf_row(leaf, MIDDLE)
    assert row["trust_problem"] == "weak_signature"
    assert (row["key_type"], row["key_bits"]) == ("rsa", 1024)


def test_the_anchors_own_signature_proves_nothing_and_so_is_not_weak(monkeypatch: pytest.MonkeyPatch) -> None:
    original = issue("Test root", ca=True, key=ROOT.key)

    def weak_at_the_root(certificate: x509.Certificate) -> str:
        return "md5" if certificate.subject == original.certificate.subject else "sha256"

    monkeypatch.setattr("scanner.probes.tls.trust.hash_name", weak_at_the_root)
    assert problem(LEAF, MIDDLE, ROOT) is None


def test_an_expired_cross_signed_copy_of_the_root_does_no_harm() -> None:
    cross = issue("Test root", OTHER_ROOT, key=ROOT.key, ca=True, end=NOW - DAY)
    assert problem(LEAF, MIDDLE, cross) is None


def test_a_stapled_revocation_counts_first() -> None:
    builder = ocsp.OCSPResponseBuilder().add_response(
        cert=LEAF.certificate,
        issuer=MIDDLE.certificate,
        algorithm=hashes.SHA256(),
        cert_status=ocsp.OCSPCertStatus.REVOKED,
        this_update=NOW,
        next_update=None,
        revocation_time=NOW - DAY,
        revocation_reason=None,
    )
    signed = builder.responder_id(ocsp.OCSPResponderEncoding.NAME, MIDDLE.certificate)
    response = signed.sign(MIDDLE.key, hashes.SHA256())
    staple = response.public_bytes(Encoding.DER)
    row = leaf_row(LEAF, MIDDLE, host="other.example", staple=staple)
    assert row["trust_problem"] == "revoked"
    assert row["trust_problems"] == ["revoked", "name_mismatch"]


TRY_LATER = ocsp.OCSPResponseBuilder.build_unsuccessful(ocsp.OCSPResponseStatus.TRY_LATER)


@pytest.mark.parametrize("staple", [b"", b"rubbish", TRY_LATER.public_bytes(Encoding.DER)])
def test_a_staple_that_says_nothing_revokes_nothing(staple: bytes) -> None:
    assert problem(LEAF, MIDDLE, staple=staple) is None


def test_a_leaf_that_plays_authority() -> None:
    thief = issue("thief", MIDDLE, hosts=["thief.example"])
    leaf = issue("shop", thief, hosts=[HOST])
    row = leaf_row(leaf, thief, MIDDLE)
    assert row["trust_problem"] == "malformed"
    assert "may not issue" in row["trust_words"]["en"]


def test_a_ca_whose_key_may_not_sign() -> None:
    middle = issue("No signing", ROOT, ca=True, key_usage=False)
    assert problem(issue("shop", middle, hosts=[HOST]), middle) == "malformed"


def test_a_chain_longer_than_its_ca_allows() -> None:
    outer = issue("Outer", ROOT, ca=True, path_length=0)
    inner = issue("Inner", outer, ca=True)
    assert problem(issue("shop", inner, hosts=[HOST]), inner, outer) == "malformed"


def test_a_certificate_for_mail_is_none_for_servers() -> None:
    leaf = issue("shop", MIDDLE, hosts=[HOST], purpose=ExtendedKeyUsageOID.EMAIL_PROTECTION)
    assert problem(leaf, MIDDLE) == "malformed"


def test_a_name_outside_the_constraints_of_its_ca() -> None:
    constraint = x509.NameConstraints([x509.DNSName("other.example")], None)
    middle = issue("Constrained", ROOT, ca=True, more=[(constraint, True)])
    assert problem(issue("shop", middle, hosts=[HOST]), middle) == "malformed"


def test_what_browsers_do_not_ask_for_is_not_asked_for() -> None:
    bare = issue("Bare intermediate", ROOT, ca=True)
    assert problem(issue("shop", bare, hosts=[HOST]), bare) is None


def test_a_certificate_that_cannot_be_read() -> None:
    rows = chain_rows([b"\x30\x03\x02\x01\x01", MIDDLE.der], HOST, TRUSTED, NOW)
    assert rows[0]["trust_problem"] == "malformed"
    assert rows[0]["trusted"] is False
    assert "unknown" in rows[0]["not_after"]
    assert rows[1]["trusted"] is True


def test_a_row_says_what_the_certificate_says() -> None:
    feature = x509.TLSFeature([x509.TLSFeatureType.status_request])
    leaf = issue("shop", MIDDLE, hosts=[HOST, "shop.example"], addresses=["192.0.2.1"], more=[(feature, False)])
    row = leaf_row(leaf, MIDDLE)
    assert row["names"] == [HOST, "shop.example", "192.0.2.1"]
    assert (row["subject"], row["issuer"]) == ("CN=shop", "CN=Test intermediate")
    assert (row["key_type"], row["key_bits"], row["signature_hash"]) == ("ec", 256, "sha256")
    assert (row["not_before"], row["not_after"]) == ("2026-11-12", "2027-02-10")
    assert (row["must_staple"], row["scts"], row["is_root"]) == (True, 0, False)
    assert len(row["sha256"]) == 64
    assert int(row["serial"], 16) == leaf.certificate.serial_number


def test_ed25519_has_no_hash_of_its_own() -> None:
    leaf = issue("shop", hosts=[HOST], key=ed25519.Ed25519PrivateKey.generate())
    row = leaf_row(leaf)
    assert (row["key_type"], row["key_bits"], row["signature_hash"]) == ("ed25519", 256, None)


@pytest.mark.parametrize(
    ("issued", "days", "fits"),
    [
        (dt.date(2020, 8, 31), 825, True),
        (dt.date(2020, 9, 1), 399, False),
        (dt.date(2026, 3, 14), 398, True),
        (dt.date(2026, 3, 15), 200, True),
        (dt.date(2026, 3, 15), 201, False),
        (dt.date(2027, 3, 15), 101, False),
        (dt.date(2029, 3, 15), 47, True),
        (dt.date(2029, 3, 15), 48, False),
    ],
)
def test_a_lifetime_is_measured_against_the_limit_of_its_day(issued: dt.date, days: int, fits: bool) -> None:
    start = dt.datetime.combine(issued, dt.time(), dt.UTC)
    leaf = issue("shop", MIDDLE, hosts=[HOST], start=start, end=start + days * DAY - dt.timedelta(seconds=1))
    assert leaf_row(leaf, MIDDLE)["lifetime_days"] == days
    assert (days <= lifetime_limit(issued)) == fits


def test_a_chain_of_namesakes_ends() -> None:
    crowd = [issue("Clone", issue("Clone", ca=True), ca=True) for _ in range(12)]
    leaf = issue("shop", crowd[0], hosts=[HOST])
    assert problem(leaf, *crowd) in {"incomplete_chain", "unknown_root", "malformed"}


@given(st.lists(st.binary(max_size=60), max_size=4))
def test_any_bytes_give_rows(chain: list[bytes]) -> None:
    rows = chain_rows(chain, HOST, TRUSTED, NOW)
    assert len(rows) == len(chain)


@given(st.integers(0, len(LEAF.der) - 1), st.integers(1, 255))
def test_a_leaf_with_a_flipped_byte_is_never_trusted(place: int, change: int) -> None:
    broken = bytearray(LEAF.der)
    broken[place] ^= change
    assert chain_rows([bytes(broken), MIDDLE.der], HOST, TRUSTED, NOW)[0]["trusted"] is False


def test_the_store_holds_the_roots_of_browsers_and_those_of_the_shop(tmp_path: Any) -> None:
    pem = tmp_path / "ca.pem"
    pem.write_bytes(ROOT.certificate.public_bytes(Encoding.PEM))
    loaded = anchors.load([pem])
    assert len(loaded.roots) > 100
    assert ROOT.certificate in loaded.roots


def test_a_ca_file_without_a_certificate_is_named(tmp_path: Any) -> None:
    empty = tmp_path / "empty.pem"
    empty.write_text("nothing")
    with pytest.raises(ValueError, match=r"empty\.pem"):
        anchors.load([empty])
