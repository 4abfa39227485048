"""What a crawl may take, and what it brings."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from scanner.model.facts.pages import LegalLinks
from scanner.model.vocabulary import GapCause, PageRole
from scanner.probes.browser.crawl.confirm import Confirmation
from scanner.probes.browser.crawl.frontier import Elsewhere
from scanner.probes.browser.crawl.links import Contents
from scanner.probes.browser.visit import USUAL, Budget, Visit


@dataclass(frozen=True, slots=True)
class CrawlBudget:
    """What a crawl may take.

    pages     that are given back
    seconds   for all of it
    per_role  pages of each role of SAMPLED
    tries     pages that are tried for one role, one in the place of the other
    tabs      at a time
    samples   further products, for what they say alone, when all else was seen
    """

    pages: int = 20
    seconds: float = 90.0
    per_role: int = 1
    tries: int = 3
    tabs: int = 2
    samples: int = 0
    visit: Budget = USUAL

    @property
    def visits(self) -> int:
        """Pages that are loaded at most, failed and mistaken ones too."""
        return self.pages * 2 + 6


@dataclass(frozen=True, slots=True, kw_only=True)
class CrawledPage:
    """A page that was seen.

    role          what it was visited for; `also`: other roles that it has too
    confirmation  whether it is that. What is UNSURE stands in `Crawl.gaps` too
    reason        why it was thought to be that
    depth         clicks from the front page
    frame         the document of another address that is its text, where it only frames that
    beside        what else was read of it while it was open
    shown         the page (or that document) as a visitor saw it, as shown.py writes it; None where it was not kept
    legal         its links to the legal pages
    """

    role: PageRole
    visit: Visit
    contents: Contents
    confirmation: Confirmation
    reason: str
    depth: int
    also: tuple[PageRole, ...] = ()
    frame: Visit | None = None
    beside: object = field(default=None, repr=False)
    shown: bytes | None = field(default=None, repr=False)
    legal: LegalLinks = LegalLinks()  # noqa: RUF009 - frozen

    @property
    def roles(self) -> tuple[PageRole, ...]:
        """All of them."""
        return (self.role, *self.also)

    @property
    def url(self) -> str:
        """Where it can be visited again."""
        return self.visit.final_url or self.visit.url


class TextKind(StrEnum):
    """What a legal text is, where it is no page of the shop that was visited for it."""

    DOCUMENT = "document"
    DIALOG = "dialog"
    ELSEWHERE = "elsewhere"
    PART = "part"


@dataclass(frozen=True, slots=True)
class LegalText:
    """A text that counts as the page of its role, or as a further part of it. `shown`: as of CrawledPage."""

    role: PageRole
    kind: TextKind
    url: str
    shown: bytes = field(repr=False)
    title: str = ""
    language: str | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class RoleGap:
    """A role of which no page was seen for certain. `tried`: the addresses, in order."""

    role: PageRole
    cause: GapCause
    reason: str
    tried: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Crawl:
    """What a crawl brought.

    pages      in the order of WANTED
    gaps       roles that exist, or may exist, and were not seen
    absent     roles to which nothing leads: no link, no form, no sitemap, and all of it was read
    elsewhere  links to legal texts with another party
    texts      legal texts that are no pages of the shop; their roles stand in `absent` where no page has them
    samples    further products, read for what they say alone; they count for no role
    total_seen_links   different pages of the shop that were linked from anywhere
    visits     documents loaded
    """

    start: str
    pages: tuple[CrawledPage, ...]
    gaps: tuple[RoleGap, ...]
    absent: tuple[PageRole, ...]
    elsewhere: tuple[Elsewhere, ...]
    texts: tuple[LegalText, ...] = ()
    samples: tuple[CrawledPage, ...] = ()
    total_seen_links: int
    visits: int
    seconds: float

    @property
    def urls_by_role(self) -> dict[PageRole, tuple[str, ...]]:
        """The same pages, for the other phases."""
        found: dict[PageRole, tuple[str, ...]] = {}
        for page in self.pages:
            for role in page.roles:
                found[role] = (*found.get(role, ()), page.url)
        return found
