"""For spreadsheets: a ZIP of CSV files, one per table, as a shop's own inventory can be kept.

A table is a file, since a spreadsheet opens a file as a sheet: about, verdicts, findings, and with evidence everything
that report.html has tables of, without its bound on rows, row by row and by state of consent. RFC 4180, in UTF-8 with a
byte order mark, by which Excel tells umlauts. A cell that a spreadsheet could take for a formula begins with an
apostrophe, which makes it text.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from types import MappingProxyType

from scanner.model.evidence import Evidence
from scanner.model.report import Report
from scanner.model.text import visible
from scanner.model.verdict import ControlVerdict, Text
from scanner.model.vocabulary import Verdict
from scanner.model.words import word
from scanner.reports import said, words
from scanner.reports.form_rows import form_rows
from scanner.reports.full import state_words
from scanner.reports.full.cells import Cell
from scanner.reports.full.inventory import Table, all_tables, read_evidence
from scanner.reports.full.states import StateTable, states
from scanner.reports.read import RunNotes, read_report, read_run

#: Rows of one file below its head: Excel and LibreOffice take 1,048,576 lines.
MOST_ROWS = 1_048_574
#: Characters of a cell: Excel takes 32,767.
MOST_CELL = 8_000
#: The hour all files of all archives bear, so that the same report gives the same bytes; ZIP knows no earlier one.
_DATE = (1980, 1, 1, 0, 0, 0)
#: What spreadsheets take for the beginning of a formula, also behind blanks and in full-width forms.
_FORMULA = re.compile(r"\s*[=+\-@＝＋－＠]")
#: The same behind a semicolon: a German Excel that is not told of commas begins a cell there, quotes or not.
_BEHIND_SEMICOLON = re.compile(r"(;\s*)(?=[=+\-@＝＋－＠])")
_NUMBER = re.compile(r"-?\d{1,15}([.,]\d{1,15})?")

_ITEM, _VALUE = Text("Item", "Angabe"), Text("Value", "Wert")
_SHOP, _NAME, _OUTCOME = Text("Shop", "Shop"), Text("Name", "Name"), Text("Outcome", "Ergebnis")
_LIMITS, _LEFT_OUT = Text("What this does not say", "Was das nicht sagt"), Text("Left out", "Fehlt hier")
_ABOUT_TABLES = Text(
    "A table without rows does not prove that there is nothing: see gaps.csv for what could not be seen.",
    "Eine Tabelle ohne Zeilen beweist nicht, dass es nichts gibt: Was nicht zu sehen war, steht in gaps.csv.",
)
_ABOUT_TEXT = Text(
    "An apostrophe before a cell was put there so that no spreadsheet takes the text for a formula.",
    "Ein Apostroph vor einer Zelle steht dort, damit keine Tabellenkalkulation den Text für eine Formel hält.",
)
_MORE_ROWS = Text("{n} rows of {file} did not fit", "{n} Zeilen von {file} hatten keinen Platz")
_VERDICT_HEADS = (
    Text("Control", "Prüfung"),
    Text("Title", "Titel"),
    Text("Area", "Bereich"),
    Text("Verdict", "Ergebnis"),
    Text("Counts", "Zählt"),
    Text("Severity", "Schwere"),
    Text("Level", "Stufe"),
    Text("How sure", "Wie sicher"),
    Text("Decided by", "Entschieden durch"),
    Text("Observations", "Beobachtungen"),
    Text("Why unknown, or why it does not count", "Warum unbekannt, oder warum es nicht zählt"),
    Text("Remedy", "Abhilfe"),
    Text("Basis", "Grundlage"),
    Text("Policy", "Policy"),
)
_FINDING_HEADS = (
    Text("Control", "Prüfung"),
    Text("Severity", "Schwere"),
    Text("Counts", "Zählt"),
    Text("Where", "Wo"),
    Text("Observed", "Beobachtet"),
    Text("Row of the evidence", "Zeile der Nachweise"),
    Text("Fingerprint", "Fingerabdruck"),
)
_DECLARED = Text("Purpose declared by the owner", "Zweck vom Betreiber angegeben")
_YES, _NO = Text("yes", "ja"), Text("no", "nein")
#: File names by the kind of fact, the same in both languages; others are called as their kind.
_FILES: Mapping[str, str] = {
    "gap": "gaps",
    "page": "pages",
    "consent_banner": "banners",
    "stored_item": "stored-items",
    "listed_item": "listed-items",
    "tcf_signal": "tcf-signals",
    "service": "services",
    "request": "requests",
    "script": "payment-scripts",
    "payment_page": "payment-pages",
    "payment_contact": "payment-contacts",
    "change": "payment-changes",
    "form": "forms",
    "form_field": "fields",
    "privacy_notice": "privacy-notices",
    "disclosure": "disclosures",
    "outdated_reference": "outdated-references",
    "placeholder": "placeholders",
    "endpoint": "endpoints",
    "tls_protocol": "tls-versions",
    "tls_cipher": "tls-ciphers",
    "certificate": "certificates",
    "redirect": "redirects",
    "header": "headers",
}
Rows = Iterable[Sequence[str]]


def render_tables(
    document: object,
    lang: str = "en",
    evidence: object | None = None,
    artifacts: Mapping[str, bytes] = MappingProxyType({}),
) -> bytes:
    """A report document as a ZIP of CSV files; with the run's `evidence` document also its inventories.

    `artifacts` tell in which order a page has its fields. RunFolderError if report or evidence is broken.
    """
    report = read_report(document)
    run = read_run(report)
    known = read_evidence(evidence)
    seen = () if known is None else all_tables(known, MOST_ROWS)
    titles = {reference.id: reference.title.to(lang) for reference in report.references}
    files: dict[str, Rows] = {
        "about.csv": _about(report, run, seen, lang),
        "verdicts.csv": _with_head(_VERDICT_HEADS, (_verdict(v, report, titles, lang) for v in report.verdicts), lang),
        "findings.csv": _with_head(_FINDING_HEADS, _findings(report, lang), lang),
    }
    for table in seen:
        files[file_of(table)] = _with_head(
            table.heads, ([_cell(cell, lang) for cell in row] for row in table.rows), lang
        )
    files |= (
        {}
        if known is None
        else _by_phase(known, lang) | {"forms_fields.csv": form_rows(report, known, artifacts, lang)}
    )
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, rows in files.items():
            entry = zipfile.ZipInfo(name, _DATE)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.create_system, entry.external_attr = 3, 0o644 << 16
            archive.writestr(entry, csv_of(rows))
    return out.getvalue()


def file_of(table: Table) -> str:
    """`stored-items.csv`."""
    return f"{_FILES.get(table.kind, table.kind.replace('_', '-'))}.csv"


def csv_of(rows: Rows) -> bytes:
    """Rows as RFC 4180 has them: every cell quoted, lines end with CR LF; with the byte order mark of UTF-8."""
    lines = (",".join(f'"{inert(cell)}"' for cell in row) + "\r\n" for row in rows)
    return b"\xef\xbb\xbf" + "".join(lines).encode()


def inert(text: str) -> str:
    """Text as it stands between the quotes of a cell: visible, on one line, no formula; numbers stay numbers."""
    shown = _BEHIND_SEMICOLON.sub(r"\1'", visible(text, MOST_CELL))
    if _FORMULA.match(shown) and not _NUMBER.fullmatch(shown):
        shown = f"'{shown}"
    return shown.replace('"', '""')


def _with_head(heads: Iterable[Text], rows: Rows, lang: str) -> Iterator[Sequence[str]]:
    yield [head.to(lang) for head in heads]
    for n, row in enumerate(rows):
        if n == MOST_ROWS:
            return
        yield row


def _cell(cell: Cell, lang: str) -> str:
    return f"{cell.said.to(lang)} ({cell.detail})" if cell.detail else cell.said.to(lang)


def _by_phase(evidence: Evidence, lang: str) -> dict[str, Rows]:
    """What was stored and whom was asked, a line per thing and a column per state of consent."""
    found = states(evidence, MOST_ROWS)
    return {
        "consent_storage.csv": _state_table(found.stored, lang),
        "consent_requests.csv": _state_table(found.sent, lang),
    }


def _state_table(table: StateTable, lang: str) -> Rows:
    heads = [state_words.HEADS[key].to(lang) for key in table.keys]
    yield [*heads, _DECLARED.to(lang), *(word(phase, lang) for phase in table.phases)]
    for line in table.lines:
        told = ["; ".join(_cell(cell, lang) for cell in line.of(key)) for key in table.keys]
        marks = (state_words.MARKS[mark].to(lang) for mark in line.marks)
        yield [*told, (_YES if line.declared else _NO).to(lang), *marks]


def _verdict(verdict: ControlVerdict, report: Report, titles: Mapping[str, str], lang: str) -> list[str]:
    why: list[str] = []
    if verdict.verdict is Verdict.UNKNOWN:
        why = said.unlocking(verdict, report, lang)
        why += [said.reason(blocker, lang) for blocker in verdict.judgement.blockers]
    elif verdict.verdict is Verdict.FAIL:
        why = said.excuses(verdict, report, lang)
    label = words.NOT_ASSESSED if verdict.not_assessed else words.TOTALS[verdict.verdict]
    return [
        verdict.control,
        verdict.title.to(lang),
        words.AREA[verdict.area].to(lang),
        label.to(lang),
        (_YES if verdict.counted else _NO).to(lang),
        words.SEVERITY[verdict.severity].to(lang),
        words.LEVEL[verdict.level].to(lang),
        words.CERTAINTY[verdict.certainty].to(lang),
        verdict.judgement.decided_by.to(lang),
        str(len(verdict.judgement.findings)),
        "; ".join(why),
        verdict.remedy.to(lang).replace("\n", " "),
        "; ".join(titles.get(id_, id_) for id_ in verdict.references),
        f"{verdict.policy.file}:{verdict.policy.line}",
    ]


def _findings(report: Report, lang: str) -> Iterator[list[str]]:
    for verdict in said.failed(report):
        counts = (_YES if verdict.counted else _NO).to(lang)
        for found in verdict.judgement.findings:
            about = [verdict.control, words.SEVERITY[verdict.severity].to(lang), counts, found.where]
            yield [*about, found.message.to(lang), found.row, found.fingerprint]


def _about(report: Report, run: RunNotes, seen: Iterable[Table], lang: str) -> Iterator[list[str]]:
    named = [
        (_ITEM, _VALUE.to(lang)),
        (_SHOP, report.shop),
        (_NAME, report.name),
        (_OUTCOME, said.outcome(report, lang)),
        *((words.WHY, because.to(lang)) for because in report.gate.because),
        *((words.same(what), str(n)) for n, what in said.totals(report, lang)),
        (words.PROFILE, report.profile),
        (words.AS_OF, report.as_of),
        (words.COVERAGE, report.coverage_note.to(lang)),
        (words.TIME, " – ".join(time for time in (run.started, run.ended) if time)),
        (
            words.FROM,
            ", ".join(f"{words.VANTAGE.get(k, words.same(k)).to(lang)} {at}" for k, at in run.vantage.items()),
        ),
        (words.AUTHORITY, run.authorised_by or (words.NOBODY.to(lang) if run.says_authority else "")),
        (words.TOOLS, ", ".join(f"{tool} {version}" for tool, version in run.versions.items())),
        *((words.NOTICE, notice.to(lang)) for notice in run.notices),
        *((words.NOTICE, words.INCOMPLETE.to(lang)) for _ in range(run.incomplete)),
        *((words.LEFT_OUT, f"{item.control}: {item.because.to(lang)}") for item in report.left_out),
    ]
    named += [
        (_LEFT_OUT, _MORE_ROWS.to(lang).format(n=table.left_over, file=file_of(table)))
        for table in seen
        if table.left_over
    ]
    named += [(_LIMITS, text.to(lang)) for text in (words.DISCLAIMER, _ABOUT_TABLES, _ABOUT_TEXT)]
    for label, value in named:
        if value:
            said_ = label.to(lang)
            yield [said_[:1].upper() + said_[1:], value]
