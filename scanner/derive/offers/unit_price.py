"""The price per unit of an offer: whether one is asked for, whether it is there, and whether it is right. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from scanner.derive.notice.fold import tidy
from scanner.derive.offers.amounts import Amount, amounts, packs
from scanner.derive.offers.money import Money
from scanner.derive.offers.price import Price
from scanner.derive.offers.scene import Scene, Spoken
from scanner.derive.offers.units import UnitQuote, unit_prices
from scanner.derive.offers.words import quote, said
from scanner.model.facts.offers import UnitPrice
from scanner.model.values import Maybe, Unknown
from scanner.model.vocabulary import Goods

NONE_SHOWN = Unknown("there is no unit price")
_NO_AMOUNT = Unknown("how much is sold is not said where it can be found")
_NO_PRICE = Unknown("the price could not be told")
_UNSURE = Unknown("price and amount of this choice could not be told for sure")
_NEAR = 8
#: Letters of a line that may name a choice, as "250 g".
_SHORT = 40
_CENT = Decimal("0.01")
#: What may be rounding, so that it confirms an amount: a cent, or one in a hundred.
_EXPLAINED = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class Sold:
    """What an offer is a price for: how much, and how sure that is."""

    amounts: tuple[Amount, ...]
    sure: bool


def unit_price(scene: Scene, price: Price | None, goods: Maybe[Goods]) -> UnitPrice:
    """What a product page says of its main offer."""
    quoted = _quoted(scene.offer, None if price is None else price.step)
    sold = _sold(scene, price, quoted)
    if quoted is None:
        applies = asked_for(scene.name, sold.amounts, goods)
        amount = sold.amounts[0].says() if sold.amounts else None
        return UnitPrice(
            applies=applies,
            shown=False,
            correct=None,
            off_cents=NONE_SHOWN,
            off_percent=NONE_SHOWN,
            unit=None,
            amount=amount,
        )
    unit, spoken = quoted
    return checked(unit, None if price is None else price.money, sold, spoken.text, ranges=bool(price and price.ranges))


def checked(unit: UnitQuote, price: Money | None, sold: Sold, words: str, *, ranges: bool = False) -> UnitPrice:
    """A unit price that is shown, compared with what price and amount give."""
    shown = UnitPrice(applies=True, shown=True, unit=unit.called, quote=quote(words), amount=None)
    if price is None or not price.value:
        return _untold(shown, _NO_PRICE)
    if price == unit.money or (price.value == unit.money.value and unit.value == 1 and not sold.amounts):
        return _compared(shown, Decimal(0), price.value, f"1 {unit.base}")
    fitting = [one for one in sold.amounts if one.base == unit.base]
    if not fitting:
        return _untold(shown, _NO_AMOUNT)
    best = min(fitting, key=lambda one: _off(unit, price, one))
    off, expected = _off(unit, price, best), price.value / best.value * unit.value
    if off > _CENT and off / expected > _EXPLAINED and (ranges or not sold.sure):
        return _untold(shown, _UNSURE)
    return _compared(shown, off, expected, best.says())


def _untold(shown: UnitPrice, why: Unknown) -> UnitPrice:
    return replace(shown, correct=why, off_cents=why, off_percent=why)


def _compared(shown: UnitPrice, off: Decimal, expected: Decimal, amount: str) -> UnitPrice:
    percent = off / expected * 100 if expected else Decimal(0)
    cents, share = round(float(off * 100), 2), round(float(percent), 2)
    return replace(shown, correct=off < _CENT, off_cents=cents, off_percent=share, amount=amount)


def asked_for(name: str, sold: Sequence[Amount], goods: Maybe[Goods]) -> Maybe[bool]:
    """Whether goods of this sort and size need a unit price that is not there (PAngV § 4)."""
    if goods in {Goods.VOUCHER, Goods.DIGITAL, Goods.PLANTS, Goods.SERVICE}:
        return False
    if said("amount.exempt").search(name) or said("amount.sets").search(name):
        return False
    by_quantity = bool(said("amount.by_quantity").search(name)) and not isinstance(goods, Unknown)
    edible = goods in {Goods.FOOD, Goods.FEED}
    measured = [one for one in sold if one.base in {"kg", "l"} or by_quantity]
    if not measured:
        return _NO_AMOUNT if edible or by_quantity else False
    if all(one.small or one.value == 1 for one in measured):
        return False
    if goods == Goods.MEDICINE:
        return Unknown("of medicines it depends on how they are sold")
    if edible or by_quantity:
        return True
    if goods == Goods.GOODS and (said("amount.capacity").search(name) or not any(one.contents for one in measured)):
        return False
    return Unknown("whether it is sold by this size can't be told")


def sizes(name: str, lines: Iterable[str]) -> tuple[Amount, ...]:
    """How much a name and the lines beside it say there is, packs reckoned in; the most telling first."""
    many = packs(name)
    found: list[Amount] = []
    for text in (name, *lines):
        for one in amounts(text):
            factor = packs(text) if one.value == one.single else 1
            times = dict.fromkeys((factor, many if one.value == one.single else 1, 1))
            found += [replace(one, value=one.value * each, start=0, end=0) for each in times]
    drained = [one for one in found if one.drained]
    return tuple(dict.fromkeys(drained or found))


def _sold(scene: Scene, price: Price | None, quoted: tuple[UnitQuote, Spoken] | None) -> Sold:
    """How much the main offer is: by its name, by words that say so, and by what else confirms a unit price."""
    if price and price.step:
        return Sold((Amount(price.step.value, price.step.base, price.step.value),), sure=True)
    told = [one.plain for one in scene.offer if any(each.labelled or each.drained for each in amounts(one.plain))]
    places = [at for at in (price.at if price else None, quoted[1].at if quoted else None) if at is not None]
    seen = [one for one in scene.offer if not one.hidden]
    short = [one.plain for one in seen if len(one.plain) < _SHORT]
    near = [one.plain for one in seen if quoted and any(abs(one.at - at) <= _NEAR for at in places)]
    named = sizes(scene.name, ())
    spoken = sizes(scene.name, (*told, *near, *short))
    labelled = [one for one in spoken if one.labelled or one.drained]
    sure = bool(named) or bool(labelled) or (quoted is not None and _alone(quoted[1], quoted[0].base))
    return Sold(tuple(dict.fromkeys((*labelled, *spoken))), sure)


def _alone(spoken: Spoken, base: str) -> bool:
    """One amount stands in the line of the unit price, and no other of its sort."""
    return len({one.value for one in sizes("", (spoken.plain,)) if one.base == base}) == 1


def _quoted(lines: Sequence[Spoken], step: UnitQuote | None) -> tuple[UnitQuote, Spoken] | None:
    """The unit price of the offer: the first that is not crossed out; one that two lines say together, too.

    `step`: what the price itself is per.
    """
    shown = [one for one in lines if not one.hidden]
    for at, one in enumerate(shown):
        found = [each for each in unit_prices(one.text) if not _crossed(one, each.money) and each != step]
        if found:
            return found[-1], one
        following = shown[at + 1] if at + 1 < len(shown) else None
        broken = following is not None and following.plain[:1] == "/"
        joined = list(unit_prices(f"{one.text} {following.text}")) if broken and following else []
        if joined:
            return joined[-1], one
    return None


def _crossed(one: Spoken, money: Money) -> bool:
    return any(run.struck and money.text and money.text in tidy(run.text) for run in one.line.runs)


def _off(unit: UnitQuote, price: Money, amount: Amount) -> Decimal:
    return abs(price.value / amount.value * unit.value - unit.money.value)
