"""The summary a person reads first: what failed, how bad, where, on what basis, how to mend; then what is not known."""

from __future__ import annotations

from scanner.errors import ExitCode
from scanner.model.text import visible
from scanner.model.vocabulary import Level, Verdict
from scanner.reports import words
from scanner.reports.failures import worst_first, write_failures
from scanner.reports.nearness import of_shop
from scanner.reports.page import Page, Span
from scanner.reports.read import RunNotes, read_report, read_run
from scanner.reports.sheet import MOST_OBSERVED, Sheet
from scanner.reports.unknowns import write_not_assessed, write_unknown

_OUTCOME_STYLE = {ExitCode.PASSED: "bold white on green", ExitCode.FAILED: "bold white on red"}
_BEGIN = {Level.ERROR: "FAIL", Level.WARNING: "WARN", Level.NOTE: "NOTE"}


def render(document: object, lang: str = "en", *, color: bool = False, width: int = 100) -> str:
    """A report document (`encode_report`, or a stored report.json) as text; RunFolderError if it isn't one.

    `lang` is `en` or `de`. Lines are wrapped at `width` columns, but for URLs and folders, which people copy.
    Without `color` there is no byte of ANSI; with it, colours of the terminal's own palette.
    """
    report = read_report(document)
    run = read_run(report)
    sheet = Sheet.of(report, lang, Page(width, color=color))
    _header(sheet, run)
    _outcome(sheet, run)
    write_failures(sheet)
    write_unknown(sheet)
    write_not_assessed(sheet)
    _passed_and_not_applicable(sheet)
    _upcoming(sheet)
    _left_out(sheet)
    _the_run(sheet, run)
    _end(sheet, run)
    return sheet.page.text()


def summary_lines(document: object, lang: str = "en") -> list[str]:
    """One line per failed control, worst first: `FAIL high TLS-001 www.shop.example:443: message`.

    Begins with FAIL, WARN or NOTE after the control's level, in every language.
    """
    report = read_report(document)
    lines = []
    for verdict in worst_first(verdict for verdict in report.verdicts if verdict.verdict is Verdict.FAIL):
        found = verdict.judgement.findings
        said = (found[0].where, found[0].message.to(lang)) if found else (verdict.title.to(lang),)
        more = f" ({words.MORE.to(lang).format(n=len(found) - 1)})" if len(found) > 1 else ""
        shown = visible(": ".join(part for part in said if part), MOST_OBSERVED)
        lines.append(f"{_BEGIN[verdict.level]} {verdict.severity} {visible(verdict.control)} {shown}{more}")
    return lines


def _header(sheet: Sheet, run: RunNotes) -> None:
    report, page, to = sheet.report, sheet.page, sheet.to
    page.line(f"{to(words.REPORT)}  ", (report.name or report.shop, "bold"), style="bold cyan")
    if report.name and report.name != report.shop:
        page.copyable(sheet.bar, (report.shop, "underline"), style="cyan")
    said = [f"{to(words.PROFILE)} {report.profile}", f"{to(words.AS_OF)} {report.as_of}"]
    if run.seconds is not None:
        said.append(f"{to(words.TOOK)} {words.number(run.seconds, sheet.lang)} s")
    page.line(sheet.bar, (sheet.marks.comma.join(said), ""), style="cyan")


def _outcome(sheet: Sheet, run: RunNotes) -> None:
    gate, page, to = sheet.report.gate, sheet.page, sheet.to
    style = _OUTCOME_STYLE.get(ExitCode(gate.exit_code), "bold black on yellow")
    bar = style.rpartition(" ")[2]
    label, meaning = to(words.OUTCOME[gate.exit_code]), f"{to(words.MEANING[gate.exit_code])} (exit {gate.exit_code})"
    page.blank()
    page.line(f" {label} " if page.color else f"{label}:", (f" {meaning}", "bold"), style=style, bar_style=bar)
    for because in gate.because:
        page.line(sheet.bar, (to(because), ""), style=bar)
    if run.incomplete:
        page.line(sheet.bar, (to(words.INCOMPLETE), "bold"), style=bar)
    page.line(sheet.bar, *_totals(sheet), style=bar)


