"""JSON Schemas of what a run writes, generated from the fact classes and vocabularies: evidence, report and manifest.

They describe everything this version writes, and allow more fields: a later version may add some.
"""

from __future__ import annotations

import datetime as dt
import inspect
import re
from collections.abc import Iterator, Mapping
from dataclasses import fields
from typing import Any

from scanner.errors import ExitCode
from scanner.model.codec import EVIDENCE_SCHEMA
from scanner.model.evidence import Status
from scanner.model.facts import KINDS, Fact, Field, Seen, Struct, fields_of
from scanner.model.facts.base import once
from scanner.model.report import MANIFEST_SCHEMA, REPORT_SCHEMA
from scanner.model.vocabulary import Area, Certainty, GapCause, Level, Phase, Severity, Verdict, Word

Schema = dict[str, Any]

_DAY = {"type": "string", "format": "date", "pattern": r"^\d{4}-\d{2}-\d{2}$", "description": "A day, like 2026-03-15."}
_SCALARS: Mapping[type, Schema] = {
    str: {"type": "string"},
    int: {"type": "integer"},
    float: {"type": "number"},
    bool: {"type": "boolean"},
    dt.date: {"$ref": "#/$defs/day"},
}
_DIGEST = {"type": "string", "pattern": "^[0-9a-f]{64}$", "description": "SHA-256 in hexadecimal digits."}


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
    yield "day", _DAY
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


# ── report ───────────────────────────────────────────────────────────────────────────────────────────────────────────


def report_schema() -> Schema:
    """`report.json`."""
    text, string, boolean = refer("text"), {"type": "string"}, {"type": "boolean"}
    gate: dict[str, Schema] = {
        "passed": boolean,
        "exit_code": {"enum": [code.value for code in ExitCode], "description": "What the process ends with."},
        "fail_on": refer("Severity"),
        "because": {**list_of(string), "description": "What counted, in English."},
        "because_text": list_of(text),
    }
    reference = {
        "title": text,
        "provision": text,
        "url": string,
        "certainty": refer("Certainty"),
        "confirmed": {"type": "string", "description": "Whether the source was seen."},
    }
    vocabularies: tuple[type[Word], ...] = (Area, Certainty, GapCause, Level, Severity, Verdict)
    return document(
        "report",
        "Siegel: report",
        {
            "description": "A judged and weighed run. Every other format is rendered from it.",
            **_with_optional(
                {"nearness": list_of(_near())},
                {
                    "schema": {"const": REPORT_SCHEMA},
                    "shop": string,
                    "name": string,
                    "profile": string,
                    "as_of": {**_DAY, "description": "The day the evidence was judged for."},
                    "run": _run(),
                    "gate": object_of(gate),
                    "totals": object_of({verdict.value: {"type": "integer", "minimum": 0} for verdict in Verdict}),
                    "coverage_note": {"type": "string", "description": "How much was looked at, in English."},
                    "coverage_note_text": text,
                    "verdicts": list_of(refer("verdict")),
                    "left_out": list_of(object_of({"control": string, "because": string, "because_text": text})),
                    "references": {"type": "object", "additionalProperties": object_of(reference)},
                },
            ),
            "$defs": {
                "text": {
                    **object_of({"en": string, "de": string}),
                    "description": "The same words in English and German.",
                },
                **{cls.__name__: words_of(cls) for cls in vocabularies},
                "verdict": _verdict(),
                "finding": finding_schema(),
            },
        },
    )


def _with_optional(optional: Mapping[str, Schema], properties: Mapping[str, Schema]) -> Schema:
    """An object with properties that are always there, and some that need not be."""
    schema = object_of(properties)
    return {**schema, "properties": {**schema["properties"], **optional}}


def _near() -> Schema:
    text, string = refer("text"), {"type": "string"}
    change = object_of(
        {
            "control": string,
            "title": text,
            "messages": list_of(text),
            "more": {"type": "integer", "minimum": 0, "description": "Further observations that have no room."},
        }
    )
    return {
        **object_of(
            {
                "profile": string,
                "title": text,
                "endpoint": {**string, "description": "Host and port."},
                "changes": {**list_of(change), "description": "What the guideline demands."},
                "advice": {**list_of(change), "description": "What it advises."},
                "unknown": {**list_of(string), "description": "Controls that could not be judged."},
            }
        ),
        "description": "How far an endpoint is from a guideline of TLS.",
    }


