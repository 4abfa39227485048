"""HTML to blocks, in one pass: every byte is looked at a bounded number of times, and nothing in it is ever run.

Written for text, not for trees: what is open and unclosed, closed and never opened, or cut off in the middle, costs
structure at that place and nothing else.
"""

from __future__ import annotations

import html
import re
from dataclasses import dataclass, field

from scanner.derive.notice.blocks import MAX_BLOCKS, MAX_CHARACTERS, MAX_LINK, MAX_LINKS, Block, Kind, Page
from scanner.derive.notice.fold import tidy
from scanner.model.markup import tag_end

_HEADINGS = {f"h{level}": level for level in range(1, 7)}
#: Elements that begin and end a block.
_BREAKS = frozenset(
    re.split(
        " ",
        "address article aside blockquote body center dd details dialog div dl dt fieldset figcaption figure "
        "footer form header hr html legend li main nav ol p pre section summary table tbody td tfoot th thead "
        "tr ul",
    )
) | frozenset(_HEADINGS)
#: Elements whose content no visitor reads. `noscript`: the scan has scripts switched on.
_UNREAD = frozenset(
    {"script", "style", "template", "noscript", "textarea", "iframe", "svg", "math", "object", "canvas", "select"}
    | {"title", "xmp"}
)
_RAW = frozenset(["script", "style", "textarea", "iframe", "xmp", "title"])
_FRAME = frozenset(["nav", "footer", "aside", "dialog", "header"])
_FRAME_ROLE = re.compile(
    r"""\brole\s{0,3}=\s{0,3}["']?(?:navigation|contentinfo|banner|dialog|alertdialog|search|menu)\b"""
)
_MAIN_ROLE = re.compile(r"""\brole\s{0,3}=\s{0,3}["']?main\b""")
_HREF = re.compile(r"""\bhref\s{0,3}=\s{0,3}["']?([^"'\s>]{1,500})""")
_VOID = frozenset(re.split(" ", "area base br col embed hr img input link meta param source track wbr"))
_BOLD = frozenset(["b", "strong"])
_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9:-]{0,40})")
_LOWER = str.maketrans("ABCDEFGHIJKLMNOPQRSTUVWXYZ", "abcdefghijklmnopqrstuvwxyz")
_MAX_DEPTH = 400
#: Tags that are read; large pages have ten thousand.
_MAX_TAGS = 150_000
_LOOK_BACK = 60
_MAX_ATTRIBUTES = 2_000
_LONGEST_HEADING = 120
_LOOKS_LIKE_HTML = re.compile(
    r"<(?:!doctype|html|head|body|div|p|h[1-6]|ul|ol|li|table|tr|td|th|section|article|main|br|span|strong)\b[^<>]{0,300}>",
    re.IGNORECASE,
)


def is_html(text: str) -> bool:
    """Whether the text is marked up. One tag in a Markdown file isn't enough."""
    sample = text[:200_000]
    tags = sum(1 for _ in zip(_LOOKS_LIKE_HTML.finditer(sample), range(4), strict=False))
    return tags >= 3 or sample.lstrip()[:9].lower().startswith(("<!doctype", "<html", "<body"))


def read_html(text: str) -> Page:
    """The blocks of a page in the order of the source."""
    return _Reader(text[:MAX_CHARACTERS], len(text) <= MAX_CHARACTERS).read()


@dataclass(slots=True)
class _Open:
    """An element that was begun."""

    name: str
    frame: bool = False
    main: bool = False
    unread: bool = False


@dataclass(slots=True)
class _Table:
    """Where in a table we are, and what its columns are called."""

    column: int = -1
    row: int = 0
    heads: list[str] = field(default_factory=list)
    first: str = ""


