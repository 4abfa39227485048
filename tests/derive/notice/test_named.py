"""Services by any name, told from words of everyday language and from what isn't used."""

from __future__ import annotations

import pytest

from scanner.derive.notice import NamedService, all_named, read_notice
from scanner.derive.services import built_in


def named(text: str) -> dict[str, NamedService]:
    reading = read_notice(f"Wir freuen uns über Ihren Besuch in unserem Laden.\n\n{text}", "https://shop.example/")
    return {one.name: one for one in all_named(reading, built_in())}


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Zur Messung nutzen wir den Facebook Pixel.", {"Meta Pixel"}),
        ("Wir setzen Google Analytics 4 der Google Ireland Limited ein.", {"Google Analytics"}),
        ("Die Adresse geht an Hermes oder die Deutsche Post.", {"Hermes", "Deutsche Post"}),
        ("Gehostet wird bei der Mittwald CM Service GmbH & Co. KG.", {"Mittwald"}),
        ("Die Ware bringt die Kranich Transporte GmbH.", {"Kranich Transporte GmbH"}),
        ("Zahlungen laufen über Stripe.", {"Stripe"}),
        ("Akten vernichtet die papierus Hamburg GmbH.", {"papierus Hamburg GmbH"}),
        ("Buchst du einen Kurs, läuft das über das Buchungsprogramm eKurso.", {"eKurso"}),
        ("Mails landen bei postfachly.org in Berlin.", {"postfachly.org"}),
        ("Fahrer schickt die Radkurier Nord eMobil GmbH.", {"Radkurier Nord eMobil GmbH"}),
        ("Sie können sich mit Google anmelden.", {"Google Sign-In"}),
        ("Wir nutzen das Insight-Tag von LinkedIn.", {"LinkedIn Insight Tag"}),
        ("Das Formular schützt Cloudflare Turnstile, ein Dienst der Cloudflare, Inc.", {"Cloudflare Turnstile"}),
        ("Die Beratung findet per Video mit Zoom (Zoom Communications, Inc.) statt.", {"Zoom"}),
        ("Hotjar honors Do Not Track headers.", {"Hotjar"}),
        ("Batch records", set[str]()),
        ("Für die Liste sind wir und die Amselwert GmbH joint controllers.", set[str]()),
    ],
)
def test_a_service_is_named(text: str, names: set[str]) -> None:
    assert {name for name, one in named(text).items() if not one.denied} == names


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Parcels are packed by Moorfield Stores in Leeds.", {"Moorfield Stores"}),
        ("Tickets for the tasting are issued by Gatelight.", {"Gatelight"}),
        ("# Who gets your data\n\nShipping software: ParcelNest, LabelHub.", {"ParcelNest", "LabelHub"}),
        ("Parcels are packed by Carriers that our carriers choose.", set[str]()),
        ("You pay for the subscription through the App Store.", set[str]()),
        ("The order is kept with Care and sent to You.", set[str]()),
    ],
)
def test_in_english_who_does_something_is_named_by_a_name(text: str, names: set[str]) -> None:
    before = "We are happy that you have come to our shop, which has been there for the people of this town with care."
    reading = read_notice(f"{before}\n\n{text}", "https://shop.example/")
    assert {one.name for one in all_named(reading, built_in()) if not one.denied} == names


def test_a_company_in_brackets_is_that_of_the_name_before_it() -> None:
    found = named("Verpackt wird im Lager von birdy (birdy technologies GmbH, Wien).")
    assert [(one.name, one.alias) for one in found.values()] == [("birdy technologies GmbH", "birdy")]


@pytest.mark.parametrize(
    ("text", "name", "alias"),
    [
        ("Amselruf: Gespräche; Dienstanbieter: Video Services Nord AS, Bergen.", "Video Services Nord AS", "Amselruf"),
        ("Amselpost is a mailing service provided by Sendamsel LLC.", "Sendamsel LLC", "Amselpost"),
        ("Prüfung: Amsel AEB SE, Stuttgart (Prüfdienst GmbH).", "Amsel AEB SE", "Amsel AEB SE"),
    ],
)
def test_a_company_is_that_of_the_service_it_provides(text: str, name: str, alias: str) -> None:
    assert named(text)[name].alias == alias


@pytest.mark.parametrize(
    "text",
    [
        "Verarbeitet werden Meta-, Kommunikations- und Verfahrensdaten.",
        "Unser Büro: 4 Grand Canal Square, Dublin.",
        "Äpfel sind gesund, ein Apfel am Tag reicht.",
        "Mehr dazu unter https://paypal.example/hilfe oder info@klarna.example.",
    ],
)
def test_what_only_sounds_like_one_is_none(text: str) -> None:
    assert named(text) == {}


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Google Analytics, Facebook und Konsorten haben hier nichts verloren.", "Google Analytics"),
        ("We are not on Facebook any more.", "Facebook"),
        ("Google Fonts sind lokal auf unserem Server installiert.", "Google Fonts"),
        ("Criteo hatten wir mal getestet und wieder abgeschaltet.", "Criteo"),
        ("Bis Ende 2024 haben wir auch mit DPD versandt.", "DPD"),
        ("We retired Hotjar in 2025.", "Hotjar"),
        ("Wir haben Google Analytics im Jahr 2023 verlassen.", "Google Analytics"),
        ("giropay: Der Dienst wurde zum Jahresende eingestellt.", "giropay"),
        ("I used Google Analytics before; I took it out in the summer.", "Google Analytics"),
    ],
)
def test_what_is_not_used_is_denied(text: str, name: str) -> None:
    assert named(text)[name].denied


def test_country_and_basis_are_as_the_section_says() -> None:
    found = named(
        "Newsletter versenden wir mit Mailchimp. Die Daten gehen in die USA, es gelten Standardvertragsklauseln."
    )
    assert (found["Mailchimp"].country, found["Mailchimp"].basis) == ("US", ("scc",))
