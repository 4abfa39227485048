"""Labels that say enough only where consent is asked for."""

from __future__ import annotations

import pytest

from scanner.probes.browser.consent.context import role_in_context
from scanner.probes.browser.consent.words import Role, role_of


@pytest.mark.parametrize(
    ("label", "role"),
    [
        ("Alles freischalten", Role.ACCEPT),
        ("Charger le tout", Role.ACCEPT),
        ("Grünes Licht", Role.ACCEPT),
        ("Count us in", Role.ACCEPT),
        ("Show nothing of it", Role.REJECT),
        ("Laat niets toe", Role.REJECT),
        ("Nur was der Warenkorb braucht", Role.REJECT),
        ("Solo lo que usa la cesta", Role.REJECT),
        ("Das bestimme ich selbst", Role.SETTINGS),
        ("Dipende da quali", Role.SETTINGS),
        ("Grünes Licht nur für einige", Role.SETTINGS),
        ("Zeig, was ich angekreuzt habe", Role.SAVE),
        ("Autoriser ce que j'ai coché", Role.SAVE),
        ("Alle Angebote", Role.OTHER),
        ("Über uns", Role.OTHER),
    ],
)
def test_a_label_is_understood_where_consent_is_asked_for(label: str, role: Role) -> None:
    assert role_in_context(label, role_of(label)) is role


@pytest.mark.parametrize(
    "label", ["Jetzt kaufen", "Nur noch bestellen", "Pay now", "Solo pagar", "Zur Kasse", "Anmelden"]
)
def test_what_may_order_stays_forbidden(label: str) -> None:
    assert role_in_context(label, role_of(label)) in {Role.FORBIDDEN, Role.OTHER, Role.PAY}
