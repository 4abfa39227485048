"""Whether the button that places an order says that one has to pay, by its words alone. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

from scanner.datafile import read_data
from scanner.derive.forms.words import plain
from scanner.model.evidence import Evidence
from scanner.model.facts import Button, Fact
from scanner.model.values import Unknown
from scanner.model.vocabulary import ButtonRole

_NO_WORDS = Unknown("the button has no words")
_OTHER_WORDS = Unknown("it speaks of paying or buying in words that are on no list")


@dataclass(frozen=True, slots=True)
class _Words:
    clear: frozenset[str]
    paying: re.Pattern[str]
    beside: re.Pattern[str]
    as_of: str


@cache
def _words() -> _Words:
    read: Mapping[str, Any] = read_data("order_words.yaml")
    beside = re.compile(rf"^(?:{read['beside']})\s+|\s+(?:{read['beside']})$")
    return _Words(frozenset(read["clear"]), re.compile(read["paying"]), beside, str(read["as_of"]))


def unambiguous(label: str | None) -> bool | Unknown:
    """True for what laws and courts take as clear; prices and icons beside it don't matter, any other word does.

    Unknown where it speaks of paying in other words: whether they are as clear is for a court.
    """
    said = plain((label or "").translate(_CURRENCIES))
    if not re.search(r"[a-z]", said):
        return _NO_WORDS
    bare = _words().beside.sub("", _words().beside.sub("", said)).strip()
    if bare in _words().clear:
        return True
    if any(re.search(rf"\b{re.escape(clear)}\b", bare) for clear in _words().clear):
        return False  # something else besides
    return _OTHER_WORDS if _words().paying.search(bare) else False


_CURRENCIES = str.maketrans({"€": " eur ", "$": " usd ", "£": " gbp "})


def order_buttons(evidence: Evidence) -> Evidence:
    """The evidence with what its order buttons say."""
    rows = evidence.rows("button")
    if not rows:
        return evidence
    return replace(evidence, facts={**evidence.facts, "button": tuple(map(_read, rows))})


def _read(row: Fact) -> Fact:
    if not isinstance(row, Button) or row.role != ButtonRole.ORDER or isinstance(row.label, Unknown):
        return row
    return replace(row, unambiguous=unambiguous(row.label), derived_by=f"order words {_words().as_of}")
