"""Who reads report.html on a phone, on paper or by ear reads all of it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from scanner.model.report import encode_report
from scanner.reports.html import render_html

from .crowded import EVIDENCE, crowded
from .opened import Opened, in_chromium

pytestmark = in_chromium
#: CSS pixels of an A4 page between its margins.
PAPER = 658
OPEN_ALL = "document.querySelectorAll('details').forEach(fold => { fold.open = true })"
#: Elements that stick out of the window, but for those that scroll by themselves.
STICK_OUT = """() => [...document.querySelectorAll('body *')]
  .filter(part => !part.closest('nav ul, .hidden, .skip, svg'))
  .filter(part => part.getBoundingClientRect().right > document.documentElement.clientWidth + 1)
  .map(part => part.outerHTML.slice(0, 200))"""


def html(lang: str) -> bytes:
    return render_html(encode_report(crowded()), lang, EVIDENCE)


@pytest.mark.parametrize(("lang", "width", "scheme"), [("de", 375, "light"), ("en", 1280, "dark")])
def test_axe_finds_no_barrier(chromium: Any, tmp_path: Path, axe: str, lang: str, width: int, scheme: str) -> None:
    opened = Opened(chromium, tmp_path, html(lang), width, color_scheme=scheme, bypass_csp=True)
    opened.page.evaluate(OPEN_ALL)
    opened.page.evaluate(axe)
    found = opened.page.evaluate("axe.run({resultTypes: ['violations']})")["violations"]
    assert [(rule["id"], rule["nodes"][0]["html"]) for rule in found] == []


@pytest.mark.parametrize("width", [320, 375, 700, 1280])
def test_nothing_sticks_out_of_the_window(chromium: Any, tmp_path: Path, width: int) -> None:
    opened = Opened(chromium, tmp_path, html("de"), width)
    opened.page.evaluate(OPEN_ALL)
    assert opened.page.evaluate("document.documentElement.scrollWidth") <= width
    assert opened.page.evaluate(STICK_OUT) == []


def test_nothing_sticks_out_of_the_paper(chromium: Any, tmp_path: Path) -> None:
    opened = Opened(chromium, tmp_path, html("de"), PAPER, java_script_enabled=True)
    opened.page.emulate_media(media="print")
    opened.page.evaluate(OPEN_ALL)
    assert opened.page.evaluate(STICK_OUT) == []


def test_on_a_phone_the_outcome_stands_on_the_first_screen_and_cells_behind_their_headings(
    chromium: Any, tmp_path: Path
) -> None:
    opened = Opened(chromium, tmp_path, html("de"), 375)
    opened.page.evaluate(OPEN_ALL)
    box = opened.page.locator(".verdict .word").bounding_box()
    assert box["y"] + box["height"] < 844
    cell = opened.page.locator("table.seen td[data-head='Betreiber']").first
    assert "Betreiber" in cell.evaluate("cell => getComputedStyle(cell, '::before').content")
    assert opened.page.locator("table.seen thead").first.bounding_box()["width"] <= 1
