"""The privacy notice beside what was seen: its items with their sentences, and who was observed with who is named."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import accumulate, pairwise
from types import MappingProxyType

from scanner.model.evidence import Evidence
from scanner.model.facts import Claim, Disclosure, Page, PrivacyNotice, Service, StoredItem
from scanner.model.facts.base import is_stated
from scanner.model.kept import text_of
from scanner.model.report import Report
from scanner.model.shown import Line, read_shown
from scanner.model.values import Unknown
from scanner.model.verdict import Text
from scanner.model.vocabulary import PageRole, Phase, Word
from scanner.model.words import text_word, word
from scanner.reports.full.keys import row_key
from scanner.reports.full.notice_words import Told
from scanner.reports.full.standing import Stand, Stands
from scanner.reports.words import same

#: Lines and characters of the notice that the page shows; rows of each part of the table.
MOST_LINES, MOST_CHARACTERS, MOST_ROWS = 3_000, 300_000, 200
#: What a stored item that is named may lack, by the field that says so.
_LACKS = {"purpose": Text("without a purpose", "ohne Zweck"), "lifetime": Text("without a lifetime", "ohne Dauer")}
_SHORTEST = 8  # characters of a quote that is looked for in the text


@dataclass(frozen=True, slots=True)
class Item:
    """An item with its number. `marked`: its sentence is marked in the text. `reason` is English."""

    number: int
    name: Text
    told: Told
    core: bool
    quote: str
    section: str
    reason: str
    stand: Stand
    row: str
    marked: bool = False


@dataclass(frozen=True, slots=True)
class Pair:
    """What was observed beside what the notice says of it. `about`: of what was observed, in few words."""

    name: str
    about: tuple[Text, ...]
    told: Told
    quote: str
    remarks: tuple[Text, ...]
    reason: str
    stand: Stand


@dataclass(frozen=True, slots=True)
class Promise:
    """What the shop says of itself. `told` MISSING: it is broken; `broken_by`: by what was seen, in English."""

    what: Text
    quote: str
    page: str
    told: Told
    broken_by: str
    stand: Stand


@dataclass(frozen=True, slots=True)
class Piece:
    """Text of a line, and the numbers of the items whose sentence it belongs to."""

    text: str
    items: tuple[int, ...] = ()
    first: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class NoticeLine:
    """A block of the notice. `level`: of a heading, else 0. `item`: of a list."""

    pieces: tuple[Piece, ...]
    level: int = 0
    item: bool = False


@dataclass(frozen=True, slots=True)
class Notice:
    """All of the section. `lines` are those of the texts that were kept; `cut`: not all of them."""

    row: PrivacyNotice | None = None
    items: tuple[Item, ...] = ()
    services: tuple[Pair, ...] = ()
    stored: tuple[Pair, ...] = ()
    only_named: tuple[Pair, ...] = ()
    promises: tuple[Promise, ...] = ()
    lines: tuple[NoticeLine, ...] = ()
    cut: bool = False
    left_over: int = 0

    def __bool__(self) -> bool:
        return self.row is not None or bool(self.items)

    @property
    def spots(self) -> Mapping[str, int]:
        """By the key of its row, the number of an item."""
        return {item.row: item.number for item in self.items}

    @property
    def facing(self) -> int:
        """How many rows stand beside each other."""
        return len(self.services) + len(self.stored) + len(self.only_named)


NO_NOTICE = Notice()


def notice(report: Report, evidence: Evidence | None, artifacts: Mapping[str, bytes] = MappingProxyType({})) -> Notice:
    """The section of a run's evidence; empty where no notice was read."""
    if evidence is None:
        return NO_NOTICE
    stands = Stands(report)
    rows = [row for row in evidence.rows("privacy_notice") if isinstance(row, PrivacyNotice)]
    found = [row for row in evidence.rows("disclosure") if isinstance(row, Disclosure)]
    items = [_item(number, row, stands) for number, row in enumerate(found, 1)]
    lines, marked, cut = _lines(_texts(evidence, artifacts), items)
    services = [row for row in evidence.rows("service") if isinstance(row, Service) and isinstance(row.name, str)]
    seen = [row for row in services if row.observed != ()]
    pairs = [_service(row, stands) for row in sorted(seen, key=_worst_first)]
    unseen = [_service(row, stands) for row in services if row.observed == ()]
    stored = [_stored(name, same_name, stands) for name, same_name in _by_name(evidence).items()]
    left = sum(max(0, len(one) - MOST_ROWS) for one in (pairs, unseen, stored))
    return Notice(
        row=rows[0] if rows else None,
        items=tuple(_with_mark(item, marked=item.number in marked) for item in items),
        services=tuple(pairs[:MOST_ROWS]),
        stored=tuple(sorted(stored, key=lambda one: list(Told).index(one.told))[:MOST_ROWS]),
        only_named=tuple(unseen[:MOST_ROWS]),
        promises=tuple(_promises(evidence, stands))[:MOST_ROWS],
        lines=tuple(lines),
        cut=cut,
        left_over=left,
    )


