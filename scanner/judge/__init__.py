"""From evidence to verdicts. Pure: no clock, no network, no files.

A verdict other than unknown is given only when every way of completing the evidence gives that verdict (design § 4).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import replace
from itertools import islice
from typing import Any

from scanner.judge.columns import Selection, Table, Tables, template
from scanner.judge.words import finding, missing, open_gap, open_rows
from scanner.model.evidence import Evidence
from scanner.model.verdict import Blocker, Finding, Judgement, Text
from scanner.model.vocabulary import OWNERS_CHOICE, Verdict
from scanner.policy.conditions import bind
from scanner.policy.controls import Claim, Control, Quantifier, Rows

#: A report needs examples, not a copy of the evidence; `decided_by` always gives the whole number.
MOST_FINDINGS = 500
MOST_BLOCKERS = 50

PASS, FAIL, NOT_APPLICABLE, UNKNOWN = Verdict.PASS, Verdict.FAIL, Verdict.NOT_APPLICABLE, Verdict.UNKNOWN


class Judge:
    """Judges any number of controls over the same evidence, as of one day."""

    def __init__(self, evidence: Evidence, as_of: dt.date) -> None:
        self.as_of = as_of
        self.tables = Tables(evidence.on(as_of))

    def judge(self, control: Control, parameters: Mapping[str, tuple[Any, ...]] | None = None) -> Judgement:
        """The verdict on one control, with the observations that decide it."""
        if control.in_force and self.as_of < control.in_force:
            because = Text(f"in force from {control.in_force}", f"gilt ab {control.in_force}")
            return Judgement(NOT_APPLICABLE, decided_by=because, upcoming=True)
        if control.until and self.as_of > control.until:
            because = Text(f"was in force until {control.until}", f"galt bis {control.until}")
            return Judgement(NOT_APPLICABLE, decided_by=because)
        bound = [self._bind(claim, parameters or {}) for claim in control.claims]
        outcomes = [self._within(claim.applies_when, self._claim(control.id, claim)) for claim in bound]
        asked = tuple(self._bind_rows(rows, parameters or {}) for rows in control.applies_when)
        return self._within(asked, _all_of(outcomes))

    def _bind(self, claim: Claim, parameters: Mapping[str, tuple[Any, ...]]) -> Claim:
        return replace(
            claim,
            rows=self._bind_rows(claim.rows, parameters),
            expect=bind(claim.expect, parameters, self.as_of),
            applies_when=tuple(self._bind_rows(rows, parameters) for rows in claim.applies_when),
        )

    def _bind_rows(self, rows: Rows, parameters: Mapping[str, tuple[Any, ...]]) -> Rows:
        return replace(rows, where=bind(rows.where, parameters, self.as_of))

    def _within(self, applies_when: tuple[Rows, ...], outcome: Judgement) -> Judgement:
        """An outcome under its condition: certainly no such row, it doesn't apply; can't tell, it's unknown."""
        blockers: list[Blocker] = []
        for rows in applies_when:
            table = self.tables.of(rows.kind)
            selected = table.select(rows.where)
            if selected.certain:
                continue
            gaps = [gap for gap in table.gaps if template(rows.where, gap).possible]
            if not selected.possible and not gaps:
                return Judgement(NOT_APPLICABLE, decided_by=_nothing(rows.kind))
            blockers += open_rows(table.pick(selected.possible, MOST_BLOCKERS), [rows.where])
            blockers += map(open_gap, gaps)
        if not blockers or outcome.verdict is NOT_APPLICABLE:
            return outcome
        because = Text("whether it applies could not be told", "ob es gilt, ließ sich nicht feststellen")
        return Judgement(UNKNOWN, blockers=_bounded(blockers), decided_by=because)

    def _claim(self, control: str, claim: Claim) -> Judgement:
        table = self.tables.of(claim.rows.kind)
        selected = table.select(claim.rows.where)
        gaps = [gap for gap in table.gaps if template(claim.rows.where, gap).possible]
        match claim.quantifier:
            case Quantifier.EVERY:
                return _every(control, claim, table, selected)
            case Quantifier.FORBID:
                certain, possible = selected.certain.bit_count(), selected.possible.bit_count()
                if certain > claim.count:
                    return _fail(
                        control, claim, table, selected.certain, Text(f"{certain} found", f"{certain} gefunden")
                    )
                if not gaps and possible <= claim.count:
                    none = Text(f"none among {len(table.rows)} seen", f"keins unter {len(table.rows)} gesehenen")
                    some = Text(f"{certain} found, {claim.count} allowed", f"{certain} gefunden, {claim.count} erlaubt")
                    return Judgement(PASS, decided_by=some if possible else none)
            case Quantifier.REQUIRE:
                certain, possible = selected.certain.bit_count(), selected.possible.bit_count()
                if certain >= claim.count:
                    first = next(table.pick(selected.certain, 1))
                    return Judgement(
                        PASS, decided_by=Text(f"found: {first.describe('en')}", f"gefunden: {first.describe('de')}")
                    )
                if not gaps and possible < claim.count:
                    lack = missing(control, claim, certain)
                    return Judgement(FAIL, (lack,), decided_by=lack.message)
        doubtful = table.pick(selected.possible & ~selected.certain, MOST_BLOCKERS)
        return _unknown([*open_rows(doubtful, [claim.rows.where]), *map(open_gap, gaps)])


