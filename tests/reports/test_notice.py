"""The section on the privacy notice: what was observed stands beside what is disclosed, and sentences are marked."""

from __future__ import annotations

import datetime as dt
import hashlib
import html
import json
from pathlib import Path
from typing import Any

import pytest

from scanner.model.codec import decode_evidence
from scanner.model.report import Report, encode_report
from scanner.policy.library import built_in
from scanner.reports.full.notice import Notice, notice
from scanner.reports.full.notice_words import Told
from scanner.reports.html import render_html
from scanner.reports.read import read_report
from scanner.scan import Settings, make_report

from .opened import Opened, in_chromium
from .test_barriers import OPEN_ALL, PAPER, STICK_OUT
from .test_html import ATTACKS, Page

TODAY = dt.date(2026, 11, 22)
SHOP = "https://www.muesli.example"
URL = f"{SHOP}/datenschutz"
RIGHT = "Sie haben das Recht auf Auskunft nach Art. 15 DSGVO."
TEXT = f"""<html lang="de"><title>Datenschutz</title><body><main><h1>Datenschutz</h1><h2>Ihre Rechte</h2>
<p>Vorher. {RIGHT} Nachher.</p>
<ul><li>Wir nutzen Hafer Analytics.</li></ul></main></body></html>"""


def facts(digest: str) -> dict[str, Any]:
    seen = [{"page": URL, "phase": "before_choice", "at": "2026-11-22T10:00:00Z", "artifact": digest}]
    page = {"url": URL, "role": "privacy", "status": 200, "language": "de", "title": "Datenschutz", "seen": seen}
    read = {"url": URL, "language": "de", "words": 40, "version_date": "2026-02-03", "fully_read": True}
    return {
        "page": [page],
        "privacy_notice": [read | {"controller": "Hafer GmbH", "reachable_from_every_page": True}],
        "disclosure": [
            disclosure("right_access", present=True, quote=RIGHT, section="Ihre Rechte"),
            disclosure("complaint", present=False),
            disclosure("retention", present={"unknown": "hinted at, not said"}),
            disclosure("dpo", core=False, applies=False, present=False),
        ],
        "service": [
            service("Hafer Analytics", disclosed=True, quote="Wir nutzen Hafer Analytics."),
            service("Pixelwerk", disclosed=False),
            service("Altdienst", disclosed=True, observed=[], quote="Wir nutzen Altdienst."),
        ],
    }


def document(found: dict[str, Any]) -> dict[str, Any]:
    coverage = [{"kind": kind, "scope": {}, "status": "seen"} for kind in found]
    return {"schema": "siegel/evidence/1", "shop": f"{SHOP}/", "facts": found, "coverage": coverage}


def kept(text: str = TEXT) -> tuple[dict[str, Any], dict[str, bytes]]:
    """Evidence of a shop with this notice, and what was kept of it."""
    digest = hashlib.sha256(text.encode()).hexdigest()
    return document(facts(digest)), {digest: text.encode()}


def disclosure(item: str, **more: Any) -> dict[str, Any]:
    usual = {"core": True, "applies": True, "quote": None, "section": None}
    return {"notice": {"url": URL}, "item": item} | usual | more


def service(name: str, **more: Any) -> dict[str, Any]:
    usual = {"operator": None, "country": "DE", "purpose": "statistics", "receives_personal_data": True}
    return {"name": name, "observed": ["accepted"], "quote": None} | usual | more


def report_of(evidence: dict[str, Any]) -> Report:
    library = built_in()
    seen = decode_evidence(evidence)
    made = make_report(seen, library.profile("strict-de-shop"), library, Settings(TODAY), name="Müsli", run={})
    return read_report(json.loads(json.dumps(encode_report(made))))


def told(text: str = TEXT) -> Notice:
    evidence, artifacts = kept(text)
    return notice(report_of(evidence), decode_evidence(evidence), artifacts)


def rendered(evidence: dict[str, Any], artifacts: dict[str, bytes], lang: str = "de") -> bytes:
    return render_html(encode_report(report_of(evidence)), lang, evidence, artifacts)


def page(lang: str = "en", text: str = TEXT) -> Page:
    evidence, artifacts = kept(text)
    return Page(rendered(evidence, artifacts, lang).decode())


def test_items_say_what_the_evidence_says() -> None:
    assert {item.name.en: item.told for item in told().items} == {
        "right of access": Told.SAID,
        "complaint to an authority": Told.MISSING,
        "storage period": Told.UNKNOWN,
        "data protection officer": Told.NOT_NEEDED,
    }


def test_who_was_observed_stands_beside_who_is_named() -> None:
    found = told()
    assert [(pair.name, pair.told) for pair in found.services] == [
        ("Pixelwerk", Told.MISSING),
        ("Hafer Analytics", Told.SAID),
    ]
    assert [pair.name for pair in found.only_named] == ["Altdienst"]
    assert [voice.control for voice in found.services[0].stand.against] == ["PN-004"]


