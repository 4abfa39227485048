"""What is said of the way to withdraw consent: found, surely not there, or not known."""

from __future__ import annotations

import asyncio

from scanner.model.evidence import Cell, scope
from scanner.model.facts import ConsentBanner, Page
from scanner.model.facts.consent import Withdraw
from scanner.model.values import Maybe, Unknown
from scanner.model.vocabulary import GapCause, PageRole, Phase
from scanner.probes.browser.consent import Chosen
from scanner.probes.browser.known import Known
from scanner.probes.browser.way_back import Ways, write_way_back
from scanner.probes.browser.window import Window
from scanner.probes.notebook import Notebook

FRONT = Page(url="https://www.muesli.example/", role=PageRole.HOME)
ALL = (Phase.BEFORE_CHOICE, Phase.WITHDRAWN)
NO_WAY = Chosen(False, 0, (), GapCause.NOT_OPERABLE, "the page shows no way back to the choice")
BACK = Chosen(True, 2, ("way back “Cookies”", "reject “Ablehnen”"))


def told(
    ways: dict[str, Maybe[bool]], withdrawn: Chosen | None, *, lost: bool = False, phases: tuple[Phase, ...] = ALL
) -> Withdraw:
    """What is written of it. `lost`: one page did not come after consent."""

    async def write() -> Notebook:
        known = Known(front=FRONT, accepted=Chosen(True, 1, ("accept “Ja”",)), withdrawn=withdrawn)
        known.ways.update(ways)
        if lost:
            Ways(known.ways, frozenset()).miss({"/datenschutz": (GapCause.TIMEOUT, "too slow")})
        banners = {phase: Cell("consent_banner", scope({"phase": phase})) for phase in phases}
        notebook = Notebook(())
        write_way_back(notebook, Window("https://www.muesli.example/", banners=banners), known)
        return notebook

    (row,) = asyncio.run(write()).rows
    assert isinstance(row, ConsentBanner)
    assert isinstance(row.withdraw, Withdraw)
    return row.withdraw


def test_a_way_that_was_gone_tells_its_clicks_and_its_words() -> None:
    found = told({"/": True, "/agb": True}, BACK)
    assert (found.found, found.on_every_page, found.clicks, found.label, found.as_easy) == (
        True,
        True,
        2,
        "Cookies",
        True,
    )


def test_no_way_on_any_page_that_was_seen_is_none() -> None:
    assert told({"/": False, "/agb": False}, NO_WAY).found is False


def test_a_page_that_did_not_come_may_have_it() -> None:
    found = told({"/": False, "/agb": False}, NO_WAY, lost=True)
    assert isinstance(found.found, Unknown)


def test_a_way_that_could_not_be_gone_to_its_end_is_found_and_no_more() -> None:
    found = told({"/": True}, Chosen(False, 1, ("way back “Cookies”",), GapCause.NOT_OPERABLE, "it opens nothing"))
    assert found.found is True
    assert isinstance(found.as_easy, Unknown)


def test_what_was_left_out_is_the_owners_choice() -> None:
    found = told({}, None, phases=(Phase.BEFORE_CHOICE,))
    assert isinstance(found.found, Unknown)
    assert found.found.cause is GapCause.NOT_REQUESTED
