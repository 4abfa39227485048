"""Periods as texts name them, in days."""

from __future__ import annotations

from collections.abc import Iterator

from scanner.derive.legal.patterns import pattern

_WORDS = {
    "ein": 1, "eine": 1, "einem": 1, "einen": 1, "einer": 1, "eines": 1, "one": 1, "a": 1, "zwei": 2, "two": 2,
    "drei": 3, "three": 3, "vier": 4, "four": 4, "fuenf": 5, "five": 5, "sechs": 6, "six": 6, "sieben": 7, "seven": 7,
    "acht": 8, "eight": 8, "zehn": 10, "ten": 10, "zwoelf": 12,
    "vierzehn": 14, "fourteen": 14, "dreissig": 30, "thirty": 30,
    "sechzig": 60, "sixty": 60, "hundert": 100,
}  # fmt: skip
_UNITS = (("woche", 7), ("week", 7), ("monat", 30), ("month", 30), ("jahr", 365), ("year", 365))
_NUMBER = "|".join(sorted(_WORDS, key=len, reverse=True))
_PERIOD = (
    rf"\b(\d{{1,3}}|{_NUMBER})(?:\s?\((?:\d{{1,3}}|\w+)\))?[\s-]?"
    r"((?:kalender|werk|calendar |working |business )?(?:tag|taeg|day|woche|week|monat|month|jahr|year))"
)


def days_in(flat: str) -> Iterator[int]:
    """The periods of a text, in days; a month has 30."""
    for match in pattern(_PERIOD).finditer(flat):
        number = int(match[1]) if match[1].isdigit() else _WORDS[match[1]]
        unit = next((days for name, days in _UNITS if match[2].endswith(name)), 1)
        yield number * unit
