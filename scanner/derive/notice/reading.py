"""A privacy notice as a person reads it: sections, sentences with what they stand under, language, date."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable
from dataclasses import dataclass

from scanner.derive.notice.blocks import Block, Kind, Page
from scanner.derive.notice.dates import version_date
from scanner.derive.notice.fold import fold, tidy
from scanner.derive.notice.language import language_of
from scanner.derive.notice.markup import is_html, read_html
from scanner.derive.notice.plain import read_plain

#: Longest sentence; longer ones, as in lists without full stops, are parted at a space.
MAX_SENTENCE = 900
MAX_SENTENCES = 20_000
#: Characters that are read closely. The longest notices seen have 200 thousand.
MAX_TEXT = 600_000
#: Fewer words than this are no notice: an error page, a frame, or one that a script has yet to fill.
FEWEST_WORDS = 15
_MAIN_WORDS = 80
#: Shares of the words: main is the notice with so many of those outside the frame; these aren't with fewer of all.
_MOST, _FEW = 0.5, 0.3

_STOP = re.compile(r"[.!?][\"')\]”“]{0,3} (?=[A-ZÄÖÜ0-9\"„“(\[])")
#: "Wozu: Bestellung, Versand". What stands before the colon says what the rest is about.
_LABEL = re.compile(r"([^.:?!;]{2,48}):\s\S")
_WORDS_OF_A_LABEL = 5
_WORD = re.compile(r"[^\W\d_]+")
_BETWEEN = re.compile(r"\s*[|·•]\s*")
_PAGES = re.compile(r"\b(?:impressum|imprint|agb|terms|legal notice|kontakt|contact)\b", re.IGNORECASE)
_LINKS, _WORDS_OF_A_LINK = 3, 3
_LONG_WORD = 6
_LONGEST_QUESTION = 200
#: What ends in a full stop without ending a sentence (folded).
_ABBREVIATION = re.compile(
    r"(?:^|[\s(\"'/])(?:art|artt|abs|lit|nr|no|s|bzw|ggf|gem|ziff|vgl|inkl|evtl|sog|str|tel|fax|inc|ltd|co|corp|dr|"
    r"prof|inh|buchst|uabs|ca|zzgl|max|mind|z ?\. ?b|u ?\. ?a|d ?\. ?h|i ?\. ?d ?\. ?r|i ?\. ?s ?\. ?d|i ?\. ?v ?\. ?m|"
    r"e ?\. ?g|i ?\. ?e|u ?\. ?s|e ?\. ?k|e ?\. ?v|[a-z]|[0-9]{1,2})$"
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Section:
    """A part of the notice. `path`: the headings it stands under, its own last."""

    heading: str
    path: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence with its place.

    `context`: headings, the lead-in of a list, the head of a column; folded, as `folded` is the text.
    """

    text: str
    folded: str
    kind: Kind
    section: int
    context: str


@dataclass(frozen=True, slots=True)
class NoticeReading:
    """What was read. `language` is de, en, another two-letter code, or None if it can't be told.

    `fully_read`: the caller saw the whole notice, and none of it was left out here.
    """

    url: str
    language: str | None
    words: int
    version_date: dt.date | None
    fully_read: bool
    sections: tuple[Section, ...]
    sentences: tuple[Sentence, ...]
    links: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Legibility:
    """`sentence_words`: of a sentence on average. `lix`: that and the percentage of words longer than six letters."""

    sentence_words: float
    lix: float


def legibility(reading: NoticeReading) -> Legibility | None:
    """How hard it reads (Björnsson, Läsbarhet, 1968); headings and cells are no sentences. None without any."""
    said = [one.text for one in reading.sentences if one.kind in {Kind.TEXT, Kind.ITEM}]
    words = [word for text in said for word in _WORD.findall(text)]
    if not words:
        return None
    average = len(words) / len(said)
    long = 100 * sum(len(word) > _LONG_WORD for word in words) / len(words)
    return Legibility(round(average, 1), round(average + long, 1))


def read_notice(html_or_text: str, url: str, *, fully_read: bool = True) -> NoticeReading:
    """Read HTML, Markdown or plain text. Never raises; what is too large is cut and not `fully_read`."""
    page = read_html(html_or_text) if is_html(html_or_text) else read_plain(html_or_text)
    own = _own_text(page)
    blocks = tuple(block for block in own if not _is_menu(block.text))
    sections, sentences = _sentences(blocks)
    texts = [sentence.folded for sentence in sentences]
    # A day may stand among links, as in a line of "Stand: Juni 2018" and the imprint.
    menus = [fold(block.text) for block in own if _is_menu(block.text)]
    return NoticeReading(
        url=url,
        language=language_of(texts),
        words=sum(len(sentence.text.split()) for sentence in sentences),
        version_date=version_date([*texts, *menus]),
        fully_read=fully_read and page.whole and len(sentences) < MAX_SENTENCES and _length(blocks) < MAX_TEXT,
        sections=tuple(sections),
        sentences=tuple(sentences),
        links=page.links,
    )


