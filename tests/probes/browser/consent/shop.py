"""A small shop that shows one banner, what a choice there has stored; and the truth beside each banner."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from playwright.async_api import Page

from scanner.model.vocabulary import Phase
from scanner.network import ConnectTo, Limits, Network
from scanner.probes.browser.consent import Banner, Chosen, choose, look_closer, look_for_banner
from scanner.probes.browser.session import Browser
from scanner.probes.browser.tab import Tab

HERE = Path(__file__).parent
URL = "http://shop.example/"

# What is stored counts only where a real click stored it: a script's own has no trust.
BASE = """<!doctype html><html lang=@LANG@><meta charset=utf-8><title>Müsli Beispiel</title>
<body style="margin:0;font:16px sans-serif"><script>
function done(value, message) {
  if (!message && !navigator.userActivation.isActive) value = 'untrusted';
  document.cookie = 'choice=' + encodeURIComponent(value) + ';path=/';
  document.getElementById('b')?.remove();
}
</script>@TOP@<header style="padding:10px"><a href="/">Müsli Beispiel</a> <a href="/warenkorb">Warenkorb</a></header>
<main style="min-height:1500px;padding:10px"><h1>Müsli</h1><p>Haferflocken und Nüsse.</p>
<button onclick="document.cookie='choice=bad;path=/'">In den Warenkorb</button></main>
<footer style="padding:10px 10px 400px"><a href="/impressum">Impressum</a>
<a href="/datenschutz">Datenschutz</a></footer>
@END@<script>
const b = document.getElementById('b');
if (b) { if (document.cookie.includes('choice=')) b.remove(); else b.hidden = false; }
</script></body></html>"""

FRAME = """<!doctype html><meta charset=utf-8><body style="background:#fff">{text}
<button onclick="event.isTrusted && {send}">{no}</button> <button>{settings}</button>
<button onclick="event.isTrusted && {send_yes}">{yes}</button>"""
FRAMES = {
    "cmp.example/frame_en": FRAME.format(
        text="We and our partners use cookies for advertising and analytics. Do you consent?",
        send="parent.postMessage('no','*')", send_yes="parent.postMessage('all','*')",
        no="Decline", yes="Accept", settings="Options",
    ),
    "/inner_de": FRAME.format(
        text="Wir verwenden Cookies für Marketing und Statistik. Dürfen wir?",
        send="parent.done('no',true)", send_yes="parent.done('all',true)",
        no="Ablehnen", yes="Zustimmen", settings="Einstellungen",
    ),
}  # fmt: skip


@dataclass(frozen=True)
class Case:
    name: str
    truth: dict[str, Any]
    html: str


def cases(folder: str) -> list[Case]:
    """All of one folder, by name."""
    found = []
    for path in sorted((HERE / folder).glob("*.html")):
        head, _, body = path.read_text("utf-8").partition("\n")
        truth = json.loads(head.removeprefix("<!--").removesuffix("-->"))
        page = BASE.replace("@LANG@", truth.get("language") or path.stem[-2:])
        page = page.replace("@TOP@", body if truth.get("top") else "").replace(
            "@END@", "" if truth.get("top") else body
        )
        found.append(Case(path.stem, truth, page))
    return found


def network(port: int) -> Network:
    async def no_names(_host: str, _port: int) -> list[str]:
        return []

    rules = [ConnectTo(host, 80, "127.0.0.1", port) for host in ("shop.example", "cmp.example")]
    return Network(URL, rules, Limits(connections_per_second=3000, burst=1000), resolver=no_names)


@dataclass(frozen=True)
class Seen:
    """What the probe made of a case."""

    banner: Banner | None
    closer: Banner | None
    rejected: Chosen
    stored_rejected: str | None
    accepted: Chosen
    stored_accepted: str | None
    untouched: str | None


async def stored(page: Page, name: str = "choice") -> str | None:
    cookies = {str(c.get("name")): str(c.get("value")) for c in await page.context.cookies()}
    return cookies.get(name)


async def in_phase(browser: Browser, phase: Phase, url: str, act: Callable[[Tab], Awaitable[Any]]) -> Any:
    """In a clean context of its own."""
    async with browser.phase(phase) as session, session.tab() as tab:
        visit = await tab.visit(url)
        assert visit.seen, visit.reason
        return await act(tab)


async def see(browser: Browser, url: str, late_s: float = 3.0) -> Seen:
    """Looks, opens the settings, rejects and accepts, each as a new visitor."""

    async def look(tab: Tab) -> tuple[Banner | None, str | None, Banner | None]:
        banner = await look_for_banner(tab, late_s)
        untouched = await stored(tab.page)
        return banner, untouched, await look_closer(tab, banner) if banner else None

    async def choice(tab: Tab, phase: Phase) -> tuple[Chosen, str | None]:
        chosen = await choose(tab, phase, late_s)
        return chosen, await stored(tab.page)

    (banner, untouched, closer), rejected, accepted = await asyncio.gather(
        in_phase(browser, Phase.BEFORE_CHOICE, url, look),
        in_phase(browser, Phase.REJECTED, url, lambda tab: choice(tab, Phase.REJECTED)),
        in_phase(browser, Phase.ACCEPTED, url, lambda tab: choice(tab, Phase.ACCEPTED)),
    )
    return Seen(banner, closer, *rejected, *accepted, untouched)
