"""Who speaks in a notice, told from those whom it only speaks of."""

from __future__ import annotations

import pytest

from scanner.derive.notice import all_named, find_controller, read_notice
from scanner.derive.notice.companies import companies, core_of
from scanner.derive.services import built_in

FILLER = "Wir nehmen den Schutz Ihrer Daten ernst und sagen Ihnen hier, was mit ihnen geschieht.\n\n"


def controller_of(text: str) -> object:
    return find_controller(read_notice(FILLER + text, "https://shop.example/")).name


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Datenschutzerklärung der Uhrmacherei Nagel GmbH", ["Uhrmacherei Nagel GmbH"]),
        ("Privacy Notice of Copper & Wren Ltd", ["Copper & Wren Ltd"]),
        ("We send it with Rook Mail, Inc. and Vik Frakt AB.", ["Rook Mail, Inc.", "Vik Frakt AB"]),
        ("Kachelofen Huber Ges.m.b.H., Salzburg", ["Kachelofen Huber Ges.m.b.H."]),
        ("Farrow Ltd, The Mill, Kinsale, Co. Cork", ["Farrow Ltd"]),
        ("IF YOU OBJECT ON GROUNDS OF A LEGITIMATE INTEREST AS A CUSTOMER", []),
        ("Die seifenreich GmbH liefert.", ["seifenreich GmbH"]),
        ("Online zahlen Sie mit PayPal (Europe) S.à r.l. et Cie, S.C.A.", []),
        (
            "Verwalter ist MEBELEK Spółka z ograniczoną odpowiedzialnością.",
            ["MEBELEK Spółka z ograniczoną odpowiedzialnością"],
        ),
    ],
)
def test_companies_are_read_without_what_leads_up_to_them(text: str, names: list[str]) -> None:
    assert [one.name for one in companies(text)] == names
    assert all(text[one.start : one.end] == one.name for one in companies(text))


@pytest.mark.parametrize(
    ("name", "core"),
    [("Copper & Wren Ltd", "Copper & Wren"), ("Rook Mail, Inc.", "Rook Mail"), ("Anna Muster", "Anna Muster")],
)
def test_the_core_of_a_name_has_no_legal_form(name: str, core: str) -> None:
    assert core_of(name) == core


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Den Laden betreibt die morgentau Mode GmbH, Ring 9, 04229 Leipzig. Post: info@morgentau.example", "morgentau Mode GmbH"),  # noqa: E501
        ("This site belongs to Esther Plume, bookbinder, 14 Cloth Row, Hebden Bridge HX7 8AA, e@plume.example", "Esther Plume"),  # noqa: E501
        ("Verantwortlicher: Orgelbau Ranke, Meister Jakob Ranke, Klosterhof 4, 88410 Bad Wurzach, Telefon 07564 55", "Orgelbau Ranke"),  # noqa: E501
        ("Larch Skate Supply (Leeds) here. Write to larchskate@larchskate.example.", "Larch Skate Supply"),
        ("Verantwortlich ist die Erlen-Apotheke OHG, vertreten durch Dr. Ute Ahl, Wall 5, 38640 Goslar, a@erlen.example. Wir übermitteln Name und Anschrift an die probus Consumer Check GmbH, Rheinweg 9, 76532 Baden-Baden.", "Erlen-Apotheke OHG"),  # noqa: E501
        ("Unsere Pakete trägt die Kranich Transporte GmbH, Hafenstraße 1, 20457 Hamburg.", None),
    ],
)  # fmt: skip
def test_who_speaks_is_told_from_who_is_spoken_of(text: str, name: str | None) -> None:
    assert controller_of(text) == name


def test_the_makers_of_a_chat_are_not_responsible_for_the_shop() -> None:
    text = (
        "Copper & Wren Foods Ltd, 4 Quay Street, Bristol BS1 4DB. Mail: hello@copperandwren.example\n\n"
        "Responsible for the chat is Gorgias, made by Gorgias Inc."
    )
    assert controller_of(text) == "Copper & Wren Foods Ltd"


def test_a_representative_in_the_union_speaks_for_somebody_else() -> None:
    text = (
        'Larch & Lime LLC ("Larch", "us") makes candles. Larch is the controller. For the purposes of Article 27 of '
        "the GDPR we have designated Nordstern Compliance ApS, Vesterbro 9, 1620 Copenhagen, mail@nordstern.example."
    )
    assert controller_of(text) == "Larch & Lime LLC"


def test_the_shop_itself_is_no_recipient() -> None:
    reading = read_notice(
        "# Privacy Policy of Larch & Lime LLC\n\nWe make candles. Here is what happens to your data and why.\n\n"
        "Larch & Lime LLC, 77 Riverside Drive, Asheville. Mail: post@larchandlime.example\n\n"
        "We ship with Vik Frakt AB.\n",
        "https://shop.example/",
    )
    assert {one.name for one in all_named(reading, built_in())} == {"Vik Frakt AB"}


def test_what_a_notice_bids_farewell_to_is_not_used() -> None:
    reading = read_notice(
        FILLER + "Früher war eine Karte von Google Maps eingebunden; sie ist seit 2021 entfernt. "
        "Pixel von TikTok haben wir ausprobiert und wieder rausgeworfen. We looked at Hotjar, and decided against it.",
        "https://shop.example/",
    )
    assert {one.name: one.denied for one in all_named(reading, built_in())} == {
        "Google Maps": True, "TikTok": True, "Hotjar": True,
    }  # fmt: skip


def test_an_operator_is_named_by_itself_where_it_is_listed_beside_its_other_service() -> None:
    listed = read_notice(FILLER + "You find us on Facebook, Instagram and Pinterest.", "https://shop.example/")
    beside = read_notice(FILLER + "Instagram is a service of Facebook Ireland.", "https://shop.example/")
    assert "Facebook" in {one.name for one in all_named(listed, built_in())}
    assert "Facebook" not in {one.name for one in all_named(beside, built_in())}
