"""What the row of a banner says of it: how evenly it asks, what it names, in which language, what its settings list."""

from __future__ import annotations

from typing import Any

import pytest

from scanner.model.facts import ConsentBanner, Page
from scanner.model.facts.consent import Choice, Prominence
from scanner.model.values import Unknown
from scanner.model.vocabulary import Phase
from scanner.probes.browser.consent import Banner, consent_banner, look_closer, look_for_banner
from scanner.probes.browser.tab import Tab

from ..standing import Standing
from .shop import URL, in_phase

PAGE = """<!doctype html><html lang=@LANG@><meta charset=utf-8><title>Müsli</title><body style="margin:0"><main
style="min-height:1500px"><h1>Müsli</h1><p>@WORDS@</p></main><footer><a href=/impressum>Impressum</a></footer>
<div role=dialog style="position:fixed;inset:auto 0 0 0;background:#fff;padding:16px;font:16px sans-serif">@INNER@</div>
</body></html>"""
GERMAN = (
    "Das ist der Laden für alle, die gern Haferflocken mit Nüssen und Rosinen essen und nicht zu viel dafür zahlen."
)
ENGLISH = (
    "This is the shop for all of you who like oats with nuts, and we are happy that you can be with us on our site."
)
TEXT = """Wir und unsere 12 Partner verwenden Cookies für Statistik und Werbung, auch in den USA. Ihre Einwilligung
können Sie jederzeit widerrufen. """
EVEN = "<button style='all:unset;background:#036;color:#fff;padding:9px 20px;font:16px sans-serif'>@</button>"
GREY = "<a href='#' style='color:#bbb;font:11px sans-serif'>@</a>"


def seen(inner: str, standing: Standing, language: str = "de", words: str = GERMAN) -> tuple[ConsentBanner, Banner]:
    page = PAGE.replace("@LANG@", language).replace("@WORDS@", words).replace("@INNER@", inner)

    async def act(tab: Tab) -> Banner:
        banner = await look_for_banner(tab, 1.0)
        assert banner is not None
        return await look_closer(tab, banner)

    banner = standing({"/": page}, lambda browser: in_phase(browser, Phase.BEFORE_CHOICE, URL, act))
    return consent_banner(banner, Page(), Phase.BEFORE_CHOICE), banner


def test_two_equal_buttons_are_equally_prominent_and_all_that_is_named_is_seen(standing: Standing) -> None:
    inner = TEXT + EVEN.replace("@", "Alle ablehnen") + EVEN.replace("@", "Alle akzeptieren") + "<button>×</button>"
    row, _ = seen(inner, standing)
    shown = row.prominence
    assert isinstance(shown, Prominence) and isinstance(row.close, Choice)
    assert (shown.font_ratio, shown.ground_ratio, shown.same_kind, shown.in_view) == (1.0, 1.0, True, True)
    assert isinstance(shown.area_ratio, float) and shown.area_ratio > 0.75
    assert isinstance(shown.ground_reject, float) and shown.ground_reject > 10
    assert (row.names_purposes, row.names_recipients, row.names_third_countries, row.names_withdrawal) == (True,) * 4
    assert (row.close.label, row.close_accepts, row.same_language, row.recognised_service) == ("×", False, True, False)


def test_a_small_grey_link_is_not_and_what_is_not_named_is_missing(standing: Standing) -> None:
    inner = (
        "Wir verwenden Cookies. Mit dem Schließen stimmen Sie der Nutzung von Cookies zu. "
        + GREY.replace("@", "Ablehnen") + EVEN.replace("@", "Akzeptieren") + "<button aria-label='Schließen'>×</button>"
    )  # fmt: skip
    row, _ = seen(inner, standing)
    shown = row.prominence
    assert isinstance(shown, Prominence)
    assert shown.same_kind is False and shown.ground_reject == 1.0
    assert isinstance(shown.font_ratio, float) and shown.font_ratio < 0.9
    assert isinstance(shown.contrast_reject, float) and shown.contrast_reject < 4.5
    assert (row.names_purposes, row.names_recipients, row.names_third_countries, row.names_withdrawal) == (False,) * 4
    assert row.close_accepts is True


@pytest.mark.parametrize(("who", "unclear"), [("Taboola und Outbrain verarbeiten", True), ("Wir verarbeiten", False)])
def test_that_others_process_data_is_not_called_missing(who: str, unclear: bool, standing: Standing) -> None:
    inner = (
        f"{who} Daten über Ihren Besuch mit Cookies. {EVEN.replace('@', 'Ablehnen')}{EVEN.replace('@', 'Akzeptieren')}"
    )
    row, _ = seen(inner, standing)
    assert isinstance(row.names_recipients, Unknown) is unclear
    assert unclear or row.names_recipients is False


