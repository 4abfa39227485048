"""What an order button says, by its words alone."""

from __future__ import annotations

import pytest

from scanner.derive.order_button import order_buttons, unambiguous
from scanner.model.evidence import Evidence
from scanner.model.facts import Button
from scanner.model.values import Unknown
from scanner.model.vocabulary import ButtonRole


@pytest.mark.parametrize(
    "label",
    [
        "zahlungspflichtig bestellen", "Zahlungspflichtig bestellen »", "Jetzt kaufen", "KAUFEN", "Kaufen (49,90 €)",
        "49,90 € – Jetzt kaufen", "Kostenpflichtig bestellen", "Zahlungspflichtigen Vertrag schließen", "Buy now · €49",
        "Order with obligation to pay", "Commande avec obligation de paiement", "Bestelling met betalingsverplichting",
        "Pedido con obligación de pago", "Ordine con obbligo di pagare", "Zamawiam z obowiązkiem zapłaty",
    ],
)  # fmt: skip
def test_what_laws_and_courts_take_as_clear_is_clear_prices_and_signs_beside_it(label: str) -> None:
    assert unambiguous(label) is True


@pytest.mark.parametrize(
    "label",
    [
        "Bestellen", "Bestellung abschicken", "Buchung abschließen", "Weiter", "Anmelden", "Place order", "Submit",
        "Zahlungspflichtig bestellen und Newsletter abonnieren", "Jetzt kaufen und AGB akzeptieren",
        "Passer la commande",
    ],
)  # fmt: skip
def test_other_words_and_further_words_are_not_clear(label: str) -> None:
    assert unambiguous(label) is False


@pytest.mark.parametrize(
    "label", ["Kostenpflichtig buchen", "Pay €49", "Jetzt bezahlen", "Complete purchase", "→", "", None]
)
def test_what_speaks_of_paying_in_other_words_or_has_none_is_unknown(label: str | None) -> None:
    assert isinstance(unambiguous(label), Unknown)


def test_only_order_buttons_are_read() -> None:
    rows = (Button(role=ButtonRole.ORDER, label="Bestellen"), Button(role=ButtonRole.NEWSLETTER, label="Bestellen"))
    order, other = order_buttons(Evidence(shop="https://www.shop.example/", facts={"button": rows})).rows("button")
    assert isinstance(order, Button) and order.unambiguous is False and order.derived_by is not None
    assert other == rows[1]
