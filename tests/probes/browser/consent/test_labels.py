"""How many labels of seven languages are understood, and that none is taken for its opposite.

`kept` was not looked at while the word lists were written, but both halves are of one hand: unseen shops do worse.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest
import yaml

from scanner.probes.browser.consent.words import Role, leads_back, role_of

LANGUAGES = ("de", "en", "fr", "nl", "es", "it", "pl")
HALVES = ("seen", "kept")
SAYS = {
    "accept": {Role.ACCEPT},
    "reject": {Role.REJECT},
    "settings": {Role.SETTINGS},
    "save": {Role.SAVE},
    "close": {Role.CLOSE},
    "more": {Role.MORE, Role.LEGAL},
}
#: In percent, of the worse half.
LEAST = {
    "accept": dict.fromkeys(LANGUAGES, 95),
    "reject": dict.fromkeys(LANGUAGES, 97),
    "settings": {**dict.fromkeys(LANGUAGES, 96), "de": 92},
    "save": {**dict.fromkeys(LANGUAGES, 97), "de": 93},
    "close": dict.fromkeys(LANGUAGES, 80),
    "more": dict.fromkeys(LANGUAGES, 100),
    "back": {**dict.fromkeys(LANGUAGES, 98), "nl": 95},
    "none": dict.fromkeys(LANGUAGES, 100),
}
#: What decides is what is denied, and of how much.
PRECEDENCE = {
    Role.ACCEPT: ["Nicht ablehnen", "Don’t reject", "Kein Problem", "No objection", "Nie mam nic przeciwko"],
    Role.REJECT: [
        "Ohne Zustimmung weiter", "Accept only necessary", "Ja, aber nur das Nötige", "Yes, but only what is needed",
        "Alles klar, aber ohne Tracking", "Reject all but necessary", "I accept nothing", "Akceptuj minimum",
        "Tak, ale tylko niezbędne", "Zustimmung verweigern", "Turn off all but essential",
    ],
    Role.SAVE: ["Alle ausgewählten erlauben", "Nur Auswahl speichern", "Accept only selected"],
    Role.OTHER: [
        "Do not sell my personal information", "Ne pas vendre mes données", "Zustimmen oder ablehnen",
        "Accept or reject", "Accept all except marketing", "Tout accepter sauf la publicité", "Alle notwendigen",
        "Unbedingt erforderliche Cookies", "Always active", "Siempre activas", "Sempre attivi", "Sicher bezahlen",
        "Best sellers", "Ne ratez rien", "Kontynuuj bez rejestracji", "Continue without account", "Standort freigeben",
    ],
}  # fmt: skip


@cache
def lists() -> dict[str, dict[str, dict[str, list[str]]]]:
    read: dict[str, dict[str, dict[str, list[str]]]] = yaml.safe_load(
        (Path(__file__).parent / "labels.yaml").read_text("utf-8")
    )
    return {language: read[language] for language in LANGUAGES}


def is_understood(label: str, says: str) -> bool:
    if says == "back":
        return leads_back(label)
    if says == "none":
        return role_of(label) not in {Role.ACCEPT, Role.REJECT} and not leads_back(label)
    return role_of(label) in SAYS[says]


@pytest.mark.parametrize("half", HALVES)
@pytest.mark.parametrize("says", LEAST)
@pytest.mark.parametrize("language", LANGUAGES)
def test_labels_are_understood(language: str, says: str, half: str) -> None:
    labels = lists()[language][says][half]
    missed = [label for label in labels if not is_understood(label, says)]
    assert 100 * (len(labels) - len(missed)) / len(labels) >= LEAST[says][language], missed


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_label_is_taken_for_its_opposite_nor_for_a_choice_that_it_is_not(language: str) -> None:
    wrong = [
        (label, says, role_of(label))
        for says, halves in lists()[language].items() if says != "back"
        for label in halves["seen"] + halves["kept"]
        if (role := role_of(label)) in {Role.ACCEPT, Role.REJECT} and role.value != says
    ]  # fmt: skip
    assert wrong == []


@pytest.mark.parametrize(("role", "label"), [(role, one) for role, labels in PRECEDENCE.items() for one in labels])
def test_what_is_denied_and_how_much_decides(role: Role, label: str) -> None:
    assert role_of(label) is role
