"""What scripts, frames and contacts of payment pages mean: whose they are, who placed and answers for them. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import TypeVar

from scanner.derive.party import Site, url_host
from scanner.derive.resources import is_integrity
from scanner.derive.services import Known, category_of, filed
from scanner.model.declared_scripts import DeclaredScript, declared_for
from scanner.model.evidence import Evidence
from scanner.model.facts import Fact, Form, FormField, Page, PaymentContact, PaymentPage, Script, Shop
from scanner.model.values import Maybe, Unknown
from scanner.model.vocabulary import Party, PersonalData, ScriptType, ServiceCategory

#: What makes a field one of card data: the number, and the secret on the back (PCI DSS 4.0.1 § 3.3, § 3.5).
CARD_DATA = frozenset({PersonalData.CC_NUMBER, PersonalData.CC_CSC})
_DERIVED_BY = "card fields seen"
_LONGEST_CHAIN = 20
_UNREAD = Unknown("its text was not read, and some scripts are declared by their texts")

F = TypeVar("F", bound=Fact)


def payment(evidence: Evidence, declared: Sequence[DeclaredScript], hosts: Iterable[str], known: Known) -> Evidence:
    """Meaning of frames, scripts, pages and contacts, once forms have theirs. Doing it again changes nothing."""
    site = Site.of(evidence.shop, hosts)
    evidence = _mapped(evidence, "form", Form, lambda form: _with_frame(form, site, known))
    evidence = _mapped(evidence, "form_field", FormField, lambda field: _of_frame(field, site, known))
    if not evidence.rows("payment_page"):
        return _shop(evidence, {})
    cards = _card_pages(evidence)
    evidence = _mapped(evidence, "payment_contact", PaymentContact, lambda row: _contact(row, site, known))
    widgets = _may_take_cards(evidence)

    def takes_cards(page: Maybe[Page]) -> Maybe[bool]:
        url = _url(page)
        if url in cards:
            return cards[url]
        return widgets.get(url, Unknown("the fields of the page were not read"))

    evidence = _mapped(
        evidence, "payment_page", PaymentPage, lambda row: replace(row, card_fields=takes_cards(row.page))
    )
    evidence = _mapped(
        evidence, "payment_contact", PaymentContact, lambda row: replace(row, card_page=takes_cards(row.page))
    )
    placers = _placers(evidence, known)

    def meant(row: Script) -> Script:
        found = _whose(replace(row, card_page=takes_cards(row.page)), site, known)
        placed = replace(found, placed_by_tag_manager=_tag_manager(found, placers))
        return _justified(placed, declared)

    return _shop(_mapped(evidence, "script", Script, meant), cards)


def _mapped(evidence: Evidence, kind: str, cls: type[F], meaning: object) -> Evidence:
    assert callable(meaning)  # noqa: S101 - every caller gives a function
    rows = tuple(meaning(row) if isinstance(row, cls) else row for row in evidence.rows(kind))
    return replace(evidence, facts={**evidence.facts, kind: rows}) if rows else evidence


# ── frames of forms ──────────────────────────────────────────────────────────────────────────────────────────────────


def _of_frame(field: FormField, site: Site, known: Known) -> FormField:
    return replace(field, form=_with_frame(field.form, site, known)) if isinstance(field.form, Form) else field


def _with_frame(form: Form, site: Site, known: Known) -> Form:
    """Whose document the form stands in. What has no address of its own belongs to the page that wrote it."""
    if isinstance(form.frame, Unknown):
        return form
    host = url_host(form.frame) if form.frame and form.frame.startswith("http") else None
    party, service, category = _who(host, _path(form.frame or ""), site, known)
    return replace(form, frame_party=party, frame_service=service, frame_category=category)


def _path(url: str) -> str:
    return "/" + url.partition("://")[2].partition("/")[2].partition("?")[0].partition("#")[0]


def _who(host: str | None, path: str, site: Site, known: Known) -> tuple[Party, str | None, Maybe[ServiceCategory]]:
    """Party, service and its category of a host; without one the shop's own."""
    if host is None:
        return Party.FIRST, None, ServiceCategory.NONE
    party = site.party(host)
    if found := known.at(host, path):
        return party, found.service.name, category_of(found.service)
    if party is Party.FIRST:
        return party, None, ServiceCategory.NONE
    if entity := known.entity_at(host):
        return party, entity.name, filed(entity, known)
    return party, None, Unknown(f"nothing is known about {host}")


# ── pages ────────────────────────────────────────────────────────────────────────────────────────────────────────────


def _url(page: Maybe[Page]) -> str:
    return page.url if isinstance(page, Page) and isinstance(page.url, str) else ""