def _totals(sheet: Sheet) -> list[Span]:
    verdicts, totals, to = sheet.report.verdicts, sheet.report.totals, sheet.to
    skipped = sum(verdict.not_assessed for verdict in verdicts)
    counts = (
        (totals[Verdict.FAIL], words.TOTALS[Verdict.FAIL], "bold red"),
        (totals[Verdict.UNKNOWN] - skipped, words.TOTALS[Verdict.UNKNOWN], "bold yellow"),
        (skipped, words.NOT_ASSESSED, ""),
        (totals[Verdict.PASS], words.TOTALS[Verdict.PASS], "bold green"),
        (totals[Verdict.NOT_APPLICABLE], words.TOTALS[Verdict.NOT_APPLICABLE], ""),
    )
    noun = words.CONTROL if len(verdicts) == 1 else words.CONTROLS
    spans: list[Span] = [(f"{len(verdicts)} {to(noun)}: ", "")]
    for i, (n, what, style) in enumerate(counts):
        spans += [(sheet.marks.comma, "")] if i else []
        spans.append((f"{n} {to(what)}", style if n else "dim"))
    return spans


def _passed_and_not_applicable(sheet: Sheet) -> None:
    verdicts = sheet.report.verdicts
    passed = [v for v in verdicts if v.verdict is Verdict.PASS]
    settled = [v for v in verdicts if v.verdict is Verdict.NOT_APPLICABLE and not v.judgement.upcoming]
    if passed:
        sheet.heading(words.PASSED, len(passed))
        sheet.named(sheet.marks.ok, passed, "green")
    if settled:
        sheet.heading(words.NOT_APPLICABLE, len(settled))
        sheet.named(sheet.marks.item, settled, "dim")


def _upcoming(sheet: Sheet) -> None:
    verdicts = [verdict for verdict in sheet.report.verdicts if verdict.judgement.upcoming]
    if verdicts:
        sheet.heading(words.UPCOMING, len(verdicts))
    for verdict in verdicts:
        because = sheet.short(verdict.judgement.decided_by)
        said = f" {sheet.to(verdict.title)}: {because}"
        sheet.page.line(f"{sheet.marks.item} ", (verdict.control, "bold"), (said, ""))


def _left_out(sheet: Sheet) -> None:
    left_out = sheet.report.left_out
    if left_out:
        sheet.heading(words.LEFT_OUT, len(left_out))
    for item in left_out:
        sheet.page.line(f"{sheet.marks.item} ", (item.control, "bold"), (f": {sheet.to(item.because)}", ""))


def _the_run(sheet: Sheet, run: RunNotes) -> None:
    to = sheet.to
    vantage = (f"{to(words.VANTAGE.get(name, words.same(name)))} {said}".strip() for name, said in run.vantage.items())
    said = (
        (words.COVERAGE, to(sheet.report.coverage_note)),
        (words.TIME, " – ".join(time for time in (run.started, run.ended) if time)),
        (words.FROM, ", ".join(vantage)),
        (words.TRAFFIC, _traffic(sheet, run)),
        (words.TLS, "; ".join(f"{profile}: {to(away)}" for profile, away in of_shop(sheet.report))),
        (words.PROFILE, f"{sheet.report.profile}: {to(run.profile_because)}" if run.profile_because else ""),
        (words.AUTHORITY, run.authorised_by or (to(words.NOBODY) if run.says_authority else "")),
        (words.TOOLS, ", ".join(f"{tool} {version}" for tool, version in run.versions.items())),
        *((words.NOTICE, sheet.short(notice)) for notice in run.notices),
    )
    sheet.heading(words.THE_RUN)
    for label, text in said:
        if text:
            sheet.page.labelled(to(label), (text, ""), style="dim")


def _traffic(sheet: Sheet, run: RunNotes) -> str:
    counts = ((run.connections, words.CONNECTIONS), (run.requests, words.REQUESTS))
    said = [f"{n} {sheet.to(what)}" for n, what in counts if n is not None]
    if run.bytes_read is not None:
        said.append(f"{words.amount(run.bytes_read, sheet.lang)} {sheet.to(words.READ)}")
    return ", ".join(said)


def _end(sheet: Sheet, run: RunNotes) -> None:
    sheet.page.blank()
    if run.folder:
        sheet.page.copyable(f"{sheet.to(words.LIES_IN)} ", (run.folder, "bold"))
    sheet.page.ours(sheet.to(words.DISCLAIMER), "dim")
