"""What controls without known words are, told from what a click on each did."""

from __future__ import annotations

import pytest

from scanner.probes.browser.consent.lesson import Effect, lesson, says
from scanner.probes.browser.consent.words import Role

CHOICE = frozenset({"cookie choice"})
GONE = Effect(ends=True, brings=CHOICE)
TRACKS = Effect(ends=True, brings=CHOICE | {"ads.example", "stats.example", "cookie _id"})


def test_of_two_that_end_it_the_one_that_brings_more_accepts() -> None:
    effects = {"shields down": TRACKS, "shields up": GONE, "the small print": Effect()}
    assert lesson(effects, {}) == {"shields down": Role.ACCEPT, "shields up": Role.REJECT}


def test_of_three_only_the_ends_are_told() -> None:
    some = Effect(ends=True, brings=CHOICE | {"stats.example"})
    effects = {"all three": TRACKS, "the middle": some, "water": GONE}
    assert lesson(effects, {}) == {"all three": Role.ACCEPT, "water": Role.REJECT}


def test_what_opens_settings_is_the_way_to_them() -> None:
    assert lesson({"the kitchen": Effect(opens=True)}, {}) == {"the kitchen": Role.SETTINGS}


@pytest.mark.parametrize(
    ("effects", "known", "told"),
    [
        # Compared with the one whose words are known.
        ({"agree": TRACKS, "just water": GONE}, {"agree": Role.ACCEPT}, {"just water": Role.REJECT}),
        ({"decline": GONE, "full steam": TRACKS}, {"decline": Role.REJECT}, {"full steam": Role.ACCEPT}),
        # A rejection that brings as much as accepting is not told by what it does.
        ({"agree": TRACKS, "just water": TRACKS}, {"agree": Role.ACCEPT}, {}),
        # Two that bring as little: one of them may close, or save.
        ({"agree": TRACKS, "just water": GONE, "off I go": GONE}, {"agree": Role.ACCEPT}, {}),
        # Alone it may be anything that lets one go on.
        ({"hop on": TRACKS}, {}, {}),
        # Hosts and names that change from visit to visit tell nothing, however many they are.
        (
            {
                "red": Effect(ends=True, brings=CHOICE | {"a1.example", "b7.example", "c3.example"}),
                "blue": Effect(ends=True, brings=CHOICE | {"a9.example"}),
            },
            {},
            {},
        ),
        # What comes back ended nothing.
        ({"later": Effect(), "agree": TRACKS}, {"agree": Role.ACCEPT}, {}),
        # As much of both, but the values speak.
        (
            {"red": Effect(ends=True, brings=CHOICE, says=3), "blue": Effect(ends=True, brings=CHOICE, says=-3)},
            {},
            {"red": Role.ACCEPT, "blue": Role.REJECT},
        ),
        (
            {"red": Effect(ends=True, brings=CHOICE, says=3), "blue": Effect(ends=True, brings=CHOICE, says=1)},
            {},
            {},
        ),
        ({"red": GONE, "blue": GONE}, {}, {}),
    ],
)
def test_nothing_is_told_where_nobody_can_tell(
    effects: dict[str, Effect], known: dict[str, Role], told: dict[str, Role]
) -> None:
    assert lesson(effects, known) == told


@pytest.mark.parametrize(
    ("values", "sign"),
    [
        (['{"ads":true,"stats":true}'], 1),
        (["ads%3Afalse%2Cstats%3Afalse"], -1),
        (["granted", "denied"], 0),
        (["2026-11-23T10:11:12", "a81bc", "GS1.1.1700.1.0.1700.0.0.0"], 0),
    ],
)
def test_values_say_yes_or_no(values: list[str], sign: int) -> None:
    found = says(values)
    assert (found > 0) - (found < 0) == sign
