"""All services that a notice names, seen by the browser or not, and whoever else it names with a legal form.

Names are compared word by word, the longest first: "Google Analytics" isn't Google. A name that is a word of everyday
language counts only as it is written, and beside words of services.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from scanner.derive.known import KnownService
from scanner.derive.notice.blocks import Kind
from scanner.derive.notice.companies import Company, companies, core_of
from scanner.derive.notice.controller import find_controller
from scanner.derive.notice.fold import fold
from scanner.derive.notice.phrase_file import data
from scanner.derive.notice.phrases import expression
from scanner.derive.notice.quotes import quote
from scanner.derive.notice.reading import NoticeReading, Sentence
from scanner.derive.services import Known

_TOKEN = re.compile(r"[^\W_]+")
_SEPARATOR = re.compile(r",? ?(?:and|und|or|oder|sowie|&|/|,) ?|, ")
#: "den Dienst Gravatar der …", "our courier Budbee": a name without a legal form behind what it does.
_CALLED = re.compile(
    r"\b(?:[Dd]ienst(?:es)?|[Tt]ools?|[Ss]oftware|[Hh]osters?|[Pp]aketdienst(?:es)?|[Ss]pedition|[Kk]urierdienst(?:es)?|"
    r"[Ss]ervices?|[Pp]roviders?|[Cc]arriers?|[Cc]ouriers?|[Hh]osts?|[Pp]latform|[Pp]rocessors?|[Bb]ank|[Aa]gency) "
    r"[\"“„'(]?((?:[A-ZÄÖÜ][\w.+-]{2,24})(?: [A-ZÄÖÜ][\w.+-]{2,24})?)"
)
_SHORTEST = 3
_LONGEST = 8
_LONGEST_READ = 600
_SHORT = 160
#: Mentions of one service that are looked at.
_MOST_MENTIONS = 40
#: Sentences around a mention, in its section, that may say where to and on what basis.
_AROUND = 6


@dataclass(frozen=True, slots=True)
class NamedService:
    """A service in the notice. `name` as in the service files, else as it stands there; `alias`: what it is called.

    `denied`: wherever the notice speaks of it, it says that it isn't used, or not from there (fonts of one's own).
    `country`: as ISO 3166-1, `basis`: dpf, scc, adequacy, bcr, consent, privacy_shield, both as its section says.
    """

    name: str
    alias: str
    quote: str
    section: str | None
    denied: bool
    known: bool = True
    country: str | None = None
    basis: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Name:
    """A name as words, and whether it is one of everyday language."""

    service: KnownService
    alias: str
    words: tuple[str, ...]
    everyday: bool


@dataclass(frozen=True, slots=True)
class _Mention:
    name: _Name
    sentence: int
    start: int
    end: int
    denied: bool


def all_named(reading: NoticeReading, known: Known) -> tuple[NamedService, ...]:
    """Every service of the files that the notice names, then companies that are in none of them."""
    index = _index(known)
    mentions: dict[str, list[_Mention]] = {}
    for at, sentence in enumerate(reading.sentences):
        for mention in _mentions(sentence, at, index):
            of_service = mentions.setdefault(mention.name.service.name, [])
            if len(of_service) < _MOST_MENTIONS:
                of_service.append(mention)
    _without_parents(mentions, reading)
    found = [_named(reading, of_service) for of_service in mentions.values()]
    return (*found, *_companies(reading, mentions))


@functools.lru_cache(maxsize=8)
def _index_of(services: tuple[KnownService, ...]) -> Mapping[str, tuple[_Name, ...]]:
    everyday = frozenset(data()["named"]["everyday"].split())
    by_word: dict[str, list[_Name]] = {}
    for service in services:
        for alias in (service.name, *service.aliases):
            words = tuple(fold(word) for word in _TOKEN.findall(alias))[:_LONGEST]
            if words and len("".join(words)) >= _SHORTEST:
                plain = len(words) == 1 and words[0] in everyday
                by_word.setdefault(words[0], []).append(_Name(service, alias, words, plain))
    return {word: tuple(sorted(names, key=lambda one: -len(one.words))) for word, names in by_word.items()}


def _index(known: Known) -> Mapping[str, tuple[_Name, ...]]:
    return _index_of(tuple(known.by_name.values()))


def _mentions(sentence: Sentence, at: int, index: Mapping[str, tuple[_Name, ...]]) -> Iterator[_Mention]:
    tokens = list(_TOKEN.finditer(sentence.text))
    words = [fold(token[0]) for token in tokens]
    place = 0
    while place < len(words):
        name = _at(sentence, tokens, words, place, index)
        if name is None:
            place += 1
            continue
        start, end = tokens[place].start(), tokens[place + len(name.words) - 1].end()
        yield _Mention(name, at, start, end, _denied(sentence, start, end))
        place += len(name.words)


def _at(
    sentence: Sentence,
    tokens: list[re.Match[str]],
    words: list[str],
    place: int,
    index: Mapping[str, tuple[_Name, ...]],
) -> _Name | None:
    """The longest name that begins at this word, in the spelling of a name."""
    for first in (words[place], *_uninflected(words[place])):
        for name in index.get(first, ()):
            last = place + len(name.words)
            if last > len(words) or not all(map(_same, name.words[1:], words[place + 1 : last])):
                continue
            if _is_name(sentence, tokens[place], tokens[last - 1], name):
                return name
    return None


def _uninflected(word: str) -> tuple[str, ...]:
    return tuple(word[: -len(end)] for end in ("s", "n") if len(word) > 5 and word.endswith(end))


def _same(wanted: str, word: str) -> bool:
    return word == wanted or (len(wanted) >= 4 and word in {wanted + "s", wanted + "n", wanted + "en"})


def _is_name(sentence: Sentence, first: re.Match[str], last: re.Match[str], name: _Name) -> bool:
    text = sentence.text
    before, after = text[max(0, first.start() - 1) : first.start()], text[last.end() : last.end() + 2]
    if before == after[:1] == "-":
        return False  # Joan-Joseph-Fiege-Straße
    if before in {"@", "/", "_"} or (before == "." and text[max(0, first.start() - 2)].isalnum()):
        return False
    if after[:1] in {"@", "/"} and not after[1:].isspace():
        return False
    if after[:1] == "." and after[1:].isalnum() and after[1:].islower():
        return False
    written = text[first.start() : last.end()]
    if len(name.words) > 1:
        return not (name.alias[:1].isupper() and written == written.lower())  # to pin it is not Pin it
    if name.everyday:
        rules = data()["named"]
        exact = any(written == word for word in _TOKEN.findall(name.alias))
        street = expression(rules["street"]).search(
            text[max(0, first.start() - 30) : last.end() + 12].lower().encode("ascii", "replace")
        )
        return (
            exact
            and after[:1] != "-"
            and not street
            and bool(expression(rules["beside"]).search(sentence.folded.encode()))
        )
    if after[:1] == "-" and not after[1:].isupper():
        return False
    return not name.alias[:1].isupper() or written != written.lower()


def _denied(sentence: Sentence, start: int, end: int) -> bool:
    before, after = fold(sentence.text[:start]), fold(sentence.text[end:])
    rules, line = data()["not_used"], sentence.folded.encode()
    return bool(
        expression(rules["before"]).search(before.encode())
        or expression(rules["after"]).search(after.encode())
        or expression(rules["sentence"]).search(line)
        or _short_denial(sentence, line)
    )


def _short_denial(sentence: Sentence, line: bytes) -> bool:
    """A sentence like "Hotjar? Not here.", or what stands in a list of what isn't used."""
    rules = data()["named"]
    if expression(rules["not_used_under"]).search(sentence.context.encode()):
        return True
    short = len(sentence.text) < _SHORT and sentence.kind is not Kind.HEADING
    return short and bool(expression(rules["negation"]).search(line)) and not expression(rules["when"]).search(line)


