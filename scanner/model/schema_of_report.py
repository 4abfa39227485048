"""The JSON Schemas of `report.json` and `manifest.json`."""

from __future__ import annotations

from collections.abc import Mapping

from scanner.errors import ExitCode
from scanner.model.report import MANIFEST_SCHEMA, REPORT_SCHEMA
from scanner.model.schema import DAY, DIGEST, Schema, document, list_of, object_of, refer, words_of
from scanner.model.vocabulary import Area, Certainty, GapCause, Level, Phase, Severity, Verdict, Word

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
                {"nearness": list_of(_near()), "rulings": _rulings()},
                {
                    "schema": {"const": REPORT_SCHEMA},
                    "shop": string,
                    "name": string,
                    "profile": string,
                    "as_of": {**DAY, "description": "The day the evidence was judged for."},
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


def _rulings() -> Schema:
    ids = list_of({"type": "string"})
    row: dict[str, Schema] = {
        "row": {"type": "string", "description": "The key of a form, field or leak, as in findings."},
        "fits": ids,
        "fails": ids,
        "open": {**ids, "description": "Controls that may speak of it, or that can't tell whether it fits."},
    }
    return {
        **object_of(
            {
                "asking": {**ids, "description": "Controls that say whether a form may ask for, or demand, an answer."},
                "rows": list_of(object_of(row)),
                "left_over": {"type": "integer", "minimum": 0, "description": "Rows that have no room."},
            }
        ),
        "description": "What the controls say of every form and field, one by one.",
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
    return {**list_of(DIGEST), "description": "What was kept of the row, then of its page in its phase, by SHA-256."}


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
        "artifact": DIGEST,
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
                    "additionalProperties": DIGEST,
                },
                "previous": {**DIGEST, "description": "The manifest of the sealed run that this one follows."},
            },
            "required": ["schema", "run", "files"],
        },
    )
