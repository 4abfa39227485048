"""The databases and caches of a page's origins, which only the browser itself can name."""

from __future__ import annotations

import asyncio
import logging
from typing import Any

from playwright.async_api import Error as PlaywrightError

from scanner.model.vocabulary import StorageArea
from scanner.probes.browser.devtools import Devtools
from scanner.probes.browser.recorder import Recorder

_MOST_ORIGINS = 100
_TIMEOUT_S = 3.0

log = logging.getLogger("siegel.browser")


async def find_stores(session: Devtools, recorder: Recorder) -> None:
    """Writes down those of the origins of a tab's frames, whoever has made them. Raises PlaywrightError."""
    tree = (await session.send("Page.getFrameTree"))["frameTree"]
    origins = sorted(_origins(tree))
    if len(origins) > _MOST_ORIGINS:
        recorder.overflow["origins"] += len(origins) - _MOST_ORIGINS
    for origin in origins[:_MOST_ORIGINS]:
        for area, method, key in (
            (StorageArea.INDEXEDDB, "IndexedDB.requestDatabaseNames", "databaseNames"),
            (StorageArea.CACHE, "CacheStorage.requestCacheNames", "caches"),
        ):
            try:
                async with asyncio.timeout(_TIMEOUT_S):
                    answer = await session.send(method, {"securityOrigin": origin})
            except (PlaywrightError, TimeoutError) as error:
                log.debug("%s of %a: %a", area, origin, error)  # a frame that is gone, or may have no storage
                continue
            names = [entry if isinstance(entry, str) else entry["cacheName"] for entry in answer[key]]
            recorder.found(area, origin, names, all_of_them=True)


def _origins(tree: dict[str, Any]) -> set[str]:
    found: set[str] = set()
    waiting = [tree]
    while waiting and len(found) < _MOST_ORIGINS * 2:
        node = waiting.pop()
        origin = str(node["frame"].get("securityOrigin") or "")
        if origin.startswith(("http://", "https://")):
            found.add(origin.rstrip("/"))
        waiting.extend(node.get("childFrames") or [])
    return found
