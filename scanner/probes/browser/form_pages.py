"""Looks at the forms of the pages that a crawl found, and writes them down. Fills in nothing, sends nothing."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field, replace

from playwright.async_api import Error as PlaywrightError

from scanner.model.evidence import Cell
from scanner.model.facts import Page
from scanner.model.facts.pages import LegalLinks
from scanner.model.values import NOT_STATED, Maybe
from scanner.model.vocabulary import GapCause, PageRole, Phase
from scanner.probes.browser.closed_roots import closed_roots
from scanner.probes.browser.crawl.legal import links_beside
from scanner.probes.browser.crawl.links import Contents
from scanner.probes.browser.crawl.results import Crawl, CrawledPage
from scanner.probes.browser.devtools import Devtools
from scanner.probes.browser.documents import no_store_of
from scanner.probes.browser.form_rows import facts
from scanner.probes.browser.form_shots import pictured
from scanner.probes.browser.forms import LIMITS, FormSeen, FormsSeen, UnreadableForms, forms_script, read_forms, stored
from scanner.probes.browser.frames import Document, shown_documents
from scanner.probes.browser.openers import Opener, find_openers
from scanner.probes.browser.payment import KINDS, Inventory, is_payment, look_at_hinted, take_inventory, write_payment
from scanner.probes.browser.pictures import screenshot
from scanner.probes.browser.session import Browser
from scanner.probes.browser.tab import Tab
from scanner.probes.browser.veil import Veil
from scanner.probes.browser.visit import Visit
from scanner.probes.browser.window import Window
from scanner.probes.notebook import Notebook

_READ_TIMEOUT_S = 10.0
#: The world in which forms are read, by its name; the elements that were read stay in it.
WORLD = "siegel-forms"
#: Pages that are shown beside a finding about their forms. Others have the search and newsletter of every page.
_SHOWN = frozenset({
    PageRole.CART, PageRole.CHECKOUT_CONTACT, PageRole.LOGIN, PageRole.REGISTRATION, PageRole.CONTACT,
    PageRole.NEWSLETTER, PageRole.PRODUCT,
    PageRole.CHECKOUT_ADDRESS, PageRole.CHECKOUT_SHIPPING, PageRole.CHECKOUT_PAYMENT, PageRole.ORDER_REVIEW,
})  # fmt: skip


@dataclass(frozen=True, slots=True)
class FormsOfPage:
    """The forms of a page as it stood open, or the gap that is left of them; and a picture, if it is to be shown.

    payment     what runs on it, where it takes card data or is a step of paying
    scripts     those of other sites that it had asked for
    openers     controls that say that they open a form
    not_opened  why forms behind some of them were not seen
    """

    seen: FormsSeen | None
    cause: GapCause = GapCause.ERROR
    reason: str = ""
    picture: bytes | None = field(default=None, repr=False)
    payment: Inventory | None = field(default=None, repr=False)
    scripts: Maybe[tuple[str, ...]] = NOT_STATED
    openers: tuple[Opener, ...] = ()
    not_opened: tuple[str, ...] = ()


async def read_page(tab: Tab, role: PageRole, *, picture: bool = True) -> FormsOfPage:
    """Reads the forms of the page that is open in the tab. Never raises for what the page does."""
    url = tab.page.url
    try:
        seen = await read_seen(tab)
        openers = await _openers(tab)
    except (TimeoutError, PlaywrightError, UnreadableForms) as error:
        return FormsOfPage(None, GapCause.ERROR, f"{url}: its forms could not be read ({type(error).__name__})")
    payment = await take_inventory(tab) if is_payment(role, seen) else None
    scripts = tab.foreign_scripts()
    seen = veiled(await pictured(tab, seen, WORLD), tab.veil)
    shown = await screenshot(tab) if picture and role in _SHOWN and seen.forms else None
    return FormsOfPage(seen, picture=shown, payment=payment, scripts=scripts, openers=openers)


async def read_seen(tab: Tab) -> FormsSeen:
    """The forms of the open page, not to be written down as they are. Raises UnreadableForms, and as pages do."""
    async with asyncio.timeout(_READ_TIMEOUT_S):
        return await read_documents(tab.devtools, tab.page.url)


def veiled(seen: FormsSeen, veil: Veil) -> FormsSeen:
    """Without what shops write into forms for one visitor alone."""
    return replace(seen, forms=tuple(_veiled(form, veil) for form in seen.forms))


async def _openers(tab: Tab) -> tuple[Opener, ...]:
    async with asyncio.timeout(_READ_TIMEOUT_S):
        own = (await shown_documents(tab.devtools, WORLD)).all[0]
        return await find_openers(tab.devtools, own.world)


def _veiled(form: FormSeen, veil: Veil) -> FormSeen:
    links = tuple(replace(link, href=veil.address(link.href)) for link in form.links)
    return replace(
        form,
        id=veil.words(form.id),
        name=veil.words(form.name),
        classes=veil.words(form.classes),
        action=veil.address(form.action),
        links=links,
    )


def _on(seen: FormsSeen, address: Callable[[str], str]) -> FormsSeen:
    forms = (replace(form, page=address(form.page), frame=address(form.frame)) for form in seen.forms)
    return replace(seen, forms=tuple(forms))


def write_forms(notebook: Notebook, crawled: CrawledPage, page: Page, cells: tuple[Cell, ...]) -> None:
    """Write down form and form_field of a page that the crawl brought; `cells` are closed by it."""
    read = crawled.beside
    unread = FormsOfPage(None, reason=f"{crawled.url}: nobody read its forms")
    kept = no_store_of(crawled.visit)
    write_read(notebook, read if isinstance(read, FormsOfPage) else unread, crawled.url, page, cells, kept)


def write_read(
    notebook: Notebook,
    read: FormsOfPage,
    url: str,
    page: Page,
    cells: Iterable[Cell],
    no_store: Maybe[bool] = NOT_STATED,
) -> None:
    """Write down form and form_field as they were read on a page. `no_store`: what its Cache-Control says."""
    cells = tuple(cells)
    if read.payment or any(cell.kind in KINDS for cell in cells):
        write_payment(notebook, read.payment, page, cells)
    cells = tuple(cell for cell in cells if cell.kind not in KINDS)
    if read.seen is None:
        for cell in cells:
            notebook.gap(cell, read.cause, read.reason)
        return
    forms, fields = facts(page, read.seen, no_store, read.scripts)
    # By the page's address as the rows have it in the end.
    kept = (
        notebook.keep(stored(_on(read.seen, notebook.address), notebook.address(url), notebook.keep)) if forms else None
    )
    for form in forms:
        notebook.saw(form, page=url, artifact=kept)
    for one in fields:
        notebook.saw(one, page=url)
    if read.picture and (artifact := notebook.keep(read.picture)):
        notebook.saw(page, page=url, artifact=artifact, phase=Phase.BEFORE_CHOICE)
    for cell in cells:
        if read.seen.truncated:
            notebook.gap(cell, GapCause.BUDGET, f"{url}: {', '.join(read.seen.truncated)}")
        elif read.not_opened:
            notebook.gap(cell, GapCause.NOT_OPERABLE, f"{url}: {'; '.join(read.not_opened)[:600]}")
        else:
            notebook.close(cell, absent=not forms)


async def write_hinted(browser: Browser, notebook: Notebook, window: Window, found: Crawl) -> None:
    """Write down the steps of paying that the shop file names and that stand open, as another visitor meets them."""
    asked = {role: [cell for cell in window.shopping.get(role, ()) if cell.kind in KINDS] for role in window.hints}
    places = {role: window.hints[role] for role, cells in asked.items() if cells}

    async def look(tab: Tab, role: PageRole, page: Page) -> None:
        read = await read_page(tab, role)
        notebook.saw(page, page=tab.address)
        write_read(notebook, read, str(page.url), page, asked[role])

    def links(visit: Visit, contents: Contents) -> LegalLinks:
        return links_beside(found, visit.final_url, contents)

    if places:
        async with browser.phase(Phase.BEFORE_CHOICE) as visitor:
            await look_at_hinted(
                visitor, notebook, places, look, lambda visit, contents: links_beside(found, visit.final_url, contents)
            )


def write_card_pages(
    notebook: Notebook, pages: Iterable[tuple[CrawledPage, Page]], known: AbstractSet[PageRole]
) -> None:
    """Write down the forms of crawled pages that take card data and whose forms nobody else asks for."""
    for crawled, page in pages:
        read = crawled.beside
        if isinstance(read, FormsOfPage) and read.payment and known.isdisjoint(crawled.roles):
            write_read(notebook, read, crawled.url, page, ())


async def read_documents(session: Devtools, url: str) -> FormsSeen:
    """The forms of all documents that are shown, in worlds of our own, where the page's replacements don't reach.

    Raises PlaywrightError where the page is gone, UnreadableForms where an answer is not of the script's making.
    """
    shown = await shown_documents(session, WORLD)
    roots = await closed_roots(session, shown.all)
    own, *framed = [await _forms_in(session, one, roots.within.get(one.frame, ())) for one in shown.all]
    # A frame that has gone on to something else tells nothing; the page's own forms are none the less for it.
    read = [(one.url, answer) for one, answer in zip(shown.all[1:], framed, strict=True) if isinstance(answer, dict)]
    seen = read_forms(url, [(url, own), *read])
    left_out = [
        *(["frames"] if shown.cut or len(read) != len(framed) else []),
        *(["closed shadow roots"] if roots.cut else []),
    ]
    return replace(seen, truncated=(*seen.truncated, *left_out))


async def _forms_in(session: Devtools, document: Document, roots: tuple[str, ...]) -> object:
    asked = {
        "functionDeclaration": forms_script(),
        "executionContextId": document.world,
        "arguments": [{"value": dict(LIMITS)}, *({"objectId": root} for root in roots)],
        "returnByValue": True,
    }
    return (await session.send("Runtime.callFunctionOn", asked))["result"].get("value")
