"""Opens what a page's own controls say that they open, to read the forms that stand there only after a click.

A visitor of its own does it, in a clean profile: what a click brings along belongs to no phase of consent. Nothing is
filled in, and the guard keeps back every form that would be sent.
"""

from __future__ import annotations

import asyncio
import logging
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from playwright.async_api import Error as PlaywrightError

from scanner.errors import NetworkError
from scanner.model.vocabulary import Phase
from scanner.probes.browser.consent import choose as choose_in_banner
from scanner.probes.browser.consent import look_for_banner
from scanner.probes.browser.crawl.results import Crawl, CrawledPage
from scanner.probes.browser.crawl.urls import key
from scanner.probes.browser.crawl.words import fold
from scanner.probes.browser.form_pages import WORLD, FormsOfPage, read_page
from scanner.probes.browser.forms import MOST_FORMS_ON_A_PAGE, FormSeen, FormsSeen
from scanner.probes.browser.frames import shown_documents
from scanner.probes.browser.openers import MOST, NotOpened, Opener, aim, find_openers
from scanner.probes.browser.session import Browser
from scanner.probes.browser.shopping.words import forbidden_target
from scanner.probes.browser.tab import Tab
from scanner.probes.browser.trip import PageFault
from scanner.probes.notebook import Notebook

MOST_PAGES = 4
#: Seconds for all pages together, and for the page to be quiet after a click.
MOST_S = 45.0
_SETTLE_S = 2.0
_BANNER_S = 1.0
_CLICK_S = 4.0

log = logging.getLogger("siegel.browser")


@dataclass(frozen=True, slots=True)
class Opened:
    """What a page showed after clicks: forms that were not there before, what was clicked, and why more was not."""

    forms: tuple[FormSeen, ...] = ()
    clicked: tuple[str, ...] = ()
    missed: tuple[str, ...] = ()


async def open_forms(browser: Browser, notebook: Notebook, found: Crawl) -> Crawl:
    """The crawl with the forms that open on its pages. What could not be opened is said of its page."""
    pages = _worth(found.pages)
    if not pages:
        return found
    opened: dict[str, Opened] = {}
    done: set[str] = set()
    try:
        async with asyncio.timeout(MOST_S), browser.phase(Phase.BEFORE_CHOICE) as visitor, visitor.tab() as tab:
            tab.pictured = browser.pictured
            for page in pages:
                opened[page.url] = await _on(tab, page, done)
    except TimeoutError:
        log.info("forms were opened for %g s", MOST_S)
    except NetworkError as error:
        log.info("forms were not opened: %a", error.message)
    for page in pages:
        if page.url not in opened:
            labels = ", ".join(f"“{one.label}”" for one in _read(page).openers if fold(one.label) not in done)
            if labels:
                opened[page.url] = Opened(missed=(f"{labels}: there was no time to open them",))
    clicked = [f"{url}: {', '.join(one.clicked)}" for url, one in opened.items() if one.clicked]
    notebook.notices += [f"opened to see forms: {told}" for told in clicked]
    return with_opened(found, opened)


def with_opened(found: Crawl, opened: dict[str, Opened]) -> Crawl:
    """The crawl, what was opened standing behind the forms of each page."""
    pages = (
        replace(page, beside=_joined(_read(page), opened[page.url])) if page.url in opened else page
        for page in found.pages
    )
    return replace(found, pages=tuple(pages))


def _joined(read: FormsOfPage, more: Opened) -> FormsOfPage:
    if read.seen is None:
        return read
    return replace(read, seen=joined(read.seen, more.forms), not_opened=more.missed)


def joined(seen: FormsSeen, more: Iterable[FormSeen]) -> FormsSeen:
    """All forms of a page, those of `more` that are not among them numbered on."""
    forms = list(seen.forms)
    known = {_sign(form) for form in forms if form.shown != "no"}
    for form in more:
        if form.shown == "no" or _sign(form) in known or len(forms) >= MOST_FORMS_ON_A_PAGE:
            continue
        known.add(_sign(form))
        page = forms[0].page if forms else form.page
        forms.append(replace(form, ordinal=max((one.ordinal for one in forms), default=-1) + 1, page=page))
    return replace(seen, forms=tuple(forms))


