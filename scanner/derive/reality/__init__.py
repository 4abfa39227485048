"""The privacy notice against what was seen, both ways. Pure: evidence and kept pages in, rows out.

Services and stored items are named or not; services are named and never seen; what the shop promises is broken or kept;
controller and provider are one; credit checks and social networks are explained. Norms are the policies' business.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from scanner.derive.notice.fold import fold
from scanner.derive.notice.language import language_of
from scanner.derive.party import Site
from scanner.derive.reality.claims import claims
from scanner.derive.reality.contact import dead_links, mail_addresses, mail_works
from scanner.derive.reality.duties import credit_check, social_profiles
from scanner.derive.reality.items import stored_items
from scanner.derive.reality.parties import compare, providers
from scanner.derive.reality.services import services
from scanner.derive.reality.texts import Texts, read_texts
from scanner.derive.reality.transfers import transfers
from scanner.derive.reality.world import World
from scanner.derive.services import Known
from scanner.model.evidence import Coverage, Evidence, Status
from scanner.model.facts import Page, PrivacyNotice
from scanner.model.values import Maybe, Unknown
from scanner.model.vocabulary import GapCause, PageRole

__all__ = ["prepare", "reality"]

#: Pages in whose language a shop speaks to its customers.
_SPEAKING = (PageRole.HOME, PageRole.PRODUCT, PageRole.CATEGORY, PageRole.CART)


def reality(evidence: Evidence, artifacts: Mapping[str, bytes], known: Known, site: Site) -> Evidence:
    """The evidence with services, stored items and the notice compared, and a `claim` for every promise.

    Comes after the legal texts, services and consent. Doing it again changes nothing.
    """
    if not evidence.looked_at("page"):
        return evidence
    texts = read_texts(evidence, artifacts)
    rows = transfers(services(evidence, texts, known), texts, known)
    if "service" in evidence.facts or rows:
        evidence = replace(evidence, facts={**evidence.facts, "service": rows})
        evidence = _seen_by_name(evidence, unseen=any(row.observed == () for row in rows))
    evidence = evidence.with_rows(stored_items(evidence, texts))
    notices = (row for row in evidence.rows("privacy_notice") if isinstance(row, PrivacyNotice))
    evidence = evidence.with_rows([_notice(row, evidence, texts, site) for row in notices])
    found = claims(texts, known, World(evidence, rows, artifacts))
    facts = {kind: of_kind for kind, of_kind in evidence.facts.items() if kind != "claim"}
    return replace(
        evidence, facts={**facts, "claim": found} if found else facts, coverage=_coverage(evidence, texts, bool(found))
    )


def prepare(known: Known) -> None:
    """Compiles the phrases, so that nobody waits for that later."""
    texts = Texts((), ())
    claims(texts, known, World(Evidence(""), (), {}))


def _seen_by_name(evidence: Evidence, *, unseen: bool) -> Evidence:
    """Services that the notice names are rows, too, where nothing at all was seen of any."""
    if not unseen:
        return evidence
    changed = tuple(
        replace(entry, status=Status.SEEN) if entry.kind == "service" and entry.status is Status.ABSENT else entry
        for entry in evidence.coverage
    )
    return replace(evidence, coverage=changed)


def _coverage(evidence: Evidence, texts: Texts, found: bool) -> tuple[Coverage, ...]:
    """Promises were looked for wherever texts were kept; a notice that is missing may hold some."""
    others = tuple(entry for entry in evidence.coverage if entry.kind != "claim")
    if not texts.notice and not texts.others:
        return (*others, Coverage("claim", (), Status.GAP, GapCause.ERROR, "no page's text was kept"))
    entries = [Coverage("claim", (), Status.SEEN if found else Status.ABSENT)]
    notice = evidence.gaps("privacy_notice")
    entries += [Coverage("claim", gap.scope, Status.GAP, gap.cause, gap.reason) for gap in notice if gap.scope == ()]
    entries += [
        Coverage("claim", (("page", url),), Status.GAP, GapCause.ERROR, "its text was not kept") for url in texts.lost
    ]
    return (*others, *entries)


# ── the notice itself ────────────────────────────────────────────────────────────────────────────────────────────────


def _notice(row: PrivacyNotice, evidence: Evidence, texts: Texts, site: Site) -> PrivacyNotice:
    if texts.main is None:
        return row
    addresses = mail_addresses(texts)
    told = _parties(row, evidence, texts)
    return replace(
        row,
        same_language=_same_language(row, evidence, texts),
        same_as_imprint=told[0],
        parties=told[1],
        mail_addresses=addresses,
        mail_works=mail_works(evidence, addresses, site),
        dead_links=dead_links(evidence, texts, site),
        credit=credit_check(evidence, texts),
        social=social_profiles(evidence, texts),
    )


def _parties(row: PrivacyNotice, evidence: Evidence, texts: Texts) -> tuple[Maybe[bool | None], str | None]:
    imprints = texts.of(PageRole.IMPRINT)
    if not imprints:
        return _no_imprint(evidence), None
    parties = [party for text in imprints for party in providers(text.shown)]
    said = " ".join(one.text for text in texts.notice for one in text.reading.sentences)
    whole = " ".join(text.shown.text() for text in imprints)
    told = compare(row.controller, parties, said, whole)
    return told.same, told.said


def _no_imprint(evidence: Evidence) -> Maybe[bool | None]:
    """Nobody is named where there is no imprint; where one wasn't seen or kept, nobody knows."""
    for entry in evidence.coverage:
        if entry.kind == "page" and ("role", PageRole.IMPRINT) in entry.scope and entry.status is Status.ABSENT:
            return None
    gap = next((gap for gap in evidence.gaps("page") if gap.value("role") is PageRole.IMPRINT), None)
    return Unknown(gap.reason, gap.cause) if gap else Unknown("the imprint's text was not kept")


def _same_language(row: PrivacyNotice, evidence: Evidence, texts: Texts) -> Maybe[bool]:
    """By what both say; by what pages declare where their words are too few."""
    if not isinstance(row.language, str):
        return Unknown("the language of the notice was not recognised")
    spoken = _spoken(texts) or _declared(evidence.rows("page"))
    if spoken is None:
        return Unknown("the language of the shop's pages was not recognised")
    return row.language[:2] == spoken


def _spoken(texts: Texts) -> str | None:
    lines = [fold(line.text[:2_000]) for text in texts.of(*_SPEAKING) for line in text.shown.lines]
    return language_of(lines[:3_000])


def _declared(pages: Iterable[object]) -> str | None:
    said = {
        row.language[:2].lower()
        for row in pages
        if isinstance(row, Page) and row.role in _SPEAKING and isinstance(row.language, str) and row.language
    }
    return said.pop() if len(said) == 1 else None
