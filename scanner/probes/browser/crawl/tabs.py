"""The tabs of a crawl: pages that were visited, what they offer, and what a click on a control of theirs brings."""

from __future__ import annotations

import contextlib
import logging
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace

from playwright.async_api import Error as PlaywrightError

from scanner.model.vocabulary import PageRole
from scanner.probes.browser.crawl.links import UNREAD, Contents, Link, read_contents
from scanner.probes.browser.crawl.results import CrawlBudget
from scanner.probes.browser.session import PhaseSession
from scanner.probes.browser.shown import take_shown
from scanner.probes.browser.standin import Instead
from scanner.probes.browser.tab import Tab
from scanner.probes.browser.visit import Budget, Visit

ASKED_TO_LOG_IN = frozenset({PageRole.LOGIN, PageRole.REGISTRATION, PageRole.CHECKOUT_CONTACT})
_SHORTEST_VISIT_S = 1.0
_CLICK_TIMEOUT_MS = 2000

log = logging.getLogger("siegel.browser")

ReadBeside = Callable[[Tab, PageRole], Awaitable[object]]


@dataclass(frozen=True, slots=True)
class Loaded:
    """A page that was visited, what it offers, how it is shown, and what else was read of it while it was open."""

    visit: Visit
    contents: Contents = UNREAD
    beside: object = None
    shown: bytes | None = None


async def take_in(tab: Tab, visit: Visit, role: PageRole, beside: ReadBeside | None) -> Loaded:
    """The page that this visit has brought into the tab."""
    if not visit.seen:
        return Loaded(visit)
    contents = await read_contents(tab)
    shown = await take_shown(tab, visit.elements)
    return Loaded(visit, contents, await beside(tab, role) if beside else None, shown)


@dataclass(frozen=True, slots=True)
class Clicked:
    """A page before and after a click on one of its controls."""

    before: Visit
    after: Visit


class Tabs:
    """Tabs to be used again, and the time and loads that are left for them."""

    def __init__(
        self, phase: PhaseSession, stack: contextlib.AsyncExitStack, budget: CrawlBudget, beside: ReadBeside | None
    ) -> None:
        self._phase, self._stack, self._budget, self._beside = phase, stack, budget, beside
        self._until = time.monotonic() + budget.seconds
        self._free: list[Tab] = []
        self.loads = 0

    def left(self) -> float:
        """Seconds."""
        return self._until - time.monotonic()

    def shortage(self) -> str:
        """What has run out; empty where nothing has."""
        if self.loads >= self._budget.visits:
            return f"{self.loads} pages were loaded before"
        return f"{self._budget.seconds:g} s were over" if self.left() < _SHORTEST_VISIT_S else ""

    async def visit(self, url: str, role: PageRole, *, aside: bool = False) -> Loaded:
        """Loads a page and reads what it offers. `aside`: nothing else is read of it."""
        # A route of a single-page shop is no new document in a tab that is there already.
        tab = self._free.pop() if self._free and "#" not in url else await self._open()
        self.loads += 1
        try:
            visit = await tab.visit(url, self._per_page(), accept=accepted(role))
            return await take_in(tab, visit, role, None if aside else self._beside)
        finally:
            if tab.dead or len(self._free) >= self._budget.tabs:
                await tab.close()
            else:
                self._free.append(tab)

    async def click(self, page: str, control: Link) -> Clicked | None:
        """What a click on a control of a page brings; None where the page was not seen, or it can't be clicked."""
        tab = await self._open()
        self.loads += 1
        try:
            before = await tab.visit(page, self._per_page())
            if not before.seen:
                return None
            # No real click: a banner may lie over it, and only the address is wanted.
            await tab.page.locator(control.path).dispatch_event("click", timeout=_CLICK_TIMEOUT_MS)
            return Clicked(before, await tab.look(self._per_page()))
        except PlaywrightError as error:
            log.info("%a could not be clicked: %a", control.label, error.message.splitlines()[0][:200])
            return None
        finally:
            await tab.close()

    def _per_page(self) -> Budget:
        usual = self._budget.visit
        return replace(usual, seconds=max(0.1, min(usual.seconds, self.left())))

    async def _open(self) -> Tab:
        return await self._stack.enter_async_context(self._phase.tab())


def accepted(role: PageRole) -> frozenset[Instead]:
    """What a page of that role may be besides itself: that of the login is one that asks to log in."""
    return frozenset({Instead.LOGIN}) if role in ASKED_TO_LOG_IN else frozenset()
