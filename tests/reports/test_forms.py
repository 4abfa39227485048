"""Forms and fields in reports: the table says what the verdicts say, marks lie on their fields, and nothing escapes."""

from __future__ import annotations

import base64
import copy
import csv
import datetime as dt
import hashlib
import io
import json
import zipfile
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from scanner.model.codec import decode_evidence
from scanner.model.report import Report, encode_report
from scanner.policy.library import built_in
from scanner.reports.full.forms import FieldLine, Forms, forms
from scanner.reports.full.keys import row_key
from scanner.reports.full.standing import Standing
from scanner.reports.html import render_html
from scanner.reports.pdf import render_pdf
from scanner.reports.read import read_report
from scanner.reports.tables import render_tables
from scanner.scan import Settings, make_report

from .opened import Opened, in_chromium
from .test_barriers import OPEN_ALL, PAPER, STICK_OUT
from .test_html import ATTACKS, Page

TODAY = dt.date(2026, 11, 22)
SHOP = "https://www.muesli.example"
PAGES = [f"{SHOP}/{name}" for name in ("", "sorten", "agb")]


def page(url: str, role: str = "other") -> dict[str, Any]:
    return {"url": url, "role": role, "status": 200, "language": "de", "title": "Müsli"}


def form(url: str, purpose: str, ordinal: int = 0, artifact: str | None = None, **more: Any) -> dict[str, Any]:
    return {
        "page": page(url),
        "purpose": purpose,
        "ordinal": ordinal,
        "method": "post",
        "action": f"{SHOP}/sent?from={url[-4:]}",
        "secure": True,
        "same_site": True,
        "by_url": False,
        "links_notice": True,
        "captcha": None,
        "frame": None,
        "seen": [{"page": url, "phase": "before_choice", "at": "2026-11-22T10:00:00Z", "artifact": artifact}],
    } | more


def field(of: dict[str, Any], name: str, label: str, **more: Any) -> dict[str, Any]:
    told = {
        "form": {key: value for key, value in of.items() if key != "seen"},
        "name": name,
        "label": label,
        "input_type": "text",
        "required": False,
        "marked": None,
        "preticked": None,
        "neutral_option": None,
        "because": ["label: x"],
        "binds": None,
        "autocomplete_fits": None,
    }
    return told | more


def facts(artifact: str | None = None) -> dict[str, Any]:
    letters = [form(url, "newsletter", 1, artifact) for url in PAGES]
    account = form(f"{SHOP}/registrieren", "registration", 0, artifact)
    demanded = {"required": True, "marked": True}
    fields = [
        one
        for letter in letters
        for one in (
            field(letter, "mail", "E-Mail *", asks_for="email", **demanded),
            field(letter, "born", "Geburtstag *", asks_for="bday", **demanded),
            field(letter, "ok", "Ja, gern", asks_for="consent-marketing", preticked=True, binds=["consent-marketing"]),
        )
    ]
    fields += [
        field(account, "given", "Vorname", asks_for="given-name"),
        field(account, "x7", "Merkmal", asks_for={"unknown": "its words say nothing"}, **demanded),
        field(account, "tel", "Telefon", asks_for="tel"),
        field(account, "mail", "E-Mail", asks_for="email", required=True, marked=False),
    ]
    return {"form": [*letters, account], "form_field": fields}


def document(found: dict[str, Any]) -> dict[str, Any]:
    kinds = ("form", "form_field", "request", "page", "service", "data_leak", "stored_item", "consent_banner")
    coverage = [{"kind": kind, "scope": {}, "status": "seen"} for kind in kinds]
    return {"schema": "siegel/evidence/1", "shop": f"{SHOP}/", "facts": found, "coverage": coverage}


def report_of(evidence: dict[str, Any], profile: str = "strict-de-shop") -> Report:
    library = built_in()
    seen = decode_evidence(evidence)
    made = make_report(seen, library.profile(profile), library, Settings(TODAY), name="Müsli", run={})
    return read_report(json.loads(json.dumps(encode_report(made))))


@pytest.fixture(scope="module")
def evidence() -> dict[str, Any]:
    return document(facts())


@pytest.fixture(scope="module")
def report(evidence: dict[str, Any]) -> Report:
    return report_of(evidence)


def lines(told: Forms) -> dict[tuple[str, str], FieldLine]:
    return {(sheet.purpose.en, line.name): line for sheet in told.sheets for line in sheet.fields}


def named(voices: Any) -> set[str]:
    return {voice.control for voice in voices}


