"""Listens to one tab over the DevTools protocol, its frames and workers included, and tells the recorder.

One raw session and no Playwright events: it alone knows initiators, blocked cookies and the order of things, and a
worker is held until somebody listens to it. https://chromedevtools.github.io/devtools-protocol/ names the events.
"""

from __future__ import annotations

import asyncio
import base64
import binascii
import json
import logging
import secrets
import time
from collections.abc import Callable, Coroutine, Mapping
from dataclasses import dataclass, field
from typing import Any

from playwright.async_api import CDPSession
from playwright.async_api import Error as PlaywrightError

from scanner.model.vocabulary import GapCause, StorageArea
from scanner.probes.browser import hooks
from scanner.probes.browser.flights import MAX_URL_CHARACTERS, Flight, bounded_headers, flight_of
from scanner.probes.browser.quiet import Quiet
from scanner.probes.browser.recorder import Recorder
from scanner.probes.browser.records import Moment, Source

MOST_NAVIGATIONS = 12
MOST_POPUPS = 20
MOST_DIALOGS = 30
_POST_DATA_BYTES = 64 * 1024
_MOST_WAITING = 500
_MOST_TARGETS = 50
# They may stay open for as long as they like, or nobody waits for them.
_NOT_WAITED_FOR = {"Ping", "EventSource", "Media", "Prefetch", "CSPViolationReport"}
_SCHEMES = ("http:", "https:", "ws:", "wss:")

log = logging.getLogger("siegel.browser")


class PageFault(Exception):
    """The page has made its tab useless: the cause of the gap, and words."""

    def __init__(self, cause: GapCause, reason: str) -> None:
        super().__init__(reason)
        self.cause = cause
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Document:
    """One document of the tab itself, on the way to the last one: its URL, and its status where there was an answer."""

    url: str
    status: int | None


@dataclass(slots=True)
class Trip:
    """One visit in the making. `fault` ends it."""

    number: int
    page: str
    fault: asyncio.Future[None]
    quiet: Quiet = field(default_factory=Quiet)
    documents: list[Document] = field(default_factory=list)
    commits: int = 0
    popups: int = 0
    dialogs: int = 0

    def break_off(self, cause: GapCause, reason: str) -> None:
        """The visit can't go on; the first reason counts."""
        if not self.fault.done():
            self.fault.set_exception(PageFault(cause, reason))
            self.fault.exception()  # nobody may be waiting


