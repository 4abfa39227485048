"""From a request to a response. Pure: no sockets, no clock; the pages are loaded before."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from http import HTTPStatus
from urllib.parse import unquote

from scanner.demo.certificates import APEX, WWW
from scanner.demo.page_texts import policy_additions
from scanner.demo.pages import Document, Site

HSTS = "max-age=63072000; includeSubDomains; preload"
HSTS_WITHOUT_SUBDOMAINS = "max-age=63072000"
CSP = "default-src 'self'; object-src 'none'; base-uri 'none'; frame-ancestors 'none'"

_PRINTABLE = re.compile(r"[\x21-\x7e]+")
_ABSOLUTE = re.compile(r"https?://[^/?#]*", re.IGNORECASE)


class BadRequest(Exception):
    """What arrived is no HTTP/1.x request."""


@dataclass(frozen=True, slots=True)
class Request:
    """One request without its body. `target` begins with a slash; `host` is lower case, without the port."""

    method: str
    target: str
    host: str
    keep_alive: bool = True
    secure: bool = True


@dataclass(frozen=True, slots=True)
class Response:
    """Status, headers without Content-Length, Date and Connection, and the whole body, which HEAD leaves unsent."""

    status: HTTPStatus
    headers: tuple[tuple[str, str], ...]
    body: bytes = b""


def parse_request(head: bytes, *, secure: bool) -> Request:
    """Read the head of an HTTP/1.x request, blank line included (RFC 9112 § 3). Raises BadRequest."""
    try:
        first, *fields = head.decode("ascii").removesuffix("\r\n\r\n").split("\r\n")
        method, target, version = first.split(" ")
    except ValueError as error:
        raise BadRequest("not a request line in ASCII") from error
    if version not in ("HTTP/1.0", "HTTP/1.1") or not method.isalpha():
        raise BadRequest("not HTTP/1.0 or HTTP/1.1")
    headers = _header_fields(fields)
    if version == "HTTP/1.1" and "host" not in headers:
        raise BadRequest("no Host")
    has_body = headers.get("content-length", "0") != "0" or "transfer-encoding" in headers
    return Request(
        method=method,
        target=_origin_form(target),
        host=headers.get("host", WWW).rpartition("@")[2].partition(":")[0].lower().removesuffix("."),
        # A body is never read, so the connection can't go on after one.
        keep_alive=version == "HTTP/1.1" and headers.get("connection", "").lower() != "close" and not has_body,
        secure=secure,
    )


def _header_fields(lines: list[str]) -> dict[str, str]:
    headers: dict[str, str] = {}
    for line in lines:
        name, colon, value = line.partition(":")
        name = name.lower()
        if not colon or not _PRINTABLE.fullmatch(name) or (name == "host" and name in headers):
            raise BadRequest("not a header field, or a second Host")
        headers[name] = value.strip(" \t")
    return headers


def _origin_form(target: str) -> str:
    target = _ABSOLUTE.sub("", target, count=1) if not target.startswith("/") else target
    if not target.startswith("/"):
        target = "/" + target
    # Printable characters only: the target is repeated in Location. A leading // would name another host there.
    if not _PRINTABLE.fullmatch(target):
        raise BadRequest("a target with spaces or control characters")
    return "/" + target.lstrip("/")


def answer(request: Request, site: Site, faults: Collection[str]) -> Response:
    """What the shop answers, headers of its faults included."""
    host = request.host if request.host in (WWW, APEX) else WWW
    if not request.secure and not _serves_plainly(host, faults):
        return _redirect(f"https://{host}{request.target}", _plain_redirect_status(faults), request, faults)
    if request.secure and host == APEX:
        return _redirect(f"https://{WWW}{request.target}", HTTPStatus.MOVED_PERMANENTLY, request, faults)
    if request.method not in ("GET", "HEAD"):
        return _with_document(HTTPStatus.METHOD_NOT_ALLOWED, site.method_not_allowed, request, faults)
    document = site.find(unquote(re.split("[?#]", request.target, maxsplit=1)[0]))
    if document is None:
        return _with_document(HTTPStatus.NOT_FOUND, site.not_found, request, faults)
    return _with_document(HTTPStatus.OK, document, request, faults)


def _serves_plainly(host: str, faults: Collection[str]) -> bool:
    """HTTP-001, on both hosts, or leaving the apex to HTTP-001.permanent."""
    return "HTTP-001" in faults and not (host == APEX and "HTTP-001.permanent" in faults)


def _plain_redirect_status(faults: Collection[str]) -> HTTPStatus:
    return HTTPStatus.FOUND if "HTTP-001.permanent" in faults else HTTPStatus.MOVED_PERMANENTLY


def _hsts(host: str, faults: Collection[str]) -> str | None:
    """HTTP-002 on both hosts, or leaving the apex to HTTP-002.subdomains."""
    narrowed = "HTTP-002.subdomains" in faults
    if "HTTP-002" in faults and not (host == APEX and narrowed):
        return None
    return HSTS_WITHOUT_SUBDOMAINS if narrowed else HSTS


def _protective_headers(request: Request, faults: Collection[str]) -> tuple[tuple[str, str], ...]:
    headers = [("Referrer-Policy", "strict-origin-when-cross-origin")]
    if "HTTP-004" not in faults:
        headers.append(("Content-Security-Policy", CSP + policy_additions(faults)))
    if "HTTP-005" not in faults:
        headers.append(("X-Content-Type-Options", "nosniff"))
    # Never over http (RFC 6797 § 7.2).
    if request.secure and (hsts := _hsts(request.host, faults)) is not None:
        headers.append(("Strict-Transport-Security", hsts))
    return tuple(headers)


def _redirect(location: str, status: HTTPStatus, request: Request, faults: Collection[str]) -> Response:
    headers = (("Location", location), ("Content-Type", "text/plain; charset=utf-8"))
    return Response(status, headers + _protective_headers(request, faults), f"Weiter auf {location}\n".encode())


def _with_document(status: HTTPStatus, document: Document, request: Request, faults: Collection[str]) -> Response:
    headers = [("Content-Type", document.content_type), ("Cache-Control", document.cache_control)]
    if status is HTTPStatus.METHOD_NOT_ALLOWED:
        headers.append(("Allow", "GET, HEAD"))
    if request.secure:
        headers += [("Set-Cookie", cookie) for cookie in document.cookies]
    return Response(status, (*headers, *_protective_headers(request, faults)), document.body)
