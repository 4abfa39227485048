"""Entries in registers and numbers for taxes, as imprints name them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from scanner.derive.legal.companies import Kind, is_of_another
from scanner.derive.legal.patterns import pattern
from scanner.derive.legal.text import Line

_HR = (
    r"(?i)\bHR[\s-]?(?P<part>[AB])\b[\s.:-]*(?:Nr\.?|Nummer|Number|"
    r"No\.?)?[\s.:-]*(?P<number>\d{1,3}[ .]?\d{1,4}|\d{1,7})(?P<suffix>\s?[A-Z]{1,3}\b)?"
)
_OTHERS = (
    r"(?i)\bFN[\s:.-]*(?:Nr\.?)?\s?\d{3,6}\s?[a-z]\b",
    r"(?i)firmenbuch-?(?:nummer|nr\.?)[\s:.]*(?:FN )?\d{3,6}\s?[a-z]\b",
    r"\b(?:GnR|VR|PR|GsR|GüR|VReg)\b[\s.:-]*(?:Nr\.?)?\s?\d{1,6}",
    r"\bCHE?-\d{3}\.\d{3}\.\d{3}|\bCHE ?\d{3}\.?\d{3}\.?\d{3}|\bCH-\d{3}\.\d\.\d{3}\.\d{3}-\d",
    r"(?i)\b(?:company|registration|registered|reg\.?)\s?(?:registration\s)?(?:no|number|nr|num)\b[\s:.#]*[A-Z]{0,2}\d{5,8}\b",
    r"(?i)\b(?:compan(?:y|ies)|trade|commercial)[\w ]{0,20} (?:office|register)\b.{0,60}\b(?:number|no)\W+\d{5,8}\b",
    r"(?i)\bkvk\b[^\d]{0,45}\d{8}\b",
    r"(?i)\b(?:rcs|r\.c\.s\.)[\s:]*(?:[A-Z][\w-]+\s)?B?\s?\d{3}[\s.]?\d{2,3}[\s.]?\d{0,3}",
    r"(?i)\b(?:krs|ico|registrikood|cif|cvr|rea|r\.e\.a\.)[\s:.-]*(?:nr\.?|no\.?|number)?[\s:.]*[A-Z]{0,3}[\s-]?\d{5,10}",
    r"(?i)\b(?:rcs|companies register)\b.{0,40}\bnumber \d{3} ?\d{3} ?\d{3}\b",
    r"(?i)\bregistrierungs-?nummer:? [0-9A-Z]{8,20}\b",
    r"(?i)(?:handels|vereins|genossenschafts|partnerschafts|gesellschafts)?register-?\s?(?:nummer|nr\.?|-nr\.?|number|no\.?)[\s:.]*(?:[A-Z]{2,3}\s?)?\d{1,8}\b",
)  # fmt: skip
_COURT = (
    r"(?i)\b(?:amtsgerichts?|handelsgericht|landesgericht|kantonsgericht|(?:local|district|"
    r"regional) court)\s+(?:in |of |fuer \w+ |von )?(?P<place>(?-i:[A-Z])[\w.-]+(?: [A-Z(][\w.)-]+)?)"
    r"|\b(?:LG|HG|AG) (?:fuer )?(?:ZRS )?(?P<place2>(?-i:[A-Z])[a-z][\w-]+)"
    r"|(?:registergericht|firmenbuchgericht|register(?:ing)? court|court of registration|"
    r"commercial register(?: of| at)?|handelsregister(?:amt)?|vereinsregister|genossenschaftsregister|"
    r"partnerschaftsregister|gesellschaftsregister)"
    r"[\s:,]*(?:des |der |von |beim? |in |of |at |the )*(?:kantons? )?(?P<place3>(?-i:[A-Z])[\w-]+)"
)  # fmt: skip
_FOREIGN_COURT = (
    r"(?i)companies house|company (?:registration )?(?:number|no\b)|registered in (?:england|scotland|"
    r"wales|ireland|northern ireland|the )|"
    r"kamer van koophandel|central business register|\bcvr\b|registro imprese|national court register|"
    r"companies register|chamber of commerce|"
    r"\bkvk\b|\brcs\b|registre du commerce|registro (?:mercantil|imprese)|commercial registry|"
    r"handelsregister(?:amt)? (?:des )?kantons?|\bkrs\b|aeriregister"
)
_COURT_LABEL = (
    r"(?i)(?:register(?:ing)? ?(?:gericht|court)|firmenbuchgericht|gefuehrt bei|handelsregister)[\w ]{0,12}:?$"
)
_LONGEST_COURT = 50
_NO_COURT = frozenset(
    [
        "hrb",
        "hra",
        "hr",
        "nummer",
        "number",
        "nr",
        "no",
        "eintrag",
        "eintragung",
        "entry",
        "umsatzsteuer",
        "registernummer",
        "registergericht",
        "registrierungsnummer",
        "handelsregister",
        "registereintrag",
        "die",
        "der",
        "das",
        "im",
        "und",
        "mit",
        "bei",
        "unter",
        "registration",
    ]
)
_VAT = (
    r"\bDE[\s.]?\d{3}[\s.]?\d{3}[\s.]?\d{3}(?:-\d{5})?\b",
    r"\bATU[\s.-]?\d{4}[\s.]?\d{4}\b",
    r"\bCHE[- ]?\d{3}\.?\d{3}\.?\d{3}\b",
    r"\bGB[\s]?\d{3}[\s]?\d{4}[\s]?\d{2}\b",
    r"\bNL[\s]?\d{9}B\d{2}\b",
)
_VAT_LABEL = (
    r"(?i)(?:ust\.?|umsatz\s?steuer|vat|uid|mwst|mehrwertsteuer|btw|tva|iva|moms|nip|nif|wirtschafts-?id\w*|w-idnr|"
    r"tax id|business id)"
    r"[^\d]{0,70}?\b((?:DE|AT|BE|BG|CY|CZ|DK|EE|EL|ES|FI|FR|GB|HR|HU|IE|IT|LI|LT|LU|LV|MT|NL|PL|PT|RO|SE|SI|SK|XI|CH)[\s.]?[A-Z0-9][\d\s.]{6,13}[A-Z0-9]{0,3})"
)  # fmt: skip
_PARTNER = r"(?i)komplementaer|persoenlich haftend|unbeschraenkt haftend|general partner"
_PENDING = (
    r"beantragt|noch nicht (?:vergeben|erteilt|zugeteilt)|wird nachgereicht|in gruendung|folgt\b|wird nach|"
    r"applied for|pending"
)
#: Lines after the one that names a partner which may still be about it.
_PARTNER_LINES = 3


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry in a register: its court or office, its number, each with the line where it stands."""

    court: str | None = None
    court_line: int = -1
    number: str | None = None
    number_line: int = -1
    others: bool = False


