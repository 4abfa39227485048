"""Starts Playwright's own process early: it boots while this one still reads and imports what a scan needs.

For whoever runs one event loop from before that until the scan is over. `begin` there, `take` when a browser is to be
started, and `leave` in the end, whatever happened in between.
"""

from __future__ import annotations

import asyncio
import logging
import weakref

from playwright.async_api import Error as PlaywrightError
from playwright.async_api import Playwright, async_playwright

#: Seconds until the process has been started; it boots on its own from then on.
_BEGINS_WITHIN_S = 0.02

log = logging.getLogger("siegel.browser")
_begun: weakref.WeakKeyDictionary[asyncio.AbstractEventLoop, asyncio.Task[Playwright]] = weakref.WeakKeyDictionary()


async def begin() -> None:
    """Start it, once for this loop, and do not wait until it is there. What goes wrong is told by `take`."""
    loop = asyncio.get_running_loop()
    if loop not in _begun:
        _begun[loop] = asyncio.create_task(_started())
        await asyncio.wait([_begun[loop]], timeout=_BEGINS_WITHIN_S)


async def take() -> Playwright:
    """The one begun in this loop, else a new one; whoever takes it stops it. Raises OSError, PlaywrightError."""
    begun = _begun.pop(asyncio.get_running_loop(), None)
    return await (begun or _started())


async def leave() -> None:
    """End what was begun in this loop and nobody took."""
    begun = _begun.pop(asyncio.get_running_loop(), None)
    if begun is not None:
        try:
            await (await begun).stop()
        except (OSError, PlaywrightError) as error:
            log.info("Playwright, which nobody asked for in the end, did not start: %a", error)


async def _started() -> Playwright:
    return await async_playwright().start()