def _without_parents(mentions: dict[str, list[_Mention]], reading: NoticeReading) -> None:
    """Google is named with each of its services; it is one of its own only where none is, or where it is listed."""
    parents = frozenset(data()["named"]["parents"])
    everywhere = [one for of_service in mentions.values() for one in of_service]
    for name in [name for name in mentions if name in parents]:
        operator = mentions[name][0].name.service.operator
        others = (other[0].name.service for key, other in mentions.items() if key != name)
        if operator is None or not any(other.operator == operator for other in others):
            continue
        if not any(_is_listed(one, everywhere, reading.sentences[one.sentence].text) for one in mentions[name]):
            del mentions[name]


def _is_listed(one: _Mention, others: list[_Mention], text: str) -> bool:
    """Whether only a comma or an "and" parts it from another name of its operator: "Facebook and Instagram"."""
    between = (
        text[min(one.end, other.end) : max(one.start, other.start)]
        for other in others
        if other.sentence == one.sentence
        and other.name.service is not one.name.service
        and other.name.service.operator == one.name.service.operator
    )
    return any(_SEPARATOR.fullmatch(gap) for gap in between if gap)


def _named(reading: NoticeReading, mentions: list[_Mention]) -> NamedService:
    """A heading names what the text below it says: it alone neither uses nor denies."""
    said = [one for one in mentions if reading.sentences[one.sentence].kind is not Kind.HEADING]
    shown = next((one for one in said if not one.denied), (said or mentions)[0])
    denied = all(one.denied for one in said) if said else any(one.denied for one in mentions)
    lines = _section_around(reading, shown.sentence)
    if not denied:
        denied = _elsewhere(shown.name.service, lines)
    line = reading.sentences[shown.sentence]
    return NamedService(
        name=shown.name.service.name,
        alias=shown.name.alias,
        quote=quote(line, len(fold(line.text[: shown.start]))),
        section=reading.sections[line.section].heading or None,
        denied=denied,
        country=_first(data()["named"]["countries"], lines),
        basis=tuple(basis for basis, rule in data()["named"]["bases"].items() if _found(rule, lines)),
    )


