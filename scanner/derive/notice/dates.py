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
            "januar jaenner january jan", "februar feber february feb", "maerz march mrz mar", "april apr", "mai may",
            "juni june jun", "juli july jul", "august aug", "september sept sep", "oktober october okt oct",
            "november nov", "dezember december dez dec",
        ),
        start=1,
    )
    for name in names.split()
}  # fmt: skip
_MONTH = "|".join(sorted(_MONTHS, key=len, reverse=True))
_CUE = re.compile(
    r"(?:\bstand\b(?! der technik)|\bversion\b|(?:zuletzt|letztmals?) (?:aktualisiert|geaendert|ueberarbeitet|"
    r"bearbeitet|angepasst)|letzte (?:aktualisierung|aenderung|ueberarbeitung)|"
    r"aktualisiert (?:am|im)|gueltig (?:ab|seit)|last (?:updated?|modified|revised|changed|reviewed|"
    r"edited)|(?:date of )?(?:last )?(?:update|revision)\b|effective(?: as of| date| from)?|"
    r"(?:updated|revised) on|in effect)"
)  # fmt: skip
_DATES = (
    (re.compile(r"\b(\d{4})-(\d{2})-(\d{2})\b"), ("y", "m", "d")),
    (re.compile(r"\b(\d{1,2})\. ?(\d{1,2})\. ?(\d{4})\b"), ("d", "m", "y")),
    (re.compile(rf"\b(\d{{1,2}})(?:\.|st|nd|rd|th)? ?(?:of )?({_MONTH})\.?,? (\d{{4}})\b"), ("d", "m", "y")),
    (re.compile(rf"\b({_MONTH})\.? (\d{{1,2}})(?:st|nd|rd|th)?,? (\d{{4}})\b"), ("m", "d", "y")),
    (re.compile(rf"\b({_MONTH})\.?,? (\d{{4}})\b"), ("m", "y")),
    (re.compile(r"\b(\d{1,2})/(\d{4})\b"), ("m", "y")),
)
_REACH = 60
_MOST_CUES = 5


def version_date(texts: Sequence[str]) -> dt.date | None:
    """The latest day that a cue like "Stand:" or "last updated" announces; a month without a day means its first."""
    found: list[dt.date] = []
    for at, text in enumerate(texts):
        for cue in islice(_CUE.finditer(text), _MOST_CUES):
            window = text[cue.end() : cue.end() + _REACH]
            if not window.strip(" :-") and at + 1 < len(texts):
                window = texts[at + 1][:_REACH]
            day = first_date(window)
            if day is not None:
                found.append(day)
    return max(found, default=None)


def first_date(text: str) -> dt.date | None:
    """The first date in a folded text that exists in the calendar, month names in German or English."""
    hits = sorted(
        (match.start(), order, match) for order, (pattern, _) in enumerate(_DATES) if (match := pattern.search(text))
    )
    for _, order, match in hits:
        parts = dict(zip(_DATES[order][1], match.groups(), strict=True))
        month = _MONTHS.get(parts["m"]) or (int(parts["m"]) if parts["m"].isdigit() else 0)
        try:
            return dt.date(int(parts["y"]), month, int(parts.get("d", "1")))
        except ValueError:
            continue
    return None
