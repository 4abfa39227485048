"""Hears all that one tab sends and stores, with its values: its page, frames, workers and sockets, and what it leaves.

Beside the recorder, which keeps digests: what is heard here stays in memory until it has been searched. Three sources
tell of most requests, so that none is missed: the tab's session, Playwright's (service workers) and the guard's (what
is sent as a page goes). Nothing here decides anything.
"""

from __future__ import annotations

import asyncio
import base64
import binascii
import json
import logging
from collections.abc import Callable, Coroutine, Mapping
from dataclasses import dataclass, field
from functools import partial
from itertools import count
from typing import Any

from playwright.async_api import Error as PlaywrightError
from playwright.async_api import Request

from scanner.model.vocabulary import LeakChannel
from scanner.probes.browser import hooks
from scanner.probes.browser.flights import body_of
from scanner.probes.browser.sites import host_of
from scanner.probes.browser.tab import Tab

MOST_ENTRIES = 20_000
MOST_BODY_BYTES = 2 * 1024 * 1024
MOST_BYTES = 96 * 1024 * 1024
_ASK_TIMEOUT_S = 5.0
_SCHEMES = ("http:", "https:", "ws:", "wss:")
_FRAMES = frozenset({"Document"})
_BEACONS = frozenset({"Ping", "ping", "beacon"})
#: Ids of our own orders to workers and frames with a process of their own; the wire's begin at 1.
_FIRST_ORDER = 50_000_000

log = logging.getLogger("siegel.browser")


@dataclass(slots=True)
class Sent:
    """One thing that left a page, or was kept in it. `address`: an URL, or the origin of a storage.

    text    what is searched beside URL and body: header fields, a key of a storage
    known   False: it has a body that nobody could see
    shared  it may be another tab's: a worker of several pages sent it
    """

    at_ms: int
    channel: LeakChannel
    method: str
    address: str = field(repr=False)
    headers: tuple[tuple[str, str], ...] = field(default=(), repr=False)
    body: bytes | None = field(default=None, repr=False)
    known: bool = True
    shared: bool = False

    @property
    def host(self) -> str:
        """Whom it went to, or who keeps it."""
        return host_of(self.address)


