"""One tab: goes to a page, waits until it is quiet, reads it; and survives, or dies alone."""

from __future__ import annotations

import asyncio
import base64
import contextlib
import json
import logging
import time
from collections.abc import Callable, Coroutine, Iterator, Mapping
from contextlib import AbstractAsyncContextManager, AbstractContextManager
from dataclasses import replace
from typing import Any, TypeVar

from playwright.async_api import Error as PlaywrightError
from playwright.async_api import Page

from scanner.errors import NetworkError
from scanner.model.vocabulary import GapCause
from scanner.network import GateFailure
from scanner.network.urls import parse_url
from scanner.probes.browser import hooks
from scanner.probes.browser.declared import LIMITS
from scanner.probes.browser.devtools import Devtools
from scanner.probes.browser.flights import Flight, split
from scanner.probes.browser.foreign import foreign_scripts
from scanner.probes.browser.form_signs import Pictured
from scanner.probes.browser.guard import Heed, Permit, Person, Submission
from scanner.probes.browser.lessons import Lessons
from scanner.probes.browser.recorder import Recorder
from scanner.probes.browser.signals import Answers
from scanner.probes.browser.standin import Instead
from scanner.probes.browser.stores import find_stores
from scanner.probes.browser.touch import touch
from scanner.probes.browser.trip import Document, PageFault, Trip
from scanner.probes.browser.veil import Veil
from scanner.probes.browser.visit import USUAL, Budget, Outcome, Reading, Visit, cause_of, judged
from scanner.probes.browser.wire import Wire

CLOSE_TIMEOUT_S = 5.0
_POLL_S = 0.03
_STEP_TIMEOUT_S = 3.0
_PAINT_TIMEOUT_S = 5.0
_WORLD = "siegel"
_BREATH = "new Promise(done => setTimeout(done, 0))"

T = TypeVar("T")
log = logging.getLogger("siegel.browser")


