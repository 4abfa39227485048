"""Which guidelines list what an endpoint accepts, and what may be said of it where something was not seen."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from scanner.derive import derive
from scanner.derive.parameter_sets import guidelines
from scanner.model.evidence import Cell, Coverage, Evidence, Status, scope
from scanner.model.facts import Endpoint, Fact, TlsCipher, TlsGroup, TlsProtocol, TlsSession
from scanner.model.values import Unknown
from scanner.model.vocabulary import GapCause, GroupFamily, KeyExchange, ParameterSet, TlsVersion
from scanner.probes.tls.suites import by_name

BSI, INTERMEDIATE, MODERN, NIST, PCI = ParameterSet
ENDPOINT = Endpoint(host="www.shop.example", address="192.0.2.10", port=443)
PLACE = {"endpoint.host": "www.shop.example", "endpoint.address": "192.0.2.10", "endpoint.port": 443}


def suite(name: str, version: TlsVersion = TlsVersion.TLSV1_2) -> TlsCipher:
    known = by_name()[name]
    return TlsCipher(
        endpoint=ENDPOINT, version=version, name=name, bits=known.bits, key_exchange=known.key_exchange, accepted=True
    )


def group(name: str, family: GroupFamily, bits: int) -> TlsGroup:
    return TlsGroup(endpoint=ENDPOINT, name=name, family=family, bits=bits, accepted=True)


def seen(*rows: Fact, gaps: tuple[str, ...] = ()) -> Evidence:
    """Evidence of one endpoint whose suites and groups were looked at to the end, but for the kinds in `gaps`."""
    spoken = [
        TlsProtocol(endpoint=ENDPOINT, version=version, accepted=True)
        for version in {row.version for row in rows if isinstance(row, TlsCipher)}
    ]
    facts: dict[str, tuple[Fact, ...]] = {}
    for row in (*rows, *spoken, TlsSession(endpoint=ENDPOINT)):
        facts[row.kind] = (*facts.get(row.kind, ()), row)
    kinds = ("tls_protocol", "tls_cipher", "tls_group", "tls_session")
    coverage = [Coverage(kind, scope(PLACE), Status.SEEN) for kind in kinds if kind not in gaps]
    coverage += [Coverage(kind, scope(PLACE), Status.GAP, GapCause.TIMEOUT, "no answer") for kind in gaps]
    return Evidence("https://www.shop.example/", facts, tuple(coverage), tuple(Cell(kind) for kind in ()))


def session(evidence: Evidence) -> TlsSession:
    (row,) = derive(evidence).rows("tls_session")
    assert isinstance(row, TlsSession)
    return row


@pytest.mark.parametrize(
    ("name", "listed", "tolerated"),
    [
        ("TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384", {BSI, INTERMEDIATE, NIST, PCI}, set()),
        ("TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256", {INTERMEDIATE, PCI}, {BSI}),
        ("TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA256", {NIST, PCI}, {BSI}),
        ("TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA", {NIST, PCI}, set()),
        ("TLS_DHE_RSA_WITH_AES_128_GCM_SHA256", {BSI, NIST, PCI}, set()),
        ("TLS_RSA_WITH_AES_128_GCM_SHA256", {PCI}, set()),
        ("TLS_RSA_WITH_RC4_128_MD5", set(), set()),
        ("TLS_DH_anon_WITH_AES_128_CBC_SHA", set(), set()),
        ("TLS_RSA_EXPORT_WITH_DES40_CBC_SHA", set(), set()),
    ],
)
def test_a_suite_is_listed_where_a_guideline_names_it(
    name: str, listed: set[ParameterSet], tolerated: set[ParameterSet]
) -> None:
    (row,) = derive(seen(suite(name))).rows("tls_cipher")
    assert isinstance(row, TlsCipher)
    assert isinstance(row.listed_by, tuple)
    assert isinstance(row.tolerated_by, tuple)
    assert (set(row.listed_by), set(row.tolerated_by)) == (listed, tolerated)


@pytest.mark.parametrize(
    ("row", "listed", "tolerated"),
    [
        (group("X25519MLKEM768", GroupFamily.HYBRID_PQ, 255), {BSI, INTERMEDIATE, MODERN, PCI}, set()),
        (group("x25519", GroupFamily.EC, 255), {INTERMEDIATE, MODERN, PCI}, {BSI}),
        (group("brainpoolP384r1tls13", GroupFamily.EC, 384), {BSI, PCI}, set()),
        (group("ffdhe2048", GroupFamily.FFDHE, 2048), {NIST, PCI}, set()),
        (group("dh-3072-0a1b2c3d", GroupFamily.FFDHE, 3072), {BSI, PCI}, set()),
        (group("secp160r1", GroupFamily.EC, 160), set(), set()),
    ],
)
def test_a_group_is_listed_by_name_or_by_its_bits(
    row: TlsGroup, listed: set[ParameterSet], tolerated: set[ParameterSet]
) -> None:
    (found,) = derive(seen(row)).rows("tls_group")
    assert isinstance(found, TlsGroup)
    assert isinstance(found.listed_by, tuple)
    assert isinstance(found.tolerated_by, tuple)
    assert (set(found.listed_by), set(found.tolerated_by)) == (listed, tolerated)


def test_a_suite_whose_strength_is_not_known_is_listed_by_nobody_for_sure() -> None:
    row = TlsCipher(endpoint=ENDPOINT, version=TlsVersion.TLSV1_2, name="TLS_NEW", key_exchange=KeyExchange.ECDHE)
    (found,) = derive(seen(row)).rows("tls_cipher")
    assert isinstance(found, TlsCipher)
    assert isinstance(found.listed_by, Unknown)


def test_an_endpoint_offers_a_guideline_s_suites_only_if_it_does_in_each_version() -> None:
    modern = suite("TLS_AES_128_GCM_SHA256", TlsVersion.TLSV1_3)
    both = session(seen(modern, suite("TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256")))
    assert both.suites_of == (BSI, INTERMEDIATE, NIST, PCI)
    old_below = session(seen(modern, suite("TLS_RSA_WITH_AES_128_CBC_SHA")))
    assert old_below.suites_of == (PCI,)
    assert session(seen(modern)).suites_of == (BSI, INTERMEDIATE, MODERN, NIST, PCI)


def test_legacy_versions_have_no_part_in_it() -> None:
    found = session(
        seen(
            suite("TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256"),
            suite("TLS_RSA_WITH_RC4_128_SHA", TlsVersion.TLSV1_0),
        )
    )
    assert isinstance(found.suites_of, tuple)
    assert BSI in found.suites_of


def test_what_was_not_seen_may_be_listed() -> None:
    found = session(seen(suite("TLS_RSA_WITH_AES_128_CBC_SHA"), gaps=("tls_cipher", "tls_group")))
    assert isinstance(found.suites_of, Unknown)
    assert isinstance(found.groups_of, Unknown)
    assert isinstance(found.post_quantum, Unknown)


def test_one_hybrid_group_is_enough_even_if_others_were_not_seen() -> None:
    hybrid = group("X25519MLKEM768", GroupFamily.HYBRID_PQ, 255)
    assert session(seen(hybrid, gaps=("tls_group",))).post_quantum is True
    assert session(seen(group("x25519", GroupFamily.EC, 255))).post_quantum is False


def test_every_name_on_a_list_is_one_of_iana() -> None:
    names = set(by_name())
    for guideline in guidelines().values():
        plain = {name for name in (*guideline.suites.listed, *guideline.suites.tolerated) if "*" not in name}
        assert plain <= names


def test_every_guideline_stands_among_the_references() -> None:
    known = yaml.safe_load(Path("policies/references.yaml").read_text())["references"]
    assert {guideline.reference for guideline in guidelines().values()} <= set(known)
