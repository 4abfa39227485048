"""Controls nobody could decide, with what stands in the way; and those not assessed, with what would change that."""

from __future__ import annotations

from collections.abc import Sequence

from scanner.model.verdict import ControlVerdict
from scanner.model.vocabulary import GapCause, Verdict
from scanner.reports import words
from scanner.reports.failures import worst_first
from scanner.reports.sheet import Sheet

#: How many reasons are shown of what stands in the way of a verdict.
MOST_REASONS = 3
_STYLE = "yellow"


def write_unknown(sheet: Sheet) -> None:
    """Unknown for other causes than the owner's choice. Controls with the same reasons stand together."""
    verdicts = [v for v in sheet.report.verdicts if v.verdict is Verdict.UNKNOWN and not v.not_assessed]
    if not verdicts:
        return
    sheet.heading(words.UNKNOWN, len(verdicts))
    together: dict[tuple[bool, tuple[str, ...]], list[ControlVerdict]] = {}
    for verdict in sorted(worst_first(verdicts), key=lambda v: not v.counted):
        reasons = tuple(sheet.reason(blocker) for blocker in verdict.judgement.blockers)
        together.setdefault((verdict.counted, reasons), []).append(verdict)
    for i, ((counted, reasons), alike) in enumerate(together.items()):
        if i:
            sheet.page.blank()
        for verdict in alike:
            sheet.title(sheet.marks.unknown, verdict, _STYLE)
        if counted:
            sheet.page.line(sheet.bar, (sheet.to(words.COUNTS), "italic"), style=_STYLE)
        _reasons(sheet, reasons or (sheet.to(words.NOT_NAMED),))


def _reasons(sheet: Sheet, reasons: Sequence[str]) -> None:
    label = sheet.to(words.WHY)
    for reason in reasons[:MOST_REASONS]:
        sheet.page.labelled(label, (reason, ""), style=_STYLE)
        label = ""
    if len(reasons) > MOST_REASONS:
        more = sheet.to(words.MORE).format(n=len(reasons) - MOST_REASONS)
        sheet.page.labelled("", (more, "dim"), style=_STYLE)


def write_not_assessed(sheet: Sheet) -> None:
    """Unknown by the owner's choice. Controls that the same would unlock stand together."""
    verdicts = [v for v in sheet.report.verdicts if v.not_assessed]
    if not verdicts:
        return
    sheet.heading(words.BY_CHOICE, len(verdicts))
    together: dict[tuple[bool, tuple[str, ...]], list[ControlVerdict]] = {}
    for verdict in verdicts:
        together.setdefault((verdict.counted, _unlocking(sheet, verdict)), []).append(verdict)
    for (counted, unlocking), alike in together.items():
        sheet.named(sheet.marks.item, alike)
        if counted:
            sheet.page.line(sheet.bar, (sheet.to(words.COMPLETE_WANTED), "italic"))
        for way in unlocking:
            sheet.page.line(sheet.bar, (way, "dim"))


def _unlocking(sheet: Sheet, verdict: ControlVerdict) -> tuple[str, ...]:
    """What would let a control be assessed, one line per choice; for missing facts, which."""
    ways: list[str] = []
    for cause, unlock in words.UNLOCK.items():
        blockers = [blocker for blocker in verdict.judgement.blockers if blocker.cause is cause]
        if not blockers:
            continue
        unrequested = cause is GapCause.NOT_REQUESTED
        ways.append(sheet.to(words.unrequested(verdict.area, sheet.report.run) if unrequested else unlock))
        if cause is GapCause.FACT_MISSING:
            ways += [sheet.short(blocker.message) for blocker in blockers[:MOST_REASONS]]
    return tuple(dict.fromkeys(ways))
