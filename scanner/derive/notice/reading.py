"""A privacy notice as a person reads it: sections, sentences with what they stand under, language, date."""

from __future__ import annotations

import datetime as dt
import re
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

_STOP = re.compile(r"[.!?][\"')\]”“]{0,3} (?=[A-ZÄÖÜ0-9\"„“(\[])")
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


def read_notice(html_or_text: str, url: str, *, fully_read: bool = True) -> NoticeReading:
    """Read HTML, Markdown or plain text. Never raises; what is too large is cut and not `fully_read`."""
    page = read_html(html_or_text) if is_html(html_or_text) else read_plain(html_or_text)
    blocks = _own_text(page)
    sections, sentences = _sentences(blocks)
    texts = [sentence.folded for sentence in sentences]
    return NoticeReading(
        url=url,
        language=language_of(texts),
        words=sum(len(sentence.text.split()) for sentence in sentences),
        version_date=version_date(texts),
        fully_read=fully_read and page.whole and len(sentences) < MAX_SENTENCES and _length(blocks) < MAX_TEXT,
        sections=tuple(sections),
        sentences=tuple(sentences),
        links=page.links,
    )


def _own_text(page: Page) -> tuple[Block, ...]:
    """The notice without the shop's frame; everything, if hardly anything else is left."""
    for chosen in ([b for b in page.blocks if b.main and not b.frame], [b for b in page.blocks if not b.frame]):
        if sum(len(block.text.split()) for block in chosen) >= _MAIN_WORDS:
            return tuple(chosen)
    rest = tuple(block for block in page.blocks if not block.frame)
    framed = sum(len(block.text.split()) for block in page.blocks if block.frame)
    return page.blocks if framed >= _MAIN_WORDS else rest


def _length(blocks: tuple[Block, ...]) -> int:
    return sum(len(block.text) for block in blocks)


def _sentences(blocks: tuple[Block, ...]) -> tuple[list[Section], list[Sentence]]:
    sections, sentences = [Section("", ())], list[Sentence]()
    open_headings: list[Block] = []
    lead, left = "", MAX_TEXT
    for block in blocks:
        if block.kind is Kind.HEADING:
            while open_headings and open_headings[-1].level >= block.level:
                open_headings.pop()
            open_headings.append(block)
            heading = block.text[:300]
            sections.append(Section(heading, tuple(above.text[:300] for above in open_headings)))
            lead = ""
        path = " > ".join(sections[-1].path)
        context = fold(f"{path} > {lead if block.kind is Kind.ITEM else ''} > {block.header}")[:1_500]
        parts = split_sentences(block.text[:left])
        left -= len(block.text)
        sentences += [Sentence(part, fold(part), block.kind, len(sections) - 1, context) for part in parts]
        if block.kind is Kind.TEXT and parts:
            lead = parts[-1] if block.text.endswith(":") or len(parts) <= 2 else ""
        if len(sentences) >= MAX_SENTENCES or left <= 0:
            break
    return sections, sentences[:MAX_SENTENCES]


def split_sentences(text: str) -> list[str]:
    """Sentences of one block, each at most `MAX_SENTENCE` characters long."""
    parts, start = list[str](), 0
    for stop in _STOP.finditer(text):
        if text[stop.start()] == "." and _ABBREVIATION.search(fold(text[max(start, stop.start() - 14) : stop.start()])):
            continue
        parts.append(text[start : stop.end() - 1])
        start = stop.end()
    parts.append(text[start:])
    return [piece for part in parts for piece in _bounded(tidy(part)) if piece]


def _bounded(part: str) -> list[str]:
    pieces: list[str] = []
    while len(part) > MAX_SENTENCE:
        cut = part.rfind(" ", MAX_SENTENCE // 2, MAX_SENTENCE)
        cut = MAX_SENTENCE if cut < 0 else cut
        pieces.append(part[:cut])
        part = part[cut:].lstrip()
    return [*pieces, part]
