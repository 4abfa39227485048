"""Writes down the forms on the way to the checkout, and why those beyond were not seen."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field

from scanner.errors import NetworkError
from scanner.model.evidence import Cell
from scanner.model.facts import Page
from scanner.model.vocabulary import GapCause, PageRole, Phase
from scanner.probes.browser.crawl.legal import legal_links
from scanner.probes.browser.crawl.results import Crawl
from scanner.probes.browser.crawl.urls import key
from scanner.probes.browser.crawl.words import fold
from scanner.probes.browser.documents import write_caching_of
from scanner.probes.browser.form_pages import read_page, write_read
from scanner.probes.browser.forms import FieldSeen, FormsSeen
from scanner.probes.browser.session import Browser
from scanner.probes.browser.shopping.walk import Missed, Place, Stage, Way, go_shopping, products_of
from scanner.probes.browser.shopping.words import words
from scanner.probes.browser.tab import Tab
from scanner.probes.browser.window import Window
from scanner.probes.notebook import Notebook

#: What needs no more than the owner's word; all other roles of the way need somebody to shop as.
_FIRST = (PageRole.CART, PageRole.CHECKOUT_CONTACT, PageRole.CHECKOUT_ADDRESS)
_BEYOND = "beyond the first page of the checkout: forms would have to be filled in and sent"
_NO_FORMS = "the way to the checkout is gone for the sake of its forms, which were not asked for"
_NOT_ALLOWED = "nothing is put into a cart unless the owner allows it"

#: Seconds for all of the way.
_MOST_S = 75.0


async def shop(browser: Browser, notebook: Notebook, window: Window, found: Crawl) -> frozenset[PageRole]:
    """Write down the forms of a filled cart and of the checkout's first page; the roles of the pages that were seen.

    Another visitor does it: what a click brings along belongs to no phase of consent.
    """
    if not window.shopping:
        _leave_open(notebook, window, window.caching.keys() - {PageRole.LOGIN}, GapCause.NOT_REQUESTED, _NO_FORMS)
        return frozenset()
    if not window.authorised:
        _leave_open(notebook, window, _FIRST, GapCause.NOT_AUTHORISED, _NOT_ALLOWED)
        _leave_open(notebook, window, window.shopping, GapCause.NEEDS_TEST_IDENTITY, _BEYOND)
        return frozenset()
    stops = _Stops(notebook, window, found)
    missed = await _go(browser, notebook, stops, _way(window, found))
    if missed is not None:
        after = _FIRST if missed.stage is Stage.CART else _FIRST[1:]
        _leave_open(notebook, window, after, missed.cause, missed.reason)
    _leave_open(notebook, window, window.shopping, GapCause.NEEDS_TEST_IDENTITY, _BEYOND)
    return frozenset(stops.seen)


async def _go(browser: Browser, notebook: Notebook, stops: _Stops, way: Way) -> Missed | None:
    try:
        async with asyncio.timeout(_MOST_S), browser.phase(Phase.BEFORE_CHOICE) as visitor, visitor.tab() as tab:
            missed, steps = await go_shopping(tab, way, stops.at)
    except TimeoutError:
        stage = Stage.CHECKOUT if PageRole.CART in stops.seen else Stage.CART
        return Missed(stage, GapCause.TIMEOUT, f"the way to the checkout took more than {_MOST_S:g} s")
    except NetworkError as error:
        return Missed(Stage.CART, GapCause(error.cause), error.message)
    told = "; ".join(steps) or "nothing was done"
    notebook.notices.append(f"shopping: {told}" + (f"; then {missed.reason}" if missed else "; the checkout was seen"))
    return missed


def _way(window: Window, found: Crawl) -> Way:
    urls = found.urls_by_role
    lists = [page.contents for page in found.pages if page.role in {PageRole.PRODUCT, PageRole.CATEGORY, PageRole.HOME}]
    return Way(
        window.url,
        products_of(lists, [*_hint(window.hints, PageRole.PRODUCT), *urls.get(PageRole.PRODUCT, ())], window.url),
        (*_hint(window.hints, PageRole.CART), *urls.get(PageRole.CART, ())),
        (*_hint(window.hints, PageRole.CHECKOUT_CONTACT), *urls.get(PageRole.CHECKOUT_CONTACT, ())),
    )


def _hint(hints: Mapping[PageRole, str], role: PageRole) -> tuple[str, ...]:
    return (hints[role],) if role in hints else ()


def _leave_open(notebook: Notebook, window: Window, roles: Collection[PageRole], cause: GapCause, reason: str) -> None:
    """Says why of every cell of these roles that is still open."""
    cells = [cell for role in roles for cell in window.shopping.get(role, ())]
    for cell in (*cells, *(window.caching[role] for role in roles if role in window.caching)):
        if notebook.is_open(cell):
            notebook.gap(cell, cause, reason)


@dataclass(slots=True)
class _Stops:
    """Looks at each place. `seen`: the roles whose forms were read."""

    notebook: Notebook
    window: Window
    found: Crawl
    seen: set[PageRole] = field(default_factory=set)

    async def at(self, place: Place, tab: Tab) -> None:
        """Raises Missed where the forms can't be read."""
        url = place.visit.final_url
        role = PageRole.CART if place.stage is Stage.CART else PageRole.CHECKOUT_CONTACT
        read = await read_page(tab, role)
        if read.seen is None:
            raise Missed(place.stage, read.cause, read.reason)
        roles = (role,) if place.stage is Stage.CART else shown_roles(read.seen)
        page = self._page(place, roles[0])
        self.notebook.saw(page, page=url)
        write_read(self.notebook, read, url, page, self._cells(roles))
        self.seen.update(roles)
        if place.stage is Stage.CHECKOUT and write_caching_of(self.notebook, role, place.visit):
            for cell in (self.window.caching[role] for role in roles if role in self.window.caching):
                self.notebook.close(cell)

    def _cells(self, roles: Iterable[PageRole]) -> list[Cell]:
        books = (self.window.shopping, self.window.forms)
        return [cell for role in roles for book in books for cell in book.get(role, ())]

    def _page(self, place: Place, role: PageRole) -> Page:
        visit, at = place.visit, key(place.visit.final_url)
        pages = {key(page.visit.final_url): page.contents for page in self.found.pages} | {at: place.contents}
        known = {
            key(page.visit.final_url): frozenset(page.roles) for page in self.found.pages if page.confirmation.sure
        }
        home = next((page.url for page in self.found.pages if page.role is PageRole.HOME), self.found.start)
        return Page(
            url=visit.final_url,
            role=role,
            language=visit.language or None,
            title=visit.title or None,
            status=visit.status if visit.status is not None else 0,
            links=legal_links(home, pages, known)[at],
        )


