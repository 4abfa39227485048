"""Facts about pages and what they load."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from scanner.model.facts.base import Fact, Struct, fact
from scanner.model.values import NOT_STATED, Maybe
from scanner.model.vocabulary import ButtonRole, PageRole, Party, RequestType


@dataclass(frozen=True, slots=True, kw_only=True)
class LegalLink(Struct):
    """How a page leads to a legal page: after how many clicks, whether a visitor sees the link, and its words."""

    clicks: Maybe[int | None] = NOT_STATED
    visible: Maybe[bool | None] = NOT_STATED
    label: Maybe[str | None] = NOT_STATED


@dataclass(frozen=True, slots=True, kw_only=True)
class LegalLinks(Struct):
    """A page's links to the legal pages."""

    imprint: Maybe[LegalLink | None] = NOT_STATED
    privacy: Maybe[LegalLink | None] = NOT_STATED
    cookies: Maybe[LegalLink | None] = NOT_STATED
    terms: Maybe[LegalLink | None] = NOT_STATED
    withdrawal: Maybe[LegalLink | None] = NOT_STATED
    withdrawal_function: Maybe[LegalLink | None] = NOT_STATED
    cancellation_function: Maybe[LegalLink | None] = NOT_STATED
    shipping: Maybe[LegalLink | None] = NOT_STATED
    payment: Maybe[LegalLink | None] = NOT_STATED
    accessibility: Maybe[LegalLink | None] = NOT_STATED
    contact: Maybe[LegalLink | None] = NOT_STATED


@fact("page", key=("url",), en="{role} page {url}", de="Seite {url} ({role})", where="{url}")
@dataclass(frozen=True, slots=True, kw_only=True)
class Page(Fact):
    """A page as it was seen."""

    url: Maybe[str] = NOT_STATED
    role: Maybe[PageRole] = NOT_STATED
    language: Maybe[str | None] = NOT_STATED
    title: Maybe[str | None] = NOT_STATED
    status: Maybe[int] = NOT_STATED
    links: Maybe[LegalLinks] = NOT_STATED


@fact(
    "resource",
    key=("url", "page"),
    en="{type} {url} on {page.url}",
    de="{type} {url} auf {page.url}",
    where="{page.url}",
)
@dataclass(frozen=True, slots=True, kw_only=True)
class Resource(Fact):
    """Something a page loads, or where one of its forms sends, its address without the query.

    Scripts, style sheets and frames; of images, media, forms and all else only what is mixed.

    mixed       it is named with http on an https page that has no upgrade-insecure-requests
    initiator   `URL:line:column` of the script, or URL of the document, that had it loaded
    placed_by   whose script or document that is
    integrity   as the element has it; `protected`: it holds a valid hash (Subresource Integrity § 3)
    versioned   the address names one version or a hash of the content, so that what is there need never change
    """

    url: Maybe[str] = NOT_STATED
    page: Maybe[Page] = NOT_STATED
    type: Maybe[RequestType] = NOT_STATED
    party: Maybe[Party] = NOT_STATED
    integrity: Maybe[str | None] = NOT_STATED
    protected: Maybe[bool] = NOT_STATED
    versioned: Maybe[bool] = NOT_STATED
    initiator: Maybe[str | None] = NOT_STATED
    placed_by: Maybe[Party] = NOT_STATED
    mixed: Maybe[bool] = NOT_STATED


@fact(
    "script", key=("page", "url"), en="script {url} on {page.url}", de="Skript {url} auf {page.url}", where="{page.url}"
)
@dataclass(frozen=True, slots=True, kw_only=True)
class Script(Fact):
    """A script on a page; `url` is the hash of an inline one. `justified`: owner, purpose and approval are declared."""

    page: Maybe[Page] = NOT_STATED
    url: Maybe[str] = NOT_STATED
    page_role: Maybe[PageRole] = NOT_STATED
    party: Maybe[Party] = NOT_STATED
    service: Maybe[str | None] = NOT_STATED
    integrity: Maybe[str | None] = NOT_STATED
    inline: Maybe[bool] = NOT_STATED
    justified: Maybe[bool] = NOT_STATED


