"""Forms by which one buys: addresses, ways of sending and paying, the order; and what only looks like one of these."""

from __future__ import annotations

from scanner.derive.forms.view import CHOICES, IMPERSONAL, FormView
from scanner.model.vocabulary import FormPurpose as F
from scanner.model.vocabulary import PersonalData as P

NAMES = frozenset({P.NAME, P.GIVEN_NAME, P.FAMILY_NAME})
CARD = frozenset({P.CC_NUMBER, P.CC_CSC, P.CC_EXP, P.IBAN, P.ACCOUNT_HOLDER, P.CC_NAME})


def keeps(view: FormView) -> bool:
    """What is asked for is kept for later, and nothing is bought now."""
    return view.heard("saving") and not any(view.says(one) for one in ("checkout", "order", "payment"))


def address(view: FormView) -> F | None:
    """Addresses: mostly steps of a checkout."""
    street = view.has(P.STREET_ADDRESS) or (view.has(P.POSTAL_CODE) and view.has(P.CITY))
    if not street:
        return None
    if view.has(P.EMAIL):
        return _address_and_email(view)
    if view.has(P.CC_NUMBER) or (view.has(*CARD) and view.says("payment")):
        return F.CHECKOUT_PAYMENT
    if view.told_above("catalogue") and not view.says("checkout"):
        return F.CONTACT  # what is asked for is sent there
    return F.ACCOUNT_DATA if view.heard("saving") and not view.says("checkout") else F.CHECKOUT_ADDRESS


def _address_and_email(view: FormView) -> F | None:
    asks = view.weight("contact") >= 4 and view.weight("contact") > view.weight("checkout")
    if asks and not (view.says("guest") and not view.has(P.FREE_TEXT)):
        return F.CONTACT
    if view.weight("newsletter") >= 4 and not view.says("checkout"):
        return F.NEWSLETTER
    if view.has(P.INCOME) and view.says("loan", 2) and not view.has(*CARD):
        return F.OTHER
    if view.has(P.INCOME, P.NATIONALITY, P.MARITAL_STATUS) and not view.has(P.PAYMENT_METHOD, P.DELIVERY_OPTION):
        return F.REGISTRATION  # a bank's or an insurer's: what is applied for is an account
    registers = view.says("registration", 4) and view.weight("checkout") < 4 and not view.says("guest")
    if registers and not view.has(*CARD):
        return F.REGISTRATION
    checks_out = view.says("checkout") or view.says("guest") or view.says("order", 4)
    if checks_out or view.offers_account or view.has(*CARD, P.PAYMENT_METHOD, P.DELIVERY_OPTION):
        return F.GUEST_CHECKOUT
    return F.CONTACT if view.says("contact") else None


def steps(view: FormView) -> F | None:
    """Other steps of a checkout."""
    if view.has(P.IBAN) and keeps(view):
        return F.ACCOUNT_DATA
    if view.has(P.CC_NUMBER, P.IBAN) or (view.has(P.PAYMENT_METHOD) and not view.has(*NAMES, P.EMAIL)):
        return F.ORDER if view.has(P.CONSENT_TERMS) and view.weight("order") >= 4 else F.CHECKOUT_PAYMENT
    if view.has(P.DELIVERY_OPTION) and not view.has(*NAMES, P.EMAIL):
        return F.CHECKOUT_SHIPPING
    if view.has(P.CONSENT_TERMS) and view.weight("order") >= 4:
        return F.ORDER
    if view.has(P.EMAIL) and view.has(*NAMES) and view.says("guest") and not view.has(P.ORDER_NUMBER):
        return F.GUEST_CHECKOUT
    if (view.choices_only or _chooses_with_a_word(view)) and view.says("shipping", 2):
        return F.CHECKOUT_SHIPPING
    if view.choices_only and view.says("payment", 2):
        return F.CHECKOUT_PAYMENT
    return None


def _chooses_with_a_word(view: FormView) -> bool:
    """Choices, and beside them a word to whoever brings it."""
    pairs = [(one, means.known) for one, means in zip(view.form.fields, view.meanings, strict=True)]
    chosen = [one.kind in CHOICES for one, means in pairs if means is not P.FREE_TEXT]
    return bool(chosen) and all(chosen) and view.only(IMPERSONAL | {None, P.FREE_TEXT})
