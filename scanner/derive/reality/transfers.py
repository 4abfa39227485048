"""On what the notice rests transfers to a service abroad, and what it says of its country and its certification."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from scanner.derive.notice.fold import fold
from scanner.derive.notice.reading import NoticeReading, Sentence
from scanner.derive.reality.services import named, unreadable
from scanner.derive.reality.texts import Texts
from scanner.derive.reality.words import says, words
from scanner.derive.services import Known
from scanner.model.facts import Service
from scanner.model.values import Maybe, Unknown
from scanner.model.vocabulary import DisclosedAs, TransferBasis

#: Sentences around the name, in the same section, that speak of the service.
_BEFORE, _AFTER = 1, 25
#: Headings under which a notice speaks of transfers.
_ABROAD = ("drittl", "drittst", "third countr", "international", "ausland", "usa")
#: Shorter names stand in other words.
_SHORTEST = 2


def transfers(rows: Iterable[Service], texts: Texts, known: Known) -> tuple[Service, ...]:
    """Fill in `transfer_basis`, `country_said` and `dpf_claimed` of every service."""
    rows = tuple(rows)
    called = {str(row.name): _called(row, known) for row in rows}
    return tuple(_with_transfer(row, texts, known, called) for row in rows)


def _called(row: Service, known: Known) -> frozenset[str]:
    """The names by which a sentence may speak of a service: its own, and the first word of its operator's."""
    service = known.by_name.get(str(row.name))
    operator = fold(service.operator.name).split(maxsplit=1)[0].strip(",.") if service and service.operator else ""
    return frozenset(name for name in (fold(str(row.name)), operator) if len(name) > _SHORTEST)


def _with_transfer(row: Service, texts: Texts, known: Known, called: Mapping[str, frozenset[str]]) -> Service:
    if texts.main is None or not isinstance(row.name, str):
        return row
    if row.disclosed is not True:
        unsure = unreadable(texts) if isinstance(row.disclosed, Unknown) else None
        return replace(row, transfer_basis=unsure, country_said=unsure, dpf_claimed=unsure or False)
    found = named(row, texts, known)
    if found is None or found.by is DisclosedAs.KIND:
        return replace(row, transfer_basis=None, country_said=None, dpf_claimed=False)
    own = _around(found.reading, found.mention.quote)
    at_home = isinstance(row.country, str) and row.country in words()["eea"]
    others = frozenset(name for key, names in called.items() if key != row.name for name in names) - called[row.name]
    general = [one for text in texts.notice for one in _general(text.reading, called[row.name], others) if not at_home]
    bases = _bases(own) or _bases(general)
    basis: Maybe[tuple[TransferBasis, ...] | None] = bases or unreadable(texts)
    return replace(
        row,
        transfer_basis=basis,
        country_said=_country([one.folded for one in own], row) or _country([one.folded for one in general], row),
        dpf_claimed=_claims_dpf(own) or _claims_dpf(general),
    )


def _around(reading: NoticeReading, quote: str) -> list[Sentence]:
    """The sentences of the section in which the service is named; of a long list of services, those beside it."""
    at = next((n for n, one in enumerate(reading.sentences) if quote.strip("… ") in one.text), None)
    if at is None:
        return []
    section = reading.sentences[at].section
    window = reading.sentences[max(0, at - _BEFORE) : at + _AFTER]
    return [one for one in window if one.section == section]


def _general(reading: NoticeReading, called: frozenset[str], others: frozenset[str]) -> Iterator[Sentence]:
    """Sentences elsewhere on transfers to this recipient by name, or to recipients abroad of whom none is named."""
    for one in reading.sentences:
        heading = fold(" > ".join(reading.sections[one.section].path))
        abroad = any(word in heading for word in _ABROAD)
        if any(word in one.folded for word in called) or (abroad and not any(word in one.folded for word in others)):
            yield one


def _bases(sentences: Sequence[Sentence]) -> tuple[TransferBasis, ...]:
    return tuple(basis for basis in TransferBasis if any(_rests_on(one.folded, basis) for one in sentences))


def _rests_on(sentence: str, basis: TransferBasis) -> bool:
    return says(sentence, "transfers", basis.value) and not _denied(sentence)


def _denied(sentence: str) -> bool:
    """Whether it says that there is none: "there is no adequacy decision"."""
    return says(sentence, "transfer_denied") and not any(
        word in sentence for word in ("nicht nur", "not only", "sofern", "soweit", "falls", "where no", "if no")
    )


def _country(lines: Sequence[str], row: Service) -> str | None:
    """The country that the notice names: the operator's own where it does, else the first outside of the EEA."""
    said = [code for code in words()["countries"] if any(says(line, "countries", code) for line in lines)]
    if isinstance(row.country, str) and row.country in said:
        return row.country
    abroad = [code for code in said if code not in words()["eea"]]
    return next(iter((*abroad, *said)), None)


def _claims_dpf(sentences: Sequence[Sentence]) -> bool:
    """Whether it says that this recipient is certified, not merely that there is such a framework."""
    return any(
        says(one.folded, "transfers", "dpf") and says(one.folded, "dpf_claim") and not _denied(one.folded)
        for one in sentences
    )
