"""The language of a text, by counting its commonest little words."""

from __future__ import annotations

import functools
from collections import Counter
from collections.abc import Iterable, Mapping

from scanner.derive.notice.phrase_file import data

_FEWEST = 4
_SHARE = 0.06
_MARGIN = 1.25


@functools.cache
def _little_words() -> Mapping[str, frozenset[str]]:
    return {language: frozenset(words.split()) for language, words in data()["little_words"].items()}


def shares(texts: Iterable[str]) -> tuple[Counter[str], int]:
    """How many little words of each language stand in the folded texts, and how many words there are in all."""
    counts: Counter[str] = Counter(dict.fromkeys(_little_words(), 0))
    total = 0
    for text in texts:
        words = [word.strip(".,:;!?()\"'") for word in text.split()]
        total += len(words)
        for language, known in _little_words().items():
            counts[language] += sum(word in known for word in words)
    return counts, total


def language_of(texts: Iterable[str]) -> str | None:
    """A two-letter code, or None: too little text, too few little words, or two languages alike."""
    counts, total = shares(texts)
    (first, most), (_, second) = counts.most_common(2)
    if most < _FEWEST or most < _SHARE * total or most < _MARGIN * second:
        return None
    return first
