"""The forms of a shop and their fields, each form once however many pages have it, and what controls say of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from urllib.parse import urlsplit, urlunsplit

from scanner.model.evidence import Evidence
from scanner.model.facts import DataLeak, Fact, Form, FormField, Page, value_at
from scanner.model.facts.base import is_stated
from scanner.model.report import Report
from scanner.model.values import Unknown
from scanner.model.verdict import Text
from scanner.model.vocabulary import FormPurpose, PersonalData
from scanner.model.words import word
from scanner.reports.full import form_words as words
from scanner.reports.full.cells import Cell, cell_of
from scanner.reports.full.form_pictures import FormPicture, Mark, Pictures
from scanner.reports.full.keys import row_key
from scanner.reports.full.standing import Stand, Standing, Stands
from scanner.reports.full.words import UNKNOWN_VALUE
from scanner.reports.words import same

#: Forms, fields of one, and pages of one that the page shows; of different values of one thing, those that are said.
MOST_FORMS, MOST_FIELDS, MOST_PAGES, MOST_VALUES = 60, 150, 12, 4
#: Signals and consents of one field.
_MOST_SIGNALS = 6


@dataclass(frozen=True, slots=True)
class FieldLine:
    """A field with its number on the page. `label` is in the shop's words; `cells` are by key of their column.

    `rows`: keys of the evidence it stands for. `binds` None: not a box to tick.
    """

    number: int
    label: str
    name: str
    cells: Mapping[str, Cell]
    stand: Stand
    because: tuple[str, ...]
    binds: Text | None
    explained: bool
    rows: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class FormSheet:
    """A form with all that stands around it. `around`: cells by key of `form_words.AROUND`, several where pages differ.

    `rows`: the keys of its rows, one for each time it was seen. `consents`: what its boxes agree to.
    """

    number: int
    purpose: Text
    pages: tuple[str, ...]
    around: Mapping[str, tuple[Cell, ...]]
    consents: tuple[Text, ...]
    stand: Stand
    fields: tuple[FieldLine, ...]
    rows: tuple[str, ...]
    picture: FormPicture | None = None
    more_pages: int = 0
    more_fields: int = 0

    @property
    def worst(self) -> Standing:
        """Of the form and of its fields."""
        found = [self.stand.standing] if self.stand.is_bad else []
        found += [line.stand.standing for line in self.fields]
        return min(found, key=list(Standing).index, default=Standing.UNSPOKEN)

    @property
    def unmarked(self) -> tuple[int, ...]:
        """Numbers of fields that the picture does not show."""
        shown = {mark.number for mark in self.picture.marks} if self.picture else set()
        return tuple(line.number for line in self.fields if line.number not in shown)


@dataclass(frozen=True, slots=True)
class Forms:
    """All forms. `spots`: where the row behind a finding stands, by its key: number of form and field (0: the form).

    `told`: the report says what controls hold of fields that fit, too.
    """

    sheets: tuple[FormSheet, ...] = ()
    left_over: int = 0
    told: bool = True
    spots: Mapping[str, tuple[int, int]] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return bool(self.sheets)

    @property
    def standings(self) -> tuple[Standing, ...]:
        """Those that occur, in the order of the legend."""
        found = {line.stand.standing for sheet in self.sheets for line in sheet.fields}
        return tuple(standing for standing in Standing if standing in found)


NO_FORMS = Forms()


def forms(
    report: Report,
    evidence: Evidence | None,
    artifacts: Mapping[str, bytes] = MappingProxyType({}),
    most_forms: int = MOST_FORMS,
    most_fields: int = MOST_FIELDS,
    most_pages: int = MOST_PAGES,
) -> Forms:
    """The forms of a run's evidence: those with the worst fields first, and so on."""
    if evidence is None:
        return NO_FORMS
    stands = Stands(report)
    held = _fields_by_form(evidence)
    leaks = _leaks(evidence)
    groups: dict[object, list[tuple[Form, list[FormField]]]] = {}
    for key, row in _all(evidence).items():
        fields = held.get(key, [])
        groups.setdefault(_sign(row, fields), []).append((row, fields))
    pictures = Pictures(artifacts)
    sheets = sorted((_sheet(members, stands, leaks, pictures) for members in groups.values()), key=_order)
    members = {row_key(form): form for group in groups.values() for form, _ in group}
    shown = [
        _shown(replace(sheet, number=n), members, pictures, most_fields, most_pages)
        for n, sheet in enumerate(sheets[:most_forms], 1)
    ]
    spots = {key: (sheet.number, 0) for sheet in shown for key in sheet.rows}
    spots |= {key: (sheet.number, line.number) for sheet in shown for line in sheet.fields for key in line.rows}
    return Forms(tuple(shown), max(0, len(sheets) - most_forms), stands.told, spots)


