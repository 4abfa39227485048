"""From evidence to verdicts. Pure: no clock, no network, no files.

A verdict other than unknown is given only when every way of completing the evidence gives that verdict (design § 4).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import replace
from itertools import islice, product
from typing import Any

from scanner.judge.beside import Beside
from scanner.judge.claims import MOST_BLOCKERS, Outcome, applies, outcome
from scanner.judge.columns import Table, Tables
from scanner.model.evidence import Evidence
from scanner.model.verdict import MOST_FINDINGS, Blocker, Judgement, Text
from scanner.model.vocabulary import OWNERS_CHOICE, Verdict
from scanner.policy.conditions import bind
from scanner.policy.controls import Claim, Control, Rows

_PARAMETERS = Mapping[str, tuple[Any, ...]]
#: Of several claims the worst decides.
_ORDER = (Verdict.NOT_APPLICABLE, Verdict.PASS, Verdict.FAIL)


class Judge:
    """Judges any number of controls over the same evidence, as of one day."""

    def __init__(self, evidence: Evidence, as_of: dt.date) -> None:
        self.as_of = as_of
        self.tables = Tables(evidence.on(as_of))
        self.beside = Beside.of(evidence)

    def judge(self, control: Control, parameters: _PARAMETERS | None = None) -> Judgement:
        """The verdict on one control, with the observations that decide it."""
        if control.in_force and self.as_of < control.in_force:
            because = Text(f"in force from {control.in_force}", f"gilt ab {control.in_force}")
            return Judgement(Verdict.NOT_APPLICABLE, decided_by=because, upcoming=True)
        if control.until and self.as_of > control.until:
            because = Text(f"was in force until {control.until}", f"galt bis {control.until}")
            return Judgement(Verdict.NOT_APPLICABLE, decided_by=because)
        given = parameters or {}
        outcomes = []
        for claim in (self._bind(claim, given) for claim in control.claims):
            found = outcome(control.id, claim, self.tables.of(claim.rows.kind))
            outcomes.append(self._within(claim.applies_when, found))
        asked = tuple(self._bind_rows(rows, given) for rows in control.applies_when)
        return self.beside.illustrated(_judgement(self._within(asked, _worst(outcomes))))

    def claims(self, control: Control, parameters: _PARAMETERS | None = None) -> tuple[Claim, ...]:
        """A control's claims with its parameters put in; none where it is not in force on that day."""
        if (control.in_force and self.as_of < control.in_force) or (control.until and self.as_of > control.until):
            return ()
        return tuple(self._bind(claim, parameters or {}) for claim in control.claims)

    def conditions(self, control: Control, parameters: _PARAMETERS | None = None) -> tuple[Rows, ...]:
        """What must exist for a control to apply, with its parameters put in."""
        return tuple(self._bind_rows(rows, parameters or {}) for rows in control.applies_when)

    def _bind(self, claim: Claim, parameters: _PARAMETERS) -> Claim:
        return replace(
            claim,
            rows=self._bind_rows(claim.rows, parameters),
            expect=bind(claim.expect, parameters, self.as_of),
            applies_when=tuple(self._bind_rows(rows, parameters) for rows in claim.applies_when),
        )

    def _bind_rows(self, rows: Rows, parameters: _PARAMETERS) -> Rows:
        return replace(rows, where=bind(rows.where, parameters, self.as_of))

    def _within(self, asked: tuple[Rows, ...], found: Outcome) -> Outcome:
        """An outcome under its condition: certainly no such row, it doesn't apply; can't tell, it may not apply."""
        tables: dict[str, Table] = {rows.kind: self.tables.of(rows.kind) for rows in asked}
        unmet = applies(asked, tables)
        if unmet is None or (not unmet.decided and found.possible == {Verdict.NOT_APPLICABLE}):
            return found
        if unmet.decided:
            return unmet
        return replace(
            unmet, possible=found.possible | {Verdict.NOT_APPLICABLE}, blockers=(*unmet.blockers, *found.blockers)
        )


def _worst(outcomes: list[Outcome]) -> Outcome:
    """All claims together, in every way of completing them: any fail, fail; else any pass, pass; else neither."""
    if len(outcomes) == 1:
        return outcomes[0]
    possible = {Verdict.NOT_APPLICABLE}
    for found in outcomes:
        possible = {max(pair, key=_ORDER.index) for pair in product(possible, found.possible)}
    if len(possible) == 1:
        decisive = [found for found in outcomes if found.possible == possible]
    else:
        decisive = [found for found in outcomes if not found.decided]
    said = dict.fromkeys(found.because for found in decisive)
    return Outcome(
        frozenset(possible),
        tuple(finding for found in decisive for finding in found.findings)[:MOST_FINDINGS],
        tuple(blocker for found in decisive for blocker in found.blockers),
        Text("; ".join(text.en for text in said), "; ".join(text.de for text in said)),
    )


def _judgement(found: Outcome) -> Judgement:
    if not found.decided:
        return Judgement(Verdict.UNKNOWN, blockers=_bounded(found.blockers), decided_by=found.because)
    (verdict,) = found.possible
    return Judgement(verdict, found.findings, (), found.because)


def _bounded(blockers: Iterable[Blocker]) -> tuple[Blocker, ...]:
    """Without doubles, what is not the owner's choice first, so that a bound never turns unknown into not assessed."""
    return tuple(islice(dict.fromkeys(sorted(blockers, key=lambda b: b.cause in OWNERS_CHOICE)), MOST_BLOCKERS))
