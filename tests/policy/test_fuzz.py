"""Any bytes as a policy, a profile or references give a value or located problems, never a traceback.

`SIEGEL_EXAMPLES=20000` looks longer, and each time elsewhere.
"""

from __future__ import annotations

import datetime as dt
import json
import os
from collections.abc import Sequence
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from scanner.judge import Judge
from scanner.model.evidence import Coverage, Evidence, Status
from scanner.model.facts import KINDS, paths_of
from scanner.model.vocabulary import vocabularies
from scanner.policy.claims import CLAIM_KEYS
from scanner.policy.controls import Policy
from scanner.policy.library import Library, _add, check
from scanner.policy.load import CONTROL_KEYS, POLICY_KEYS, REFERENCE_KEYS
from scanner.policy.matchers import BY_NAME
from scanner.policy.profile import PROFILE_KEYS
from scanner.yamlfile import Problems, read

from .files import POLICY, REFERENCES

EXAMPLES = int(os.environ.get("SIEGEL_EXAMPLES", "0"))
HELD_TO = settings(
    max_examples=EXAMPLES or 100,
    derandomize=not EXAMPLES,
    database=None,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
PROFILE = """\
profile: mine
title: {en: Mine, de: Meins}
extends: [base]
policies: [forms-minimisation]
controls: [FM-004]
set: {forms-minimisation.newsletter_data: [email]}
severity: {FM-004: {to: low, because: small shop}}
level: {FM-004: {stages: [{from: 2030-01-01, level: warning}], because: later}}
leave_out: {FM-004: {because: no newsletter}}
fail_on: medium
"""
BASE = "profile: base\npolicies: [forms-minimisation]\n"
FILES = (POLICY, PROFILE, BASE, REFERENCES)


def load(*files: bytes) -> Library:
    """A library of these files, as if they lay in a folder, and each profile resolved."""
    library = Library()
    for number, data in enumerate(files):
        node = read(data, f"f{number}.yaml", library.problems)
        if node is not None:
            _add(library, node, f"f{number}.yaml")
    check(library)
    for problem in library.problems.found:
        assert problem.file.startswith("f") and problem.line >= 1 and problem.column >= 1 and problem.what
        assert "\n" not in str(problem) and len(str(problem)) < 5_000
    return library


def judge_all(library: Library) -> None:
    """What was loaded without a mistake can be judged without one."""
    if library.problems.found:
        return
    kinds = {kind for control in library.controls().values() for kind in control.kinds()}
    nothing = Evidence("s", coverage=tuple(Coverage(kind, (), Status.ABSENT) for kind in sorted(kinds)))
    for evidence in (Evidence("s"), nothing):
        judge = Judge(evidence, dt.date(2026, 11, 22))
        for policy in library.policies.values():
            defaults = {name: parameter.default for name, parameter in policy.parameters.items()}
            for control in policy.controls:
                judge.judge(control, defaults)
        for name in library.profiles:
            for tuned in library.profile(name).controls:
                judge.judge(tuned.control, tuned.parameters)


def test_the_files_that_are_changed_below_are_without_fault() -> None:
    library = load(*(text.encode() for text in FILES))
    assert library.problems.found == []
    judge_all(library)


# ── bytes and text ───────────────────────────────────────────────────────────────────────────────────────────────────


@HELD_TO
@given(st.binary(max_size=200))
def test_any_bytes(data: bytes) -> None:
    judge_all(load(data))


@HELD_TO
@given(st.text(st.characters(codec="utf-8") | st.sampled_from("{}[]:,-&*!|>'\"%@`#?\n \t~<=$"), max_size=120))
def test_any_text(text: str) -> None:
    judge_all(load(text.encode()))


@st.composite
def mutated(draw: st.DrawFn) -> tuple[bytes, ...]:
    """Good files with some bytes of one cut out, doubled, or replaced by pieces of YAML."""
    files = [bytearray(text.encode()) for text in FILES]
    target = draw(st.sampled_from(files))
    pieces = [
        b"[",
        b"]",
        b"{",
        b"}",
        b": ",
        b"- ",
        b"\n",
        b"&a ",
        b"*a",
        b"!!x ",
        b"'",
        b'"',
        b"$",
        b"null",
        b"\t",
        b"as_of",
        b"\xff",
        b"<<: ",
    ]
    for _ in range(draw(st.integers(1, 4))):
        start = draw(st.integers(0, len(target)))
        end = min(len(target), start + draw(st.integers(0, 12)))
        target[start:end] = draw(
            st.sampled_from([*pieces, b"", bytes(target[start:end]) * 2, bytes(target[:end])[-40:]])
        )
    return tuple(bytes(data) for data in files)


@HELD_TO
@given(mutated())
def test_good_files_with_some_bytes_changed(files: tuple[bytes, ...]) -> None:
    judge_all(load(*files))


@HELD_TO
@given(st.data())
def test_good_files_with_lines_moved_or_lost(data: st.DataObject) -> None:
    files = [text.splitlines(keepends=True) for text in FILES]
    target = data.draw(st.sampled_from(files))
    target[:] = data.draw(st.lists(st.sampled_from(target), max_size=len(target) + 3))
    judge_all(load(*("".join(lines).encode() for lines in files)))


# ── trees of the language's own words ────────────────────────────────────────────────────────────────────────────────

PATHS = [
    "form.purpose",
    "asks_for",
    "required",
    "phase",
    "lifetime_days",
    "values",
    "not_after",
    "accept",
    "accept.label",
]
OTHERS = [
    "not",
    "present",
    "any_of",
    "to",
    "because",
    "from",
    "en",
    "de",
    "type",
    "default",
    "help",
    "form_field",
    "stored_item",
    "header",
    "certificate",
]
WORDS: Sequence[str] = sorted(
    {*POLICY_KEYS, *CONTROL_KEYS, *CLAIM_KEYS, *PROFILE_KEYS, *REFERENCE_KEYS, *BY_NAME, *PATHS, *OTHERS}
)
SPACED = ("set of PersonalData", "set of text", "as_of - 1 day", "''")
VALUES = (
    *PATHS,
    *SPACED,
    *[
        "true",
        "false",
        "null",
        "~",
        "0",
        "-1",
        "7",
        "1.5",
        "NO",
        "email",
        "newsletter",
        "rejected",
        "high",
        "error",
        "settled",
        "contested",
        "tls",
        "2026-01-01",
        "as_of",
        "$p",
        "$",
        "$newsletter_data",
        "X-001",
        "FM-004",
        "gdpr-5-1-c",
        "int",
        "date",
        "mine",
        "base",
        "forms-minimisation",
    ],
)
scalars = st.sampled_from(VALUES) | st.sampled_from(WORDS) | st.text(max_size=6)
trees = st.recursive(
    scalars,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(WORDS), inner, max_size=5),
    max_leaves=25,
)


