"""Steps of paying that the shop file names, by their addresses: some stand open without anything in a cart."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from urllib.parse import urlsplit

from scanner.errors import NetworkError
from scanner.model.facts import Page
from scanner.model.facts.pages import LegalLinks
from scanner.model.vocabulary import PageRole
from scanner.probes.browser.crawl.links import Contents, read_contents
from scanner.probes.browser.session import PhaseSession
from scanner.probes.browser.tab import Tab
from scanner.probes.browser.visit import Visit
from scanner.probes.notebook import Notebook

Look = Callable[[Tab, PageRole, Page], Awaitable[None]]
"""Reads the page that is open in the tab, and writes it down."""
Links = Callable[[Visit, Contents], LegalLinks]
"""What a page has of legal links."""


async def look_at_hinted(
    phase: PhaseSession, notebook: Notebook, places: Mapping[PageRole, str], look: Look, links: Links
) -> None:
    """One visit for each. Where it leads elsewhere, as to an empty cart, the way to the checkout has to find it."""
    for role, url in places.items():
        try:
            async with phase.tab() as tab:
                visit = await tab.visit(url)
                if not visit.seen or not _is_there(visit, url) or (visit.status or 0) >= 400:
                    why = visit.reason or f"it led to {visit.final_url}, status {visit.status}"
                    notebook.notices.append(f"pages: {role} {url} was not seen: {why}")
                    continue
                await look(tab, role, visit.page(role, links(visit, await read_contents(tab))))
        except NetworkError as error:
            notebook.notices.append(f"pages: {role} {url} was not seen: {error.message}")


def _is_there(visit: Visit, url: str) -> bool:
    here, there = urlsplit(visit.final_url), urlsplit(url)
    return (here.hostname, here.path.rstrip("/")) == (there.hostname, there.path.rstrip("/"))
