"""What pages of many shops have in common, in small: hidden labels, shelves, choices, steps, fancy names."""

from __future__ import annotations

import pytest

from scanner.derive.offers import read_list, read_offer
from scanner.derive.shown import read_shown
from scanner.model.facts import Page, Product, Shop
from scanner.model.facts.offers import Durability, GreenClaim, ProductSafety, UnitPrice
from scanner.model.values import Unknown
from scanner.model.vocabulary import Goods, PageRole

URL = "https://www.laden.example/artikel"
BUY = (
    "<p>inkl. MwSt. zzgl. <a href='https://www.laden.example/versand'>Versand</a></p><button>In den Warenkorb</button>"
)


def offer(html: str, language: str = "de") -> Product:
    page = f'<html lang="{language}"><body><main>{html}</main></body></html>'
    return read_offer(read_shown(page.encode()), Page(url=URL, role=PageRole.PRODUCT), Shop(), [], [])


def unit_of(product: Product) -> UnitPrice:
    assert isinstance(product.unit_price, UnitPrice)
    return product.unit_price


# --- prices ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "line",
    [
        "<span>Normaler Preis</span><s>39,90 €</s><span>Verkaufspreis</span><span>31,90 €</span>",
        "<span>Sale price</span><b>€31,90</b><span>Regular price</span><s>€39,90</s>",
        "<del>39,90 €</del> <ins>31,90 €</ins>",
        "<span>Angebotspreis</span>31,90 €<span>Statt</span><s>39,90 €</s>",
    ],
)
def test_labels_that_nobody_sees_touch_the_price_and_tell_which_it_is(line: str) -> None:
    found = offer(f"<h1>Lampe</h1><div>{line}</div>{BUY}")
    assert found.amount == 31.9
    assert "39,90" in str(found.strike_price)


def test_a_lowest_price_before_is_not_the_price() -> None:
    found = offer(f"<h1>Lampe</h1><p>30-Tage-Bestpreis: 35,90 €</p><p>31,90 €</p>{BUY}")
    assert found.amount == 31.9
    assert offer(f"<h1>Lampe</h1><p>Unser Bestpreis: 31,90 €</p>{BUY}").amount == 31.9


@pytest.mark.parametrize(
    ("lines", "price", "unit"),
    [
        ("<p>4,50 € je 0,5 m</p><p>9,00 € pro Meter</p>", 4.5, "1 m"),
        ("<p>9,00 € / m</p><p>0,90 € pro 10 cm</p>", 0.9, "1 m"),
        ("<p>4,50 €</p><p>Grundpreis: 4,50 € / 0,5 m (9,00 € / m)</p>", 4.5, "1 m"),
        ("<p>9,00 € / m</p>", 9.0, "1 m"),
    ],
)
def test_of_goods_by_the_metre_the_price_is_that_of_a_step(lines: str, price: float, unit: str) -> None:
    found = offer(f"<h1>Baumwollstoff Tupfen</h1>{lines}{BUY}")
    assert found.amount == price
    assert (unit_of(found).unit, unit_of(found).correct) == (unit, True)


def test_a_price_per_100_g_beside_one_per_kilogramme_is_no_step() -> None:
    found = offer(f"<h1>Honig 500 g</h1><p>8,00 €</p><p>1,60 € / 100 g, 16,00 € / kg</p>{BUY}")
    assert (found.amount, unit_of(found).correct) == (8.0, True)


@pytest.mark.parametrize(
    ("choices", "price"),
    [
        ("<li>20 €</li><li>40 € (ausgewählt)</li><li>80 €</li>", 40.0),
        ("<label>20 €</label><label>40 €</label>", 20.0),
        ("<li>20 €</li><li>40 €</li></ul><p>40,00 €</p><ul>", 40.0),
    ],
)
def test_of_sums_to_choose_from_the_chosen_one_is_the_price(choices: str, price: float) -> None:
    assert offer(f"<h1>Geschenkgutschein</h1><ul>{choices}</ul><button>In den Warenkorb</button>").amount == price


# --- other offers ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "heading", ["12 other products in the same category:", "Schmeckt auch dazu", "Kunden, die dieses Buch kauften"]
)
def test_what_stands_on_a_shelf_below_is_none_of_the_offer(heading: str) -> None:
    shelf = (
        f"<h2>{heading}</h2><p><a href='https://x.example/a'>Rapsöl 0,5 l</a> <s>9,90 €</s> 7,90 € (15,80 € / l)</p>"
    )
    found = offer(
        f"<h1>Salatschüssel</h1><p>5,90 €</p>{BUY}{shelf}<p>Hersteller: Ton GmbH, Weg 3, 12059 Berlin, a@b.example</p>"
    )
    assert (found.amount, found.strike_price, unit_of(found).shown) == (5.9, None, False)
    assert isinstance(found.safety, ProductSafety)
    assert found.safety.address is True