# ── what it says ─────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_form_of_every_page_is_shown_once_with_its_pages(report: Report, evidence: dict[str, Any]) -> None:
    told = forms(report, decode_evidence(evidence))
    assert [(sheet.purpose.en, set(sheet.pages)) for sheet in told.sheets] == [
        ("newsletter", set(PAGES)),
        ("registration", {f"{SHOP}/registrieren"}),
    ]
    assert [len(sheet.fields) for sheet in told.sheets] == [3, 4]


def test_the_table_agrees_with_the_verdicts(report: Report, evidence: dict[str, Any]) -> None:
    seen = decode_evidence(evidence)
    told = forms(report, seen)
    found: dict[str, set[str]] = {}
    for verdict in report.verdicts:
        for finding in verdict.judgement.findings:
            found.setdefault(finding.row, set()).add(verdict.control)
    for sheet in told.sheets:
        assert named(sheet.stand.against) == set().union(*(found.get(key, set()) for key in sheet.rows))
        for line in sheet.fields:
            assert named(line.stand.against) == set().union(*(found.get(key, set()) for key in line.rows))
    assert {key for line in lines(told).values() for key in line.rows} == {
        row_key(row) for row in seen.rows("form_field")
    }


def test_each_standing_is_said_where_it_holds(report: Report, evidence: dict[str, Any]) -> None:
    told = lines(forms(report, decode_evidence(evidence)))
    stands = {key: line.stand.standing for key, line in told.items()}
    assert stands["newsletter", "born"] is Standing.REFUSED
    assert "FM-004" in named(told["newsletter", "born"].stand.against)
    assert stands["newsletter", "mail"] is Standing.ALLOWED
    assert "FM-008" in named(told["newsletter", "ok"].stand.against)
    assert stands["registration", "given"] is Standing.UNSPOKEN
    assert stands["registration", "x7"] is Standing.OPEN
    assert stands["registration", "tel"] is Standing.ALLOWED
    assert stands["registration", "mail"] is Standing.FAULTY
    assert named(told["registration", "mail"].stand.against) == {"FM-010"}


def test_the_sector_decides_by_its_profile() -> None:
    found = facts()
    contact = form(f"{SHOP}/kontakt", "contact", 0)
    found["form"].append(contact)
    found["form_field"].append(field(contact, "t", "Telefon *", asks_for="tel", required=True, marked=True))
    told = document(found)
    phones = {
        profile: lines(forms(report_of(told, profile), decode_evidence(told)))["contact", "t"].stand
        for profile in ("sector-food", "sector-pharmacy")
    }
    assert phones["sector-food"].standing is Standing.REFUSED
    assert named(phones["sector-food"].against) == {"FM-007"}
    assert not phones["sector-pharmacy"].is_bad


def test_an_older_report_calls_nothing_allowed(report: Report, evidence: dict[str, Any]) -> None:
    old = replace(report, rulings=None)
    told = forms(old, decode_evidence(evidence))
    assert not told.told
    stands = {line.stand.standing for line in lines(told).values()}
    assert Standing.ALLOWED not in stands and Standing.UNSPOKEN not in stands
    assert lines(told)["newsletter", "born"].stand.is_bad
    assert "told of failing fields alone" in Page(render_html(encode_report(old), "en", evidence).decode()).text


@pytest.mark.parametrize(
    ("lang", "words"),
    [
        ("en", ("date of birth", "not allowed", "no control speaks of it", "required", "pre-ticked", "consent to adv")),
        ("de", ("Geburtsdatum", "nicht zulässig", "keine Prüfung äußert sich dazu", "Pflicht", "vorangekreuzt", "Ja")),
    ],
)
def test_the_page_says_it_in_both_languages(
    report: Report, evidence: dict[str, Any], lang: str, words: tuple[str, ...]
) -> None:
    said = Page(render_html(encode_report(report), lang, evidence).decode()).text
    said = said[said.index("Forms and what" if lang == "en" else "Formulare und wonach") :]
    assert all(word in said for word in words), [word for word in words if word not in said]


def test_a_finding_leads_to_its_field(report: Report, evidence: dict[str, Any]) -> None:
    shown = Page(render_html(encode_report(report), "en", evidence).decode())
    ids = {attrs.get("id") for _, attrs in shown.elements}
    spots = [str(attrs["href"]) for tag, attrs in shown.elements if attrs.get("class") == "spot"]
    assert spots and {href[1:] for href in spots} <= ids


