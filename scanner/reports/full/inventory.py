"""What evidence.json adds to a report: tables of what was seen, the row behind each finding, and what pictures show."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from scanner.errors import RunFolderError
from scanner.model.codec import Malformed, decode_evidence
from scanner.model.evidence import Evidence, Status, show_scope
from scanner.model.facts import Fact, Seen, label, value_at
from scanner.model.facts.base import is_stated, paths_of
from scanner.model.report import Report
from scanner.model.text import visible
from scanner.model.verdict import Text
from scanner.model.vocabulary import Phase
from scanner.model.words import kind_word, word
from scanner.reports.full import words
from scanner.reports.full.cells import Cell, cell_of
from scanner.reports.full.film import Frame, film
from scanner.reports.full.keys import row_key
from scanner.reports.full.prose import moment
from scanner.reports.full.states import States, states
from scanner.reports.full.tables import TABLES, Spec
from scanner.reports.words import CAUSE, same

#: Rows of one table, and fields of one row, that the page shows.
MOST_ROWS, MOST_FIELDS = 1_000, 60


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of cells under their headings. `left_over`: how many more there are than are shown; `kind`: of fact."""

    title: Text
    heads: tuple[Text, ...]
    rows: tuple[tuple[Cell, ...], ...]
    left_over: int = 0
    kind: str = ""


@dataclass(frozen=True, slots=True)
class SeenRow:
    """The evidence behind a finding: its fields, those that hold nothing, and where and when it was seen."""

    fields: tuple[tuple[Text, Cell], ...]
    empty: tuple[Text, ...]
    seen: tuple[Text, ...]


@dataclass(frozen=True, slots=True)
class Inventory:
    """What the evidence adds to a report. Empty without evidence. `shows`: what each artifact was kept of.

    What was stored and sent stands in `states`, side by side, and in no other table; forms and fields in `forms`.
    """

    tables: tuple[Table, ...] = ()
    rows: Mapping[str, SeenRow] = field(default_factory=dict)
    shows: Mapping[str, Text] = field(default_factory=dict)
    states: States | None = None
    film: tuple[Frame, ...] = ()


def inventory(report: Report, evidence: Evidence | None) -> Inventory:
    """The tables and rows from a run's evidence."""
    if evidence is None:
        return Inventory()
    judgements = [verdict.judgement for verdict in report.verdicts]
    by_phase = states(evidence, MOST_ROWS)
    strip = film(evidence, by_phase.phases)
    pictured = {artifact for judgement in judgements for artifact in judgement.artifacts}
    elsewhere = {by_phase.stored.kind, by_phase.sent.kind, "form", "form_field"}
    specs = [spec for spec in TABLES if spec.kind not in elsewhere]
    return Inventory(
        tuple(table for table in _tables(evidence, MOST_ROWS, specs) if table.rows),
        _rows_behind(evidence, {finding.row for judgement in judgements for finding in judgement.findings}),
        _shows(evidence, pictured | {frame.picture for frame in strip}),
        by_phase,
        strip,
    )


def all_tables(evidence: Evidence, most: int) -> tuple[Table, ...]:
    """Every table of a run's evidence with all its columns and up to `most` rows, also where nothing was seen."""
    return _tables(evidence, most, TABLES, whole=True)


def read_evidence(document: object | None) -> Evidence | None:
    """An evidence document (`siegel/evidence/1`), or none; RunFolderError if it isn't one."""
    if document is None:
        return None
    try:
        return decode_evidence(document)
    except Malformed as mistake:
        raise RunFolderError(f"the evidence is broken: {visible(str(mistake), 500)}") from mistake


def _tables(evidence: Evidence, most: int, specs: Iterable[Spec], *, whole: bool = False) -> tuple[Table, ...]:
    of_kinds = (_table(spec, evidence.rows(spec.kind), most, whole=whole) for spec in specs)
    return (_gaps(evidence, most), *of_kinds)


