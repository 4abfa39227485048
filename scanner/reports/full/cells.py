"""A value of the evidence in words, and why nobody could tell it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from scanner.model.facts import Fact, said_at, show, value_at
from scanner.model.facts.base import is_stated
from scanner.model.values import Unknown
from scanner.model.verdict import Text
from scanner.model.vocabulary import Word
from scanner.model.words import text_word, word
from scanner.reports.full import words


@dataclass(frozen=True, slots=True)
class Cell:
    """A value in words. `detail`: why nobody could tell it, in English."""

    said: Text
    detail: str = ""


def cell_of(fact: Fact, path: str) -> Cell:
    """A field of a row in words."""
    value = value_at(fact, path)
    if isinstance(value, Unknown):
        return Cell(words.UNKNOWN_VALUE, value.reason if is_stated(value) else "")
    if value is None and (said := words.NONE_MEANS.get(f"{fact.kind}.{path}")):
        return Cell(said)
    if isinstance(value, str) and not isinstance(value, Word):
        return Cell(Text(text_word(fact.kind, path, value, "en"), said_at(fact, path, "de")))
    return Cell(Text(_said(value, "en"), _said(value, "de")))


_YES_NO: Mapping[object, Mapping[str, str]] = {
    True: {"en": "yes", "de": "ja"},
    False: {"en": "no", "de": "nein"},
    None: {"en": "none", "de": "keins"},
}


def _said(value: object, lang: str) -> str:
    match value:
        case None | bool():
            return _YES_NO[value][lang]
        case Word():
            return word(value, lang)
        case tuple():
            return ", ".join(_said(item, lang) for item in value) or _YES_NO[None][lang]
        case _:
            return show(value, lang)
