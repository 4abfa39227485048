"""What notice, cookie page and banner say of each stored item: its name, what for, how long, whose."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain, islice
from urllib.parse import urldefrag

from scanner.derive.notice.blocks import Kind
from scanner.derive.notice.fold import fold
from scanner.derive.notice.reading import NoticeReading, Sentence
from scanner.derive.reality.item_names import fits, is_name, names_in, stands_in
from scanner.derive.reality.lifetimes import Lifetime, deviation, is_upper_bound, read_lifetime
from scanner.derive.reality.services import unreadable
from scanner.derive.reality.tables import read_tables
from scanner.derive.reality.texts import Text, Texts
from scanner.derive.reality.words import says, words
from scanner.model.evidence import Evidence
from scanner.model.facts import ConsentBanner, ListedItem, StoredItem
from scanner.model.facts.consent import ItemDisclosure
from scanner.model.values import Maybe, Unknown

_MOST_ENTRIES = 2_000
_LONGEST = 400
#: Words of a cell or sentence beside a name that are enough to say what it is for.
_FEWEST_WORDS = 2


@dataclass(frozen=True, slots=True)
class Entry:
    """One item as a text lists it. `purpose`, `access`: words; None where there are none. `page`: where it stands."""

    name: str
    purpose: str | None = None
    lifetime: Lifetime | None = None
    access: str | None = None
    quote: str = ""
    page: str = ""
    service: str = ""


def stored_items(evidence: Evidence, texts: Texts) -> tuple[StoredItem, ...]:
    """Every stored item with what is disclosed of it."""
    entries = tuple(entry for text in texts.notice for entry in entries_of(text))
    listed = _Listed.of(evidence)
    found: dict[object, ItemDisclosure] = {}
    rows = []
    for row in evidence.rows("stored_item"):
        if not isinstance(row, StoredItem) or not isinstance(row.name, str):
            continue
        key = (row.name, row.lifetime_days, row.service)
        if key not in found:
            found[key] = _disclosure(row, entries, texts, listed)
        rows.append(replace(row, disclosed=found[key]))
    return tuple(rows)


def entries_of(text: Text) -> Iterator[Entry]:
    """The items a text lists: in tables, in lists of names, and in sentences of sections about cookies."""
    found = chain(_in_tables(text), _in_blocks(text), _in_sentences(text.reading))
    for entry in islice(found, _MOST_ENTRIES):
        yield replace(entry, page=text.url)


# ── tables ───────────────────────────────────────────────────────────────────────────────────────────────────────────


def _in_tables(text: Text) -> Iterator[Entry]:
    """Rows of tables whose head has a column for names, or whose first cell is one; and tables of one item each."""
    for table in read_tables(text.document):
        if labelled := _of_one_item(table.rows):
            yield from _from_block(labelled)
            continue
        heads: list[str] = []
        for cells in table.rows:
            columns = [column_of(cell) for cell in cells]
            if _are_heads(columns, heads) and not _begins_with_name(cells):
                heads = columns
            elif heads:
                yield from _by_heads(cells, heads)
            elif len(cells) >= 2 and looks_technical(cells[0]):
                yield _without_heads(cells)


def _of_one_item(rows: Sequence[Sequence[str]]) -> dict[str, str]:
    """A table of two columns, labels on the left: "Name | _ga", "Laufzeit | 2 Jahre"."""
    if len(rows) < 2 or any(len(cells) != 2 for cells in rows):
        return {}
    said = {column: cells[1] for cells in reversed(rows) if (column := column_of(cells[0]))}
    return said if "name" in said and len(said) >= 2 and len(said) >= len(rows) / 2 else {}


def _are_heads(columns: Sequence[str], heads: Sequence[str]) -> bool:
    """Whether a row announces columns. Below heads, only if it announces as many: a row's own words may sound so."""
    return "name" in columns and sum(map(bool, columns)) >= max(2, sum(map(bool, heads)))


def _begins_with_name(cells: Sequence[str]) -> bool:
    return bool(cells) and looks_technical(cells[0])


