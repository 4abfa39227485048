"""Which conditions may be written, how their values are read, and that None is never forgotten (design § 4)."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from scanner.model.values import Unknown
from scanner.model.vocabulary import Phase, Purpose
from scanner.policy import conditions
from scanner.policy.conditions import AllOf, AnyOf, Match, bind
from scanner.policy.types import DayExpression

from .files import condition_of, one_control, problems_of

LOST = Unknown("?")


def only_test(kind: str, text: str) -> conditions.Test:
    """The one test of a condition without a mistake."""
    condition, problems = condition_of(kind, text)
    assert condition is not None and not problems, problems
    (test,) = conditions.tests_of(condition)
    return test


def operand(kind: str, text: str) -> Any:
    """The one operand of the one matcher of a condition."""
    (match,) = only_test(kind, text).matches
    assert isinstance(match, Match)
    (value,) = match.operands
    return value


# ── the type of the fact decides how a scalar is read ────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("kind", "text", "value"),
    [
        ("request", "{country: {present: true, is: NO}}", "NO"),
        ("request", "{country: {present: true, is: no}}", "no"),
        ("request", "{path: 1.0}", "1.0"),
        ("request", "{path: 0777}", "0777"),
        ("request", "{path: 1e3}", "1e3"),
        ("request", "{path: .inf}", ".inf"),
        ("request", "{path: 2026-03-15}", "2026-03-15"),
        ("request", "{path: true}", "true"),
        ("request", "{path: 'null'}", "null"),
        ("request", "{path: ''}", ""),
        ("request", "{path: as_of}", "as_of"),
        ("certificate", "{key_bits: 2048}", 2048),
        ("certificate", "{key_bits: '2048'}", 2048),
        ("certificate", "{key_bits: +1}", 1),
        ("certificate", "{key_bits: 0777}", 777),
        ("certificate", "{days_left: -1}", -1),
        ("certificate", "{trusted: true}", True),
        ("certificate", "{trusted: FALSE}", False),
        ("certificate", "{trusted: 'true'}", True),
        ("certificate", "{not_after: 2026-03-15}", dt.date(2026, 3, 15)),
        ("certificate", "{not_after: '2026-03-15'}", dt.date(2026, 3, 15)),
        ("certificate", "{not_after: {before: as_of}}", DayExpression(0)),
        ("certificate", "{not_after: {before: as_of + 30 days}}", DayExpression(30)),
        ("certificate", "{not_after: {before: as_of - 1 day}}", DayExpression(-1)),
        ("certificate", "{not_after: {before: as_of+7d}}", DayExpression(7)),
        ("stored_item", "{phase: rejected}", Phase.REJECTED),
        ("consent_banner", "{prominence.area_ratio: {present: true, at_least: 0.8}}", 0.8),
        ("consent_banner", "{prominence.area_ratio: {present: true, at_least: 1}}", 1.0),
    ],
)
def test_the_type_of_the_field_decides_how_a_scalar_is_read(kind: str, text: str, value: object) -> None:
    read = operand(kind, text)
    assert read == value
    assert type(read) is type(value)


@pytest.mark.parametrize(
    ("kind", "text", "message"),
    [
        ("certificate", "{trusted: yes}", "trusted is true or false, found 'yes' — write true"),
        ("certificate", "{trusted: off}", "trusted is true or false, found 'off' — write false"),
        ("certificate", "{trusted: 1}", "trusted is true or false, found '1'"),
        ("certificate", "{key_bits: 1.0}", "key_bits is a whole number, found '1.0'"),
        ("certificate", "{key_bits: 1e3}", "key_bits is a whole number, found '1e3'"),
        ("certificate", "{key_bits: .inf}", "key_bits is a whole number, found '.inf'"),
        ("certificate", "{key_bits: 0x10}", "key_bits is a whole number, found '0x10'"),
        ("certificate", "{key_bits: 1_000}", "key_bits is a whole number, found '1_000'"),
        ("certificate", "{key_bits: " + "9" * 30 + "}", "key_bits is a whole number, found '999"),
        (
            "certificate",
            "{not_after: 15.3.2026}",
            "not_after is a date, found '15.3.2026' — like 2026-03-15, as_of, or",
        ),
        ("certificate", "{not_after: as_of + many days}", "not_after is a date, found 'as_of + many days'"),
        ("certificate", "{not_after: as_of + 1 week}", "not_after is a date, found 'as_of + 1 week'"),
        ("certificate", "{not_after: as_of + 999999 days}", "not_after is a date, found 'as_of + 999999 days'"),
        ("stored_item", "{phase: reject}", "phase can't be 'reject' — did you mean rejected?"),
        ("stored_item", "{phase: Rejected}", "phase can't be 'Rejected' — did you mean rejected?"),
        ("stored_item", "{phase: unknown}", "phase can't be 'unknown'"),
        ("stored_item", "{name: null}", "name can't be compared with nothing — say `present: false`"),
        ("stored_item", "{name: ~}", "name can't be compared with nothing"),
        ("stored_item", "{name: }", "name can't be compared with nothing"),
        ("stored_item", "{phase: {one_of: [rejected, null]}}", "phase.one_of can't be compared with nothing"),
    ],
)
def test_a_scalar_of_another_type_is_a_mistake(kind: str, text: str, message: str) -> None:
    _, problems = condition_of(kind, text)
    assert len(problems) == 1 and problems[0].partition(": ")[2].startswith(message), problems


# ── which conditions may be written ──────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("kind", "text", "message"),
    [
        (
            "form_field",
            "{form.purpos: newsletter}",
            "1:2: form_field has no field 'form.purpos' — did you mean form.purpose?",
        ),
        ("form_field", "{purpose: newsletter}", "1:2: form_field has no field 'purpose' — did you mean form.purpose?"),
        ("form_field", "{form: newsletter}", "1:2: form holds several fields — name one: form.page.url"),
        ("form_field", "{form: {purpose: newsletter}}", "1:2: form holds several fields"),
        ("form_field", "{asks_for.name: email}", "1:2: form_field has no field 'asks_for.name'"),
        ("form_field", "{seen: x}", "1:2: form_field has no field 'seen'"),
        ("form_field", "{'': x}", "1:2: form_field has no field ''"),
        ("form_field", "{asks_for: [email]}", "1:12: a bare list says nothing — say one_of: […]"),
        ("header", "{values: [a]}", "1:10: a bare list says nothing — say only or includes"),
        ("form_field", "{asks_for: []}", "1:12: a bare list says nothing"),
        ("form_field", "{asks_for: {}}", "1:12: asks_for is compared with nothing — name a matcher"),
        ("form_field", "{asks_for: {one_of: []}}", "1:21: one_of is empty"),
        ("form_field", "{asks_for: {one_of: email}}", "1:21: one_of is a list — write [a, b]"),
        ("form_field", "{asks_for: {one_of: {email: true}}}", "1:21: one_of is a list"),
        (
            "form_field",
            "{asks_for: {one_of: [[email]]}}",
            "1:22: asks_for.one_of is a single value, not a list or mapping",
        ),
        ("form_field", "{asks_for: {is: [email]}}", "1:17: asks_for is a single value, not a list or mapping"),
        ("form_field", "{asks_for: {oneof: [email]}}", "1:13: there is no matcher 'oneof' — did you mean one_of?"),
        ("form_field", "{asks_for: {any_of: [email]}}", "1:13: there is no matcher 'any_of'"),
        (
            "form_field",
            "{asks_for: {only: [email]}}",
            "1:13: only does not work on asks_for (PersonalData) — say one_of",
        ),
        ("form_field", "{asks_for: {at_least: email}}", "1:13: at_least does not work on asks_for (PersonalData)"),
        ("form_field", "{required: {before: 2026-01-01}}", "1:13: before does not work on required (true or false)"),
        ("header", "{values: {is: a}}", "1:11: is does not work on values (set of text) — say includes or only"),
        ("header", "{values: a}", "1:10: is does not work on values (set of text)"),
        ("header", "{values: {one_of: [a]}}", "1:11: one_of does not work on values (set of text)"),
        ("header", "{values: {matches: a}}", "1:11: matches does not work on values (set of text)"),
        ("header", "{name: {at_most: b}}", "1:9: at_most does not work on name (text)"),
        ("header", "{name: {matches: '('}}", "1:18: not a regular expression"),
        ("header", "{name: {matches: 'a(?=b)'}}", "1:18: not a regular expression"),
        ("header", "{name: {matches: '(a)\\1'}}", "1:18: not a regular expression"),
        ("header", "{name: {matches: 'a{1,1001}'}}", "1:18: not a regular expression"),
        ("header", "{any_of: []}", "1:10: any_of is empty"),
        ("header", "{any_of: {name: a}}", "1:10: any_of is a list"),
        ("header", "{any_of: [name]}", "1:11: a condition is a mapping of keys to values"),
        ("header", "{any_of: [{}]}", "1:11: an empty condition"),
        ("header", "{not: {name: a}}", "1:2: header has no field 'not'"),
        ("header", "{name: {not: {}}}", "1:14: name is compared with nothing"),
        ("header", "{name: {not: [a]}}", "1:14: a bare list says nothing"),
        ("header", "{name: {not: {nope: a}}}", "1:15: there is no matcher 'nope'"),
        ("header", "{name: $x}", "1:8: there is no parameter $x"),
        ("header", "{name: {one_of: $x}}", "1:17: there is no parameter $x"),
        ("csp", "{default_src: {present: maybe}}", "1:25: present is true or false, found 'maybe'"),
    ],
)
def test_a_mistake_in_a_condition_is_named_with_its_place(kind: str, text: str, message: str) -> None:
    condition, problems = condition_of(kind, text)
    assert condition is None
    assert any(line.startswith(f"c:{message}") for line in problems), problems


def test_all_mistakes_of_a_condition_are_named() -> None:
    _, problems = condition_of(
        "form_field", "{asks_for: [email], any_of: [{requird: true}, {form.secure: yes}], nam: x}"
    )
    assert len(problems) == 4


@pytest.mark.parametrize(
    "text",
    [
        "{key_bits: {at_least: 2, at_most: 1}}",
        "{trusted: {not: {one_of: [true, false]}}}",
        "{key_type: {is: rsa, not: rsa}}",
        "{key_type: {one_of: [rsa, ec], not: {one_of: [ec, rsa]}}}",
        "{not_after: {before: 2026-01-01, on_or_after: 2026-01-01}}",
        "{names: {includes: [a], only: [b]}}",
    ],
)
def test_what_no_value_can_ever_fit_is_a_mistake(text: str) -> None:
    _, problems = condition_of("certificate", text)
    assert len(problems) == 1 and "can ever fit this" in problems[0]


@pytest.mark.parametrize(
    "text",
    [
        "{key_bits: {at_least: 1, at_most: 1}}",
        "{key_bits: {at_least: 1, not: {one_of: [1, 2, 3]}}}",
        "{not_after: {on_or_after: 2026-01-01, before: 2026-01-02}}",
        "{names: {only: [a, b], not: {only: [a]}}}",
        "{names: {includes: [a], not: {includes: [a, b]}}}",
        "{names: {includes: [a, b, c, d, e, f], not: {only: [a, b, c, d, e, f]}}}",
        "{key_type: {not: {one_of: [rsa, ec, ed25519, ed448, dsa]}}}",
    ],
)
def test_what_some_value_fits_is_not(text: str) -> None:
    assert condition_of("certificate", text)[1] == []


# ── None ─────────────────────────────────────────────────────────────────────────────────────────────────────────────

SILENT = "may be none; say what that means"


@pytest.mark.parametrize(
    "text",
    [
        "{lifetime_days: {at_most: 30}}",
        "{lifetime_days: 30}",
        "{lifetime_days: {not: 30}}",
        "{disclosed.purpose: necessary}",
        "{any_of: [{lifetime_days: {at_most: 30}}]}",
        "{any_of: [{lifetime_days: {present: true}}], lifetime_days: {at_most: 30}}",
    ],
)
def test_an_optional_field_is_not_tested_without_saying_what_none_means(text: str) -> None:
    _, problems = condition_of("stored_item", text)
    assert len(problems) == 1 and SILENT in problems[0]


def test_a_field_inside_an_optional_one_is_optional() -> None:
    _, problems = condition_of("consent_banner", "{accept.layer: 1}")
    assert len(problems) == 1 and SILENT in problems[0]


@pytest.mark.parametrize(
    "text",
    [
        "{lifetime_days: {present: true, at_most: 30}}",
        "{lifetime_days: {present: false}}",
        "{lifetime_days: {present: true}}",
        "{any_of: [{lifetime_days: {present: false}}, {lifetime_days: {present: true, at_most: 30}}]}",
    ],
)
def test_an_optional_field_may_be_tested_with_present(text: str) -> None:
    assert condition_of("stored_item", text)[1] == []


def test_where_may_settle_what_expect_then_need_not_repeat() -> None:
    body = "every: stored_item\nwhere: {lifetime_days: {present: true}}\nexpect: {lifetime_days: {at_most: 30}}\n"
    assert problems_of(one_control(body)) == []
    for where in (
        "{any_of: [{lifetime_days: {present: true}}]}",
        "{lifetime_days: {present: false}}",
        "{party: first}",
    ):
        found = problems_of(one_control(body.replace("{lifetime_days: {present: true}}", where)))
        assert len(found) == 1 and SILENT in found[0]


def test_nothing_is_both_absent_and_something() -> None:
    _, problems = condition_of("stored_item", "{lifetime_days: {present: false, at_most: 30}}")
    assert len(problems) == 1 and "can't be absent and have a value" in problems[0]


@pytest.mark.parametrize(
    "text", ["{lifetime_days: {not: {present: true}}}", "{lifetime_days: {not: {present: false, at_most: 3}}}"]
)
def test_not_does_not_reverse_present(text: str) -> None:
    _, problems = condition_of("stored_item", text)
    assert any("not does not reverse present" in line for line in problems)


@pytest.mark.parametrize(
    ("kind", "text", "fits", "misses"),
    [
        ("stored_item", "{purpose: necessary}", [Purpose.NECESSARY], [Purpose.SOCIAL, None]),
        ("stored_item", "{purpose: {not: necessary}}", [Purpose.SOCIAL], [Purpose.NECESSARY, None]),
        ("stored_item", "{purpose: {not: {not: necessary}}}", [Purpose.NECESSARY], [Purpose.SOCIAL, None]),
        ("stored_item", "{lifetime_days: {present: true, at_least: 1, at_most: 30}}", [1, 30], [0, 31, None]),
        ("stored_item", "{lifetime_days: {present: true, not: {at_least: 1, at_most: 30}}}", [0, 31], [1, 30, None]),
        ("stored_item", "{lifetime_days: {present: false}}", [None], [0, 1]),
        ("stored_item", "{lifetime_days: {present: true}}", [0, 1], [None]),
        ("stored_item", "{name: {matches: '^_ga'}}", ["_ga", "_ga_X"], ["x_ga", "", None]),
        ("certificate", "{names: {includes: a}}", [("a",), ("b", "a")], [(), ("b",), None]),
        ("certificate", "{names: {only: [a, b]}}", [(), ("a",), ("a", "b")], [("c",), ("a", "c"), None]),
        ("certificate", "{names: {not: {only: [a]}}}", [("b",), ("a", "b")], [(), ("a",), None]),
    ],
)
def test_when_a_test_holds(kind: str, text: str, fits: list[object], misses: list[object]) -> None:
    test = only_test(kind, text)
    assert [value for value in fits if test.truth(value) != (True, True)] == []
    assert [value for value in misses if test.truth(value) != (False, False)] == []
    assert test.truth(LOST) == (False, True)


# ── joining, parameters, days ────────────────────────────────────────────────────────────────────────────────────────


def test_a_mapping_joins_by_and_and_any_of_by_or() -> None:
    condition, _ = condition_of(
        "stored_item", "{party: third, any_of: [{phase: gpc, secure: {present: false}}, {name: x}]}"
    )
    assert isinstance(condition, AllOf)
    first, either = condition.parts
    assert isinstance(first, conditions.Test) and first.path == "party"
    assert isinstance(either, AnyOf)
    both, last = either.parts
    assert isinstance(both, AllOf) and [part.path for part in both.parts if isinstance(part, conditions.Test)] == [
        "phase",
        "secure",
    ]
    assert isinstance(last, conditions.Test) and last.path == "name"


def test_days_are_counted_when_the_day_is_known() -> None:
    condition, _ = condition_of("certificate", "{not_after: {on_or_after: as_of - 1 day, before: as_of + 1 day}}")
    assert condition is not None
    (test,) = conditions.tests_of(bind(condition, {}, dt.date(2028, 2, 29)))
    assert [match.operands for match in test.matches if isinstance(match, Match)] == [
        (dt.date(2028, 2, 28),),
        (dt.date(2028, 3, 1),),
    ]


PARAMETERS = """\
params:
  few: {type: set of Purpose, default: [social]}
  one: {type: Purpose, default: social}
"""


@pytest.mark.parametrize(
    ("where", "message"),
    [
        ("{purpose: {one_of: $few}, service: {present: true, is: x}}", ""),
        ("{purpose: {one_of: $one}}", ""),
        ("{purpose: $one}", ""),
        ("{purpose: {not: $one}}", ""),
        ("{purpose: $few}", "$few is set of Purpose, but purpose needs Purpose here"),
        ("{phase: {one_of: $few}}", "$few is set of Purpose, but phase needs set of Phase here"),
        (
            "{lifetime_days: {present: true, at_most: $one}}",
            "$one is Purpose, but lifetime_days needs whole number here",
        ),
        ("{purpose: '$one'}", "purpose can't be '$one'"),
        ("{purpose: $ones}", "there is no parameter $ones — did you mean one?"),
        ("{name: {matches: $one}}", ""),
    ],
)
def test_a_parameter_stands_where_its_type_fits(where: str, message: str) -> None:
    text = one_control(f"forbid: stored_item\nwhere: {where}\n").replace("controls:", PARAMETERS + "controls:")
    found = [line for line in problems_of(text) if "never used" not in line]
    if "matches" in where:
        assert len(found) == 1
    elif message:
        assert len(found) == 1 and message in found[0], found
    else:
        assert found == []
