"""Figures as a table of plain text, and the same figures as JSON."""

from __future__ import annotations

import statistics
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Section:
    """A table: a row per thing measured, cells in the order of `columns`; notes below it."""

    name: str
    title: str
    columns: tuple[str, ...]
    rows: Mapping[str, tuple[str, ...]]
    figures: Mapping[str, Any]
    notes: tuple[str, ...] = field(default=())

    def document(self) -> dict[str, Any]:
        """The figures, unrounded."""
        return {"title": self.title, "figures": dict(self.figures), "notes": list(self.notes)}


def show(section: Section) -> str:
    """The table, numbers to the right, words to the left."""
    lines = [("", *section.columns), *((name, *cells) for name, cells in section.rows.items())]
    widths = [max(len(line[i]) for line in lines if i < len(line)) for i in range(len(section.columns) + 1)]
    left = {0} | {i for i, name in enumerate(("", *section.columns)) if name.startswith("what it")}
    text = [f"\n== {section.title} =="]
    for line in lines:
        cells = (
            cell.ljust(width) if i in left else cell.rjust(width)
            for i, (cell, width) in enumerate(zip(line, widths, strict=False))
        )
        text.append("  ".join(cells).rstrip())
    return "\n".join([*text, *(f"  {note}" for note in section.notes)])


def spread(values: Sequence[float], digits: int = 2) -> str:
    """`1.42 [1.31–1.80]`: median and range."""
    if not values:
        return "–"
    middle = f"{statistics.median(values):.{digits}f}"
    return middle if len(values) == 1 else f"{middle} [{min(values):.{digits}f}–{max(values):.{digits}f}]"


def median(values: Sequence[float]) -> float:
    """The median; nan of nothing."""
    return statistics.median(values) if values else float("nan")


def times(of: Sequence[float], over: Sequence[float]) -> str:
    """`3.1 ×`: the ratio of two medians."""
    return f"{median(of) / median(over):.1f} ×" if of and over and median(over) > 0 else "–"


def megabytes(size: float) -> str:
    """Bytes as MB."""
    return f"{size / 1e6:.0f} MB" if size else "–"
