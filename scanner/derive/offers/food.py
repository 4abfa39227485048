"""What has to be known of food before it is bought: ingredients, quantity, operator, nutrition, control. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import zip_longest
from typing import Any

from scanner.derive.notice.fold import tidy
from scanner.derive.offers.addresses import has_address
from scanner.derive.offers.amounts import amounts
from scanner.derive.offers.goods import alcoholic, is_service
from scanner.derive.offers.ingredients import IngredientList
from scanner.derive.offers.scene import Scene, Spoken
from scanner.derive.offers.words import compiled, plain, quote, said
from scanner.model.facts.offers import FoodInformation, Nutrition, Organic
from scanner.model.values import Maybe, Unknown
from scanner.model.vocabulary import Goods

_ITEMS = ("energy_kj", "energy_kcal", "fat", "saturates", "carbohydrate", "sugars", "protein", "salt")
_LONGEST = 900
#: Letters of a line that is name and address, and no story.
_SIGNATURE = 160
#: Elements that open something.
_PANELS = frozenset({"button", "summary", "label"})
_BEFORE, _AFTER = 2, 5
#: Letters of a panel that waits for what it is to hold.
_LOADING = 24
#: The form of Reg. (EU) 2018/848 Annex V part II: country, a word for organic, the number of the control body.
_CODE = compiled(r"\b([A-Z]{2})[- –]?(ÖKO|OEKO|BIO|ØKO|EKO|ECO|ORG|LUO|BIOL|ÖKÓ|AGRI|ABCERT)[- –]?(\d{2,3})\b")
_MAYBE_LIST = Unknown("it may be food of one ingredient, which needs no list")
_OTHER_FOOD = Unknown("who sells here is named in the page's foot; whether they answer for this food can't be told")


def food_information(scene: Scene, goods: Maybe[Goods], found: IngredientList | None) -> FoodInformation:
    """Each of what has to be there, so far as this food needs it."""
    applies = _is_food(scene, goods)
    own = [one for one in scene.own if one.at >= scene.title_at]
    quantity = any(True for one in (scene.title, *(each.text for each in own[:200])) for _ in amounts(plain(one)))
    return FoodInformation(
        applies=applies,
        ingredients=_ingredients(scene, found),
        quantity=quantity or _counted(own) or _elsewhere(scene) or False,
        operator=_operator(scene, own),
        storage=_storage(scene, own),
        quote=None if found is None else quote(found.text),
    )


def nutrition(scene: Scene, goods: Maybe[Goods]) -> Nutrition:
    """The seven values per 100 g or ml. The energy in both units counts as one."""
    lines = [one for one in scene.own if one.at >= scene.title_at]
    table = _table(lines)
    text = "\n".join(one.plain for one in table)
    missing = [item for item in _ITEMS if not said(f"nutrition.{item}").search(text)]
    per_100 = bool(said("nutrition.per_100").search(text))
    if not table or len(missing) > 6:
        applies = _needs_table(scene, goods)
        lacks: Maybe[bool] = _elsewhere(scene) or False
        return Nutrition(applies=applies, complete=lacks, missing=lacks if isinstance(lacks, Unknown) else "all")
    applies = _is_food(scene, goods) if not _exempt(scene) else False
    lacking = missing + ([] if per_100 else ["per_100"])
    return Nutrition(applies=applies, complete=not lacking, missing=", ".join(lacking) or None)


def organic(scene: Scene, goods: Maybe[Goods]) -> Organic:
    """Whether the food is said to be organic, with the code of its control body, logo and origin."""
    own = [one for one in scene.own if one.at >= scene.title_at]
    if goods not in {Goods.FOOD, Goods.FEED} and not isinstance(goods, Unknown):
        return Organic(claimed=False, code=None, logo=None, origin=None)
    claim = _claim(own)
    code = next((found[0] for one in scene.page for found in _CODE.finditer(tidy(one.text).upper())), None)
    pictures = [plain(f"{one.alt} {one.title} {one.src.rpartition('/')[2]}") for one in scene.images()]
    logo = any(said("organic.eu_logo").search(text) for text in pictures)
    if claim is None and code is None and not logo:
        return Organic(claimed=False, code=None, logo=None, origin=None)
    origin = any(said("organic.origin").search(one.plain) for one in own)
    claimed: Maybe[bool] = True if goods in {Goods.FOOD, Goods.FEED} else Unknown("whether it is food can't be told")
    sure = said("organic.title").search(plain(scene.title)) or code or logo
    if not sure and claim is not None and not said("organic.farming").search(claim.plain):
        claimed = Unknown("the words may speak of something else than how the food was grown")
    return Organic(
        claimed=claimed, code=code, logo=logo, origin=origin, quote=quote(claim.text if claim else code or "")
    )


def _is_food(scene: Scene, goods: Maybe[Goods]) -> Maybe[bool]:
    return not is_service(scene) and goods if isinstance(goods, Unknown) else goods == Goods.FOOD


def _brewed(scene: Scene) -> bool:
    """Coffee or tea, under a name that names no food, as roasters like them: its text tells."""
    return not said("goods.food").search(scene.name) and any(said("food.brewed").search(one.plain) for one in scene.own)


def _ingredients(scene: Scene, found: IngredientList | None) -> Maybe[bool | None]:
    if found is not None:
        return True
    if said("amount.sets").search(scene.name):
        return Unknown("of a set of several things, each has its own list")
    if alcoholic(scene):
        return None  # Art. 16(4); wine may have it behind a code on the bottle
    single = (said("food.single").search(scene.name) or _brewed(scene)) and not said("food.mixed").search(scene.name)
    if single and not said("food.composed").search(scene.name):
        return None
    return _elsewhere(scene) or False


def _elsewhere(scene: Scene) -> Unknown | None:
    """Why what was not found may be there all the same: behind a panel that was not filled, or in a picture."""
    if not scene.shown.whole:
        return Unknown("the page is longer than what was read of it")
    if any(_is_panel(one) and not _filled(after) for one, after in zip_longest(scene.own, scene.own[1:])):
        return Unknown("a panel of the page, which may hold it, was not filled when it was seen")
    pictures = (plain(f"{one.alt} {one.title}") for one in scene.images())
    if any(said("food.label_picture").search(text) for text in pictures):
        return Unknown("a picture of the label may show it")
    return None


def _is_panel(one: Spoken) -> bool:
    return len(one.plain) < 60 and one.line.tag in _PANELS and bool(said("food.panel").search(one.plain))


def _filled(after: Spoken | None) -> bool:
    """Whether what follows a panel's name is what it holds: words that are to be seen once it is opened."""
    return after is not None and after.hidden and after.line.tag not in _PANELS and len(after.plain) > _LOADING


