"""What a phase stored, in order, deleted again or not: valid, and no value in it."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from scanner.model.storage import storage_schema
from scanner.probes.browser import storage_log as module
from scanner.probes.browser.storage_log import storage_log
from scanner.probes.browser.visitor import Written

from .raw_samples import CANARY, COOKIE, KEPT, OPENED, REMOVED, VEIL, VISITOR, WRITTEN

DELETED = replace(COOKIE, when=replace(COOKIE.when, at_ms=1700), lifetime_s=-1.0, deletes=True, set_by=None)


def written(kept: Any = KEPT) -> tuple[Written, dict[str, Any]]:
    made = storage_log(VISITOR, [COOKIE, DELETED], [WRITTEN, REMOVED, OPENED], kept, VEIL, {})
    document = json.loads(made.data)
    Draft202012Validator(storage_schema()).validate(document)
    return made, document


def test_events_stand_in_the_order_in_which_they_came_deletions_too() -> None:
    made, log = written()
    told = [(event["at_ms"], event["how"], event["action"]) for event in log["events"]]
    assert told == [
        (1100, "localStorage", "set"),
        (1400, "localStorage", "delete"),
        (1500, "http", "set"),
        (1600, "serviceWorker.register", "open"),
        (1700, "http", "delete"),
    ]
    assert (made.entries, made.left_out) == (5, 0)
    assert log["events"][0]["at"] == "2026-11-22T09:00:01.100Z" and all(event["counts"] for event in log["events"])


def test_a_cookie_is_told_with_its_attributes_and_who_set_it() -> None:
    cookie = written()[1]["events"][2]
    assert (cookie["name"], cookie["domain"], cookie["length"], cookie["digest"]) == (
        "sid", "t.example", 32, f"~{'d' * 32}"
    )  # fmt: skip
    assert (cookie["lifetime_s"], cookie["secure"], cookie["same_site"]) == (3600.0, True, "none")
    assert cookie["set_by"] == f"https://t.example/p?id=~{32:032x}" and cookie["blocked"] == ["UserPreferences"]


def test_what_was_there_in_the_end_is_told_or_that_it_is_not_known() -> None:
    log = written()[1]
    assert log["kept_known"] is True and [item["area"] for item in log["kept"]] == ["cookie", "service_worker"]
    log = written(None)[1]
    assert log["kept_known"] is False and log["kept"] == []


def test_nothing_that_tells_a_visitor_apart_stands_in_it() -> None:
    assert CANARY.encode() not in written()[0].data


def test_what_has_no_room_is_counted_and_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MOST_EVENTS", 2)
    monkeypatch.setattr(module, "MOST_ITEMS", 1)
    made, log = written()
    assert (made.left_out, log["cut"]) == (4, {"events": 3, "kept": 1, "recorder": {}})
