"""What another company, office or carrier gives on a page is not the seller's; what is the seller's stays its own."""

from __future__ import annotations

import pytest

from scanner.model.values import Unknown
from scanner.model.vocabulary import LegalDetail as Item
from scanner.model.vocabulary import PageRole

from .test_legal import read, says

#: An instruction that names the seller without a number to call.
INSTRUCTION = """<main><h1>Widerrufsbelehrung</h1><p>Sie haben das Recht, binnen vierzehn Tagen diesen Vertrag über den
Kauf von Waren zu widerrufen. Schreiben Sie uns (Teekontor GmbH{address}).</p>{more}</main>{footer}"""


def instruction(item: Item, more: str = "", footer: str = "", address: str = ", Kai 1, 20457 Hamburg") -> object:
    text = INSTRUCTION.format(more=more, footer=footer, address=address)
    return read(text, PageRole.WITHDRAWAL)[item].present


@pytest.mark.parametrize(
    "paragraph",
    [
        "Gewerbeerlaubnis erteilt. Zuständige Aufsichtsbehörde: Stadt Hafen, Markt 1, 20457 Hamburg, Tel. 040 998877",
        "Proben für die Presse: Büro Anker, Tel. 040 998877",
        "Kunden können sich an die Schlichtungsstelle Nord, Markt 1, 20457 Hamburg, wenden (Tel. 040 998877).",
        "Depotbank ist die Hafenkredit Bank AG, Markt 1, 20457 Hamburg, Telefon 040 998877",
        "Hafen Lager GmbH<br>Markt 1<br>20457 Hamburg<br>Tel. 040 998877",
        "Website by Studio Anker – Tel. 040 998877 – hallo@studio-anker.example",
        "Datenschutzkoordination: Kanzlei Anker, Tel. 040 998877",
    ],
)
def test_the_number_of_somebody_else_is_no_way_to_reach_the_seller(paragraph: str) -> None:
    assert says(f"<p>{paragraph}</p>", Item.SECOND_CHANNEL) is False


@pytest.mark.parametrize(
    "paragraph",
    [
        "Ein Unternehmen der Hafen Holding AG<br>Tel. 040 998877",
        "Kundenservice: Hafen Ruf GmbH, Tel. 040 998877",
        "c/o Werkhof Büros GmbH<br>Markt 1<br>20457 Hamburg<br>Tel. 040 998877",
        "Versichert bei der Hafen Schutz AG, Bremen. Telefon: 040 998877",
        "TEEKONTOR Gesellschaft mit beschränkter Haftung<br>Tel. 040 998877",
        "Registergericht AG Hamburg<br>Tel. 040 998877",
        "vertreten durch die Hafen Verwaltungs GmbH<br>Tel. 040 998877",
    ],
)
def test_a_number_beside_another_company_may_be_the_sellers_own(paragraph: str) -> None:
    assert says(f"<p>{paragraph}</p>", Item.SECOND_CHANNEL) is True


def test_a_sister_companys_register_and_director_are_not_the_sellers() -> None:
    sister = "<h3>Lager</h3><p>Hafen Lager KG<br>Kai 2, 20457 Hamburg<br>Geschäftsführer: Jan Kern<br>HRA 5518</p>"
    assert says(sister, Item.REGISTER_NUMBER) is False
    assert says(sister, Item.REPRESENTATIVE) is False


def test_what_goes_on_in_the_sentence_about_a_bank_is_the_banks() -> None:
    bank = (
        "<p>Partner ist die Hafenkredit Bank eG, Bremen, beaufsichtigt von der BaFin; Vorstand: Jan Kern; GnR 331</p>"
    )
    for item in (Item.REPRESENTATIVE, Item.REGISTER_NUMBER, Item.AUTHORITY):
        assert says(bank, item) is False


def test_sellers_of_a_marketplace_are_not_who_runs_it() -> None:
    sellers = "<h2>Verkäuferinnen und Verkäufer</h2><p>Etwa: Jutta Merkle, Ortsstr. 4, Tel. 040 998877, DE229117406</p>"
    assert says(sellers, Item.SECOND_CHANNEL) is False
    assert says(sellers, Item.VAT_ID) is False


@pytest.mark.parametrize(
    "paragraph",
    [
        "Paket nicht da? DHL-Kundenservice: 0228 4333112",
        "Bei einer Vergiftung wählen Sie den Giftnotruf München, Telefon 089 19240.",
        "Wir lassen die Ware abholen (Termin: Bakker Transport, +31 40 555 0199).",
    ],
)
def test_the_number_of_a_carrier_or_emergency_line_is_not_the_sellers(paragraph: str) -> None:
    assert instruction(Item.TRADER_PHONE, f"<p>{paragraph}</p>") is False


def test_parcels_go_to_the_seller_with_a_carrier() -> None:
    by_carrier = "<p>Senden Sie die Ware mit DHL an: Teekontor GmbH, Kai 1, 20457 Hamburg, Tel. 040 998877</p>"
    assert instruction(Item.TRADER_PHONE, by_carrier) is True
    assert instruction(Item.TRADER_ADDRESS, by_carrier, address="") is True


