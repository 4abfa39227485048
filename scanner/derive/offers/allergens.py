"""Whether allergens stand out in an ingredient list (Regulation (EU) 1169/2011 Art. 21(1)(b), Annex II). Pure."""

from __future__ import annotations

import functools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from scanner.derive.offers.ingredients import IngredientList, Word
from scanner.derive.offers.words import compiled, data, quote
from scanner.model.facts.offers import Allergens
from scanner.model.values import Maybe, Unknown

#: Of a list more than this share stands out: then nothing does by it.
_WHOLE = 0.6
_CLOSED = Unknown("the list stands in a closed part of the page, so that how it is typeset was not seen")


@dataclass(frozen=True, slots=True)
class _Group:
    name: str
    inside: object
    whole: frozenset[str]
    other: tuple[str, ...]
    not_after: frozenset[str]
    not_before: frozenset[str]
    free: tuple[str, ...]


@functools.cache
def _groups() -> tuple[_Group, ...]:
    return tuple(
        _Group(
            name,
            compiled("|".join(one["in"])),
            frozenset(one["words"]),
            tuple(one["not"]),
            frozenset(one.get("not_after", ())),
            frozenset(one.get("not_before", ())),
            tuple(one.get("free", ())),
        )
        for name, one in data("allergens.yaml")["groups"].items()
    )


def allergens(found: IngredientList | None, applies: Maybe[bool]) -> Allergens:
    """Which of the list's allergens do not stand out."""
    if found is None:
        return Allergens(applies=False, emphasised=None, plain=None)
    named = list(_named(found.words))
    if not named:
        return Allergens(applies=False, emphasised=None, plain=None, quote=quote(found.text))
    type_counts = sum(word.stands_out for word in found.words) <= _WHOLE * len(found.words)
    shouted = sum(word.capitals >= max(len(word.shown), 2) for word in found.words) > _WHOLE * len(found.words)

    def stands_out(word: Word) -> bool:
        return (type_counts and word.stands_out) or (
            not shouted and word.capitals >= min(3, len(word.shown)) and word.capitals > 1
        )

    told = {(group, word.item) for group, word in named if stands_out(word)}
    bare = [word.shown for group, word in named if not stands_out(word) and (group, word.item) not in told]
    if not bare:
        return Allergens(applies=applies, emphasised=True, plain=None, quote=quote(found.text))
    if found.hidden and not told:
        return Allergens(applies=applies, emphasised=_CLOSED, plain=_CLOSED, quote=quote(found.text))
    words = ", ".join(dict.fromkeys(bare))
    return Allergens(applies=applies, emphasised=False, plain=quote(words), quote=quote(found.text))


def named_allergens(text: Sequence[Word]) -> set[str]:
    """The groups that a list names."""
    return {group for group, _ in _named(text)}


def _named(words: Sequence[Word]) -> Iterator[tuple[str, Word]]:
    for at, word in enumerate(words):
        before = words[at - 1].plain if at and words[at - 1].item == word.item else ""
        after = words[at + 1].plain if at + 1 < len(words) else ""
        if word.plain.endswith(("frei", "free")) or before in {"ohne", "without", "no", "keine"}:
            continue
        for group in _groups():
            if _names(group, word, before, after) and not _excepted(group, words, word):
                yield group.name, word


def _names(group: _Group, word: Word, before: str, after: str) -> bool:
    left = word.plain
    if left in group.whole:
        return before not in group.not_after and after not in group.not_before
    for other in group.other:
        left = left.replace(other, " ")
    if not group.inside.search(left):  # type: ignore[attr-defined]
        return False
    return before not in group.not_after and after not in group.not_before


def _excepted(group: _Group, words: Sequence[Word], word: Word) -> bool:
    """Glucose syrup of wheat and the like, which Annex II leaves out."""
    return any(free in one.plain for free in group.free for one in words if one.item == word.item)
