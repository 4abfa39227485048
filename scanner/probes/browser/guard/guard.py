"""Asks of every document, fetch and beacon of a browser, before it leaves, whether it is a form's submission.

It listens at the browser itself rather than at its tabs: so windows, workers, and what a page still sends while it is
closed, are held as well. Order is what it rests on: Chromium tells of a navigation's reason before it asks for the
request. https://chromedevtools.github.io/devtools-protocol/tot/Fetch/
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections import Counter, deque
from collections.abc import AsyncIterator, Callable, Mapping
from dataclasses import dataclass
from typing import Any

from playwright.async_api import Browser
from playwright.async_api import Error as PlaywrightError

from scanner.probes.browser.devtools import Devtools
from scanner.probes.browser.flights import MAX_URL_CHARACTERS
from scanner.probes.browser.guard.asked import CARRYING, Asked
from scanner.probes.browser.guard.objections import Objections, authority
from scanner.probes.browser.guard.submissions import Submission
from scanner.probes.browser.guard.tab import Permit, TabGuard
from scanner.probes.browser.sites import host_of

_MOST_REFUSED = 200
_MOST_GONE = 16
_MOST_WORKERS = 200

log = logging.getLogger("siegel.browser")


class NotAuthorised(Exception):
    """Somebody announced what the shop's owner has not allowed: a mistake of ours, never of a page."""


@dataclass(frozen=True, slots=True)
class Refused:
    """A submission that was kept back: method and URL without its query, and why."""

    method: str
    url: str
    why: str


