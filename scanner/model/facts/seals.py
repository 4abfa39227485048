"""Facts about what a shop shows to be trusted: seals and where they lead, chats, and barriers on its pages."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from scanner.model.facts.base import Fact, fact
from scanner.model.facts.pages import Page
from scanner.model.values import NOT_STATED, Maybe
from scanner.model.vocabulary import Answerer, SealKind, SealProblem, SealShown
from scanner.model.words import word


@fact(
    "trust_seal",
    key=("page", "issuer"),
    en='sign "{issuer}" on {page.url}',
    de="Zeichen „{issuer}“ auf {page.url}",
    where="{page.url}",
)
@dataclass(frozen=True, slots=True, kw_only=True)
class TrustSeal(Fact):
    """A sign of approval as it is shown, once for the whole shop: on the page where it stands best, or first.

    `issuer`: who gives it, by the list of issuers; of others what it says of itself.

    vouches          for what; only a `seal` speaks of the shop itself
    pages            on how many of the pages that were seen
    known_issuer     the issuer is on the list
    outside_issuer   somebody other than the shop can be told who vouches: known, or the link leads to another site
    link             where it leads, None if nowhere; of one that a script draws where its issuer says it leads
    link_is_issuers  it leads to a host of the issuer's; None without a link
    own_entry        it leads to a page about one shop, not to a front page or a list; None without a link
    names_this_shop  the page it leads to names exactly this shop's domain; None without a link
    valid_until      the day that page says
    verified         all of it: the issuer's own page, over TLS, names this shop and has not lapsed
    problem          why not
    because          the words by which it was told
    """

    page: Maybe[Page] = NOT_STATED
    issuer: Maybe[str] = NOT_STATED
    vouches: Maybe[SealKind] = NOT_STATED
    shown_as: Maybe[SealShown] = NOT_STATED
    pages: Maybe[int] = NOT_STATED
    known_issuer: Maybe[bool] = NOT_STATED
    outside_issuer: Maybe[bool] = NOT_STATED
    link: Maybe[str | None] = NOT_STATED
    link_is_issuers: Maybe[bool | None] = NOT_STATED
    own_entry: Maybe[bool | None] = NOT_STATED
    names_this_shop: Maybe[bool | None] = NOT_STATED
    valid_until: Maybe[dt.date | None] = NOT_STATED
    verified: Maybe[bool] = NOT_STATED
    problem: Maybe[SealProblem | None] = NOT_STATED
    quote: Maybe[str | None] = NOT_STATED
    because: Maybe[str | None] = NOT_STATED

    def reason(self, path: str, lang: str) -> str | None:
        """Why it is not verified."""
        told = path in {"verified", "link_is_issuers", "names_this_shop", "own_entry"}
        return word(self.problem, lang) if told and isinstance(self.problem, SealProblem) else None


@fact(
    "seal_page",
    key=("link_digest",),
    en="page {url} that a sign leads to",
    de="Seite {url}, zu der ein Zeichen führt",
    where="{url}",
)
@dataclass(frozen=True, slots=True, kw_only=True)
class SealPage(Fact):
    """What is at the end of a sign's link, asked for once, without anything of a visitor.

    link_digest the beginning of the SHA-256 of the link as it stands on the page: addresses may be kept without ids
    final_url   where its redirects end
    secure      that came over TLS with a certificate that holds
    status      of the last answer; None where there was none
    readable    it has words of its own; one that a script fills in says nothing
    subjects    hosts that its title, headings and own address name: what the page is about
    names       hosts that its text names; `linked`: those that it links to; bounded
    complete    all of it was read
    lapsed      the words by which it says that what it shows no longer holds
    valid_until the day until which it says that it holds
    quote       the line that names a host
    """

    link_digest: Maybe[str] = NOT_STATED
    url: Maybe[str] = NOT_STATED
    final_url: Maybe[str | None] = NOT_STATED
    secure: Maybe[bool] = NOT_STATED
    status: Maybe[int | None] = NOT_STATED
    readable: Maybe[bool] = NOT_STATED
    subjects: Maybe[tuple[str, ...]] = NOT_STATED
    names: Maybe[tuple[str, ...]] = NOT_STATED
    linked: Maybe[tuple[str, ...]] = NOT_STATED
    complete: Maybe[bool] = NOT_STATED
    lapsed: Maybe[str | None] = NOT_STATED
    valid_until: Maybe[dt.date | None] = NOT_STATED
    quote: Maybe[str | None] = NOT_STATED


@fact(
    "chat_widget",
    key=("page",),
    en="chat {service} on {page.url}",
    de="Chat {service} auf {page.url}",
    where="{page.url}",
)
@dataclass(frozen=True, slots=True, kw_only=True)
class ChatWidget(Fact):
    """A chat on a page. `service`: None of one that nobody is known to run for the shop.

    answers    who answers there: by what the chat says of itself, else by what its service is made for
    opened     its first message is there to be read, so that a notice would be
    ai_notice  it says that a machine answers (AI Act Art. 50(1))
    quote      the words that say so, or that greet
    """

    page: Maybe[Page] = NOT_STATED
    service: Maybe[str | None] = NOT_STATED
    answers: Maybe[Answerer] = NOT_STATED
    opened: Maybe[bool] = NOT_STATED
    ai_notice: Maybe[bool] = NOT_STATED
    quote: Maybe[str | None] = NOT_STATED


@fact(
    "accessibility_issue",
    key=("page", "rule"),
    en="{rule} on {page.url}: {what}",
    de="{rule} auf {page.url}: {what}",
    where="{page.url}",
)
@dataclass(frozen=True, slots=True, kw_only=True)
class AccessibilityIssue(Fact):
    """A barrier found by a rule of axe-core that stands for a success criterion of WCAG 2.1, level A.

    rule    its name there; `what`: what it asks for, in English
    impact  minor, moderate, serious or critical, as axe-core has it
    count   how many elements break it; `criteria`: of WCAG, as 1.1.1
    quote   the beginning of the first of them
    """

    page: Maybe[Page] = NOT_STATED
    rule: Maybe[str] = NOT_STATED
    what: Maybe[str] = NOT_STATED
    impact: Maybe[str | None] = NOT_STATED
    count: Maybe[int] = NOT_STATED
    criteria: Maybe[tuple[str, ...]] = NOT_STATED
    quote: Maybe[str | None] = NOT_STATED
