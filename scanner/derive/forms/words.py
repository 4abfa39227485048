"""The words of `scanner/data/form_words.yaml`, and how they are found in a shop's texts: the longest phrase decides."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from itertools import pairwise
from typing import Any

from scanner.datafile import read_data

_LONGEST = 4000
_LETTERS = str.maketrans({"ł": "l", "ø": "o", "đ": "d", "æ": "ae", "œ": "oe", "’": " ", "'": " ", "­": ""})
_EMAIL = re.compile(r"\be mail")
_APART = re.compile(r"[^0-9a-z*]+")
_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
_IN_BRACKETS = re.compile(r"\([^()]{0,200}\)|\[[^\[\]]{0,200}\]")


@cache
def plain(text: str) -> str:
    """Lower case without accents and punctuation: `Straße & Haus-Nr.` is `strasse haus nr`; `E-Mail` is `email`."""
    folded = unicodedata.normalize("NFKC", text[:_LONGEST]).casefold().translate(_LETTERS)
    bare = "".join(c for c in unicodedata.normalize("NFKD", folded) if not unicodedata.combining(c))
    return _EMAIL.sub("email", _APART.sub(" ", bare.replace("*", " ")).strip())


def without_brackets(text: str) -> str:
    """The text without what stands in brackets, unless that is all there is."""
    short = _IN_BRACKETS.sub(" ", text).strip()
    return short if re.search(r"\w", short) else text


def in_brackets(text: str) -> str:
    """What stands in brackets, without them; empty where nothing does."""
    return " ".join(found[1:-1] for found in _IN_BRACKETS.findall(text))


@cache
def words_of_name(name: str) -> tuple[str, ...]:
    """The words of an identifier: `billingAddress[zipCode]`, `billing-address_zip-code` → billing address zip code."""
    return tuple(plain(_CAMEL.sub(" ", name[:200])).split())


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words, `*` standing for any rest of a word, or alone for up to four words. `weight`: letters it demands.

    `core` is in every text that has the phrase. `pattern` is compiled when a text has it: few of 3,000 ever are.
    """

    words: tuple[str, ...]
    pattern: str
    core: str
    weight: int

    def position(self, text: str) -> int:
        """Where it begins in plain text, or -1."""
        if self.core not in text:
            return -1
        found = _compiled(self.pattern).search(text)
        return found.start() if found else -1


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern)


def phrase(text: str) -> Phrase:
    """A phrase from the way it is written in the data."""
    starred = _EMAIL.sub("email", _APART.sub(" ", plain_with_stars(text)).strip())
    words = tuple(starred.split())
    pieces = []
    for i, word in enumerate(words):
        alone = word == "*"
        if alone and 0 < i < len(words) - 1:
            pieces.append(r"(?:\w+ ){0,4}")
        else:
            pieces.append((r"\w+" if alone else word.replace("*", r"\w*")) + (" " if i < len(words) - 1 else ""))
    core = max((part for word in words for part in word.split("*")), key=len, default="")
    weight = sum(len(word.replace("*", "")) + 1 for word in words if word != "*")
    return Phrase(words, rf"(?<!\w){''.join(pieces)}(?!\w)", core, weight)


def plain_with_stars(text: str) -> str:
    """As `plain`, stars kept."""
    return " ".join("*".join(plain(part) for part in word.split("*")) for word in text.split())


@dataclass(frozen=True, slots=True)
class Found:
    """What a text says: the meaning, how much of the text says so, and where."""

    means: str
    weight: int
    at: int
    words: str


#: The same few texts are asked over and over: every page has the shop's search and its newsletter.
_KEPT = 4096
_GRAM = 3


@dataclass(frozen=True, slots=True, eq=False)
class Lexicon:
    """Phrases by what they mean."""

    phrases: Mapping[str, tuple[Phrase, ...]]
    weak: frozenset[tuple[str, ...]] = frozenset()

    @lru_cache(_KEPT)  # noqa: B019  (a lexicon lives as long as the process)
    def find(self, text: str) -> tuple[Found, ...]:
        """What a text says, each meaning once, the longest phrase first; of equal ones the first in the text."""
        flat = plain(text)
        found = [best for means, held in self._possible(flat).items() if (best := self._best(means, held, flat))]
        return tuple(sorted(found, key=lambda one: (-one.weight, one.at)))

    def best(self, means: str, flat: str) -> Found | None:
        """The longest phrase of one meaning in plain text."""
        return self._best(means, self.phrases.get(means, ()), flat)

    def _best(self, means: str, phrases: Iterable[Phrase], flat: str) -> Found | None:
        best: Found | None = None
        for one in phrases:
            if best is not None and one.weight <= best.weight:
                continue
            at = one.position(flat)
            if at >= 0:
                weight = 1 if one.words in self.weak else one.weight
                best = Found(means, weight, at, " ".join(one.words)) if best is None or weight > best.weight else best
        return best

    @lru_cache(_KEPT)  # noqa: B019
    def says(self, means: str, text: str) -> bool:
        """Whether a text says it at all."""
        flat = plain(text)
        return any(one.position(flat) >= 0 for one in self.phrases.get(means, ()))

    @lru_cache(_KEPT)  # noqa: B019
    def said(self, text: str) -> frozenset[str]:
        """Everything that a text says."""
        flat = plain(text)
        possible = self._possible(flat).items()
        return frozenset(means for means, held in possible if any(one.position(flat) >= 0 for one in held))

    def _possible(self, flat: str) -> Mapping[str, Sequence[Phrase]]:
        """The phrases whose core may be in a text, in their order."""
        index = _index(self)
        grams = {flat[at : at + _GRAM] for at in range(len(flat) - _GRAM + 1)}
        places = sorted({*index.short, *(place for gram in grams for place in index.by_gram.get(gram, ()))})
        found: dict[str, list[Phrase]] = {}
        for place in places:
            means, one = index.phrases[place]
            found.setdefault(means, []).append(one)
        return found

    @lru_cache(_KEPT)  # noqa: B019
    def find_in_name(self, name: str) -> tuple[Found, ...]:
        """What an identifier says; words at its end weigh more, for that is where the thing itself stands."""
        words = words_of_name(name)
        index = _index(self)
        ends = {*words, *(word.removeprefix(_PREFIX) for word in words), *(a + b for a, b in pairwise(words))}
        possible: dict[str, list[Phrase]] = {}
        for place in sorted({place for end in ends for place in index.by_end.get(end, ())}):
            means, one = index.phrases[place]
            possible.setdefault(means, []).append(one)
        found = [best for means, held in possible.items() if (best := _best_in_name(means, held, words))]
        return tuple(sorted(found, key=lambda one: (-one.weight, one.at)))


