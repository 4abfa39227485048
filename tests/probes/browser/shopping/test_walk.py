"""One product into the cart and to the checkout's first page, in a real browser; and never a binding act."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Mapping

from scanner.model.vocabulary import GapCause, Phase
from scanner.network import ConnectTo, Network
from scanner.probes.browser.session import Browser
from scanner.probes.browser.shopping.walk import Missed, Place, Stage, Way, go_shopping
from scanner.probes.browser.tab import Tab

from ..conftest import Serve, Site
from ..scenes import FAST, run
from .shop import BINDING, CONTACT, FORM, HOSTILE, NAME, NO_CHECKOUT, PASSABLE, Shop, page, product


class Went:
    """How far it went in one shop."""

    def __init__(self, site: Site) -> None:
        self.site = site
        self.places: list[Place] = []
        self.missed: Missed | None = None
        self.steps: tuple[str, ...] = ()

    async def at(self, place: Place, _: Tab) -> None:
        self.places.append(place)

    @property
    def stages(self) -> list[Stage]:
        return [place.stage for place in self.places]

    @property
    def reason(self) -> str:
        return f"{self.steps} {self.missed.reason if self.missed else ''}"

    def bound(self) -> list[str]:
        """What it asked for that nobody may."""
        return [path for path in self.site.paths() if path.startswith(BINDING)]


async def go_through(serve: Serve, shops: Mapping[str, Shop]) -> dict[str, Went]:
    """All of them in one browser, a few at a time, each as a visitor of its own."""
    turn = asyncio.Semaphore(4)

    async def one(browser: Browser, site: Site) -> Went:
        went = Went(site)
        async with turn, browser.phase(Phase.BEFORE_CHOICE) as phase, phase.tab() as tab:
            way = Way(site.url(), (site.url("/produkt"),), (site.url("/warenkorb"),))
            went.missed, went.steps = await go_shopping(tab, way, went.at)
        return went

    with contextlib.ExitStack() as running:
        sites = [running.enter_context(serve(shop.pages())) for shop in shops.values()]
        rules = [ConnectTo("127.0.0.1", site.port, "127.0.0.1", site.port) for site in sites]
        async with Browser.open(Network("http://shop.example/", rules, FAST), authorised=True) as browser:
            went = await asyncio.gather(*(one(browser, site) for site in sites))
    return dict(zip(shops, went, strict=True))


def test_in_every_sort_of_shop_one_product_comes_into_the_cart_and_the_checkout_is_seen(serve: Serve) -> None:
    async def scene() -> None:
        went = await go_through(serve, PASSABLE)
        assert {name: one.reason for name, one in went.items() if one.stages != [Stage.CART, Stage.CHECKOUT]} == {}
        assert {name: len(shop.carts) for name, shop in PASSABLE.items()} == dict.fromkeys(PASSABLE, 1)
        assert {name: one.bound() for name, one in went.items() if one.bound()} == {}
        assert all("/kasse" in one.places[-1].visit.final_url for one in went.values())

    run(scene)


def test_the_button_of_the_product_itself_is_clicked_and_a_variant_that_can_be_had_is_chosen(serve: Serve) -> None:
    async def scene() -> None:
        chosen = ("the same words on other products", "a list of sizes", "swatches")
        went = await go_through(serve, {name: PASSABLE[name] for name in chosen})
        others, sizes, swatches = went.values()
        assert b"id=7" in b"&".join(others.site.bodies)
        assert b"size=m" in b"&".join(sizes.site.bodies) and "choose “M”" in sizes.steps
        assert b"c=r" in b"&".join(swatches.site.bodies) and "choose “Rot”" in swatches.steps

    run(scene)


def test_what_is_applied_for_may_lead_right_into_the_application(serve: Serve) -> None:
    """Of an account there is no cart; elsewhere, and beside a cart, such a control is left alone."""
    link = "<a class=button href=/antrag>Jetzt online beantragen</a>"
    direct = Shop(product(link), more={"/antrag": CONTACT})
    beside = Shop(product(link + FORM), more={"/antrag": CONTACT})
    above = Shop(page(f"{link}<h1>{NAME}</h1><p>6,90 €</p>"), more={"/antrag": CONTACT})

    async def scene() -> None:
        went = await go_through(serve, {"direct": direct, "beside": beside, "above": above})
        assert went["direct"].stages == [Stage.CHECKOUT], went["direct"].reason
        assert went["direct"].places[0].visit.final_url.endswith("/antrag")
        assert went["beside"].stages == [Stage.CART, Stage.CHECKOUT], went["beside"].reason
        assert went["beside"].places[-1].visit.final_url.endswith("/kasse")
        assert went["above"].stages == []
        assert {name: one.bound() for name, one in went.items() if one.bound()} == {}

    run(scene)


def test_a_banner_is_rejected_before_anything_is_put_into_the_cart(serve: Serve) -> None:
    async def scene() -> None:
        went = await go_through(serve, {"banner": PASSABLE["a banner over all of it"]})
        assert went["banner"].steps[:2] == ("reject “Alle ablehnen”", "click “In den Warenkorb”")

    run(scene)


def test_no_order_button_is_clicked_however_it_is_dressed_and_nothing_it_would_send_leaves(serve: Serve) -> None:
    async def scene() -> None:
        went = await go_through(serve, HOSTILE)
        assert {name: one.stages for name, one in went.items() if one.stages} == {}
        assert {name: one.bound() for name, one in went.items() if one.bound()} == {}
        assert {one.missed.cause for one in went.values() if one.missed} == {GapCause.NOT_OPERABLE}

    run(scene)


def test_from_the_cart_no_form_is_sent_and_nothing_but_the_checkout_is_gone_to(serve: Serve) -> None:
    async def scene() -> None:
        went = await go_through(serve, NO_CHECKOUT)
        assert {name: one.stages for name, one in went.items()} == {key: [Stage.CART] for key in NO_CHECKOUT}
        assert {name: one.bound() for name, one in went.items() if one.bound()} == {}

    run(scene)


def test_a_shop_without_products_or_that_is_gone_is_said_to_be_so(serve: Serve) -> None:
    async def scene() -> None:
        with serve({}) as site:
            rules = [ConnectTo("127.0.0.1", site.port, "127.0.0.1", site.port)]
            async with (
                Browser.open(Network("http://shop.example/", rules, FAST), authorised=True) as browser,
                browser.phase(Phase.BEFORE_CHOICE) as phase,
                phase.tab() as tab,
            ):
                went = Went(site)
                missed, _ = await go_shopping(tab, Way(site.url(), ()), went.at)
                assert missed is not None and (missed.stage, missed.cause) == (Stage.CART, GapCause.NOT_OPERABLE)
                missed, _ = await go_shopping(tab, Way(site.url(), (site.url("/gone"),)), went.at)
                assert missed is not None and missed.cause is GapCause.ERROR

    run(scene)
