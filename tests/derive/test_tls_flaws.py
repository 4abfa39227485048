"""Flaws follow from what was seen of an endpoint; what was not seen makes them unknown, never absent."""

from __future__ import annotations

from collections.abc import Iterable

import pytest

from scanner.derive import derive
from scanner.derive.tls_flaws import tls_flaws
from scanner.model.evidence import Coverage, Evidence, Status, scope
from scanner.model.facts import Certificate, Endpoint, Fact, Header, KnownFlaw, TlsCipher, TlsGroup, TlsProtocol
from scanner.model.values import Unknown
from scanner.model.vocabulary import GapCause, GroupFamily, KeyType, TlsFlaw, TlsVersion

HOST = "www.shop.example"
HERE = Endpoint(host=HOST, address="192.0.2.1", port=443)
THERE = Endpoint(host="mail.shop.example", address="192.0.2.2", port=25)
KINDS = ("tls_protocol", "tls_cipher", "tls_group", "certificate")

MODERN = (TlsVersion.TLSV1_2, "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256")
CBC = "TLS_RSA_WITH_AES_128_CBC_SHA"
V10, V12, SSL3, SSL2 = TlsVersion.TLSV1_0, TlsVersion.TLSV1_2, TlsVersion.SSLV3, TlsVersion.SSLV2


def versions(*accepted: TlsVersion, at: Endpoint = HERE, unknown: Iterable[TlsVersion] = ()) -> list[TlsProtocol]:
    return [
        TlsProtocol(endpoint=at, version=v, accepted=Unknown("reset") if v in unknown else v in accepted)
        for v in TlsVersion
    ]


def suites(*pairs: tuple[TlsVersion, str], at: Endpoint = HERE) -> list[TlsCipher]:
    return [TlsCipher(endpoint=at, version=version, name=name, accepted=True) for version, name in pairs]


def prime(name: str, bits: int, weak: bool | Unknown, at: Endpoint = HERE) -> TlsGroup:
    return TlsGroup(endpoint=at, name=name, family=GroupFamily.FFDHE, bits=bits, accepted=True, known_weak=weak)


def evidence(*rows: Fact, gaps: Iterable[Coverage] = ()) -> Evidence:
    facts: dict[str, tuple[Fact, ...]] = {}
    for row in rows:
        facts[row.kind] = (*facts.get(row.kind, ()), row)
    seen = [Coverage(kind, scope({"endpoint.host": HOST, "endpoint.port": 443}), Status.SEEN) for kind in KINDS]
    return Evidence("https://www.shop.example/", facts, (*seen, *gaps))


def gap(kind: str, **fixed: object) -> Coverage:
    here = {"endpoint.host": HOST, "endpoint.address": "192.0.2.1", "endpoint.port": 443, **fixed}
    return Coverage(kind, scope(here), Status.GAP, GapCause.TIMEOUT, "no answer")  # type: ignore[arg-type]


def flaws(found: Evidence, at: Endpoint = HERE) -> dict[TlsFlaw, KnownFlaw]:
    rows = [row for row in tls_flaws(found).rows("tls_flaw") if isinstance(row, KnownFlaw)]
    return {row.name: row for row in rows if row.endpoint == at and isinstance(row.name, TlsFlaw)}


DERIVED = {
    TlsFlaw.POODLE,
    TlsFlaw.BEAST,
    TlsFlaw.SWEET32,
    TlsFlaw.FREAK,
    TlsFlaw.LOGJAM,
    TlsFlaw.KNOWN_WEAK_DH_PRIME,
    TlsFlaw.LUCKY13,
    TlsFlaw.DROWN,
    TlsFlaw.BREACH_CONDITION,
}


def test_a_modern_server_has_none_of_them_as_far_as_hellos_show() -> None:
    found = flaws(evidence(*versions(V12, TlsVersion.TLSV1_3), *suites(MODERN)))
    assert set(found) == DERIVED
    assert {name for name, row in found.items() if row.present is not False} == {TlsFlaw.BREACH_CONDITION}
    assert all(row.derived_by == "derive.tls_flaws" for row in found.values())


