"""Values that nobody else can have: one for each field and run, fitting what the field asks for. None is a person's.

They have no blanks and no line breaks: where a page moves the focus to a button, either would press it.
"""

from __future__ import annotations

import re
import secrets
from dataclasses import dataclass, field
from enum import StrEnum

#: Consonants alone: no word of any language, and none that filters take offence at.
_LETTERS = "bcdfghjkmnpqrtvwxz"
_MARK = "Siegel"
#: Characters of a value, its beginning included, from which it is told from all else: 25 bits and more of chance.
SHORTEST = 12
#: Of pure chance without a beginning that is always the same.
_SHORTEST_RANDOM = 10
#: A number of the Federal Network Agency for films (030 23125-000 to -999), made longer than any that is in use.
_FILM_NUMBER = "03023125"
#: The test number that payment providers publish for Visa; passes the Luhn check, belongs to nobody.
CARD = "4111111111111111"


class Shape(StrEnum):
    """What a value looks like. Of what is short, equal values are everywhere: it is typed and not looked for."""

    TEXT = "text"
    EMAIL = "email"
    TEL = "tel"
    PASSWORD = "password"  # noqa: S105 - a word, no secret
    URL = "url"
    NUMBER = "number"
    IBAN = "iban"
    CARD = "card"
    SECURITY_CODE = "security code"
    EXPIRY = "expiry"
    DATE = "date"
    POSTAL = "postal code"
    SHORT = "short"


#: Never looked for: others have the same value.
NOT_TOLD = frozenset({Shape.SECURITY_CODE, Shape.EXPIRY, Shape.DATE, Shape.POSTAL, Shape.SHORT})


@dataclass(frozen=True, slots=True)
class Asked:
    """What a field says of itself, as far as a value has to fit it."""

    kind: str = "text"
    autocomplete: str = ""
    inputmode: str = ""
    said: str = ""
    max_length: int | None = None


@dataclass(frozen=True, slots=True)
class Canary:
    """A value with its number. `told`: long enough that finding it means that it was sent."""

    number: int
    shape: Shape
    value: str = field(repr=False)
    told: bool

    @property
    def name(self) -> str:
        """How it is called wherever the value itself may not stand."""
        return f"canary {self.number} ({self.shape})"


# German and English surely; the order counts. Whole words at their beginning, as in name="billing_postcode".
_SAID: tuple[tuple[Shape, re.Pattern[str]], ...] = tuple(
    (shape, re.compile(pattern, re.IGNORECASE))
    for shape, pattern in (
        (Shape.SECURITY_CODE, r"\bcc-?csc|cvc|cvv|security.?code|pr(ü|ue)fziffer|kartenpr(ü|ue)f|cryptogramme"),
        (Shape.EXPIRY, r"\bcc-?exp|expir|ablauf|g(ü|ue)ltig.?bis|valid.?(until|thru)|caducidad|scadenza"),
        (Shape.CARD, r"\bcc-?num|card.?num|kartennummer|kreditkartenn|num\w*.?(de.)?(la.)?(cart[ea]|tarjeta)"),
        (Shape.IBAN, r"iban"),
        (Shape.EMAIL, r"e-?mail|courriel|correo"),
        (Shape.TEL, r"\btel(e?[fp]h?on|\b|-|_)|phone|mobil|handy|rufnummer|t(é|e)l(é|e)phone|telefo"),
        (Shape.DATE, r"birth|geburt|\bbday|\bdob\b|naissance|nacimiento|nascita|urodzenia|geboorte"),
        (Shape.POSTAL, r"postal|post.?code|\bzip|\bplz|postleitzahl|\bcap\b|kod.?pocztowy"),
        (Shape.SHORT, r"house.?n(o|um)|hausn|quantity|menge|anzahl|\bqty\b|\botp\b|one-time-code|\bage\b"),
    )
)  # fmt: skip
_STREET = re.compile(
    r"stra(ß|ss)e|\bstr\b|street|address-?line-?1|\banschrift|\badress|\brue\b|straat|\bcalle\b|\bindirizzo|\bvia\b|\bulica",
    re.IGNORECASE,
)
_KINDS = {
    "email": Shape.EMAIL, "tel": Shape.TEL, "password": Shape.PASSWORD, "url": Shape.URL, "date": Shape.DATE,
    "month": Shape.DATE, "week": Shape.DATE, "time": Shape.DATE, "datetime-local": Shape.DATE,
}  # fmt: skip


def shape_of(asked: Asked) -> Shape:
    """By its meaning to browsers first, then by what it is called."""
    words = f"{asked.autocomplete} {asked.said}"
    of_card = next((shape for shape, pattern in _SAID[:3] if pattern.search(words)), None)
    if of_card:
        return of_card
    if asked.kind in _KINDS:
        return _KINDS[asked.kind]
    for shape, pattern in _SAID[3:]:
        # "Straße und Hausnummer" takes a street, and more than a house's number.
        if pattern.search(words) and not (shape is Shape.SHORT and _STREET.search(words)):
            return shape
    digits = asked.kind == "number" or asked.inputmode in {"numeric", "decimal"}
    return Shape.NUMBER if digits else Shape.TEXT


def canary_for(asked: Asked, number: int) -> Canary:
    """A new value for a field, cut to the length that it takes."""
    shape = shape_of(asked)
    value, most = _value(shape), asked.max_length
    if most is not None and 0 < most < len(value):
        if shape is Shape.TEXT and SHORTEST > most >= _SHORTEST_RANDOM:
            value = _letters(most)
        value = value[:most]
    shortest = len(CARD) if shape is Shape.CARD else _SHORTEST_RANDOM
    return Canary(number, shape, value, shape not in NOT_TOLD and len(value) >= shortest)


#: Those that are the same in every field.
_SAME = {
    Shape.CARD: CARD, Shape.SECURITY_CODE: "737", Shape.EXPIRY: "1231", Shape.DATE: "14031987", Shape.POSTAL: "10115",
    Shape.SHORT: "4",
}  # fmt: skip


def _value(shape: Shape) -> str:
    match shape:
        case Shape.EMAIL:
            return f"{_MARK}{_letters(10)}@example.com"
        case Shape.TEL:
            return f"{_FILM_NUMBER}{_digits(6)}"
        case Shape.PASSWORD:
            return f"{_MARK}{_letters(10)}!7"
        case Shape.URL:
            return f"https://{_MARK}{_letters(10)}.example/"
        case Shape.NUMBER:
            return f"7302{_digits(8)}"
        case Shape.IBAN:
            return _iban()
        case _:
            return _SAME.get(shape) or f"{_MARK}{_letters(10)}"


def _letters(n: int) -> str:
    return "".join(secrets.choice(_LETTERS) for _ in range(n))


def _digits(n: int) -> str:
    return "".join(secrets.choice("0123456789") for _ in range(n))


def _iban() -> str:
    """Of no bank (ISO 13616: the check digits are right, the bank code 99999999 is nobody's)."""
    account = f"99999999{_digits(10)}"
    check = 98 - int(f"{account}131400") % 97
    return f"DE{check:02d}{account}"
