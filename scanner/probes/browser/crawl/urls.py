"""One spelling for addresses that lead to the same page, and which of them may never be followed. Pure."""

from __future__ import annotations

import re
from functools import lru_cache
from urllib.parse import parse_qsl, unquote, urlencode, urlsplit, urlunsplit

from scanner.probes.browser.crawl.links import Link
from scanner.probes.browser.crawl.words import flat, fold, tokens, words

_MOST_PARAMETERS = 8
_MOST_SEGMENTS = 10
_DEFAULT_PORTS = {"http": 80, "https": 443}
_ORDERING = {"action", "do", "task", "op"}
_ID = re.compile(r"\d+|[0-9a-f]{16,}")


@lru_cache(maxsize=16384)
def key(url: str) -> str:
    """Equal for addresses of the same page: no session, no campaign, no listing order, no fragment but a route's."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        return url
    drop = words().session | words().tracking
    query = [pair for pair in _query(parts.query) if pair[0].lower() not in drop and not _is_listing(*pair)]
    path = re.sub(r";[^/]*", "", parts.path) or "/"
    path = re.sub(r"/{2,}", "/", path)
    path = path.removesuffix("index.html").removesuffix("index.php") if not query else path
    path = path.rstrip("/") or "/"
    host = (parts.hostname or "").removeprefix("www.")
    authority = host if port in {None, _DEFAULT_PORTS.get(parts.scheme)} else f"{host}:{port}"
    fragment = parts.fragment if parts.fragment.startswith(("/", "!")) else ""
    return urlunsplit(("", authority, path, urlencode(sorted(query)), fragment))


def shape(url: str) -> str:
    """Equal for addresses that differ only in numbers and identifiers, as the months of a calendar do."""
    parts = urlsplit(key(url))
    names = ",".join(sorted({name for name, _ in _query(parts.query)}))
    return f"{parts.netloc}{_ID.sub('#', parts.path.lower())}?{names}"


def trapped(url: str) -> str | None:
    """Why an address looks as if there were no end to such; None for an ordinary one."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return "no address"
    segments = [segment for segment in parts.path.split("/") if segment]
    query = _query(parts.query)
    if len(segments) > _MOST_SEGMENTS or len(query) > _MOST_PARAMETERS:
        return "a very long address"
    if any(segments.count(segment) > 2 for segment in segments):
        return "a path that repeats itself"
    if any(_is_listing(name, value) for name, value in query):
        return "a sorted, filtered or later part of a list"
    if re.search(r"/(?:page|seite)/\d+/?$|/(?:19|20)\d\d/(?:0?[1-9]|1[0-2])(?:/|$)", parts.path.lower()):
        return "a later part of a list, or of a calendar"
    return None


def document_of(url: str) -> str | None:
    """The ending of what is no page, as pdf; None for a page."""
    last = urlsplit(url).path.rpartition("/")[2].lower()
    ending = last.rpartition(".")[2] if "." in last else ""
    return ending if ending in words().document else None


def never(link: Link) -> str | None:
    """Why following a link could do something, or is no way to a page; None where it is harmless.

    A shop may not change anything upon GET (RFC 9110 § 9.2.1), yet many log out or fill the cart by a plain link.
    """
    if link.method and link.method != "get":
        return f"sends {link.method.upper()}"
    if by_label := _never_by_label(link):
        return by_label
    if not link.href:
        return None
    return never_followed(link.href)


@lru_cache(maxsize=16384)
def never_followed(url: str) -> str | None:
    """The part of `never` that an address alone tells."""
    try:
        parts = urlsplit(url)
        parts.port  # noqa: B018 - raises for a port that is none
    except ValueError:
        return "no address"
    if parts.scheme not in _DEFAULT_PORTS:
        return f"leads to no page: {parts.scheme[:20]}"
    if parts.username or parts.password:
        return "carries a name or password"
    target = f"{parts.path}?{parts.query}".lower()
    if words().never.urls.search(target):
        return "the address of an act, not of a page"
    return _never_by_path(parts.path) or _never_by_query(parts.query)


def _never_by_path(path: str) -> str | None:
    for segment in unquote(path).split("/"):
        plain = flat(segment)
        if {plain, flat(plain.partition(".")[0])} & words().never.segments:
            return f"its path says {plain[:40]!r}"
    return None


def _never_by_query(query: str) -> str | None:
    rules = words().never
    for name, value in _query(query):
        low, said = name.lower(), fold(value)
        if low in rules.parameters:
            return f"its parameter says {low!r}"
        orders = low in _ORDERING or (low in rules.functions and said)
        if orders and said not in rules.harmless_actions:
            return f"its parameter orders {low}={said[:40]!r}"
    return None


def _never_by_label(link: Link) -> str | None:
    said, rules = tokens(link.label), words().never
    if said in rules.labels:
        return f"is called {link.label[:40]!r}"
    if len(said) > 1 and said[-1] in rules.last_words and "newsletter" not in said[:-1]:
        return f"is called {link.label[:40]!r}"
    if said[-1:] == ("abbestellen",) or said[-1:] == ("abmelden",):
        return f"is called {link.label[:40]!r}"
    return None


def _query(query: str) -> list[tuple[str, str]]:
    try:
        return parse_qsl(query[:2000], keep_blank_values=True, max_num_fields=100)
    except ValueError:
        return [("", query[:200])]


def _is_listing(name: str, value: str) -> bool:
    low = name.lower()
    # Shopware's page of a list; elsewhere it is the number of a page of its own, and larger.
    if low in words().listing or (low == "p" and value.isdigit() and len(value) <= 2):
        return True
    return low.startswith(("filter", "facet", "attr", "prefn", "prefv", "utm_", "f[", "refinement")) or "[" in low