def test_a_spreadsheet_has_a_line_for_every_field(report: Report, evidence: dict[str, Any]) -> None:
    packed = zipfile.ZipFile(io.BytesIO(render_tables(encode_report(report), "en", evidence)))
    rows = list(csv.DictReader(io.StringIO(packed.read("forms_fields.csv").decode("utf-8-sig"))))
    told = lines(forms(report, decode_evidence(evidence)))
    assert {(row["Purpose"], row["Name"]) for row in rows} == set(told) and len(rows) == len(told)
    born = next(row for row in rows if row["Name"] == "born")
    assert born["Verdict"] == "not allowed" and "FM-004" in born["Controls that object"]
    assert born["Asks for"] == "date of birth" and all(url in born["Seen on"] for url in PAGES)


@pytest.mark.parametrize("lang", ["en", "de"])
def test_the_pdf_has_the_table(report: Report, evidence: dict[str, Any], lang: str) -> None:
    assert render_pdf(encode_report(report), lang, evidence).startswith(b"%PDF")


def test_hundreds_of_fields_are_bounded_and_said(report: Report) -> None:
    found = facts()
    found["form_field"] += [field(found["form"][3], f"n{n}", f"Feld {n}", asks_for="free-text") for n in range(400)]
    found["form"] += [form(f"{SHOP}/f{n}", "contact", 0, action=f"{SHOP}/{n}") for n in range(90)]
    shown = Page(render_html(encode_report(report), "en", document(found)).decode())
    assert sum(str(attrs.get("class")).startswith("field ") for attrs in shown.all("tbody")) <= 153
    assert "more fields have no room here" in shown.text and "more forms have no room here" in shown.text


# ── the picture and its marks ────────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture(scope="module")
def pictured(chromium: Any) -> tuple[dict[str, Any], dict[str, bytes]]:
    """Evidence with a picture of the registration, whose fields are blue boxes at known places."""
    page_ = chromium.new_page(viewport={"width": 900, "height": 700})
    page_.set_content(
        "<body style='margin:0;background:#fff'>"
        + "".join(
            f"<p style='position:absolute;left:{x}px;top:{y}px;margin:0;width:200px;height:40px;background:#00f'></p>"
            for x, y in ((100, 300), (400, 380), (100, 460))
        )
    )
    picture = page_.screenshot(type="jpeg", quality=90, clip={"x": 60, "y": 260, "width": 600, "height": 300})
    page_.close()
    digest = hashlib.sha256(picture).hexdigest()
    names = [("tel", "Telefon"), ("mail", "E-Mail"), ("given", "Vorname"), ("x7", "Merkmal")]
    kept = {
        "schema": "siegel/forms/1",
        "forms": [
            {
                "page": f"{SHOP}/registrieren",
                "ordinal": 0,
                "fields": [{"name": name, "id": "", "label": label} for name, label in names],
                "picture": {
                    "artifact": digest,
                    "clip": [60, 260, 600, 300],
                    "fields": [[100, 300, 200, 40], [400, 380, 200, 40], [100, 460, 200, 40], None],
                },
            }
        ],
    }
    data = json.dumps(kept).encode()
    artifact = hashlib.sha256(data).hexdigest()
    return document(facts(artifact)), {digest: picture, artifact: data}


def test_fields_stand_in_the_order_of_the_page(
    report: Report, pictured: tuple[dict[str, Any], dict[str, bytes]]
) -> None:
    evidence, artifacts = pictured
    sheet = forms(report, decode_evidence(evidence), artifacts).sheets[1]
    assert [(line.number, line.name) for line in sheet.fields] == [(1, "tel"), (2, "mail"), (3, "given"), (4, "x7")]
    assert sheet.unmarked == (4,)


@in_chromium
@pytest.mark.parametrize("width", [390, 1280])
def test_the_marks_lie_on_the_fields_and_the_bad_ones_are_red(
    chromium: Any, tmp_path: Path, report: Report, pictured: tuple[dict[str, Any], dict[str, bytes]], width: int
) -> None:
    evidence, artifacts = pictured
    opened = Opened(chromium, tmp_path, render_html(encode_report(report), "en", evidence, artifacts), width)
    svg = opened.page.locator("#form\\:2\\:picture")
    svg.scroll_into_view_if_needed()
    taken = base64.b64encode(svg.screenshot(type="png")).decode()
    scale = svg.bounding_box()["width"] / 602  # its border
    marks = opened.page.locator("#form\\:2\\:picture .mark")
    numbers = [marks.nth(n).locator("text").text_content() for n in range(marks.count())]
    assert numbers == ["1", "2", "3"]
    bad = [marks.nth(n).get_attribute("class") == "mark bad" for n in range(3)]
    assert bad == [False, True, False]
    reader = chromium.new_page()
    within = reader.evaluate(
        """async ([data, boxes]) => {
          const image = new Image();
          image.src = "data:image/png;base64," + data;
          await image.decode();
          const canvas = new OffscreenCanvas(image.width, image.height);
          const brush = canvas.getContext("2d");
          brush.drawImage(image, 0, 0);
          return boxes.map(([x, y]) => [...brush.getImageData(x, y, 1, 1).data].slice(0, 3));
        }""",
        [
            taken,
            [
                [round((float(rect["x"]) + at * float(rect["width"])) * scale), round((float(rect["y"]) + 23) * scale)]
                for rect in (
                    marks.nth(n)
                    .locator("rect")
                    .evaluate(
                        "one => Object.fromEntries(['x', 'y', 'width'].map(name => [name, one.getAttribute(name)]))"
                    )
                    for n in range(3)
                )
                for at in (0.1, 0.5)
            ],
        ],
    )
    reader.close()
    assert all(blue > 180 and red < 80 for red, _, blue in within), within
    assert opened.said == [] and opened.elsewhere() == []


