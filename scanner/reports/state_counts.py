"""How many items and hosts there are in each state of consent, by purpose: for a summary that has no room for names."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from scanner.model.vocabulary import Purpose
from scanner.model.words import word
from scanner.reports.full import state_words as words
from scanner.reports.full.inventory import read_evidence
from scanner.reports.full.presence import Presence
from scanner.reports.full.states import Line, StateTable, states

#: Lines of each table that are counted, far more than any page shows.
_MOST = 100_000


def state_counts(document: object | None, lang: str) -> list[list[str]]:
    """Rows of cells, the head first; empty without evidence, or where it holds nothing.

    RunFolderError if the document is no evidence. `3 + 2?`: three are there, and of two nobody knows. `/`: the shop has
    no such state.
    """
    evidence = read_evidence(document)
    found = states(evidence, _MOST) if evidence else None
    if not found:
        return []
    head = ["", *(words.SHORT[phase].to(lang) for phase in found.phases.looked)]
    return [head, *_rows(found.stored, lang), *_rows(found.sent, lang)]


def _rows(table: StateTable, lang: str) -> Iterator[list[str]]:
    for purpose in (*(purpose.value for purpose in Purpose), "unknown"):
        if lines := [line for line in table.lines if purpose in line.purposes]:
            yield [f"{table.title.to(lang)}: {_said(purpose, lang)}", *_counts(table, lines)]


def _said(purpose: str, lang: str) -> str:
    known = next((one for one in Purpose if one.value == purpose), None)
    return word(known, lang) if known else words.UNKNOWN.to(lang)


def _counts(table: StateTable, lines: Sequence[Line]) -> Iterator[str]:
    for n in range(len(table.phases)):
        marks = [line.marks[n] for line in lines]
        there, open_ = marks.count(Presence.PRESENT), marks.count(Presence.OPEN)
        missing = Presence.MISSING in marks and not there
        yield words.SIGNS[Presence.MISSING] if missing else f"{there} + {open_}?" if open_ else str(there)
