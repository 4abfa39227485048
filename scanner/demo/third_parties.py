"""Stand-ins for the services that faults embed: the real names lead here, to harmless answers of our own.

They answer only where a shop file sends those names to this machine, and exist only for the faults that need them.
"""

from __future__ import annotations

from http import HTTPStatus

from scanner.demo.embedded import EMBEDDED
from scanner.demo.responses import Request, Response


def answer_of_third_party(request: Request) -> Response:
    """The stand-in's answer for what the shop's pages ask of it; 404 for everything else."""
    plain = ("Content-Type", "text/plain; charset=utf-8")
    found = next((one for one in EMBEDDED.values() if (one.host, one.target) == (request.host, request.target)), None)
    if found is None or not request.secure or request.method not in ("GET", "HEAD"):
        return Response(HTTPStatus.NOT_FOUND, (plain,), b"Not found\n")
    headers = (
        ("Content-Type", found.content_type),
        ("Cache-Control", "no-store"),
        ("X-Content-Type-Options", "nosniff"),
    )
    return Response(HTTPStatus.OK, headers, found.body)
