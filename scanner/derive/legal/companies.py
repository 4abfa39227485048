"""Who a seller is by name: its legal form, and what follows from it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from scanner.derive.legal.patterns import pattern, span
from scanner.derive.legal.text import Line, plain


class Kind(StrEnum):
    """What a legal form makes of a seller, as far as the duties of an imprint hang on it."""

    COMPANY = "company"  # a legal person that is registered
    LIMITED_PARTNERSHIP = "limited_partnership"  # KG and its kin: register A, represented by a partner
    PARTNERSHIP = "partnership"  # OHG, OG, PartG: registered, represented by its partners
    MERCHANT = "merchant"  # e.K., e.U.: one person, registered
    UNREGISTERED = "unregistered"  # GbR
    PERSON = "person"  # a sole trader


REGISTERED = frozenset({Kind.COMPANY, Kind.LIMITED_PARTNERSHIP, Kind.PARTNERSHIP, Kind.MERCHANT})
REPRESENTED = frozenset({Kind.COMPANY, Kind.LIMITED_PARTNERSHIP})

_CO = r"(?:&|und|u\.) ?(?:Co\.?|Comp\.?)[ ,-]? ?KG"
_LIMITED = (
    r"(?:g?GmbH|GmbH|Ges\. ?m\. ?b\. ?H\.?|GesmbH|mbH|UG \(haftungsbeschraenkt\)|UG haftungsbeschraenkt|UG|AG|SE|KGaA|"
    r"eG|e\. ?V\.?|eingetragener Verein|Unternehmergesellschaft(?: \(haftungsbeschraenkt\))?|Aktiengesellschaft|"
    r"Gesellschaft mit beschraenkter Haftung|FlexCo|Genossenschaft)"
)
_ABROAD = (
    r"(?:(?:CO|Co)\.?,? ?(?:LTD\.?|LIMITED|Ltd\.?|Limited)|"
    r"Ltd\.?|Limited|LIMITED|LTD\.?|PLC|plc|LLC|Inc\.?|Corp\.?|"
    r"B\. ?V\.?|N\. ?V\.|S\. ?a\.? ?r\. ?l\.?|Sarl|SARL|SAS|S\.A\.|"
    r"S\. ?[rR]\. ?[lL]\.?|spolka z ograniczona odpowiedzialnoscia|"
    r"S\.p\.A\.|Oy|AB|ApS|A/S|OU|SIA|UAB|Sp\. ?z ?o\. ?o\.|s\. ?r\. ?o\.|d\. ?o\. ?o\.|Kft\.?)"
)
_FORMS: tuple[tuple[str, Kind], ...] = (
    (r"(?:GmbH|UG|AG|SE|Ltd\.?|Limited|B\.V\.)(?: \(haftungsbeschraenkt\))? ?& ?Co\.? ?(?:KGaA)", Kind.COMPANY),
    (
        rf"(?:g?GmbH|GesmbH|UG|AG|SE|Ltd\.?|Limited|B\.V\.|Stiftung)(?: \(haftungsbeschraenkt\))? ?{_CO}",
        Kind.LIMITED_PARTNERSHIP,
    ),
    (_LIMITED, Kind.COMPANY),
    (_ABROAD, Kind.COMPANY),
    (r"KG", Kind.LIMITED_PARTNERSHIP),
    (r"(?:OHG|oHG|OG|PartG mbB|PartG|PartGmbB|KlG)", Kind.PARTNERSHIP),
    (r"(?:e\. ?K\.?|e\. ?Kfm\.?|e\. ?Kfr\.?|eK|e\. ?U\.?|eingetragene[r]? Kauf(?:mann|frau))", Kind.MERCHANT),
    (r"(?:eGbR|GbR|GesbR|Gesellschaft buergerlichen Rechts)", Kind.UNREGISTERED),
)
_ANY = "|".join(f"(?P<f{number}>{form})" for number, (form, _) in enumerate(_FORMS))
_FORM = rf"(?:^|[\s(-])(?:{_ANY})(?:[\s,.;:)(/|]|$)"
_NOT_A_NAME = frozenset(
    [
        "die",
        "der",
        "das",
        "den",
        "dem",
        "des",
        "ist",
        "sind",
        "bei",
        "durch",
        "von",
        "vom",
        "als",
        "unsere",
        "unser",
        "wir",
        "uns",
        "eine",
        "einer",
        "ein",
        "the",
        "is",
        "by",
        "of",
        "this",
        "our",
        "und",
        "and",
        "firma",
        "name",
        "firmenname",
        "anbieter",
        "anbieterin",
        "betreiber",
        "betreiberin",
        "diensteanbieter",
        "impressum",
        "imprint",
        "seite",
        "dieser",
        "website",
        "shop",
        "verantwortlich",
        "verantwortlicher",
        "inhalt",
        "medieninhaber",
        "herausgeber",
        "gemaess",
        "ddg",
        "tmg",
        "company",
        "legal",
        "operated",
        "operates",
        "operator",
        "owned",
        "published",
        "run",
        "trading",
        "betrieben",
        "betreibt",
        "provider",
        "verkaeufer",
        "eingetragener",
        "vertragspartner",
        "onlineshop",
        "onlineshops",
        "online-shops",
    ]
)
#: A court of a register, shortened: "Registergericht AG Bonn".
_COURT = r"(?i)(?:register\w*|gericht\w*|ein(?:getragen|trag\w*)\b.*|hr ?[ab]\b.*) ag$"
_WORD = r"^[\w&.'+!/-]+$"
_DELIMITER = r"[,;:|(\"]|\s-\s|\.\s(?:[A-Z][a-z]+\s[a-z])"
_MOST_WORDS = 8
_NAME = (
    r"(?:(?:Dr|Prof|Mag|Dipl|Ing|Herrn?|Frau|Mr|Mrs|Ms|DI|MMag|med|rer|nat|phil|jur|"
    r"pharm)\b\.?[ -]{0,2}(?:\(FH\) )?){0,4}"
    r"(?:(?:[A-Z]\. ?){1,3}|[A-Z][A-Za-z'-]+\.?)"
    r"(?: (?:[A-Z]\.?|von|van|zu|de|del|da|der|den|di|la|le|ter|vom|zum|dos|al|el|"
    r"bin|Dr\.|auf))*(?: [A-Z][A-Za-z'-]+){1,3}"
)
_NO_PERSON = (
    r"(?i)\b(?:gmbh|ug|telefon|tel|mail|email|impressum|angaben|gemaess|ust|umsatzsteuer|handelsregister|amtsgericht|register\w*|hrb|"
    r"hra|geschaeftsfuehr\w*|inhaber\w*|vertreten\w*|kontakt|adresse|anschrift|deutschland|germany|oesterreich|austria|"
    r"schweiz|switzerland|postfach|verantwortlich\w*|street|road|lane|str|legal|notice|phone|imprint|contact|netherlands|"
    r"niederlande|united|kingdom|datenschutz\w*|haftung|online|shop|onlineshop|www|information\w*|fax|telefax|"
    r"finanzamt|steuer\w*|iban|bank|www|copyright|alle|rechte|mobil|verbraucher\w*|streit\w*|plattform|europaeische\w*|"
    r"company|number|registered|vat|stand|laut|offenlegung\w*|medieninhaber\w*|unternehmens\w*|sitz|firma|diese|wir|unser\w*)\b"
)


@dataclass(frozen=True, slots=True)
class Name:
    """A name as it stands there, on which line, and what its form says. `kind`: None where it has no form."""

    text: str
    line: int
    kind: Kind | None
    start: int = 0


def companies(lines: Sequence[Line]) -> Iterator[Name]:
    """Names that end in a legal form, in reading order."""
    for at, line in enumerate(lines):
        done = 0
        while done < len(line.plain):
            match = pattern(_FORM).search(line.plain, done)
            if match is None:
                break
            number = next(n for n in range(len(_FORMS)) if match.group(f"f{n}"))
            start, end = span(match, f"f{number}")
            done = end
            if line.plain[start:end] == "OG" and pattern(r"\d\.\s?$").search(line.plain[:start]):
                continue  # the fourth floor
            if begin := _begin(line.plain, start, done_before=0):
                words = line.words(begin[0], end)
                yield Name(words.strip(" ,"), at, _FORMS[number][1], begin[0])


def _begin(text: str, form: int, done_before: int) -> tuple[int] | None:
    """Where the name before a legal form begins; None where nothing stands before it."""
    start = done_before
    for cut in pattern(_DELIMITER).finditer(text[:form]):
        start = cut.end() - (len(cut[0]) - 2 if cut[0][0] == "." and len(cut[0]) > 2 else 0)
    words = text[start:form].split(" ")
    kept: list[str] = []
    for word in reversed(words):
        if word and not pattern(_WORD).search(word):
            break
        if len(kept) >= _MOST_WORDS:
            break
        kept.insert(0, word)
    while kept and (not kept[0] or kept[0].lower().strip(".") in _NOT_A_NAME):
        kept.pop(0)
    if not any(any(sign.isalnum() for sign in word) for word in kept):
        return None
    return (form - len(" ".join(kept)),)


def kind_in(text: str) -> Kind | None:
    """The legal form that a text names."""
    match = pattern(_FORM).search(text)
    if match is None:
        return None
    return next(kind for number, (_, kind) in enumerate(_FORMS) if match.group(f"f{number}"))


def person_at(text: str) -> tuple[int, int] | None:
    """Where a person's name begins a text of plain letters."""
    match = pattern(rf"^{_NAME}").search(text)
    if match is None:
        return None
    name = match[0]
    cut = pattern(_NO_PERSON).search(name)
    if cut:
        name = name[: cut.start()].rstrip(" ,.(")
        if not pattern(rf"^(?:{_NAME})$").search(name):
            return None
    return (0, len(name)) if not any(sign.isdigit() for sign in name) else None