@pytest.mark.parametrize(
    ("version", "suite", "present"),
    [
        (SSL3, CBC, {TlsFlaw.POODLE, TlsFlaw.BEAST}),
        (SSL3, "TLS_RSA_WITH_RC4_128_SHA", set()),
        (V10, CBC, {TlsFlaw.BEAST}),
        (V10, "TLS_RSA_WITH_RC4_128_SHA", set()),
        (TlsVersion.TLSV1_1, CBC, set()),
        (V12, "TLS_RSA_WITH_3DES_EDE_CBC_SHA", {TlsFlaw.SWEET32}),
        (V12, "TLS_RSA_WITH_IDEA_CBC_SHA", {TlsFlaw.SWEET32}),
        (V12, "TLS_DHE_RSA_WITH_DES_CBC_SHA", {TlsFlaw.SWEET32}),
        (V12, "TLS_RSA_EXPORT_WITH_RC4_40_MD5", {TlsFlaw.FREAK}),
        (V10, "TLS_RSA_EXPORT_WITH_RC2_CBC_40_MD5", {TlsFlaw.FREAK, TlsFlaw.SWEET32, TlsFlaw.BEAST}),
        (V12, "TLS_DHE_RSA_EXPORT_WITH_DES40_CBC_SHA", {TlsFlaw.LOGJAM, TlsFlaw.SWEET32}),
        (V12, "TLS_DH_anon_EXPORT_WITH_RC4_40_MD5", {TlsFlaw.LOGJAM}),
        (V12, "TLS_DHE_RSA_WITH_AES_128_GCM_SHA256", set()),
        (V12, "TLS_RSA_WITH_CAMELLIA_128_CBC_SHA", set()),
    ],
)
def test_a_suite_shows_what_it_shows(version: TlsVersion, suite: str, present: set[TlsFlaw]) -> None:
    found = flaws(evidence(*versions(version), *suites((version, suite))))
    assert {name for name, row in found.items() if row.present is True} == present
    for name in present:
        assert suite in (found[name].shown_by or ())  # type: ignore[operator]


def test_what_shows_it_is_named_by_version_and_suite() -> None:
    found = flaws(evidence(*versions(SSL3, V10), *suites((SSL3, CBC), (V10, CBC))))
    assert found[TlsFlaw.BEAST].shown_by == ("SSLv3", "TLSv1.0", CBC)
    assert found[TlsFlaw.FREAK].shown_by == ()


@pytest.mark.parametrize("suite", [CBC, "TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA384"])
def test_lucky13_is_never_said_to_be_there(suite: str) -> None:
    row = flaws(evidence(*versions(V12), *suites((V12, suite))))[TlsFlaw.LUCKY13]
    assert isinstance(row.present, Unknown)
    assert row.shown_by == ("TLSv1.2", suite)


@pytest.mark.parametrize(
    ("row", "logjam", "weak"),
    [
        (prime("modp1024", 1024, weak=True), True, True),
        (prime("dh-1024-0123456789ab", 1024, weak=False), True, False),
        (prime("dh-512-0123456789ab", 512, weak=False), True, False),
        (prime("ffdhe2048", 2048, weak=False), False, False),
        (prime("rfc5114-2048-256", 2048, weak=True), False, True),
    ],
)
def test_a_short_prime_is_logjam_and_a_shared_or_dubious_one_is_known_to_be_weak(
    row: TlsGroup, logjam: bool, weak: bool
) -> None:
    found = flaws(evidence(*versions(V12), *suites((V12, "TLS_DHE_RSA_WITH_AES_128_GCM_SHA256")), row))
    assert (found[TlsFlaw.LOGJAM].present, found[TlsFlaw.KNOWN_WEAK_DH_PRIME].present) == (logjam, weak)
    assert found[TlsFlaw.LOGJAM].shown_by == ((row.name,) if logjam else ())


def test_a_short_curve_is_no_prime() -> None:
    curve = TlsGroup(endpoint=HERE, name="sect163k1", family=GroupFamily.EC, bits=163, accepted=True, known_weak=False)
    assert flaws(evidence(*versions(V12), *suites(MODERN), curve))[TlsFlaw.LOGJAM].present is False


def test_a_prime_that_was_not_tested_leaves_it_open() -> None:
    row = prime("dh-8192-0123456789ab", 8192, Unknown("not tested"))
    found = flaws(evidence(*versions(V12), *suites((V12, "TLS_DHE_RSA_WITH_AES_128_GCM_SHA256")), row))
    assert found[TlsFlaw.KNOWN_WEAK_DH_PRIME].present == Unknown("not tested")


def test_suites_that_were_not_seen_may_show_what_the_others_do_not() -> None:
    cut = evidence(*versions(V10, V12), *suites(MODERN), gaps=[gap("tls_cipher", version=V12)])
    found = flaws(cut)
    assert {name for name, row in found.items() if row.present is False} == {
        TlsFlaw.POODLE,
        TlsFlaw.BEAST,
        TlsFlaw.DROWN,
    }
    assert found[TlsFlaw.SWEET32].present == Unknown("no answer", GapCause.TIMEOUT)


def test_what_is_certain_stays_so_beside_a_gap() -> None:
    cut = evidence(*versions(V10), *suites((V10, CBC)), gaps=[gap("tls_cipher", version=V10)])
    assert flaws(cut)[TlsFlaw.BEAST].present is True


def test_a_gap_of_another_endpoint_is_none_of_this_ones() -> None:
    other = gap("tls_cipher", **{"endpoint.address": "192.0.2.9"})
    assert flaws(evidence(*versions(V12), *suites(MODERN), gaps=[other]))[TlsFlaw.SWEET32].present is False


