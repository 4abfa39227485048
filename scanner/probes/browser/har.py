"""What a phase sent, as an HTTP Archive 1.2 (http://www.softwareishard.com/blog/har-12-spec/). Pure.

What was not seen is -1 or empty, as the specification has it; fields of our own begin with an underscore. No value
that may tell a visitor apart stands in it: names do, and digests in place of values (`veil`). Bodies are described.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any
from urllib.parse import SplitResult

from scanner import __version__
from scanner.model.vocabulary import RequestType
from scanner.network.urls import bracketed
from scanner.probes.browser.flights import split
from scanner.probes.browser.records import CookieSet, SentRequest, SocketMessage
from scanner.probes.browser.veil import Veil
from scanner.probes.browser.visitor import FRESH, Visitor, Written, with_lines, within

Addresses = Callable[[str, int], Sequence[str]]
"""Takes a host and port, gives the addresses at which it was reached."""

MOST_ENTRIES = 5000
MOST_BYTES = 8_000_000
_MOST_FIELDS = 100
_MOST_MESSAGES = 200
_MOST_DIGITS = 16
#: As much of a body as a recorder holds (`recorder.Bounds`): of a longer one neither size nor digest is known.
_HELD_BYTES = 64 * 1024
_DEFAULT_PORTS = {"http": 80, "ws": 80, "https": 443, "wss": 443}
_VERSIONS = {"h2": "HTTP/2", "h3": "HTTP/3", "http/1.1": "HTTP/1.1", "http/1.0": "HTTP/1.0"}
_COMMENT = (
    "~ and 32 hexadecimal digits stand in place of a value that may tell a visitor apart: its BLAKE2b digest under a "
    "key of this run alone, which nobody keeps. Equal values have equal digests in all logs of the run. Bodies are not "
    "kept. An entry that does not count for its phase came before the choice, or after its rows were written."
)


def har(
    visitor: Visitor,
    requests: Sequence[SentRequest],
    messages: Iterable[SocketMessage],
    veil: Veil,
    addresses: Addresses,
    not_recorded: Mapping[str, int],
) -> Written:
    """The log in UTF-8. `not_recorded`: what the recorder itself had no room for, by sort."""
    told = _by_url(messages)
    ordered = sorted(requests, key=lambda request: request.when.at_ms)

    def entry(request: SentRequest) -> dict[str, Any]:
        return _entry(visitor, request, veil, addresses, told.get(_raw(request), ()))

    lines, left_out = within(ordered, entry, MOST_ENTRIES, MOST_BYTES)
    head = {
        "version": "1.2",
        "creator": {"name": "Siegel", "version": __version__},
        "browser": {"name": visitor.browser, "version": visitor.version},
        "pages": list(_pages(visitor, ordered[: len(lines)], veil)),
        "comment": _COMMENT,
        "_phase": visitor.phase.value,
        "_shop": visitor.shop,
        "_profile": FRESH,
        "_userAgent": visitor.user_agent,
        "_language": visitor.language,
        "_viewport": {"width": visitor.width, "height": visitor.height},
        "_times": visitor.times(),
        "_cut": {"entries": left_out, "recorder": dict(not_recorded)},
    }
    return Written(f'{{"log": {with_lines(head, "entries", lines)}}}\n'.encode(), len(lines), left_out)


def _pages(visitor: Visitor, requests: Iterable[SentRequest], veil: Veil) -> Iterator[dict[str, Any]]:
    """One per visit, by its first request. The title is the address: no other is kept here."""
    seen: set[int] = set()
    for request in requests:
        when = request.when
        if when.visit and when.visit not in seen:
            seen.add(when.visit)
            yield {
                "startedDateTime": visitor.at(when.at_ms),
                "id": _page_id(when.visit),
                "title": veil.page(when.page),
                "pageTimings": {"onContentLoad": -1, "onLoad": -1},
            }


def _entry(
    visitor: Visitor,
    request: SentRequest,
    veil: Veil,
    addresses: Addresses,
    messages: Sequence[SocketMessage],
) -> dict[str, Any]:
    when = request.when
    at = () if request.cached or request.status is None else tuple(addresses(request.host, request.port))
    entry: dict[str, Any] = {
        **({"pageref": _page_id(when.visit)} if when.visit else {}),
        "startedDateTime": visitor.at(when.at_ms),
        **_timing(request),
        "request": _request(request, veil),
        "response": _response(visitor, request, veil),
        "cache": {},
        # Several addresses of one host: which of them answered is not known.
        **({"serverIPAddress": at[0]} if len(at) == 1 else {"_serverIPAddresses": list(at)} if at else {}),
        "_phase": when.phase.value,
        "_counts": visitor.counts(when.at_ms),
        "_page": veil.page(when.page),
        "_resourceType": request.type.value,
        "_source": request.source.value,
        "_frame": veil.url(request.frame),
        "_initiator": _initiator(request.initiator, veil),
        "_navigation": request.navigation,
        "_fromCache": request.cached,
    }
    if request.failure is not None:
        entry |= {"_failure": request.failure, "_cause": request.cause.value if request.cause else None}
    if request.type is RequestType.WEBSOCKET:
        entry["_webSocketMessages"] = [_message(visitor, message, veil) for message in messages[:_MOST_MESSAGES]]
    return entry


def _timing(request: SentRequest) -> dict[str, Any]:
    """Sending is part of waiting: when it was done is not told. An entry that never ended has waited for nothing."""
    began, came, ended = request.when.at_ms, request.answer.came_ms, request.answer.ended_ms
    wait = max(0, (came if came is not None else ended if ended is not None else began) - began)
    receive = max(0, ended - came) if came is not None and ended is not None else 0
    return {"time": wait + receive, "timings": {"send": 0, "wait": wait, "receive": receive}}


def _request(request: SentRequest, veil: Veil) -> dict[str, Any]:
    fields = request.headers[:_MOST_FIELDS]
    made: dict[str, Any] = {
        "method": request.method,
        "url": _url(request, veil),
        "httpVersion": _version(request),
        "cookies": [{"name": name, "value": f"~{digest}"} for name, digest in request.cookies],
        "headers": [{"name": name, "value": veil.field(name, value)} for name, value in fields],
        "queryString": _pairs(request.query, veil),
        "headersSize": -1,
        "bodySize": _body_size(request),
    }
    if request.has_body:
        made["postData"] = _body(request, veil)
    return made


def _body(request: SentRequest, veil: Veil) -> dict[str, Any]:
    """What kind of body it was, and how long; of a form the names of its fields."""
    stated = next((value for name, value in request.headers if name.lower() == "content-type"), "")
    kind = veil.field("content-type", stated)
    text = request.body.decode("utf-8", "replace") if request.body and _is_whole(request) else None
    form = text if kind == "application/x-www-form-urlencoded" else None
    return {
        "mimeType": kind,
        "params": _pairs(form or "", veil),
        "text": "",
        "comment": "not kept",
        "_digest": veil.value(text) if text else None,
    }


def _is_whole(request: SentRequest) -> bool:
    return request.body is not None and len(request.body) < _HELD_BYTES


def _body_size(request: SentRequest) -> int:
    """As the request states it, else as it was seen; -1 where neither tells."""
    stated = next((value for name, value in request.headers if name.lower() == "content-length"), "")
    if stated.isascii() and stated.isdigit() and len(stated) < _MOST_DIGITS:
        return int(stated)
    if not request.has_body:
        return 0
    return len(request.body) if request.body and _is_whole(request) else -1


def _response(visitor: Visitor, request: SentRequest, veil: Veil) -> dict[str, Any]:
    """Without an answer the status is 0, as browsers write it."""
    fields = request.answer.headers[:_MOST_FIELDS]
    location = next((value for name, value in fields if name.lower() == "location"), "")
    return {
        "status": request.status or 0,
        "statusText": "",
        "httpVersion": _version(request),
        "cookies": [_cookie(visitor, cookie, veil) for cookie in request.answer.cookies],
        "headers": [{"name": name, "value": veil.field(name, value)} for name, value in fields],
        "content": {"size": -1, "mimeType": veil.field("content-type", request.content_type or "")},
        "redirectURL": veil.url(location),
        "headersSize": -1,
        "bodySize": -1,
        "_transferSize": -1 if request.answer.received is None else request.answer.received,
    }


def _cookie(visitor: Visitor, cookie: CookieSet, veil: Veil) -> dict[str, Any]:
    lasts = cookie.lifetime_s
    until = None if lasts is None or abs(lasts) > _LONGEST_S else visitor.at(cookie.when.at_ms + round(lasts * 1000))
    return {
        "name": cookie.name,
        "value": f"~{cookie.digest}",
        "path": veil.path(cookie.path),
        "domain": cookie.domain,
        **({"expires": until} if until else {}),
        "httpOnly": cookie.http_only,
        "secure": cookie.secure,
        "_sameSite": cookie.same_site.value,
        "_length": cookie.size,
        "_blocked": list(cookie.blocked),
    }


_LONGEST_S = 100 * 365 * 86_400


def _message(visitor: Visitor, message: SocketMessage, veil: Veil) -> dict[str, Any]:
    text = message.data.decode("utf-8", "replace")
    at = visitor.at(message.when.at_ms)
    return {"type": "send", "time": at, "data": veil.value(text), "_length": len(message.data)}


def _initiator(initiator: str | None, veil: Veil) -> dict[str, Any]:
    """As browsers write it; lines and columns count from 1."""
    if initiator is None:
        return {"type": "other"}
    url, line, column = (*initiator.rsplit(":", 2), "", "")[:3]
    if line.isdigit() and column.isdigit():
        return {"type": "script", "url": veil.url(url), "lineNumber": int(line), "columnNumber": int(column)}
    return {"type": "parser", "url": veil.url(initiator)}


def _url(request: SentRequest, veil: Veil) -> str:
    port = "" if _DEFAULT_PORTS.get(request.scheme) == request.port or not request.port else f":{request.port}"
    path, query = veil.path(request.path), veil.query(request.query)
    return SplitResult(request.scheme, f"{bracketed(request.host)}{port}", path, query, "").geturl()


def _pairs(query: str, veil: Veil) -> list[dict[str, str]]:
    return [{"name": name, "value": value} for name, value in veil.pairs(query)]


def _version(request: SentRequest) -> str:
    return _VERSIONS.get(request.answer.protocol.lower(), "")


def _page_id(visit: int) -> str:
    return f"visit_{visit}"


def _by_url(messages: Iterable[SocketMessage]) -> dict[tuple[str, str, int, str, str], list[SocketMessage]]:
    found: dict[tuple[str, str, int, str, str], list[SocketMessage]] = {}
    for message in messages:
        found.setdefault(split(message.url), []).append(message)
    return found


def _raw(request: SentRequest) -> tuple[str, str, int, str, str]:
    return request.scheme, request.host, request.port, request.path, request.query
