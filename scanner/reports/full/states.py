"""What was stored and whom was asked, one line per thing with a mark for each state of consent, side by side."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from operator import attrgetter

from scanner.model.evidence import Evidence
from scanner.model.facts import Fact, Request, StoredItem, value_at
from scanner.model.facts.base import is_stated
from scanner.model.facts.notice import Service
from scanner.model.values import NOT_STATED, Unknown
from scanner.model.verdict import Text
from scanner.model.vocabulary import Party, Phase, Purpose, SameSite, StorageArea
from scanner.model.words import word
from scanner.reports.full import state_words as words
from scanner.reports.full.cells import Cell, cell_of
from scanner.reports.full.presence import Phases, Presence, Sight, phases_of
from scanner.reports.full.words import UNKNOWN_VALUE
from scanner.reports.words import same

#: Different values of one field of a line, and paths of one host that are named.
MOST_VALUES, MOST_PATHS = 6, 4
#: How the derivation begins that takes the owner's word (`derive.purposes`).
_DECLARED = "declared by the owner"
_UNKNOWN = "unknown"
#: What a reader looks for first.
_PURPOSES = (
    Purpose.MARKETING, Purpose.SOCIAL, Purpose.PERSONALISATION, Purpose.STATISTICS, _UNKNOWN, Purpose.FUNCTIONAL,
    Purpose.SECURITY, Purpose.NECESSARY,
)  # fmt: skip
_LASTING = frozenset({StorageArea.LOCAL_STORAGE, StorageArea.INDEXEDDB, StorageArea.CACHE, StorageArea.SERVICE_WORKER})

Values = tuple[Cell, ...]
Services = Mapping[str, Service]


@dataclass(frozen=True, slots=True)
class Line:
    """A thing with what is said of it, by key of its column, and a mark for each phase.

    `purposes` and `party` are names of vocabularies, or `unknown`. `declared`: the owner gave its purpose.
    """

    values: Mapping[str, Values]
    marks: tuple[Presence, ...]
    purposes: tuple[str, ...]
    party: str
    declared: bool

    def of(self, key: str) -> Values:
        """What stands in a column."""
        return self.values.get(key, ())


@dataclass(frozen=True, slots=True)
class StateTable:
    """Lines of one kind of fact. `keys` are the columns, `left_over` how many lines more there are."""

    kind: str
    title: Text
    keys: tuple[str, ...]
    phases: tuple[Phase, ...]
    lines: tuple[Line, ...]
    left_over: int = 0


@dataclass(frozen=True, slots=True)
class States:
    """Both tables, and the phases they are about."""

    phases: Phases
    stored: StateTable
    sent: StateTable

    def __bool__(self) -> bool:
        return bool(self.stored.lines or self.sent.lines)

    @property
    def marks(self) -> tuple[Presence, ...]:
        """Marks that occur, in the order of the legend."""
        found = {mark for table in (self.stored, self.sent) for line in table.lines for mark in line.marks}
        return tuple(mark for mark in Presence if mark in found)

    @property
    def tilde(self) -> bool:
        """Whether a name holds characters that differ from visitor to visitor."""
        return any("~" in cell.said.en for line in self.stored.lines for cell in line.of("name"))


def states(evidence: Evidence, most: int) -> States:
    """What evidence says of every state of consent, with up to `most` lines of each table."""
    phases = phases_of(evidence)
    services = {
        row.name: row for row in evidence.rows("service") if isinstance(row, Service) and isinstance(row.name, str)
    }

    def table(kind: str, title: Text, columns: _Columns, key: Callable[[Fact], object]) -> StateTable:
        sight = Sight(evidence, kind, phases)
        groups: dict[object, list[Fact]] = {}
        for row in evidence.rows(kind):
            groups.setdefault(key(row), []).append(row)
        lines = sorted((_line(rows, columns, sight, services) for rows in groups.values()), key=_order)
        left_over = max(0, len(lines) - most)
        return StateTable(kind, title, tuple(columns), phases.looked, tuple(lines[:most]), left_over)

    return States(
        phases,
        table("stored_item", words.STORED, _STORED, lambda row: row.lasting_key()[:3]),
        table("request", words.SENT, _SENT, _asked),
    )


def _asked(row: Fact) -> object:
    """A host, for one service and one purpose; purposes that nobody knows are alike."""
    purpose = value_at(row, "purpose")
    host, service = value_at(row, "host"), value_at(row, "service")
    return host, service, _UNKNOWN if isinstance(purpose, Unknown) else purpose


def _line(rows: Sequence[Fact], columns: _Columns, sight: Sight, services: Services) -> Line:
    rows = sorted(rows, key=_when)
    values = {key: _few(dict.fromkeys(read(rows, services))) for key, read in columns.items()}
    purposes = dict.fromkeys(_named(value_at(row, "purpose")) for row in rows)
    return Line(
        values=values,
        marks=sight.marks(rows),
        purposes=tuple(sorted(purposes, key=_rank)),
        party=_named(value_at(rows[0], "party")),
        declared=any((row.derived_by or "").startswith(_DECLARED) for row in rows),
    )


def _when(row: Fact) -> int:
    phase = value_at(row, "phase")
    return list(Phase).index(phase) if isinstance(phase, Phase) else len(Phase)


def _named(value: object) -> str:
    return value.value if isinstance(value, Purpose | Party) else _UNKNOWN


def _rank(purpose: str) -> int:
    return _PURPOSES.index(purpose)


def _order(line: Line) -> tuple[object, ...]:
    """What tracks first, then what nobody knows; others' before the shop's own."""
    said = [cell.said.en for key in ("name", "host", "origin", "service") for cell in line.of(key)]
    return min(map(_rank, line.purposes)), line.party == Party.FIRST.value, said


def _few(cells: Iterable[Cell]) -> Values:
    found = tuple(cells)
    more = len(found) - MOST_VALUES
    if more <= 0:
        return found
    return (*found[:MOST_VALUES], _more(more))


def _more(n: int) -> Cell:
    return Cell(Text(words.MORE.en.format(n=n), words.MORE.de.format(n=n)))


# ── columns ──────────────────────────────────────────────────────────────────────────────────────────────────────────

_Read = Callable[[Sequence[Fact], Services], Iterable[Cell]]
_Columns = Mapping[str, _Read]


def _at(path: str) -> _Read:
    """What the rows say of a field; nothing where it isn't there, each text of a set by itself."""

    def read(rows: Sequence[Fact], _: Services) -> Iterator[Cell]:
        different = {value_at(row, path): row for row in reversed(rows)}
        for value, row in reversed(different.items()):
            if isinstance(value, tuple):
                yield from (Cell(same(str(one))) for one in value)
            elif value is not None and is_stated(value):
                yield cell_of(row, path)

    return read


