"""Stand-ins for the services that the shop embeds: the real names lead here, to harmless answers of our own.

They answer only where a shop file sends those names to this machine. What they are sent is read and forgotten.
"""

from __future__ import annotations

from http import HTTPStatus

from scanner.demo.embedded import AFTER_CONSENT, CARD_FRAME, EMBEDDED, LINKED, Embedded
from scanner.demo.messages import Request, Response

_COLLECTED = ("connect-src",)  # what pages report to, and so may be posted


def answer_of_third_party(request: Request) -> Response:
    """The stand-in's answer for what the shop's pages ask of it; 404 for everything else."""
    known = (*AFTER_CONSENT, CARD_FRAME, *EMBEDDED.values(), *LINKED.values())
    found = next((one for one in known if _answers(one, request)), None)
    if found is None:
        return Response(HTTPStatus.NOT_FOUND, (("Content-Type", "text/plain; charset=utf-8"),), b"Not found\n")
    headers = [("Cache-Control", "no-store"), ("X-Content-Type-Options", "nosniff")]
    if found.content_type:
        headers.append(("Content-Type", found.content_type))
    if found.is_hashed:
        headers.append(("Access-Control-Allow-Origin", "*"))
    if found.cookie:
        headers.append(("Set-Cookie", found.cookie))
    return Response(HTTPStatus.OK if found.body else HTTPStatus.NO_CONTENT, tuple(headers), found.body)


def _answers(one: Embedded, request: Request) -> bool:
    methods = ("GET", "HEAD", "POST") if one.directive in _COLLECTED else ("GET", "HEAD")
    return (
        request.secure
        and request.host == one.host
        and request.method in methods
        and request.target.startswith(one.target)
    )
