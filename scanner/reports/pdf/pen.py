"""What every part of the PDF is written with: one language, and ink for whatever anybody said."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from scanner.model.text import visible
from scanner.model.verdict import Text
from scanner.reports.full import prose
from scanner.reports.full.cells import Cell
from scanner.reports.full.view import Provision
from scanner.reports.pdf.ink import MOST, Ink, ink


@dataclass(frozen=True, slots=True)
class Pen:
    """Writes in a language. `latin`: draw Latin letters alone."""

    lang: str
    latin: bool = False

    def to(self, text: Text) -> str:
        """A text of ours in the language."""
        return text.to(self.lang)

    def ink(self, text: str, most: int = MOST) -> Ink:
        """Anybody's text, as it can be drawn."""
        return ink(text, most, plain=self.latin)

    def short(self, text: str) -> Ink:
        """What was observed, or a reason: a few lines, without the middle of long runs, as on the web page."""
        return self.ink(prose.folded(visible(text, MOST)))

    def plain(self, text: str, most: int = MOST) -> str:
        """The same in one piece, where no line is broken: a title, an alternative text."""
        drawn = self.ink(text, most)
        return drawn if isinstance(drawn, str) else "".join(drawn)

    def prose(self, text: str, most: int = 4 * MOST) -> list[list[Any]]:
        """Text in pieces, each with whether it is code."""
        return [[self.ink(piece, most), code] for piece, code in prose.pieces(visible(text, most))]

    def cell(self, cell: Cell, most: int = MOST) -> Ink:
        """A value, with why nobody could tell it."""
        return self.ink(self.value(cell, most), most)

    def value(self, cell: Cell, most: int) -> str:
        """The same in one piece."""
        detail = f" ({cell.detail})" if cell.detail else ""
        return self.plain(f"{self.to(cell.said)}{detail}", most)

    def provision(self, provision: Provision, label: str) -> dict[str, Any]:
        """A provision: its title, whether the source was seen, and its label in the glossary, if it stands there."""
        title = self.to(provision.text.title) if provision.text else provision.id
        return {
            "title": self.ink(title, 240),
            "mark": self.to(provision.mark) if provision.mark else "",
            "label": label,
        }
