"""Lines for a terminal or a log. Every line begins with a mark of ours, and no text gets past `visible`.

So the shop can neither forge a line nor give an order to a terminal or a CI runner, however its text is wrapped.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from io import StringIO

from rich.cells import cell_len
from rich.console import Console
from rich.text import Text as Styled

from scanner.model.text import visible

#: A piece of a line and its style, in rich's words (`bold red`); the plain variant has no styles.
Span = tuple[str, str]

#: Characters of one piece of running text, and of a piece that people copy (a URL, a folder).
MOST_PROSE, MOST_COPIED = 2_000, 4_000
#: Columns below which no page is laid out.
NARROWEST = 40


@dataclass(frozen=True, slots=True)
class Marks:
    """What lines begin with. Everything the shop says stands behind one of these."""

    bar: str
    fail: str
    warn: str
    unknown: str
    ok: str
    item: str
    comma: str


PLAIN = Marks(bar="|", fail="x", warn="!", unknown="?", ok="+", item="-", comma=", ")
DRAWN = Marks(bar="│", fail="✗", warn="!", unknown="?", ok="✓", item="•", comma=" · ")


class Page:
    """A page being written, line by line. With `color`, in ANSI; without, plain text."""

    def __init__(self, width: int, *, color: bool) -> None:
        self.width = max(width, NARROWEST)
        self.color = color
        self.marks = DRAWN if color else PLAIN
        self._out = StringIO()
        self._console = Console(
            file=self._out,
            width=self.width,
            force_terminal=color,
            color_system="standard" if color else None,
            no_color=not color,
            force_jupyter=False,
            legacy_windows=False,
            markup=False,
            emoji=False,
            highlight=False,
            _environ={},  # the page depends on nothing but its arguments
        )

    def text(self) -> str:
        """All lines so far."""
        return self._out.getvalue()

    def blank(self) -> None:
        """An empty line."""
        self._console.print()

    def ours(self, text: str, style: str = "") -> None:
        """A sentence or heading with nothing of the shop's in it; it needs no mark."""
        for line in Styled(text, style).wrap(self._console, self.width):
            self._print(line)

    def line(self, mark: str, *spans: Span, style: str = "", bar_style: str = "", label: str = "") -> None:
        """Running text behind a mark and a label of ours, wrapped at the width; what follows begins with the bar."""
        begin = Styled().append(mark, style).append(label, "dim")
        follow = Styled().append(self.marks.bar, bar_style or style).append(" " * (2 + cell_len(label)))
        room = max(self.width - max(begin.cell_len, follow.cell_len), NARROWEST // 2)
        lines = _joined(spans, MOST_PROSE).wrap(self._console, room, overflow="fold")
        for i, wrapped in enumerate(lines or [Styled()]):
            self._print((follow if i else begin) + wrapped)

    def copyable(self, mark: str, *spans: Span, style: str = "", label: str = "") -> None:
        """A line that is never broken, whatever its length: a URL, a host, a folder."""
        self._print(Styled().append(mark, style).append(label, "dim") + _joined(spans, MOST_COPIED))

    def labelled(self, label: str, *spans: Span, style: str = "", copyable: bool = False, item: bool = False) -> None:
        """Text behind the bar and a label of ours; without a label, below the one before. `item`: one of a list."""
        write = self.copyable if copyable else self.line
        shown = f"{label:<{LABEL}} {self.marks.item + ' ' if item else ''}"
        write(f"{self.marks.bar}  ", *spans, style=style, label=shown)

    def _print(self, line: Styled) -> None:
        line.rstrip()
        self._console.print(line, no_wrap=True, overflow="ignore", crop=False, soft_wrap=True)


#: Columns of a label, German ones included.
LABEL = 9


def _joined(spans: Iterable[Span], most: int) -> Styled:
    joined = Styled()
    for text, style in spans:
        joined.append(visible(text, most), style)
    return joined
