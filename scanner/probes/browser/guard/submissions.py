"""What a form submission is, and what may be in one that is let through. Pure.

A request is a submission if the browser makes it of a form by itself, or if a script sends what a form of the page
asks for. Everything else that pages send, as measurements and calls of their interfaces, is none.
"""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Any
from urllib.parse import parse_qsl, unquote_plus, urlsplit

MOST_FIELDS = 1000
_MOST_DEPTH = 6
_LONGEST_BODY = 256 * 1024
_BOUNDARY = re.compile(r'boundary="?([^";,\s]{1,200})', re.IGNORECASE)
_PART_NAME = re.compile(r'[;\s]name="([^"\r\n]{0,500})"', re.IGNORECASE)
_PIECES = re.compile(r"\d{1,4}")


class Submission(StrEnum):
    """What may be submitted, each only where whoever acts has announced it."""

    SEARCH = "search"
    BANNER = "banner"
    ADD_TO_CART = "add_to_cart"
    CHECKOUT = "checkout"


#: Controls that only choose among what the shop itself offers: nobody can say in them who he is.
CHOSEN = frozenset({
    "hidden", "number", "range", "select-one", "select-multiple", "radio", "checkbox", "color",
    "submit", "button", "image", "reset", "fieldset", "output",
})  # fmt: skip
#: Fields for a term to search by.
_SEARCHED = frozenset({"search"})


@dataclass(frozen=True, slots=True)
class Control:
    """A control of a form. `kind`: its type as HTML has it; `value`: what the shop itself has put there, its start."""

    name: str
    kind: str
    value: str = ""

    @property
    def asks(self) -> bool:
        """Whether a visitor writes into it what only he can say. A number of pieces or a search term is not that."""
        return self.kind not in CHOSEN | _SEARCHED and not self.counts

    @property
    def counts(self) -> bool:
        """A number of pieces in a plain field, as many shops have it."""
        return self.kind in {"text", "tel"} and _PIECES.fullmatch(self.value) is not None


@dataclass(frozen=True, slots=True)
class FormKnown:
    """A form of a page, as far as its submission must be known by it."""

    controls: tuple[Control, ...] = ()

    @classmethod
    def of(cls, value: object) -> FormKnown:
        """From what guard.js tells, taken only as the type that it must have."""
        found = value if isinstance(value, list) else []
        return cls(
            tuple(
                Control(*(part[:500] for part in one))
                for one in found[:MOST_FIELDS]
                if isinstance(one, list) and len(one) == 3 and all(isinstance(part, str) for part in one)
            )
        )

    @property
    def asked(self) -> frozenset[str]:
        """The names of what a visitor fills in."""
        return frozenset(control.name for control in self.controls if control.name and control.asks)

    @property
    def met(self) -> frozenset[str]:
        """The names of all that a visitor meets."""
        buttons = {"hidden", "submit", "button", "image", "reset", "fieldset", "output"}
        return frozenset(control.name for control in self.controls if control.name and control.kind not in buttons)


@dataclass(frozen=True, slots=True)
class Body:
    """The fields of a request's body, or of a query. `encoded`: as forms are, not as JSON."""

    fields: tuple[tuple[str, str], ...]
    encoded: bool

    @property
    def names(self) -> frozenset[str]:
        """Of all fields, empty or not."""
        return frozenset(name for name, _ in self.fields)

    def says(self, names: Collection[str]) -> bool:
        """Whether one of these fields has a value."""
        return any(value and name in names for name, value in self.fields)


