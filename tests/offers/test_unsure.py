"""What an offer may say without our understanding it is unknown, and accuses nobody."""

from __future__ import annotations

import pytest

from scanner.derive.offers import read_offer
from scanner.derive.shown import read_shown
from scanner.model.facts import Page, Product, Shop
from scanner.model.values import Unknown
from scanner.model.vocabulary import PageRole, Sector

FRENCH = """<h1>Muesli aux baies</h1><p>12,90 €</p><p>Livraison en trois jours avec la poste, et nous vous remercions
de votre commande dans notre boutique pour les enfants et les parents.</p><button>Ajouter au panier</button>"""
GERMAN = "<h1>Beerenmüsli 500 g</h1><p>Das Müsli ist gut für den Tag und wird mit der Post zu Ihnen gebracht.</p>"


def offer(html: str) -> Product:
    page = Page(url="https://shop.example/p", role=PageRole.PRODUCT)
    return read_offer(read_shown(f"<main>{html}</main>".encode()), page, Shop(sector=Sector.FOOD), [], [])


def test_a_page_in_a_language_that_is_not_read_has_a_price_and_nothing_missing() -> None:
    found = offer(FRENCH)
    assert found.price == "12,90 €"
    assert isinstance(found.vat_note, Unknown)
    assert isinstance(found.reviews, Unknown)


def test_without_a_price_nothing_can_be_missing_beside_it() -> None:
    found = offer(GERMAN)
    assert found.price is None
    assert isinstance(found.vat_note, Unknown)
    assert isinstance(found.shipping_note, Unknown)


@pytest.mark.parametrize(
    ("said", "claimed"),
    [("Zutaten aus kontrolliert biologischem Anbau", True), ("Unser Bio-Sortiment finden Sie nebenan.", None)],
)
def test_words_on_something_else_are_no_organic_claim(said: str, claimed: bool | None) -> None:
    organic = offer(f"{GERMAN}<p>4,99 €</p><p>Zutaten: Hafer, Beeren</p><p>{said}</p>").organic
    assert not isinstance(organic, Unknown)
    assert organic.claimed is True if claimed else isinstance(organic.claimed, Unknown)
