"""The offers of a list: cards with a name, a price, and what stands between. Only unit prices are looked at. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from scanner.derive.offers.amounts import Amount
from scanner.derive.offers.goods import find_goods
from scanner.derive.offers.money import Money, prices
from scanner.derive.offers.price import struck_values
from scanner.derive.offers.scene import Scene, Spoken
from scanner.derive.offers.unit_price import NONE_SHOWN, Sold, asked_for, checked, sizes
from scanner.derive.offers.units import by_the_step, unit_prices
from scanner.derive.offers.words import plain, quote, said
from scanner.model.facts.offers import UnitPrice
from scanner.model.values import Maybe, Unknown
from scanner.model.vocabulary import Goods

_MOST_CARDS = 200
_MOST_UNITS = 60
_FRAME = frozenset({"header", "nav", "footer", "dialog"})


@dataclass(frozen=True, slots=True)
class _Card:
    name: str
    lines: tuple[Spoken, ...]


def listed_unit_prices(scene: Scene, sector: object = None) -> UnitPrice | None:
    """The unit price that fares worst among the offers of a list; None where no offers were found."""
    cards = list(_cards(scene))
    told = [one for card in cards if (one := _of(card, scene, sector)) is not None]
    if not told:
        return None
    shop_shows = any(one.shown is True for one in told)
    missing = [one for one in told if one.shown is False and one.applies is True]
    unsure = [one for one in told if one.shown is False and isinstance(one.applies, Unknown)]
    if missing:
        return missing[0]
    shown = [one for one in told if one.shown is True]
    if shown:
        return max(shown, key=lambda one: -1.0 if isinstance(one.off_percent, Unknown) else one.off_percent)
    return unsure[0] if unsure and not shop_shows else told[0]


def _cards(scene: Scene) -> Iterator[_Card]:
    """A card begins with a link that names something, once the one before it has its price."""
    starts = {
        one.line: one.label for one in reversed(scene.shown.links) if len(one.label) > 3 and one.place not in _FRAME
    }
    name, priced, count = "", False, 0
    lines: list[Spoken] = []
    for one in scene.own:
        if one.at <= scene.title_at or one.hidden:
            continue
        label = starts.get(one.at, "")
        whole = any(prices(one.text))  # name and price may stand in one line, that begins with the name
        named = bool(label) and (not whole or (one.text.startswith(label) and not any(prices(label))))
        named = named and not said("shipping.link").search(plain(label) if whole else one.plain)
        named = named or (one.line.level > 0 and not whole)
        if named and (priced or not name):
            if priced and count < _MOST_CARDS:
                count += 1
                yield _Card(name, tuple(lines))
            name, lines, priced = label if whole else one.text, [], False
        lines.append(one)
        priced = priced or whole
    if priced and name:
        yield _Card(name, tuple(lines))


def _of(card: _Card, scene: Scene, sector: object) -> UnitPrice | None:
    per_unit = [(unit, one) for one in card.lines for unit in unit_prices(one.text)]
    starts = {(one.at, unit.money.start) for unit, one in per_unit}
    struck = {(one.at, value) for one in card.lines for value in struck_values(one)}
    whole: list[tuple[Money, Spoken]] = [
        (money, one) for one in card.lines for money in prices(one.text)
        if (one.at, money.start) not in starts and (one.at, money.value) not in struck
        and not said("price.not_it_before").search(plain(one.text[: money.start])[-45:])
        and not said("price.reference_before").search(plain(one.text[: money.start])[-45:])
        and not said("price.not_it_after").search(plain(one.text[money.end :])[:40])
    ]  # fmt: skip
    sold = sizes(plain(card.name), [one.plain for one in card.lines])
    if per_unit:
        unit, spoken = per_unit[-1]
        step = None if whole else by_the_step([each for each, _ in per_unit[:_MOST_UNITS]])
        if step is not None:
            unit, spoken = next(each for each in reversed(per_unit) if each[0] != step)
            amount = Amount(step.value, step.base, step.value)
            return checked(unit, step.money, Sold((amount,), sure=True), f"{card.name} {spoken.text}")
        price = whole[0][0] if whole else None
        ranges = bool(whole) and bool(said("price.from").search(plain(whole[0][1].text[: whole[0][0].start])))
        return checked(
            unit, price, Sold(sold, len({one.value for one in sold}) == 1), f"{card.name} {spoken.text}", ranges=ranges
        )
    if not whole:
        return None
    goods = _goods(card, scene, sector)
    applies: Maybe[bool] = asked_for(plain(card.name), sold, goods) if sold else False
    return UnitPrice(
        applies=applies, shown=False, correct=None, off_cents=NONE_SHOWN, off_percent=NONE_SHOWN, unit=None,
        amount=sold[0].says() if sold else None, quote=quote(f"{card.name} {whole[0][1].text}"),
    )  # fmt: skip


def _goods(card: _Card, scene: Scene, sector: object) -> Maybe[Goods]:
    name = plain(card.name)
    food, other = said("goods.food").search(name), said("goods.other").search(name)
    if food and not other:
        return Goods.FOOD
    if other and not food:
        return Goods.GOODS
    if said("goods.feed").search(name):
        return Goods.FEED
    if food:
        return find_goods(scene, sector)
    if said("goods.food").search(scene.name) and not other:
        return Goods.FOOD
    if said("goods.other").search(scene.name) and not said("goods.food").search(scene.name):
        return Goods.GOODS
    return Unknown("what sort of thing is listed can't be told")
