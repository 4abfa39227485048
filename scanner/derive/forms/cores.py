"""Stems that stand together in any order: `scanner/data/form_cores.yaml`, for texts that no phrase is found in."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

from scanner.datafile import read_data
from scanner.derive.forms.words import Found, plain

#: Of a longer text single words say little.
_MOST_WORDS = 12


@dataclass(frozen=True, slots=True)
class Core:
    """Terms that all have to be there, and terms that may not. `at` is where the first of them is found."""

    wanted: tuple[re.Pattern[str], ...]
    unwanted: tuple[re.Pattern[str], ...]
    text: str

    def position(self, flat: str) -> int:
        """Where it begins in plain text, or -1."""
        first = len(flat)
        for term in self.wanted:
            if (found := term.search(flat)) is None:
                return -1
            first = min(first, found.start())
        return -1 if any(term.search(flat) for term in self.unwanted) else first


#: As many as the words' own texts.
_KEPT = 4096


@dataclass(frozen=True, slots=True, eq=False)
class Cores:
    """Cores by what they mean, in the order in which they are asked."""

    held: Mapping[str, tuple[Core, ...]]

    @lru_cache(_KEPT)  # noqa: B019  (they live as long as the process)
    def find(self, text: str, most_words: int = _MOST_WORDS) -> tuple[Found, ...]:
        """What a text says, the meaning asked first before the others."""
        flat = plain(text)
        if not flat or flat.count(" ") >= most_words:
            return ()
        return tuple(found for means in self.held if (found := self._best(means, flat)))

    def best(self, means: str, text: str) -> Found | None:
        """Where a text of any length says one thing."""
        return self._best(means, plain(text))

    def _best(self, means: str, flat: str) -> Found | None:
        for core in self.held.get(means, ()):
            if (at := core.position(flat)) >= 0:
                return Found(means, len(core.wanted), at, core.text)
        return None


@dataclass(frozen=True, slots=True)
class AllCores:
    """All the data."""

    first: Cores
    after: Cores
    passed_on: Cores
    boxes: Cores
    purposes: Cores
    required: Cores


@cache
def cores() -> AllCores:
    """The data, read once. It is part of the package: a mistake in it is a bug."""
    data: Mapping[str, Mapping[str, Sequence[str]]] = read_data("form_cores.yaml")
    return AllCores(
        *(_cores(data[place]) for place in ("first", "after", "passed_on", "boxes", "purposes", "required"))
    )


def _cores(data: Mapping[str, Iterable[str]]) -> Cores:
    return Cores({means: tuple(core(text) for text in texts) for means, texts in data.items()})


def core(text: str) -> Core:
    """A core from the way it is written in the data."""
    terms = text.split()
    return Core(
        tuple(_term(one) for one in terms if not one.startswith("-")),
        tuple(_term(one[1:]) for one in terms if one.startswith("-")),
        text[:60],
    )


def _term(text: str) -> re.Pattern[str]:
    return re.compile("|".join(_one(one) for one in text.split("|") if one))


def _one(text: str) -> str:
    stem = re.escape(plain(text.lstrip("=~").replace("_", " ")))
    if text.startswith("~"):
        return stem
    return rf"(?<!\w){stem}" + (r"(?!\w)" if text.startswith("=") else "")
