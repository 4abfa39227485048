"""Waivers: a failure somebody answers for, until a day. They change what counts, never the verdict (design § 4)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from scanner.model.facts import Fact
from scanner.model.verdict import Place
from scanner.policy.claims import ClaimReader
from scanner.policy.conditions import Condition, truth
from scanner.policy.controls import Control
from scanner.policy.reading import Reader
from scanner.policy.types import read_day
from scanner.yamlfile import Mapped, Node, Problems, read_file, shown, suggest

WAIVER_KEYS = ("control", "where", "until", "because", "approved_by")


@dataclass(frozen=True, slots=True)
class Waiver:
    """Findings of one control that do not count up to and including `until` (UTC).

    `where`: a condition for each kind of fact it makes sense for; None: all findings of the control.
    """

    control: str
    where: Mapping[str, Condition] | None
    until: dt.date
    because: str
    approved_by: str
    place: Place

    def covers(self, row: Fact | None) -> bool:
        """Whether it certainly speaks of this row; of a row that is missing only without `where`."""
        if self.where is None:
            return True
        return row is not None and row.kind in self.where and truth(self.where[row.kind], row)[0]

    def is_active(self, as_of: dt.date) -> bool:
        """Whether it still holds on a day."""
        return as_of <= self.until


def read_waivers(path: Path, controls: Mapping[str, Control]) -> tuple[Waiver, ...]:
    """The waivers in a file; InvalidInput with every mistake in it."""
    problems = Problems()
    node = read_file(path, problems)
    reader = Reader(str(path), problems)
    found = reader.mapping(node, "a waivers file", ("waivers",), ("waivers",)) if node is not None else None
    items = reader.items(found.items["waivers"], "waivers") if found and "waivers" in found.items else None
    waivers = [_waiver(reader, item, controls) for item in items or ()]
    problems.raise_if_any()
    return tuple(waiver for waiver in waivers if waiver is not None)


def _waiver(reader: Reader, node: Node, controls: Mapping[str, Control]) -> Waiver | None:
    required = ("control", "until", "because", "approved_by")
    found = reader.mapping(node, "a waiver", WAIVER_KEYS, required)
    if found is None or any(key not in found.items for key in required):
        return None
    id_ = reader.text(found.items["control"], "control")
    if id_ is not None and id_ not in controls:
        reader.wrong(found.items["control"], f"there is no control {shown(id_)}", suggest(id_, controls))
        return None
    until = read_day(reader, found.items["until"], "until")
    because = reader.text(found.items["because"], "because")
    approved_by = reader.text(found.items["approved_by"], "approved_by")
    if id_ is None or until is None or because is None or approved_by is None:
        return None
    where = _where(reader, found, controls[id_]) if "where" in found.items else None
    if "where" in found.items and where is None:
        return None
    return Waiver(id_, where, until, because, approved_by, Place(reader.file, found.line))


def _where(reader: Reader, found: Mapped, control: Control) -> dict[str, Condition] | None:
    """The condition for each kind the control looks at; a mistake only if it makes sense for none."""
    kinds = list(dict.fromkeys(claim.rows.kind for claim in control.claims))
    good: dict[str, Condition] = {}
    mistakes: list[Problems] = []
    for kind in kinds:
        tried = Problems()
        condition = ClaimReader(Reader(reader.file, tried), {}, set()).condition(found.items["where"], kind)
        mistakes.append(tried)
        if condition is not None and not tried.found:
            good[kind] = condition
    if not good:
        reader.problems.take(mistakes[0])
        return None
    return good
