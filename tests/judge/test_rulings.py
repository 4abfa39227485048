"""What every control says of every form and field: the same as its verdict, row by row."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scanner.judge import Judge
from scanner.judge.rulings import rulings
from scanner.model.evidence import Evidence
from scanner.model.report import Ruling, Rulings
from scanner.model.vocabulary import Verdict

from .test_judge import control, evidence

TODAY = dt.date(2026, 11, 22)
LETTERS = {"page": {"url": "https://s/"}, "purpose": "newsletter", "ordinal": 0}
UNKNOWN = {"unknown": "nobody can tell"}
MINIMAL = {
    "id": "FM-004",
    "every": "form_field",
    "where": {"form.purpose": "newsletter", "required": True},
    "expect": {"asks_for": {"one_of": ["email"]}},
}
MARKED = {
    "id": "FM-010",
    "every": "form_field",
    "where": {"required": True},
    "expect": {"marked": {"present": True, "is": True}},
}


def field(name: str, **more: Any) -> dict[str, Any]:
    return {"form": LETTERS, "name": name, "label": None, **more}


def told(rows: Evidence, *specs: dict[str, Any]) -> Rulings:
    return rulings(Judge(rows, TODAY), [(control(**spec), {}) for spec in specs])


def of(found: Rulings, name: str) -> Ruling | None:
    return next((one for one in found.rows if f'"{name}"' in one.row), None)


def test_a_row_fits_fails_stays_open_or_is_not_spoken_of() -> None:
    rows = evidence({
        "form_field": [
            field("mail", required=True, asks_for="email", marked=True),
            field("birthday", required=True, asks_for="bday", marked=True),
            field("odd", required=True, asks_for=UNKNOWN, marked=UNKNOWN),
            field("free", required=False, asks_for="tel", marked=None),
        ]
    })  # fmt: skip
    found = told(rows, MINIMAL, MARKED)
    said = {name: of(found, name) for name in ("mail", "birthday", "odd", "free")}
    assert said["free"] is None
    assert [(one.fits, one.fails, one.open) for one in (said["mail"], said["birthday"], said["odd"]) if one] == [
        (("FM-004", "FM-010"), (), ()),
        (("FM-010",), ("FM-004",), ()),
        ((), (), ("FM-004", "FM-010")),
    ]
    assert found.asking == ("FM-004",)


def test_a_control_that_does_not_apply_says_nothing_and_one_that_may_not_apply_objects_to_nothing() -> None:
    rows = evidence({"form_field": [field("birthday", required=True, asks_for="bday")]}, looked_at=("shop",))
    where = {"applies_when": {"shop": {"card_payment": True}}}
    assert told(rows, MINIMAL | where).rows == ()
    unsure = evidence({
        "form_field": [field("birthday", required=True, asks_for="bday")],
        "shop": [{"card_payment": UNKNOWN}],
    })  # fmt: skip
    [one] = told(unsure, MINIMAL | where).rows
    assert (one.fits, one.fails, one.open) == ((), (), ("FM-004",))


def test_what_is_not_in_force_yet_says_nothing() -> None:
    rows = evidence({"form_field": [field("birthday", required=True, asks_for="bday")]})
    assert told(rows, MINIMAL | {"in_force": "2027-01-01"}).rows == ()


def test_forbidden_rows_fail_and_others_are_not_spoken_of() -> None:
    rows = evidence({"form_field": [field("a", asks_for="health"), field("b", asks_for="email")]})
    found = told(rows, {"id": "PH-1", "forbid": "form_field", "where": {"asks_for": "health"}})
    [one] = found.rows
    assert one.fails == ("PH-1",) and '"a"' in one.row
    assert found.asking == ("PH-1",)


ANSWERS = st.sampled_from(["email", "bday", UNKNOWN])
YES_NO = st.sampled_from([True, False, UNKNOWN])


@given(st.lists(st.tuples(ANSWERS, YES_NO, YES_NO), min_size=1, max_size=5))
def test_rulings_agree_with_the_verdict(drawn: list[tuple[Any, Any, Any]]) -> None:
    rows = evidence({
        "form_field": [field(f"f{n}", asks_for=a, required=r, marked=m) for n, (a, r, m) in enumerate(drawn)]
    })  # fmt: skip
    for spec in (MINIMAL, MARKED):
        judgement = Judge(rows, TODAY).judge(control(**spec))
        found = told(rows, spec).rows
        failing = {one.row for one in found if one.fails}
        assert failing == {finding.row for finding in judgement.findings}
        if any(one.open for one in found):
            assert judgement.verdict in {Verdict.UNKNOWN, Verdict.FAIL}
        if judgement.verdict is Verdict.PASS:
            assert found and all(one.fits for one in found)


@pytest.mark.parametrize("kind", ["stored_item", "request"])
def test_other_kinds_are_not_told_of(kind: str) -> None:
    assert told(evidence({}), {"id": "CK-1", "forbid": kind, "where": {"phase": "rejected"}}).rows == ()
