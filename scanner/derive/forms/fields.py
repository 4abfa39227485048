"""What a field asks for: the autofill token first, then the visible label, then the name, then what stands around.

Each reading keeps the signals behind it. What is not understood is Unknown, never guessed.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from scanner.derive.forms.boxes import consent_of, yes_or_no
from scanner.derive.forms.cores import cores
from scanner.derive.forms.signals import FieldSignals
from scanner.derive.forms.words import AT_END, Found, in_brackets, plain, without_brackets, words
from scanner.model.values import Unknown
from scanner.model.vocabulary import PersonalData as P


@dataclass(frozen=True, slots=True)
class Signal:
    """Something that speaks for a meaning: where it stands (`label`, `name`, `autocomplete`, …) and its words."""

    source: str
    text: str
    means: P


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a field asks for, and everything that was read on the way, the deciding signal first."""

    asks_for: P | Unknown
    because: tuple[Signal, ...] = ()

    @property
    def known(self) -> P | None:
        """The meaning where there is one."""
        return None if isinstance(self.asks_for, Unknown) else self.asks_for


NOT_UNDERSTOOD = Unknown("neither autofill token nor label, name or surroundings tell what the field asks for")
#: A password whose form has not told yet whether it is a new one.
WHICH_PASSWORD = Unknown("a password, but nothing tells whether it is the current or a new one")

#: A sum to be done: `3 + 4 =`, `What is 2 x 5?`
_SUM = re.compile(r"(?<![\d-])\d{1,2}\s*[+×x*−]\s*\d{1,2}\s*(?:=|\?|$)")
_BOXES = frozenset({"checkbox", "switch"})
#: How many of what costs so much: `Camper van pitch £50 each`.
_PRICE = re.compile(r"[£€$]\s?\d|\d\s?(?:[£€$]|eur\b|chf\b|zł)", re.IGNORECASE)
_ENDS_IN_PRICE = re.compile(r"\w.*\s[£€$]?\s?\d{1,4}[.,]\d{2}\s*(?:[£€$]|eur|chf|zł)?\s*$", re.IGNORECASE)
_A_PIECE = re.compile(
    r"\b(?:each|apiece|per person|je|pro|par personne|piece|per stuk|p p|cad|cada|cadauno|a testa|szt|sztuk)\b"
)
#: What is printed on a card goes to somebody.
_CARDS = re.compile(r"\b(?:\w*kart\w*|cards?|carte|carta|tarjeta|kaart\w*|grusse?|gift)\b")
_CHOICES = frozenset({"radio", "radiogroup", "select", "select-multiple", "listbox"})
_LONG = frozenset({"textarea"})
_LONG_CAN_BE = frozenset({P.FREE_TEXT, P.HEALTH, P.STREET_ADDRESS, P.ADDRESS_LINE2, P.HONEYPOT, P.CAPTCHA})
_NEVER_CHOSEN = frozenset(
    {
        P.FREE_TEXT,
        P.SEARCH_TERM,
        P.NAME,
        P.GIVEN_NAME,
        P.FAMILY_NAME,
        P.EMAIL,
        P.USERNAME,
        P.CC_NUMBER,
        P.IBAN,
        P.FILE,
        P.PHOTO,
        P.ORDER_NUMBER,
        P.VOUCHER_CODE,
        P.CUSTOMER_NUMBER,
        P.STREET_ADDRESS,  # of those that are known already one is chosen
    }
)
_COUNTED = frozenset({"number", "range", "spinbutton"})
_WRITTEN = frozenset({P.NAME, P.GIVEN_NAME, P.FAMILY_NAME, P.EMAIL, P.FREE_TEXT, P.CITY})
#: What a pet may have too.
_OF_A_PERSON = frozenset({P.NAME, P.GIVEN_NAME, P.BDAY, P.SEX, P.PHOTO})
_FILES = frozenset({P.FILE, P.PHOTO})
_SECRETS = frozenset({P.NEW_PASSWORD, P.CURRENT_PASSWORD, P.ONE_TIME_CODE, P.CC_CSC})
_DATES = frozenset({P.BDAY, P.CC_EXP, P.NONE})
_TYPES = {"email": P.EMAIL, "search": P.SEARCH_TERM, "tel": P.TEL}

