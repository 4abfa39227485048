"""One claim over one table: which verdicts it can come to, and what it saw. The table of design § 4, in code."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from scanner.judge.columns import Table, template
from scanner.judge.words import finding, missing, open_gap, open_rows
from scanner.model.facts import Fact
from scanner.model.values import Unknown
from scanner.model.verdict import MOST_FINDINGS, Blocker, Finding, Text
from scanner.model.vocabulary import Verdict
from scanner.model.words import kind_word
from scanner.policy.controls import Claim, Quantifier, Rows

#: A report needs examples, not a copy of the evidence.
MOST_BLOCKERS = 50

PASS, FAIL, NOT_APPLICABLE = Verdict.PASS, Verdict.FAIL, Verdict.NOT_APPLICABLE


@dataclass(frozen=True, slots=True)
class Outcome:
    """The verdicts that some way of completing the evidence gives, and what stands for or against each."""

    possible: frozenset[Verdict]
    findings: tuple[Finding, ...] = ()
    blockers: tuple[Blocker, ...] = ()
    because: Text = Text("", "")

    @property
    def decided(self) -> bool:
        """Whether every way of completing the evidence gives the same verdict."""
        return len(self.possible) == 1


def outcome(control: str, claim: Claim, table: Table) -> Outcome:
    """What a claim, with its parameters put in, comes to over the rows and gaps of its kind."""
    if claim.quantifier is Quantifier.EVERY:
        return _every(control, claim, table)
    return _counted(control, claim, table)


def _every(control: str, claim: Claim, table: Table) -> Outcome:
    selected, fits = table.select(claim.rows.where), table.select(claim.expect)
    offending = selected.certain & ~fits.possible
    if offending:
        n, total = offending.bit_count(), selected.certain.bit_count()
        does, passt = ("does", "passt") if n == 1 else ("do", "passen")
        because = Text(f"{n} of {total} {does} not fit", f"{n} von {total} {passt} nicht")
        return _failed(control, claim, table, offending, because)
    gaps = [gap for gap in table.gaps if template(claim.rows.where, gap).possible]
    threatening = [gap for gap in gaps if not template(claim.expect, gap).certain]
    doubtful = selected.possible & ~fits.certain
    possible = set()
    if doubtful or threatening:
        possible.add(FAIL)
    if selected.possible & fits.possible or any(template(claim.expect, gap).possible for gap in gaps):
        possible.add(PASS)
    if not selected.certain:
        possible.add(NOT_APPLICABLE)
    if possible == {PASS}:
        n = selected.certain.bit_count()
        one, all_ = Text("the one seen fits", "das eine gesehene passt"), Text(f"all {n} fit", f"alle {n} passen")
        return Outcome(frozenset({PASS}), because=one if n == 1 else all_)
    if possible == {NOT_APPLICABLE}:
        return does_not_apply(claim.rows.kind)
    rows = table.pick(doubtful or selected.possible, MOST_BLOCKERS)
    blockers = [*open_rows(rows, [claim.rows.where, claim.expect]), *map(open_gap, threatening or gaps)]
    return _undecided(possible, blockers)


def _counted(control: str, claim: Claim, table: Table) -> Outcome:
    """`forbid` and `require`: counts are over keys, and rows whose keys may be equal may be one thing."""
    selected, n = table.select(claim.rows.where), claim.count
    gaps = [gap for gap in table.gaps if template(claim.rows.where, gap).possible]
    forbids = claim.quantifier is Quantifier.FORBID
    enough = n + 1 if forbids else n
    certain, most = selected.certain.bit_count(), selected.possible.bit_count()
    if certain >= enough > 1:
        certain = min(certain, distinct(table.pick(selected.certain), enough))
    possible = set()
    if gaps or most >= enough:
        possible.add(FAIL if forbids else PASS)
    if certain < enough:
        possible.add(PASS if forbids else FAIL)
    if len(possible) > 1:
        doubtful = table.pick(selected.possible & ~selected.certain, MOST_BLOCKERS)
        return _undecided(possible, [*open_rows(doubtful, [claim.rows.where]), *map(open_gap, gaps)])
    if not forbids and FAIL in possible:
        lack = missing(control, claim, certain)
        return Outcome(frozenset({FAIL}), (lack,), because=lack.message)
    if not forbids:
        first = next(table.pick(selected.certain, 1))
        return Outcome(
            frozenset({PASS}), because=Text(f"found: {first.describe('en')}", f"gefunden: {first.describe('de')}")
        )
    if FAIL in possible:
        because = Text(f"{certain} found", f"{certain} gefunden")
        return _failed(control, claim, table, selected.certain, because)
    none = Text(f"none among {len(table.rows)} seen", f"keins unter {len(table.rows)} gesehenen")
    some = Text(f"{certain} found, {n} allowed", f"{certain} gefunden, {n} erlaubt")
    return Outcome(frozenset({PASS}), because=some if most else none)


def applies(asked: Iterable[Rows], tables: dict[str, Table]) -> Outcome | None:
    """Whether rows that must exist do. None: they certainly do; else what follows if they don't."""
    blockers: list[Blocker] = []
    for rows in asked:
        table = tables[rows.kind]
        selected = table.select(rows.where)
        if selected.certain:
            continue
        gaps = [gap for gap in table.gaps if template(rows.where, gap).possible]
        if not selected.possible and not gaps:
            return does_not_apply(rows.kind)
        blockers += open_rows(table.pick(selected.possible, MOST_BLOCKERS), [rows.where])
        blockers += map(open_gap, gaps)
    if not blockers:
        return None
    because = Text("whether it applies could not be told", "ob es gilt, ließ sich nicht feststellen")
    return Outcome(frozenset({NOT_APPLICABLE, PASS, FAIL}), blockers=tuple(blockers), because=because)


def distinct(rows: Iterable[Fact], enough: int) -> int:
    """How many things these rows are at the least, counted up to `enough`."""
    counted: list[tuple[object, ...]] = []
    for row in rows:
        key = row.key()
        if all(_differ(key, other) for other in counted):
            counted.append(key)
        if len(counted) >= enough:
            break
    return len(counted)


def _differ(one: object, other: object) -> bool:
    """Whether no way of completing two keys makes them equal."""
    if isinstance(one, Unknown) or isinstance(other, Unknown):
        return False
    if isinstance(one, tuple) and isinstance(other, tuple) and len(one) == len(other):
        return any(_differ(a, b) for a, b in zip(one, other, strict=True))
    return one != other


def does_not_apply(kind: str) -> Outcome:
    """There is nothing the claim speaks of."""
    said = kind_word(kind, "de", 2)
    because = Text(f"nothing of that kind was there ({kind})", f"nichts dergleichen war da ({said})")
    return Outcome(frozenset({NOT_APPLICABLE}), because=because)


def _failed(control: str, claim: Claim, table: Table, mask: int, because: Text) -> Outcome:
    findings = tuple(finding(control, claim, row) for row in table.pick(mask, MOST_FINDINGS))
    return Outcome(frozenset({FAIL}), findings, because=because)


def _undecided(possible: set[Verdict], blockers: list[Blocker]) -> Outcome:
    because = Text("what was seen does not decide it", "was zu sehen war, entscheidet es nicht")
    return Outcome(frozenset(possible), blockers=tuple(blockers), because=because)