class Wire:
    """The ears of one tab. `trip` is the visit that everything heard now belongs to."""

    def __init__(
        self,
        cdp: CDPSession,
        recorder: Recorder,
        identity: Mapping[str, Any],
        worker_began: Callable[[], None] = lambda: None,
    ) -> None:
        self.trip = Trip(0, "about:blank", asyncio.get_running_loop().create_future())
        self.main_frame: str | None = None
        self._cdp = cdp
        self._recorder = recorder
        self._identity = dict(identity)
        self._tell_of_worker = worker_began
        self._tell = f"_{secrets.token_hex(8)}"
        self._hops: dict[str, list[Flight]] = {}
        self._answered: dict[str, int] = {}
        self._early: dict[str, dict[str, str]] = {}
        self._sockets: dict[str, Flight] = {}
        self._targets: dict[str, Source] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._orders = 0
        self._loader: str | None = None
        self._handlers: dict[str, Callable[[dict[str, Any], Source], None]] = {
            "Network.requestWillBeSent": self._sent,
            "Network.requestWillBeSentExtraInfo": self._sent_more,
            "Network.responseReceived": self._received,
            "Network.responseReceivedExtraInfo": self._received_more,
            "Network.loadingFinished": self._finished,
            "Network.loadingFailed": self._failed,
            "Network.webSocketCreated": self._socket_created,
            "Network.webSocketHandshakeResponseReceived": self._socket_answered,
            "Network.webSocketFrameSent": self._socket_sent,
            "Network.webSocketFrameError": self._socket_failed,
            "Page.frameNavigated": self._navigated,
            "Page.navigatedWithinDocument": self._navigated_within,
            "Page.domContentEventFired": self._parsed,
            "Page.documentOpened": self._opened_again,
            "Page.javascriptDialogOpening": self._dialog,
            "Page.downloadWillBegin": self._download,
            "Inspector.targetCrashed": self._crashed,
            "DOMStorage.domStorageItemAdded": self._item,
            "DOMStorage.domStorageItemUpdated": self._item,
            "DOMStorage.domStorageItemRemoved": self._item,
            "DOMStorage.domStorageItemsCleared": self._items_cleared,
            "Runtime.bindingCalled": self._told,
        }

    async def open(self) -> None:
        """Listens, before anything is loaded. Raises Playwright's Error where the tab is gone."""
        for method, handler in self._handlers.items():
            self._cdp.on(method, lambda event, handler=handler: self._heard(handler, event, Source.PAGE))
        self._cdp.on("Target.attachedToTarget", self._attached)
        self._cdp.on("Target.receivedMessageFromTarget", self._relayed)
        await asyncio.gather(*(self._cdp.send(method, params) for method, params in self._page_orders()))
        frame_tree = await self._cdp.send("Page.getFrameTree")
        self.main_frame = frame_tree["frameTree"]["frame"]["id"]

    def begin(self, number: int, url: str) -> Trip:
        """A new visit: what is heard from now on belongs to it."""
        self.trip = Trip(number, url, asyncio.get_running_loop().create_future())
        self.trip.quiet.busy(time.monotonic())
        return self.trip

    async def close(self) -> None:
        """Lets go of what was begun for workers."""
        for task in tuple(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def _page_orders(self) -> list[tuple[str, dict[str, Any]]]:
        return [
            (
                "Network.enable",
                {"maxPostDataSize": _POST_DATA_BYTES, "maxTotalBufferSize": 1, "maxResourceBufferSize": 1},
            ),
            ("Page.enable", {}),
            ("Inspector.enable", {}),
            ("DOMStorage.enable", {}),
            ("Runtime.enable", {}),
            ("Emulation.setUserAgentOverride", self._identity),
            ("Runtime.addBinding", {"name": self._tell}),
            ("Page.addScriptToEvaluateOnNewDocument", {"source": hooks.hook_script(self._tell)}),
            ("Target.setAutoAttach", {"autoAttach": True, "waitForDebuggerOnStart": True, "flatten": False}),
        ]

    def _worker_orders(self) -> list[tuple[str, dict[str, Any]]]:
        return [
            (
                "Network.enable",
                {"maxPostDataSize": _POST_DATA_BYTES, "maxTotalBufferSize": 1, "maxResourceBufferSize": 1},
            ),
            ("Emulation.setUserAgentOverride", self._identity),
        ]

    def _moment(self) -> Moment:
        return self._recorder.moment(self.trip.number, self.trip.page)

    def _heard(self, handler: Callable[[dict[str, Any], Source], None], event: dict[str, Any], source: Source) -> None:
        try:
            handler(event, source)
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            # A Chromium that words an event otherwise; what is missed is counted.
            self._recorder.overflow["not understood"] += 1
            log.warning("an event of the browser was not understood: %a", error)

    # -- requests

    def _sent(self, event: dict[str, Any], source: Source) -> None:
        key = str(event["requestId"])
        hops = self._hops.setdefault(key, [])
        before = event.get("redirectResponse")
        if before and hops:
            hops[-1].status = int(before["status"])
            hops[-1].content_type = before.get("mimeType")
            if not event.get("redirectHasExtraInfo", True):
                self._answered[key] = self._answered.get(key, 0) + 1
            if hops[-1].navigation:
                self.trip.documents.append(Document(hops[-1].url, hops[-1].status))
        if not str(event["request"]["url"]).startswith(_SCHEMES):
            return
        flight = flight_of(event, self._moment(), source, self.main_frame)
        flight.headers |= self._early.pop(key, {})
        if not self._recorder.sent(f"{key}/{len(hops)}", flight):
            return
        hops.append(flight)
        if source is Source.PAGE and flight.kind not in _NOT_WAITED_FOR:
            self.trip.quiet.began(key, time.monotonic())

    def _sent_more(self, event: dict[str, Any], _: Source) -> None:
        key, headers = str(event["requestId"]), bounded_headers(event.get("headers") or {})
        hops = self._hops.get(key)
        if hops and len(hops) > self._answered.get(key, 0):
            hops[-1].headers |= headers
        elif len(self._early) < _MOST_WAITING:
            self._early[key] = headers

    def _received(self, event: dict[str, Any], source: Source) -> None:
        key = str(event["requestId"])
        if source is not Source.PAGE and key not in self._hops:
            # A worker's first request may leave before we listen; its answer says where it went.
            made_up = {"requestId": key, "type": event.get("type"), "documentURL": self.trip.page}
            self._sent(made_up | {"request": {"method": "GET", "url": event["response"]["url"]}}, source)
        hops = self._hops.get(key)
        if hops:
            response = event["response"]
            hops[-1].status = int(response["status"])
            hops[-1].content_type = str(response.get("mimeType") or "")
            hops[-1].cached = bool(response.get("fromDiskCache") or response.get("fromPrefetchCache"))
            if hops[-1].navigation:
                self.trip.documents.append(Document(hops[-1].url, hops[-1].status))

    def _received_more(self, event: dict[str, Any], _: Source) -> None:
        """Cookies come here, hop by hop, sometimes before and sometimes after the next hop has begun."""
        key = str(event["requestId"])
        hops = self._hops.get(key)
        if not hops:
            return
        index = self._answered.get(key, 0)
        self._answered[key] = index + 1
        flight = hops[min(index, len(hops) - 1)]
        blocked = {entry["cookieLine"]: tuple(entry["blockedReasons"]) for entry in event.get("blockedCookies") or []}
        fields = event.get("headers") or {}
        lines = "\n".join(str(value) for name, value in fields.items() if name.lower() == "set-cookie").split("\n")
        for line in filter(None, lines):
            self._recorder.cookie_on_the_wire(self._moment(), flight.url, line, blocked.get(line, ()))

    def _finished(self, event: dict[str, Any], _: Source) -> None:
        self.trip.quiet.ended(str(event["requestId"]), time.monotonic())

    def _failed(self, event: dict[str, Any], _: Source) -> None:
        key = str(event["requestId"])
        self.trip.quiet.ended(key, time.monotonic())
        if hops := self._hops.get(key):
            hops[-1].failure = str(event.get("blockedReason") or event.get("errorText") or "failed")

    def _socket_created(self, event: dict[str, Any], source: Source) -> None:
        key, url = str(event["requestId"]), str(event["url"])
        made_up = {
            **event,
            "type": "WebSocket",
            "request": {"method": "GET", "url": url},
            "documentURL": self.trip.page,
        }
        flight = flight_of(made_up, self._moment(), source, None)
        if self._recorder.sent(f"{key}/0", flight):
            self._sockets[key] = flight

    def _socket_answered(self, event: dict[str, Any], _: Source) -> None:
        if flight := self._sockets.get(str(event["requestId"])):
            flight.status = int(event["response"]["status"])

    def _socket_sent(self, event: dict[str, Any], _: Source) -> None:
        if flight := self._sockets.get(str(event["requestId"])):
            frame = event["response"]
            text = str(frame["payloadData"])
            try:
                data = base64.b64decode(text) if frame.get("opcode") == 2 else text.encode("utf-8", "surrogatepass")
            except binascii.Error:
                data = text.encode("utf-8", "surrogatepass")
            self._recorder.message(self._moment(), flight.url, data)

    def _socket_failed(self, event: dict[str, Any], _: Source) -> None:
        if flight := self._sockets.get(str(event["requestId"])):
            flight.failure = str(event.get("errorMessage") or "failed")

    # -- the page itself

    def _navigated(self, event: dict[str, Any], _: Source) -> None:
        frame = event["frame"]
        self.trip.quiet.busy(time.monotonic())
        if frame.get("parentId"):
            return
        self.main_frame = frame["id"]
        if frame.get("loaderId") == self._loader:
            return  # the same document, opened again by document.write
        self._loader = frame.get("loaderId")
        self.trip.page = (str(frame["url"]) + str(frame.get("urlFragment") or ""))[:MAX_URL_CHARACTERS]
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
        self._recorder.incident(self._moment(), "dialog", str(event.get("type") or ""))
        if self.trip.dialogs > MOST_DIALOGS:
            self.trip.break_off(GapCause.ERROR, f"the page opened more than {MOST_DIALOGS} dialogs")

    def popup(self, url: str) -> None:
        """A window opened from this tab."""
        self.trip.popups += 1
        self._recorder.incident(self._moment(), "popup", url)
        if self.trip.popups > MOST_POPUPS:
            self.trip.break_off(GapCause.ERROR, f"the page opened more than {MOST_POPUPS} windows")

    def _download(self, event: dict[str, Any], _: Source) -> None:
        self._recorder.incident(self._moment(), "download", str(event.get("url") or ""))

    def _crashed(self, _event: dict[str, Any], _: Source) -> None:
        self._recorder.incident(self._moment(), "crash")
        self.trip.break_off(GapCause.CRASH, "the page's process ended, crashed or out of memory")

    # -- storage

    def _item(self, event: dict[str, Any], _: Source) -> None:
        value = event.get("newValue")
        self._recorder.stored(
            self._moment(), *_storage(event), str(event["key"]), None if value is None else str(value)
        )

    def _items_cleared(self, event: dict[str, Any], _: Source) -> None:
        self._recorder.cleared(self._moment(), *_storage(event))

    def _told(self, event: dict[str, Any], _: Source) -> None:
        message = hooks.read_message(str(event["payload"])) if event.get("name") == self._tell else None
        if message is not None and not self._told_of_storing(message):
            self._told_of_life(message)

    def _told_of_storing(self, message: dict[str, Any]) -> bool:
        match message["kind"]:
            case "cookie" | "cookie_store":
                self._recorder.cookie_by_script(self._moment(), message)
            case "storage":
                self._recorder.storage_by_script(message)
            case "opened":
                self._recorder.opened(self._moment(), message)
            case "image":
                self._recorder.image_by_script(message)
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
        self._tell_of_worker()
        for key, hops in self._hops.items():
            if hops and hops[-1].url == url and hops[-1].status is None:
                self.trip.quiet.ended(key, time.monotonic())
        if source is Source.SERVICE_WORKER and url.startswith(_SCHEMES):
            when = self._moment()
            flight = Flight(when=when, source=source, frame=when.page, kind="ServiceWorker", method="GET", url=url)
            self._recorder.sent(f"service worker {url}", flight)
            scheme, _, rest = url.partition("://")
            self._recorder.found(StorageArea.SERVICE_WORKER, f"{scheme}://{rest.partition('/')[0]}", [url])

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
