"""Prices in text: `1.299,00 €`, `€ 12,-`, `EUR 5.50`, `CHF 12.–`, `£9.99`. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from scanner.derive.offers.words import compiled

_SIGN = r"(?:€|EUR\b|Euro\b|CHF\b|SFr\.?|Fr\.|£|GBP\b|US\$|\$|USD\b|zł|PLN\b)"
_NUMBER = r"\d{1,3}(?:[.,'’ ]\d{3})+(?:[.,](?:\d{1,2}|[-–—]{1,2}))?|\d{1,7}(?:[.,](?:\d{1,2}|[-–—]{1,2}))?"
_PRICE = compiled(rf"(?i)({_SIGN})\s?({_NUMBER})(?:\s?(?:€|EUR\b))?|({_NUMBER})\s?({_SIGN})")
_CODES = {"€": "EUR", "eur": "EUR", "euro": "EUR", "chf": "CHF", "sfr": "CHF", "fr": "CHF", "£": "GBP", "gbp": "GBP"}
_CODES |= {"$": "USD", "us$": "USD", "usd": "USD", "zł": "PLN", "pln": "PLN"}
_MOST = Decimal(1_000_000)


@dataclass(frozen=True, slots=True)
class Money:
    """An amount of a currency (ISO 4217). `start`, `end`: where it stands in its text."""

    value: Decimal
    currency: str
    start: int = 0
    end: int = 0
    text: str = ""


def prices(text: str) -> Iterator[Money]:
    """All prices in a text as it is shown, in order."""
    for found in _PRICE.finditer(text):
        sign, number = (found[1], found[2]) if found[1] else (found[4], found[3])
        if not found[1] and _goes_on(text[max(found.start() - 2, 0) : found.start()]):
            continue
        value = number_in(number)
        if value is not None and value <= _MOST:
            currency = _CODES[sign.lower().rstrip(".")]
            yield Money(value, currency, found.start(), found.end(), found[0].strip())


def _goes_on(before: str) -> bool:
    """Whether a number is the end of a longer one or of a name. A whole word may touch it, as hidden labels do."""
    last = before[-1:]
    if last in {",", ".", "-"}:
        return before[:-1].isdigit()
    return last.isdigit() or (last.isalpha() and not (len(before) == 2 and before.isalpha()))


def number_in(text: str) -> Decimal | None:
    """A number as it is written in German, Swiss or English: `1.299,00`, `1'299.-`, `12,5`, `1,299.00`."""
    text = text.strip().rstrip("-–—").rstrip(".,").replace("’", "'").replace("'", "").replace(" ", "")
    last = max(text.rfind("."), text.rfind(","))
    if last == -1:
        whole, fraction = text, ""
    elif len(text) - last - 1 == 3 and text[:last] not in {"", "0"}:
        whole, fraction = text, ""  # a sign before three digits parts thousands
    else:
        whole, fraction = text[:last], text[last + 1 :]
    digits = whole.replace(".", "").replace(",", "")
    try:
        return Decimal(f"{digits or 0}.{fraction or 0}")
    except InvalidOperation:
        return None


def said_number(value: object) -> Decimal | None:
    """A number of structured data, where a point is always the decimal sign, unless a comma stands there."""
    text = str(value).strip()[:20]
    if "," in text and "." not in text:
        return number_in(text)
    try:
        number = Decimal(text.replace(",", ""))
    except InvalidOperation:
        return None
    return number if number.is_finite() and 0 <= number <= _MOST else None
