"""One visitor of a phase: which browser came, when it came and left, and what of its visit counts for the phase."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from scanner.model.vocabulary import Phase

T = TypeVar("T")
FRESH = "a new browser context for this phase alone: no cookies, storage or cache from before"


@dataclass(frozen=True, slots=True, kw_only=True)
class Visitor:
    """A clean profile and its time. Milliseconds count from `began`.

    since_ms, until_ms   what of it counts for the phase: from the click on, until its rows were written; None: nothing
    """

    phase: Phase
    shop: str
    browser: str
    version: str
    user_agent: str
    language: str
    width: int
    height: int
    began: dt.datetime
    ended_ms: int
    since_ms: int | None = None
    until_ms: int | None = None

    def at(self, ms: int) -> str:
        """A moment as ISO 8601 in UTC, to the millisecond."""
        moment = self.began + dt.timedelta(milliseconds=ms)
        return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")

    def counts(self, ms: int) -> bool:
        """Whether what happened then counts for the phase."""
        return self.since_ms is not None and self.since_ms <= ms <= (self.until_ms or ms)

    def times(self) -> dict[str, Any]:
        """From when to when it was there, and what of that counts."""
        counted = None if self.since_ms is None or self.until_ms is None else [self.since_ms, self.until_ms]
        return {"started": self.at(0), "ended": self.at(self.ended_ms), "counts_ms": counted}


@dataclass(frozen=True, slots=True)
class Written:
    """A log as it is kept: how many entries it has, and how many had no room."""

    data: bytes
    entries: int
    left_out: int


def within(
    values: Iterable[T], told: Callable[[T], Mapping[str, Any]], most: int, most_bytes: int
) -> tuple[list[str], int]:
    """What is told of values as JSON, one a line, from the first on, as many as have room; and how many have none."""
    lines: list[str] = []
    left_out = room = 0
    for value in values:
        line = "" if left_out or len(lines) >= most else json.dumps(told(value), allow_nan=False)
        room += len(line) + 2
        if not line or room > most_bytes:
            left_out += 1
        else:
            lines.append(line)
    return lines, left_out


def with_lines(head: Mapping[str, Any], name: str, lines: Iterable[str]) -> str:
    """An object as JSON, with one more member: a list of which the lines are made already."""
    members = [f"{json.dumps(key)}: {json.dumps(value, allow_nan=False)}" for key, value in head.items()]
    entries = ",\n".join(lines)
    return "{" + ",\n".join([*members, f"{json.dumps(name)}: [\n{entries}\n]"]) + "}"
