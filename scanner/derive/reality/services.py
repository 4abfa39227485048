"""Services both ways: who was seen and whether the notice names them, and whom it names that nobody saw."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from scanner.derive.known import KnownService
from scanner.derive.notice import Mention, named_services
from scanner.derive.notice.fold import fold, tidy
from scanner.derive.notice.reading import NoticeReading, Sentence
from scanner.derive.reality.texts import Texts
from scanner.derive.reality.words import as_of, names, says, words
from scanner.derive.reality.world import missed
from scanner.derive.services import Known
from scanner.model.evidence import Evidence
from scanner.model.facts import Service
from scanner.model.values import Maybe, Unknown
from scanner.model.vocabulary import DisclosedAs, GapCause, ServiceCategory

#: Phases without which nobody can say that a service isn't used.
#: Shorter parts of a domain are everyday words.
_SHORTEST_STEM = 5
_LONGEST = 400
_WORDS_OF_A_HEADING = 5


@dataclass(frozen=True, slots=True)
class Named:
    """A service in the notice: how, where, and in which reading. `denied`: only to say that it isn't used."""

    mention: Mention
    by: DisclosedAs
    reading: NoticeReading

    @property
    def denied(self) -> bool:
        """It is named only to say that it isn't used."""
        return self.mention.denied


def services(evidence: Evidence, texts: Texts, known: Known) -> tuple[Service, ...]:
    """The service rows: those that were seen, judged against the notice, then those that it names and nobody saw."""
    seen = [row for row in evidence.rows("service") if isinstance(row, Service) and row.observed]
    told = [_told(row, texts, known) for row in seen if isinstance(row.name, str)]
    rest = [row for row in seen if not isinstance(row.name, str)]
    unseen = _unseen(evidence, texts, known, {str(row.name) for row in told})
    return (*told, *rest, *unseen)


def _told(row: Service, texts: Texts, known: Known) -> Service:
    row = replace(row, in_use=True, visible=True)
    if texts.main is None:
        return row
    found = named(row, texts, known)
    if found is None or found.denied:
        cannot = unreadable(texts)
        disclosed: Maybe[bool] = cannot or False
        quote = found.mention.quote if found else None
        section = found.mention.section if found else None
        by: Maybe[DisclosedAs | None] = cannot or None
        return replace(row, disclosed=disclosed, disclosed_as=by, quote=quote, section=section)
    said = _sentence(found)
    return replace(row, disclosed=True, disclosed_as=found.by, quote=said, section=found.mention.section)


def _sentence(found: Named) -> str:
    """The sentence that names it. If its first place is a heading or a cell: the first sentence that does, if any."""
    mention, reading = found.mention, found.reading
    if len(mention.quote.split()) > _WORDS_OF_A_HEADING:
        return mention.quote
    word = fold(tidy(mention.alias))
    sentences = (one for one in reading.sentences if len(one.text.split()) > _WORDS_OF_A_HEADING)
    text = next((one.text for one in sentences if _stands(one.folded, word)), mention.quote)
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]} …"


def unreadable(texts: Texts) -> Unknown | None:
    """Why nothing can be said to be missing from the notice; None where it can."""
    if texts.main is None:
        return Unknown("no privacy notice was read")
    if not texts.complete:
        return Unknown("the notice was not read in full")
    if texts.main.reading.language not in {"de", "en"}:
        return None if texts.main.reading.words >= _WORDS_OF_A_NOTICE else Unknown("the notice has hardly any words")
    return None


_WORDS_OF_A_NOTICE = 8


def named(row: Service, texts: Texts, known: Known) -> Named | None:
    """How the notice names a service: by name, operator, host, or by kind and role; what denies it last."""
    name, service = str(row.name), known.by_name.get(str(row.name))
    denied: Named | None = None
    for by, aliases in (
        (DisclosedAs.NAME, _called(name, service)),
        (DisclosedAs.HOST, _hosts(name, service)),
        (DisclosedAs.OPERATOR, _operators(row, service)),
    ):
        for text in texts.notice:
            mention = named_services(text.reading, {name: aliases}).get(name) if aliases else None
            if mention is None or (by is DisclosedAs.OPERATOR and _of_another(mention, text.reading, name, known)):
                continue
            if not mention.denied:
                return Named(mention, by, text.reading)
            denied = denied or Named(mention, by, text.reading)
    return denied or _by_what_it_brings(name, texts, known) or _by_kind(row, texts)


def _by_what_it_brings(name: str, texts: Texts, known: Known) -> Named | None:
    """A script that only brings another service goes by that one's name."""
    for other in words()["brought"].get(name, ()):
        service = known.by_name.get(other)
        for text in texts.notice:
            mention = named_services(text.reading, {other: _called(other, service)}).get(other)
            if mention is not None and not mention.denied:
                return Named(mention, DisclosedAs.NAME, text.reading)
    return None


def _called(name: str, service: KnownService | None) -> tuple[str, ...]:
    """Its names; a third party that nobody knows goes by its domain."""
    if service is None and "." in name:
        return ()
    return (name, *(service.aliases if service else ()))


def _hosts(name: str, service: KnownService | None) -> tuple[str, ...]:
    """Hosts by which a notice may name it; of an unnamed third party also the name that its domain holds."""
    if service is not None:
        return tuple(domain for domain, path in service.domains if not path and "*" not in domain)
    stem = name.partition(".")[0]
    return (name, stem) if "." in name and len(stem) >= _SHORTEST_STEM else (name,)


