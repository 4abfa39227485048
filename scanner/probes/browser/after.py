"""Every phase but the first: a new visitor comes to its state of consent by real clicks, then sees the same pages."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field, replace

from playwright.async_api import Error as PlaywrightError

from scanner.errors import NetworkError, first_of
from scanner.model.facts import ConsentBanner, Page
from scanner.model.values import Unknown
from scanner.model.vocabulary import GapCause, PageRole, Phase
from scanner.probes.browser.consent import consent_banner, names_of_way_back
from scanner.probes.browser.crawl.tabs import accepted
from scanner.probes.browser.documents import write_loads
from scanner.probes.browser.entrance import Entered, entered
from scanner.probes.browser.itinerary import Itinerary
from scanner.probes.browser.known import Known
from scanner.probes.browser.logs import logged_phase
from scanner.probes.browser.phase_rows import write_phase
from scanner.probes.browser.pictures import screenshot
from scanner.probes.browser.session import Browser, PhaseSession
from scanner.probes.browser.signals import ask
from scanner.probes.browser.stroll import stroll
from scanner.probes.browser.tab import Tab
from scanner.probes.browser.visit import USUAL, Visit
from scanner.probes.browser.way_back import Ways
from scanner.probes.browser.window import Window
from scanner.probes.notebook import Notebook

#: Pages beside the front page that have to be seen after a choice, where the shop has as many (catalogue, CK-010).
FEWEST_PAGES = 3
_TABS = 2
#: The front page has been watched; where it is never quiet, nobody waits for that once more.
_AT_THE_END = replace(USUAL, settle_s=1.0)

log = logging.getLogger("siegel.browser")


@dataclass(slots=True)
class _Seen:
    """The pages that came after the choice, and those that did not, with the last reason.

    `visits`: what they declared, the front page included, whose tab stays open.
    """

    pages: int = 0
    visits: list[tuple[PageRole, Visit]] = field(default_factory=list)
    lost: dict[str, tuple[GapCause, str]] = field(default_factory=dict)


async def look_after(
    browser: Browser, notebook: Notebook, window: Window, phase: Phase, pages: Itinerary, known: Known
) -> None:
    """Write down stored_item, request and consent_banner of a phase, once its visitor has come to its state.

    Where there certainly is no banner, there is nothing to choose, and the phase has no rows.
    """
    cells, chosen = window.of(phase), None
    try:
        async with (
            logged_phase(browser, notebook, phase, window.url) as session,
            entered(session, window, pages) as there,
        ):
            chosen = there.chosen
            if phase is not Phase.WITHDRAWN or there.before:
                known.tell(phase, chosen)
            if chosen.works:
                await _go_on(session, there, notebook, window, pages, known)
            elif chosen.clicks:
                await _keep_picture(there, notebook, window, phase)
    except* NetworkError as errors:
        notebook.failed([cell for cell in cells if notebook.is_open(cell)], first_of(errors))
    finally:
        known.tell(phase, None)
    if chosen is None or chosen.works:
        return
    if chosen.nothing_to_choose and not await known.shown:
        for cell in cells:
            notebook.close(cell, absent=True)
        return
    for cell in cells:
        notebook.gap(cell, chosen.cause or GapCause.NOT_OPERABLE, chosen.reason)


async def _go_on(
    session: PhaseSession,
    there: Entered,
    notebook: Notebook,
    window: Window,
    pages: Itinerary,
    known: Known,
) -> None:
    """The other pages, while the tab in which it was chosen stays open and is touched."""
    tab, chosen, phase = there.tab, there.chosen, session.phase
    front = tab.page.url.partition("#")[0]
    try:
        await session.carry(tab)
    except (PlaywrightError, TimeoutError) as error:
        raise NetworkError("crash", f"what the tab keeps for itself could not be read: {error}"[:300]) from error
    await _write_banner(there, notebook, window, Page(url=front, role=PageRole.HOME), phase)
    ways = Ways(known.ways, names_of_way_back(chosen.banner)) if phase is Phase.ACCEPTED else None
    if ways is not None:
        await ways.look(tab, front)
    async with asyncio.TaskGroup() as group:
        group.create_task(tab.watch(window.watch_s))
        walking = group.create_task(_walk(session, pages, {window.url, front}, ways))
    seen = walking.result()
    if ways is not None:
        ways.miss(seen.lost)
    session.front = await ask(tab)
    if window.resources and (here := await tab.look(_AT_THE_END)).seen:
        seen.visits.append((PageRole.HOME, here))
    if await known.routed:
        await stroll(tab, pages.so_far)
    if seen.lost and seen.pages < FEWEST_PAGES:
        cause, reason = next(iter(seen.lost.values()))
        for cell in window.of(phase):
            notebook.gap(cell, cause, f"only {seen.pages + 1} pages were seen in this phase: {reason}")
    lost = f"; did not come: {', '.join(sorted(seen.lost))}" if seen.lost else ""
    notebook.notices.append(
        f"{phase}: {'; '.join((*there.before, *chosen.steps))}; then {seen.pages + 1} pages were seen{lost}"
    )
    if window.resources:
        write_loads(notebook, seen.visits, session.recorder)
    since = 0 if there.since is None else round((there.since - session.recorder.started) * 1000)
    await write_phase(notebook, window, session, since_ms=since)


async def _write_banner(there: Entered, notebook: Notebook, window: Window, page: Page, phase: Phase) -> None:
    """What lies over the page once the visitor is in the state of the phase, and a picture of it."""
    picture = await screenshot(there.tab)
    row = consent_banner(there.banner, page, phase)
    if there.unclear and there.banner is None:
        row = ConsentBanner(page=page, phase=phase, present=Unknown(there.unclear))
    row = replace(row, steps=(*there.before, *there.chosen.steps))
    artifact = notebook.keep(picture) if picture else None
    notebook.saw(row, page=page.url if isinstance(page.url, str) else None, artifact=artifact, phase=phase)
    if phase in window.banners:
        notebook.close(window.banners[phase])


async def _keep_picture(there: Entered, notebook: Notebook, window: Window, phase: Phase) -> None:
    """Of a page on which the visitor did not get further."""
    page = Page(url=there.tab.page.url.partition("#")[0], role=PageRole.HOME)
    picture = await screenshot(there.tab)
    if picture and phase in window.banners:
        steps = (*there.before, *there.chosen.steps)
        row = ConsentBanner(page=page, phase=phase, present=Unknown(there.chosen.reason), steps=steps)
        notebook.saw(row, page=str(page.url), artifact=notebook.keep(picture), phase=phase)


async def _walk(session: PhaseSession, pages: Itinerary, done: AbstractSet[str], ways: Ways | None = None) -> _Seen:
    """All pages that the crawl finds, as it finds them, several at once. `ways`: who leads back."""
    news, turn, seen = pages.follow(), asyncio.Lock(), _Seen()

    async def next_page() -> tuple[PageRole, str] | None:
        async with turn:
            page = await anext(news, None)
            while page is not None and page[1] in done:
                page = await anext(news, None)
            return page

    async def walk() -> None:
        spare = _Spare(session)
        try:
            while (page := await next_page()) is not None:
                if await _visit(spare, *page, seen) and ways is not None:
                    await ways.look(await spare.tab(), page[1])
        finally:
            await spare.close()

    async with asyncio.TaskGroup() as group:
        for _ in range(_TABS):
            group.create_task(walk())
    return seen


async def _visit(spare: _Spare, role: PageRole, url: str, seen: _Seen) -> bool:
    """Whether it was seen. A page that fails is tried once more."""
    for _ in range(2):
        visit = await (await spare.tab()).visit(url, accept=accepted(role))
        if visit.seen:
            seen.pages += 1
            seen.visits.append((role, visit))
            seen.lost.pop(url, None)
            return True
        seen.lost[url] = visit.cause or GapCause.ERROR, visit.reason
    log.info("after the choice %a was not seen: %a", url, seen.lost[url][1])
    return False


class _Spare:
    """A tab that is used again until it dies."""

    def __init__(self, session: PhaseSession) -> None:
        self._session = session
        self._stack = contextlib.AsyncExitStack()
        self._tab: Tab | None = None

    async def tab(self) -> Tab:
        """Raises NetworkError (crash): the browser has ended."""
        if self._tab is None or self._tab.dead:
            await self.close()
            self._tab = await self._stack.enter_async_context(self._session.tab())
        return self._tab

    async def close(self) -> None:
        """Ends it, if there is one."""
        self._tab = None
        await self._stack.aclose()
        self._stack = contextlib.AsyncExitStack()
