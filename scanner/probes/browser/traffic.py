"""Follows the requests of one tab through the events of the protocol's Network domain, hop by hop."""

from __future__ import annotations

import base64
import binascii
import time
from collections.abc import Callable
from typing import Any, Protocol

from scanner.probes.browser.flights import WORKER_SCRIPT, Flight, bounded_headers, flight_of, kept_fields
from scanner.probes.browser.recorder import MAX_NAME_CHARACTERS, Recorder
from scanner.probes.browser.records import Moment, Source
from scanner.probes.browser.trip import Document, Trip
from scanner.probes.http.documents import FIELDS

Handler = Callable[[dict[str, Any], Source], None]
"""Takes an event's parameters, and who in the browser it is about."""

SCHEMES = ("http:", "https:", "ws:", "wss:")
_MOST_WAITING = 500
_MOST_COOKIES = 180
_MOST_HEADER_CHARACTERS = 64 * 1024
# They may stay open for as long as they like, or nobody waits for them.
_NOT_WAITED_FOR = {"Ping", "EventSource", "Media", "Prefetch", "CSPViolationReport"}


class Listening(Protocol):
    """The tab, as far as its traffic must know it."""

    trip: Trip
    main_frame: str | None

    def moment(self) -> Moment:
        """Here and now."""


