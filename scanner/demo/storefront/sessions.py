"""Baskets, held in memory and bounded. Nothing of what visitors say about themselves is kept, here or anywhere."""

from __future__ import annotations

import re
import secrets
from collections import OrderedDict
from dataclasses import dataclass, field

from scanner.demo.storefront.goods import Product, product

SESSION = "sessionid"
MOST_SESSIONS = 2000  # the one that was not asked for longest goes first
MOST_OF_ONE = 20  # bags of one muesli in a basket

_COOKIE = re.compile(rf"(?:^|;\s*){SESSION}=([\w-]{{32}})(?:;|$)")


@dataclass(slots=True)
class Session:
    """A basket, and how far its checkout has come: the steps that are done, and the two choices among offers.

    `chosen` maps the step to the value of the offer; addresses and names are never in it.
    """

    id: str
    counts: dict[str, int] = field(default_factory=dict)
    done: set[str] = field(default_factory=set)
    chosen: dict[str, str] = field(default_factory=dict)

    def add(self, one: Product, count: int) -> None:
        """As many more, as far as there is room."""
        self.set(one, self.counts.get(one.slug, 0) + count)

    def set(self, one: Product, count: int) -> None:
        """Exactly as many; none takes it out."""
        if count > 0:
            self.counts[one.slug] = min(count, MOST_OF_ONE)
        else:
            self.counts.pop(one.slug, None)

    @property
    def items(self) -> tuple[tuple[Product, int], ...]:
        """The products with their numbers, in the order in which they came."""
        found = ((product(slug), count) for slug, count in self.counts.items())
        return tuple((one, count) for one, count in found if one is not None)

    @property
    def cents(self) -> int:
        """The value of the goods."""
        return sum(one.cents * count for one, count in self.items)


class Sessions:
    """The baskets of all visitors, by the value of their cookie."""

    def __init__(self) -> None:
        self._held: OrderedDict[str, Session] = OrderedDict()

    def find(self, cookie: str) -> Session | None:
        """The session that the Cookie header names, if it was given out here and is still held."""
        named = _COOKIE.search(cookie)
        held = self._held.get(named[1]) if named else None
        if held is not None:
            self._held.move_to_end(held.id)
        return held

    def open(self) -> Session:
        """A new one."""
        session = Session(secrets.token_urlsafe(24))
        self._held[session.id] = session
        if len(self._held) > MOST_SESSIONS:
            self._held.popitem(last=False)
        return session

    def __len__(self) -> int:
        return len(self._held)
