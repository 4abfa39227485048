"""What a label means, without any page."""

from __future__ import annotations

import pytest

from scanner.probes.browser.consent.sight import Sight
from scanner.probes.browser.consent.words import Role, language_of, role_of, words

LABELS = {
    Role.ACCEPT: [
        "Alle Einstellungen akzeptieren",
        "Accept all settings",
        "Accepter toutes les préférences",
        "Alle akzeptieren",
        "Zustimmen & weiter",
        "I agree",
        "Allow all cookies",
        "Ich bin einverstanden",
        "Ja",
    ],
    Role.REJECT: [
        "Nur notwendige Cookies akzeptieren",
        "Weiter ohne Zustimmung",
        "Ablehnen",
        "Verbiete alle Cookies",
        "Continue without accepting",
        "Necessary only",
        "Accept only essential cookies",
        "I do not agree",
        "Nicht zulassen",
    ],
    Role.SETTINGS: ["Cookie-Einstellungen", "Ablehnen oder Einstellungen", "Manage preferences", "Let me choose"],
    Role.SAVE: [
        "Alle Einstellungen speichern",
        "Accept all selected",
        "Auswahl speichern",
        "Einstellungen speichern",
        "Accept selected",
        "Confirm my choices",
        "Save",
    ],
    Role.LEGAL: ["Datenschutzerklärung", "Impressum", "Privacy Policy"],
    Role.CLOSE: ["×", "Schließen"],
    Role.FORBIDDEN: ["Zahlungspflichtig bestellen", "Buy now", "Ich bin über 18 Jahre", "Jetzt kaufen", "Anmelden"],
    Role.OTHER: ["Haferflocken", "", "⭐⭐⭐"],
}


@pytest.mark.parametrize(("role", "label"), [(role, label) for role, labels in LABELS.items() for label in labels])
def test_a_label_says_what_its_control_does(role: Role, label: str) -> None:
    assert role_of(label) is role


def test_invisible_signs_do_not_hide_what_a_label_says() -> None:
    assert role_of("Ab\u00adleh\u200bnen") is Role.REJECT


def test_plain_text_is_a_control_only_where_it_shortly_says_accept_or_reject() -> None:
    assert role_of("ablehnen", "text") is Role.REJECT
    assert role_of("Cookie-Einstellungen", "text") is Role.OTHER


def test_german_and_english_are_told_apart_and_what_has_no_words_is_neither() -> None:
    assert language_of("Wir verwenden Cookies und die Daten der Besucher") == "de"
    assert language_of("We use cookies and the data of visitors") == "en"
    assert language_of("Cookies: 12") is None


def test_autoconsent_names_tools_by_selectors_and_never_by_code() -> None:
    names = {name for name, _ in words().tools}
    assert {"Klaro", "shopify", "plentyshop"} <= names
    assert all(isinstance(one, str) for _, selectors in words().tools for one in selectors)


@pytest.mark.parametrize(
    ("ink", "ground", "ratio"), [([0, 0, 0, 1], [255, 255, 255, 1], 21.0), ([119] * 3 + [1], [255] * 3 + [1], 4.48)]
)
def test_contrast_is_that_of_wcag(ink: list[float], ground: list[float], ratio: float) -> None:
    [control] = Sight.of({"controls": [{"label": "x", "text": ink, "layers": [ground], "opacity": 1}]}, "f").controls
    assert control.contrast == ratio


def test_what_a_hostile_page_says_of_itself_is_taken_only_as_what_it_must_be() -> None:
    odd = {
        "controls": [{"label": 7, "box": ["a", None], "chain": "x", "layers": [[1]], "opacity": float("nan")}, 3],
        "cut": 1,
    }
    [control] = Sight.of(odd, "f").controls
    assert (control.label, control.box.area, control.chain, control.layers, control.opacity) == ("", 0, (), (), 1.0)
    assert Sight.of(None, "f") == Sight()
