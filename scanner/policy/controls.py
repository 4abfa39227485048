"""What a policy file says, once it is read: controls made of claims, with typed parameters."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from scanner.model.verdict import Place, Text
from scanner.model.vocabulary import Area, Certainty, Level, Severity
from scanner.policy.conditions import EVERYTHING, AllOf, Condition, parameters_in
from scanner.policy.types import ValueType


class Quantifier(StrEnum):
    """The first word of a claim."""

    EVERY = "every"
    FORBID = "forbid"
    REQUIRE = "require"


@dataclass(frozen=True, slots=True)
class Rows:
    """Rows of a kind that a condition selects."""

    kind: str
    where: Condition = EVERYTHING


@dataclass(frozen=True, slots=True)
class Claim:
    """A quantified sentence about rows. `count` is `at_most` of a forbid and `at_least` of a require."""

    quantifier: Quantifier
    rows: Rows
    expect: Condition = EVERYTHING
    count: int = 0
    applies_when: tuple[Rows, ...] = ()


@dataclass(frozen=True, slots=True)
class Stage:
    """From this day on, a failure has this level."""

    start: dt.date
    level: Level


@dataclass(frozen=True, slots=True)
class Levels:
    """A fixed level, or stages: a note before the first."""

    fixed: Level | None = Level.ERROR
    stages: tuple[Stage, ...] = ()

    def on(self, as_of: dt.date) -> Level:
        """The level on a day."""
        if self.fixed is not None:
            return self.fixed
        begun = [stage.level for stage in self.stages if stage.start <= as_of]
        return begun[-1] if begun else Level.NOTE

    @property
    def highest(self) -> Level:
        """The highest level it ever reaches."""
        return self.fixed or max((stage.level for stage in self.stages), key=lambda level: level.rank)


@dataclass(frozen=True, slots=True)
class Control:
    """One control: what it claims, how bad a failure is, how sure the law is, and how to mend it.

    `in_force` and `until` are the first and the last day on which it can fail.
    """

    id: str
    area: Area
    title: Text
    severity: Severity
    levels: Levels
    certainty: Certainty
    claims: tuple[Claim, ...]
    references: tuple[str, ...]
    remedy: Text = Text("", "")
    why: Text = Text("", "")
    applies_when: tuple[Rows, ...] = ()
    in_force: dt.date | None = None
    until: dt.date | None = None
    place: Place = Place("", 1)

    def kinds(self) -> frozenset[str]:
        """Every kind of fact it looks at."""
        return frozenset(rows.kind for rows in self._rows())

    def parameters(self) -> frozenset[str]:
        """The name of every parameter it uses."""
        conditions = [rows.where for rows in self._rows()] + [claim.expect for claim in self.claims]
        return frozenset(name for condition in conditions for name in parameters_in(condition))

    def _rows(self) -> tuple[Rows, ...]:
        selected = [claim.rows for claim in self.claims]
        asked = [rows for claim in self.claims for rows in claim.applies_when]
        return (*selected, *asked, *self.applies_when)


@dataclass(frozen=True, slots=True)
class Parameter:
    """A value that profiles may tune. `default` is always a tuple, of one value unless the type is a set."""

    name: str
    type: ValueType
    default: tuple[Any, ...]
    help: str


@dataclass(frozen=True, slots=True)
class Policy:
    """A policy file."""

    name: str
    area: Area
    title: Text
    parameters: Mapping[str, Parameter]
    controls: tuple[Control, ...]
    place: Place


@dataclass(frozen=True, slots=True)
class Reference:
    """A provision of law or a standard. `confirmed`: `source seen`, `partly`, or `from knowledge, unconfirmed`."""

    id: str
    title: Text
    provision: Text
    url: str
    as_of: dt.date
    certainty: Certainty
    confirmed: str
    place: Place = field(default=Place("", 1), compare=False)


__all__ = ["AllOf", "Claim", "Control", "Levels", "Parameter", "Policy", "Quantifier", "Reference", "Rows", "Stage"]
