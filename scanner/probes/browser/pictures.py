"""A picture of a tab as a visitor sees it: its window only, bounded in bytes and pixels."""

from __future__ import annotations

import logging

from playwright.async_api import Error as PlaywrightError

from scanner.model.picture import picture_of
from scanner.probes.browser.tab import Tab

#: Bytes of one picture.
MOST_BYTES = 300_000
#: Tried one after the other until the picture is small enough. Words stay readable down to the last.
_QUALITIES = (70, 40, 15)

log = logging.getLogger("siegel.browser")


async def screenshot(tab: Tab) -> bytes | None:
    """The window as it stands there: a JPEG, at most 300 kB; None where there is none.

    It is an artifact like any other: `Notebook.keep` it, and name its digest where the page was seen. Readers tell it
    from texts by its bytes (`scanner.model.picture.picture_of`).
    """
    for quality in _QUALITIES:
        try:
            image = await tab.picture(quality)
        except (PlaywrightError, TimeoutError) as error:
            log.info("no screenshot: %a", error)
            return None
        if picture_of(image) is None:
            log.info("no screenshot: what came is no picture of a sane size, %d bytes", len(image))
            return None
        if len(image) <= MOST_BYTES:
            return image
    return None
