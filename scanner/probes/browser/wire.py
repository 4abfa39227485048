"""Listens to one tab over the DevTools protocol, its frames and workers included, and tells the recorder.

One raw session rather than Playwright's events: it alone knows initiators, blocked cookies and the order of things.
https://chromedevtools.github.io/devtools-protocol/ names the events.
"""

from __future__ import annotations

import asyncio
import json
import logging
import secrets
import time
from collections.abc import Coroutine, Mapping
from contextlib import AbstractAsyncContextManager
from dataclasses import replace
from functools import partial
from typing import Any

from playwright.async_api import Error as PlaywrightError

from scanner.model.vocabulary import GapCause, StorageArea
from scanner.probes.browser import hooks
from scanner.probes.browser.devtools import Devtools
from scanner.probes.browser.flights import MAX_URL_CHARACTERS, WORKER_SCRIPT, Flight, flight_of
from scanner.probes.browser.guard import Guard, Permit, Submission
from scanner.probes.browser.recorder import Recorder
from scanner.probes.browser.records import Moment, Source
from scanner.probes.browser.signals import Answers
from scanner.probes.browser.traffic import SCHEMES, Handler, Traffic
from scanner.probes.browser.trip import Trip

MOST_NAVIGATIONS = 12
MOST_POPUPS = 20
MOST_DIALOGS = 30
_POST_DATA_BYTES = 64 * 1024
_MOST_TARGETS = 50
_MOST_FRAMES = 1000
_INSTALLED = {"installed", "activating", "activated"}

log = logging.getLogger("siegel.browser")


