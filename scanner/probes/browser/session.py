"""One browser for a scan, one clean context for each phase, several of them at once."""

from __future__ import annotations

import asyncio
import contextlib
import json
import logging
import tempfile
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import Any

from playwright.async_api import Browser as PlaywrightBrowser
from playwright.async_api import BrowserContext, Page, Request, StorageState
from playwright.async_api import Error as PlaywrightError

from scanner.errors import NetworkError
from scanner.model.vocabulary import GapCause, Phase
from scanner.network import Gate, Network
from scanner.probes.browser import hooks, memory
from scanner.probes.browser.chromium import Binary
from scanner.probes.browser.devtools import Devtools
from scanner.probes.browser.flights import MAX_URL_CHARACTERS, Flight
from scanner.probes.browser.form_signs import Pictured
from scanner.probes.browser.guard import Guard
from scanner.probes.browser.identity import Identity
from scanner.probes.browser.launch import close, driver, found, launch, meanwhile
from scanner.probes.browser.lessons import Lessons
from scanner.probes.browser.recorder import Recorder, keyed_digest
from scanner.probes.browser.records import KeptItem, Source
from scanner.probes.browser.self_test import keeps_third_party_cookies
from scanner.probes.browser.signals import Heard, NotHeard
from scanner.probes.browser.standin import Instead
from scanner.probes.browser.tab import Tab
from scanner.probes.browser.tracing import Traced
from scanner.probes.browser.trust import trust
from scanner.probes.browser.veil import Digest
from scanner.probes.browser.visit import USUAL, Budget, Visit
from scanner.probes.browser.wire import Wire

_END_TIMEOUT_S = 10.0
#: To list cookies, which a page that is busy with thousands of requests holds up.
_JAR_TIMEOUT_S = 30.0
_OPEN_TIMEOUT_S = 15.0

#: What a browser sends whose visitor objects to tracking, and what its scripts are told (Global Privacy Control).
GPC_HEADER = {"Sec-GPC": "1"}
_GPC_SCRIPT = (
    "Object.defineProperty(Navigator.prototype, 'globalPrivacyControl',"
    " {get: () => true, configurable: true, enumerable: true})"
)

#: Characters of session storage that go along from tab to tab; a world of our own, of which the page hears nothing.
_MOST_CARRIED = 200_000
_CARRIED_WORLD = "siegel-carried"
_CARRIED_PARTS = 2
_BRING = """([origin, items]) => {
  if (location.origin !== origin || sessionStorage.length) return;
  for (const [name, value] of items) sessionStorage.setItem(name, value);
}"""

log = logging.getLogger("siegel.browser")


@dataclass(frozen=True, slots=True)
class Look:
    """How the browser presents itself, beside its name: language and the size of its window, in CSS pixels."""

    language: str = "de-DE"
    width: int = 1280
    height: int = 900


