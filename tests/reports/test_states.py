"""What was stored and sent, state by state: present, absent, or not known; a thing once, whatever differs in it."""

from __future__ import annotations

from typing import Any

import pytest

from scanner.model.codec import decode_evidence
from scanner.model.vocabulary import Phase
from scanner.reports.full.presence import phases_of
from scanner.reports.full.states import Line, StateTable, states

from . import seven


def tables(document: dict[str, Any] | None = None, most: int = 1_000) -> tuple[StateTable, StateTable]:
    found = states(decode_evidence(document or seven.evidence()), most)
    return found.stored, found.sent


def line(table: StateTable, name: str) -> Line:
    (found,) = (one for one in table.lines if said(one, "name") + said(one, "host") == [name])
    return found


def said(found: Line, key: str, lang: str = "en") -> list[str]:
    return [cell.said.to(lang) for cell in found.of(key)]


def marks(found: Line) -> dict[str, str]:
    return {phase: mark.value for phase, mark in zip(seven.EVERY, found.marks, strict=True)}


def with_rows(kind: str, rows: list[dict[str, Any]], *coverage: dict[str, Any]) -> dict[str, Any]:
    return seven.evidence(facts={kind: rows}, coverage=list(coverage))


def test_there_is_a_column_for_every_state_that_was_looked_at_in_their_order() -> None:
    stored, sent = tables()
    assert stored.phases == sent.phases == tuple(Phase)
    few = with_rows("stored_item", seven.item("x", ("accepted", "before_choice")))
    assert tables(few)[0].phases == (Phase.BEFORE_CHOICE, Phase.ACCEPTED)


def test_a_thing_is_one_line_with_a_mark_for_each_state() -> None:
    stored, _ = tables()
    assert marks(line(stored, "_ga")) == {
        "before_choice": "absent",
        "rejected": "present",
        "accepted": "present",
        "dismissed": "absent",
        "withdrawn": "absent",
        "revisit": "present",
        "gpc": "absent",
    }


def test_what_a_gap_may_hide_is_not_known_and_never_absent() -> None:
    stored, sent = tables()
    assert marks(line(stored, "MUID"))["gpc"] == "open"  # the storage of third parties could not be read
    assert marks(line(stored, "seen_products"))["gpc"] == "absent"
    assert marks(line(sent, "cm.g.doubleclick.net"))["withdrawn"] == "open"  # the cart was not seen
    assert marks(line(sent, "www.muesli.example"))["withdrawn"] == "present"


def test_a_state_that_could_not_be_entered_is_not_known_throughout() -> None:
    lost = seven.gap("stored_item", "not_operable", "no way to withdraw", phase="withdrawn")
    rows = seven.item("x", ("accepted",))
    (table, _) = tables(with_rows("stored_item", rows, seven.seen_cell("stored_item", "accepted"), lost))
    assert table.phases == (Phase.ACCEPTED, Phase.WITHDRAWN)
    assert [mark.value for mark in table.lines[0].marks] == ["present", "open"]


def test_a_state_that_only_another_kind_was_looked_at_in_is_not_known() -> None:
    rows = seven.item("x", ("accepted",))
    cells = [seven.seen_cell("stored_item", "accepted"), seven.seen_cell("request", "revisit")]
    (table, _) = tables(with_rows("stored_item", rows, *cells))
    assert [mark.value for mark in table.lines[0].marks] == ["present", "open"]


def test_where_nobody_wrote_down_what_was_looked_at_nothing_is_absent() -> None:
    table, _ = tables(seven.evidence(coverage=[]))
    assert {mark.value for one in table.lines for mark in one.marks} == {"present", "open"}


def test_a_shop_without_a_banner_has_no_state_after_a_choice() -> None:
    facts = {"stored_item": seven.item("x", ("before_choice",)), "request": seven.request("a", ("before_choice",))}
    cells = [seven.seen_cell(kind, "before_choice") for kind in ("stored_item", "request")]
    cells += [seven.seen_cell(kind, "rejected", "absent") for kind in ("stored_item", "request")]
    for table in tables(seven.evidence(facts=facts, coverage=cells)):
        assert [mark.value for mark in table.lines[0].marks] == ["present", "missing"]


def test_a_state_that_the_owner_left_out_is_named_and_has_no_column() -> None:
    cells = [seven.gap(kind, "not_requested", "--quick", phase="gpc") for kind in ("stored_item", "request")]
    document = with_rows("stored_item", seven.item("x", ("accepted",)), *cells)
    found = phases_of(decode_evidence(document))
    assert found.looked == (Phase.ACCEPTED,)
    assert found.by_choice == (Phase.GPC,)


