"""Who speaks for a company: a name beside a word like "Geschäftsführer", on its line, before or below it."""

from __future__ import annotations

from collections.abc import Sequence

from scanner.derive.legal.companies import companies, is_of_another, person_at
from scanner.derive.legal.found import Found, doubtful, missing, shown
from scanner.derive.legal.patterns import data, expression, pattern
from scanner.derive.legal.text import Line

#: Lines below the word in which the name may stand.
_BELOW = 2
_MOST_NAMES = 6
_LONGEST_NAME = 60
_GLUE = (
    r"^(?:[\s:,(/-]|\b(?:ist|sind|is|are|durch|by|den|die|der|das|the|herrn?|frau|und|and|sowie|"
    r"alleinige?r?|einzelvertretungsberechtigt\w*)\b)+"
)
#: A title goes on: "Präsidentin und Verantwortliche für die Veröffentlichung: Frau …".
_FURTHER_TITLE = r"^ (?:und|and|&) [A-Z][\w ]{3,60}: ?(?:(?:Herrn?|Frau|Mr|Mrs|Ms)\.? )?"
#: Who chairs those who supervise represents nobody (AktG § 111).
_SUPERVISES = r"^ ?(?:des|vom|im|of the|,)? ?(?:aufsichtsrat|supervisory board)"
_BODY_ALONE = (
    r"(?:vertreten durch|represented by) (?:(?:den|die|das|ihren?|seinen?|its|the) )?"
    r"(?:vorstand|geschaeftsfuehr\w*|geschaeftsleitung|gesellschafter|board(?: of directors)?|directors?|"
    r"management)\W*$"
)
_BEFORE = r"[A-Z][\w.' -]{3,60}?[\s,(/-]{1,3}$"


def representative(lines: Sequence[Line], unsure: str, seller: str | None = None) -> Found:
    """The one or those who represent the seller; not those of another company on the line."""
    cue = expression(data()["imprint"]["representative"])
    met: Line | None = None
    for at, line in enumerate(lines):
        for match in cue.finditer(line.flat):
            if is_of_another(line, seller, match.start()) or pattern(_SUPERVISES).search(line.flat[match.end() :]):
                continue
            met = met or line
            named = _named(lines, at, match.end()) or _before(line, match.start())
            if named:
                return shown(line, named)
    if met is not None and not unsure and _names_nobody(lines, met):
        return Found(False, met.quote, reason="only the body that represents the seller is named, and nobody in it")
    if met is not None and not unsure:
        return doubtful("somebody represents the seller, and no name was recognised beside the word", met)
    return missing(unsure, "nobody is named as representing the seller")


def _names_nobody(lines: Sequence[Line], met: Line) -> bool:
    """Whether "vertreten durch den Vorstand" is all of it, and a new paragraph follows."""
    at = next(number for number, line in enumerate(lines) if line is met)
    following = lines[at + 1] if at + 1 < len(lines) else None
    closed = following is None or following.heading or not following.text
    # What is long, has a number or a label is no name that was not recognised.
    closed = closed or bool(
        following and (len(following.text) > _LONGEST_NAME or pattern(r"\d|:|@").search(following.plain))
    )
    return closed and not met.heading and bool(pattern(_BODY_ALONE).search(met.flat))


def _named(lines: Sequence[Line], at: int, after: int) -> str | None:
    """Behind the word, or on the lines below where nothing else stands behind it."""
    title = pattern(_FURTHER_TITLE).search(lines[at].plain[after:])
    if title and (found := _names_from(lines[at], after + title.end())):
        return found
    for text_line, start in ((lines[at], after), *((one, 0) for one in lines[at + 1 : at + 1 + _BELOW])):
        rest = text_line.plain[start:]
        glue = pattern(f"(?i){_GLUE}").search(rest)
        begin = start + (glue.end() if glue else 0)
        if found := _names_from(text_line, begin):
            return found
        if text_line is lines[at] and rest.strip(" :,.()"):
            company = next((name for name in companies([text_line]) if name.start >= start), None)
            return company.text if company else None
        if text_line is not lines[at]:
            company = next(iter(companies([text_line])), None)
            if company and text_line.begins is False:
                return company.text
    return None


def _names_from(line: Line, begin: int) -> str | None:
    """One name, or several with commas and "und" between them."""
    end = begin
    for _ in range(_MOST_NAMES):
        where = person_at(line.plain[end:])
        if where is None:
            break
        end += where[1]
        glue = pattern(r"^\s*(?:\([^)]{0,40}\))?\s*(?:,|und|and|&|/|sowie)\s+").search(line.plain[end:])
        if glue is None or person_at(line.plain[end + glue.end() :]) is None:
            break
        end += glue.end()
    return line.words(begin, end).strip(" ,") or None


def _before(line: Line, start: int) -> str | None:
    """A name right before the word: "Änne Öztürk, Geschäftsführerin"."""
    before = pattern(_BEFORE).search(line.plain[:start])
    if before is None:
        return None
    text = line.plain[before.start() : start].rstrip(" ,(/-")
    last = text.rpartition(", ")[2].rpartition(": ")[2]
    found = person_at(last)
    if found is None or found[1] < len(last):
        return None
    at = line.plain.rfind(last, 0, start)
    return line.words(at, at + len(last))
