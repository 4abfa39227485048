"""What a request says, by name, and whether that has the shape of a tracker's message, whoever it is sent to. Pure."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any
from urllib.parse import unquote_plus

import re2

from scanner.datafile import read_data
from scanner.probes.browser.records import SentRequest

MOST_NAMES = 300
_MOST_VALUE = 2000
_DEPTH = 5
_FIRST_OF_LIST = 3
_PAIRS = re.compile(r"[&\r\n]+")


@dataclass(frozen=True, slots=True)
class Shape:
    """As one entry of tracker_payloads.yaml. Expressions are compiled by RE2, which has no types."""

    of: str
    all: frozenset[str]
    any: frozenset[str]
    values: tuple[tuple[str, Any], ...]
    each: tuple[tuple[frozenset[str], Any], ...] = ()

    def fits(self, said: Mapping[str, str]) -> bool:
        """Whether these names and values have it."""
        return (
            self.all <= said.keys()
            and (not self.any or not self.any.isdisjoint(said))
            and all(expression.search(said.get(name, "")) is not None for name, expression in self.values)
            and all(
                any(expression.search(said[name]) is not None for name in names & said.keys())
                for names, expression in self.each
            )
        )


@dataclass(frozen=True, slots=True)
class Shapes:
    """All of the file, and the names of parameters by which trackers tell visitors apart."""

    shapes: tuple[Shape, ...]
    client_ids: frozenset[str]

    def of(self, said: Mapping[str, str]) -> str | None:
        """Whose shape it has; None for nobody's."""
        return next((shape.of for shape in self.shapes if shape.fits(said)), None)


@cache
def shapes() -> Shapes:
    """Read once."""
    data: dict[str, Any] = read_data("tracker_payloads.yaml")
    client_ids = frozenset(data["client_ids"])
    made = tuple(
        Shape(
            str(entry["of"]),
            frozenset(entry.get("all", ())),
            frozenset(entry.get("any", ())),
            tuple((str(name), re2.compile(pattern)) for name, pattern in entry.get("values", {}).items()),
            tuple(
                (client_ids if one["names"] == "client_ids" else frozenset(one["names"]), re2.compile(one["value"]))
                for one in entry.get("each", ())
            ),
        )
        for entry in data["payloads"]
    )
    return Shapes(made, client_ids)


def said_by(request: SentRequest) -> dict[str, str]:
    """The names and values of its query and body, of JSON with dots; what comes first counts. Bounded."""
    said: dict[str, str] = {}
    body = (request.body or b"").decode("utf-8", "replace")
    for name, value in (*_pairs(request.query), *_of_body(body)):
        if len(said) >= MOST_NAMES:
            break
        said.setdefault(name, value)
    return said


def is_readable(request: SentRequest) -> bool:
    """Whether all that it says was seen, as far as it is text."""
    return not request.has_body or request.body is not None


def _of_body(body: str) -> Iterator[tuple[str, str]]:
    text = body.lstrip()
    if text.startswith(("{", "[")):
        try:
            yield from _leaves(json.loads(text), "", _DEPTH)
        except (ValueError, RecursionError):
            return  # cut off, or something else that only begins like JSON
    elif "=" in text:
        for name, value in _pairs(text):
            yield name, value
            if value.startswith(("{", "[")):
                yield from _of_body(value)


def _pairs(text: str) -> Iterator[tuple[str, str]]:
    for part in _PAIRS.split(text, MOST_NAMES)[:MOST_NAMES]:
        name, equals, value = part.partition("=")
        if equals and name:
            yield unquote_plus(name), unquote_plus(value)[:_MOST_VALUE]


def _leaves(value: object, path: str, depth: int) -> Iterator[tuple[str, str]]:
    """Names with dots and what they hold; an object has its name, too."""
    if isinstance(value, dict):
        if path:
            yield path, ""
        for name, held in list(value.items())[:MOST_NAMES] if depth else ():
            yield from _leaves(held, f"{path}.{name}" if path else str(name), depth - 1)
    elif isinstance(value, list):
        held_text = next((held for held in value if isinstance(held, str)), "")
        yield path, held_text[:_MOST_VALUE]
        for held in _first(value):
            if not isinstance(held, str):
                yield from _leaves(held, path, depth - 1 if depth else 0)
    else:
        yield path, "" if value is None else str(value)[:_MOST_VALUE]


def _first(values: Iterable[object]) -> list[object]:
    return [value for value, _ in zip(values, range(_FIRST_OF_LIST), strict=False)]
