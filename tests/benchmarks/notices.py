"""How well privacy notices are read: the labelled ones of `tests/notices`, or of the folder that NOTICES names."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from benchmarks.table import Section
from tests.notices.measure import document, per_item, rows
from tests.notices.measure import measure as measured

FOLDER = Path(__file__).resolve().parent.parent / "notices"


def measure() -> list[Section]:
    """A section for each folder: figures with intervals of 95 %, then a line for each item."""
    named = os.environ.get("NOTICES", "").strip()
    folders = [Path(named)] if named else [FOLDER / "dev", FOLDER / "held_out"]
    return [_section(folder) for folder in folders if folder.is_dir()]


def _section(folder: Path) -> Section:
    scores = measured(folder)
    lines: dict[str, tuple[str, ...]] = {name: (value,) for name, value in rows(scores).items()}
    lines |= {f"item {item}": cells for item, cells in per_item(scores).items()}
    columns = ("right", "absent: precision", "absent: recall")
    figures: dict[str, Any] = document(scores)
    notes = (f"{scores.notices} notices. Unknown is not right, and an absence that is Unknown is not found.",)
    return Section(f"notices-{folder.name}", f"Privacy notices: {folder.name}", columns, lines, figures, notes)
