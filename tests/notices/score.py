"""Counting: what is said to be absent and is, what is Unknown, what is right; and how much chance is in that."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass, field

from scanner.model.values import Maybe, Unknown
from scanner.model.vocabulary import DisclosureItem

#: Of the normal distribution, for 95 %.
_Z = 1.959964


@dataclass(frozen=True, slots=True)
class Share:
    """`right` of `of`."""

    right: int
    of: int

    @property
    def value(self) -> float:
        return self.right / self.of if self.of else math.nan

    @property
    def ends(self) -> tuple[float, float]:
        """The interval of Wilson (1927), 95 %."""
        if not self.of:
            return (math.nan, math.nan)
        n, p = self.of, self.value
        middle, reach = p + _Z**2 / (2 * n), _Z * math.sqrt(p * (1 - p) / n + _Z**2 / (4 * n * n))
        below = 1 + _Z**2 / n
        return (max(0.0, (middle - reach) / below), min(1.0, (middle + reach) / below))

    def __str__(self) -> str:
        low, high = self.ends
        return f"{self.value:.3f} [{low:.2f}–{high:.2f}] {self.right}/{self.of}" if self.of else "–"


@dataclass(frozen=True, slots=True)
class Answer:
    """One item of one notice."""

    notice: str
    item: DisclosureItem
    wanted: bool
    got: Maybe[bool]
    quote: str | None = None
    reason: str = ""

    @property
    def right(self) -> bool:
        return self.got is self.wanted

    def __str__(self) -> str:
        got = "unknown" if isinstance(self.got, Unknown) else "present" if self.got else "absent"
        wanted = "present" if self.wanted else "absent"
        return f"{self.notice} {self.item}: {wanted}, read as {got}: {(self.quote or self.reason)[:300]}"


@dataclass(slots=True)
class Items:
    """The answers, and what can be said of them."""

    answers: list[Answer] = field(default_factory=list)

    @property
    def absence_precision(self) -> Share:
        return _share(not a.wanted for a in self.answers if a.got is False)

    @property
    def absence_recall(self) -> Share:
        return _share(a.got is False for a in self.answers if not a.wanted)

    @property
    def unknown(self) -> Share:
        return _share(isinstance(a.got, Unknown) for a in self.answers)

    @property
    def accuracy(self) -> Share:
        return _share(a.right for a in self.answers)

    def of(self, item: DisclosureItem) -> Items:
        return Items([a for a in self.answers if a.item is item])


@dataclass(slots=True)
class Found:
    """Names found: right, invented, missed."""

    right: list[str] = field(default_factory=list)
    invented: list[str] = field(default_factory=list)
    missed: list[str] = field(default_factory=list)

    @property
    def precision(self) -> Share:
        return Share(len(self.right), len(self.right) + len(self.invented))

    @property
    def recall(self) -> Share:
        return Share(len(self.right), len(self.right) + len(self.missed))

    @property
    def f1(self) -> float:
        told = 2 * len(self.right) + len(self.invented) + len(self.missed)
        return 2 * len(self.right) / told if told else math.nan


@dataclass(slots=True)
class Scores:
    """All that is counted of a folder."""

    notices: int = 0
    items: Items = field(default_factory=Items)
    unsure: Items = field(default_factory=Items)
    services: Found = field(default_factory=Found)
    outdated: Found = field(default_factory=Found)
    denied: Found = field(default_factory=Found)
    not_used: list[bool] = field(default_factory=list)
    placeholders: list[bool] = field(default_factory=list)
    dates: list[bool] = field(default_factory=list)
    controllers: list[bool] = field(default_factory=list)
    other: list[str] = field(default_factory=list)
    seconds: list[tuple[int, float]] = field(default_factory=list)


def _share(right: Iterable[bool]) -> Share:
    held = list(right)
    return Share(sum(held), len(held))


def share(right: Iterable[bool]) -> Share:
    """How many of them are."""
    return _share(right)