#: A label that says less than the name or token beside it, and what that may narrow it down to.
_NARROWER: dict[P, frozenset[P]] = {
    P.NAME: frozenset({P.GIVEN_NAME, P.FAMILY_NAME, P.ADDITIONAL_NAME, P.CC_NAME, P.ACCOUNT_HOLDER}),
    P.STREET_ADDRESS: frozenset({P.HOUSE_NUMBER, P.ADDRESS_LINE2}),
    P.ONE_TIME_CODE: frozenset({P.CAPTCHA}),
    P.HONORIFIC_PREFIX: frozenset({P.SEARCH_TERM}),  # the title of a book
}
#: Where a label may correct an autofill token: tokens that shops use loosely, or to keep browsers from filling in.
_CORRECTED: dict[P, frozenset[P]] = {
    P.USERNAME: frozenset({P.EMAIL, P.CUSTOMER_NUMBER, P.TEL}),
    P.NAME: frozenset(
        {P.GIVEN_NAME, P.FAMILY_NAME, P.ADDITIONAL_NAME, P.CC_NAME, P.ACCOUNT_HOLDER, P.ORGANIZATION, P.USERNAME}
    ),
    P.STREET_ADDRESS: frozenset({P.HOUSE_NUMBER, P.ADDRESS_LINE2}),
    P.ADDRESS_LINE2: frozenset({P.HOUSE_NUMBER, P.STREET_ADDRESS}),
    P.SEX: frozenset({P.HONORIFIC_PREFIX}),
    P.CITY: frozenset({P.REGION}),
    P.REGION: frozenset({P.CITY}),
}
_LOOSE = frozenset({P.ONE_TIME_CODE, P.NEW_PASSWORD, P.CURRENT_PASSWORD})
_ADDRESS_TYPES = frozenset({"shipping", "billing", "home", "work", "mobile", "fax", "pager", "webauthn"})
PARTS = re.compile(
    r"(tag|monat|jahr|day|month|year|tt|mm|jj|jjjj|dd|yy|yyyy|aaaa|aa|gg|rr|rrrr|jour|mois|annee|dag|maand|jaar|dia|mes|ano|giorno|mese|anno"
    r"|dzien|miesiac|rok|tt mm jjjj|dd mm yyyy|mm dd yyyy)"
)


def meaning_of(field: FieldSignals) -> Meaning:
    """What a field asks for by itself; `in_context` looks at its neighbours."""
    told = f"{field.label} {field.placeholder}"
    if words().labels.says(P.HONEYPOT, told) and not words().required.says("optional_words", told):
        return _said("label", field.label, P.HONEYPOT)
    if field.kind in _BOXES or (field.kind in _CHOICES and yes_or_no(field.options)):
        return _box(field)
    if words().other.says("printed", field.label) and not _CARDS.search(plain(field.label)):
        return _said("label", field.label, P.NONE)
    if field.kind not in _LONG and (reckoned := _reckoned(field)):
        return _said("label", field.label, reckoned)
    signals = tuple(_signals(field))
    if field.kind == "password":
        return _password(signals)
    signals = tuple(signal for signal in signals if _possible(field, signal.means))
    if words().other.says("no_person", field.label) and any(one.means in _OF_A_PERSON for one in signals[:1]):
        return _said("label", field.label, P.NONE)
    chosen = _choose(field, signals)
    if chosen is None:
        return Meaning(NOT_UNDERSTOOD, signals)
    return Meaning(chosen.means, (chosen, *(signal for signal in signals if signal is not chosen)))


def _reckoned(field: FieldSignals) -> P | None:
    """A sum to be done; or how many of what costs so much each. On an order slip a price ends each line."""
    if _SUM.search(field.label):
        return P.CAPTCHA
    each = field.kind in _COUNTED and _PRICE.search(field.label) and _A_PIECE.search(plain(field.label))
    priced = each or (field.kind in {"text", *_COUNTED} and _ENDS_IN_PRICE.search(field.label))
    return P.QUANTITY if priced else None


def _said(source: str, text: str, means: P) -> Meaning:
    return Meaning(means, (Signal(source, text, means),))


def _box(field: FieldSignals) -> Meaning:
    asks = field.kind in _CHOICES or len(field.options) > 1  # a question about oneself, not a consent
    if asks and (health := _health_in(field)):
        return _said("label", health, P.HEALTH)
    told = consent_of(field.label) or consent_of(f"{field.placeholder} {field.title} {field.hint}")
    if told:
        return _said("label", told.words, P(told.means))
    if not field.label or len(field.options) > 1:
        return _options_of_boxes(field)
    named = [one for one in words().names.find_in_name(field.name or field.id) if one.means in (P.NONE, P.AGE_OVER)]
    if named:
        return _said("name", named[0].words, P(named[0].means))
    labelled = words().labels.best(P.NONE, plain(field.label))
    return _said("label", labelled.words, P.NONE) if labelled else Meaning(NOT_UNDERSTOOD)


def _health_in(field: FieldSignals) -> str:
    """The words by which a question, or its answers, are about the body; empty where they are not."""
    found = words().labels.best(P.HEALTH, plain(field.label)) or cores().after.best(P.HEALTH, field.label)
    if found:
        return found.words
    told = [option for option in field.options if cores().after.best(P.HEALTH, option)]
    return told[0] if len(told) > 1 and 2 * len(told) >= len(field.options) else ""


