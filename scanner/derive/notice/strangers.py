"""Whom a notice names besides the services of our files: by a legal form, by the word for what they do, by a list.

A name that only its place gives away has to look like one ("eTermin", "mailbox.org"), or stand in English, where an
ordinary word is written small somewhere in the same notice.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from scanner.derive.notice.blocks import Kind
from scanner.derive.notice.companies import FORM, Company, companies, core_of
from scanner.derive.notice.controller import find_controller
from scanner.derive.notice.fold import fold
from scanner.derive.notice.mentions import Mention, NamedService, is_denied
from scanner.derive.notice.phrase_file import data
from scanner.derive.notice.phrases import expression
from scanner.derive.notice.quotes import quote
from scanner.derive.notice.reading import NoticeReading, Sentence

_TOKEN = re.compile(r"[^\W_]+")
_LONGEST_READ = 600
_UPPER = r"A-ZÄÖÜÉÈ"
_CAPITAL = rf"[{_UPPER}][\w.+&'’!-]{{1,24}}"
#: As names are written and words are not: eTermin, PayPal, in3, mailbox.org, SWIFT.
_DOMAIN = r"\.(?:org|com|de|net|io|at|ch|nl|fr|eu|co|app)\b"
_BRAND = (
    r"(?:[a-z]{1,3}[A-Z][\w.-]{1,24}|[A-Z][a-z]+[A-Z][\w.-]{0,24}|[A-Za-z]{2,20}[0-9]{1,3}\b|"
    rf"[a-z0-9-]{{2,30}}{_DOMAIN}|[A-Z]{{3,12}}\b)"
)
#: "den Dienst Gravatar der …", "our courier Budbee": a name behind the word for what it does.
_CALLED = re.compile(
    r"\b(?:(?:[\w-]{0,24}(?:[Dd]ienst|[Tt]ool|[Ss]oftware|[Hh]oster|[Ss]pedition|[Pp]rogramm|[Pp]ortal|[Pp]lattform|"
    r"[Ss]ystem|[Ww]idget|[Pp]lugin|[Kk]urier|[Kk]urierunternehmen|[Mm]arktplatz|[Aa]nbieter))(?:e?s)?|App|"
    r"[Ss]ervices?|[Pp]roviders?|[Cc]arriers?|[Cc]ouriers?|[Hh]osts?|[Pp]latform|[Pp]rocessors?|[Bb]ank|[Aa]gency|"
    r"[Ss]oftware|[Tt]ool|[Ss]ystem) "
    rf"[\"“„'(]?((?:{_BRAND}|{_CAPITAL})(?: {_CAPITAL})?)"
)
#: English: what is done, and by whom.
_DONE_BY = re.compile(
    r"\b(?:issued|handled|carried out|run|made|booked|sent|hosted|provided|operated|built|processed|delivered|printed|"
    r"managed|stored|powered|supplied|measured|shipped|collected|taken|answered|sold|packed|stocked|written|kept|"
    r"recorded|fulfilled|distributed|insured|financed|passed|forwarded|outsourced|connected|listed|organised|organized|"
    r"arranged|dispatched|embedded|translated|scanned|monitored|protected|backed up|done|served|played|shown|counted)"
    rf"(?: (?!by|through|via|with|on|using|to|from)[a-z]+){{0,4}} (?:by|through|via|with|using|to) "
    rf"((?:{_CAPITAL})(?: (?:{_CAPITAL}|of(?= [A-Z])|for(?= [A-Z]))){{0,3}})"
)
#: "Mails landen bei mailbox.org": a service that is called as its address.
_ADDRESS = re.compile(
    r"\b(?:bei|über|mit|durch|von|via|at|by|through|with|on|of) "
    rf"([a-zA-Z][a-z0-9-]{{2,30}}{_DOMAIN})(?![/@.\w])"
)
#: "Shipping software: MyParcel, Sendcloud", under recipients.
_LISTED = re.compile(r"^[^:]{3,60}: (.{2,300})$")
_BETWEEN = re.compile(r"\s*(?:[,;/]|\b(?:and|und|sowie|or|oder)\b)\s*")
_IN_BRACKETS = re.compile(r"\s*\([^()]{0,120}\)")
#: "byrd (byrd technologies GmbH, Wien)": whose company stands in brackets.
_BEFORE_BRACKET = re.compile(rf"((?:{_BRAND}|{_CAPITAL}|[a-z][\w.-]{{2,24}})(?: {_CAPITAL}){{0,2}}) \((?:[\w-]+: )?$")
#: "Whereby: Videogespräche; Dienstanbieter: Video Communication Services AS", "Smaily is a service provided by …".
_LABELLED = re.compile(
    rf"((?:{_BRAND}|{_CAPITAL})(?: {_CAPITAL}){{0,2}}): .{{0,200}}\b(?:Dienstanbieter|[Pp]rovider): $"
)
_PROVIDED = re.compile(
    rf"((?:{_BRAND}|{_CAPITAL})(?: {_CAPITAL}){{0,2}}) (?:is|ist) .{{0,80}}\b"
    r"(?:provided by|service (?:of|by|from)|Dienst(?:leistung)? (?:der|des|von)) $"
)
#: "AEB SE, Stuttgart (AEB Compliance Screening)": a town behind a company is no name.
_TOWN = re.compile(rf"{FORM}, {_CAPITAL}(?: {_CAPITAL})? ?\(?$")
#: "die documentus Hamburg GmbH", "der noris network AG": a name that begins small.
_SMALL = re.compile(
    r"\b(?:der|die|den|dem|durch|von|an|bei|mit|by|of|the|to|with) "
    rf"([a-zäöü][\w&.+-]{{2,30}} (?:[\w&.+’-]{{1,30}} ){{0,2}}{FORM})(?!\w)"
)
_ADJECTIVE = re.compile(r"(?:e[nrsm]?|ig|isch\w*|lich\w*)$")
#: Sentences of a table's cell or a list that hold a name and little else.
_MOST_WORDS = 4
_FEWEST_LETTERS = 4


@dataclass(slots=True)
class _Taken:
    """Whom the notice's names belong to already: by whole name, and by the words they begin with."""

    names: set[str]
    beginnings: set[str]
    own: str

    def has(self, name: str) -> bool:
        core, folded = fold(core_of(name)), fold(name)
        if self.beginnings & set(_first_word(name)) or any(folded in held for held in self.names):
            return True
        return bool(self.own) and (self.own in core or core in self.own)

    def add(self, name: str) -> None:
        self.names.add(fold(name))
        self.beginnings.update(_first_word(name))


