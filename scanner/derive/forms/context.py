"""What a field's neighbours and its form's purpose tell of it, where it doesn't tell enough itself."""

from __future__ import annotations

from collections.abc import Sequence

from scanner.derive.forms.boxes import offers_guest
from scanner.derive.forms.fields import WHICH_PASSWORD, Meaning, Signal
from scanner.derive.forms.purposes import Purpose
from scanner.derive.forms.signals import FieldSignals, FormSignals
from scanner.derive.forms.words import plain
from scanner.model.values import Unknown
from scanner.model.vocabulary import FormPurpose as F
from scanner.model.vocabulary import PersonalData as P

#: Which password a form of some purpose asks for.
_PASSWORDS = {
    F.LOGIN: P.CURRENT_PASSWORD,
    F.OTHER: P.CURRENT_PASSWORD,
    F.REGISTRATION: P.NEW_PASSWORD,
    F.ACCOUNT_DATA: P.NEW_PASSWORD,
    F.GUEST_CHECKOUT: P.NEW_PASSWORD,
}
_NUMBER = frozenset({"nr", "no", "number", "nummer", "numero", "n", "num"})
_BARE_NAMES = frozenset({"name", "namen", "nom", "naam", "nombre", "nome"})
_TITLES = frozenset({"titel", "title", "titre", "titolo"})


def in_context(form: FormSignals, alone: Sequence[Meaning], purpose: Purpose) -> tuple[Meaning, ...]:
    """The meanings, corrected by what stands beside them."""
    known = [meaning.known for meaning in alone]
    found: list[Meaning] = []
    for i, (field, meaning) in enumerate(zip(form.fields, alone, strict=True)):
        told = _told(field, meaning, purpose.purpose, known, i)
        if told is not None:
            source, means = told
            meaning = Meaning(means, (Signal(source, field.label, means), *meaning.because))  # noqa: PLW2901
        found.append(meaning)
    return tuple(found)


def _told(
    field: FieldSignals, meaning: Meaning, purpose: F | Unknown, known: Sequence[P | None], i: int
) -> tuple[str, P] | None:
    """(what tells it, what it then asks for), or None where the field's own meaning stands."""
    label = plain(field.label)
    if meaning.asks_for == WHICH_PASSWORD:
        means = None if isinstance(purpose, Unknown) else _PASSWORDS.get(purpose)
        return None if means is None else ("the form's purpose", means)
    if meaning.known is P.NAME:
        return _half_of_a_name(meaning, known)
    if meaning.known is P.HONORIFIC_PREFIX and label in _TITLES and _writes(purpose, known) and not field.options:
        return "the form's purpose", P.FREE_TEXT
    if meaning.known is None and label in _NUMBER and i and known[i - 1] is P.STREET_ADDRESS:
        return "the field before", P.HOUSE_NUMBER
    if meaning.known is None and label in {"code", "pin"} and purpose is F.COUPON:
        return "the form's purpose", P.VOUCHER_CODE
    if meaning.known is None and offers_guest(field.options):
        return "options", P.NONE
    choice = field.kind in {"radio", "radiogroup", "select", "checkbox", "range", "select-multiple", "number"}
    if meaning.known is None and choice and purpose is F.OTHER and not any(_is_personal(one) for one in known):
        return "the form asks nothing about a person", P.NONE
    return None


def _half_of_a_name(meaning: Meaning, known: Sequence[P | None]) -> tuple[str, P] | None:
    """`Name` beside `Vorname` is the family name; `Nombre` beside `Apellidos` the given one."""
    deciding = meaning.because[0]
    if deciding.source == "autocomplete" or deciding.text not in _BARE_NAMES or known.count(P.NAME) != 1:
        return None
    given, family = P.GIVEN_NAME in known, P.FAMILY_NAME in known
    if given and not family:
        return "the given name beside it", P.FAMILY_NAME
    if family and not given:
        return "the family name beside it", P.GIVEN_NAME
    return None


def _writes(purpose: F | Unknown, known: Sequence[P | None]) -> bool:
    """A form in which people write something that has a title."""
    return purpose is F.REVIEW or (P.FREE_TEXT in known and P.RATING in known)


def _is_personal(means: P | None) -> bool:
    return means not in {None, P.NONE, P.QUANTITY, P.COUNTRY}
