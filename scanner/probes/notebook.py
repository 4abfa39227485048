"""Where probes write down what they saw. Every planned cell is open until a probe closes it."""

from __future__ import annotations

import datetime as dt
import hashlib
import logging
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from functools import cache
from typing import Any, TypeVar

from scanner.errors import NetworkError
from scanner.model.evidence import Cell, Coverage, Evidence, Scope, Seen, Status, merged
from scanner.model.facts import Fact, with_addresses
from scanner.model.verdict import Text
from scanner.model.vocabulary import GapCause, Phase

log = logging.getLogger("siegel.probes")

#: Bytes of all artifacts of a run together, and number of rows, that are kept.
MOST_ARTIFACT_BYTES = 200_000_000
MOST_ROWS = 200_000


@dataclass(frozen=True, slots=True)
class Progress:
    """Something happened that a waiting person may want to know. `done` of `planned` cells are closed."""

    probe: str
    what: str
    done: int
    planned: int


@dataclass(frozen=True, slots=True)
class KeptLog:
    """A raw log among the artifacts: of which phase, `har` or `storage`, its bytes and entries; cut: not all of it."""

    phase: str
    kind: str
    artifact: str
    bytes: int
    entries: int
    cut: bool


F = TypeVar("F", bound=Fact)


@dataclass(slots=True)
class Notebook:
    """Rows, coverage and artifacts of one run. Not shared between threads.

    address   what of a page's address may be written down
    logs      the raw logs among the artifacts
    browser   which one looked, how it presented itself, where it reached the shop; empty: none did
    said      notices in both languages
    visitors  of each phase, when a clean browser profile came and left
    """

    plan: tuple[Cell, ...]
    tell: Callable[[Progress], None] = lambda _: None
    address: Callable[[str], str] = str
    rows: list[Fact] = field(default_factory=list)
    coverage: dict[tuple[str, Scope], Coverage] = field(default_factory=dict)
    artifacts: dict[str, bytes] = field(default_factory=dict)
    notices: list[str] = field(default_factory=list)
    said: list[Text] = field(default_factory=list)
    versions: dict[str, str] = field(default_factory=dict)
    logs: list[KeptLog] = field(default_factory=list)
    browser: dict[str, Any] = field(default_factory=dict)
    visitors: list[dict[str, Any]] = field(default_factory=list)
    _artifact_bytes: int = 0
    _joinable: dict[tuple[str, tuple[object, ...]], int] = field(default_factory=dict)

    def saw(
        self,
        row: F,
        *,
        page: str | None = None,
        artifact: str | None = None,
        phase: Phase | None = None,
        joined: Callable[[F, F], F] | None = None,
    ) -> F:
        """Write down a row, with where and when it was seen.

        `joined` makes one of it and of an earlier row of the same key, for kinds of which the worse of two counts; of
        others what two rows disagree on is unknown.
        """
        seen = replace(row, seen=(Seen(page=page, phase=phase, at=now(), artifact=artifact),))
        if joined is not None and (place := self._joinable.get((row.kind, row.key()))) is not None:
            earlier = self.rows[place]
            if isinstance(earlier, type(row)):
                self.rows[place] = seen = joined(earlier, seen)
            return seen
        if len(self.rows) >= MOST_ROWS:
            self.gap(Cell(row.kind), GapCause.BUDGET, f"more than {MOST_ROWS:,} rows")
            return row
        if joined is not None:
            self._joinable[row.kind, row.key()] = len(self.rows)
        self.rows.append(seen)
        return seen

    def close(self, cell: Cell, *, absent: bool = False) -> None:
        """The cell was looked at."""
        self._write(Coverage(cell.kind, cell.scope, Status.ABSENT if absent else Status.SEEN))

    def gap(self, cell: Cell, cause: GapCause, reason: str) -> None:
        """The cell could not be seen."""
        self._write(Coverage(cell.kind, cell.scope, Status.GAP, cause, reason))

    def failed(self, cells: Iterable[Cell], error: NetworkError) -> None:
        """What a network error means for some cells."""
        for cell in cells:
            self.gap(cell, GapCause(error.cause), error.message)

    def keep(self, data: bytes) -> str | None:
        """Keep an artifact; its SHA-256, or None where there is no more room."""
        digest = hashlib.sha256(data).hexdigest()
        if digest not in self.artifacts:
            if self._artifact_bytes + len(data) > MOST_ARTIFACT_BYTES:
                log.warning("no room for an artifact of %d bytes", len(data))
                return None
            self._artifact_bytes += len(data)
            self.artifacts[digest] = data
        return digest

    def is_open(self, cell: Cell) -> bool:
        """Whether nobody has closed the cell yet."""
        return (cell.kind, cell.scope) not in self.coverage

    def left_open(self) -> tuple[Cell, ...]:
        """Planned cells that nobody closed."""
        return tuple(cell for cell in self.plan if self.is_open(cell))

    def note(self, probe: str, what: str) -> None:
        """Tell whoever waits."""
        self.tell(Progress(probe, what, len(self.plan) - len(self.left_open()), len(self.plan)))

    def _write(self, entry: Coverage) -> None:
        old = self.coverage.get((entry.kind, entry.scope))
        if old is None or old.status is Status.GAP:
            self.coverage[entry.kind, entry.scope] = entry

    def evidence(self, shop: str, started: str, vantage: dict[str, object]) -> Evidence:
        """Everything in the book."""
        facts: dict[str, list[Fact]] = {}
        address = cache(self.address)
        for row in self.rows:
            facts.setdefault(row.kind, []).append(with_addresses(row, address))
        return Evidence(
            shop=shop,
            facts={kind: tuple(sorted(merged(facts[kind]), key=_by_key)) for kind in sorted(facts)},
            coverage=tuple(sorted(self.coverage.values(), key=lambda entry: (entry.kind, repr(entry.scope)))),
            plan=self.plan,
            started=started,
            ended=now(),
            vantage=vantage,
        )


def _by_key(row: Fact) -> str:
    """Probes run at once, so that rows come in any order; sorted, two runs can be compared."""
    return repr(row.key())


def now() -> str:
    """The time, ISO 8601 in UTC to the second."""
    return dt.datetime.now(dt.UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
