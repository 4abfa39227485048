"""Tables in Markdown."""

from __future__ import annotations


def row(*cells: str) -> str:
    return f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in cells)} |"


def table(*names: str) -> list[str]:
    return [row(*names), f"|{'---|' * len(names)}"]