def test_a_thing_with_an_unknown_phase_makes_no_other_state_certain() -> None:
    rows = [*seven.item("x", ("accepted",)), {**seven.item("x", ("accepted",))[0], "phase": {"unknown": "which?"}}]
    cells = [seven.seen_cell("stored_item", phase) for phase in ("accepted", "rejected")]
    table, _ = tables(with_rows("stored_item", rows, *cells))
    assert [mark.value for mark in table.lines[0].marks] == ["open", "present"]


def test_values_that_differ_between_states_are_all_said() -> None:
    stored, _ = tables()
    found = line(stored, "_ga")
    assert said(found, "kept") == ["395", "400"]
    assert said(found, "asked") == ["730"]
    assert said(found, "attributes", "de") == [
        "ohne Secure, ohne HttpOnly, SameSite Lax",
        "Secure, ohne HttpOnly, SameSite Lax",
    ]
    assert said(found, "operator") == ["Google Ireland Limited"]
    assert said(found, "sent_to") == ["google-analytics.com"]


def test_names_that_hold_something_of_the_visitor_are_one_thing() -> None:
    stored, _ = tables()
    assert list(marks(line(stored, "_hjSession_~")).values()).count("present") == 2


def test_a_cookie_that_is_partitioned_in_one_observation_is_still_one_thing() -> None:
    rows = seven.item("x", ("accepted",)) + seven.item("x", ("accepted",), partition="https://muesli.example")
    (found,) = tables(with_rows("stored_item", rows))[0].lines
    assert any("partitioned" in one for one in said(found, "attributes"))


def test_what_the_owner_declared_is_marked_so() -> None:
    stored, _ = tables()
    assert line(stored, "basket_id").declared
    assert not line(stored, "sessionid").declared
    although = seven.item("x", derived_by="services.yaml: name used by X, although declared necessary")
    assert not tables(with_rows("stored_item", although))[0].lines[0].declared


def test_an_unknown_purpose_says_why() -> None:
    stored, sent = tables()
    assert line(stored, "seen_products").purposes == ("unknown",)
    assert said(line(stored, "seen_products"), "because") == ["its name says nothing that is known"]
    assert said(line(sent, "cdn.metrics.example"), "because")[0].startswith("sent to the third party")


def test_what_is_kept_for_ever_says_so_and_a_session_too() -> None:
    stored, _ = tables()
    assert said(line(stored, "seen_products"), "kept", "de") == ["bis zum Löschen"]
    assert said(line(stored, "sessionid"), "kept", "de") == ["Sitzung"]


def test_a_host_says_what_it_is_sent_and_who_stands_behind_it() -> None:
    _, sent = tables()
    found = line(sent, "data.muesli.example")
    assert said(found, "cname") == ["muesli.sc.omtrdc.net"]
    assert said(found, "carries") == ["s_vi", "e-mail"]
    assert said(found, "collects") == ["data shaped like a tracker's"]
    assert said(line(sent, "cm.g.doubleclick.net"), "syncs") == ["bing.com"]
    assert said(line(sent, "www.muesli.example"), "pages") == ["2"]


def test_a_host_with_two_purposes_is_two_lines() -> None:
    rows = seven.request("a.example") + seven.request("a.example", ("accepted",), "/x", purpose="necessary")
    _, sent = tables(with_rows("request", rows))
    assert [one.purposes for one in sent.lines] == [("marketing",), ("necessary",)]


def test_what_tracks_stands_first_and_what_nobody_knows_before_what_is_needed() -> None:
    stored, _ = tables()
    ranks = [one.purposes[0] for one in stored.lines]
    assert ranks == sorted(ranks, key=["marketing", "statistics", "unknown", "necessary"].index)


@pytest.mark.parametrize(("n", "most"), [(1_500, 1_000), (3, 1_000)])
def test_a_table_has_an_end_and_says_how_much_is_missing(n: int, most: int) -> None:
    rows = [row for i in range(n) for row in seven.item(f"x{i}", ("accepted",))]
    table, _ = tables(with_rows("stored_item", rows), most)
    assert len(table.lines) == min(n, most)
    assert table.left_over == n - len(table.lines)


def test_many_different_values_are_counted() -> None:
    rows = [row for i in range(30) for row in seven.request("a.example", ("accepted",), f"/{i}", carries=[f"id{i}"])]
    _, sent = tables(with_rows("request", rows))
    assert said(sent.lines[0], "carries")[-1] == "and 24 more"
    assert said(sent.lines[0], "paths")[-1] == "and 26 more"