def _item(number: int, row: Disclosure, stands: Stands) -> Item:
    key = row_key(row)
    reason = row.present.reason if isinstance(row.present, Unknown) else ""
    return Item(
        number, _named(row.item), _told(row), row.core is True, _said(row.quote), _said(row.section), reason,
        stands.of([key]), key,
    )  # fmt: skip


def _told(row: Disclosure) -> Told:
    if row.present is True:
        return Told.DENIED if row.denied is True else Told.SAID
    if row.present is False:
        return Told.NOT_NEEDED if row.applies is False else Told.MISSING if row.applies is True else Told.UNKNOWN
    return Told.UNKNOWN


def _with_mark(item: Item, *, marked: bool) -> Item:
    return replace(item, marked=marked)


# --- observed beside disclosed ----------------------------------------------------------------------------------------


def _service(row: Service, stands: Stands) -> Pair:
    about = [_named(row.category), _named(row.purpose)]
    about += [same(value) for value in (row.operator, row.country) if isinstance(value, str)]
    return Pair(
        str(row.name),
        (*(one for one in about if one.en), *_phases(row.observed)),
        _disclosed(row.disclosed),
        _said(row.quote),
        (),
        row.disclosed.reason if isinstance(row.disclosed, Unknown) and is_stated(row.disclosed) else "",
        stands.of([row_key(row)]),
    )


def _promises(evidence: Evidence, stands: Stands) -> list[Promise]:
    """Claims that somebody could see broken, the broken ones first."""
    found = []
    for row in evidence.rows("claim"):
        if isinstance(row, Claim) and isinstance(row.what, str):
            against = row.contradicted_by
            told = Told.UNKNOWN if isinstance(against, Unknown) else Told.SAID if against is None else Told.MISSING
            why = against.reason if isinstance(against, Unknown) and is_stated(against) else _said(against)
            said = Text(*(text_word("claim", "what", row.what, lang) for lang in ("en", "de")))
            found.append(Promise(said, _said(row.quote), _said(row.page), told, why, stands.of([row_key(row)])))
    return sorted(found, key=lambda one: list(Told).index(one.told))


def _worst_first(row: Service) -> tuple[int, str]:
    return list(Told).index(_disclosed(row.disclosed)), str(row.name).casefold()


def _by_name(evidence: Evidence) -> dict[str, list[StoredItem]]:
    """What was stored, by name and area: each once, however many pages and phases had it."""
    found: dict[str, list[StoredItem]] = {}
    for row in evidence.rows("stored_item"):
        if isinstance(row, StoredItem) and isinstance(row.name, str) and not isinstance(row.disclosed, Unknown):
            found.setdefault(row.name, []).append(row)
    return found


