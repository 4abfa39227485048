"""Forms and their fields for spreadsheets: a line for each field, with what the controls say of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from scanner.model.evidence import Evidence
from scanner.model.report import Report
from scanner.model.verdict import Text
from scanner.reports.full import form_words as words
from scanner.reports.full.cells import Cell
from scanner.reports.full.forms import FieldLine, FormSheet, forms
from scanner.reports.full.standing import Voice

#: Pages of one form in one cell.
MOST_PAGES = 200
_MOST = 1_000_000
_HEADS = (
    words.FORM,
    Text("Purpose", "Zweck"),
    words.PAGES,
    Text("Field no.", "Feld Nr."),
    words.COLUMNS["label"],
    Text("Name", "Name"),
    words.COLUMNS["asks_for"],
    words.COLUMNS["required"],
    words.COLUMNS["marked"],
    words.COLUMNS["preticked"],
    words.BINDS,
    words.COLUMNS["standing"],
    Text("Controls that object", "Prüfungen, die beanstanden"),
    Text("Controls that can't tell", "Prüfungen, die es nicht sagen können"),
    Text("Controls with nothing against it", "Prüfungen, die nichts dagegen haben"),
    words.WHY_READ,
)
_FORM_AGAINST = Text("Controls that object to the form", "Prüfungen, die das Formular beanstanden")


def form_rows(report: Report, evidence: Evidence, artifacts: Mapping[str, bytes], lang: str) -> Iterator[Sequence[str]]:
    """The head, then every field of every form, numbered as on the web page; what is of a form stands in each line."""
    told = forms(report, evidence, artifacts, most_forms=_MOST, most_fields=_MOST, most_pages=MOST_PAGES)
    yield [
        *(head.to(lang) for head in _HEADS),
        *(head.to(lang) for head in words.AROUND.values()),
        _FORM_AGAINST.to(lang),
    ]
    for sheet in told.sheets:
        around = [_cells(sheet.around.get(key, ()), lang) for key in words.AROUND]
        for line in sheet.fields:
            yield [*_line(sheet, line, lang), *around, _voices(sheet.stand.against, lang)]


def _line(sheet: FormSheet, line: FieldLine, lang: str) -> list[str]:
    more = [words.MORE_PAGES.to(lang).format(n=sheet.more_pages)] if sheet.more_pages else []
    return [
        str(sheet.number),
        sheet.purpose.to(lang),
        "; ".join([*sheet.pages, *more]),
        str(line.number),
        line.label,
        line.name,
        *(_cells([line.cells[key]] if key in line.cells else (), lang) for key in _FIELD_KEYS),
        line.binds.to(lang) if line.binds is not None else "",
        words.STANDINGS[line.stand.standing].to(lang),
        _voices(line.stand.against, lang),
        _voices(line.stand.open, lang),
        ", ".join(voice.control for voice in line.stand.fits),
        "; ".join(line.because),
    ]


_FIELD_KEYS = ("asks_for", "required", "marked", "preticked")


def _cells(cells: Iterable[Cell], lang: str) -> str:
    said = (f"{cell.said.to(lang)} ({cell.detail})" if cell.detail else cell.said.to(lang) for cell in cells)
    return "; ".join(said)


def _voices(voices: Iterable[Voice], lang: str) -> str:
    return "; ".join(f"{voice.control} {voice.title.to(lang)}" for voice in voices)
