"""The defining property by brute force: two truth values, complete worlds, the table of design § 4 and nothing else.

Written from the design and not from the judge. Policies and evidence are the JSON that stands in files; of the
scanner's code this module knows nothing.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

#: In a row: looked, couldn't tell. May turn out to be any value, or None.
UNKNOWN = "<unknown>"

Json = Any
Value = Any
Row = tuple[tuple[str, Value], ...]  # path → value, sorted; a path that is not there is None
Rows = tuple[Row, ...]
World = Mapping[str, Rows]

TLS_VERSIONS = ("SSLv2", "SSLv3", "TLSv1.0", "TLSv1.1", "TLSv1.2", "TLSv1.3")


# ── one complete world: the table of design § 4 ──────────────────────────────────────────────────────────────────────


def _order(value: Value) -> Value:
    return TLS_VERSIONS.index(value) if value in TLS_VERSIONS else value


MATCHERS: Mapping[str, Callable[[Value, Json], bool]] = {
    "is": lambda value, operand: value == operand,
    "one_of": lambda value, operand: value in operand,
    "only": lambda value, operand: all(item in operand for item in value),
    "includes": lambda value, operand: all(item in value for item in operand),
    "at_least": lambda value, operand: _order(value) >= _order(operand),
    "at_most": lambda value, operand: _order(value) <= _order(operand),
    "before": lambda value, operand: value < operand,  # ISO dates compare as text
    "on_or_after": lambda value, operand: value >= operand,
    "matches": lambda value, operand: re.search(operand, value) is not None,
}


def fits(value: Value, matchers: Json) -> bool:
    """Of a value that is there: several matchers mean and, `not` turns its inner ones round, a bare value is `is`."""
    if not isinstance(matchers, dict):
        return bool(value == matchers)
    return all(
        not fits(value, operand) if name == "not" else MATCHERS[name](value, operand)
        for name, operand in matchers.items()
        if name != "present"
    )


def holds(condition: Json, row: Mapping[str, Value]) -> bool:
    """Of a complete row. Comparing None is false, `not` does not rescue it; only `present: false` accepts it."""
    for path, matchers in condition.items():
        if path == "any_of":
            if not any(holds(part, row) for part in matchers):
                return False
            continue
        value = row.get(path)
        present = matchers.get("present") if isinstance(matchers, dict) else None
        if value is None:
            if present is not False:
                return False
        elif present is False or not fits(value, matchers):
            return False
    return True


class Reference:
    """Verdicts on complete worlds, with a memory for conditions on rows and for whole verdicts."""

    def __init__(self) -> None:
        self._memory: dict[tuple[int, Row], bool] = {}
        self._worlds: dict[tuple[tuple[str, Rows], ...], tuple[int, World]] = {}
        self._verdicts: dict[int, dict[int, str]] = {}
        self._kept: list[Json] = []  # so that no id is used twice

    def _holds(self, condition: Json, row: Row) -> bool:
        known = self._memory.get((id(condition), row))
        if known is None:
            self._kept.append(condition)
            known = self._memory[id(condition), row] = holds(condition, dict(row))
        return known

    def _selected(self, kind: str, where: Json, world: World) -> list[Row]:
        return [row for row in world.get(kind, ()) if not where or self._holds(where, row)]

    def _applies(self, applies_when: Json, world: World) -> bool:
        return all(self._selected(kind, condition, world) for kind, condition in (applies_when or {}).items())

    def _claim(self, claim: Json, world: World) -> str:
        if not self._applies(claim.get("applies_when"), world):
            return "not_applicable"
        quantifier = next(word for word in ("every", "forbid", "require") if word in claim)
        selected = self._selected(claim[quantifier], claim.get("where"), world)
        if quantifier == "forbid":
            return "pass" if len(selected) <= claim.get("at_most", 0) else "fail"
        if quantifier == "require":
            return "pass" if len(selected) >= claim.get("at_least", 1) else "fail"
        if not selected:
            return "not_applicable"
        return "pass" if all(self._holds(claim["expect"], row) for row in selected) else "fail"

    def verdict(self, control: Json, world: World) -> str:
        """pass, fail or not_applicable: in a complete world nothing is unknown."""
        if "all" not in control:
            return self._claim(control, world)
        if not self._applies(control.get("applies_when"), world):
            return "not_applicable"
        verdicts = {self._claim(claim, world) for claim in control["all"]}
        return next(verdict for verdict in ("fail", "pass", "not_applicable") if verdict in verdicts)

    def completions(self, seen: Sequence[Seen], most: int) -> list[tuple[int, World]]:
        """Every way of completing what is seen, numbered: an equal world met before has its number still."""
        found = []
        for world in worlds(seen, most):
            key = tuple(world.items())
            found.append(self._worlds.setdefault(key, (len(self._worlds), world)))
        return found

    def verdict_over(self, control: Json, completions: Iterable[tuple[int, World]]) -> str:
        """What every completion says, or unknown if they differ. There must be one."""
        if id(control) not in self._verdicts:
            self._kept.append(control)
            self._verdicts[id(control)] = {}
        known = self._verdicts[id(control)]
        said: str | None = None
        for number, world in completions:
            if number not in known:
                known[number] = self.verdict(control, world)
            if said is None:
                said = known[number]
            elif said != known[number]:
                return "unknown"
        assert said is not None
        return said


# ── every way of completing some evidence ────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True)
class Seen:
    """What is seen of one kind: rows by path (UNKNOWN allowed, a path left out is UNKNOWN) and gaps by scope.

    `domain`: the paths that matter, each with values that stand for all there are.
    """

    kind: str
    domain: Mapping[str, Sequence[Value]]
    rows: tuple[Mapping[str, Value], ...] = ()
    gaps: tuple[Mapping[str, Value], ...] = ()

    def completions(self, most: int) -> Iterator[Rows]:
        """Every set of rows it may turn out to be, a gap giving up to `most` rows. Each set once, its rows sorted."""
        found: set[Rows] = {()}
        for row in self.rows:
            found = {_with(rows, (one,)) for one in self._complete(row) for rows in found}
        for gap in self.gaps:
            template = list(self._complete(gap))
            hidden = [some for n in range(most + 1) for some in itertools.combinations_with_replacement(template, n)]
            found = {_with(rows, some) for some in hidden for rows in found}
        return iter(found)

    def count(self, most: int) -> int:
        """How many completions there are at the most."""
        total = 1
        for row in self.rows:
            total *= sum(1 for _ in self._complete(row))
        for gap in self.gaps:
            size = sum(1 for _ in self._complete(gap))
            total *= sum(_multisets(size, count) for count in range(most + 1))
        return total

    def _complete(self, row: Mapping[str, Value]) -> Iterator[Row]:
        choices: list[list[tuple[str, Value]]] = []
        for path, values in sorted(self.domain.items()):
            value = row.get(path, UNKNOWN)
            found = [*values, None] if value == UNKNOWN else [value]
            choices.append([(path, one) for one in found])
        yield from itertools.product(*choices)


def _with(rows: Rows, more: Rows) -> Rows:
    """A set of rows is written in one order."""
    return tuple(sorted((*rows, *more), key=repr)) if more else rows


def _multisets(size: int, count: int) -> int:
    total = 1
    for step in range(count):
        total = total * (size + step) // (step + 1)
    return total


def worlds(seen: Sequence[Seen], most: int) -> Iterator[World]:
    """Every way of completing what is seen of several kinds."""
    kinds = [one.kind for one in seen]
    for rows in itertools.product(*(list(one.completions(most)) for one in seen)):
        yield dict(zip(kinds, rows, strict=True))


# ── the same as files ────────────────────────────────────────────────────────────────────────────────────────────────


def evidence_document(seen: Sequence[Seen], key: Callable[[str, int], Json]) -> Json:
    """`evidence.json`. `key(kind, i)` makes row i a thing of its own. A kind without gaps was looked at completely."""
    facts: Json = {}
    coverage: list[Json] = []
    for one in seen:
        facts[one.kind] = [{**key(one.kind, i), **_nested(row, key(one.kind, i))} for i, row in enumerate(one.rows)]
        coverage.append({"kind": one.kind, "scope": {}, "status": "seen", "cause": None, "reason": ""})
        coverage += [
            {"kind": one.kind, "scope": dict(gap), "status": "gap", "cause": "timeout", "reason": "it took too long"}
            for gap in one.gaps
        ]
    return {
        "schema": "siegel/evidence/1",
        "shop": "https://shop.example",
        "facts": facts,
        "coverage": coverage,
        "plan": [],
    }


def _nested(row: Mapping[str, Value], base: Json) -> Json:
    found: dict[str, Any] = {}
    for path, value in row.items():
        *outer, last = path.split(".")
        place = found
        for step in outer:
            place = place.setdefault(step, dict(base.get(step, {})))
        place[last] = {"unknown": "could not tell"} if value == UNKNOWN else value
    return found


@dataclass
class FieldsAsked:
    """Which fields a control tests, to know where the judge has to be exact."""

    paths: list[tuple[str, str]] = field(default_factory=list)

    @classmethod
    def of(cls, control: Json) -> FieldsAsked:
        """The fields of a control: every claim's `where` and `expect`, and every `applies_when`."""
        tested = cls()
        for part in (control, *control.get("all", ())):
            quantifier = next((word for word in ("every", "forbid", "require") if word in part), None)
            for key in ("where", "expect"):
                if quantifier and key in part:
                    tested._add(part[quantifier], part[key])
            for kind, condition in part.get("applies_when", {}).items():
                tested._add(kind, condition)
        return tested

    def _add(self, kind: str, condition: Json) -> None:
        for path, inner in condition.items():
            if path == "any_of":
                for part in inner:
                    self._add(kind, part)
            else:
                self.paths.append((kind, path))

    @property
    def twice(self) -> bool:
        """Whether any field is tested twice; a field inside another counts as that one too."""
        return any(
            kind == other and (path == rest or path.startswith(f"{rest}.") or rest.startswith(f"{path}."))
            for (kind, path), (other, rest) in itertools.combinations(self.paths, 2)
        )