class Guard:
    """Of one browser. `refused` in order, `permitted` likewise; bounded, the rest is counted in `more`."""

    def __init__(self, session: Devtools, *, authorised: bool = False) -> None:
        self.authorised = authorised
        self.refused: list[Refused] = []
        self.more = 0
        self._session = session
        self._tabs: list[TabGuard] = []
        self._gone: deque[TabGuard] = deque(maxlen=_MOST_GONE)
        self._tasks: set[asyncio.Task[None]] = set()
        self._workers: dict[str, TabGuard] = {}
        self._objections = Objections(self._tabs, self._gone)

    @classmethod
    @contextlib.asynccontextmanager
    async def open(cls, browser: Browser, *, authorised: bool = False) -> AsyncIterator[Guard]:
        """Before the browser has any page. Raises Playwright's Error where the browser is gone."""
        guard = cls(Devtools(await browser.new_browser_cdp_session()), authorised=authorised)
        guard._session.on("Fetch.requestPaused", guard._paused)
        await guard._session.send("Fetch.enable", {"patterns": [{"resourceType": kind} for kind in CARRYING]})
        try:
            yield guard
        finally:
            for task in tuple(guard._tasks):
                task.cancel()
            await asyncio.gather(*guard._tasks, return_exceptions=True)

    def watch(
        self,
        cdp: Devtools,
        refuse: Callable[[str, str, str], None],
        hear: Callable[[Mapping[str, Any], bool], None] = lambda _event, _of_worker: None,
    ) -> TabGuard:
        """Knows a tab from now on: whatever a frame sends that belongs to no tab is a window's or a worker's."""
        tab = TabGuard(cdp, refuse, hear)
        self._tabs.append(tab)
        return tab

    def let_go(self, tab: TabGuard) -> None:
        """The tab is closed. Its pages may still send something as they go: it is remembered for a while."""
        if tab in self._tabs:
            self._tabs.remove(tab)
            self._gone.append(tab)

    @contextlib.asynccontextmanager
    async def permit(
        self, tab: TabGuard, frame: str, kind: Submission, site: str, term: str = ""
    ) -> AsyncIterator[Permit]:
        """Announces one submission in a tab, to the site of this URL. `used` tells afterwards whether it was made.

        What forms there are is asked beforehand: once a document is about to be left, it answers no more.
        Raises NotAuthorised for what needs the owner's word.
        """
        if kind in {Submission.ADD_TO_CART, Submission.CHECKOUT} and not self.authorised:
            raise NotAuthorised("nobody authorised to put anything into the cart")
        if kind is Submission.CHECKOUT and tab.person is None:
            raise NotAuthorised("nobody gave a test identity to go through a checkout as")
        permit = Permit(kind, site, term, await tab.forms(frame))
        if kind is Submission.CHECKOUT:
            permit.person, permit.hosts = tab.person, frozenset({authority(site)})
        tab.permits.append(permit)
        try:
            yield permit
        finally:
            tab.permits.remove(permit)

    @property
    def permitted(self) -> list[tuple[Submission, str]]:
        """What was announced and let through: kind and URL without its query."""
        return self._objections.permitted

    def notes(self) -> list[str]:
        """What a reader of the report must know: what pages tried to send by themselves, and what was sent for us."""
        counts = Counter((one.method, host_of(one.url), one.why) for one in self.refused)
        told = [
            f"kept back {'once' if n == 1 else f'{n} times'}: {method} to {host}, {why}"
            for (method, host, why), n in counts.items()
        ][:20]
        if self.more:
            told.append(f"kept back {self.more} more submissions")
        return [*told, *(f"let through, announced as {kind}: {url}" for kind, url in dict.fromkeys(self.permitted))]

    @property
    def _all_tabs(self) -> list[TabGuard]:
        return [*self._tabs, *self._gone]

    # -- the answers

    def _paused(self, event: dict[str, Any]) -> None:
        task = asyncio.create_task(self._answer(event))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _answer(self, event: dict[str, Any]) -> None:
        try:
            try:
                asked = Asked.of(event)
                tab = next((tab for tab in (*self._tabs, *self._gone) if tab.has(asked.frame)), None)
                why = await self._objections.to(asked, tab)
            except (KeyError, TypeError, ValueError, AttributeError) as error:
                log.warning("a request could not be judged, and is kept back: %a", error)
                await self._fail(str(event["requestId"]), stay=True)
                return
            self._tell(event, asked, tab)
            if why is None:
                await self._session.send("Fetch.continueRequest", {"requestId": asked.id})
                return
            await self._fail(asked.id, stay=tab is not None)
            self._keep(asked, tab, why)
        except PlaywrightError as error:
            log.debug("a request went away before it was judged: %a", error.message)

    def _tell(self, event: Mapping[str, Any], asked: Asked, tab: TabGuard | None) -> None:
        """What has no number in any tab's own network is heard of nowhere else.

        A shared worker sends as the frame that has the number of the request for its script.
        """
        for one in [tab] if tab else self._all_tabs:
            if one.witness is not None:
                one.witness(event, tab is None)
        if tab is not None and asked.kind == "Other" and asked.network:
            self._workers[asked.network] = tab
            if len(self._workers) > _MOST_WORKERS:
                self._workers.pop(next(iter(self._workers)))
        owner = tab or self._workers.get(asked.frame)
        if owner is not None and not asked.network:
            owner.hear(event, tab is None)

    async def _fail(self, request: str, *, stay: bool) -> None:
        """As if the visitor had pressed stop: the page stays as it is, where an error would replace it.

        A window gets its error: only one with a document is told of, and closed.
        """
        reason = "Aborted" if stay else "BlockedByClient"
        await self._session.send("Fetch.failRequest", {"requestId": request, "errorReason": reason})

    def _keep(self, asked: Asked, tab: TabGuard | None, why: str) -> None:
        log.info("kept back: %s %a, %s", asked.method, asked.url[:500], why)
        if owner := tab or self._objections.served(asked):
            owner.refuse(asked.network, asked.url[:MAX_URL_CHARACTERS], why)
            if len(owner.kept) < _MOST_REFUSED:
                owner.kept.append(why)
        if len(self.refused) < _MOST_REFUSED:
            url = asked.url.partition("?")[0].partition("#")[0]
            self.refused.append(Refused(asked.method, url[:500], why))
        else:
            self.more += 1

    async def widen(self) -> None:
        """From now on pictures, scripts and all else is asked about, too: they may carry what is typed."""
        await self._session.send("Fetch.enable", {"patterns": [{"urlPattern": "*"}]})

    async def narrow(self) -> None:
        """Only what can carry a form is asked about, as before."""
        await self._session.send("Fetch.enable", {"patterns": [{"resourceType": kind} for kind in CARRYING]})
