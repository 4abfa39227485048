"""The ingredient list of a food, word by word with what makes words stand out in it. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from scanner.derive.notice.fold import tidy
from scanner.derive.offers.scene import Scene, Spoken
from scanner.derive.offers.words import compiled, plain, said

#: Lines after a heading in which the list may stand.
_AFTER = 4
_MOST = 6000
_MOST_LINES = 40
_HEADS = frozenset({"th", "dt", "strong", "summary", "button", "td", "caption", "label"})
#: A full stop that ends a sentence and shortens no word.
_SENTENCE_END = compiled(r"(?:[A-Za-zÄÖÜäöüß]{4}|[)%\]])\*{0,3}\. +[A-ZÄÖÜ]")
_INVISIBLE = str.maketrans("", "", "\u00ad\u200b\u200c\u200d\u2060\ufeff")


@dataclass(frozen=True, slots=True)
class Word:
    """A word of the list, folded. `stands_out`: some of it does, by type; `capitals`: how many of its letters are."""

    plain: str
    shown: str
    stands_out: bool
    capitals: int
    item: int


@dataclass(frozen=True, slots=True)
class IngredientList:
    """The list, in items as commas part them. `hidden`: in a part of the page that is closed."""

    text: str
    words: tuple[Word, ...]
    hidden: bool


def find_ingredients(scene: Scene) -> IngredientList | None:
    """The ingredient list of the food; None where there is none, or only that of a cosmetic."""
    own = [one for one in scene.own if one.at >= scene.title_at]
    candidates = list(_candidates(own))
    if not candidates:
        return None
    _, spoken, start = max(candidates, key=lambda one: one[0])
    return _list(_letters(spoken, start) + _continued(own, spoken), hidden=spoken.hidden)


def _continued(own: list[Spoken], first: Spoken) -> list[tuple[str, bool]]:
    """What follows on new lines of the same paragraph, or as further items of the same list."""
    letters: list[tuple[str, bool]] = []
    for one in own[own.index(first) + 1 :][:_MOST_LINES]:
        item = one.line.tag == "li" and first.line.tag == "li"
        if not (one.line.tag == "br" or item) or said("food.ends").match(one.plain):
            break
        letters += [(",", False), (" ", False), *_letters(one, 0)]
    return letters


def _candidates(own: list[Spoken]) -> Iterator[tuple[int, Spoken, int]]:
    """Lines that may be the list, with how much speaks for each and where in it the list begins."""
    for at, one in enumerate(own):
        begins = said("food.ingredients").search(one.plain)
        inside = begins or said("food.ingredients_inside").search(one.plain)
        if not inside or said("goods.inci").search(one.plain) or len(one.plain) > _MOST:
            continue
        rest = one.plain[inside.end() :].strip(" :*-")
        if len(rest) > 3 and not _only_a_title(rest):
            if ":" in one.plain[inside.start() : inside.end() + 3] or (begins and "," in rest):
                yield 6 + _like_a_list(rest), one, inside.end()
            continue
        if not begins or len(one.plain) > 80:
            continue
        heads = one.line.level > 0 or one.line.tag in _HEADS
        for below in own[at + 1 : at + 1 + _AFTER]:
            if below.line.level and not below.plain.startswith(("zutaten", "ingredients")):
                break
            like = _like_a_list(below.plain)
            if not said("goods.inci").search(below.plain) and not said("food.ends").match(below.plain) and like > 0:
                yield 2 * heads + 2 * (len(rest) <= 3) + like, below, 0
                break


def _like_a_list(text: str) -> int:
    """Commas, shares and brackets speak for a list, sentences against it."""
    if said("food.sentence").search(text[:200]):
        return -1
    return min(text.count(","), 2) + ("%" in text) + ("(" in text) + ("," in text or len(text) < 60)


def _only_a_title(rest: str) -> bool:
    """`Zutaten & Nährwerte`, a tab's or panel's name."""
    return rest.startswith(("& ", "und ", "and ", "/ ", "verzeichnis")) and len(rest) < 40


def _letters(one: Spoken, start: int) -> list[tuple[str, bool]]:
    """The line's letters from the place where the folded text has `start`, each with whether it stands out."""
    letters: list[tuple[str, bool]] = []
    for run in one.line.runs:
        letters += [(letter, run.stands_out) for letter in run.text.translate(_INVISIBLE)]
    length = 0
    for at, (letter, _) in enumerate(letters):
        if length >= start:
            return letters[at:]
        length += len(plain(letter)) if not letter.isspace() else (at == 0 or not letters[at - 1][0].isspace())
    return []


def _list(letters: list[tuple[str, bool]], *, hidden: bool) -> IngredientList:
    text = "".join(letter for letter, _ in letters[:_MOST])
    words = tuple(_until_end(_words(_without_statements(letters[:_MOST], text))))
    return IngredientList(tidy(text), words, hidden)


def _without_statements(letters: list[tuple[str, bool]], text: str) -> list[tuple[str, bool]]:
    """Without sentences behind the list that are none of it: `Kakao: 35 % mindestens in der Milchschokolade`."""
    ends = [found.end() - 1 for found in _SENTENCE_END.finditer(text)]
    kept = letters[: ends[0]] if ends else letters
    for begin, end in pairwise([*ends, len(letters)]):
        sentence = plain(text[begin:end])
        if "," in sentence or ";" in sentence or not said("food.statement").search(sentence):
            kept = kept + letters[begin:end]
    return kept


def _until_end(words: Iterator[Word]) -> Iterator[Word]:
    """Up to what is no ingredient any more: traces, storage, the table."""
    before = ""
    for word in words:
        if said("food.ends").search(f"{before} {word.plain}".strip()):
            return
        yield word
        before = word.plain


def _words(letters: list[tuple[str, bool]]) -> Iterator[Word]:
    item, depth, at = 0, 0, 0
    while at < len(letters):
        letter = letters[at][0]
        if not letter.isalnum():
            depth += (letter in "([") - (letter in ")]")
            if letter in ",;" and not _in_number(letters, at) and depth <= 0:
                item += 1
            depth = max(depth, 0)
            at += 1
            continue
        end = at
        while end < len(letters) and (letters[end][0].isalnum() or letters[end][0] in "'’"):
            end += 1
        part = letters[at:end]
        shown = "".join(one for one, _ in part)
        yield Word(plain(shown), shown, any(out for _, out in part), _capitals(shown), item)
        at = end


def _in_number(letters: list[tuple[str, bool]], at: int) -> bool:
    return 0 < at < len(letters) - 1 and letters[at - 1][0].isdigit() and letters[at + 1][0].isdigit()


def _capitals(shown: str) -> int:
    """The longest row of capital letters."""
    longest = row = 0
    for letter in shown:
        row = row + 1 if letter.isupper() or (row and letter in "ßẞ") else 0
        longest = max(longest, row)
    return longest