def column_of(head: str) -> str:
    """What a column's head announces; empty where it is none of ours."""
    folded = fold(head)[:80]
    if len(head.split()) > 6:
        return ""
    return next((key for key in words()["cookies"]["columns"] if says(folded, "cookies", "columns", key)), "")


def _by_heads(cells: Sequence[str], heads: Sequence[str]) -> Iterator[Entry]:
    by_head: dict[str, str] = {}
    for head, cell in zip(heads, cells, strict=False):
        if head and head not in by_head:
            by_head[head] = cell
    name = by_head.get("name", "")
    if not name or len(name) > _LONGEST:
        return
    quote = " | ".join(cells)[:_LONGEST]
    lifetime = read_lifetime(by_head["lifetime"]) if "lifetime" in by_head else None
    purpose = by_head.get("purpose") or by_head.get("kind")
    yield Entry(name, purpose, lifetime, by_head.get("access"), quote)


def _without_heads(cells: Sequence[str]) -> Entry:
    rest = list(cells[1:])
    lifetime = next((found for cell in rest if len(cell) < 80 and (found := read_lifetime(cell))), None)
    purpose = next(
        (cell for cell in rest if len(cell.split()) > _FEWEST_WORDS and (not lifetime or cell != lifetime.words)), None
    )
    return Entry(cells[0], purpose, lifetime, None, " | ".join(cells)[:_LONGEST])


# ── blocks of "Name: … Zweck: … Laufzeit: …" ─────────────────────────────────────────────────────────────────────────


def _in_blocks(text: Text) -> Iterator[Entry]:
    """Lists of labelled lines, one item after the other, as consent tools print them below each other."""
    current: dict[str, str] = {}
    label = ""
    for line in text.shown.lines:
        if line.row:
            continue
        head, colon, value = line.text.partition(":")
        column = column_of(head) if len(head) <= 60 else ""
        if not column and label and not colon and len(line.text) <= _LONGEST:
            current.setdefault(label, line.text)
            label = ""
            continue
        label = ""
        if not column or (not colon and line.tag != "dt"):
            continue
        if column == "name" and current.get("name"):
            yield from _from_block(current)
            current = {}
        if value.strip():
            current.setdefault(column, value.strip())
        else:
            label = column
    yield from _from_block(current)


def _from_block(said: Mapping[str, str]) -> Iterator[Entry]:
    name = said.get("name", "")
    if not name or len(said) < 2 or len(name) > _LONGEST:
        return
    lifetime = read_lifetime(said["lifetime"]) if "lifetime" in said else None
    quote = "; ".join(said.values())[:_LONGEST]
    yield Entry(name, said.get("purpose") or said.get("kind"), lifetime, said.get("access"), quote)


# ── sentences ────────────────────────────────────────────────────────────────────────────────────────────────────────


def _in_sentences(reading: NoticeReading) -> Iterator[Entry]:
    """Names in running text and lists: what stands in the sentence beside the name is said of it."""
    for at, one in enumerate(reading.sentences):
        if one.kind is Kind.CELL:
            continue
        found = [name for name in names_in(one.text) if looks_technical(name)]
        for name in dict.fromkeys(found):
            yield _from_sentence(name, one, reading, at, alone=len(set(found)) == 1)


def _from_sentence(name: str, one: Sentence, reading: NoticeReading, at: int, *, alone: bool) -> Entry:
    around = one.text
    after = reading.sentences[at + 1] if at + 1 < len(reading.sentences) else None
    if alone and after and after.section == one.section and not any(looks_technical(n) for n in names_in(after.text)):
        around = f"{one.text} {after.text}"
    lifetime = read_lifetime(_beside(name, around, alone=alone))
    said = [word for word in one.text.split() if name not in word]
    purpose = one.text if len(said) > _FEWEST_WORDS + 1 else None
    return Entry(name, purpose, lifetime, None, around[:_LONGEST])


