"""Looks at a shop's pages as a visitor's browser does: what is stored, sent and linked. Decides nothing."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from scanner.errors import NetworkError
from scanner.model.evidence import Cell, scope
from scanner.model.facts import Page
from scanner.model.vocabulary import GapCause, PageRole, Party, Phase
from scanner.network import Network
from scanner.probes.browser.crawl.crawler import crawl
from scanner.probes.browser.crawl.results import Crawl, CrawledPage
from scanner.probes.browser.facts import requests, stored_items
from scanner.probes.browser.form_pages import look_at_forms
from scanner.probes.browser.session import Browser, Look, PhaseSession
from scanner.probes.browser.texts import readable
from scanner.probes.notebook import Notebook, log

#: Pages whose text is kept as an artifact, for the derivations that read it.
READ = frozenset({PageRole.PRIVACY, PageRole.COOKIES, PageRole.IMPRINT, PageRole.TERMS, PageRole.WITHDRAWAL})
#: Seconds that one page of a phase stays open, since tags fire late (design § 7.7).
WATCH_S, QUICK_WATCH_S = 8.0, 2.0


@dataclass(frozen=True, slots=True)
class Window:
    """What to look at through the browser: the shop's address, the cells by kind; those of pages and forms by role."""

    url: str
    stored: Cell | None
    sent: Cell | None
    pages: Mapping[PageRole, Cell]
    forms: Mapping[PageRole, tuple[Cell, Cell]] = field(default_factory=dict)
    ca_files: Sequence[Path] = ()
    language: str = "de-DE"
    watch_s: float = WATCH_S
    cells: tuple[Cell, ...] = field(default=())


def language(stated: str | None) -> str:
    """The browser's language for the shop's: `de` is de-DE. German where the shop file says nothing sensible."""
    usual = {"de": "de-DE", "en": "en-GB"}
    if stated is None or not re.fullmatch(r"[a-z]{2}(-[A-Z]{2})?", stated):
        return usual["de"]
    return usual.get(stated, stated)


async def look(network: Network, notebook: Notebook, window: Window) -> None:
    """Write down pages, stored_item and request before any choice was made."""
    try:
        shown = Look(language=window.language)
        async with Browser.open(network, ca_files=window.ca_files, look=shown) as browser:
            notebook.notices += [f"browser: {note}" for note in browser.notes]
            notebook.versions["chromium"] = browser.binary.version
            async with browser.phase(Phase.BEFORE_CHOICE) as phase:
                await _before_choice(network, notebook, window, phase)
            if not browser.third_party_cookies and window.stored:
                blocked = Cell("stored_item", scope({"phase": Phase.BEFORE_CHOICE, "party": Party.THIRD}))
                notebook.gap(blocked, GapCause.UNSUPPORTED, "this browser blocks third-party cookies")
            network.used.connections += browser.gate.used.connections
            network.used.bytes_read += browser.gate.used.bytes_read
    except NetworkError as error:
        notebook.failed([cell for cell in window.cells if notebook.is_open(cell)], error)


async def _before_choice(network: Network, notebook: Notebook, window: Window, phase: PhaseSession) -> None:
    async with asyncio.TaskGroup() as group:
        watching = group.create_task(phase.watch(window.url, window.watch_s))
        found = await crawl(phase, window.url, fetch=network.fetch)
        await _look_at_forms(notebook, window, phase, found)
    watched, stayed = watching.result()
    notebook.note("browser", f"{len(found.pages)} pages of about {found.total_seen_links}")
    log.info("browser: watched %a for %.1f s", watched.final_url, stayed)
    _write_pages(notebook, window, found)
    if not found.pages:
        reason = next((gap.reason for gap in found.gaps if gap.role is PageRole.HOME), "no page could be seen")
        cause = next((gap.cause for gap in found.gaps if gap.role is PageRole.HOME), GapCause.ERROR)
        for cell in (window.stored, window.sent):
            if cell:
                notebook.gap(cell, cause, reason)
        return
    kept = await phase.kept()
    items = tuple(stored_items(Phase.BEFORE_CHOICE, phase.recorder, kept)) if window.stored else ()
    sent = tuple(requests(phase.recorder.requests)) if window.sent else ()
    for row in (*items, *sent):
        notebook.saw(row)
    for cell, rows in ((window.stored, items), (window.sent, sent)):
        if cell and phase.recorder.overflow:
            notebook.gap(cell, *_overflow(phase.recorder.overflow))
        elif cell:
            notebook.close(cell, absent=not rows)


def _overflow(left_out: Mapping[str, int]) -> tuple[GapCause, str]:
    """What was left out is a gap: of room, or of understanding."""
    what = ", ".join(f"{count} {sort}" for sort, count in sorted(left_out.items()))
    cause = GapCause.ERROR if "not understood" in left_out else GapCause.BUDGET
    return cause, f"not all of it could be taken down: {what}"


async def _look_at_forms(notebook: Notebook, window: Window, phase: PhaseSession, found: Crawl) -> None:
    pages = tuple(
        (page, _row(page), tuple(cell for role in page.roles for cell in window.forms.get(role, ())))
        for page in found.pages
    )
    await look_at_forms(notebook, phase, tuple(entry for entry in pages if entry[2]))
    for gap in found.gaps:
        for cell in window.forms.get(gap.role, ()):
            notebook.gap(cell, gap.cause, gap.reason)
    for role in found.absent:
        for cell in window.forms.get(role, ()):
            notebook.close(cell, absent=True)


def _write_pages(notebook: Notebook, window: Window, found: Crawl) -> None:
    for page in found.pages:
        _write_page(notebook, window, page)
    for gap in found.gaps:
        if gap.role in window.pages:
            notebook.gap(window.pages[gap.role], gap.cause, gap.reason)
    for role in found.absent:
        if role in window.pages:
            notebook.close(window.pages[role], absent=True)


def _row(page: CrawledPage) -> Page:
    visit = page.visit
    return Page(
        url=page.url,
        role=page.role,
        language=visit.language or None,
        title=visit.title or None,
        status=visit.status if visit.status is not None else 0,
        links=page.legal,
    )


def _write_page(notebook: Notebook, window: Window, page: CrawledPage) -> None:
    text = page.frame or page.visit
    whole = not text.cut  # from half a text nothing can be said to be missing
    artifact = notebook.keep(readable(text.html)) if READ & set(page.roles) and whole else None
    notebook.saw(_row(page), page=page.url, artifact=artifact)
    for role in page.roles:
        if role in window.pages and page.confirmation.sure:
            notebook.close(window.pages[role])
