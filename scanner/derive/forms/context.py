"""What a field's neighbours and its form's purpose tell of it, where it doesn't tell enough itself."""

from __future__ import annotations

import re
from collections.abc import Sequence
from collections.abc import Set as AbstractSet

from scanner.derive.forms.boxes import offers_guest, yes_or_no
from scanner.derive.forms.cores import cores
from scanner.derive.forms.fields import PARTS, WHICH_PASSWORD, Meaning, Signal
from scanner.derive.forms.purposes import Purpose
from scanner.derive.forms.signals import FieldSignals, FormSignals
from scanner.derive.forms.words import plain, words
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
_MANY = frozenset({"radio", "radiogroup", "select", "listbox", "combobox"})
_CHOSEN = _MANY | {"checkbox", "switch", "select-multiple", "range", "number"}
#: What a choice is about in forms that ask for nothing else.
_WAYS = {F.CHECKOUT_SHIPPING: P.DELIVERY_OPTION, F.CHECKOUT_PAYMENT: P.PAYMENT_METHOD}
#: Where a date without a name may be a birthday.
_ABOUT_PEOPLE = frozenset(
    {F.REGISTRATION, F.ACCOUNT_DATA, F.NEWSLETTER, F.GUEST_CHECKOUT, F.CHECKOUT_CONTACT, F.PRESCRIPTION}
)
#: Forms that may ask how many.
_OF_GOODS = frozenset({F.OTHER, F.RETURN, F.ORDER})
_CARD = frozenset({P.CC_NUMBER, P.CC_EXP, P.CC_NAME, P.IBAN})
_ENDS = frozenset({F.CANCELLATION, F.WITHDRAWAL})
_OF_A_BANK = frozenset({P.IBAN, P.CC_NUMBER})
_BANKING = {P.IBAN: P.CUSTOMER_NUMBER, P.ACCOUNT_HOLDER: P.NAME}
_GRADE = re.compile(r"(?:[1-9]|10)(?: \w+)?")
#: One of several boxes for one code: "Ziffer 2 von 6", "Digit 3".
_BOX_OF_A_CODE = re.compile(
    r"(?:ziffer|digit|zeichen|character|chiffre|caractere|cijfer|teken|cifra|digito|cyfra|znak|stelle|feld|box|code)"
    r" ?\d{1,2}(?: (?:von|of|sur|de|van|di|z|aus) \d{1,2})?"
)
_DAY = re.compile(r"\b(?:date|\w*datum|\w*termin|\w*tag|fecha|data|day|jour|dag|dia|giorno|dzien)\b")
_NUMBER = frozenset({"nr", "no", "number", "nummer", "numero", "n", "num"})
_PAPER = r"(?:rezept\w*|prescription|ordonnance|recept|receta|ricetta|recepta)"
_KIND_OF_PAPER = re.compile(
    r"\brezept\w*art|art (?:des|von) rezept|kind of prescription|type of prescription|prescription type"
    r"|\b(?:welch\w*|was fur ein\w*|which|what (?:kind|type) of|quel\w*|welk\w*|que tipo de|che tipo di|jak\w*) "
    rf"{_PAPER}\b"
)
_BARE_NAMES = frozenset({"name", "namen", "nom", "naam", "nombre", "nome"})
_TITLES = frozenset({"titel", "title", "titre", "titolo", "titulo", "tytul"})


def in_context(form: FormSignals, alone: Sequence[Meaning], purpose: Purpose) -> tuple[Meaning, ...]:
    """The meanings, corrected by what stands beside them."""
    known = [meaning.known for meaning in alone]
    found: list[Meaning] = []
    for i, (field, meaning) in enumerate(zip(form.fields, alone, strict=True)):
        told = _of_a_shared_label(form.fields, i) or _sought(field, purpose.purpose, known)
        told = told or _told(field, meaning, purpose.purpose, known, i)
        if told is not None:
            source, means = told
            meaning = Meaning(means, (Signal(source, field.label, means), *meaning.because))  # noqa: PLW2901
        found.append(meaning)
    return tuple(found)


def _sought(field: FieldSignals, purpose: F | Unknown, known: Sequence[P | None]) -> tuple[str, P] | None:
    """What is typed into a search that says only what can be found: medicines, brands, numbers of articles."""
    typed = field.kind in {"text", "search", "textbox"}
    return (
        ("the form's purpose", P.SEARCH_TERM) if purpose is F.SEARCH and typed and P.SEARCH_TERM not in known else None
    )


