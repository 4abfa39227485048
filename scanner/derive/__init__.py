"""Pure functions Evidence → Evidence that give facts their meaning. No network, no policies."""

from __future__ import annotations

from collections.abc import Callable

from scanner.derive.certificates import lifetimes
from scanner.model.evidence import Evidence

#: Every derivation, in the order they build on each other.
STEPS: tuple[Callable[[Evidence], Evidence], ...] = (lifetimes,)


def derive(evidence: Evidence) -> Evidence:
    """The evidence with everything that follows from it. Deriving again changes nothing."""
    for step in STEPS:
        evidence = step(evidence)
    return evidence
