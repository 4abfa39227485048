"""Follows links inside an open page: a single-page shop loads on such a way what no visit to an address shows."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterable, Sequence

from playwright.async_api import Error as PlaywrightError

from scanner.model.vocabulary import PageRole
from scanner.probes.browser import hooks
from scanner.probes.browser.tab import Tab
from scanner.probes.browser.trip import PageFault

MOST_STEPS = 3
_SETTLE_S = 3.0
_MOST_ADDRESSES = 60
#: What a visitor goes to from a front page comes first.
_FIRST = (PageRole.CATEGORY, PageRole.PRODUCT, PageRole.CART)

log = logging.getLogger("siegel.browser")


async def stroll(tab: Tab, pages: Iterable[tuple[PageRole, str]]) -> bool:
    """Clicks links of the open page that lead to these, one after the other; whether the page itself took them.

    A shop of many documents answers no: its links are not followed, and nothing is loaded. Never raises for what a
    page does. Reads nothing: what happens on the way is heard like everything else.
    """
    left = _in_order(pages)
    routed = False
    try:
        for _ in range(MOST_STEPS):
            address, documents = tab.address, tab.documents
            clicked = await tab.evaluate(f"({hooks.script('stroll.js')})({json.dumps(left)})")
            if clicked not in left:
                break
            left.remove(str(clicked))
            await tab.settle(_SETTLE_S)
            if tab.documents != documents or tab.address == address:
                break
            routed = True
    except (PageFault, PlaywrightError, TimeoutError) as error:
        log.info("the stroll ended early: %a", error)
    return routed


def _in_order(pages: Iterable[tuple[PageRole, str]]) -> list[str]:
    found: Sequence[tuple[PageRole, str]] = tuple(pages)
    first = [url for wanted in _FIRST for role, url in found if role is wanted]
    return list(dict.fromkeys((*first, *(url for _, url in found))))[:_MOST_ADDRESSES]
