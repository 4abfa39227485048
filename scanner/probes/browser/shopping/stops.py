"""Writes down the forms on the way to the checkout, and why those beyond were not seen."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from urllib.parse import urlsplit

from scanner.errors import NetworkError
from scanner.model.evidence import Cell, scope
from scanner.model.facts import Button, CheckoutStep, Page, PaymentMethod
from scanner.model.values import Unknown
from scanner.model.vocabulary import ButtonRole, GapCause, PageRole, PersonalData, Phase
from scanner.probes.browser.crawl.legal import links_beside
from scanner.probes.browser.crawl.results import Crawl, CrawledPage
from scanner.probes.browser.crawl.urls import key
from scanner.probes.browser.crawl.words import flat, fold
from scanner.probes.browser.documents import no_store_of, write_caching_of
from scanner.probes.browser.form_pages import FormsOfPage, read_page, write_read
from scanner.probes.browser.form_signs import sign
from scanner.probes.browser.forms import FieldSeen, FormsSeen
from scanner.probes.browser.leaks.probe import OnTheWay
from scanner.probes.browser.payment import is_payment, take_inventory
from scanner.probes.browser.pictures import screenshot
from scanner.probes.browser.session import Browser
from scanner.probes.browser.shopping.identity import Identity, pays_without_data
from scanner.probes.browser.shopping.walk import Missed, Place, Stage, Way, go_shopping, products_of
from scanner.probes.browser.shopping.words import words
from scanner.probes.browser.tab import Tab
from scanner.probes.browser.window import Window
from scanner.probes.notebook import Notebook

NOT_READ = Unknown("what the button says has not been read yet")
#: What needs no more than the owner's word; all other roles of the way need somebody to shop as.
_FIRST = (PageRole.CART, PageRole.CHECKOUT_CONTACT, PageRole.CHECKOUT_ADDRESS)
_BEYOND = "beyond the first page of the checkout: forms would have to be filled in and sent"
_NO_FORMS = "the way to the checkout is gone for the sake of its forms, which were not asked for"
_NOT_ALLOWED = "nothing is put into a cart unless the owner allows it"

#: Seconds for all of the way to the checkout, and for all of its steps.
_MOST_S, _MOST_ONWARD_S = 75.0, 120.0
_NO_IDENTITY = "nobody to go through the checkout as: test_identity in the shop file"


async def shop(
    browser: Browser, notebook: Notebook, window: Window, found: Crawl, leaks: OnTheWay
) -> frozenset[PageRole]:
    """Write down the forms of a filled cart and of the checkout's first page; the roles of the pages that were seen.

    Another visitor does it: what a click brings along belongs to no phase of consent.
    """
    if not window.shopping:
        _leave_open(notebook, window, window.caching.keys() - {PageRole.LOGIN}, GapCause.NOT_REQUESTED, _NO_FORMS)
        _close_way(notebook, window, (), GapCause.NOT_REQUESTED, _NO_FORMS)
        return frozenset()
    if not window.authorised:
        _close_way(notebook, window, (), GapCause.NOT_AUTHORISED, _NOT_ALLOWED)
        _leave_open(notebook, window, _FIRST, GapCause.NOT_AUTHORISED, _NOT_ALLOWED)
        _leave_open(notebook, window, window.shopping, GapCause.NEEDS_TEST_IDENTITY, _BEYOND)
        return frozenset()
    stops = _Stops(notebook, window, found, leaks)
    missed = await _go(browser, notebook, stops, _way(window, found))
    if missed is not None and missed.stage is not Stage.ONWARD:
        after = _FIRST if missed.stage is Stage.CART else _FIRST[1:]
        leaks.over(after, missed.cause, missed.reason)
        _leave_open(notebook, window, after, missed.cause, missed.reason)
    if not window.identity:
        where = f"{stops.last}: {_NO_IDENTITY}" if stops.last else _NO_IDENTITY
        way = (missed.cause, missed.reason) if missed else (GapCause.NEEDS_TEST_IDENTITY, where)
        _close_way(notebook, window, stops.steps, *way)
        leaks.over(tuple(window.shopping), GapCause.NEEDS_TEST_IDENTITY, _BEYOND)
        _leave_open(notebook, window, window.shopping, GapCause.NEEDS_TEST_IDENTITY, _BEYOND)
    elif missed is not None:
        _close_way(notebook, window, stops.steps, missed.cause, missed.reason)
        leaks.over(tuple(window.shopping), missed.cause, missed.reason)
        _leave_open(notebook, window, window.shopping, missed.cause, missed.reason)
    else:
        _close_way(notebook, window, stops.steps)
        leaks.over(tuple(window.shopping))
        _close_unmet(notebook, window)
    return frozenset(stops.seen)


def _close_way(
    notebook: Notebook,
    window: Window,
    steps: Sequence[tuple[CheckoutStep, str | None]],
    cause: GapCause | None = None,
    reason: str = "",
) -> None:
    """Write down the steps, and that the way ended before the order button where it did."""
    for step, picture in steps:
        notebook.saw(step, page=step.page if isinstance(step.page, str) else None, artifact=picture)
    if cause is not None and steps:
        last, _ = steps[-1]
        ended = CheckoutStep(
            ordinal=len(steps), page=last.page, role=None, reached=False, label=last.label, because=reason
        )
        notebook.saw(ended, page=last.page if isinstance(last.page, str) else None)
    for cell in window.way.values():
        if not notebook.is_open(cell):
            continue
        if cause is not None:
            notebook.gap(cell, cause, reason)
        else:
            notebook.close(cell, absent=not any(row.kind == cell.kind for row in notebook.rows))
    if cause is None and "button" in window.way:
        for role in ButtonRole:
            if role is not ButtonRole.ORDER:
                others = Cell("button", scope({"role": role}))
                notebook.gap(others, GapCause.UNSUPPORTED, "nobody looks for these buttons yet")


def _close_unmet(notebook: Notebook, window: Window) -> None:
    """The way was gone to its end: what of the checkout did not come is not there for this cart."""
    cells = [cell for role in window.shopping for cell in window.shopping[role]]
    for cell in (*cells, *(window.caching[role] for role in window.shopping if role in window.caching)):
        if notebook.is_open(cell):
            notebook.close(cell, absent=True)


async def _go(browser: Browser, notebook: Notebook, stops: _Stops, way: Way) -> Missed | None:
    try:
        async with (
            asyncio.timeout(_seconds(stops.window)),
            browser.phase(Phase.BEFORE_CHOICE) as visitor,
            visitor.tab() as tab,
        ):
            tab.pictured = browser.pictured
            missed, steps = await go_shopping(tab, way, stops.at)
    except TimeoutError:
        stage = Stage.ONWARD if stops.steps[1:] else Stage.CHECKOUT if stops.steps else Stage.CART
        return Missed(stage, GapCause.TIMEOUT, f"the way took more than {_seconds(stops.window):g} s")
    except NetworkError as error:
        return Missed(Stage.CART, GapCause(error.cause), error.message)
    told = "; ".join(steps) or "nothing was done"
    notebook.notices.append(f"shopping: {told}" + (f"; then {missed.reason}" if missed else stops.end()))
    return missed


def _seconds(window: Window) -> float:
    return _MOST_S + (_MOST_ONWARD_S if window.identity else 0)


def _way(window: Window, found: Crawl) -> Way:
    urls = found.urls_by_role
    others = {key(page.url) for page in found.pages if PageRole.PRODUCT not in page.roles}
    lists = [page.contents for page in found.pages if page.role in {PageRole.PRODUCT, PageRole.CATEGORY, PageRole.HOME}]
    return Way(
        window.url,
        products_of(
            lists, [*_hint(window.hints, PageRole.PRODUCT), *urls.get(PageRole.PRODUCT, ())], window.url, others
        ),
        (*_hint(window.hints, PageRole.CART), *urls.get(PageRole.CART, ())),
        (*_hint(window.hints, PageRole.CHECKOUT_CONTACT), *urls.get(PageRole.CHECKOUT_CONTACT, ())),
        identity=Identity(window.identity) if window.identity else None,
        reader=window.reader,
        journey=window.journey,
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
    """Looks at each place. `seen`: the roles whose forms were read; `steps`: the way so far, with its pictures."""

    notebook: Notebook
    window: Window
    found: Crawl
    leaks: OnTheWay
    seen: set[PageRole] = field(default_factory=set)
    steps: list[tuple[CheckoutStep, str | None]] = field(default_factory=list)
    last: str = ""

    def end(self) -> str:
        """Of the story of the way, where nothing ended it."""
        if PageRole.ORDER_REVIEW in self.seen and self.window.identity:
            return f"; the page with the order button was seen ({self.last}), and nothing was ordered"
        return "; the checkout was seen"

    async def at(self, place: Place, tab: Tab) -> None:
        """Raises Missed where the forms can't be read."""
        url = place.visit.final_url
        role = PageRole.CART if place.stage is Stage.CART else PageRole.CHECKOUT_CONTACT
        read = await read_page(tab, role)
        seen = read.seen
        if seen is None:
            raise Missed(place.stage, read.cause, read.reason)
        roles = (role,) if place.stage is Stage.CART else _roles(own_forms(seen, self.found.pages), place)
        if read.payment is None and any(is_payment(one, seen) for one in roles):
            read = replace(read, payment=await take_inventory(tab))
        page = self._page(place, roles[0])
        self.notebook.saw(page, page=url)
        self.last = url
        picture = read.picture or await screenshot(tab)
        self._write_step(place, roles[0], self.notebook.keep(picture) if picture else None)
        if place.stage is not Stage.CART:
            self._write_payment(page, seen)
        write_read(self.notebook, read, url, page, self._cells(roles), no_store_of(place.visit))
        self.seen.update(roles)
        await self.leaks.at(tab, page, roles, later=place.stage is Stage.ONWARD)
        if place.stage is Stage.ONWARD:
            role = roles[0]
        if place.stage is not Stage.CART and write_caching_of(self.notebook, role, place.visit):
            for cell in (self.window.caching[role] for role in roles if role in self.window.caching):
                self.notebook.close(cell)

    def _write_step(self, place: Place, role: PageRole, picture: str | None) -> None:
        step = place.step
        label = step.label if step else None
        url = place.visit.final_url
        row = CheckoutStep(
            ordinal=len(self.steps), page=url, role=role, reached=True, label=label or None, because=None
        )
        self.steps.append((row, picture))
        if step is None or step.order is None:
            return
        page = Page(url=url, role=PageRole.ORDER_REVIEW)
        order = step.order
        button = Button(
            page=page,
            role=ButtonRole.ORDER,
            label=order.label or None,
            unambiguous=NOT_READ,
            above_it=order.above,
            words_between=order.words_between,
        )
        self.notebook.saw(button, page=url, artifact=picture)

    def _write_payment(self, page: Page, seen: FormsSeen) -> None:
        """The ways of paying, as the fields that ask for one offer them."""
        if self.window.reader is None:
            return
        for form in seen.forms:
            if form.shown == "no":
                continue
            for one, means in zip(form.fields, self.window.reader(form, "").fields, strict=False):
                if means.asks_for is not PersonalData.PAYMENT_METHOD:
                    continue
                for name in dict.fromkeys(filter(None, one.options or (one.label,))):
                    row = PaymentMethod(page=page, name=name, needs_data=not pays_without_data(name))
                    self.notebook.saw(row, page=page.url if isinstance(page.url, str) else None)

    def _cells(self, roles: Iterable[PageRole]) -> list[Cell]:
        books = (self.window.shopping, self.window.forms)
        return [cell for role in roles for book in books for cell in book.get(role, ())]

    def _page(self, place: Place, role: PageRole) -> Page:
        links = links_beside(self.found, place.visit.final_url, place.contents)
        return place.visit.page(role, links)