def strangers(reading: NoticeReading, mentions: Mapping[str, Sequence[Mention]]) -> Iterator[NamedService]:
    """Whoever is named and is no service of the files (`mentions`), nor the operator of one that is named."""
    taken = _taken(reading, mentions)
    marked: dict[int, list[Mention]] = {}
    for of_service in mentions.values():
        for one in of_service:
            marked.setdefault(one.sentence, []).append(one)
    rules = data()["named"]
    small = _written_small(reading)
    for at, sentence in enumerate(reading.sentences):
        if expression(rules["no_recipient"]).search(f"{sentence.folded} {sentence.context}".encode()):
            continue
        for company in _names(sentence, small, english=reading.language == "en"):
            # "infoscore Consumer Data GmbH" is infoscore; "Liefergrün (Green Fashion Logistics GmbH)" is Liefergrün.
            inside = any(
                (one.start < company.end and company.start <= one.end + 1)
                or sentence.text[one.end : company.start].strip() in {"(", "der", "von", "of", "by"}
                or sentence.text[company.end : one.start].strip() == "("
                for one in marked.get(at, ())
            )
            above = expression(rules["above"]).search(
                fold(sentence.text[max(0, company.start - 60) : company.start]).encode()
            )
            if inside or above or taken.has(company.name):
                continue
            called = _before_bracket(sentence.text[: company.start])
            if called and taken.has(called):
                continue
            taken.add(company.name)
            if called:
                taken.add(called)
            denied = is_denied(sentence, company.start, company.end)
            section = reading.sections[sentence.section].heading or None
            yield NamedService(company.name, called or company.name, quote(sentence, 0), section, denied, known=False)


def _taken(reading: NoticeReading, mentions: Mapping[str, Sequence[Mention]]) -> _Taken:
    controller = find_controller(reading).name
    names = {fold(controller)} if isinstance(controller, str) else set[str]()
    for operator in {one[0].name.service.operator for one in mentions.values()}:
        names |= {fold(name) for name in (operator.name, operator.eu) if name} if operator else set()
    beginnings = {word for name in names for word in _first_word(_without_articles(name) or name)}
    beginnings |= {word for of_service in mentions.values() for word in of_service[0].name.words}
    return _Taken(names, beginnings, fold(core_of(controller)) if isinstance(controller, str) else "")


def _written_small(reading: NoticeReading) -> frozenset[str]:
    """Words that the notice writes in small letters somewhere: in English no names."""
    return frozenset(word for sentence in reading.sentences for word in _TOKEN.findall(sentence.text) if word.islower())


def _names(sentence: Sentence, small: AbstractSet[str], *, english: bool) -> Iterator[Company]:
    """Names in a sentence, those with a legal form first."""
    text = sentence.text[:_LONGEST_READ]
    begun = [*_small(text)]
    whole = (one for one in companies(text) if not any(held.start <= one.start < held.end for held in begun))
    for company in (*begun, *whole):
        name = _without_articles(company.name) or (company.name if core_of(company.name) == company.name else "")
        if name and not _is_a_clause(name):
            name = _without_kind(name)
            yield Company(name, company.end - len(name), company.end)
    if sentence.kind is Kind.HEADING:
        return
    yield from _from(_CALLED.finditer(text), small, english=english)
    if english:
        yield from _from(_DONE_BY.finditer(text), small, english=True)
    yield from (Company(one[1], one.start(1), one.end(1)) for one in _ADDRESS.finditer(text))
    yield from _listed(sentence, small, english=english)


