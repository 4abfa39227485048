"""The day a notice says it was last changed on."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from itertools import islice

_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "januar jaenner january jan", "februar feber february feb", "maerz march mrz mar maer", "april apr",
            "mai may",
            "juni june jun", "juli july jul", "august aug", "september sept sep", "oktober october okt oct",
            "november nov", "dezember december dez dec",
        ),
        start=1,
    )
    for name in names.split()
}  # fmt: skip
_MONTH = "|".join(sorted(_MONTHS, key=len, reverse=True))
_CUE = re.compile(
    r"(?:\bstand\b(?! der technik)|\bfassung\b|^\W{0,3}(?:status|datum|date)\b|in kraft (?:seit|ab)|"
    r"gilt (?:seit|ab)|\bversion\b|(?:zuletzt|letztmals?) (?:aktualisiert|geaendert|ueberarbeitet|"
    r"bearbeitet|angepasst)|letzte (?:aktualisierung|aenderung|ueberarbeitung)|"
    r"aktualisiert (?:am|im)|gueltig (?:ab|seit)|last (?:updated?|modified|revised|changed|reviewed|"
    r"edited)|(?:date of )?(?:last )?(?:update|revision)\b|effective(?: as of| date| from)?|"
    r"(?:updated|revised|amended|changed|published|issued|adopted|written|rewritten) (?:on|in)\b|in effect|"
    r"\bas (?:of|at)\b|\bdated\b|(?:in force|valid|effective|applies|apply) (?:since|from|as of)|"
    r"(?:geaendert|ergaenzt|ueberarbeitet|angepasst|erneuert|erstellt|geprueft|verfasst|geschrieben|gefasst) "
    r"(?:am|im|zum)|"
    r"wirksam (?:ab|seit)|gilt (?:\w+ ){0,3}(?:seit|ab)\b|letzter stand|\brevision\b|\brev\.|"
    r"(?:erklaerung|hinweise?|notice|policy|bestimmungen) (?:vom|from|of)\b|last (?:change|revision|edit|review)|"
    r"\b(?:updated?:|revised:?))"
)  # fmt: skip
_DATES = (
    (re.compile(r"\b(\d{4})-(\d{2})-(\d{2})\b"), ("y", "m", "d")),
    (re.compile(r"\b(\d{1,2})\. ?(\d{1,2})\. ?(\d{4})\b"), ("d", "m", "y")),
    (re.compile(rf"\b(\d{{1,2}})(?:\.|st|nd|rd|th)? ?(?:of )?({_MONTH})\.?,? (\d{{4}})\b"), ("d", "m", "y")),
    (re.compile(rf"\b({_MONTH})\.? (\d{{1,2}})(?:st|nd|rd|th)?,? (\d{{4}})\b"), ("m", "d", "y")),
    (re.compile(rf"\b({_MONTH})\.?,? (\d{{4}})\b"), ("m", "y")),
    (re.compile(r"\b(\d{4})[./](\d{1,2})[./](\d{1,2})\b"), ("y", "m", "d")),
    (re.compile(r"\b(\d{1,2})/(\d{1,2})/(\d{4})\b"), ("d", "m", "y")),
    (re.compile(r"\b(\d{1,2})/(\d{1,2})/(\d{4})\b"), ("m", "d", "y")),
    (re.compile(r"\b(\d{1,2})\. ?(\d{1,2})\. ?(\d{2})\b(?!\d|[.:]\d)"), ("d", "m", "y")),
    (re.compile(r"(?<![\d./-])(\d{1,2}) ?[/.-] ?(\d{4})\b"), ("m", "y")),
    (re.compile(r"(?<![\d./-])(\d{1,2})/(\d{2})\b(?![/.\d])"), ("m", "y")),
    (re.compile(r"(?<![\d./-])(\d{4})[-/](\d{2})\b(?![-/.\d])"), ("y", "m")),
)
#: A law, or who is spoken of: the day isn't the notice's.
_OF_A_LAW = re.compile(
    r"dsgvo|gdpr|gesetz|verordnung|regulation|framework|shield|beschluss|directive|\bact\b|tdddg|urteil"
)
_LAW_REACH = 60
_REACH = 60
_CENTURY = 100
#: Years of notices; other numbers are none.
_FIRST_YEAR, _LAST_YEAR = 1995, 2060
_MOST_CUES = 5


def version_date(texts: Sequence[str]) -> dt.date | None:
    """The latest day that a cue like "Stand:" or "last updated" announces; a month without a day means its first."""
    found: list[dt.date] = []
    for at, text in enumerate(texts):
        for cue in islice(_CUE.finditer(text), _MOST_CUES):
            if _OF_A_LAW.search(text[max(0, cue.start() - _LAW_REACH) : cue.start()]):
                continue
            window = text[cue.end() : cue.end() + _REACH]
            if not window.strip(" :-") and at + 1 < len(texts):
                window = texts[at + 1][:_REACH]
            day = first_date(window)
            if day is not None:
                found.append(day)
    return max(found, default=None) or _signed(texts)


#: Under a letter: "Mannheim, im Mai 2018".
_SIGNED = re.compile(r"[a-z][a-z .-]{2,30}, (?:den |im |in |on )?(?=[0-9a-z])")
_LONGEST_SIGNATURE = 60


def _signed(texts: Sequence[str]) -> dt.date | None:
    """The day behind the name of a place, by itself."""
    days = (
        first_date(text[start.end() :])
        for text in texts
        if len(text) <= _LONGEST_SIGNATURE and (start := _SIGNED.match(text)) and _ENDS_IN_YEAR.search(text)
    )
    return next((day for day in days if day), None)


_ENDS_IN_YEAR = re.compile(r"\b20\d\d\W*$")


def first_date(text: str) -> dt.date | None:
    """The first date in a folded text that exists in the calendar, month names in German or English."""
    hits = sorted(
        (match.start(), order, match) for order, (pattern, _) in enumerate(_DATES) if (match := pattern.search(text))
    )
    for _, order, match in hits:
        parts = dict(zip(_DATES[order][1], match.groups(), strict=True))
        month = _MONTHS.get(parts["m"]) or (int(parts["m"]) if parts["m"].isdigit() else 0)
        try:
            year = int(parts["y"])
            day = dt.date(year + 2000 if year < _CENTURY else year, month, int(parts.get("d", "1")))
            if _FIRST_YEAR <= day.year <= _LAST_YEAR:
                return day
        except ValueError:
            continue
    return None