def test_sizes_to_choose_and_details_are_no_shelf() -> None:
    size = "<h3>Größe</h3><p><a href='https://x.example/250'>250 g</a></p><p>4,00 €</p><p>16,00 € / kg</p>"
    assert unit_of(offer(f"<h1>Honig</h1><p>4,00 €</p>{size}{BUY}")).correct is True
    more = "<h2>More product details</h2><p>Net weight 250 g, €16.00 / kg</p>"
    assert unit_of(offer(f"<h1>Honey</h1><p>€4.00</p>{more}{BUY}", "en")).shown is True


# --- notes -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "note",
    [
        "zzgl. 4,90 € Versand; ab 40 € frei Haus",
        "Versandkosten: 4,90 €, ab 40 € versandkostenfrei",
        "Tax included, shipping excluded.",
        "Versand kommt hinzu",
    ],
)
def test_what_sending_costs_is_said_in_many_ways(note: str) -> None:
    assert offer(f"<h1>Lampe</h1><p>31,90 €</p><p>{note}</p><button>Kaufen</button>").shipping_note is True


def test_that_a_sum_frees_from_shipping_says_nothing_of_what_it_costs() -> None:
    page = "<h1>Lampe</h1><p>31,90 €</p><p>inkl. MwSt.</p><p>Ab 40 € liefern wir frei Haus</p>"
    assert offer(f"{page}<p>Produktsicherheit, Edelstahl</p>").shipping_note is False


# --- sorts of goods --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("page", "goods"),
    [
        ("<h1>Nummer 7</h1><p>9,00 €</p><p>Helle Röstung, ganze Bohne oder gemahlen: Mahlgrad wählen.</p>", Goods.FOOD),
        ("<h1>Meersalz-Nasenspray 20 ml</h1><p>5,00 €</p><p>Medizinprodukt</p>", Goods.GOODS),
        (
            "<h1>Barista X5 Vollautomat</h1><p>500 €</p><p>Mahlgrad wählbar, ganze Bohnen, jede Röstung, 1450 Watt</p>",
            Goods.GOODS,
        ),
        ("<h1>Sternenreise</h1><p>50 €</p><p>PEGI 12, 1-4 Spieler</p>", Goods.GOODS),
    ],
)
def test_what_is_sold_is_told_by_the_text_where_the_name_is_a_fancy(page: str, goods: Goods) -> None:
    assert offer(page + BUY).goods == goods


def test_coffee_with_a_fancy_name_needs_neither_list_nor_table() -> None:
    found = offer(
        "<h1>Nummer 7</h1><p>9,00 €</p><p>Helle Röstung, ganze Bohne oder gemahlen: Mahlgrad wählen.</p>" + BUY
    )
    assert getattr(found.food, "ingredients", 0) is None
    assert getattr(found.nutrition, "applies", 0) is False


def test_a_course_is_no_food_and_no_thing_to_be_safe() -> None:
    found = offer("<h1>Kaffee-Workshop</h1><p>89,00 € pro Person</p><p>Termin: 4. Mai</p><button>Platz buchen</button>")
    assert found.goods == Goods.SERVICE
    assert getattr(found.food, "applies", 0) is getattr(found.safety, "applies", 0) is False
    sent = offer(f"<h1>Nähkurs-Buch</h1><p>19,00 €</p>{BUY}<p>Lieferzeit 2 Tage, 200 Seiten, ISBN 1</p>")
    assert sent.goods == Goods.GOODS


# --- food, safety, guarantees, claims --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("line", "there"),
    [
        ("Imkerei Wiesengrund, Ada Muster, Feldweg 8, 17235 Neustrelitz.", True),
        ("Packed by Moor Teas Ltd, 4 Castle Row, Cork T12 X2Y3, Ireland", True),
        ("Abholung im Laden, Feldweg 8, 17235 Neustrelitz", False),
        ("Imkerei Wiesengrund", False),
    ],
)
def test_who_answers_for_food_is_named_with_an_address_and_needs_no_title(line: str, there: bool) -> None:
    found = offer(f"<h1>Waldhonig 500 g</h1><p>7,50 €</p>{BUY}<p>{line}</p>")
    assert getattr(found.food, "operator", None) is there


@pytest.mark.parametrize(
    ("tail", "emphasised"),
    [
        ("Kakao: 35 % mindestens in der Milchschokolade.", True),
        ("Schmeckt gut mit einem Glas Milch.", True),
        ("Füllung: Haselnussmus, Zucker.", False),
    ],
)
def test_a_sentence_behind_the_list_is_no_part_of_it_unless_it_lists(tail: str, emphasised: bool) -> None:
    page = f"<h1>Pralinen 200 g</h1><p>9,50 €</p>{BUY}<p>Zutaten: Zucker, Kakaomasse, VOLLMILCHPULVER. {tail}</p>"
    assert getattr(offer(page).allergens, "emphasised", None) is emphasised


