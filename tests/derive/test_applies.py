"""Disclosures apply by what was seen of the shop and what its owner declares."""

from __future__ import annotations

from scanner.derive.applies import applies
from scanner.model.evidence import Coverage, Evidence, Status
from scanner.model.facts import Fact, Form, PaymentMethod, Service, Shop
from scanner.model.vocabulary import DisclosureItem as I
from scanner.model.vocabulary import FormPurpose, Phase, ServiceCategory


def evidence(*rows: Fact) -> Evidence:
    facts: dict[str, tuple[Fact, ...]] = {}
    for row in rows:
        facts[row.kind] = (*facts.get(row.kind, ()), row)
    return Evidence("https://shop.example/", facts, tuple(Coverage(kind, (), Status.SEEN) for kind in facts))


def test_forms_and_ways_of_paying_say_what_has_to_be_explained() -> None:
    form = Form(purpose=FormPurpose.CONTACT)
    found = applies(evidence(form, PaymentMethod(name="Kauf auf Rechnung")))
    assert {I.CONTACT_FORM, I.ACCOUNT, I.PAYMENT, I.SHIPPING, I.CREDIT_CHECK} <= {k for k, v in found.items() if v}
    assert found[I.NEWSLETTER] is False


def test_a_recipient_outside_the_union_calls_for_its_country_and_safeguards() -> None:
    seen = (Phase.ACCEPTED,)
    far = Service(name="A", country="US", receives_personal_data=True, observed=seen, category=ServiceCategory.CHAT)
    near = Service(name="B", country="DE", receives_personal_data=True, observed=seen)
    assert applies(evidence(far))[I.SAFEGUARDS] is True
    assert applies(evidence(far))[I.CHAT_AI] is True
    assert I.SAFEGUARDS not in applies(evidence(near))


def test_what_nobody_looked_at_is_left_open() -> None:
    assert I.NEWSLETTER not in applies(Evidence("https://shop.example/", {}, ()))


def test_the_owner_knows_best() -> None:
    shop = Shop(staff=40, jurisdiction="CH", newsletter=True, digital_goods=True)
    found = applies(evidence(shop, PaymentMethod(name="PayPal")))
    assert (found[I.DPO], found[I.EU_REPRESENTATIVE], found[I.NEWSLETTER], found[I.SHIPPING]) == (
        True,
        True,
        True,
        False,
    )