def read_body(data: bytes, content_type: str) -> Body | None:
    """The fields of a body; None where it has none that can be read."""
    if len(data) > _LONGEST_BODY:
        return None
    kind = content_type.partition(";")[0].strip().lower()
    text = data.decode("utf-8", "replace")
    if kind == "application/x-www-form-urlencoded":
        return read_query(text)
    if kind == "multipart/form-data":
        boundary = _BOUNDARY.search(content_type)
        return Body(tuple(_parts(text, boundary[1])), encoded=True) if boundary else None
    if text.lstrip()[:1] in {"{", "["}:
        try:
            return Body(tuple(_leaves(json.loads(text))), encoded=False)
        except (ValueError, RecursionError):
            return None
    if kind == "text/plain" and re.match(r"[^\s=&{}]{1,200}=[^\r\n]*\r\n", text):  # HTML § 4.10.22.8
        lines = (line.partition("=") for line in text.split("\r\n")[:MOST_FIELDS] if line)
        return Body(tuple((name, value) for name, _, value in lines), encoded=True)
    return None


def read_query(text: str) -> Body | None:
    """The fields of a query, or of a body that is encoded like one."""
    try:
        pairs = parse_qsl(text, keep_blank_values=True, max_num_fields=MOST_FIELDS)
    except ValueError:
        return None
    return Body(tuple(pairs), encoded=True)


def _parts(text: str, boundary: str) -> Iterator[tuple[str, str]]:
    """RFC 7578: one part per field; of a file its name."""
    for part in text.split(f"--{boundary}")[1 : MOST_FIELDS + 1]:
        head, blank, value = part.partition("\r\n\r\n")
        name = _PART_NAME.search(head)
        if name and blank:
            yield name[1], value.removesuffix("\r\n")


def _leaves(value: object) -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    waiting: list[tuple[str, object, int]] = [("", value, 0)]
    while waiting and len(found) < MOST_FIELDS:
        name, one, depth = waiting.pop()
        inner: Iterable[tuple[Any, Any]] = ()
        if isinstance(one, dict):
            inner = one.items()
        elif isinstance(one, list):
            inner = ((name, each) for each in one)
        elif name:
            found.append((name, "" if one is None else str(one)))
        if depth < _MOST_DEPTH:
            waiting += [(str(key), each, depth + 1) for key, each in inner][:MOST_FIELDS]
    return found


def sent_by_script(body: Body, forms: Iterable[FormKnown], submitted: Iterable[FormKnown] = ()) -> bool:
    """Whether a script sends a form by itself with this body. `submitted`: forms whose submission has just begun."""
    for form in forms:
        asked = form.asked
        # One word in JSON, as in {"query": …}, says little; with a value, as an e-mail address, it says enough.
        if asked and asked <= body.names and (body.encoded or body.says(asked)):
            return True
    return any(form.met and form.met <= body.names for form in submitted)


def personal(body: Body, forms: Iterable[FormKnown], term: str = "") -> str | None:
    """Why these fields may not leave: one of them may say something about a person. None where nothing does.

    `term`: the one text that was typed on purpose, of a search.
    """
    likely = _most_alike(body, forms)
    if not likely:
        return "nothing is known of the form"
    for name, value in body.fields:
        if not value or (term and value == term):
            continue
        if "@" in value:
            return f"its field {name[:60]!r} holds an address"
        for control in likely:
            if control.name == name and not _is_harmless(control, value):
                return f"its field {name[:60]!r} ({control.kind}) is filled in"
    return None


def _most_alike(body: Body, forms: Iterable[FormKnown]) -> list[Control]:
    """The controls of the form that it is, as far as names tell: of several that have as many of them, all."""
    by_names: dict[int, list[Control]] = {}
    for form in forms:
        shared = len(body.names & {control.name for control in form.controls})
        by_names.setdefault(shared, []).extend(form.controls)
    return by_names[max(by_names)] if by_names else []


def _is_harmless(control: Control, value: str) -> bool:
    return control.kind in CHOSEN or (control.counts and _PIECES.fullmatch(value) is not None)


def carries(typed: Collection[str], *texts: str) -> bool:
    """Whether one of these texts holds what was typed, as it is or percent-encoded."""
    return any(value in text or value in unquote_plus(text) for text in texts for value in typed)


def query_of(url: str) -> str:
    """The query of a URL; empty where it has none."""
    try:
        return urlsplit(url).query
    except ValueError:
        return ""