def test_the_address_of_a_board_of_arbitration_is_not_the_sellers() -> None:
    board = "<p>Schlichtungsstelle Energie e. V., Friedrichstraße 133, 10117 Berlin</p>"
    assert instruction(Item.TRADER_ADDRESS, board, address="") is False


def test_a_text_that_names_nobody_may_lean_on_the_foot_of_the_page() -> None:
    footer = "<footer>Teekontor – Kai Str. 1, 20457 Hamburg – Tel. 040 998877</footer>"
    answer = "<main><h1>Fragen</h1><p>Sie haben ein 14-tägiges Widerrufsrecht ab Erhalt der Ware.</p></main>"
    for item in (Item.TRADER_NAME, Item.TRADER_ADDRESS, Item.TRADER_PHONE):
        assert isinstance(read(answer + footer, PageRole.WITHDRAWAL)[item].present, Unknown)
        assert read(answer, PageRole.WITHDRAWAL)[item].present is False
    assert instruction(Item.TRADER_PHONE, footer=footer) is False


# ── who represents, who answers for content ──────────────────────────────────────────────────────────────────────────


def test_who_chairs_the_supervisory_board_represents_nobody() -> None:
    assert says("<p>Vorsitzender des Aufsichtsrats: Prof. Dr. Ansgar Riedl</p>", Item.REPRESENTATIVE) is False
    assert says("<p>Vorsitzender des Vorstands: Ansgar Riedl</p>", Item.REPRESENTATIVE) is not False


def test_a_board_without_names_represents_nobody_by_name() -> None:
    following = "<p>Der Verein ist im Vereinsregister des Amtsgerichts Eisenach eingetragen und gemeinnützig.</p>"
    assert says(f"<p>vertreten durch den Vorstand</p>{following}", Item.REPRESENTATIVE) is False
    assert says("<p>vertreten durch den Vorstand</p><p>Jan Kern</p>", Item.REPRESENTATIVE) is True


def test_a_name_behind_a_second_title_is_found() -> None:
    title = "<p>Präsidentin und Verantwortliche für die Veröffentlichung: Frau Solène Giraudet</p>"
    assert says(title, Item.REPRESENTATIVE) is True
    assert says("<p>Geschäftsführerinnen Hatice Yıldız und Romy Schubert</p>", Item.REPRESENTATIVE) is True


def test_a_department_is_no_editor() -> None:
    assert says("<p>Für Inhalte verantwortlich: Onlineredaktion Kompass24</p>", Item.RESPONSIBLE_EDITOR) is False
    assert says("<p>Für Inhalte verantwortlich: Redaktionsleitung Jan Kern</p>", Item.RESPONSIBLE_EDITOR) is True


# ── what applies by the imprint's own words ──────────────────────────────────────────────────────────────────────────


def test_who_says_where_its_vat_number_is_has_one() -> None:
    merchant = "<main><h1>Impressum</h1><p>Bürsten Heubisch e.K.<br>Kai 1<br>20457 Hamburg</p><p>{}</p></main>"
    told = read(merchant.format("Unsere USt-IdNr. finden Sie auf jeder Rechnung."))[Item.VAT_ID]
    assert (told.present, told.applies) == (False, True)
    assert isinstance(read(merchant.format("Wir sind gern für Sie da."))[Item.VAT_ID].applies, Unknown)


def test_who_names_a_title_by_law_has_to_name_the_rules_of_the_profession() -> None:
    text = "<main><h1>Impressum</h1><p>Klangnah GmbH<br>Kai 1<br>20457 Hamburg</p><p>Berufsbezeichnung: {}</p></main>"
    assert read(text.format("Hörakustikmeister"))[Item.PROFESSIONAL_RULES].applies is True
    assert isinstance(read(text.format("Hörakustikmeister"))[Item.TITLE_STATE].applies, Unknown)
    assert read(text.format("entfällt"))[Item.PROFESSIONAL_RULES].applies is False


def test_a_chat_at_the_foot_of_the_page_may_be_a_quick_way() -> None:
    text = "<main><h1>Impressum</h1><p>Teekontor GmbH<br>Kai 1<br>20457 Hamburg</p></main><footer>{}</footer>"
    assert isinstance(read(text.format("Fragen? Zum Live-Chat"))[Item.SECOND_CHANNEL].present, Unknown)
    assert read(text.format("Fragen? Immer gern"))[Item.SECOND_CHANNEL].present is False


def test_a_country_beside_a_makers_name_is_not_the_sellers() -> None:
    maker = "<p>Gehäuse von der Otosonic A/S, Smørum, Dänemark.</p>"
    text = f"<main><h1>Impressum</h1><p>Klangnah GmbH<br>Kai 1<br>20457 Hamburg</p>{maker}</main>"
    assert read(text)[Item.REPRESENTATIVE].applies is True
