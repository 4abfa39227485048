"""Postal addresses in lines of a page, in many spellings. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from scanner.derive.offers.words import compiled

#: A street with a number, or a post code with a place, as tidied text; German, Austrian, Swiss and others.
_CODES = (
    r"(?:^|[^\d.])(?:(?:D|DE|A|AT|CH|F|I|NL|L|B|PL|CZ)-? ?)?\d{4,6}(?: ?[A-Z]{2})?,? [A-ZÄÖÜ][a-zA-Zäöüßé.'/ -]{1,40}",
    r"\b[A-Z][a-zA-Z]+ \d{5,6}\b",  # Shenzhen 518048
    r"\b[A-Z]{1,2}\d{1,2}[A-Z]? ?\d[A-Z]{2}\b",  # United Kingdom
    r"\b[A-Z]\d{2} ?[A-Z0-9]{4}\b",  # Ireland
    r"\b[A-Z]{2} \d{5}\b",  # United States
    r"\b\d{2}-\d{3} [A-Z]",  # Poland
    r"\b\d{4} ?[A-Z]{2} [A-Z][a-z]+",  # the Netherlands
)
_POSTCODE = compiled("|".join(_CODES))
_STREET = compiled(
    r"(?i)(?:str(?:\.|aße|asse|eet)|weg|platz|gasse|allee|ring|ufer|damm|chaussee|road|\brd\b|avenue|lane|drive|square|plaza|calle|via|"
    r"rue|hof|markt|straat|laan|ul\.|kai|steig|berg|park|[a-zäöüß]{3,})\.? ?(?:nr\. ?)?\d{1,4} ?[a-z]?\b|"
    r"\b\d{1,4} ?[a-z]?,? [A-ZÄÖÜ][\w']+ (?:[A-ZÄÖÜ][\w']+ )?(?:road|street|lane|avenue|rd|st|drive|way|row|"
    r"close|court|crescent|terrace|hill|mews|quay|gardens?|grove|place|parade|walk|green|wharf|yard|boulevard|blvd|park|square|estate|centre)\b"
)
_POST_BOX = compiled(r"(?i)postfach|p\.? ?o\.? ?box")


def has_address(texts: Sequence[str]) -> bool:
    """Whether these lines, tidied, hold a street or post box and a place with its code."""
    joined = ", ".join(texts)[:1500]
    found = _POSTCODE.search(joined)
    if not found:
        return False
    around = joined[max(found.start() - 120, 0) : found.end() + 80]
    return bool(_STREET.search(around) or _POST_BOX.search(around))
