"""How well offers are read: `python -m tests.offers.measure [pages|held_out|unseen] [-v]`.

For each field: how often what was told is right (precision), how much of what is true was told rightly (recall), and
how many accusations were wrong. Unknown is never wrong and never right.
"""

from __future__ import annotations

import sys
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from scanner.derive.offers import read_list, read_offer
from scanner.derive.offers.words import plain
from scanner.derive.shown import read_shown
from scanner.model.facts import Page, Product, Shop
from scanner.model.values import Unknown
from scanner.model.vocabulary import PageRole

from .corpus import Specimen, specimens

#: Where this value of a field is what a control finds fault with.
ACCUSES: dict[str, Any] = {
    "vat_note": False,
    "shipping_note": False,
    "shipping_linked": False,
    "unit_price.shown": False,
    "unit_price.right": False,
    "strike_explained": False,
    "delivery.stated": False,
    "delivery.firm": False,
    "guarantee_notice": False,
    "durability.label": False,
    "safety.manufacturer": False,
    "safety.address": False,
    "safety.contact": False,
    "safety.eu_person": False,
    "reviews.explained": False,
    "age_check.stated": False,
    "green_claim.backed": False,
    "medicine.present": False,
    "medicine.current": False,
    "food.ingredients": False,
    "food.quantity": False,
    "food.operator": False,
    "allergens.emphasised": False,
    "nutrition.complete": False,
    "organic.code": None,
    "trader.address": False,
    "trader.phone": False,
    "trader.email": False,
    "trader.register": False,
}


@dataclass(frozen=True)
class Told:
    """One field of one specimen."""

    specimen: str
    field: str
    truth: Any
    found: Any

    @property
    def unknown(self) -> bool:
        return isinstance(self.found, Unknown)

    @property
    def right(self) -> bool:
        return not self.unknown and bool(self.found == self.truth)

    @property
    def accuses_wrongly(self) -> bool:
        return self.field in ACCUSES and not self.unknown and self.found == ACCUSES[self.field] and not self.right


def read(one: Specimen) -> Product:
    """What is made of it."""
    page = Page(url=one.url, role=PageRole(one.role))
    shown = read_shown(one.document)
    if one.role == "product":
        return read_offer(shown, page, Shop(), [], [])
    return read_list(shown, page, Shop()) or Product(page=page)


def compared(one: Specimen) -> Iterator[Told]:
    """Each labelled field with what was found."""
    product = read(one)
    for field, truth in one.truth.items():
        yield Told(one.id, field, truth, _value(product, field))


def _value(product: Product, field: str) -> Any:
    if field == "price":
        return (
            product.amount
            if isinstance(product.amount, Unknown)
            else (None if product.amount is None else (product.amount, product.currency))
        )
    if field == "strike_price":
        return _number(product.strike_price)
    if field == "unit_price.right":
        unit = product.unit_price
        if isinstance(unit, Unknown):
            return unit
        if isinstance(unit.off_cents, Unknown) or isinstance(unit.off_percent, Unknown):
            return unit.off_cents
        return unit.off_cents <= 1 or unit.off_percent <= 1
    value: Any = product
    for step in field.split("."):
        value = value if isinstance(value, Unknown) else getattr(value, step)
    if field == "allergens.plain" and isinstance(value, str):
        return {plain(word).replace(" ", "") for word in value.split(", ")}
    return str(value) if field == "goods" and not isinstance(value, Unknown) else value


def _number(text: Any) -> Any:
    from scanner.derive.offers.money import prices  # noqa: PLC0415

    return float(next(prices(text)).value) if isinstance(text, str) else text


def normalised(one: Told) -> Told:
    """Labels of allergens are written as they are read; here they are folded, too."""
    if one.field == "allergens.plain" and isinstance(one.truth, set):
        return Told(one.specimen, one.field, {plain(word) for word in one.truth}, one.found)
    return one


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")


def main() -> None:
    folder = next((word for word in sys.argv[1:] if not word.startswith("-")), "pages")
    by_field: dict[str, list[Told]] = defaultdict(list)
    for one in specimens(folder):
        for told in compared(one):
            by_field[told.field].append(normalised(told))
    _say(f"{'field':26}{'n':>5}{'precision':>11}{'recall':>8}{'unknown':>9}{'false accusations':>19}")
    for field, each in sorted(by_field.items()):
        _say(_line(field, each))
    everything = [one for each in by_field.values() for one in each]
    _say(_line("all", everything))
    if "-v" in sys.argv:
        for missed in (each for each in everything if not each.right):
            _say(f"{missed.specimen:32} {missed.field:24} truth {missed.truth!r:30} found {missed.found!r}")


def _line(field: str, each: list[Told]) -> str:
    said = [one for one in each if not one.unknown]
    right = sum(one.right for one in each)
    precision = f"{right / len(said):.0%}" if said else "-"
    wrong = sum(one.accuses_wrongly for one in each)
    return f"{field:26}{len(each):>5}{precision:>11}{right / len(each):>8.0%}{len(each) - len(said):>9}{wrong:>19}"


if __name__ == "__main__":
    main()
