"""A scan of the ticket shop sees what is true of it, but for the misses that are listed with their reason."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from scanner.model.facts import KINDS

from .expected import PARTS, SCANS, Scan, misses, told, truth

# What a part is told by, where a scan may not have that kind of fact yet. Before it a scan follows no journey either.
TOLD_BY = {"checkout": "checkout_step", "checkout beyond": "checkout_step", "way": "checkout_step"}


def marks(part: str) -> list[pytest.MarkDecorator]:
    kind = TOLD_BY.get(part)
    return [pytest.mark.skip(reason=f"a scan has no {kind} yet")] if kind and kind not in KINDS else []


@pytest.mark.parametrize(
    ("scan", "part"),
    [
        pytest.param(scan, part, id=f"{scan.name}-{part}", marks=marks(part))
        for scan in SCANS
        for part in told(scan)
    ],
)  # fmt: skip
def test_the_evidence_is_the_truth_but_for_the_known_misses(
    scan: Scan, part: str, evidence_of: Callable[[str], Any]
) -> None:
    differences = set(PARTS[part](truth(scan.language), evidence_of(scan.name)))
    known = misses(scan.name, part).keys()
    assert not differences - known, "\n".join(["", *sorted(differences - known)])
    assert not known - differences, "\n".join(
        ["seen rightly now: delete from misses.yaml", *sorted(known - differences)]
    )
