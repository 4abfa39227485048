"""What the shop's own texts say, read from the pages that were kept: the privacy notice, and what it leaves open."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from scanner.derive.applies import applies
from scanner.derive.notice import (
    disclosures,
    find_controller,
    legibility,
    outdated_references,
    placeholders,
    read_notice,
)
from scanner.derive.notice.joined import joined
from scanner.derive.notice.reading import NoticeReading
from scanner.model.evidence import Coverage, Evidence, Status, scope
from scanner.model.facts import Disclosure, Fact, LegalLink, LegalLinks, Page, PrivacyNotice
from scanner.model.kept import text_of
from scanner.model.values import Maybe, Unknown
from scanner.model.vocabulary import DisclosureItem, GapCause, PageRole

#: Kinds that are read out of the notice, so that they were looked at exactly where it was.
KINDS = ("privacy_notice", "disclosure", "outdated_reference", "placeholder")


def legal_texts(evidence: Evidence, texts: Mapping[str, bytes]) -> Evidence:
    """Rows for the privacy notice, its disclosures, outdated law and leftovers.

    `texts`: the documents that were kept, by the SHA-256 that pages name as their artifact.
    """
    if not evidence.looked_at("page"):
        return evidence
    found = [(page, text) for page in _pages(evidence, PageRole.PRIVACY) if (text := _text(page, texts)) is not None]
    if not found:
        return _without(evidence)
    reading = joined([read_notice(text, str(page.url)) for page, text in found])
    rows: list[Fact] = list(_read(evidence, reading))
    evidence = evidence.with_rows(rows)
    seen = {row.kind for row in rows}
    entries = [Coverage(kind, (), Status.SEEN if kind in seen else Status.ABSENT) for kind in KINDS]
    if not reading.fully_read:
        unread = "the notice is longer than what was read of it"
        of_page = scope({"page": reading.url})
        entries += [Coverage(kind, of_page, Status.GAP, GapCause.BUDGET, unread) for kind in KINDS[2:]]
    return replace(evidence, coverage=(*_others(evidence), *entries))


def _read(evidence: Evidence, reading: NoticeReading) -> Iterator[Fact]:
    controller, legible = find_controller(reading), legibility(reading)
    notice = PrivacyNotice(
        url=reading.url,
        language=reading.language,
        reachable_from_every_page=_reachable(evidence.rows("page")),
        words=reading.words,
        version_date=reading.version_date,
        fully_read=reading.fully_read,
        controller=controller.name,
        sentence_words=legible.sentence_words if legible else None,
        readability=legible.lix if legible else None,
    )
    yield notice
    yield from _unasked(disclosures(reading, PrivacyNotice(url=reading.url), applies(evidence)))
    yield from (replace(row, page_role=PageRole.PRIVACY) for row in outdated_references(reading))
    yield from placeholders(reading)


def _unasked(rows: Sequence[Disclosure]) -> Iterator[Disclosure]:
    """Who checks nobody's credit, and says so, gets nothing from agencies: whether others tell of visitors is open."""
    denied = any(row.item is DisclosureItem.CREDIT_CHECK and row.denied is True for row in rows)
    for row in rows:
        if denied and row.item is DisclosureItem.SOURCE and row.applies is True:
            why = "not known: whether data come from others than the visitor, as nobody's credit is checked"
            yield replace(row, applies=Unknown(why, GapCause.FACT_MISSING))
        else:
            yield row


def _reachable(pages: Iterable[Fact]) -> Maybe[bool]:
    """Whether every page that was seen, but the notice itself, links to it."""
    unsure: Unknown | None = None
    for page in pages:
        if not isinstance(page, Page) or page.has(PageRole.PRIVACY):
            continue
        links = page.links
        link = links.privacy if isinstance(links, LegalLinks) else links
        if isinstance(link, Unknown):
            unsure = link
        elif not isinstance(link, LegalLink) or link.clicks is None:
            return False
    return True if unsure is None else unsure


def _pages(evidence: Evidence, role: PageRole) -> list[Page]:
    return [row for row in evidence.rows("page") if isinstance(row, Page) and row.has(role)]


def _text(page: Page, texts: Mapping[str, bytes]) -> str | None:
    kept = text_of(page, texts)
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
