"""The truth files hold by the word of a plain browser. No part of the scanner is asked."""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import Any

import pytest

from ..real.processes import find
from . import truth as truths
from .configurations import CONFIGURATIONS, Configuration
from .front import Open
from .visitor import Visit, browser, visit

HOST = "shop.example"
SAME_SITE = {"strict": "Strict", "lax": "Lax", "none": "None", "unset": "Lax"}  # Playwright's default for none given
PAGES_OF = [next(one for one in CONFIGURATIONS if (one.system, one.language) == which) for which in (
    ("oscar", "de"), ("oscar", "en"), ("spa", "de"),
)]  # fmt: skip
CHECKOUTS = [one for one in PAGES_OF if one.system == "oscar"]
ADDRESS = {"first_name": "Test", "last_name": "Person", "line1": "Haferweg 3", "line4": "Hamburg", "postcode": "20095"}


def named(configuration: Configuration) -> str:
    return f"{configuration.name}-{configuration.language}"


@pytest.fixture
def visitor(configuration: Configuration, open_shops: dict[str, Open]) -> Iterator[Visit]:
    assert find("nginx")
    with browser(open_shops[configuration.name]) as running, visit(running, configuration.language) as visiting:
        yield visiting


PHASES = [
    pytest.param(one, phase, id=f"{one.name}-{phase}")
    for one in CONFIGURATIONS
    for phase in truths.load(one)["phases"]
]  # fmt: skip


@pytest.mark.parametrize(("configuration", "phase"), PHASES)
def test_a_browser_keeps_and_asks_for_what_the_truth_says(
    configuration: Configuration, phase: str, visitor: Visit
) -> None:
    truth = truths.load(configuration)
    kept: dict[str, dict[str, Any]] = {}

    def look() -> None:
        """After every step: what is deleted later was kept all the same."""
        kept.update({cookie["name"]: cookie for cookie in visitor.cookies()})
        for name in visitor.storage()["local_storage"]:
            kept[name] = {"area": "local_storage"}

    visitor.go("/")
    look()
    for step in (*way(truth, phase), *truth.get("then", ())):
        choose(visitor, step)
        look()
    for page in (page for page in truth["pages"] if page["role"] in ("home", "product") and page.get("must")):
        visitor.go(page["url"])
        look()
    assert kept.keys() == truth["phases"][phase]["stored"].keys()
    assert visitor.hosts.keys() - {HOST} == truth["phases"][phase]["hosts"].keys()
    for name, item in truth["phases"][phase]["stored"].items():
        check(item, kept[name])


def way(truth: dict[str, Any], phase: str) -> list[Any]:
    if phase == "before_choice":
        return []
    button = truth["banner"]["reject" if phase == "rejected" else "accept"]
    steps: list[Any] = truth["reject_by"] if phase == "rejected" and "reject_by" in truth else [button["label"]]
    assert len(steps) == button["clicks"] and steps[-1] == button["label"]
    return steps


def choose(visitor: Visit, step: Any) -> None:
    if step == "scroll":
        visitor.page.mouse.wheel(0, 600)
        visitor.page.wait_for_timeout(700)
    elif isinstance(step, str):
        visitor.click(step)
    else:
        visitor.page.locator(f"input[value={step['switch']}]").click()
        visitor.page.wait_for_timeout(200)


def check(item: dict[str, Any], cookie: dict[str, Any]) -> None:
    assert cookie.get("area", "cookie") == item["area"]
    if item["area"] != "cookie":
        return
    assert cookie["domain"].lstrip(".") == item["domain"]
    assert (cookie["secure"], cookie["httpOnly"]) == (item["secure"], item["http_only"])
    assert cookie["sameSite"] == SAME_SITE[item["same_site"]]
    assert abs((cookie["expires"] - time.time()) / 86400 - item["days"]) < 1


@pytest.mark.parametrize("configuration", PAGES_OF, ids=named)
def test_the_pages_their_forms_and_links_are_as_the_truth_says(configuration: Configuration, visitor: Visit) -> None:
    truth = truths.load(configuration)
    for page in truth["pages"]:
        visitor.go(page["url"], settle_ms=300)
        compare_forms(page, visitor)
        compare_links(truth["links"], visitor)