def _card_pages(evidence: Evidence) -> dict[str, bool]:
    """Pages by address whose fields were read: whether one of them asks for card data."""
    found: dict[str, bool] = {}
    for field in evidence.rows("form_field"):
        if isinstance(field, FormField) and isinstance(field.form, Form):
            url = _url(field.form.page)
            found[url] = found.get(url, False) or field.asks_for in CARD_DATA
    return {url: True for url, cards in found.items() if cards}


def _may_take_cards(evidence: Evidence) -> dict[str, Maybe[bool]]:
    """Pages without a card field: none takes card data, unless a frame of a payment service may once it is used."""
    payers = {
        (_url(row.page), row.host): row.service
        for row in evidence.rows("payment_contact")
        if isinstance(row, PaymentContact) and row.category is ServiceCategory.PAYMENT
    }
    found: dict[str, Maybe[bool]] = {}
    for row in evidence.rows("payment_page"):
        if not isinstance(row, PaymentPage):
            continue
        url = _url(row.page)
        frames = row.frames if isinstance(row.frames, tuple) else ()
        whose = next((payers[url, host] for host in frames if (url, host) in payers), None)
        maybe = Unknown(f"a frame of {whose} shows no card field now, and may show one later")
        found[url] = maybe if whose else False
    return found


def _contact(row: PaymentContact, site: Site, known: Known) -> PaymentContact:
    if not isinstance(row.host, str):
        return row
    party, service, category = _who(row.host, "/", site, known)
    return replace(row, party=party, service=service, category=category)


def _shop(evidence: Evidence, cards: Mapping[str, bool]) -> Evidence:
    """A shop with a card field takes cards, whatever its owner has declared."""
    if not cards:
        return evidence
    derived_by = f"{_DERIVED_BY} on {min(cards)}"

    def taking(row: Shop) -> Shop:
        return row if row.card_payment is True else replace(row, card_payment=True, derived_by=derived_by)

    return _mapped(evidence, "shop", Shop, taking)


# ── scripts ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def _whose(row: Script, site: Site, known: Known) -> Script:
    if not isinstance(row.url, str):
        return row
    host = None if row.inline is True else url_host(row.url.removeprefix("blob:"))
    party, service, category = _who(host, _path(row.url), site, known)
    hashed = isinstance(row.integrity, str) and is_integrity(row.integrity)
    external = row.type in {ScriptType.EXTERNAL, ScriptType.MODULE} and row.inline is False
    return replace(row, party=party, service=service, category=category, protected=hashed and external)


def _placers(evidence: Evidence, known: Known) -> dict[tuple[str, str], tuple[str | None, str | None]]:
    """Of each script with an address on a page: who placed it, and the tag manager that it is itself."""
    found: dict[tuple[str, str], tuple[str | None, str | None]] = {}
    for row in evidence.rows("script"):
        if isinstance(row, Script) and isinstance(row.url, str):
            by = row.initiator if isinstance(row.initiator, str) else None
            found[_url(row.page), row.url] = by, _manager_at(row.url, known)
    return found


def _manager_at(url: str, known: Known) -> str | None:
    host = url_host(url) if url.startswith("http") else None
    found = known.at(host, _path(url)) if host else None
    return found.service.name if found and found.service.category is ServiceCategory.TAG_MANAGER else None


def _tag_manager(row: Script, placers: Mapping[tuple[str, str], tuple[str | None, str | None]]) -> Maybe[str | None]:
    """The first tag manager on the way back from a script to the page that began it."""
    if isinstance(row.initiator, Unknown):
        return row.initiator
    page, at = _url(row.page), row.initiator
    for _ in range(_LONGEST_CHAIN):
        if at is None or (page, at) not in placers:
            return None
        before, manager = placers[page, at]
        if manager:
            return manager
        at = before
    return None


def _justified(row: Script, declared: Sequence[DeclaredScript]) -> Script:
    """With what the owner declares of it. What nobody declares is justified by nobody."""
    if not isinstance(row.url, str):
        return row
    found = declared_for(declared, row.url, row.hash if isinstance(row.hash, str) else None)
    if found is None:
        by_content = any(one.names_content for one in declared)
        unread = isinstance(row.hash, Unknown) and by_content
        return replace(
            row,
            justified=Unknown("its text was not read, and some scripts are declared by their texts")
            if unread
            else False,
            owner=None,
            declared_purpose=None,
            approved_by=None,
            approved_on=None,
            until=None,
            assurance=None,
        )
    return replace(
        row,
        justified=True,
        owner=found.owner,
        declared_purpose=found.purpose,
        approved_by=found.approved_by,
        approved_on=found.approved_on,
        until=found.until,
        assurance=found.assurance,
    )
