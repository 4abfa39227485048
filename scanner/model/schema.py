"""JSON Schemas of what a run writes, generated from the fact classes and vocabularies: their parts, and the evidence.

They describe everything this version writes, and allow more fields: a later version may add some.
"""

from __future__ import annotations

import datetime as dt
import inspect
import re
from collections.abc import Iterator, Mapping
from dataclasses import fields
from typing import Any

from scanner.model.codec import EVIDENCE_SCHEMA
from scanner.model.evidence import Status
from scanner.model.facts import KINDS, Fact, Field, Seen, Struct, fields_of
from scanner.model.facts.base import once
from scanner.model.vocabulary import GapCause, Word

Schema = dict[str, Any]

DAY = {"type": "string", "format": "date", "pattern": r"^\d{4}-\d{2}-\d{2}$", "description": "A day, like 2026-03-15."}
_SCALARS: Mapping[type, Schema] = {
    str: {"type": "string"},
    int: {"type": "integer"},
    float: {"type": "number"},
    bool: {"type": "boolean"},
    dt.date: {"$ref": "#/$defs/day"},
}
DIGEST = {"type": "string", "pattern": "^[0-9a-f]{64}$", "description": "SHA-256 in hexadecimal digits."}


def document(name: str, title: str, body: Mapping[str, Any]) -> Schema:
    """A published schema with its head."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": f"urn:siegel:schema:{name}:1",
        "$comment": "SPDX-License-Identifier: Apache-2.0. Generated; change what it is generated from.",
        "title": title,
        **body,
    }


def refer(name: str) -> Schema:
    """A reference to a definition of the same schema."""
    return {"$ref": f"#/$defs/{name}"}


def words_of(vocabulary: type[Word]) -> Schema:
    """A closed vocabulary."""
    return {"enum": [word.value for word in vocabulary], "description": meaning(vocabulary)}


# ── what the classes say of themselves ───────────────────────────────────────────────────────────────────────────────

_SENTENCE = re.compile(r"(?<=[.])\s+(?=[A-Z`])")


@once
def meaning(cls: type) -> str:
    """The docstring of a fact, struct or vocabulary on one line."""
    return " ".join((inspect.getdoc(cls) or "").split())


@once
def help_of(cls: type[Struct], name: str) -> str:
    """What a class's docstring says of one of its fields: the sentences that name it in backquotes."""
    said = [sentence for sentence in _SENTENCE.split(meaning(cls)) if f"`{name}`" in sentence]
    text = " ".join(sentence.removeprefix(f"`{name}`: ") for sentence in said)
    return text if "_" in text.partition(" ")[0] else text[:1].upper() + text[1:]


# ── evidence ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def evidence_schema() -> Schema:
    """`evidence.json`."""
    kind = {"enum": list(KINDS), "description": "A kind of fact."}
    cell = {"kind": kind, "scope": refer("scope")}
    coverage = {
        **cell,
        "status": {"enum": [status.value for status in Status], "description": "gap: it could not be seen."},
        "cause": {"anyOf": [refer("GapCause"), {"type": "null"}]},
        "reason": {"type": "string"},
    }
    return document(
        "evidence",
        "Siegel: evidence",
        {
            "description": "Everything seen of a shop, one row per thing observed, and what was looked at.",
            **object_of(
                {
                    "schema": {"const": EVIDENCE_SCHEMA},
                    "shop": {"type": "string", "description": "The shop's address."},
                    "started": {"type": "string", "description": "ISO 8601, UTC."},
                    "ended": {"type": "string", "description": "ISO 8601, UTC; empty if the run was interrupted."},
                    "vantage": {"type": "object", "description": "Where the scan ran."},
                    "plan": {
                        "type": "array",
                        "items": object_of(cell),
                        "description": "The cells fixed before anything was probed.",
                    },
                    "facts": {
                        "type": "object",
                        "properties": {name: {"type": "array", "items": refer(name)} for name in KINDS},
                        "additionalProperties": False,
                    },
                    "coverage": {
                        "type": "array",
                        "items": {**object_of(coverage), **_a_gap_names_its_cause()},
                        "description": "What became of each cell. A kind that no cell speaks of is a gap.",
                    },
                }
            ),
            "$defs": dict(_evidence_definitions()),
        },
    )


def _a_gap_names_its_cause() -> Schema:
    return {
        "if": {"properties": {"status": {"const": Status.GAP.value}}},
        "then": {"properties": {"cause": {"type": "string"}}},
    }


def _evidence_definitions() -> Iterator[tuple[str, Schema]]:
    found: dict[str, type[Struct | Word]] = {}
    for cls in KINDS.values():
        _collect(cls, found)
    yield "day", DAY
    yield "unknown", _unknown()
    yield (
        "scope",
        {"type": "object", "description": "Dotted paths of the kind's fields, each with the value it is fixed to."},
    )
    yield "seen", _seen()
    yield "GapCause", words_of(GapCause)
    for name, described in found.items():
        yield name, words_of(described) if issubclass(described, Word) else _row(described)


def _collect(cls: type[Struct], found: dict[str, type[Struct | Word]]) -> None:
    """A class with everything its fields hold, by definition name."""
    found[_name(cls)] = cls
    for field in fields_of(cls).values():
        if field.nested is not None and _name(field.nested) not in found:
            _collect(field.nested, found)
        elif field.leaf is not None and issubclass(field.leaf, Word):
            found[field.leaf.__name__] = field.leaf


def _name(cls: type) -> str:
    return cls.kind if issubclass(cls, Fact) else cls.__name__


def _row(cls: type[Struct]) -> Schema:
    properties = {name: _described(cls, name, _value(field)) for name, field in fields_of(cls).items()}
    if issubclass(cls, Fact):
        properties["derived_by"] = {
            "type": "string",
            "description": "Which step derived the row, with the version of its data.",
        }
        properties["seen"] = {"type": "array", "items": refer("seen")}
    return {"type": "object", "description": meaning(cls), "properties": properties, "not": {"required": ["unknown"]}}


def _described(cls: type[Struct], name: str, schema: Schema) -> Schema:
    text = help_of(cls, name)
    return {**schema, "description": text} if text else schema


def _value(field: Field) -> Schema:
    """A field's value: of its type, null where it may be none, or an unknown."""
    cls = field.nested or field.leaf
    assert cls is not None  # noqa: S101 - a field is one or the other
    one = _SCALARS[cls] if cls in _SCALARS else refer(_name(cls))
    value = {"type": "array", "items": one} if field.many else one
    return {"anyOf": [value, *([{"type": "null"}] if field.optional else []), refer("unknown")]}


def _unknown() -> Schema:
    return {
        "type": "object",
        "description": "Looked, and could not tell. It may be any value, or none.",
        "properties": {"unknown": {"type": "string", "description": "Why, in a sentence."}, "cause": refer("GapCause")},
        "required": ["unknown"],
    }


def _seen() -> Schema:
    names = [field.name for field in fields(Seen)]
    return {
        "type": "object",
        "description": meaning(Seen),
        "properties": {name: {"type": ["string", "null"]} for name in names},
    }


def object_of(properties: Mapping[str, Schema]) -> Schema:
    """An object whose properties are always there."""
    return {"type": "object", "properties": dict(properties), "required": list(properties)}


def list_of(items: Schema) -> Schema:
    """An array of these."""
    return {"type": "array", "items": items}
