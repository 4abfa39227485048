"""Precision, recall and F1 of decisions, counted page by page so that one can tell how much chance is in them."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from scanner.model.values import Unknown

_DRAWS = 1000
_SEED = 7


@dataclass(frozen=True, slots=True)
class Decision:
    """One answer. `wanted` or `got` is None where there is nothing: not found, or invented."""

    page: str
    where: str
    wanted: object
    got: object

    @property
    def right(self) -> bool:
        return self.wanted is not None and self.got == self.wanted

    @property
    def told(self) -> bool:
        """Something was answered."""
        return self.got is not None and not isinstance(self.got, Unknown)

    def __str__(self) -> str:
        got = "unknown" if isinstance(self.got, Unknown) else "not found" if self.got is None else self.got
        wanted = "not there" if self.wanted is None else self.wanted
        return f"{self.where}: {wanted}, read as {got}"


@dataclass(frozen=True, slots=True)
class Figures:
    """Of a number of decisions. An abstention is none that was told, and one that was missed."""

    right: int
    told: int
    there: int

    @classmethod
    def of(cls, decisions: Iterable[Decision]) -> Figures:
        held = list(decisions)
        return cls(sum(d.right for d in held), sum(d.told for d in held), sum(d.wanted is not None for d in held))

    def __add__(self, other: Figures) -> Figures:
        return Figures(self.right + other.right, self.told + other.told, self.there + other.there)

    @property
    def precision(self) -> float:
        return self.right / self.told if self.told else 1.0

    @property
    def recall(self) -> float:
        return self.right / self.there if self.there else 1.0

    @property
    def f1(self) -> float:
        return 2 * self.right / (self.told + self.there) if self.told + self.there else 1.0


@dataclass(slots=True)
class Scores:
    """All decisions by question."""

    decisions: dict[str, list[Decision]] = field(default_factory=dict)
    pages: list[str] = field(default_factory=list)

    def add(self, question: str, decision: Decision) -> None:
        self.decisions.setdefault(question, []).append(decision)

    def figures(self, question: str, keep: Callable[[str], bool] = lambda _: True) -> Figures:
        return Figures.of(d for d in self.decisions.get(question, ()) if keep(d.page))

    def mistakes(self, question: str) -> list[str]:
        """A decision that is neither right nor about nothing."""
        held = self.decisions.get(question, ())
        return [str(d) for d in held if not d.right and not (d.wanted is None and not d.told)]

    def spread(self, question: str) -> Mapping[str, tuple[float, float]]:
        """95 % intervals of precision, recall and F1: the pages drawn anew, with replacement."""
        by_page: dict[str, list[Decision]] = {page: [] for page in self.pages}
        for one in self.decisions.get(question, ()):
            by_page.setdefault(one.page, []).append(one)
        counted = [Figures.of(held) for held in by_page.values()]
        chance = random.Random(_SEED)
        drawn = [
            sum(chance.choices(counted, k=len(counted)), Figures(0, 0, 0)) for _ in range(_DRAWS if counted else 0)
        ]
        return {name: _interval([getattr(one, name) for one in drawn]) for name in ("precision", "recall", "f1")}

    def document(self) -> dict[str, Any]:
        """Every figure, to be written as JSON."""
        return {
            "pages": len(self.pages),
            "questions": {
                question: {
                    **_figures(self.figures(question)),
                    "interval": {name: list(ends) for name, ends in self.spread(question).items()},
                    "by_system": self._by(question, 0),
                    "by_language": self._by(question, -1),
                    "mistakes": self.mistakes(question),
                }
                for question in self.decisions
            },
        }

    def _by(self, question: str, part: int) -> dict[str, dict[str, float]]:
        groups = sorted({part_of(page, part) for page in self.pages})
        return {
            group: _figures(self.figures(question, lambda page, group=group: part_of(page, part) == group))  # type: ignore[misc]
            for group in groups
        }


def part_of(page: str, part: int) -> str:
    """The system (0) or the language (-1) in a page's name: `woocommerce-checkout-de`."""
    return page.replace("_", "-").split("-")[part]


def _figures(found: Figures) -> dict[str, float]:
    return {
        "right": found.right,
        "told": found.told,
        "there": found.there,
        "precision": found.precision,
        "recall": found.recall,
        "f1": found.f1,
    }


def _interval(values: Sequence[float]) -> tuple[float, float]:
    ordered = sorted(values)
    if not ordered:
        return (0.0, 1.0)
    return ordered[int(0.025 * len(ordered))], ordered[min(len(ordered) - 1, int(0.975 * len(ordered)))]