def _every(control: str, claim: Claim, table: Table, selected: Selection) -> Judgement:
    fits = table.select(claim.expect)
    offending = selected.certain & ~fits.possible
    if offending:
        n, total = offending.bit_count(), selected.certain.bit_count()
        because = Text(
            f"{n} of {total} {'does' if n == 1 else 'do'} not fit",
            f"{n} von {total} {'passt' if n == 1 else 'passen'} nicht",
        )
        return _fail(control, claim, table, offending, because)
    doubtful = selected.possible & ~fits.certain
    gaps = [gap for gap in table.gaps if template(claim.rows.where, gap).possible]
    threatening = [gap for gap in gaps if not template(claim.expect, gap).certain]
    if not doubtful and not threatening:
        if selected.certain:
            n = selected.certain.bit_count()
            every = (
                Text(f"all {n} seen fit", f"alle {n} gesehenen passen")
                if n > 1
                else Text("the one seen fits", "das eine gesehene passt")
            )
            return Judgement(PASS, decided_by=every)
        if not selected.possible and not gaps:
            return Judgement(NOT_APPLICABLE, decided_by=_nothing(claim.rows.kind))
        doubtful, threatening = selected.possible, gaps
    rows = list(table.pick(doubtful, MOST_BLOCKERS))
    return _unknown([*open_rows(rows, [claim.rows.where, claim.expect]), *map(open_gap, threatening)])


def _fail(control: str, claim: Claim, table: Table, mask: int, because: Text) -> Judgement:
    findings = tuple(finding(control, claim, row) for row in table.pick(mask, MOST_FINDINGS))
    return Judgement(FAIL, findings, decided_by=because)


def _nothing(kind: str) -> Text:
    return Text(f"nothing of that kind was there ({kind})", f"nichts dergleichen war da ({kind})")


def _unknown(blockers: list[Blocker]) -> Judgement:
    because = Text("what was seen does not decide it", "was zu sehen war, entscheidet es nicht")
    return Judgement(UNKNOWN, blockers=_bounded(blockers), decided_by=because)


def _bounded(blockers: Iterable[Blocker]) -> tuple[Blocker, ...]:
    """Without doubles, what is not the owner's choice first, so that a bound never turns unknown into not assessed."""
    return tuple(islice(dict.fromkeys(sorted(blockers, key=lambda b: b.cause in OWNERS_CHOICE)), MOST_BLOCKERS))


def _all_of(outcomes: list[Judgement]) -> Judgement:
    """Any certain fail, fail; else any unknown, unknown; else any pass, pass; else not applicable."""
    for verdict in (FAIL, UNKNOWN, PASS, NOT_APPLICABLE):
        decisive = [outcome for outcome in outcomes if outcome.verdict is verdict]
        if decisive:
            break
    findings: tuple[Finding, ...] = tuple(f for outcome in decisive for f in outcome.findings)
    blockers = _bounded(b for outcome in decisive for b in outcome.blockers)
    said = dict.fromkeys(outcome.decided_by for outcome in decisive)
    because = Text("; ".join(text.en for text in said), "; ".join(text.de for text in said))
    return Judgement(verdict, findings[:MOST_FINDINGS], blockers, because)
