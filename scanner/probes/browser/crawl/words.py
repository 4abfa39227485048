"""The words and addresses of page_words.yaml, made ready to be compared with."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import Any

from scanner.datafile import read_data
from scanner.model.vocabulary import PageRole

_ENVELOPE = "àáâãåèéêëìíîïòóôõùúûçñ", "aaaaaeeeeiiiioooouuucn"
_FLATTEN = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "_": "-", " ": "-"})
_ACCENTS = str.maketrans(*_ENVELOPE)


def fold(text: str) -> str:
    """For comparing texts: lower case, ss, no soft hyphens, white space as one space. Keeps signs."""
    plain = unicodedata.normalize("NFKC", text).replace("\N{SOFT HYPHEN}", "")
    return " ".join(plain.casefold().split())


def tokens(text: str) -> tuple[str, ...]:
    """The words of a label, without signs and numbers that count things."""
    found = re.findall(r"[^\W_]+", fold(text))
    return tuple(word for word in found if not word.isdigit())


def flat(segment: str) -> str:
    """A segment of a path as shops write it: umlauts as two letters, hyphens for all that separates."""
    return fold(segment).translate(_FLATTEN).translate(_ACCENTS).strip("-")


@dataclass(frozen=True, slots=True)
class RoleWords:
    """What the pages of a role have: patterns of their addresses, and signs in their text."""

    urls: re.Pattern[str] | None
    signs: tuple[str, ...]
    enough: int


@dataclass(frozen=True, slots=True)
class Never:
    """What betrays a link that does something."""

    labels: frozenset[tuple[str, ...]]
    last_words: frozenset[str]
    segments: frozenset[str]
    parameters: frozenset[str]
    harmless_actions: frozenset[str]
    functions: frozenset[str]
    urls: re.Pattern[str]


@dataclass(frozen=True, slots=True)
class Words:
    """The whole file.

    by_first   phrases of labels by their first word, each with its role and weight: 1, or less where it says less
    only       labels that are a role's as a whole, and in the footer
    by_path    segments of paths
    any_url    whether any role has a pattern for an address
    """

    roles: dict[PageRole, RoleWords]
    by_first: dict[str, list[tuple[tuple[str, ...], PageRole, float]]]
    only: dict[tuple[str, ...], PageRole]
    footer_only: dict[tuple[str, ...], PageRole]
    by_path: dict[str, list[PageRole]]
    any_url: re.Pattern[str]
    product_urls: re.Pattern[str]
    category_urls: re.Pattern[str]
    category_labels: frozenset[tuple[str, ...]]
    no_category: frozenset[tuple[str, ...]]
    filler: frozenset[str]
    articles: frozenset[str]
    hubs: frozenset[tuple[str, ...]]
    languages: frozenset[tuple[str, ...]]
    not_found: tuple[str, ...]
    own_document: frozenset[str]
    never: Never
    session: frozenset[str]
    tracking: frozenset[str]
    listing: frozenset[str]
    document: frozenset[str]
    add_to_cart: re.Pattern[str]
    particulars: tuple[re.Pattern[str], ...]
    empty_cart: re.Pattern[str]
    results: re.Pattern[str]
    guest: re.Pattern[str]


@cache
def words() -> Words:
    """Read once. Everything is compared without regard to case."""
    read: dict[str, Any] = read_data("page_words.yaml")
    never, urls, signs = read["never"], read["urls"], read["product_signs"]
    return Words(
        roles={PageRole(name): _role(entry) for name, entry in read["roles"].items()},
        by_first=_phrases(read["roles"]),
        only=_whole(read["roles"], "only"),
        footer_only=_whole(read["roles"], "footer_only"),
        by_path=_segments(read["roles"]),
        any_url=_either(url for entry in read["roles"].values() for url in entry.get("urls", ())),
        product_urls=_either(read["product"]["urls"]),
        category_urls=_either(read["category"]["urls"]),
        category_labels=_labels(read["category"]["labels"]),
        no_category=_labels(read["no_category"]),
        filler=frozenset(read["filler"]),
        articles=frozenset(read["articles"]),
        hubs=_labels(read["hubs"]),
        languages=_labels(read["languages"]),
        not_found=tuple(read["not_found"]),
        own_document=frozenset(read["own_document"]),
        never=Never(
            labels=_labels(never["labels"]),
            last_words=frozenset(never["last_words"]),
            segments=frozenset(flat(segment) for segment in never["segments"]),
            parameters=frozenset(never["parameters"]),
            harmless_actions=frozenset(never["harmless_actions"]),
            functions=frozenset(never["functions"]),
            urls=_either(never["urls"]),
        ),
        session=frozenset(urls["session"]),
        tracking=frozenset(urls["tracking"]),
        listing=frozenset(urls["listing"]),
        document=frozenset(urls["document"]),
        add_to_cart=_pattern(signs["add_to_cart"]),
        particulars=_patterns(signs["particulars"]),
        empty_cart=_pattern(read["empty_cart"]),
        results=_pattern(read["results"]),
        guest=_pattern(read["guest"]),
    )


def _role(entry: dict[str, Any]) -> RoleWords:
    urls = entry.get("urls", ())
    return RoleWords(_either(urls) if urls else None, tuple(entry.get("signs", ())), entry.get("enough", 1))


def _phrases(roles: dict[str, Any]) -> dict[str, list[tuple[tuple[str, ...], PageRole, float]]]:
    found: dict[str, list[tuple[tuple[str, ...], PageRole, float]]] = {}
    for name, entry in roles.items():
        for sort, weight in (("labels", 1.0), ("weak", 0.7)):
            for phrase in map(tokens, entry.get(sort, ())):
                found.setdefault(phrase[0], []).append((phrase, PageRole(name), weight))
    return found


def _whole(roles: dict[str, Any], sort: str) -> dict[tuple[str, ...], PageRole]:
    return {tokens(label): PageRole(name) for name, entry in roles.items() for label in entry.get(sort, ())}


def _segments(roles: dict[str, Any]) -> dict[str, list[PageRole]]:
    found: dict[str, list[PageRole]] = {}
    for name, entry in roles.items():
        for segment in entry.get("path", ()):
            found.setdefault(flat(segment), []).append(PageRole(name))
    return found


def _either(texts: Iterable[str]) -> re.Pattern[str]:
    return _pattern("|".join(f"(?:{text})" for text in texts))


def _labels(labels: Iterable[str]) -> frozenset[tuple[str, ...]]:
    return frozenset(tokens(label) for label in labels)


def _pattern(text: str) -> re.Pattern[str]:
    return re.compile(text, re.IGNORECASE)


def _patterns(texts: Iterable[str]) -> tuple[re.Pattern[str], ...]:
    return tuple(_pattern(text) for text in texts)
