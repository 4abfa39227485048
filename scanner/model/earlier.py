"""What earlier versions of Siegel wrote into evidence, read as today's rows say it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from scanner.model.values import NOT_STATED

Json = Any

#: Fields that have another name today, by kind.
_RENAMED: Mapping[str, Mapping[str, str]] = {"tls_session": {"ocsp_stapling": "ocsp_stapled"}}
#: Fields that rows no longer have, by kind.
_DROPPED: Mapping[str, frozenset[str]] = {"exposed_file": frozenset({"sha256"})}


#: Fields that rows had no need of, by kind: earlier probes always named the host.
_UNSAID: Mapping[str, Mapping[str, Json]] = {"certificate": {"sni": True}}


def to_be_said(kind: str) -> dict[str, Json]:
    """What a row of today says even where it does not know: left out, it would be read as an earlier version's."""
    return {name: {"unknown": NOT_STATED.reason} for name in _UNSAID.get(kind, {})}


def as_today(kind: str, row: Json) -> Json:
    """A row of evidence as JSON, with today's names; what is no object is given back as it is."""
    renamed, unsaid, dropped = _RENAMED.get(kind, {}), _UNSAID.get(kind, {}), _DROPPED.get(kind, frozenset())
    if not (renamed or unsaid or dropped) or not isinstance(row, dict):
        return row
    return dict(unsaid) | {
        renamed.get(name, name): value
        for name, value in row.items()
        if renamed.get(name) not in row and name not in dropped
    }
