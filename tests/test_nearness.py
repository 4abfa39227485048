"""How far endpoints are from the guidelines, and how reports say it."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

import pytest

from scanner.derive import derive
from scanner.model.codec import encode_evidence
from scanner.model.evidence import Coverage, Evidence, Status, scope
from scanner.model.facts import Certificate, Endpoint, Fact, TlsCipher, TlsGroup, TlsProtocol, TlsSession
from scanner.model.report import Nearness, Report
from scanner.model.values import Unknown
from scanner.model.verdict import Text
from scanner.model.vocabulary import EndpointRole, GapCause, GroupFamily, KeyExchange, KeyType, TlsVersion
from scanner.nearness import nearness
from scanner.policy.library import GUIDELINE_PROFILES, Library, built_in
from scanner.reports.full.endpoints import panels
from scanner.reports.nearness import distance, of_shop

AS_OF = dt.date(2026, 11, 22)
SUITES = {
    "TLS_AES_128_GCM_SHA256": (TlsVersion.TLSV1_3, 128, KeyExchange.TLS13, True),
    "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256": (TlsVersion.TLSV1_2, 128, KeyExchange.ECDHE, True),
    "TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA": (TlsVersion.TLSV1_2, 128, KeyExchange.ECDHE, False),
}
SOUND = ("TLS_AES_128_GCM_SHA256", "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256")


@pytest.fixture(scope="module")
def library() -> Library:
    return built_in()


def rows_of(endpoint: Endpoint, suites: tuple[str, ...], legacy: tuple[TlsVersion, ...]) -> list[Fact]:
    spoken = {TlsVersion.TLSV1_2, TlsVersion.TLSV1_3, *legacy}
    found: list[Fact] = [endpoint]
    found += [TlsProtocol(endpoint=endpoint, version=v, accepted=v in spoken) for v in TlsVersion]
    for place, name in enumerate(suites, 1):
        version, bits, exchange, aead = SUITES[name]
        found.append(
            TlsCipher(
                endpoint=endpoint,
                version=version,
                name=name,
                bits=bits,
                key_exchange=exchange,
                forward_secrecy=True,
                aead=aead,
                mac="sha1" if name.endswith("SHA") else "aead",
                accepted=True,
                preference=place,
            )
        )
    for group, family in (("X25519MLKEM768", GroupFamily.HYBRID_PQ), ("secp256r1", GroupFamily.EC)):
        found.append(TlsGroup(endpoint=endpoint, name=group, family=family, bits=256, accepted=True))
    session = TlsSession(endpoint=endpoint, early_data=False, ticket_lifetime_s=None)
    leaf = Certificate(
        endpoint=endpoint,
        chain=0,
        position=0,
        sni=True,
        subject="CN=www.shop.example",
        issuer="CN=Good Issuer,O=Good",
        names=("www.shop.example",),
        key_type=KeyType.EC,
        key_bits=256,
        signature_hash="sha256",
        not_before=dt.date(2026, 10, 1),
        not_after=dt.date(2026, 12, 20),
        public_ca=True,
        is_root=False,
        matches_host=True,
        trusted=True,
        must_staple=False,
        scts=2,
    )
    return [*found, session, leaf]


def evidence_of(*rows: Fact) -> Evidence:
    facts: dict[str, tuple[Fact, ...]] = {}
    for row in rows:
        facts[row.kind] = (*facts.get(row.kind, ()), row)
    kinds = ("endpoint", "tls_protocol", "tls_cipher", "tls_group", "tls_session", "tls_flaw", "certificate", "hsts")
    coverage = tuple(Coverage(kind, scope({}), Status.SEEN) for kind in kinds)
    return derive(Evidence("https://www.shop.example/", facts, coverage))


def endpoint(host: str = "www.shop.example", address: str = "192.0.2.10", **more: Any) -> Endpoint:
    return Endpoint(host=host, address=address, port=443, role=EndpointRole.SHOP, tls=True, service="https", **more)


def report_of(found: tuple[Nearness, ...]) -> Report:
    empty: Any = ()
    gate: Any = None
    return Report(
        "https://www.shop.example/", "", "x", "2026-11-22", {}, empty, empty, gate, empty, Text("", ""), found
    )


def distances(library: Library, *rows: Fact) -> dict[tuple[str, str], Nearness]:
    return {(one.endpoint, one.profile): one for one in nearness(evidence_of(*rows), library, AS_OF)}


def test_a_sound_endpoint_meets_what_guidelines_ask_and_is_away_from_modern(library: Library) -> None:
    found = distances(library, *rows_of(endpoint(), SOUND, ()))
    assert {profile for _, profile in found} == set(GUIDELINE_PROFILES)
    assert found["www.shop.example:443", "tls-bsi"].changes == ()
    modern = found["www.shop.example:443", "tls-mozilla-modern"]
    assert "TLS-001" in {change.control for change in modern.changes}


def test_each_change_names_what_was_seen(library: Library) -> None:
    weak = rows_of(endpoint(), (*SOUND, "TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA"), (TlsVersion.TLSV1_0,))
    bsi = distances(library, *weak)["www.shop.example:443", "tls-bsi"]
    assert {change.control for change in bsi.changes} == {"TLS-001", "TLS-005.listed"}
    assert {change.control for change in bsi.advice} == {"TLS-005"}
    by_control = {change.control: [message.en for message in change.messages] for change in bsi.changes}
    assert by_control["TLS-001"] == ["TLSv1.0 on www.shop.example:443: accepted is true, expected false"]
    assert distance(bsi) == Text("two changes away", "zwei Änderungen entfernt")


def test_endpoints_are_told_apart_and_the_shop_is_as_far_as_the_farthest(library: Library) -> None:
    good = rows_of(endpoint(), SOUND, ())
    bad = rows_of(endpoint("api.shop.example"), SOUND, (TlsVersion.TLSV1_1,))
    found = distances(library, *good, *bad)
    assert found["www.shop.example:443", "tls-bsi"].changes == ()
    assert len(found["api.shop.example:443", "tls-bsi"].changes) == 1
    said = dict(of_shop(report_of(tuple(found.values()))))
    assert said["tls-bsi"].en == "one change away"


def test_what_nobody_could_tell_keeps_a_guideline_from_being_met(library: Library) -> None:
    rows = [row for row in rows_of(endpoint(), SOUND, ()) if row.kind != "tls_group"]
    evidence = evidence_of(*rows)
    without = tuple(entry for entry in evidence.coverage if entry.kind != "tls_group")
    evidence = derive(Evidence(evidence.shop, evidence.facts, without))
    bsi = next(one for one in nearness(evidence, library, AS_OF) if one.profile == "tls-bsi")
    assert "TLS-007" in bsi.unknown
    assert distance(bsi).en.startswith("met as far as could be seen")


def test_who_receives_mail_keeps_to_other_guidelines(library: Library) -> None:
    mail = Endpoint(host="mx.shop.example", address="192.0.2.9", port=25, role=EndpointRole.MAIL, tls=True)
    assert distances(library, *rows_of(mail, SOUND, ())) == {}


def test_without_tls_there_is_nothing_to_say(library: Library) -> None:
    assert nearness(Evidence("https://www.shop.example/"), library, AS_OF) == ()


# ── as reports draw it ───────────────────────────────────────────────────────────────────────────────────────────────


def test_the_matrix_has_a_line_for_each_suite_in_the_server_s_order(library: Library) -> None:
    evidence = evidence_of(*rows_of(endpoint(), SOUND, ()))
    (panel,) = panels(report_of(nearness(evidence, library, AS_OF)), evidence)
    assert panel.columns == ("TLSv1.3", "TLSv1.2")
    assert [line.name for line in panel.suites] == list(SOUND)
    assert [[mark and mark.said.en for mark in line.marks] for line in panel.suites] == [["1.", None], [None, "2."]]
    assert [near.one.profile for near in panel.near] == list(GUIDELINE_PROFILES)
    assert ("TLSv1.0", "good") in [(version, mark.state) for version, mark in panel.versions]


def test_the_chain_ends_at_the_root_it_is_trusted_by(library: Library) -> None:
    evidence = evidence_of(*rows_of(endpoint(), SOUND, ()))
    (panel,) = panels(report_of(()), evidence)
    ((leaf, root),) = panel.chains
    assert (leaf.title, root.title) == ("www.shop.example", "Good Issuer")
    assert root.role.en == "trusted root"
    assert any("28 days left" in line.en for line in leaf.lines)


def test_addresses_that_are_alike_share_a_panel(library: Library) -> None:
    first, second = endpoint(), endpoint(address="2001:db8::10")
    alike = evidence_of(*rows_of(first, SOUND, ()), *rows_of(second, SOUND, ()))
    (panel,) = panels(report_of(()), alike)
    assert panel.addresses == ("192.0.2.10", "2001:db8::10")
    apart = evidence_of(*rows_of(first, SOUND, ()), *rows_of(second, SOUND[:1], ()))
    assert len(panels(report_of(()), apart)) == 2


def test_evidence_can_be_written_and_read_with_it() -> None:
    evidence = evidence_of(*rows_of(endpoint(), SOUND, ()))
    assert "listed_by" in json.dumps(encode_evidence(evidence))


def test_what_one_endpoint_does_says_nothing_of_another(library: Library) -> None:
    bad = rows_of(endpoint(), SOUND, (TlsVersion.TLSV1_0,))
    api = endpoint("api.shop.example")
    unseen = [row for row in rows_of(api, SOUND, ()) if row.kind != "tls_protocol"]
    evidence = evidence_of(*bad, *unseen)
    gap = Coverage(
        "tls_protocol",
        scope({"endpoint.host": "api.shop.example", "endpoint.address": "192.0.2.10", "endpoint.port": 443}),
        Status.GAP,
        GapCause.TIMEOUT,
        "no answer",
    )
    evidence = derive(Evidence(evidence.shop, evidence.facts, (*evidence.coverage, gap)))
    found = {(one.endpoint, one.profile): one for one in nearness(evidence, library, AS_OF)}
    assert "TLS-001" in found["api.shop.example:443", "tls-bsi"].unknown
    assert found["www.shop.example:443", "tls-bsi"].unknown == ()


def test_a_name_with_escaped_commas_draws_nobody_else_s() -> None:
    forged = Certificate(
        endpoint=endpoint(), chain=0, position=0, subject=r"O=foo\,CN=D-TRUST Root CA,CN=evil.example", trusted=False
    )
    (panel,) = panels(report_of(()), evidence_of(endpoint(), forged))
    assert panel.chains[0][0].title == "evil.example"


def test_a_group_without_bits_is_drawn_by_its_name() -> None:
    group = TlsGroup(endpoint=endpoint(), name="MLKEM768", family=GroupFamily.PQ, bits=Unknown("none"), accepted=True)
    (panel,) = panels(report_of(()), evidence_of(endpoint(), group))
    assert [said.en for said in panel.groups] == ["MLKEM768"]
