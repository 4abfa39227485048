"""Looks at the forms of the pages that a crawl found, and writes them down. Fills in nothing, sends nothing."""

from __future__ import annotations

import asyncio
import json

from playwright.async_api import Error as PlaywrightError

from scanner.errors import NetworkError
from scanner.model.evidence import Cell
from scanner.model.facts import Page
from scanner.model.vocabulary import GapCause
from scanner.probes.browser.crawl.results import CrawledPage
from scanner.probes.browser.forms import LIMITS, FormsSeen, UnreadableForms, facts, forms_script, read_forms
from scanner.probes.browser.session import PhaseSession
from scanner.probes.browser.tab import Tab
from scanner.probes.notebook import Notebook

_READ_TIMEOUT_S = 10.0
_WORLD = "siegel-forms"
_AT_ONCE = 2


async def look_at_forms(
    notebook: Notebook, phase: PhaseSession, pages: tuple[tuple[CrawledPage, Page, tuple[Cell, ...]], ...]
) -> None:
    """Write down form and form_field of these pages; `cells` are closed by each."""
    turn = asyncio.Semaphore(_AT_ONCE)

    async def one(crawled: CrawledPage, page: Page, cells: tuple[Cell, ...]) -> None:
        async with turn:
            await _page(notebook, phase, crawled, page, cells)

    async with asyncio.TaskGroup() as group:
        for crawled, page, cells in pages:
            group.create_task(one(crawled, page, cells))


async def _page(
    notebook: Notebook, phase: PhaseSession, crawled: CrawledPage, page: Page, cells: tuple[Cell, ...]
) -> None:
    try:
        async with phase.tab() as tab:
            visit = await tab.visit(crawled.url)
            if not visit.seen:
                _gap(notebook, cells, visit.cause or GapCause.ERROR, visit.reason)
                return
            seen = await _read(tab, crawled.url)
    except NetworkError as error:
        notebook.failed(cells, error)
        return
    except (TimeoutError, PlaywrightError, UnreadableForms) as error:
        _gap(notebook, cells, GapCause.ERROR, f"{crawled.url}: its forms could not be read ({type(error).__name__})")
        return
    forms, fields = facts(page, seen)
    for row in (*forms, *fields):
        notebook.saw(row, page=crawled.url)
    notebook.signals.extend(seen.forms)
    for cell in cells:
        if seen.truncated:
            notebook.gap(cell, GapCause.BUDGET, f"{crawled.url}: {', '.join(seen.truncated)}")
        else:
            notebook.close(cell, absent=not forms)


def _gap(notebook: Notebook, cells: tuple[Cell, ...], cause: GapCause, reason: str) -> None:
    for cell in cells:
        notebook.gap(cell, cause, reason)


async def _read(tab: Tab, url: str) -> FormsSeen:
    """The forms of the tab's own document, read in a world of our own, where the page's replacements don't reach."""
    session = await tab.page.context.new_cdp_session(tab.page)
    try:
        async with asyncio.timeout(_READ_TIMEOUT_S):
            frame = (await session.send("Page.getFrameTree"))["frameTree"]["frame"]["id"]
            made = await session.send("Page.createIsolatedWorld", {"frameId": frame, "worldName": _WORLD})
            asked = {
                "expression": f"({forms_script()})({json.dumps(LIMITS)})",
                "contextId": made["executionContextId"],
                "returnByValue": True,
            }
            answer = await session.send("Runtime.evaluate", asked)
    finally:
        await session.detach()
    return read_forms(url, [(url, answer["result"].get("value"))])
