"""The rows of a kind as columns of bits, so that judging 1,000 controls over 100,000 rows takes seconds.

A set of rows is a whole number whose bit i stands for row i. A test is evaluated once per distinct value of its field,
and conditions are joined with `&` and `|`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from scanner.model.evidence import Evidence, Gap
from scanner.model.facts import Fact, value_at
from scanner.model.values import Unknown
from scanner.policy.conditions import AllOf, Condition, Match, Test, tests_of, truth

#: A pattern is tried row by row where fewer than one row in so many is left.
_FEW = 8
#: A value that at least one row in so many has keeps its mask.
_COMMON = 64


@dataclass(frozen=True, slots=True)
class Selection:
    """Rows on which a condition certainly, and possibly, holds. certain ⊆ possible."""

    certain: int
    possible: int


class Column:
    """The values of one field, each distinct value with the rows that have it."""

    def __init__(self, rows: tuple[Fact, ...], path: str) -> None:
        self.rows_of: dict[Any, list[int]] = {}
        for index, row in enumerate(rows):
            self.rows_of.setdefault(value_at(row, path), []).append(index)
        self.unknown = tuple(value for value in self.rows_of if isinstance(value, Unknown))
        self.size = len(rows)
        self.masks: dict[Any, int] = {}

    def select(self, test: Test) -> Selection:
        """The rows on which a test holds."""
        holds = test.holds
        match test.matches:
            case (Match() as only,) if test.present is not False:
                holds = only.holds  # None is asked apart: this is the inner loop
        certain = [
            value
            for value in self._candidates(test)
            if (test.present is False if value is None else not isinstance(value, Unknown) and holds(value))
        ]
        mask = self._mask(certain)
        possible = list(self.unknown) if self.unknown and test.satisfiable() else []
        return Selection(mask, mask | self._mask(possible))

    def _candidates(self, test: Test) -> Iterable[Any]:
        """The values that could fit: a look-up for plain equality, else all of them."""
        match test.matches:
            case (Match(name="is" | "one_of", operands=operands),):
                return dict.fromkeys(o for o in operands if o in self.rows_of)
            case _:
                return self.rows_of

    def _mask(self, values: list[Any]) -> int:
        """The rows with these values: common values have their mask ready, of many values the others are left out."""
        if 2 * len(values) > len(self.rows_of):
            chosen = set(values)
            return ((1 << self.size) - 1) ^ self._union([value for value in self.rows_of if value not in chosen])
        return self._union(values)

    def _union(self, values: list[Any]) -> int:
        mask = 0
        rare: list[int] = []
        for value in values:
            rows = self.rows_of[value]
            if len(rows) * _COMMON < self.size:
                rare += rows
                continue
            if value not in self.masks:
                self.masks[value] = _bits(rows, self.size)
            mask |= self.masks[value]
        return mask | _bits(rare, self.size) if rare else mask


def _bits(rows: list[int], size: int) -> int:
    bits = bytearray(size // 8 + 1)
    for index in rows:
        bits[index >> 3] |= 1 << (index & 7)
    return int.from_bytes(bits, "little")


@dataclass(slots=True)
class Table:
    """The rows and gaps of one kind, with the selections made so far."""

    rows: tuple[Fact, ...]
    gaps: tuple[Gap, ...]
    columns: dict[str, Column] = field(default_factory=dict)
    selections: dict[Test, Selection] = field(default_factory=dict)

    def select(self, condition: Condition) -> Selection:
        """The rows on which a condition certainly and possibly holds."""
        if isinstance(condition, Test):
            if condition not in self.selections:
                if condition.path not in self.columns:
                    self.columns[condition.path] = Column(self.rows, condition.path)
                self.selections[condition] = self.columns[condition.path].select(condition)
            return self.selections[condition]
        if isinstance(condition, AllOf):
            return self._all_of(condition)
        certain = possible = 0
        for part in (self.select(part) for part in condition.parts):
            certain, possible = certain | part.certain, possible | part.possible
        return Selection(certain, possible)

    def _all_of(self, condition: AllOf) -> Selection:
        """Cheap tests first: a pattern is then tried only on the rows that are left."""
        certain = possible = (1 << len(self.rows)) - 1
        for part in sorted(condition.parts, key=_is_dear):
            if _is_dear(part) and possible.bit_count() * _FEW < len(self.rows):
                found = self._one_by_one(part, possible)
            else:
                found = self.select(part)
            certain, possible = certain & found.certain, possible & found.possible
            if not possible:
                break
        return Selection(certain, possible)

    def _one_by_one(self, condition: Condition, among: int) -> Selection:
        """A selection among some rows only, tried on each."""
        certain, possible = [], []
        for index in self.indexes(among):
            holds, may_hold = truth(condition, self.rows[index])
            certain += [index] if holds else []
            possible += [index] if may_hold else []
        return Selection(_bits(certain, len(self.rows)), _bits(possible, len(self.rows)))

    def pick(self, mask: int, most: int | None = None) -> Iterator[Fact]:
        """The rows of a mask in their order, `most` of them at the most."""
        return (self.rows[index] for index in islice(self.indexes(mask), most))

    def indexes(self, mask: int) -> Iterator[int]:
        """The places of a mask's rows, in their order."""
        for offset, byte in enumerate(mask.to_bytes((mask.bit_length() + 7) // 8, "little")):
            if byte:
                yield from (offset * 8 + bit for bit in range(8) if byte >> bit & 1)


def _is_dear(condition: Condition) -> bool:
    """Whether it holds a pattern: those cost a hundred times what a comparison does."""
    tests = tests_of(condition)
    return any(isinstance(match, Match) and match.name == "matches" for test in tests for match in test.matches)


def template(condition: Condition, gap: Gap) -> Selection:
    """Whether a condition certainly and possibly holds of a gap's rows: 1 or 0 each."""
    if isinstance(condition, Test):
        certain, possible = condition.truth(gap.value(condition.path))
        return Selection(int(certain), int(possible))
    parts = [template(part, gap) for part in condition.parts]
    join = all if isinstance(condition, AllOf) else any
    return Selection(int(join(part.certain for part in parts)), int(join(part.possible for part in parts)))


class Tables:
    """Every kind of some evidence, indexed when first asked for."""

    def __init__(self, evidence: Evidence) -> None:
        self.evidence = evidence
        self._tables: dict[str, Table] = {}

    def of(self, kind: str) -> Table:
        """The table of a kind."""
        if kind not in self._tables:
            self._tables[kind] = Table(self.evidence.rows(kind), self.evidence.gaps(kind))
        return self._tables[kind]
