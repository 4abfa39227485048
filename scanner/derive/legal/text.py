"""A legal page as lines that can be searched: plain letters with their case, and where they stand.

Plain letters ("Straße" as "Strasse") make patterns simple; `Line.words` gives back what the page says.
"""

from __future__ import annotations

import unicodedata
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from scanner.derive.legal.patterns import pattern
from scanner.derive.notice.fold import fold, tidy
from scanner.derive.notice.language import language_of
from scanner.derive.shown import Image, Shown
from scanner.derive.shown import Line as ShownLine
from scanner.model.vocabulary import PageRole

#: Characters of a page that are read, and of one line.
MAX_TEXT = 400_000
MAX_LINE = 4_000
#: Lines of a page that are read; terms have some hundred.
MAX_LINES = 4_000
#: Fewer words than these are no text that a picture or a frame could not hold in its stead.
_FEW_WORDS = 25
_NO_WORDS = 6
_LONGEST_QUOTE = 300
_A_NUMBER = 6
_UNDERSTOOD = frozenset({"de", "en"})
_SAME = str.maketrans(
    {
        "ä": "ae", "Ä": "Ae", "ö": "oe", "Ö": "Oe", "ü": "ue", "Ü": "Ue", "ß": "ss", "ẞ": "SS", "§": "#", "ø": "o",
        "Ø": "O", "æ": "ae", "Æ": "Ae", "œ": "oe", "ł": "l", "Ł": "L", "ı": "i", "đ": "d", "Đ": "D", "ð": "d",
        "þ": "th", "€": "EUR", "£": "GBP", "…": "...",
        **dict.fromkeys("‐‑‒–—−", "-"), **dict.fromkeys("‘’‚‛´`", "'"), **dict.fromkeys("“”„«»", '"'),
    }
)  # fmt: skip
_DIVIDER = r"\s[·|•●]\s|\s*;\s"
_DASH = r"\s[–-]\s|\s[·|•●]\s|\s*;\s"
#: A line with that many dashes is a list of details, and they divide it.
_MANY_DASHES = 4
_TELLING_PICTURE = r"(?i)impressum|imprint|anschrift|adress|address|kontakt|contact|e?-?mail|telefon|phone|widerruf"


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a page, or one part of a line that dots and bars divide.

    text     as it stands there                     hrefs   of links in it
    plain    in plain letters, with their case      flat    the same in lower case
    heading  it stands above others                 begins  it begins a paragraph, a cell, an item
    """

    text: str
    plain: str
    flat: str
    heading: bool
    begins: bool
    hrefs: tuple[str, ...] = ()

    def words(self, start: int, end: int) -> str:
        """What the page has where `plain` has these places."""
        places = _places(self.text)
        return self.text[bisect_left(places, start) : bisect_left(places, end)].strip()

    @property
    def quote(self) -> str:
        """The line, short enough to be read in a report."""
        return self.text if len(self.text) <= _LONGEST_QUOTE else self.text[:_LONGEST_QUOTE] + " …"


@dataclass(frozen=True, slots=True)
class _Cell:
    """A line that was shown, or a row of a table as one."""

    text: str
    tag: str
    heading: bool
    hrefs: tuple[str, ...]


@dataclass(frozen=True)
class LegalPage:
    """What is read of one page. `unsure`: why nothing may be said to be missing from it; empty if it was read whole."""

    url: str
    role: PageRole
    lines: tuple[Line, ...]
    images: tuple[Image, ...] = ()
    links: tuple[tuple[str, str], ...] = ()
    unsure: str = ""
    beside: tuple[Line, ...] = field(default=(), repr=False)

    @cached_property
    def sentences(self) -> tuple[Line, ...]:
        """The same text in sentences; lines that only a line break parts are one paragraph."""
        from scanner.derive.legal.sentences import sentences  # noqa: PLC0415 - it needs Line

        return tuple(sentences(self.lines))

    @property
    def spelled(self) -> tuple[Line, ...]:
        """The words for pictures that give the address or number that they show."""
        return tuple(line(image.alt) for image in self.images if not image.hidden and _spells(image.alt))

    @property
    def flat(self) -> str:
        """All of it, one line below the other."""
        return "\n".join(line.flat for line in self.lines)


def plain(text: str) -> str:
    """In plain letters, with their case; what has none becomes `?`."""
    if text.isascii():
        return text
    return "".join(_letter(sign) for sign in text)


def _letter(sign: str) -> str:
    if sign.isascii():
        return sign
    same = sign.translate(_SAME)
    if same.isascii():
        return same
    kept = "".join(one for one in unicodedata.normalize("NFKD", sign) if not unicodedata.combining(one))
    return kept if kept.isascii() and kept else "?"


def _places(text: str) -> list[int]:
    """Of every sign of the text, where it begins in plain letters; last, where they end."""
    found, at = [0] * (len(text) + 1), 0
    for number, sign in enumerate(text):
        found[number] = at
        at += len(_letter(sign))
    found[len(text)] = at
    return found


def line(text: str, *, heading: bool = False, begins: bool = True, hrefs: tuple[str, ...] = ()) -> Line:
    """A line of that text."""
    text = tidy(text)[:MAX_LINE]
    letters = plain(text)
    return Line(text, letters, letters.lower(), heading, begins, hrefs)


def legal_page(shown: Shown, url: str, role: PageRole) -> LegalPage:
    """A page as it was shown, its frame left out where the page itself says anything."""
    own = list(shown.read())
    if _count(own) < _NO_WORDS:
        inside = [one for one in shown.lines if one.place == "dialog"]
        own = inside if _count(inside) >= _FEW_WORDS else own
    chosen = {id(one) for one in own}
    beside = tuple(line(one.text, hrefs=_hrefs(one)) for one in shown.lines if id(one) not in chosen)
    lines, whole = _lines(own)
    images = tuple(one for one in shown.images if one.place not in {"header", "nav", "footer"})
    links = tuple((one.href, one.label) for one in shown.links)
    unsure = _unsure(shown, lines, images) if whole else "the page is longer than what was read of it"
    return LegalPage(url, role, lines, images, links, unsure, beside)


def joined(pages: Sequence[LegalPage]) -> LegalPage | None:
    """Several pages of one role as one: what is missing must be missing from all of them."""
    if len(pages) < 2:
        return pages[0] if pages else None
    return LegalPage(
        pages[0].url,
        pages[0].role,
        tuple(one for page in pages for one in page.lines),
        tuple(one for page in pages for one in page.images),
        tuple(one for page in pages for one in page.links),
        next((page.unsure for page in pages if page.unsure), ""),
        tuple(one for page in pages for one in page.beside),
    )


def _count(lines: Iterable[ShownLine]) -> int:
    return sum(len(one.text.split()) for one in lines)


def _hrefs(one: ShownLine) -> tuple[str, ...]:
    return tuple(dict.fromkeys(run.href for run in one.runs if run.href))


def _lines(shown: Sequence[ShownLine]) -> tuple[tuple[Line, ...], bool]:
    left, found = MAX_TEXT, list[Line]()
    for cell in _rows(shown):
        left -= len(cell.text)
        if left < 0 or len(found) >= MAX_LINES:
            return tuple(found), False
        text = cell.text[:MAX_LINE]
        dashes = len(pattern(_DASH).findall(text)) >= _MANY_DASHES
        parts = [part for part in pattern(_DASH if dashes else _DIVIDER).split(text) if part.strip()]
        for number, part in enumerate(parts):
            begins = cell.tag != "br" and number == 0
            found.append(line(part, heading=cell.heading, begins=begins, hrefs=cell.hrefs))
    return tuple(found), True


def _rows(shown: Sequence[ShownLine]) -> Iterator[_Cell]:
    """Lines as they are; the cells of a row of a table as one line, `label: value`."""
    waiting: list[ShownLine] = []
    for one in shown:
        if waiting and one.row != waiting[0].row:
            yield from _row(waiting)
            waiting = []
        if one.row:
            waiting.append(one)
        else:
            yield _Cell(one.text, one.tag, _is_heading(one), _hrefs(one))
    yield from _row(waiting)


def _row(cells: Sequence[ShownLine]) -> Iterator[_Cell]:
    """A row as one line, where each of its cells is one; columns of text stay what they are."""
    if not cells:
        return
    if len(cells) == 1 or any(cell.tag not in {"td", "th"} for cell in cells):
        yield from (_Cell(cell.text, cell.tag, _is_heading(cell), _hrefs(cell)) for cell in cells)
        return
    first, rest = cells[0].text, " ".join(cell.text for cell in cells[1:])
    glue = " " if first.endswith(":") else ": "
    yield _Cell(f"{first}{glue}{rest}", "tr", False, tuple(href for cell in cells for href in _hrefs(cell)))


def _spells(alt: str) -> bool:
    """Whether the words for a picture give the address or number that it shows."""
    return "@" in alt or sum(sign.isdigit() for sign in alt) >= _A_NUMBER


def _is_heading(one: ShownLine) -> bool:
    bold = all(run.bold for run in one.runs if run.text.strip())
    return bool(one.level) or one.tag in {"summary", "dt", "legend", "caption"} or (bold and len(one.text) < 80)


def _unsure(shown: Shown, lines: Sequence[Line], images: Sequence[Image]) -> str:
    """Why something may stand there that was not read; empty where nothing speaks for it."""
    words = sum(len(one.text.split()) for one in lines)
    if not shown.whole:
        return "the page is longer than what was kept of it"
    if shown.unread_frames and words < 8 * _FEW_WORDS:
        return "part of the page is a frame that was not read"
    if words < _NO_WORDS:
        return "hardly any words stand on the page"
    shown_images = [one for one in images if not one.hidden and not _spells(one.alt)]
    if shown_images and words < _FEW_WORDS:
        return "the text may stand in a picture"
    if any(pattern(_TELLING_PICTURE).search(f"{one.src.rpartition('/')[2]} {one.alt}") for one in shown_images):
        return "part of the text stands in a picture"
    language = language_of(fold(one.text) for one in lines) or shown.language[:2].lower() or "de"
    return "" if language in _UNDERSTOOD else f"the page is in another language ({language})"
