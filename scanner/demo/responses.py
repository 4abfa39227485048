"""From a request to a response: the right host and scheme, then what the storefront says, under protective headers."""

from __future__ import annotations

from collections.abc import Collection
from http import HTTPStatus

from scanner.demo.certificates import APEX, WWW
from scanner.demo.content_policy import content_policy
from scanner.demo.messages import BadRequest, Request, Response, parse_request
from scanner.demo.storefront import Reply, Site

__all__ = ["HSTS", "BadRequest", "Request", "Response", "answer", "parse_request"]

HSTS = "max-age=63072000; includeSubDomains; preload"
HSTS_WITHOUT_SUBDOMAINS = "max-age=63072000"


def answer(request: Request, site: Site, faults: Collection[str]) -> Response:
    """What the shop answers, headers of its faults included."""
    host = request.host if request.host in (WWW, APEX) else WWW
    if not request.secure and not _serves_plainly(host, faults):
        return _redirect(f"https://{host}{request.target}", _plain_redirect_status(faults), request, faults)
    if request.secure and host == APEX:
        return _redirect(f"https://{WWW}{request.target}", HTTPStatus.MOVED_PERMANENTLY, request, faults)
    return _with_reply(site.reply(request), request, faults)


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
    loose = "HTTP-006" in faults
    headers = [("Referrer-Policy", "no-referrer-when-downgrade" if loose else "strict-origin-when-cross-origin")]
    if "HTTP-004" not in faults:
        headers.append(("Content-Security-Policy", content_policy(faults)))
    if "HTTP-007" not in faults:
        headers.append(("X-Frame-Options", "DENY"))  # for browsers that know no frame-ancestors
    if "HTTP-009" in faults:
        headers.append(("X-Powered-By", "PHP/8.2.7"))
    if "HTTP-005" not in faults:
        headers.append(("X-Content-Type-Options", "nosniff"))
    # Never over http (RFC 6797 § 7.2).
    if request.secure and (hsts := _hsts(request.host, faults)) is not None:
        headers.append(("Strict-Transport-Security", hsts))
    return tuple(headers)


def _redirect(location: str, status: HTTPStatus, request: Request, faults: Collection[str]) -> Response:
    headers = (("Location", location), ("Content-Type", "text/plain; charset=utf-8"))
    return Response(status, headers + _protective_headers(request, faults), f"Weiter auf {location}\n".encode())


def _with_reply(reply: Reply, request: Request, faults: Collection[str]) -> Response:
    headers = [("Content-Type", reply.content_type), ("Cache-Control", reply.cache_control)]
    if reply.location is not None:
        headers.append(("Location", reply.location))
    if reply.status is HTTPStatus.METHOD_NOT_ALLOWED:
        headers.append(("Allow", reply.allow))
    if request.secure:
        headers += [("Set-Cookie", cookie) for cookie in reply.cookies]
    return Response(reply.status, (*headers, *_protective_headers(request, faults)), reply.body)
