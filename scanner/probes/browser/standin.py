"""Tells a page that stands in for the one asked for: a challenge, login, maintenance or geo page, or an error. Pure.

Conservative: a shop's page that merely speaks of such things is what it claims to be.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib.resources import files

from scanner.datafile import parsed

_BETWEEN = re.compile(r"\s+[|–—:·-]\s+|\s*[|·]\s*")

#: A page with more words than that is the shop's own, whatever it says. Stand-ins have few, and few links.
FEW_WORDS = 150


class Instead(StrEnum):
    """What stands there instead."""

    CHALLENGE = "challenge"
    LOGIN = "login"
    MAINTENANCE = "maintenance"
    GEO = "geo"
    ERROR = "error"


@dataclass(frozen=True, slots=True)
class StandIn:
    """What stands there instead, and by what it was recognised."""

    kind: Instead
    sign: str

    @property
    def reason(self) -> str:
        """For the coverage."""
        return f"not the page itself: {self.kind.value} ({self.sign})"


@dataclass(frozen=True, slots=True)
class _Signs:
    markup: tuple[str, ...]
    titles: tuple[str, ...]
    phrases: tuple[str, ...]


_BY_STATUS: Mapping[int, Instead] = {
    401: Instead.LOGIN,  # RFC 9110 § 15.5.2
    407: Instead.LOGIN,
    451: Instead.GEO,  # RFC 7725: unavailable for legal reasons
}


def recognise(status: int | None, title: str, text: str, markup: str, *, passwords: int = 0) -> StandIn | None:
    """None where the page is what it claims to be.

    `text` is what a visitor sees, `markup` the document, `passwords` the number of password fields in it.
    """
    bare, words = _plain(text), len(text.split())
    signs = _signs()
    for kind in (Instead.CHALLENGE, Instead.MAINTENANCE, Instead.GEO):
        if sign := _sign(signs[kind], _plain(title), bare, markup, words):
            return StandIn(kind, sign)
    if (passwords or status == 401) and (sign := _sign(signs[Instead.LOGIN], _plain(title), bare, markup, words)):
        return StandIn(Instead.LOGIN, sign)
    if status is not None and status >= 400:
        return StandIn(_BY_STATUS.get(status, Instead.ERROR), f"status {status}")
    return None


def _sign(signs: _Signs, title: str, text: str, markup: str, words: int) -> str | None:
    if words > FEW_WORDS:
        return None
    lowered = markup.lower()
    for mark in signs.markup:
        if mark in lowered:
            return mark
    # A title may go on with the shop's name, or begin with it: "Wartungsmodus | Müsli Beispiel".
    parts = {title, *_BETWEEN.split(title)}
    if name := next((name for name in signs.titles if name in parts), None):
        return f"title {name!r}"
    return next((f"{phrase!r}" for phrase in signs.phrases if phrase in text), None)


def _plain(text: str) -> str:
    return " ".join(text.lower().replace("\N{RIGHT SINGLE QUOTATION MARK}", "'").split())


@cache
def _signs() -> dict[Instead, _Signs]:
    read = parsed(files("scanner.probes.browser") / "standins.yaml")
    return {
        Instead(kind): _Signs(*(tuple(signs.get(sort, ())) for sort in ("markup", "titles", "phrases")))
        for kind, signs in read.items()
    }