def test_a_reject_that_takes_scrolling_within_the_banner_is_out_of_view(standing: Standing) -> None:
    inner = (
        f"<div style='height:90px;overflow:auto'>{TEXT}{EVEN.replace('@', 'Akzeptieren')}"
        "<div style='height:300px'></div>"
        f"{EVEN.replace('@', 'Ablehnen')}</div>"
    )
    row, _ = seen(inner, standing)
    assert isinstance(row.prominence, Prominence) and row.prominence.in_view is False


def test_what_lies_at_the_head_of_the_page_is_in_view_though_the_visitor_has_scrolled(standing: Standing) -> None:
    page = PAGE.replace("position:fixed;inset:auto 0 0 0;", "").replace("@LANG@", "de").replace("@WORDS@", GERMAN)
    head, rest = page.split("<div role=dialog", 1)
    banner, rest = rest.split("</div>", 1)
    before, main = head.split("<main", 1)
    inner = TEXT + EVEN.replace("@", "Alle ablehnen") + EVEN.replace("@", "Alle akzeptieren")
    page = f"{before}<div role=dialog{banner.replace('@INNER@', inner)}</div><main{main}{rest}"

    async def act(tab: Tab) -> Banner:
        banner = await look_for_banner(tab, 1.0)
        assert banner is not None
        await tab.evaluate("scrollTo(0, 700)")
        return await look_closer(tab, banner)

    seen = standing({"/": page}, lambda browser: in_phase(browser, Phase.BEFORE_CHOICE, URL, act))
    row = consent_banner(seen, Page(), Phase.BEFORE_CHOICE)
    assert isinstance(row.prominence, Prominence) and row.prominence.in_view is True


@pytest.mark.parametrize(
    ("language", "words", "expected"),
    [("de", GERMAN, True), ("en", ENGLISH, False), ("de", ENGLISH, None), ("", "Müsli", None), ("fr", "Müsli", False)],
)
def test_the_banners_language_is_compared_with_the_pages_by_markup_and_by_words(
    language: str, words: str, expected: bool | None, standing: Standing
) -> None:
    row, _ = seen(TEXT + EVEN.replace("@", "Ablehnen") + EVEN.replace("@", "Akzeptieren"), standing, language, words)
    assert row.language == "de"
    assert isinstance(row.same_language, Unknown) if expected is None else row.same_language is expected


def test_a_recognised_consent_service_that_the_banner_speaks_of_is_told(standing: Standing) -> None:
    text = TEXT + "Oder nutzen Sie einen anerkannten Dienst zur Einwilligungsverwaltung nach EinwV. "
    row, _ = seen(text + EVEN.replace("@", "Ablehnen") + EVEN.replace("@", "Akzeptieren"), standing)
    assert row.recognised_service is True


def test_what_the_settings_list_is_read_folded_tables_included_and_what_a_click_brings(standing: Standing) -> None:
    inner = (
        TEXT
        + EVEN.replace("@", "Akzeptieren")
        + """<button onclick="first=this;two.hidden=false">Einstellungen</button>
    <div id=two hidden><div class=row><h3>Notwendig</h3><label><input type=checkbox checked disabled> Notwendig</label>
    <table style="display:none"><tr><th>Name</th><th>Zweck</th></tr><tr><td>sessionid</td><td>Warenkorb</td></tr>
    <tr><td>_ga</td><td>Zählen</td></tr></table></div><div class=row><h3>Marketing</h3><label><input type=checkbox>
    Marketing</label><button aria-expanded=false onclick="this.setAttribute('aria-expanded','true');
    this.insertAdjacentHTML('afterend','<ul><li>_fbp</li></ul>')">Details</button></div>
    <button>Auswahl speichern</button></div>"""
    )
    _, banner = seen(inner, standing)
    found = {(one.category, one.name, one.necessary) for one in banner.listed}
    assert {("Notwendig", "sessionid", True), ("Notwendig", "_ga", True), ("Marketing", "_fbp", False)} <= found


def test_a_page_can_not_notice_that_its_closed_shadow_root_is_looked_into(standing: Standing) -> None:
    inner = """<x-host></x-host><script>
    const host = document.querySelector('x-host'), root = host.attachShadow({mode: 'closed'});
    root.innerHTML = `Wir verwenden Cookies für Werbung. <button>Ablehnen</button><button>Akzeptieren</button>`;
    window.odd = () => [host.shadowRoot !== null, 'siegelRoots' in window, String(Element.prototype.attachShadow).includes('native') === false];
    </script>"""  # noqa: E501 - a script
    page = PAGE.replace("@LANG@", "de").replace("@WORDS@", GERMAN).replace("@INNER@", inner)

    async def act(tab: Tab) -> Any:
        banner = await look_for_banner(tab, 1.0)
        return banner, await tab.page.evaluate("window.odd()")

    banner, odd = standing({"/": page}, lambda browser: in_phase(browser, Phase.BEFORE_CHOICE, URL, act))
    assert banner is not None and banner.reject is not None and banner.reject[0].label == "Ablehnen"
    assert odd == [False, False, False]
