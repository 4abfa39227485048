"""How often forms are found and understood, on some of the labelled pages; and that the measuring itself is right."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from scanner.model.values import Unknown

from .measure import MAIN, SETS, Scores, measure
from .pages import look_at, started
from .score import Decision, Figures

#: Of each system and language some, and what is hard to find: closed shadow roots, frames, forms behind buttons.
PAGES = (
    "shopware-product-review-en", "woocommerce-checkout-de", "magento-orders-returns-it", "prestashop-checkout-fr",
    "opencart-return-de", "shopify-checkout-en", "gambio-checkout-payment-de", "jtl-checkout-address-de",
    "oxid-prescription-upload-de", "plentyshop-contact-nl", "prestashop-contact-es", "prestashop-registration-pl",
)  # fmt: skip


@pytest.fixture(scope="module")
def scores() -> Scores:
    return measure([SETS["dev"] / f"{name}.html" for name in PAGES])


@pytest.mark.parametrize("question", [*MAIN, "captcha", "notice"])
def test_forms_are_found_and_understood(scores: Scores, question: str) -> None:
    found = scores.figures(question)
    assert found.f1 >= 0.97, scores.mistakes(question)
    assert found.precision >= 0.97, scores.mistakes(question)


def test_no_form_and_no_field_is_missed_or_invented(scores: Scores) -> None:
    assert scores.figures("meaning").there >= 150
    for question in MAIN:
        held = scores.decisions[question]
        assert [str(one) for one in held if one.wanted is None or one.got is None] == []


def test_the_first_pages_are_understood_as_well() -> None:
    scores = measure(sorted(SETS["first"].glob("*.html")))
    for question in (*MAIN, "notice"):
        assert scores.figures(question).f1 >= 0.97, scores.mistakes(question)
    assert scores.figures("meaning").there >= 250


def test_an_abstention_is_a_miss_and_what_is_not_there_a_false_answer() -> None:
    decisions = [
        Decision("page-de", "a", "email", "email"),
        Decision("page-de", "b", "tel", Unknown("nothing tells")),
        Decision("page-de", "c", "name", None),
        Decision("page-en", "d", None, "city"),
        Decision("page-en", "e", "city", "country"),
    ]
    found = Figures.of(decisions)
    assert (found.right, found.told, found.there) == (1, 3, 4)
    assert found.precision == pytest.approx(1 / 3) and found.recall == pytest.approx(1 / 4)
    assert found.f1 == pytest.approx(2 / 7)
    scores = Scores(pages=["page-de", "page-en"])
    for one in decisions:
        scores.add("meaning", one)
    assert scores.figures("meaning", lambda page: page == "page-en").there == 1
    assert len(scores.mistakes("meaning")) == 4
    low, high = scores.spread("meaning")["f1"]
    assert 0 <= low <= found.f1 <= high <= 1


def test_a_field_that_stands_before_the_form_it_is_tied_to_is_that_forms(tmp_path: Path) -> None:
    page = tmp_path / "tied-de.html"
    page.write_text(
        "<!doctype html><title>Kasse</title><label><input type=checkbox form=f data-asks=consent-terms> AGB</label>"
        "<form id=f data-form=order><label>Notiz <textarea data-asks=free-text></textarea></label>"
        "<button>Kaufen</button></form>",
        "utf-8",
    )

    async def truth() -> list[tuple[str, list[str]]]:
        async with started() as browser:
            pages = [one async for one in look_at(browser, [page])]
        return [(form.purpose, [field.asks for field in form.fields]) for form in pages[0].truth.values()]

    assert asyncio.run(truth()) == [("order", ["consent-terms", "free-text"])]
