"""All services that a notice names, seen by the browser or not, and whoever else it names with a legal form.

Names are compared word by word, the longest first: "Google Analytics" isn't Google. A name that is a word of everyday
language counts only as it is written, and beside words of services.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator, Mapping
from dataclasses import replace

from scanner.derive.known import KnownService
from scanner.derive.notice.blocks import Kind
from scanner.derive.notice.companies import FORM
from scanner.derive.notice.fold import fold
from scanner.derive.notice.mentions import Mention, Name, NamedService, is_denied
from scanner.derive.notice.phrase_file import data
from scanner.derive.notice.phrases import expression
from scanner.derive.notice.quotes import quote
from scanner.derive.notice.reading import NoticeReading, Sentence
from scanner.derive.notice.strangers import strangers
from scanner.derive.services import Known

_TOKEN = re.compile(r"[^\W_]+")
_SEPARATOR = re.compile(r",? ?(?:and|und|or|oder|sowie|&|/|,) ?|, ")
_SHORTEST = 3
_LONGEST = 8
#: Mentions of one service that are looked at.
_MOST_MENTIONS = 40
#: Sentences around a mention, in its section, that may say where to and on what basis.
_AROUND = 6
#: Characters beside the name of a house in which its product may be spoken of.
_BESIDE = 80
_FORM_BEHIND = re.compile(rf",? {FORM}(?!\w)")


def all_named(reading: NoticeReading, known: Known) -> tuple[NamedService, ...]:
    """Every service of the files that the notice names, then companies that are in none of them."""
    index = _index(known)
    mentions: dict[str, list[Mention]] = {}
    for at, sentence in enumerate(reading.sentences):
        for mention in (_product(one, sentence, known) for one in _mentions(sentence, at, index)):
            of_service = mentions.setdefault(mention.name.service.name, [])
            if len(of_service) < _MOST_MENTIONS:
                of_service.append(mention)
    _without_parents(mentions, reading)
    _without_operators(mentions, reading)
    found = [_named(reading, of_service) for of_service in mentions.values()]
    return (*found, *strangers(reading, mentions))


@functools.lru_cache(maxsize=8)
def _index_of(services: tuple[KnownService, ...]) -> Mapping[str, tuple[Name, ...]]:
    everyday = frozenset(data()["named"]["everyday"].split())
    by_word: dict[str, list[Name]] = {}
    for service in services:
        for alias in (service.name, *service.aliases):
            words = tuple(fold(word) for word in _TOKEN.findall(alias))[:_LONGEST]
            if words and len("".join(words)) >= _SHORTEST:
                plain = len(words) == 1 and words[0] in everyday
                by_word.setdefault(words[0], []).append(Name(service, alias, words, plain))
    return {word: tuple(sorted(names, key=lambda one: -len(one.words))) for word, names in by_word.items()}


def _index(known: Known) -> Mapping[str, tuple[Name, ...]]:
    return _index_of(tuple(known.by_name.values()))


def _mentions(sentence: Sentence, at: int, index: Mapping[str, tuple[Name, ...]]) -> Iterator[Mention]:
    tokens = list(_TOKEN.finditer(sentence.text))
    words = [fold(token[0]) for token in tokens]
    place = 0
    while place < len(words):
        name = _at(sentence, tokens, words, place, index)
        if name is None:
            place += 1
            continue
        start, end = tokens[place].start(), tokens[place + len(name.words) - 1].end()
        yield Mention(name, at, start, end, is_denied(sentence, start, end))
        place += len(name.words)


def _at(
    sentence: Sentence,
    tokens: list[re.Match[str]],
    words: list[str],
    place: int,
    index: Mapping[str, tuple[Name, ...]],
) -> Name | None:
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


def _is_name(sentence: Sentence, first: re.Match[str], last: re.Match[str], name: Name) -> bool:
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


def _product(one: Mention, sentence: Sentence, known: Known) -> Mention:
    """What is meant by a house's name where its product is spoken of: "log in with Google"."""
    for name, rule in data()["named"]["products"].items():
        service = known.by_name.get(name) if rule["of"] == one.name.service.name else None
        around = fold(sentence.text[max(0, one.start - _BESIDE) : one.end + _BESIDE])
        if service is not None and expression(rule["beside"]).search(around.encode()):
            return replace(one, name=replace(one.name, service=service))
    return one


def _without_operators(mentions: dict[str, list[Mention]], reading: NoticeReading) -> None:
    """Whoever is named only as a company, beside a service of theirs, runs that: "a service of Cloudflare, Inc."."""
    for name in list(mentions):
        operator = mentions[name][0].name.service.operator
        others = (other[0].name.service for key, other in mentions.items() if key != name)
        if operator is None or not any(other.operator == operator for other in others):
            continue
        if all(_is_company(one, reading.sentences[one.sentence].text) for one in mentions[name]):
            del mentions[name]


def _is_company(one: Mention, text: str) -> bool:
    return len(one.name.words) == 1 and _FORM_BEHIND.match(text, one.end) is not None


def _without_parents(mentions: dict[str, list[Mention]], reading: NoticeReading) -> None:
    """Google is named with each of its services; it is one of its own only where none is, or where it is listed."""
    parents = frozenset(data()["named"]["parents"])
    everywhere = [one for of_service in mentions.values() for one in of_service]
    for name in [name for name in mentions if name in parents]:
        operator, kin = mentions[name][0].name.service.operator, data()["named"]["kin"].get(name, ())
        others = [other[0].name.service for key, other in mentions.items() if key != name]
        if operator is None or not any(other.operator == operator or other.name in kin for other in others):
            continue
        if any(_is_own_product(one, reading.sentences[one.sentence].text) for one in mentions[name]):
            continue
        if not any(_is_listed(one, everywhere, reading.sentences[one.sentence].text) for one in mentions[name]):
            del mentions[name]


def _is_own_product(one: Mention, text: str) -> bool:
    """A page or a login there is used, whoever else of its house is."""
    return bool(expression(data()["named"]["own_product"]).search(fold(text[one.end : one.end + 40]).encode()))


def _is_listed(one: Mention, others: list[Mention], text: str) -> bool:
    """Whether only a comma or an "and" parts it from another name of its operator: "Facebook and Instagram"."""
    between = (
        text[min(one.end, other.end) : max(one.start, other.start)]
        for other in others
        if other.sentence == one.sentence
        and other.name.service is not one.name.service
        and other.name.service.operator == one.name.service.operator
    )
    return any(_SEPARATOR.fullmatch(gap) for gap in between if gap)


def _named(reading: NoticeReading, mentions: list[Mention]) -> NamedService:
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