@dataclass(slots=True)
class Browser:
    """A running Chromium whose only way out is the gate.

    notes                what a reader of the report must know: no sandbox, no certutil, third-party cookies blocked
    pictured             the forms that there are pictures of
    lessons              what the shop's consent controls without known words mean; None: nobody tries them
    traces               what each phase's requests carried, once its rows are written
    third_party_cookies  whether it keeps them; where not, absence of such a cookie proves nothing
    """

    binary: Binary
    gate: Gate
    look: Look
    identity: Identity
    sandboxed: bool
    notes: list[str]
    third_party_cookies: bool
    digest: Digest
    guard: Guard
    traces: list[Traced]
    _chromium: PlaywrightBrowser = field(repr=False)
    _end: asyncio.Future[None] = field(repr=False)
    pictured: Pictured = field(default_factory=Pictured, repr=False)
    lessons: Lessons | None = field(default=None, repr=False)

    @classmethod
    @contextlib.asynccontextmanager
    async def open(
        cls,
        network: Network,
        *,
        ca_files: Sequence[Path] = (),
        look: Look | None = None,
        binary: Binary | None = None,
        digest: Digest | None = None,
        authorised: bool = False,
        max_renderer_bytes: int = memory.MAX_RENDERER_BYTES,
    ) -> AsyncIterator[Browser]:
        """Starts it, and ends it with the block. Raises NetworkError: tool_missing, crash where it does not start."""
        look = look or Look()
        async with contextlib.AsyncExitStack() as stack:
            finding = await stack.enter_async_context(meanwhile(found(binary)))
            home = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="siegel-", ignore_cleanup_errors=True)))
            gate = await stack.enter_async_context(Gate.open(network))
            trusting = await stack.enter_async_context(meanwhile(trust(ca_files, home)))
            playwright = await stack.enter_async_context(driver())
            binary_found, trusted = await finding, await trusting
            launched = await launch(playwright, binary_found, gate, home, trusted.arguments)
            stack.push_async_callback(close, launched.browser)
            end: asyncio.Future[None] = asyncio.get_running_loop().create_future()

            def ended(_: PlaywrightBrowser) -> None:
                end.cancel()

            launched.browser.on("disconnected", ended)
            memory_guard = asyncio.create_task(
                memory.guard(Devtools(await launched.browser.new_browser_cdp_session()), max_renderer_bytes)
            )
            stack.callback(memory_guard.cancel)
            allowed = await keeps_third_party_cookies(launched.browser)
            guard = await stack.enter_async_context(Guard.open(launched.browser, authorised=authorised))
            notes = [*launched.notes, *trusted.notes]
            if not allowed:
                notes.append("this browser blocks third-party cookies, so that those of other parties can't be seen")
            identity = Identity.of(binary_found, network.user_agent, look.language)
            yield cls(
                binary_found,
                gate,
                look,
                identity,
                launched.sandboxed,
                notes,
                allowed,
                digest or keyed_digest(),
                guard,
                [],
                launched.browser,
                end,
            )

    @property
    def running(self) -> bool:
        """False once it has crashed."""
        return self._chromium.is_connected()

    @contextlib.asynccontextmanager
    async def phase(
        self, phase: Phase, state: StorageState | None = None, *, learns: bool = True
    ) -> AsyncIterator[PhaseSession]:
        """A visitor who has never been here. Raises NetworkError (crash) where the browser has ended.

        `state`: cookies and local storage that he brings along, as of one who has filled a cart. `learns`: what others
        have tried, and has them try more; not the one who tries.
        """
        try:
            context = await self._chromium.new_context(
                user_agent=self.identity.user_agent,
                locale=self.look.language,
                viewport={"width": self.look.width, "height": self.look.height},
                accept_downloads=False,
                service_workers="allow",
                permissions=[],
                storage_state=state,
                extra_http_headers=GPC_HEADER if phase is Phase.GPC else None,
            )
            if phase is Phase.GPC:
                await context.add_init_script(_GPC_SCRIPT)
        except PlaywrightError as error:
            raise NetworkError("crash", f"the browser has ended: {error.message.splitlines()[0][:200]}") from error
        recorder = Recorder(phase, self.digest, self.gate.why)
        session = PhaseSession(phase, recorder, context, self.identity, self.guard, self._end, self.traces)
        session.lessons = self.lessons if learns else None
        try:
            yield session
        finally:
            await session.close()


@dataclass(frozen=True, slots=True)
class Counted:
    """What of a visit counts for its phase, in ms since it began, and what was on the device when that was told."""

    since_ms: int
    until_ms: int
    kept: tuple[KeptItem, ...]


