"""Everything seen, one row per thing, and what was looked at: facts, plan and coverage.

A cell that was planned and never closed is a gap, and a kind that no cell speaks of is a gap: nobody looked.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields, replace
from enum import StrEnum
from typing import Any, TypeVar

from scanner.model.facts import KINDS, Fact, field_at, label, show
from scanner.model.facts.base import Seen
from scanner.model.values import NOT_STATED, Leaf, Unknown
from scanner.model.vocabulary import OWNERS_CHOICE, GapCause, Phase

#: Which part of the evidence a cell or gap is about: dotted path → value, sorted by path.
Scope = tuple[tuple[str, Leaf | None], ...]


def scope(fixed: Mapping[str, Leaf | None] | None = None) -> Scope:
    """A scope from a mapping of dotted paths to values."""
    return tuple(sorted((fixed or {}).items()))


def show_scope(fixed: Scope, kind: str = "", lang: str = "en") -> str:
    """`phase rejected, page.role cart`, or `everything`; in German with the words of the kind's fields."""
    if lang == "en":
        return ", ".join(f"{path} {show(value)}" for path, value in fixed) or "everything"
    cls = KINDS.get(kind, Fact)
    return ", ".join(f"{_called(cls, path)} {show(value, lang)}" for path, value in fixed) or "alles"


def _called(cls: type[Fact], path: str) -> str:
    """A field in German; a path that the kind doesn't have, as a stored run may hold, by its name."""
    return label(cls, path, "de") if field_at(cls, path) else path


class Status(StrEnum):
    """What became of a cell: rows seen, looked and nothing there, or could not be seen."""

    SEEN = "seen"
    ABSENT = "absent"
    GAP = "gap"


@dataclass(frozen=True, slots=True)
class Cell:
    """Something to look at: a kind of fact, within a scope."""

    kind: str
    scope: Scope = ()


@dataclass(frozen=True, slots=True)
class Coverage:
    """What became of a cell. `cause` and `reason` are given for a gap only."""

    kind: str
    scope: Scope
    status: Status
    cause: GapCause | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Gap:
    """A template of rows that might exist: none or many, the scope's fields fixed, all others Unknown."""

    kind: str
    scope: Scope
    cause: GapCause
    reason: str

    def value(self, path: str) -> Leaf | Unknown | None:
        """What a row of this template holds at a path."""
        for fixed, value in self.scope:
            if fixed == path or (value is None and path.startswith(f"{fixed}.")):
                return value
        return Unknown(self.reason, self.cause)


@dataclass(frozen=True, slots=True)
class Evidence:
    """All facts of one run with their coverage. Times are ISO 8601 in UTC."""

    shop: str
    facts: Mapping[str, tuple[Fact, ...]] = field(default_factory=dict)
    coverage: tuple[Coverage, ...] = ()
    plan: tuple[Cell, ...] = ()
    started: str = ""
    ended: str = ""
    vantage: Mapping[str, Any] = field(default_factory=dict)

    def rows(self, kind: str) -> tuple[Fact, ...]:
        """The rows of a kind."""
        return self.facts.get(kind, ())

    def gaps(self, kind: str) -> tuple[Gap, ...]:
        """What is not known to exist of a kind: gaps written down, planned cells left open, or nobody looked at all."""
        closed = [entry for entry in self.coverage if entry.kind == kind]
        scopes = {entry.scope for entry in closed}
        written = [
            Gap(kind, entry.scope, entry.cause or GapCause.ERROR, entry.reason)
            for entry in closed
            if entry.status is Status.GAP
        ]
        left_open = [
            Gap(kind, cell.scope, GapCause.ERROR, "it was planned, and nobody wrote down what became of it")
            for cell in self.plan
            if cell.kind == kind and cell.scope not in scopes
        ]
        gaps = (*written, *left_open, *self._phases_left_out(kind, closed))
        seen = any(entry.status is not Status.GAP for entry in closed)
        if not seen and not any(gap.scope == () for gap in gaps):
            gaps = (_nowhere(kind, gaps), *gaps)
        return _widest(gaps)

    def _phases_left_out(self, kind: str, closed: Iterable[Coverage]) -> list[Gap]:
        """Phases of consent that no cell speaks of, where all that was looked at was looked at by phase.

        A run of an earlier version knew fewer of them, and what it never looked at it can't have found absent.
        """
        seen = {dict(entry.scope).get("phase") for entry in closed if entry.status is not Status.GAP}
        if not seen or None in seen:
            return []
        planned = (cell.scope for cell in self.plan if cell.kind == kind)
        told = {dict(fixed).get("phase") for fixed in (*(entry.scope for entry in closed), *planned)}
        left = [phase for phase in Phase if phase not in told]
        return [
            Gap(kind, scope({"phase": phase}), GapCause.UNSUPPORTED, "nobody looked in this phase") for phase in left
        ]

    def looked_at(self, kind: str) -> bool:
        """Whether any cell of a kind was really observed."""
        return any(entry.kind == kind and entry.status is not Status.GAP for entry in self.coverage)

    def on(self, as_of: dt.date) -> Evidence:
        """The evidence as of a day: everything that depends on the day is filled in."""
        return replace(self, facts={kind: tuple(row.on(as_of) for row in rows) for kind, rows in self.facts.items()})

    def with_rows(self, rows: Iterable[Fact]) -> Evidence:
        """The evidence with rows added, or put in the place of rows with the same key."""
        facts = {kind: {_identity(row): row for row in old} for kind, old in self.facts.items()}
        for row in rows:
            facts.setdefault(row.kind, {})[_identity(row)] = row
        return replace(self, facts={kind: tuple(of_kind.values()) for kind, of_kind in facts.items()})


