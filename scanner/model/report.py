"""The one result object from which every format is rendered."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from scanner.model.verdict import ControlVerdict, Finding, Gate, LeftOut, Text, Waived
from scanner.model.vocabulary import Verdict

REPORT_SCHEMA = "siegel/report/1"
MANIFEST_SCHEMA = "siegel/manifest/1"
#: The log of what a phase stored, among a run's artifacts.
STORAGE_SCHEMA = "siegel/storage/1"


@dataclass(frozen=True, slots=True)
class ReferenceText:
    """A provision of law or standard as reports print it. `confirmed`: whether we saw the source."""

    id: str
    title: Text
    provision: Text
    url: str
    certainty: str
    confirmed: str


@dataclass(frozen=True, slots=True)
class Change:
    """A control that an endpoint fails, with what was seen there; `more`: how many further observations."""

    control: str
    title: Text
    messages: tuple[Text, ...]
    more: int = 0


@dataclass(frozen=True, slots=True)
class Nearness:
    """How far an endpoint (`host:port`) is from a guideline's profile: what it demands, and what it advises.

    `unknown`: controls that could not be judged, so that there may be more to change.
    """

    profile: str
    title: Text
    endpoint: str
    changes: tuple[Change, ...]
    advice: tuple[Change, ...] = ()
    unknown: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Ruling:
    """The controls that speak of one form, field or leak, by what they say: it fits, it fails, or it can't be told.

    `row`: its key as findings write it. A control that says nothing of it is in none of the three.
    """

    row: str
    fits: tuple[str, ...]
    fails: tuple[str, ...]
    open: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Rulings:
    """What the controls say of every form and field. `asking`: those that say whether a form may ask, or demand.

    `left_over`: rows that have no room.
    """

    asking: tuple[str, ...] = ()
    rows: tuple[Ruling, ...] = ()
    left_over: int = 0


@dataclass(frozen=True, slots=True)
class Report:
    """A judged and weighed run. `run` says who ran it, from where, with which versions, on what.

    `rulings`: None in reports of versions that told of failing rows alone, and where there is no form.
    """

    shop: str
    name: str
    profile: str
    as_of: str
    run: Mapping[str, Any]
    verdicts: tuple[ControlVerdict, ...]
    left_out: tuple[LeftOut, ...]
    gate: Gate
    references: tuple[ReferenceText, ...]
    coverage_note: Text
    nearness: tuple[Nearness, ...] = ()
    rulings: Rulings | None = None

    @property
    def totals(self) -> dict[str, int]:
        """How many controls got each verdict."""
        counted = Counter(verdict.verdict for verdict in self.verdicts)
        return {verdict.value: counted[verdict] for verdict in Verdict}


def encode_report(report: Report) -> dict[str, Any]:
    """`report.json` (design § 6)."""
    return {
        "schema": REPORT_SCHEMA,
        "shop": report.shop,
        "name": report.name,
        "profile": report.profile,
        "as_of": report.as_of,
        "run": dict(report.run),
        "gate": {
            "passed": report.gate.passed,
            "exit_code": report.gate.exit_code,
            "fail_on": report.gate.fail_on.value,
            "because": [text.en for text in report.gate.because],
            "because_text": [encode_text(text) for text in report.gate.because],
        },
        "totals": report.totals,
        "coverage_note": report.coverage_note.en,
        "coverage_note_text": encode_text(report.coverage_note),
        "verdicts": [_verdict(verdict) for verdict in report.verdicts],
        "left_out": [
            {"control": item.control, "because": item.because.en, "because_text": encode_text(item.because)}
            for item in report.left_out
        ],
        "references": {
            ref.id: {
                "title": encode_text(ref.title),
                "provision": encode_text(ref.provision),
                "url": ref.url,
                "certainty": ref.certainty,
                "confirmed": ref.confirmed,
            }
            for ref in report.references
        },
        **({"nearness": [_near(one) for one in report.nearness]} if report.nearness else {}),
        **({"rulings": _rulings(report.rulings)} if report.rulings else {}),
    }


def _rulings(told: Rulings) -> dict[str, Any]:
    rows = [
        {"row": one.row, "fits": list(one.fits), "fails": list(one.fails), "open": list(one.open)} for one in told.rows
    ]
    return {"asking": list(told.asking), "rows": rows, "left_over": told.left_over}


def _near(one: Nearness) -> dict[str, Any]:
    return {
        "profile": one.profile,
        "title": encode_text(one.title),
        "endpoint": one.endpoint,
        "changes": [_change(change) for change in one.changes],
        "advice": [_change(change) for change in one.advice],
        "unknown": list(one.unknown),
    }


def _change(change: Change) -> dict[str, Any]:
    return {
        "control": change.control,
        "title": encode_text(change.title),
        "messages": [encode_text(message) for message in change.messages],
        "more": change.more,
    }


def _verdict(item: ControlVerdict) -> dict[str, Any]:
    judgement = item.judgement
    return {
        "control": item.control,
        "area": item.area.value,
        "policy": {"file": item.policy.file, "line": item.policy.line},
        "title": encode_text(item.title),
        "verdict": judgement.verdict.value,
        "severity": item.severity.value,
        "level": item.level.value,
        "certainty": item.certainty.value,
        "counted": item.counted,
        "references": list(item.references),
        "remedy": encode_text(item.remedy),
        "decided_by": encode_text(judgement.decided_by),
        "findings": [encode_finding(finding) for finding in judgement.findings],
        "unknown_because": [blocker.sentence for blocker in judgement.blockers],
        "blockers": [
            {
                "message": encode_text(blocker.message),
                "cause": blocker.cause.value if blocker.cause else None,
                "detail": blocker.detail,
                "artifacts": list(blocker.artifacts),
            }
            for blocker in judgement.blockers
        ],
        "not_assessed": item.not_assessed,
        "upcoming": judgement.upcoming,
        "tuned_because": encode_text(item.tuned_because) if item.tuned_because else None,
        "waiver": item.waiver,
        "waiver_detail": _waived(item.waiver_detail) if item.waiver_detail else None,
        "baseline": item.baseline,
    }


def _waived(waived: Waived) -> dict[str, Any]:
    return {
        "until": waived.until,
        "because": waived.because,
        "approved_by": waived.approved_by,
        "counts_again": waived.counts_again,
    }


def encode_finding(finding: Finding) -> dict[str, Any]:
    """A finding as it stands in documents."""
    return {
        "message": encode_text(finding.message),
        "where": finding.where,
        "row": finding.row,
        "artifacts": list(finding.artifacts),
        "fingerprint": finding.fingerprint,
    }


def encode_text(text: Text) -> dict[str, str]:
    """A text in both languages."""
    return {"en": text.en, "de": text.de}