def _options_of_boxes(field: FieldSignals) -> Meaning:
    """Several boxes of one name: what each is bound to, if that is one thing."""
    labelled = words().labels.best(P.NONE, plain(field.label)) if field.label else None
    if labelled:
        return _said("label", labelled.words, P.NONE)
    told = [consent_of(option) for option in field.options]
    kinds = {one.means for one in told if one}
    if len(kinds) == 1 and all(told):
        return _said("options", ", ".join(field.options[:3]), P(kinds.pop()))
    return Meaning(NOT_UNDERSTOOD)


def _password(signals: Sequence[Signal]) -> Meaning:
    for signal in signals:
        if signal.means in _SECRETS:
            return Meaning(signal.means, (signal, *(other for other in signals if other is not signal)))
    return Meaning(WHICH_PASSWORD, tuple(signals))


def _possible(field: FieldSignals, means: P) -> bool:
    if field.kind in _LONG:
        return means in _LONG_CAN_BE
    if field.kind in _CHOICES and means is P.QUANTITY:
        return "select" in field.kind or all(option[:1].isdigit() for option in field.options)
    if field.kind in _CHOICES:
        return means not in _NEVER_CHOSEN
    if field.kind in _COUNTED:
        return means not in _WRITTEN
    if field.kind == "file":
        return means in _FILES
    if field.kind in {"date", "month"}:
        return means in _DATES
    if field.kind == "email":
        return means in {P.EMAIL, P.USERNAME}
    return True


# ── signals ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def token_of(autocomplete: str) -> str:
    """The field of an autofill token list, without section, address type and contact type; empty without one."""
    tokens = [token for token in autocomplete.lower().split() if not token.startswith("section-")]
    kept = [token for token in tokens if token not in _ADDRESS_TYPES]
    return kept[-1] if kept else ""


def _signals(field: FieldSignals) -> list[Signal]:
    """Everything that speaks, the strongest source first, within a source the longest phrase first."""
    data = words()
    found: list[Signal] = []
    token = data.autocomplete.get(token_of(field.autocomplete))
    if token:
        found.append(Signal("autocomplete", token_of(field.autocomplete), P(token)))
    part = PARTS.fullmatch(plain(field.label)) is not None
    shared = field.label_from == "shared label" or part
    if not shared:
        found += _in_text("label", without_brackets(field.label)) or _in_brackets(field.label)
    if field.kind in _TYPES:
        found.append(Signal("type", field.kind, _TYPES[field.kind]))
    named = data.names.find_in_name(field.name) or data.names.find_in_name(field.id)
    named = tuple(one for one in named if not _is_numbered(field, one))
    around = [Signal("part of name", one.words, P(one.means)) for one in named if not _is_all(one)]
    found += [Signal("name", one.words, P(one.means)) for one in named if _is_all(one)]
    if shared:
        found += _in_text("shared label", field.group or field.label)
    for source, text in (("placeholder", field.placeholder), ("title", field.title)):
        if text and text != field.label and not PARTS.fullmatch(plain(text)):
            found += _in_text(source, text)
    if field.kind in _CHOICES:
        found += _in_options(field.options)
    return [*found, *around]


#: What a label may name in brackets alone: "Where to? (email)". A name there is an example of what may be written.
_NAMED_IN_BRACKETS = frozenset({P.EMAIL, P.POSTAL_CODE, P.CITY, P.IBAN, P.TEL, P.ORDER_NUMBER, P.CUSTOMER_NUMBER})


def _in_brackets(label: str) -> list[Signal]:
    told = _in_text("label", in_brackets(label))
    return [signal for signal in told if signal.means in _NAMED_IN_BRACKETS]


def _is_numbered(field: FieldSignals, found: Found) -> bool:
    """`q-11` is the eleventh question and no search."""
    return found.means == P.SEARCH_TERM and len(found.words) == 1 and bool(re.search(r"\d", field.name or field.id))


def _is_all(found: Found) -> bool:
    """Whether a name ends in it: `company[sector]` asks for no company. An attribute is one whatever follows."""
    return found.weight > AT_END or found.means == P.NONE


def _in_text(source: str, text: str) -> list[Signal]:
    found = words().labels.find(text)
    if _EITHER.search(plain(text)):
        found = tuple(sorted(found, key=lambda one: one.at))  # of "e-mail or postcode" the first
    weak = [one for one in found if one.weight == 1]
    strong = [one for one in found if one.weight > 1]
    if source == "shared label":
        return [Signal(source, one.words, P(one.means)) for one in found]
    first, after = cores().first.find(text), cores().after.find(text, _LONG_QUESTION)
    return [Signal(source, one.words, P(one.means)) for one in (*first, *strong, *after, *weak)]


