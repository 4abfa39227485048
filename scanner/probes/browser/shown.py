"""Keeps a page as its visitor saw it, for the derivations that read it later."""

from __future__ import annotations

import asyncio
import logging

from playwright.async_api import Error as PlaywrightError

from scanner.probes.browser.devtools import Devtools
from scanner.probes.browser.shown_tree import STYLES, write_shown
from scanner.probes.browser.tab import Tab

#: Characters of the document that is kept.
MOST = 1_500_000
#: Elements beyond which the browser is not asked: its answer would be too long.
_MOST_ELEMENTS = 60_000
_TIMEOUT_S = 8.0

log = logging.getLogger("siegel.browser")


async def take_shown(tab: Tab, elements: int) -> bytes | None:
    """The page as it stands there now, or None where that could not be had. `elements`: that it has."""
    if elements > _MOST_ELEMENTS:
        log.info("%a has %d elements: how they are shown is not kept", tab.page.url, elements)
        return None
    try:
        async with asyncio.timeout(_TIMEOUT_S):
            return await _take(tab.devtools)
    except (PlaywrightError, TimeoutError, KeyError, TypeError, ValueError) as error:
        log.info("how %a is shown was not kept: %a", tab.page.url, error)
        return None


async def _take(session: Devtools) -> bytes | None:
    snapshot = await session.send("DOMSnapshot.captureSnapshot", {"computedStyles": list(STYLES)})
    written = write_shown(snapshot, MOST)
    return written.html.encode("utf-8", "replace") if written.whole else None
