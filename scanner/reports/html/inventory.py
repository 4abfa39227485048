"""Tables of what was seen, from evidence.json, and the row behind each finding. A further table costs one entry."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from scanner.errors import RunFolderError
from scanner.model.codec import Malformed, decode_evidence, encode
from scanner.model.evidence import Evidence, Status, show_scope
from scanner.model.facts import Fact, show, value_at
from scanner.model.facts.base import is_stated, paths_of
from scanner.model.report import Report
from scanner.model.text import visible
from scanner.model.values import Unknown
from scanner.model.verdict import Text
from scanner.reports.html import words
from scanner.reports.words import same

#: Rows of one table, and fields of one row, that the page shows.
MOST_ROWS, MOST_FIELDS = 1_000, 60
_HOST, _PORT = ("endpoint.host", same("Host")), ("endpoint.port", same("Port"))


@dataclass(frozen=True, slots=True)
class Column:
    """A field of a fact by its path, under a heading."""

    path: str
    head: Text


@dataclass(frozen=True, slots=True)
class Spec:
    """A table of one kind of fact. `only`: the field that must be true for a row to be shown."""

    kind: str
    title: Text
    columns: tuple[Column, ...]
    only: str = ""


def _spec(kind: str, title: Text, *columns: tuple[str, Text], only: str = "") -> Spec:
    return Spec(kind, title, tuple(Column(path, head) for path, head in columns), only)


TABLES: tuple[Spec, ...] = (
    _spec(
        "endpoint",
        Text("Endpoints", "Endpunkte"),
        ("host", same("Host")),
        ("address", Text("Address", "Adresse")),
        ("port", same("Port")),
        ("role", Text("Role", "Rolle")),
        ("service", Text("Service", "Dienst")),
        ("tls", same("TLS")),
    ),
    _spec(
        "tls_protocol",
        Text("Protocol versions", "Protokollversionen"),
        _HOST,
        _PORT,
        ("version", same("Version")),
        ("accepted", Text("Accepted", "Akzeptiert")),
    ),
    _spec(
        "tls_cipher",
        Text("Cipher suites accepted", "Akzeptierte Cipher-Suites"),
        _HOST,
        ("version", same("Version")),
        ("name", Text("Suite", "Suite")),
        ("bits", same("Bits")),
        ("key_exchange", Text("Key exchange", "Schlüsseltausch")),
        ("forward_secrecy", same("Forward secrecy")),
        ("aead", same("AEAD")),
        only="accepted",
    ),
    _spec(
        "certificate",
        Text("Certificates", "Zertifikate"),
        _HOST,
        ("position", Text("Position", "Position")),
        ("subject", Text("Subject", "Inhaber")),
        ("issuer", Text("Issuer", "Aussteller")),
        ("key_type", Text("Key", "Schlüssel")),
        ("key_bits", same("Bits")),
        ("signature_hash", Text("Signature", "Signatur")),
        ("not_after", Text("Valid until", "Gültig bis")),
        ("trusted", Text("Trusted", "Vertrauenswürdig")),
    ),
    _spec(
        "redirect",
        Text("Redirects", "Umleitungen"),
        ("from", Text("From", "Von")),
        ("status", same("Status")),
        ("to", Text("To", "Nach")),
    ),
    _spec(
        "hsts",
        same("Strict-Transport-Security"),
        ("host", same("Host")),
        ("present", Text("Present", "Vorhanden")),
        ("valid", Text("Valid", "Gültig")),
        ("max_age", same("max-age")),
        ("include_subdomains", same("includeSubDomains")),
        ("preload", same("preload")),
    ),
    _spec(
        "header",
        Text("Response headers", "Antwort-Header"),
        ("url", same("URL")),
        ("name", same("Header")),
        ("values", Text("Value", "Wert")),
        only="present",
    ),
)


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of cells as text. `left_over`: how many more there are than are shown."""

    title: Text
    heads: tuple[Text, ...]
    rows: tuple[tuple[Text, ...], ...]
    left_over: int = 0


