"""Reads the document that is kept of a page as its visitor saw it (`probes/browser/shown_tree.py` writes it). Pure.

Such a document may come from anywhere, as evidence may: it is read in one pass, within bounds, and believed in nothing.
"""

from __future__ import annotations

import functools
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from scanner.model.markup import MarkupReader

MAX_CHARACTERS = 3_000_000
MAX_LINES = 20_000
MAX_IMAGES = 2_000
MAX_LINKS = 5_000
_MAX_DEPTH = 500
_MOST_DATA = 40
_BLOCKS = frozenset(
    {"address", "article", "aside", "blockquote", "body", "br", "caption", "center", "dd", "details", "dialog", "div"}
    | {"dl", "dt", "fieldset", "figcaption", "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header"}
    | {"hr", "legend", "li", "main", "nav", "ol", "p", "pre", "section", "summary", "table", "tbody", "td", "tfoot"}
    | {"th", "thead", "tr", "ul", "button", "label", "option"}
)
_SIZE = re.compile(r"(\d{1,5})x(\d{1,5})")
_VOID = frozenset({"br", "hr", "img", "meta", "wbr", "input", "link"})
_PLACES = {"header": "header", "nav": "nav", "footer": "footer", "aside": "aside", "main": "main", "dialog": "dialog"}
_ROLES = {
    "banner": "header", "navigation": "nav", "contentinfo": "footer", "complementary": "aside", "main": "main",
    "dialog": "dialog", "alertdialog": "dialog", "menu": "nav", "menubar": "nav",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Run:
    """Words of a line that look the same. `href`: of the link they are in. `marked`: another colour than around."""

    text: str
    bold: bool = False
    struck: bool = False
    marked: bool = False
    underlined: bool = False
    href: str = ""
    prop: str = ""
    slanted: bool = False

    @property
    def stands_out(self) -> bool:
        """By weight, colour, slant or a line below, from what is around it."""
        return self.bold or self.marked or self.underlined or self.slanted


@dataclass(frozen=True, slots=True)
class Line:
    """A block of text. `tag`: the block's element; `level`: of a heading, else 0.

    `place`: header, nav, main, footer, aside, dialog or empty. `hidden`: not to be seen when the page was kept, as what
    an accordion holds. `row`: the number of its table row, 0 outside of tables. `frame`: the address of the frame.
    """

    text: str
    runs: tuple[Run, ...]
    tag: str
    place: str
    hidden: bool
    level: int = 0
    row: int = 0
    frame: str = ""


@dataclass(frozen=True, slots=True)
class Image:
    """`href`: of the link around it. `line`: the number of the line that follows it, for what stands near.

    `width`, `height`: in CSS pixels, 0 where not known. `clicks`: a script takes clicks on it. `cut`: parameters of
    the link that may matter to whom it leads to are not kept.
    """

    src: str
    alt: str
    title: str
    href: str
    hidden: bool
    place: str
    line: int
    background: bool = False
    width: int = 0
    height: int = 0
    clicks: bool = False
    cut: bool = False


@dataclass(frozen=True, slots=True)
class Anchor:
    """A link. `label`: its words, else the alternative text of its picture, else its title."""

    href: str
    label: str
    hidden: bool
    place: str
    line: int


@dataclass(frozen=True, slots=True)
class Shown:
    """A page as it was seen. `data`: its JSON-LD, parsed. `props`: microdata in order, name and value.

    `whole`: all of it was read. `unread_frames`: addresses of frames whose content is not known.
    """

    title: str
    language: str
    lines: tuple[Line, ...]
    images: tuple[Image, ...]
    links: tuple[Anchor, ...]
    data: tuple[Any, ...] = ()
    props: tuple[tuple[str, str], ...] = ()
    unread_frames: tuple[str, ...] = ()
    whole: bool = True

    def text(self, *, hidden: bool = True, frame: bool = False) -> str:
        """All lines, one below the other. `frame`: header, navigation and footer too."""
        return "\n".join(line.text for line in self.read(hidden=hidden, frame=frame))

    def read(self, *, hidden: bool = True, frame: bool = False) -> Iterator[Line]:
        """The lines of the page itself, or with the shop's frame."""
        for line in self.lines:
            if (hidden or not line.hidden) and (frame or line.place not in {"header", "nav", "footer", "dialog"}):
                yield line


@functools.lru_cache(maxsize=32)
def read_shown(document: bytes) -> Shown:
    """Reads what was kept. Never raises; what is no such document gives what words it has."""
    text = document.decode("utf-8", "replace")
    reader = _Reader()
    reader.read(text[:MAX_CHARACTERS])
    reader.end_line()
    return reader.shown(whole=len(text) <= MAX_CHARACTERS)


@dataclass(slots=True)
class _Open:
    tag: str
    place: str
    hidden: bool
    href: str
    frame: str
    bold: bool = False
    struck: bool = False
    marked: bool = False
    underlined: bool = False
    prop: str = ""
    cut: bool = False
    slanted: bool = False


@dataclass(slots=True)
class _Link:
    href: str
    hidden: bool
    place: str
    line: int
    words: list[str] = field(default_factory=list)
    spare: str = ""


def _place(tag: str, role: str, above: str) -> str:
    """Where an element stands. Header and footer of an article are its own, not the page's."""
    own = _ROLES.get(role, "") or _PLACES.get(tag, "")
    return above if not own or (above == "main" and own in {"header", "footer"}) else own


def _size(told: str) -> tuple[int, int]:
    found = _SIZE.fullmatch(told)
    return (int(found[1]), int(found[2])) if found else (0, 0)


class _Reader(MarkupReader):
    def __init__(self) -> None:
        self.lines: list[Line] = []
        self.images: list[Image] = []
        self.links: list[Anchor] = []
        self.data: list[Any] = []
        self.props: list[tuple[str, str]] = []
        self.unread: list[str] = []
        self.title = self.language = ""
        self._stack = [_Open("", "", False, "", "")]
        self._runs: list[Run] = []
        self._link: _Link | None = None
        self._raw: list[str] | None = None
        self._block = "body"
        self._row = 0
        self._full = False

    def shown(self, *, whole: bool) -> Shown:
        return Shown(
            self.title, self.language, tuple(self.lines), tuple(self.images), tuple(self.links), tuple(self.data),
            tuple(self.props), tuple(dict.fromkeys(self.unread)), whole and not self._full,
        )  # fmt: skip

    def on_start(self, tag: str, told: Mapping[str, str]) -> None:
        above = self._stack[-1]
        if tag in _BLOCKS:
            self.end_line()
            self._block = tag
            self._row += tag == "tr"
        hidden = above.hidden or "data-hidden" in told
        self._note(tag, told, hidden)
        if tag in _VOID:
            return
        one = _Open(
            tag,
            _place(tag, told.get("role", ""), above.place),
            hidden,
            told.get("href", "") if tag == "a" else above.href,
            told.get("data-frame", above.frame),
            above.bold or tag in {"b", "strong"},
            above.struck or tag in {"s", "del"},
            above.marked or tag == "mark",
            above.underlined or tag == "u",
            told.get("itemprop", "") if "content" not in told else "",
            "data-cut" in told if tag == "a" else above.cut,
            above.slanted or tag in {"em", "i"},
        )
        if len(self._stack) < _MAX_DEPTH:
            self._stack.append(one)
        if tag == "a" and one.href:
            spare = told.get("aria-label", "") or told.get("title", "")
            self._link = _Link(one.href, hidden, one.place, len(self.lines), spare=spare)

    def _note(self, tag: str, told: Mapping[str, str], hidden: bool) -> None:
        """What an element says without words."""
        if tag in {"script", "title"}:
            self._raw = []
        elif tag == "html":
            self.language = told.get("lang", "")[:40]
        elif tag == "img":
            self._image(told, hidden)
        if "itemprop" in told and "content" in told:
            self._prop(told["itemprop"], told["content"])
        if "data-unread" in told:
            self.unread.append(told.get("data-frame", ""))

    def on_end(self, tag: str) -> None:
        if self._raw is not None and tag in {"script", "title"}:
            self._end_raw(tag)
        if tag in _BLOCKS:
            self.end_line()
            self._block = "div"
        if tag == "a" and self._link is not None:
            self._end_link(self._link)
        for back in range(1, len(self._stack)):
            if self._stack[-back].tag == tag:
                del self._stack[-back:]
                return

    def on_text(self, text: str) -> None:
        if self._raw is not None:
            self._raw.append(text)
            return
        one = self._stack[-1]
        if self._link is not None:
            self._link.words.append(text)
        self._runs.append(Run(text, one.bold, one.struck, one.marked, one.underlined, one.href, one.prop, one.slanted))

    def end_line(self) -> None:
        """What was gathered is a line."""
        runs, self._runs = self._runs, []
        text = " ".join("".join(run.text for run in runs).split())
        if not text:
            return
        if len(self.lines) >= MAX_LINES:
            self._full = True
            return
        one = self._stack[-1]
        level = int(self._block[1]) if len(self._block) == 2 and self._block[0] == "h" and self._block != "hr" else 0
        in_table = any(above.tag == "table" for above in self._stack)
        for run in runs:
            if run.prop and run.text.strip():
                self._prop(run.prop, run.text)
        kept = tuple(run for run in runs if run.text)
        line = Line(
            text, kept, self._block, one.place, one.hidden, level, self._row if in_table else 0, one.frame
        )  # fmt: skip
        self.lines.append(line)

    def _image(self, told: Mapping[str, str], hidden: bool) -> None:
        one = self._stack[-1]
        if self._link is not None and not self._link.spare:
            self._link.spare = told.get("alt", "") or told.get("title", "")
        if len(self.images) >= MAX_IMAGES:
            self._full = True
            return
        width, height = _size(told.get("data-size", ""))
        self.images.append(
            Image(
                told.get("src", ""), told.get("alt", ""), told.get("title", ""), one.href, hidden, one.place,
                len(self.lines), "data-background" in told, width, height, "data-clicks" in told, one.cut,
            )
        )  # fmt: skip

    def _end_link(self, link: _Link) -> None:
        self._link = None
        label = " ".join("".join(link.words).split()) or " ".join(link.spare.split())
        if len(self.links) >= MAX_LINKS:
            self._full = True
            return
        self.links.append(Anchor(link.href, label, link.hidden, link.place, link.line))

    def _end_raw(self, tag: str) -> None:
        text, self._raw = "".join(self._raw or ()), None
        if tag == "title":
            self.title = self.title or " ".join(text.split())
        elif len(self.data) < _MOST_DATA:
            try:
                self.data.append(json.loads(text.replace("<\\/", "</")))
            except (ValueError, RecursionError):
                return  # the page's own mistake; nothing is said by it

    def _prop(self, name: str, value: str) -> None:
        if len(self.props) < MAX_LINKS:
            self.props.append((name[:60], " ".join(value.split())[:500]))
