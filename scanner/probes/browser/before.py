"""The phase before any choice: the crawl, the forms, the banner as it meets a visitor, and a page that stays open."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field, replace
from typing import Any

from scanner.errors import NetworkError, first_of
from scanner.model.facts import ConsentBanner, Page
from scanner.model.facts.pages import LegalLinks
from scanner.model.values import Maybe, Unknown
from scanner.model.vocabulary import GapCause, PageRole, Phase
from scanner.network import Network
from scanner.probes.browser.barriers import Barriers
from scanner.probes.browser.barriers import version as axe_version
from scanner.probes.browser.consent import GONE, Banner, Looked, consent_banner, look, look_closer, write_listed
from scanner.probes.browser.crawl.crawler import crawl
from scanner.probes.browser.crawl.results import Crawl, CrawlBudget, CrawledPage, TextKind
from scanner.probes.browser.crawl.tabs import take_in
from scanner.probes.browser.documents import write_caching, write_documents
from scanner.probes.browser.form_pages import FormsOfPage, read_page, write_card_pages, write_forms, write_hinted
from scanner.probes.browser.itinerary import Itinerary
from scanner.probes.browser.known import Known
from scanner.probes.browser.leaks.probe import Crawled, Typing
from scanner.probes.browser.logs import logged_phase
from scanner.probes.browser.notice_links import ask_for_links
from scanner.probes.browser.opening import open_forms, with_late
from scanner.probes.browser.phase_rows import write_phase
from scanner.probes.browser.pictures import screenshot
from scanner.probes.browser.picturing import picture_forms, without_pictures
from scanner.probes.browser.session import Browser, PhaseSession
from scanner.probes.browser.shopping.stops import shop
from scanner.probes.browser.signals import ask, not_asked
from scanner.probes.browser.sites import host_of, site
from scanner.probes.browser.stroll import stroll
from scanner.probes.browser.tab import Tab
from scanner.probes.browser.texts import readable
from scanner.probes.browser.visit import Visit
from scanner.probes.browser.window import Window
from scanner.probes.notebook import Notebook

#: Seconds for a banner to come in before the page is watched; it is looked for once more when that is over.
AT_FIRST_S = 1.0
#: Tabs of the crawl, beside the one that stays open: a page that is waited for costs no time but its own.
_TABS = 3

log = logging.getLogger("siegel.browser")


async def look_before(
    network: Network,
    browser: Browser,
    notebook: Notebook,
    window: Window,
    pages: Itinerary,
    known: Known,
    typing: Typing,
) -> None:
    """Write down what a new visitor meets. Tells the other phases which pages there are, and whether a banner is."""
    try:
        logged = logged_phase(browser, notebook, Phase.BEFORE_CHOICE, window.url)
        async with logged as phase, phase.tab() as tab:
            barriers = Barriers(window.barriers)
            beside = barriers.beside(read_page if window.forms else None)
            front = await take_in(tab, await tab.visit(window.url), PageRole.HOME, beside)
            async with asyncio.TaskGroup() as group:
                watching = group.create_task(_watch(tab, front.visit, notebook, window, known))
                found = await crawl(
                    phase,
                    window.url,
                    CrawlBudget(tabs=_TABS, samples=window.samples),
                    hints=window.hints,
                    fetch=network.fetch,
                    found=pages.add,
                    beside=beside,
                    front=front,
                )
                pages.end()
                shopping = group.create_task(shop(browser, notebook, window, found, typing.way))
                typing.crawled(Crawled(found, [_row(page) for page in found.pages], known, pages))
                notebook.note("browser", f"{len(found.pages)} pages of about {found.total_seen_links}")
                _write_pages(notebook, window, found)
                await ask_for_links(network, notebook, found)
                barriers.write(notebook, found, _row)
                if window.barriers:
                    notebook.versions["axe-core"] = axe_version()
                group.create_task(write_hinted(browser, notebook, window, found))
                opening = group.create_task(open_forms(browser, notebook, found)) if window.forms else None
                stays = {watching, opening} if opening and window.pictures else {watching}
                front_page = _FrontPage(tab, front.visit, stays)
                leaving = group.create_task(_leave(front_page, phase, notebook, window, found, pages))
                leaving.add_done_callback(lambda done: known.route(routed=_routed(done)))
                if opening:
                    found = _with_late_forms(await opening, (await leaving).late)
                    found = await picture_forms(browser, found) if window.pictures else without_pictures(found)
                _write_forms(notebook, window, found, window.forms.keys() - window.later)
                write_card_pages(notebook, [(page, _row(page)) for page in found.pages], window.forms.keys())
                write_caching(notebook, window.caching, found)
                await leaving
                if found.pages:
                    await write_phase(notebook, window, phase)
                else:
                    _nothing_seen(notebook, window, found)
                if met := await watching:
                    await _write_banner(browser, tab, notebook, window, met, known)
            # What a filled cart shows counts; an empty one where none could be filled.
            _write_forms(notebook, window, found, window.later - shopping.result())
    except* NetworkError as errors:
        later = {cell for phase in window.others for cell in window.of(phase)}
        open_ones = [cell for cell in window.cells if cell not in later and notebook.is_open(cell)]
        notebook.failed(open_ones, first_of(errors))
    finally:
        pages.end()
        known.show(banner=True)  # where nobody knows, nothing may be taken for absent
        known.route(routed=False)
        typing.crawled(None)
        typing.walked()


@dataclass(frozen=True, slots=True)
class _Left:
    """The front page as it was left. `late`: its forms, those that came in while it was watched among them."""

    late: FormsOfPage | None = None
    routed: bool = False


@dataclass(frozen=True, slots=True)
class _FrontPage:
    """The page that stays open. `until`: what it stays for; what comes late, as a dialog with a form, has time to."""

    tab: Tab
    visit: Visit
    until: AbstractSet[asyncio.Task[Any]]


async def _leave(
    front: _FrontPage, phase: PhaseSession, notebook: Notebook, window: Window, found: Crawl, pages: Itinerary
) -> _Left:
    """What the front page says in the end; then its links are followed, if it follows them itself.

    The visitors after a choice wait for that: they do it like this one.
    """
    await asyncio.wait(front.until)
    late = await read_page(front.tab, PageRole.HOME, picture=False) if window.forms else None
    write_documents(notebook, window.resources, found, phase.recorder)
    if not found.pages:
        return _Left(late)
    phase.front = await ask(front.tab) if front.visit.seen else not_asked(front.visit)
    return _Left(late, await stroll(front.tab, pages.so_far))


def _routed(left: asyncio.Task[_Left]) -> bool:
    return not left.cancelled() and left.exception() is None and left.result().routed


def _with_late_forms(found: Crawl, late: FormsOfPage | None) -> Crawl:
    """The front page stayed open: forms that came in while it was watched are its forms too."""
    pages = []
    for page in found.pages:
        read = page.beside
        if page.role is PageRole.HOME and late and late.seen and isinstance(read, FormsOfPage) and read.seen:
            pages.append(replace(page, beside=replace(read, seen=with_late(read.seen, late.seen))))
        else:
            pages.append(page)
    return replace(found, pages=tuple(pages))


def _nothing_seen(notebook: Notebook, window: Window, found: Crawl) -> None:
    home = next((gap for gap in found.gaps if gap.role is PageRole.HOME), None)
    cause, reason = (home.cause, home.reason) if home else (GapCause.ERROR, "no page could be seen")
    for cell in window.of(Phase.BEFORE_CHOICE):
        notebook.gap(cell, cause, reason)


# --- the page that stays open, and its banner -------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Met:
    """A banner as it met the visitor, and its picture."""

    page: Page
    banner: Banner
    picture: bytes | None = field(repr=False)
    scroll_accepts: Maybe[bool | None] = None


async def _watch(tab: Tab, visit: Visit, notebook: Notebook, window: Window, known: Known) -> _Met | None:
    """Stays on the front page for the whole window; the banner that it has met there."""
    if not visit.seen:
        for cell in window.of_banner:
            notebook.gap(cell, visit.cause or GapCause.ERROR, visit.reason)
        return None
    page = Page(url=visit.final_url or window.url, role=PageRole.HOME)
    try:
        met = None
        known.front = page
        looked = await look(tab, min(AT_FIRST_S, window.watch_s)) if window.banner else None
        # One of which nothing is understood yet may not have all its controls.
        if looked and looked.banner and looked.understood:
            known.show(banner=True)
            met = _Met(page, looked.banner, await screenshot(tab))
        asked = _strangers(tab)
        stayed = await tab.watch(window.watch_s)
        log.info("browser: watched %a for %.1f s", visit.final_url, stayed)
        if met:
            return replace(met, scroll_accepts=await _what_scrolling_did(tab, asked))
        if looked is None:
            return None
        # Some banners wait for the visitor to move.
        looked = await look(tab)
        known.show(banner=looked.banner is not None or _perhaps(looked) is not None)
        if looked.banner:
            return _Met(page, looked.banner, await screenshot(tab))
        _write_no_banner(notebook, window, page, looked)
    except NetworkError as error:
        notebook.failed(window.of_banner, error)
    return None


def _strangers(tab: Tab) -> frozenset[str]:
    """The sites besides its own that the page has asked so far."""
    asked = {site(host) for flight in tab.flights if (host := host_of(flight.url))}
    return frozenset(asked - {site(host_of(tab.address))})


async def _what_scrolling_did(tab: Tab, before: frozenset[str]) -> Maybe[bool | None]:
    """As _scrolling_accepts; where the tab has ended meanwhile, the banner was seen all the same."""
    try:
        return await _scrolling_accepts(tab, before)
    except NetworkError as error:
        return Unknown(f"what scrolling did was not seen: {error.message}")


async def _scrolling_accepts(tab: Tab, before: frozenset[str]) -> Maybe[bool | None]:
    """Whether the banner has gone for good though nobody chose, and others than before were asked since."""
    looked = await look(tab)
    if looked.banner is not None or (looked.whole and not _strangers(tab) - before):
        return False
    # One that only hides for a while, beside pictures that came late, has taken nothing for an answer.
    if not (await tab.visit(tab.address)).seen:
        return Unknown("the banner went as the visitor scrolled, and the page did not come again")
    looked = await look(tab, AT_FIRST_S)
    return looked.banner is None if looked.whole else Unknown(looked.why)


def _perhaps(looked: Looked) -> Unknown | None:
    """Why it is not known that there is no banner."""
    if not looked.whole:
        return Unknown(looked.why)
    if looked.tool:
        return Unknown(f"the consent tool {looked.tool} is on the page, but no banner of it was recognised")
    return None


def _write_no_banner(notebook: Notebook, window: Window, page: Page, looked: Looked) -> None:
    perhaps = _perhaps(looked)
    if perhaps:
        row = ConsentBanner(page=page, phase=Phase.BEFORE_CHOICE, present=perhaps, tool=looked.tool)
    else:
        row = consent_banner(None, page, Phase.BEFORE_CHOICE)
    notebook.saw(row, page=_text(page.url))
    if window.banner:
        notebook.close(window.banner)
    if perhaps and window.listed:
        notebook.gap(window.listed, GapCause.NOT_OPERABLE, perhaps.reason)
    else:
        write_listed(notebook, window.listed, page, None)


async def _write_banner(
    browser: Browser, tab: Tab, notebook: Notebook, window: Window, met: _Met, known: Known
) -> None:
    """Its settings are opened by a click, which may have consequences: all else of the phase is written down by now."""
    banner = met.banner
    try:
        banner = await look_closer(tab, banner)
        if banner.opened == GONE:
            banner = await _as_another(browser, window, banner)
    except NetworkError as error:
        log.info("the banner's settings were not seen: %a", error.message)
    if banner.opened:
        notebook.notices.append(f"consent banner: {banner.opened}")
    artifact = notebook.keep(met.picture) if met.picture else None
    chosen = await known.rejection
    clicks = chosen.clicks if chosen and chosen.works else None
    in_vain = chosen.reason if chosen and not chosen.works and chosen.clicks else ""
    row = consent_banner(banner, met.page, Phase.BEFORE_CHOICE, clicks, in_vain)
    row = replace(row, steps=(), scroll_accepts=met.scroll_accepts)
    notebook.saw(row, page=_text(met.page.url), artifact=artifact, phase=Phase.BEFORE_CHOICE)
    if window.banner:
        notebook.close(window.banner)
    write_listed(notebook, window.listed, met.page, banner)


async def _as_another(browser: Browser, window: Window, banner: Banner) -> Banner:
    """The banner has gone while the visitor stayed: one who has just come opens its settings."""
    async with browser.phase(Phase.BEFORE_CHOICE) as other, other.tab() as tab:
        visit = await tab.visit(window.url)
        if visit.seen and (await look(tab, window.watch_s)).banner is not None:
            return await look_closer(tab, banner)
    return banner


def _text(url: object) -> str | None:
    return url if isinstance(url, str) else None


# --- pages and forms --------------------------------------------------------------------------------------------------


def _write_forms(notebook: Notebook, window: Window, found: Crawl, roles: AbstractSet[PageRole]) -> None:
    """The forms of the pages of these roles."""
    for page in found.pages:
        if cells := tuple(cell for role in page.roles if role in roles for cell in window.forms.get(role, ())):
            write_forms(notebook, page, _row(page), cells)
    for gap in found.gaps:
        for cell in window.forms.get(gap.role, ()) if gap.role in roles else ():
            notebook.gap(cell, gap.cause, gap.reason)
    for role in roles & set(found.absent):
        for cell in window.forms.get(role, ()):
            notebook.close(cell, absent=True)


def _write_pages(notebook: Notebook, window: Window, found: Crawl) -> None:
    for page in found.pages:
        _write_page(notebook, window, page)
    for page in found.samples:
        notebook.saw(_row(page), page=page.url, artifact=_kept(notebook, page))
    read = _write_texts(notebook, window, found)
    for gap in found.gaps:
        if gap.role in window.pages:
            notebook.gap(window.pages[gap.role], gap.cause, gap.reason)
    for role in set(found.absent) - read:
        if role in window.pages:
            notebook.close(window.pages[role], absent=True)


def _write_texts(notebook: Notebook, window: Window, found: Crawl) -> set[PageRole]:
    """Legal texts that are no pages of the shop. They lead on where the front page does: that is the way back."""
    front = next((page for page in found.pages if page.role is PageRole.HOME), None)
    links = front.legal if front else LegalLinks()
    for text in found.texts:
        row = Page(url=text.url, role=text.role, language=text.language, title=text.title, status=200, links=links)
        notebook.saw(row, page=text.url, artifact=notebook.keep(text.shown))
        if text.role in window.pages and text.kind is not TextKind.PART:
            notebook.close(window.pages[text.role])
    return {text.role for text in found.texts if text.kind is not TextKind.PART}


def _row(page: CrawledPage) -> Page:
    return replace(page.visit.page(page.role, page.legal, page.url), also=page.also)


def _write_page(notebook: Notebook, window: Window, page: CrawledPage) -> None:
    notebook.saw(_row(page), page=page.url, artifact=_kept(notebook, page))
    for role in page.roles:
        if role in window.pages and page.confirmation.sure:
            notebook.close(window.pages[role])


def _kept(notebook: Notebook, page: CrawledPage) -> str | None:
    """Its text, for the derivations that read it. Half a text is not kept: nothing could be said to be missing."""
    if page.shown is not None:
        return notebook.keep(page.shown)
    text = page.frame or page.visit
    return None if text.cut else notebook.keep(readable(text.html))
