"""HTTP Archive 1.2 as a JSON Schema, after http://www.softwareishard.com/blog/har-12-spec/: every object, every member.

Closed, but for what the specification leaves open: members whose names begin with an underscore.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

Schema = dict[str, Any]

_TEXT: Schema = {"type": "string"}
_DATE: Schema = {"type": "string", "pattern": r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$"}
_FLAG: Schema = {"type": "boolean"}
_SIZE: Schema = {"type": "integer", "minimum": -1}
_DONE: Schema = {"type": "number", "minimum": 0}
_TIME: Schema = {"anyOf": [{"type": "number", "minimum": 0}, {"const": -1}]}


def _object(required: Mapping[str, Schema], **optional: Schema) -> Schema:
    return {
        "type": "object",
        "properties": {**required, **optional, "comment": _TEXT},
        "patternProperties": {"^_": {}},
        "required": list(required),
        "additionalProperties": False,
    }


def _list(items: Schema) -> Schema:
    return {"type": "array", "items": items}


_PAIR = _object({"name": _TEXT, "value": _TEXT})
_COOKIE = _object(
    {"name": _TEXT, "value": _TEXT}, path=_TEXT, domain=_TEXT, expires=_DATE, httpOnly=_FLAG, secure=_FLAG
)
_NAMED = _object({"name": _TEXT, "version": _TEXT})
_PARAMETER = _object({"name": _TEXT}, value=_TEXT, fileName=_TEXT, contentType=_TEXT)
_CACHED = _object({"lastAccess": _TEXT, "eTag": _TEXT, "hitCount": {"type": "integer"}}, expires=_TEXT)
_MESSAGE: dict[str, Schema] = {
    "httpVersion": _TEXT,
    "cookies": _list(_COOKIE),
    "headers": _list(_PAIR),
    "headersSize": _SIZE,
    "bodySize": _SIZE,
}
_ENTRY = _object(
    {
        "startedDateTime": _DATE,
        "time": _DONE,
        "request": _object(
            {**_MESSAGE, "method": _TEXT, "url": {"type": "string", "minLength": 1}, "queryString": _list(_PAIR)},
            postData=_object({"mimeType": _TEXT, "params": _list(_PARAMETER), "text": _TEXT}),
        ),
        "response": _object(
            {
                **_MESSAGE,
                "status": {"type": "integer", "minimum": 0},
                "statusText": _TEXT,
                "content": _object(
                    {"size": _SIZE, "mimeType": _TEXT}, compression={"type": "integer"}, text=_TEXT, encoding=_TEXT
                ),
                "redirectURL": _TEXT,
            }
        ),
        "cache": _object({}, beforeRequest=_CACHED, afterRequest=_CACHED),
        "timings": _object(
            {"send": _DONE, "wait": _DONE, "receive": _DONE}, blocked=_TIME, dns=_TIME, connect=_TIME, ssl=_TIME
        ),
    },
    pageref=_TEXT,
    serverIPAddress=_TEXT,
    connection=_TEXT,
)
_PAGE = _object(
    {
        "startedDateTime": _DATE,
        "id": _TEXT,
        "title": _TEXT,
        "pageTimings": _object({}, onContentLoad=_TIME, onLoad=_TIME),
    }
)
HAR: Schema = {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "type": "object",
    "required": ["log"],
    "properties": {
        "log": _object(
            {"version": {"const": "1.2"}, "creator": _NAMED, "entries": _list(_ENTRY)},
            browser=_NAMED,
            pages=_list(_PAGE),
        )
    },
    "additionalProperties": False,
}