def test_a_panel_that_holds_words_was_filled() -> None:
    page = f"<h1>Keksmischung 200 g</h1><p>9,50 €</p>{BUY}<button>Details</button>"
    closed = offer(f"{page}<div data-hidden><p>Trocken lagern, nach dem Öffnen bald verbrauchen.</p></div>")
    assert getattr(closed.food, "ingredients", None) is False
    assert isinstance(getattr(offer(page).food, "ingredients", None), Unknown)


def test_the_address_of_the_company_is_that_of_who_makes_it() -> None:
    block = "<h2>Anschrift des Unternehmens</h2><p>Haut GmbH, Uferweg 2, 78464 Konstanz, hallo@haut.example</p>"
    safety = offer(f"<h1>Sonnenfluid 200 ml</h1><p>12,00 €</p><p>60,00 € / l</p>{BUY}{block}").safety
    assert isinstance(safety, ProductSafety)
    assert (safety.manufacturer, safety.address, safety.contact) == (True, True, True)


@pytest.mark.parametrize(
    ("words", "over"),
    [
        ("5 Jahre Garantie auf das ganze Gerät", True),
        ("5 Jahre Garantie auf das Produkt", True),
        ("5 Jahre Garantie auf den Motor", False),
    ],
)
def test_a_guarantee_on_the_whole_thing_is_none_on_a_part(words: str, over: bool) -> None:
    found = offer(f"<h1>Mixer</h1><p>99,00 €</p>{BUY}<p>{words}</p>").durability
    assert isinstance(found, Durability)
    assert found.over_two is over


@pytest.mark.parametrize(
    ("html", "claimed"),
    [
        ("<footer><p>Umweltfreundlicher Versand für alle</p></footer>", True),
        ("<footer><a href='https://x.example/n'>Nachhaltigkeit bei uns im Laden</a></footer>", False),
        ("<ul><li>Umweltschonende Verpackung</li></ul>", True),
    ],
)
def test_a_claim_is_one_in_the_foot_and_on_the_box_too(html: str, claimed: bool) -> None:
    page = f"<h1>Mixer</h1><p>99,00 €</p>{BUY}"
    within = page + html if "footer" not in html else f"{page}</main>{html}<main>"
    green = offer(within).green_claim
    assert isinstance(green, GreenClaim)
    assert green.claimed is claimed


@pytest.mark.parametrize(
    ("line", "shown"), [("★★★★☆ (9)", True), ("4,4 (63)", True), ("☆☆☆☆☆", False), ("★★★★★ (0)", False)]
)
def test_stars_are_reviews(line: str, shown: bool) -> None:
    assert getattr(offer(f"<h1>Mixer</h1><p>{line}</p><p>99,00 €</p>{BUY}").reviews, "shown", None) is shown


# --- lists -----------------------------------------------------------------------------------------------------------


def listed(html: str) -> UnitPrice:
    shown = read_shown(f'<html lang="de"><body><main>{html}</main></body></html>'.encode())
    found = read_list(shown, Page(url=URL, role=PageRole.CATEGORY), Shop())
    assert found is not None
    return unit_of(found)


def test_a_card_may_be_one_line() -> None:
    card = "<li><a href='https://x.example/{0}'>{0} 50 ml</a> {1} € <span>{2} € / l</span> <a href='https://x.example/b'>Kaufen</a></li>"
    right, wrong = card.format("Tagescreme", "10,00", "200,00"), card.format("Nachtcreme", "12,00", "200,00")
    assert listed(f"<h1>Pflege</h1><ul>{right}{right}</ul>").correct is True
    assert listed(f"<h1>Pflege</h1><ul>{right}{wrong}</ul>").correct is False


def test_every_card_of_a_list_is_looked_at() -> None:
    card = "<h3><a href='https://x.example/{0}'>{0} 500 g</a></h3><p>5,00 €</p><p>{1} € / kg</p>"
    cards = card.format("Orecchiette", "10,00") + card.format("Linguine", "10,00") + card.format("Farfalle", "11,00")
    assert listed(f"<h1>Pasta</h1>{cards}").correct is False


def test_in_a_list_of_things_their_weight_asks_for_no_unit_price() -> None:
    card = "<div><a href='https://x.example/a'>Aria</a><p>149,00 €</p><p>Gewicht 254 g</p></div>"
    assert listed(f"<h1>Kopfhörer</h1>{card}").applies is False