def _verdict() -> Schema:
    text, string, boolean = refer("text"), {"type": "string"}, {"type": "boolean"}
    cause = {"anyOf": [refer("GapCause"), {"type": "null"}]}
    return object_of(
        {
            "control": string,
            "area": refer("Area"),
            "policy": object_of({"file": string, "line": {"type": "integer", "minimum": 1}}),
            "title": text,
            "verdict": refer("Verdict"),
            "severity": refer("Severity"),
            "level": refer("Level"),
            "certainty": refer("Certainty"),
            "counted": {**boolean, "description": "It counts against the gate."},
            "references": {**list_of(string), "description": "Ids of the report's references."},
            "remedy": text,
            "decided_by": text,
            "findings": list_of(refer("finding")),
            "unknown_because": {**list_of(string), "description": "What keeps the verdict unknown, in English."},
            "blockers": list_of(
                object_of(
                    {
                        "message": text,
                        "cause": cause,
                        "detail": {**string, "description": "The reason as it was written down, in English."},
                        "artifacts": _artifacts(),
                    }
                )
            ),
            "not_assessed": {**boolean, "description": "Unknown only because of the owner's choice."},
            "upcoming": {**boolean, "description": "Not in force yet on the day of judging."},
            "tuned_because": {
                "anyOf": [text, {"type": "null"}],
                "description": "Why the profile changed severity or level.",
            },
            "waiver": {"type": ["string", "null"], "description": "The waiver in a sentence."},
            "waiver_detail": {
                "anyOf": [
                    object_of({"until": string, "because": string, "approved_by": string, "counts_again": boolean}),
                    {"type": "null"},
                ]
            },
            "baseline": {**boolean, "description": "It failed in the baseline run too."},
        }
    )


def finding_schema() -> Schema:
    """One observation that fails a control."""
    return object_of(
        {
            "message": refer("text"),
            "where": {"type": "string", "description": "The URL or endpoint where a person finds it."},
            "row": {"type": "string", "description": "The natural key of the row, as JSON."},
            "artifacts": _artifacts(),
            "fingerprint": {"type": "string", "description": "The same from run to run."},
        }
    )


def _artifacts() -> Schema:
    return {**list_of(_DIGEST), "description": "What was kept of the row, then of its page in its phase, by SHA-256."}


# ── the run ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def _run() -> Schema:
    """How a run came about. Open: what is described here may be missing, as in runs that no browser took part in."""
    string, whole = {"type": "string"}, {"type": "integer", "minimum": 0}
    visitor = {
        "phase": words_of(Phase),
        "started": string,
        "ended": string,
        "counts_ms": {
            "anyOf": [{**list_of(whole), "minItems": 2, "maxItems": 2}, {"type": "null"}],
            "description": "From when to when, in ms since it started, it counts for its phase; null: not at all.",
        },
        "profile": {**string, "description": "The browser profile it began with."},
    }
    browser = {
        "name": string,
        "version": string,
        "user_agent": string,
        "language": string,
        "viewport": object_of({"width": whole, "height": whole}),
        "reached": {
            "type": "object",
            "description": "Host and port of the shop → the addresses to which the browser was connected.",
            "additionalProperties": list_of(string),
        },
        "phases": {**list_of(object_of(visitor)), "description": "The visitor of each phase, a clean profile each."},
    }
    log = {
        "phase": words_of(Phase),
        "kind": {"enum": ["har", "storage"], "description": "HTTP Archive 1.2, or siegel/storage/1."},
        "artifact": _DIGEST,
        "bytes": whole,
        "entries": whole,
        "cut": {"type": "boolean", "description": "Not all of it had room; the log says how much."},
    }
    return {
        "type": "object",
        "description": "Who ran it, from where, with which versions, on what.",
        "properties": {
            "command": {**list_of(string), "description": "As it was typed."},
            "browser": {**object_of(browser), "description": "Which browser looked, and how it presented itself."},
            "logs": {**list_of(object_of(log)), "description": "The raw logs among the artifacts, by phase."},
        },
    }


# ── manifest ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def manifest_schema() -> Schema:
    """`manifest.json`."""
    return document(
        "manifest",
        "Siegel: manifest of a run",
        {
            "description": "Every other file of a run folder with its hash, and how the run came about.",
            "type": "object",
            "properties": {
                "schema": {"const": MANIFEST_SCHEMA},
                "run": _run(),
                "files": {
                    "type": "object",
                    "description": "Path relative to the run folder → SHA-256.",
                    "additionalProperties": _DIGEST,
                },
                "previous": {**_DIGEST, "description": "The manifest of the sealed run that this one follows."},
            },
            "required": ["schema", "run", "files"],
        },
    )
