"""In which states of consent something was seen, in which it certainly was not, and where nobody can tell."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum, unique

from scanner.model.evidence import Evidence, Gap, Scope, Status
from scanner.model.facts import KINDS, Fact, field_at, value_at
from scanner.model.values import Unknown
from scanner.model.vocabulary import OWNERS_CHOICE, Phase

#: Kinds of fact that are seen phase by phase.
OF_PHASES = ("consent_banner", "stored_item", "request")
#: What tells things apart from each other; of all else a gap may be about anything.
_FIXED = frozenset({"area", "origin", "name", "party", "host", "service"})
#: With more gaps of a phase than this, anything may hide in one.
_MOST_ASKED = 200


@unique
class Presence(StrEnum):
    """Of a thing in a phase. `MISSING`: the shop has no such state, there was nothing to choose."""

    PRESENT = "present"
    ABSENT = "absent"
    OPEN = "open"
    MISSING = "missing"


@dataclass(frozen=True, slots=True)
class Phases:
    """The phases that a run looked at, in their order; those that the shop doesn't have; those nobody asked for."""

    looked: tuple[Phase, ...] = ()
    missing: frozenset[Phase] = frozenset()
    by_choice: tuple[Phase, ...] = ()


def phases_of(evidence: Evidence) -> Phases:
    """The columns of all tables by phase. What the plan names counts, also where nothing could be seen."""
    named = {phase for kind in OF_PHASES for phase in _named(evidence, kind)}
    by_choice = {phase for phase in named if _left_out(evidence, phase)}
    looked = tuple(phase for phase in Phase if phase in named - by_choice)
    missing = frozenset(phase for phase in looked if _is_missing(evidence, phase))
    return Phases(looked, missing, tuple(phase for phase in Phase if phase in by_choice))


class Sight:
    """What a run could see of a kind of fact, phase by phase."""

    def __init__(self, evidence: Evidence, kind: str, phases: Phases) -> None:
        self._kind, self._phases = kind, phases
        gaps = evidence.gaps(kind)
        self._gaps: Mapping[Phase, list[Gap]] = {
            phase: _distinct(gap for gap in gaps if _may_be(gap.value("phase"), phase)) for phase in phases.looked
        }
        self._told = {phase for phase in phases.looked if _was_told(evidence, kind, phase)}

    def marks(self, rows: Iterable[Fact]) -> tuple[Presence, ...]:
        """One for each phase that was looked at, of the thing that some rows are about."""
        of_phase: dict[object, list[Fact]] = {}
        every = list(rows)
        for row in every:
            of_phase.setdefault(value_at(row, "phase"), []).append(row)
        unsure = any(isinstance(phase, Unknown) for phase in of_phase)
        return tuple(self._mark(phase, every, seen=phase in of_phase, unsure=unsure) for phase in self._phases.looked)

    def _mark(self, phase: Phase, rows: list[Fact], *, seen: bool, unsure: bool) -> Presence:
        if seen:
            return Presence.PRESENT
        if phase in self._phases.missing:
            return Presence.MISSING
        hides = unsure or phase not in self._told or self._may_hide(self._gaps[phase], rows)
        return Presence.OPEN if hides else Presence.ABSENT

    def _may_hide(self, gaps: list[Gap], rows: list[Fact]) -> bool:
        return len(gaps) > _MOST_ASKED or any(_fits(gap, rows, self._kind) for gap in gaps)


def _named(evidence: Evidence, kind: str) -> Iterable[Phase]:
    scopes = (*(entry.scope for entry in evidence.coverage if entry.kind == kind), *_planned(evidence, kind))
    for scope in scopes:
        phase = dict(scope).get("phase")
        if isinstance(phase, Phase):
            yield phase
    for row in evidence.rows(kind):
        phase = value_at(row, "phase")
        if isinstance(phase, Phase):
            yield phase


def _planned(evidence: Evidence, kind: str) -> Iterable[Scope]:
    return (cell.scope for cell in evidence.plan if cell.kind == kind)


def _left_out(evidence: Evidence, phase: Phase) -> bool:
    """Whether a phase was left out by the owner's choice: all that is said of it is that."""
    if any(value_at(row, "phase") is phase for kind in OF_PHASES for row in evidence.rows(kind)):
        return False
    said = [entry for entry in evidence.coverage if entry.kind in OF_PHASES and dict(entry.scope).get("phase") is phase]
    return bool(said) and all(entry.status is Status.GAP and entry.cause in OWNERS_CHOICE for entry in said)


def _is_missing(evidence: Evidence, phase: Phase) -> bool:
    """Whether a shop has no such state: not even the page itself was asked for, and that is certain."""
    if any(value_at(row, "phase") is phase for row in evidence.rows("request")):
        return False
    said = [entry for entry in evidence.coverage if entry.kind == "request" and dict(entry.scope).get("phase") is phase]
    return bool(said) and all(entry.status is Status.ABSENT for entry in said)


def _was_told(evidence: Evidence, kind: str, phase: Phase) -> bool:
    """Whether somebody looked for a kind in a phase at all."""
    return any(
        entry.kind == kind and entry.status is not Status.GAP and dict(entry.scope).get("phase", phase) is phase
        for entry in evidence.coverage
    )


def _may_be(value: object, phase: Phase) -> bool:
    return value is phase or isinstance(value, Unknown)


def _distinct(gaps: Iterable[Gap]) -> list[Gap]:
    """Gaps that say something different of things: `page.role cart` and `page.role checkout` do not."""
    found: dict[object, Gap] = {}
    for gap in gaps:
        found.setdefault(tuple(part for part in gap.scope if part[0] in _FIXED), gap)
    return list(found.values())


def _fits(gap: Gap, rows: list[Fact], kind: str) -> bool:
    """Whether a gap may hide the thing that rows are about: nothing that the gap fixes is otherwise in all of them."""
    for path, fixed in gap.scope:
        if path not in _FIXED or field_at(KINDS[kind], path) is None:
            continue
        values = [value_at(row, path) for row in rows]
        if all(value != fixed and not isinstance(value, Unknown) for value in values):
            return False
    return True