_ON_THE_WAY = frozenset({
    PageRole.CART, PageRole.CHECKOUT_CONTACT, PageRole.CHECKOUT_ADDRESS, PageRole.CHECKOUT_SHIPPING,
    PageRole.CHECKOUT_PAYMENT, PageRole.ORDER_REVIEW, PageRole.LOGIN, PageRole.REGISTRATION,
})  # fmt: skip
_TYPED_INTO = frozenset({PageRole.CHECKOUT_CONTACT, PageRole.CHECKOUT_ADDRESS})


def own_forms(seen: FormsSeen, pages: Iterable[CrawledPage]) -> FormsSeen:
    """Without the forms that other pages of the shop have as well: a newsletter's field at the foot is no step."""
    others = (page.beside for page in pages if not _ON_THE_WAY.intersection(page.roles))
    everywhere = {
        sign(form) for read in others if isinstance(read, FormsOfPage) and read.seen for form in read.seen.forms
    }
    return replace(seen, forms=tuple(form for form in seen.forms if sign(form) not in everywhere))


# -- what the first page of a checkout shows: one step, several, or all of them --

_CONTACT = re.compile(r"e-?mail")
_ADDRESS = re.compile(r"street|strasse|address-?line|postal|post-?code|\bzip|\bplz|postleitzahl|\bcity\b|\bort\b|stadt")
_SHIPPING = re.compile(r"(?:shipping|delivery)[\W_]*(?:method|option|type)|versand[\W_]*art|lieferart|zustellart")
_PAYMENT = re.compile(r"(?:payment|pay)[\W_]*(?:method|option|type|id)|zahlungs?[\W_]*art|zahlweise|bezahlart|\bcc-")


