"""The demo shop's own banner in a real Chromium, by real clicks: what is stored and asked for before and after."""

from __future__ import annotations

from collections.abc import Collection, Iterator

import pytest

from scanner.demo import DemoShop
from scanner.demo.storefront.cookies import CHOICE, COOKIE_NOTES

from .chrome import Visitor, visit

ANALYTICS = {"www.googletagmanager.com", "region1.google-analytics.com"}
ADVERTISING = {"bat.bing.com"}
OF_ANALYTICS = {"_ga", "_ga_MUESLI0001"}
OF_ADVERTISING = {"_uetsid", "_uetvid", "MUID"}
ACCEPT = "[data-layer=first] [data-choice=all]"
REJECT = "[data-layer=first] [data-choice=none]"
SETTINGS = "[data-layer=first] [data-choice=settings]"
SAVE = "[data-layer=second] [data-choice=save]"
REJECT_IN_SETTINGS = "[data-layer=second] [data-choice=none]"
REOPEN = "footer [data-cookie-settings]"
BANNER = "#cookie-banner"
PAGES = ("/", "/muesli/nussknacker", "/kontakt", "/datenschutz")


@pytest.fixture(scope="module")
def shop() -> Iterator[DemoShop]:
    with DemoShop() as open_shop:
        yield open_shop


def seen(faults: tuple[str, ...], *clicks: str, hosts: Collection[str] = ()) -> tuple[set[str], dict[str, str]]:
    """The other hosts asked and the cookies there are, after these clicks on the front page and three pages more.

    `hosts` are waited for before going on, since they are asked after a click; whether there are more shows in time.
    """

    async def act(visitor: Visitor) -> tuple[set[str], dict[str, str]]:
        await visitor.goes_to("/")
        for one in clicks:
            await visitor.clicks(one)
        await visitor.until(hosts)
        for path in PAGES[1:]:
            await visitor.goes_to(path)
        assert visitor.wrong == []
        return visitor.others(), await visitor.cookies()

    with DemoShop(faults) as shop:
        return visit(shop, act)


def test_before_a_choice_nothing_is_stored_and_nobody_else_is_asked() -> None:
    assert seen(()) == (set(), {})


def test_accepting_loads_both_services_and_they_set_their_cookies() -> None:
    others, cookies = seen((), ACCEPT, hosts=ANALYTICS | ADVERTISING)
    assert others == ANALYTICS | ADVERTISING
    assert set(cookies) == {CHOICE} | OF_ANALYTICS | OF_ADVERTISING
    assert cookies[CHOICE] == "v1.statistik.marketing"


def test_after_a_rejection_only_the_choice_is_stored_and_nobody_else_is_asked() -> None:
    assert seen((), REJECT) == (set(), {CHOICE: "v1"})


def test_in_the_settings_all_is_off_and_saving_them_so_is_a_rejection() -> None:
    assert seen((), SETTINGS, SAVE) == (set(), {CHOICE: "v1"})


@pytest.mark.parametrize(
    ("purpose", "hosts", "names"),
    [("statistik", ANALYTICS, OF_ANALYTICS), ("marketing", ADVERTISING, OF_ADVERTISING)],
)
def test_one_purpose_loads_its_service_alone(purpose: str, hosts: set[str], names: set[str]) -> None:
    others, cookies = seen((), SETTINGS, f"[data-purpose={purpose}]", SAVE, hosts=hosts)
    assert others == hosts
    assert set(cookies) == {CHOICE} | names


def test_cookies_are_kept_as_long_as_the_notice_says(shop: DemoShop) -> None:
    async def act(visitor: Visitor) -> dict[str, int | None]:
        await visitor.goes_to("/warenkorb")
        await visitor.clicks(ACCEPT)
        await visitor.until(cookies={note.name for note in COOKIE_NOTES})
        return await visitor.days()

    assert visit(shop, act) == {note.name: note.days for note in COOKIE_NOTES}


def test_who_withdraws_has_the_shops_cookies_deleted_and_is_left_alone(shop: DemoShop) -> None:
    async def act(visitor: Visitor) -> tuple[set[str], set[str], str]:
        await visitor.goes_to("/agb")
        await visitor.clicks(ACCEPT)
        assert not await visitor.shows(BANNER)
        await visitor.until(cookies=OF_ANALYTICS | OF_ADVERTISING)
        await visitor.clicks(REOPEN)
        assert await visitor.page.locator("[data-purpose=statistik]").is_checked()
        await visitor.clicks(REJECT_IN_SETTINGS)
        await visitor.goes_to("/")
        visitor.asked.clear()
        for path in PAGES:
            await visitor.goes_to(path)
        cookies = await visitor.cookies()
        return visitor.others(), set(cookies), cookies[CHOICE]

    # What bing.com keeps, the shop can't delete; the notice says so.
    assert visit(shop, act) == (set(), {CHOICE, "MUID"}, "v1")


