"""The crawl: from the front page to one page of each role, several tabs at a time, never beyond its budget."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import time
from collections.abc import Callable, Mapping
from dataclasses import replace
from urllib.parse import urlsplit

from scanner.model.vocabulary import GapCause, PageRole
from scanner.probes.browser.crawl.confirm import Confirmation, Is, confirm
from scanner.probes.browser.crawl.frontier import Candidate, Frontier
from scanner.probes.browser.crawl.ledger import SAMPLED, Ledger, Seen
from scanner.probes.browser.crawl.links import Contents, Link, LinkKind
from scanner.probes.browser.crawl.results import Crawl, CrawlBudget, CrawledPage, RoleGap
from scanner.probes.browser.crawl.sitemaps import Fetch, sitemap_urls
from scanner.probes.browser.crawl.tabs import ASKED_TO_LOG_IN, Loaded, ReadBeside, Tabs
from scanner.probes.browser.crawl.texts import Texts
from scanner.probes.browser.crawl.urls import key, never_followed
from scanner.probes.browser.roles import LEGAL
from scanner.probes.browser.session import PhaseSession
from scanner.probes.browser.sites import same_site
from scanner.probes.browser.visit import Visit

__all__ = ["WANTED", "Crawl", "CrawlBudget", "CrawledPage", "Loaded", "RoleGap", "crawl"]

#: The roles that are looked for, in the order in which they get their place within the budget.
WANTED = (
    PageRole.HOME, PageRole.IMPRINT, PageRole.PRIVACY, PageRole.CATEGORY, PageRole.PRODUCT, PageRole.CART,
    PageRole.LOGIN, PageRole.REGISTRATION, PageRole.CONTACT, PageRole.NEWSLETTER, PageRole.TERMS,
    PageRole.WITHDRAWAL, PageRole.SEARCH, PageRole.CHECKOUT_CONTACT, PageRole.SHIPPING, PageRole.PAYMENT,
    PageRole.COOKIES, PageRole.WITHDRAWAL_FUNCTION, PageRole.CANCELLATION_FUNCTION, PageRole.ACCESSIBILITY,
)  # fmt: skip

#: Places within the budget are kept for these while no link to them was found: the sitemap may know them.
_KEPT = frozenset({PageRole.IMPRINT, PageRole.PRIVACY})
# What a page may turn out to be, whatever its link was taken for.
_MISTAKABLE = (PageRole.PRODUCT, PageRole.CATEGORY, PageRole.CART, PageRole.LOGIN, PageRole.REGISTRATION)
_NO_SECOND_TRY = frozenset({GapCause.UNSUPPORTED, GapCause.BLOCKED, GapCause.BUDGET, GapCause.TOOL_MISSING})
_MOST_CLICKS = 6
_MOST_FRAMES = 2

log = logging.getLogger("siegel.browser")


async def crawl(
    phase: PhaseSession,
    start_url: str,
    budget: CrawlBudget | None = None,
    hints: Mapping[PageRole, str] | None = None,
    *,
    fetch: Fetch | None = None,
    found: Callable[[PageRole, str], None] = lambda _role, _url: None,
    beside: ReadBeside | None = None,
    front: Loaded | None = None,
) -> Crawl:
    """Finds and visits one page of each role. Never raises for what the shop does.

    hints  addresses, absolute or not, that are tried first
    fetch  `Network.fetch`, for the sitemaps; without it they are not asked
    found  is told role and address of each page as soon as it is known to be one of those that are given back
    beside reads what else is wanted of a page while it is open; what it gives is `CrawledPage.beside`
    front  the front page, where somebody has loaded it already
    Raises NetworkError (crash) where the browser has ended.
    """
    async with contextlib.AsyncExitStack() as stack:
        tabs = Tabs(phase, stack, budget or CrawlBudget(), beside)
        crawler = _Crawler(tabs, start_url, budget or CrawlBudget(), fetch, found)
        return await crawler.run(hints or {}, front)


class _Crawler:
    """Decides what is visited next. Its tasks run in one loop, one per tab."""

    def __init__(
        self,
        tabs: Tabs,
        start: str,
        budget: CrawlBudget,
        fetch: Fetch | None,
        found: Callable[[PageRole, str], None],
    ) -> None:
        self._tabs, self._start, self._budget, self._fetch, self._found = tabs, start, budget, fetch, found
        self._frontier = Frontier(start)
        self._ledger = Ledger(WANTED, budget)
        self._texts = Texts(tabs, fetch)
        self._running: dict[asyncio.Task[None], Candidate] = {}
        self._keeping = True

    async def run(self, hints: Mapping[PageRole, str], front: Loaded | None) -> Crawl:
        began = time.monotonic()
        home = Candidate(PageRole.HOME, self._start, 1.0, "the shop's address", 0, Link(href=self._start))
        self._tabs.loads += front is not None
        await self._try(home, front)
        if self._ledger.seen:
            for role, url in hints.items():
                self._frontier.hint(role, url)
            await self._go_on()
            await self._texts.gather(self._ledger, self._frontier)
            await self._sample()
        pages = self._ledger.settle(self._frontier.home)
        for page in pages:
            self._found(page.role, page.url)
        read = self._texts.roles
        gaps = tuple(gap for gap in self._ledger.gaps(self._frontier) if gap.role not in read)
        lacking = {gap.role for gap in gaps}
        return Crawl(
            start=self._start,
            pages=pages,
            gaps=gaps,
            absent=tuple(
                role for role in self._ledger.wanted if role not in lacking and not self._ledger.is_sure_of(role)
            ),
            elsewhere=tuple(self._frontier.elsewhere.values()),
            texts=tuple(self._texts.found),
            samples=self._ledger.samples(self._frontier.home),
            total_seen_links=max(self._frontier.total, len(pages)),
            visits=self._tabs.loads,
            seconds=time.monotonic() - began,
        )

    async def _go_on(self) -> None:
        ways_out = iter((self._adopt, self._look_in_hubs, self._click_controls, self._ask_sitemaps))
        try:
            while True:
                while len(self._running) < self._budget.tabs and (job := self._next()):
                    self._running[asyncio.create_task(self._try(job))] = job
                if self._running:
                    done, _ = await asyncio.wait(self._running, return_when=asyncio.FIRST_COMPLETED)
                    for task in done:
                        del self._running[task]
                        task.result()
                    continue
                way_out = next(ways_out, None)
                if not self._ledger.open_roles():
                    return
                if way_out is not None:
                    await way_out()
                elif self._keeping:
                    self._keeping = False
                else:
                    return
        finally:
            for task in self._running:
                task.cancel()
            await asyncio.gather(*self._running, return_exceptions=True)

    async def _sample(self) -> None:
        """Further products, for what they say: what one says of its price another may leave out."""
        wanted = self._budget.samples if self._ledger.is_sure_of(PageRole.PRODUCT) else 0
        jobs: list[Candidate] = []
        while len(jobs) < wanted and (job := self._frontier.take(PageRole.PRODUCT)) is not None:
            if job.key not in self._ledger.seen:
                jobs.append(job)
        await asyncio.gather(*(self._try_sample(job) for job in jobs))

    async def _try_sample(self, job: Candidate) -> None:
        """One that does not come, or is something else, is none; nobody had counted on it."""
        if self._tabs.shortage():
            return
        loaded = await self._tabs.visit(job.url, job.role, aside=True)
        visit = loaded.visit
        if not visit.seen or not same_site(visit.final_url, self._frontier.home):
            return
        seen = Seen(job, visit, loaded.contents, None, loaded.shown)
        made = confirm(job.role, visit, loaded.contents, start=self._frontier.home)
        if made.answer is Is.CONFIRMED and seen.key not in self._ledger.seen:
            self._ledger.seen[job.key] = self._ledger.seen[seen.key] = seen
            self._ledger.sample(job.role, seen, made, job.reason)

    def _next(self) -> Candidate | None:
        keys = {job.key for job in self._running.values()}
        for role in self._ledger.open_roles():
            underway = sum(other.role is role for other in self._running.values())
            if self._ledger.count(role) + underway >= self._ledger.most(role):
                continue
            while self._ledger.tries(role) + underway < self._budget.tries and self._frontier.has(role):
                if self._exhausted(0 if role in _KEPT else self._kept()):
                    return None
                if self._frontier.next_key(role) in keys:
                    break  # on its way for another role, and may be this one too
                candidate = self._frontier.take(role)
                if candidate is None:
                    break
                if candidate.key not in self._ledger.seen:
                    return candidate
                if self._judge(role, self._ledger.seen[candidate.key], candidate.reason):
                    break
        return None

    def _exhausted(self, kept: int = 0) -> bool:
        """Whether there is neither time nor place for another page; `kept` places are not to be had."""
        taken = len(self._ledger.pages) + len(self._running)
        full, short = taken >= self._budget.pages, self._tabs.shortage()
        if (full and not self._running) or short:
            self._ledger.starved = short or f"{self._budget.pages} pages were visited before"
        return taken + kept >= self._budget.pages or bool(short)

    def _kept(self) -> int:
        """Places for pages that every shop must have, and that no link has led to."""
        underway = {job.role for job in self._running.values()}
        lacking = _KEPT.intersection(self._ledger.open_roles()) - underway
        return sum(not self._frontier.has(role) for role in lacking) if self._keeping else 0

    async def _try(self, candidate: Candidate, loaded: Loaded | None = None) -> None:
        """Visits it, once more if it fails, and takes what it is and offers."""
        role = candidate.role
        loaded = loaded or await self._tabs.visit(candidate.url, role)
        if not loaded.visit.seen and _worth_another_try(loaded.visit) and not self._tabs.shortage():
            loaded = await self._tabs.visit(candidate.url, role)
        visit = loaded.visit
        if not visit.seen:
            self._ledger.failed(role, candidate.url, visit.cause or GapCause.ERROR, visit.reason)
            return
        if role is PageRole.HOME:
            self._frontier.home = visit.final_url
        if not same_site(visit.final_url, self._frontier.home):
            reason = f"leads to another party: {urlsplit(visit.final_url).hostname}"
            self._ledger.failed(role, candidate.url, GapCause.UNSUPPORTED, reason)
            return
        seen = Seen(candidate, visit, loaded.contents, loaded.beside, loaded.shown)
        self._ledger.seen[candidate.key] = self._ledger.seen[seen.key] = seen
        self._frontier.add(loaded.contents, candidate.depth)
        if role is not PageRole.OTHER and not self._judge(role, seen, candidate.reason):
            await self._look_into_frames(role, seen)
            self._may_be_another(role, seen)

    def _judge(self, role: PageRole, seen: Seen, reason: str) -> bool:
        """Takes the page for that role, or not."""
        made = confirm(role, seen.visit, seen.contents, start=self._frontier.home)
        log.debug("%s %a: %s, %s", role, seen.visit.final_url, made.answer, made.reason)
        match made.answer:
            case Is.CONFIRMED:
                self._ledger.take(role, seen, made, reason)
                self._found(role, seen.visit.final_url or seen.visit.url)
            case Is.UNSURE:
                self._ledger.unsure(role, seen, made, reason)
            case Is.NOT:
                self._ledger.wrong(role, seen)
        return made.sure

    async def _look_into_frames(self, role: PageRole, seen: Seen) -> None:
        """Legal texts are often frames of a service that writes them: they count as the page's own text."""
        for address in seen.contents.frames[:_MOST_FRAMES] if role in LEGAL else ():
            if never_followed(address) is not None or self._tabs.shortage():
                continue
            loaded = await self._tabs.visit(address, PageRole.OTHER)
            made = confirm(role, loaded.visit, loaded.contents)
            if made.sure:
                said = Confirmation(made.answer, f"{made.reason}; framed from {urlsplit(address).hostname}")
                self._ledger.take(role, replace(seen, shown=loaded.shown), said, seen.candidate.reason, loaded.visit)
                return

    def _may_be_another(self, role: PageRole, seen: Seen) -> None:
        for other in _MISTAKABLE if not self._ledger.has(seen) else ():
            if other is not role and other in self._ledger.open_roles():
                made = confirm(other, seen.visit, seen.contents, start=self._frontier.home)
                if made.sure:
                    self._ledger.take(other, seen, made, f"thought to be {role.value}")
                    return

    # -- where links alone give nothing

    async def _adopt(self) -> None:
        """A page that was visited for something else."""
        for role in self._lacking():
            for seen in dict.fromkeys(self._ledger.seen.values()):
                if self._ledger.is_wrong(role, seen) or not _may_be_shared(role, seen):
                    continue
                made = confirm(role, seen.visit, seen.contents, start=self._frontier.home)
                if made.sure:
                    self._ledger.take(role, seen, made, "a page that was visited already")
                    break

    async def _look_in_hubs(self) -> None:
        while LEGAL & set(self._lacking()) and not self._exhausted() and (hub := self._frontier.take_hub()):
            await self._try(hub)

    async def _click_controls(self) -> None:
        """In single-page shops some links have no address: a click on them shows it, and is the only way to it."""
        home = self._frontier.home
        controls = [
            (role, self._frontier.controls[role]) for role in self._lacking() if role in self._frontier.controls
        ]
        for role, control in controls[:_MOST_CLICKS]:
            if self._exhausted() or not control.path:
                return
            clicked = await self._tabs.click(home, control)
            address = clicked.after.final_url if clicked else ""
            if not address or key(address) == key(home):
                self._texts.clicked(role, home, control, clicked)
                reason = f"{control.label[:60]!r} opens nothing that is it"
                self._ledger.failed(role, home, GapCause.UNSUPPORTED, reason)
            else:
                link = replace(control, href=address, stated="", kind=LinkKind.SCRIPTED)
                self._frontier.add(Contents(links=(link,), total=1), 0)

    async def _ask_sitemaps(self) -> None:
        lacking = self._lacking()
        if self._fetch is None or not lacking or self._exhausted():
            return
        try:
            async with asyncio.timeout(max(0.1, self._tabs.left())):
                urls = await sitemap_urls(self._fetch, self._frontier.home)
        except TimeoutError:
            log.info("the sitemaps did not come in time")
        else:
            self._frontier.add_listed(urls, lacking)

    def _lacking(self) -> list[PageRole]:
        return [
            role for role in self._ledger.open_roles()
            if not self._frontier.has(role) and self._ledger.tries(role) < self._budget.tries
        ]  # fmt: skip


def _worth_another_try(visit: Visit) -> bool:
    return visit.cause not in _NO_SECOND_TRY and visit.status not in {404, 410}


def _may_be_shared(role: PageRole, seen: Seen) -> bool:
    """The front page offers goods, and many a page a login; neither is one of these."""
    if seen.candidate.role is PageRole.HOME:
        return role in LEGAL
    if role is PageRole.LOGIN:
        return seen.candidate.role in ASKED_TO_LOG_IN
    return role not in SAMPLED | {PageRole.SEARCH, PageRole.HOME}