def shown_roles(seen: FormsSeen) -> tuple[PageRole, ...]:
    """Which steps of the checkout its first page shows; the first counts as what the page is."""
    fields = [one for form in seen.forms if form.shown != "no" for one in form.fields]
    buttons = [label for form in seen.forms if form.shown != "no" for label in form.buttons]
    found = [
        role for role, pattern in _STEPS if any(_shows(role, one) and pattern.search(_said(one)) for one in fields)
    ]
    if any(words().orders.search(fold(label)) for label in buttons):
        found.append(PageRole.ORDER_REVIEW)
    return tuple(found) or (PageRole.CHECKOUT_CONTACT,)


def _roles(seen: FormsSeen, place: Place) -> tuple[PageRole, ...]:
    """The page with the order button is the review, even if nothing is asked for there."""
    roles = shown_roles(seen)
    if place.step is None or place.step.order is None:
        told = tuple(role for role in roles if role is not PageRole.ORDER_REVIEW)
        if told != (PageRole.CHECKOUT_CONTACT,) or _asks_contact(seen):
            return told or (PageRole.CHECKOUT_CONTACT,)
        # It asks for nothing that tells which step it is: its address may.
        path = flat(urlsplit(place.visit.final_url).path)
        return tuple(role for role, pattern in _PATHS if pattern.search(path))[:1] or told
    if roles == (PageRole.CHECKOUT_CONTACT,) and not _asks_contact(seen):
        return (PageRole.ORDER_REVIEW,)
    return roles if PageRole.ORDER_REVIEW in roles else (*roles, PageRole.ORDER_REVIEW)