def yaml(tree: Any, plain: frozenset[str] = frozenset(VALUES)) -> str:
    """A tree as flow YAML; words of the language stand there unquoted, so that `$p` is a parameter and null nothing."""
    if isinstance(tree, dict):
        return "{" + ", ".join(f"{json.dumps(key)}: {yaml(value)}" for key, value in tree.items()) + "}"
    if isinstance(tree, list):
        return "[" + ", ".join(map(yaml, tree)) + "]"
    return tree if tree in plain else json.dumps(tree)


@HELD_TO
@given(trees)
def test_any_tree_of_words(tree: Any) -> None:
    judge_all(load(yaml(tree).encode()))


@HELD_TO
@given(st.dictionaries(st.sampled_from(POLICY_KEYS), trees), st.dictionaries(st.sampled_from(CONTROL_KEYS), trees))
def test_any_policy_with_any_control(policy: dict[str, Any], control: dict[str, Any]) -> None:
    base = {
        "policy": "p",
        "area": "tls",
        "controls": [{"id": "X-001", "title": "t", "severity": "low", **control}],
        **policy,
    }
    judge_all(load(yaml(base).encode(), REFERENCES.encode()))


@HELD_TO
@given(st.dictionaries(st.sampled_from(PROFILE_KEYS), trees), st.dictionaries(st.sampled_from(PROFILE_KEYS), trees))
def test_any_profile(one: dict[str, Any], other: dict[str, Any]) -> None:
    files = [yaml({**tree, "profile": name}) for name, tree in (("base", one), ("mine", other))]
    judge_all(load(*(text.encode() for text in (POLICY, REFERENCES, *files))))


