"""How the evidence was made: the browser, its clean profiles, the addresses, and the raw logs by their hashes."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import islice

from scanner.model.words import word
from scanner.reports import words as common
from scanner.reports.full import prose, words
from scanner.reports.read import LogNote, RunNotes

#: Lines of each sort. The rest stands in manifest.json.
MOST_LINES = 40


@dataclass(frozen=True, slots=True)
class Raw:
    """Lines for the section on the run; a log with the SHA-256 under which it lies among the artifacts."""

    browser: tuple[str, ...] = ()
    visitors: tuple[str, ...] = ()
    reached: tuple[str, ...] = ()
    logs: tuple[tuple[str, str], ...] = ()


def raw(run: RunNotes, lang: str) -> Raw:
    """Empty where no browser looked, and for runs of versions that kept no logs."""
    logs = tuple((_log(log, lang), log.artifact) for log in run.logs[:MOST_LINES])
    browser = run.browser
    if browser is None:
        return Raw(logs=logs)
    window = f"{browser.width} × {browser.height}"
    visitors = (
        f"{word(phase, lang)}: {words.FRESH.to(lang)}, {prose.moment(began, lang)} – {prose.moment(ended, lang)}"
        for phase, began, ended in browser.phases[:MOST_LINES]
    )
    reached = (f"{place}: {', '.join(at[:MOST_LINES])}" for place, at in islice(browser.reached.items(), MOST_LINES))
    return Raw(
        browser=(f"{browser.name} {browser.version}, {window}, {browser.language}", browser.user_agent),
        visitors=tuple(visitors),
        reached=tuple(reached),
        logs=logs,
    )


def _log(log: LogNote, lang: str) -> str:
    kind = words.LOG_KINDS[log.kind].to(lang) if log.kind in words.LOG_KINDS else log.kind
    entries = words.ENTRIES.to(lang).format(n=common.number(log.entries, lang, 0))
    cut = (words.LOG_CUT.to(lang),) if log.cut else ()
    return ", ".join((f"{word(log.phase, lang)}: {kind}", entries, common.amount(log.bytes, lang), *cut))