def _asks_contact(seen: FormsSeen) -> bool:
    fields = (one for form in seen.forms if form.shown != "no" for one in form.fields)
    return any(_shows(PageRole.CHECKOUT_CONTACT, one) and _CONTACT.search(_said(one)) for one in fields)


def _shows(role: PageRole, field: FieldSeen) -> bool:
    """What a box lets one agree to, as to letters by e-mail, asks for no address."""
    return role not in _TYPED_INTO or field.kind not in {"checkbox", "switch"}


_PATHS = (
    (PageRole.CHECKOUT_PAYMENT, re.compile(r"pay|zahl|paiement|betal|pago|pagam|platn")),
    (
        PageRole.CHECKOUT_SHIPPING,
        re.compile(r"shipping-?method|delivery|versand|liefer|livraison|verzend|envio|spediz|dostaw"),
    ),
    (PageRole.CHECKOUT_ADDRESS, re.compile(r"address|adress|anschrift|indirizzo|direccion|shipping")),
)
_STEPS = (
    (PageRole.CHECKOUT_CONTACT, _CONTACT),
    (PageRole.CHECKOUT_ADDRESS, _ADDRESS),
    (PageRole.CHECKOUT_SHIPPING, _SHIPPING),
    (PageRole.CHECKOUT_PAYMENT, _PAYMENT),
)


def _said(one: FieldSeen) -> str:
    return fold(f"{one.kind} {one.autocomplete} {one.name} {one.id} {one.label} {one.group}")