class _Reader:
    def __init__(self, text: str, whole: bool) -> None:
        self.text = text
        self.low = text.translate(_LOWER)
        self.whole = whole
        self.blocks: list[Block] = []
        self.links: list[str] = []
        self.stack: list[_Open] = []
        self.tables: list[_Table] = []
        self.frames = self.mains = self.unread = self.bold = 0
        self.parts: list[str] = []
        self.plain_length = 0
        self.kind = Kind.TEXT
        self.level = 0

    def read(self) -> Page:
        place = tags = 0
        while place < len(self.text) and len(self.blocks) < MAX_BLOCKS and tags < _MAX_TAGS:
            tags += 1
            start = self.text.find("<", place)
            if start < 0:
                self._words(self.text[place:])
                break
            self._words(self.text[place:start])
            place = self._markup(start)
        self._end_block()
        whole = self.whole and len(self.blocks) < MAX_BLOCKS and tags < _MAX_TAGS and not self.unread
        return Page(tuple(self.blocks), whole, tuple(self.links))

    def _markup(self, start: int) -> int:
        """Read what begins with `<` and return where it ends."""
        if self.text.startswith("<!--", start):
            return self._after("-->", start + 4)
        if self.text.startswith(("<?php", "<?="), start):
            return self._after("?>", start)
        if self.text.startswith(("<!", "<?"), start):
            return self._after(">", start)
        tag = _TAG.match(self.text, start)
        if tag is None:
            self._words("<")
            return start + 1
        end = tag_end(self.text, tag.end())
        name = tag[2].translate(_LOWER)
        if tag[1]:
            self._close(name)
            return end
        self._open(name, self.low[tag.end() : min(end, tag.end() + _MAX_ATTRIBUTES)])
        if name in _RAW:
            closing = self.low.find(f"</{name}", end)
            return len(self.text) if closing < 0 else closing
        return end

    def _after(self, mark: str, start: int) -> int:
        found = self.text.find(mark, start)
        return len(self.text) if found < 0 else found + len(mark)

    def _open(self, name: str, attributes: str) -> None:
        if name == "br":
            self.parts.append("\n")
            return
        if name in _BREAKS:
            self._end_block()
            self._begin(name)
        if name == "a" and not self.frames and len(self.links) < MAX_LINKS and (target := _HREF.search(attributes)):
            self.links.append(html.unescape(target[1])[:MAX_LINK])
        if name in _VOID or attributes.endswith("/>"):
            return
        entry = _Open(name)
        entry.unread = name in _UNREAD
        entry.main = name == "main" or bool(_MAIN_ROLE.search(attributes))
        entry.frame = not entry.main and (
            (name in _FRAME and not (name == "header" and self.mains)) or bool(_FRAME_ROLE.search(attributes))
        )
        if len(self.stack) < _MAX_DEPTH:
            self.stack.append(entry)
            self._count(entry, 1)

    def _begin(self, name: str) -> None:
        if name in _HEADINGS:
            self.kind, self.level = Kind.HEADING, _HEADINGS[name]
        elif name in {"summary", "dt"}:  # what is under it, it is about
            self.kind, self.level = Kind.HEADING, 6
        elif name in {"li", "dd"}:
            self.kind = Kind.ITEM
        elif name == "table":
            self.tables.append(_Table())
            del self.tables[:-20]
        elif name == "tr" and self.tables:
            self.tables[-1].column = -1
            self.tables[-1].row += 1
        elif name in {"td", "th"}:
            self.kind = Kind.CELL
            if self.tables:
                self.tables[-1].column += 1

    def _count(self, entry: _Open, step: int) -> None:
        self.frames += step * entry.frame
        self.mains += step * entry.main
        self.unread += step * entry.unread
        self.bold += step * (entry.name in _BOLD)

    def _close(self, name: str) -> None:
        if name in _BREAKS:
            self._end_block()
        if name == "table" and self.tables:
            self.tables.pop()
        for back in range(1, min(len(self.stack), _LOOK_BACK) + 1):
            if self.stack[-back].name == name:
                for entry in self.stack[-back:]:
                    self._count(entry, -1)
                del self.stack[-back:]
                break

    def _words(self, text: str) -> None:
        if self.unread or not text:
            return
        self.parts.append(html.unescape(text).replace("\n", " "))
        if not self.bold:
            self.plain_length += len(text.strip())

    def _end_block(self) -> None:
        lines = [tidy(line) for line in "".join(self.parts).split("\n")]
        emphasised = self.plain_length == 0
        self.parts, self.plain_length = [], 0
        kind, self.kind = self.kind, Kind.TEXT
        for line in _joined([line for line in lines if line]):
            self._add(kind, line, emphasised)

    def _add(self, kind: Kind, line: str, emphasised: bool) -> None:
        header, level = "", self.level if kind is Kind.HEADING else 0
        if kind is Kind.CELL and self.tables:
            header = self._header(self.tables[-1], line)
        elif kind is Kind.TEXT and emphasised and len(line) <= _LONGEST_HEADING and not line.endswith((".", ",", ";")):
            kind, level = Kind.HEADING, 6
        self.blocks.append(Block(kind, line, level, header, self.frames > 0, self.mains > 0))

    @staticmethod
    def _header(table: _Table, line: str) -> str:
        """The head of the column and that of the row."""
        if table.column == 0:
            table.first = line[:_LONGEST_HEADING]
        row = table.first if table.column > 0 else ""
        if table.row <= 1:
            while len(table.heads) <= min(table.column, 30):
                table.heads.append("")
            if 0 <= table.column < len(table.heads):
                table.heads[table.column] = line[:_LONGEST_HEADING]
            return row
        head = table.heads[table.column] if 0 <= table.column < len(table.heads) else ""
        return " > ".join(part for part in (head, row) if part)


def _joined(lines: list[str]) -> list[str]:
    """Lines that a line break parted, put together again where the second goes on in lower case."""
    joined: list[str] = []
    for line in lines:
        if joined and line[0].islower() and not joined[-1].endswith((".", ":", "!", "?")) and len(joined[-1]) < 4_000:
            joined[-1] += " " + line
        else:
            joined.append(line)
    return joined
