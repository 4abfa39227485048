"""Which pages are looked at for payment: steps of paying, and whatever seems to take card data.

Rather one too many: what fields really ask for is derived later, and an inventory of another page harms nobody.
"""

from __future__ import annotations

import re

from scanner.model.vocabulary import PageRole
from scanner.probes.browser.crawl.words import fold
from scanner.probes.browser.forms import FieldSeen, FormsSeen

#: Steps at which money is spoken of, whatever fields they have.
STEPS = frozenset({PageRole.CHECKOUT_PAYMENT, PageRole.ORDER_REVIEW})
_CARD = re.compile(
    r"\bcc[-_ ]?(?:number|num|nr|csc|cvc|cvv|exp)|card[-_ ]?(?:number|num|nr|no\b)|credit[-_ ]?card|kartennummer"
    r"|kreditkarte|karten[-_ ]?nr|numero (?:de )?(?:la )?(?:carte|tarjeta)|numero (?:della )?carta|kaartnummer"
    r"|numer karty|\bcvv2?\b|\bcvc2?\b|\bcsc\b|prufziffer|prufnummer"
)


def is_payment(role: PageRole, seen: FormsSeen) -> bool:
    """Whether a page is a step of paying, or a field in it, or in a frame of it, seems to ask for card data."""
    return role in STEPS or any(_asks_for_card(field) for form in seen.forms for field in (*form.fields, *form.hidden))


def _asks_for_card(field: FieldSeen) -> bool:
    return field.kind not in {"radio", "checkbox", "select"} and _CARD.search(_said(field)) is not None


def _said(field: FieldSeen) -> str:
    said = f"{field.autocomplete} {field.name} {field.id} {field.label} {field.placeholder}"
    return fold(re.sub(r"(?<=[a-z])(?=[A-Z])", " ", said))
