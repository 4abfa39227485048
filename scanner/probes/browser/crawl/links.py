"""What a page offers to go on with, read in a world of its own and taken only as the types it must have."""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, TypeVar

from playwright.async_api import Error as PlaywrightError

from scanner.probes.browser import hooks
from scanner.probes.browser.tab import Tab

#: How much is read of a page: milliseconds, elements that are searched for shadow roots, and counts.
LIMITS = {
    "ms": 1500, "elements": 60_000, "links": 3000, "controls": 300, "forms": 30, "data": 300, "text": 300_000,
}  # fmt: skip
_READ_TIMEOUT_S = 6.0
_WORLD = "siegel-links"
_MAX_ADDRESS = 2000
_MAX_TEXT = 200

E = TypeVar("E", bound=StrEnum)
T = TypeVar("T")
log = logging.getLogger("siegel.browser")


class Place(StrEnum):
    """Where on the page it stands. DIALOG: in a consent banner too. OTHER: in none of these."""

    HEADER = "header"
    NAV = "nav"
    MAIN = "main"
    FOOTER = "footer"
    DIALOG = "dialog"
    OTHER = "other"


class LinkKind(StrEnum):
    """A link of HTML; an element whose markup names a target; one whose script alone knows it; not from a page."""

    A = "a"
    AREA = "area"
    SCRIPTED = "scripted"
    CONTROL = "control"
    LISTED = "listed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """Something that leads on.

    href     resolved; empty for a CONTROL, which has a `path`, a selector that finds it in its page
    stated   as the markup has it
    label    its name for a visitor: label, text, or picture's text
    visible  to somebody who scrolls there; a banner over it does not count
    priced   a price stands beside it, within its card
    method   the HTTP method that a script of the shop will use, where the markup says so
    """

    href: str
    label: str = ""
    stated: str = ""
    visible: bool = True
    place: Place = Place.OTHER
    kind: LinkKind = LinkKind.A
    priced: bool = False
    rel: str = ""
    method: str = ""
    download: bool = False
    path: str = ""


@dataclass(frozen=True, slots=True)
class Field:
    """A field of a form, as far as it tells what the form is for."""

    tag: str
    type: str
    name: str
    autocomplete: str
    hint: str
    value: str = ""


@dataclass(frozen=True, slots=True)
class FormHint:
    """A form, as far as it tells what its page is for. `text` is all text in it, bounded."""

    action: str
    method: str
    role: str
    place: Place
    visible: bool
    text: str
    fields: tuple[Field, ...] = ()

    def count(self, kind: str) -> int:
        """How many fields have that type."""
        return sum(field.type == kind for field in self.fields)


@dataclass(frozen=True, slots=True)
class Datum:
    """One thing that the page describes in JSON-LD or microdata (schema.org)."""

    type: str
    url: str
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Contents:
    """What a page offers, and what tells what it is. All of it is the shop's word.

    main      visible text of the main part, or of all where the page marks none
    search    URL template of the site's search; refresh: where the page sends its visitors by itself
    frames    addresses of frames that are large enough to hold a text
    total     links there are; `cut` where not all were read
    read      False where the page did not answer
    """

    links: tuple[Link, ...] = ()
    controls: tuple[Link, ...] = ()
    buttons: tuple[str, ...] = ()
    forms: tuple[FormHint, ...] = ()
    data: tuple[Datum, ...] = ()
    frames: tuple[str, ...] = ()
    headings: tuple[str, ...] = ()
    main: str = ""
    has_main: bool = False
    og_type: str = ""
    canonical: str = ""
    refresh: str = ""
    search: str = ""
    total: int = 0
    cut: bool = False
    read: bool = True

    @classmethod
    def of(cls, value: object) -> Contents:
        """From what came back over the protocol; whatever is not as it must be is left out."""
        if not isinstance(value, dict):
            return UNREAD
        return cls(
            links=_list(value, "links", LIMITS["links"] + LIMITS["controls"], _link),
            controls=_list(value, "controls", LIMITS["controls"], _link),
            buttons=_list(value, "buttons", LIMITS["controls"], _button),
            forms=_list(value, "forms", LIMITS["forms"], _form),
            data=_list(value, "data", LIMITS["data"], _datum),
            frames=_list(value, "frames", 30, lambda frame: _text(frame, "src", _MAX_ADDRESS) or None),
            headings=tuple(text[:_MAX_TEXT] for text in _some(value, "headings", 10) if isinstance(text, str)),
            main=_text(value, "main", LIMITS["text"]),
            has_main=value.get("has_main") is True,
            og_type=_text(value, "og_type"),
            canonical=_text(value, "canonical", _MAX_ADDRESS),
            refresh=_text(value, "refresh", _MAX_ADDRESS),
            search=_text(value, "search", _MAX_ADDRESS),
            total=_count(value, "total"),
            cut=value.get("cut") is True,
        )

    def types(self) -> frozenset[str]:
        """The kinds of things that it describes."""
        return frozenset(datum.type for datum in self.data)


#: Of a page that did not answer.
UNREAD = Contents(read=False, cut=True)


async def read_contents(tab: Tab) -> Contents:
    """Reads the page of a tab as it is now. Never raises for what the page does."""
    try:
        async with asyncio.timeout(_READ_TIMEOUT_S):
            return Contents.of(await tab.evaluate(f"({hooks.script('links.js')})({json.dumps(LIMITS)})"))
    except (TimeoutError, PlaywrightError) as error:
        log.info("the links of a page were not read: %a", error)
        return UNREAD


def _link(value: dict[str, Any]) -> Link | None:
    return Link(
        href=_text(value, "href", _MAX_ADDRESS),
        stated=_text(value, "stated", _MAX_ADDRESS),
        label=_text(value, "label"),
        visible=value.get("visible") is True,
        place=_word(value, "place", Place.OTHER),
        kind=_word(value, "kind", LinkKind.A),
        priced=value.get("priced") is True,
        rel=_text(value, "rel"),
        method=_text(value, "method"),
        download=value.get("download") is True,
        path=_text(value, "path", _MAX_ADDRESS),
    )


def _button(value: dict[str, Any]) -> str | None:
    return _text(value, "label") or None if value.get("visible") is True else None


def _form(value: dict[str, Any]) -> FormHint:
    return FormHint(
        action=_text(value, "action", _MAX_ADDRESS),
        method=_text(value, "method"),
        role=_text(value, "role"),
        place=_word(value, "place", Place.OTHER),
        visible=value.get("visible") is True,
        text=_text(value, "text", 500),
        fields=_list(value, "fields", 60, _field),
    )


def _field(value: dict[str, Any]) -> Field:
    return Field(*(_text(value, key) for key in ("tag", "type", "name", "autocomplete", "hint", "value")))


def _datum(value: dict[str, Any]) -> Datum:
    return Datum(_text(value, "type"), _text(value, "url", _MAX_ADDRESS), _text(value, "name"))


def _text(value: dict[str, Any], key: str, length: int = _MAX_TEXT) -> str:
    found = value.get(key)
    return found[:length] if isinstance(found, str) else ""


def _count(value: dict[str, Any], key: str) -> int:
    found = value.get(key)
    return min(found, 1_000_000) if isinstance(found, int) and not isinstance(found, bool) and found > 0 else 0


def _word(value: dict[str, Any], key: str, otherwise: E) -> E:
    found = value.get(key)
    return next((word for word in type(otherwise) if word == found), otherwise)


def _some(value: dict[str, Any], key: str, at_most: int) -> Iterable[object]:
    found = value.get(key)
    return found[:at_most] if isinstance(found, list) else ()


def _list(value: dict[str, Any], key: str, at_most: int, read: Callable[[dict[str, Any]], T | None]) -> tuple[T, ...]:
    found = (read(entry) for entry in _some(value, key, at_most) if isinstance(entry, dict))
    return tuple(entry for entry in found if entry is not None)