def _from(found: Iterable[re.Match[str]], small: AbstractSet[str], *, english: bool) -> Iterator[Company]:
    for one in found:
        words = _cut(one[1].rstrip(".").split())
        if words and _can_be(words, small, english=english, led=True):
            name = " ".join(words)
            yield Company(name, one.start(1), one.start(1) + len(name))


def _cut(words: list[str]) -> list[str]:
    """Up to the first word that is in no name."""
    common = _common()
    for at, word in enumerate(words):
        if at and (fold(word) in common or word.endswith((".", ":"))):
            return words[:at]
    return words


@functools.cache
def _words(name: str) -> frozenset[str]:
    """A list of words of the phrase file, under `named`."""
    return frozenset(data()["named"][name].split())


def _common() -> frozenset[str]:
    return _words("never_called")


def _can_be(words: Sequence[str], small: AbstractSet[str], *, english: bool, led: bool) -> bool:
    """Whether these words can be a name. `led`: what stands before them says that one follows."""
    first = words[0]
    if (
        fold(first) in _common()
        or (len(words) == 1 and len(first) < _FEWEST_LETTERS and not is_brand(first))
        or fold(first).endswith(("daten", "cookies"))
    ):
        return False
    if is_brand(first):
        return True
    if first.isupper() or any(word.lower() in small for word in words[:1]):
        return False
    return led or english


def is_brand(word: str) -> bool:
    """Whether it is written as only names are."""
    return re.fullmatch(_BRAND, word) is not None and fold(word) not in _words("never_brand")


def _listed(sentence: Sentence, small: AbstractSet[str], *, english: bool) -> Iterator[Company]:
    """Names behind a label under recipients, and in a table's column of them."""
    under = expression(data()["named"]["listed_under"])
    if sentence.kind is Kind.CELL:
        column = sentence.context.rpartition("> ")[2]
        held = sentence.text if expression(data()["named"]["column"]).search(column.encode()) else ""
    else:
        found = _LISTED.match(sentence.text) if under.search(sentence.context.encode()) else None
        held = found[1] if found else ""
    if not held:
        return
    at = sentence.text.find(held)
    for part in _BETWEEN.split(_IN_BRACKETS.sub("", held.rstrip("."))):
        words = part.split()
        if (
            not words
            or len(words) > _MOST_WORDS
            or not _is_listed_name(words, small, english=english, cell=sentence.kind is Kind.CELL)
        ):
            continue
        start = sentence.text.find(part, at)
        if start >= 0:
            yield Company(part, start, start + len(part))


def _is_listed_name(words: Sequence[str], small: AbstractSet[str], *, english: bool, cell: bool) -> bool:
    if not _can_be(words, small, english=english, led=False):
        return False
    if cell and len(words) == 1:
        return is_brand(words[0])  # the head of a row or column is a word as well
    return is_brand(words[0]) or (english and all(word[:1].isupper() and word.lower() not in small for word in words))


def _small(text: str) -> Iterator[Company]:
    little = _words("little")
    for found in _SMALL.finditer(text):
        words = found[1].split()
        first, second = words[0], words[1] if len(words) > 1 else ""
        adjective = _ADJECTIVE.search(first) and (second[:1].isupper() or not second)
        if first not in little and not adjective:
            yield Company(found[1], found.start(1), found.end(1))


def _before_bracket(before: str) -> str:
    if provided := (_LABELLED.match(before) or _PROVIDED.match(before)):
        words = provided[1].split()
        return "" if fold(words[0]) in _common() else provided[1]
    found = _BEFORE_BRACKET.search(before)
    if not found or _TOWN.search(before):
        return ""
    words = found[1].split()
    if fold(words[0]) in _common() or expression(data()["named"]["kind_of_firm"]).search(fold(words[-1]).encode()):
        return ""
    return found[1]


def _is_a_clause(name: str) -> bool:
    """Small words before a legal form that stands for a firm: "kümmert sich die UG"."""
    words = core_of(name).split()
    little = _words("little") | _common()
    return all(word.islower() for word in words) and any(fold(word) in little for word in words)


def _without_kind(name: str) -> str:
    """Of "Apothekenrechenzentrum NOVENTI HealthCare GmbH" what is behind the word for what they are."""
    words = name.split()
    kind = len(words) > 2 and is_brand(words[1]) and not is_brand(words[0])
    led = kind and expression(data()["named"]["kind_of_firm"]).search(fold(words[0]).encode())
    return " ".join(words[1:]) if led else name


def _first_word(name: str) -> tuple[str, ...]:
    return tuple(fold(word) for word in _TOKEN.findall(name)[:1])


def _without_articles(name: str) -> str:
    """Of "Die Google Inc." the name is Google Inc.; of "of Microsoft Corporation", Microsoft Corporation."""
    words = name.split()
    little = _words("little")
    while words and fold(words[0]) in little:
        words = words[1:]
    return " ".join(words) if len(words) > 1 else ""