class Ear:
    """Of one tab. `sent` in the order in which it was heard; `cut`: there was more than could be held."""

    def __init__(self, tab: Tab, now: Callable[[], int]) -> None:
        self.sent: list[Sent] = []
        self.cut = False
        self._tab = tab
        self._now = now
        self._bytes = 0
        self._by_id: dict[str, Sent] = {}
        self._sockets: dict[str, str] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._orders = count(_FIRST_ORDER)
        self._waiting: dict[int, asyncio.Future[dict[str, Any]]] = {}
        self._handlers: dict[str, Callable[[dict[str, Any], str], None]] = {
            "Network.requestWillBeSent": self._requested,
            "Network.requestWillBeSentExtraInfo": self._requested_more,
            "Network.webSocketCreated": self._socket,
            "Network.webSocketWillSendHandshakeRequest": self._handshake,
            "Network.webSocketFrameSent": self._frame,
            "Network.webTransportCreated": self._socket,
            "DOMStorage.domStorageItemAdded": self._stored,
            "DOMStorage.domStorageItemUpdated": self._stored,
            "Page.navigatedWithinDocument": self._moved,
            "Runtime.bindingCalled": self._told,
        }

    def open(self) -> None:
        """From now on."""
        for method, handler in self._handlers.items():
            self._tab.devtools.on(method, partial(self._guarded, handler, session=""))
        self._tab.devtools.on("Target.receivedMessageFromTarget", self._relayed)
        self._tab.page.context.on("request", self._overheard)

    async def close(self) -> None:
        """Once all that was asked for has come."""
        self._tab.page.context.remove_listener("request", self._overheard)
        if self._tasks:
            await asyncio.wait(tuple(self._tasks), timeout=_ASK_TIMEOUT_S)
        for task in tuple(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def witnessed(self, event: Mapping[str, Any], shared: bool) -> None:
        """Fetch.requestPaused, as the guard has it of this tab: also of what its page sends as it goes."""
        self._request(event["request"], str(event.get("resourceType") or ""), "", "", shared=shared)

    def _guarded(self, handler: Callable[[dict[str, Any], str], None], event: dict[str, Any], session: str) -> None:
        try:
            handler(event, session)
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            self.cut = True
            log.warning("an event of the browser was not understood: %a", error)

    def _relayed(self, event: dict[str, Any]) -> None:
        message = json.loads(event["message"])
        waiting = self._waiting.pop(message.get("id", -1), None)
        if waiting is not None and not waiting.done():
            waiting.set_result(message)
        handler = self._handlers.get(message.get("method", ""))
        if handler is not None:
            self._guarded(handler, message.get("params", {}), str(event["sessionId"]))

    # -- requests

    def _requested(self, event: dict[str, Any], session: str) -> None:
        self._request(event["request"], str(event.get("type") or ""), f"{session}/{event['requestId']}", session)

    def _request(self, request: Mapping[str, Any], kind: str, key: str, session: str, *, shared: bool = False) -> None:
        url = str(request["url"])
        if not url.startswith(_SCHEMES):
            return
        body, has_body = body_of(request), bool(request.get("hasPostData") or request.get("postData"))
        whole = body is not None and all("bytes" in entry for entry in request.get("postDataEntries") or [])
        channel = _channel(kind, host_of(url) != host_of(self._tab.page.url))
        made = Sent(
            self._now(), channel, str(request["method"]), url, _fields(request.get("headers") or {}), body,
            known=not has_body or whole, shared=shared,
        )  # fmt: skip
        if not self._add(made) or not key:
            return
        self._by_id[key] = made
        if not made.known:
            self._spawn(self._ask(made, key.partition("/")[2], session))

    def _requested_more(self, event: dict[str, Any], session: str) -> None:
        """The fields as they go out, cookies with them."""
        made = self._by_id.get(f"{session}/{event['requestId']}")
        if made is not None:
            made.headers = (*made.headers, *_fields(event.get("headers") or {}))

    def _overheard(self, request: Request) -> None:
        """Of service workers: all else is heard in the tab's own session."""
        if not request.service_worker or not request.url.startswith(_SCHEMES):
            return
        channel = _channel(request.resource_type.capitalize(), elsewhere=False)
        headers = tuple(request.headers.items())
        body = request.post_data_buffer
        self._add(Sent(self._now(), channel, request.method, request.url, headers, body, shared=True))

    async def _ask(self, made: Sent, request: str, session: str) -> None:
        """A Blob, or a body that is too long to be told at once."""
        answer = await self._send("Network.getRequestPostData", {"requestId": request}, session)
        text = answer.get("postData")
        if not isinstance(text, str):
            return
        data = text.encode("utf-8", "surrogatepass")
        if answer.get("base64Encoded") is True:
            data = base64.b64decode(text)
        made.body = self._room_for((made.body or b"") + data)
        made.known = True

    async def _send(self, method: str, params: dict[str, Any], session: str) -> dict[str, Any]:
        async with asyncio.timeout(_ASK_TIMEOUT_S):
            if not session:
                return dict(await self._tab.devtools.send(method, params))
            number = next(self._orders)
            self._waiting[number] = asyncio.get_running_loop().create_future()
            message = json.dumps({"id": number, "method": method, "params": params})
            await self._tab.devtools.send("Target.sendMessageToTarget", {"sessionId": session, "message": message})
            return dict((await self._waiting[number]).get("result") or {})

    # -- sockets, storage, address

    def _socket(self, event: dict[str, Any], session: str) -> None:
        url = str(event["url"])
        key = f"{session}/{event.get('requestId') or event.get('transportId')}"
        self._sockets[key] = url
        self._add(Sent(self._now(), LeakChannel.URL, "GET", url))

    def _handshake(self, event: dict[str, Any], session: str) -> None:
        url = self._sockets.get(f"{session}/{event['requestId']}", "")
        self._add(Sent(self._now(), LeakChannel.URL, "GET", url, _fields(event["request"].get("headers") or {})))

    def _frame(self, event: dict[str, Any], session: str) -> None:
        told = event["response"]
        data = str(told["payloadData"]).encode("utf-8", "surrogatepass")
        if told.get("opcode") == 2:
            try:
                data = base64.b64decode(data)
            except (ValueError, binascii.Error):
                log.debug("a binary frame that is none")
        url = self._sockets.get(f"{session}/{event['requestId']}", "")
        self._add(Sent(self._now(), LeakChannel.WEBSOCKET, "SEND", url, body=data))

    def _stored(self, event: dict[str, Any], _: str) -> None:
        identity = event["storageId"]
        origin = str(identity.get("securityOrigin") or identity.get("storageKey") or "")
        area = "localStorage" if identity.get("isLocalStorage") else "sessionStorage"
        self.keeps(area, origin, str(event["key"]), str(event["newValue"]))

    def keeps(self, area: str, origin: str, name: str, value: str) -> None:
        """Something with a value is kept for an origin."""
        self._add(Sent(self._now(), LeakChannel.STORAGE, area, origin, (("name", name),), value.encode()))

    def _moved(self, event: dict[str, Any], _: str) -> None:
        self.shows(str(event["url"]))

    def shows(self, url: str) -> None:
        """The page's own address, its fragment included."""
        self._add(Sent(self._now(), LeakChannel.ADDRESS, "SHOW", url))

    def _told(self, event: dict[str, Any], _: str) -> None:
        """What our hooks tell: of a cookie as a script sets it, and of a Blob that it sends."""
        message = hooks.read_message(str(event["payload"]))
        if message is None:
            return
        url = hooks.text(message, "url")
        if message["kind"] == "cookie":
            name, _, value = hooks.text(message, "line").partition(";")[0].partition("=")
            self.keeps("cookie", _origin(url), name, value)
        elif message["kind"] == "cookie_store":
            self.keeps("cookie", _origin(url), hooks.text(message, "name"), hooks.text(message, "value"))
        elif message["kind"] == "body":
            self._blob(url, hooks.text(message, "body").encode("utf-8", "surrogatepass"))

    def _blob(self, url: str, data: bytes) -> None:
        made = next((one for one in reversed(self.sent) if one.address == url and not one.known), None)
        if made is not None:
            made.body = (made.body or b"") + self._room_for(data)

    # -- bounds

    def _add(self, made: Sent) -> bool:
        if len(self.sent) >= MOST_ENTRIES:
            self.cut = True
            return False
        if made.body is not None:
            made.body = self._room_for(made.body)
        self.sent.append(made)
        return True

    def _room_for(self, body: bytes) -> bytes:
        room = max(0, min(MOST_BODY_BYTES, MOST_BYTES - self._bytes))
        self.cut = self.cut or len(body) > room
        self._bytes += min(len(body), room)
        return body[:room]

    def _spawn(self, work: Coroutine[Any, Any, None]) -> None:
        async def guarded() -> None:
            try:
                await work
            except (PlaywrightError, TimeoutError, ValueError) as error:
                log.debug("a body could not be asked for: %a", error)

        task = asyncio.create_task(guarded())
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)


def _origin(url: str) -> str:
    return "/".join(url.split("/", 3)[:3])


def _channel(kind: str, elsewhere: bool) -> LeakChannel:
    """What carries it, beside its URL and header: a frame is a document that is no page of the site itself."""
    if kind in _BEACONS:
        return LeakChannel.BEACON
    return LeakChannel.FRAME if kind in _FRAMES and elsewhere else LeakChannel.BODY


def _fields(headers: Mapping[str, Any]) -> tuple[tuple[str, str], ...]:
    return tuple((str(name), str(value)) for name, value in headers.items())