@pytest.mark.parametrize("configuration", CHECKOUTS, ids=named)
def test_the_checkout_is_as_the_truth_says_up_to_the_button_that_orders(
    configuration: Configuration, visitor: Visit
) -> None:
    truth = truths.load(configuration)
    go_on, add = {"de": ("Weiter", "In Warenkorb legen"), "en": ("Continue", "Add to cart")}[configuration.language]
    visitor.go(next(page["url"] for page in truth["pages"] if page["role"] == "product"))
    visitor.click(add)
    visitor.go("/basket/")
    steps = {page["url"]: page for page in truth["checkout"]}
    compare_forms(steps["/basket/"], visitor)
    visitor.go("/checkout/")
    compare_forms(steps["/checkout/"], visitor)
    visitor.page.fill("[name=username]", "siegel-test@shop.example")
    visitor.click(go_on)
    compare_forms(steps["/checkout/shipping-address/"], visitor)
    for name, value in ADDRESS.items():
        visitor.page.fill(f"[name={name}]", value)
    visitor.click(go_on)
    compare_forms(steps["/checkout/payment-details/"], visitor)
    visitor.click(go_on)
    compare_forms(steps["/checkout/preview/"], visitor)
    for cookie in visitor.cookies():
        if cookie["name"] in truth["may_keep"]:
            check(truth["known"][cookie["name"]], cookie)


def test_the_single_page_shops_checkout_is_as_the_truth_says(open_shops: dict[str, Open]) -> None:
    with browser(open_shops["spa_vanilla"]) as running, visit(running, "de") as visitor:
        visitor.go("/produkt/beerenmuesli")
        visitor.click("In den Warenkorb")
        visitor.click("Warenkorb (1)")
        visitor.click("Zur Kasse")
        [page] = truths.load(next(one for one in CONFIGURATIONS if one.name == "spa_vanilla"))["checkout"]
        compare_forms(page, visitor)


def test_an_address_without_a_country_is_refused_and_a_guest_needs_no_password(
    open_shops: dict[str, Open],
) -> None:
    """Both are in the truth against what the markup seems to say."""
    with browser(open_shops["none"]) as running, visit(running, "de") as visitor:
        visitor.go("/catalogue/beerenmusli_1/")
        visitor.click("In Warenkorb legen")
        visitor.go("/checkout/")
        visitor.page.fill("[name=username]", "siegel-test@shop.example")
        visitor.click("Weiter")
        assert visitor.page.url.endswith("/checkout/shipping-address/")
        for name, value in ADDRESS.items():
            visitor.page.fill(f"[name={name}]", value)
        visitor.page.evaluate("document.querySelector('[name=country]').name = 'nowhere'")
        visitor.click("Weiter")
        assert visitor.page.url.endswith("/checkout/shipping-address/")


def compare_forms(page: dict[str, Any], visitor: Visit) -> None:
    """Names, labels, types and attributes; what a field asks for, and whether it is marked, only a person can tell."""
    assert visitor.page.url.split("?")[0] == f"https://{HOST}{page['url']}"
    fields = {field["name"] or field["label"]: field for field in visitor.fields()}
    for form in page["forms"]:
        for name, wanted in form["fields"].items():
            found = fields[name]
            where = (page["url"], name, found)
            if wanted.get("label"):
                assert first_line(found["label"]) == wanted["label"], where
            if "input_type" in wanted:
                assert found["type"] == wanted["input_type"], where
            if "autocomplete" in wanted:
                assert found["autocomplete"] == wanted["autocomplete"], where
            if "preticked" in wanted:
                assert found["checked"] is wanted["preticked"], where


def first_line(label: str | None) -> str:
    """Of a label around a list the options are part of what the browser calls its text."""
    return (label or "").split("\n")[0].strip()


def compare_links(links: dict[str, Any], visitor: Visit) -> None:
    seen = {link.inner_text().strip(): link.is_visible() for link in visitor.page.locator("footer a").all()}
    assert seen == {link["label"]: link["visible"] for link in links.values() if link}
