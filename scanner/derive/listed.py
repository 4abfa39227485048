"""What the things are for that a banner's settings list, by their names alone: nobody has seen them at work."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace

from scanner.derive.known import KnownService
from scanner.derive.services import Known, RecognisedName
from scanner.model.evidence import Evidence
from scanner.model.facts import Fact, ListedItem, StoredItem
from scanner.model.values import Unknown
from scanner.model.vocabulary import Purpose, StorageArea

#: What stands beside a service's name in lists and belongs to no name: "Google Analytics 4 (Google Ireland Ltd.)".
_BESIDE = re.compile(r"\(.*?\)|\b(?:cookies?|pixel|tag|4|ga4)\b|[®™*]", re.IGNORECASE)


#: Characters of a name that is left open, so that it says something.
_SHORTEST_START = 4


def listed_items(evidence: Evidence, known: Known, declared: Mapping[str, Purpose]) -> Evidence:
    """Fill in `service` and `purpose` of every listed item; `derived_by` says why. Doing it again changes nothing."""
    if "listed_item" not in evidence.facts:
        return evidence
    by_label, elsewhere = _labels(known), _kept_elsewhere(known)
    told = (_told(row, known, by_label, elsewhere, declared) for row in evidence.facts["listed_item"])
    stored = _stored(evidence)
    rows = tuple(_as_stored(row, stored) for row in told)
    return replace(evidence, facts={**evidence.facts, "listed_item": rows})


def _stored(evidence: Evidence) -> Mapping[str, frozenset[Purpose | None]]:
    """The purposes of what was stored, by name; None among them where one could not be told."""
    found: dict[str, set[Purpose | None]] = {}
    for row in evidence.rows("stored_item"):
        if isinstance(row, StoredItem) and isinstance(row.name, str):
            found.setdefault(row.name, set()).add(row.purpose if isinstance(row.purpose, Purpose) else None)
    return {name: frozenset(purposes) for name, purposes in found.items()}


def _as_stored(row: Fact, stored: Mapping[str, frozenset[Purpose | None]]) -> Fact:
    """What nobody knows by its name serves what the item of that name was seen to serve, where that is one thing.

    A list may leave out what follows a name: `wp_session_`, `wp_session_*`.
    """
    if not isinstance(row, ListedItem) or not isinstance(row.name, str) or not isinstance(row.purpose, Unknown):
        return row
    name = row.name.strip()
    start = name.rstrip("*…")
    open_ended = len(start) >= _SHORTEST_START and (name != start or start.endswith(("_", "-")))
    alike = [stored[one] for one in stored if one == name or (open_ended and one.startswith(start))]
    purposes = frozenset().union(*alike)
    told = next(iter(purposes)) if len(purposes) == 1 else None
    return row if told is None else replace(row, purpose=told, derived_by="as the item that was stored under this name")


def _told(
    row: Fact,
    known: Known,
    by_label: Mapping[str, KnownService],
    elsewhere: Mapping[str, RecognisedName],
    declared: Mapping[str, Purpose],
) -> Fact:
    if not isinstance(row, ListedItem) or not isinstance(row.name, str):
        return row
    name = row.name.strip()
    service = by_label.get(_folded(name)) or by_label.get(_folded(_BESIDE.sub(" ", name)))
    if service is not None:
        purpose = service.purpose or Unknown(f"{service.name} serves anybody's contents")
        return replace(row, service=service.name, purpose=purpose, derived_by=f"{known.label(service)}: named {name}")
    # Some lists write what follows a name as they please: _ga_<ID>, _ga_XXXX, _hjSession_*.
    named = known.service_name(name, None) or known.service_name(_without_blank(name), None)
    if found := named or elsewhere.get(name):
        purpose = found.purpose or Unknown(f"{found.service.name} serves anybody's contents")
        because = f"{known.label(found.service)}: name used by {found.service.name}"
        return replace(row, service=found.service.name, purpose=purpose, derived_by=because)
    for area in StorageArea:
        for file, entry in known.names(area, name):
            because = f"{file.label} {file.as_of}: {entry.what} of {entry.of}"
            return replace(row, service=None, purpose=entry.purpose, derived_by=because)
    if (purpose_declared := declared.get(name)) is not None:
        return replace(row, service=None, purpose=purpose_declared, derived_by=f"declared {purpose_declared}")
    return replace(row, service=None, purpose=Unknown(f"nothing is known about the name {name!r}"), derived_by=None)


def _labels(known: Known) -> Mapping[str, KnownService]:
    """Services by their names and by the further names that notices use for them."""
    found: dict[str, KnownService] = {}
    for service in known.by_name.values():
        for label in (service.name, *service.aliases):
            found.setdefault(_folded(label), service)
    return found


def _kept_elsewhere(known: Known) -> Mapping[str, RecognisedName]:
    """Names that tell a service only where they are kept for its own host, as IDE does: a list means that host."""
    return {
        entry.pattern.text: RecognisedName(service, entry)
        for service in known.by_name.values()
        for entry in service.stored
        if entry.only_on and entry.pattern.expression is None and not entry.pattern.is_glob
    }


def _without_blank(name: str) -> str:
    """With a stand-in for what a list leaves blank."""
    return re.sub(r"<[^>]*>|\{[^}]*\}|\[[^\]]*\]|\*|#+|X{3,}|x{3,}", "ABC123", name)


def _folded(text: str) -> str:
    return " ".join(text.casefold().split())
