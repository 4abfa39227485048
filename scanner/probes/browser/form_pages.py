"""Looks at the forms of the pages that a crawl found, and writes them down. Fills in nothing, sends nothing."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace

from playwright.async_api import CDPSession
from playwright.async_api import Error as PlaywrightError

from scanner.model.evidence import Cell
from scanner.model.facts import Page
from scanner.model.vocabulary import GapCause, PageRole, Phase
from scanner.probes.browser.crawl.results import CrawledPage
from scanner.probes.browser.forms import (
    LIMITS,
    FormSeen,
    FormsSeen,
    UnreadableForms,
    facts,
    forms_script,
    read_forms,
    stored,
)
from scanner.probes.browser.frames import Document, shown_documents
from scanner.probes.browser.pictures import screenshot
from scanner.probes.browser.tab import Tab
from scanner.probes.browser.veil import Veil
from scanner.probes.notebook import Notebook

_READ_TIMEOUT_S = 10.0
_WORLD = "siegel-forms"
#: Pages that are shown beside a finding about their forms. Others have the search and newsletter of every page.
_SHOWN = frozenset({
    PageRole.CART, PageRole.CHECKOUT_CONTACT, PageRole.LOGIN, PageRole.REGISTRATION, PageRole.CONTACT,
    PageRole.NEWSLETTER, PageRole.PRODUCT,
})  # fmt: skip


@dataclass(frozen=True, slots=True)
class FormsOfPage:
    """The forms of a page as it stood open, or the gap that is left of them; and a picture, if it is to be shown."""

    seen: FormsSeen | None
    cause: GapCause = GapCause.ERROR
    reason: str = ""
    picture: bytes | None = field(default=None, repr=False)


async def read_page(tab: Tab, role: PageRole) -> FormsOfPage:
    """Reads the forms of the page that is open in the tab. Never raises for what the page does."""
    url = tab.page.url
    try:
        seen = await _read(tab, url)
    except (TimeoutError, PlaywrightError, UnreadableForms) as error:
        return FormsOfPage(None, GapCause.ERROR, f"{url}: its forms could not be read ({type(error).__name__})")
    seen = replace(seen, forms=tuple(_veiled(form, tab.veil) for form in seen.forms))
    return FormsOfPage(seen, picture=await screenshot(tab) if role in _SHOWN and seen.forms else None)


def _veiled(form: FormSeen, veil: Veil) -> FormSeen:
    """Without what shops write into forms for one visitor alone."""
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
    write_read(notebook, read if isinstance(read, FormsOfPage) else unread, crawled.url, page, cells)


def write_read(notebook: Notebook, read: FormsOfPage, url: str, page: Page, cells: Iterable[Cell]) -> None:
    """Write down form and form_field as they were read on a page."""
    if read.seen is None:
        for cell in cells:
            notebook.gap(cell, read.cause, read.reason)
        return
    forms, fields = facts(page, read.seen)
    # By the page's address as the rows have it in the end.
    kept = notebook.keep(stored(_on(read.seen, notebook.address), notebook.address(url))) if forms else None
    for form in forms:
        notebook.saw(form, page=url, artifact=kept)
    for one in fields:
        notebook.saw(one, page=url)
    if read.picture and (artifact := notebook.keep(read.picture)):
        notebook.saw(page, page=url, artifact=artifact, phase=Phase.BEFORE_CHOICE)
    for cell in cells:
        if read.seen.truncated:
            notebook.gap(cell, GapCause.BUDGET, f"{url}: {', '.join(read.seen.truncated)}")
        else:
            notebook.close(cell, absent=not forms)


async def _read(tab: Tab, url: str) -> FormsSeen:
    """The forms of all documents that are shown, in worlds of our own, where the page's replacements don't reach."""
    async with asyncio.timeout(_READ_TIMEOUT_S):
        shown = await shown_documents(tab.devtools, _WORLD)
        own, *framed = [await _forms_in(tab.devtools, one) for one in shown.all]
    # A frame that has gone on to something else tells nothing; the page's own forms are none the less for it.
    read = [(one.url, answer) for one, answer in zip(shown.all[1:], framed, strict=True) if isinstance(answer, dict)]
    seen = read_forms(url, [(url, own), *read])
    whole = not shown.cut and len(read) == len(framed)
    return seen if whole else replace(seen, truncated=(*seen.truncated, "frames"))


async def _forms_in(session: CDPSession, document: Document) -> object:
    asked = {
        "expression": f"({forms_script()})({json.dumps(LIMITS)})",
        "contextId": document.world,
        "returnByValue": True,
    }
    return (await session.send("Runtime.evaluate", asked))["result"].get("value")
