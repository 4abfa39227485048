"""Small worlds, one by one: the judge says what every completion says, and unknown where they differ (design § 4).

Every claim over two fields of a kind meets every pair of rows and gaps it can have; by default a spread of them.
`SIEGEL_ALL_SMALL_WORLDS=1` takes all, in some minutes.
"""

from __future__ import annotations

import datetime as dt
import itertools
import os
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

import pytest

from scanner.judge import Judge

from . import small_worlds
from .brute_force import UNKNOWN, FieldsAsked, Json, Reference, Seen
from .small_worlds import Small

TODAY = dt.date(2026, 11, 22)
#: Of the ways to combine rows with gaps, one in so many. Primes, so that nothing falls into step.
STEP = 1 if os.environ.get("SIEGEL_ALL_SMALL_WORLDS") else 599
#: A gap gives up to this many rows: one more than the claims allow.
HIDDEN = 2


def evidence_about(small: Small) -> Iterator[Seen]:
    """Up to two rows and up to two gaps."""
    rows, scopes = small.rows(), small.scopes()
    sets_of_rows = [chosen for n in range(3) for chosen in itertools.combinations_with_replacement(rows, n)]
    sets_of_gaps = [chosen for n in range(3) for chosen in itertools.combinations(scopes, n)]
    for number, (some, gaps) in enumerate(itertools.product(sets_of_rows, sets_of_gaps)):
        if number % STEP == 0:
            yield Seen(small.kind, small.domain, some, gaps)


def contradictions(specs: Sequence[Json], evidence: Iterable[Sequence[Seen]]) -> list[str]:
    """Where the judge says something else than all completions together: ever, or unknown where it has to be exact."""
    found = []
    controls, reference = small_worlds.controls(specs), Reference()
    exact = [not FieldsAsked.of(spec).twice for spec in specs]
    for seen in evidence:
        judge = Judge(small_worlds.evidence(seen), TODAY)
        completions = reference.completions(seen, HIDDEN)
        for control, spec, must in zip(controls, specs, exact, strict=True):
            said, wanted = judge.judge(control).verdict.value, reference.verdict_over(spec, completions)
            if said != wanted and (must or said != "unknown"):
                found.append(
                    f"{said} instead of {wanted}: {spec} over {[(one.kind, one.rows, one.gaps) for one in seen]}"
                )
    return found


@pytest.mark.parametrize("small", small_worlds.ALL, ids=lambda small: small.kind)
def test_every_claim_says_what_every_completion_says(small: Small) -> None:
    specs = list(small.claims())
    controls = small_worlds.controls(specs)
    reference = Reference()
    verdicts = set()
    for seen in evidence_about(small):
        judge = Judge(small_worlds.evidence([seen]), TODAY)
        everything = reference.completions([seen], HIDDEN)
        for control, spec in zip(controls, specs, strict=True):
            said = judge.judge(control).verdict.value
            verdicts.add(said)
            assert said == reference.verdict_over(spec, everything), (spec, seen.rows, seen.gaps)
    assert verdicts == {"pass", "fail", "not_applicable", "unknown"}


# ── conditions and compositions ──────────────────────────────────────────────────────────────────────────────────────


FIRST = Seen("tls_protocol", {"version": ("TLSv1.0", "TLSv1.2"), "accepted": (True, False)})
OTHER = Seen("hsts", {"valid": (True, False)})

FIRST_ROWS: tuple[dict[str, object], ...] = (
    {"version": "TLSv1.0", "accepted": True},
    {"version": "TLSv1.2", "accepted": False},
    {"version": UNKNOWN, "accepted": True},
    {"version": "TLSv1.2", "accepted": UNKNOWN},
)
FIRST_GAPS: tuple[dict[str, object], ...] = ({"version": "TLSv1.0"}, {"version": "TLSv1.2", "accepted": True})

CLAIMS: tuple[Json, ...] = (
    {"every": "tls_protocol", "expect": {"accepted": True}},
    {"every": "tls_protocol", "where": {"version": "TLSv1.2"}, "expect": {"accepted": True}},
    {"forbid": "tls_protocol", "where": {"version": "TLSv1.0"}},
    {"forbid": "tls_protocol", "where": {"version": "TLSv1.0", "accepted": True}, "at_most": 1},
    {"require": "tls_protocol", "where": {"accepted": True}},
    {"require": "tls_protocol", "at_least": 2},
)
CONDITIONS: tuple[Json, ...] = (
    {"hsts": {"valid": True}},
    {"hsts": {"valid": {"not": True}}},
    {"tls_protocol": {"accepted": True}},
    {"tls_protocol": {"version": {"at_most": "TLSv1.0"}}},
    {"hsts": {"valid": True}, "tls_protocol": {"version": "TLSv1.2"}},
)


def evidence_about_both() -> Iterator[tuple[Seen, Seen]]:
    """Up to two rows and one gap of one kind, with everything that can be seen of the other."""
    others = [replace(OTHER, rows=tuple({"valid": v} for v in rows), gaps=gaps) for rows, gaps in (
        ((), ()), ((True,), ()), ((False,), ()), ((UNKNOWN,), ()), ((False,), ({"valid": True},)),
    )]  # fmt: skip
    sets_of_rows = [chosen for n in range(3) for chosen in itertools.combinations_with_replacement(FIRST_ROWS, n)]
    for rows, gaps in itertools.product(sets_of_rows, ((), *((gap,) for gap in FIRST_GAPS))):
        for other in others:
            yield replace(FIRST, rows=rows, gaps=gaps), other


def test_a_claim_applies_only_where_every_completion_says_so() -> None:
    specs = [{**claim, "applies_when": condition} for claim in CLAIMS for condition in CONDITIONS]
    assert contradictions(specs, evidence_about_both()) == []


def test_of_several_claims_nothing_is_said_that_a_completion_denies() -> None:
    pairs = itertools.product(
        CLAIMS, [*CLAIMS, {"every": "hsts", "expect": {"valid": True}}, {"forbid": "hsts", "where": {"valid": False}}]
    )
    specs: list[Json] = [{"all": [a, b]} for a, b in pairs]
    specs += [
        {"all": [a, {**b, "applies_when": {"hsts": {"valid": True}}}]} for a, b in itertools.combinations(CLAIMS, 2)
    ]
    specs += [{"all": [a, b], "applies_when": {"hsts": {"valid": True}}} for a, b in itertools.combinations(CLAIMS, 2)]
    assert [c for c in contradictions(specs, evidence_about_both()) if not c.startswith("unknown")] == []
