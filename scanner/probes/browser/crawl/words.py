"""The words and addresses of page_words.yaml, made ready to be compared with."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

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
    """How a role is told. Labels as tuples of words; `weight` of each: 1, or less where it says less."""

    labels: tuple[tuple[tuple[str, ...], float], ...]
    only: frozenset[tuple[str, ...]]
    footer_only: frozenset[tuple[str, ...]]
    path: frozenset[str]
    urls: tuple[re.Pattern[str], ...]
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
    urls: tuple[re.Pattern[str], ...]


@dataclass(frozen=True, slots=True)
class Words:
    """The whole file."""

    roles: dict[PageRole, RoleWords]
    product_urls: tuple[re.Pattern[str], ...]
    category_urls: tuple[re.Pattern[str], ...]
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
    read: dict[str, Any] = yaml.safe_load((files("scanner") / "data" / "page_words.yaml").read_text("utf-8"))
    never, urls, signs = read["never"], read["urls"], read["product_signs"]
    return Words(
        roles={PageRole(name): _role(entry) for name, entry in read["roles"].items()},
        product_urls=_patterns(read["product"]["urls"]),
        category_urls=_patterns(read["category"]["urls"]),
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
            urls=_patterns(never["urls"]),
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
    labels = [(tokens(label), 1.0) for label in entry.get("labels", ())]
    labels += [(tokens(label), 0.7) for label in entry.get("weak", ())]
    # The longest first: "vertrag widerrufen" before "widerrufen".
    labels.sort(key=lambda pair: -len(pair[0]))
    return RoleWords(
        labels=tuple(labels),
        only=_labels(entry.get("only", ())),
        footer_only=_labels(entry.get("footer_only", ())),
        path=frozenset(flat(segment) for segment in entry.get("path", ())),
        urls=_patterns(entry.get("urls", ())),
        signs=tuple(entry.get("signs", ())),
        enough=entry.get("enough", 1),
    )


def _labels(labels: Iterable[str]) -> frozenset[tuple[str, ...]]:
    return frozenset(tokens(label) for label in labels)


def _pattern(text: str) -> re.Pattern[str]:
    return re.compile(text, re.IGNORECASE)


def _patterns(texts: Iterable[str]) -> tuple[re.Pattern[str], ...]:
    return tuple(_pattern(text) for text in texts)