def test_a_version_of_which_nothing_is_known_leaves_open_what_it_could_show() -> None:
    found = flaws(evidence(*versions(V12, unknown=[SSL3]), *suites(MODERN)))
    assert found[TlsFlaw.POODLE].present == Unknown("reset")
    assert found[TlsFlaw.DROWN].present is False
    assert isinstance(flaws(evidence(*versions(V12, unknown=[SSL2])))[TlsFlaw.DROWN].present, Unknown)


def test_groups_that_were_not_seen_matter_only_where_a_prime_is_used() -> None:
    hidden = [gap("tls_group")]
    assert flaws(evidence(*versions(V12), *suites(MODERN), gaps=hidden))[TlsFlaw.LOGJAM].present is False
    dhe = suites((V12, "TLS_DHE_RSA_WITH_AES_128_GCM_SHA256"))
    assert isinstance(flaws(evidence(*versions(V12), *dhe, gaps=hidden))[TlsFlaw.LOGJAM].present, Unknown)


def leaf(at: Endpoint, sha256: str, kind: KeyType = KeyType.RSA, bits: int = 2048) -> Certificate:
    return Certificate(endpoint=at, chain=0, position=0, sha256=sha256, key_type=kind, key_bits=bits)


@pytest.mark.parametrize(
    ("certificate", "present"),
    [
        (leaf(THERE, "aa"), True),
        (leaf(THERE, "bb", bits=4096), False),
        (leaf(THERE, "bb", KeyType.EC, 256), False),
        (leaf(THERE, "bb"), None),
    ],
)
def test_drown_reaches_the_endpoints_that_share_a_key(certificate: Certificate, present: bool | None) -> None:
    rows = [*versions(V12), *suites(MODERN), leaf(HERE, "aa"), *versions(SSL2, at=THERE), certificate]
    row = flaws(evidence(*rows))[TlsFlaw.DROWN]
    assert (None if isinstance(row.present, Unknown) else row.present) is present
    assert flaws(evidence(*rows), THERE)[TlsFlaw.DROWN].present is True
    assert row.shown_by == (("SSLv2", "mail.shop.example:25") if present else ())


@pytest.mark.parametrize(
    ("url", "values", "present"),
    [
        ("https://www.shop.example/", ("gzip",), True),
        ("https://www.shop.example/", ("identity, BR",), True),
        ("https://www.shop.example/", (), False),
        ("https://www.shop.example/", ("\x1b[31mred",), False),
        ("https://www.shop.example:8443/", ("gzip",), None),
        ("http://www.shop.example/", ("gzip",), None),
        ("https://[", ("gzip",), None),
    ],
)
def test_compression_of_its_pages_is_the_condition_of_breach(
    url: str, values: tuple[str, ...], present: bool | None
) -> None:
    header = Header(url=url, name="content-encoding", present=bool(values), values=values)
    row = flaws(evidence(*versions(V12), *suites(MODERN), header))[TlsFlaw.BREACH_CONDITION]
    assert (None if isinstance(row.present, Unknown) else row.present) is present
    assert all(text.isprintable() for text in row.shown_by or ())  # type: ignore[union-attr]


def test_an_endpoint_that_accepts_nothing_has_no_rows() -> None:
    assert flaws(evidence(*versions())) == {}
    assert flaws(evidence()) == {}


def test_deriving_again_changes_nothing() -> None:
    once = derive(evidence(*versions(SSL3, V12), *suites((SSL3, CBC)), prime("modp1024", 1024, weak=True)))
    assert derive(once) == once
    assert len(once.rows("tls_flaw")) == len(DERIVED)


UNREAD = Unknown("the certificate can't be read")


def test_certificates_that_can_t_be_read_show_neither_one_key_nor_two() -> None:
    here = Certificate(endpoint=HERE, chain=0, position=0, sha256=UNREAD, key_type=UNREAD, key_bits=UNREAD)
    there = Certificate(endpoint=THERE, chain=0, position=0, sha256=UNREAD, key_type=UNREAD, key_bits=UNREAD)
    rows = [*versions(V12), *suites(MODERN), *versions(SSL2, at=THERE)]
    assert isinstance(flaws(evidence(*rows, here, there))[TlsFlaw.DROWN].present, Unknown)
    assert isinstance(flaws(evidence(*rows, leaf(HERE, "aa"), there))[TlsFlaw.DROWN].present, Unknown)


def test_a_certificate_that_was_not_seen_may_have_the_key() -> None:
    rows = [*versions(V12), *suites(MODERN), leaf(HERE, "aa"), *versions(SSL2, at=THERE), leaf(THERE, "bb", bits=4096)]
    found = flaws(evidence(*rows, gaps=[gap("certificate")]))[TlsFlaw.DROWN]
    assert isinstance(found.present, Unknown)
