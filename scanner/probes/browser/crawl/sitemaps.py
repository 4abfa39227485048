"""The shop's own lists of its pages: robots.txt and the sitemaps it names (sitemaps.org). Nothing is parsed as XML."""

from __future__ import annotations

import html
import logging
import re
import zlib
from collections.abc import Awaitable, Callable
from urllib.parse import urljoin

from scanner.errors import NetworkError
from scanner.network import Response
from scanner.probes.browser.sites import same_site

Fetch = Callable[[str], Awaitable[Response]]
"""`Network.fetch`."""

MOST_FILES = 6
MOST_URLS = 20_000
_MOST_BYTES = 5_000_000
_MOST_ADDRESS = 2000
_LOCATION = re.compile(r"<loc>\s*(?:<!\[CDATA\[)?\s*([^<\]\s]{1,2000})", re.IGNORECASE)
_NAMED = re.compile(r"^\s*sitemap\s*:\s*(\S{1,2000})", re.IGNORECASE | re.MULTILINE)
_REDIRECTS = 3

log = logging.getLogger("siegel.browser")


async def sitemap_urls(fetch: Fetch, start: str) -> tuple[str, ...]:
    """The addresses on the shop's own site that its sitemaps name, in order; none where there is no sitemap."""
    robots = await _text(fetch, urljoin(start, "/robots.txt"), start)
    waiting = [url for url in _NAMED.findall(robots) if same_site(url, start)] or [urljoin(start, "/sitemap.xml")]
    known, found = set(waiting), dict[str, None]()
    for _ in range(MOST_FILES):
        if not waiting or len(found) >= MOST_URLS:
            break
        text = await _text(fetch, waiting.pop(0), start)
        index = "<sitemapindex" in text[:5000].lower()
        for location in _LOCATION.finditer(text):
            url = html.unescape(location[1])[:_MOST_ADDRESS]
            if not same_site(url, start) or len(found) >= MOST_URLS:
                continue
            if not index:
                found[url] = None
            elif url not in known and len(known) < MOST_FILES * 10:
                known.add(url)
                # Pages and texts before the goods, of which there are many files.
                waiting.insert(0 if re.search(r"page|cms|content|seite|static", url.lower()) else len(waiting), url)
    return tuple(found)


async def _text(fetch: Fetch, url: str, start: str) -> str:
    for _ in range(_REDIRECTS):
        try:
            response = await fetch(url)
        except NetworkError as error:
            log.debug("%a: %a", url, error.message)
            return ""
        to = response.values("location")
        if response.status in {301, 302, 303, 307, 308} and to and same_site(urljoin(url, to[0]), start):
            url = urljoin(url, to[0])
            continue
        return _decoded(response.body) if response.status == 200 else ""
    return ""


def _decoded(body: bytes) -> str:
    if body.startswith(b"\x1f\x8b"):
        try:
            body = zlib.decompressobj(wbits=31).decompress(body, _MOST_BYTES)
        except zlib.error:
            return ""
    return body[:_MOST_BYTES].decode("utf-8", "replace")
