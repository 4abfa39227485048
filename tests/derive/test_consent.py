"""Whether a withdrawal of consent was heeded: by what was stored and sent after it."""

from __future__ import annotations

from collections.abc import Iterable

import pytest

from scanner.derive.consent import withdrawals
from scanner.model.evidence import Coverage, Evidence, Status, scope
from scanner.model.facts import ConsentBanner, Fact, Page, Request, StoredItem
from scanner.model.facts.consent import Withdraw
from scanner.model.values import Unknown
from scanner.model.vocabulary import GapCause, Party, Phase, Purpose, StorageArea

HOME = Page(url="https://www.shop.example/")


def sent(purpose: Purpose | Unknown, phase: Phase = Phase.WITHDRAWN, party: Party = Party.THIRD) -> Request:
    return Request(phase=phase, page=HOME, host="t.example", path="/", party=party, purpose=purpose)


def stored(purpose: Purpose, *, left_over: bool) -> StoredItem:
    return StoredItem(
        area=StorageArea.COOKIE, origin="shop.example/", name="x", partition=None, phase=Phase.WITHDRAWN,
        purpose=purpose, left_over=left_over,
    )  # fmt: skip


def works(rows: Iterable[Fact], *gaps: Coverage, found: bool = True) -> object:
    banner = ConsentBanner(page=HOME, phase=Phase.BEFORE_CHOICE, present=True, withdraw=Withdraw(found=found))
    facts: dict[str, tuple[Fact, ...]] = {"consent_banner": (banner,)}
    for row in rows:
        facts[row.kind] = (*facts.get(row.kind, ()), row)
    seen = [
        Coverage(kind, scope({"phase": phase}), Status.SEEN) for kind in ("stored_item", "request") for phase in Phase
    ]
    written = {(gap.kind, gap.scope): gap for gap in (*seen, *gaps)}
    evidence = withdrawals(Evidence("https://www.shop.example/", facts, tuple(written.values())))
    (row,) = evidence.rows("consent_banner")
    assert isinstance(row, ConsentBanner)
    assert isinstance(row.withdraw, Withdraw)
    return row.withdraw.works


@pytest.mark.parametrize(
    "rows",
    [
        [],
        [sent(Purpose.NECESSARY), stored(Purpose.STATISTICS, left_over=True)],
        [sent(Purpose.STATISTICS, Phase.ACCEPTED)],
        [sent(Unknown("?"), party=Party.FIRST)],
    ],
)
def test_a_withdrawal_works_where_no_tracker_is_met_afterwards(rows: list[Fact]) -> None:
    assert works(rows) is True


@pytest.mark.parametrize("rows", [[sent(Purpose.MARKETING)], [stored(Purpose.STATISTICS, left_over=False)]])
def test_a_withdrawal_does_not_work_where_tracking_goes_on(rows: list[Fact]) -> None:
    assert works(rows) is False


def test_what_is_not_known_leaves_it_open() -> None:
    gap = Coverage("request", scope({"phase": Phase.WITHDRAWN}), Status.GAP, GapCause.TIMEOUT, "it took too long")
    assert isinstance(works([sent(Unknown("?"))]), Unknown)
    assert isinstance(works([], gap), Unknown)
    assert works([sent(Purpose.SOCIAL)], gap) is False


def test_without_a_way_back_there_is_nothing_to_work() -> None:
    assert isinstance(works([sent(Purpose.MARKETING)], found=False), Unknown)
