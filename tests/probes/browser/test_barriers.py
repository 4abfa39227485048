"""Barriers are found in a world of our own: no page hears of it, lies about it, or holds the scan up by it."""

from __future__ import annotations

import asyncio

import pytest

from scanner.probes.browser import barriers
from scanner.probes.browser.barriers import Examined, examine, version

from .conftest import Serve
from .scenes import network_to, one_phase

ROUGH = """<!doctype html><html><title>x</title><body><main><h1>Müsli</h1><img src=/a.png><input name=q value=hush>
<button data-token="a8f5f167f44f4964e6c998dee827110c"></button><a href=/b></a>
<script>window.heard=[];addEventListener('message',e=>heard.push(1));
new MutationObserver(all=>heard.push(...all)).observe(document,{subtree:true,attributes:true,childList:true});
document.querySelectorAll=()=>[];window.axe={run:()=>Promise.resolve({violations:[]})};
postMessage('{"topic":"axe.start"}','*')</script></main>"""
SMOOTH = '<!doctype html><html lang=de><title>x</title><body><main><h1>Müsli</h1><img src=/a.png alt=""></main>'


def looked_at(serve: Serve, html: str, after: str = "0") -> tuple[Examined, object]:
    async def scene() -> tuple[Examined, object]:
        async with asyncio.timeout(60):
            with serve({"/": html}) as site:
                browsing = one_phase(network_to(site.port, "shop.example", meant=80))
                async with browsing as (_, session), session.tab() as tab:
                    assert (await tab.visit("http://shop.example/")).seen
                    found = await examine(tab)
                    return found, None if tab.dead else await tab.page.evaluate(after)

    return asyncio.run(scene())


def test_what_a_machine_can_find_is_found_and_the_page_neither_hears_nor_lies(
    serve: Serve, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(barriers, "SECONDS", 20.0)  # for machines with much else to do
    found, heard = looked_at(serve, ROUGH, "[heard.length, Object.keys(axe)]")
    assert found.issues is not None, found
    rules = {issue.rule: issue for issue in found.issues}
    assert {"html-has-lang", "image-alt", "label", "button-name", "link-name"} <= rules.keys()
    assert rules["image-alt"].criteria == ("1.1.1",)
    assert rules["image-alt"].count == 1
    assert not any("hush" in issue.first or "a8f5f167" in issue.first for issue in found.issues)
    assert heard == [1, ["run"]]  # its own message, and nothing else


def test_a_page_without_barriers_has_none(serve: Serve, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(barriers, "SECONDS", 20.0)
    found, _ = looked_at(serve, SMOOTH)
    assert found.issues == ()


def test_a_page_that_is_too_large_is_left_and_says_so(serve: Serve, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(barriers, "MOST_ELEMENTS", 3)
    found, _ = looked_at(serve, SMOOTH)
    assert found.issues is None
    assert "too many" in found.reason


def test_a_test_that_takes_too_long_is_given_up(serve: Serve, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(barriers, "SECONDS", 0.001)
    found, _ = looked_at(serve, SMOOTH)
    assert found.issues is None
    assert "longer than" in found.reason


def test_it_is_known_which_rules_were_used() -> None:
    assert version().split(".")[0] == "4"
