"""Addresses, e-mail addresses and telephone numbers, in the ways in which shops write them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from scanner.derive.legal.companies import kind_in
from scanner.derive.legal.patterns import pattern, span
from scanner.derive.legal.text import Line

_NO_PLACE = (
    r"(?i)^(?:telefon|tel|fax|telefax|amtsgericht|registergericht|handelsregister|geschaeftsf\w*|umsatzsteuer\w*|ust\w*|"
    r"steuer\w*|hrb|hra|uid|alle|all|copyright|inhaber\w*|vertreten|mail|email|januar|februar|maerz|april|mai|juni|juli|"
    r"august|september|oktober|november|dezember|january|february|march|may|june|july|october|december|uhr|euro?|eur|"
    r"stueck|prozent|rev|bis|und)$"
)
#: A postal code with its place: Germany and others with five figures; Austria, Switzerland and others with four.
_PLACE = (
    r"(?:^|[\s,(/])(?P<country>(?:D|DE|A|AT|CH|L|LU|B|F|DK|FL)\s?-\s?|(?:AT|CH|DE)\s)?(?P<code>\d{5}|\d{4}(?:\s?[A-Z]{2})?)\s+"
    r"(?P<place>[A-Z][A-Za-z.'-]+)"
)
#: In Sweden, Greece, Poland, Portugal and others the code is parted; taken only where a street stands before it.
_PARTED = r"(?:^|[\s,(/])(?P<code>\d{3} \d{2}|\d{2}-\d{3}|\d{4}-\d{3})\s+(?P<place>[A-Z][A-Za-z.'-]+)"
_US = (
    r"(?P<place>[A-Z][A-Za-z.' -]{1,40}?),?\s(?:A[LKZR]|C[AOT]|D[CE]|FL|GA|HI|I[ADLN]|K[SY]|LA|M[ADEINOST]|"
    r"N[CDEHJMVY]|O[HKR]|PA|RI|S[CD]|T[NX]|UT|V[AT]|W[AIVY])\s(?P<code>\d{5}(?:-\d{4})?)(?:\W|$)"
)
_UK = (
    r"(?P<place>[A-Z][A-Za-z.' -]{1,40}?)[\s,]+"
    r"(?P<code>[A-Z]{1,2}\d[A-Z\d]?\s?\d[A-Z]{2}|[A-Z]\d[\dW]\s?[A-Z\d]{4})(?:\W|$)"
)
_NOT_BEFORE = (
    r"(?i)(?:\bhr ?[ab]|\bvr|\bgnr|\bfn|\bnr\.?|number|nummer|tel\w*\.?|fon|fax|iban|blz|konto|[-+/]|\d)[\s.:]*$"
)
_STREET = (
    r"[A-Za-z][A-Za-z.'& /-]*[.\s](?:\d{1,3}\. )?[A-Z]?[A-Za-z. -]*"
    r"\d{1,4}\s?(?:/?[a-zA-Z])?(?:\s?[-/+]\s?\d{1,4}\s?[a-zA-Z]?)?(?:\s?(?:,|/|\()?\s?(?:\d\.\s?(?:OG|Stock|Etage)|Hinterhaus|HH|"
    r"Haus [A-Z0-9]|Top \d+|Gebaeude \w+|Eingang \w+)\)?)?$"
)
_SQUARE = r"\b[A-U]\s?\d{1,2},?\s\d{1,3}$"
_STREET_WORD = (
    r"(?i)(?:strasse|str\.?|weg|platz|allee|gasse|ring|damm|ufer|hof|markt|chaussee|steig|pfad|promenade|"
    r"kai|zeile|muehle|road|street|lane|avenue|estate|square|house|park|drive|close|court|way|row)$"
)
_ENGLISH_STREET = r"^(?:Unit \w+,? )?\d{1,4}[A-Za-z]?,? [A-Z][A-Za-z'.-]+(?: [A-Za-z'.-]+){0,5}$"
#: The number first, as in French, Italian and Spanish addresses.
_NUMBER_FIRST = (
    r"(?i)^\d{1,4}(?: ?(?:bis|ter))?,? (?:rue|avenue|av\.|boulevard|bd\.?|place|chemin|route|quai|impasse|allee|"
    r"cours|passage|via|viale|calle|rua|plaza)\b"
)
_BOX = r"(?i)\bpostfach\b|\bp\.? ?o\.? ?box\b|\bpf\.? \d"
_LABEL = (
    r"(?i)^(?:anschrift|adresse|sitz|firmensitz|address|registered office|postanschrift|hausanschrift|standort|"
    r"firmenanschrift|geschaeftsanschrift|ladungsfaehige anschrift)[\w ]{0,20}[:.]?\s*"
)
_NO_STREET = r"(?i)^(?:tel|fax|fon|phone|mobil|hr[ab]|ust|e-?mail|stand|uid|fn)\b|\bhr ?[ab]\b|\bnr\.?:? ?\d+$|@"
#: What a street follows in a sentence.
_AFTER_PREPOSITION = r"\b(?:in der|in dem|in|an der|unter|bei|at|sitz:?|adresse:?|anschrift:?)\s"
_BETWEEN = (
    r"(?i)^(?:c/o .*|deutschland|germany|\d\. ?(?:og|stock|etage)|hinterhaus|gebaeude .*|z\. ?hd\. .*|"
    r"postanschrift:?|haus \w+)$"
)
_AT = r"\s?(?:@|\(\s?(?:at|aet|a|@)\s?\)|\[\s?(?:at|aet|a|@)\s?\]|\{\s?at\s?\}|<at>|-at-|\(AT\)|\[AT\])\s?"
_DOT = r"(?:\.|\s?(?:\((?:dot|punkt|\.)\)|\[(?:dot|punkt|\.)\]|\{(?:dot|punkt)\})\s?|\s\.\s)"
_MAIL = rf"(?i)([a-z0-9][a-z0-9._%+-]*){_AT}([a-z0-9-]+(?:{_DOT}[a-z0-9-]+)*{_DOT}[a-z]{{2,24}})(?:[^a-z0-9]|$)"
_SPOKEN = r"(?i)mail\W{1,4}([a-z0-9._-]+) (?:at|aet) ([a-z0-9-]+)(?:\.| dot | punkt )([a-z]{2,10})(?:\W|$)"
_NUMBER = r"(?:\+|\(\+)?\(?\d[\d ()/.\-]{4,24}\d"
_FAX = r"(?i)(?:tele)?fax(?:nummer|-?nr)?\.?(?:\s?\([^)]*\))?\s?[:.]?\s*$"
_PHONE = (
    r"(?i)(?:^|[^a-z])(?:tel(?:efon|efonnummer|efonisch|ephone)?(?:-?nr|nummer)?|phone(?: number)?|fon|"
    r"mobil(?:e|telefon|funk|nummer)?|handy|"
    r"(?:\w+-?)?hotline|ruf(?:nummer)?|anruf(?:en)?(?: unter)?|call(?: us)?|ruf \w+ an|whatsapp|festnetz|servicenummer|"
    r"telefonisch(?: unter)?|erreichen sie uns unter|zentrale|t|m|p)\s?(?:und fax|/ ?fax)?(?:\s?\([^)]{0,30}\))?\.?"
    r"(?:\s(?:unter|under|der|nummer|is|lautet))*\s?[:.]?\s*$"
)
_OTHER_NUMBER = (
    r"(?i)(?:^|[^a-z])(?:hr ?[ab]|vr|nummer|number|nr\.?|no\.?|iban|bic|blz|konto|ust\w*|uid|vat|steuer\w*|fn|"
    r"gisa\S*|kvk\S*|de|"
    r"chf?e?-?|atu|ik|zahl|plz|stand|id)[\s.:#-]*$"
)
_LEAST_DIGITS, _MOST_DIGITS = 6, 15
_MOST = 40
_MOST_PLACES = 200
#: Lengths of postal codes that other numbers look like.
_NEED_A_STREET = frozenset({4, 6, 8})


@dataclass(frozen=True, slots=True)
class Address:
    """Where somebody is. `street`: with its number, None where none was recognised. `box`: a post office box."""

    line: int
    street: str | None
    place: str
    box: bool = False
    above: str = ""

    @property
    def value(self) -> str:
        """As it is shown."""
        return f"{self.street}, {self.place}" if self.street else self.place


def addresses(lines: Sequence[Line]) -> Iterator[Address]:
    """Postal codes with their places, and the streets before them; the first ones of a page."""
    count = 0
    for at, line in enumerate(lines):
        matches = [*pattern(_PLACE).finditer(line.plain)][:_MOST]
        for form in (_US, _UK, _PARTED):
            matches = matches or [*pattern(form).finditer(line.plain)][:_MOST]
        for match in matches:
            count += 1
            if count > _MOST_PLACES:
                return
            if found := _address(lines, at, match):
                yield found


def _address(lines: Sequence[Line], at: int, match: object) -> Address | None:
    line = lines[at]
    start, end = span(match, "code")[0], match.end()  # type: ignore[attr-defined]
    groups = match.groupdict()  # type: ignore[attr-defined]
    first = span(match, "country")[0] if groups.get("country") else start
    before = line.plain[: match.start()].rstrip(" ,-") if not groups.get("country") else line.plain[: match.start()]  # type: ignore[attr-defined]
    if pattern(_NO_PLACE).search(groups["place"]) or pattern(_NOT_BEFORE).search(line.plain[:first].rstrip()):
        return None
    if len(groups["code"]) == 4 and not groups.get("country") and len(groups["place"]) < 3:
        return None
    last = span(match, "place")[0] < start
    place = line.words(span(match, "place")[0] if last else start, _end_of_place(line.plain, end))
    street, box, above = _street(lines, at, before.strip(" ,(-/"))
    said = [part.strip() for part in before.split(",")]
    nearest = next(filter(is_street, said), above or said[-1])
    if street is None and not box and not groups["code"][0].isdigit() and _is_building(nearest):
        street = nearest  # a house in Great Britain has a name as often as a number
    if street is None and not box and len(groups["code"]) in _NEED_A_STREET and not groups.get("country"):
        return None
    return Address(at, street, place, box, above)


def _is_building(text: str) -> bool:
    """What stands above a British town: no label, company or number of anything else."""
    if is_street(text):
        return True
    return bool(text) and text[0].isupper() and not kind_in(text) and not pattern(rf"[:@]|{_NO_STREET}").search(text)


def _end_of_place(text: str, end: int) -> int:
    more = pattern(
        r"^(?: (?:an|am|im|in|bei|ob|vor|auf) (?:der|dem|den)? ?[A-Z][A-Za-z-]+| [A-Z][a-z-]+(?: [A-Z][a-z-]+)?)"
    ).search(text[end:])
    return end + (more.end() if more and len(more[0]) < 30 else 0)


def _street(lines: Sequence[Line], at: int, before: str) -> tuple[str | None, bool, str]:
    """The street before a place, whether it is a post office box, and what stands above it."""
    parts = [part.strip() for part in before.split(",") if part.strip()]
    above = [one.plain.strip(" ,") for one in lines[max(0, at - 4) : at]]
    candidates = [*above, *parts]
    for back in range(1, min(4, len(candidates)) + 1):
        text = pattern(_LABEL).sub("", candidates[-back])
        text = text.rpartition(": ")[2] if ": " in text else text
        if pattern(_BETWEEN).search(text) or not text:
            continue
        rest = candidates[-back - 1] if len(candidates) > back else ""
        if pattern(_BOX).search(text):
            return None, True, rest
        inner = text.partition("(")[2] or text
        tail = pattern(_AFTER_PREPOSITION).split(text)[-1]
        for one in (text, inner, tail, *text.split(", ")[:3]):
            if is_street(one):
                return _shown(lines, at, one), False, rest
        square = f"{candidates[-back - 1]}, {text}" if len(candidates) > back else text
        if pattern(_SQUARE).search(square):
            return _shown(lines, at, square), False, rest
        if back >= 2 or len(parts) >= back + 1:
            break
        if len(parts) == 1 and english_city(text):
            continue
        return None, False, text
    return None, False, ""


def english_city(text: str) -> bool:
    """A single word that may be a town between street and postal code."""
    return " " not in text and text[:1].isupper()


def is_street(text: str) -> bool:
    """Words and a number, or a word that only streets end in."""
    if len(text) > 90 or pattern(_NO_STREET).search(text):
        return False
    if any(pattern(form).search(text) for form in (_STREET, _ENGLISH_STREET, _NUMBER_FIRST)):
        return True
    return bool(pattern(_STREET_WORD).search(text)) and len(text.split()) <= 4


def _shown(lines: Sequence[Line], at: int, street: str) -> str:
    """The street as the page writes it."""
    for line in reversed(lines[max(0, at - 4) : at + 1]):
        place = line.plain.rfind(street)
        if place >= 0:
            return line.words(place, place + len(street))
    return street


def emails(lines: Sequence[Line]) -> Iterator[tuple[int, str]]:
    """Each with the number of its line, as it can be written to."""
    for at, line in enumerate(lines):
        for found in [*pattern(_MAIL).finditer(line.plain)][:_MOST]:
            domain = pattern(_DOT).sub(".", found[2])
            yield at, f"{found[1]}@{domain}".lower()
        spoken = pattern(_SPOKEN).search(line.plain)
        if spoken:
            yield at, f"{spoken[1]}@{spoken[2]}.{spoken[3]}".lower()
        for href in line.hrefs:
            if href.startswith("mailto:") and "@" in href:
                yield at, href[7:].lower()


@dataclass(frozen=True, slots=True)
class Phone:
    """A number that can be called. `number`: with its country, as +49…; None where it has no area code."""

    line: int
    number: str | None
    shown: str


def phones(lines: Sequence[Line], country: str = "49") -> Iterator[Phone]:
    """Telephone numbers, no fax; `country`: the code of numbers that begin with one 0."""
    for at, line in enumerate(lines):
        label = lines[at - 1].plain if at and len(lines[at - 1].plain) < 30 and not _has_digit(lines[at - 1]) else ""
        told_fax = False
        for match in [*pattern(_NUMBER).finditer(line.plain)][:_MOST]:
            before = line.plain[: match.start()]
            alone = not before.strip(" :")
            kind = _kind(label if alone and label else before[-60:], match[0], alone=alone)
            if kind == "fax" or (kind == "bare" and told_fax):
                told_fax = True
                continue
            if kind:
                yield Phone(at, _dialled(match[0], country), match[0].strip())
        for href in line.hrefs:
            if href.startswith("tel:"):
                yield Phone(at, _dialled(href[4:], country), href[4:])


def _has_digit(line: Line) -> bool:
    return any(sign.isdigit() for sign in line.plain)


def _kind(before: str, number: str, *, alone: bool) -> str:
    """`phone`, `fax`, `bare` for one that looks like a phone number and is called nothing, or nothing."""
    digits = sum(sign.isdigit() for sign in number)
    if not 4 <= digits <= _MOST_DIGITS + 1:
        return ""
    if pattern(_FAX).search(before):
        return "fax"
    if pattern(_PHONE).search(before):
        return "phone"
    if pattern(_OTHER_NUMBER).search(before) or digits < _LEAST_DIGITS:
        return ""
    if number.lstrip("(").startswith(("+", "00")):
        return "bare"
    parted = any(sign in number for sign in " /-") or alone
    dates = pattern(r"^\d{1,2}\.\s?\d{1,2}\.\s?\d{2,4}").search(number)
    return "bare" if number.lstrip("(").startswith("0") and digits >= 7 and parted and not dates else ""


def _dialled(number: str, country: str) -> str | None:
    """As E.164 has it, or None."""
    digits = "".join(sign for sign in number.replace("(0)", "") if sign.isdigit() or sign == "+")
    if digits.startswith("00"):
        digits = f"+{digits[2:]}"
    elif digits.startswith("0"):
        digits = f"+{country}{digits[1:]}"
    if not digits.startswith("+") or not _LEAST_DIGITS <= len(digits) - 1 <= _MOST_DIGITS:
        return None
    return digits
