"""Banners made of building blocks, each operated by a new visitor for each choice: where it stands must not matter."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from dataclasses import replace

import pytest

from scanner.model.vocabulary import Phase
from scanner.network import ConnectTo, Limits, Network
from scanner.probes.browser.consent import choose
from scanner.probes.browser.consent.choice import GATED, NO_BANNER
from scanner.probes.browser.session import Browser

from ..conftest import Serve
from .blocks import BESIDE, WORDS, Blocks

PLACES = ("bottom", "modal", "dialog", "popover", "absolute", "inline", "closed", "nested_closed", "slotted", "frame",
          "cross", "sandbox", "replaced")  # fmt: skip
ELEMENTS = ("anchor", "anchor_js", "plain_anchor", "div", "role", "input", "icon", "image", "nested")
WAYS = ("layer", "checkbox", "switch", "slider", "radio", "pair", "hidden_box", "toggles", "confirm", "page")
SWITCHES = ("checkbox", "switch", "slider", "radio", "pair", "silent_pair", "hidden_box", "toggles")
FAMILIES = {
    "places": [Blocks(place=place) for place in PLACES],
    "elements": [Blocks(element=element, place=("bottom", "closed")[i % 2]) for i, element in enumerate(ELEMENTS)],
    "ways off": [Blocks(way=way, place=("modal", "bottom", "closed")[i % 3]) for i, way in enumerate(WAYS)],
    "ways on": [
        Blocks(way=way, place=("bottom", "closed", "cross")[i % 3], preticked=True)
        for i, way in enumerate((*SWITCHES, "one_radio", "page"))
    ],
    "languages": [Blocks(language=one, way=way) for one in WORDS for way in ("first", "checkbox", "layer")],
    "moments": [
        Blocks(when=when, place=place) for when in ("late", "scroll", "mouse", "slow") for place in ("bottom", "closed")
    ],
    "company": [Blocks(beside=one) for one in BESIDE],
}  # fmt: skip


def _network(port: int, names: list[str]) -> Network:
    async def no_names(_host: str, _port: int) -> list[str]:
        return []

    rules = [ConnectTo(host, 80, "127.0.0.1", port) for host in (*names, "cmp.example")]
    return Network("http://shop.example/", rules, Limits(connections_per_second=3000, burst=1000), resolver=no_names)


async def _chosen(browser: Browser, host: str, phase: Phase, patience_s: float = 8.0) -> str:
    """What the page has kept after the choice, and why it failed if it did."""
    async with browser.phase(phase) as session, session.tab() as tab:
        visit = await tab.visit(f"http://{host}/")
        assert visit.seen, visit.reason
        chosen = await choose(tab, phase, patience_s)
        cookies = {str(c.get("name")): str(c.get("value")) for c in await tab.page.context.cookies()}
    if "bad" in cookies:
        return "clicked what nobody may"
    return cookies.get("choice", "nothing") if chosen.works else f"failed: {chosen.reason} {chosen.steps}"


def _differences(pages: list[Blocks], serve: Serve) -> Iterator[str]:
    """Two visitors for each page, on a host of its own."""

    async def scene() -> list[tuple[str, str]]:
        hosts = [f"p{i}.example" for i in range(len(pages))]
        served = {
            path if path.startswith("cmp.") else host + path: text
            for host, page in zip(hosts, pages, strict=True)
            for path, text in page.documents.items()
        }
        with serve(served) as site:
            async with Browser.open(_network(site.port, hosts)) as browser:
                turns = asyncio.Semaphore(3)

                async def one(host: str, phase: Phase) -> str:
                    async with turns, asyncio.timeout(90):
                        return await _chosen(browser, host, phase)

                asked = [one(host, phase) for host in hosts for phase in (Phase.REJECTED, Phase.ACCEPTED)]
                answers = await asyncio.gather(*asked)
                return list(zip(answers[::2], answers[1::2], strict=True))

    for page, (rejected, accepted) in zip(pages, asyncio.run(scene()), strict=True):
        if rejected != "none":
            yield f"{page.name}: rejected is {rejected}"
        if accepted not in {"all", "a"}:
            yield f"{page.name}: accepted is {accepted}"


@pytest.mark.parametrize("family", FAMILIES)
def test_wherever_a_banner_stands_and_whatever_it_is_made_of_both_choices_reach_it(family: str, serve: Serve) -> None:
    assert list(_differences(FAMILIES[family], serve)) == []


def test_what_is_no_consent_banner_is_neither_taken_for_one_nor_clicked(serve: Serve) -> None:
    alone = [replace(page, when="never") for page in FAMILIES["company"]]

    async def scene() -> list[str]:
        with serve({f"p{i}.example/": page.documents["/"] for i, page in enumerate(alone)}) as site:
            async with Browser.open(_network(site.port, [f"p{i}.example" for i in range(len(alone))])) as browser:
                return [await _chosen(browser, f"p{i}.example", Phase.ACCEPTED, 1.0) for i in range(len(alone))]

    assert set(asyncio.run(scene())) == {f"failed: {NO_BANNER} ()", f"failed: {GATED} ()"}
