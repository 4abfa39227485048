"""Phases side by side: where else something was seen, what holds the choice, who hides behind a name of the shop's."""

from __future__ import annotations

from dataclasses import replace

import pytest

from scanner.derive.purposes import Declared, meaning
from scanner.model.evidence import Coverage, Evidence, Status, scope
from scanner.model.facts import Page, Request, StoredItem
from scanner.model.values import Unknown
from scanner.model.vocabulary import GapCause, Party, Phase, Purpose, RequestType, StorageArea

SHOP = "https://www.muesli.example/"
SEEN = tuple(
    Coverage(kind, scope({"phase": phase}), Status.SEEN)
    for kind in ("stored_item", "request")
    for phase in (Phase.BEFORE_CHOICE, Phase.REJECTED, Phase.ACCEPTED)
)


def item(phase: Phase, **more: object) -> StoredItem:
    values: dict[str, object] = {
        "area": StorageArea.COOKIE, "origin": "www.muesli.example/", "name": "x", "partition": None, "phase": phase,
        "lifetime_days": 365, "identifier": True, "sent_to": (), "keeps_choice": False, "set_by": None,
    }  # fmt: skip
    return StoredItem(**{**values, **more})  # type: ignore[arg-type]


def request(phase: Phase = Phase.BEFORE_CHOICE, **more: object) -> Request:
    values: dict[str, object] = {
        "phase": phase, "page": Page(url=SHOP), "host": "m.muesli.example", "path": "/x", "type": RequestType.FETCH,
        "carries": (), "syncs": None, "collects": False, "payload": None, "cname": None,
    }  # fmt: skip
    return Request(**{**values, **more})  # type: ignore[arg-type]


def meant(*rows: StoredItem | Request, coverage: tuple[Coverage, ...] = SEEN, **declared: object) -> Evidence:
    facts: dict[str, tuple[StoredItem | Request, ...]] = {}
    for row in rows:
        facts[row.kind] = (*facts.get(row.kind, ()), row)
    evidence = Evidence(shop=SHOP, facts=facts, coverage=coverage, plan=(), started="", ended="", vantage={})
    once = meaning(evidence, Declared(**declared))  # type: ignore[arg-type]
    assert meaning(once, Declared(**declared)) == once  # type: ignore[arg-type]
    return once


def stored(*rows: StoredItem, **more: object) -> dict[Phase, StoredItem]:
    return {row.phase: row for row in meant(*rows, **more).rows("stored_item")}  # type: ignore[arg-type,attr-defined,misc]


def asked(*rows: Request, **more: object) -> Request:
    (row,) = meant(*rows, **more).rows("request")  # type: ignore[arg-type]
    assert isinstance(row, Request)
    return row


def test_an_item_tells_in_which_other_phases_it_was_seen() -> None:
    rows = stored(item(Phase.BEFORE_CHOICE), item(Phase.ACCEPTED), item(Phase.DISMISSED))
    assert rows[Phase.DISMISSED].also_in == (Phase.BEFORE_CHOICE, Phase.ACCEPTED)
    assert rows[Phase.BEFORE_CHOICE].also_in == (Phase.ACCEPTED, Phase.DISMISSED)


def test_where_a_phase_was_not_seen_whole_nothing_is_said_to_be_missing_there() -> None:
    gap = Coverage("stored_item", scope({"phase": Phase.REJECTED}), Status.GAP, GapCause.TIMEOUT, "late")
    coverage = (*(entry for entry in SEEN if dict(entry.scope)["phase"] is not Phase.REJECTED), gap)
    rows = stored(item(Phase.ACCEPTED), item(Phase.BEFORE_CHOICE), coverage=coverage)
    assert isinstance(rows[Phase.ACCEPTED].also_in, Unknown)
    rows = stored(item(Phase.ACCEPTED), item(Phase.REJECTED), coverage=coverage)
    assert rows[Phase.ACCEPTED].also_in == (Phase.REJECTED,)


