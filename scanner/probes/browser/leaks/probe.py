"""Which forms are typed into, in which states of consent, and what that says of each role of page."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from playwright.async_api import Error as PlaywrightError
from playwright.async_api import StorageState

from scanner.errors import NetworkError
from scanner.model.evidence import Cell
from scanner.model.facts import Page
from scanner.model.vocabulary import GapCause, PageRole, Phase
from scanner.probes.browser.consent import Chosen, choose
from scanner.probes.browser.crawl.results import Crawl, CrawledPage
from scanner.probes.browser.entrance import entered
from scanner.probes.browser.form_pages import FormsOfPage
from scanner.probes.browser.forms import FieldSeen, FormSeen
from scanner.probes.browser.itinerary import Itinerary
from scanner.probes.browser.known import Known
from scanner.probes.browser.leaks.rows import write_leaks
from scanner.probes.browser.leaks.states import changes, with_changes
from scanner.probes.browser.leaks.visit import Done, Missed, Typist, come
from scanner.probes.browser.session import Browser, PhaseSession
from scanner.probes.browser.tab import Tab
from scanner.probes.browser.window import Window
from scanner.probes.notebook import Notebook

#: Pages of one state of consent, each with a form that no page before had; at once; and seconds for all of them.
MOST_PAGES = 10
_AT_ONCE = 3
MOST_S = 75.0
_NOT_ALLOWED = "nothing is typed into forms unless the owner allows it"
_TYPED = frozenset({"text", "email", "tel", "password", "search", "url", "number", "textarea", "textbox", "date"})
#: What brings most is typed into first, should time run out.
_FIRST = (
    PageRole.REGISTRATION, PageRole.LOGIN, PageRole.CONTACT, PageRole.NEWSLETTER, PageRole.CART, PageRole.PRODUCT,
)  # fmt: skip

log = logging.getLogger("siegel.browser")


@dataclass(frozen=True, slots=True)
class Stop:
    """A page to type on. `forms`: what tells its forms from those of other pages."""

    crawled: CrawledPage
    row: Page
    forms: frozenset[object]


@dataclass(frozen=True, slots=True)
class Crawled:
    """What the crawl brought: the pages with their rows, and what the phases know of each other."""

    found: Crawl
    rows: Sequence[Page]
    known: Known
    pages: Itinerary

    def stops(self) -> tuple[Stop, ...]:
        """Where to type."""
        pairs = zip(self.found.pages, self.rows, strict=True)
        return chosen_stops([Stop(crawled, row, _forms_of(crawled)) for crawled, row in pairs])


async def look_for_leaks(browser: Browser, notebook: Notebook, window: Window, crawled: Crawled) -> None:
    """Write down data_leak of the pages that the crawl found, in each state of consent, and close their cells."""
    if not window.leaks:
        return
    if not window.authorised:
        for cell in (cell for cells in window.leaks.values() for cell in cells.values()):
            notebook.gap(cell, GapCause.NOT_AUTHORISED, _NOT_ALLOWED)
        return
    stops = crawled.stops()
    async with asyncio.TaskGroup() as group:
        for phase, cells in window.leaks.items():
            # Cart and checkout count once there is something in the cart: see OnTheWay.
            mine = {role: cell for role, cell in cells.items() if role not in window.shopping}
            group.create_task(_InPhase(browser, notebook, window, crawled, phase, stops, mine).look())


def chosen_stops(stops: Sequence[Stop]) -> tuple[Stop, ...]:
    """Of several pages with the same forms, one; in the order in which most is learned."""
    order = {role: place for place, role in enumerate(_FIRST)}
    chosen: list[Stop] = []
    met: set[object] = set()
    for stop in sorted(stops, key=lambda stop: order.get(stop.crawled.role, len(order))):
        if stop.forms - met:
            met |= stop.forms
            chosen.append(stop)
    return tuple(chosen)


def _forms_of(crawled: CrawledPage) -> frozenset[object]:
    """Of a page whose forms could not be read nothing is known: it is one of its own."""
    read = crawled.beside
    if not isinstance(read, FormsOfPage) or read.seen is None:
        return frozenset({crawled.url})
    return frozenset(sig for form in read.seen.forms if form.shown == "yes" and (sig := _signature(form)))


def _signature(form: FormSeen) -> object:
    typed = tuple((one.name or one.id, one.kind) for one in form.fields if _is_typed(one))
    return (form.action.partition("?")[0], typed) if typed else None


def _is_typed(one: FieldSeen) -> bool:
    return one.kind in _TYPED and not one.disabled


@dataclass(frozen=True, slots=True)
class _InPhase:
    """One state of consent. `done`: what each page brought, by its address."""

    browser: Browser
    notebook: Notebook
    window: Window
    crawled: Crawled
    phase: Phase
    stops: Sequence[Stop]
    cells: Mapping[PageRole, Cell]
    done: dict[str, Done] = field(default_factory=dict)

    async def look(self) -> None:
        """Types, and closes every cell that can be."""
        why: tuple[GapCause, str] = GapCause.BUDGET, f"typing into the forms of all pages took more than {MOST_S:g} s"
        try:
            async with asyncio.timeout(MOST_S), self.browser.phase(self.phase) as session:
                if self.phase is Phase.BEFORE_CHOICE:
                    await self._type(session)
                elif not (chosen := await self._after_choice(session)).works:
                    why = chosen.cause or GapCause.NOT_OPERABLE, chosen.reason
                    if chosen.nothing_to_choose and not await self.crawled.known.shown:
                        for cell in self.cells.values():
                            self.notebook.close(cell, absent=True)
                        return
        except TimeoutError:
            log.info("browser: %s", why[1])
        except NetworkError as error:
            why = GapCause(error.cause), error.message
        self._close(why)

    async def _after_choice(self, session: PhaseSession) -> Chosen:
        async with entered(session, self.window, self.crawled.pages) as there:
            if there.chosen.works:
                await self._type(session)
            return there.chosen

    async def _type(self, session: PhaseSession) -> None:
        await _type_on_all(self.notebook, session, self.stops, self.done)

    def _close(self, why: tuple[GapCause, str]) -> None:
        """A page whose forms stand on another page too is looked at with that one."""
        found = self.crawled.found
        of_form = {form: stop for stop in reversed(self.stops) for form in stop.forms}
        of_role: dict[PageRole, set[str]] = {}
        for page in found.pages:
            for role in page.roles:
                of_role.setdefault(role, set()).update(of_form[form].crawled.url for form in _forms_of(page))
        gaps = {gap.role: (gap.cause, gap.reason) for gap in found.gaps}
        for role, cell in self.cells.items():
            if role in of_role:
                _close_one(self.notebook, cell, [self.done.get(url) for url in of_role[role]], why)
            elif role in gaps:
                self.notebook.gap(cell, *gaps[role])
            elif role in found.absent:
                self.notebook.close(cell, absent=True)


async def _type_on_all(notebook: Notebook, session: PhaseSession, stops: Sequence[Stop], done: dict[str, Done]) -> None:
    typist = Typist(session)
    turns = asyncio.Semaphore(_AT_ONCE)

    async def at(stop: Stop) -> None:
        async with turns:
            brought = await typist.at(stop.crawled.url, stop.row, stop.crawled.role)
        write_leaks(notebook, brought, session.phase, typist.finder, typist.veil)
        done[stop.crawled.url] = brought

    async with asyncio.TaskGroup() as group:
        for stop in stops[:MOST_PAGES]:
            group.create_task(at(stop))
    fields, untold = (sum(getattr(one, name) for one in done.values()) for name in ("fields", "untold"))
    notebook.notices.append(
        f"leaks: {session.phase}: typed into {fields} fields of {len(done)} pages; {untold} of them take too little "
        "to be told from others, and were not looked for"
    )


def _close_one(notebook: Notebook, cell: Cell, pages: Sequence[Done | None], why: tuple[GapCause, str]) -> None:
    if None in pages:
        notebook.gap(cell, *why)
    elif missed := next((one for one in pages if one and one.cause), None):
        notebook.gap(cell, missed.cause or GapCause.ERROR, missed.reason)
    else:
        notebook.close(cell, absent=not pages)


# -- on the way to the checkout ----------------------------------------------------------------------------------------


@dataclass(slots=True)
class OnTheWay:
    """Types on the pages of the way to the checkout, as other visitors who bring along what the walking one has.

    So nothing of it is in the forms that the walk fills in. `at` returns at once; `finish` waits for all, and begins
    what was put off until the walk is over, lest its steps and theirs meet in one session of the shop's.
    """

    browser: Browser
    notebook: Notebook
    window: Window
    _tasks: list[asyncio.Task[None]] = field(default_factory=list)
    _later: list[tuple[str, Page, tuple[PageRole, ...], Phase, StorageState]] = field(default_factory=list)
    _left: list[tuple[Cell, GapCause | None, str]] = field(default_factory=list)
    _turns: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(_AT_ONCE))
    _consented: asyncio.Task[StorageState | Missed] | None = None

    async def at(self, tab: Tab, page: Page, roles: Sequence[PageRole], *, later: bool = False) -> None:
        """Of the page that the walk has come to, and the steps of the checkout that it shows."""
        if not self.window.leaks or not self.window.authorised:
            return
        url = tab.page.url
        try:
            state = await tab.page.context.storage_state()
        except PlaywrightError as error:
            for cell in self._cells(roles):
                self.notebook.gap(
                    cell, GapCause.ERROR, f"{url}: its visitor's state can't be read: {error.message}"[:300]
                )
            return
        for phase in self.window.leaks:
            if later:
                self._later.append((url, page, tuple(roles), phase, state))
            else:
                self._tasks.append(asyncio.create_task(self._type(url, page, tuple(roles), phase, state)))

    def over(self, roles: Sequence[PageRole], cause: GapCause | None = None, reason: str = "") -> None:
        """The walk has ended; of these roles it saw no more than it has told of. Without a cause there are no more."""
        self._left += [(cell, cause, reason) for cell in self._cells(roles)]

    async def finish(self) -> None:
        """Waits for all, and says why whatever is still open could not be seen."""
        self._tasks += [asyncio.create_task(self._type(*one)) for one in self._later]
        await asyncio.gather(*self._tasks)
        for cell, cause, reason in self._left:
            if not self.notebook.is_open(cell):
                continue
            if cause is None:
                self.notebook.close(cell, absent=True)
            else:
                self.notebook.gap(cell, cause, reason)

    def _cells(self, roles: Sequence[PageRole], phase: Phase | None = None) -> list[Cell]:
        chosen = [by_role for each, by_role in self.window.leaks.items() if phase in {None, each}]
        return [by_role[role] for by_role in chosen for role in roles if role in by_role]

    async def _type(self, url: str, page: Page, roles: Sequence[PageRole], phase: Phase, state: StorageState) -> None:
        cells = self._cells(roles, phase)
        try:
            if phase is Phase.ACCEPTED:
                # One answer for all of them, as of one visitor who accepts once.
                if self._consented is None:
                    self._consented = asyncio.create_task(self._consent())
                given = await self._consented
                if isinstance(given, tuple):
                    for cell in cells:
                        self.notebook.gap(cell, *given)
                    return
                state = with_changes(state, given)
            async with self._turns, self.browser.phase(phase, state) as session, session.tab() as tab:
                done = await self._on(Typist(session), tab, url, page, roles[0])
        except NetworkError as error:
            self.notebook.failed(cells, error)
            return
        for cell in cells:
            if done.cause:
                self.notebook.gap(cell, done.cause, done.reason)
            else:
                self.notebook.close(cell)

    async def _on(self, typist: Typist, tab: Tab, url: str, page: Page, role: PageRole) -> Done:
        async def arrive() -> Missed | None:
            if missed := await come(tab, url, role):
                return missed
            if tab.address.partition("?")[0] != url.partition("?")[0]:
                return GapCause.NOT_OPERABLE, f"{url} leads another visitor elsewhere"
            return None

        done = await typist.on_page(tab, page, arrive)
        write_leaks(self.notebook, done, typist.session.phase, typist.finder, typist.veil)
        return done

    async def _consent(self) -> StorageState | Missed:
        """What accepting on the front page changes in a visitor's state; nothing where there is nothing to accept."""
        async with self.browser.phase(Phase.ACCEPTED) as session, session.tab() as tab:
            if missed := await come(tab, self.window.url, PageRole.HOME):
                return missed
            before = await session.context.storage_state()
            chosen = await choose(tab, Phase.ACCEPTED, self.window.watch_s)
            if not chosen.works and not chosen.nothing_to_choose:
                return chosen.cause or GapCause.NOT_OPERABLE, chosen.reason
            return changes(before, await session.context.storage_state())


class Typing:
    """Beside all phases, so that none of them waits for it: begins when the crawl is over, ends after the walk."""

    def __init__(self, browser: Browser, notebook: Notebook, window: Window) -> None:
        self.way = OnTheWay(browser, notebook, window)
        self._crawled: asyncio.Future[Crawled | None] = asyncio.get_running_loop().create_future()
        self._walked = asyncio.Event()

    def crawled(self, crawled: Crawled | None) -> None:
        """What the crawl brought; None where it brought nothing. The first word counts."""
        if not self._crawled.done():
            self._crawled.set_result(crawled)

    def walked(self) -> None:
        """Nobody goes to the checkout any more."""
        self._walked.set()

    async def look(self) -> None:
        """Write down data_leak."""
        crawled = await self._crawled
        if crawled is not None:
            await look_for_leaks(self.way.browser, self.way.notebook, self.way.window, crawled)
        await self._walked.wait()
        await self.way.finish()