# -- what the first page of a checkout shows: one step, several, or all of them --

_CONTACT = re.compile(r"e-?mail")
_ADDRESS = re.compile(r"street|strasse|address-?line|postal|post-?code|\bzip|\bplz|postleitzahl|\bcity\b|\bort\b|stadt")
_SHIPPING = re.compile(r"(?:shipping|delivery)[\W_]*(?:method|option|type)|versand[\W_]*art|lieferart|zustellart")
_PAYMENT = re.compile(r"(?:payment|pay)[\W_]*(?:method|option|type|id)|zahlungs?[\W_]*art|zahlweise|bezahlart|\bcc-")


def shown_roles(seen: FormsSeen) -> tuple[PageRole, ...]:
    """Which steps of the checkout its first page shows; the first counts as what the page is."""
    fields = [one for form in seen.forms if form.shown != "no" for one in form.fields]
    buttons = [label for form in seen.forms if form.shown != "no" for label in form.buttons]
    found = [role for role, pattern in _STEPS if any(pattern.search(_said(one)) for one in fields)]
    if any(words().orders.search(fold(label)) for label in buttons):
        found.append(PageRole.ORDER_REVIEW)
    return tuple(found) or (PageRole.CHECKOUT_CONTACT,)


_STEPS = (
    (PageRole.CHECKOUT_CONTACT, _CONTACT),
    (PageRole.CHECKOUT_ADDRESS, _ADDRESS),
    (PageRole.CHECKOUT_SHIPPING, _SHIPPING),
    (PageRole.CHECKOUT_PAYMENT, _PAYMENT),
)


def _said(one: FieldSeen) -> str:
    return fold(f"{one.kind} {one.autocomplete} {one.name} {one.id} {one.label} {one.group}")
