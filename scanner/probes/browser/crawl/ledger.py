"""The books of a crawl: which page was taken for which role, which were not, and the gaps that remain. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from urllib.parse import urlsplit

from scanner.model.facts.pages import LegalLinks
from scanner.model.vocabulary import GapCause, PageRole
from scanner.probes.browser.crawl.confirm import Confirmation
from scanner.probes.browser.crawl.frontier import Candidate, Frontier
from scanner.probes.browser.crawl.legal import legal_links
from scanner.probes.browser.crawl.links import Contents
from scanner.probes.browser.crawl.results import CrawlBudget, CrawledPage, RoleGap
from scanner.probes.browser.crawl.urls import key
from scanner.probes.browser.roles import LEGAL
from scanner.probes.browser.visit import Visit

#: Roles of which there are many pages; of all others there is one.
SAMPLED = frozenset({PageRole.CATEGORY, PageRole.PRODUCT})


@dataclass(frozen=True, slots=True)
class Seen:
    """A page that was loaded and read, whatever it is."""

    candidate: Candidate
    visit: Visit
    contents: Contents
    beside: object = field(default=None, repr=False)
    shown: bytes | None = field(default=None, repr=False)

    @property
    def key(self) -> str:
        """What it is known by, where it ended up."""
        return key(self.visit.final_url)


@dataclass(slots=True)
class Ledger:
    """Mutable. `starved`: what the budget ran out of, where it did."""

    wanted: tuple[PageRole, ...]
    budget: CrawlBudget
    pages: list[CrawledPage] = field(default_factory=list)
    starved: str = ""
    seen: dict[str, Seen] = field(default_factory=dict)
    _samples: list[CrawledPage] = field(default_factory=list)
    _unsure: dict[PageRole, list[CrawledPage]] = field(default_factory=dict)
    _failed: dict[PageRole, list[tuple[str, GapCause, str]]] = field(default_factory=dict)
    _wrong: dict[PageRole, list[str]] = field(default_factory=dict)

    def count(self, role: PageRole) -> int:
        """Pages that are certainly of this role."""
        return sum(role in page.roles for page in self.pages)

    def most(self, role: PageRole) -> int:
        """Pages that are wanted of it."""
        return self.budget.per_role if role in SAMPLED else 1

    def tries(self, role: PageRole) -> int:
        """Pages that were tried for it in vain."""
        return sum(len(books.get(role, ())) for books in (self._failed, self._unsure, self._wrong))

    def open_roles(self) -> list[PageRole]:
        """Of which more pages are wanted, in the order of their weight."""
        return [role for role in self.wanted if self.count(role) < self.most(role)]

    def failed(self, role: PageRole, url: str, cause: GapCause, reason: str) -> None:
        """A page that did not come."""
        self._failed.setdefault(role, []).append((url, cause, reason))

    def wrong(self, role: PageRole, seen: Seen) -> None:
        """A page that is something else."""
        self._wrong.setdefault(role, []).append(seen.key)

    def is_wrong(self, role: PageRole, seen: Seen) -> bool:
        """Whether it is known to be something else."""
        return seen.key in self._wrong.get(role, ())

    def unsure(self, role: PageRole, seen: Seen, made: Confirmation, reason: str) -> None:
        """A page that may be it: taken if no better one comes."""
        self._unsure.setdefault(role, []).append(_page(role, seen, made, reason, None))

    def take(self, role: PageRole, seen: Seen, made: Confirmation, reason: str, frame: Visit | None = None) -> None:
        """A page that is it. One page can have several roles."""
        if frame is not None:
            self._unsure.pop(role, None)
            self._wrong[role] = [address for address in self._wrong.get(role, ()) if address != seen.key]
        for index, page in enumerate(self.pages):
            if page.visit is seen.visit:
                if role not in page.roles:
                    self.pages[index] = replace(page, also=(*page.also, role))
                return
        self.pages.append(_page(role, seen, made, reason, frame))

    def sample(self, role: PageRole, seen: Seen, made: Confirmation, reason: str) -> None:
        """One more page of a role of which there are many, for what it says alone."""
        self._samples.append(_page(role, seen, made, reason, None))

    def samples(self, home: str) -> tuple[CrawledPage, ...]:
        """Those, with their legal links."""
        legal = self._legal(home)
        return tuple(replace(page, legal=legal[key(page.visit.final_url)]) for page in self._samples)

    def has(self, seen: Seen) -> bool:
        """Whether the page was taken for some role."""
        return any(page.visit is seen.visit for page in self.pages)

    def settle(self, home: str) -> tuple[CrawledPage, ...]:
        """All pages, uncertain ones where there was no better, in the order of their roles, with their legal links."""
        for role in self.wanted:
            unsure = self._unsure.get(role)
            if unsure and not self.count(role) and len(self.pages) < self.budget.pages:
                known = any(page.visit is unsure[0].visit for page in self.pages)
                self.pages += [] if known else unsure[:1]
        legal = self._legal(home)
        self.pages.sort(key=lambda page: self.wanted.index(page.role) if page.role in self.wanted else len(self.wanted))
        return tuple(replace(page, legal=legal[key(page.visit.final_url)]) for page in self.pages)

    def gaps(self, frontier: Frontier) -> tuple[RoleGap, ...]:
        """Once settled: the roles that exist, or may, and of which no page was seen for certain."""
        return tuple(gap for role in self.wanted if (gap := self._gap(role, frontier)) is not None)

    def is_sure_of(self, role: PageRole) -> bool:
        """Whether a page of it was seen for certain."""
        return any(role in page.roles and page.confirmation.sure for page in self.pages)

    def _gap(self, role: PageRole, frontier: Frontier) -> RoleGap | None:
        if self.is_sure_of(role):
            return None
        return self._gap_of_tried(role) or self._gap_of_untried(role, frontier)

    def _gap_of_tried(self, role: PageRole) -> RoleGap | None:
        failed = self._failed.get(role, [])
        tried = tuple(url for url, _, _ in failed)
        if unsure := self._unsure.get(role):
            reason = f"not certain: {unsure[0].confirmation.reason}"
            return RoleGap(role, GapCause.BLOCKED, reason, (unsure[0].url, *tried))
        if failed:
            return RoleGap(role, failed[-1][1], failed[-1][2], tried)
        if home := self._failed.get(PageRole.HOME):
            return RoleGap(role, home[-1][1], f"the front page was not seen: {home[-1][2]}")
        wrong = self._wrong.get(role)
        if wrong and role in LEGAL:
            return RoleGap(role, GapCause.BLOCKED, "what is called so is something else", tuple(wrong))
        return None

    def _gap_of_untried(self, role: PageRole, frontier: Frontier) -> RoleGap | None:
        if frontier.has(role):
            reason = self.starved or f"{self.tries(role)} pages were tried, and were something else"
            return RoleGap(role, GapCause.BUDGET, reason)
        if role in frontier.documents:
            return RoleGap(role, GapCause.UNSUPPORTED, "a document, not a page", (frontier.documents[role],))
        for of, url in frontier.elsewhere:
            if of is role:
                return RoleGap(role, GapCause.UNSUPPORTED, f"lies with another party: {urlsplit(url).hostname}", (url,))
        if self.starved or any(seen.contents.cut for seen in self.seen.values()):
            return RoleGap(role, GapCause.BUDGET, self.starved or "not all links were read")
        return None

    def _legal(self, home: str) -> dict[str, LegalLinks]:
        known = {key(page.visit.final_url): frozenset(page.roles) for page in self.pages if page.confirmation.sure}
        contents = {seen.key: seen.contents for seen in self.seen.values()}
        return legal_links(home, contents, known, self._all_wrong())

    def _all_wrong(self) -> Sequence[tuple[PageRole, str]]:
        return [(role, address) for role, addresses in self._wrong.items() for address in addresses]


def _page(role: PageRole, seen: Seen, made: Confirmation, reason: str, frame: Visit | None) -> CrawledPage:
    return CrawledPage(
        role=role,
        visit=seen.visit,
        contents=seen.contents,
        confirmation=made,
        reason=reason,
        depth=seen.candidate.depth,
        frame=frame,
        beside=seen.beside,
        shown=seen.shown,
    )
