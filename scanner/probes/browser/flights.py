"""A request on its way: what Chromium tells of it piece by piece, until it can be written down whole."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from scanner.model.vocabulary import GapCause, RequestType
from scanner.network import GateFailure
from scanner.probes.browser.records import Answer, CookieSet, Moment, SentRequest, Source
from scanner.probes.browser.veil import KEPT_FIELDS

Why = Callable[[str, int], GateFailure | None]
"""Why a host and port could not be reached, if the network knows."""

MAX_URL_CHARACTERS = 16 * 1024
MAX_HEADER_CHARACTERS = 8 * 1024
MAX_KEPT_CHARACTERS = 2 * 1024
_DEFAULT_PORTS = {"http": 80, "ws": 80, "https": 443, "wss": 443}
_SCRIPTS = ("http:", "https:", "blob:", "data:", "file:")
WORKER_SCRIPT = "WorkerScript"
"""Our own word for it: Chromium calls a worker's script a Script, Other, or nothing."""

_TYPES = {
    "Document": RequestType.DOCUMENT,
    "Stylesheet": RequestType.STYLESHEET,
    "Image": RequestType.IMAGE,
    "Font": RequestType.FONT,
    "Script": RequestType.SCRIPT,
    "XHR": RequestType.XHR,
    "Fetch": RequestType.FETCH,
    "EventSource": RequestType.FETCH,
    "Prefetch": RequestType.PREFETCH,
    "Media": RequestType.MEDIA,
    "WebSocket": RequestType.WEBSOCKET,
    "CSPViolationReport": RequestType.CSP_REPORT,
    WORKER_SCRIPT: RequestType.WORKER,
}
# What Chromium's reports of mixed content call it; all else is `other`.
_MIXED = {
    "Audio": RequestType.MEDIA,
    "Beacon": RequestType.BEACON,
    "CSPReport": RequestType.CSP_REPORT,
    "EventSource": RequestType.FETCH,
    "Favicon": RequestType.IMAGE,
    "Font": RequestType.FONT,
    "Image": RequestType.IMAGE,
    "Ping": RequestType.PING,
    "Prefetch": RequestType.PREFETCH,
    "Resource": RequestType.FETCH,
    "Script": RequestType.SCRIPT,
    "ServiceWorker": RequestType.WORKER,
    "SharedWorker": RequestType.WORKER,
    "Stylesheet": RequestType.STYLESHEET,
    "Track": RequestType.MEDIA,
    "Video": RequestType.MEDIA,
    "Worker": RequestType.WORKER,
    "XMLHttpRequest": RequestType.XHR,
}
# Sec-Fetch-Dest (W3C Fetch Metadata) tells what Chromium's own type leaves out.
# Reports of the browser itself (CSP level 3 § 5.3; Reporting API § 3.4); Chromium's own type for them comes and goes.
_REPORTS = {"application/csp-report", "application/reports+json"}
_WORKERS = {"worker", "sharedworker", "serviceworker", "audioworklet", "paintworklet"}


@dataclass(slots=True, kw_only=True)
class Flight:
    """Mutable; `freeze` gives the record. `kind` is Chromium's own word for the type."""

    when: Moment
    source: Source
    frame: str
    kind: str
    method: str
    url: str
    has_body: bool = False
    body: bytes | None = None
    headers: dict[str, str] = field(default_factory=dict)
    initiator: str | None = None
    parsed: bool = False
    status: int | None = None
    content_type: str | None = None
    failure: str | None = None
    cached: bool = False
    navigation: bool = False
    cookies: tuple[tuple[str, str], ...] = ()
    protocol: str = ""
    answer: tuple[tuple[str, str], ...] = ()
    set_cookies: list[CookieSet] = field(default_factory=list)
    came_ms: int | None = None
    ended_ms: int | None = None
    received: int | None = None

    @property
    def body_bytes(self) -> int:
        """How much of the body is held."""
        return len(self.body or b"")

    def trim(self, at_most: int) -> None:
        """Holds no more of the body than that."""
        if self.body is not None:
            self.body = self.body[: max(0, at_most)]

    def answered(self, response: Mapping[str, Any], at_ms: int) -> None:
        """The head of an answer came."""
        self.status = int(response["status"])
        self.content_type = str(response.get("mimeType") or "")
        self.protocol = str(response.get("protocol") or "")
        self.answer = kept_fields(response.get("headers") or {})
        self.came_ms = at_ms

    def freeze(self, why: Why, images: Mapping[str, str | None]) -> SentRequest:
        """As it stands now. `images`: the scripts that loaded images, which Chromium takes for the parser's work."""
        scheme, host, port, path, query = split(self.url)
        cause, failure = None, self.failure
        if self.status is None and failure is not None and (known := why(host, port)) is not None:
            cause, failure = GapCause(known.cause), known.reason
        by_script = images.get(self.url) if self.parsed and self.kind == "Image" else None
        return SentRequest(
            when=self.when,
            source=self.source,
            frame=self.frame,
            type=self._type(),
            method=self.method,
            scheme=scheme,
            host=host,
            port=port,
            path=path,
            query=query,
            has_body=self.has_body,
            body=self.body,
            headers=tuple(self.headers.items()),
            initiator=by_script or self.initiator,
            status=self.status,
            content_type=self.content_type,
            failure=failure,
            cause=cause,
            cached=self.cached,
            navigation=self.navigation,
            cookies=self.cookies,
            answer=Answer(
                protocol=self.protocol,
                headers=self.answer,
                cookies=tuple(self.set_cookies),
                came_ms=self.came_ms,
                ended_ms=self.ended_ms,
                received=self.received,
            ),
        )

    def _type(self) -> RequestType:
        fields = {name.lower(): value for name, value in self.headers.items()}
        if fields.get("sec-fetch-dest") in _WORKERS:
            return RequestType.WORKER
        if fields.get("content-type") in _REPORTS:
            return RequestType.CSP_REPORT
        if "prefetch" in fields.get("sec-purpose", "") and self.kind == "Other":
            return RequestType.PREFETCH
        if self.kind == "Ping":
            # HTML § 4.6.5: a hyperlink's ping has this type; all else that Chromium calls so is sendBeacon.
            return RequestType.PING if fields.get("content-type") == "text/ping" else RequestType.BEACON
        return _TYPES.get(self.kind, RequestType.OTHER)


