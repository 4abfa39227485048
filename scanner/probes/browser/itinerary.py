"""The pages that a crawl finds, in its order, for the other phases to follow while it is still going on."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, field


@dataclass(slots=True)
class Itinerary:
    """Written by one, followed by several, each from its beginning."""

    _urls: dict[str, None] = field(default_factory=dict)
    _over: bool = False
    _news: asyncio.Event = field(default_factory=asyncio.Event)

    def add(self, url: str) -> None:
        """One more page; one that is known already changes nothing."""
        self._urls.setdefault(url.partition("#")[0] if "#/" not in url and "#!" not in url else url)
        self._tell()

    def end(self) -> None:
        """No more will come."""
        self._over = True
        self._tell()

    async def follow(self) -> AsyncIterator[str]:
        """Every page, as soon as it is known; ends when no more will come."""
        done = 0
        while True:
            news = self._news
            while done < len(self._urls):
                done += 1
                yield list(self._urls)[done - 1]
            if self._over:
                return
            if done == len(self._urls):
                await news.wait()

    def _tell(self) -> None:
        self._news.set()
        self._news = asyncio.Event()
