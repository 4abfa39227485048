"""What every control says of every single form and field: a verdict tells only which rows fail it.

The same selections as for the verdicts, row by row, so that both can't disagree: what certainly fails here has a
finding there, and a control that is open here is not passed there.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from scanner.judge import Judge
from scanner.judge.claims import applies
from scanner.judge.columns import Table
from scanner.judge.words import key_words
from scanner.model.report import Ruling, Rulings
from scanner.policy.conditions import tests_of
from scanner.policy.controls import Claim, Control, Quantifier, Rows

#: Kinds whose rows are told of, and rows at most.
KINDS = ("form", "form_field", "data_leak")
MOST_ROWS = 3_000
#: What a control has to demand something of, to say whether a form may ask for an answer.
_ASKING = frozenset({"asks_for", "required"})

_Tuned = tuple[Control, Mapping[str, tuple[Any, ...]]]


@dataclass(slots=True)
class _Said:
    """The ids of controls that speak of one row, in their order."""

    fits: dict[str, None] = field(default_factory=dict)
    fails: dict[str, None] = field(default_factory=dict)
    open: dict[str, None] = field(default_factory=dict)


def rulings(judge: Judge, controls: Iterable[_Tuned]) -> Rulings:
    """Of all rows of these kinds that a control selects, or may select. Empty where no control in force does."""
    tables = {kind: judge.tables.of(kind) for kind in KINDS}
    said: dict[str, dict[int, _Said]] = {kind: {} for kind in KINDS}
    asking: dict[str, None] = {}
    for control, parameters in controls:
        spoken = [claim for claim in judge.claims(control, parameters) if claim.rows.kind in KINDS]
        doubt = _doubt(judge, judge.conditions(control, parameters)) if spoken else None
        if doubt is None:
            continue
        for claim in spoken:
            table, unsure = tables[claim.rows.kind], _doubt(judge, claim.applies_when)
            if unsure is None:
                continue
            if claim.rows.kind == "form_field" and _speaks_of_asking(claim):
                asking[control.id] = None
            for index, outcome in _of_rows(claim, table, in_doubt=doubt or unsure):
                getattr(said[claim.rows.kind].setdefault(index, _Said()), outcome)[control.id] = None
    told = [
        _ruling(key_words(tables[kind].rows[index]), found)
        for kind in KINDS
        for index, found in sorted(said[kind].items())
    ]
    return Rulings(tuple(asking), tuple(told[:MOST_ROWS]), max(0, len(told) - MOST_ROWS))


def _ruling(row: str, said: _Said) -> Ruling:
    """Of several claims of a control the worst counts."""
    still_open = [id_ for id_ in said.open if id_ not in said.fails]
    fits = [id_ for id_ in said.fits if id_ not in said.fails and id_ not in said.open]
    return Ruling(row, tuple(fits), tuple(said.fails), tuple(still_open))


def _doubt(judge: Judge, asked: tuple[Rows, ...]) -> bool | None:
    """Whether it can't be told that these rows exist, so that something applies; None where it certainly doesn't."""
    unmet = applies(asked, {rows.kind: judge.tables.of(rows.kind) for rows in asked})
    if unmet is None:
        return False
    return None if unmet.decided else True


def _speaks_of_asking(claim: Claim) -> bool:
    """Whether it demands something of what is asked for, or of whether one has to answer."""
    decisive = claim.expect if claim.quantifier is Quantifier.EVERY else claim.rows.where
    return any(test.path in _ASKING for test in tests_of(decisive))


def _of_rows(claim: Claim, table: Table, *, in_doubt: bool) -> Iterator[tuple[int, str]]:
    """Rows by their place in the table, each with a field of `_Said`."""
    selected = table.select(claim.rows.where)
    fails = open_ = fits = 0
    match claim.quantifier:
        case Quantifier.EVERY:
            fit = table.select(claim.expect)
            fails, fits = selected.certain & ~fit.possible, selected.certain & fit.certain
            open_ = selected.possible & ~fit.certain & ~fails
        case Quantifier.FORBID:
            too_many = selected.certain.bit_count() > claim.count
            fails = selected.certain if too_many else 0
            open_ = selected.possible & ~selected.certain
        case Quantifier.REQUIRE:
            return  # that one is there says nothing against or for any other
    if in_doubt:
        fails, open_, fits = 0, open_ | fails, 0
    for mask, outcome in ((fits, "fits"), (fails, "fails"), (open_, "open")):
        yield from ((index, outcome) for index in table.indexes(mask))