def flight_of(event: Mapping[str, Any], when: Moment, source: Source, main_frame: str | None) -> Flight:
    """From Network.requestWillBeSent."""
    request, kind = event["request"], str(event.get("type") or "Other")
    initiator = event.get("initiator") or {}
    return Flight(
        when=when,
        source=source,
        frame=str(event.get("documentURL") or "")[:MAX_URL_CHARACTERS],
        kind=kind,
        method=str(request["method"]),
        url=str(request["url"])[:MAX_URL_CHARACTERS],
        has_body=bool(request.get("hasPostData") or request.get("postData")),
        body=body_of(request),
        headers=bounded_headers(request.get("headers") or {}),
        initiator=_initiator(initiator),
        parsed=initiator.get("type") == "parser",
        navigation=kind == "Document" and event.get("frameId") == main_frame,
    )


def mixed_type(kind: str) -> RequestType | None:
    """The type of mixed content by Chromium's name for it; None for where a form sends and what is no part of a page.

    Frames are left out too: whose document has them is not said, and they stand in the page.
    """
    return None if kind in {"Form", "Download", "Frame"} else _MIXED.get(kind, RequestType.OTHER)


def bounded_headers(fields: Mapping[str, Any]) -> dict[str, str]:
    """Header fields, cut to a bounded length each. Request cookies are left out: the jar is known."""
    return {
        str(name): str(value)[:MAX_HEADER_CHARACTERS]
        for name, value in fields.items()
        if str(name).lower() not in {"cookie", "set-cookie"}
    }


def kept_fields(fields: Mapping[str, Any]) -> tuple[tuple[str, str], ...]:
    """Those header fields of an answer that a log keeps."""
    return tuple(
        (str(name), str(value)[:MAX_KEPT_CHARACTERS])
        for name, value in fields.items()
        if str(name).lower() in KEPT_FIELDS
    )


def split(url: str) -> tuple[str, str, int, str, str]:
    """Scheme, host, port, path and query of a URL as Chromium writes it; what is no host's has an empty host."""
    try:
        parts = urlsplit(url)
        return (
            parts.scheme,
            parts.hostname or "",
            parts.port or _DEFAULT_PORTS.get(parts.scheme, 0),
            parts.path,
            parts.query,
        )
    except ValueError:
        return url.partition(":")[0], "", 0, url, ""


def body_of(request: Mapping[str, Any]) -> bytes | None:
    """A request's body as the protocol has it; None where it does not show one."""
    try:
        entries = [
            base64.b64decode(entry["bytes"]) for entry in request.get("postDataEntries") or [] if "bytes" in entry
        ]
    except (ValueError, binascii.Error):
        entries = []
    if entries:
        return b"".join(entries)
    text = request.get("postData")
    return text.encode("utf-8", "surrogatepass") if isinstance(text, str) else None


def _initiator(initiator: Mapping[str, Any]) -> str | None:
    """The innermost script with a URL, asynchronous callers included; else the document that was parsed."""
    stack: Any = initiator.get("stack")
    for _ in range(8):
        if not isinstance(stack, dict):
            break
        for frame in stack.get("callFrames") or []:
            if str(frame.get("url") or "").startswith(_SCRIPTS):
                return f"{frame['url'][:MAX_URL_CHARACTERS]}:{frame['lineNumber'] + 1}:{frame['columnNumber'] + 1}"
        stack = stack.get("parent")
    url = initiator.get("url")
    return str(url)[:MAX_URL_CHARACTERS] if str(url or "").startswith(_SCRIPTS) else None
