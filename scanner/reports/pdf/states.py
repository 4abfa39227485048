"""What was stored and sent in every state of consent, as the PDF prints it: compact tables, and the filmstrip."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from scanner.model.verdict import Text
from scanner.model.words import word
from scanner.reports.full import state_words as said
from scanner.reports.full.film import Frame
from scanner.reports.full.inventory import Inventory
from scanner.reports.full.pictures import Album
from scanner.reports.full.presence import Presence
from scanner.reports.full.states import Line, StateTable
from scanner.reports.pdf import words
from scanner.reports.pdf.controls import file_of
from scanner.reports.pdf.ink import Ink
from scanner.reports.pdf.pen import Pen

#: Lines of one table, and steps of a frame; characters of a cell and of a step.
MOST_LINES, MOST_STEPS = 150, 6
_CELL, _STEP = 120, 80
#: What is printed together in one cell, by the kind of table.
_COLUMNS: Mapping[str, tuple[tuple[Text, tuple[str, ...]], ...]] = {
    "stored_item": (
        (said.HEADS["name"], ("name",)),
        (Text("Storage, origin", "Speicher, Herkunft"), ("area", "origin")),
        (said.HEADS["purpose"], ("purpose",)),
        (Text("Service, operator", "Dienst, Betreiber"), ("service", "operator", "country")),
        (said.HEADS["kept"], ("kept",)),
    ),
    "request": (
        (said.HOST, ("host", "cname")),
        (said.HEADS["purpose"], ("purpose",)),
        (Text("Service, operator", "Dienst, Betreiber"), ("service", "operator", "country")),
        (said.HEADS["carries"], ("carries",)),
    ),
}
#: The marks as words short enough for a narrow column.
_MARKS: Mapping[Presence, Text] = {
    Presence.PRESENT: Text("yes", "ja"),
    Presence.ABSENT: Text("no", "nein"),
    Presence.OPEN: Text("?", "?"),
    Presence.MISSING: Text("/", "/"),
}


def by_phase(seen: Inventory, album: Album, pen: Pen) -> dict[str, Any] | None:
    """The section, or None where nothing was stored or sent, or nobody looked."""
    if not seen.states:
        return None
    tables = [table for table in (seen.states.stored, seen.states.sent) if table.lines]
    legend = (f"{pen.to(_MARKS[mark])}: {pen.to(said.MEANT[mark])}" for mark in seen.states.marks)
    return {
        "intro": pen.to(said.INTRO),
        "legend": " · ".join(legend),
        "yes": pen.to(_MARKS[Presence.PRESENT]),
        "frames": [_frame(frame, album, pen) for frame in seen.film],
        "tables": [_table(table, pen) for table in tables],
    }


def _frame(frame: Frame, album: Album, pen: Pen) -> dict[str, Any]:
    shot = album.shots.get(frame.picture)
    shown = shot if shot and shot.number else None
    steps = [pen.ink(pen.to(step), _STEP) for step in frame.steps[:MOST_STEPS]]
    more = len(frame.steps) + frame.more_steps - len(steps)
    steps += [pen.to(said.MORE).format(n=more)] if more > 0 else []
    steps += [pen.ink(pen.to(said.CONTROL_OF).replace("{label}", frame.by), _STEP)] if frame.by else []
    return {
        "phase": word(frame.phase, pen.lang),
        "file": file_of(shown) if shown else "",
        "alt": pen.plain(pen.to(shown.alt), _CELL) if shown else "",
        "said": pen.ink(pen.to(frame.said), _CELL),
        "steps": steps,
    }


def _table(table: StateTable, pen: Pen) -> dict[str, Any]:
    columns = _COLUMNS[table.kind]
    n = len(table.lines) + table.left_over
    lines = table.lines[:MOST_LINES]
    heads: list[Ink] = [pen.to(head) for head, _ in columns]
    return {
        "title": pen.to(table.title),
        "n": n,
        "told": len(columns),
        "heads": [*heads, *(pen.to(said.SHORT[phase]) for phase in table.phases)],
        "rows": [_line(line, columns, pen) for line in lines],
        "cut": pen.to(words.OF_ROWS).format(shown=len(lines), n=n) if n > len(lines) else "",
    }


def _line(line: Line, columns: Sequence[tuple[Text, tuple[str, ...]]], pen: Pen) -> list[Ink]:
    cells: list[Ink] = []
    for _, keys in columns:
        parts = [pen.value(cell, _CELL) for key in keys for cell in line.of(key)]
        if "purpose" in keys and line.declared:
            parts.append(pen.to(said.DECLARED))
        cells.append(pen.ink(", ".join(parts), 2 * _CELL))
    return [*cells, *(pen.to(_MARKS[mark]) for mark in line.marks)]