def _elsewhere(service: KnownService, lines: list[str]) -> bool:
    """Fonts that lie on the shop's own server come from nobody else."""
    return (
        service.category is not None and service.category.value == "fonts" and _found(data()["named"]["local"], lines)
    )


def _section_around(reading: NoticeReading, sentence: int) -> list[str]:
    section = reading.sentences[sentence].section
    near = range(max(0, sentence - 1), min(len(reading.sentences), sentence + _AROUND))
    return [reading.sentences[at].folded for at in near if reading.sentences[at].section == section]


def _found(rule: str, lines: list[str]) -> bool:
    return any(expression(rule).search(line.encode()) for line in lines)


def _first(rules: Mapping[str, str], lines: list[str]) -> str | None:
    return next((key for key, rule in rules.items() if _found(rule, lines)), None)


def _companies(reading: NoticeReading, mentions: Mapping[str, list[_Mention]]) -> Iterator[NamedService]:
    """Whoever is named with a legal form, is no service of the files nor the operator of one that is named."""
    controller = find_controller(reading).name
    own = fold(core_of(controller)) if isinstance(controller, str) else ""
    taken = {fold(controller)} if isinstance(controller, str) else set[str]()
    for operator in {one[0].name.service.operator for one in mentions.values()}:
        taken |= {fold(name) for name in (operator.name, operator.eu) if name} if operator else set()
    marked = {(one.sentence, one.start, one.end) for of_service in mentions.values() for one in of_service}
    beginnings = {word for name in taken for word in _first_word(name)}
    beginnings |= {word for of_service in mentions.values() for word in of_service[0].name.words}
    rules = data()["named"]
    for at, sentence in enumerate(reading.sentences):
        if expression(rules["no_recipient"]).search(f"{sentence.folded} {sentence.context}".encode()):
            continue
        for company in (*companies(sentence.text), *_called(sentence)):
            # "infoscore Consumer Data GmbH" is infoscore.
            inside = any(
                where == at and start < company.end and company.start <= end + 1 for where, start, end in marked
            )
            name = _without_articles(company.name) or (company.name if core_of(company.name) == company.name else "")
            core = fold(core_of(name))
            above = expression(rules["above"]).search(
                fold(sentence.text[max(0, company.start - 60) : company.start]).encode()
            )
            if inside or above or not name or fold(name) in taken or set(_first_word(name)) & beginnings:
                continue
            if own and (own in core or core in own):
                continue
            taken.add(fold(name))
            beginnings.update(_first_word(name))
            denied = _denied(sentence, company.start, company.end)
            section = reading.sections[sentence.section].heading or None
            yield NamedService(name, name, quote(sentence, 0), section, denied, known=False)


def _called(sentence: Sentence) -> Iterator[Company]:
    """Names that stand right behind the word for what they do."""
    if sentence.kind is Kind.HEADING:
        return
    common = frozenset(data()["named"]["never_called"].split())
    for found in _CALLED.finditer(sentence.text[:_LONGEST_READ]):
        words = found[1].rstrip(".").split()
        if fold(words[0]) in common or words[0].isupper() or fold(words[0]).endswith(("daten", "cookies")):
            continue
        if len(words) > 1 and fold(words[1]) in common:
            words = words[:1]
        name = " ".join(words)
        yield Company(name, found.start(1), found.start(1) + len(name))


def _first_word(name: str) -> tuple[str, ...]:
    return tuple(fold(word) for word in _TOKEN.findall(name)[:1])


def _without_articles(name: str) -> str:
    """Of "Die Google Inc." the name is Google Inc.; of "of Microsoft Corporation", Microsoft Corporation."""
    words = name.split()
    little = frozenset(data()["named"]["little"].split())
    while words and (fold(words[0]) in little or words[0][0].islower()):
        words = words[1:]
    return " ".join(words) if len(words) > 1 else ""