def _nowhere(kind: str, gaps: tuple[Gap, ...]) -> Gap:
    """The gap that is all of a kind, where no cell of it was seen. Its cause is the gaps', the owner's choice last."""
    worst = min(gaps, key=lambda gap: gap.cause in OWNERS_CHOICE, default=None)
    if worst is None:
        return Gap(kind, (), GapCause.UNSUPPORTED, "nobody looked")
    return Gap(kind, (), worst.cause, worst.reason)


def _widest(gaps: tuple[Gap, ...]) -> tuple[Gap, ...]:
    """Without gaps that lie within another of the same cause: they say nothing more."""
    if len(gaps) > _MOST_COMPARED:
        return gaps
    fixed = [set(gap.scope) for gap in gaps]
    return tuple(
        gap
        for i, gap in enumerate(gaps)
        if not any(gap.cause is other.cause and fixed[j] < fixed[i] for j, other in enumerate(gaps))
    )


#: More gaps than this of one kind are not compared with each other: it takes quadratic time.
_MOST_COMPARED = 500

F = TypeVar("F", bound=Fact)


def merged(rows: Iterable[F]) -> tuple[F, ...]:
    """One row per key: the same thing seen twice is one row, seen in both places.

    Where two observations of a field disagree, it is Unknown and says so. A row whose key is not wholly known is a
    thing of its own.
    """
    found: dict[object, F] = {}
    for row in rows:
        identity = _identity(row)
        found[identity] = _merge(found[identity], row) if identity in found else row
    return tuple(found.values())


def _identity(row: Fact) -> object:
    key = row.key()
    return (row.kind, key) if _known(key) else id(row)


def _known(part: object) -> bool:
    if isinstance(part, tuple):
        return all(_known(item) for item in part)
    return not isinstance(part, Unknown)


def _merge(first: F, second: F) -> F:
    if first == second:
        return first
    changes: dict[str, Any] = {}
    for name in (f.name for f in fields(first)):
        old, new = getattr(first, name), getattr(second, name)
        if new in (old, NOT_STATED):
            continue
        changes[name] = new if old == NOT_STATED else _reconcile(name, old, new)
    return replace(first, **changes)


def _reconcile(name: str, old: Any, new: Any) -> Any:  # noqa: ANN401 - any field of any fact
    if name == "seen":
        return tuple(dict.fromkeys((*old, *new)))
    if name == "derived_by":
        return old
    if isinstance(old, Fact) and isinstance(new, Fact):
        return _merge(old, new)
    if isinstance(old, Unknown):
        return new
    if isinstance(new, Unknown):
        return old
    return Unknown(f"two observations disagree: {show(old)} and {show(new)}")


__all__ = ["KINDS", "Cell", "Coverage", "Evidence", "Gap", "Scope", "Seen", "Status", "merged", "scope", "show_scope"]
