"""What stands beside a price: that VAT is included, what shipping costs, when it comes. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise

from scanner.derive.offers.goods import is_finance
from scanner.derive.offers.scene import Scene, Spoken
from scanner.derive.offers.words import quote, said
from scanner.model.facts.offers import Delivery
from scanner.model.values import Maybe, Unknown
from scanner.model.vocabulary import Goods

_CLOSED = Unknown("it stands in a part of the page that is closed")
_NOT_READ = Unknown("the page on shipping, where it may stand, was not read")
_NOT_SENT = Unknown("whether it is something that is sent can't be told")
_NO_VAT = Unknown("what banks and insurers sell is free of VAT for the most part (§ 4 nos. 8 and 10 UStG)")
_LATER = Unknown("vouchers may be taxed when they are redeemed")
_NET = Unknown("the owner declares to sell to businesses, who may be shown prices without VAT")
_LONGEST = 400


@dataclass(frozen=True, slots=True)
class Note:
    """Whether something is said, and with which words."""

    present: Maybe[bool]
    quote: str | None = None


def vat_note(scene: Scene, goods: Maybe[Goods], *, businesses: bool = False) -> Note:
    """That VAT is included, or none is charged. Anywhere on the page counts, the foot of it too; near the price first.

    `businesses`: the owner declares to sell to them, who may be shown prices without it.
    """
    untold: Maybe[bool] = _LATER if goods == Goods.VOUCHER else _NET if businesses else False
    if goods == Goods.SERVICE and is_finance(scene):
        untold = _NO_VAT
    for name, present in (("vat.included", True), ("vat.small_business", True), ("vat.excluded", untold)):
        found = _first(_near_first(scene), name)
        if found is not None:
            return Note(present, quote(found.text))
    hidden = _first((one for one in scene.page if one.hidden), "vat.included")
    return Note(untold) if hidden is None else Note(_CLOSED, quote(hidden.text))


def shipping_note(scene: Scene, goods: Maybe[Goods]) -> tuple[Maybe[bool | None], Maybe[bool | None]]:
    """That shipping costs extra or nothing, None where nothing is sent; and whether the note leads to more.

    The latter is None where nothing has to be paid.
    """
    paid = next((one for one in _near_first(scene) if _says_shipping(one)), None)
    free = _first(
        (one for one in _near_first(scene) if not said("shipping.from_a_sum").search(one.plain)), "shipping.free"
    )
    linked = _linked(scene)
    if paid is None and free is None:
        if goods in {Goods.DIGITAL, Goods.VOUCHER, Goods.SERVICE}:
            return None, None
        return _NOT_SENT if isinstance(goods, Unknown) and not linked else False, None
    if linked:
        return True, True
    return True, None if free is not None else False


def delivery(scene: Scene, goods: Maybe[Goods], elsewhere: Iterable[str], *, read_elsewhere: bool) -> Delivery:
    """When it comes. `elsewhere`: folded lines of the shop's page on shipping, if that was read."""
    applies: Maybe[bool] = (
        goods not in {Goods.DIGITAL, Goods.VOUCHER, Goods.SERVICE} if not isinstance(goods, Unknown) else True
    )
    if applies is False:
        return Delivery(applies=False, stated=False, firm=None)
    lines = [one for one in (*scene.offer, *scene.own) if len(one.plain) <= _LONGEST]
    terms = [one for one in lines if _is_term(one.plain)] + _in_two_lines(lines)
    firm = next((one for one in terms if not said("delivery.vague").search(one.plain)), None)
    if firm is not None:
        return Delivery(applies=applies, stated=True, firm=True, quote=quote(firm.text))
    there = [text for text in elsewhere if len(text) <= _LONGEST and _is_term(text)]
    sure = next((text for text in there if not said("delivery.vague").search(text)), None)
    if sure is not None:
        return Delivery(applies=applies, stated=True, firm=True, quote=quote(sure))
    vague = terms or [one for one in lines if said("delivery.vaguely").search(one.plain)]
    if vague:
        return Delivery(applies=applies, stated=True, firm=False, quote=quote(vague[0].text))
    asked = next((one for one in lines if said("delivery.on_request").search(one.plain)), None)
    if asked is not None:
        return Delivery(applies=applies, stated=False, firm=None, quote=quote(asked.text))
    at_once = next((one for one in lines if said("delivery.at_once").search(one.plain)), None)
    if at_once is not None:
        why = Unknown("it is said to be in stock; whether that tells when it comes is for people to judge")
        return Delivery(applies=applies, stated=why, firm=why, quote=quote(at_once.text))
    stated: Maybe[bool] = _NOT_READ if _linked(scene) and not read_elsewhere else False
    return Delivery(applies=applies, stated=stated, firm=None)


def _near_first(scene: Scene) -> Iterable[Spoken]:
    """Lines that are seen: those of the offer, then the page's, then its foot. What stands in its head is no note."""
    foot = (one for one in scene.page if one.line.place in {"footer", "aside"})
    return (one for part in (scene.offer, scene.own, foot) for one in part if not one.hidden)


def _first(lines: Iterable[Spoken], name: str) -> Spoken | None:
    return next((one for one in lines if said(name).search(one.plain)), None)


def _says_shipping(one: Spoken) -> bool:
    """Costs of shipping as such; not that a sum frees from them."""
    free_from_a_sum = said("shipping.free").search(one.plain) and said("shipping.from_a_sum").search(one.plain)
    if free_from_a_sum and not said("shipping.costs").search(one.plain):
        return any(run.href for run in one.line.runs)  # where that leads, the costs stand
    return bool(said("shipping.note").search(one.plain))


def _linked(scene: Scene) -> bool:
    """A link that can be followed and speaks of shipping, outside of head and menu."""
    for link in scene.links():
        if link.place in {"header", "nav"} or not link.href.startswith(("http://", "https://")):
            continue
        label = link.label.lower()
        if said("shipping.link").search(label) and not link.hidden:
            return True
    return any(
        run.href.startswith("http")
        for one in scene.own
        if _says_shipping(one)
        for run in one.line.runs
        if run.text.strip()
    )


def _is_term(text: str) -> bool:
    found = said("delivery.term").search(text)
    if not found:
        return False
    around = text[max(found.start() - 50, 0) : found.end() + 30]
    if said("delivery.other").search(found[0]):
        return False
    labelled = said("delivery.labelled").search(text)
    return bool(labelled) or not said("delivery.other").search(around)


def _in_two_lines(lines: list[Spoken]) -> list[Spoken]:
    """A label, and the term in the line that follows."""
    return [
        after
        for one, after in pairwise(lines)
        if said("delivery.label").search(one.plain) and said("delivery.value").search(after.plain)
    ]