def _beside(name: str, text: str, *, alone: bool) -> str:
    """What is said of one of several names in a sentence: what follows it, up to the next name or mark."""
    if alone:
        return text
    start = text.find(name) + len(name)
    rest = text[start : start + 200]
    ends = [rest.find(other) for other in names_in(rest) if looks_technical(other) and other != name]
    return rest[: min((end for end in ends if end > 0), default=len(rest))]


def looks_technical(name: str) -> bool:
    """Whether nobody would take it for a word: with an underscore, digits, capitals inside, or a stand-in."""
    if not is_name(name) or "@" in name or name.endswith((".de", ".com", ".eu", ".at", ".ch", ".net", ".org", ".html")):
        return False
    if "/" in name or "://" in name:
        return False
    inside = name[1:]
    signs = (
        "_" in name or any(sign in name for sign in "*<{[~") or (name.isupper() and len(name) >= 3 and name.isalpha())
    )
    return signs or any(c.isdigit() for c in inside) or _has_hump(name)


def _has_hump(name: str) -> bool:
    """A capital inside, as in `cookieConsent`. Words joined by hyphens, as Cookie-Banner, have theirs by spelling."""
    return "-" not in name and any(c.isupper() for c in name[1:]) and not name.isupper()


# ── the banner's list, and the verdict on one item ───────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class _Listed:
    """What the banner's settings list by name. `unread`: why they may list more than is known."""

    rows: tuple[ListedItem, ...]
    unread: Unknown | None

    @classmethod
    def of(cls, evidence: Evidence) -> _Listed:
        rows = tuple(row for row in evidence.rows("listed_item") if isinstance(row, ListedItem))
        gap = next(iter(evidence.gaps("listed_item")), None)
        banners = [row for row in evidence.rows("consent_banner") if isinstance(row, ConsentBanner)]
        tools = [row.tool for row in banners if row.present is True and isinstance(row.tool, str)]
        if gap is not None:
            return cls(rows, Unknown(gap.reason, gap.cause))
        if tools and not rows:
            return cls(rows, Unknown(f"the settings of {tools[0]} may list it in a layer that was not opened"))
        return cls(rows, None)


def _disclosure(row: StoredItem, entries: Iterable[Entry], texts: Texts, listed: _Listed) -> ItemDisclosure:
    name = str(row.name)
    found = [entry for entry in entries if _names(entry, name)]
    if found:
        return _of_entries(row, found)
    if one := next((one for one in listed.rows if isinstance(one.name, str) and fits(one.name, name)), None):
        unread = Unknown("the banner lists it; what else it says of it there was not read")
        purpose = one.category if isinstance(one.category, str) and one.category else unread
        page = one.page.url if not isinstance(one.page, Unknown) else one.page
        return ItemDisclosure(
            named=True, name=one.name, purpose=purpose, lifetime=unread, lifetime_deviation=unread, access=unread,
            quote=None, page=page,
        )  # fmt: skip
    if plain := _in_plain_words(name, texts):
        return _of_entries(row, [plain])
    return _nowhere(row, texts, listed)


def _names(entry: Entry, name: str) -> bool:
    """A cell may hold several names, parted by commas, blanks or line breaks."""
    return fits(entry.name, name) or any(
        fits(part, name) for part in entry.name.replace(",", " ").replace(";", " ").split()
    )


def _of_entries(row: StoredItem, found: Sequence[Entry]) -> ItemDisclosure:
    """The fullest of what is said in several places; a lifetime that fits, if one does."""
    best = max(found, key=lambda one: (one.purpose is not None, one.lifetime is not None, one.access is not None))
    timed = [one for one in found if one.lifetime is not None]
    lifetime, off = _nearest(row, timed)
    access = next((one.access for one in found if one.access), None)
    purpose = next((one.purpose for one in found if one.purpose), None)
    return ItemDisclosure(
        named=True,
        name=best.name[:_LONGEST],
        purpose=purpose[:_LONGEST] if purpose else None,
        lifetime=lifetime.words if lifetime else None,
        lifetime_deviation=off,
        access=access[:_LONGEST] if access else None,
        quote=best.quote,
        page=best.page or None,
    )


