"""What sort of thing an offer sells, as far as the page shows it. Pure."""

from __future__ import annotations

from scanner.derive.offers.amounts import amounts
from scanner.derive.offers.ingredients import find_ingredients
from scanner.derive.offers.scene import Scene
from scanner.derive.offers.words import said
from scanner.model.values import Maybe, Unknown
from scanner.model.vocabulary import Goods, Sector

_UNTOLD = Unknown("nothing on the page says what sort of thing is sold")


def find_goods(scene: Scene, sector: object = None) -> Maybe[Goods]:
    """The sort of goods; Unknown where the page does not show it. `sector`: what the owner declares of the shop."""
    name, text = scene.name, _text(scene)
    medicine = is_medicine(scene)
    if (certain := _certain(name, text, medicine)) is not None:
        return certain
    if is_service(scene):
        return Goods.SERVICE
    if (sort := _food_or_goods(scene, name, text)) is not None:
        return sort
    if said("goods.plants").search(name):
        return Goods.PLANTS
    if isinstance(medicine, Unknown):
        return medicine
    return Goods.FOOD if sector == Sector.FOOD and not said("goods.other_text").search(text) else _UNTOLD


def _certain(name: str, text: str, medicine: Maybe[bool]) -> Goods | None:
    """Sorts that words of their own tell."""
    if said("goods.voucher").search(name):
        return Goods.VOUCHER
    if medicine is True:
        return Goods.MEDICINE
    if said("goods.feed").search(text):
        return Goods.FEED
    return Goods.DIGITAL if _digital(name, text) else None


def is_medicine(scene: Scene) -> Maybe[bool]:
    """By its number (PZN) and what is said of it; Unknown where there is a number alone."""
    text = _text(scene)
    if said("medicine.not").search(text) and not said("medicine.notice").search(text):
        return False
    numbered = bool(said("medicine.pzn").search(text))
    cued = bool(said("medicine.cue").search(text))
    if said("medicine.notice").search(text) and (numbered or cued):
        return True
    if numbered:
        return True if cued else Unknown("it has a PZN, and nothing says whether it is a medicine")
    return False


def is_service(scene: Scene) -> bool:
    """A course, a tour, a ticket: by its name, and because nothing is said of sending it. An account, a loan too."""
    event = bool(said("goods.event").search(scene.name)) and not said("goods.sent").search(_text(scene))
    return event or is_finance(scene)


def is_finance(scene: Scene) -> bool:
    """What banks and insurers sell: by its name, and because its interest, fees or terms are told."""
    return bool(said("goods.finance").search(scene.name)) and bool(said("goods.finance_text").search(_text(scene)))


def alcoholic(scene: Scene) -> bool:
    """A drink with more than a trace of alcohol, by its strength and its name."""
    text = _text(scene)
    if said("age.free").search(scene.name):
        return False
    if said("amount.sets").search(scene.name):
        return bool(said("age.drink").search(text))
    return bool(said("age.drink").search(scene.name)) or (
        bool(said("age.alcohol").search(text))
        and not said("goods.inci").search(text)
        and not said("medicine.pzn").search(text)
    )


def _text(scene: Scene) -> str:
    return "\n".join(one.plain for one in scene.own if one.at >= scene.title_at)[:60_000]


def _digital(name: str, text: str) -> bool:
    named = bool(said("goods.digital").search(name))
    told = len(list(said("goods.digital").finditer(text))) > 1 or bool(said("goods.download_now").search(text))
    return (named or told) and not said("goods.sent").search(text)


def _food_or_goods(scene: Scene, name: str, text: str) -> Goods | None:
    """By a count of what speaks for either; what the name says weighs most."""
    name = _without("goods.wood", name)
    food = 3 * bool(said("goods.food").search(name)) + 4 * bool(said("goods.supplement").search(text))
    food += 3 * (find_ingredients(scene) is not None) + 3 * bool(said("age.alcohol").search(text))
    called = food > 0
    food += min(len({one[0] for one in said("goods.food_text").finditer(text)}), 3)
    rest = _without("goods.container", name) if food else name
    other = 3 * bool(said("goods.other").search(rest)) + 4 * bool(said("goods.inci").search(text))
    other += 6 * bool(said("goods.surely_other").search(name) or said("goods.device").search(text))
    other += 2 * bool(said("amount.by_quantity").search(rest))
    other += min(len({one[0] for one in said("goods.other_text").finditer(text)}), 2)
    if food >= 3 and food > other and (called or not other):
        return Goods.FOOD
    if other >= 2 and other > food:
        return Goods.GOODS
    return Goods.GOODS if food == 0 and _sent_by_the_piece(scene, text) else None


def _sent_by_the_piece(scene: Scene, text: str) -> bool:
    """Something that comes in a parcel, and that nothing calls by weight or volume: food says how much it is."""
    if not said("goods.sent").search(text) or said("goods.service").search(text):
        return False
    sized = (one for line in (scene.name, *(each.plain for each in scene.offer)) for one in amounts(line))
    return not any(one.base in {"kg", "l"} for one in sized)


def _without(path: str, text: str) -> str:
    return str(said(path).sub(" ", text))
