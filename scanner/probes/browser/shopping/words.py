"""The lists of cart_words.yaml, made ready to be compared with."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from typing import Any

from scanner.datafile import read_data
from scanner.probes.browser.crawl.words import fold

#: A word of a label that says nothing: a sign, a price, a number of pieces.
_NOTHING = re.compile(r"[\W\d_]*(?:eur|chf|x|×)?[\W\d_]*")
_EDGES = re.compile(r"^[\W_]+|[\W_]+$")
_LONGEST = 200


class Intent(StrEnum):
    """What a control is clicked for."""

    ADD = "add"
    APPLY = "apply"
    CART = "cart"
    CHECKOUT = "checkout"
    GUEST = "guest"
    ONWARD = "onward"
    JOURNEY = "journey"


@dataclass(frozen=True, slots=True)
class Means:
    """The words of one intent: a label `says` it as a whole, and `never` has any of the others."""

    says: re.Pattern[str]
    never: re.Pattern[str] | None


@dataclass(frozen=True, slots=True)
class Words:
    """The whole file."""

    intents: Mapping[Intent, Means]
    never: re.Pattern[str]
    orders: re.Pattern[str]
    targets: re.Pattern[str]
    classes: re.Pattern[str]
    sold_out: re.Pattern[str]
    takes_out: re.Pattern[str]
    no_choice: re.Pattern[str]
    checkout_paths: tuple[str, ...]


@cache
def words() -> Words:
    """Read once."""
    read: dict[str, Any] = read_data("cart_words.yaml")
    return Words(
        intents={
            Intent(name): Means(_either(entry["says"]), re.compile(entry["never"]) if entry["never"] else None)
            for name, entry in read["intents"].items()
        },
        never=_either(read["never"]),
        orders=re.compile(read["orders"]),
        targets=re.compile(read["targets"]),
        classes=re.compile(read["classes"]),
        sold_out=re.compile(read["sold_out"]),
        takes_out=re.compile(read["takes_out"]),
        no_choice=re.compile(read["no_choice"]),
        checkout_paths=tuple(read["checkout_paths"]),
    )


def says(intent: Intent, label: str) -> bool:
    """Whether a label, signs and prices at its ends left out, says just that."""
    said = fold(label[:_LONGEST]).split()
    while said and _NOTHING.fullmatch(said[0]):
        said.pop(0)
    while said and _NOTHING.fullmatch(said[-1]):
        said.pop()
    return words().intents[intent].says.fullmatch(_EDGES.sub("", " ".join(said))) is not None


def forbidden(intent: Intent, label: str) -> str | None:
    """The word of a text for which nothing may be clicked, or not for this."""
    text = fold(label)
    also = words().intents[intent].never
    found = words().never.search(text) or (also.search(text) if also else None)
    return found[0] if found else None


def forbidden_target(text: str) -> str | None:
    """The part of an address, a name or an identifier that is an order's, a payment's, a withdrawal's or the like."""
    found = words().targets.search(text.lower())
    return found[0].strip("/.=&?") if found else None


def is_sold_out(label: str) -> bool:
    """A variant, or a product, that can't be had."""
    return words().sold_out.search(fold(label)) is not None


def takes_out(label: str) -> bool:
    """A control of a cart that takes something out of it: there is something in it. Never clicked."""
    return len(label) <= _LONGEST and words().takes_out.search(fold(label)) is not None


def is_choice(label: str) -> bool:
    """An option that is one, and can be had."""
    return words().no_choice.match(fold(label)) is None and not is_sold_out(label)


def _either(patterns: list[str]) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{pattern})" for pattern in patterns))
