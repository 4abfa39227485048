"""What is typed into a field fits what it asks for, and is told from all else wherever that can be."""

from __future__ import annotations

import pytest

from scanner.probes.browser.leaks.canaries import SHORTEST, Asked, Shape, canary_for, shape_of


@pytest.mark.parametrize(
    ("said", "shape"),
    [
        ("Straße und Hausnummer", Shape.TEXT), ("Straße, Hausnr.", Shape.TEXT), ("Street and house number", Shape.TEXT),
        ("street address1", Shape.TEXT), ("Anschrift (Straße, Hausnummer)", Shape.TEXT), ("Rue et numéro", Shape.TEXT),
        ("Hausnummer", Shape.SHORT), ("house number", Shape.SHORT), ("Menge", Shape.SHORT),
        ("Postleitzahl", Shape.POSTAL), ("PLZ und Ort", Shape.POSTAL), ("Geburtsdatum", Shape.DATE),
        ("E-Mail-Adresse", Shape.EMAIL), ("Telefonnummer", Shape.TEL), ("Vorname", Shape.TEXT),
    ],
)  # fmt: skip
def test_a_value_has_the_shape_that_the_fields_words_ask_for(said: str, shape: Shape) -> None:
    assert shape_of(Asked(said=said)) is shape


def test_a_street_is_looked_for_and_a_houses_number_is_not() -> None:
    street = canary_for(Asked(said="Straße und Hausnummer", autocomplete="street-address"), 1)
    assert street.told and len(street.value) >= SHORTEST
    assert not canary_for(Asked(said="Hausnummer"), 2).told
    assert street.value != canary_for(Asked(said="Straße und Hausnummer"), 3).value


def test_a_value_is_cut_to_what_the_field_takes_and_a_short_rest_is_not_looked_for() -> None:
    cut = canary_for(Asked(said="Vorname", max_length=6), 1)
    assert len(cut.value) == 6 and not cut.told
    assert canary_for(Asked(said="Vorname", max_length=10), 2).told
