"""What stands around a form: how consent is confirmed and withdrawn, whether guests may order, what answers are for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from scanner.derive.forms.around_words import around_words, sentences, told_length
from scanner.derive.forms.consents import binds
from scanner.derive.forms.fields import Meaning, Signal, token_of
from scanner.derive.forms.signals import FieldSignals, FormSignals
from scanner.derive.forms.words import plain, words
from scanner.model.values import Maybe, Unknown
from scanner.model.vocabulary import FormPurpose as F
from scanner.model.vocabulary import PersonalData as P

_MOST_SIGNALS = 6
_LONGEST_SIGNAL = 80
_PASSWORDS = frozenset({P.NEW_PASSWORD, P.CURRENT_PASSWORD})
_CHECKOUT = frozenset({
    F.GUEST_CHECKOUT, F.CHECKOUT_CONTACT, F.CHECKOUT_ADDRESS, F.CHECKOUT_SHIPPING, F.CHECKOUT_PAYMENT, F.ORDER,
})  # fmt: skip
_STEPS = frozenset({F.GUEST_CHECKOUT, F.CHECKOUT_CONTACT, F.CHECKOUT_ADDRESS})
_ENTRANCES = frozenset({F.LOGIN, F.REGISTRATION})
_ELSEWHERE = Unknown("whether an order needs an account is seen at the checkout, and this is no page of it")
#: What a token may stand for besides its own meaning: a user name may be an e-mail address, a street has its number.
_ALSO = {
    "username": frozenset({P.EMAIL, P.CUSTOMER_NUMBER, P.TEL}),
    "email": frozenset({P.USERNAME}),
    "name": frozenset({P.ACCOUNT_HOLDER}),
    "street-address": frozenset({P.HOUSE_NUMBER}),
    "address-line1": frozenset({P.HOUSE_NUMBER}),
    "address-line2": frozenset({P.HOUSE_NUMBER}),
}


# ── a field ──────────────────────────────────────────────────────────────────────────────────────────────────────────

#: Shorter labels are parts of other words.
_SHORTEST_LABEL = 5


@dataclass(frozen=True, slots=True)
class FieldAround:
    """What stands at a field, as its row has it. `told_length`: what words demand of a password."""

    because: tuple[str, ...]
    binds: Maybe[tuple[P, ...] | None]
    autocomplete_fits: Maybe[bool | None]
    explained: bool
    told_length: int | None


def field_around(field: FieldSignals, meaning: Meaning, form: FormSignals) -> FieldAround:
    """What the field's own words say, and what the form says of its password."""
    own = (field.hint, field.label, field.placeholder, field.title, field.group)
    password = field.kind == "password" and meaning.known in _PASSWORDS
    return FieldAround(
        because=tuple(f"{signal.source}: {_words_of(signal)}" for signal in meaning.because[:_MOST_SIGNALS]),
        binds=binds(field, meaning),
        autocomplete_fits=_fits(field, meaning),
        explained=around_words().explained.said_in(*own, *_sentences_on(field.label, form.text)),
        told_length=told_length(*own, form.text) if password else None,
    )


def _sentences_on(label: str, text: str) -> Iterator[str]:
    """The sentences of a form that name a field by its label, wherever in the form they stand."""
    name = plain(label)
    if len(name) >= _SHORTEST_LABEL:
        yield from (sentence for sentence in sentences(text) if name in plain(sentence))


def _words_of(signal: Signal) -> str:
    return signal.text.replace("*", "")[:_LONGEST_SIGNAL].strip() or signal.means.value


def _fits(field: FieldSignals, meaning: Meaning) -> Maybe[bool | None]:
    if isinstance(meaning.asks_for, Unknown):
        return meaning.asks_for
    if meaning.known not in _with_token() or field.kind in {"checkbox", "switch", "file"}:
        return None
    token = token_of(field.autocomplete)
    return words().autocomplete.get(token) == meaning.known or meaning.known in _ALSO.get(token, frozenset())


@cache
def _with_token() -> frozenset[str]:
    """What HTML has a token for."""
    return frozenset(words().autocomplete.values())


# ── a form ───────────────────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Around:
    """What stands around a form, as its row has it."""

    double_opt_in: bool | None
    unsubscribe: bool | None
    names_health: bool | None


def around(form: FormSignals, purpose: F | Unknown, fields: Iterable[FieldAround]) -> Around:
    """What the words in and right before a form say. None where nobody asks that of such a form."""
    texts = _texts(form)
    data = around_words()
    bound = {kind for one in fields if isinstance(one.binds, tuple) for kind in one.binds}
    advertises = purpose is F.NEWSLETTER or (P.CONSENT_MARKETING in bound and purpose is not F.CONSENT)
    ordering = purpose in _CHECKOUT or purpose is F.PRESCRIPTION
    return Around(
        double_opt_in=data.double_opt_in.said_in(*texts) if advertises else None,
        unsubscribe=data.unsubscribe.said_in(*texts) if advertises else None,
        names_health=any(words().boxes.says(P.CONSENT_HEALTH, text) for text in texts) if ordering else None,
    )


def _texts(form: FormSignals) -> tuple[str, ...]:
    at_fields = (text for one in form.fields for text in (one.label, one.hint, *one.options))
    return (form.text, form.before, *form.headings, *form.above, *at_fields)


# ── ordering as a guest ──────────────────────────────────────────────────────────────────────────────────────────────


def guest_possible(
    form: FormSignals, purpose: F | Unknown, demanded: bool, role: str, beside: Sequence[FormSignals]
) -> Maybe[bool | None]:
    """Whether an order without an account is offered where a form asks to log in, register or begin the checkout.

    `demanded`: the form has a password that must be filled in. `role`: of its page. `beside`: all forms of the page.
    """
    if isinstance(purpose, Unknown):
        return purpose
    if purpose not in _STEPS | _ENTRANCES:
        return None
    said = [
        text for one in (form, *beside) for text in (*_texts(one), *one.buttons, *(link.text for link in one.links))
    ]
    if around_words().guest.denied_in(*said):
        return False
    if any(_offers(text) for text in said) and not (demanded and purpose in _STEPS):
        return True
    if purpose in _STEPS:
        return not demanded
    if not role.startswith("checkout_") and role != "order_review":
        return _ELSEWHERE
    return any(_is_open(one) for one in beside)


def _offers(text: str) -> bool:
    return any(lexicon.says("guest", text) for lexicon in (words().purposes["words"], words().purposes["button"]))


def _is_open(form: FormSignals) -> bool:
    """A step of the checkout that asks for no password, beside the question whether to log in."""
    asks = any(one.kind == "email" or "email" in one.autocomplete for one in form.fields)
    street = any("street" in one.autocomplete or "postal" in one.autocomplete for one in form.fields)
    return street or (asks and not any(one.kind == "password" for one in form.fields) and _at_checkout(form))


def _at_checkout(form: FormSignals) -> bool:
    lexicons = words().purposes
    places = {"button": form.buttons, "heading": (*form.headings, *form.above)}
    return any(lexicons[place].says("checkout", text) for place, held in places.items() for text in held)


__all__ = ["Around", "FieldAround", "around", "field_around", "guest_possible"]