def entry(lines: Sequence[Line], kind: Kind | None, seller: str | None = None) -> Entry:
    """The seller's own entry; not that of another company on its line, nor, of a KG, that of its partner."""
    partner = _about_partner(lines) if kind is Kind.LIMITED_PARTNERSHIP else set[int]()
    numbers = [one for one in _numbers(lines) if not is_of_another(lines[one[0]], seller, one[1])]
    own = [(at, number, part) for at, start, number, part in numbers if not _in(partner, lines, at, start)]
    if kind is Kind.LIMITED_PARTNERSHIP:
        # Its own register is A; one of B is its partner's, wherever it stands.
        own = [one for one in own if one[2] != "B"]
        own += [(at, number, part) for at, _, number, part in numbers if part == "A"]
    own.sort(key=lambda one: one[2] == "")
    number = own[0] if own else None
    beside = {number[0] - 1, number[0], number[0] + 1} if number else set[int]()
    courts = [
        (at, words)
        for at, start, words in _courts(lines)
        if (at in beside or not _in(partner, lines, at, start)) and not is_of_another(lines[at], seller, start)
    ]
    if kind is Kind.LIMITED_PARTNERSHIP and number is None:
        of_partner = {at + by for at, _, _, part in numbers if part == "B" for by in (-1, 0, 1)}
        courts = [one for one in courts if one[0] not in of_partner]
    court = courts[0] if courts else None
    return Entry(
        court[1] if court else None,
        court[0] if court else -1,
        number[1] if number else None,
        number[0] if number else -1,
        others=bool(numbers) and not own,
    )


