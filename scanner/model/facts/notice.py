"""Facts about what the shop says: notice, disclosures, services, legal pages, claims, and what the owner declares."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from scanner.model.facts.base import Fact, fact
from scanner.model.values import NOT_STATED, Maybe
from scanner.model.vocabulary import DisclosureItem, PageRole, Phase, Purpose, Sector, ServiceCategory


@fact("privacy_notice", key=("url",), en="privacy notice {url}", de="Datenschutzerklärung {url}", where="{url}")
@dataclass(frozen=True, slots=True, kw_only=True)
class PrivacyNotice(Fact):
    """The privacy notice. Nothing is absent from it unless it was `fully_read`."""

    url: Maybe[str] = NOT_STATED
    language: Maybe[str | None] = NOT_STATED
    reachable_from_every_page: Maybe[bool] = NOT_STATED
    words: Maybe[int] = NOT_STATED
    version_date: Maybe[dt.date | None] = NOT_STATED
    fully_read: Maybe[bool] = NOT_STATED
    controller: Maybe[str | None] = NOT_STATED


@fact(
    "disclosure", key=("notice", "item"), en="{item} in {notice.url}", de="{item} in {notice.url}", where="{notice.url}"
)
@dataclass(frozen=True, slots=True, kw_only=True)
class Disclosure(Fact):
    """An item the notice has to disclose, with the sentence that does. `core`: its absence alone may accuse."""

    notice: Maybe[PrivacyNotice] = NOT_STATED
    item: Maybe[DisclosureItem] = NOT_STATED
    present: Maybe[bool] = NOT_STATED
    applies: Maybe[bool] = NOT_STATED
    core: Maybe[bool] = NOT_STATED
    quote: Maybe[str | None] = NOT_STATED
    section: Maybe[str | None] = NOT_STATED


@fact("service", key=("name",), en='service "{name}"', de="Dienst „{name}“", where="{name}")
@dataclass(frozen=True, slots=True, kw_only=True)
class Service(Fact):
    """A service the shop uses, or an unnamed third party. `observed`: the phases it was seen in.

    dpf        its operator is on the list of the EU-US Data Privacy Framework; None: nobody asks that of one in the EEA
    dpf_as_of  the day on which that was so
    """

    name: Maybe[str] = NOT_STATED
    operator: Maybe[str | None] = NOT_STATED
    country: Maybe[str | None] = NOT_STATED
    dpf: Maybe[bool | None] = NOT_STATED
    dpf_as_of: Maybe[dt.date | None] = NOT_STATED
    category: Maybe[ServiceCategory] = NOT_STATED
    purpose: Maybe[Purpose] = NOT_STATED
    receives_personal_data: Maybe[bool] = NOT_STATED
    observed: Maybe[tuple[Phase, ...]] = NOT_STATED
    disclosed: Maybe[bool] = NOT_STATED
    quote: Maybe[str | None] = NOT_STATED


@fact("outdated_reference", key=("page", "what"), en="{what} on {page}", de="{what} auf {page}", where="{page}")
@dataclass(frozen=True, slots=True, kw_only=True)
class OutdatedReference(Fact):
    """Law or services that no longer exist, spoken of as if they did. `page` is a URL."""

    page: Maybe[str] = NOT_STATED
    what: Maybe[str] = NOT_STATED
    quote: Maybe[str | None] = NOT_STATED
    contradicted_by: Maybe[str | None] = NOT_STATED


@fact("placeholder", key=("page", "what"), en="{what} on {page}", de="{what} auf {page}", where="{page}")
@dataclass(frozen=True, slots=True, kw_only=True)
class Placeholder(Fact):
    """A leftover of a template or generator. `page` is a URL."""

    page: Maybe[str] = NOT_STATED
    what: Maybe[str] = NOT_STATED
    quote: Maybe[str | None] = NOT_STATED
    contradicted_by: Maybe[str | None] = NOT_STATED


@fact("claim", key=("page", "what"), en="{what} on {page}", de="{what} auf {page}", where="{page}")
@dataclass(frozen=True, slots=True, kw_only=True)
class Claim(Fact):
    """What the shop says of itself, and the observation that contradicts it. `page` is a URL."""

    page: Maybe[str] = NOT_STATED
    what: Maybe[str] = NOT_STATED
    quote: Maybe[str | None] = NOT_STATED
    contradicted_by: Maybe[str | None] = NOT_STATED


@fact(
    "legal_item",
    key=("page_role", "item"),
    en="{item} on the {page_role} page",
    de="{item} auf der Seite „{page_role}“",
    where="{page_role}",
)
@dataclass(frozen=True, slots=True, kw_only=True)
class LegalItem(Fact):
    """Something a legal page has to say."""

    page_role: Maybe[PageRole] = NOT_STATED
    item: Maybe[str] = NOT_STATED
    present: Maybe[bool] = NOT_STATED
    applies: Maybe[bool] = NOT_STATED
    quote: Maybe[str | None] = NOT_STATED
    value: Maybe[str | None] = NOT_STATED


@fact("shop", key=(), en="the shop's own declaration", de="die Angabe des Shops", where="shop")
@dataclass(frozen=True, slots=True, kw_only=True)
class Shop(Fact):
    """What only the owner can declare. Undeclared is Unknown with cause `fact_missing`. `staff`: number of people."""

    sector: Maybe[Sector] = NOT_STATED
    jurisdiction: Maybe[str] = NOT_STATED
    staff: Maybe[int] = NOT_STATED
    b2b: Maybe[bool] = NOT_STATED
    marketplace: Maybe[bool] = NOT_STATED
    card_payment: Maybe[bool] = NOT_STATED
    subscriptions: Maybe[bool] = NOT_STATED
    digital_goods: Maybe[bool] = NOT_STATED
    newsletter: Maybe[bool] = NOT_STATED
    small_business_vat: Maybe[bool] = NOT_STATED
    processes_health_data: Maybe[bool] = NOT_STATED
    saq_type: Maybe[str] = NOT_STATED