def test_a_gap_of_the_third_parties_says_nothing_about_the_shops_own() -> None:
    blocked = Coverage(
        "stored_item", scope({"phase": Phase.REJECTED, "party": Party.THIRD}), Status.GAP, GapCause.UNSUPPORTED, "no"
    )
    assert stored(item(Phase.ACCEPTED), coverage=(*SEEN, blocked))[Phase.ACCEPTED].also_in == ()
    theirs = stored(item(Phase.ACCEPTED, origin="t.example/"), coverage=(*SEEN, blocked))
    assert isinstance(theirs[Phase.ACCEPTED].also_in, Unknown)


@pytest.mark.parametrize(("name", "keeps"), [("CookieConsent", True), ("cookie_consent", True), ("basket", False)])
def test_the_names_of_consent_tools_hold_the_choice(name: str, keeps: bool) -> None:
    assert stored(item(Phase.REJECTED, name=name))[Phase.REJECTED].keeps_choice is keeps


def test_what_the_owner_declares_as_the_shops_own_is_sent_to_nobody_else() -> None:
    row = item(Phase.ACCEPTED, sent_to=("muesli-cdn.example", "t.example"))
    assert stored(row, hosts=("img.muesli-cdn.example",))[Phase.ACCEPTED].sent_to == ("t.example",)


def test_two_hosts_of_one_operator_pass_nothing_on_to_another() -> None:
    assert asked(request(host="stats.g.doubleclick.net", syncs="google-analytics.com")).syncs is None
    assert asked(request(host="ct.pinterest.com", syncs="doubleclick.net")).syncs == "doubleclick.net"


@pytest.mark.parametrize(
    ("cname", "cloaked"),
    [
        ("muesli.sc.omtrdc.net", True), ("muesli.cdn.example", False), (None, False),
        (Unknown("no resolver"), Unknown("no resolver")),
    ],
)  # fmt: skip
def test_a_tracker_behind_a_name_of_the_shops_is_cloaked(cname: object, cloaked: object) -> None:
    row = asked(request(cname=cname))
    assert row.cloaked == cloaked
    assert asked(request(cname=cname, host="www.muesli.example")).cloaked is False
    assert asked(request(cname=cname, host="t.example")).cloaked is False


def test_a_message_shaped_like_a_trackers_is_one_wherever_it_goes() -> None:
    row = asked(request(collects=True, payload="Matomo", host="www.muesli.example", path="/a"))
    assert row.purpose is Purpose.STATISTICS and "Matomo" in str(row.derived_by)


def test_who_sends_a_session_back_to_the_shop_counts_nobody() -> None:
    session = item(Phase.BEFORE_CHOICE, name="PHPSESSID", lifetime_days=None)
    own = request(carries=("PHPSESSID",), host="www.muesli.example", path="/stock")
    evidence = meant(session, own)
    (row,) = evidence.rows("request")
    assert isinstance(row, Request) and row.purpose is Purpose.NECESSARY
    (row,) = meant(own).rows("request")
    assert isinstance(row, Request) and isinstance(row.purpose, Unknown)


def test_a_lasting_identifier_that_only_trackers_are_sent_serves_them() -> None:
    row = stored(item(Phase.ACCEPTED, name="mv", sent_to=("google-analytics.com",)))[Phase.ACCEPTED]
    assert row.purpose is Purpose.STATISTICS and str(row.derived_by).startswith("behaviour")
    for other in (
        replace(item(Phase.ACCEPTED, name="mv", sent_to=("google-analytics.com", "unheard.example"))),
        item(Phase.ACCEPTED, name="mv", sent_to=("google-analytics.com",), lifetime_days=None),
        item(Phase.ACCEPTED, name="mv", sent_to=("google-analytics.com",), identifier=False),
        item(Phase.ACCEPTED, name="mv-consent", sent_to=("google-analytics.com",)),
    ):
        assert isinstance(stored(other)[Phase.ACCEPTED].purpose, Unknown)


def test_what_comes_only_after_consent_is_said_to() -> None:
    purpose = stored(item(Phase.ACCEPTED, name="mv"))[Phase.ACCEPTED].purpose
    assert isinstance(purpose, Unknown) and "only after consent" in purpose.reason
