"""What a shop's controls mean, learnt once for all visitors of a scan, in visits that count for nothing."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field

#: A banner whose words change from visit to visit is not tried for ever.
MOST_LESSONS = 3


@dataclass(slots=True)
class Lessons:
    """`roles`: by folded label, as consent/words.py names them. `told`: what came of it, for the report's reader."""

    teach: Callable[[Sequence[str]], Awaitable[dict[str, str]]]
    roles: dict[str, str] = field(default_factory=dict)
    told: list[str] = field(default_factory=list)
    _tried: set[str] = field(default_factory=set)
    _lessons: int = 0
    _turn: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def ask(self, labels: Sequence[str]) -> bool:
        """Tries these unless they were tried before; whether any of them is understood now."""
        async with self._turn:
            if not set(labels) <= self._tried and self._lessons < MOST_LESSONS:
                self._lessons += 1
                learnt = await self.teach(labels)
                self._tried.update(labels)  # not where whoever asked has gone meanwhile
                self.roles.update(learnt)
                self.told += [f"“{label}” is {role}" for label, role in learnt.items()]
        return any(label in self.roles for label in labels)
