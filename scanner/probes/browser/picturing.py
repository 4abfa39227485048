"""A visitor who comes for pictures of forms alone, when the pages are known: in a clean profile, past the banner.

To the visitors whose evidence counts nothing is done for the sake of a picture, and no banner lies over the forms.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from playwright.async_api import Error as PlaywrightError

from scanner.errors import NetworkError, first_of
from scanner.model.vocabulary import PageRole, Phase
from scanner.probes.browser.consent import choose, look_for_banner
from scanner.probes.browser.crawl.results import Crawl, CrawledPage
from scanner.probes.browser.crawl.tabs import accepted
from scanner.probes.browser.form_pages import FormsOfPage, read_page
from scanner.probes.browser.form_signs import sign
from scanner.probes.browser.forms import FormSeen, Shot
from scanner.probes.browser.session import Browser, PhaseSession
from scanner.probes.browser.tab import Tab
from scanner.probes.browser.trip import PageFault

MOST_PAGES = 8
#: Seconds for all pages together, and for a banner to come in.
MOST_S = 40.0
_BANNER_S = 1.0
_AT_ONCE = 3

log = logging.getLogger("siegel.browser")


async def picture_forms(browser: Browser, found: Crawl) -> Crawl:
    """The crawl, a picture beside each different form that stands open on its pages. Never raises for what they do."""
    pages = list(_worth(browser, found.pages))
    shots: dict[object, Shot] = {}
    late = f"there was no time for it within {MOST_S:g} s"
    try:
        async with asyncio.timeout(MOST_S), browser.phase(Phase.BEFORE_CHOICE) as visitor:
            await _in_tabs(visitor, browser, pages, shots)
    except* TimeoutError:
        log.info("no more pictures of forms: %s", late)
    except* NetworkError as errors:
        late = first_of(errors).message
        log.info("no more pictures of forms: %a", late)
    missed = {sign(form): Shot(why=late) for page in pages for form in _open(page)}
    return _with_shots(found, {**missed, **shots})


def without_pictures(found: Crawl) -> Crawl:
    """The crawl, each form that stands open saying that nobody was asked for a picture of it."""
    why = Shot(why="a quick look (--quick) takes no pictures of forms")
    return _with_shots(found, {sign(form): why for page in found.pages for form in _open(page)})


async def _in_tabs(
    visitor: PhaseSession, browser: Browser, pages: Sequence[CrawledPage], shots: dict[object, Shot]
) -> None:
    """On the first page the visitor answers the banner; from then on several tabs share the pages."""
    left = iter(pages)

    async def take(tab: Tab, page: CrawledPage, *, first: bool = False) -> None:
        taken = await _on(tab, page, first=first)
        shots.update({known: shot for known, shot in taken.items() if shot.data or known not in shots})

    async def go_on(tab: Tab) -> None:
        for page in left:
            await take(tab, page)

    async def another() -> None:
        async with visitor.tab() as tab:
            tab.pictured = browser.pictured
            await go_on(tab)

    async with visitor.tab() as tab:
        tab.pictured = browser.pictured
        for page in left:
            await take(tab, page, first=True)
            break
        async with asyncio.TaskGroup() as group:
            for _ in range(min(_AT_ONCE, len(pages) - 1) - 1):
                group.create_task(another())
            group.create_task(go_on(tab))


async def _on(tab: Tab, page: CrawledPage, *, first: bool) -> dict[object, Shot]:
    """Pictures of a page's forms by what the forms are known by."""
    visit = await tab.visit(page.url, accept=accepted(page.role))
    if not visit.seen:
        return {sign(form): Shot(why=visit.reason) for form in _open(page)}
    try:
        # `choose` loads the page again; where it can't refuse, the banner stays, as it does for a visitor.
        if first and await look_for_banner(tab, _BANNER_S) is not None:
            await choose(tab, Phase.REJECTED)
        read = await read_page(tab, PageRole.OTHER)
    except (PlaywrightError, TimeoutError, PageFault) as error:
        return {sign(form): Shot(why=f"the page did not answer ({type(error).__name__})") for form in _open(page)}
    seen = read.seen.forms if read.seen else ()
    return {sign(form): form.shot for form in seen if form.shot}


def _worth(browser: Browser, pages: Sequence[CrawledPage]) -> Iterator[CrawledPage]:
    """Pages with forms that no page before them has, those with the most different forms first."""
    met = set(browser.pictured.signs)
    n = 0
    for page in sorted(pages, key=lambda one: -len({sign(form) for form in _open(one)})):
        new = {sign(form) for form in _open(page)} - met
        if new and n < MOST_PAGES:
            n += 1
            met |= new
            yield page


def _open(page: CrawledPage) -> list[FormSeen]:
    """Forms that stand open, and have no picture yet."""
    read = page.beside
    forms = read.seen.forms if isinstance(read, FormsOfPage) and read.seen else ()
    return [form for form in forms if form.shown == "yes" and not (form.shot and form.shot.data)]


def _with_shots(found: Crawl, shots: Mapping[object, Shot]) -> Crawl:
    """Each picture stands beside the first form that is like the pictured one."""
    left = dict(shots)
    pages = []
    for page in found.pages:
        read = page.beside
        if isinstance(read, FormsOfPage) and read.seen:
            forms = tuple(_with_shot(form, left) for form in read.seen.forms)
            pages.append(replace(page, beside=replace(read, seen=replace(read.seen, forms=forms))))
        else:
            pages.append(page)
    return replace(found, pages=tuple(pages))


def _with_shot(form: FormSeen, left: dict[object, Shot]) -> FormSeen:
    wants = form.shown == "yes" and form.shot is None
    shot = left.pop(sign(form), None) if wants else None
    return replace(form, shot=shot) if shot else form