#: A question is a sentence.
_LONG_QUESTION = 30


_EITHER = re.compile(r"(?<=\w) (?:or|oder|ou|lub) (?=\w)")


def _in_options(options: Sequence[str]) -> list[Signal]:
    """What a choice is about, where at least two options, and half of them, say the same."""
    stars = [option.strip() for option in options if option.strip()]
    if len(stars) >= _STARS and all(_STAR.fullmatch(option) for option in stars):
        return [Signal("options", ", ".join(stars[:3]), P.RATING)]
    real = [option for option in options if plain(option) and not plain(option).startswith(_UNCHOSEN)]
    counts: dict[str, int] = {}
    for option in real[:40]:
        flat = plain(option)
        for means, phrases in words().options.phrases.items():
            if any(_is_whole(one.weight, one.position(flat), flat) for one in phrases):
                counts[means] = counts.get(means, 0) + 1
    told = sorted(((n, means) for means, n in counts.items() if n >= 2 and 2 * n >= len(real)), reverse=True)
    if (
        not told
        and len(real) > 1
        and sum(cores().after.best(P.HEALTH, one) is not None for one in real) * 2 > len(real)
    ):
        return [Signal("options", ", ".join(real[:3]), P.HEALTH)]
    return [Signal("options", ", ".join(real[:3]), _OPTION_MEANS.get(means) or P(means)) for _, means in told[:1]]


def _is_whole(weight: int, at: int, flat: str) -> bool:
    return at == 0 and weight - 1 >= len(flat) // 2


#: A mark out of that many, by signs alone.
_STARS = 3
_STAR = re.compile(r"[★☆⭐✩✭🌟]+\ufe0f?|[1-5]\s*[★☆⭐]")
_OPTION_MEANS = {"academic": P.HONORIFIC_PREFIX, "months": P.NONE}
_UNCHOSEN = (
    *("bitte", "wahlen", "auswahlen", "please", "select", "choose"),
    *("veuillez", "selecteer", "seleccion", "scegli", "wybierz"),
)


# ── the choice ───────────────────────────────────────────────────────────────────────────────────────────────────────


def _choose(field: FieldSignals, signals: Sequence[Signal]) -> Signal | None:
    by = {source: [signal for signal in signals if signal.source == source] for source in _SOURCES}
    label, named = _first(by["label"]), _first(by["name"])
    token = _first(by["autocomplete"])
    if token and (chosen := _by_token(token, label, named)):
        return chosen
    kinds = {signal.means for signal in by["type"]} | ({P.QUANTITY} if field.kind in _COUNTED else set())
    if typed := next((signal for signal in by["label"] if signal.means in kinds), None):
        return typed  # of several things that a label names, the one that the browser is told
    if label:
        single = " " not in label.text
        return named if named and single and named.means in _NARROWER.get(label.means, ()) else label
    return _without_label(field, by)


def _without_label(field: FieldSignals, by: Mapping[str, Sequence[Signal]]) -> Signal | None:
    named, kind, addressed = _first(by["name"]), _first(by["type"]), _first(by["options"])
    if kind and not (kind.means is P.TEL and named and named.means is not P.TEL):
        return kind
    if named and named.means is P.SEX and addressed and addressed.means is P.HONORIFIC_PREFIX:
        return addressed  # Mr and Mrs, whatever the field is called inside
    shared = by["shared label"]
    if named and (not shared or any(signal.means is named.means for signal in shared) or not _is_part(field)):
        return named
    for source in ("shared label", "placeholder", "title", "options"):
        if by[source]:
            return by[source][0]
    if named:
        return named
    if by["part of name"] and not field.label:
        return by["part of name"][0]
    if field.kind in _LONG:
        return Signal("type", field.kind, P.FREE_TEXT)
    return Signal("type", field.kind, P.FILE) if field.kind == "file" else None


_SOURCES = ("autocomplete", "label", "type", "name", "shared label", "placeholder", "title", "options", "part of name")


def _is_part(field: FieldSignals) -> bool:
    return PARTS.fullmatch(plain(field.label)) is not None


def _by_token(token: Signal, label: Signal | None, named: Signal | None) -> Signal | None:
    """The token, unless it is one used loosely and something visible contradicts it."""
    if token.means in _LOOSE:
        # Shops write these to keep browsers from filling in; the field is then something else by label and name.
        other = label or named
        return token if other is None or other.means in _SECRETS else other
    if label and label.means in _CORRECTED.get(token.means, ()):
        return label
    if named and not label and named.means in _CORRECTED.get(token.means, ()):
        return named
    return token


def _first(signals: Sequence[Signal]) -> Signal | None:
    return signals[0] if signals else None


__all__ = ["NOT_UNDERSTOOD", "WHICH_PASSWORD", "Found", "Meaning", "Signal", "meaning_of", "token_of"]
