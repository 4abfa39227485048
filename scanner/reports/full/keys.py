"""The key of a row as findings write it: `["certificate", ["shop.example", "::1", 443], 0, 0]`."""

from __future__ import annotations

import json

from scanner.model.codec import encode
from scanner.model.facts import Fact


def row_key(row: Fact) -> str:
    """On one line, as JSON."""
    return json.dumps([row.kind, *_plain(row.key())], ensure_ascii=False)


def _plain(key: tuple[object, ...]) -> list[object]:
    return [_plain(part) if isinstance(part, tuple) else encode(part) for part in key]