def _operators(row: Service, service: KnownService | None) -> tuple[str, ...]:
    if service is not None and service.operator is not None:
        found = (service.operator.name, service.operator.eu or "")
    else:
        found = (row.operator if isinstance(row.operator, str) else "", "")
    return tuple(one for one in found if one)


def _of_another(mention: Mention, reading: NoticeReading, name: str, known: Known) -> bool:
    """Whether the section that names the operator is about another service of the same operator."""
    service = known.by_name.get(name)
    if service is None or service.operator is None:
        return False
    siblings = {
        other.name: (other.name, *other.aliases)
        for other in known.by_name.values()
        if other.operator is not None and other.operator.name == service.operator.name and other.name != name
    }
    if not siblings:
        return False
    at = next((one.section for one in reading.sentences if mention.quote.strip("… ") in one.text), None)
    around = [one for one in reading.sentences if one.section == at]
    return any(
        _mentioned(around, aliases, reading.sections[at].heading if at is not None else "")
        for aliases in siblings.values()
    )


def _mentioned(sentences: Iterable[Sentence], aliases: Iterable[str], heading: str) -> bool:
    lines = [fold(heading), *(one.folded for one in sentences)]
    folded = [fold(tidy(alias)) for alias in aliases]
    return any(_stands(line, word) for word in folded if len(word) > 2 for line in lines)


def _stands(line: str, word: str) -> bool:
    return word in line and re.search(rf"(?<![a-z0-9]){re.escape(word)}(?![a-z0-9])", line) is not None


def _by_kind(row: Service, texts: Texts) -> Named | None:
    """A sentence that tells recipients of this kind, with their role."""
    kind = row.category.value if isinstance(row.category, ServiceCategory) else ""
    if kind not in words()["by_kind"]:
        return None
    for text in texts.notice:
        for one in text.reading.sentences:
            if (
                says(one.folded, "by_kind", kind)
                and says(one.folded, "role")
                and not says(one.folded, "transfer_denied")
            ):
                section = text.reading.sections[one.section].heading or None
                return Named(Mention(kind, one.text[:400], section, denied=False), DisclosedAs.KIND, text.reading)
    return None


# ── named, and never seen ────────────────────────────────────────────────────────────────────────────────────────────


def _unseen(evidence: Evidence, texts: Texts, known: Known, seen: set[str]) -> Iterator[Service]:
    """Services that the notice says are used, though nobody saw them. What a browser can't see is said to be so."""
    if texts.main is None or not _looked_for(evidence):
        return
    in_use: Maybe[bool] = missed(evidence) or False
    for name, found in sorted(mentioned(texts, known, but=seen).items()):
        service, mention = known.by_name[name], found.mention
        if mention.denied:
            continue
        operator = service.operator
        category = service.category or Unknown(f"what kind of service {name} is was not stated")
        visible = isinstance(category, ServiceCategory) and category.value in names("visible")
        yield Service(
            name=name,
            operator=operator.name if operator else None,
            country=operator.country if operator else None,
            dpf=Unknown("it was not seen"),
            dpf_as_of=None,
            category=category,
            purpose=service.purpose or Unknown(f"{name} may serve any purpose"),
            receives_personal_data=Unknown("it was not seen"),
            observed=(),
            in_use=in_use if visible else Unknown("services of its kind can't be seen from a browser"),
            visible=visible,
            disclosed=True,
            disclosed_as=DisclosedAs.NAME,
            quote=_sentence(found),
            section=mention.section,
            derived_by=f"derive.reality, {known.label(service)}",
        )


def _looked_for(evidence: Evidence) -> bool:
    """Whether anybody was to see services: without that, none is unseen."""
    gaps = evidence.gaps("request")
    return evidence.looked_at("request") or any(gap.cause is not GapCause.NOT_REQUESTED for gap in gaps)


def mentioned(texts: Texts, known: Known, but: Iterable[str] = ()) -> Mapping[str, Named]:
    """The known services that the notice names by their own names; everyday words only beside what makes them names."""
    left_out = set(but)
    found: dict[str, Named] = {}
    for text in texts.notice:
        together = "\n".join(one.folded for one in text.reading.sentences)
        near = {
            name: aliases
            for name, service in known.by_name.items()
            if name not in left_out and (aliases := tuple(a for a in (name, *service.aliases) if fold(a) in together))
        }
        for name, mention in named_services(text.reading, near).items():
            if name not in found and _means_it(mention):
                found[name] = Named(mention, DisclosedAs.NAME, text.reading)
    return {name: one for name, one in found.items() if not _within_another(name, one, found)}


def _means_it(mention: Mention) -> bool:
    """Whether the words are the service's name: written with its capitals, and beside words for services."""
    alias = mention.alias
    if alias[:1].isupper() and alias not in mention.quote and alias.upper() not in mention.quote:
        return False
    if fold(alias) in names("companies"):
        return False
    if fold(alias) not in names("everyday"):
        return True
    return alias == mention.section or says(fold(mention.quote), "beside")


def _within_another(name: str, one: Named, found: Mapping[str, Named]) -> bool:
    """Whether it is only part of a longer name: Facebook of Facebook Pixel."""
    alias = fold(one.mention.alias)
    longer = [fold(other.mention.alias) for key, other in found.items() if key != name]
    rest = fold(one.mention.quote)
    for other in longer:
        if alias != other and _stands(other, alias):
            rest = rest.replace(other, " ")
    return not _stands(rest, alias)


def derived() -> str:
    """For `derived_by`."""
    return f"derive.reality, claims {as_of()}"