class PhaseSession:
    """One phase: its context, its recorder, its tabs. Tabs may be used at the same time.

    counted  what of it counts, once that is written down
    front    what the front page said of consent in the end, by its own interfaces
    traces   of all phases of the browser: this one's is added with its rows
    lessons  as its tabs have it
    """

    def __init__(
        self,
        phase: Phase,
        recorder: Recorder,
        context: BrowserContext,
        identity: Identity,
        guard: Guard,
        end: asyncio.Future[None],
        traces: list[Traced],
    ) -> None:
        self.traces = traces
        self.phase = phase
        self.recorder = recorder
        self.context = context
        self.counted: Counted | None = None
        self.front: Heard | NotHeard = NotHeard(GapCause.ERROR, "the front page was not asked what it knows of consent")
        self.lessons: Lessons | None = None
        self._identity = identity
        self._guard = guard
        self._end = end
        self._numbers = count(1)
        self._own: set[Page] = set()
        self._tabs: set[Tab] = set()
        self._carried = ""
        self._opening = asyncio.Lock()
        self._closing: set[asyncio.Task[None]] = set()
        context.on("page", self._appeared)
        context.on("request", self._requested)

    async def visit(self, url: str, budget: Budget = USUAL, *, accept: frozenset[Instead] = frozenset()) -> Visit:
        """One page in a tab of its own, which is closed afterwards."""
        async with self.tab() as tab:
            return await tab.visit(url, budget, accept=accept)

    async def watch(self, url: str, seconds: float, budget: Budget = USUAL) -> tuple[Visit, float]:
        """Visits a page and stays there, scrolling and moving the mouse. The visit, and how long it really stayed."""
        async with self.tab() as tab:
            visit = await tab.visit(url, budget)
            return visit, await tab.watch(seconds) if visit.seen else 0.0

    @contextlib.asynccontextmanager
    async def tab(self) -> AsyncIterator[Tab]:
        """A tab for several visits and for acting on its page. Raises NetworkError (crash): the browser has ended."""
        opening = asyncio.create_task(self._open_tab())
        try:
            # A browser that dies just now may leave a question without any answer, not even an error.
            first: tuple[asyncio.Future[Any], ...] = opening, self._end
            await asyncio.wait(first, timeout=_OPEN_TIMEOUT_S, return_when=asyncio.FIRST_COMPLETED)
            if not opening.done():
                why = "the browser has ended" if self._end.done() else f"nothing came within {_OPEN_TIMEOUT_S:g} s"
                raise NetworkError("crash", f"no tab could be opened: {why}")
            tab = opening.result()
        except PlaywrightError as error:
            raise NetworkError("crash", f"no tab could be opened: {error.message.splitlines()[0][:200]}") from error
        finally:
            opening.cancel()
        self._tabs.add(tab)
        try:
            yield tab
        finally:
            self._tabs.discard(tab)
            await tab.close()

    async def carry(self, tab: Tab) -> None:
        """What its site keeps for this tab alone is there in all that are opened from now on.

        So it is for a visitor who goes on in the tab, or opens others from it (HTML, session storage of auxiliary
        browsing contexts): some shops keep the choice of consent there. Raises PlaywrightError, TimeoutError.
        """
        async with asyncio.timeout(_END_TIMEOUT_S):
            held = await tab.evaluate(f"({hooks.script('carried.js')})({_MOST_CARRIED})")
        if isinstance(held, list) and len(held) == _CARRIED_PARTS and held[1]:
            self._carried = f"({_BRING})({json.dumps(held)})"

    async def jar(self) -> tuple[KeptItem, ...]:
        """Every cookie kept now, HttpOnly, third-party, partitioned ones too. Raises NetworkError: crash, timeout."""
        try:
            async with asyncio.timeout(_JAR_TIMEOUT_S):
                cookies: list[Any] = [*await self.context.cookies()]
        except TimeoutError as error:
            raise NetworkError("timeout", "the browser did not list its cookies") from error
        except PlaywrightError as error:
            raise NetworkError("crash", "the browser had ended before its cookies were listed") from error
        return self.recorder.jar(cookies)

    async def kept(self) -> tuple[KeptItem, ...]:
        """Everything on the device now: the jar, and all other storage as far as it was seen to come and go."""
        return (*await self.jar(), *self.recorder.kept())

    async def begin_anew(self, tab: Tab) -> None:
        """As after the browser was closed and opened again: without session cookies and session storage.

        `tab`: one that has seen nothing yet; all others are closed. Raises NetworkError: crash, timeout.
        """
        self.recorder.session_ended()
        try:
            async with asyncio.timeout(_END_TIMEOUT_S):
                for cookie in (await tab.devtools.send("Network.getAllCookies"))["cookies"]:
                    if cookie.get("session"):
                        named = {
                            key: cookie[key] for key in ("name", "domain", "path", "partitionKey") if key in cookie
                        }
                        await tab.devtools.send("Network.deleteCookies", named)
        except TimeoutError as error:
            raise NetworkError("timeout", "the browser did not forget its session cookies") from error
        except PlaywrightError as error:
            raise NetworkError("crash", "the browser had ended before it was opened again") from error

    async def close(self) -> None:
        """Ends the context and all its tabs."""
        for tab in tuple(self._tabs):
            await tab.close()
        for task in tuple(self._closing):
            task.cancel()
        await asyncio.gather(*self._closing, return_exceptions=True)
        try:
            async with asyncio.timeout(_END_TIMEOUT_S):
                await self.context.close()
        except (TimeoutError, PlaywrightError) as error:
            log.info("a context did not close: %a", error)

    async def _open_tab(self) -> Tab:
        async with self._opening:
            page = await self.context.new_page()
            self._own.add(page)
        cdp = Devtools(await self.context.new_cdp_session(page))
        wire = Wire(cdp, self.recorder, self._identity.override, self._guard)
        await wire.open()
        if self._carried:
            order = {"source": self._carried, "worldName": _CARRIED_WORLD}
            await cdp.send("Page.addScriptToEvaluateOnNewDocument", order)
        tab = Tab(page, cdp, wire, self.recorder, lambda: next(self._numbers))
        tab.lessons = self.lessons
        return tab

    def _requested(self, request: Request) -> None:
        """Playwright hears of every request of a worker, since it lets the worker go on without waiting for us."""
        if not request.url.startswith(("http:", "https:")):
            return
        if request.service_worker:
            source = Source.SERVICE_WORKER
        else:  # a window's first document is the only one of a page's requests that we don't hear
            source = Source.PAGE if request.is_navigation_request() else Source.WORKER
        when, kind = self.recorder.moment(0, ""), request.resource_type.capitalize()
        self.recorder.overheard(
            Flight(
                when=when,
                source=source,
                frame="",
                kind=kind,
                method=request.method,
                url=request.url[:MAX_URL_CHARACTERS],
            )
        )

    def _appeared(self, page: Page) -> None:
        task = asyncio.create_task(self._close_if_popup(page))
        self._closing.add(task)
        task.add_done_callback(self._closing.discard)

    async def _close_if_popup(self, page: Page) -> None:
        async with self._opening:  # until whoever opens one knows it for its own
            if page in self._own:
                return
        try:
            async with asyncio.timeout(_END_TIMEOUT_S):
                opener = await page.opener()
                if tab := next((tab for tab in self._tabs if tab.page is opener), None):
                    tab.popup(page.url)
                await page.close(run_before_unload=False)
        except (TimeoutError, PlaywrightError) as error:
            log.debug("a popup did not close: %a", error)
