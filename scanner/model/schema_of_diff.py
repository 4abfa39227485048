"""The JSON Schema of what `siegel diff` writes."""

from __future__ import annotations

from scanner.errors import ExitCode
from scanner.model.difference import DIFF_SCHEMA, Change, Move, Theme
from scanner.model.schema import Schema, document, list_of, object_of, refer, words_of
from scanner.model.schema_of_report import finding_schema
from scanner.model.vocabulary import Area, Level, Severity, Verdict, Word


def diff_schema() -> Schema:
    """What `siegel diff --format json` prints."""
    text, string, boolean = refer("text"), {"type": "string"}, {"type": "boolean"}
    whole_or_null = {"type": ["integer", "null"]}
    circumstance: dict[str, Schema] = {"what": string, "label": text, "older": string, "newer": string}
    vocabularies: tuple[type[Word], ...] = (Area, Level, Severity, Verdict)
    return document(
        "diff",
        "Siegel: difference of two runs",
        {
            "description": "What changed from an older run to a newer one.",
            **object_of(
                {
                    "schema": {"const": DIFF_SCHEMA},
                    "older": refer("side"),
                    "newer": refer("side"),
                    "circumstances": {
                        **list_of(object_of(circumstance)),
                        "description": "In what else than time the runs differ, which may be why verdicts do.",
                    },
                    "worse": boolean,
                    "exit_code": {
                        "enum": [code.value for code in ExitCode],
                        "description": "What siegel diff ends with.",
                    },
                    "controls": object_of({move.value: list_of(refer("control")) for move in Move}),
                    "facts": object_of({theme.value: list_of(refer("fact")) for theme in Theme}),
                    "days_left": {
                        **list_of(object_of({"where": string, "older": whole_or_null, "newer": whole_or_null})),
                        "description": "Whole days until a host's leaf certificate expires, null where not known.",
                    },
                }
            ),
            "$defs": {
                "text": {
                    **object_of({"en": string, "de": string}),
                    "description": "The same words in English and German.",
                },
                **{cls.__name__: words_of(cls) for cls in vocabularies},
                "side": _side(),
                "control": _moved_control(),
                "fact": _changed_fact(),
                "finding": finding_schema(),
            },
        },
    )


def _side() -> Schema:
    string = {"type": "string"}
    names = ("shop", "name", "profile", "as_of", "started", "siegel")
    code = {"type": "integer", "description": "The gate's."}
    return object_of({**dict.fromkeys(names, string), "exit_code": code})


def _moved_control() -> Schema:
    boolean = {"type": "boolean"}
    verdict = {"anyOf": [refer("Verdict"), {"type": "null"}], "description": "null: that run was not asked for it."}
    return object_of(
        {
            "control": {"type": "string"},
            "area": refer("Area"),
            "title": refer("text"),
            "severity": refer("Severity"),
            "level": refer("Level"),
            "older": verdict,
            "newer": verdict,
            "counted_before": boolean,
            "counted": boolean,
            "worse": {**boolean, "description": "It counts, and fails or is unknown anew."},
            "new_findings": list_of(refer("finding")),
            "gone_findings": list_of(refer("finding")),
            "findings_cut": {**boolean, "description": "A report holds only the first of so many findings."},
            "unknown_because": list_of(refer("text")),
        }
    )


def _changed_fact() -> Schema:
    text, string = refer("text"), {"type": "string"}
    value = {"description": "As in evidence; an array where several were seen."}
    field = {"field": string, "label": text, "older": value, "newer": value, "older_text": text, "newer_text": text}
    return object_of(
        {
            "change": {"enum": [change.value for change in Change]},
            "key": {**list_of(string), "description": "Tells it apart within its theme."},
            "what": text,
            "where": {"type": "string", "description": "The URL or endpoint where a person finds it."},
            "fields": list_of(object_of(field)),
            "unsure": {
                "anyOf": [text, {"type": "null"}],
                "description": "Why it may have been there all the time: the other run could not look everywhere.",
            },
        }
    )
