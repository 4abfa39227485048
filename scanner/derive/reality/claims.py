"""What the shop promises: in its notice, and in what it says of itself on its other pages; each once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from scanner.derive.notice.fold import fold, tidy
from scanner.derive.notice.phrases import Hit, Matched, expression
from scanner.derive.notice.quotes import quote
from scanner.derive.notice.reading import NoticeReading, Sentence
from scanner.derive.reality.checks import check
from scanner.derive.reality.services import Named, derived, mentioned
from scanner.derive.reality.texts import Text, Texts
from scanner.derive.reality.words import promise, promises, scoped, softened_next
from scanner.derive.reality.world import World
from scanner.derive.services import Known
from scanner.model.facts.notice import Claim
from scanner.model.vocabulary import PageRole

#: Parts of the shop's frame repeat on every page; a promise is told of the first few that hold it.
_MOST_OF_ONE = 3


@dataclass(frozen=True, slots=True)
class Promise:
    """A promise found. `about`: a service; None where it is about the shop. `folded`: the sentence, for its figures."""

    what: str
    about: str | None
    quote: str
    folded: str
    page: str
    in_notice: bool


def claims(texts: Texts, known: Known, world: World) -> tuple[Claim, ...]:
    """A row for each promise, with the observation that contradicts it."""
    found: dict[tuple[str, str, str | None], Claim] = {}
    for one in find_promises(texts, known):
        key = (one.page, one.what, one.about)
        checked = check(one.what, one.about, one.folded, world)
        if checked is None or key in found:
            continue
        found[key] = Claim(
            page=one.page,
            what=one.what,
            about=one.about,
            quote=one.quote,
            contradicted_by=checked.contradicted_by,
            observable=checked.observable,
            in_notice=one.in_notice,
            derived_by=derived(),
        )
    return tuple(found.values())


def find_promises(texts: Texts, known: Known) -> Iterator[Promise]:
    """All promises, those of the notice first. What several pages say in the same words counts on the first ones."""
    index = _Index.of(texts, known)
    seen: dict[tuple[str, str | None, str], int] = {}
    for text in (*texts.notice, *texts.others):
        for one in _in_text(text, index, known):
            key = (one.what, one.about, one.quote)
            seen[key] = seen.get(key, 0) + 1
            if seen[key] <= (_MOST_OF_ONE if one.in_notice else 1):
                yield one
    yield from _not_used(index, known)


def _in_text(text: Text, index: _Index, known: Known) -> Iterator[Promise]:
    in_notice = text.role in {PageRole.PRIVACY, PageRole.COOKIES}
    matched = Matched(text.reading.sentences)
    for what, rule in promises()["claims"].items():
        if not in_notice and not rule.get("pages"):
            continue
        for phrase in promise(what):
            for hit in matched.hits(phrase):
                one = text.reading.sentences[hit.sentence]
                if _taken_back(hit, text.reading):
                    continue
                about = index.about(one, text.reading) if in_notice or rule["scope"] != "shop" else None
                if not _fits_scope(rule["scope"], about, one, text.reading, in_notice=in_notice):
                    continue
                if not _fits_rule(rule, about, one, known):
                    continue
                said = quote(one, hit.start)
                yield Promise(what, None if rule["scope"] == "shop" else about, said, one.folded, text.url, in_notice)


def _fits_scope(scope: str, about: str | None, one: Sentence, reading: NoticeReading, *, in_notice: bool) -> bool:
    """Whether a sentence speaks of what its promise is about: the shop as a whole, or a service that is named."""
    if scope == "service":
        return about is not None
    if about is not None:
        return scope == "either"
    if not in_notice:
        return True
    heading = fold(" > ".join(reading.sections[one.section].path[-2:])).encode("ascii", "replace")
    bound = scoped("heading").search(heading) or scoped("sentence").search(one.folded.encode("ascii", "replace"))
    return not bound


def _fits_rule(rule: Mapping[str, Any], about: str | None, one: Sentence, known: Known) -> bool:
    """What the rule asks beyond its phrase: of a sentence about no service, or of the kind of the service."""
    if about is None:
        return (
            "alone" not in rule or expression(rule["alone"]).search(one.folded.encode("ascii", "replace")) is not None
        )
    service = known.by_name.get(about)
    kind = service.category.value if service is not None and service.category is not None else ""
    return "kinds" not in rule or kind in rule["kinds"]


def _taken_back(hit: Hit, reading: NoticeReading) -> bool:
    """Whether the next sentence of the section makes exceptions."""
    after = hit.sentence + 1
    if after >= len(reading.sentences) or reading.sentences[after].section != reading.sentences[hit.sentence].section:
        return False
    return softened_next().search(reading.sentences[after].folded.encode("ascii", "replace")) is not None


def _not_used(index: _Index, known: Known) -> Iterator[Promise]:
    """Services that the notice names only to say that they aren't used."""
    for name, one in sorted(index.named.items()):
        if one.denied and name in known.by_name:
            said = one.mention.quote
            yield Promise("not_used", name, said, fold(said), one.reading.url, in_notice=True)


@dataclass(frozen=True, slots=True)
class _Index:
    """The services that the notice names, and by which words."""

    named: Mapping[str, Named]
    aliases: tuple[tuple[str, str], ...]

    @classmethod
    def of(cls, texts: Texts, known: Known) -> _Index:
        named = mentioned(texts, known)
        pairs = [
            (fold(tidy(alias)), name)
            for name in named
            for alias in (name, *known.by_name[name].aliases)
            if len(fold(alias)) > 2
        ]
        return cls(named, tuple(sorted(pairs, key=lambda pair: -len(pair[0]))))

    def about(self, one: Sentence, reading: NoticeReading) -> str | None:
        """The service a sentence is about: one it names, else the one of its heading, the nearest first."""
        if found := self._in(one.folded):
            return found
        for heading in reversed(reading.sections[one.section].path):
            if found := self._in(fold(tidy(heading))):
                return found
        return None

    def _in(self, line: str) -> str | None:
        return next((name for alias, name in self.aliases if _whole(alias, line)), None)


def _whole(word: str, line: str) -> bool:
    at = line.find(word)
    while at >= 0:
        end = at + len(word)
        if not (at and line[at - 1].isalnum()) and not line[end : end + 1].isalnum():
            return True
        at = line.find(word, end)
    return False
