"""What the test identity answers to a field of a checkout, and what nobody answers. Pure."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from scanner.model.vocabulary import GapCause
from scanner.model.vocabulary import PersonalData as P
from scanner.probes.browser.forms import FieldSeen, FormSeen
from scanner.probes.browser.shopping.checkout_words import bare, words
from scanner.probes.browser.shopping.words import is_choice

#: Never given, whatever the shop file says: payment data, and what opens or makes an account.
NEVER_GIVEN = frozenset({
    P.CC_NAME, P.CC_NUMBER, P.CC_EXP, P.CC_CSC, P.IBAN, P.ACCOUNT_HOLDER,
    P.NEW_PASSWORD, P.CURRENT_PASSWORD, P.ONE_TIME_CODE, P.FILE, P.PHOTO, P.ID_NUMBER,
})  # fmt: skip
_PAYMENT = frozenset({P.CC_NAME, P.CC_NUMBER, P.CC_EXP, P.CC_CSC, P.IBAN, P.ACCOUNT_HOLDER})
_TICKED = frozenset({P.CONSENT_TERMS, P.CONSENT_PRIVACY, P.AGE_OVER})
_NUMBER_AT_END = re.compile(r"^(?P<street>.*?\D)\s+(?P<number>\d+\s*[a-zA-Z]?(?:[-/]\d+)?)$")


@dataclass(frozen=True, slots=True)
class FieldMeaning:
    """What whoever reads words makes of a field; None where that is not understood."""

    asks_for: P | None
    required: bool | None


@dataclass(frozen=True, slots=True)
class FormMeaning:
    """Likewise of a form; `purpose` in the words of the vocabulary, None where it is not understood."""

    purpose: str | None
    fields: tuple[FieldMeaning, ...]


Reader = Callable[[FormSeen, str], FormMeaning]
"""Gives a form on a page of a role its meaning. It lies above the probes, so that whoever starts them hands it in."""


@dataclass(frozen=True, slots=True)
class Type:
    """Key by key."""

    text: str


@dataclass(frozen=True, slots=True)
class Pick:
    """One of the options, by its number; of a box: tick it (0)."""

    option: int


@dataclass(frozen=True, slots=True)
class Leave:
    """As it is."""


@dataclass(frozen=True, slots=True)
class Stop:
    """The way ends here."""

    cause: GapCause
    reason: str


Answer = Type | Pick | Leave | Stop
LEAVE = Leave()


@dataclass(frozen=True, slots=True)
class Identity:
    """Somebody made up, by what fields ask for."""

    answers: Mapping[P, str]

    @property
    def values(self) -> frozenset[str]:
        """All that may be typed of him."""
        made = (self.text(one, split=split) for one in P for split in (False, True))
        return frozenset(value for value in made if value)

    def text(self, asks: P, *, split: bool = False) -> str | None:
        """What is typed; `split`: the form asks for the house number by itself."""
        if asks in NEVER_GIVEN:
            return None
        street, number = self._street()
        match asks:
            case P.NAME:
                joined = " ".join(filter(None, (self.answers.get(P.GIVEN_NAME), self.answers.get(P.FAMILY_NAME))))
                return self.answers.get(P.NAME) or joined or None
            case P.STREET_ADDRESS if split:
                return street or None
            case P.STREET_ADDRESS:
                return " ".join(filter(None, (street, number))) or None
            case P.HOUSE_NUMBER:
                return number or None
            case _:
                return self.answers.get(asks)

    def _street(self) -> tuple[str, str]:
        street, number = self.answers.get(P.STREET_ADDRESS, ""), self.answers.get(P.HOUSE_NUMBER, "")
        if not number and (found := _NUMBER_AT_END.match(street)):
            return found["street"].strip(), found["number"]
        return street, number


@dataclass(frozen=True, slots=True)
class State:
    """A field as it stands there now. `filled`: something is in it or chosen; `demanded`: the page has just said so;
    `eager`: it has refused the form without saying why, so that whatever there is an answer to is answered.
    """

    options: tuple[str, ...] = ()
    values: tuple[str, ...] = ()
    chosen: int | None = None
    filled: bool = False
    demanded: bool = False
    eager: bool = False


def answer(seen: FieldSeen, means: FieldMeaning, state: State, identity: Identity, *, split: bool = False) -> Answer:
    """What to do with one field. What is not demanded is left out, and so is every consent but the unavoidable."""
    asks, demanded = means.asks_for, state.demanded or means.required is True
    if seen.kind == "checkbox":
        return _box(seen, asks, state, demanded=demanded)
    if asks is P.PAYMENT_METHOD:
        return _payment(state)
    if seen.kind == "radio" and (guest := _guest(state)) is not None:
        return LEAVE if state.chosen == guest else Pick(guest)
    if (state.filled and not (asks is P.COUNTRY and state.options)) or _is_optional(means, state):
        return LEAVE
    if asks in NEVER_GIVEN or asks in {P.CAPTCHA, P.HONEYPOT}:
        return _refused(seen, asks) if demanded else LEAVE
    return _told(seen, asks, state, identity, split=split, demanded=demanded)


def _told(seen: FieldSeen, asks: P | None, state: State, identity: Identity, *, split: bool, demanded: bool) -> Answer:
    if state.options:
        return _choice(seen, asks, state, identity, demanded=demanded)
    if asks is not None and (text := identity.text(asks, split=split)):
        return Type(text)
    return _lacking(seen, asks) if demanded else LEAVE


def _is_optional(means: FieldMeaning, state: State) -> bool:
    return means.required is False and not (state.demanded or state.eager)


def _box(seen: FieldSeen, asks: P | None, state: State, *, demanded: bool) -> Answer:
    if state.filled or not demanded:
        return LEAVE
    if asks in _TICKED:
        return Pick(0)
    return Stop(GapCause.NOT_OPERABLE, f"{_named(seen)} has to be ticked, and is no mere consent to terms or privacy")


def _payment(state: State) -> Answer:
    """One for which nothing has to be told; what the shop has chosen beforehand stays if it is such a one."""
    fitting = [i for i, option in enumerate(state.options) if pays_without_data(option) and is_choice(option)]
    if not state.options or state.chosen in fitting:
        return LEAVE
    if not fitting:
        return Stop(GapCause.UNSUPPORTED, "every way of paying asks for payment data or leads to somebody else")
    return Pick(fitting[0])


def pays_without_data(method: str) -> bool:
    """Whether a way of paying needs nothing to be told at the checkout: invoice, prepayment, cash."""
    said = bare(method)
    return words().pays_without_data.search(said) is not None and words().pays_with_data.search(said) is None


def _guest(state: State) -> int | None:
    return next((i for i, option in enumerate(state.options) if words().as_guest.search(bare(option))), None)


def _choice(seen: FieldSeen, asks: P | None, state: State, identity: Identity, *, demanded: bool) -> Answer:
    if asks in {P.HONORIFIC_PREFIX, P.SEX}:
        found = next((i for i, one in enumerate(state.options) if words().neutral.fullmatch(bare(one))), None)
    elif asks is P.COUNTRY:
        found = _country(state, identity)
        if found == state.chosen and found is not None:
            return LEAVE
        if found is None and state.filled:
            return Stop(GapCause.NOT_OPERABLE, "the shop does not deliver to the test identity's country")
    elif asks in {P.DELIVERY_OPTION, P.QUANTITY}:
        found = next((i for i, one in enumerate(state.options) if is_choice(one)), None)
    else:
        found = None
    if found is None and asks is not None and (said := identity.text(asks)):
        found = next((i for i, one in enumerate(state.options) if bare(one) == bare(said)), None)
    if found is None and len(real := [i for i, one in enumerate(state.options) if is_choice(one)]) == 1:
        found = real[0]
    if found is not None:
        return Pick(found)
    return _lacking(seen, asks) if demanded else LEAVE


def _country(state: State, identity: Identity) -> int | None:
    said = bare(identity.answers.get(P.COUNTRY, ""))
    if not said:
        return state.chosen
    names = next((names for names in words().countries.values() if said in names), frozenset({said}))
    both = zip(state.options, state.values or state.options, strict=False)
    return next((i for i, pair in enumerate(both) if names & {bare(one) for one in pair}), None)


def _lacking(seen: FieldSeen, asks: P | None) -> Stop:
    if asks is None or asks is P.NONE:
        return Stop(GapCause.NOT_OPERABLE, f"{_named(seen)} has to be filled in, and is not understood")
    return Stop(GapCause.NEEDS_TEST_IDENTITY, f"{_named(seen)} has to be filled in, and test_identity has no {asks}")


def _refused(seen: FieldSeen, asks: P | None) -> Stop:
    if asks in {P.CAPTCHA, P.HONEYPOT}:
        return Stop(GapCause.BLOCKED, f"{_named(seen)} wants to be solved by a person")
    if asks in _PAYMENT:
        return Stop(GapCause.UNSUPPORTED, f"{_named(seen)} asks for payment data, which is never given")
    return Stop(GapCause.UNSUPPORTED, f"{_named(seen)} asks for {asks}, which is never given")


def _named(seen: FieldSeen) -> str:
    return f"the field “{(seen.label or seen.name or seen.id)[:80]}”"


def splits_number(meanings: Sequence[FieldMeaning]) -> bool:
    """Whether a form asks for the house number by itself."""
    return any(one.asks_for is P.HOUSE_NUMBER for one in meanings)