def _shown(
    sheet: FormSheet, members: Mapping[str, Form], pictures: Pictures, most_fields: int, most_pages: int
) -> FormSheet:
    """Cut to what a page holds, with its picture."""
    cut = replace(
        sheet,
        pages=sheet.pages[:most_pages],
        more_pages=max(0, len(sheet.pages) - most_pages),
        fields=sheet.fields[:most_fields],
        more_fields=max(0, len(sheet.fields) - most_fields),
    )
    marks = tuple(Mark(line.number, line.label, line.name, bad=line.stand.is_bad) for line in cut.fields)
    return replace(cut, picture=pictures.of([members[key] for key in sheet.rows], marks))


def _order(sheet: FormSheet) -> tuple[object, ...]:
    """What is objected to first."""
    bad = sum(line.stand.is_bad for line in sheet.fields)
    return list(Standing).index(sheet.worst), -bad, sheet.purpose.en, sheet.pages


# ── grouping ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def _all(evidence: Evidence) -> dict[object, Form]:
    """By key: those that have a row, and those that only their fields name."""
    found: dict[object, Form] = {row.key(): row for row in evidence.rows("form") if isinstance(row, Form)}
    for row in evidence.rows("form_field"):
        if isinstance(row, FormField) and isinstance(row.form, Form):
            found.setdefault(row.form.key(), row.form)
    return found


def _fields_by_form(evidence: Evidence) -> dict[object, list[FormField]]:
    found: dict[object, list[FormField]] = {}
    for row in evidence.rows("form_field"):
        if isinstance(row, FormField) and isinstance(row.form, Form):
            found.setdefault(row.form.key(), []).append(row)
    return found


def _sign(form: Form, fields: Sequence[FormField]) -> object:
    """What makes forms of several pages one: what they are for, where they send, and that their fields read alike."""
    read = ("name", "label", "input_type", "asks_for", "required", "marked", "preticked", "binds")
    told = frozenset(tuple(_plain(value_at(one, path)) for path in read) for one in fields)
    return _plain(form.purpose), _plain(form.method), _address(form.action), _plain(form.frame), told


def _plain(value: object) -> object:
    return "unknown" if isinstance(value, Unknown) else value


def _address(action: object) -> object:
    """Without its query, which differs from page to page (`?return=/here`)."""
    if not isinstance(action, str):
        return _plain(action)
    try:
        return urlunsplit((*urlsplit(action)[:3], "", ""))
    except ValueError:
        return action


def _leaks(evidence: Evidence) -> dict[object, list[str]]:
    """Keys of leaks by page, purpose of the form, and what was typed."""
    found: dict[object, list[str]] = {}
    for row in evidence.rows("data_leak"):
        if isinstance(row, DataLeak):
            place = (value_at(row, "page.url"), _plain(value_at(row, "form.purpose")), row.asks_for)
            found.setdefault(place, []).append(row_key(row))
    return found


# ── one form ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def _sheet(
    members: Sequence[tuple[Form, list[FormField]]],
    stands: Stands,
    leaks: Mapping[object, list[str]],
    pictures: Pictures,
) -> FormSheet:
    rows = [form for form, _ in members]
    keys = tuple(row_key(form) for form in rows)
    together: dict[object, list[FormField]] = {}
    for _, fields in members:
        for one in fields:
            together.setdefault((_plain(one.name), _plain(one.label)), []).append(one)
    place = pictures.order(rows)
    in_order = sorted(together.values(), key=lambda alike: place.get(_name_and_label(alike[0]), len(place)))
    lines = tuple(_line(n, alike, stands, leaks) for n, alike in enumerate(in_order, 1))
    purpose = rows[0].purpose
    return FormSheet(
        number=0,
        purpose=_purpose(purpose),
        pages=tuple(dict.fromkeys(_url(form) for form in rows)),
        around=dict(_around(rows)),
        consents=tuple(_consents(lines)),
        stand=stands.of(keys),
        fields=lines,
        rows=keys,
    )


def _name_and_label(row: FormField) -> tuple[str, str]:
    return (row.name if isinstance(row.name, str) else "", row.label if isinstance(row.label, str) else "")


def _purpose(purpose: object) -> Text:
    return Text(word(purpose, "en"), word(purpose, "de")) if isinstance(purpose, FormPurpose) else words.NO_PURPOSE