class Tab:
    """Use `visit`, then act on `page` (Playwright's) if need be, and `look` again. Not for two tasks at once.

    dead      the tab is of no use any more: crashed, or it does not answer
    pictured  the forms that its scan has pictures of, where its visitor may take some; None for all whose visit counts
    lessons   what controls without known words mean in this shop, once that was tried; None where nobody tries
    """

    def __init__(self, page: Page, cdp: Devtools, wire: Wire, recorder: Recorder, number: Callable[[], int]) -> None:
        self.page = page
        self.dead = False
        self.pictured: Pictured | None = None
        self.lessons: Lessons | None = None
        self._cdp = cdp
        self._wire = wire
        self._recorder = recorder
        self._number = number
        self._world: tuple[int, int] | None = None

    async def visit(
        self,
        url: str,
        budget: Budget = USUAL,
        *,
        accept: frozenset[Instead] = frozenset(),
        referrer: str | None = None,
    ) -> Visit:
        """Goes there, waits, reads. Never raises for what a page does; its failure is a gap.

        `accept`: kinds of stand-ins that were asked for, as LOGIN where the login page is wanted.
        """
        trip = self._wire.begin(self._number(), url)
        began = self._recorder.moment(trip.number, url).at_ms

        async def there() -> Visit:
            parse_url(url)
            await self._go(url, referrer)
            return await self._read(trip, url, budget)

        visit = await self._guarded(there, trip, url, budget.seconds)
        ended = self._recorder.moment(trip.number, url).at_ms
        visit = replace(visit, began_ms=began, ended_ms=ended)
        return judged(visit, accept) if visit.seen else visit

    async def look(self, budget: Budget = USUAL, *, accept: frozenset[Instead] = frozenset()) -> Visit:
        """The page as it is now, once it is quiet again: after a click, say. Belongs to the visit before."""
        trip = self._wire.trip
        now = self._recorder.moment(trip.number, trip.page).at_ms
        visit = await self._guarded(lambda: self._read(trip, trip.page, budget), trip, trip.page, budget.seconds)
        visit = replace(visit, began_ms=now, ended_ms=self._recorder.moment(trip.number, trip.page).at_ms)
        return judged(visit, accept) if visit.seen else visit

    async def settle(self, seconds: float) -> bool:
        """Waits until the page is quiet, at most that long; whether it is. Raises PageFault."""
        return await self._race(self._settle(self._wire.trip, time.monotonic() + seconds), self._wire.trip)

    async def watch(self, seconds: float) -> float:
        """Stays on the page, scrolls it and moves the mouse over it. Gives the seconds that it really lasted.

        What stores its site has is asked afterwards in any case: scripts may have ways to make one unseen.
        """
        began = time.monotonic()
        try:
            await self._race(touch(self._cdp, self.page.viewport_size, began + seconds), self._wire.trip)
            await self._race(self._stores(), self._wire.trip)
        except (PageFault, PlaywrightError, TimeoutError) as error:
            log.info("the watch ended early: %a", error)
        return time.monotonic() - began

    def permit(self, kind: Submission, term: str = "") -> AbstractAsyncContextManager[Permit]:
        """Announces that one form of this page's own site is about to be submitted. Raises NotAuthorised."""
        return self._wire.permit(kind, self.page.url, term)

    def heeding(
        self, why: Callable[[str], str | None], *, pages: bool = False, hops: bool = True
    ) -> AbstractContextManager[None]:
        """Keeps back what this says of a path and query of the page's site; pages only where told so."""
        return self._wire.guard.heeding(Heed(self.page.url, why, pages, hops))

    async def goes_as(self, person: Person | None) -> None:
        """From now on nothing that says something of this person leaves its pages but in a step that is announced."""
        if (self._wire.guard.person is None) != (person is None):
            await self._wire.widen(person is not None)
        self._wire.guard.person = person

    @property
    def veil(self) -> Veil:
        """Replaces what may tell its visitor apart."""
        return self._recorder.veil

    @property
    def flights(self) -> tuple[Flight, ...]:
        """What its visitor's pages have asked for since this visit began, redirects hop by hop."""
        number = self._wire.trip.number
        return tuple(flight for flight in self._recorder.all_flights if flight.when.visit in {number, 0})

    @property
    def fields(self) -> tuple[tuple[str, str], ...] | None:
        """The header fields of the document that is open; None where they were not heard of."""
        documents = self._wire.trip.documents
        return documents[-1].headers if documents else None

    @property
    def own_mark(self) -> str:
        """A name that stands in each script of ours that runs in its page's own world."""
        return self._wire.tell

    @property
    def kept_back(self) -> tuple[str, ...]:
        """Why requests of its pages were not let out, in order."""
        return tuple(self._wire.guard.kept)

    def typed(self, text: str) -> None:
        """This was typed into its page: no request may carry it away."""
        self._wire.guard.typed.add(text)

    @contextlib.contextmanager
    def keeping_back(
        self, carries: Callable[[str, bytes | None], bool], witness: Callable[[Mapping[str, Any], bool], None]
    ) -> Iterator[None]:
        """Keeps back every request whose URL or body is said to carry what may not leave.

        It lasts beyond the block: a page may send it as it goes. `witness` is told of every request that is judged.
        """
        self._wire.guard.carries = carries
        self._wire.guard.witness = witness
        yield
        self._wire.guard.witness = None

    async def evaluate(self, expression: str) -> object:
        """In a world of our own, where the page's replacements don't reach. Raises PlaywrightError."""
        for last_try in (False, False, True):
            try:
                order = {
                    "expression": expression,
                    "contextId": await self._own_world(),
                    "returnByValue": True,
                    "awaitPromise": True,
                }
                return (await self._cdp.send("Runtime.evaluate", order))["result"].get("value")
            except PlaywrightError as error:
                # The page went on to another document in between; the next one can be asked.
                self._world = None
                if last_try or "context" not in error.message.lower():
                    raise
        return None

    async def _own_world(self) -> int:
        """Our world in the document that is there now: a document has one for as long as it lasts."""
        here = self._wire.documents
        if self._world is None or self._world[0] != here:
            made = await self._cdp.send(
                "Page.createIsolatedWorld", {"frameId": self._wire.main_frame, "worldName": _WORLD}
            )
            self._world = here, int(made["executionContextId"])
        return self._world[1]

    @property
    def address(self) -> str:
        """Of what is open now, routes within the page included."""
        return self._wire.trip.page

    @property
    def answers(self) -> Answers:
        """Where it says what it knows of consent, once it is asked (`signals.ask`)."""
        return self._wire.answers

    @property
    def stored(self) -> int:
        """How often anything was stored or deleted in its context so far."""
        return len(self._recorder.cookies_set) + len(self._recorder.writes)

    @property
    def documents(self) -> int:
        """How many it has had."""
        return self._wire.documents

    @property
    def devtools(self) -> Devtools:
        """The session on the page, for whoever needs worlds and nodes of his own. Leave no domain enabled in it."""
        return self._cdp

    async def picture(self, quality: int) -> bytes:
        """Its window as a JPEG, in CSS pixels. Raises PlaywrightError, TimeoutError."""
        order = {"format": "jpeg", "quality": quality, "optimizeForSpeed": True}
        async with asyncio.timeout(_PAINT_TIMEOUT_S):
            return base64.b64decode((await self._cdp.send("Page.captureScreenshot", order))["data"])

    def popup(self, url: str) -> None:
        """Its page has opened a window, which is about to be closed."""
        self._wire.popup(url)

    async def close(self) -> None:
        """Ends the tab, even one that does not answer."""
        self.dead = True
        await self._wire.close()
        try:
            async with asyncio.timeout(CLOSE_TIMEOUT_S):
                await self.page.close(run_before_unload=False)
        except (TimeoutError, PlaywrightError) as error:
            log.info("a tab did not close: %a", error)
        finally:
            self._wire.end()

    async def _guarded(
        self, work: Callable[[], Coroutine[Any, Any, Visit]], trip: Trip, url: str, seconds: float
    ) -> Visit:
        if self.dead:
            return self._gap(trip, url, GapCause.CRASH, "the tab had ended before")
        try:
            async with asyncio.timeout(seconds):
                return await self._race(work(), trip)
        except TimeoutError:
            self.dead = True
            return self._gap(
                trip, url, GapCause.TIMEOUT, f"the page did not come or did not answer within {seconds:g} s"
            )
        except PageFault as fault:
            self.dead = True
            return self._gap(trip, url, fault.cause, fault.reason)
        except _NotLoaded as failed:
            return self._gap(trip, url, failed.cause, failed.reason)
        except NetworkError as error:
            return self._gap(trip, url, GapCause(error.cause), error.message)
        except PlaywrightError as error:
            self.dead = True
            return self._gap(trip, url, GapCause.CRASH, f"the tab ended: {error.message.splitlines()[0][:200]}")

    def _gap(self, trip: Trip, url: str, cause: GapCause, reason: str) -> Visit:
        documents = tuple(trip.documents)
        status = documents[-1].status if documents else None
        return Visit(
            number=trip.number, url=url, outcome=Outcome.GAP, cause=cause, reason=reason,
            final_url=trip.page, status=status, documents=documents,
        )  # fmt: skip

    async def _race(self, work: Coroutine[Any, Any, T], trip: Trip) -> T:
        """The work's result, unless a fault of the page comes first."""
        task = asyncio.ensure_future(work)
        try:
            await asyncio.wait((task, trip.fault), return_when=asyncio.FIRST_COMPLETED)
        except asyncio.CancelledError:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)
            raise
        if task.done() and not task.cancelled():
            return task.result()
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        trip.fault.result()
        raise PageFault(GapCause.ERROR, "the visit was broken off")

    async def _go(self, url: str, referrer: str | None) -> None:
        order = {"url": url, "transitionType": "link" if referrer else "typed"} | (
            {"referrer": referrer} if referrer else {}
        )
        answer = await self._cdp.send("Page.navigate", order)
        error = answer.get("errorText")
        if not error:
            return
        # Where a page leaves at once, its own navigation aborts ours, and counts.
        if error == "net::ERR_ABORTED" and self._wire.trip.commits:
            return
        last = self._last_navigation()
        _, host, port, _, _ = split(last or url)
        cause, reason = cause_of(error, self._why(host, port))
        raise _NotLoaded(cause, reason)

    def foreign_scripts(self) -> tuple[str, ...]:
        """Addresses of the scripts of other sites that the open page has asked for."""
        return foreign_scripts(tuple(self._recorder.flights.values()), self.page.url, self.veil)

    def _last_navigation(self) -> str | None:
        """Where it failed may be where a redirect led."""
        sent = [
            flight.url
            for flight in self._recorder.flights.values()
            if flight.navigation and flight.when.visit == self._wire.trip.number
        ]
        return sent[-1] if sent else None

    def _why(self, host: str, port: int) -> GateFailure | None:
        return self._recorder.why(host, port)

    async def _read(self, trip: Trip, url: str, budget: Budget) -> Visit:
        settled = await self._settle(trip, time.monotonic() + budget.settle_s)
        if trip.quiet.parsed_at is None:
            raise PageFault(GapCause.TIMEOUT, f"the document was not complete after {budget.settle_s:g} s")
        reading = await self._snapshot(budget)
        if self._wire.stores_made:
            await self._stores()
        return self._seen(trip, url, reading, settled=settled)

    def _seen(self, trip: Trip, url: str, reading: Reading, *, settled: bool) -> Visit:
        documents = [*trip.documents]
        final = reading.url or trip.page
        if not documents or documents[-1].url.partition("#")[0] != final.partition("#")[0]:
            # The page has changed its address by itself, without a new document.
            last = documents[-1] if documents else Document(final, None)
            documents.append(Document(final, last.status, last.headers))
        return Visit(
            number=trip.number,
            url=url,
            outcome=Outcome.SEEN,
            final_url=final,
            status=documents[-1].status,
            documents=tuple(documents),
            title=reading.title,
            language=reading.language,
            html=reading.html,
            text=reading.text,
            cut=reading.cut,
            elements=reading.elements,
            passwords=reading.passwords,
            settled=settled,
            declared=reading.declared,
        )

    async def _settle(self, trip: Trip, until: float) -> bool:
        """Quiet by all that is heard, and the page's own thread answers: a busy one may be about to begin."""
        while (now := time.monotonic()) < until:
            left = trip.quiet.left(now)
            if left > 0:
                await asyncio.sleep(min(left, _POLL_S if left == float("inf") else left, until - now))
                continue
            await self.evaluate(_BREATH)
            if trip.quiet.left(time.monotonic()) <= 0:
                return True
        return False

    async def _stores(self) -> None:
        self._wire.stores_made = False
        await find_stores(self._cdp, self._recorder)

    async def _snapshot(self, budget: Budget) -> Reading:
        whole = f"({hooks.script('snapshot.js')})({budget.html}, {budget.text})"
        declared = f"({hooks.script('declared.js')})({json.dumps(dict(LIMITS))})"
        return Reading.of(await self.evaluate(f"({{...{whole}, declared: {declared}}})"))


class _NotLoaded(Exception):
    def __init__(self, cause: GapCause, reason: str) -> None:
        super().__init__(reason)
        self.cause = cause
        self.reason = reason
