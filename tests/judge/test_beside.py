"""A finding comes with what was kept of its row, and of the page it is about in the phase it is about."""

from __future__ import annotations

import datetime as dt
from typing import Any

from scanner.judge import Judge
from scanner.model.codec import decode_evidence
from scanner.model.evidence import Evidence

from .small_worlds import controls

TODAY = dt.date(2026, 11, 22)

HOME, CART = "https://shop.example/", "https://shop.example/cart"
TEXT, BEFORE, AFTER, CARTED, OWN = ("0" * 64, "1" * 64, "2" * 64, "3" * 64, "4" * 64)


def seen(artifact: str, page: str = HOME, phase: str | None = "before_choice", second: int = 0) -> dict[str, Any]:
    return {"page": page, "phase": phase, "at": f"2026-11-22T10:00:{second:02}Z", "artifact": artifact}


PAGES = [
    {"url": HOME, "role": "home", "seen": [seen(TEXT), seen(BEFORE), seen(AFTER, phase="rejected", second=9)]},
    {"url": CART, "role": "cart", "seen": [seen(CARTED, CART, second=4)]},
]


def evidence(**facts: Any) -> Evidence:
    kinds = {"page": PAGES} | facts
    return decode_evidence(
        {
            "schema": "siegel/evidence/1",
            "shop": HOME,
            "started": "",
            "ended": "",
            "vantage": {},
            "plan": [],
            "facts": kinds,
            "coverage": [{"kind": kind, "scope": {}, "status": "seen", "cause": None, "reason": ""} for kind in kinds],
        }
    )


def artifacts(rows: Evidence, **spec: Any) -> list[tuple[str, ...]]:
    (control,) = controls([spec])
    judged = Judge(rows, TODAY).judge(control)
    return [made.artifacts for made in (*judged.findings, *judged.blockers)]


def cookie(phase: str, *places: dict[str, Any], **fields: Any) -> dict[str, Any]:
    return {"area": "cookie", "origin": "shop.example/", "name": "a", "partition": None, "phase": phase} | {
        "seen": list(places),
        **fields,
    }


def test_a_cookie_of_a_page_comes_with_that_page_in_that_phase() -> None:
    stored = cookie("before_choice", {"page": CART, "phase": "before_choice", "at": None, "artifact": None})
    assert artifacts(evidence(stored_item=[stored]), forbid="stored_item") == [(CARTED,)]


def test_a_cookie_of_no_page_comes_with_the_first_page_of_its_phase() -> None:
    rows = [cookie("before_choice"), cookie("rejected"), cookie("accepted")]
    assert artifacts(evidence(stored_item=rows), forbid="stored_item") == [(TEXT, BEFORE), (AFTER,), ()]


def test_its_own_artifacts_stand_first_and_none_twice() -> None:
    form = {"page": {"url": HOME}, "purpose": "newsletter", "ordinal": 0, "seen": [seen(OWN), seen(BEFORE)]}
    assert artifacts(evidence(form=[form]), forbid="form") == [(OWN, BEFORE, TEXT)]


def test_what_is_of_no_phase_comes_with_its_page_as_it_was_seen_first() -> None:
    field = {"form": {"page": {"url": f"{CART}#top"}, "purpose": "coupon", "ordinal": 0}, "name": "x", "label": "x"}
    assert artifacts(evidence(form_field=[field]), forbid="form_field") == [(CARTED,)]
    notice = {"url": HOME, "words": 9}
    assert artifacts(evidence(privacy_notice=[notice]), forbid="privacy_notice") == [(TEXT, BEFORE)]


def test_what_is_no_matter_of_pages_comes_with_its_own_alone() -> None:
    header = {"url": HOME, "name": "server", "present": True, "seen": [seen(OWN, phase=None)]}
    assert artifacts(evidence(header=[header]), forbid="header") == [(OWN,)]


def test_what_stands_in_the_way_comes_with_its_page_too() -> None:
    stored = cookie("rejected", purpose={"unknown": "nothing is known about it"})
    spec = {"forbid": "stored_item", "where": {"purpose": "marketing"}}
    assert artifacts(evidence(stored_item=[stored]), **spec) == [(AFTER,)]