@pytest.mark.parametrize(
    "change",
    [
        {"artifact": "../../etc/passwd"},
        {"artifact": 7},
        {"clip": [0, 0, 0, 0]},
        {"clip": "<script>"},
        {"clip": [1e300, 0, 9, 9]},
        {"fields": [[1, 2], "x", {"a": 1}]},
        {"fields": None},
        {"why": "<script>window.pwned = true</script>"},
    ],
)
def test_a_picture_that_is_not_as_it_must_be_costs_itself_alone(
    report: Report, pictured: tuple[dict[str, Any], dict[str, bytes]], change: dict[str, Any]
) -> None:
    _, artifacts = pictured
    kept = json.loads(next(data for data in artifacts.values() if data.startswith(b"{")))
    kept["forms"][0]["picture"] |= change
    data = json.dumps(kept).encode()
    digest = hashlib.sha256(data).hexdigest()
    html = render_html(encode_report(report), "en", document(facts(digest)), {**artifacts, digest: data}).decode()
    assert "<script>window" not in html and "passwd" not in html
    assert Page(html).text.count("Vorname") >= 1


# ── the page in a browser ────────────────────────────────────────────────────────────────────────────────────────────


@in_chromium
def test_hostile_words_stay_words(chromium: Any, tmp_path: Path) -> None:
    found = copy.deepcopy(facts())
    for n, attack in enumerate(one.replace("\ud800", "") for one in ATTACKS):
        bad = form(f"{SHOP}/{n}?{attack}", "contact", 0, action=attack, method="post", captcha=attack)
        found["form"].append(bad)
        found["form_field"].append(
            field(bad, attack, attack, asks_for={"unknown": attack}, because=[attack], required=True, marked=False)
        )
    evidence = document(found)
    made = report_of(evidence)
    for lang in ("en", "de"):
        opened = Opened(chromium, tmp_path, render_html(encode_report(made), lang, evidence), 1280)
        opened.page.evaluate(OPEN_ALL)
        assert opened.page.evaluate("window.pwned") is None
        assert opened.said == [] and opened.elsewhere() == []
        opened.page.close()
    packed = zipfile.ZipFile(io.BytesIO(render_tables(encode_report(made), "en", evidence)))
    cells = [
        cell for row in csv.reader(io.StringIO(packed.read("forms_fields.csv").decode("utf-8-sig"))) for cell in row
    ]
    assert not any(cell.startswith(("=", "+", "@")) for cell in cells)


@in_chromium
@pytest.mark.parametrize("width", [320, 390, 1280])
def test_nothing_sticks_out_on_any_screen_or_paper(
    chromium: Any, tmp_path: Path, report: Report, pictured: tuple[dict[str, Any], dict[str, bytes]], width: int
) -> None:
    evidence, artifacts = pictured
    opened = Opened(chromium, tmp_path, render_html(encode_report(report), "de", evidence, artifacts), width)
    opened.page.evaluate(OPEN_ALL)
    assert opened.page.evaluate(STICK_OUT) == []
    opened.page.set_viewport_size({"width": PAPER, "height": 900})
    opened.page.emulate_media(media="print")
    assert opened.page.evaluate(STICK_OUT) == []


@in_chromium
def test_axe_finds_no_barrier_in_the_forms(
    chromium: Any, tmp_path: Path, axe: str, report: Report, pictured: tuple[dict[str, Any], dict[str, bytes]]
) -> None:
    evidence, artifacts = pictured
    opened = Opened(
        chromium, tmp_path, render_html(encode_report(report), "de", evidence, artifacts), 1280, bypass_csp=True
    )
    opened.page.evaluate(axe)
    found = opened.page.evaluate("axe.run('#forms').then(({violations}) => violations.map((one) => one.id))")
    assert found == []
