"""Which pages are not what they claim to be; and which ones are, although they speak of the same things."""

from __future__ import annotations

import pytest

from scanner.probes.browser.standin import Instead, recognise

LONG = "Unser Sortiment umfasst Müsli, Flocken und Kerne aus eigener Herstellung. " * 40


@pytest.mark.parametrize(
    ("status", "title", "text", "markup", "passwords", "kind"),
    [
        (403, "Just a moment...", "Verify you are human by completing the action below.", "", 0, Instead.CHALLENGE),
        (503, "Nur einen Moment…", "Ihr Browser wird überprüft.", "", 0, Instead.CHALLENGE),
        (200, "shop", "", "<script src='/cdn-cgi/challenge-platform/h/b/orchestrate'>", 0, Instead.CHALLENGE),
        (200, "", "Bitte bestätigen Sie, dass Sie ein Mensch sind.", "", 0, Instead.CHALLENGE),
        (403, "Access Denied", "You don't have permission to access this server.", "", 0, Instead.CHALLENGE),
        (200, "Wartungsmodus | Müsli", "Wir sind gleich zurück.", "", 0, Instead.MAINTENANCE),
        (503, "Müsli", "Unser Shop befindet sich im Wartungsmodus.", "", 0, Instead.MAINTENANCE),
        (200, "Shop", "We’ll be back soon!", "", 0, Instead.MAINTENANCE),
        (200, "Müsli", "Dieser Shop ist in deinem Land nicht verfügbar.", "", 0, Instead.GEO),
        (200, "Shop", "Sorry, our store is not available in your country.", "", 0, Instead.GEO),
        (451, "Shop", "Nope", "", 0, Instead.GEO),
        (200, "Müsli – Login", "E-Mail Passwort", "", 1, Instead.LOGIN),
        (200, "Muesli", "This store is password protected.", "", 1, Instead.LOGIN),
        (200, "Anmelden", "E-Mail-Adresse Passwort", "", 1, Instead.LOGIN),
        (401, "", "", "", 0, Instead.LOGIN),
        (404, "Seite nicht gefunden", LONG, "", 0, Instead.ERROR),
        (500, "", "", "", 0, Instead.ERROR),
        (429, "Too many", "", "", 0, Instead.ERROR),
    ],
)
def test_a_page_that_stands_in_for_another_is_recognised(
    status: int, title: str, text: str, markup: str, passwords: int, kind: Instead
) -> None:
    found = recognise(status, title, text, markup, passwords=passwords)
    assert found is not None and found.kind is kind
    assert kind.value in found.reason


@pytest.mark.parametrize(
    ("title", "text", "markup", "passwords"),
    [
        ("Müsli Beispiel", "Willkommen", "", 0),
        ("Müsli Beispiel", LONG + "Am Sonntag sind wir wegen Wartungsarbeiten nicht erreichbar.", "", 0),
        ("FAQ", LONG + "This product is not available in your country. Verify you are human.", "", 0),
        ("Anmelden", LONG, "", 1),
        ("Kasse", "E-Mail-Adresse Passwort Als Gast bestellen", "", 1),
        ("Login-Artikel für Gamer", "Tastaturen Mäuse", "", 1),
        ("Anmeldung zum Newsletter", "E-Mail-Adresse", "", 0),
        ("Wartungsvertrag für Heizungen", "Jetzt buchen", "", 0),
        ("Kontakt", LONG, "<script src='https://challenges.cloudflare.com/turnstile/v0/api.js'>", 0),
        ("Startseite", "", "", 0),
    ],
)
def test_a_page_that_merely_speaks_of_such_things_is_what_it_is(
    title: str, text: str, markup: str, passwords: int
) -> None:
    assert recognise(200, title, text, markup, passwords=passwords) is None
