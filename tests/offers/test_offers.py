"""Offers are read as their labels say, and nothing is held against a page that it does not show."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scanner.derive.offers import offers, prepare, read_offer
from scanner.derive.offers.allergens import allergens
from scanner.derive.offers.amounts import amounts, packs
from scanner.derive.offers.ingredients import find_ingredients
from scanner.derive.offers.money import prices
from scanner.derive.offers.scene import read_scene
from scanner.derive.offers.units import unit_prices
from scanner.derive.offers.words import plain
from scanner.derive.shown import read_shown
from scanner.model.evidence import Coverage, Evidence, Status, scope
from scanner.model.facts import Page, Product, Seen, Shop
from scanner.model.facts.offers import Allergens
from scanner.model.values import Unknown
from scanner.model.vocabulary import GapCause, PageRole

from .corpus import Specimen, specimens
from .measure import Told, compared, normalised

URL = "https://www.laden.example/p"
MUESLI = next(one for one in specimens("pages") if one.id == "muesli-shopware")


def answers(folder: str) -> list[Told]:
    return [normalised(told) for one in specimens(folder) for told in compared(one)]


@pytest.mark.parametrize(("folder", "recall"), [("pages", 0.99), ("held_out", 0.97), ("unseen", 0.99)])
def test_labelled_offers_are_read_as_they_are_labelled(folder: str, recall: float) -> None:
    each = answers(folder)
    told = [one for one in each if not one.unknown]
    assert [(one.specimen, one.field, one.found) for one in told if not one.right and folder == "pages"] == []
    assert sum(one.right for one in told) / len(told) >= 0.99
    assert sum(one.right for one in each) / len(each) >= recall
    assert sum(one.accuses_wrongly for one in each) == 0


@pytest.mark.parametrize("one", specimens("pages"), ids=lambda one: one.id)
def test_every_quote_stands_on_the_page(one: Specimen) -> None:
    shown = read_shown(one.document)
    product = read_offer(shown, Page(url=one.url, role=PageRole.PRODUCT), Shop(), [], [])
    whole = plain(" ".join(line.text for line in shown.lines) + " ".join(link.label for link in shown.links))
    for part in (product.delivery, product.unit_price, product.reviews, product.age_check, product.medicine):
        said = getattr(part, "quote", None)
        if isinstance(said, str):
            assert plain(said.rstrip("…")) in whole


# --- numbers ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "value", "currency"),
    [
        ("1.299,00 €", "1299", "EUR"),
        ("€ 12,-", "12", "EUR"),
        ("EUR 5.50", "5.50", "EUR"),
        ("199,– €", "199", "EUR"),
        ("CHF 12.–", "12", "CHF"),
        ("Fr. 8.50", "8.50", "CHF"),
        ("1'250.50 CHF", "1250.50", "CHF"),
        ("£9.99", "9.99", "GBP"),
        ("$1,299.00", "1299", "USD"),
        ("12,90\u00a0€*", "12.90", "EUR"),
        ("€14,50 EUR", "14.50", "EUR"),
        ("18 €", "18", "EUR"),
    ],
)
def test_a_price_is_read_in_every_usual_spelling(text: str, value: str, currency: str) -> None:
    (found,) = prices(" ".join(text.split()))
    assert (found.value, found.currency) == (Decimal(value), currency)


@pytest.mark.parametrize(
    ("text", "value", "base"),
    [
        ("500 g", "0.5", "kg"),
        ("6 x 0,75 l", "4.5", "l"),
        ("12 × 55 g", "0.66", "kg"),
        ("Inhalt: 0.425 Kilogramm", "0.425", "kg"),
        ("0,045 kg", "0.045", "kg"),
        ("75cl", "0.75", "l"),
        ("Paket 2,2 m²", "2.2", "m2"),
        ("1.500 g", "1.5", "kg"),
        ("3 Flaschen à 0,5 Liter", "1.5", "l"),
    ],
)
def test_an_amount_is_read_in_every_usual_spelling(text: str, value: str, base: str) -> None:
    (found,) = amounts(plain(text))
    assert (found.value, found.base) == (Decimal(value), base)


@pytest.mark.parametrize("text", ["180 g/m²", "5,1 g/l", "je 100 g", "pro 100 ml", "12 mg/ml", "davon Zucker 11 g"])
def test_what_something_is_measured_by_is_no_amount_of_it(text: str) -> None:
    assert list(amounts(plain(text))) == []


@pytest.mark.parametrize(("text", "many"), [("2er-Pack 500 g", 2), ("12er Box", 12), ("pack of 6", 6), ("500 g", 1)])
def test_a_pack_is_counted(text: str, many: int) -> None:
    assert packs(plain(text)) == many


@pytest.mark.parametrize(
    ("text", "called"),
    [
        ("13,80 €* / 1 kg", "1 kg"),
        ("(1 l = 3,78 €)", "1 l"),
        ("5,95 € pro 100 g", "100 g"),
        ("CHF 6.00/100g", "100 g"),
        ("Grundpreis pro kg: 5,95 €", "1 kg"),
        ("1,50 € pro Meter", "1 m"),
        ("29,92 € / m²", "1 m2"),
        ("€21.00 / kg", "1 kg"),
        ("Literpreis: 3,50 €", "1 l"),
        ("EUR 3,38 / 100 ml", "100 ml"),
    ],
)
def test_a_unit_price_says_what_it_is_per(text: str, called: str) -> None:
    assert [one.called for one in unit_prices(" ".join(text.split()))] == [called]


@pytest.mark.parametrize("text", ["6,90 €", "9,90 € / Flasche", "20,79 € / Monat", "ab 3,99 €"])
def test_a_price_is_not_a_unit_price(text: str) -> None:
    assert list(unit_prices(text)) == []


# --- allergens -------------------------------------------------------------------------------------------------------


def judged(list_: str, *, hidden: bool = False) -> Allergens:
    attribute = " data-hidden" if hidden else ""
    page = f"<main><h1>Müsli</h1><p{attribute}>Zutaten: {list_}</p></main>"
    return allergens(find_ingredients(read_scene(read_shown(page.encode()), URL)), True)


@pytest.mark.parametrize(
    "list_",
    [
        "<b>Weizen</b>mehl, Zucker",
        "WEIZENmehl, Zucker, Salz",
        "<mark>Milch</mark>, Zucker",
        "<u>Eier</u>, Zucker, Salz",
        "<em>Sesam</em>öl, Salz, Wasser",
        "Käse (<b>MILCH</b>), Salz, Wasser",
    ],
)
def test_an_allergen_may_stand_out_in_many_ways(list_: str) -> None:
    assert judged(list_).emphasised is True


@pytest.mark.parametrize(
    ("list_", "plain_ones"),
    [
        ("Weizenmehl, Zucker", "Weizenmehl"),
        ("Zucker, <b>Milch</b>, Sojalecithin", "Sojalecithin"),
        ("<b>Zucker, Weizenmehl, Milch</b>", "Weizenmehl, Milch"),
        ("ZUCKER, MILCHPULVER, KAKAO, SALZ", "MILCHPULVER"),
        ("sugar, whole milk powder", "milk"),
        ("Zucker, Sellerie, Senf, Schwefeldioxid", "Sellerie, Senf, Schwefeldioxid"),
        ("Salz, Lupinenmehl, Muscheln", "Lupinenmehl, Muscheln"),
    ],
)
def test_what_does_not_stand_out_is_named(list_: str, plain_ones: str) -> None:
    found = judged(list_)
    assert (found.emphasised, found.plain) == (False, plain_ones)


@pytest.mark.parametrize(
    "list_",
    [
        "Kokosmilch, Muskatnuss, Buchweizenmehl, Reismilch, Butternut-Kürbis",
        "Kakaobutter, Milchsäure, Glukosesirup (aus Weizen), Meerrettich, Erdäpfel",
        "coconut milk, nutmeg, cocoa butter, buckwheat, eggplant",
        "Zucker, Reis, Meersalz, laktosefrei, ohne Milch",
    ],
)
def test_what_only_sounds_like_an_allergen_is_none(list_: str) -> None:
    assert judged(list_).applies is False


def test_of_a_closed_part_nobody_knows_the_type_unless_its_elements_tell() -> None:
    assert isinstance(judged("Weizenmehl, Zucker", hidden=True).emphasised, Unknown)
    assert judged("<b>Weizenmehl</b>, Zucker", hidden=True).emphasised is True
    assert judged("<b>Weizenmehl</b>, Zucker, Milch", hidden=True).emphasised is False


# --- evidence --------------------------------------------------------------------------------------------------------


def evidence(*pages: Page, status: Status = Status.SEEN, cause: GapCause | None = None) -> Evidence:
    entries = [Coverage("page", scope({"role": role}), status, cause, "so it is" if cause else "") for role in
               (PageRole.PRODUCT, PageRole.CATEGORY)]  # fmt: skip
    return Evidence(shop="https://www.laden.example", coverage=tuple(entries)).with_rows(list(pages))


def test_a_page_that_was_kept_gives_a_row_and_closes_its_cell() -> None:
    page = Page(url=URL, role=PageRole.PRODUCT, seen=(Seen(artifact="a"),))
    found = offers(evidence(page), {"a": MUESLI.document})
    (row,) = found.rows("product")
    assert isinstance(row, Product)
    assert (row.price, row.amount, row.goods) == ("6,90 €", 6.9, "food")
    closed = {entry.scope: entry.status for entry in found.coverage if entry.kind == "product"}
    assert closed[scope({"page.role": PageRole.PRODUCT})] is Status.SEEN
    assert offers(found, {"a": MUESLI.document}) == found


def test_a_page_that_was_not_kept_is_a_gap() -> None:
    page = Page(url=URL, role=PageRole.PRODUCT, seen=(Seen(artifact="a"),))
    found = offers(evidence(page), {})
    assert not found.rows("product")
    assert Status.GAP in {entry.status for entry in found.coverage if entry.kind == "product"}


@pytest.mark.parametrize(
    ("status", "cause"), [(Status.ABSENT, None), (Status.GAP, GapCause.BLOCKED)], ids=["absent", "gap"]
)
def test_pages_that_are_not_there_or_were_not_seen_say_so(status: Status, cause: GapCause | None) -> None:
    found = offers(evidence(status=status, cause=cause), {})
    assert {(entry.status, entry.cause) for entry in found.coverage if entry.kind == "product"} == {(status, cause)}


def test_a_term_on_the_page_on_shipping_counts() -> None:
    offer = b'<main><h1>Tasse</h1><p>9,00 \xe2\x82\xac inkl. MwSt. zzgl. <a href="https://x.example/v">Versand</a></p></main>'
    page = Page(url=URL, role=PageRole.PRODUCT)
    unread = read_offer(read_shown(offer), page, Shop(), [], []).delivery
    assert isinstance(getattr(unread, "stated", None), Unknown)
    there = read_shown(b"<main><h1>Versand</h1><p>Lieferzeit: 2 bis 4 Werktage</p></main>")
    assert getattr(read_offer(read_shown(offer), page, Shop(), [], [there]).delivery, "firm", None) is True
    silent = read_shown(b"<main><h1>Versand</h1><p>Wir versenden mit der Post.</p></main>")
    assert getattr(read_offer(read_shown(offer), page, Shop(), [], [silent]).delivery, "stated", None) is False


def test_the_notice_on_the_legal_guarantee_may_stand_in_the_cart() -> None:
    picture = '<img src="https://x.example/n.png" alt="EU-Mitteilung zum gesetzlichen Gewährleistungsrecht">'
    cart = read_shown(picture.encode())
    page = Page(url=URL, role=PageRole.PRODUCT)
    assert read_offer(read_shown(MUESLI.document), page, Shop(), [], []).guarantee_notice is False
    assert read_offer(read_shown(MUESLI.document), page, Shop(), [cart], []).guarantee_notice is True


#: With | for the spaces within.
PIECES = [
    "<h1>",
    "</h1>",
    "<p>",
    "</p>",
    "<s>",
    "</s>",
    "<b>",
    "<table><tr><td>",
    "<main>",
    "<a|href=https://x.example/>",
    "12,90|€",
    "/|1|kg",
    "500|g",
    "6|x",
    "ab",
    "-",
    "=",
    "Zutaten:",
    "Weizenmehl,",
    "inkl.|MwSt.",
    "UVP",
    "Hersteller:",
    "12059|Berlin",
    "\xad",
    "²",
    "0|g",
    "0,00|€",
    "€€€€€€€€",
    "99999999999999999999",
    "je",
    "((((((((((((((",
    "Bewertungen",
    "\x00",
]


@settings(max_examples=150, deadline=None)
@given(st.lists(st.sampled_from(PIECES), max_size=60))
def test_no_page_is_too_broken_to_be_read(pieces: list[str]) -> None:
    shown = read_shown(" ".join(pieces).replace("|", " ").encode())
    read_offer(shown, Page(url=URL, role=PageRole.PRODUCT), Shop(), [shown], [shown])


def test_every_phrase_compiles() -> None:
    prepare()