@HELD_TO
@given(st.dictionaries(st.sampled_from(REFERENCE_KEYS), trees), trees)
def test_any_references(entry: dict[str, Any], tree: Any) -> None:
    load(yaml({"references": {"a": entry, "b": tree}}).encode())
    load(yaml({"references": tree}).encode())


@st.composite
def conditions(draw: st.DrawFn, kind: str, depth: int = 2) -> Any:
    """Conditions that are nearly right: real paths, real matchers, values of the right type or not."""
    values = st.sampled_from([*VALUES, *(word.value for words in vocabularies().values() for word in list(words)[:2])])
    tests = st.recursive(
        values,
        lambda inner: st.dictionaries(
            st.sampled_from([*BY_NAME, "not", "present"]), inner | st.lists(inner, max_size=2), max_size=3
        ),
        max_leaves=5,
    )
    found = draw(st.dictionaries(st.sampled_from(paths_of(KINDS[kind])), tests, max_size=3))
    if depth and draw(st.booleans()):
        found["any_of"] = draw(st.lists(conditions(kind, depth - 1), max_size=2))
    return found


@HELD_TO
@given(st.data())
def test_any_condition_on_any_kind(data: st.DataObject) -> None:
    kind = data.draw(st.sampled_from(sorted(KINDS)))
    control = {
        "id": "X-001", "title": "t", "severity": "low", "certainty": "settled", "references": ["gdpr-5-1-c"],
        "every": kind, "where": data.draw(conditions(kind)), "expect": data.draw(conditions(kind)),
    }  # fmt: skip
    judge_all(load(yaml({"policy": "p", "area": "tls", "controls": [control]}).encode(), REFERENCES.encode()))


# ── known tricks ─────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "text",
    [
        "policy: *p\n",
        "policy: &p [*p]\n",
        "? policy\n",
        "<<: {policy: p}\n",
        "{policy: p, area: tls, controls: [*c]}",
        "policy: p\narea: tls\ncontrols: &c\n  - *c\n",
        "policy: " + "x" * 100_000 + "\n",
        "policy: p\narea: tls\ncontrols: [" + "{}," * 60 + "]\n",
        "policy: p\narea: tls\ncontrols:\n  - {any_of: " + "[{any_of: " * 15 + "[]" + "}]" * 15 + "}\n",
        "profile: p\nextends: " + "[" * 30 + "]" * 30 + "\n",
        "references: {" + ", ".join(f"r{i}: {{}}" for i in range(60)) + "}\n",
        "policy: p\npolicy: p\nprofile: q\nreferences: {}\n",
    ],
)
def test_known_tricks_end_in_located_problems(text: str) -> None:
    assert load(text.encode()).problems.found


def test_a_problem_is_never_more_than_a_line(capsys: pytest.CaptureFixture[str]) -> None:
    problems = Problems()
    node = read(b'policy: "a\\nb\\x1b[31m"\narea: "\\u202e"\n', "f.yaml", problems)
    assert node is not None
    library = Library(problems=problems)
    _add(library, node, "f.yaml")
    assert library.policies == {} and isinstance(Policy, type)
    for problem in library.problems.found:
        assert str(problem).isprintable()
    assert capsys.readouterr() == ("", "")
