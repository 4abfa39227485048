"""The pictures of a report: each once, worst first, said in words, within a bound; and what is none never shown."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from scanner import store
from scanner.model.report import Report, encode_report
from scanner.model.verdict import Blocker, Finding, Judgement, Text
from scanner.model.vocabulary import GapCause, Severity, Verdict
from scanner.reports.full import pictures
from scanner.reports.html import render_html

from . import samples
from .opened import Opened, in_chromium

pytestmark = in_chromium

URL = "https://www.muesli.example/"
HOSTILE_URL = 'https://www.muesli.example/"><script>window.pwned = true</script>'


def digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


@pytest.fixture(scope="module")
def hostile(chromium: Any, shots: list[bytes]) -> list[bytes]:
    """What a shop, or whoever sends a run folder, would like to have shown."""
    page = chromium.new_page()
    dot = page.screenshot(type="jpeg", clip={"x": 0, "y": 0, "width": 1, "height": 1})
    page.close()
    script = b"<script>window.pwned = true; alert(1)</script>"
    return [
        b'<svg xmlns="http://www.w3.org/2000/svg" width="99" height="99" onload="window.pwned = true">'
        + script
        + b"</svg>",
        b"<!doctype html><html>" + script + b"</html>",
        dot,
        shots[0][: len(shots[0]) // 2],
        shots[0] + script,
        shots[0][:-2] + bytes(50_000_000) + b"\xff\xd9",
    ]


def finding(n: int, *artifacts: bytes) -> Finding:
    return Finding(Text(f"seen {n}", f"gesehen {n}"), URL, "[]", tuple(map(digest, artifacts)), f"{n:032}")


def failed(id_: str, severity: Severity, *findings: Finding) -> Any:
    judgement = Judgement(Verdict.FAIL, findings, decided_by=Text("some", "einige"))
    return samples.control(id_, f"Title of {id_}", f"Titel von {id_}", judgement, severity=severity, counted=True)


def report(*verdicts: Any) -> Report:
    return replace(samples.FAILING, verdicts=verdicts)


def evidence(*kept: bytes, url: str = URL) -> dict[str, Any]:
    seen = [
        {"page": url, "phase": "before_choice", "at": f"2026-11-22T10:00:{n:02}Z", "artifact": digest(data)}
        for n, data in enumerate(kept)
    ]
    return {
        "schema": "siegel/evidence/1",
        "shop": URL,
        "plan": [],
        "facts": {"page": [{"url": url, "role": "home", "seen": seen}]},
        "coverage": [],
    }


def html(shown: Report, *kept: bytes, lang: str = "en", url: str = URL) -> str:
    artifacts = {digest(data): data for data in kept}
    return render_html(encode_report(shown), lang, evidence(*kept, url=url), artifacts).decode()


def images(text: str) -> list[str]:
    return re.findall(r"<img [^>]*>", text)


def test_a_picture_is_embedded_once_at_the_worst_control_and_linked_from_the_others(shots: list[bytes]) -> None:
    shown = report(
        failed("A-001", Severity.LOW, finding(1, shots[0])),
        failed("B-001", Severity.CRITICAL, *(finding(n, shots[0], shots[1]) for n in range(2, 9))),
    )
    text = html(shown, *shots)
    assert len(images(text)) == 2
    worst, other = (text.index(f'<article class="control item" id="{id_}"') for id_ in ("B-001", "A-001"))
    assert worst < text.index("<img ") < text.rindex("<img ") < other
    assert text.count('id="picture:1"') == 1
    assert text.count('href="#picture:1"') == 9  # from each of eight findings, and from the other control
    assert 'See <a href="#picture:1">Screenshot 1</a>' in text[other:]


@pytest.mark.parametrize(
    ("lang", "alt"),
    [
        ("en", f"Screenshot of {URL} before any choice, 22 November 2026, 10:00:00 UTC"),
        ("de", f"Bildschirmfoto von {URL} vor der Wahl, 22. November 2026, 10:00:00 UTC"),
    ],
)
def test_a_picture_says_what_it_shows_in_both_languages(shots: list[bytes], lang: str, alt: str) -> None:
    (image,) = images(html(report(failed("A-001", Severity.LOW, finding(1, shots[0]))), *shots, lang=lang))
    assert f'alt="{alt}"' in image
    assert 'src="data:image/jpeg;base64,' in image
    assert 'width="640" height="400"' in image


def test_what_is_unknown_has_pictures_too(shots: list[bytes]) -> None:
    blocker = Blocker(Text("x", "x"), GapCause.NOT_OPERABLE, "it is covered", (digest(shots[1]),))
    assert len(images(html(report(samples.unknown("A-001", blocker), samples.unknown("A-002", blocker)), *shots))) == 1


def test_what_passed_has_none(shots: list[bytes]) -> None:
    passed = replace(failed("A-001", Severity.LOW, finding(1, shots[0])).judgement, verdict=Verdict.PASS)
    assert images(html(report(replace(samples.passed("A-001"), judgement=passed)), *shots)) == []


def test_what_has_no_room_is_left_out_and_said(shots: list[bytes], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pictures, "MOST_CHARACTERS", len(shots[0]) * 4 // 3 + 100)
    text = html(report(failed("A-001", Severity.HIGH, finding(1, *shots)), failed("A-002", Severity.LOW)), *shots)
    assert len(images(text)) == 1
    assert "2 left out of this file" in text
    assert "2 screenshots had no room in this file" in text
    assert f'href="artifacts/{digest(shots[1])}"' in text


def test_a_report_alone_names_artifacts_and_shows_none(shots: list[bytes]) -> None:
    shown = report(failed("A-001", Severity.LOW, finding(1, shots[0])))
    text = render_html(encode_report(shown)).decode()
    assert images(text) == []
    assert digest(shots[0])[:12] in text


def test_what_is_no_picture_is_never_shown_as_one(shots: list[bytes], hostile: list[bytes]) -> None:
    shown = report(failed("A-001", Severity.HIGH, finding(1, *hostile, shots[2])))
    (image,) = images(html(shown, *hostile, *shots, url=HOSTILE_URL))
    assert "&lt;script&gt;" in image
    assert len(image) < 100_000


def test_hostile_artifacts_run_nothing_and_leave_the_rest_readable(
    chromium: Any, tmp_path: Path, shots: list[bytes], hostile: list[bytes]
) -> None:
    run = store.RunFolder(tmp_path)
    (tmp_path / "artifacts").mkdir()
    for data in (*hostile, shots[0], shots[1]):
        (tmp_path / "artifacts" / digest(data)).write_bytes(data)
    (tmp_path / "artifacts" / digest(shots[2])).write_bytes(hostile[0])  # not what its name says
    shown = report(
        failed("A-001", Severity.CRITICAL, finding(1, *hostile), finding(2, shots[0], shots[2])),
        samples.unknown("A-002", Blocker(Text("what is open", "x"), None, "why", (digest(shots[1]),))),
    )
    seen = evidence(*hostile, *shots, url=HOSTILE_URL)
    opened = Opened(chromium, tmp_path, render_html(encode_report(shown), "de", seen, run.kept))
    page = opened.page
    page.click("button[data-open]")
    page.wait_for_function("[...document.images].every(image => image.complete)")
    assert page.evaluate("[...document.images].map(image => image.naturalWidth)") == [640, 640]
    assert page.evaluate("window.pwned") is None
    assert opened.said == []
    assert opened.elsewhere() == []
    assert page.locator("bdi:text-is('gesehen 2')").is_visible()
    assert page.locator("text=Titel von A-001").is_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


def test_a_link_to_a_picture_opens_it_with_and_without_scripts(
    chromium: Any, tmp_path: Path, shots: list[bytes]
) -> None:
    shown = report(failed("A-001", Severity.HIGH, finding(1, shots[0])))
    text = html(shown, *shots).encode()
    for scripts in (True, False):
        opened = Opened(chromium, tmp_path, text, java_script_enabled=scripts)
        assert not opened.page.locator("img").is_visible()
        opened.page.goto(f"{opened.url}#picture:1")
        assert opened.page.locator("img").is_visible()


def test_printed_a_picture_is_on_the_paper(chromium: Any, tmp_path: Path, shots: list[bytes]) -> None:
    shown = report(failed("A-001", Severity.HIGH, finding(1, shots[0])))
    opened = Opened(chromium, tmp_path, html(shown, *shots).encode(), java_script_enabled=False)
    opened.page.emulate_media(media="print")
    assert opened.page.locator("img").is_visible()


def test_artifacts_are_read_one_by_one_and_only_what_they_claim_to_be(tmp_path: Path) -> None:
    (tmp_path / "artifacts").mkdir()
    good, large = b"good", bytes(store.MOST_ARTIFACT_BYTES + 1)
    for data in (good, large):
        (tmp_path / "artifacts" / digest(data)).write_bytes(data)
    (tmp_path / "artifacts" / ("0" * 64)).write_bytes(b"changed")
    (tmp_path / "artifacts" / ("1" * 64)).mkdir()
    kept: Mapping[str, bytes] = store.RunFolder(tmp_path).kept
    assert kept[digest(good)] == good
    for name in (digest(large), "0" * 64, "1" * 64, "2" * 64, "../evidence.json"):
        assert kept.get(name) is None
    assert set(kept) == {digest(good), digest(large), "0" * 64, "1" * 64}
