"""From the evidence of a shop to its legal pages as they were kept, and from these to rows and what was looked at."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from scanner.derive.forms.signals import FormSignals
from scanner.derive.legal.applies import Shopkeeper, Signs, applies
from scanner.derive.legal.functions import functions
from scanner.derive.legal.outdated import outdated_on
from scanner.derive.legal.patterns import data, expression, made_by
from scanner.derive.legal.reading import LegalReading, read_legal, shopkeeper
from scanner.derive.legal.text import LegalPage, joined, legal_page, plain
from scanner.derive.shown import read_shown
from scanner.model.evidence import Coverage, Evidence, Status, scope
from scanner.model.facts import Form, LegalItem, LegalLinks, Page, Shop
from scanner.model.kept import text_of
from scanner.model.values import Maybe, Unknown
from scanner.model.vocabulary import FormPurpose, GapCause, LegalDetail
from scanner.model.vocabulary import PageRole as Role

#: Pages that are read for what they have to say.
ROLES = (
    Role.IMPRINT, Role.TERMS, Role.WITHDRAWAL, Role.SHIPPING, Role.PAYMENT, Role.ACCESSIBILITY, Role.CONTACT,
    Role.WITHDRAWAL_FUNCTION, Role.CANCELLATION_FUNCTION,
)  # fmt: skip
#: Where a missing page is itself what is missing.
_MISSING = {
    Role.WITHDRAWAL: LegalDetail.INSTRUCTION,
    Role.TERMS: LegalDetail.RETRIEVABLE,
    Role.ACCESSIBILITY: LegalDetail.STATEMENT,
}
#: Pages on which outdated law and the closed platform must not stand; others may be seen or not.
_FOR_OUTDATED = (Role.IMPRINT, Role.TERMS)
_MOST_PAGES = 60
KIND = "legal_item"
_OUTDATED = "outdated_reference"


@dataclass
class _Kept:
    """The pages whose text was kept, by role, and what else of them is needed."""

    pages: dict[Role, list[LegalPage]] = field(default_factory=lambda: defaultdict(list))
    also: dict[Role, list[LegalPage]] = field(default_factory=lambda: defaultdict(list))
    buttons: dict[str, tuple[str, ...]] = field(default_factory=dict)
    labels: dict[Role, list[str]] = field(default_factory=lambda: defaultdict(list))


def legal_items(evidence: Evidence, artifacts: Mapping[str, bytes], signals: Sequence[FormSignals] = ()) -> Evidence:
    """Rows for the items of the legal pages, and for outdated law on any page.

    `artifacts`: the documents that were kept, by the SHA-256 that pages name. `signals`: what was kept of forms.
    """
    if not _looked_for(evidence):
        return evidence
    kept = _kept(evidence, artifacts)
    reading = _reading(evidence, kept)
    known = shopkeeper(reading)
    rows: list[LegalItem] = list(read_legal(reading))
    rows += _missing_pages(reading, rows, known)
    rows += functions(evidence, reading.pages, kept.buttons, signals, known)
    outdated = [
        row
        for pages in kept.pages.values()
        for page in pages
        if page.role is not Role.PRIVACY
        for row in outdated_on(page)
    ]
    evidence = evidence.with_rows([*rows, *outdated])
    covered = [*_coverage(evidence, rows), *_outdated_coverage(evidence, kept, {row.page_role for row in outdated})]
    return replace(evidence, coverage=(*_others(evidence), *covered))


def _looked_for(evidence: Evidence) -> bool:
    """Whether anybody looked for legal pages: without a crawl the front page alone may be there."""
    planned = {value for one in evidence.coverage if one.kind == "page" for name, value in one.scope if name == "role"}
    pages = [row for row in evidence.rows("page") if isinstance(row, Page)]
    return bool(planned & set(ROLES)) or any(
        isinstance(row.links, LegalLinks) or any(row.has(role) for role in ROLES) for row in pages
    )


def _kept(evidence: Evidence, artifacts: Mapping[str, bytes]) -> _Kept:
    kept = _Kept()
    for page in [row for row in evidence.rows("page") if isinstance(row, Page)][:_MOST_PAGES]:
        document = text_of(page, artifacts)
        if document is None or not isinstance(page.role, Role) or not isinstance(page.url, str):
            continue
        shown = read_shown(document)
        kept.pages[page.role].append(legal_page(shown, page.url, page.role))
        for role in (one for one in ROLES if one is not page.role and page.has(one)):
            kept.also[role].append(legal_page(shown, page.url, role))
        kept.buttons[page.url] = tuple(line.text for line in shown.lines if line.tag == "button")[:200]
        kept.labels[page.role] += [link.label for link in shown.links]
    return kept


def _reading(evidence: Evidence, kept: _Kept) -> LegalReading:
    roles = dict.fromkeys((*kept.pages, *kept.also))
    pages = {role: page for role in roles if (page := joined([*kept.pages[role], *kept.also[role]])) is not None}
    shop = next((row for row in evidence.rows("shop") if isinstance(row, Shop)), Shop())
    absent = frozenset(role for role in ROLES if role not in pages and _is_absent(evidence, role))
    form = any(isinstance(row, Form) and row.purpose is FormPurpose.CONTACT for row in evidence.rows("form"))
    return LegalReading(pages, shop, _signs(evidence, kept, pages), absent, form)


def _is_absent(evidence: Evidence, role: Role) -> bool:
    """Looked for and not there: the crawl says so, or no page that was seen leads to one."""
    entry = next((one for one in evidence.coverage if one.kind == "page" and ("role", role) in one.scope), None)
    if entry is not None:
        return entry.status is Status.ABSENT
    rows = [row for row in evidence.rows("page") if isinstance(row, Page)]
    if any(row.has(role) for row in rows) or not any(row.role is Role.HOME for row in rows):
        return False
    return all(
        isinstance(row.links, LegalLinks) and getattr(row.links, role.value, Unknown("")) is None for row in rows
    )


def _signs(evidence: Evidence, kept: _Kept, pages: Mapping[Role, LegalPage]) -> Signs:
    cues = data()["signs"]
    blog, subscription = expression(cues["blog"]), expression(cues["subscription"])
    labels = [
        plain(label).lower() for role in (Role.HOME, Role.PRODUCT, Role.CATEGORY) for label in kept.labels.get(role, ())
    ]
    has_blog: Maybe[bool] = Unknown("the front page was not read")
    if any(isinstance(row, Page) and row.has(Role.BLOG) for row in evidence.rows("page")) or any(
        map(blog.search, labels)
    ):
        has_blog = True
    elif Role.HOME in pages and not pages[Role.HOME].unsure:
        has_blog = False
    sold = [pages[role] for role in (Role.PRODUCT, Role.CATEGORY, Role.CART) if role in pages]
    goes_on: Maybe[bool] = Unknown("the owner has not declared it", GapCause.FACT_MISSING)
    if any(subscription.search(line.flat) for page in sold for line in page.lines):
        goes_on = True
    return Signs(blog=has_blog, subscriptions=goes_on)


def _missing_pages(reading: LegalReading, rows: Sequence[LegalItem], known: Shopkeeper) -> Iterator[LegalItem]:
    """A row for what a whole page would be, where there is none."""
    told = {(row.page_role, row.item) for row in rows}
    for role, item in _MISSING.items():
        if role in reading.absent and (role, item) not in told:
            why = "no page that was seen leads to one"
            yield LegalItem(
                page_role=role, item=item, present=False, applies=applies(item, known), quote=None, value=None,
                url=None, why=why, derived_by=made_by(),
            )  # fmt: skip


def _coverage(evidence: Evidence, rows: Sequence[LegalItem]) -> Iterator[Coverage]:
    """For each role what became of it: rows, or the reason why there are none."""
    seen = {row.page_role for row in rows}
    for role in ROLES:
        if role in seen:
            yield Coverage(KIND, scope({"page_role": role}), Status.SEEN)
            continue
        entry = next((one for one in evidence.coverage if one.kind == "page" and ("role", role) in one.scope), None)
        cause = entry.cause if entry is not None and entry.cause else GapCause.UNSUPPORTED
        reason = entry.reason if entry is not None and entry.reason else f"no {role.value} page was read"
        yield Coverage(KIND, scope({"page_role": role}), Status.GAP, cause, reason)


def _outdated_coverage(evidence: Evidence, kept: _Kept, found: set[object]) -> Iterator[Coverage]:
    """What was looked at on the privacy page is its own; then the others."""
    for entry in evidence.coverage:
        if entry.kind == _OUTDATED and (not entry.scope or "page_role" not in dict(entry.scope)):
            fixed = dict(entry.scope) | {"page_role": Role.PRIVACY}
            yield replace(entry, scope=scope(fixed))
    for role in dict.fromkeys((*_FOR_OUTDATED, *kept.pages)):
        if role is Role.PRIVACY:
            continue
        fixed_role = scope({"page_role": role})
        pages = kept.pages.get(role, [])
        if any(not page.unsure for page in pages):
            yield Coverage(_OUTDATED, fixed_role, Status.SEEN if role in found else Status.ABSENT)
        elif not _is_absent(evidence, role):
            why = next((page.unsure for page in pages), f"no {role.value} page was read")
            yield Coverage(_OUTDATED, fixed_role, Status.GAP, GapCause.UNSUPPORTED, why)


def _others(evidence: Evidence) -> tuple[Coverage, ...]:
    return tuple(entry for entry in evidence.coverage if entry.kind not in {KIND, _OUTDATED})
