"""From two judged runs to what changed between them. Pure: no clock, no network, no files; nothing is judged anew."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, replace

from scanner.compare.circumstances import circumstances, siegel_of
from scanner.compare.controls import compare_controls
from scanner.compare.facts import compare_facts
from scanner.compare.things import days_left
from scanner.model.difference import Difference, Side
from scanner.model.evidence import Evidence
from scanner.model.report import Report


@dataclass(frozen=True, slots=True)
class Judged:
    """A run as it is compared: its report, what was seen, and the SHA-256 of the policies it was judged by."""

    report: Report
    evidence: Evidence
    policies: Mapping[str, str]


def compare(older: Judged, newer: Judged) -> Difference:
    """What changed from one run to a later one; RunFolderError where a report names a control twice."""
    old, new = _on_its_day(older), _on_its_day(newer)
    return Difference(
        older=_side(old),
        newer=_side(new),
        circumstances=tuple(circumstances(old.report, new.report, old.policies, new.policies)),
        controls=compare_controls(old.report, new.report),
        facts=tuple(compare_facts(old.evidence, new.evidence)),
        days_left=tuple(days_left(old.evidence, new.evidence)),
    )


def _on_its_day(judged: Judged) -> Judged:
    """With what depends on the day, as of the day the run was judged; as stored, where that is no day."""
    try:
        as_of = dt.date.fromisoformat(judged.report.as_of)
    except ValueError:
        return judged
    return replace(judged, evidence=judged.evidence.on(as_of))


def _side(judged: Judged) -> Side:
    report = judged.report
    return Side(
        shop=report.shop,
        name=report.name,
        profile=report.profile,
        as_of=report.as_of,
        started=judged.evidence.started,
        siegel=siegel_of(report),
        exit_code=report.gate.exit_code,
    )