def is_person(text: str) -> bool:
    """Whether a text is nothing but a name that a person may have."""
    found = person_at(text.strip())
    return found is not None and len(text.strip()) - found[1] <= 1


def is_of_another(line: Line, seller: str | None, start: int | None = None) -> bool:
    """Whether what begins there on a line belongs to another company that is named before it.

    Without `start`: whether the line names companies, and the last of them is not the seller.
    """
    named = [name for name in called_companies(line) if start is None or name.start < start]
    return bool(named) and seller is not None and not same_company(named[-1].text, seller)


def called_companies(line: Line) -> list[Name]:
    """The companies of a line that have a name; "eingetragen beim AG Bamberg" names a court."""
    return [
        name
        for name in companies([line])
        if any(word[:1].isupper() for word in name.text.split()[:-1]) and not pattern(_COURT).search(name.text)
    ]


def same_company(one: str, other: str) -> bool:
    """Whether two names are of one company: a page names it with more words or fewer, or writes out its form."""
    short, long = sorted((one.casefold(), other.casefold()), key=len)
    return short in long or _stem(one) == _stem(other)


def _stem(name: str) -> str:
    """A name without its legal form, signs and spaces."""
    plain_name = plain(name)
    form = pattern(_FORM).search(plain_name)
    text = plain_name[: form.start()] if form else plain_name
    return "".join(sign for sign in text.lower().replace("&", "und") if sign.isalnum())
