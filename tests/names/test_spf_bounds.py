"""SPF records that are long, or that lead where nothing can be seen: unknown, and not a mistake of the domain's."""

from __future__ import annotations

from scanner.model.facts import Spf
from scanner.model.values import Unknown
from scanner.model.vocabulary import GapCause
from scanner.probes.mail import spf
from scanner.probes.mail.spf_syntax import MOST_TERMS

from .conftest import Ask
from .world import World


def found(world: World, ask: Ask[Spf], text: str, more: str = "") -> Spf:
    strings = " ".join(f'"{text[i : i + 250]}"' for i in range(0, len(text), 250))
    world.zone("shop.example.", f"@ TXT {strings}\n{more}")
    return ask(lambda client: spf.evaluate(client, "shop.example"))


def test_a_long_record_is_read_to_its_end(world: World, ask: Ask[Spf]) -> None:
    many = " ".join(f"ip4:192.0.{i // 250}.{i % 250}" for i in range(700))
    row = found(world, ask, f"v=spf1 {many}   -all")
    assert (row.valid, row.problem, row.all, row.everyone, row.sends) == (True, None, "-all", False, True)


def test_a_record_beyond_our_bound_is_unknown_and_not_broken(world: World, ask: Ask[Spf]) -> None:
    row = found(world, ask, "v=spf1 " + "a " * (MOST_TERMS + 1) + "-all")
    unknown = (row.valid, row.problem, row.all, row.lookups, row.everyone, row.sends)
    assert [value.cause for value in unknown if isinstance(value, Unknown)] == [GapCause.BUDGET] * 6


def test_what_is_included_beyond_our_bound_leaves_the_rest_standing(world: World, ask: Ask[Spf]) -> None:
    long = "v=spf1 " + "a " * (MOST_TERMS + 1)
    strings = " ".join(f'"{long[i : i + 250]}"' for i in range(0, len(long), 250))
    row = found(world, ask, "v=spf1 include:b.shop.example -all", f"b TXT {strings}")
    assert (row.all, row.sends) == ("-all", True)
    assert isinstance(row.valid, Unknown) and row.valid.cause is GapCause.BUDGET


def test_who_may_send_is_unknown_where_the_record_leads_to_what_nobody_answers(world: World, ask: Ask[Spf]) -> None:
    world.instead["_spf.shop.example", "TXT"] = 2
    row = found(world, ask, "v=spf1 redirect=_spf.shop.example")
    assert isinstance(row.all, Unknown) and isinstance(row.sends, Unknown)