@dataclass(frozen=True, slots=True)
class _Index:
    """A lexicon's phrases with their places: by the first letters of their cores, and by what names end in."""

    phrases: Sequence[tuple[str, Phrase]]
    by_gram: Mapping[str, Sequence[int]]
    short: Sequence[int]
    by_end: Mapping[str, Sequence[int]]


@cache
def _index(lexicon: Lexicon) -> _Index:
    phrases = [(means, one) for means, held in lexicon.phrases.items() for one in held]
    by_gram: dict[str, list[int]] = {}
    by_end: dict[str, list[int]] = {}
    for place, (_, one) in enumerate(phrases):
        if len(one.core) >= _GRAM:
            by_gram.setdefault(one.core[:_GRAM], []).append(place)
        for end in {"".join(one.words), *one.words[-1:]}:
            by_end.setdefault(end, []).append(place)
    short = [place for place, (_, one) in enumerate(phrases) if len(one.core) < _GRAM]
    return _Index(phrases, by_gram, short, by_end)


def _best_in_name(means: str, phrases: Iterable[Phrase], words: tuple[str, ...]) -> Found | None:
    best: Found | None = None
    for one in phrases:
        end = end_in(one.words, words)
        if not end:
            continue
        at_end = end == len(words) or all(word.isdigit() or word in _AFTERWORDS for word in words[end:])
        weight = one.weight + (AT_END if at_end else 0)
        if best is None or weight > best.weight:
            best = Found(means, weight, end, " ".join(one.words))
    return best


#: More than the longest phrase, so that `address_email` is an e-mail address.
AT_END = 40
_AFTERWORDS = frozenset({
    "input", "field", "id", "value", "text", "box",
    "option", "options", "day", "month", "year", "tag", "monat", "jahr",
})  # fmt: skip
_PREFIX = "ox"  # OXID's columns: oxfname, oxzip


def end_in(wanted: tuple[str, ...], words: tuple[str, ...]) -> int:
    """One past the last place where a phrase ends in an identifier's words, written apart or as one; 0: nowhere."""
    joined = "".join(wanted)
    for end in range(len(words), 0, -1):
        last = words[end - 1]
        if joined in (last, last.removeprefix(_PREFIX)) or words[max(0, end - len(wanted)) : end] == wanted:
            return end
        if len(wanted) == 1 and end > 1 and words[end - 2] + last == joined:
            return end  # the data has it as one word, the shop apart: createPost
    return 0


@dataclass(frozen=True, slots=True)
class Words:
    """All the data."""

    as_of: str
    autocomplete: Mapping[str, str]
    labels: Lexicon
    names: Lexicon
    boxes: Lexicon
    options: Lexicon
    neutral: Lexicon
    required: Lexicon
    notice: Lexicon
    other: Lexicon
    purposes: Mapping[str, Lexicon]
    roles: Mapping[str, str]


@cache
def words() -> Words:
    """The data, read once. It is part of the package: a mistake in it is a bug."""
    data: dict[str, Any] = read_data("form_words.yaml")
    fields: dict[str, dict[str, list[str]]] = data["fields"]
    places = ("button", "heading", "words", "ids")
    return Words(
        as_of=str(data["as_of"]),
        autocomplete=data["autocomplete"],
        labels=replace(
            _lexicon({means: held["label"] for means, held in fields.items()}),
            weak=frozenset(tuple(word.split()) for word in data["weak"]),
        ),
        names=_lexicon({means: held["name"] for means, held in fields.items()}),
        boxes=_lexicon(data["boxes"]),
        options=_lexicon(data["options"]),
        neutral=_lexicon({"neutral": data["neutral_options"]}),
        required=_lexicon(data["required"]),
        notice=_lexicon(data["notice_links"]),
        other=_lexicon(data["other"]),
        purposes={
            place: _lexicon({purpose: held[place] for purpose, held in data["purposes"].items()}) for place in places
        },
        roles=data["roles"],
    )


def _lexicon(data: Mapping[str, Iterable[str]]) -> Lexicon:
    return Lexicon({means: tuple(phrase(text) for text in texts) for means, texts in data.items()})
