"""Larger worlds, by chance: no control of any shape gets a verdict that a completion of the evidence denies.

`SIEGEL_EXAMPLES=20000` looks longer, and each time elsewhere. Where all completions can be counted, one claim whose
fields are tested once is held to exactness too; else some completions are drawn, and only soundness is.
"""

from __future__ import annotations

import datetime as dt
import os
import random
from collections.abc import Mapping
from typing import Any

from hypothesis import HealthCheck, event, given, settings
from hypothesis import strategies as st

from scanner.judge import Judge

from . import small_worlds
from .brute_force import UNKNOWN, FieldsAsked, Json, Reference, Row, Rows, Seen, World

TODAY = dt.date(2026, 11, 22)
EXAMPLES = int(os.environ.get("SIEGEL_EXAMPLES", "0"))
HELD_TO = settings(
    max_examples=EXAMPLES or 250,
    derandomize=not EXAMPLES,
    database=None,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
#: At most this many completions are looked at one by one; of more, as many are drawn.
MOST_WORLDS = 1500

DOMAINS: Mapping[str, Mapping[str, tuple[Any, ...]]] = {
    "stored_item": {
        "phase": ("rejected", "before_choice", "gpc"),
        "purpose": ("necessary", "marketing", "social"),
        "lifetime_days": (0, 30, 400),
        "party": ("first", "third"),
    },
    "hsts": {"valid": (True, False), "max_age": (0, 31536000), "include_subdomains": (True, False)},
}
OPTIONAL = frozenset({"lifetime_days", "max_age"})


def matchers(path: str) -> st.SearchStrategy[Json]:
    """What can be asked of a field; the loader refuses what nothing can fit, so that is not asked."""
    words = {
        "phase": ("rejected", "before_choice"),
        "purpose": ("necessary", "marketing"),
        "party": ("first",),
    }
    if path in OPTIONAL:
        low, high = (30, 400) if path == "lifetime_days" else (1, 31536000)
        tests = (
            {"at_least": low},
            {"at_most": low},
            {"not": {"at_least": high}},
            {"not": {"at_least": low, "at_most": low}},
            {"is": high},
        )
        return st.sampled_from([*({"present": True, **test} for test in tests), {"present": False}, {"present": True}])
    if path in words:
        some = words[path]
        asked: tuple[Json, ...] = (
            some[0],
            {"not": some[0]},
            {"one_of": list(some)},
            {"not": {"one_of": [some[0]]}},
            {"not": {"not": some[-1]}},
            {"present": True},
        )
        return st.sampled_from(asked)
    return st.sampled_from(
        [True, False, {"not": True}, {"one_of": [True, False]}, {"present": True}, {"present": False}]
    )


@st.composite
def conditions(draw: st.DrawFn, kind: str, depth: int = 2) -> Json:
    """Tests joined by and, some of them in `any_of`, which may hold conditions again."""
    paths = draw(st.lists(st.sampled_from(sorted(DOMAINS[kind])), unique=True, min_size=1, max_size=2))
    found: dict[str, Any] = {path: draw(matchers(path)) for path in paths}
    if depth and draw(st.integers(0, 3)) == 0:
        found["any_of"] = draw(st.lists(conditions(kind, depth - 1), min_size=1, max_size=2))
    return found


@st.composite
def claims(draw: st.DrawFn) -> Json:
    kind = draw(st.sampled_from(sorted(DOMAINS)))
    quantifier = draw(st.sampled_from(["every", "forbid", "require"]))
    claim: dict[str, Any] = {quantifier: kind}
    if draw(st.booleans()):
        claim["where"] = draw(conditions(kind))
    if quantifier == "every":
        claim["expect"] = draw(conditions(kind))
    elif draw(st.booleans()):
        claim |= (
            {"at_most": draw(st.integers(0, 2))} if quantifier == "forbid" else {"at_least": draw(st.integers(1, 3))}
        )
    return claim | draw(st.just({}) | applies_when())


@st.composite
def applies_when(draw: st.DrawFn) -> Json:
    kinds = draw(st.lists(st.sampled_from(sorted(DOMAINS)), unique=True, min_size=1, max_size=2))
    return {"applies_when": {kind: draw(conditions(kind, 1)) for kind in kinds}}


@st.composite
def controls(draw: st.DrawFn) -> Json:
    if draw(st.booleans()):
        return draw(claims())
    return {"all": draw(st.lists(claims(), min_size=1, max_size=3)), **draw(st.just({}) | applies_when())}


@st.composite
def evidence(draw: st.DrawFn, kind: str) -> Seen:
    """Rows and gaps of a kind; gaps fix any of the fields."""
    domain = DOMAINS[kind]
    none = {path: (None,) if path in OPTIONAL else () for path in domain}
    row = st.fixed_dictionaries({p: st.sampled_from([*v, *v, UNKNOWN, *none[p]]) for p, v in domain.items()})
    gap = st.fixed_dictionaries({}, optional={path: st.sampled_from(values) for path, values in domain.items()})
    rows, gaps = draw(st.lists(row, max_size=4)), draw(st.lists(gap, max_size=2))
    return Seen(kind, domain, tuple(rows), tuple(gaps))


def complete(seen: Seen, chance: random.Random, most: int) -> Rows:
    """One completion, drawn."""

    def whole(template: Mapping[str, Any]) -> Row:
        values = {path: template.get(path, UNKNOWN) for path in seen.domain}
        return tuple(
            sorted((p, chance.choice([*seen.domain[p], None]) if v == UNKNOWN else v) for p, v in values.items())
        )

    hidden = [whole(gap) for gap in seen.gaps for _ in range(chance.choice(range(most + 1)))]
    return (*map(whole, seen.rows), *hidden)


def narrowed(seen: Seen, asked: FieldsAsked) -> Seen:
    """Only the fields that a control asks for: what the others turn out to be changes nothing."""
    paths = {path for kind, path in asked.paths if kind == seen.kind}
    domain = {path: values for path, values in seen.domain.items() if path in paths}
    rows, gaps = ([{p: v for p, v in one.items() if p in paths} for one in some] for some in (seen.rows, seen.gaps))
    return Seen(seen.kind, domain, tuple(rows), tuple(gaps))


@HELD_TO
@given(control=controls(), items=evidence("stored_item"), hosts=evidence("hsts"), seed=st.integers(0, 2**32))
def test_no_verdict_is_denied_by_a_completion(control: Json, items: Seen, hosts: Seen, seed: int) -> None:
    (loaded,) = small_worlds.controls([control])
    said = Judge(small_worlds.evidence([items, hosts]), TODAY).judge(loaded).verdict.value
    asked, reference = FieldsAsked.of(control), Reference()
    most = 1 + max(
        (claim.get("at_most", claim.get("at_least", 1)) for claim in (control, *control.get("all", ()))), default=1
    )
    seen = [narrowed(items, asked), narrowed(hosts, asked)]
    event(f"says {said}")
    if seen[0].count(most) * seen[1].count(most) <= MOST_WORLDS:
        wanted = reference.verdict_over(control, reference.completions(seen, most))
        exact = "all" not in control and not asked.twice
        event(f"all completions, {'exact' if exact else 'sound'}")
        assert said == wanted or (said == "unknown" and not exact)
        return
    if said != "unknown":
        chance = random.Random(seed)
        for _ in range(MOST_WORLDS // 5):
            world: World = {one.kind: complete(one, chance, most) for one in seen}
            assert reference.verdict(control, world) == said
