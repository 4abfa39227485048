"""A scan of every shop sees what is true of it: each part of the evidence compared with the truth, field by field."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from . import truth as truths
from .compare import parts
from .configurations import CONFIGURATIONS, Configuration

PHASES = ("before_choice", "rejected", "accepted")

# What a scan doesn't do yet. When it does, delete the line.
NOT_YET = {
    "checkout beyond",
}

PARTS = parts(PHASES)


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
def test_the_evidence_is_the_truth(configuration: Configuration, part: str, evidence_of: Callable[[str], Any]) -> None:
    differences = list(PARTS[part](truths.load(configuration), evidence_of(configuration.name)))
    assert differences == [], "\n".join(["", *differences])
