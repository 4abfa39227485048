"""The schema of policy files: for each kind of fact its own fields, and for each field the matchers of its type."""

from __future__ import annotations

from scanner.model.facts import KINDS
from scanner.model.facts.base import once
from scanner.model.schema import Schema, document, meaning, refer, words_of
from scanner.model.vocabulary import Area, Certainty, Level, Severity
from scanner.policy.controls import Quantifier
from scanner.policy.load import _ID
from scanner.policy.schema.shapes import (
    FILLED,
    TEXT,
    WORDS,
    condition_definitions,
    kinds,
    leaf_name,
    mapping,
    name,
    pattern,
    says,
    some,
)
from scanner.policy.types import _NAMED as BASIC_TYPES
from scanner.policy.types import type_names


@once
def policy_schema() -> Schema:
    """A policy file."""
    properties = {
        "policy": name("The policy's name."),
        "area": words_of(Area),
        "title": WORDS,
        "params": {
            "type": "object",
            "description": "Values that profiles may tune. In conditions: $name.",
            "additionalProperties": refer("param"),
        },
        "controls": some(refer("control")),
    }
    definitions = {
        "kind": kinds(),
        "control": _control(),
        "claim": _claim(),
        "claim_rules": _claim_rules(),
        "applies_when": _applies_when(),
        "stages": stages(),
        "param": _param(),
        **condition_definitions(),
    }
    body = mapping("a policy", properties, ("policy", "area", "controls"))
    return document("policy", "Siegel: policy", {**body, "title": "a policy", "$defs": definitions})


def _control() -> Schema:
    properties = {
        "id": {
            "type": "string",
            "pattern": pattern(_ID),
            "description": "It means the same in every fleet: TLS-014, TLS-014.soon.",
            **says("expected an id like TLS-014 or TLS-014.soon"),
        },
        "area": words_of(Area),
        "title": WORDS,
        "why": WORDS,
        "severity": words_of(Severity),
        "level": words_of(Level),
        "stages": refer("stages"),
        "certainty": words_of(Certainty),
        "in_force": {**refer("day"), "description": "The first day on which it can fail."},
        "until": {**refer("day"), "description": "The last day on which it can fail."},
        "all": {**some(refer("claim")), "description": "Several claims; fails if one certainly fails."},
        **_claim_keys(),
        "remedy": {**WORDS, "description": "What to do about it."},
        "references": {**some(FILLED), "description": "Ids of references.yaml."},
    }
    starts = [{"required": [word]} for word in (*Quantifier, "all")]
    in_all = {
        key: {"not": {}, **says(f"{key} belongs into one of the claims of all")}
        for key in ("where", "expect", "at_most", "at_least")
    }
    rules = [
        {"oneOf": starts, **says("a control makes exactly one of every, forbid, require, all")},
        {"if": {"required": ["all"]}, "then": {"properties": in_all}, "else": refer("claim_rules")},
        {"not": {"required": ["level", "stages"]}, **says("either level or stages, not both")},
        _contested_never_blocks(),
    ]
    return mapping("a control", properties, ("id", "title", "severity", "certainty", "references"), allOf=rules)


def _contested_never_blocks() -> Schema:
    weak = {"enum": [Level.WARNING.value, Level.NOTE.value], **says("a contested requirement can be a warning at most")}
    stated = {
        "anyOf": [{"required": ["level"]}, {"required": ["stages"]}],
        **says("a contested requirement can be a warning at most"),
    }
    staged = {"items": {"properties": {"level": weak}}}
    return {
        "if": {"required": ["certainty"], "properties": {"certainty": {"const": Certainty.CONTESTED.value}}},
        "then": {"allOf": [stated], "properties": {"level": weak, "stages": staged}},
    }


def _claim_keys() -> Schema:
    kind = refer("kind")
    return {
        "every": {**kind, "description": "Every such row has to fit expect."},
        "forbid": {**kind, "description": "No such row may be there, or at_most so many."},
        "require": {**kind, "description": "Such a row has to be there, or at_least so many."},
        "where": {"description": "Which rows the claim is about."},
        "expect": {"description": "What every such row has to be."},
        "at_most": refer("whole"),
        "at_least": refer("whole"),
        "applies_when": refer("applies_when"),
    }


def _claim() -> Schema:
    one = {
        "oneOf": [{"required": [word]} for word in Quantifier],
        **says("a claim starts with exactly one of every, forbid, require"),
    }
    return mapping("a claim", _claim_keys(), allOf=[one, refer("claim_rules")])


def _claim_rules() -> Schema:
    """What a quantifier wants beside it, and for each kind its own fields."""

    def never(word: str, *keys: str) -> Schema:
        return {key: {"not": {}, **says(f"{word} takes no {key}")} for key in keys}

    wants_expect = {"required": ["expect"], **says("every lacks expect: say what every such row has to be")}
    by_word = [
        {
            "if": {"required": ["every"]},
            "then": {"allOf": [wants_expect], "properties": never("every", "at_most", "at_least")},
        },
        {
            "if": {"required": ["forbid"]},
            "then": {"properties": {**never("forbid", "expect", "at_least"), "at_most": {"minimum": 0}}},
        },
        {
            "if": {"required": ["require"]},
            "then": {"properties": {**never("require", "expect", "at_most"), "at_least": {"minimum": 1}}},
        },
    ]
    some_word = {"anyOf": [{"required": [word]} for word in Quantifier]}
    return {"allOf": [*by_word, {"if": some_word, "then": {"allOf": [_for_kind(kind) for kind in KINDS]}}]}


def _for_kind(kind: str) -> Schema:
    """Its fields, where a quantifier names it. Asked of every claim for every kind, so it asks little."""
    where = refer(f"{kind}.where")
    named = {"properties": {word.value: {"const": kind} for word in Quantifier}}
    return {"if": named, "then": {"properties": {"where": where, "expect": where}}}


def _applies_when() -> Schema:
    rows = {kind: {**refer(f"{kind}.where"), "description": meaning(cls)} for kind, cls in KINDS.items()}
    about = "Rows that must exist for the claim to apply, all of them."
    return mapping("applies_when", rows, minProperties=1, description=about)


def stages() -> Schema:
    stage = mapping("a stage", {"from": refer("day"), "level": words_of(Level)}, ("from", "level"))
    return {**some(stage), "description": "A note before the first day, then the level of the last day reached."}


def _param() -> Schema:
    types = {
        "enum": [*type_names(), *(f"set of {name}" for name in type_names())],
        "description": "The type of its value.",
    }
    properties = {"type": types, "default": {}, "help": {**TEXT, "description": "What it is for."}}
    return mapping("a parameter", properties, ("type", "default"), allOf=[_default_of(name) for name in type_names()])


def _default_of(name: str) -> Schema:
    value = refer(leaf_name(BASIC_TYPES[name]) if name in BASIC_TYPES else name)
    either = {"if": {"properties": {"type": {"const": name}}}, "then": {"properties": {"default": value}}}
    listed = {"properties": {"default": {"type": "array", "items": value}}}
    return {**either, "else": {"if": {"properties": {"type": {"const": f"set of {name}"}}}, "then": listed}}
