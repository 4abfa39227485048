"""Facts about pages and what they load."""

from __future__ import annotations

from dataclasses import dataclass

from scanner.model.facts.base import Fact, Struct, fact
from scanner.model.values import NOT_STATED, Maybe
from scanner.model.vocabulary import ButtonRole, KeyFact, PageRole, Party, RequestType


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
    """A page as it was seen. `also`: what else it is, as a notice that stands on the page of the imprint."""

    url: Maybe[str] = NOT_STATED
    role: Maybe[PageRole] = NOT_STATED
    also: Maybe[tuple[PageRole, ...]] = NOT_STATED
    language: Maybe[str | None] = NOT_STATED
    title: Maybe[str | None] = NOT_STATED
    status: Maybe[int] = NOT_STATED
    links: Maybe[LegalLinks] = NOT_STATED

    def has(self, role: PageRole) -> bool:
        """Whether that is its role, or another one of its roles."""
        return self.role is role or (isinstance(self.also, tuple) and role in self.also)


@fact("link", key=("page", "url"), en="link to {url} on {page}", de="Link zu {url} auf {page}", where="{page}")
@dataclass(frozen=True, slots=True, kw_only=True)
class Link(Fact):
    """A link of the privacy notice to a page of the shop that no visitor opened, and how the shop answers for it.

    Both are URLs. `status` is that of its own answer; a redirect isn't followed.
    """

    page: Maybe[str] = NOT_STATED
    url: Maybe[str] = NOT_STATED
    status: Maybe[int] = NOT_STATED


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
    "button",
    key=("page", "role"),
    en='button "{label}" on {page.url}',
    de="Schaltfläche „{label}“ auf {page.url}",
    where="{page.url}",
)
@dataclass(frozen=True, slots=True, kw_only=True)
class Button(Fact):
    """A button with legal weight. `above_it`: the key facts shown above it.

    `words_between`: how many words stand between the total price and the button.
    """

    page: Maybe[Page] = NOT_STATED
    role: Maybe[ButtonRole] = NOT_STATED
    label: Maybe[str | None] = NOT_STATED
    unambiguous: Maybe[bool] = NOT_STATED
    above_it: Maybe[tuple[KeyFact, ...]] = NOT_STATED
    words_between: Maybe[int] = NOT_STATED
