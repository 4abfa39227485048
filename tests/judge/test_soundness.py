"""Places where a verdict would come too easily: kinds nobody saw whole, things that may be one, claims together."""

from __future__ import annotations

import pytest

from scanner.model.vocabulary import GapCause, Verdict

from . import test_defining_property as small
from .test_judge import GAP, cookie, evidence, judge

UNKNOWN = {"unknown": "?"}


def test_a_kind_with_nothing_but_a_gap_somewhere_was_seen_nowhere() -> None:
    seen = evidence({}, {"kind": "stored_item", "scope": {"phase": "rejected"}, **GAP})
    judged = judge(seen, forbid="stored_item", where={"phase": "before_choice"})
    assert judged.verdict is Verdict.UNKNOWN
    assert {blocker.cause for blocker in judged.blockers} == {GapCause.TIMEOUT}


def test_the_owners_choice_somewhere_stays_the_owners_choice_everywhere() -> None:
    gap = {"kind": "port", "scope": {"host": "a"}, "status": "gap", "cause": "not_authorised", "reason": "nobody asked"}
    judged = judge(evidence({}, gap), forbid="port", where={"port": 6379})
    assert {blocker.cause for blocker in judged.blockers} == {GapCause.NOT_AUTHORISED}


@pytest.mark.parametrize("name", ["x", UNKNOWN])
def test_two_rows_that_may_be_one_thing_are_not_certainly_two(name: object) -> None:
    rows = [{**cookie("x"), "name": name}, {**cookie("x"), "name": UNKNOWN}]
    seen = evidence({"stored_item": rows})
    assert judge(seen, forbid="stored_item", at_most=1).verdict is Verdict.UNKNOWN
    assert judge(seen, require="stored_item", at_least=2).verdict is Verdict.UNKNOWN


def test_two_rows_that_differ_in_a_known_part_of_the_key_are_two() -> None:
    rows = [{**cookie("x"), "name": UNKNOWN}, {**cookie("x"), "name": UNKNOWN, "phase": "accepted"}]
    seen = evidence({"stored_item": rows})
    assert judge(seen, forbid="stored_item", at_most=1).verdict is Verdict.FAIL
    assert judge(seen, require="stored_item", at_least=2).verdict is Verdict.PASS


def test_claims_together_say_what_every_completion_says() -> None:
    first = small.CLAIMS[1]
    specs = [
        {"all": [first, {"every": "hsts", "expect": {"valid": True}}]},
        {"all": [first, {"forbid": "hsts", "where": {"valid": False}}]},
    ]
    assert small.contradictions(specs, small.evidence_about_both()) == []
