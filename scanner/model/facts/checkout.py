"""Facts about the way through a checkout, to the page with the order button."""

from __future__ import annotations

from dataclasses import dataclass

from scanner.model.facts.base import Fact, fact
from scanner.model.facts.pages import Page
from scanner.model.values import NOT_STATED, Maybe
from scanner.model.vocabulary import PageRole


@fact(
    "checkout_step",
    key=("ordinal",),
    en="step {ordinal} of the way to the order review",
    de="Schritt {ordinal} auf dem Weg zur Bestellübersicht",
    where="{page}",
)
@dataclass(frozen=True, slots=True, kw_only=True)
class CheckoutStep(Fact):
    """A page on the way from the cart to the order button, in order from 0; its picture is the artifact of `seen`.

    `label`: of the control that leads on from it, or that orders and was not clicked; None where none was found.
    `reached`: false of the one at which the way ended before the order button, and `because`;
    its page is the one before.
    """

    ordinal: Maybe[int] = NOT_STATED
    page: Maybe[str | None] = NOT_STATED
    role: Maybe[PageRole | None] = NOT_STATED
    reached: Maybe[bool] = NOT_STATED
    label: Maybe[str | None] = NOT_STATED
    because: Maybe[str | None] = NOT_STATED


@fact(
    "payment_method",
    key=("page", "name"),
    en='way of paying "{name}" on {page.url}',
    de="Zahlungsart „{name}“ auf {page.url}",
    where="{page.url}",
)
@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentMethod(Fact):
    """A way of paying as the checkout offers it, in the shop's words. `needs_data`: something has to be told for it."""

    page: Maybe[Page] = NOT_STATED
    name: Maybe[str] = NOT_STATED
    needs_data: Maybe[bool] = NOT_STATED
