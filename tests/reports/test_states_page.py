"""The states of consent on the page: side by side on every screen and on paper, with a filmstrip, and harmless."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from scanner.model.report import encode_report
from scanner.reports.full import pictures
from scanner.reports.html import render_html

from . import samples, seven
from .opened import Opened, in_chromium
from .test_barriers import OPEN_ALL, PAPER, STICK_OUT
from .test_html import Page
from .test_pictures import failed, finding, report

pytestmark = in_chromium
SHOWN_LINES = "[...document.querySelectorAll('.states .line:not(.off) .name')].map(one => one.textContent)"


def html(document: dict[str, Any], *kept: bytes, lang: str = "en", shown: Any = samples.FAILING) -> bytes:
    return render_html(encode_report(shown), lang, document, {seven.digest(data): data for data in kept})


def text(data: bytes) -> str:
    return Page(data.decode()).text


# ── what it says ─────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_line_says_what_whose_what_for_and_why_in_both_languages() -> None:
    english, german = text(html(seven.evidence())), text(html(seven.evidence(), lang="de"))
    assert "_ga statistics" in english
    assert "Days kept : 395 ; 400".replace(" :", "") in english
    assert "basket_id strictly necessary declared by the owner" in english
    assert "basket_id unbedingt erforderlich vom Betreiber angegeben" in german
    assert "Betreiber Google Ireland Limited" in german
    assert "Laut DNS eigentlich muesli.sc.omtrdc.net" in german
    assert "Unterscheidet Besucher ja" in german
    assert "Warum dieser Zweck its name says nothing that is known" in german


def test_reasons_are_in_english_and_marked_so() -> None:
    page = Page(html(seven.evidence(), lang="de").decode())
    assert page.all("span")
    assert any(attrs.get("lang") == "en" for attrs in page.all("span"))


def test_a_mark_is_a_word_to_those_who_listen() -> None:
    data = html(seven.evidence(), lang="de").decode()
    cells = re.findall(r'<td class="(present|absent|open|missing)">.*?<span class="hidden">(.*?)</span></td>', data)
    assert {*cells} == {("present", "da"), ("absent", "nicht da"), ("open", "unbekannt")}


def test_what_stands_side_by_side_stands_in_no_other_table() -> None:
    said = text(html(seven.evidence()))
    assert "Cookies and other storage" not in said
    assert "Requests to third parties" not in said
    assert "Services of third parties 2" in said


def test_what_banner_scripts_and_tags_say_has_tables_of_its_own() -> None:
    said = text(html(seven.evidence(), lang="de"))
    assert "Im Banner aufgeführt 2" in said
    assert "Skripte, die Gerätemerkmale auslesen 1" in said
    assert "TCF-Strings, entschlüsselt 1" in said  # where none is present there is nothing to decode
    assert "consent to purposes 1 to 10" in said and "842" in said
    assert "Google Consent Mode 2" in said
    assert "denied denied keins denied" in said


def test_a_run_that_stored_and_sent_nothing_has_no_such_section() -> None:
    assert "by state of consent" not in text(html(seven.evidence(facts={})))


def test_a_state_left_out_is_named() -> None:
    cells = [seven.gap("stored_item", "not_requested", "--quick", phase="gpc")]
    facts = {"stored_item": seven.item("x", ("accepted",))}
    assert "it was not asked for: with the GPC signal." in text(html(seven.evidence(facts=facts, coverage=cells)))


# ── the filmstrip ────────────────────────────────────────────────────────────────────────────────────────────────────


def test_every_picture_is_in_the_file_once_and_drawn_wherever_it_belongs(shots: list[bytes]) -> None:
    shown = report(failed("A-001", samples.Severity.HIGH, finding(1, shots[1])))
    data = html(seven.evidence(*shots), *shots, shown=shown).decode()
    assert data.count("data:image/jpeg;base64,") == 3
    assert data.count("<use ") == 5  # four states that look like another, and the control
    assert len(re.findall('<details class="thumb">', data)) == 7
    assert {*re.findall(r'<use href="#(.*?)"', data)} <= {*re.findall(r'<image id="(.*?)"', data)}
    assert 'id="picture:2"' in data and 'href="#picture:2"' in data


@pytest.mark.parametrize(
    ("lang", "steps", "without"),
    [
        ("en", "Clicked: Settings “Einstellungen” Switch off “Statistik” Save “Auswahl speichern”", "Klaro"),
        ("de", "Geklickt: Einstellungen „Einstellungen“ Abschalten „Statistik“ Speichern „Auswahl", "nach dem Wider"),
    ],
)
def test_a_frame_says_how_one_came_there(lang: str, steps: str, without: str) -> None:
    said = text(html(seven.evidence(), lang=lang))
    assert steps in said
    assert without in said


def test_without_steps_it_is_the_control_that_was_found_before_the_choice() -> None:
    document = seven.evidence()
    for row in document["facts"]["consent_banner"]:
        del row["steps"]
    said = text(html(document, lang="de")).replace(" ,", ",")
    assert "Über „Alle akzeptieren“, Klicks: 1" in said
    assert "Über „Auswahl speichern“, Klicks: 3" in said
    assert "Über „Cookie-Einstellungen“, Klicks: 2" in said


def test_a_state_that_could_not_be_entered_says_why() -> None:
    document = seven.evidence()
    rows = document["facts"]["consent_banner"]
    document["facts"]["consent_banner"] = [row for row in rows if row["phase"] != "withdrawn"]
    document["coverage"] = [
        *(cell for cell in document["coverage"] if cell["scope"]["phase"] != "withdrawn"),
        seven.gap("request", "not_operable", "nothing leads back", phase="withdrawn"),
    ]
    assert "could not be entered: could not be operated ( nothing leads back )" in text(html(document))


def test_the_strip_comes_first_where_pictures_have_no_room(shots: list[bytes], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pictures, "MOST_CHARACTERS", len(shots[0]) * 4 // 3 + 100)
    data = html(seven.evidence(*shots), *shots).decode()
    assert data.count("data:image/jpeg;base64,") == 1
    assert "This picture had no room in this file." in data
    assert f'href="artifacts/{seven.digest(shots[1])}"' in data


def test_a_thumbnail_grows_without_any_script(chromium: Any, tmp_path: Path, shots: list[bytes]) -> None:
    opened = Opened(chromium, tmp_path, html(seven.evidence(*shots), *shots), 1280, java_script_enabled=False)
    thumbs = opened.page.locator(".thumb")
    before = thumbs.nth(4).bounding_box()["width"]
    thumbs.nth(4).locator("summary").click()
    assert thumbs.nth(4).bounding_box()["width"] > 2 * before
    assert thumbs.nth(4).locator("svg").bounding_box()["height"] > 100


def test_a_picture_that_is_drawn_from_elsewhere_is_really_to_be_seen(
    chromium: Any, tmp_path: Path, shots: list[bytes]
) -> None:
    opened = Opened(chromium, tmp_path, html(seven.evidence(*shots), *shots), 1280)

    def colour(n: int) -> bytes:
        box = opened.page.locator(".thumb svg").nth(n).bounding_box()
        x, y = box["x"] + box["width"] - 20, box["y"] + box["height"] - 20
        data: bytes = opened.page.screenshot(clip={"x": int(x), "y": int(y), "width": 8, "height": 8}, full_page=True)
        return data

    assert colour(1) == colour(4) != colour(0)


# ── the page in a browser ────────────────────────────────────────────────────────────────────────────────────────────


def test_lines_are_filtered_and_sorted_and_all_there_again(chromium: Any, tmp_path: Path) -> None:
    opened = Opened(chromium, tmp_path, html(seven.evidence()), 1280)
    page = opened.page
    everything = page.evaluate(SHOWN_LINES)
    said = page.locator(".sift output")
    assert said.inner_text() == "12 of 12 shown"
    page.select_option("[data-sift=phases]", "rejected")
    page.select_option("[data-sift=purpose]", "statistics")
    assert page.evaluate(SHOWN_LINES) == ["_ga"]
    assert page.locator("p.none").nth(1).is_visible()
    page.select_option("[data-sift=phases]", "")
    page.select_option("[data-sift=purpose]", "")
    page.fill("[data-sift=text]", "OMTRDC")
    assert page.evaluate(SHOWN_LINES) == ["data.muesli.example"]
    page.fill("[data-sift=text]", "")
    page.select_option("[data-sift=order]", "name")
    assert page.evaluate(SHOWN_LINES)[:3] == ["_ga", "_hjSession_~", "basket_id"]
    page.select_option("[data-sift=order]", "purpose")
    assert page.evaluate(SHOWN_LINES) == everything
    assert opened.said == []


def test_a_filter_hides_nothing_on_paper(chromium: Any, tmp_path: Path) -> None:
    opened = Opened(chromium, tmp_path, html(seven.evidence()), PAPER)
    opened.page.fill("[data-sift=text]", "nothing is called so")
    opened.page.emulate_media(media="print")
    assert opened.page.locator(".states .name").first.is_visible()
    assert not opened.page.locator(".sift").is_visible()


def test_without_scripts_there_is_no_filter_and_everything_to_read(chromium: Any, tmp_path: Path) -> None:
    opened = Opened(chromium, tmp_path, html(seven.evidence()), java_script_enabled=False)
    assert not opened.page.locator(".sift").is_visible()
    assert opened.page.locator(".states .name").count() == 12


@pytest.mark.parametrize(("lang", "width", "scheme"), [("de", 375, "light"), ("en", 1280, "dark")])
def test_axe_finds_no_barrier_in_it(
    chromium: Any, tmp_path: Path, axe: str, shots: list[bytes], lang: str, width: int, scheme: str
) -> None:
    data = html(seven.evidence(*shots), *shots, lang=lang)
    opened = Opened(chromium, tmp_path, data, width, color_scheme=scheme, bypass_csp=True)
    opened.page.evaluate(axe)
    found = opened.page.evaluate("axe.run('#states', {resultTypes: ['violations']})")["violations"]
    assert [(rule["id"], rule["nodes"][0]["html"]) for rule in found] == []


@pytest.mark.parametrize("width", [320, 375, 700, 1280])
@pytest.mark.parametrize("hostile", [False, True])
def test_nothing_of_it_sticks_out_of_the_window(
    chromium: Any, tmp_path: Path, shots: list[bytes], width: int, hostile: bool
) -> None:
    document = (seven.hostile if hostile else seven.evidence)(*shots)
    opened = Opened(chromium, tmp_path, html(document, *shots, lang="de"), width)
    opened.page.evaluate(OPEN_ALL)
    assert opened.page.evaluate("document.documentElement.scrollWidth") <= width
    assert opened.page.evaluate(STICK_OUT) == []


def test_nothing_of_it_sticks_out_of_the_paper(chromium: Any, tmp_path: Path, shots: list[bytes]) -> None:
    opened = Opened(chromium, tmp_path, html(seven.hostile(*shots), *shots, lang="de"), PAPER)
    opened.page.emulate_media(media="print")
    assert opened.page.evaluate(STICK_OUT.replace("body *", "#states *")) == []


def test_on_a_phone_every_mark_stands_behind_its_state(chromium: Any, tmp_path: Path) -> None:
    opened = Opened(chromium, tmp_path, html(seven.evidence(), lang="de"), 375)
    assert opened.page.locator(".states .line").first.locator("td .head").first.is_visible()
    assert opened.page.locator(".states thead").first.bounding_box()["width"] <= 1


def test_no_text_of_the_shop_runs_loads_or_leaves_its_line(chromium: Any, tmp_path: Path, shots: list[bytes]) -> None:
    data = html(seven.hostile(*shots), *shots)
    assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff]", data.decode())
    opened = Opened(chromium, tmp_path, data, 1280)
    opened.page.fill("[data-sift=text]", "onerror")
    opened.page.select_option("[data-sift=order]", "service")
    assert opened.page.evaluate("window.pwned") is None
    assert opened.said == []
    assert opened.elsewhere() == []
    assert opened.page.locator("section#states").count() == 1
    assert "and 28 more" in opened.page.locator("#states").inner_text()  # of forty steps twelve are said


def test_a_thousand_of_each_are_shown_and_the_rest_is_counted() -> None:
    rows = [row for n in range(1_200) for row in seven.item(f"cookie{n}", ("accepted",))]
    said = text(html(seven.evidence(facts={"stored_item": rows})))
    assert "Stored on the device 1200" in said
    assert "and 200 more rows in evidence.json" in said
