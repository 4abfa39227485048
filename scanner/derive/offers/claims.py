"""What only adults may buy, general environmental claims, and the notice that medicines carry. Pure."""

from __future__ import annotations

from collections.abc import Iterator

from scanner.derive.offers.goods import alcoholic, is_medicine
from scanner.derive.offers.scene import Scene, Spoken
from scanner.derive.offers.words import plain, quote, said
from scanner.model.facts.offers import AgeCheck, GreenClaim, MedicineNotice
from scanner.model.values import Maybe, Unknown
from scanner.model.vocabulary import Goods

_LONGEST = 900
_AROUND = 160


def age_check(scene: Scene, goods: Maybe[Goods]) -> AgeCheck:
    """Whether this is for adults alone, and whether the page says so or asks."""
    because = _restricted(scene, goods)
    if because is None:
        return AgeCheck(applies=False, stated=None, because=None)
    everywhere = (one for one in scene.shown.lines if len(one.text) <= _LONGEST)
    told = next((line.text for line in everywhere if said("age.stated").search(plain(line.text))), None)
    return AgeCheck(applies=True, stated=told is not None, because=because, quote=None if told is None else quote(told))


def _restricted(scene: Scene, goods: Maybe[Goods]) -> str | None:
    if goods in {Goods.VOUCHER, Goods.DIGITAL, Goods.MEDICINE, Goods.FEED, Goods.SERVICE}:
        return None
    if goods != Goods.GOODS and alcoholic(scene):
        return "alcohol"
    for name in ("tobacco", "vape", "knife"):
        found = said(f"age.{name}").search(scene.name)
        if found:
            return name
    return None


def green_claim(scene: Scene) -> GreenClaim:
    """The first general environmental claim of the offer, preferably one that nothing beside it makes good."""
    bare: Spoken | None = None
    backed: Spoken | None = None
    for one, words in _claims(scene):
        if said("green.scheme").search(words) or said("green.precise").search(words):
            backed = backed or one
        else:
            bare = bare or one
    if bare is not None and backed is None and _scheme_near(scene, bare):
        backed, bare = bare, None
    found = bare or backed
    if found is None:
        return GreenClaim(claimed=False, backed=None)
    return GreenClaim(claimed=True, backed=bare is None, quote=quote(found.text))


def _claims(scene: Scene) -> Iterator[tuple[Spoken, str]]:
    """Of the offer itself, then sentences of the page's foot, which are said of it too; links there only have names."""
    foot = (one for one in scene.page if one.line.place == "footer" and not one.line.level and one.text.count(" ") > 1)
    below = (one for one in foot if not any(run.href for run in one.line.runs))
    for one in (*(each for each in scene.own if each.at >= scene.title_at), *below):
        if len(one.plain) > 4 * _LONGEST or (one.hidden and one.line.place == "footer"):
            continue
        for found in said("green.claim").finditer(one.plain):
            around = one.plain[max(found.start() - 40, 0) : found.end() + 60]
            if not said("green.not_claim").search(around):
                yield one, one.plain[max(found.start() - _AROUND, 0) : found.end() + _AROUND]


def _scheme_near(scene: Scene, claim: Spoken) -> bool:
    near = (one for one in scene.page if abs(one.at - claim.at) <= 2)
    if any(said("green.scheme").search(one.plain) for one in near):
        return True
    pictures = (plain(f"{one.alt} {one.title}") for one in scene.images() if abs(one.line - claim.at) <= 3)
    return any(said("green.scheme").search(text) for text in pictures)


def medicine_notice(scene: Scene, goods: Maybe[Goods]) -> MedicineNotice:
    """The notice of HWG § 4(3), in the wording in force since 2023-07-27 or another."""
    applies: Maybe[bool] = goods == Goods.MEDICINE if not isinstance(goods, Unknown) else is_medicine(scene)
    if applies is False:
        return MedicineNotice(applies=False, present=None, current=None)
    for one in scene.page:
        if said("medicine.notice").search(one.plain):
            joined = " ".join(each.plain for each in scene.page if one.at <= each.at <= one.at + 2)
            current = bool(said("medicine.current").search(joined))
            return MedicineNotice(applies=applies, present=True, current=current, quote=quote(one.text))
    return MedicineNotice(applies=applies, present=False, current=None)
