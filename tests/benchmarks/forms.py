"""How well forms are found and understood: the labelled pages of `tests/forms`, a line for each set and question."""

from __future__ import annotations

from typing import Any

from benchmarks.table import Section
from tests.forms.measure import MAIN, SETS, pages_of
from tests.forms.measure import measure as measured


def measure() -> list[Section]:
    """All sets that are there."""
    rows: dict[str, tuple[str, ...]] = {}
    figures: dict[str, Any] = {}
    for name in SETS:
        if not (files := pages_of(name)):
            continue
        scores = measured(files)
        figures[name] = scores.document()
        for question in (*MAIN, *(one for one in scores.decisions if one not in MAIN)):
            found, (low, high) = scores.figures(question), scores.spread(question)["f1"]
            cells = (f"{found.precision:.3f}", f"{found.recall:.3f}", f"{found.f1:.3f}", f"{low:.2f}–{high:.2f}")
            rows[f"{name}: {question}"] = (*cells, str(found.there))
    columns = ("precision", "recall", "F1", "95 %", "of")
    notes = ("An abstention is a miss; what was not found is one too, and what is not there a false answer.",)
    return [Section("forms", "Forms and their fields", columns, rows, figures, notes)]
