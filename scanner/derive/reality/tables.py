"""The tables of a kept page, cell by cell, empty ones too. Linear and bounded; never raises for what a page holds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from scanner.model.markup import MarkupReader

MAX_ROWS = 5_000
_MAX_CELLS = 30
_LONGEST = 1_000
_MAX_DEPTH = 8


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of cells, in order. `heading`: what stands above it."""

    heading: str
    rows: tuple[tuple[str, ...], ...]


@dataclass(slots=True)
class _Open:
    heading: str
    rows: list[list[str]] = field(default_factory=list)
    parts: list[str] | None = None

    def end_cell(self) -> None:
        if self.parts is not None and self.rows and len(self.rows[-1]) < _MAX_CELLS:
            self.rows[-1].append(" ".join("".join(self.parts).split())[:_LONGEST])
        self.parts = None


class _Reader(MarkupReader):
    def __init__(self) -> None:
        self.tables: list[Table] = []
        self._open: list[_Open] = []
        self._heading: list[str] | None = None
        self._last = ""
        self._rows = 0

    def on_start(self, tag: str, attributes: Mapping[str, str]) -> None:
        role = attributes.get("role", "")
        tag = {"table": "table", "row": "tr", "cell": "td", "columnheader": "th", "rowheader": "th"}.get(role, tag)
        if tag == "table" and len(self._open) < _MAX_DEPTH:
            self._open.append(_Open(self._last))
        elif tag in {"h1", "h2", "h3", "h4", "h5", "h6", "caption"}:
            self._heading = []
        elif self._open and tag == "tr" and self._rows < MAX_ROWS:
            self._open[-1].end_cell()
            self._open[-1].rows.append([])
            self._rows += 1
        elif self._open and tag in {"td", "th"}:
            self._open[-1].end_cell()
            self._open[-1].parts = []
        elif self._open and self._open[-1].parts is not None and tag in {"br", "p", "li", "div"}:
            self._open[-1].parts.append(" ")

    def on_end(self, tag: str) -> None:
        if tag in {"h1", "h2", "h3", "h4", "h5", "h6", "caption"} and self._heading is not None:
            self._last, self._heading = " ".join("".join(self._heading).split())[:200], None
        elif self._open and tag in {"td", "th", "tr"}:
            self._open[-1].end_cell()
        elif self._open and tag == "table":
            self._end_table()

    def on_text(self, text: str) -> None:
        if self._heading is not None:
            self._heading.append(text)
        elif self._open and self._open[-1].parts is not None:
            self._open[-1].parts.append(text)

    def _end_table(self) -> None:
        one = self._open.pop()
        one.end_cell()
        rows = tuple(tuple(row) for row in one.rows if any(row))
        if rows:
            self.tables.append(Table(one.heading, rows))

    def end(self) -> None:
        """What was left open."""
        while self._open:
            self._end_table()


def read_tables(document: bytes) -> tuple[Table, ...]:
    """All tables of a document, inner ones before those around them."""
    reader = _Reader()
    reader.read(document[:3_000_000].decode("utf-8", "replace"))
    reader.end()
    return tuple(reader.tables)
