"""What changed between two runs: the one result object from which every way of saying so is written."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from scanner.errors import ExitCode
from scanner.model.codec import encode
from scanner.model.report import encode_finding, encode_text
from scanner.model.verdict import Finding, Text
from scanner.model.vocabulary import Area, Level, Severity, Verdict

DIFF_SCHEMA = "siegel/diff/1"


class Move(StrEnum):
    """What became of a control from the older run to the newer one."""

    NEWLY_FAILING = "newly_failing"
    NEWLY_UNKNOWN = "newly_unknown"
    STILL_FAILING = "still_failing"
    STILL_UNKNOWN = "still_unknown"
    FIXED = "fixed"
    NO_LONGER_UNKNOWN = "no_longer_unknown"
    OTHER = "other"


class Theme(StrEnum):
    """What of the evidence is compared, in the order in which it is told."""

    SERVICES = "services"
    HOSTS = "hosts"
    SCRIPTS = "scripts"
    CERTIFICATES = "certificates"
    STORED = "stored"
    BANNER = "banner"
    FINGERPRINTING = "fingerprinting"
    PAGES = "pages"
    FORMS = "forms"


class Change(StrEnum):
    """What became of a thing."""

    NEW = "new"
    GONE = "gone"
    CHANGED = "changed"


@dataclass(frozen=True, slots=True)
class Side:
    """Which run it is. `started` is ISO 8601 in UTC, `as_of` the day of judging; empty: not said."""

    shop: str
    name: str
    profile: str
    as_of: str
    started: str
    siegel: str
    exit_code: int


@dataclass(frozen=True, slots=True)
class Circumstance:
    """In what else than time the two runs differ, which may be why verdicts do. `what` is its name in the document."""

    what: str
    label: Text
    older: str
    newer: str


@dataclass(frozen=True, slots=True)
class ControlChange:
    """A control that moved. A verdict is None where a run was not asked for it.

    `new` and `gone` are findings by their fingerprints. `cut`: a report holds only the first of many findings, so that
    what is new or gone may have been there. `because`: what keeps the newer verdict unknown. `title`, `severity` and
    `level` are the newer run's, where it has the control.
    """

    move: Move
    control: str
    area: Area
    title: Text
    severity: Severity
    level: Level
    older: Verdict | None
    newer: Verdict | None
    counted_before: bool
    counted: bool
    new: tuple[Finding, ...] = ()
    gone: tuple[Finding, ...] = ()
    cut: bool = False
    because: tuple[Text, ...] = ()

    @property
    def fails_anew(self) -> bool:
        """It counts, and failed otherwise not at all, elsewhere, or without counting."""
        anew = self.older is not Verdict.FAIL or bool(self.new) or not self.counted_before
        return self.newer is Verdict.FAIL and self.counted and anew

    @property
    def unknown_anew(self) -> bool:
        """It counts, and was known or did not count."""
        anew = self.older is not Verdict.UNKNOWN or not self.counted_before
        return self.newer is Verdict.UNKNOWN and self.counted and anew


@dataclass(frozen=True, slots=True)
class FieldChange:
    """A field of a thing that says something else now. The values as in evidence, then as people say them."""

    field: str
    label: Text
    older: object
    newer: object
    older_text: Text
    newer_text: Text


@dataclass(frozen=True, slots=True)
class FactChange:
    """A thing that is new, gone or changed. `key` tells it apart within its theme, `where` is a URL or endpoint.

    `unsure`: why it may have been there all the time: the other run could not look where it would be.
    """

    theme: Theme
    change: Change
    key: tuple[str, ...]
    what: Text
    where: str
    fields: tuple[FieldChange, ...] = ()
    unsure: Text | None = None


@dataclass(frozen=True, slots=True)
class DaysLeft:
    """Whole days until a host's leaf certificate expires, as of the day each run was judged; None: not known."""

    where: str
    older: int | None
    newer: int | None


@dataclass(frozen=True, slots=True)
class Difference:
    """From an older run to a newer one."""

    older: Side
    newer: Side
    circumstances: tuple[Circumstance, ...]
    controls: tuple[ControlChange, ...]
    facts: tuple[FactChange, ...]
    days_left: tuple[DaysLeft, ...]

    def moved(self, move: Move) -> tuple[ControlChange, ...]:
        """The controls that moved in one way."""
        return tuple(change for change in self.controls if change.move is move)

    @property
    def exit_code(self) -> ExitCode:
        """1 where something fails anew and counts, 4 where something is unknown anew and counts, else 0.

        A gate that was passed and is not any more is never a 0, whatever closed it.
        """
        if any(change.fails_anew for change in self.controls):
            return ExitCode.FAILED
        if any(change.unknown_anew for change in self.controls):
            return ExitCode.INCONCLUSIVE
        if self.older.exit_code == ExitCode.PASSED != self.newer.exit_code:
            return ExitCode.FAILED if self.newer.exit_code == ExitCode.FAILED else ExitCode.INCONCLUSIVE
        return ExitCode.PASSED


def encode_difference(difference: Difference) -> dict[str, Any]:
    """`siegel/diff/1`: what `siegel diff --format json` prints."""
    code = difference.exit_code
    return {
        "schema": DIFF_SCHEMA,
        "older": _side(difference.older),
        "newer": _side(difference.newer),
        "circumstances": [
            {"what": item.what, "label": encode_text(item.label), "older": item.older, "newer": item.newer}
            for item in difference.circumstances
        ],
        "worse": code is not ExitCode.PASSED,
        "exit_code": int(code),
        "controls": {move.value: [_control(change) for change in difference.moved(move)] for move in Move},
        "facts": {
            theme.value: [_fact(change) for change in difference.facts if change.theme is theme] for theme in Theme
        },
        "days_left": [{"where": item.where, "older": item.older, "newer": item.newer} for item in difference.days_left],
    }


def _side(side: Side) -> dict[str, Any]:
    return {
        "shop": side.shop,
        "name": side.name,
        "profile": side.profile,
        "as_of": side.as_of,
        "started": side.started,
        "siegel": side.siegel,
        "exit_code": side.exit_code,
    }


def _control(change: ControlChange) -> dict[str, Any]:
    return {
        "control": change.control,
        "area": change.area.value,
        "title": encode_text(change.title),
        "severity": change.severity.value,
        "level": change.level.value,
        "older": change.older.value if change.older else None,
        "newer": change.newer.value if change.newer else None,
        "counted_before": change.counted_before,
        "counted": change.counted,
        "worse": change.fails_anew or change.unknown_anew,
        "new_findings": _findings(change.new),
        "gone_findings": _findings(change.gone),
        "findings_cut": change.cut,
        "unknown_because": [encode_text(text) for text in change.because],
    }


def _findings(findings: Iterable[Finding]) -> list[Mapping[str, Any]]:
    return [encode_finding(finding) for finding in findings]


def _fact(change: FactChange) -> dict[str, Any]:
    return {
        "change": change.change.value,
        "key": list(change.key),
        "what": encode_text(change.what),
        "where": change.where,
        "fields": [
            {
                "field": field.field,
                "label": encode_text(field.label),
                "older": encode(field.older),
                "newer": encode(field.newer),
                "older_text": encode_text(field.older_text),
                "newer_text": encode_text(field.newer_text),
            }
            for field in change.fields
        ],
        "unsure": encode_text(change.unsure) if change.unsure else None,
    }
