"""Facts and evidence by chance, from the fact classes themselves; and any JSON."""

from __future__ import annotations

import datetime as dt
import os
from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st

from scanner.model.evidence import Cell, Coverage, Evidence, Status, merged, scope
from scanner.model.facts import KINDS, Fact, Field, Seen, Struct, fields_of, paths_of
from scanner.model.facts.base import attribute, field_at
from scanner.model.values import NOT_STATED, Unknown
from scanner.model.vocabulary import GapCause

EXAMPLES = int(os.environ.get("SIEGEL_EXAMPLES", "0"))
HELD_TO = settings(
    max_examples=EXAMPLES or 150,
    derandomize=not EXAMPLES,
    database=None,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)

texts = st.text(max_size=8)
unknowns = st.builds(Unknown, texts, st.none() | st.sampled_from(GapCause))


def leaves(leaf: type | None) -> st.SearchStrategy[Any]:
    if leaf is str:
        return texts
    if leaf is bool:
        return st.booleans()
    if leaf is int:
        return st.integers(-(10**12), 10**12)
    if leaf is float:
        return st.floats(allow_nan=False, allow_infinity=False)
    if leaf is dt.date:
        return st.dates()
    assert leaf is not None
    return st.sampled_from(list(leaf))  # type: ignore[call-overload]


@st.composite
def values(draw: st.DrawFn, field: Field, depth: int) -> Any:
    kinds = ["value", "value", "unknown", "unstated", *(["none"] if field.optional else [])]
    match draw(st.sampled_from(kinds)):
        case "none":
            return None
        case "unknown":
            return draw(unknowns)
        case "unstated":
            return NOT_STATED
        case _:
            pass
    if field.nested is not None:
        return draw(structs(field.nested, depth - 1)) if depth else NOT_STATED
    one = leaves(field.leaf)
    return draw(st.lists(one, max_size=3).map(tuple) if field.many else one)


@st.composite
def structs(draw: st.DrawFn, cls: type[Struct], depth: int = 3) -> Any:
    stated = draw(st.sets(st.sampled_from(sorted(fields_of(cls))), max_size=5)) if fields_of(cls) else set()
    if cls.__name__ == "Words":
        return cls(en=draw(texts), de=draw(texts))  # type: ignore[call-arg]
    found = {attribute(name): draw(values(fields_of(cls)[name], depth)) for name in sorted(stated)}
    if issubclass(cls, Fact):
        found["seen"] = draw(st.lists(places, max_size=2).map(tuple))
        found["derived_by"] = draw(st.none() | st.text(min_size=1, max_size=5))
    return cls(**found)


places = st.builds(
    Seen, page=st.none() | texts, phase=st.none() | texts, at=st.none() | texts, artifact=st.none() | texts
)


@st.composite
def scopes(draw: st.DrawFn, kind: str) -> Any:
    paths = draw(st.sets(st.sampled_from(paths_of(KINDS[kind])), max_size=3))
    fixed = {}
    for path in sorted(paths):
        field = field_at(KINDS[kind], path)
        assert field is not None
        one = leaves(field.leaf)
        value = st.lists(one, max_size=2).map(tuple) if field.many else one
        fixed[path] = draw(value | st.none() if field.optional else value)
    return scope(fixed)


@st.composite
def coverages(draw: st.DrawFn) -> Coverage:
    kind = draw(st.sampled_from(sorted(KINDS)))
    status = draw(st.sampled_from(Status))
    cause = draw(st.sampled_from(GapCause)) if status is Status.GAP else None
    return Coverage(kind, draw(scopes(kind)), status, cause, draw(texts))


@st.composite
def evidence(draw: st.DrawFn) -> Evidence:
    kinds = draw(st.sets(st.sampled_from(sorted(KINDS.keys() - {"shop"})), max_size=3))
    facts = {kind: merged(draw(st.lists(structs(KINDS[kind]), max_size=3))) for kind in sorted(kinds)}
    plan = tuple(Cell(entry.kind, entry.scope) for entry in draw(st.lists(coverages(), max_size=2)))
    seen = tuple(draw(st.lists(coverages(), max_size=3)))
    vantage = draw(st.dictionaries(texts, texts | st.integers(), max_size=2))
    return Evidence(draw(texts), facts, seen, plan, draw(texts), draw(texts), vantage)


WORDS = """
schema siegel/evidence/1 facts coverage plan kind scope status cause reason seen gap absent timeout unknown vantage shop
started ended derived_by page endpoint form url values from hop present host page.role 2026-01-01
"""
words = st.sampled_from([*WORDS.split(), *sorted(KINDS)])
scalars = st.none() | st.booleans() | st.integers(-(2**70), 2**70) | st.floats() | words | texts
any_json = st.recursive(
    scalars,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(words | texts, inner, max_size=5),
    max_leaves=30,
)
documents = st.fixed_dictionaries(
    {"schema": st.just("siegel/evidence/1")},
    optional={
        "facts": any_json | st.dictionaries(st.sampled_from(sorted(KINDS)), st.lists(any_json, max_size=3), max_size=3),
        "coverage": any_json | st.lists(any_json, max_size=3),
        "plan": any_json | st.lists(any_json, max_size=3),
        "vantage": any_json,
        "shop": any_json,
        "started": any_json,
    },
)