def _table(spec: Spec, facts: Iterable[Fact], most: int, *, whole: bool) -> Table:
    chosen = [fact for fact in facts if spec.only is None or value_at(fact, spec.only[0]) == spec.only[1]]
    columns = [
        column for column in spec.columns if whole or any(is_stated(value_at(fact, column.path)) for fact in chosen)
    ]
    heads = tuple(column.head for column in columns)
    rows = [tuple(cell_of(fact, column.path) for column in columns) for fact in chosen]
    if spec.counted:
        heads = (*heads, words.HOW_MANY)
        rows = [(*row, Cell(same(str(n)))) for row, n in Counter(rows).items()]
    rows.sort(key=lambda row: [cell.said.en for cell in row])
    return Table(spec.title, heads, tuple(rows[:most]), max(0, len(rows) - most), spec.kind)


def _gaps(evidence: Evidence, most: int) -> Table:
    gaps = [entry for entry in evidence.coverage if entry.status is Status.GAP]
    rows = tuple(
        (
            Cell(Text(kind_word(entry.kind, "en").replace("_", " "), kind_word(entry.kind, "de", 2))),
            Cell(Text(*(show_scope(entry.scope, entry.kind, lang) for lang in ("en", "de")))),
            Cell(CAUSE[entry.cause] if entry.cause else words.NONE_SEEN, entry.reason),
        )
        for entry in gaps[:most]
    )
    heads = (Text("What", "Was"), Text("Where", "Wo"), Text("Why", "Warum"))
    return Table(words.GAPS, heads, rows, len(gaps) - len(rows), "gap")


def _rows_behind(evidence: Evidence, wanted: Iterable[str]) -> dict[str, SeenRow]:
    """Rows by their keys as findings write them: `["certificate", ["shop.example", "::1", 443], 0, 0]`."""
    keys = {key: kind for key in wanted if (kind := _kind_of(key))}
    found: dict[str, SeenRow] = {}
    for kind in dict.fromkeys(keys.values()):
        for fact in evidence.rows(kind):
            key = row_key(fact)
            if key in keys:
                found[key] = _seen_row(fact)
    return found


def _kind_of(key: str) -> str:
    try:
        parts = json.loads(key)
    except (ValueError, RecursionError):
        return ""
    return parts[0] if isinstance(parts, list) and parts and isinstance(parts[0], str) else ""


def _seen_row(fact: Fact) -> SeenRow:
    called = {path: Text(path, label(type(fact), path, "de")) for path in paths_of(type(fact))}
    stated = [path for path in called if not path.endswith((".en", ".de")) and is_stated(value_at(fact, path))]
    full = [path for path in stated if value_at(fact, path) is not None][:MOST_FIELDS]
    empty = [path for path in stated if value_at(fact, path) is None][:MOST_FIELDS]
    seen = dict.fromkeys(_place(place) for place in fact.seen if place.at or place.page or place.phase)
    return SeenRow(
        tuple((called[path], cell_of(fact, path)) for path in full), tuple(called[path] for path in empty), tuple(seen)
    )


def _shows(evidence: Evidence, named: set[str]) -> dict[str, Text]:
    """What artifacts were kept of, by their digest: the first page, phase and time that a row gives."""
    found: dict[str, Text] = {}
    for row in (row for rows in evidence.facts.values() for row in rows):
        for place in row.seen:
            if place.artifact in named and place.artifact not in found:
                phase = place.phase or getattr(row, "phase", None)
                found[place.artifact] = _place(replace(place, phase=str(phase) if phase else None))
    return found


def _place(seen: Seen) -> Text:
    """Where and when: `https://shop.example/ before any choice, 22 November 2026, 10:00:00 UTC`."""
    phase = next((phase for phase in Phase if phase.value == seen.phase), None)

    def said(lang: str) -> str:
        during = word(phase, lang) if phase else ""
        where = " ".join(part for part in (seen.page or "", during) if part)
        return ", ".join(part for part in (where, moment(seen.at or "", lang)) if part)

    return Text(said("en"), said("de"))
