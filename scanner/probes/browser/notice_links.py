"""Asks the shop for the pages of its own that the privacy notice links, and writes down how it answers."""

from __future__ import annotations

import asyncio
import logging
import re
from collections.abc import Iterator
from html import unescape
from urllib.parse import unquote, urldefrag, urlsplit

from scanner.errors import NetworkError
from scanner.model.facts import Link
from scanner.model.values import Unknown
from scanner.model.vocabulary import GapCause, PageRole
from scanner.network import Network
from scanner.probes.browser.crawl.results import Crawl
from scanner.probes.notebook import Notebook

#: Links that are asked for, the bytes that are read of each, and the seconds for all of them.
MOST = 20
_MOST_BYTES = 2_000
_MOST_SECONDS = 20.0
#: As `shown_tree` writes links. Those to the shop itself have no query.
_LINK = re.compile(rb'<a(?: [a-z-]{1,20}="[^"<>]{0,500}"){0,6}? href="(https?://[^"<>?#\s]{1,400})(?:#[^"<>]{0,300})?"')
#: What asking for may change something.
_LEFT_OUT = re.compile(
    r"(?i)log-?out|abmeld|sign-?out|delete|remove|loesch|lösch|unsubscribe|/add\b|confirm|widerruf-?best"
)

log = logging.getLogger("siegel.browser")


async def ask_for_links(network: Network, notebook: Notebook, found: Crawl) -> None:
    """One request each, without cookies, following nothing. What can't be asked stays unknown."""
    seen = {_plain(page.url) for page in found.pages}
    try:
        async with asyncio.timeout(_MOST_SECONDS):
            for page in found.pages:
                if page.shown is None or not {PageRole.PRIVACY, PageRole.COOKIES} & set(page.roles):
                    continue
                for url in own_links(page.shown, page.url):
                    if _plain(url) not in seen and len(seen) < MOST + len(found.pages):
                        seen.add(_plain(url))
                        notebook.saw(await _answer(network, page.url, url), page=page.url)
    except TimeoutError:
        log.info("not all links of the notice were asked for in time")


def own_links(shown: bytes, page: str) -> Iterator[str]:
    """Links of a kept page to its own host, each once."""
    host = urlsplit(page).netloc
    found = dict.fromkeys(unescape(one[1].decode("utf-8", "ignore")) for one in _LINK.finditer(shown))
    for url in found:
        parts = urlsplit(url)
        if parts.netloc == host and not _LEFT_OUT.search(unquote(parts.path)):
            yield url


async def _answer(network: Network, page: str, url: str) -> Link:
    try:
        answer = await network.fetch(url, max_bytes=_MOST_BYTES)
    except NetworkError as error:
        return Link(page=page, url=url, status=Unknown(error.message, GapCause(error.cause)))
    return Link(page=page, url=url, status=answer.status)


def _plain(url: str) -> str:
    return urldefrag(url)[0].rstrip("/")
