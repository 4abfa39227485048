"""The truth of the ticket shop holds by the word of a plain browser. No part of the scanner is asked."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from typing import Any

import pytest

from ..shop.visitor import Visit, browser, visit
from .expected import Language, truth
from .front import HOME, HOST, Open

LANGUAGES: tuple[Language, ...] = ("de", "en")
ADD = {"de": "Zum Warenkorb hinzufügen", "en": "Add to cart"}
BORN = {"de": "01.02.1990", "en": "1990-02-01"}
SAME_SITE = {"none": "None", "lax": "Lax", "strict": "Strict"}


@pytest.fixture(params=LANGUAGES)
def language(request: pytest.FixtureRequest) -> Language:
    asked: Language = request.param
    return asked


@pytest.fixture
def visitor(language: Language, open_shop: Open) -> Iterator[Visit]:
    with browser(open_shop) as running, visit(running, language, HOME) as visiting:
        yield visiting


def test_a_browser_keeps_and_asks_for_what_the_truth_says(language: Language, visitor: Visit) -> None:
    known = truth(language)
    wanted = known["phases"]["before_choice"]
    visitor.go("/")
    visitor.go("/resend/")
    kept = {cookie["name"]: cookie for cookie in visitor.cookies()}
    stored = {name for name, item in wanted["stored"].items() if item["area"] == "local_storage"}
    assert set(visitor.storage()["local_storage"]) == stored
    assert kept.keys() == wanted["stored"].keys() - stored
    for name, cookie in kept.items():
        check(wanted["stored"][name], cookie)
    assert visitor.hosts.keys() - set(known["own_hosts"]) == wanted["hosts"].keys()


def test_a_chosen_language_is_kept(language: Language, visitor: Visit) -> None:
    visitor.go("/")
    visitor.click({"de": "English", "en": "Deutsch"}[language])
    kept = {cookie["name"]: cookie for cookie in visitor.cookies()}
    check(truth(language)["known"]["pretix_language"], kept["pretix_language"])


def test_the_pages_of_the_shop_have_the_forms_and_links_that_the_truth_says(language: Language, visitor: Visit) -> None:
    known = truth(language)
    for page in known["pages"]:
        if page["role"] in ("imprint", "privacy", "terms"):
            continue
        visitor.go(page["url"] + ("?item=3" if page["url"] == "/waitinglist" else ""))
        compare_forms(page, visitor)
        seen = {link.inner_text().strip() for link in visitor.page.locator("footer a").all() if link.is_visible()}
        for link in known["links"].values():
            assert link is None or any(label in seen for label in one_of(link["label"])), (link, seen)


def test_one_click_leads_from_the_shop_to_each_legal_page(language: Language, visitor: Visit) -> None:
    known = truth(language)
    for page in known["pages"]:
        if page["role"] in ("imprint", "privacy", "terms"):
            visitor.go("/")
            link = visitor.page.locator("footer a").filter(
                has_text=re.compile("|".join(one_of(known["links"][page["role"]]["label"])))
            )
            with visitor.context.expect_page() as opened:
                link.click()
            opened.value.wait_for_url(f"https://www.sommerklang.example{page['url']}")


def test_the_way_is_as_the_truth_says_up_to_the_button_that_orders(language: Language, visitor: Visit) -> None:
    known = truth(language)
    pages = {page["url"]: page for page in known["checkout"]}
    questions, payment, confirm = known["way"]["steps"]
    visitor.go("/")
    visitor.page.fill("[name=item_1]", "1")
    visitor.click(ADD[language], settle_ms=0)
    visitor.page.wait_for_url("**/?require_cookie=true*")
    visitor.go("/checkout/start")
    visitor.page.locator("#invoice-details summary").click()
    compare_forms(pages[questions["page"]], visitor)
    fill_in(visitor, language)
    visitor.click(questions["label"], settle_ms=0)
    visitor.page.wait_for_url(f"**{payment['page']}*")
    compare_forms(pages[payment["page"]], visitor)
    methods = [label.inner_text().strip() for label in visitor.page.locator("label:has(input[name=payment])").all()]
    assert methods == [method["name"] for method in known["way"]["payment_methods"]]
    visitor.click(payment["label"], settle_ms=300)
    assert visitor.page.url.split("?")[0].endswith(payment["page"])  # a way to pay has to be chosen
    visitor.page.locator("[name=payment][value=banktransfer]").check()
    visitor.click(payment["label"], settle_ms=0)
    visitor.page.wait_for_url(f"**{confirm['page']}*")
    compare_forms(pages[confirm["page"]], visitor)
    look_at_the_button(known["way"]["button"]["label"], visitor)
    kept = {cookie["name"]: cookie for cookie in visitor.cookies()}
    check(known["known"]["__Host-pretix_session"], kept["__Host-pretix_session"])


def fill_in(visitor: Visit, language: Language) -> None:
    """All that is mandatory, and nothing else."""
    visitor.page.fill("[name=email]", "siegel-test@sommerklang.example")
    for ending, value in {
        "attendee_name_parts_0": "Test",
        "attendee_name_parts_1": "Person",
        "question_1": BORN[language],
    }.items():
        visitor.page.fill(f"[name$={ending}]", value)
    visitor.page.keyboard.press("Escape")  # closes the calendar


def look_at_the_button(label: str, visitor: Visit) -> None:
    """The ticket, the price and the tax stand above it. It is not pressed."""
    page = visitor.page
    button = page.get_by_role("button", name=label, exact=True)
    bottom = button.bounding_box()
    assert bottom is not None
    for words in (re.compile("Tageskarte|Day ticket"), re.compile("39,00"), re.compile("19% (MwSt|VAT)")):
        above = page.locator("main").get_by_text(words).filter(visible=True).first.bounding_box()
        assert above is not None and above["y"] < bottom["y"]


def compare_forms(page: dict[str, Any], visitor: Visit) -> None:
    """Names, labels, types and attributes; what a field asks for, and whether it is marked, only a person can tell."""
    assert visitor.page.url.split("?")[0] == f"https://{HOST}{page['url']}"
    fields = {re.sub(r"^\d+-", "N-", field["name"] or ""): field for field in visitor.fields()}
    for form in page["forms"]:
        for name, wanted in form["fields"].items():
            found = fields[name]
            where = (page["url"], name, found)
            if "label" in wanted:
                assert plain(found["label"]) in one_of(wanted["label"]), where
            if "input_type" in wanted:
                assert found["type"] == wanted["input_type"], where
            if "autocomplete" in wanted:
                assert found["autocomplete"] == wanted["autocomplete"], where
            if wanted.get("preticked") is not None:
                assert found["checked"] is wanted["preticked"], where


def check(item: dict[str, Any], cookie: dict[str, Any]) -> None:
    assert cookie["domain"].lstrip(".") == item["domain"]
    assert (cookie["secure"], cookie["httpOnly"]) == (item["secure"], item["http_only"])
    assert cookie["sameSite"] == SAME_SITE[item["same_site"]]
    assert abs((cookie["expires"] - time.time()) / 86400 - item["days"]) < 1


def one_of(value: Any) -> list[str]:
    return value["one_of"] if isinstance(value, dict) else [value]


def plain(label: str | None) -> str:
    return " ".join((label or "").split())
