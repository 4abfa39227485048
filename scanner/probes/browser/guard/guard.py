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
from urllib.parse import urlsplit

from playwright.async_api import Browser, CDPSession
from playwright.async_api import Error as PlaywrightError

from scanner.probes.browser.flights import MAX_URL_CHARACTERS, body_of
from scanner.probes.browser.guard.submissions import (
    Body,
    Submission,
    carries,
    personal,
    query_of,
    read_body,
    read_query,
    sent_by_script,
)
from scanner.probes.browser.guard.tab import Permit, TabGuard
from scanner.probes.browser.sites import host_of, same_site

#: What can carry a form. Pictures, scripts and style sheets are not asked about, so that they lose no time.
_ASKED = ("Document", "XHR", "Fetch", "Ping", "Other")
_HARMLESS = frozenset({"GET", "HEAD", "OPTIONS"})
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


@dataclass(frozen=True, slots=True)
class _Asked:
    """A request that waits for its answer. `frame` is empty or a worker's own where no frame sends it."""

    id: str
    network: str
    frame: str
    kind: str
    method: str
    url: str
    headers: Mapping[str, str]
    body: bytes | None
    has_body: bool
    hop: bool

    @classmethod
    def of(cls, event: Mapping[str, Any]) -> _Asked:
        """From Fetch.requestPaused."""
        request = event["request"]
        return cls(
            id=str(event["requestId"]),
            network=str(event.get("networkId") or ""),
            frame=str(event.get("frameId") or ""),
            kind=str(event.get("resourceType") or ""),
            method=str(request["method"]).upper(),
            url=str(request["url"]),
            headers={str(name).lower(): str(value) for name, value in (request.get("headers") or {}).items()},
            body=body_of(request),
            has_body=bool(request.get("hasPostData") or request.get("postData")),
            hop=bool(event.get("redirectedRequestId")),
        )

    def fields(self) -> Body | None:
        """What it says; None where that can't be read."""
        if self.method in _HARMLESS:
            return read_query(query_of(self.url))
        return read_body(self.body, self.headers.get("content-type", "")) if self.body is not None else None


