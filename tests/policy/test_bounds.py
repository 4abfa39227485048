"""Files made to get round the reader's bounds, and words that look like something else."""

from __future__ import annotations

import pytest

from scanner.model.codec import Malformed, decode, decode_evidence
from scanner.policy.load import read_policy
from scanner.yamlfile import MAX_PROBLEMS, Problems, read

HEAD = "policy: p\narea: tls\ncontrols:\n"


def mistakes(text: str) -> list[str]:
    problems = Problems()
    node = read(text.encode(), "f", problems)
    if node is not None:
        read_policy(node, "f", problems)
    return [str(problem) for problem in problems.found]


def control(body: str, params: str = "") -> str:
    entry = f"  - {{id: X-001, title: t, severity: low, certainty: settled, references: [r], {body}}}\n"
    return (f"policy: p\narea: tls\nparams: {params}\ncontrols:\n" if params else HEAD) + entry


def test_an_aliased_control_with_a_mistake_is_a_mistake_twice_and_told_once() -> None:
    inside = "id: X-001, title: t, severity: hig, certainty: settled, forbid: hsts, references: [r]"
    text = f"{HEAD}  - &a {{{inside}}}\n  - *a\n"
    assert mistakes(text) == ["f:4:40: severity can't be 'hig' — did you mean high?"]


def test_aliases_do_not_get_round_the_depth() -> None:
    inner, lines = "{required: true}", ["policy: p", "area: tls", "x:"]
    for i in range(40):
        lines.append(f"  - &a{i} " + "{any_of: [" * 17 + inner + "]}" * 17)
        inner = f"*a{i}"
    assert any("nested deeper than 40 levels" in mistake for mistake in mistakes("\n".join(lines)))


def test_many_mistakes_are_told_up_to_a_bound() -> None:
    told = mistakes(HEAD + "  - {}\n" * 2000)
    assert len(told) == MAX_PROBLEMS + 1
    assert "and more" in told[-1]


@pytest.mark.parametrize("day", ["9999-12-31", "{on_or_after: 9999-12-31}", "0001-01-01"])
def test_the_first_and_the_last_day_are_days(day: str) -> None:
    assert mistakes(control(f"forbid: certificate, where: {{not_after: {day}}}")) == []


def test_a_parameter_in_a_list_is_not_taken_for_text() -> None:
    assert "stands in a list" in mistakes(control("forbid: stored_item, where: {name: {one_of: [$names, b]}}"))[0]


def test_digits_are_those_of_ascii() -> None:
    assert mistakes(control("forbid: hsts, where: {max_age: {present: true, at_least: ٣}}"))


def test_a_parameter_with_a_mistake_is_there_all_the_same() -> None:
    use = "forbid: hsts, where: {max_age: {present: true, at_least: $a}}"
    assert len(mistakes(control(use, "{a: {type: int, default: x}}"))) == 1


def test_an_empty_set_is_no_value() -> None:
    use = "forbid: stored_item, where: {name: {one_of: $a}}"
    assert "empty list" in mistakes(control(use, "{a: {type: set of text, default: []}}"))[0]


def test_what_is_said_of_a_part_holds_for_what_is_always_in_it() -> None:
    assert mistakes(control("forbid: consent_banner, where: {accept: {present: true}, accept.layer: 2}")) == []
    told = mistakes(control("forbid: consent_banner, where: {accept: {present: true}, accept.label: OK}"))
    assert "accept.label may be none" in told[0]


@pytest.mark.parametrize("number", [10**400, float("inf"), float("nan"), True])
def test_a_number_is_a_finite_one(number: float) -> None:
    with pytest.raises(Malformed):
        decode("consent_banner", {"prominence": {"area_ratio": number}})


@pytest.mark.parametrize("scope", [0, [], False, ""])
def test_a_scope_is_an_object(scope: object) -> None:
    entry = {"kind": "hsts", "scope": scope, "status": "seen"}
    with pytest.raises(Malformed):
        decode_evidence({"schema": "siegel/evidence/1", "coverage": [entry]})


def test_text_can_be_written_again() -> None:
    with pytest.raises(Malformed):
        decode("header", {"name": "a\ud800"})
