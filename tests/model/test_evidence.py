"""What counts as looked at, and how two sightings of the same thing become one row."""

from __future__ import annotations

import datetime as dt

import pytest

from scanner.model.evidence import Cell, Coverage, Evidence, Gap, Status, merged, scope, show_scope
from scanner.model.facts import Certificate, Hsts, Page, Seen, StoredItem
from scanner.model.values import Unknown
from scanner.model.vocabulary import GapCause, PageRole, Party, Phase, StorageArea


def cookie(name: str | Unknown = "a", **more: object) -> StoredItem:
    key = {"area": StorageArea.COOKIE, "origin": "shop/", "partition": None, "phase": Phase.REJECTED}
    return StoredItem(name=name, **key, **more)  # type: ignore[arg-type]


def gap(**fixed: str) -> Coverage:
    return Coverage("stored_item", scope(fixed), Status.GAP, GapCause.TIMEOUT, "too slow")


# ── gaps ─────────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_nobody_looked_is_a_gap_of_everything() -> None:
    (found,) = Evidence("s", {"stored_item": (cookie(),)}).gaps("stored_item")
    assert (found.scope, found.reason) == ((), "nobody looked")


@pytest.mark.parametrize("status", [Status.SEEN, Status.ABSENT])
def test_a_closed_kind_has_no_gap(status: Status) -> None:
    assert Evidence("s", coverage=(Coverage("stored_item", (), status),)).gaps("stored_item") == ()


def test_gaps_written_down_are_given_with_cause_and_reason() -> None:
    seen = Evidence("s", coverage=(Coverage("stored_item", (), Status.SEEN), gap(phase="rejected"), gap(phase="gpc")))
    assert [(found.scope, found.cause, found.reason) for found in seen.gaps("stored_item")] == [
        ((("phase", "rejected"),), GapCause.TIMEOUT, "too slow"),
        ((("phase", "gpc"),), GapCause.TIMEOUT, "too slow"),
    ]


def test_a_planned_cell_without_an_outcome_is_a_gap_beside_the_closed_ones() -> None:
    rejected, accepted = scope({"phase": "rejected"}), scope({"phase": "accepted"})
    plan = (Cell("stored_item", rejected), Cell("stored_item", accepted), Cell("port", ()))
    seen = Evidence("s", coverage=(Coverage("stored_item", accepted, Status.SEEN),), plan=plan)
    assert next(found.scope for found in seen.gaps("stored_item")) == rejected
    assert [found.scope for found in seen.gaps("port")] == [()]


def test_a_phase_that_no_cell_speaks_of_was_looked_at_by_nobody() -> None:
    phases = (Phase.BEFORE_CHOICE, Phase.REJECTED, Phase.ACCEPTED)
    coverage = tuple(Coverage("stored_item", scope({"phase": phase}), Status.SEEN) for phase in phases)
    found = {gap.value("phase"): gap.cause for gap in Evidence("s", coverage=coverage).gaps("stored_item")}
    later = (Phase.DISMISSED, Phase.WITHDRAWN, Phase.REVISIT, Phase.GPC)
    assert found == dict.fromkeys(later, GapCause.UNSUPPORTED)
    whole = Evidence("s", coverage=(*coverage, Coverage("stored_item", (), Status.SEEN)))
    assert whole.gaps("stored_item") == ()


def test_looked_at_means_that_something_was_observed() -> None:
    assert not Evidence("s").looked_at("stored_item")
    assert not Evidence("s", coverage=(gap(),)).looked_at("stored_item")
    assert Evidence("s", coverage=(gap(), Coverage("stored_item", (), Status.ABSENT))).looked_at("stored_item")


def test_a_gaps_rows_hold_what_its_scope_fixes_and_nothing_else_for_sure() -> None:
    fixed = scope({"page.role": PageRole.CART, "phase": Phase.GPC, "disclosed": None})
    template = Gap("stored_item", fixed, GapCause.BLOCKED, "a wall")
    assert template.value("phase") is Phase.GPC
    assert template.value("page.role") is PageRole.CART
    assert template.value("disclosed.named") is None
    assert template.value("disclosed") is None
    for path in ("name", "page", "page.role.x", "disclosedness"):
        assert template.value(path) == Unknown("a wall", GapCause.BLOCKED)


def test_a_scope_is_shown_in_words() -> None:
    assert show_scope(scope({"phase": Phase.GPC, "page.role": PageRole.CART})) == "page.role cart, phase gpc"
    assert show_scope(()) == "everything"


# ── the same thing seen twice ────────────────────────────────────────────────────────────────────────────────────────


def test_the_same_thing_seen_twice_is_one_row_seen_in_both_places() -> None:
    first, second = Seen(page="https://s/1"), Seen(page="https://s/2")
    rows = merged([cookie(seen=(first,)), cookie("b"), cookie(seen=(second, first))])
    assert [row.name for row in rows] == ["a", "b"]
    assert rows[0].seen == (first, second)


def test_what_one_sighting_does_not_tell_the_other_does() -> None:
    rows = [cookie(party=Party.THIRD), cookie(party=Unknown("?"), secure=True), cookie()]
    for order in (rows, rows[::-1]):
        (row,) = merged(order)
        assert (row.party, row.secure) == (Party.THIRD, True)


def test_two_sightings_that_disagree_leave_it_unknown_for_good() -> None:
    for values in ((Party.FIRST, Party.THIRD), (Party.THIRD, Party.FIRST)):
        (row,) = merged([cookie(party=value) for value in values])
        assert isinstance(row.party, Unknown)
        assert "first" in row.party.reason and "third" in row.party.reason
    (row,) = merged([cookie(lifetime_days=None), cookie(lifetime_days=1)])
    assert isinstance(row.lifetime_days, Unknown)


def test_rows_whose_key_is_not_wholly_known_stay_apart() -> None:
    lost = Unknown("no name")
    assert len(merged([cookie(lost), cookie(lost), cookie("a")])) == 3


def test_nested_facts_are_merged_by_their_own_fields() -> None:
    from scanner.model.facts import Product  # noqa: PLC0415

    pages = (Page(url="u", role=PageRole.PRODUCT), Page(url="u", title="T"))
    (row,) = merged([Product(page=page) for page in pages])
    assert row.page == Page(url="u", role=PageRole.PRODUCT, title="T")


def test_a_new_row_takes_the_place_of_the_old_one() -> None:
    before = Evidence("s", {"stored_item": (cookie(), cookie("b"))})
    after = before.with_rows([cookie(party=Party.FIRST), Hsts(host="h")])
    replaced = next(iter(after.rows("stored_item")))
    assert isinstance(replaced, StoredItem) and (replaced.name, replaced.party) == ("a", Party.FIRST)
    assert [len(after.rows(kind)) for kind in ("stored_item", "hsts", "port")] == [2, 1, 0]
    assert len(before.rows("hsts")) == 0


def test_evidence_as_of_a_day_counts_its_days() -> None:
    seen = Evidence("s", {"certificate": (Certificate(not_after=dt.date(2026, 12, 1)),)}).on(dt.date(2026, 11, 22))
    (row,) = seen.rows("certificate")
    assert isinstance(row, Certificate) and row.days_left == 9