class Traffic:
    """The requests of one tab, its workers' included."""

    def __init__(self, tab: Listening, recorder: Recorder) -> None:
        self._tab = tab
        self._recorder = recorder
        self._hops: dict[str, list[Flight]] = {}
        self._answered: dict[str, int] = {}
        self._early: dict[str, tuple[dict[str, str], tuple[tuple[str, str], ...]]] = {}
        self._sockets: dict[str, Flight] = {}
        self._scripts: set[str] = set()
        self.handlers: dict[str, Handler] = {
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
        }

    def is_worker_script(self, url: str) -> None:
        """It has come. Chromium does not say so in the page's session."""
        if len(self._scripts) < _MOST_WAITING:
            self._scripts.add(url)
        for key, hops in self._hops.items():
            if hops and hops[-1].url == url:
                hops[-1].kind = WORKER_SCRIPT
                self._tab.trip.quiet.ended(key, time.monotonic())

    def refused(self, key: str, why: str) -> None:
        """We kept it back ourselves."""
        if hops := self._hops.get(key):
            hops[-1].failure = f"kept back by Siegel: {why}"

    def _sent(self, event: dict[str, Any], source: Source) -> None:
        key = str(event["requestId"])
        hops = self._hops.setdefault(key, [])
        before = event.get("redirectResponse")
        if before and hops:
            now = self._tab.moment().at_ms
            hops[-1].answered(before, now)
            hops[-1].ended_ms = now
            if not event.get("redirectHasExtraInfo", True):
                self._answered[key] = self._answered.get(key, 0) + 1
            if hops[-1].navigation:
                self._tab.trip.documents.append(Document(hops[-1].url, hops[-1].status))
        if not str(event["request"]["url"]).startswith(SCHEMES):
            return
        flight = flight_of(event, self._tab.moment(), source, self._tab.main_frame)
        if source is not Source.PAGE and (flight.frame == flight.url or flight.url in self._scripts):
            flight.kind = WORKER_SCRIPT
        headers, flight.cookies = self._early.pop(key, ({}, ()))
        flight.headers |= headers
        if not self._recorder.sent(f"{key}/{len(hops)}", flight):
            return
        hops.append(flight)
        if source is Source.PAGE and flight.kind not in _NOT_WAITED_FOR:
            self._tab.trip.quiet.began(key, time.monotonic())

    def _sent_more(self, event: dict[str, Any], _: Source) -> None:
        key, headers = str(event["requestId"]), bounded_headers(event.get("headers") or {})
        cookies = self._cookies_sent(event)
        hops = self._hops.get(key)
        if hops and len(hops) > self._answered.get(key, 0):
            hops[-1].headers |= headers
            hops[-1].cookies = cookies
        elif len(self._early) < _MOST_WAITING:
            self._early[key] = headers, cookies

    def _cookies_sent(self, event: dict[str, Any]) -> tuple[tuple[str, str], ...]:
        """Those of the jar that were not held back."""
        told = [entry["cookie"] for entry in event.get("associatedCookies") or [] if not entry.get("blockedReasons")]
        return tuple(
            (str(cookie["name"])[:MAX_NAME_CHARACTERS], self._recorder.digest(str(cookie["value"])))
            for cookie in told[:_MOST_COOKIES]
        )

    def _received(self, event: dict[str, Any], source: Source) -> None:
        key = str(event["requestId"])
        if source is not Source.PAGE and key not in self._hops:
            # A worker's first request may leave before we listen; its answer says where it went.
            made_up = {"requestId": key, "type": event.get("type"), "documentURL": self._tab.trip.page}
            self._sent(made_up | {"request": {"method": "GET", "url": event["response"]["url"]}}, source)
        hops = self._hops.get(key)
        if hops:
            response = event["response"]
            hops[-1].answered(response, self._tab.moment().at_ms)
            hops[-1].cached = bool(response.get("fromDiskCache") or response.get("fromPrefetchCache"))
            if hops[-1].navigation:
                self._tab.trip.documents.append(Document(hops[-1].url, hops[-1].status, _fields(response)))

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
        self._set_cookies(flight, event.get("headers") or {}, blocked)

    def _set_cookies(self, flight: Flight, fields: dict[str, Any], blocked: dict[str, tuple[str, ...]]) -> None:
        lines = "\n".join(str(value) for name, value in fields.items() if name.lower() == "set-cookie").split("\n")
        for line in filter(None, lines):
            told = self._recorder.cookie_on_the_wire(self._tab.moment(), flight.url, line, blocked.get(line, ()))
            if told is not None and len(flight.set_cookies) < _MOST_COOKIES:
                flight.set_cookies.append(told)

    def _finished(self, event: dict[str, Any], _: Source) -> None:
        key = str(event["requestId"])
        self._tab.trip.quiet.ended(key, time.monotonic())
        if hops := self._hops.get(key):
            hops[-1].ended_ms = self._tab.moment().at_ms
            hops[-1].received = int(event.get("encodedDataLength") or 0)

    def _failed(self, event: dict[str, Any], _: Source) -> None:
        key = str(event["requestId"])
        self._tab.trip.quiet.ended(key, time.monotonic())
        if hops := self._hops.get(key):
            hops[-1].ended_ms = self._tab.moment().at_ms
        if hops and hops[-1].failure is None:
            hops[-1].failure = str(event.get("blockedReason") or event.get("errorText") or "failed")

    def _socket_created(self, event: dict[str, Any], source: Source) -> None:
        key, url = str(event["requestId"]), str(event["url"])
        made_up = {
            **event,
            "type": "WebSocket",
            "request": {"method": "GET", "url": url},
            "documentURL": self._tab.trip.page,
        }
        flight = flight_of(made_up, self._tab.moment(), source, None)
        if self._recorder.sent(f"{key}/0", flight):
            self._sockets[key] = flight

    def _socket_answered(self, event: dict[str, Any], _: Source) -> None:
        if flight := self._sockets.get(str(event["requestId"])):
            response = event["response"]
            flight.status = int(response["status"])
            flight.answer = kept_fields(response.get("headers") or {})
            flight.came_ms = self._tab.moment().at_ms
            self._set_cookies(flight, response.get("headers") or {}, {})

    def _socket_sent(self, event: dict[str, Any], _: Source) -> None:
        if flight := self._sockets.get(str(event["requestId"])):
            frame = event["response"]
            text = str(frame["payloadData"])
            try:
                data = base64.b64decode(text) if frame.get("opcode") == 2 else text.encode("utf-8", "surrogatepass")
            except binascii.Error:
                data = text.encode("utf-8", "surrogatepass")
            self._recorder.message(self._tab.moment(), flight.url, data)

    def _socket_failed(self, event: dict[str, Any], _: Source) -> None:
        if flight := self._sockets.get(str(event["requestId"])):
            flight.failure = str(event.get("errorMessage") or "failed")


def _fields(response: dict[str, Any]) -> tuple[tuple[str, str], ...]:
    """The header fields of a document that rows are made of. Chromium joins several of one name by line feeds."""
    stated = ((str(name), str(value)) for name, value in (response.get("headers") or {}).items())
    return tuple(
        (name, line[:_MOST_HEADER_CHARACTERS])
        for name, value in stated
        if name.lower() in FIELDS
        for line in value.split("\n")
    )
