"""The price of the main offer, and what it is set against. Pure.

A page is full of prices: of carts, variants, shipping, units, other offers. Which one it is, is told by where it stands
and by the words around it, and by structured data where they name one that is shown.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum, auto
from itertools import islice, pairwise

from scanner.derive.notice.fold import tidy
from scanner.derive.offers.amounts import amounts
from scanner.derive.offers.money import Money, prices, said_number
from scanner.derive.offers.scene import Scene, Spoken
from scanner.derive.offers.units import UnitQuote, by_the_step, unit_prices
from scanner.derive.offers.words import compiled, plain, quote, said

#: Characters before a price that may say what it is.
_BEFORE = 45
_NEAR = 3
_BETWEEN = 25
#: Lines before the name in which the price may stand.
_ABOVE = 15
#: Of a page that is full of them, prices and lines with some that are looked at.
_MOST, _MOST_LINES, _MOST_UNITS = 1000, 200, 60
_SHORT, _BARE = 300, 60
_CHOICE = frozenset({"li", "label", "button"})


#: What follows a price of goods that are sold by the length or area, in whole metres or parts of one.
_BY_LENGTH = compiled(
    r"(?:/|pro|je|per) ?(?:(?:0[.,]\d{1,2} ?)?(?:m|meter|metres?|lfm|laufmeter|lfd\.? ?m(?:eter)?|m2|qm)|\d{1,2} ?cm)"
)


class _Sort(Enum):
    PRICE = auto()
    REFERENCE = auto()
    OTHER = auto()


@dataclass(frozen=True, slots=True)
class _Found:
    money: Money
    spoken: Spoken
    sort: _Sort
    struck: bool
    certain: bool = True
    per_unit: bool = False


@dataclass(frozen=True, slots=True)
class Price:
    """The price. `at`: the number of its line, -1 if only structured data have it. `ranges`: it begins there ("ab").

    `step`: of goods that are sold by the length or weight, how much it is the price of.
    """

    money: Money
    at: int
    ranges: bool = False
    step: UnitQuote | None = None


@dataclass(frozen=True, slots=True)
class Strike:
    """What the price is set against. `explained`: as what."""

    money: Money
    explained: bool
    quote: str


def find_price(scene: Scene) -> Price | None:
    """The price of the main offer; None where none is shown or said."""
    found = list(islice(_all(scene), _MOST))
    candidates = [one for one in found if one.sort is _Sort.PRICE and not one.struck]
    if (step := _step(scene)) is not None:
        bare = [one.money.value for one in candidates if not one.per_unit]
        if not bare or bare[0] == step.money.value:
            return step
    candidates = candidates or [
        one for one in found if one.sort is _Sort.REFERENCE and not one.struck and not one.certain
    ]
    told = _told(scene)
    if told is not None:
        for one in candidates:
            if one.money.value == told.value:
                return _price(one)
        # Cents set high beside the euros read as one number.
        for one in candidates:
            if one.money.value == told.value * 100 and not set(one.money.text) & {",", "."}:
                return Price(told, one.spoken.at)
    candidates = candidates or [one for one in _above(scene) if one.sort is _Sort.PRICE and not one.struck]
    candidates = candidates or _chosen(scene)
    if candidates:
        return _price(candidates[0])
    return None if told is None else Price(told, -1)


def find_strike(scene: Scene, price: Price | None) -> Strike | None:
    """The first price in the offer that is crossed out, or called a recommended one, and higher than the price."""
    if price is None:
        return None
    for one in islice(_all(scene), _MOST):
        reference = (one.struck and one.sort is not _Sort.OTHER) or (one.sort is _Sort.REFERENCE and one.certain)
        if reference and one.money.value > price.money.value and one.money.currency == price.money.currency:
            return _strike(scene, one)
    return None


def _strike(scene: Scene, one: _Found) -> Strike:
    near = [
        each for each in scene.offer
        if abs(each.at - one.spoken.at) <= _NEAR and not (each.hidden and not one.spoken.hidden)
    ]  # fmt: skip
    for name in ("strike.lowest", "strike.rrp", "strike.former"):
        for each in sorted(near, key=lambda line: abs(line.at - one.spoken.at)):
            if said(name).search(each.plain):
                words = each.text if each is one.spoken else f"{one.spoken.text} … {each.text}"
                return Strike(one.money, True, quote(words))
    return Strike(one.money, False, quote(one.spoken.text))


def _price(one: _Found) -> Price:
    before = plain(one.spoken.text[: one.money.start])
    return Price(one.money, one.spoken.at, bool(said("price.from").search(before)))


def _step(scene: Scene) -> Price | None:
    """The price of goods by the metre and the like, where it is said per step and per unit."""
    short = (one for one in scene.offer if not one.hidden and len(one.text) < _SHORT and any(prices(one.text)))
    told = [(one, spoken.at) for spoken in islice(short, _MOST_LINES) for one in unit_prices(spoken.text)]
    step = by_the_step([one for one, _ in told[:_MOST_UNITS]])
    return None if step is None else Price(step.money, next(at for one, at in told if one is step), step=step)


def _choices(scene: Scene) -> list[list[Spoken]]:
    """Sums that stand side by side as choices, with no other word than which is chosen: what a voucher is worth."""
    rows: list[list[Spoken]] = [[]]
    for spoken in islice((one for one in scene.offer if not one.hidden), _MOST):
        if spoken.line.tag in _CHOICE and len(spoken.text) < _BARE and _bare(spoken):
            rows[-1].append(spoken)
        elif rows[-1]:
            rows.append([])
    return [row for row in rows if len({one.plain for one in row}) > 1]


def _bare(spoken: Spoken) -> bool:
    found = list(prices(spoken.text))
    if len(found) != 1 or struck_values(spoken):
        return False
    rest = f"{spoken.text[: found[0].start]} {spoken.text[found[0].end :]}"
    return said("price.chosen").fullmatch(plain(rest)) is not None


def _chosen(scene: Scene) -> list[_Found]:
    """The sum that is chosen, else those that may be."""
    row = next(iter(_choices(scene)), [])
    found = [_Found(next(prices(one.text)), one, _Sort.PRICE, struck=False) for one in row]
    marked = [one for one in found if any(letter.isalpha() for letter in one.spoken.text[one.money.end :])]
    return marked or found


def _all(scene: Scene) -> Iterator[_Found]:
    """Every price in the offer that may be what it costs or did cost."""
    before = ""
    choices = {one.at for row in _choices(scene) for one in row}
    for spoken in scene.offer:
        if not spoken.hidden and spoken.at not in choices:
            yield from _in_line(spoken, before)
        if spoken.plain:
            before = spoken.plain


def _above(scene: Scene) -> Iterator[_Found]:
    """Prices that stand before the name, where the page shows them so: the nearest first."""
    before = [one for one in scene.own if scene.title_at - _ABOVE <= one.at < scene.title_at and not one.hidden]
    for spoken in reversed(before):
        yield from _in_line(spoken, "")


def _in_line(spoken: Spoken, above: str) -> Iterator[_Found]:
    if spoken.line.tag == "option":
        return
    struck = struck_values(spoken)
    per_unit = {one.money.start for one in unit_prices(spoken.text)}
    found = list(prices(spoken.text))
    belongs = _references(spoken, found, struck)
    last = 0
    for at, money in enumerate(found):
        left = plain(spoken.text[last : money.start])[-_BEFORE:]
        right = plain(spoken.text[money.end : money.end + 40])
        alone = last == 0 and money.start <= 3 and len(above) < _BEFORE and not any(prices(above))
        last = money.end
        if not money.value:
            continue
        if money.start in per_unit and not _whole_price(spoken, money):
            continue
        if at in belongs:
            sort, certain = _Sort.REFERENCE if belongs[at] else _Sort.PRICE, True
        else:
            sort, certain = _sort(left, above if alone else "", right)
        if sort is _Sort.PRICE and any(amounts(left)) and spoken.line.tag in {"label", "li", "button", "option"}:
            sort = _Sort.OTHER  # a variant
        yield _Found(money, spoken, sort, money.value in struck, certain, money.start in per_unit)


def struck_values(spoken: Spoken) -> set[Decimal]:
    """The prices of a line that are crossed out."""
    return {money.value for run in spoken.line.runs if run.struck for money in prices(tidy(run.text))}


def _references(spoken: Spoken, found: list[Money], struck: set[Decimal]) -> dict[int, bool]:
    """Of two prices with "UVP" between them, which is the reference: the one crossed out, else the higher one."""
    told: dict[int, bool] = {}
    for at, (one, other) in enumerate(pairwise(found)):
        between = plain(spoken.text[one.end : other.start])
        if len(between) > _BETWEEN or not said("price.reference_before").search(between):
            continue
        first = one.value in struck if (one.value in struck) != (other.value in struck) else one.value > other.value
        told[at], told[at + 1] = first, not first
    return told


def _whole_price(spoken: Spoken, money: Money) -> bool:
    """Whether what is per unit is all there is to pay: goods by the metre."""
    rest = plain(spoken.text[money.end :]).strip(" *)")
    return money.start <= 1 and _BY_LENGTH.fullmatch(rest) is not None


def _sort(left: str, above: str, right: str) -> tuple[_Sort, bool]:
    if said("price.not_it_after").search(right) or said("price.lowest_before").search(left):
        return _Sort.OTHER, True
    if said("price.reference_after").search(right):
        return _Sort.REFERENCE, True
    if above and said("price.not_it_above").search(above):
        return _Sort.OTHER, True
    for context in (left, above):
        if not context or (said("price.now").search(context) and not said("price.reference_before").search(context)):
            continue
        if context is left and said("price.not_it_before").search(context):
            return _Sort.OTHER, True
        if said("price.reference_before").search(context):
            soft = bool(said("price.soft_reference").search(context))
            return _Sort.REFERENCE, not soft
    return _Sort.PRICE, True


def _told(scene: Scene) -> Money | None:
    """What structured data say the one offer costs; None where they say several or nothing."""
    found: set[tuple[Decimal, str]] = set()
    for one in scene.data[:3]:
        offers = one.get("offers")
        for offer in offers if isinstance(offers, list) else [offers]:
            if isinstance(offer, dict) and "price" in offer:
                number = said_number(offer["price"])
                if number:
                    found.add((number, str(offer.get("priceCurrency", "EUR"))[:3].upper()))
    if not found:
        props = dict(reversed(scene.shown.props))
        number = said_number(props["price"]) if "price" in props else None
        if number:
            found.add((number, props.get("priceCurrency", "EUR")[:3].upper()))
    return Money(*next(iter(found))) if len(found) == 1 else None
