"""Third parties that no list knows, told by what they do with identifiers."""

from __future__ import annotations

import pytest

from scanner.derive.purposes import meaning
from scanner.model.evidence import Coverage, Evidence, Status
from scanner.model.facts import Page, Request, StoredItem
from scanner.model.values import Unknown
from scanner.model.vocabulary import Party, Phase, Purpose, RequestType, StorageArea

SHOP = "https://www.muesli.example/"


def request(host: str, *, syncs: str | None = None) -> Request:
    return Request(
        phase=Phase.ACCEPTED, page=Page(url=SHOP), host=host, path="/m", party=Party.THIRD,
        type=RequestType.IMAGE, syncs=syncs, carries=(),
    )  # fmt: skip


def cookie(domain: str, *, identifier: bool = True) -> StoredItem:
    return StoredItem(
        area=StorageArea.COOKIE, origin=f"{domain}/", name="uid", partition=None, phase=Phase.ACCEPTED,
        lifetime_days=390, identifier=identifier,
    )  # fmt: skip


def derived(*rows: Request | StoredItem) -> Evidence:
    facts: dict[str, tuple[Request | StoredItem, ...]] = {}
    for row in rows:
        facts[row.kind] = (*facts.get(row.kind, ()), row)
    return meaning(Evidence(SHOP, facts, tuple(Coverage(kind, (), Status.SEEN) for kind in ("request", "stored_item"))))


def purposes(evidence: Evidence) -> dict[str, object]:
    found: dict[str, object] = {}
    for row in (*evidence.rows("request"), *evidence.rows("stored_item")):
        if isinstance(row, Request):
            found[f"to {row.host}"] = row.purpose
        elif isinstance(row, StoredItem):
            found[f"of {row.origin}"] = row.purpose
    return found


def test_who_hands_on_identifiers_of_others_advertises_and_so_does_whose_they_are() -> None:
    evidence = derived(
        request("cm.unheard.example", syncs="stranger.test"), request("px.stranger.test"),
        cookie("stranger.test"), cookie("unheard.example"),
    )  # fmt: skip
    assert set(purposes(evidence).values()) == {Purpose.MARKETING}
    (row,) = [row for row in evidence.rows("request") if isinstance(row, Request) and row.host == "px.stranger.test"]
    assert row.derived_by == "behaviour: stranger.test and unheard.example exchange identifiers of visitors"


def test_what_else_an_exchanging_party_keeps_is_not_told_by_that() -> None:
    evidence = derived(request("cm.unheard.example", syncs="stranger.test"), cookie("stranger.test", identifier=False))
    assert isinstance(purposes(evidence)["of stranger.test/"], Unknown)


@pytest.mark.parametrize("partner", ["consent-choices.example", "paypal.com"])
def test_a_party_with_another_reason_to_be_told_is_no_proof(partner: str) -> None:
    evidence = derived(request("cm.unheard.example", syncs=partner))
    assert isinstance(purposes(evidence)["to cm.unheard.example"], Unknown)


def test_strangers_who_exchange_nothing_stay_unknown() -> None:
    evidence = derived(request("px.stranger.test"), cookie("stranger.test"))
    assert all(isinstance(purpose, Unknown) for purpose in purposes(evidence).values())
