"""The JSON Schema of a phase's storage log, `siegel/storage/1`: what was stored, in order, and what was left of it."""

from __future__ import annotations

from scanner.model.report import STORAGE_SCHEMA
from scanner.model.schema import Schema, document, refer, words_of
from scanner.model.vocabulary import Phase, SameSite, StorageArea

_DIGEST = {
    "type": ["string", "null"],
    "pattern": "^~",
    "description": "In place of a value; equal values, equal digests.",
}
_LENGTH = {"type": ["integer", "null"], "minimum": 0, "description": "Of the value, in characters."}
_LIFETIME = {"type": ["number", "null"], "description": "Seconds from then on; null for a session."}


def storage_schema() -> Schema:
    """One of a run's artifacts, named in its manifest."""
    string, boolean = {"type": "string"}, {"type": "boolean"}
    whole: Schema = {"type": "integer", "minimum": 0}
    named = {"type": "object", "properties": {"name": string, "version": string}, "required": ["name", "version"]}
    head = {
        "schema": {"const": STORAGE_SCHEMA},
        "creator": named,
        "browser": named,
        "phase": words_of(Phase),
        "shop": string,
        "profile": {**string, "description": "The browser profile that the phase began with."},
        "started": {**string, "description": "ISO 8601 in UTC, to the millisecond."},
        "ended": string,
        "counts_ms": {
            "anyOf": [{"type": "array", "items": whole, "minItems": 2, "maxItems": 2}, {"type": "null"}],
            "description": "From when to when, in ms since it started, it counts for its phase; null: not at all.",
        },
        "comment": string,
        "cut": {
            "type": "object",
            "description": "How many entries had no room: here, and in the recorder by sort.",
            "properties": {
                "events": whole,
                "kept": whole,
                "recorder": {"type": "object", "additionalProperties": whole},
            },
            "required": ["events", "kept", "recorder"],
        },
        "events": {"type": "array", "items": refer("event"), "description": "What was stored and deleted, in order."},
        "kept_known": {**boolean, "description": "Whether the browser could be asked what was there in the end."},
        "kept": {"type": "array", "items": refer("item"), "description": "What was there when the phase was told."},
    }
    event = {
        "at": string,
        "at_ms": whole,
        "counts": {**boolean, "description": "It came at a time that counts for the phase."},
        "visit": {**whole, "description": "Number of the visit, as in the HAR; 0: unknown."},
        "page": string,
        "action": {"enum": ["set", "delete", "open"]},
        "how": {**string, "description": "http (Set-Cookie), document.cookie, cookieStore, localStorage and so on."},
        "area": words_of(StorageArea),
        "name": string,
        "set_by": {"type": ["string", "null"], "description": "URL:line:column of the script, or URL of the response."},
    }
    stored = {"area": words_of(StorageArea), "name": string, "length": _LENGTH, "digest": _DIGEST}
    more = {
        "domain": string,
        "host_only": boolean,
        "path": string,
        "origin": string,
        "lifetime_s": _LIFETIME,
        "secure": {"type": ["boolean", "null"]},
        "http_only": {"type": ["boolean", "null"]},
        "same_site": {"anyOf": [words_of(SameSite), {"type": "null"}]},
    }
    beyond = {
        "partitioned": boolean,
        "in": {**string, "description": "The response, or the document whose script did it."},
        "blocked": {"type": "array", "items": string, "description": "Why the browser did not take the cookie."},
    }
    return document(
        "storage",
        "Siegel: log of what a phase stored",
        {
            "description": "Everything stored on the device in one phase of consent, deleted again or not.",
            "type": "object",
            "properties": head,
            "required": list(head),
            "$defs": {
                "event": {
                    "type": "object",
                    "properties": {**event, "length": _LENGTH, "digest": _DIGEST, **more, **beyond},
                    "required": [*event, "length", "digest"],
                },
                "item": {
                    "type": "object",
                    "properties": {**stored, **more, "partition": {"type": ["string", "null"]}},
                    "required": list(stored),
                },
            },
        },
    )
