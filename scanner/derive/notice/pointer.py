"""Points at passages that may disclose an item in words that no phrase knows. It never decides: it only makes doubt.

A linear model over the words of two sentences at a time and their parts, learnt from sentences of our own
(`tests/notices/pointer/train.py`), kept in `data/notice_pointer.bin.gz`: a line of JSON, then a signed byte for each
bucket and item. Where it points, an item that was found nowhere is Unknown, not absent.
"""

from __future__ import annotations

import gzip
import json
import re
import zlib
from array import array
from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from math import sqrt

from scanner.datafile import data_file
from scanner.derive.notice.blocks import Kind
from scanner.derive.notice.reading import Sentence
from scanner.model.vocabulary import DisclosureItem

BUCKETS = 1 << 14
_WORD = re.compile(r"[a-z0-9#]+")
#: Words of a sentence, and sentences of a notice, that are looked at.
_MOST_WORDS, _MOST_SENTENCES = 120, 1_500
_CONTEXT = 80  # characters of what it stands under, the nearest last
_PARTS = (4, 5)
_LONG_WORD = 4
_FEWEST_WORDS = 4
_ADDRESS = re.compile(r"\S*@\S*|\S*://\S*|[+(]?[0-9][0-9 ()/-]{5,}")


@dataclass(frozen=True, slots=True)
class Model:
    """A weight for each bucket and item, `scale` for a step of one; above nothing, a sum points."""

    as_of: str
    items: Mapping[DisclosureItem, int]
    bias: tuple[float, ...]
    scale: float
    weights: Sequence[int]


@cache
def model() -> Model:
    """Read once."""
    packed = data_file("notice_pointer.bin.gz").read_bytes()
    head, _, body = gzip.decompress(packed).partition(b"\n")
    told = json.loads(head)
    items = {DisclosureItem(name): number for number, name in enumerate(told["items"])}
    weights = array("b", body)
    if len(weights) != BUCKETS * len(items):
        raise ValueError("notice_pointer.bin.gz is not whole")
    return Model(str(told["as_of"]), items, tuple(told["bias"]), float(told["scale"]), weights)


def features(text: str) -> frozenset[int]:
    """The buckets of a folded text: its words, pairs of them, and the parts of long ones."""
    words = _WORD.findall(text)[:_MOST_WORDS]
    found = {*words, *(f"{one} {next_one}" for one, next_one in pairwise(words))}
    for word in words:
        if len(word) >= _LONG_WORD:
            framed = f"_{word}_"
            found.update(f"~{framed[at : at + long]}" for long in _PARTS for at in range(len(framed) - long + 1))
    return frozenset(zlib.crc32(one.encode()) % BUCKETS for one in found)


def windows(sentences: Sequence[Sentence]) -> list[tuple[int, frozenset[int]]]:
    """Each sentence under its heading, alone and with the next one, and which it is."""
    each = [
        features(f"{one.context.rpartition('>')[2].strip()[-_CONTEXT:]} > {one.folded}")
        for one in sentences[:_MOST_SENTENCES]
    ]
    pairs = ((at, one | other) for at, (one, other) in enumerate(pairwise(each)))
    return [*enumerate(each), *pairs]


def _is_thin(sentence: Sentence) -> bool:
    """An address, a number or a label says nothing by itself."""
    said = _ADDRESS.sub(" ", sentence.folded)
    return sum(1 for word in _WORD.findall(said) if word.isalpha() and len(word) > 1) < _FEWEST_WORDS


class Pointer:
    """Of one notice."""

    def __init__(self, sentences: Sequence[Sentence]) -> None:
        self._sentences = sentences
        self._windows: list[tuple[int, frozenset[int]]] | None = None

    def at(self, item: DisclosureItem, silent: AbstractSet[int] = frozenset()) -> int | None:
        """The sentence that may disclose the item, if one may. `silent`: those that don't, whatever they hold."""
        known = model()
        column = known.items.get(item)
        if column is None:
            return None
        if self._windows is None:
            self._windows = windows(self._sentences)
        many, weights, bias = len(known.items), known.weights, known.bias[column]
        best, place = 0.0, None
        for at, buckets in self._windows:
            if not buckets or at in silent or self._sentences[at].kind is Kind.HEADING or _is_thin(self._sentences[at]):
                continue
            total = sum(weights[bucket * many + column] for bucket in buckets)
            score = total * known.scale / sqrt(len(buckets)) + bias
            if score > best:
                best, place = score, at
        return place