def with_late(seen: FormsSeen, again: FormsSeen) -> FormsSeen:
    """The forms of a page and those that only a later reading has.

    A pop-up may ask for just what the foot of the page asks for, and send it to the same place: of forms that are alike
    the later reading must have more, and those are new that are no form of the first by their own identifiers.
    """
    shown = [form for form in seen.forms if form.shown != "no"]
    before, known = Counter(map(_sign, shown)), set(map(_own_sign, shown))
    now = Counter(_sign(form) for form in again.forms if form.shown != "no")
    room = {sign: count - before[sign] for sign, count in now.items()}
    forms = list(seen.forms)
    for form in again.forms:
        sign = _sign(form)
        if form.shown == "no" or room[sign] <= 0 or _own_sign(form) in known or len(forms) >= MOST_FORMS_ON_A_PAGE:
            continue
        room[sign] -= 1
        page = forms[0].page if forms else form.page
        forms.append(replace(form, ordinal=max((one.ordinal for one in forms), default=-1) + 1, page=page))
    return replace(seen, forms=tuple(forms))


def _own_sign(form: FormSeen) -> object:
    """By what it is told from one that sends the same to the same place."""
    return _sign(form), form.id, tuple(one.id for one in form.fields)


def _sign(form: FormSeen) -> tuple[str, tuple[tuple[str, str], ...]]:
    """By what a form is known again after a click: where it sends, and its fields by name or label."""
    return form.action, tuple((one.kind, one.name or one.label or one.id) for one in form.fields)


def _read(page: CrawledPage) -> FormsOfPage:
    return page.beside if isinstance(page.beside, FormsOfPage) else FormsOfPage(None)


def _worth(pages: Sequence[CrawledPage]) -> list[CrawledPage]:
    """Pages with something to open that no page before them has."""
    met: set[str] = set()
    found: list[CrawledPage] = []
    for page in sorted(pages, key=lambda one: len(_read(one).openers), reverse=True):
        labels = {fold(one.label) for one in _read(page).openers}
        if _read(page).seen is not None and labels - met and len(found) < MOST_PAGES:
            met |= labels
            found.append(page)
    return found


# ── on one page ──────────────────────────────────────────────────────────────────────────────────────────────────────


async def _on(tab: Tab, page: CrawledPage, done: set[str]) -> Opened:
    """Clicks each opener of a page once that none before it had. Never raises for what the page does."""
    visit = await tab.visit(page.url)
    if not visit.seen:
        return Opened(missed=(visit.reason,))
    opened = Opened()
    try:
        if await look_for_banner(tab, _BANNER_S) is not None:
            await choose_in_banner(tab, Phase.REJECTED)
        for _ in range(MOST):
            opener = await _next(tab, page, done)
            if opener is None:
                break
            done.add(fold(opener.label))
            opened = await _open(tab, page, opener, opened)
    except (PlaywrightError, TimeoutError, PageFault, NetworkError) as error:
        return replace(opened, missed=(*opened.missed, f"the page did not answer ({type(error).__name__})"))
    return opened


async def _next(tab: Tab, page: CrawledPage, done: set[str]) -> Opener | None:
    """The page may have led elsewhere: then it is opened anew."""
    if key(tab.page.url.partition("#")[0]) != key(page.visit.final_url.partition("#")[0]):
        visit = await tab.visit(page.url)
        if not visit.seen:
            return None
    await read_page(tab, page.role, picture=False)  # so that the forms that are there are known in its world
    found = await find_openers(tab.devtools, await _world(tab))
    return next((one for one in found if fold(one.label) not in done), None)


async def _open(tab: Tab, page: CrawledPage, opener: Opener, before: Opened) -> Opened:
    try:
        with tab.heeding(forbidden_target):
            x, y = await aim(tab.devtools, await _world(tab), opener)
            async with asyncio.timeout(_CLICK_S):
                await tab.page.mouse.click(x, y)
            await tab.settle(_SETTLE_S)
            read = await read_page(tab, page.role, picture=False)
            async with asyncio.timeout(_CLICK_S):
                await tab.page.keyboard.press("Escape")  # so that the next one is free to click
    except NotOpened as failed:
        return replace(before, missed=(*before.missed, str(failed)))
    clicked = (*before.clicked, f"“{opener.label}”")
    if key(tab.page.url.partition("#")[0]) != key(page.visit.final_url.partition("#")[0]):
        return replace(before, clicked=clicked)  # it led to a page of its own, which is another one's to read
    if read.seen is None:
        return replace(before, clicked=clicked, missed=(*before.missed, read.reason))
    return replace(before, clicked=clicked, forms=(*before.forms, *read.seen.forms))


async def _world(tab: Tab) -> int:
    return (await shown_documents(tab.devtools, WORLD)).all[0].world
