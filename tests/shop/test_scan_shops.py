"""A scan of every shop sees what is true of it: each part of the evidence compared with the truth, field by field."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from . import truth as truths
from .compare import parts
from .configurations import CONFIGURATIONS, Configuration

PHASES = ("before_choice", "rejected", "accepted")

# What a scan doesn't do yet. When it does, delete the line.
NOT_YET: set[str] = set()

PARTS = parts(PHASES)


MISSES: dict[str, list[dict[str, Any]]] = yaml.safe_load(
    (Path(__file__).parent / "truth/misses.yaml").read_text("utf-8")
)


def misses(configuration: Configuration, part: str) -> set[str]:
    """What a scan is known to get wrong, or not to know, in this part of the evidence."""
    return {one["says"] for one in MISSES.get(part, ()) if configuration.name in one["in"]}


def told(configuration: Configuration) -> list[str]:
    """The parts that the configuration's truth speaks of."""
    truth = truths.load(configuration)
    phases = truth["phases"]
    return [part for part in PARTS if part.rpartition(" ")[2] not in PHASES or part.rpartition(" ")[2] in phases]


@pytest.mark.parametrize(
    ("configuration", "part"),
    [
        pytest.param(
            configuration,
            part,
            id=f"{configuration.name}-{part}",
            marks=[pytest.mark.skip(reason=f"a scan has no {part} yet")] if part in NOT_YET else [],
        )
        for configuration in CONFIGURATIONS
        for part in told(configuration)
    ],
)
def test_the_evidence_is_the_truth_but_for_the_known_misses(
    configuration: Configuration, part: str, evidence_of: Callable[[str], Any]
) -> None:
    differences = set(PARTS[part](truths.load(configuration), evidence_of(configuration.name)))
    known = misses(configuration, part)
    assert not differences - known, "\n".join(["", *sorted(differences - known)])
    assert not known - differences, "\n".join(
        ["seen rightly now: delete from misses.yaml", *sorted(known - differences)]
    )
