"""What an imprint says of its seller (DDG § 5; ECG § 5 in Austria), item by item."""

from __future__ import annotations

import functools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from scanner.derive.legal import companies as names
from scanner.derive.legal.blocks import own_lines, without_companies
from scanner.derive.legal.companies import Kind, Name
from scanner.derive.legal.contacts import Address, addresses, emails, phones
from scanner.derive.legal.found import Found, by_phrases, doubtful, first, missing, shown
from scanner.derive.legal.others import is_anothers, is_elsewhere
from scanner.derive.legal.patterns import data, expression, pattern, phrases
from scanner.derive.legal.registers import entry, is_pending, tax_number
from scanner.derive.legal.representative import representative
from scanner.derive.legal.text import LegalPage, Line
from scanner.derive.notice.fold import fold
from scanner.model.vocabulary import LegalDetail as Item

_ABOUT_PARTNER = (
    r"(?i)(?:komplementaer\w*|persoenlich haftend\w*( gesellschafter\w*)?|diese vertreten|"
    r"general partner)\W{0,3}(?:ist |is )?(?:die |the )?$"
)


#: Lines below a word in which a name may stand.
_BELOW = 2
#: Commas in an address that stands in one line.
_FEWEST_PARTS = 3


@dataclass(frozen=True, slots=True)
class Imprint:
    """What was read.

    kind          of the seller, None where it can't be told    country  DE, AT, CH or empty for another
    taxed         it says that it has a number for VAT          professional  it names a professional title by law
    """

    found: Mapping[Item, Found]
    name: str | None
    kind: Kind | None
    country: str
    regulated: str = ""
    taxed: bool = False
    professional: bool = False


def read_imprint(page: LegalPage) -> Imprint:
    """Every item of an imprint."""
    own, unsure = [*own_lines(page.lines), *page.spelled], page.unsure
    name = _name(own, list(addresses(own)))
    if name and name.kind is not Kind.PERSON:
        own = without_companies(own, name.text, functools.partial(_speaks_for, own))
    country = _country(own)
    placed = list(addresses(own))
    kind = name.kind if name else None
    seller = name.text if name else None
    sellers = [
        one for one in placed if not names.is_of_another(own[one.line], seller) and not is_elsewhere(own, one, seller)
    ]
    found = {
        Item.NAME_AND_FORM: _name_and_form(own, name, unsure),
        Item.STREET_ADDRESS: _street_address(own, sellers, unsure),
        Item.REPRESENTATIVE: representative(own, unsure, seller),
        Item.EMAIL: _email(page, own, seller, unsure),
        **_channels(page, own, country, seller, unsure),
        **_register(own, name, unsure),
        Item.VAT_ID: _vat(own, unsure),
        **_regulated(page, seller, unsure),
        Item.DISPUTE_STATEMENT: _dispute(page, unsure),
        Item.RESPONSIBLE_EDITOR: _editor(page.lines, unsure),
    }  # fmt: skip
    return Imprint(found, seller, kind, country, _trade(own, name), _is_taxed(own), _is_professional(page))


def _trade(own: Sequence[Line], name: Name | None) -> str:
    """The regulated trade that the seller names; a bank only as itself, since many name the bank they use."""
    rules = data()["imprint"]
    if expression(rules["pharmacy"]).search("\n".join(line.flat for line in own)):
        return "pharmacy"
    return "bank" if name and expression(rules["bank"]).search(fold(name.text)) else ""


def _is_taxed(own: Sequence[Line]) -> bool:
    """Whether the seller says that it has a number for VAT, though elsewhere: "finden Sie auf jeder Rechnung"."""
    cue = expression(data()["imprint"]["vat_elsewhere"])
    return any(cue.search(line.flat) for line in own)


def _is_professional(page: LegalPage) -> bool:
    """Whether it names its professional title in the words of the law, and so says that it belongs to a profession."""
    return first(page.lines, phrases("imprint", "profession")) is not None


def _country(lines: Sequence[Line]) -> str:
    text = "\n".join(line.flat for line in lines)
    for country, cue in data()["imprint"]["countries"].items():
        if expression(cue).search(text):
            return str(country)
    return "DE"


def _name(lines: Sequence[Line], placed: Sequence[Address]) -> Name | None:
    """The seller: the first company that is nobody's partner, the owner, or who stands above the address."""
    company = next((name for name in names.companies(list(lines)) if not _is_partner(lines, name)), None)
    owner = _owner(lines)
    if company and not (owner and owner.line < company.line):
        return company
    return owner or _above(lines, placed)


def _owner(lines: Sequence[Line]) -> Name | None:
    """Who is called the owner, or responsible for the shop."""
    owner = expression(data()["imprint"]["owner"])
    for at, line in enumerate(lines):
        if match := owner.search(line.flat):
            rest = line.plain[match.end() :]
            start = match.end() + len(rest) - len(rest.lstrip(" :("))
            if where := names.person_at(line.plain[start:]):
                return Name(line.words(start, start + where[1]), at, Kind.PERSON, start)
            if not rest.strip(" :") and at + 1 < len(lines) and (where := names.person_at(lines[at + 1].plain)):
                return Name(lines[at + 1].words(0, where[1]), at + 1, Kind.PERSON)
    return None


