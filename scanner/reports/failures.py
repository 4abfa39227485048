"""Failed controls, the worst first: how bad, where seen, on what basis, how to mend."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from scanner.model.text import visible
from scanner.model.verdict import ControlVerdict, Finding, Text, Waived
from scanner.model.vocabulary import Level, Verdict
from scanner.reports import words
from scanner.reports.page import Span
from scanner.reports.sheet import SEVERITY_STYLE, Sheet

#: How many observations are shown of what counts, and of what doesn't.
MOST_COUNTED, MOST_NOT_COUNTED = 5, 2
#: Characters of the place an observation was made at: a long URL is still worth copying.
_MOST_WHERE = 2_000
#: Marks of references whose source was seen in part, or not at all.
_PARTLY, _UNCONFIRMED = "‡", "†"


def worst_first(verdicts: Iterable[ControlVerdict]) -> list[ControlVerdict]:
    """By severity, level and certainty; then by id."""

    def badness(verdict: ControlVerdict) -> tuple[int, int, int, str]:
        return -verdict.severity.rank, -verdict.level.rank, words.SUREST.index(verdict.certainty), verdict.control

    return sorted(verdicts, key=badness)


def write_failures(sheet: Sheet) -> None:
    """What counts against the gate, then what doesn't and why."""
    failed = worst_first(verdict for verdict in sheet.report.verdicts if verdict.verdict is Verdict.FAIL)
    counted = [verdict for verdict in failed if verdict.counted]
    others = [verdict for verdict in failed if not verdict.counted]
    for heading, verdicts, most in (
        (words.FAILED_COUNTED, counted, MOST_COUNTED),
        (words.FAILED_NOT_COUNTED, others, MOST_NOT_COUNTED),
    ):
        if verdicts:
            sheet.heading(heading, len(verdicts))
        for i, verdict in enumerate(verdicts):
            if i:
                sheet.page.blank()
            _failure(sheet, verdict, most)
    _legend(sheet)


def _failure(sheet: Sheet, verdict: ControlVerdict, most: int) -> None:
    to, page, style = sheet.to, sheet.page, SEVERITY_STYLE[verdict.severity]
    sheet.title(sheet.marks.fail if verdict.level is Level.ERROR else sheet.marks.warn, verdict, style)
    place = f"{verdict.policy.file}:{verdict.policy.line}"
    about = (to(words.LEVEL[verdict.level]), to(words.CERTAINTY[verdict.certainty]), place)
    page.line(sheet.bar, (sheet.marks.comma.join(about), "dim"), style=style)
    if verdict.waiver_detail and verdict.waiver_detail.counts_again:
        expired = _waived(sheet, words.WAIVED_BEFORE, verdict.waiver_detail)
        page.line(sheet.bar, (expired, "italic"), style=style)
    if not verdict.counted:
        page.line(sheet.bar, (_why_not_counted(sheet, verdict), "italic"), style=style)
    if verdict.tuned_because:
        page.line(sheet.bar, (to(words.TUNED).format(because=to(verdict.tuned_because)), "dim"), style=style)
    _where_seen(sheet, verdict, most, style)
    if verdict.references:
        page.labelled(to(words.BASIS), *_basis(sheet, verdict.references), style=style)
    paragraphs = [line.strip() for line in to(verdict.remedy).split("\n") if line.strip()]
    for i, paragraph in enumerate(paragraphs):
        page.labelled("" if i else to(words.MEND), *_with_code(paragraph), style=style)


def _where_seen(sheet: Sheet, verdict: ControlVerdict, most: int, style: str) -> None:
    page, shown, total = sheet.page, verdict.judgement.findings[:most], len(verdict.judgement.findings)
    by_place: dict[str, list[Finding]] = {}
    for finding in shown:
        by_place.setdefault(finding.where, []).append(finding)
    label = sheet.to(words.WHERE)
    for where, findings in by_place.items():
        # Nobody copies what has blanks in it; unwrapped, they could push text to where a terminal begins a line.
        page.labelled(label, (visible(where, _MOST_WHERE), "bold"), style=style, copyable=not re.search(r"\s", where))
        label = ""
        for finding in findings:
            page.labelled("", (sheet.short(finding.message), ""), style=style, item=True)
    if total > len(shown):
        decided = sheet.short(verdict.judgement.decided_by)
        more = sheet.to(words.MORE_IN_REPORT if decided else words.MORE)
        page.labelled(label, (more.format(n=total - len(shown), decided_by=decided), "dim"), style=style)


def _why_not_counted(sheet: Sheet, verdict: ControlVerdict) -> str:
    to, fail_on = sheet.to, sheet.report.gate.fail_on
    if verdict.waiver_detail and not verdict.waiver_detail.counts_again:
        return _waived(sheet, words.WAIVED, verdict.waiver_detail)
    if verdict.waiver and not verdict.waiver_detail:
        return to(words.WAIVED_SOMEHOW).format(waiver=verdict.waiver)
    if verdict.baseline:
        return to(words.IN_BASELINE)
    if verdict.level is Level.NOTE:
        return to(words.A_NOTE)
    if verdict.severity.rank < fail_on.rank:
        return to(words.BELOW).format(fail_on=to(words.SEVERITY[fail_on]))
    return to(words.A_WARNING if verdict.level is Level.WARNING else words.DOES_NOT_COUNT)


def _waived(sheet: Sheet, text: Text, waiver: Waived) -> str:
    return sheet.to(text).format(until=waiver.until, because=waiver.because, approved_by=waiver.approved_by)


def _basis(sheet: Sheet, ids: Sequence[str]) -> list[Span]:
    spans: list[Span] = []
    for i, id_ in enumerate(ids):
        reference = sheet.references.get(id_)
        dagger = _dagger(reference.confirmed if reference else "")
        sheet.daggers.add(dagger)
        title = sheet.to(reference.title) if reference else id_
        spans.append((f"{'; ' if i else ''}{title}{dagger}", ""))
    return spans


def _dagger(confirmed: str) -> str:
    if confirmed == "source seen":
        return ""
    return _PARTLY if confirmed.startswith("partly") else _UNCONFIRMED


def _legend(sheet: Sheet) -> None:
    marks = ((_UNCONFIRMED, words.UNCONFIRMED), (_PARTLY, words.PARTLY))
    used = [(mark, text) for mark, text in marks if mark in sheet.daggers]
    if used:
        sheet.page.blank()
    for mark, text in used:
        sheet.page.line(f"{mark} ", (sheet.to(text), "dim"), style="dim")


def _with_code(text: str) -> list[Span]:
    """Prose with what stands in backquotes set apart."""
    return [(part, "cyan" if i % 2 else "") for i, part in enumerate(re.split(r"(`[^`]+`)", text))]