def _purpose(rows: Sequence[Fact], _: Services) -> Iterator[Cell]:
    for purpose in dict.fromkeys(value_at(row, "purpose") for row in rows):
        known = isinstance(purpose, Purpose)
        yield Cell(Text(word(purpose, "en"), word(purpose, "de"))) if known else Cell(UNKNOWN_VALUE)


def _because(rows: Sequence[Fact], _: Services) -> Iterator[Cell]:
    """Why a purpose is said, or why nobody can say it; in English, as it was derived."""
    for row in rows:
        value = value_at(row, "purpose")
        if row.derived_by:
            yield Cell(same(row.derived_by))
        elif isinstance(value, Unknown) and value != NOT_STATED:
            yield Cell(same(value.reason))


def _of_service(name: str) -> _Read:
    """What is known of the services by their names; of a request what it says itself, where nothing is known."""
    get = attrgetter(name)

    def read(rows: Sequence[Fact], services: Services) -> Iterator[Cell]:
        for row in rows:
            known = services.get(str(value_at(row, "service")))
            value = get(known) if known else getattr(row, name, None)
            if isinstance(value, str):
                yield Cell(same(value))

    return read


def _kept(rows: Sequence[Fact], _: Services) -> Iterator[Cell]:
    """How many days the browser keeps it, or that it lasts until somebody deletes it."""
    for row in rows:
        value = value_at(row, "lifetime_days")
        if value_at(row, "area") in _LASTING and not isinstance(value, int):
            yield Cell(words.UNTIL_DELETED)
        elif is_stated(value):
            yield cell_of(row, "lifetime_days")


