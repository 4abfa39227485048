"""The pages that a crawl finds, in its order, for the other phases to follow while it is still going on."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, field

from scanner.model.vocabulary import PageRole

#: Pages that are opened for what they say. What they store and send is what the shop's other legal pages do.
READ_ONCE = frozenset({
    PageRole.SHIPPING, PageRole.PAYMENT, PageRole.ACCESSIBILITY, PageRole.WITHDRAWAL_FUNCTION,
    PageRole.CANCELLATION_FUNCTION,
})  # fmt: skip


@dataclass(slots=True)
class Itinerary:
    """Written by one, followed by several, each from its beginning. `only`: roles of pages to follow; None for all."""

    only: frozenset[PageRole] | None = None
    _pages: dict[str, PageRole] = field(default_factory=dict)
    _over: bool = False
    _news: asyncio.Event = field(default_factory=asyncio.Event)

    def add(self, role: PageRole, url: str) -> None:
        """One more page; one that is known already changes nothing, nor one that nobody is to follow."""
        if role in READ_ONCE or (self.only is not None and role not in self.only):
            return
        route = "#/" in url or "#!" in url
        self._pages.setdefault(url if route else url.partition("#")[0], role)
        self._tell()

    @property
    def so_far(self) -> tuple[tuple[PageRole, str], ...]:
        """Every page that is known by now."""
        return tuple((role, url) for url, role in self._pages.items())

    def end(self) -> None:
        """No more will come."""
        self._over = True
        self._tell()

    async def follow(self) -> AsyncIterator[tuple[PageRole, str]]:
        """Every page, as soon as it is known; ends when no more will come."""
        done = 0
        while True:
            news = self._news
            while done < len(self._pages):
                done += 1
                url, role = list(self._pages.items())[done - 1]
                yield role, url
            if self._over:
                return
            if done == len(self._pages):
                await news.wait()

    def _tell(self) -> None:
        self._news.set()
        self._news = asyncio.Event()
