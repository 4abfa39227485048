"""What formats for machines and code hosts say alike: why a verdict is open, and why a failure does not count."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from urllib.parse import urlsplit

from scanner.model.report import Report
from scanner.model.text import visible
from scanner.model.verdict import Blocker, ControlVerdict, Text
from scanner.model.vocabulary import Area, GapCause, Verdict
from scanner.reports import words
from scanner.reports.failures import worst_first
from scanner.reports.full.excuses import asides_of, why_hidden

#: Characters of one observation or reason, and of a place.
MOST_OBSERVED, MOST_WHERE = 500, 500
#: How many reasons are named of what stands in the way of a verdict.
MOST_REASONS = 3


def said(text: Text, lang: str, most: int = MOST_OBSERVED) -> str:
    """A text on one line, with nothing in it that moves, hides or is too long."""
    return visible(text.to(lang), most)


def failed(report: Report) -> list[ControlVerdict]:
    """Failed controls: what counts first, then the worst."""
    worst = worst_first(verdict for verdict in report.verdicts if verdict.verdict is Verdict.FAIL)
    return sorted(worst, key=lambda verdict: not verdict.counted)


def open_ones(report: Report) -> list[ControlVerdict]:
    """Unknown controls, those not assessed last."""
    worst = worst_first(verdict for verdict in report.verdicts if verdict.verdict is Verdict.UNKNOWN)
    return sorted(worst, key=lambda verdict: (verdict.not_assessed, not verdict.counted))


def by_area(verdicts: Sequence[ControlVerdict]) -> Iterator[tuple[Area, list[ControlVerdict]]]:
    """Controls by area, in the order of the vocabulary; an area without any is left out."""
    for area in Area:
        if mine := [verdict for verdict in verdicts if verdict.area is area]:
            yield area, mine


def reason(blocker: Blocker, lang: str) -> str:
    """What keeps a verdict unknown, with what exactly happened; that stands in English in the evidence."""
    detail = f" ({blocker.detail})" if blocker.detail else ""
    return visible(f"{words.why_open(blocker).to(lang)}{detail}", MOST_OBSERVED)


def unlocking(verdict: ControlVerdict, report: Report, lang: str) -> list[str]:
    """What the owner can do about a control that was not assessed."""
    causes = {blocker.cause for blocker in verdict.judgement.blockers} if verdict.not_assessed else set()
    return [
        said(words.unrequested(verdict.area, report.run) if cause is GapCause.NOT_REQUESTED else way, lang)
        for cause, way in words.UNLOCK.items()
        if cause in causes
    ]


def why_open(verdict: ControlVerdict, report: Report, lang: str) -> list[str]:
    """What stands in the way of a verdict; for one that was not assessed, first what would unlock it."""
    blockers = verdict.judgement.blockers
    reasons = unlocking(verdict, report, lang) + [reason(blocker, lang) for blocker in blockers[:MOST_REASONS]]
    if len(blockers) > MOST_REASONS:
        reasons.append(words.MORE.to(lang).format(n=len(blockers) - MOST_REASONS))
    return reasons or [words.NOT_NAMED.to(lang)]


def excuses(verdict: ControlVerdict, report: Report, lang: str) -> list[str]:
    """Who waived a failure, whether it is known, and why it does not count."""
    why = "" if verdict.counted else why_hidden(verdict, report)
    return [said(text, lang) for text in asides_of(verdict, why, report.gate.fail_on)]


def outcome(report: Report, lang: str) -> str:
    """`FAILED: the gate is not passed (exit 1)`."""
    code = report.gate.exit_code
    return f"{words.OUTCOME[code].to(lang)}: {words.MEANING[code].to(lang)} (exit {code})"


def totals(report: Report, lang: str) -> list[tuple[int, str]]:
    """How many controls failed, are unknown, and so on, with the word for it."""
    skipped = sum(verdict.not_assessed for verdict in report.verdicts)
    counts = report.totals
    return [
        (counts[Verdict.FAIL], words.TOTALS[Verdict.FAIL].to(lang)),
        (counts[Verdict.UNKNOWN] - skipped, words.TOTALS[Verdict.UNKNOWN].to(lang)),
        (skipped, words.NOT_ASSESSED.to(lang)),
        (counts[Verdict.PASS], words.TOTALS[Verdict.PASS].to(lang)),
        (counts[Verdict.NOT_APPLICABLE], words.TOTALS[Verdict.NOT_APPLICABLE].to(lang)),
    ]


def host_of(shop: str) -> str:
    """The host of a shop's address; what is none, as far as it is text."""
    try:
        host = urlsplit(shop).hostname
    except ValueError:
        host = None
    return visible(host or shop, MOST_WHERE)


def sureness(confirmed: str) -> Text | None:
    """What a reader has to know of a provision whose source was not seen whole; None if it was."""
    if confirmed == "source seen":
        return None
    return words.PARTLY if confirmed.startswith("partly") else words.UNCONFIRMED
