"""The matchers, one entry each: whether a concrete value fits. None and Unknown are not their business."""

from __future__ import annotations

import datetime as dt
import functools
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import re2

from scanner.model.facts.base import Field
from scanner.model.verdict import Text
from scanner.model.vocabulary import OrderedWord


@dataclass(frozen=True, slots=True)
class Matcher:
    """How one matcher is written, on which fields, and when a value fits.

    `many`: its operand is a list. `fits`: the fields it works on. `test(value, operands)`; operands is always a tuple.
    `words`: what was expected, `{}` standing for the operands.
    """

    name: str
    many: bool
    fits: Callable[[Field], bool]
    test: Callable[[Any, tuple[Any, ...]], bool]
    words: Text
    instead: str = ""


def _single(field: Field) -> bool:
    return not field.many


def _set(field: Field) -> bool:
    return field.many


def _ordered(field: Field) -> bool:
    leaf = field.leaf
    return not field.many and (leaf in {int, float} or (leaf is not None and issubclass(leaf, OrderedWord)))


def _day(field: Field) -> bool:
    return not field.many and field.leaf is dt.date


def _text(field: Field) -> bool:
    return not field.many and field.leaf is str


def _rank(value: Any) -> Any:  # noqa: ANN401 - a number or a place in an order
    return value.rank if isinstance(value, OrderedWord) else value


@functools.lru_cache(maxsize=4096)
def expression(pattern: str) -> Any:  # noqa: ANN401 - re2 is untyped
    """A compiled RE2 expression: linear in the text, so that no policy and no shop can stall the judge."""
    options = re2.Options()
    options.log_errors = False
    options.max_mem = 1 << 22
    return re2.compile(pattern, options)


ALL: tuple[Matcher, ...] = (
    Matcher("is", False, _single, lambda v, o: v == o[0], Text("{}", "{}"), "say includes or only for a set"),
    Matcher(
        "one_of", True, _single, lambda v, o: v in o, Text("one of {}", "eins von {}"), "say includes or only for a set"
    ),
    Matcher(
        "only",
        True,
        _set,
        lambda v, o: all(item in o for item in v),
        Text("only {}", "nur {}"),
        "say one_of for a single value",
    ),
    Matcher(
        "includes",
        True,
        _set,
        lambda v, o: all(item in v for item in o),
        Text("including {}", "darunter {}"),
        "say is for a single value",
    ),
    Matcher(
        "at_least",
        False,
        _ordered,
        lambda v, o: _rank(v) >= _rank(o[0]),
        Text("at least {}", "mindestens {}"),
        "it compares numbers and ordered words",
    ),
    Matcher(
        "at_most",
        False,
        _ordered,
        lambda v, o: _rank(v) <= _rank(o[0]),
        Text("at most {}", "höchstens {}"),
        "it compares numbers and ordered words",
    ),
    Matcher("before", False, _day, lambda v, o: v < o[0], Text("before {}", "vor dem {}"), "it compares dates"),
    Matcher(
        "on_or_after",
        False,
        _day,
        lambda v, o: v >= o[0],
        Text("on or after {}", "am {} oder danach"),
        "it compares dates",
    ),
    Matcher(
        "matches",
        False,
        _text,
        lambda v, o: expression(o[0]).search(v) is not None,
        Text("matching {}", "passend zu {}"),
        "it reads text",
    ),
)

BY_NAME: Mapping[str, Matcher] = {matcher.name: matcher for matcher in ALL}

#: Written like matchers, but they are about None (`present`) and about other matchers (`not`).
SPECIAL = ("present", "not")