def is_pending(lines: Sequence[Line], about: str) -> bool:
    """Whether it is said that such a number has been applied for."""
    cue = pattern(rf"(?i)\b(?:{about}).{{0,60}}(?:{_PENDING})")
    founded = pattern(r"(?i)\bi\. ?gr?\.(?:\s|$)|\bin gruendung\b")
    return any(cue.search(line.flat) or founded.search(line.plain) for line in lines)


def _about_partner(lines: Sequence[Line]) -> set[int]:
    """Lines about the company that is a partner: from where it is named to the end of its paragraph."""
    found: set[int] = set()
    for at, line in enumerate(lines):
        if pattern(_PARTNER).search(line.flat):
            found.add(at)
            for after in range(at + 1, min(at + 1 + _PARTNER_LINES, len(lines))):
                if lines[after].begins and not line.heading:
                    break
                found.add(after)
    return found


def _in(partner: set[int], lines: Sequence[Line], at: int, start: int) -> bool:
    """Whether that place speaks of the partner: on its lines, behind the word."""
    if at not in partner:
        return False
    word = pattern(_PARTNER).search(lines[at].flat)
    return word is None or word.start() < start


def _numbers(lines: Sequence[Line]) -> Iterator[tuple[int, int, str, str]]:
    for at, line in enumerate(lines):
        for match in pattern(_HR).finditer(line.plain):
            suffix = (match["suffix"] or "").strip()
            words = f"HR{match['part'].upper()} {match['number']}" + (
                f" {suffix}" if suffix.isupper() and len(suffix) < 3 else ""
            )
            yield at, match.start(), words, match["part"].upper()
        for other in _OTHERS:
            if match := pattern(other).search(line.plain):
                yield at, match.start(), _trimmed(line.words(match.start(), match.end())), ""


def _trimmed(words: str) -> str:
    """Without the label before the number."""
    return words.rpartition(":")[2].strip() or words


def _courts(lines: Sequence[Line]) -> Iterator[tuple[int, int, str]]:
    for at, line in enumerate(lines):
        for match in pattern(_COURT).finditer(line.plain):
            place = match["place"] or match["place2"] or match["place3"] or ""
            if place and place[0].isupper() and place.split(" ")[0].lower().strip(".-:") not in _NO_COURT:
                yield at, match.start(), line.words(match.start(), match.end())
                break
        else:
            if match := pattern(_FOREIGN_COURT).search(line.plain):
                yield at, match.start(), line.words(match.start(), match.end())
            elif court := _court_below(lines, at):
                yield at + 1, 0, court


def _court_below(lines: Sequence[Line], at: int) -> str | None:
    """Of a line that ends in "Registergericht", what stands on the next."""
    if not pattern(_COURT_LABEL).search(lines[at].plain) or at + 1 >= len(lines):
        return None
    below = lines[at + 1]
    name = below.plain[:1].isupper() and len(below.plain) < _LONGEST_COURT and ":" not in below.plain
    if not name or below.flat.split(" ")[0].strip(".:") in _NO_COURT:
        return None
    return below.text.partition(",")[0] if pattern(_HR).search(below.plain) else below.text


def tax_number(lines: Sequence[Line]) -> tuple[int, str] | None:
    """A number for turnover tax or the business identification number, no mere tax number."""
    for at, line in enumerate(lines):
        for form in _VAT:
            if match := pattern(form).search(line.plain):
                return at, match[0].replace(" ", "").replace("DE.", "DE")
        if match := pattern(_VAT_LABEL).search(line.plain):
            return at, match[1].strip().replace(" ", "")
    return None