def _told(
    field: FieldSignals, meaning: Meaning, purpose: F | Unknown, known: Sequence[P | None], i: int
) -> tuple[str, P] | None:
    """(what tells it, what it then asks for), or None where the field's own meaning stands."""
    if meaning.asks_for == WHICH_PASSWORD:
        means = None if isinstance(purpose, Unknown) else _PASSWORDS.get(purpose)
        return None if means is None else ("the form's purpose", means)
    told = _of_a_code(field, meaning, purpose, known) or _of_who_is_let_in(field, meaning, purpose, known)
    if told is not None:
        return told
    if meaning.known is P.NAME:
        return _half_of_a_name(meaning, known)
    if _is_whole_name(meaning, known):
        return "the label", P.NAME
    if plain(field.label) in _NUMBER and i and known[i - 1] is P.STREET_ADDRESS:
        return "the field before", P.HOUSE_NUMBER
    if meaning.known is not None:
        return _of_an_account(field, meaning.known, purpose, known) or _corrected(field, meaning.known, purpose, known)
    if offers_guest(field.options) or (_counts(field) and purpose in _OF_GOODS):
        return "options", P.NONE if offers_guest(field.options) else P.QUANTITY
    told = _impersonal(field, None, known) if purpose is F.OTHER else None
    return told or _part_of_a_day(field, known) or _of_a_choice(field, purpose, known)


def _part_of_a_day(field: FieldSignals, known: Sequence[P | None]) -> tuple[str, P] | None:
    """Day, month or year of a date that is named, is nobody's birthday and stands on no card."""
    named = field.group and PARTS.fullmatch(plain(field.label)) and _DAY.search(plain(field.group))
    if not named or words().labels.says(P.BDAY, field.group) or _CARD & set(known):
        return None
    return "the date it is part of", P.NONE


def _of_who_is_let_in(
    field: FieldSignals, meaning: Meaning, purpose: F | Unknown, known: Sequence[P | None]
) -> tuple[str, P] | None:
    """Who is let in by the number of an account is a customer; by something else beside a secret, a user."""
    if purpose is not F.LOGIN or field.kind not in {"text", "textbox", "number"} or meaning.known not in {None, P.IBAN}:
        return None
    if set(known) - {None, P.NONE, P.CURRENT_PASSWORD, meaning.known}:
        return None  # something else says already who it is, or a code lets in
    return "the form's purpose", P.USERNAME if meaning.known is None else P.CUSTOMER_NUMBER


def _of_a_code(
    field: FieldSignals, meaning: Meaning, purpose: F | Unknown, known: Sequence[P | None]
) -> tuple[str, P] | None:
    """One of the boxes of a code, or a code where one of a voucher is asked for."""
    if meaning.known is not None:
        return None
    label = plain(field.label)
    if P.ONE_TIME_CODE in known and _BOX_OF_A_CODE.fullmatch(label):
        return "the field before", P.ONE_TIME_CODE
    if label in {"code", "pin"} and (purpose is F.COUPON or P.VOUCHER_CODE in known):
        return "the form's purpose", P.VOUCHER_CODE
    return None


def _of_an_account(
    field: FieldSignals, means: P, purpose: F | Unknown, known: Sequence[P | None]
) -> tuple[str, P] | None:
    """Who ends a contract has an account with the shop, not with a bank: "account number", "account holder"."""
    if purpose not in _ENDS or means not in _BANKING or _OF_A_BANK & (set(known) - {means}):
        return None
    if "iban" in plain(f"{field.label} {field.name} {field.placeholder}"):
        return None
    return "no account of a bank beside it", _BANKING[means]


def _corrected(field: FieldSignals, means: P, purpose: F | Unknown, known: Sequence[P | None]) -> tuple[str, P] | None:
    """A meaning that does not stand in a form of this purpose, or beside these fields."""
    others = set(known)
    if purpose is F.CONSENT and means is P.CONSENT_PROFILING:
        return "the form's purpose", P.NONE  # a kind of cookies, not an agreement to a profile
    if purpose is F.PRESCRIPTION and words().other.says("body", field.label):
        return "the form's purpose", P.HEALTH
    if titled := _titled(field, means, purpose, known):
        return titled
    if told := _without_a_card(field, means, purpose, others) or _of_a_picture(field, means, purpose):
        return told
    if means is P.NONE and purpose is F.REVIEW and field.kind in _MANY and P.FREE_TEXT in others and _grades(field):
        return "the form's purpose", P.RATING
    return _impersonal(field, means, known) if purpose is F.OTHER else None


def _without_a_card(
    field: FieldSignals, means: P, purpose: F | Unknown, others: AbstractSet[P | None]
) -> tuple[str, P] | None:
    """What would be printed on a card, where there is none."""
    if purpose is F.CHECKOUT_PAYMENT:
        return None
    if means is P.CC_EXP and not {P.CC_NUMBER, P.CC_CSC} & others:
        return "no card beside it", P.NONE
    if means is not P.CC_CSC or _CARD & others:
        return None
    named = any(one.means == P.CAPTCHA for one in words().names.find_in_name(field.name))
    lets_in = purpose in {F.LOGIN, F.ACCOUNT_DATA} and not named
    return "no card beside it", P.ONE_TIME_CODE if lets_in else P.CAPTCHA


def _of_a_picture(field: FieldSignals, means: P, purpose: F | Unknown) -> tuple[str, P] | None:
    """Shown beside a review it is a photo, and sent with a complaint a file."""
    if means is P.FILE and purpose is F.REVIEW and cores().after.best(P.PHOTO, field.label):
        return "the form's purpose", P.PHOTO
    if means is P.PHOTO and purpose in {F.RETURN, F.WITHDRAWAL, F.CONTACT, F.CANCELLATION}:
        return "the form's purpose", P.FILE
    return None


