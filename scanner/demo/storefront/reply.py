"""What the storefront says to a request, before the headers that protect every answer."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from http import HTTPStatus

from scanner.demo.messages import Request

HTML = "text/html; charset=utf-8"
FRESH = "no-cache"
FOR_A_DAY = "public, max-age=86400"
NEVER_KEPT = "no-store"


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer. `cookies` are values of Set-Cookie; `location` is a path of the shop; `allow` goes with a 405."""

    status: HTTPStatus
    body: bytes = b""
    content_type: str = HTML
    cache_control: str = NEVER_KEPT
    cookies: tuple[str, ...] = ()
    location: str | None = None
    allow: str = ""


Handler = Callable[[Request], Reply]
#: By path and method; HEAD is answered like GET.
Routes = dict[tuple[str, str], Handler]


def see_other(path: str, *cookies: str) -> Reply:
    """After a form: the browser fetches that page, and reloading it sends nothing twice (RFC 9110 § 15.4.4)."""
    return Reply(
        HTTPStatus.SEE_OTHER, f"Weiter auf {path}\n".encode(), "text/plain; charset=utf-8", NEVER_KEPT, cookies, path
    )