def _nearest(row: StoredItem, timed: Sequence[Entry]) -> tuple[Lifetime | None, Maybe[int | None]]:
    """The stated lifetime that is nearest to the observed one, and how far it is off."""
    if not timed:
        return None, None
    if isinstance(row.lifetime_days, Unknown):
        return timed[0].lifetime, row.lifetime_days
    compared = []
    for one in timed:
        assert one.lifetime is not None  # noqa: S101 - they were chosen by it
        # Browsers keep no cookie for more than 400 days: what was asked for counts as well.
        asked = [row.asked_days] if isinstance(row.asked_days, int) else []
        offs = [deviation(one.lifetime, days) for days in (row.lifetime_days, *asked)]
        off = min(offs, key=lambda found: found or 0)
        shorter = one.lifetime.days is not None and (row.lifetime_days or 0) <= one.lifetime.days
        if off and shorter and is_upper_bound(one.lifetime.words):
            off = 0
        compared.append((off or 0, off, one.lifetime))
    _, off, lifetime = min(compared, key=lambda one: one[0])
    return lifetime, off


def _in_plain_words(name: str, texts: Texts) -> Entry | None:
    """A name that looks like a word, as `cart`, where the notice writes it as a name of its own."""
    for text in texts.notice:
        for at, one in enumerate(text.reading.sentences):
            if "cookie" not in one.folded and "cookie" not in one.context and "storage" not in one.folded:
                continue
            if stands_in(name, one.text) and (looks_technical(name) or len(name) >= _SHORTEST_WORD):
                return replace(_from_sentence(name, one, text.reading, at, alone=True), page=text.url)
    return None


_SHORTEST_WORD = 4


def _nowhere(row: StoredItem, texts: Texts, listed: _Listed) -> ItemDisclosure:
    """Not named, or why nobody can say so."""
    name = str(row.name)
    unsure = listed.unread or unreadable(texts) or _by_service(row, texts, listed) or _on_another_page(texts)
    if unsure is None and "~" in name:
        unsure = (
            None
            if any(part.strip("_.-") for part in name.split("~"))
            else Unknown("its name differs from visit to visit")
        )
    if unsure is not None:
        return ItemDisclosure(
            named=unsure, name=unsure, purpose=unsure, lifetime=unsure, lifetime_deviation=unsure, access=unsure,
            quote=None, page=None,
        )  # fmt: skip
    return ItemDisclosure(
        named=False, name=None, purpose=None, lifetime=None, lifetime_deviation=None, access=None, quote=None, page=None
    )


def _on_another_page(texts: Texts) -> Unknown | None:
    """Whether the notice leads to a page about cookies that nobody read, where it may stand."""
    read = {_plain(text.url) for text in (*texts.notice, *texts.others)}
    for text in texts.notice:
        for link in text.shown.links:
            about_cookies = "cookie" in fold(link.label[:120]) and link.href.startswith(("http://", "https://"))
            if about_cookies and link.place in {"", "main"} and _plain(link.href) not in read:
                return Unknown("the notice leads to a page about cookies that was not read")
    return None


def _plain(url: str) -> str:
    return urldefrag(url)[0].rstrip("/")


def _by_service(row: StoredItem, texts: Texts, listed: _Listed) -> Unknown | None:
    """Why an item of a service may be told without its name: the banner lists the service, or a section its cookies."""
    if not isinstance(row.service, str):
        return None
    if any(row.service in (one.service, one.name) for one in listed.rows):
        return Unknown(f"the banner lists {row.service}; which cookies it names there was not read")
    called = fold(row.service)
    for text in texts.notice:
        for one in text.reading.sentences:
            of_service = called in one.folded or called in one.context
            if of_service and "cookie" in one.folded and (lifetime := read_lifetime(one.text)) and not lifetime.forever:
                return Unknown(
                    f"the notice tells of cookies of {row.service} and how long they last, but not their names"
                )
    return None


__all__ = ["Entry", "entries_of", "looks_technical", "stored_items"]
