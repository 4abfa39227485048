"""Of an instruction is asked what its contracts call for: no goods are sent back where none were sent."""

from __future__ import annotations

import pytest

from scanner.model.facts import LegalItem
from scanner.model.values import Unknown
from scanner.model.vocabulary import LegalDetail as Item
from scanner.model.vocabulary import PageRole

from .test_legal import read

OF_GOODS = (Item.RETURN_GOODS_14_DAYS, Item.RETURN_COST, Item.VALUE_LOSS)
MODEL_FORM = "<p>Hiermit widerrufe ich den Vertrag über den Kauf der folgenden Waren / die folgende Dienstleistung</p>"
RIGHT = "<p>Sie haben das Recht, binnen vierzehn Tagen ohne Angabe von Gründen diesen Vertrag zu widerrufen.</p>"


def instruction(more: str, right: str = RIGHT, footer: str = "") -> dict[Item, LegalItem]:
    return read(f"<main><h1>Widerrufsbelehrung</h1>{right}{more}</main>{footer}", PageRole.WITHDRAWAL)


@pytest.mark.parametrize(
    "about",
    [
        f"<p>Das gilt für Dienstleistungen.</p>{MODEL_FORM}",
        "<p>Haben Sie verlangt, dass die Lieferung von Strom in der Frist beginnt, zahlen Sie dafür.</p>",
        "<h2>Stromliefervertrag</h2>",
    ],
)
def test_of_services_and_energy_nothing_is_sent_back(about: str) -> None:
    found = instruction(about)
    assert all(isinstance(found[item].present, Unknown) for item in OF_GOODS)


def test_the_words_of_the_model_form_make_no_seller_of_services() -> None:
    found = instruction(MODEL_FORM)
    assert all(found[item].present is False for item in OF_GOODS)


@pytest.mark.parametrize(
    ("sentence", "asked"),
    [
        ("Wir holen die Waren ab.", False),
        ("Die Matratze lassen wir durch unsere Spedition abholen.", False),
        ("Wir liefern Holz ab Lager, die Waren kommen in Paketen.", True),
        ("Sie können die Ware auch selbst bei uns abholen.", True),
    ],
)
def test_goods_that_the_seller_fetches_are_not_sent_by_a_day(sentence: str, asked: bool) -> None:
    found = instruction(f"<p>{sentence}</p>")
    assert (found[Item.RETURN_GOODS_14_DAYS].present is False) is asked
    assert found[Item.VALUE_LOSS].present is False


NO_RIGHT = "<p>Für Eintrittskarten besteht nach § 312g Abs. 2 Nr. 9 BGB kein Widerrufsrecht.</p>"


def test_where_the_law_gives_no_right_nothing_is_missing_of_it() -> None:
    found = instruction("", right=NO_RIGHT)
    assert found[Item.EXCLUSIONS].present is True
    for item in (Item.PERIOD_14_DAYS, Item.START, Item.MODEL_FORM, Item.ONLINE_FUNCTION, *OF_GOODS):
        assert isinstance(found[item].present, Unknown)


@pytest.mark.parametrize(
    ("right", "more"),
    [("<p>Bei uns besteht kein Widerrufsrecht.</p>", ""), (RIGHT, NO_RIGHT)],
    ids=["without a reason of the law", "beside others that can be withdrawn from"],
)
def test_a_right_that_is_denied_without_the_law_is_missing(right: str, more: str) -> None:
    assert instruction(more, right=right)[Item.START].present is False


@pytest.mark.parametrize(
    ("sentence", "outside"),
    [
        ("We only deliver to addresses in Great Britain and Northern Ireland.", True),
        ("We ship only within the UK.", True),
        ("We only ship to the United Kingdom and Germany.", False),
        ("Only orders over 50 GBP are delivered to the UK for free.", False),
    ],
)
def test_who_delivers_outside_the_union_alone_is_not_held_to_its_law(sentence: str, outside: bool) -> None:
    text = (
        f"<main><h1>Cancellation</h1><p>{sentence}</p><p>You may cancel the order of goods within 14 days.</p></main>"
    )
    found = read(text, PageRole.WITHDRAWAL)
    for item in (Item.ONLINE_FUNCTION, Item.RECEIPT):
        assert isinstance(found[item].present, Unknown) is outside


