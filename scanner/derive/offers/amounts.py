"""Amounts in text: `500 g`, `6 x 0,75 l`, `2er-Pack 500 g`, `12 x 55 g`, `2,2 m²`. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from scanner.derive.offers.money import number_in
from scanner.derive.offers.words import compiled, said

#: Units by their folded names: what they measure, and how many of its base (kg, l, m, m2, m3) they are.
_UNITS: dict[str, tuple[str, Decimal]] = {
    **dict.fromkeys(("kg", "kilogramm", "kilo", "kilogram", "kilograms"), ("kg", Decimal(1))),
    **dict.fromkeys(("g", "gr", "gramm", "gram", "grams"), ("kg", Decimal("0.001"))),
    **dict.fromkeys(("l", "ltr", "lt", "liter", "litre", "litres", "liters"), ("l", Decimal(1))),
    **dict.fromkeys(("cl", "zentiliter"), ("l", Decimal("0.01"))),
    **dict.fromkeys(("ml", "milliliter", "millilitre", "millilitres"), ("l", Decimal("0.001"))),
    **dict.fromkeys(("m", "meter", "lfm", "laufmeter", "metre", "metres", "meters"), ("m", Decimal(1))),
    **dict.fromkeys(("cm",), ("m", Decimal("0.01"))),
    **dict.fromkeys(("m2", "qm", "quadratmeter", "m^2"), ("m2", Decimal(1))),
    **dict.fromkeys(("m3", "cbm", "kubikmeter"), ("m3", Decimal(1))),
}
_UNIT = "|".join(sorted((name.replace("^", r"\^") for name in _UNITS), key=len, reverse=True))
_NUMBER = r"\d{1,3}(?:[.,]\d{3})+(?:,\d{1,2})?|\d{1,6}(?:[.,]\d{1,3})?"
#: `6 x`, `12 Flaschen à`.
_PACK = (
    r"(\d{1,3}) ?(?:x|mal|(?:stk\.?|stueck|flaschen|dosen|beutel|tafeln|glaeser|packungen|riegel|tueten|portionen) "
    r"?(?:a|zu|je)|"
    r"(?:bottles|cans|packs?|bars) of) ?"
)
_AMOUNT = compiled(rf"(?:{_PACK})?({_NUMBER}) ?-?({_UNIT})\b")
#: Of how many single ones a pack consists, where it stands apart from their size.
_PACKS = compiled(
    r"(\d{1,3})(?:er|-?fach)?[- ]?"
    r"(?:pack\b|packung|box\b|set\b|karton|kiste|vorteilspack|sparpack|pk\b|bundle|tray\b|display\b)|"
    r"(?:pack|set|box|case) of (\d{1,3})\b|^(\d{1,3}) ?x\b|\bx ?(\d{1,3})\b ?(?:stueck|st\.|flaschen|pack)?$"
)
_PER = compiled(r"^(?: ?)(?:/|pro\b|je\b|per\b)|^ ?(?:\d+ ?)?(?:/ ?m2|/m2|/l\b|/ml\b)")
_LARGE = frozenset({"kg", "kilogramm", "kilo", "l", "liter", "litre", "m2", "qm"})
_MOST_IN_PACK = 200
_LEAST = {"kg": Decimal("0.01"), "l": Decimal("0.01")}  # PAngV § 4(3) no. 1


@dataclass(frozen=True, slots=True)
class Amount:
    """How much of what: `value` in `base` (kg, l, m, m2, m3). `single`: one of a pack, else the same.

    `labelled`: words before it say that it is a weight or size of the thing; `contents`: of what is in it;
    `drained`: without its liquid.
    """

    value: Decimal
    base: str
    single: Decimal
    start: int = 0
    end: int = 0
    labelled: bool = False
    drained: bool = False
    contents: bool = False

    @property
    def small(self) -> bool:
        """Below the size from which on a unit price is asked for."""
        return self.value < _LEAST.get(self.base, Decimal(0))

    def says(self) -> str:
        """`0.5 kg`."""
        return f"{self.value.normalize():f} {self.base}"


def amounts(text: str) -> Iterator[Amount]:
    """All sizes in a folded text that may be what is sold, in order; none that something is measured per."""
    for found in _AMOUNT.finditer(text):
        before, after = text[: found.start()], text[found.end() :]
        if (
            before[-1:].isalnum()
            or (before[-1:] in {".", ","} and before[-2:-1].isdigit())
            or before.endswith(("/ ", "/"))
        ):
            continue
        if _PER.search(after) or said("amount.not_amount").search(before[-60:]):
            continue
        if found[3] == "m" and after[:1] in {"2", "3"}:
            continue
        base, factor = _UNITS[found[3]]
        number = _number(found[2], found[3])
        if not number:
            continue
        single = number * factor
        many = int(found[1]) if found[1] else 1
        labelled = bool(said("amount.label").search(before[-40:]))
        drained = said("amount.drained_before").search(before[-40:]) or said("amount.drained_after").search(after[:30])
        yield Amount(
            single * max(many, 1),
            base,
            single,
            found.start(),
            found.end(),
            labelled,
            bool(drained),
            bool(said("amount.contents").search(before[-40:])),
        )


def packs(text: str) -> int:
    """How many single ones a folded text says a pack has; 1 where it says nothing."""
    found = _PACKS.search(text)
    if found is None:
        return 1
    many = next(int(one) for one in found.groups() if one)
    return many if 1 < many <= _MOST_IN_PACK else 1


def per_unit(number: str | None, unit: str) -> tuple[Decimal, str, str] | None:
    """What a price is per, in its base, with how that is called: `100`, `g` are (0.1, "kg", "100 g")."""
    if unit not in _UNITS:
        return None
    base, factor = _UNITS[unit]
    many = _number(number, unit) if number else Decimal(1)
    if not many:
        return None
    value = many * factor
    small = {"kg": "g", "l": "ml", "m": "cm"}.get(base)
    if value == 1 or small is None or value >= 1:
        called = f"{value.normalize():f} {base}"
    else:
        called = f"{(value * (100 if base == 'm' else 1000)).normalize():f} {small}"
    return value, base, called


UNITS = _UNIT


def _number(text: str, unit: str) -> Decimal | None:
    """`1.500 g` are many, `1.500 kg` are one and a half."""
    if unit in _LARGE and len(text) > 4 and text[-4] in ".,":
        return Decimal(text.replace(",", ".")) if text.count(".") + text.count(",") == 1 else number_in(text)
    return number_in(text)
