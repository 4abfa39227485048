"""What the shop's own texts say, read from the pages that were kept: the privacy notice, and what it leaves open."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from scanner.derive.notice import (
    disclosures,
    find_controller,
    named_services,
    outdated_references,
    placeholders,
    read_notice,
)
from scanner.derive.notice.reading import NoticeReading
from scanner.derive.services import Known
from scanner.model.evidence import Coverage, Evidence, Status, scope
from scanner.model.facts import Fact, LegalLink, LegalLinks, Page, PrivacyNotice, Service
from scanner.model.picture import is_picture
from scanner.model.values import Maybe, Unknown
from scanner.model.vocabulary import GapCause, PageRole

#: Kinds that are read out of the notice, so that they were looked at exactly where it was.
KINDS = ("privacy_notice", "disclosure", "outdated_reference", "placeholder")


def legal_texts(evidence: Evidence, texts: Mapping[str, bytes], known: Known) -> Evidence:
    """Rows for the privacy notice, its disclosures, outdated law and leftovers; and which services it names.

    `texts`: the documents that were kept, by the SHA-256 that pages name as their artifact.
    """
    if not evidence.looked_at("page"):
        return evidence
    found = [(page, text) for page in _pages(evidence, PageRole.PRIVACY) if (text := _text(page, texts)) is not None]
    if not found:
        return _without(evidence)
    page, text = found[0]
    reading = read_notice(text, str(page.url))
    rows: list[Fact] = list(_read(evidence, reading))
    evidence = _named(evidence, reading, known).with_rows(rows)
    seen = {row.kind for row in rows}
    entries = [Coverage(kind, (), Status.SEEN if kind in seen else Status.ABSENT) for kind in KINDS]
    if not reading.fully_read:
        unread = "the notice is longer than what was read of it"
        of_page = scope({"page": reading.url})
        entries += [Coverage(kind, of_page, Status.GAP, GapCause.BUDGET, unread) for kind in KINDS[2:]]
    return replace(evidence, coverage=(*_others(evidence), *entries))


def _read(evidence: Evidence, reading: NoticeReading) -> Iterator[Fact]:
    controller = find_controller(reading)
    notice = PrivacyNotice(
        url=reading.url,
        language=reading.language,
        reachable_from_every_page=_reachable(evidence.rows("page")),
        words=reading.words,
        version_date=reading.version_date,
        fully_read=reading.fully_read,
        controller=controller.name,
    )
    yield notice
    yield from disclosures(reading, PrivacyNotice(url=reading.url))
    yield from outdated_references(reading)
    yield from placeholders(reading)


def _reachable(pages: Iterable[Fact]) -> Maybe[bool]:
    """Whether every page that was seen, but the notice itself, links to it."""
    unsure: Unknown | None = None
    for page in pages:
        if not isinstance(page, Page) or page.role is PageRole.PRIVACY:
            continue
        links = page.links
        link = links.privacy if isinstance(links, LegalLinks) else links
        if isinstance(link, Unknown):
            unsure = link
        elif not isinstance(link, LegalLink) or link.clicks is None:
            return False
    return True if unsure is None else unsure


def _named(evidence: Evidence, reading: NoticeReading, known: Known) -> Evidence:
    """Each observed service with whether the notice names it, by any of its names or its operator's."""
    rows = [row for row in evidence.rows("service") if isinstance(row, Service) and isinstance(row.name, str)]
    aliases = {str(row.name): _names(row, known) for row in rows}
    mentions = named_services(reading, aliases)
    cannot = Unknown("the notice was not read in full") if not reading.fully_read else None
    told = []
    for row in rows:
        mention = mentions.get(str(row.name))
        disclosed: Maybe[bool] = mention is not None and not mention.denied
        if cannot and mention is None:
            disclosed = cannot
        told.append(replace(row, disclosed=disclosed, quote=mention.quote if mention else None))
    return evidence.with_rows(told)


def _names(row: Service, known: Known) -> tuple[str, ...]:
    service = known.by_name.get(str(row.name))
    operator = (service.operator.name,) if service and service.operator else ()
    return (str(row.name), *(service.aliases if service else ()), *operator)


def _pages(evidence: Evidence, role: PageRole) -> list[Page]:
    return [row for row in evidence.rows("page") if isinstance(row, Page) and row.role is role]


def _text(page: Page, texts: Mapping[str, bytes]) -> str | None:
    artifacts = (texts[seen.artifact] for seen in page.seen if seen.artifact and seen.artifact in texts)
    kept = next((artifact for artifact in artifacts if not is_picture(artifact)), None)
    return None if kept is None else kept.decode("utf-8", "replace")


def _without(evidence: Evidence) -> Evidence:
    """No notice was read: there is none if nothing leads to one, else it is a gap."""
    role = ("role", PageRole.PRIVACY)
    entry = next((entry for entry in evidence.coverage if entry.kind == "page" and role in entry.scope), None)
    if entry is None:
        return evidence
    status = Status.ABSENT if entry.status is Status.ABSENT else Status.GAP
    cause = None if status is Status.ABSENT else entry.cause or GapCause.ERROR
    reason = "" if status is Status.ABSENT else entry.reason or "the privacy notice was seen, and its text not kept"
    entries = [Coverage(kind, (), status, cause, reason) for kind in KINDS]
    return replace(evidence, coverage=(*_others(evidence), *entries))


def _others(evidence: Evidence) -> tuple[Coverage, ...]:
    return tuple(entry for entry in evidence.coverage if entry.kind not in KINDS)
