"""Prices per unit in text: `13,80 € / 1 kg`, `(1 l = 3,78 €)`, `Grundpreis pro kg: 5,95 €`, `CHF 6.00/100g`. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from scanner.derive.offers.amounts import UNITS, per_unit
from scanner.derive.offers.money import Money, prices
from scanner.derive.offers.words import compiled, plain

_SIGNS = r"[ *'\")¹²³?1-9]{0,3}"
_AFTER = compiled(
    rf"^{_SIGNS}(?:eur|chf|gbp)? ?\*?\)?,? ?(?:/|pro\b|je\b|per\b|p\.)(?: ?/)?(?: ?(?:per|pro|je)\b)? ?(?:einheit ?)?"
    rf"(\d{{1,4}}(?:[.,]\d{{1,3}})?)? ?({UNITS})\b"
)
_BEFORE = compiled(
    rf"(?:^|[^\d.,])(\d{{1,4}}(?:[.,]\d{{1,3}})?)? ?\b({UNITS})\)? ?(?:=|entspr\w*|kostet|:) ?(?:nur )?$"
)
_NAMED = compiled(
    rf"(?:grundpreis|unit price|base price|preis) ?\(?(?:pro|je|per|/) ?(\d{{1,4}})? ?({UNITS})\)? ?:? ?(?:ca\. ?)?$"
)
_COMPOUND = compiled(r"\b(kilo|kg|liter|meter|quadratmeter|qm)-?preis ?:? ?$")


#: 100 g or 100 ml.
_HUNDRED = Decimal("0.1")
_CENT = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class UnitQuote:
    """A price per `value` of `base` (kg, l, m, m2, m3). `called`: `1 kg`, `100 g`."""

    money: Money
    value: Decimal
    base: str
    called: str


def by_the_step(quotes: Sequence[UnitQuote]) -> UnitQuote | None:
    """Of prices per unit the one that is what is to pay: `6,45 € je 0,5 m` beside `12,90 € pro Meter`.

    Both have to say the same, and the step is no unit in which prices are compared, as 100 g are.
    """
    for step in quotes:
        if step.value < 1 and not (step.value == _HUNDRED and step.base in {"kg", "l"}):
            of_one = (each.money for each in quotes if each.value == 1 and each.base == step.base)
            if any(abs(step.money.value / step.value - one.value) <= _CENT / step.value for one in of_one):
                return step
    return None


def unit_prices(text: str) -> Iterator[UnitQuote]:
    """Those in a text as it is shown, in order."""
    for money in prices(text):
        right = plain(text[money.end : money.end + 60])
        left = plain(text[max(money.start - 60, 0) : money.start])
        found = _AFTER.search(right)
        number, unit = (found[1], found[2]) if found else (None, "")
        if not found:
            found = _NAMED.search(left) or _BEFORE.search(left)
            number, unit = (found[1], found[2]) if found else (None, "")
        if not found:
            found = _COMPOUND.search(left)
            number, unit = (None, found[1]) if found else (None, "")
        per = per_unit(number, unit) if unit else None
        if per is not None:
            yield UnitQuote(money, *per)