def _titled(field: FieldSignals, means: P, purpose: F | Unknown, known: Sequence[P | None]) -> tuple[str, P] | None:
    """What an address or a review is called, and no name or title of a person."""
    if means is P.USERNAME and plain(field.label) == "alias" and P.STREET_ADDRESS in known:
        return "the address it names", P.NONE
    if means is P.HONORIFIC_PREFIX and plain(field.label) in _TITLES and _writes(purpose, known) and not field.options:
        return "the form's purpose", P.FREE_TEXT
    return None


def _grades(field: FieldSignals) -> bool:
    """Answers that are all numbers or numbers of stars: of price or quality, say."""
    return len(field.options) > 2 and all(_GRADE.fullmatch(plain(option)) for option in field.options)


def _impersonal(field: FieldSignals, means: P | None, known: Sequence[P | None]) -> tuple[str, P] | None:
    """In forms that ask nothing about a person: variants of a product, switches of country and language, age gates."""
    if means is None and PARTS.fullmatch(plain(field.label)) and field.kind not in _MANY:
        return "part of a date", P.BDAY
    if any(_is_personal(one) for one in known if one not in {P.FREE_TEXT, P.PHOTO, P.FILE}):
        return None
    if means is None or (means is P.FREE_TEXT and not _is_message(field)):
        return "the form asks nothing about a person", P.NONE
    return None


def _counts(field: FieldSignals) -> bool:
    """A choice of none, one, two, and so on."""
    return len(field.options) > 2 and list(field.options[:3]) == ["0", "1", "2"] and field.kind == "select"


def _is_message(field: FieldSignals) -> bool:
    if field.kind == "textarea" and field.label.rstrip(" *").endswith("?"):
        return True  # an open question is asked of a person
    return words().other.says("to_somebody", f"{field.label} {field.placeholder}")


def _of_a_choice(field: FieldSignals, purpose: F | Unknown, known: Sequence[P | None]) -> tuple[str, P] | None:
    """A choice among given answers, or a date, of which no word speaks of a person: about the goods or the way."""
    if purpose is F.PRESCRIPTION and words().other.says("body", field.label):
        return "the form's purpose", P.HEALTH
    if purpose is F.PRESCRIPTION:
        return _asked_for_a_prescription(field)
    if isinstance(purpose, Unknown) and (PARTS.fullmatch(plain(field.label)) or not any(known)):
        return None  # of the whole form nothing is understood
    if field.kind in _MANY and not isinstance(purpose, Unknown) and purpose in _WAYS:
        return "the form's purpose", _WAYS[purpose]
    if field.kind in {"date", "month", "datetime-local", "time"} and purpose not in _ABOUT_PEOPLE:
        return "the form's purpose", P.NONE
    if field.kind in {"checkbox", "switch"} and words().other.says("agrees", field.label):
        return None
    if field.kind in _CHOSEN and (field.options or field.label):
        return "none of its words speaks of a person", P.NONE
    return None


def _asked_for_a_prescription(field: FieldSignals) -> tuple[str, P] | None:
    """What is asked before a treatment with yes and no, or in a sentence, is about the body."""
    if field.kind in _MANY and _KIND_OF_PAPER.search(plain(field.label)):
        return "none of its words speaks of a person", P.NONE
    if yes_or_no(field.options) or (field.kind not in _CHOSEN and field.label.rstrip().endswith("?")):
        return "the form's purpose", P.HEALTH
    return None


def _of_a_shared_label(fields: Sequence[FieldSignals], i: int) -> tuple[str, P] | None:
    """Of two fields with the label "postcode / town" the first is the one, the second the other."""
    label = fields[i].label
    if not label or ("/" not in label and "," not in label):
        return None
    first = i
    while first and fields[first - 1].label == label:
        first -= 1
    last = i
    while last + 1 < len(fields) and fields[last + 1].label == label:
        last += 1
    parts = [words().labels.find(part) for part in re.split(r"[/,]", label)]
    if (last + 1 - first) % len(parts) or not all(parts):
        return None
    at = (i - first) % len(parts)
    # Each with the same words before it is asked for all that they say, twice.
    beside = fields[i if at else min(i + 1, last)]
    if beside.label_from == "text before" or last == first:
        return None
    return "the label of both", P(parts[at][0].means)


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


def _is_whole_name(meaning: Meaning, known: Sequence[P | None]) -> bool:
    """`Name` alone is all of it, though the shop keeps it as a family name."""
    named = meaning.known is P.FAMILY_NAME and meaning.because[0].source == "name" and P.GIVEN_NAME not in known
    return named and any(signal.source == "label" and signal.means is P.NAME for signal in meaning.because)


def _writes(purpose: F | Unknown, known: Sequence[P | None]) -> bool:
    """A form in which people write something that has a title."""
    return purpose is F.REVIEW or (P.FREE_TEXT in known and P.RATING in known)


def _is_personal(means: P | None) -> bool:
    return means not in {None, P.NONE, P.QUANTITY, P.COUNTRY, P.CONSENT_TERMS}