def _attributes(rows: Sequence[Fact], _: Services) -> Iterator[Cell]:
    """Of cookies: Secure, HttpOnly, SameSite, partition, in one cell a row. What could not be told is left out."""
    for row in rows:
        if isinstance(row, StoredItem) and row.area is StorageArea.COOKIE and (said := list(_attributes_of(row))):
            yield Cell(Text(*(", ".join(text.to(lang) for text in said) for lang in ("en", "de"))))


def _attributes_of(row: StoredItem) -> Iterator[Text]:
    if isinstance(row.secure, bool):
        yield same("Secure") if row.secure else words.NO_SECURE
    if isinstance(row.http_only, bool):
        yield same("HttpOnly") if row.http_only else words.NO_HTTP_ONLY
    if isinstance(row.same_site, SameSite):
        yield Text(*(f"SameSite {word(row.same_site, lang)}" for lang in ("en", "de")))
    if row.partition is not None and is_stated(row.partition):
        yield words.PARTITIONED


def _yes(path: str, said: Text) -> _Read:
    """Said only where it is so."""
    return lambda rows, _: (Cell(said) for row in rows if value_at(row, path) is True)


def _pages(rows: Sequence[Fact], _: Services) -> Iterator[Cell]:
    yield Cell(same(str(len({str(value_at(row, "page.url")) for row in rows}))))


def _paths(rows: Sequence[Fact], _: Services) -> Iterator[Cell]:
    found = dict.fromkeys(row.path for row in rows if isinstance(row, Request) and isinstance(row.path, str))
    yield from (Cell(same(path)) for path in list(found)[:MOST_PATHS])
    if (more := len(found) - MOST_PATHS) > 0:
        yield _more(more)


def _lasting(place: int) -> _Read:
    """A part of the key without digests, which differ from visitor to visitor."""

    def read(rows: Sequence[Fact], _: Services) -> Iterator[Cell]:
        part = rows[0].lasting_key()[place]
        yield Cell(UNKNOWN_VALUE) if isinstance(part, Unknown) else Cell(same(str(part)))

    return read


_STORED: _Columns = {
    "name": _lasting(2),
    "area": _at("area"),
    "origin": _lasting(1),
    "party": _at("party"),
    "purpose": _purpose,
    "because": _because,
    "service": _at("service"),
    "operator": _of_service("operator"),
    "country": _of_service("country"),
    "asked": _at("asked_days"),
    "kept": _kept,
    "identifier": _at("identifier"),
    "attributes": _attributes,
    "set_by": _at("set_by"),
    "sent_to": _at("sent_to"),
    "keeps_choice": _yes("keeps_choice", Text("yes", "ja")),
    "in_notice": _at("disclosed.named"),
}
_SENT: _Columns = {
    "host": _at("host"),
    "party": _at("party"),
    "purpose": _purpose,
    "because": _because,
    "service": _at("service"),
    "operator": _of_service("operator"),
    "country": _of_service("country"),
    "cname": _at("cname"),
    "carries": _at("carries"),
    "syncs": _at("syncs"),
    "collects": _yes("collects", words.COLLECTS),
    "tells": _at("tells"),
    "types": _at("type"),
    "pages": _pages,
    "paths": _paths,
}
