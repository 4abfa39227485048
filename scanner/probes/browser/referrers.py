"""How much of a shop's page address a request told whom it went to, in its Referer field."""

from __future__ import annotations

from urllib.parse import SplitResult, urlsplit

from scanner.model.values import Maybe, Unknown
from scanner.model.vocabulary import RequestType, ToldAddress
from scanner.probes.browser.records import SentRequest
from scanner.probes.browser.sites import same_site

#: Chromium's words for a request that it did not let go.
_HELD_BACK = frozenset(("csp", "mixed-content", "origin", "inspector", "subresource-filter"))
_ORDER = (ToldAddress.NOTHING, ToldAddress.ORIGIN, None, ToldAddress.WHOLE)


def told_address(request: SentRequest) -> Maybe[ToldAddress]:
    """Of the page in the address line, or of a frame of the shop's that asked; Unknown where it can't be told.

    The field names the page, its origin, or what asked in its place: a style sheet for its fonts, a worker. What stands
    in somebody else's frame names that frame, and nothing of the shop's.
    """
    if request.type is RequestType.WEBSOCKET or (request.status is None and request.failure in _HELD_BACK):
        return ToldAddress.NOTHING
    if not request.headers:
        return Unknown("its header fields were not seen")
    referer = next((value for name, value in reversed(request.headers) if name.lower() == "referer"), "")
    stated = _parts(referer)
    if stated is None or not same_site(referer, request.when.page):
        return ToldAddress.NOTHING
    if stated.path in {"", "/"} and not stated.query:
        return ToldAddress.ORIGIN
    if referer in {_plain(request.when.page), _plain(request.frame)}:
        if request.status is None and request.failure:
            return Unknown("it had an address to tell, but got no answer")
        return ToldAddress.WHOLE
    if request.initiator and request.initiator.startswith(referer):
        return ToldAddress.ORIGIN
    return Unknown("its Referer field names an address of the shop that is not the page's")


def the_more(one: Maybe[ToldAddress], other: Maybe[ToldAddress]) -> Maybe[ToldAddress]:
    """Of two requests, what the more telling one told; what can't be told may be anything, and so comes second."""
    return max(one, other, key=lambda told: _ORDER.index(None if isinstance(told, Unknown) else told))


def _parts(url: str) -> SplitResult | None:
    try:
        return urlsplit(url)
    except ValueError:
        return None


def _plain(url: str) -> str:
    return url.partition("#")[0]