def test_one_purpose_can_be_withdrawn_and_the_other_kept(shop: DemoShop) -> None:
    async def act(visitor: Visitor) -> tuple[set[str], set[str]]:
        await visitor.goes_to("/")
        await visitor.clicks(ACCEPT)
        await visitor.until(cookies=OF_ANALYTICS | OF_ADVERTISING)
        await visitor.clicks(REOPEN)
        await visitor.clicks("[data-purpose=marketing]")
        await visitor.clicks(SAVE)
        await visitor.goes_to("/")
        visitor.asked.clear()
        await visitor.goes_to("/kontakt")
        return visitor.others(), set(await visitor.cookies())

    assert visit(shop, act) == (ANALYTICS, {CHOICE, "MUID"} | OF_ANALYTICS)


def test_who_rejected_can_agree_later(shop: DemoShop) -> None:
    async def act(visitor: Visitor) -> set[str]:
        await visitor.goes_to("/cookie-einstellungen")
        await visitor.clicks(REJECT)
        await visitor.clicks("main [data-cookie-settings]")
        await visitor.clicks("[data-purpose=statistik]")
        await visitor.clicks(SAVE)
        await visitor.until(ANALYTICS)
        return visitor.others()

    assert visit(shop, act) == ANALYTICS


def test_the_banner_leaves_the_legal_pages_within_reach_and_stays_until_a_choice(shop: DemoShop) -> None:
    async def act(visitor: Visitor) -> None:
        for link in ("footer >> text=Impressum", f"{BANNER} >> text=Impressum", "footer >> text=Datenschutz"):
            await visitor.goes_to("/muesli/nussknacker")
            await visitor.clicks(link)
            assert await visitor.shows(BANNER)
        await visitor.page.keyboard.press("Escape")
        assert await visitor.shows(BANNER)

    visit(shop, act)


def test_the_banner_can_be_worked_with_the_keyboard_and_gives_the_focus_back(shop: DemoShop) -> None:
    async def act(visitor: Visitor) -> str:
        page = visitor.page
        await visitor.goes_to("/")
        for _ in range(3):  # past the link to the content and the way to accept
            await page.keyboard.press("Tab")
        assert await page.evaluate("document.activeElement.dataset.choice") == "none"
        await page.keyboard.press("Enter")
        assert not await visitor.shows(BANNER)
        await page.locator(REOPEN).focus()
        await page.keyboard.press("Enter")
        assert await visitor.shows("[data-layer=second]")
        await page.keyboard.press("Escape")
        assert not await visitor.shows(BANNER)
        return str(await page.evaluate("document.activeElement.textContent"))

    assert visit(shop, act) == "Cookie-Einstellungen"


def test_a_choice_lasts_for_the_next_visit(shop: DemoShop) -> None:
    async def act(visitor: Visitor) -> bool:
        await visitor.goes_to("/")
        await visitor.clicks(REJECT)
        await visitor.goes_to("/sorten")
        return await visitor.shows(BANNER)

    assert visit(shop, act) is False


# --- with faults -----------------------------------------------------------------------------------------------------


def test_without_a_way_to_reject_on_the_first_layer_it_takes_a_second_click() -> None:
    with DemoShop(["CK-006"]) as shop:

        async def act(visitor: Visitor) -> int:
            await visitor.goes_to("/")
            return await visitor.page.locator(REJECT).count()

        assert visit(shop, act) == 0
    assert seen(("CK-006",), SETTINGS, REJECT_IN_SETTINGS) == (set(), {CHOICE: "v1"})


def test_a_switch_that_is_on_already_makes_saving_an_agreement() -> None:
    others, cookies = seen(("CK-008",), SETTINGS, SAVE, hosts=ANALYTICS)
    assert others == ANALYTICS
    assert cookies[CHOICE] == "v1.statistik"


def test_a_service_under_the_wrong_purpose_is_loaded_after_a_rejection_but_not_before() -> None:
    assert seen(("CK-010",)) == (set(), {})
    others, cookies = seen(("CK-010",), REJECT, hosts=ANALYTICS)
    assert others == ANALYTICS
    assert set(cookies) == {CHOICE} | OF_ANALYTICS


@pytest.mark.parametrize("clicks", [(), (REJECT,)], ids=["before a choice", "after a rejection"])
def test_an_old_script_stores_whatever_the_banner_was_told(clicks: tuple[str, ...]) -> None:
    others, cookies = seen(("CK-001",), *clicks)
    assert others == set()
    assert "_ga" in cookies


@pytest.mark.parametrize("clicks", [(), (REJECT,)], ids=["before a choice", "after a rejection"])
def test_a_tag_in_the_template_is_loaded_whatever_the_banner_was_told(clicks: tuple[str, ...]) -> None:
    others, cookies = seen(("CK-002",), *clicks)
    assert others == {"www.googletagmanager.com"}
    assert not OF_ANALYTICS & set(cookies)