def test_promises_stand_beside_what_was_seen() -> None:
    claims = [
        {"page": URL, "what": "no_tracking", "about": None, "quote": "Wir tracken nicht.", "contradicted_by": against}
        for against in (None, "a request to pixel.example")
    ]
    claims[1] |= {"about": "Pixelwerk"}
    evidence, artifacts = kept()
    evidence = document(evidence["facts"] | {"claim": claims})
    found = notice(report_of(evidence), decode_evidence(evidence), artifacts)
    assert [(one.told, one.broken_by) for one in found.promises] == [
        (Told.MISSING, "a request to pixel.example"),
        (Told.SAID, ""),
    ]
    assert "contradicted" in Page(rendered(evidence, artifacts, "en").decode()).text


def test_a_sentence_is_marked_where_it_stands() -> None:
    (line,) = [line for line in told().lines if any(piece.items for piece in line.pieces)]
    assert [(piece.text.strip(), piece.items) for piece in line.pieces] == [
        ("Vorher.", ()),
        (RIGHT, (1,)),
        ("Nachher.", ()),
    ]
    assert [item.marked for item in told().items] == [True, False, False, False]


def test_a_sentence_that_goes_over_several_lines_is_marked_in_all_of_them() -> None:
    text = "<main><p>Hier gilt: Sie haben das Recht</p><p>auf Auskunft nach Art. 15 DSGVO. Und mehr.</p></main>"
    marked = [piece.text for line in told(text).lines for piece in line.pieces if piece.items]
    assert marked == ["Sie haben das Recht", "auf Auskunft nach Art. 15 DSGVO."]


def test_a_quote_that_stands_nowhere_is_not_marked_and_a_text_that_was_not_kept_not_shown() -> None:
    assert not any(item.marked for item in told("<p>Ganz anderes.</p>").items)
    evidence, _ = kept()
    assert notice(report_of(evidence), decode_evidence(evidence)).lines == ()
    assert not notice(report_of(document({})), decode_evidence(document({})))


@pytest.mark.parametrize(
    ("lang", "words"),
    [
        ("en", ("Observed", "Disclosed", "not named", "not seen in this scan", "can't tell", "3 February 2026")),
        ("de", ("Beobachtet", "Offengelegt", "nicht genannt", "in diesem Scan nicht gesehen", "3. Februar 2026")),
    ],
)
def test_the_page_says_it_in_both_languages(lang: str, words: tuple[str, ...]) -> None:
    said = page(lang).text
    assert [word for word in words if word not in said] == []


def test_every_mark_and_finding_leads_somewhere() -> None:
    shown = page()
    ids = {attrs.get("id") for _, attrs in shown.elements}
    inward = {str(attrs["href"]) for _, attrs in shown.elements if str(attrs.get("href", "")).startswith("#notice")}
    assert {"#notice:at:1", "#notice:item:1", "#notice:item:2"} <= inward
    assert {href[1:] for href in inward} <= ids


@in_chromium
def test_nothing_of_a_hostile_notice_runs_or_leads_away(chromium: Any, tmp_path: Path) -> None:
    hostile = [one.replace("\ud800", "") for one in ATTACKS]
    text = "<main>" + "".join(f"<p>{html.escape(one)}</p>{one}" for one in hostile) + "</main>"
    evidence, artifacts = kept(text)
    rows = evidence["facts"]
    rows["disclosure"][0] |= {"quote": hostile[0], "section": hostile[1]}
    rows["service"] += [service(one, disclosed=True, quote=one, operator=one) for one in hostile]
    rows["privacy_notice"][0]["controller"] = hostile[2]
    for lang in ("en", "de"):
        opened = Opened(
            chromium, tmp_path, render_html(encode_report(report_of(evidence)), lang, evidence, artifacts), 1280
        )
        opened.page.evaluate(OPEN_ALL)
        assert opened.page.evaluate("window.pwned") is None
        assert opened.said == [] and opened.elsewhere() == []
        opened.page.close()


@in_chromium
@pytest.mark.parametrize("width", [320, 1280])
def test_nothing_sticks_out_on_any_screen_or_paper(chromium: Any, tmp_path: Path, width: int) -> None:
    long = TEXT.replace("Nachher.", "Donaudampfschifffahrtsgesellschaft" * 6)
    evidence, artifacts = kept(long)
    opened = Opened(
        chromium, tmp_path, render_html(encode_report(report_of(evidence)), "de", evidence, artifacts), width
    )
    opened.page.evaluate(OPEN_ALL)
    assert opened.page.evaluate(STICK_OUT) == []
    opened.page.set_viewport_size({"width": PAPER, "height": 900})
    opened.page.emulate_media(media="print")
    assert opened.page.evaluate(STICK_OUT) == []


@in_chromium
def test_axe_finds_no_barrier_in_the_notice(chromium: Any, tmp_path: Path, axe: str) -> None:
    evidence, artifacts = kept()
    opened = Opened(
        chromium,
        tmp_path,
        render_html(encode_report(report_of(evidence)), "de", evidence, artifacts),
        1280,
        bypass_csp=True,
    )
    opened.page.evaluate(OPEN_ALL)
    opened.page.evaluate(axe)
    found = opened.page.evaluate("axe.run('#notice').then(({violations}) => violations.map((one) => one.id))")
    assert found == []
