"""Two buttons of which one denies what the other says, in what speaks of cookies, and what is no such pair."""

from __future__ import annotations

import pytest

from scanner.probes.browser.consent.banner import leads_away
from scanner.probes.browser.consent.pairs import understood
from scanner.probes.browser.consent.sight import Box, Control
from scanner.probes.browser.consent.words import Role, folded, role_of

TEXT = (
    "Wir zählen mit Google Analytics Besuche für unsere Statistik. Google erhält dabei Daten. Cookies werden gesetzt."
)


def control(label: str, number: int, kind: str = "button", href: str = "") -> Control:
    return Control(
        number=number, look=1, frame="main", chain=(0,), label=label, role=role_of(label, kind), kind=kind,
        element="button", box=Box(0, 0, 100, 30), href=href, disabled=False, state="free", text=None, layers=(),
        picture=False, opacity=1.0, font=14.0,
    )  # fmt: skip


def roles(*labels: str, text: str = TEXT) -> list[Role]:
    controls = tuple(control(label, number) for number, label in enumerate(labels))
    return [one.role for one in understood(controls, folded(text))]


@pytest.mark.parametrize(
    ("accepting", "denying"),
    [
        ("Zähl mich mit", "Zähl mich nicht mit"),
        ("Count me", "Don’t count me"),
        ("Permit both", "Permit neither"),
        ("Va bene", "Non va bene"),
        ("Bardzo proszę", "Nie, dziękuję bardzo"),
        ("Laat maar komen", "Liever geen"),
        ("Let everything in", "Keep everything out"),
        ("Statistik an", "Statistik aus"),
        ("Alles klar für mich", "Hab was dagegen"),
    ],
)
def test_the_one_that_denies_rejects_and_the_other_accepts(accepting: str, denying: str) -> None:
    assert roles(denying, accepting) == [Role.REJECT, Role.ACCEPT]
    assert roles(accepting, denying, "Einstellungen") == [Role.ACCEPT, Role.REJECT, Role.SETTINGS]


@pytest.mark.parametrize(
    "labels",
    [
        ("Nicht mehr anzeigen", "Weiter"),
        ("Do not sell my data", "Continue"),
        ("Weiter", "Zurück"),
        ("Nicht jetzt", "Keine Ahnung"),
        ("Zähl mich nicht mit", "Zähl mich mit", "Vielleicht"),
    ],
)
def test_what_is_no_such_pair_is_left_as_it_is(labels: tuple[str, ...]) -> None:
    assert roles(*labels) == [role_of(label) for label in labels]


@pytest.mark.parametrize("label", ["Gestatten", "Los geht's", "Machen wir so", "Dat mag"])
def test_beside_a_rejection_the_only_unknown_button_accepts(label: str) -> None:
    assert roles(label, "Ablehnen") == [Role.ACCEPT, Role.REJECT]
    assert roles("Ablehnen", label, "Einstellungen") == [Role.REJECT, Role.ACCEPT, Role.SETTINGS]


@pytest.mark.parametrize("label", ["Zurück", "Details", "English", "Selbst wählen", "Statistik"])
def test_what_leads_elsewhere_beside_a_rejection_accepts_nothing(label: str) -> None:
    assert roles(label, "Ablehnen")[0] is not Role.ACCEPT


def test_nothing_is_made_of_buttons_in_what_speaks_of_something_else() -> None:
    assert roles("Count me in", "Don’t count me in", text="Join our running club on Sunday") == [Role.OTHER, Role.OTHER]


def test_a_known_acceptance_beside_an_unknown_denial_keeps_its_role() -> None:
    assert roles("Alle akzeptieren", "Bloß nicht", "So übernehmen")[:2] == [Role.ACCEPT, Role.REJECT]


@pytest.mark.parametrize(
    ("label", "href", "away"),
    [
        ("Reject all", "/notice", True),
        ("Reject all", "https://cmp.example/", True),
        ("Reject all", "?cookies=no", False),
        ("Stop measuring", "?measure=no", False),
        ("Details", "?page_id=3", True),
        ("Details", "#", False),
        ("Details", "", False),
    ],
)
def test_a_choice_may_ask_the_same_page_by_a_query_alone(label: str, href: str, away: bool) -> None:
    assert leads_away(control(label, 1, "link", href)) is away