class Wire:
    """The ears of one tab. `trip` is the visit that everything heard now belongs to.

    documents    how many the tab has had
    answers      what the page said when it was asked of consent
    tell         the name under which our hooks find their way out
    stores_made  a script has opened a database or cache, or may have: a worker is at work
    """

    def __init__(self, cdp: Devtools, recorder: Recorder, identity: Mapping[str, Any], guard: Guard) -> None:
        self.trip = Trip(0, "about:blank", asyncio.get_running_loop().create_future())
        self.main_frame: str | None = None
        self.documents = 0
        self.stores_made = False
        self._cdp = cdp
        self._recorder = recorder
        self._identity = dict(identity)
        self.tell = f"_{secrets.token_hex(8)}"
        self.answers = Answers(self.tell)
        self._targets: dict[str, Source] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._frames: dict[str, str] = {}
        self._orders = 0
        self._loader: str | None = None
        self._page = self._left = ""
        self._traffic = Traffic(self, recorder)
        self._guard = guard
        self.guard = guard.watch(cdp, self._refused, self._overheard)
        self._handlers: dict[str, Handler] = {
            **self._traffic.handlers,
            "Page.frameAttached": lambda event, _: self.guard.knows(str(event["frameId"])),
            "Page.frameRequestedNavigation": self._requested,
            "Page.windowOpen": lambda event, _: self.guard.opens(str(event["url"])),
            "Page.frameNavigated": self._navigated,
            "Page.navigatedWithinDocument": self._navigated_within,
            "Page.domContentEventFired": self._parsed,
            "Page.documentOpened": self._opened_again,
            "Page.javascriptDialogOpening": self._dialog,
            "Page.downloadWillBegin": self._download,
            "Inspector.targetCrashed": self._crashed,
            "Audits.issueAdded": self._issue,
            "DOMStorage.domStorageItemAdded": self._item,
            "DOMStorage.domStorageItemUpdated": self._item,
            "DOMStorage.domStorageItemRemoved": self._item,
            "DOMStorage.domStorageItemsCleared": self._items_cleared,
            "ServiceWorker.workerVersionUpdated": self._worker_kept,
            "Runtime.bindingCalled": self._told,
        }

    async def open(self) -> None:
        """Listens, before anything is loaded. Raises Playwright's Error where the tab is gone."""
        for method, handler in self._handlers.items():
            self._cdp.on(method, partial(self._heard, handler, source=Source.PAGE))
        self._cdp.on("Target.attachedToTarget", self._attached)
        self._cdp.on("Target.receivedMessageFromTarget", self._relayed)
        await asyncio.gather(*(self._cdp.send(method, params) for method, params in self._page_orders()))
        frame_tree = await self._cdp.send("Page.getFrameTree")
        self.main_frame = str(frame_tree["frameTree"]["frame"]["id"])
        self.guard.arrived(self.main_frame, main=True)

    def begin(self, number: int, url: str) -> Trip:
        """A new visit: what is heard from now on belongs to it."""
        self.trip = Trip(number, url, asyncio.get_running_loop().create_future())
        self.trip.quiet.busy(time.monotonic())
        self.guard.leave()
        return self.trip

    async def close(self) -> None:
        """Lets go of what was begun for workers."""
        for task in tuple(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def permit(self, kind: Submission, site: str, term: str) -> AbstractAsyncContextManager[Permit]:
        """As Guard.permit, for this tab."""
        return self._guard.permit(self.guard, self.main_frame or "", kind, site, term)

    async def widen(self, wide: bool) -> None:
        """Whether the guard is asked about all that leaves the browser, or about what can carry a form."""
        await (self._guard.widen() if wide else self._guard.narrow())

    def end(self) -> None:
        """The tab is gone."""
        self._guard.let_go(self.guard)

    def _page_orders(self) -> list[tuple[str, dict[str, Any]]]:
        return [
            (
                "Network.enable",
                {"maxPostDataSize": _POST_DATA_BYTES, "maxTotalBufferSize": 1, "maxResourceBufferSize": 1},
            ),
            ("Page.enable", {}),
            ("Inspector.enable", {}),
            ("Audits.enable", {}),
            ("DOMStorage.enable", {}),
            ("ServiceWorker.enable", {}),
            ("Runtime.enable", {}),
            ("Emulation.setUserAgentOverride", self._identity),
            ("Runtime.addBinding", {"name": self.tell}),
            ("Page.addScriptToEvaluateOnNewDocument", {"source": hooks.hook_script(self.tell)}),
            *self.guard.orders(),
            ("Target.setAutoAttach", {"autoAttach": True, "waitForDebuggerOnStart": True, "flatten": False}),
        ]

    def _worker_orders(self) -> list[tuple[str, dict[str, Any]]]:
        return [
            (
                "Network.enable",
                {"maxPostDataSize": _POST_DATA_BYTES, "maxTotalBufferSize": 1, "maxResourceBufferSize": 1},
            ),
            ("Emulation.setUserAgentOverride", self._identity),
            ("Runtime.addBinding", {"name": self.tell}),
            ("Runtime.evaluate", {"expression": hooks.hook_script(self.tell)}),
        ]

    def moment(self) -> Moment:
        """Here and now."""
        return self._recorder.moment(self.trip.number, self.trip.page)

    def _heard(self, handler: Handler, event: dict[str, Any], source: Source) -> None:
        try:
            handler(event, source)
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            # A Chromium that words an event otherwise; what is missed is counted.
            self._recorder.overflow["not understood"] += 1
            log.warning("an event of the browser was not understood: %a", error)

    # -- what a page is about to send

    def _requested(self, event: dict[str, Any], _: Source) -> None:
        self.guard.begins(str(event["frameId"]), str(event["url"]), str(event["reason"]))

    def _refused(self, request: str, url: str, why: str) -> None:
        self._recorder.incident(self.moment(), "kept back", f"{why}: {url}")
        self._traffic.refused(request, why)

    def _overheard(self, event: Mapping[str, Any], of_worker: bool) -> None:
        """Sent by a page as it went, or by a shared worker: the tab's own session is not told of either."""
        if not str(event["request"]["url"]).startswith(SCHEMES):
            return
        when = self.moment()
        if not of_worker:
            told = event["request"].get("headers", {}).get("Referer")
            gone = self._left and self.trip.commits and told != self._page
            when = replace(when, page=(self._left if gone else self._page) or when.page)
        made = {**event, "type": event.get("resourceType"), "documentURL": when.page}
        if made["type"] == "XHR":
            made["type"] = "Fetch"  # so Chromium calls what workers and leaving pages fetch
        flight = flight_of(made, when, Source.WORKER if of_worker else Source.PAGE, None)
        flight.initiator = flight.headers.get("Referer") if of_worker else when.page
        self._recorder.overheard(flight)

    # -- the page itself

    def _navigated(self, event: dict[str, Any], _: Source) -> None:
        frame = event["frame"]
        self.trip.quiet.busy(time.monotonic())
        self.guard.arrived(str(frame["id"]), main=not frame.get("parentId"))
        if len(self._frames) < _MOST_FRAMES or frame["id"] in self._frames:
            self._frames[frame["id"]] = str(frame["url"])[:MAX_URL_CHARACTERS]
        if frame.get("parentId"):
            return
        self.main_frame = frame["id"]
        self.documents += 1
        if frame.get("loaderId") == self._loader:
            return  # the same document, opened again by document.write
        self._loader = frame.get("loaderId")
        self._left = self._page
        self.trip.page = (str(frame["url"]) + str(frame.get("urlFragment") or ""))[:MAX_URL_CHARACTERS]
        self._page = self.trip.page
        self.trip.quiet.parsed_at = None
        self.trip.commits += 1
        if self.trip.commits > MOST_NAVIGATIONS:
            self.trip.break_off(GapCause.ERROR, f"the page navigated more than {MOST_NAVIGATIONS} times by itself")

    def _navigated_within(self, event: dict[str, Any], _: Source) -> None:
        if event["frameId"] == self.main_frame:
            self.trip.page = str(event["url"])[:MAX_URL_CHARACTERS]
            self.trip.quiet.busy(time.monotonic())

    def _parsed(self, _event: dict[str, Any], _: Source) -> None:
        self.trip.quiet.parsed(time.monotonic())

    def _opened_again(self, event: dict[str, Any], _: Source) -> None:
        """document.write on a page that was complete. Few pages close it again, so that it never counts as parsed."""
        if event["frame"]["id"] == self.main_frame:
            self.trip.quiet.parsed(time.monotonic())

    def _dialog(self, event: dict[str, Any], _: Source) -> None:
        self.trip.dialogs += 1
        self._recorder.incident(self.moment(), "dialog", str(event.get("type") or ""))
        if self.trip.dialogs > MOST_DIALOGS:
            self.trip.break_off(GapCause.ERROR, f"the page opened more than {MOST_DIALOGS} dialogs")

    def popup(self, url: str) -> None:
        """A window opened from this tab. One whose document was kept back has no address of its own."""
        self.trip.popups += 1
        url = url if url.startswith(SCHEMES) else self.guard.last_opened() or url
        self._recorder.incident(self.moment(), "popup", url)
        if self.trip.popups > MOST_POPUPS:
            self.trip.break_off(GapCause.ERROR, f"the page opened more than {MOST_POPUPS} windows")

    def _download(self, event: dict[str, Any], _: Source) -> None:
        self._recorder.incident(self.moment(), "download", str(event.get("url") or ""))

    def _crashed(self, _event: dict[str, Any], _: Source) -> None:
        self._recorder.incident(self.moment(), "crash")
        self.trip.break_off(GapCause.CRASH, "the page's process ended, crashed or out of memory")

    def _issue(self, event: dict[str, Any], _: Source) -> None:
        if event["issue"]["code"] == "MixedContentIssue":
            details = event["issue"]["details"]["mixedContentIssueDetails"]
            # Chromium names the page itself for what it has blocked in a frame.
            frame = self._frames.get(str((details.get("frame") or {}).get("frameId")), "about:blank")
            own = frame.startswith("about:")
            self._recorder.insecure_load(self.moment(), str(details["mainResourceURL"]) if own else frame, details)

    # -- storage

    def _worker_kept(self, event: dict[str, Any], _: Source) -> None:
        """A service worker stays once it is installed, and not where its script did not come."""
        for version in event["versions"]:
            url = str(version["scriptURL"])[:MAX_URL_CHARACTERS]
            if version.get("status") in _INSTALLED and url.startswith(SCHEMES):
                self._recorder.found(StorageArea.SERVICE_WORKER, "/".join(url.split("/")[:3]), [url])

    def _item(self, event: dict[str, Any], _: Source) -> None:
        value = event.get("newValue")
        self._recorder.stored(self.moment(), *_storage(event), str(event["key"]), None if value is None else str(value))

    def _items_cleared(self, event: dict[str, Any], _: Source) -> None:
        self._recorder.cleared(self.moment(), *_storage(event))

    def _told(self, event: dict[str, Any], _: Source) -> None:
        if event.get("name") == self.guard.tell:
            self.guard.told(str(event["payload"]))
            return
        message = hooks.read_message(str(event["payload"])) if event.get("name") == self.tell else None
        if message is not None and not (self._told_of_storing(message) or self._told_of_reading(message)):
            self._told_of_life(message)

    def _told_of_storing(self, message: dict[str, Any]) -> bool:
        match message["kind"]:
            case "cookie" | "cookie_store":
                self._recorder.cookie_by_script(self.moment(), message)
            case "cookie_refused":
                self._recorder.cookie_refused(message)
            case "storage":
                self._recorder.storage_by_script(message)
            case "opened":
                self.stores_made = True
                self._recorder.opened(self.moment(), message)
            case "body":
                self._recorder.body_by_script(message)
            case "image":
                self._recorder.image_by_script(message)
            case _:
                return False
        return True

    def _told_of_reading(self, message: dict[str, Any]) -> bool:
        match message["kind"]:
            case "print":
                self._recorder.prints.read(self.moment(), message)
            case "unprint":
                self._recorder.prints.take_back(message)
            case "signals" | "tcf":
                self.answers.add(message)
            case "overflow":
                self._recorder.overflow["events of a script"] += 1
            case _:
                return False
        return True

    def _told_of_life(self, message: dict[str, Any]) -> None:
        now = time.monotonic()
        match message["kind"]:
            case "popup":
                self.popup(hooks.text(message, "url"))
            case "alarm":
                self.trip.quiet.alarm(now, now + (hooks.number(message, "in_ms") or 0) / 1000)
            case "grew":
                self.trip.quiet.busy(now)
            case "parsed" if message.get("top") is True:
                self.trip.quiet.has_scripts = bool(hooks.number(message, "scripts"))
            case other:
                log.debug("a hook told of %a", other)

    # -- workers, and frames with a process of their own

    def _attached(self, event: dict[str, Any]) -> None:
        session, kind = str(event["sessionId"]), str(event["targetInfo"]["type"])
        self.stores_made = True
        if len(self._targets) >= _MOST_TARGETS:
            self._recorder.overflow["workers"] += 1  # it stays where it is held
            return
        if kind == "iframe":
            source, orders = Source.PAGE, self._page_orders()
        else:
            source = Source.SERVICE_WORKER if kind == "service_worker" else Source.WORKER
            orders = self._worker_orders()
            self._worker_began(str(event["targetInfo"]["url"]), source)
        self._targets[session] = source
        self._spawn(self._order(session, [*orders, ("Runtime.runIfWaitingForDebugger", {})]))

    def _worker_began(self, url: str, source: Source) -> None:
        """Its script has come. Chromium does not say so in the page's session, and not at all for a service worker."""
        self._traffic.is_worker_script(url)
        if source is Source.SERVICE_WORKER and url.startswith(SCHEMES):
            when = self.moment()
            flight = Flight(when=when, source=source, frame=when.page, kind=WORKER_SCRIPT, method="GET", url=url)
            self._recorder.overheard(flight)

    def _relayed(self, event: dict[str, Any]) -> None:
        source = self._targets.get(str(event["sessionId"]))
        message = json.loads(event["message"])
        handler = self._handlers.get(message.get("method", ""))
        if source is not None and handler is not None:
            self._heard(handler, message.get("params", {}), source)

    async def _order(self, session: str, orders: list[tuple[str, dict[str, Any]]]) -> None:
        """All at once: Playwright lets the worker go on as soon as it has heard of it, and does not wait for us."""
        sends = []
        for method, params in orders:
            self._orders += 1
            message = json.dumps({"id": self._orders, "method": method, "params": params})
            sends.append(self._cdp.send("Target.sendMessageToTarget", {"sessionId": session, "message": message}))
        await asyncio.gather(*sends)

    def _spawn(self, work: Coroutine[Any, Any, None]) -> None:
        async def guarded() -> None:
            try:
                await work
            except PlaywrightError as error:
                log.debug("the worker is gone: %a", error.message)

        task = asyncio.create_task(guarded())
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)


def _storage(event: Mapping[str, Any]) -> tuple[StorageArea, str]:
    identity = event["storageId"]
    area = StorageArea.LOCAL_STORAGE if identity.get("isLocalStorage") else StorageArea.SESSION_STORAGE
    origin = str(identity.get("securityOrigin") or identity.get("storageKey") or "")
    return area, origin.rstrip("/")