@fact(
    "button",
    key=("page", "role"),
    en='button "{label}" on {page.url}',
    de="Schaltfläche „{label}“ auf {page.url}",
    where="{page.url}",
)
@dataclass(frozen=True, slots=True, kw_only=True)
class Button(Fact):
    """A button with legal weight. `above_it`: the key facts shown above it."""

    page: Maybe[Page] = NOT_STATED
    role: Maybe[ButtonRole] = NOT_STATED
    label: Maybe[str | None] = NOT_STATED
    unambiguous: Maybe[bool] = NOT_STATED
    above_it: Maybe[tuple[str, ...]] = NOT_STATED


@fact(
    "accessibility_issue",
    key=("page", "rule"),
    en="{what} on {page.url}",
    de="{what} auf {page.url}",
    where="{page.url}",
)
@dataclass(frozen=True, slots=True, kw_only=True)
class AccessibilityIssue(Fact):
    """A barrier found by a rule."""

    page: Maybe[Page] = NOT_STATED
    rule: Maybe[str] = NOT_STATED
    what: Maybe[str] = NOT_STATED


@fact(
    "chat_widget",
    key=("page",),
    en="chat {service} on {page.url}",
    de="Chat {service} auf {page.url}",
    where="{page.url}",
)
@dataclass(frozen=True, slots=True, kw_only=True)
class ChatWidget(Fact):
    """A chat on a page. `ai_notice`: it says that a machine answers (AI Act Art. 50(1))."""

    page: Maybe[Page] = NOT_STATED
    service: Maybe[str | None] = NOT_STATED
    ai_notice: Maybe[bool] = NOT_STATED


@fact(
    "trust_seal",
    key=("page", "issuer"),
    en='seal "{issuer}" on {page.url}',
    de="Siegel „{issuer}“ auf {page.url}",
    where="{page.url}",
)
@dataclass(frozen=True, slots=True, kw_only=True)
class TrustSeal(Fact):
    """A seal of approval as it is shown. `verified`: the issuer's own page names exactly this shop."""

    page: Maybe[Page] = NOT_STATED
    issuer: Maybe[str] = NOT_STATED
    known_issuer: Maybe[bool] = NOT_STATED
    link: Maybe[str | None] = NOT_STATED
    link_is_issuers: Maybe[bool] = NOT_STATED
    names_this_shop: Maybe[bool] = NOT_STATED
    verified: Maybe[bool] = NOT_STATED


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitPrice(Struct):
    """The price per unit (PAngV § 4): shown, and equal to what the price and the amount give."""

    shown: Maybe[bool] = NOT_STATED
    correct: Maybe[bool | None] = NOT_STATED


@fact("product", key=("page",), en="product on {page.url}", de="Produkt auf {page.url}", where="{page.url}")
@dataclass(frozen=True, slots=True, kw_only=True)
class Product(Fact):
    """What an offer says about its price and safety."""

    page: Maybe[Page] = NOT_STATED
    price: Maybe[str | None] = NOT_STATED
    vat_note: Maybe[bool] = NOT_STATED
    shipping_note: Maybe[bool] = NOT_STATED
    unit_price: Maybe[UnitPrice] = NOT_STATED
    strike_price: Maybe[str | None] = NOT_STATED
    safety_info: Maybe[bool] = NOT_STATED


@fact(
    "change",
    key=("what", "since"),
    en="{what} changed since {since}",
    de="{what} hat sich seit {since} geändert",
    where="{what}",
)
@dataclass(frozen=True, slots=True, kw_only=True)
class Change(Fact):
    """What differs from the run before; only when history is given."""

    what: Maybe[str] = NOT_STATED
    since: Maybe[dt.date] = NOT_STATED
