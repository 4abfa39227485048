"""Which disclosures a shop owes, by what was seen of it and what its owner declares."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from scanner.derive.notice.fold import fold
from scanner.derive.notice.phrase_file import data
from scanner.derive.notice.phrases import expression
from scanner.model.evidence import Evidence
from scanner.model.facts import ChatWidget, Form, PaymentMethod, Service, Shop
from scanner.model.values import Maybe
from scanner.model.vocabulary import DisclosureItem, FormPurpose, ServiceCategory

#: Forms that only somebody meets who orders.
_ORDERING = frozenset(
    {
        FormPurpose.GUEST_CHECKOUT,
        FormPurpose.CHECKOUT_CONTACT,
        FormPurpose.CHECKOUT_ADDRESS,
        FormPurpose.CHECKOUT_SHIPPING,
        FormPurpose.CHECKOUT_PAYMENT,
        FormPurpose.ORDER,
    }
)
_ACCOUNTS = frozenset({FormPurpose.REGISTRATION, FormPurpose.LOGIN, FormPurpose.ACCOUNT_DATA})
_I = DisclosureItem


def applies(evidence: Evidence) -> Mapping[DisclosureItem, Maybe[bool]]:
    """True where what an item is about was seen or declared, False where it certainly isn't; others are left out."""
    found = dict(_seen(evidence))
    for row in evidence.rows("shop"):
        if isinstance(row, Shop):
            found |= dict(_declared(row, orders=found.get(_I.PAYMENT) is True))
    return found


def _seen(evidence: Evidence) -> Iterator[tuple[DisclosureItem, bool]]:
    purposes = {row.purpose for row in evidence.rows("form") if isinstance(row, Form)}
    methods = [row.name for row in evidence.rows("payment_method") if isinstance(row, PaymentMethod)]
    yield from _if(evidence, "form", _I.CONTACT_FORM, FormPurpose.CONTACT in purposes)
    yield from _if(evidence, "form", _I.NEWSLETTER, FormPurpose.NEWSLETTER in purposes)
    yield from _if(evidence, "stored_item", _I.COOKIES_TDDDG, bool(evidence.rows("stored_item")))
    if purposes & _ORDERING or methods:
        yield from ((item, True) for item in (_I.ACCOUNT, _I.PAYMENT, _I.SHIPPING))
    elif purposes & _ACCOUNTS:
        yield _I.ACCOUNT, True
    later = expression(data()["observed"]["pay_later"])
    if any(isinstance(name, str) and later.search(fold(name).encode()) for name in methods):
        yield from ((item, True) for item in (_I.CREDIT_CHECK, _I.SOURCE))
    yield from _by_services(evidence)


def _by_services(evidence: Evidence) -> Iterator[tuple[DisclosureItem, bool]]:
    rows = [row for row in evidence.rows("service") if isinstance(row, Service) and row.observed != ()]
    categories = {row.category for row in rows}
    widgets = any(isinstance(row, ChatWidget) for row in evidence.rows("chat_widget"))
    yield from _if(evidence, "service", _I.REVIEWS, ServiceCategory.REVIEWS in categories)
    yield from _if(evidence, "service", _I.CHAT_AI, widgets or ServiceCategory.CHAT in categories)
    if ServiceCategory.SOCIAL in categories:
        yield _I.JOINT_CONTROLLERS, True
    if any(row.receives_personal_data is True and _outside(row.country) for row in rows):
        yield from ((item, True) for item in (_I.THIRD_COUNTRY, _I.SAFEGUARDS))


def _outside(country: object) -> bool:
    return isinstance(country, str) and country not in data()["observed"]["eea"].split()


def _if(evidence: Evidence, kind: str, item: DisclosureItem, seen: bool) -> Iterator[tuple[DisclosureItem, bool]]:
    """What wasn't seen isn't there only if all of it was looked at."""
    if seen or (evidence.looked_at(kind) and not evidence.gaps(kind)):
        yield item, seen


def _declared(shop: Shop, *, orders: bool) -> Iterator[tuple[DisclosureItem, bool]]:
    rules = data()["observed"]
    if isinstance(shop.staff, int) and shop.staff >= rules["staff_for_an_officer"]:
        yield _I.DPO, True
    if isinstance(shop.jurisdiction, str):
        yield _I.EU_REPRESENTATIVE, shop.jurisdiction.upper()[:2] not in rules["eea"].split()
    if isinstance(shop.newsletter, bool):
        yield _I.NEWSLETTER, shop.newsletter
    if orders and shop.digital_goods is True:
        yield _I.SHIPPING, False
