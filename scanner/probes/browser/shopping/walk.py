"""From a product into the cart and to the first page of the checkout, as a visitor goes: by what can be seen.

One submission is announced to the guard, that for the cart; all others are kept back, whatever is clicked.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Collection, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from urllib.parse import urljoin

from playwright.async_api import Error as PlaywrightError

from scanner.errors import NetworkError
from scanner.model.journey import JourneyStep
from scanner.model.vocabulary import GapCause, PageRole, Phase
from scanner.probes.browser.consent import choose as choose_in_banner
from scanner.probes.browser.consent import look_for_banner
from scanner.probes.browser.crawl.confirm import confirm
from scanner.probes.browser.crawl.links import Contents, read_contents
from scanner.probes.browser.crawl.urls import key, never_followed
from scanner.probes.browser.crawl.words import flat, fold, tokens
from scanner.probes.browser.crawl.words import words as page_words
from scanner.probes.browser.guard import Submission
from scanner.probes.browser.shopping.controls import Control, Counter, Group, choose, choose_goods
from scanner.probes.browser.shopping.follow import Follower
from scanner.probes.browser.shopping.hand import Hand, NotClicked
from scanner.probes.browser.shopping.identity import Identity, Reader
from scanner.probes.browser.shopping.onward import At as StepAt
from scanner.probes.browser.shopping.onward import Ended, Onward, Step, Traveller
from scanner.probes.browser.shopping.words import Intent, forbidden_target, is_choice, takes_out, words
from scanner.probes.browser.sites import same_site
from scanner.probes.browser.standin import Instead
from scanner.probes.browser.tab import Tab
from scanner.probes.browser.trip import PageFault
from scanner.probes.browser.visit import Visit

MOST_PRODUCTS = 3
_MOST_VARIANTS = 8
_EFFECT_S = 4.0
_SETTLE_S = 1.5
_BANNER_S = 1.0
_POLL_S = 0.2
#: Of a product's name, how many of its words a cart must repeat: shops shorten.
_ENOUGH_OF_NAME = 0.6
_AT_LOGIN = frozenset({Instead.LOGIN})

log = logging.getLogger("siegel.browser")


class Stage(StrEnum):
    """Where forms are looked at."""

    CART = "cart"
    CHECKOUT = "checkout"
    ONWARD = "onward"


@dataclass(frozen=True, slots=True)
class Place:
    """A page on the way: how it was reached, and what it offers."""

    stage: Stage
    visit: Visit
    contents: Contents = field(repr=False)
    step: Step | None = field(default=None, repr=False)


class Missed(Exception):
    """The way ended before this stage. Not raised out of `go_shopping`."""

    def __init__(self, stage: Stage, cause: GapCause, reason: str) -> None:
        super().__init__(reason)
        self.stage = stage
        self.cause = cause
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Way:
    """Where to begin: addresses of products in order, of the cart and of the checkout as far as they are known."""

    start: str
    products: tuple[str, ...]
    carts: tuple[str, ...] = ()
    checkouts: tuple[str, ...] = ()
    identity: Identity | None = None
    reader: Reader | None = None
    journey: tuple[JourneyStep, ...] = ()


At = Callable[[Place, Tab], Awaitable[None]]
"""Looks at a place, in the tab that stands there."""


async def go_shopping(tab: Tab, way: Way, at: At) -> tuple[Missed | None, tuple[str, ...]]:
    """Goes as far as it can; what was done, and where it ended: None where the checkout was reached.

    Raises NotAuthorised where nobody allowed it. Never raises for what a page does.
    """
    stage = Stage.CART
    hand = Hand(tab)
    walk = _Walk(hand, way)
    try:
        first = await (walk.by_journey(at) if way.journey else walk.into_cart())
        if first.stage is Stage.CART:
            await at(first, tab)
            stage = Stage.CHECKOUT
            first = await walk.to_checkout()
        stage = Stage.CHECKOUT
        if way.identity is None or way.reader is None:
            await at(first, tab)
            return None, tuple(hand.steps)
        stage = Stage.ONWARD
        who = Traveller(way.identity, way.reader, way.start, walk.goods)
        await Onward(hand, who, stops_of(at)).go(first.visit, first.contents)
    except Ended as ended:
        return Missed(stage, ended.cause, ended.reason), tuple(hand.steps)
    except Missed as missed:
        return missed, tuple(hand.steps)
    except NetworkError as error:
        return Missed(stage, GapCause(error.cause), error.message), tuple(hand.steps)
    except PageFault as error:
        return Missed(stage, error.cause, error.reason), tuple(hand.steps)
    except (PlaywrightError, TimeoutError) as error:
        return Missed(stage, GapCause.ERROR, f"the page did not answer ({type(error).__name__})"), tuple(hand.steps)
    return None, tuple(hand.steps)


def stops_of(at: At) -> StepAt:
    """Looks at a step of the checkout as at any place."""

    async def stop(step: Step, tab: Tab) -> None:
        await at(Place(Stage.ONWARD, step.visit, step.contents, step), tab)

    return stop


class _Walk:
    def __init__(self, hand: Hand, way: Way) -> None:
        self._hand = hand
        self._tab = hand.tab
        self._way = way
        self._name = ""
        self._applied = False
        self._kept = 0

    @property
    def goods(self) -> str:
        """The name of what was put into the cart."""
        return self._name

    async def by_journey(self, at: At) -> Place:
        """Where the owner's own steps led: to the cart, or into the checkout. Raises Ended."""
        way = self._way
        follower = Follower(self._hand, way.start, stops_of(at), way.identity, way.reader)
        visit, contents = await follower.follow(way.journey)
        in_cart = confirm(PageRole.CART, visit, contents, start=way.start).sure
        return Place(Stage.CART if in_cart else Stage.CHECKOUT, visit, contents)

    # -- the cart

    async def into_cart(self) -> Place:
        """Raises Missed."""
        last = Missed(Stage.CART, GapCause.NOT_OPERABLE, "no page of a product was found")
        for product in self._way.products[:MOST_PRODUCTS]:
            try:
                await self._put(product)
                return await self._see_application() or await self._see_cart()
            except Missed as missed:
                log.info("%a: %s", product, missed.reason)
                last = missed
        raise last

    async def _put(self, product: str) -> None:
        visit = await self._tab.visit(product)
        if not visit.seen:
            raise Missed(Stage.CART, visit.cause or GapCause.ERROR, visit.reason)
        if await look_for_banner(self._tab, _BANNER_S) is not None:
            chosen = await choose_in_banner(self._tab, Phase.REJECTED)
            self._hand.steps += chosen.steps
        try:
            counter, button, intent = await self._ready()
            self._name, self._applied = counter.heading, intent is Intent.APPLY
            with self._tab.heeding(forbidden_target, pages=True):
                async with self._tab.permit(Submission.ADD_TO_CART):
                    await self._hand.click(button, intent)
                    await self._after_click()
        except NotClicked as error:
            raise Missed(Stage.CART, GapCause.NOT_OPERABLE, str(error)) from error

    async def _ready(self) -> tuple[Counter, Control, Intent]:
        """The button for the cart, once every variant is chosen that has to be."""
        counter = await self._hand.survey()
        found = choose_goods(counter.controls, counter.url)
        for _ in range(_MOST_VARIANTS):
            button = found if isinstance(found, str) else found[0]
            group = next((one for one in counter.groups if _has_to_be_chosen(one, button)), None)
            if group is None:
                break
            option = next((one for one in group.options if is_choice(one.label)), None)
            if option is None:
                raise Missed(Stage.CART, GapCause.NOT_OPERABLE, "no variant of the product can be had")
            await self._hand.choose(group, option)
            await self._tab.settle(_SETTLE_S)
            counter = await self._hand.survey()
            found = choose_goods(counter.controls, counter.url)
        if isinstance(found, str):
            raise Missed(Stage.CART, GapCause.NOT_OPERABLE, f"the product can't be put into the cart: {found}")
        button, intent = found
        if button.disabled:
            raise Missed(Stage.CART, GapCause.NOT_OPERABLE, f"{button.label[:60]!r} can't be used")
        return counter, button, intent

    async def _see_application(self) -> Place | None:
        """Its first page, where what was applied for leads right into it: then there is no cart."""
        if not self._applied:
            return None
        visit = await self._tab.look(accept=_AT_LOGIN)
        contents = await read_contents(self._tab)
        made = confirm(PageRole.CHECKOUT_CONTACT, visit, contents, start=self._way.start)
        return Place(Stage.CHECKOUT, visit, contents) if made.sure else None

    async def _see_cart(self) -> Place:
        """The cart with the product in it: where the click led, or at its own address, or behind its own link."""
        ways: list[str | Control] = [self._tab.page.url]
        found = choose((await self._hand.survey()).controls, Intent.CART, self._tab.page.url)
        if isinstance(found, Control) and found.href and never_followed(found.href) is None:
            ways.append(found.href)
        ways += self._way.carts
        if isinstance(found, Control) and not found.href:
            ways.append(found)
        reason = "no cart was found"
        for way in dict.fromkeys(ways):
            visit = await self._go(way, Intent.CART)
            contents = await read_contents(self._tab)
            made = confirm(PageRole.CART, visit, contents, start=self._way.start)
            if not made.sure and not (self._applied and way == ways[0] and await self._leads_on()):
                continue
            if await self._holds(visit, contents):
                return Place(Stage.CART, visit, contents)
            reason = "nothing is seen in the cart"
        raise Missed(Stage.CART, GapCause.NOT_OPERABLE, self._with_kept(reason))

    async def _leads_on(self) -> bool:
        """Whether the page, whatever it is called, leads to where who applies says who it is."""
        counter = await self._hand.survey()
        return isinstance(choose(counter.controls, Intent.CHECKOUT, counter.url), Control)

    def _with_kept(self, reason: str) -> str:
        """The reason, and what a click would have sent, had it been let out."""
        kept, self._kept = self._tab.kept_back[self._kept :], len(self._tab.kept_back)
        return f"{reason}; kept back: {kept[-1]}" if kept else reason

    async def _holds(self, visit: Visit, contents: Contents) -> bool:
        """It does not say that it is empty, and names the product, or offers to take something out again."""
        text = contents.main if contents.read and contents.main else visit.text
        if page_words().empty_cart.search(fold(text)):
            return False
        name, said = _spelled(self._name), _spelled(text)
        if name and len(name & said) >= _ENOUGH_OF_NAME * len(name):
            return True
        return any(one.main and one.visible and takes_out(one.label) for one in (await self._hand.survey()).controls)

    # -- the checkout

    async def to_checkout(self) -> Place:
        """Its first page, as far as links and plain buttons lead. Raises Missed."""
        counter = await self._hand.survey()
        found = choose(counter.controls, Intent.CHECKOUT, counter.url)
        ways: list[str | Control] = [found] if isinstance(found, Control) else []
        reasons = [found] if isinstance(found, str) else []
        # Some carts are forms whose button leads there (Shopify): then the page is asked for as anybody could.
        ways += [*self._way.checkouts, *(urljoin(self._way.start, f"/{path}") for path in words().checkout_paths)]
        for way in dict.fromkeys(ways):
            if isinstance(way, str) and (never_followed(way) is not None or not same_site(way, self._way.start)):
                continue
            try:
                visit = await self._go(way, Intent.CHECKOUT)
            except NotClicked as error:
                reasons.append(str(error))
                continue
            visit, contents = await self._as_guest(visit)
            made = confirm(PageRole.CHECKOUT_CONTACT, visit, contents, start=self._way.start)
            if made.sure:
                return Place(Stage.CHECKOUT, visit, contents)
            reasons.append(self._with_kept(made.reason))
        raise Missed(Stage.CHECKOUT, GapCause.NOT_OPERABLE, reasons[0] if reasons else "nothing leads to the checkout")

    async def _as_guest(self, visit: Visit) -> tuple[Visit, Contents]:
        """Past the question whether to log in, where a link leads past it."""
        counter = await self._hand.survey()
        found = choose(counter.controls, Intent.GUEST, counter.url) if visit.seen else ""
        if isinstance(found, Control) and never_followed(found.href) is None:
            try:
                visit = await self._go(found, Intent.GUEST)
            except NotClicked as error:
                log.info("as a guest: %s", error)
        return visit, await read_contents(self._tab)

    # -- steps

    async def _go(self, way: str | Control, intent: Intent) -> Visit:
        if isinstance(way, str):
            if way == self._tab.page.url:
                return await self._tab.look(accept=_AT_LOGIN)
            return await self._tab.visit(way, accept=_AT_LOGIN)
        with self._tab.heeding(forbidden_target):
            await self._hand.click(way, intent)
            await self._after_click()
        return await self._tab.look(accept=_AT_LOGIN)

    async def _after_click(self) -> None:
        """Until what the click began is over: a request, or another page."""
        await asyncio.sleep(_POLL_S)
        await self._tab.settle(_EFFECT_S)


def _spelled(text: str) -> frozenset[str]:
    """The words of a text as they may stand in an address, too."""
    return frozenset(flat(word) for word in tokens(text))


def _has_to_be_chosen(group: Group, button: Control | str) -> bool:
    """A group in the button's own form, or outside of all forms like the button; where it can't be used yet, any."""
    if isinstance(button, str) or button.disabled:
        return True
    return group.form == button.form


def products_of(
    pages: Sequence[Contents], known: Sequence[str], start: str, others: Collection[str] = ()
) -> tuple[str, ...]:
    """Addresses of products: those that are known, then what is offered with a price on lists.

    `others`: keys of pages that are known to be something else, as the one on shipping, beside whose link a price is.
    """
    offered = [
        link.href
        for page in pages
        for link in page.links
        if link.priced
        and link.visible
        and link.href
        and same_site(link.href, start)
        and never_followed(link.href) is None
        and key(link.href) not in others
    ]
    return tuple(dict.fromkeys([*known, *offered]))[:MOST_PRODUCTS]