def _own_text(page: Page) -> tuple[Block, ...]:
    """The notice without the shop's frame; what holds most of the text, wherever a page puts it."""
    own = tuple(block for block in page.blocks if not block.frame)
    main = tuple(block for block in own if block.main)
    words, of_main, of_all = _words(own), _words(main), _words(page.blocks)
    if of_main >= _MAIN_WORDS and of_main >= _MOST * words:
        return main
    if words >= _MAIN_WORDS and words >= _FEW * of_all:
        return own
    return page.blocks if of_all - words >= _MAIN_WORDS else own


def _is_menu(text: str) -> bool:
    """A line of links to a shop's other pages, wherever it stands: "Impressum | AGB | Datenschutz"."""
    parts = [part.split() for part in _BETWEEN.split(text)]
    return (
        len(parts) >= _LINKS and all(len(part) <= _WORDS_OF_A_LINK for part in parts[:-1]) and bool(_PAGES.search(text))
    )


def _words(blocks: Iterable[Block]) -> int:
    return sum(len(block.text.split()) for block in blocks)


def _length(blocks: tuple[Block, ...]) -> int:
    return sum(len(block.text) for block in blocks)


def _sentences(blocks: tuple[Block, ...]) -> tuple[list[Section], list[Sentence]]:
    sections, sentences = [Section("", ())], list[Sentence]()
    open_headings: list[Block] = []
    lead, asked, left = "", "", MAX_TEXT
    for block in blocks:
        if block.kind is Kind.HEADING:
            while open_headings and open_headings[-1].level >= block.level:
                open_headings.pop()
            open_headings.append(block)
            heading = block.text[:300]
            sections.append(Section(heading, tuple(above.text[:300] for above in open_headings)))
            lead = asked = ""
        parts = split_sentences(block.text[:left])
        left -= len(block.text)
        above = (*sections[-1].path, asked, lead if block.kind is Kind.ITEM else "", block.header)
        sentences += _with_context(parts, block.kind, len(sections) - 1, above)
        if block.kind is Kind.TEXT and parts:
            lead = parts[-1] if block.text.endswith(":") or len(parts) <= 2 else ""
        if block.kind is not Kind.HEADING and len(parts) == 1 and block.text.endswith("?"):
            asked = block.text[:_LONGEST_QUESTION]
        if len(sentences) >= MAX_SENTENCES or left <= 0:
            break
    return sections, sentences[:MAX_SENTENCES]


def _with_context(parts: list[str], kind: Kind, section: int, above: tuple[str, ...]) -> list[Sentence]:
    """The sentences of a block with what they stand under: a label before a colon is a heading of its own."""
    sentences, label = list[Sentence](), ""
    for at, part in enumerate(parts):
        own = _LABEL.match(part)
        if own and kind is not Kind.HEADING:
            label = own[1]
        context = fold(" ".join(f"> {over}" for over in (*above, label) if over))[:1_500]
        sentences.append(Sentence(part, fold(part), kind, section, context))
        if at == 0 and len(parts) > 1 and len(part.split()) <= _WORDS_OF_A_LABEL:
            label = part
    return sentences


def split_sentences(text: str) -> list[str]:
    """Sentences of one block, each at most `MAX_SENTENCE` characters long."""
    parts, start = list[str](), 0
    for stop in _STOP.finditer(text):
        if text[stop.start()] == "." and _ABBREVIATION.search(fold(text[max(start, stop.start() - 14) : stop.start()])):
            continue
        parts.append(text[start : stop.end() - 1])
        start = stop.end()
    parts.append(text[start:])
    return [piece for part in _answered(parts) for piece in _bounded(tidy(part)) if piece]


def _answered(parts: list[str]) -> list[str]:
    """A short question and what follows it are one thing said: "Etwas ist falsch? Wir ändern es."."""
    joined: list[str] = []
    for part in parts:
        if (
            joined
            and joined[-1].endswith("?")
            and len(joined[-1]) < _LONGEST_QUESTION
            and len(part) < _LONGEST_QUESTION
        ):
            joined[-1] += " " + part
        else:
            joined.append(part)
    return joined


def _bounded(part: str) -> list[str]:
    pieces: list[str] = []
    while len(part) > MAX_SENTENCE:
        cut = part.rfind(" ", MAX_SENTENCE // 2, MAX_SENTENCE)
        cut = MAX_SENTENCE if cut < 0 else cut
        pieces.append(part[:cut])
        part = part[cut:].lstrip()
    return [*pieces, part]
