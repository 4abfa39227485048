"""Why a failure does not count, and who says so: a report never hides that it hides."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from scanner.model.report import Report
from scanner.model.verdict import ControlVerdict, Text, Waived
from scanner.model.vocabulary import Level, Severity
from scanner.reports.full import words
from scanner.reports.words import (
    A_NOTE,
    A_WARNING,
    BELOW,
    DOES_NOT_COUNT,
    IN_BASELINE,
    SEVERITY,
    WAIVED,
    WAIVED_BEFORE,
    WAIVED_SOMEHOW,
)

_PLAIN: Mapping[str, Text] = {"note": A_NOTE, "warning": A_WARNING, "other": DOES_NOT_COUNT}


def why_hidden(verdict: ControlVerdict, report: Report) -> str:
    """A key of `words.WHY_HIDDEN`: why a failure doesn't count. A waiver hides only what would count without it."""
    if verdict.level is Level.NOTE:
        return "note"
    if verdict.severity.rank < report.gate.fail_on.rank:
        return "below"
    if verdict.level is Level.WARNING and asked_for(report).get("strict") is not True:
        return "warning"
    detail = verdict.waiver_detail
    if not detail.counts_again if detail else verdict.waiver is not None:
        return "waiver"
    return "baseline" if verdict.baseline else "other"


def asked_for(report: Report) -> Mapping[str, object]:
    """What the user asked of the gate, as the run says."""
    settings = report.run.get("settings")
    return settings if isinstance(settings, dict) else {}


def asides_of(verdict: ControlVerdict, why: str, fail_on: Severity) -> Iterator[Text]:
    """Sentences on who waived a failure, whether it is known, and why it does not count; `why` as of `why_hidden`."""
    if verdict.waiver_detail:
        yield _waived(verdict.waiver_detail, counted=verdict.counted)
    elif verdict.waiver is not None:
        yield _filled(WAIVED_SOMEHOW, waiver=verdict.waiver)
    if verdict.baseline:
        yield IN_BASELINE if why == "baseline" else words.PARTLY_IN_BASELINE
    if why == "below":
        word = SEVERITY[fail_on]
        yield Text(BELOW.en.format(fail_on=word.en), BELOW.de.format(fail_on=word.de))
    elif why in _PLAIN:
        yield _PLAIN[why]


def _waived(waived: Waived, *, counted: bool) -> Text:
    if waived.counts_again:
        text = WAIVED_BEFORE if counted else words.WAIVER_ENDED
    else:
        text = words.PARTLY_WAIVED if counted else WAIVED
    return _filled(text, until=waived.until, because=waived.because, approved_by=waived.approved_by)


def _filled(text: Text, **named: str) -> Text:
    return Text(text.en.format(**named), text.de.format(**named))
