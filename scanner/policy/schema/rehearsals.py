"""The schema of policy tests: given rows and gaps, then a verdict."""

from __future__ import annotations

from scanner.model.facts import KINDS
from scanner.model.facts.base import once
from scanner.model.schema import Schema, document, meaning, refer, words_of
from scanner.model.vocabulary import GapCause, Verdict
from scanner.policy.schema.shapes import FILLED, VALUES, kinds, mapping, name, row_definitions, says, some


@once
def policy_test_schema() -> Schema:
    """A policy's test file: given rows and gaps, then a verdict."""
    rows = {
        kind: {"type": "array", "items": refer(f"{kind}.row"), "description": meaning(cls)}
        for kind, cls in KINDS.items()
    }
    day = {**refer("day"), "description": "The day of judging."}
    properties = {
        "name": FILLED,
        "control": {**FILLED, "description": "A control of the policy."},
        "as_of": day,
        "with": {"type": "object", "description": "Parameters: policy.name: value.", "additionalProperties": VALUES},
        "rows": mapping("rows", rows, description="What was seen. A field that a row leaves out is Unknown."),
        "gaps": {**some(refer("gap")), "description": "What could not be seen."},
        "then": words_of(Verdict),
        "findings": {**some(FILLED), "description": "A part of each finding's message, of all of them."},
    }
    only_failures = {
        "if": {"required": ["findings"]},
        "then": {"properties": {"then": {"const": Verdict.FAIL.value, **says("only a failure has findings")}}},
    }
    some_day = {"items": {"required": ["as_of"], **says("nobody says as of which day")}}
    case = mapping("a case", properties, ("name", "control", "then"), allOf=[only_failures])
    body = mapping(
        "a policy test",
        {"policy": name("The policy it tests."), "as_of": day, "cases": some(refer("case"))},
        ("policy", "cases"),
        allOf=[{"if": {"required": ["as_of"]}, "else": {"properties": {"cases": some_day}}}],
    )
    definitions = {"case": case, "gap": _gap(), **row_definitions()}
    return document("policy-test", "Siegel: policy test", {**body, "$defs": definitions})


def _gap() -> Schema:
    scope = {"description": "The fields that are fixed; all others are unknown."}
    properties = {
        "kind": kinds(),
        "scope": scope,
        "cause": words_of(GapCause),
        "reason": FILLED,
    }
    scopes = [
        {
            "if": {"required": ["kind"], "properties": {"kind": {"const": kind}}},
            "then": {"properties": {"scope": refer(f"{kind}.row")}},
        }
        for kind in KINDS
    ]
    return mapping("a gap", properties, ("kind",), allOf=scopes)
