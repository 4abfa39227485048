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

# Where a scan sees something else, and is wrong or says that it does not know. Each is a miss, and is written as one.
MISSES = {
    "forms": "purpose of Oscar's combined login, fields outside of forms, and which of a page's links belong to a form",
    "checkout": "a disabled field counts as required, guest checkout inside a login form is not told from the login",
    "vanilla_early-stored accepted": "SameSite of a cookie that is set again with other attributes",
    "spa_vanilla-stored": "the purpose of the shop's own local storage is unknown",
    "spa_klaro_on_route-stored": "the purpose of the shop's own local storage is unknown; what comes with a route only",
    "spa_klaro_on_route-requests": "what an application loads when a link within it is followed; addresses are visited",
}

PARTS = parts(PHASES)


def missed(configuration: Configuration, part: str) -> str:
    """Why the comparison of this part is known to fail; empty where it has to hold."""
    name = f"{configuration.name}-{part}"
    return next((why for known, why in MISSES.items() if part == known or name.startswith(known)), "")


def marks(configuration: Configuration, part: str) -> list[pytest.MarkDecorator]:
    """Skipped where a scan has no such part, expected to fail where it is known to miss it."""
    if part in NOT_YET:
        return [pytest.mark.skip(reason=f"a scan has no {part} yet")]
    why = missed(configuration, part)
    return [pytest.mark.xfail(reason=why, strict=False)] if why else []


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
            marks=marks(configuration, part),
        )
        for configuration in CONFIGURATIONS
        for part in told(configuration)
    ],
)
def test_the_evidence_is_the_truth(configuration: Configuration, part: str, evidence_of: Callable[[str], Any]) -> None:
    differences = list(PARTS[part](truths.load(configuration), evidence_of(configuration.name)))
    assert differences == [], "\n".join(["", *differences])
