"""The EU's notice on the legal guarantee, and guarantees that are advertised, with the label they need. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from scanner.derive.offers.scene import Scene
from scanner.derive.offers.words import plain, quote, said
from scanner.derive.shown import Shown
from scanner.model.facts.offers import Durability
from scanner.model.values import Maybe, Unknown

_NUMBERS = {
    "zwei": 2, "drei": 3, "vier": 4, "fuenf": 5, "sechs": 6, "sieben": 7, "acht": 8, "zehn": 10, "zwoelf": 12,
    "fuenfzehn": 15, "zwanzig": 20, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8,
    "ten": 10, "twelve": 12, "fifteen": 15, "twenty": 20,
}  # fmt: skip
_PERHAPS = Unknown("a link or picture speaks of the legal guarantee; whether that is the EU's notice is not known")
LIFELONG = 99.0
_LONGEST = 600


def guarantee_notice(pages: Iterable[Shown]) -> Maybe[bool]:
    """Whether any page up to the order shows the harmonised notice (Reg. (EU) 2025/1960 Annex I), or links to it."""
    perhaps = False
    for shown in pages:
        for text in _texts(shown):
            if said("guarantee.notice").search(text):
                return True
        for picture in _pictures(shown):
            if said("guarantee.picture").search(picture) or said("guarantee.notice").search(picture):
                return True
        perhaps |= any(said("guarantee.perhaps").search(plain(link.label)) for link in shown.links)
        perhaps |= any(said("guarantee.perhaps").search(picture) for picture in _pictures(shown))
    return _PERHAPS if perhaps else False


def durability(scene: Scene) -> Durability:
    """The longest guarantee that the offer advertises, and whether the label is there that one over two years needs."""
    best: tuple[float, bool, str] | None = None
    for one in scene.own:
        if one.at < scene.title_at or len(one.plain) > _LONGEST:
            continue
        for years, whole in _years(one.plain):
            if best is None or (whole, years) > (best[1], best[0]):
                best = (years, whole, one.text)
    if best is None:
        return Durability(over_two=False, years=None, label=None)
    years, whole, words = best
    over = years > 2 and whole
    return Durability(over_two=over, years=years, label=_labelled(scene) if over else None, quote=quote(words))


def _years(text: str) -> Iterator[tuple[float, bool]]:
    """Guarantees of a line in years, each with whether it is for the whole thing."""
    for name, per_year in (("years", 1), ("years_after", 1), ("months", 12)):
        for found in said(f"guarantee.{name}").finditer(text):
            number = next((group for group in found.groups() if group), "")
            years = float(_NUMBERS.get(number, int(number) if number.isdigit() else 0)) / per_year
            around = text[max(found.start() - 25, 0) : found.end() + 25]
            if 0 < years <= 50 and not said("guarantee.not_durability").search(around):
                yield years, _of_the_whole(text[found.start() : found.end() + 40])
    for found in said("guarantee.lifelong").finditer(text):
        yield LIFELONG, _of_the_whole(text[found.start() : found.end() + 40])


def _of_the_whole(words: str) -> bool:
    return bool(said("guarantee.whole").search(words)) or not said("guarantee.part").search(words)


def _labelled(scene: Scene) -> bool:
    return any(said("guarantee.garan").search(text) for text in (*_pictures(scene.shown), *_texts(scene.shown)))


def _texts(shown: Shown) -> Iterator[str]:
    yield from (plain(line.text) for line in shown.lines if len(line.text) <= _LONGEST)
    yield from (plain(link.label) for link in shown.links)


def _pictures(shown: Shown) -> Iterator[str]:
    yield from (plain(f"{one.alt} {one.title} {one.src.rpartition('/')[2]}") for one in shown.images)