@dataclass(frozen=True, slots=True)
class SeenRow:
    """The evidence behind a finding: its fields, and where and when it was seen."""

    fields: tuple[tuple[str, Text], ...]
    seen: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Inventory:
    """What the evidence adds to a report. Empty without evidence."""

    tables: tuple[Table, ...] = ()
    rows: Mapping[str, SeenRow] = field(default_factory=dict)


def inventory(report: Report, document: object | None) -> Inventory:
    """The tables and rows from an evidence document (`siegel/evidence/1`); RunFolderError if it isn't one."""
    if document is None:
        return Inventory()
    try:
        evidence = decode_evidence(document)
    except Malformed as mistake:
        raise RunFolderError(f"the evidence is broken: {visible(str(mistake), 500)}") from mistake
    tables = (_gaps(evidence), *(_table(spec, evidence.rows(spec.kind)) for spec in TABLES))
    wanted = {finding.row for verdict in report.verdicts for finding in verdict.judgement.findings}
    return Inventory(tuple(table for table in tables if table.rows), _rows_behind(evidence, wanted))


def _table(spec: Spec, facts: Iterable[Fact]) -> Table:
    chosen = [fact for fact in facts if not spec.only or value_at(fact, spec.only) is True]
    rows = [tuple(_cell(value_at(fact, column.path)) for column in spec.columns) for fact in chosen[:MOST_ROWS]]
    rows.sort(key=lambda row: [cell.en for cell in row])
    return Table(spec.title, tuple(column.head for column in spec.columns), tuple(rows), len(chosen) - len(rows))


def _gaps(evidence: Evidence) -> Table:
    gaps = [entry for entry in evidence.coverage if entry.status is Status.GAP]
    rows = tuple(
        (
            same(entry.kind),
            same(show_scope(entry.scope)),
            words.CAUSE[entry.cause] if entry.cause else words.NONE_SEEN,
            same(entry.reason),
        )
        for entry in gaps[:MOST_ROWS]
    )
    heads = (Text("What", "Was"), Text("Where", "Wo"), Text("Cause", "Ursache"), Text("Reason", "Grund"))
    return Table(words.GAPS, heads, rows, len(gaps) - len(rows))


def _cell(value: object) -> Text:
    if isinstance(value, Unknown):
        return Text(f"{words.UNKNOWN_VALUE.en}: {value.reason}", f"{words.UNKNOWN_VALUE.de}: {value.reason}")
    return Text(_said(value, "en"), _said(value, "de"))


_YES_NO: Mapping[object, Mapping[str, str]] = {
    True: {"en": "yes", "de": "ja"},
    False: {"en": "no", "de": "nein"},
    None: {"en": "none", "de": "keins"},
}


def _said(value: object, lang: str) -> str:
    return _YES_NO[value][lang] if value is None or isinstance(value, bool) else show(value, lang)


def _rows_behind(evidence: Evidence, wanted: Iterable[str]) -> dict[str, SeenRow]:
    """Rows by their keys as findings write them: `["certificate", ["shop.example", "::1", 443], 0, 0]`."""
    keys = {key: kind for key in wanted if (kind := _kind_of(key))}
    found: dict[str, SeenRow] = {}
    for kind in dict.fromkeys(keys.values()):
        for fact in evidence.rows(kind):
            key = json.dumps([kind, *_plain(fact.key())], ensure_ascii=False)
            if key in keys:
                found[key] = _seen_row(fact)
    return found


def _kind_of(key: str) -> str:
    try:
        parts = json.loads(key)
    except (ValueError, RecursionError):
        return ""
    return parts[0] if isinstance(parts, list) and parts and isinstance(parts[0], str) else ""


def _plain(key: tuple[object, ...]) -> list[object]:
    return [_plain(part) if isinstance(part, tuple) else encode(part) for part in key]


def _seen_row(fact: Fact) -> SeenRow:
    stated = ((path, value_at(fact, path)) for path in paths_of(type(fact)) if not path.endswith((".en", ".de")))
    fields = [(path, _cell(value)) for path, value in stated if is_stated(value)]
    seen = (", ".join(part for part in (place.at, place.page, place.phase) if part) for place in fact.seen)
    return SeenRow(tuple(fields[:MOST_FIELDS]), tuple(dict.fromkeys(place for place in seen if place)))
