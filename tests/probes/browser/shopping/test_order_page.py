"""Which facts stand above the order button, and how far from it."""

from __future__ import annotations

import pytest

from scanner.model.values import Unknown
from scanner.model.vocabulary import KeyFact
from scanner.probes.browser.shopping.order_page import Text, key_facts, words_between


def rows(*texts: str) -> list[Text]:
    """One below the other, the last right above the button."""
    return [Text(text, -20 * (len(texts) - i), -20 * (len(texts) - i) + 15) for i, text in enumerate(texts)]


@pytest.mark.parametrize(
    ("texts", "facts"),
    [
        (["Beerenmüsli, 500 g", "Zwischensumme 6,90 €", "Versand: 3,90 €", "Gesamtsumme", "10,80 €", "inkl. 7 % MwSt."],
         "goods total_price shipping_cost vat"),
        (["Beerenmüsli", "Versandkostenfrei", "Gesamtbetrag: 35,00 €"], "goods total_price shipping_cost"),
        (["Beerenmüsli", "Delivery free", "Order total £12.00", "Minimum term 12 months"],
         "goods total_price shipping_cost term"),
        (["Beerenmüsli", "Livraison 4,90 €", "Total à payer 12,00 €", "TVA incluse"],
         "goods total_price shipping_cost vat"),
        (["Beerenmüsli", "Dostawa 12,00 zł", "Razem 49,00 zł"], "goods total_price shipping_cost"),
        (["Beerenmüsli", "Versand: Standard", "Gesamtsumme folgt"], "goods"),  # named, but neither says what it costs
        (["Haferflocken", "Spedizione 3,00 €", "Totale 9,00 €"], "total_price shipping_cost"),
        ([], ""),
    ],
)  # fmt: skip
def test_a_fact_is_there_if_it_is_named_and_said(texts: list[str], facts: str) -> None:
    assert key_facts(rows(*texts), "Beerenmüsli") == tuple(KeyFact(fact) for fact in facts.split())


def test_what_stands_between_the_total_and_the_button_is_counted_in_words() -> None:
    assert words_between(rows("Gesamtsumme 10,80 €")) == 0
    assert words_between(rows("Gesamtsumme 10,80 €", "Mit Ihrer Bestellung gelten unsere AGB.")) == 6
    beside = [*rows("Gesamtsumme 10,80 €"), Text("lange Bedingungen daneben", -40, -10)]
    assert words_between(beside) == 0
    assert isinstance(words_between(rows("Beerenmüsli")), Unknown)
