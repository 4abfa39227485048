"""Pages on shipping, payment and accessibility: what is told of something else is not taken for the item."""

from __future__ import annotations

import pytest

from scanner.model.values import Unknown
from scanner.model.vocabulary import LegalDetail as Item
from scanner.model.vocabulary import PageRole

from .test_legal import read


def says(role: PageRole, item: Item, text: str) -> object:
    return read(f"<main><h1>Auf dieser Seite</h1>{text}</main>", role)[item].present


@pytest.mark.parametrize(
    ("sentence", "present"),
    [
        ("Unser Kundendienst antwortet innerhalb von 24 Stunden.", False),
        ("Paket beschädigt? Bitte melde dich innerhalb von zwei Tagen bei uns.", False),
        ("Die Reparatur dauert gewöhnlich 10 Werktage.", False),
        ("Rücksendungen bitte binnen 14 Tagen.", False),
        ("Die Zustellung findet innerhalb von 7 Bankarbeitstagen statt.", True),
        ("Gemüsekisten kommen jeden Donnerstag zu dir.", True),
        ("Lieferung in 2 bis 4 Werktagen, auch an eine Filiale.", True),
    ],
)
def test_a_time_is_one_of_delivery(sentence: str, present: bool) -> None:
    assert says(PageRole.SHIPPING, Item.DELIVERY_TIME, f"<p>{sentence}</p>") is present


@pytest.mark.parametrize(
    ("sentence", "present"),
    [
        ("Für Leihgeräte berechnen wir 25 € Kaution.", False),
        ("Alle Preise verstehen sich ohne Versandkosten.", False),
        ("Bei uns zahlst du nie Versandkosten.", True),
    ],
)
def test_costs_are_those_of_sending(sentence: str, present: bool) -> None:
    assert says(PageRole.SHIPPING, Item.SHIPPING_COSTS, f"<p>{sentence}</p>") is present


def test_a_country_of_delivery_is_known_in_english_too() -> None:
    assert (
        says(PageRole.SHIPPING, Item.DELIVERY_RESTRICTIONS, "<p>Delivery in the Republic of Ireland only.</p>") is True
    )


FEES = "<p>{}</p><ul><li>Kreditkarte 2,90 €</li><li>Lastschrift 1,90 €</li></ul><p>{}</p>"


def test_prices_below_the_word_fee_are_fees() -> None:
    fees = FEES.format("Servicegebühr je Zahlungsart:", "")
    assert says(PageRole.PAYMENT, Item.SURCHARGE, fees) is True
    assert says(PageRole.PAYMENT, Item.FREE_METHOD, fees) is False
    assert says(PageRole.PAYMENT, Item.SURCHARGE, FEES.format("Unsere Bankpartner:", "")) is False


def test_a_card_of_the_shops_own_is_no_usual_way_of_paying() -> None:
    own = "Mit unserer Kundenkarte ohne Gebühr."
    assert says(PageRole.PAYMENT, Item.FREE_METHOD, FEES.format("Gebühr je Zahlungsart:", own)) is False


def test_a_service_is_described_with_the_verb_before_the_customers() -> None:
    text = "<p>Bei uns können Sie Rollatoren auswählen, nach Hause bestellen und im Warenkorb bezahlen.</p>"
    assert says(PageRole.ACCESSIBILITY, Item.SERVICE_DESCRIPTION, text) is True


def test_a_tool_leaves_open_how_requirements_are_met() -> None:
    tool = "<p>Dafür nutzen wir das Werkzeug „EasyEye“ der Sichtbar Software GmbH.</p>"
    assert isinstance(says(PageRole.ACCESSIBILITY, Item.HOW_MET, tool), Unknown)
    assert says(PageRole.ACCESSIBILITY, Item.HOW_MET, "<p>Wir verkaufen Werkzeug für alle.</p>") is False


@pytest.mark.parametrize(
    "sentence",
    [
        "Sie eröffnen Konten, beantragen Karten und Kredite und führen Ihre Konten im Online-Banking.",
        "Verbraucher buchen hier Reisen und verwalten ihre Buchungen.",
        "Customers can open an account and manage their cards.",
        "In unserem Shop kannst du Müsli bestellen.",
    ],
)
def test_a_service_is_described_by_what_is_done_there(sentence: str) -> None:
    text = f"<p>{sentence}</p><p>Wir halten WCAG 2.1 AA ein. Marktüberwachungsstelle der Länder (MLBF), Magdeburg.</p>"
    assert says(PageRole.ACCESSIBILITY, Item.SERVICE_DESCRIPTION, text) is True
    nothing = "<p>Wir halten WCAG 2.1 AA ein. Sie können uns Barrieren melden.</p>"
    assert says(PageRole.ACCESSIBILITY, Item.SERVICE_DESCRIPTION, nothing) is False