def _stored(name: str, rows: list[StoredItem], stands: Stands) -> Pair:
    first = rows[0]
    disclosed = first.disclosed
    named = getattr(disclosed, "named", None)
    remarks = []
    deviation = getattr(disclosed, "lifetime_deviation", None)
    if isinstance(deviation, int) and deviation:
        remarks.append(Text(f"lifetime differs by {deviation} %", f"Dauer weicht um {deviation} % ab"))
    if named is True:
        remarks += [text for field, text in _LACKS.items() if getattr(disclosed, field, "") is None]
    about = [_named(first.area), _named(first.purpose)]
    about += [same(first.service)] if isinstance(first.service, str) else []
    phases = {row.phase for row in rows if isinstance(row.phase, Phase)}
    about += _phases(tuple(phase for phase in Phase if phase in phases))
    return Pair(
        name,
        tuple(one for one in about if one.en),
        _disclosed(named),
        _said(getattr(disclosed, "quote", None)),
        tuple(remarks),
        named.reason if isinstance(named, Unknown) and is_stated(named) else "",
        stands.of([row_key(row) for row in rows]),
    )


def _disclosed(value: object) -> Told:
    return Told.SAID if value is True else Told.MISSING if value is False else Told.UNKNOWN


def _phases(value: object) -> list[Text]:
    if not isinstance(value, tuple) or not value:
        return []
    phases = [one for one in value if isinstance(one, Phase)]
    return [Text(", ".join(word(one, "en") for one in phases), ", ".join(word(one, "de") for one in phases))]


def _named(value: object) -> Text:
    """A word of the vocabulary as people say it; empty for what is unknown."""
    return Text(word(value, "en"), word(value, "de")) if isinstance(value, Word) else Text("", "")


def _said(value: object) -> str:
    return value if isinstance(value, str) else ""


# --- the text, with marks ---------------------------------------------------------------------------------------------


def _texts(evidence: Evidence, artifacts: Mapping[str, bytes]) -> list[bytes]:
    """What was kept of the notice and its parts."""
    pages = (row for row in evidence.rows("page") if isinstance(row, Page) and row.has(PageRole.PRIVACY))
    return [text for page in pages if (text := text_of(page, artifacts)) is not None]


def _lines(texts: Iterable[bytes], items: Iterable[Item]) -> tuple[list[NoticeLine], set[int], bool]:
    """The lines with their marks, the numbers of items that are marked, and whether there is more."""
    shown, cut = _shown(texts)
    starts = [0, *accumulate(len(text) + 1 for text, _ in shown)]
    whole = " ".join(text for text, _ in shown)
    spans = []
    for item in items:
        quote = _plain(item.quote).strip("… ")
        at = whole.find(quote) if len(quote) >= _SHORTEST else -1
        if at >= 0:
            spans.append((at, at + len(quote), item.number))
    begun: set[int] = set()
    lines = []
    for (text, line), start in zip(shown, starts, strict=False):
        here = [(max(0, a - start), min(len(text), b - start), number) for a, b, number in spans]
        pieces = tuple(_pieces(text, [one for one in here if one[0] < one[1]], begun))
        lines.append(NoticeLine(pieces, line.level, line.tag in {"li", "dd"}))
    return lines, begun, cut


def _shown(texts: Iterable[bytes]) -> tuple[list[tuple[str, Line]], bool]:
    """The lines of the main part, where a page has one; and whether there are more than are shown."""
    found: list[tuple[str, Line]] = []
    left = MOST_CHARACTERS
    for text in texts:
        lines = list(read_shown(text).read())
        for line in [line for line in lines if line.place == "main"] or lines:
            plain = _plain(line.text)
            left -= len(plain)
            if left < 0 or len(found) >= MOST_LINES:
                return found, True
            found.append((plain, line))
    return found, False


def _pieces(line: str, spans: list[tuple[int, int, int]], begun: set[int]) -> Iterator[Piece]:
    edges = sorted({0, len(line), *(edge for start, end, _ in spans for edge in (start, end))})
    for start, end in pairwise(edges):
        inside = tuple(number for begin, stop, number in spans if begin <= start and end <= stop)
        fresh = tuple(number for number in inside if number not in begun)
        begun.update(fresh)
        yield Piece(line[start:end], inside, fresh)


def _plain(text: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", text).split())
