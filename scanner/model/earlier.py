"""What earlier versions of Siegel wrote into evidence, read as today's rows say it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

Json = Any

#: Fields that have another name today.
_RENAMED: Mapping[str, Mapping[str, str]] = {"tls_session": {"ocsp_stapling": "ocsp_stapled"}}
#: What rows from before a field existed always were: every certificate was asked for with the server's name.
_ALWAYS: Mapping[str, Mapping[str, Json]] = {"certificate": {"sni": True}}


def as_today(kind: str, row: Json) -> Json:
    """A row of evidence as JSON, with today's names; anything but an object is given back as it is."""
    if not isinstance(row, dict) or (kind not in _RENAMED and kind not in _ALWAYS):
        return row
    renamed = _RENAMED.get(kind, {})
    found = {renamed.get(name, name): value for name, value in row.items() if renamed.get(name) not in row}
    return {**_ALWAYS.get(kind, {}), **found}
