"""What was observed, as promises are compared with it, and what comes of a comparison."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass

from scanner.model.evidence import Evidence
from scanner.model.facts import Fact, Request, Service, StoredItem
from scanner.model.values import Maybe, Unknown
from scanner.model.vocabulary import Phase

#: The states of consent that every scan looks at.
LOOKED = (Phase.BEFORE_CHOICE, Phase.REJECTED, Phase.ACCEPTED)
#: What is looked at in them.
KINDS = ("stored_item", "request")


@dataclass(frozen=True, slots=True)
class Checked:
    """`contradicted_by`: the observation in words; None without one. `observable`: one could have been seen."""

    contradicted_by: Maybe[str | None]
    observable: bool = True


@dataclass(frozen=True, slots=True)
class World:
    """What was observed. `services`: as judged against the notice. `logs`: artifacts, with raw traffic."""

    evidence: Evidence
    services: tuple[Service, ...]
    logs: Mapping[str, bytes]

    @property
    def items(self) -> Iterator[StoredItem]:
        """What was stored in the three states that every scan looks at, worst first in order of phases."""
        for phase in LOOKED:
            for row in self.evidence.rows("stored_item"):
                if isinstance(row, StoredItem) and row.phase is phase:
                    yield row

    @property
    def requests(self) -> Iterator[Request]:
        """What was sent in them."""
        for phase in LOOKED:
            for row in self.evidence.rows("request"):
                if isinstance(row, Request) and row.phase is phase:
                    yield row

    def gap(self, phases: Iterable[Phase] = LOOKED, kinds: Iterable[str] = KINDS) -> Unknown | None:
        """Why something may have been missed in these phases; None where everything was seen."""
        return missed(self.evidence, phases, kinds)


def missed(evidence: Evidence, phases: Iterable[Phase] = LOOKED, kinds: Iterable[str] = KINDS) -> Unknown | None:
    """Why something of these kinds may have been missed in these phases; None where everything was seen."""
    wanted = set(phases)
    for kind in kinds:
        for gap in evidence.gaps(kind):
            phase = gap.value("phase")
            if isinstance(phase, Unknown) or phase in wanted:
                return Unknown(gap.reason, gap.cause)
    return None


Check = Callable[[World, str | None, str], Maybe[str | None]]


def first(rows: Iterable[Fact]) -> str | None:
    """The first of some rows in words."""
    return next((row.describe("en") for row in rows), None)


def untold(world: World, kind: str, reason: str) -> Unknown:
    """Why a kind that has no rows is not known, by its gap if there is one."""
    gap = next(iter(world.evidence.gaps(kind)), None)
    return Unknown(gap.reason, gap.cause) if gap else Unknown(reason)
