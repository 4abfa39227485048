"""The morning after: what changed since the run before, what is worse first."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from scanner.errors import ExitCode
from scanner.model.difference import (
    Change,
    ControlChange,
    Difference,
    FactChange,
    Move,
    Side,
    Theme,
    encode_difference,
)
from scanner.model.text import visible
from scanner.model.verdict import Finding, Text
from scanner.model.vocabulary import Verdict
from scanner.reports import difference_words as said
from scanner.reports import words
from scanner.reports.formats import harmless_json
from scanner.reports.page import Page, Span
from scanner.reports.sheet import MOST_OBSERVED, SEVERITY_STYLE

#: Findings of a control, and things of a theme, that are shown one by one.
MOST_FINDINGS, MOST_THINGS, MOST_REASONS = 5, 12, 3
#: Characters of a name, and of a value that changed.
_MOST_NAME, _MOST_VALUE = 200, 120
_OUTCOME_STYLE = {ExitCode.PASSED: "bold white on green", ExitCode.FAILED: "bold white on red"}
_MOVE_STYLE = {
    Move.NEWLY_FAILING: "red",
    Move.NEWLY_UNKNOWN: "yellow",
    Move.STILL_FAILING: "red",
    Move.STILL_UNKNOWN: "yellow",
    Move.FIXED: "green",
    Move.NO_LONGER_UNKNOWN: "green",
}
_CHANGE_STYLE = {Change.NEW: "yellow", Change.GONE: "cyan", Change.CHANGED: "yellow"}


def difference_json(difference: Difference) -> bytes:
    """`siegel/diff/1`, both languages in it; harmless to print as it is."""
    return harmless_json(encode_difference(difference))


def render_difference(difference: Difference, lang: str = "en", *, color: bool = False, width: int = 100) -> str:
    """What changed, as text in `en` or `de`; laid out as the summary of a report is (`scanner.reports.page`)."""
    sheet = _Sheet(difference, lang, Page(width, color=color))
    _header(sheet)
    _circumstances(sheet)
    _outcome(sheet)
    for move in Move:
        _moved(sheet, move)
    if not difference.controls:
        sheet.page.blank()
        sheet.page.ours(sheet.to(said.NO_MOVES if difference.facts else said.NOTHING))
    for theme in Theme:
        _theme(sheet, theme)
    sheet.page.blank()
    sheet.page.ours(sheet.to(words.DISCLAIMER), "dim")
    return sheet.page.text()


@dataclass(frozen=True, slots=True)
class _Sheet:
    difference: Difference
    lang: str
    page: Page

    @property
    def bar(self) -> str:
        return f"{self.page.marks.bar}  "

    def to(self, text: Text) -> str:
        return text.to(self.lang)

    def heading(self, text: Text, count: int | None = None) -> None:
        self.page.blank()
        self.page.ours(self.to(text) + (f" ({count})" if count is not None else ""), "bold underline")


def _header(sheet: _Sheet) -> None:
    newer = sheet.difference.newer
    sheet.page.line(f"{sheet.to(said.TITLE)}  ", (newer.name or newer.shop, "bold"), style="bold cyan")
    for label, side in ((said.OLDER, sheet.difference.older), (said.NEWER, newer)):
        sheet.page.labelled(sheet.to(label), (_run(sheet, side), ""), style="cyan")


def _run(sheet: _Sheet, side: Side) -> str:
    gate = words.OUTCOME.get(side.exit_code, words.same(str(side.exit_code)))
    parts = (
        visible(side.started, 40),
        visible(side.shop, _MOST_NAME),
        f"{sheet.to(words.PROFILE)} {visible(side.profile, _MOST_NAME)}",
        f"{sheet.to(words.AS_OF)} {visible(side.as_of, 40)}",
        f"Gate: {sheet.to(gate)}",
    )
    return sheet.page.marks.comma.join(part for part in parts if part)


def _circumstances(sheet: _Sheet) -> None:
    items = sheet.difference.circumstances
    if items:
        sheet.heading(said.CIRCUMSTANCES)
    nothing = sheet.to(said.NOT_SAID)
    for item in items:
        older, newer = (visible(text, 4 * _MOST_VALUE) or nothing for text in (item.older, item.newer))
        sheet.page.line(
            f"{sheet.page.marks.warn} ",
            (f"{sheet.to(item.label)}: ", "bold"),
            (f"{older} → {newer}", ""),
            style="yellow",
        )


def _outcome(sheet: _Sheet) -> None:
    difference, page, to = sheet.difference, sheet.page, sheet.to
    code = difference.exit_code
    style = _OUTCOME_STYLE.get(code, "bold black on yellow")
    bar = style.rpartition(" ")[2]
    changes = difference.controls
    counted = any(change.fails_anew or change.unknown_anew for change in changes)
    meaning = said.GATE_CLOSED if code is not ExitCode.PASSED and not counted else said.MEANING[code]
    label = to(said.OUTCOME[code])
    page.blank()
    page.line(
        f" {label} " if page.color else f"{label}:",
        (f" {to(meaning)} (exit {int(code)})", "bold"),
        style=style,
        bar_style=bar,
    )
    counts = ((len(difference.moved(move)), to(said.MOVED[move])) for move in Move)
    shown = page.marks.comma.join(f"{n} {what[:1].lower()}{what[1:]}" for n, what in counts if n)
    if shown:
        page.line(sheet.bar, (shown, ""), style=bar)


# ── controls ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def _moved(sheet: _Sheet, move: Move) -> None:
    changes = sheet.difference.moved(move)
    if changes:
        sheet.heading(said.MOVED[move], len(changes))
    for change in changes:
        _control(sheet, change)


def _control(sheet: _Sheet, change: ControlChange) -> None:
    page, to = sheet.page, sheet.to
    worse = change.fails_anew or change.unknown_anew
    style = SEVERITY_STYLE[change.severity] if worse else _MOVE_STYLE.get(change.move, "dim")
    severity = to(words.SEVERITY[change.severity])
    page.line(
        f"{_mark(sheet, change)} ",
        (visible(change.control, _MOST_NAME), "bold"),
        (f" {severity} ", style),
        (visible(to(change.title), MOST_OBSERVED), "bold"),
        style=style,
    )
    page.line(sheet.bar, (page.marks.comma.join(_about(sheet, change)), "dim"), style=style)
    _findings(sheet, said.NEW_FINDING, change.new, style)
    _findings(sheet, said.GONE_FINDING, change.gone, style)
    if change.cut and (change.new or change.gone):
        page.line(sheet.bar, (to(said.CUT), "italic"), style=style)
    for i, because in enumerate(change.because[:MOST_REASONS]):
        page.labelled("" if i else to(said.WHY), (visible(to(because), MOST_OBSERVED), ""), style=style)
    if len(change.because) > MOST_REASONS:
        _more(sheet, len(change.because) - MOST_REASONS, style)


def _mark(sheet: _Sheet, change: ControlChange) -> str:
    marks = sheet.page.marks
    match change.newer:
        case Verdict.FAIL:
            return marks.fail
        case Verdict.UNKNOWN:
            return marks.unknown
        case Verdict.PASS:
            return marks.ok
        case _:
            return marks.item


def _about(sheet: _Sheet, change: ControlChange) -> Iterable[str]:
    """From which verdict to which, and whether it counts."""
    if change.older is not change.newer:
        older, newer = (
            sheet.to(words.TOTALS[verdict] if verdict else said.NOT_ASKED) for verdict in (change.older, change.newer)
        )
        yield f"{older} → {newer}"
    if change.newer in {Verdict.FAIL, Verdict.UNKNOWN}:
        known = change.older is change.newer
        match known and change.counted_before, change.counted:
            case True, False:
                yield sheet.to(said.COUNTS_NO_MORE)
            case False, True if known:
                yield sheet.to(said.COUNTS_NOW)
            case _, True:
                yield sheet.to(said.COUNTS)
            case _:
                yield sheet.to(said.DOES_NOT_COUNT)


def _findings(sheet: _Sheet, label: Text, findings: Sequence[Finding], style: str) -> None:
    for i, finding in enumerate(findings[:MOST_FINDINGS]):
        message = visible(sheet.to(finding.message), MOST_OBSERVED)
        sheet.page.labelled("" if i else sheet.to(label), (message, ""), style=style, item=True)
    if len(findings) > MOST_FINDINGS:
        _more(sheet, len(findings) - MOST_FINDINGS, style)


def _more(sheet: _Sheet, n: int, style: str) -> None:
    sheet.page.labelled("", (sheet.to(said.MORE).format(n=n), "dim"), style=style)


# ── facts ────────────────────────────────────────────────────────────────────────────────────────────────────────────


def _theme(sheet: _Sheet, theme: Theme) -> None:
    changes = [change for change in sheet.difference.facts if change.theme is theme]
    days = sheet.difference.days_left if theme is Theme.CERTIFICATES else ()
    if not changes and not days:
        return
    sheet.heading(said.THEMES[theme], len(changes))
    sure = _alike(change for change in changes if change.unsure is None)
    for alike in sure[:MOST_THINGS]:
        _thing(sheet, alike)
    if len(sure) > MOST_THINGS:
        _more(sheet, len(sure) - MOST_THINGS, "dim")
    for change in Change:
        if n := sum(item.unsure is not None and item.change is change for item in changes):
            text = sheet.to(said.UNSURE[change]).format(n=n)
            sheet.page.line(f"{sheet.page.marks.unknown} ", (text, ""), style="dim")
    for item in days[:MOST_THINGS]:
        older, newer = ("?" if n is None else str(n) for n in (item.older, item.newer))
        text = f"{visible(item.where, _MOST_NAME)}: {newer} ({sheet.to(said.WAS)} {older})"
        sheet.page.labelled(sheet.to(said.DAYS), (text, ""), style="dim")


def _alike(changes: Iterable[FactChange]) -> list[list[FactChange]]:
    """Changes that read the same but for the place, as of a form in the footer of every page."""
    groups: dict[object, list[FactChange]] = {}
    for change in changes:
        shown = tuple((field.field, field.older_text, field.newer_text) for field in change.fields)
        groups.setdefault((change.change, change.what, shown), []).append(change)
    return list(groups.values())


def _thing(sheet: _Sheet, alike: Sequence[FactChange]) -> None:
    first, page, to = alike[0], sheet.page, sheet.to
    style = _CHANGE_STYLE[first.change]
    what = visible(to(first.what), MOST_OBSERVED)
    replaced = first.theme is Theme.CERTIFICATES and any(field.field == "sha256" for field in first.fields)
    change = to(said.REPLACED if replaced else said.CHANGES[first.change])
    spans: list[Span] = [(f"{change}: ", style), (what, "bold")]
    if first.where not in first.what.en:
        spans.append((f"{page.marks.comma}{visible(first.where, MOST_OBSERVED)}", ""))
    if len(alike) > 1:
        spans.append((f" {to(said.MORE).format(n=len(alike) - 1)}", "dim"))
    page.line(f"{_sign(sheet, first.change)} ", *spans, style=style)
    for field in first.fields:
        older, newer = (visible(to(text), _MOST_VALUE) for text in (field.older_text, field.newer_text))
        page.line(sheet.bar, (f"{to(field.label)}: {older} → {newer}", ""), style=style)


def _sign(sheet: _Sheet, change: Change) -> str:
    marks = sheet.page.marks
    return {Change.NEW: marks.ok, Change.GONE: marks.item, Change.CHANGED: marks.warn}[change]
