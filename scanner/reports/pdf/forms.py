"""Forms and their fields as the PDF prints them: a table of each form, and what stands around it on a line."""

from __future__ import annotations

from typing import Any

from scanner.reports.full import form_words as said
from scanner.reports.full.forms import FieldLine, Forms, FormSheet
from scanner.reports.full.standing import Stand
from scanner.reports.pdf.ink import Ink
from scanner.reports.pdf.pen import Pen

#: Forms, fields of one, pages of one, and characters of a cell.
MOST_FORMS, MOST_FIELDS, MOST_PAGES, _CELL = 30, 80, 4, 140


def of_forms(told: Forms, profile: str, pen: Pen) -> dict[str, Any] | None:
    """The section, or None where there are no forms."""
    if not told.sheets:
        return None
    shown = told.sheets[:MOST_FORMS]
    left = len(told.sheets) + told.left_over - len(shown)
    intro = pen.to(said.INTRO).replace("{profile}", profile)
    legend = (f"{pen.to(said.STANDINGS[one])}: {pen.to(said.MEANT[one])}" for one in told.standings)
    heads = [pen.to(said.NUMBER), *(pen.to(said.COLUMNS[key]) for key in ("label", "asks_for", "required", "standing"))]
    return {
        "title": pen.to(said.TITLE),
        "intro": pen.ink(intro if told.told else f"{intro} {pen.to(said.NOT_TOLD)}", 800),
        "legend": " · ".join(legend),
        "heads": heads,
        "forms": [_form(sheet, pen) for sheet in shown],
        "cut": pen.to(said.MORE_FORMS).format(n=left) if left > 0 else "",
    }


def _form(sheet: FormSheet, pen: Pen) -> dict[str, Any]:
    around = (
        f"{pen.to(said.AROUND[key])}: {'; '.join(pen.value(cell, _CELL) for cell in cells)}"
        for key, cells in sheet.around.items()
    )
    consents = (pen.plain(pen.to(text), 2 * _CELL) for text in sheet.consents[:6])
    pages = [*sheet.pages[:MOST_PAGES]]
    more = len(sheet.pages) + sheet.more_pages - len(pages)
    pages += [pen.to(said.MORE_PAGES).format(n=more)] if more > 0 else []
    left = len(sheet.fields) + sheet.more_fields - MOST_FIELDS
    return {
        "title": pen.ink(f"{pen.to(said.FORM)} {sheet.number}: {pen.to(sheet.purpose)}", _CELL),
        "pages": pen.ink(", ".join(pages), 600),
        "around": pen.ink(" · ".join([*around, *consents]), 1600),
        "stand": pen.ink(_said(sheet.stand, pen), 600) if sheet.stand.against or sheet.stand.open else "",
        "itself": pen.to(said.FORM_ITSELF),
        "rows": [_line(line, pen) for line in sheet.fields[:MOST_FIELDS]],
        "cut": pen.to(said.MORE_FIELDS).format(n=left) if left > 0 else "",
    }


def _line(line: FieldLine, pen: Pen) -> list[Ink]:
    demands = ", ".join(
        pen.value(line.cells[key], _CELL) for key in ("required", "marked", "preticked") if key in line.cells
    )
    name = f" ({line.name})" if line.name else ""
    standing = pen.to(said.STANDINGS[line.stand.standing])
    rest = _said(line.stand, pen)
    return [
        str(line.number),
        pen.ink(f"{line.label or pen.to(said.NO_LABEL)}{name}", 2 * _CELL),
        pen.ink(pen.value(line.cells["asks_for"], _CELL), _CELL),
        pen.ink(demands, 2 * _CELL),
        pen.ink(f"{standing}: {rest}" if rest else standing, 4 * _CELL),
    ]


def _said(stand: Stand, pen: Pen) -> str:
    """`FM-006 No blanket date of birth; can't tell: FM-010`."""
    against = [f"{voice.control} {pen.to(voice.title)}" for voice in stand.against]
    unsure = [f"{pen.to(said.UNTOLD)}: {', '.join(voice.control for voice in stand.open)}"] if stand.open else []
    return "; ".join([*against, *unsure])
