"""The demo shop as visitors meet it: bought from with scripts off, seen on a phone, never a script of theirs run."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from scanner.demo import DemoShop, known_faults
from scanner.demo.storefront import Site

from .chrome import SHOP, Visitor, visit

PAGES = [path for path in Site().paths() if "." not in path]


@pytest.fixture(scope="module")
def shop() -> Iterator[DemoShop]:
    with DemoShop() as open_shop:
        yield open_shop


async def buys_until_the_review(visitor: Visitor) -> list[str]:
    """The paths on the way, from a product to the button."""
    page, way = visitor.page, []
    await visitor.goes_to("/muesli/nussknacker")
    await page.locator("#menge").fill("2")
    await visitor.clicks("text=In den Warenkorb")
    assert "15,80" in await page.locator("main").inner_text()
    await visitor.clicks("text=Zur Kasse")
    way.append(page.url.removeprefix(SHOP))
    await page.locator("#kontaktdaten-email").fill("anna@example.org")
    await visitor.clicks("text=Als Gast weiter")
    way.append(page.url.removeprefix(SHOP))
    for name, answer in {"vorname": "A", "nachname": "B", "strasse": "C 1", "plz": "10115", "ort": "D"}.items():
        await page.locator(f"#anschrift-{name}").fill(answer)
    await visitor.clicks("text=Weiter zum Versand")
    way.append(page.url.removeprefix(SHOP))
    await visitor.clicks("text=Weiter zur Zahlung")
    way.append(page.url.removeprefix(SHOP))
    await page.locator("text=Vorkasse per").click()
    await visitor.clicks("text=Weiter zur Bestellübersicht")
    way.append(page.url.removeprefix(SHOP))
    return way


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
def test_a_guest_can_go_all_the_way_to_the_button_and_no_order_comes_of_it(shop: DemoShop, scripts: bool) -> None:
    async def act(visitor: Visitor) -> str:
        if scripts:
            await visitor.goes_to("/")
            await visitor.clicks("[data-layer=first] [data-choice=none]")
        way = await buys_until_the_review(visitor)
        assert way == [f"/kasse/{step}" for step in ("kontakt", "adresse", "versand", "zahlung", "pruefen")]
        await visitor.clicks("text=zahlungspflichtig bestellen")
        assert visitor.wrong == []
        return await visitor.page.locator("h1").inner_text()

    assert visit(shop, act, java_script_enabled=scripts) == "Hier wird nichts verkauft"


def test_a_purchase_can_be_withdrawn_in_two_steps_without_scripts(shop: DemoShop) -> None:
    async def act(visitor: Visitor) -> list[str]:
        page, seen = visitor.page, []
        await visitor.goes_to("/agb")
        await visitor.clicks("footer >> text=Vertrag widerrufen")
        for name, answer in {"name": "A B", "bestellnummer": "MB-1", "email": "anna@example.org"}.items():
            await page.locator(f"#widerruf-{name}").fill(answer)
        seen.append(await page.locator("h1").inner_text())
        await visitor.clicks("text=Weiter zur Bestätigung")
        seen.append(await page.locator("h1").inner_text())
        await visitor.clicks("button >> text=Widerruf bestätigen")
        seen.append(page.url.removeprefix(SHOP))
        return seen

    steps = ["Vertrag widerrufen", "Widerruf bestätigen", "/vertrag-widerrufen/eingang"]
    assert visit(shop, act, java_script_enabled=False) == steps


@pytest.mark.parametrize("width", [320, 1280])
def test_no_page_is_wider_than_the_window(shop: DemoShop, width: int) -> None:
    async def act(visitor: Visitor) -> dict[str, int]:
        wide = {}
        for path in PAGES:
            await visitor.page.goto(SHOP + path)
            found = int(await visitor.page.evaluate("document.documentElement.scrollWidth"))
            if found > width:
                wide[path] = found
        return wide

    assert visit(shop, act, viewport={"width": width, "height": 700}) == {}


def test_no_page_is_at_odds_with_its_own_policy_whatever_is_wrong_with_it() -> None:
    async def act(visitor: Visitor) -> list[str]:
        await visitor.goes_to("/")
        await visitor.clicks("[data-layer=first] [data-choice=all]")
        for path in PAGES:
            await visitor.goes_to(path)
        return visitor.wrong

    # HTTP-004 drops the policy, and the faults of TLS make this browser turn away.
    pages = [fault.id for fault in known_faults() if fault.id.startswith(("FM-", "PN-", "SL-"))]
    with DemoShop([*pages, "CK-001", "CK-002", "CK-005", "CK-008", "CK-010", "CK-019"]) as shop:
        assert visit(shop, act) == []


def test_a_form_with_mistakes_names_them_and_keeps_what_was_right(shop: DemoShop) -> None:
    async def act(visitor: Visitor) -> tuple[str, str, str]:
        page = visitor.page
        await visitor.goes_to("/kontakt")
        await page.locator("#kontakt-email").fill("anna@example")  # a browser takes it, the shop does not
        await page.locator("#kontakt-nachricht").fill('</textarea><script>document.title = "x"</script>')
        await visitor.clicks("text=Nachricht senden")
        told = await page.locator("#kontakt-email").get_attribute("aria-describedby")
        return (
            await page.locator(f"#{told}").inner_text(),
            await page.locator("#kontakt-nachricht").input_value(),
            await page.title(),
        )

    told, kept, title = visit(shop, act, java_script_enabled=True)
    assert told == "Bitte prüfen Sie die E-Mail-Adresse."
    assert kept == '</textarea><script>document.title = "x"</script>'
    assert title == "Kontakt – Müsli Beispiel"
