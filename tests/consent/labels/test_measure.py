"""Labels of banners by somebody who had not seen the words: floors for what is understood, ceilings for mistakes."""

from __future__ import annotations

import pytest

from scanner.probes.browser.consent.words import Role

from .measure import Answer, answers, read, shares

#: Of a hundred controls so many are recognised, at least. What is odd is left to looking at what a click does.
FLOORS = {
    "plain": {Role.ACCEPT: 97, Role.REJECT: 97, Role.SETTINGS: 95, Role.SAVE: 97},
    "everyday": {Role.ACCEPT: 83, Role.REJECT: 83, Role.SETTINGS: 73, Role.SAVE: 52},
}
#: And so many others are taken for one, at most, of a hundred.
CEILINGS = {"plain": 2, "everyday": 7}


@pytest.fixture(scope="module")
def found() -> list[Answer]:
    return list(answers(read()))


@pytest.mark.parametrize("style", FLOORS)
def test_other_peoples_labels_are_mostly_understood(found: list[Answer], style: str) -> None:
    for role, floor in FLOORS[style].items():
        many, right, wrong = shares((one for one in found if one.style == style), role)
        assert 100 * right >= floor * many, role
        assert 100 * wrong <= CEILINGS[style] * many, role