def _is_partner(lines: Sequence[Line], name: Name) -> bool:
    before = lines[name.line].plain[: name.start]
    if not before.strip() and name.line:
        before = lines[name.line - 1].plain if len(lines[name.line - 1].plain) < 60 else ""
    return bool(pattern(_ABOUT_PARTNER).search(before))


def _speaks_for(lines: Sequence[Line], name: Name) -> bool:
    """Whether a company is the seller's partner or manages it: its people are the seller's."""
    cue = expression(data()["imprint"]["speaks_for"])
    line = lines[name.line]
    above = lines[name.line - 1].flat if name.line and not line.plain[: name.start].strip() else ""
    until = line.flat[: name.start + len(name.text)]  # "vertreten durch die …" may be taken for part of the name
    return _is_partner(lines, name) or bool(cue.search(until) or cue.search(above))


def _above(lines: Sequence[Line], placed: Sequence[Address]) -> Name | None:
    """A name without a form, right above the address or before it on its line."""
    for address in placed:
        for at in range(address.line, max(-1, address.line - 5), -1):
            for part in reversed(pattern(r",| [-/|] ").split(lines[at].plain)):
                text = part.rpartition(": ")[2].strip()
                if names.is_person(text) and not lines[at].heading:
                    start = lines[at].plain.find(text)
                    return Name(lines[at].words(start, start + len(text)), at, Kind.PERSON, start)
    return None


def _name_and_form(lines: Sequence[Line], name: Name | None, unsure: str) -> Found:
    in_register = entry(lines, None).number and any(pattern(r"\bhr ?b ?\d").search(line.flat) for line in lines)
    if name and not (name.kind is Kind.PERSON and in_register):
        return shown(lines[name.line], name.text)
    if unsure:
        return missing(unsure, "")
    if in_register:
        return Found(False, reason="a register of companies is named, and no company with its legal form")
    if not any(line.flat for line in lines):
        return Found(False, reason="nobody is named as the seller")
    return doubtful("no legal form and no person was recognised")


def _street_address(lines: Sequence[Line], placed: Sequence[Address], unsure: str) -> Found:
    complete = next((one for one in placed if one.street), None)
    if complete:
        return shown(lines[complete.line], complete.value)
    return _without_street(lines, placed, unsure)


def _without_street(lines: Sequence[Line], placed: Sequence[Address], unsure: str) -> Found:
    if unsure:
        return missing(unsure, "")
    box = next((one for one in placed if one.box), None)
    if box:
        return Found(False, lines[box.line].quote, reason="only a post office box is named")
    if placed:
        above = placed[0].above
        if not above or names.is_person(above) or names.kind_in(above) or pattern(r"\d|:|@").search(above):
            return Found(False, lines[placed[0].line].quote, reason="a place is named without a street")
        return doubtful("a place is named, and above it no street was recognised", lines[placed[0].line])
    abroad = expression(data()["imprint"]["abroad"])
    line = next((line for line in lines if abroad.search(line.flat)), None)
    called = next((line for line in lines if _is_called_address(line) and abroad.search(line.flat)), None)
    if called:
        return shown(called)
    if line:
        return doubtful("an address abroad may stand there in a form that is not known", line)
    street = next((line for line in lines if _alone_street(line)), None)
    if street:
        return doubtful("a street is named, and no place was recognised beside it", street)
    return Found(False, reason="no address of the seller")


def _dispute(page: LegalPage, unsure: str) -> Found:
    found = by_phrases(page.sentences, phrases("imprint", "dispute"), unsure, "no sentence on dispute settlement")
    if found.present is False and (hit := first(page.sentences, phrases("imprint", "dispute_perhaps"))):
        return doubtful("a mediator is named, and not whether the seller takes part", hit[0])
    return found


def _editor(lines: Sequence[Line], unsure: str) -> Found:
    """Who answers for content is a person (MStV § 18(2)); where a department is named alone, that is none."""
    found = by_phrases(lines, phrases("imprint", "editor"), unsure, "nobody is named as responsible for content")
    if found.quote is None or unsure:
        return found
    at = next((at for at, line in enumerate(lines) if line.quote == found.quote), 0)
    told = lines[at].plain.partition(":")[2].strip()
    department = expression(data()["imprint"]["department"])
    parts = [
        pattern(r"^.*?(?i:redaktion\w*|team|abteilung|marketing|editorial|department)\b").sub("", part).strip()
        for part in pattern(r"[,/(]").split(told)
    ]
    beside = [*parts, *(line.plain for line in lines[at + 1 : at + 1 + _BELOW])]
    if department.search(told.lower()) and not any(names.person_at(text) for text in beside):
        return Found(False, found.quote, reason="a department is named as responsible for content, and no person")
    return found


def _is_called_address(line: Line) -> bool:
    """An address in one line, called one: where there are no postal codes, nothing else tells it."""
    parts = line.plain.count(",")
    return parts >= _FEWEST_PARTS and bool(
        pattern(r"(?i)^\W*(?:\w+ ){0,2}(?:address|office|anschrift|adresse|sitz)\b\s?:?.{0,80}\d").search(line.plain)
    )