class Guard:
    """Of one browser. `refused` in order, `permitted` likewise; bounded, the rest is counted in `more`."""

    def __init__(self, session: CDPSession, *, authorised: bool = False) -> None:
        self.authorised = authorised
        self.refused: list[Refused] = []
        self.permitted: list[tuple[Submission, str]] = []
        self.more = 0
        self._session = session
        self._tabs: list[TabGuard] = []
        self._gone: deque[TabGuard] = deque(maxlen=_MOST_GONE)
        self._tasks: set[asyncio.Task[None]] = set()
        self._workers: dict[str, TabGuard] = {}

    @classmethod
    @contextlib.asynccontextmanager
    async def open(cls, browser: Browser, *, authorised: bool = False) -> AsyncIterator[Guard]:
        """Before the browser has any page. Raises Playwright's Error where the browser is gone."""
        guard = cls(await browser.new_browser_cdp_session(), authorised=authorised)
        guard._session.on("Fetch.requestPaused", guard._paused)
        await guard._session.send("Fetch.enable", {"patterns": [{"resourceType": kind} for kind in _ASKED]})
        try:
            yield guard
        finally:
            for task in tuple(guard._tasks):
                task.cancel()
            await asyncio.gather(*guard._tasks, return_exceptions=True)

    def watch(
        self,
        cdp: CDPSession,
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
        if kind is Submission.ADD_TO_CART and not self.authorised:
            raise NotAuthorised("nobody authorised to put anything into the cart")
        permit = Permit(kind, site, term, await tab.forms(frame))
        tab.permits.append(permit)
        try:
            yield permit
        finally:
            tab.permits.remove(permit)

    def notes(self) -> list[str]:
        """What a reader of the report must know: what pages tried to send by themselves, and what was sent for us."""
        counts = Counter((one.method, host_of(one.url), one.why) for one in self.refused)
        told = [
            f"kept back {'once' if n == 1 else f'{n} times'}: {method} to {host}, {why}"
            for (method, host, why), n in counts.items()
        ][:20]
        if self.more:
            told.append(f"kept back {self.more} more submissions")
        return [*told, *(f"let through, announced as {kind}: {url}" for kind, url in self.permitted)]

    # -- the answers

    def _paused(self, event: dict[str, Any]) -> None:
        task = asyncio.create_task(self._answer(event))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _answer(self, event: dict[str, Any]) -> None:
        try:
            try:
                asked = _Asked.of(event)
                tab = next((tab for tab in (*self._tabs, *self._gone) if tab.has(asked.frame)), None)
                why = await self._objection(asked, tab)
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

    def _tell(self, event: Mapping[str, Any], asked: _Asked, tab: TabGuard | None) -> None:
        """What has no number in any tab's own network is heard of nowhere else.

        A shared worker sends as the frame that has the number of the request for its script.
        """
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

    def _keep(self, asked: _Asked, tab: TabGuard | None, why: str) -> None:
        log.info("kept back: %s %a, %s", asked.method, asked.url[:500], why)
        if owner := tab or self._served(asked):
            owner.refuse(asked.network, asked.url[:MAX_URL_CHARACTERS], why)
            if len(owner.kept) < _MOST_REFUSED:
                owner.kept.append(why)
        if len(self.refused) < _MOST_REFUSED:
            url = asked.url.partition("?")[0].partition("#")[0]
            self.refused.append(Refused(asked.method, url[:500], why))
        else:
            self.more += 1

    async def _objection(self, asked: _Asked, tab: TabGuard | None) -> str | None:
        """Why a request may not leave; None where it may."""
        typed = {value for one in ([tab] if tab else self._tabs) for value in one.typed}
        if typed and carries(typed, asked.url, (asked.body or b"").decode("utf-8", "replace")):
            permit = self._permit_for(asked, tab)
            if permit is None or permit.term not in typed:
                return "it carries what was typed"
        if tab is not None and (heeded := self._heeded(asked, tab)):
            return heeded
        owner = tab or self._served(asked)
        if owner is not None and owner.submits(asked.frame if tab else None, asked.url):
            return self._of_form(asked, owner, "a form's submission")
        if asked.kind == "Document":
            if asked.method not in _HARMLESS:
                return self._of_form(asked, tab, "a form's submission")
            return self._of_window(asked, tab)
        if asked.method in _HARMLESS:
            # A worker of the shop may load windows too, and then no frame is told.
            window = tab is None and any(one.opened(asked.url) for one in self._tabs)
            return "a window that nobody asked for" if window else None
        return await self._by_script(asked, tab)

    def _heeded(self, asked: _Asked, tab: TabGuard) -> str | None:
        page = asked.kind == "Document" and asked.frame == tab.main
        for heed in tab.heeds:
            if (asked.method not in _HARMLESS or (heed.pages and page)) and same_site(asked.url, heed.site):
                parts = urlsplit(asked.url)
                if why := heed.why(f"{parts.path}?{parts.query}"):
                    return f"an address that says {why!r} was asked for by a click"
        return None

    def _served(self, asked: _Asked) -> TabGuard | None:
        """The tab of which a form has begun to load what a worker now fetches for it."""
        return next((one for one in self._tabs if one.submits(None, asked.url)), None)

    def _of_window(self, asked: _Asked, tab: TabGuard | None) -> str | None:
        """Windows are closed as they come; whatever they load may be a form's answer, which nobody can tell."""
        if tab is not None or "sec-purpose" in asked.headers:
            return None
        return "a window that nobody asked for"

    def _of_form(self, asked: _Asked, tab: TabGuard | None, what: str) -> str | None:
        if tab is None:
            return f"{what} in a window that nobody asked for"
        permit = self._permit_for(asked, tab)
        if permit is None:
            return what
        if not same_site(asked.url, permit.site):
            return f"{what}, announced as {permit.kind}, to another party"
        if permit.used is not None:
            return None  # a redirect of it
        fields = asked.fields()
        if fields is None and (asked.has_body or asked.method in _HARMLESS):
            return f"{what}, announced as {permit.kind}, that can't be read"
        if fields and fields.fields and (why := personal(fields, (*permit.forms, *tab.told_of()), permit.term)):
            return f"{what}, announced as {permit.kind}: {why}"
        permit.used, permit.url = asked.network, asked.url
        self.permitted.append((permit.kind, asked.url.partition("?")[0][:500]))
        return None

    def _permit_for(self, asked: _Asked, tab: TabGuard | None) -> Permit | None:
        """One not used yet, or used by the request that this is a redirect of."""
        permits = tab.permits if tab else []
        for permit in permits:
            if permit.used is None or (asked.hop and permit.used == asked.network):
                return permit
        return None

    async def _by_script(self, asked: _Asked, tab: TabGuard | None) -> str | None:
        fields = asked.fields()
        if fields is None or not fields.fields:
            return None
        frame = asked.frame if tab else None
        tabs = [tab] if tab else [*self._tabs, *self._gone]
        forms = [form for one in tabs for form in await one.forms(frame)]
        submitted = [form for one in tabs for form in one.submitted()]
        if not sent_by_script(fields, forms, submitted):
            return None
        return self._of_form(asked, tab, "a form sent by a script")
