"""The list of issuers and of the words of signs, `scanner/data/seals.yaml`, read once."""

from __future__ import annotations

import functools
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import re2

from scanner.datafile import read_data
from scanner.model.vocabulary import SealKind

_FOLDED = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "æ": "ae", "ø": "oe", "å": "aa"})
_LONGEST = 400


@dataclass(frozen=True, slots=True)
class Issuer:
    """Who gives a sign. `own_page`: each shop has a page there, which the sign has to lead to.

    `reviews`: words with which it is one of reviews. `goods`: in the midst of offers it speaks of them.
    """

    name: str
    vouches: SealKind
    own_page: bool
    says: Any
    hosts: tuple[str, ...]
    widgets: tuple[str, ...]
    entry: Any
    reviews: Any
    goods: bool
    drawn_path: Any
    drawn_link: str

    def owns(self, host: str) -> bool:
        """Whether a host is the issuer's."""
        return any(is_below(host, own) for own in self.hosts)

    def draws(self, host: str) -> bool:
        """Whether what comes from a host draws its sign."""
        return any(is_below(host, own) for own in self.widgets)


@dataclass(frozen=True, slots=True)
class Page:
    """The words of pages that signs lead to."""

    lapsed: tuple[Any, ...]
    unless: Any
    until: Any
    empty: Any


@dataclass(frozen=True, slots=True)
class Lists:
    """All the data. Patterns are compiled, for folded text."""

    as_of: str
    issuers: tuple[Issuer, ...]
    others: Any
    not_seals: Any
    calls_itself: Any
    claims: Any
    sustainability: Any
    small: Any
    of_shops: Any
    trusting: Any
    lines: Any
    nobody: tuple[str, ...]
    page: Page


def is_below(host: str, name: str) -> bool:
    """Whether a host is this one or one below it."""
    return host == name or host.endswith(f".{name}")


def folded(text: str) -> str:
    """Lower case, umlauts written out, accents gone, everything but letters, digits, @, & and % one blank."""
    plain = unicodedata.normalize("NFKD", unicodedata.normalize("NFC", text[:_LONGEST]).lower().translate(_FOLDED))
    kept = (
        letter if letter.isalnum() or letter in "@&%" else " "
        for letter in plain
        if letter.isascii() or letter.isalnum()
    )
    return " ".join("".join(kept).split())


@functools.cache
def lists() -> Lists:
    """The data. It is part of the package: a mistake in it is a bug."""
    read: Mapping[str, Any] = read_data("seals.yaml")
    page = read["page"]
    return Lists(
        as_of=str(read["as_of"]),
        issuers=tuple(map(_issuer, read["issuers"])),
        others=_at_words(read["others"]),
        not_seals=_anywhere(read["not_seals"]),
        calls_itself=_anywhere(read["calls_itself"]),
        claims=_at_words(read["claims"]),
        sustainability=_at_words(read["sustainability"]),
        small=_at_words(read["small"]),
        of_shops=_anywhere(read["of_shops"]),
        trusting=_anywhere(read["trusting"]),
        lines=re2.compile("(?:" + "|".join(read["lines"]) + ")"),
        nobody=tuple(read["nobody"]),
        page=Page(
            tuple(map(re2.compile, page["lapsed"])),
            re2.compile(page["unless"]),
            re2.compile(page["until"]),
            re2.compile(page["empty"]),
        ),
    )


def _issuer(told: Mapping[str, Any]) -> Issuer:
    drawn = told.get("drawn", {})
    return Issuer(
        name=told["name"],
        vouches=SealKind(told["vouches"]),
        own_page=told["certificate"] == "own",
        says=_at_words(told["says"]),
        hosts=tuple(told.get("hosts", ())),
        widgets=tuple(told.get("widgets", ())),
        entry=re2.compile(told["entry"]) if "entry" in told else None,
        reviews=re2.compile(told["reviews"]) if "reviews" in told else None,
        goods=bool(told.get("goods")),
        drawn_path=re2.compile(drawn["path"]) if drawn else None,
        drawn_link=drawn.get("link", ""),
    )


def _at_words(patterns: Sequence[str]) -> Any:  # noqa: ANN401 - re2 has no types
    return re2.compile("(?:^| )(?:" + "|".join(patterns) + ")")


def _anywhere(patterns: Sequence[str]) -> Any:  # noqa: ANN401 - as above
    return re2.compile("(?:" + "|".join(patterns) + ")")