def _alone_street(line: Line) -> bool:
    return bool(pattern(r"(?i)(?:str\.|strasse|weg|platz|allee|gasse)\s?\d{1,3}[a-z]?\b").search(line.plain))


def _email(page: LegalPage, lines: Sequence[Line], seller: str | None, unsure: str) -> Found:
    for at, address in emails(lines):
        if not is_anothers(lines[at], address, seller):
            return shown(lines[at], address)
    if unsure:
        return missing(unsure, "")
    hidden = expression(data()["imprint"]["hidden_mail"])
    label = expression(data()["imprint"]["mail_label"])
    for at, line in enumerate(lines):
        if hidden.search(line.flat):
            return doubtful("an e-mail address is hidden from programs", line)
        if label.search(line.flat) and not pattern(r"(?i)mail\W{0,3}\s?[a-z0-9]").search(line.plain):
            following = lines[at + 1].flat if at + 1 < len(lines) else ""
            if line.flat.rstrip().endswith((":", "mail")) or not following:
                return doubtful("behind the word e-mail stands nothing that could be read", line)
    if any(pattern(r"(?i)mail").search(image.src + image.alt) for image in page.images):
        return doubtful("the e-mail address may stand in a picture")
    return Found(False, reason="no e-mail address of the seller")


def _channels(
    page: LegalPage, lines: Sequence[Line], country: str, seller: str | None, unsure: str
) -> dict[Item, Found]:
    codes = {"AT": "43", "CH": "41"}
    called = phones(lines, codes.get(country, "49"))
    calls = [one for one in called if not is_anothers(lines[one.line], one.shown, seller)]
    dialled = next((call for call in calls if call.number), None)
    phone = (
        shown(lines[dialled.line], dialled.number)
        if dialled
        else missing(unsure, "no telephone number with its area code")
    )
    if calls:
        second = shown(lines[calls[0].line], (dialled or calls[0]).number or calls[0].shown)
    elif hit := first(lines, phrases("imprint", "other_channel")):
        second = shown(hit[0], "form")
    elif hit := first(lines, phrases("imprint", "other_channel_perhaps")):
        second = doubtful("whether messages by a social network are answered quickly is not known", hit[0])
    elif hit := first(page.beside, phrases("imprint", "chat")):
        second = doubtful("a chat is named beside the text, and whether people answer there is not known", hit[0])
    else:
        second = missing(unsure, "neither a telephone number nor another quick way beside e-mail")
    if (
        not calls
        and not unsure
        and any(pattern(r"(?i)tel|phone").search(i.src.rpartition("/")[2] + i.alt) for i in page.images)
    ):
        phone = second = doubtful("the telephone number may stand in a picture")
    return {Item.PHONE: phone, Item.SECOND_CHANNEL: second}


def _register(lines: Sequence[Line], name: Name | None, unsure: str) -> dict[Item, Found]:
    own = entry(lines, name.kind if name else None, name.text if name else None)
    partner = "only the register of its partner is named" if own.others else ""
    pending = is_pending(lines, "eintragung|eintrag|register|registergericht|handelsregister|amtsgericht")
    if own.number and own.court is None:
        court = missing(unsure, "a number in a register is named, and not in which")
    elif own.court and not (pending and own.number is None):
        court = shown(lines[own.court_line], own.court)
    else:
        court = _perhaps_soon(pending, unsure, partner or "no register is named")
    number = (
        shown(lines[own.number_line], own.number)
        if own.number
        else _perhaps_soon(pending, unsure, partner or "no number in a register")
    )
    return {Item.REGISTER: court, Item.REGISTER_NUMBER: number}


def _perhaps_soon(pending: bool, unsure: str, reason: str) -> Found:
    return doubtful("it is said to have been applied for") if pending else missing(unsure, reason)


def _vat(lines: Sequence[Line], unsure: str) -> Found:
    told = tax_number(lines)
    if told:
        return shown(lines[told[0]], told[1])
    pending = is_pending(lines, "ust|umsatzsteuer|uid|vat|mwst")
    return _perhaps_soon(pending, unsure, "neither a VAT identification number nor a business identification number")


def _regulated(page: LegalPage, seller: str | None, unsure: str) -> dict[Item, Found]:
    """What those have to say whose trade needs leave, or who belong to a profession; not who supervises their bank."""
    lines = [line for line in page.lines if not names.is_of_another(line, seller)]
    items = {
        Item.AUTHORITY: "no supervisory authority of its trade is named",
        Item.AUTHORITY_CONTACT: "neither address nor link of the authority",
        Item.CHAMBER: "no chamber is named",
        Item.PROFESSIONAL_TITLE: "no professional title is named",
        Item.TITLE_STATE: "the state that awarded the title is not named",
        Item.PROFESSIONAL_RULES: "the rules of the profession are not named",
    }
    return {item: by_phrases(lines, phrases("imprint", item.value), unsure, why) for item, why in items.items()}
