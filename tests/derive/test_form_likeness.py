"""What forms like one are for: a second opinion that answers where rules don't, and overrules them only when sure."""

from __future__ import annotations

from math import isclose

from scanner.derive.forms import read_form
from scanner.derive.forms.fields import meaning_of
from scanner.derive.forms.likeness import Opinion, features, model, opinion
from scanner.derive.forms.signals import BareField, BareForm
from scanner.derive.forms.view import FormView
from scanner.model.values import Unknown
from scanner.model.vocabulary import FormPurpose as F

SHOP = "https://www.shop.example/"


def view(*labels: str, **form: object) -> FormView:
    fields = tuple(BareField(label=label) for label in labels)
    return FormView(BareForm(page=SHOP, fields=fields, **form), [meaning_of(field) for field in fields])  # type: ignore[arg-type]


def test_the_model_is_whole_and_knows_most_purposes() -> None:
    held = model()
    assert len(held.purposes) >= 20
    assert {"asks email", "says newsletter", "two fields"} <= set(held.weights)


def test_chances_are_of_all_purposes_and_reasons_are_features_of_the_form() -> None:
    seen = view("E-Mail", headings=("Newsletter",), buttons=("Abonnieren",))
    found = opinion(seen)
    assert isclose(sum(found.chances.values()), 1)
    assert found.best is F.NEWSLETTER
    assert found.reasons
    assert set(found.reasons) <= set(features(seen))


def test_a_rule_stands_unless_another_answer_is_much_likelier() -> None:
    near = Opinion({F.CONTACT: 0.6, F.REGISTRATION: 0.3, F.OTHER: 0.1})
    assert near.against(F.REGISTRATION) is F.REGISTRATION
    sure = Opinion({F.CONTACT: 0.9, F.REGISTRATION: 0.06, F.OTHER: 0.04})
    assert sure.against(F.REGISTRATION) is F.CONTACT
    assert sure.against(F.REGISTRATION, headed=True) is F.REGISTRATION


def test_without_a_rule_it_answers_only_when_sure() -> None:
    assert Opinion({F.CONTACT: 0.4, F.OTHER: 0.35, F.CHAT: 0.25}).against(None) is None
    assert Opinion({F.CONTACT: 0.8, F.OTHER: 0.2}).against(None) is F.CONTACT


def test_a_purpose_that_it_has_never_met_stands() -> None:
    assert Opinion({F.CONTACT: 0.99, F.OTHER: 0.01}).against(F.CHECKOUT_SHIPPING) is F.CHECKOUT_SHIPPING


def test_rows_alone_are_read_by_rules_alone() -> None:
    fields = tuple(BareField(label=label) for label in ("Farbe", "Größe", "Irgendwas"))
    assert isinstance(read_form(BareForm(page=SHOP, fields=fields)).purpose.purpose, Unknown)
