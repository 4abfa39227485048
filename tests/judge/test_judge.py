"""What the judge says besides the verdict, when it stays silent, and what counts as looked at (design § 3 and § 4)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

import pytest

from scanner.judge import MOST_BLOCKERS, Judge
from scanner.model.codec import decode_evidence
from scanner.model.evidence import Cell, Coverage, Evidence, Status, scope
from scanner.model.verdict import MOST_FINDINGS, Judgement
from scanner.model.vocabulary import GapCause, Purpose, Verdict
from scanner.policy.controls import Control
from scanner.policy.types import DayExpression

from . import small_worlds
from .brute_force import Json

TODAY = dt.date(2026, 11, 22)
GAP = {"status": "gap", "cause": "timeout", "reason": "no answer in 10 s"}


def evidence(facts: Json = None, *coverage: Json, looked_at: tuple[str, ...] = ()) -> Evidence:
    """Evidence with these rows, every kind of them looked at completely but for the gaps among `coverage`."""
    kinds = dict.fromkeys([*(facts or {}), *looked_at])
    seen = [{"kind": kind, "scope": {}, "status": "seen"} for kind in kinds]
    return decode_evidence(
        {"schema": "siegel/evidence/1", "shop": "s", "facts": facts or {}, "coverage": [*seen, *coverage]}
    )


def control(**spec: Any) -> Control:
    return small_worlds.controls([spec])[0]


def judge(
    evidence: Evidence, parameters: Mapping[str, tuple[Any, ...]] | None = None, as_of: dt.date = TODAY, **spec: Any
) -> Judgement:
    return Judge(evidence, as_of).judge(control(**spec), parameters)


def cookie(name: str, **more: Any) -> Json:
    return {"area": "cookie", "origin": "shop.example/", "name": name, "phase": "rejected", "partition": None, **more}


def leaf(**more: Any) -> Json:
    return {
        "endpoint": {"host": "shop.example", "address": "192.0.2.1", "port": 443},
        "chain": 0,
        "position": 0,
        "subject": "CN=shop",
        **more,
    }


# ── what was looked at ───────────────────────────────────────────────────────────────────────────────────────────────


def test_a_kind_nobody_looked_at_is_unknown_whatever_the_claim() -> None:
    for spec in (
        {"forbid": "stored_item"},
        {"require": "stored_item"},
        {"every": "stored_item", "expect": {"secure": {"present": True}}},
    ):
        judged = judge(evidence(), **spec)
        assert judged.verdict is Verdict.UNKNOWN
        assert judged.blockers[0].detail == "nobody looked"


def test_rows_without_any_coverage_are_examples_and_not_all_there_is() -> None:
    rows = decode_evidence({"schema": "siegel/evidence/1", "facts": {"hsts": [{"host": "a", "valid": True}]}})
    assert judge(rows, every="hsts", expect={"valid": True}).verdict is Verdict.UNKNOWN
    assert judge(rows, every="hsts", expect={"valid": False}).verdict is Verdict.FAIL
    assert judge(rows, require="hsts").verdict is Verdict.PASS


def test_a_planned_cell_that_nobody_closed_is_a_gap() -> None:
    left_open = Evidence(
        "s",
        coverage=(Coverage("stored_item", scope({"phase": "rejected"}), Status.ABSENT),),
        plan=(Cell("stored_item", scope({"phase": "rejected"})), Cell("stored_item", scope({"phase": "accepted"}))),
    )
    assert judge(left_open, forbid="stored_item").verdict is Verdict.UNKNOWN
    assert judge(left_open, forbid="stored_item", where={"phase": "rejected"}).verdict is Verdict.PASS


def test_a_cell_with_nothing_there_is_complete() -> None:
    absent = evidence(None, {"kind": "stored_item", "scope": {}, "status": "absent"})
    assert judge(absent, forbid="stored_item").verdict is Verdict.PASS
    assert judge(absent, require="stored_item").verdict is Verdict.FAIL
    assert judge(absent, every="stored_item", expect={"party": "first"}).verdict is Verdict.NOT_APPLICABLE


def test_a_gap_elsewhere_does_not_touch_a_control() -> None:
    cart = {"kind": "request", "scope": {"phase": "rejected", "page.role": "cart"}, **GAP}
    seen = evidence({"request": []}, cart)
    assert judge(seen, forbid="request", where={"phase": "accepted"}).verdict is Verdict.PASS
    assert judge(seen, forbid="request", where={"page.role": "home"}).verdict is Verdict.PASS
    assert judge(seen, forbid="request", where={"page.role": "cart"}).verdict is Verdict.UNKNOWN
    assert judge(seen, forbid="request", where={"phase": "rejected"}).verdict is Verdict.UNKNOWN


def test_a_gap_of_rows_that_would_all_fit_does_not_stop_a_pass() -> None:
    accepted = {"kind": "stored_item", "scope": {"party": "first"}, **GAP}
    seen = evidence({"stored_item": [cookie("a", party="first")]}, accepted)
    assert judge(seen, every="stored_item", expect={"party": "first"}).verdict is Verdict.PASS
    assert (
        judge(evidence({"stored_item": []}, accepted), every="stored_item", expect={"party": "first"}).verdict
        is Verdict.UNKNOWN
    )


def test_a_scope_that_says_none_is_none_all_the_way_down() -> None:
    seen = evidence({"mail_domain": []}, {"kind": "mail_domain", "scope": {"dkim": None}, **GAP})
    assert (
        judge(seen, forbid="mail_domain", where={"dkim.key_bits": {"present": True, "at_most": 1024}}).verdict
        is Verdict.PASS
    )
    assert judge(seen, forbid="mail_domain", where={"dkim.key_bits": {"present": False}}).verdict is Verdict.UNKNOWN


# ── rows ─────────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_one_observed_violation_is_a_fail_in_spite_of_any_gap() -> None:
    everything = {"kind": "stored_item", "scope": {}, **GAP}
    seen = evidence({"stored_item": [cookie("a", purpose="marketing")]}, everything)
    judged = judge(seen, forbid="stored_item", where={"purpose": "marketing"})
    assert judged.verdict is Verdict.FAIL
    assert [finding.row for finding in judged.findings] == [
        '["stored_item", "cookie", "shop.example/", "a", null, "rejected"]'
    ]


def test_the_same_thing_seen_twice_counts_once() -> None:
    seen = evidence(
        {"stored_item": [cookie("a", seen=[{"page": "https://s/1"}]), cookie("a", seen=[{"page": "https://s/2"}])]}
    )
    assert judge(seen, forbid="stored_item", at_most=1).verdict is Verdict.PASS
    assert judge(seen, require="stored_item", at_least=2).verdict is Verdict.FAIL


def test_observations_that_disagree_decide_nothing() -> None:
    seen = evidence({"stored_item": [cookie("a", party="first"), cookie("a", party="third")]})
    assert judge(seen, forbid="stored_item", where={"party": "third"}).verdict is Verdict.UNKNOWN


def test_a_path_through_none_is_none_and_a_path_through_unknown_unknown() -> None:
    domains = [{"name": "a", "dkim": None}, {"name": "b", "dkim": {"unknown": "no answer"}}]
    for rows, said in ((domains[:1], Verdict.PASS), (domains[1:], Verdict.UNKNOWN)):
        assert (
            judge(
                evidence({"mail_domain": rows}), forbid="mail_domain", where={"dkim.key_type": {"present": True}}
            ).verdict
            is said
        )


@pytest.mark.parametrize(
    "test", [{"present": True, "not": {"at_least": 30}}, {"present": True, "not": {"not": {"at_most": 30}}}]
)
def test_not_does_not_rescue_none(test: Json) -> None:
    session = evidence({"stored_item": [cookie("a", lifetime_days=None)]})
    assert judge(session, forbid="stored_item", where={"lifetime_days": test}).verdict is Verdict.PASS
    assert judge(session, every="stored_item", expect={"lifetime_days": test}).verdict is Verdict.FAIL


def test_only_present_false_accepts_none() -> None:
    session = evidence({"stored_item": [cookie("a", lifetime_days=None)]})
    either = {"any_of": [{"lifetime_days": {"present": False}}, {"lifetime_days": {"present": True, "at_most": 30}}]}
    assert judge(session, every="stored_item", expect=either).verdict is Verdict.PASS


def test_a_field_that_no_value_could_make_fit_is_not_in_doubt() -> None:
    params = {"known": {"type": "set of Purpose", "default": ["marketing"]}}
    (other,) = small_worlds.controls(
        [{"forbid": "stored_item", "where": {"purpose": {"not": {"one_of": "$known"}}}}], params
    )
    judged = Judge(evidence({"stored_item": [cookie("a")]}), TODAY)
    assert judged.judge(other, {"known": tuple(Purpose)[1:]}).verdict is Verdict.UNKNOWN
    assert judged.judge(other, {"known": tuple(Purpose)}).verdict is Verdict.PASS


# ── the day ──────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("day", "verdict"), [(7, Verdict.PASS), (6, Verdict.FAIL), (0, Verdict.FAIL), (-1, Verdict.FAIL)]
)
def test_days_left_count_from_the_day_of_judging(day: int, verdict: Verdict) -> None:
    until = TODAY + dt.timedelta(days=day)
    seen = evidence({"certificate": [leaf(not_after=until.isoformat(), days_left=999)]})
    assert judge(seen, every="certificate", expect={"days_left": {"at_least": 7}}).verdict is verdict


@pytest.mark.parametrize(
    ("as_of", "verdict", "upcoming"),
    [
        ("2026-05-31", Verdict.NOT_APPLICABLE, True),
        ("2026-06-01", Verdict.FAIL, False),
        ("2026-12-31", Verdict.FAIL, False),
        ("2027-01-01", Verdict.NOT_APPLICABLE, False),
    ],
)
def test_a_control_is_in_force_from_its_first_to_its_last_day(as_of: str, verdict: Verdict, upcoming: bool) -> None:
    seen = evidence({"stored_item": [cookie("a")]})
    judged = judge(
        seen, as_of=dt.date.fromisoformat(as_of), forbid="stored_item", in_force="2026-06-01", until="2026-12-31"
    )
    assert (judged.verdict, judged.upcoming) == (verdict, upcoming)


@pytest.mark.parametrize(
    ("test", "verdict"),
    [
        ({"on_or_after": "as_of"}, Verdict.PASS),
        ({"before": "as_of"}, Verdict.FAIL),
        ({"before": "as_of + 1 day"}, Verdict.PASS),
        ({"before": "as_of + 1 days"}, Verdict.PASS),
        ({"on_or_after": "as_of+1d"}, Verdict.FAIL),
        ({"on_or_after": "as_of - 10 days", "before": "as_of+10days"}, Verdict.PASS),
    ],
)
def test_days_count_from_as_of(test: Json, verdict: Verdict) -> None:
    seen = evidence({"certificate": [leaf(not_before=TODAY.isoformat())]})
    assert judge(seen, every="certificate", expect={"not_before": test}).verdict is verdict


def test_a_parameter_may_be_a_day_counted_from_as_of() -> None:
    params = {"since": {"type": "date", "default": "as_of - 1 day"}}
    (one,) = small_worlds.controls(
        [{"every": "certificate", "expect": {"not_before": {"on_or_after": "$since"}}}], params
    )
    judged = Judge(evidence({"certificate": [leaf(not_before="2026-11-21")]}), TODAY)
    assert judged.judge(one, {"since": (DayExpression(-1),)}).verdict is Verdict.PASS
    assert judged.judge(one, {"since": (dt.date(2026, 11, 22),)}).verdict is Verdict.FAIL


# ── several claims ───────────────────────────────────────────────────────────────────────────────────────────────────


HSTS = evidence({"hsts": [{"host": "a", "valid": True, "preload": {"unknown": "?"}}]}, looked_at=("csp", "port"))
PASSES = {"every": "hsts", "expect": {"valid": True}}
FAILS = {"forbid": "hsts"}
UNKNOWN = {"every": "hsts", "expect": {"preload": True}}
NOT_APPLICABLE = {"every": "csp", "expect": {"present": True}}


@pytest.mark.parametrize(
    ("claims", "verdict"),
    [
        ([PASSES, FAILS, UNKNOWN], Verdict.FAIL),
        ([PASSES, UNKNOWN], Verdict.UNKNOWN),
        ([NOT_APPLICABLE, UNKNOWN], Verdict.UNKNOWN),
        ([NOT_APPLICABLE, PASSES], Verdict.PASS),
        ([NOT_APPLICABLE, NOT_APPLICABLE], Verdict.NOT_APPLICABLE),
        ([PASSES], Verdict.PASS),
    ],
)
def test_of_several_claims_the_worst_is_said(claims: list[Json], verdict: Verdict) -> None:
    assert judge(HSTS, all=claims).verdict is verdict
    assert judge(HSTS, all=claims[::-1]).verdict is verdict


def test_findings_come_from_every_claim_that_fails() -> None:
    judged = judge(HSTS, all=[FAILS, {"require": "port"}, PASSES])
    assert [finding.row for finding in judged.findings] == ['["hsts", "a"]', "port"]


@pytest.mark.parametrize(
    ("condition", "claim", "verdict"),
    [
        ({"hsts": {"valid": True}}, FAILS, Verdict.FAIL),
        ({"hsts": {"valid": False}}, FAILS, Verdict.NOT_APPLICABLE),
        ({"hsts": {"preload": True}}, FAILS, Verdict.UNKNOWN),
        ({"hsts": {"preload": True}}, PASSES, Verdict.UNKNOWN),
        ({"hsts": {"preload": True}}, NOT_APPLICABLE, Verdict.NOT_APPLICABLE),
        ({"hsts": {"preload": True}, "csp": {"present": True}}, FAILS, Verdict.NOT_APPLICABLE),
        ({"hsts": {"valid": True}, "certificate": {"trusted": True}}, FAILS, Verdict.UNKNOWN),
    ],
)
def test_whether_a_control_applies(condition: Json, claim: Json, verdict: Verdict) -> None:
    assert judge(HSTS, **claim, applies_when=condition).verdict is verdict
    assert judge(HSTS, all=[claim], applies_when=condition).verdict is verdict
    assert judge(HSTS, all=[{**claim, "applies_when": condition}]).verdict is verdict


# ── what stands in the way, and what is found ────────────────────────────────────────────────────────────────────────


def test_unknown_names_the_fields_and_gaps_in_the_way_and_no_others() -> None:
    rows = [
        cookie("a", party={"unknown": "no public suffix"}),
        cookie("b", party="first"),
        cookie("c", party="third", purpose={"unknown": "?"}),
    ]
    gaps = [{"kind": "stored_item", "scope": {"phase": phase}, **GAP} for phase in ("rejected", "accepted")]
    judged = judge(
        evidence({"stored_item": rows}, *gaps),
        every="stored_item",
        where={"phase": "rejected"},
        expect={"party": {"not": "third"}},
    )
    assert judged.verdict is Verdict.FAIL
    judged = judge(
        evidence({"stored_item": rows[:2]}, *gaps),
        every="stored_item",
        where={"phase": "rejected"},
        expect={"party": "first"},
    )
    assert [blocker.sentence for blocker in judged.blockers] == [
        'cookie "a" of shop.example/ in phase rejected: party could not be told: no public suffix',
        "stored_item (phase rejected) could not be seen: no answer in 10 s [timeout]",
    ]
    assert [blocker.cause for blocker in judged.blockers] == [None, GapCause.TIMEOUT]
    assert [blocker.message.de for blocker in judged.blockers] == [
        "Cookie „a“ von shop.example/ nach dem Ablehnen: „Anbieter“ ließ sich nicht feststellen",
        "Cookies und Speichereinträge (Phase nach dem Ablehnen) waren nicht zu sehen",
    ]


def test_what_the_owner_chose_never_hides_what_he_did_not() -> None:
    mine = [
        {"kind": "port", "scope": {"port": n}, "status": "gap", "cause": "not_authorised", "reason": "r"}
        for n in range(2 * MOST_BLOCKERS)
    ]
    theirs = {"kind": "port", "scope": {"port": 1}, **GAP}
    judged = judge(evidence({"port": []}, *mine, theirs), forbid="port")
    assert len(judged.blockers) == MOST_BLOCKERS
    assert GapCause.TIMEOUT in {blocker.cause for blocker in judged.blockers}


def test_an_undeclared_fact_of_the_shop_is_the_owners_choice() -> None:
    judged = judge(evidence({"shop": [{"sector": "food"}]}), forbid="shop", where={"card_payment": True})
    assert [blocker.cause for blocker in judged.blockers] == [GapCause.FACT_MISSING]


def test_findings_are_bounded_and_the_whole_number_is_said() -> None:
    many = evidence({"stored_item": [cookie(f"c{i}") for i in range(MOST_FINDINGS + 7)]})
    judged = judge(many, forbid="stored_item")
    assert len(judged.findings) == MOST_FINDINGS
    assert judged.decided_by.en == f"{MOST_FINDINGS + 7} found"


def test_a_finding_says_what_is_and_what_was_expected() -> None:
    field = {
        "form": {"page": {"url": "https://shop.example/newsletter"}, "purpose": "newsletter", "ordinal": 0},
        "name": "geb",
        "label": "Geburtsdatum",
        "asks_for": "bday",
        "seen": [{"artifact": "ab" * 32}, {"artifact": "ab" * 32}, {"artifact": "cd" * 32}],
    }
    judged = judge(
        evidence({"form_field": [field]}),
        every="form_field",
        expect={"asks_for": {"one_of": ["email", "consent-privacy"]}},
    )
    (finding,) = judged.findings
    assert finding.message.en == (
        'field "Geburtsdatum" on https://shop.example/newsletter: '
        "asks_for is bday, expected one of email, consent-privacy"
    )
    assert finding.message.de == (
        "Feld „Geburtsdatum“ auf https://shop.example/newsletter: "
        "fragt nach: Geburtsdatum (soll: eins von E-Mail-Adresse, Kenntnisnahme der Datenschutzerklärung)"
    )
    assert finding.where == "https://shop.example/newsletter"
    assert finding.artifacts == ("ab" * 32, "cd" * 32)


def test_a_finding_names_only_what_does_not_fit() -> None:
    seen = evidence({"hsts": [{"host": "a", "valid": True, "max_age": 60, "preload": {"unknown": "?"}}]})
    judged = judge(
        seen, every="hsts", expect={"valid": True, "max_age": {"present": True, "at_least": 100}, "preload": True}
    )
    assert [finding.message.en for finding in judged.findings] == [
        "Strict-Transport-Security of a: max_age is 60, expected at least 100"
    ]


def test_a_fingerprint_outlives_a_new_address_and_tells_controls_and_rows_apart() -> None:
    def prints(*hosts: str, address: str = "192.0.2.1") -> list[str]:
        rows = [
            {"endpoint": {"host": h, "address": address, "port": 443}, "version": "TLSv1.0", "accepted": True}
            for h in hosts
        ]
        return [
            finding.fingerprint for finding in judge(evidence({"tls_protocol": rows}), forbid="tls_protocol").findings
        ]

    assert prints("a") == prints("a", address="2001:db8::1")
    assert prints("a") != prints("b")
    first, second = small_worlds.controls([{"forbid": "hsts"}, {"forbid": "hsts"}])
    judged = Judge(HSTS, TODAY)
    assert judged.judge(first).findings[0].fingerprint != judged.judge(second).findings[0].fingerprint


def test_long_text_of_the_shop_is_cut_in_messages() -> None:
    judged = judge(evidence({"stored_item": [cookie("x" * 100_000)]}), forbid="stored_item")
    assert len(judged.findings[0].message.en) < 1000


def test_judging_twice_says_the_same() -> None:
    seen = evidence({"stored_item": [cookie(f"c{i}", party={"unknown": "?"} if i % 2 else "third") for i in range(20)]})
    one = control(every="stored_item", expect={"party": "first"})
    assert Judge(seen, TODAY).judge(one) == Judge(seen, TODAY).judge(one)


def test_a_finding_quotes_the_words_that_have_to_be_mended() -> None:
    row = {"page": "https://shop.example/privacy", "what": "sample_person", "quote": "Fragen an Max Mustermann."}
    (finding,) = judge(evidence({"placeholder": [row]}), forbid="placeholder").findings
    assert (
        finding.message.en == 'sample_person on https://shop.example/privacy: forbidden ("Fragen an Max Mustermann.")'
    )
    assert finding.message.de == (
        "Musterperson auf https://shop.example/privacy: nicht erlaubt („Fragen an Max Mustermann.“)"
    )