# ── the model form and the online function ───────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("sentence", "present"),
    [
        ("Sie können dafür das beigefügte Muster-Widerrufsformular verwenden.", False),
        ("Sie können dafür das der Bestellbestätigung beiliegende Muster-Widerrufsformular verwenden.", None),
        ("Sie können dafür das Muster-Widerrufsformular verwenden.", None),
        (f"Sie können das beigefügte Muster-Widerrufsformular verwenden.</p>{MODEL_FORM}<p>", True),
    ],
)
def test_a_form_that_is_said_to_be_attached_and_is_not_is_missing(sentence: str, present: bool | None) -> None:
    found = instruction(f"<p>{sentence}</p>")[Item.MODEL_FORM].present
    assert isinstance(found, Unknown) if present is None else found is present


def test_a_form_to_declare_with_may_be_the_function() -> None:
    text = '<p>Report it with our <a href="{}">withdrawal form</a>.</p>'
    assert isinstance(instruction(text.format("/form"))[Item.ONLINE_FUNCTION].present, Unknown)
    assert instruction(text.format("/form.pdf"))[Item.ONLINE_FUNCTION].present is False


def test_a_control_at_the_foot_of_the_page_is_no_word_of_the_instruction() -> None:
    footer = '<footer><a href="/w">Hier Vertrag widerrufen</a></footer>'
    assert instruction("", footer=footer)[Item.ONLINE_FUNCTION].present is False


def test_a_place_in_words_is_neither_given_nor_missing() -> None:
    text = "<p>Sie können den Widerruf über die Schaltfläche „Vertrag widerrufen“ {} erklären.</p>"
    place = instruction(text.format("am Ende jeder Seite"))[Item.ONLINE_FUNCTION_URL].present
    assert isinstance(place, Unknown)
    assert instruction(text.format("bei uns"))[Item.ONLINE_FUNCTION_URL].present is False


# ── in a shop's own words ────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("item", "sentence"),
    [
        (Item.PERIOD_14_DAYS, "Neben dem freiwilligen Test gilt ein gesetzliches Widerrufsrecht von vierzehn Tagen."),
        (Item.START, "Los geht’s an dem Tag, an dem du dein Paket bekommst."),
        (Item.RETURN_COST, "Das Porto für den Rückweg übernimmst du."),
        (Item.RETURN_COST, "Wer zahlt das Porto? Bis 50 € Warenwert Sie, darüber wir."),
        (Item.RETURN_COST, "Wir lassen die Ware kostenlos durch unsere Spedition abholen."),
        (Item.RETURN_COST, "Send everything back to us, and you pay the postage."),
        (Item.VALUE_LOSS, "Getragene Schuhe mindern den Wert, das ziehen wir ab."),
        (Item.VALUE_LOSS, "You are liable for depreciation caused by handling that goes further."),
        (Item.EXCLUSIONS, "Geöffnete Beutel nehmen wir aus hygienischen Gründen nicht zurück."),
        (Item.EXCLUSIONS, "Hops and yeast are perishable and therefore excluded."),
        (Item.REFUND_14_DAYS, "Your money goes back to your card within 14 days."),
        (Item.RETURN_GOODS_14_DAYS, "Return the product as soon as possible, but within 14 days of your report."),
        (Item.HOW_TO, "Teilen Sie uns Ihren Entschluss mit: Teekontor GmbH, Kai 1, 20457 Hamburg."),
        (Item.HOW_TO, "Just let us know by email at tea@kontor.example."),
    ],
)
def test_items_are_found_in_own_words(item: Item, sentence: str) -> None:
    text = f"<main><h1>Widerruf der Waren</h1><p>{sentence}</p></main>"
    assert read(text, PageRole.WITHDRAWAL)[item].present is True


@pytest.mark.parametrize(
    ("item", "sentence"),
    [
        (Item.START, "We repay everything at the latest within 14 days after the day you reported the withdrawal."),
        (Item.RETURN_GOODS_14_DAYS, "Kann ich Waren zurückgeben? Ja, Sie haben ein 14-tägiges Widerrufsrecht."),
        (Item.RETURN_GOODS_14_DAYS, "You have the right to cancel or return your order within 14 days for any reason."),
        (Item.RETURN_COST, "Wer trägt die Versandkosten? Sie, wenn Sie im Shop bestellen."),
    ],
)
def test_what_only_sounds_like_an_item_is_none(item: Item, sentence: str) -> None:
    text = f"<main><h1>Widerruf der Waren</h1><p>{sentence}</p></main>"
    assert read(text, PageRole.WITHDRAWAL)[item].present is False