def _url(form: Form) -> str:
    return form.page.url if isinstance(form.page, Page) and isinstance(form.page.url, str) else ""


def _around(rows: Sequence[Form]) -> Iterator[tuple[str, tuple[Cell, ...]]]:
    """What is known around a form; nothing of what nobody looked at."""
    for path in words.AROUND:
        told = [row for row in rows if is_stated(value_at(row, path)) and not _goes_unsaid(row, path)]
        counted = Counter(_cell(row, path) for row in told)
        if not counted:
            continue
        if len(counted) == 1:
            yield path, tuple(counted)
            continue
        yield path, tuple(_of_pages(cell, n, len(told)) for cell, n in counted.most_common(MOST_VALUES))


def _goes_unsaid(row: Form, path: str) -> bool:
    return value_at(row, path) is None and path not in words.SAID_IF_NONE and path not in {"method", "action"}


def _cell(row: Form, path: str) -> Cell:
    value = value_at(row, path)
    if path in {"method", "action"} and value is None:
        return Cell(words.NOTHING_STATED)
    if path == "method" and isinstance(value, str):
        return Cell(same(value.upper()))
    return cell_of(row, path)


def _of_pages(cell: Cell, n: int, all_: int) -> Cell:
    said = (
        words.ON_PAGES.to(lang).replace("{n}", str(n)).replace("{all}", str(all_)).replace("{said}", cell.said.to(lang))
        for lang in ("en", "de")
    )
    return Cell(Text(*said), cell.detail)


def _consents(lines: Iterable[FieldLine]) -> Iterator[Text]:
    for line in lines:
        if line.binds is not None:
            label = line.label or line.name
            yield Text(*(_consent(line, label, lang) for lang in ("en", "de")))


def _consent(line: FieldLine, label: str, lang: str) -> str:
    binds = line.binds.to(lang) if line.binds else ""
    said = words.CONSENT_TO if binds else words.CONSENT_NONE
    if line.binds is UNKNOWN_VALUE:
        said = words.CONSENT_UNKNOWN
    return said.to(lang).replace("{binds}", binds).replace("{label}", label)


# ── one field ────────────────────────────────────────────────────────────────────────────────────────────────────────


def _line(number: int, alike: Sequence[FormField], stands: Stands, leaks: Mapping[object, list[str]]) -> FieldLine:
    row = alike[0]
    name, label = _name_and_label(row)
    keys = tuple(row_key(one) for one in alike)
    leaked = [key for one in alike for key in leaks.get(_leak_place(one), ())]
    told = {
        "asks_for": _asked(row),
        "required": _required(row),
        "marked": _told(row, "marked", words.MARKED),
        "preticked": _told(row, "preticked", words.PRETICKED),
    }
    return FieldLine(
        number=number,
        label=label,
        name=name,
        cells={path: cell for path, cell in told.items() if cell},
        stand=stands.of((*keys, *leaked)),
        because=row.because[:_MOST_SIGNALS] if isinstance(row.because, tuple) else (),
        binds=_binds(row.binds),
        explained=row.explained is True,
        rows=keys,
    )


def _leak_place(row: FormField) -> object:
    return value_at(row, "form.page.url"), _plain(value_at(row, "form.purpose")), row.asks_for


def _asked(row: FormField) -> Cell:
    asks = row.asks_for
    return Cell(words.asked(asks)) if isinstance(asks, PersonalData) else cell_of(row, "asks_for")


def _required(row: FormField) -> Cell:
    return Cell(words.REQUIRED[row.required]) if isinstance(row.required, bool) else cell_of(row, "required")


def _told(row: Fact, path: str, said: Mapping[bool, Text]) -> Cell | None:
    """None where there is nothing to mark, or to tick, or nobody looked."""
    value = value_at(row, path)
    if isinstance(value, bool):
        return Cell(said[value])
    if value is None or not is_stated(value):
        return None
    cell = cell_of(row, path)
    return Cell(Text(*(f"{said[True].to(lang)}: {cell.said.to(lang)}" for lang in ("en", "de"))), cell.detail)


def _binds(binds: object) -> Text | None:
    """None where there is no box; empty where its tick agrees to nothing."""
    if isinstance(binds, Unknown):
        return UNKNOWN_VALUE if is_stated(binds) else None
    if not isinstance(binds, tuple):
        return None
    said = [words.asked(one) for one in binds if isinstance(one, PersonalData)]
    return Text(", ".join(text.en for text in said), ", ".join(text.de for text in said))
