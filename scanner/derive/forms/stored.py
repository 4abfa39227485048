"""Reads back what was kept of a page's forms beside their rows, so that they can be given their meaning again.

A run folder may come from anywhere: what is not as it must be is left out, and the form is read from its rows alone.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from scanner.derive.forms.signals import BareField, BareForm, FormSignals
from scanner.model.evidence import Evidence

SCHEMA = "siegel/forms/1"
_MOST_BYTES = 20_000_000
_MOST_FORMS = 500
_MOST_ITEMS = 500
_LONGEST = 4000

T = TypeVar("T")
log = logging.getLogger("siegel.derive")


@dataclass(frozen=True, slots=True)
class StoredLink:
    """A link in a form or right beside it."""

    href: str
    text: str
    seen: bool


def stored_signals(evidence: Evidence, artifacts: Mapping[str, bytes]) -> tuple[FormSignals, ...]:
    """The signals that the rows of forms name as their artifacts, each document read once."""
    named = dict.fromkeys(seen.artifact for row in evidence.rows("form") for seen in row.seen if seen.artifact)
    found: list[FormSignals] = []
    for digest in named:
        found += _read(artifacts.get(digest, b""))
    return tuple(found)


def _read(data: bytes) -> Iterable[FormSignals]:
    """Pictures are among the artifacts of forms too."""
    if not data.startswith(b"{") or len(data) > _MOST_BYTES:
        return ()
    try:
        document = json.loads(data)
    except (ValueError, RecursionError) as error:
        log.warning("what was kept of a page's forms can't be read: %a", str(error)[:200])
        return ()
    if not isinstance(document, dict) or document.get("schema") != SCHEMA:
        return ()
    return _all(document, "forms", _MOST_FORMS, _form)


def _form(value: dict[str, Any]) -> BareForm:
    return BareForm(
        page=_text(value, "page"),
        ordinal=_ordinal(value),
        id=_text(value, "id"),
        name=_text(value, "name"),
        classes=_text(value, "classes"),
        aria_label=_text(value, "aria_label"),
        role=_text(value, "role"),
        place=_text(value, "place"),
        title=_text(value, "title"),
        action=_text(value, "action"),
        fields=_all(value, "fields", _MOST_ITEMS, _field),
        headings=_texts(value, "headings"),
        above=_texts(value, "above"),
        text=_text(value, "text"),
        before=_text(value, "before"),
        buttons=_texts(value, "buttons"),
        links=_all(value, "links", _MOST_ITEMS, _link),
    )


def _field(value: dict[str, Any]) -> BareField:
    return BareField(
        name=_text(value, "name"),
        id=_text(value, "id"),
        kind=_text(value, "kind"),
        autocomplete=_text(value, "autocomplete"),
        label=_text(value, "label"),
        label_from=_text(value, "label_from"),
        group=_text(value, "group"),
        placeholder=_text(value, "placeholder"),
        hint=_text(value, "hint"),
        star_title=_text(value, "star_title"),
        title=_text(value, "title"),
        required=value.get("required") is True,
        aria_required=value.get("aria_required") is True,
        disabled=value.get("disabled") is True,
        star=value.get("star") is True,
        options=_texts(value, "options"),
    )


def _link(value: dict[str, Any]) -> StoredLink:
    return StoredLink(_text(value, "href"), _text(value, "text"), value.get("seen") is True)


def _all(value: dict[str, Any], key: str, most: int, read: Callable[[dict[str, Any]], T]) -> tuple[T, ...]:
    held = value.get(key)
    items = held[:most] if isinstance(held, list) else []
    return tuple(read(item) for item in items if isinstance(item, dict))


def _texts(value: dict[str, Any], key: str) -> tuple[str, ...]:
    held = value.get(key)
    items = held[:_MOST_ITEMS] if isinstance(held, list) else []
    return tuple(item[:_LONGEST] for item in items if isinstance(item, str))


def _text(value: dict[str, Any], key: str) -> str:
    held = value.get(key)
    return held[:_LONGEST] if isinstance(held, str) else ""


def _ordinal(value: dict[str, Any]) -> int:
    held = value.get("ordinal")
    return held if isinstance(held, int) and not isinstance(held, bool) else -1