def _counted(own: list[Spoken]) -> bool:
    """So many pieces, bags, capsules."""
    return any(said("food.pieces").search(one.plain) for one in own[:200])


def _operator(scene: Scene, own: list[Spoken]) -> Maybe[bool]:
    for at, one in enumerate(own):
        if len(one.plain) > _LONGEST or not said("food.operator").search(one.plain):
            continue
        if has_address([one.text]) or has_address([each.text for each in own[max(at - _BEFORE, 0) : at + _AFTER]]):
            return True
    if any(has_address([one.text]) and said("safety.firm").search(one.plain) for one in own):
        return True
    if any(_signed(one, own[max(at - _BEFORE, 0) : at]) for at, one in enumerate(own)):
        return True
    foot = [one.text for one in scene.page if one.line.place == "footer"]
    named = any(said("food.operator_named").search(one.plain) for one in own)
    return _OTHER_FOOD if has_address(foot) and not named else _elsewhere(scene) or False


def _signed(one: Spoken, above: list[Spoken]) -> bool:
    """Name and address as a line of the offer's own, whatever they are called: food is sold under that name."""
    if len(one.plain) > _SIGNATURE or not has_address([one.text]):
        return False
    if any(said("food.other_address").search(each.plain) for each in (*above, one)):
        return False
    name = one.text.partition(",")[0]
    return name[:1].isupper() and not any(letter.isdigit() for letter in name)


def _storage(scene: Scene, own: list[Spoken]) -> bool | None:
    """Whether it says how to keep it; None where it does not, and nothing shows that this food needs it."""
    if any(said("food.storage").search(one.plain) for one in own):
        return True
    return False if said("food.chilled").search(scene.name) else None


def _table(lines: list[Spoken]) -> list[Spoken]:
    """Lines of the nutrition declaration, from its first to its last value."""
    energy = [
        at
        for at, one in enumerate(lines)
        if said("nutrition.energy_kj").search(one.plain) or said("nutrition.energy_kcal").search(one.plain)
    ]
    begins = [
        at
        for at, one in enumerate(lines)
        if len(one.plain) < 90
        and said("nutrition.table").search(one.plain)
        and said("nutrition.per_100").search(one.plain)
    ]
    if not energy and not begins:
        return []
    first = min([*energy, *begins])
    first = max(first - 4, 0)
    last = max([*energy[:3], *begins[:1]]) + 45
    return lines[first:last]


def _needs_table(scene: Scene, goods: Maybe[Goods]) -> Maybe[bool]:
    food = _is_food(scene, goods)
    if food is not True:
        return food
    if said("amount.sets").search(scene.name):
        return Unknown("of a set of several things, each has its own table")
    return not _exempt(scene)


def _exempt(scene: Scene) -> bool:
    """Drinks with alcohol (Art. 16(4)), supplements (Art. 29), and what Annex V lists."""
    if alcoholic(scene) or any(
        said("food.supplement").search(one.plain) for one in scene.own if one.at >= scene.title_at
    ):
        return True
    if said("food.composed").search(scene.name):
        return False
    if said("food.no_nutrition_mixed").search(scene.name) or _brewed(scene):
        return True
    return bool(said("food.no_nutrition").search(scene.name)) and not said("food.mixed").search(scene.name)


def _claim(own: list[Spoken]) -> Spoken | None:
    """A line that says organic, of the offer itself and not of something else that begins with "bio"."""
    for one in own:
        if one.line.tag == "nav" or len(one.plain) > 4 * _LONGEST:
            continue
        for found in _organic_words(one.plain):
            around = one.plain[max(found.start() - 30, 0) : found.end() + 20]
            if not said("organic.denied").search(around):
                return one
    return None


def _organic_words(text: str) -> Iterator[Any]:
    for found in said("organic.claim").finditer(text):
        if not said("organic.other_sense").search(text[max(found.start() - 2, 0) : found.end() + 18]):
            yield found
