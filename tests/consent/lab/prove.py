"""Proves the truth files: walks each shop as a visitor would, with the case's own selectors, and prints what differs.

python -m tests.consent.lab.prove [PART OF A NAME ...] [--jobs N]
"""

from __future__ import annotations

import argparse
import asyncio
import base64
import hashlib
import re
import shutil
import sys
import tempfile
import time
from collections.abc import Coroutine, Sequence
from dataclasses import dataclass, field
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Any, TypeAlias
from urllib.parse import urlsplit

import yaml
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from playwright.async_api import Browser, BrowserContext, Locator, Page, Request, Response, async_playwright
from playwright.async_api import Error as BrowserError

from tests.consent.lab.cases import CASES
from tests.consent.lab.serve import start
from tests.consent.lab.shops import Case, page_paths

TRUTH = Path(__file__).parent / "truth"
CHROMIUM = shutil.which("chromium-headless-shell") or "chromium-headless-shell"
OPEN = 8.0
COLLECTORS = ("/metrics/collect", "/g/collect", "/stats/")
MANAGERS = {"www.googletagmanager.com"}
RESOURCES = {
    "fonts.googleapis.com",
    "fonts.gstatic.com",
    "www.youtube.com",
    "maps.googleapis.com",
    "www.google.com",
    "cdn.jsdelivr.net",
}
HARMLESS = {"consent.einwilligung-zentral.example"}
LIMIT = 395 * 86400
PHASES = ("before_choice", "rejected", "accepted", "dismissed", "withdrawn", "revisit", "gpc")

Item = tuple[str, str, str]
Walk: TypeAlias = "Coroutine[Any, Any, tuple[Visit, list[str]]]"

WATCH = """
(() => {
  const tell = (kind, value) => { try { window.__labNote(kind, String(value), location.origin); } catch (e) {} };
  const own = Object.getOwnPropertyDescriptor(Document.prototype, 'cookie');
  Object.defineProperty(Document.prototype, 'cookie', {
    configurable: true, enumerable: true,
    get() { return own.get.call(this); },
    set(text) { tell('cookie', text); own.set.call(this, text); },
  });
  const put = Storage.prototype.setItem;
  Storage.prototype.setItem = function (name, value) {
    tell(this === window.localStorage ? 'local_storage' : 'session_storage', name); return put.call(this, name, value);
  };
})();
"""
OPEN_ROOTS = """(() => { const attach = Element.prototype.attachShadow;
  Element.prototype.attachShadow = function () { return attach.call(this, { mode: 'open' }); }; })();"""
GPC = "Object.defineProperty(Navigator.prototype, 'globalPrivacyControl', { get: () => true, configurable: true });"
STORES = """async () => {
  const all = [];
  try { for (const name of Object.keys(localStorage)) all.push(['local_storage', name]); } catch (e) {}
  try { for (const name of Object.keys(sessionStorage)) all.push(['session_storage', name]); } catch (e) {}
  try { for (const one of await indexedDB.databases()) all.push(['indexeddb', one.name]); } catch (e) {}
  try { for (const name of await caches.keys()) all.push(['cache', name]); } catch (e) {}
  try { for (const one of await navigator.serviceWorker.getRegistrations())
    all.push(['service_worker', new URL(one.scope).pathname]); }
  catch (e) {}
  return [location.origin, all];
}"""
MEASURE = """(node) => {
  const parse = (text) => { const m = text.match(/[\\d.]+/g).map(Number); return m.length > 3 ? m : [...m, 1]; };
  const over = (top, under) => top.slice(0, 3).map((v, i) => v * top[3] + under[i] * (1 - top[3]));
  const up = (one) => one.parentElement || (one.getRootNode().host ?? null);
  const ground = (one) => {
    const layers = [];
    for (let at = one; at; at = up(at)) {
      const c = parse(getComputedStyle(at).backgroundColor); layers.push(c); if (c[3] === 1) break; }
    return layers.reverse().reduce((under, top) => over(top, under), [255, 255, 255]);
  };
  const curve = (v) => v <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4;
  const light = (rgb) => { const [r, g, b] = rgb.map((v) => curve(v / 255));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b; };
  const contrast = (a, b) => {
    const [x, y] = [light(a), light(b)].sort((p, q) => q - p); return (x + 0.05) / (y + 0.05); };
  const box = node.getBoundingClientRect(), style = getComputedStyle(node), bg = ground(node);
  const around = up(node) ? ground(up(node)) : [255, 255, 255];
  return { tag: node.tagName, area: box.width * box.height, font: parseFloat(style.fontSize),
    text: contrast(over(parse(style.color), bg), bg), button: contrast(bg, around),
    seen: box.bottom <= innerHeight && box.top >= 0,
    label: (node.innerText || node.value || node.getAttribute('aria-label') || '').trim() };
}"""
IS_ON = """(node) => node.checked === true || node.getAttribute('aria-checked') === 'true'
  || node.classList.contains('tarteaucitronIsAllowed')"""
HIT = """(node) => {
  node.scrollIntoView({ block: 'center' });
  const box = node.getBoundingClientRect();
  let at = document.elementFromPoint(box.left + box.width / 2, box.top + box.height / 2);
  return !!at && (node === at || node.contains(at));
}"""


@dataclass
class Watch:
    """What one visit stored and sent since the last mark."""

    shop: str
    stored: set[Item] = field(default_factory=set)
    sent: set[str] = field(default_factory=set)
    long: set[Item] = field(default_factory=set)
    bare: set[Item] = field(default_factory=set)
    final: dict[tuple[str, str], set[str]] = field(default_factory=dict)
    lists: dict[str, set[Item]] = field(default_factory=dict)

    def mark(self) -> None:
        self.stored.clear()
        self.sent.clear()

    def request(self, request: Request) -> None:
        url = urlsplit(request.url)
        if url.scheme not in {"http", "https"}:
            return
        if url.hostname != self.shop:
            self.sent.add(url.hostname or "")
        elif url.path.startswith(COLLECTORS):
            self.sent.add("own:" + url.path)

    def cookie(self, text: str, host: str, *, script: bool = False) -> None:
        first, *rest = [part.strip() for part in text.split(";")]
        name = first.split("=", 1)[0].strip()
        attributes = {part.split("=", 1)[0].strip().lower(): part.partition("=")[2].strip() for part in rest}
        age: float | None = None
        if "max-age" in attributes:
            age = float(attributes["max-age"])
        elif attributes.get("expires"):
            moment = attributes["expires"].replace("-", " ")
            age = parsedate_to_datetime(moment).timestamp() - time.time()
        if age is not None and age <= 0:
            return
        domain = attributes.get("domain", "").lstrip(".").lower() or host
        item = ("cookie", domain, name)
        self.stored.add(item)
        if age is not None and age > LIMIT:
            self.long.add(item)
        if self.shop.endswith(domain) and ("secure" not in attributes or "samesite" not in attributes):
            self.bare.add(item)
        if not script and self.shop.endswith(domain) and "httponly" not in attributes and re.search("(?i)sess", name):
            self.bare.add(item)

    def note(self, kind: str, value: str, origin: str) -> None:
        if kind == "cookie":
            self.cookie(value, urlsplit(origin).hostname or "", script=True)
        else:
            self.stored.add((kind, origin, value))


@dataclass
class Visit:
    case: Case
    context: BrowserContext
    page: Page
    watch: Watch
    base: str

    async def go(self, path: str, stay: float) -> None:
        await self.page.goto(self.base + path, wait_until="load")
        await self.gate()
        await asyncio.sleep(stay)

    async def gate(self) -> None:
        for step in self.case.steps.before:
            gate = self.page.locator(step)
            if await gate.count() and await gate.first.is_visible():
                await gate.first.click()

    async def home(self, *, open_for: float = OPEN) -> None:
        await self.go("/", 0.6)
        await self.scroll()
        await asyncio.sleep(open_for)
        await self.dump()

    async def scroll(self) -> None:
        await self.page.mouse.move(640, 300)
        for _ in range(4):
            await self.page.mouse.wheel(0, 300)
            await asyncio.sleep(0.15)

    async def others(self, keys: Sequence[str] | None = None) -> None:
        for key, path in page_paths(self.case).items():
            if key == "home" or (keys is not None and key not in keys):
                continue
            await self.go(path, 1.3)
            await self.dump()

    async def dump(self) -> None:
        """What the frames' stores hold now; an origin's last word counts."""
        for frame in self.page.frames:
            try:
                origin, names = await frame.evaluate(STORES)
            except BrowserError:
                continue
            for area in ("local_storage", "session_storage", "indexeddb", "cache", "service_worker"):
                self.watch.final[area, origin] = {name for kind, name in names if kind == area}

    def where(self, step: str) -> Locator:
        if step.startswith("frame="):
            part, css = step.removeprefix("frame=").split(" >> ", 1)
            frame = next((one for one in self.page.frames if part in one.url), None)
            if frame is None:
                raise LookupError(f"no frame with {part}")
            return frame.locator(css).first
        return self.page.locator(step).first

    async def click(self, step: str) -> None:
        for _ in range(60):
            try:
                spot = self.where(step)
                break
            except LookupError:
                await asyncio.sleep(0.1)
        else:
            spot = self.where(step)
        await spot.click(timeout=12000)

    async def clicks(self, steps: Sequence[str]) -> None:
        """All clicks; counting begins with the last."""
        for step in steps[:-1]:
            await self.click(step)
            await asyncio.sleep(0.5)
        spot = self.where(steps[-1])
        await spot.wait_for(state="visible", timeout=12000)
        await asyncio.sleep(0.3)
        self.watch.mark()
        await spot.click(timeout=12000)
        await asyncio.sleep(1.2)

    async def finish(self, phase: str) -> None:
        await asyncio.sleep(0.3)
        items = set(self.watch.stored)
        for cookie in await self.context.cookies():
            items.add(("cookie", cookie["domain"].lstrip("."), cookie["name"]))
        for (area, origin), names in self.watch.final.items():
            items.update((area, origin, name) for name in names)
        self.watch.lists[phase] = items
        self.watch.lists[phase + "/sent"] = {("", "", host) for host in self.watch.sent}


async def visit(browser: Browser, case: Case, *, gpc: bool = False) -> Visit:
    """A fresh profile at the shop's door."""
    lang = case.page_lang or case.lang
    context = await browser.new_context(
        viewport={"width": 1280, "height": 900},
        locale="de-DE" if lang == "de" else "en-GB",
        extra_http_headers={"Sec-GPC": "1"} if gpc else None,
    )
    watch = Watch(case.host)
    await context.expose_binding("__labNote", lambda _, kind, value, origin: watch.note(kind, value, origin))
    await context.add_init_script(WATCH)
    if gpc:
        await context.add_init_script(GPC)
    if case.steps.open_roots:
        await context.add_init_script(OPEN_ROOTS)
    context.on("request", watch.request)

    async def response(one: Response) -> None:
        try:
            for text in await one.header_values("set-cookie"):
                watch.cookie(text, urlsplit(one.url).hostname or "")
        except BrowserError:
            pass

    context.on("response", response)
    return Visit(case, context, await context.new_page(), watch, f"https://{case.host}")


async def is_seen(at: Visit) -> bool:
    step = at.case.steps.banner
    if not step:
        return False
    try:
        return await at.where(step).is_visible()
    except LookupError:
        return False


async def measure(at: Visit, step: str) -> dict[str, Any]:
    spot = at.where(step)
    await spot.wait_for(state="visible", timeout=12000)
    found: dict[str, Any] = await spot.evaluate(MEASURE)
    return found


def is_equal(accept: dict[str, Any], reject: dict[str, Any]) -> bool:
    return bool(
        accept["tag"] == reject["tag"]
        and reject["area"] >= 0.75 * accept["area"]
        and reject["font"] >= 0.9 * accept["font"]
        and reject["text"] >= 4.5
        and reject["button"] >= 0.5 * accept["button"]
        and reject["seen"]
    )


def look_plan(at: Visit, truth: dict[str, Any]) -> list[str]:
    """Whether the truth and the proof's selectors speak of the same ways."""
    steps, banner, can = at.case.steps, truth["banner"], truth["can"]
    wrong = []
    for way, clicks in {"accept": steps.accept, "reject": steps.reject, "settings": steps.settings}.items():
        said = banner[way]
        if (said is None) != (not clicks):
            wrong.append(f"banner.{way}: {said} but the proof has {len(clicks)} clicks")
        elif said and said["clicks"] != len(clicks):
            wrong.append(f"banner.{way}.clicks: {said['clicks']} but the proof has {len(clicks)}")
        if way in can and can[way] != bool(clicks):
            wrong.append(f"can.{way}")
    if (banner["close"] is None) != (not steps.close):
        wrong.append("banner.close")
    if can["withdraw"] != bool(steps.withdraw):
        wrong.append("can.withdraw")
    return wrong


async def look_controls(at: Visit, banner: dict[str, Any]) -> list[str]:
    """Labels and measures of the first layer's controls."""
    steps = at.case.steps
    wrong = []
    sizes: dict[str, dict[str, Any]] = {}
    for way, clicks in {"accept": steps.accept, "reject": steps.reject, "settings": steps.settings}.items():
        if clicks and banner[way] and banner[way]["layer"] == 1:
            sizes[way] = await measure(at, clicks[-1])
            if sizes[way]["label"] != banner[way]["label"]:
                wrong.append(f"banner.{way}.label: {sizes[way]['label']!r}")
    if steps.close:
        label = (await measure(at, steps.close[-1]))["label"]
        if label != banner["close"]["label"]:
            wrong.append(f"banner.close.label: {label!r}")
    if "accept" in sizes and "reject" in sizes and len(steps.accept) == len(steps.reject) == 1:
        equal = is_equal(sizes["accept"], sizes["reject"])
        if equal != banner["equal"]:
            wrong.append(f"banner.equal: measured {equal}: {sizes['accept']} {sizes['reject']}")
    elif banner["equal"] is not None:
        wrong.append("banner.equal should be null")
    return wrong


async def is_free(at: Visit, path: str) -> bool:
    """Whether a link to a path can be clicked while the banner is open, be it the page's or the banner's own."""
    for link in await at.page.locator(f'a[href$="{path}"]').all():
        if await link.is_visible() and await link.evaluate(HIT):
            return True
    if at.case.steps.scope:
        frame = next(one for one in at.page.frames if at.case.steps.scope.removeprefix("frame=") in one.url)
        for link in await frame.locator(f'a[href$="{path}"]').all():
            if await link.is_visible():
                return True
    return False


async def look_reach(at: Visit, truth: dict[str, Any]) -> list[str]:
    """Whether the legal pages can be reached, and whether a visitor can go on without a choice."""
    paths = page_paths(at.case)
    wrong = []
    free = {path: await is_free(at, path) for path in (paths["imprint"], paths["privacy"])}
    if len(set(free.values())) > 1 or any(free.values()) == truth["banner"]["blocks_legal"]:
        wrong.append(f"banner.blocks_legal: reachable {free}")
    on = bool(at.case.steps.close) or await is_free(at, paths["category"])
    if on != truth["can"]["dismiss"]:
        wrong.append(f"can.dismiss: {on}")
    await at.page.evaluate("scrollTo(0, 0)")
    return wrong


async def look_switches(at: Visit, banner: dict[str, Any]) -> list[str]:
    """What stands in the settings."""
    steps = at.case.steps
    wrong = []
    if steps.settings:
        await at.clicks(steps.settings)
    if steps.ticks:
        states = [bool(await one.evaluate(IS_ON)) for one in await at.page.locator(steps.ticks).all()]
        if not states:
            wrong.append("no switches found")
        if any(states) != banner["preticked"]:
            wrong.append(f"banner.preticked: switches {states}")
    if len(steps.reject) > 1 and banner["reject"]:
        for step in steps.reject[len(steps.settings) : -1]:
            await at.click(step)
            await asyncio.sleep(0.4)
        label = (await measure(at, steps.reject[-1]))["label"]
        if label != banner["reject"]["label"]:
            wrong.append(f"banner.reject.label: {label!r}")
    return wrong


async def look(at: Visit, truth: dict[str, Any]) -> list[str]:
    """Compares the banner, as it stands open, with the truth's description."""
    banner = truth["banner"]
    if await is_seen(at) != banner["present"]:
        return [f"banner.present is {banner['present']}"]
    if not banner["present"]:
        return []
    return [
        *look_plan(at, truth),
        *await look_controls(at, banner),
        *await look_reach(at, truth),
        *await look_switches(at, banner),
    ]


async def before(browser: Browser, case: Case, truth: dict[str, Any], *, gpc: bool) -> tuple[Visit, list[str]]:
    at = await visit(browser, case, gpc=gpc)
    await at.home()
    await at.others()
    await at.finish("gpc" if gpc else "before_choice")
    if gpc or not case.steps.banner:
        return at, []
    counted = set(at.watch.long), set(at.watch.bare)
    if case.steps.fleeting:
        await at.context.clear_cookies()
        await at.page.evaluate("sessionStorage.clear()")
    await at.go("/", 0.8)
    await at.page.mouse.move(300, 300)
    await at.page.mouse.move(320, 330)
    await asyncio.sleep(case.steps.wait)
    wrong = await look(at, truth)
    at.watch.long, at.watch.bare = counted  # nothing that looking brought about counts
    return at, wrong


async def choose(at: Visit, steps: Sequence[str]) -> None:
    await at.go("/", 0.8)
    await at.page.mouse.move(400, 200)
    await at.page.mouse.move(420, 240)
    for _ in range(100):
        if await is_seen(at):
            break
        await asyncio.sleep(0.1)
    await at.clicks(steps)


async def rejected(browser: Browser, case: Case, truth: dict[str, Any]) -> tuple[Visit, list[str]]:
    at = await visit(browser, case)
    wrong: list[str] = []
    await choose(at, case.steps.reject)
    await at.home()
    await at.others()
    await at.finish("rejected")
    await at.page.close()
    keep = [cookie for cookie in await at.context.cookies() if cookie["expires"] > 0]
    await at.context.clear_cookies()
    await at.context.add_cookies(keep)  # type: ignore[arg-type]
    for area, origin in list(at.watch.final):
        if area == "session_storage":
            del at.watch.final[area, origin]
    at.page = await at.context.new_page()
    at.watch.mark()
    await at.home()
    again = await is_seen(at)
    if (not again) != truth["remembered"]:
        wrong.append(f"remembered: banner again is {again}")
    await at.others()
    await at.finish("revisit")
    return at, wrong


async def accepted(browser: Browser, case: Case) -> tuple[Visit, list[str]]:
    at = await visit(browser, case)
    await choose(at, case.steps.accept)
    await at.home()
    await at.others()
    await at.finish("accepted")
    return at, []


async def dismissed(browser: Browser, case: Case) -> tuple[Visit, list[str]]:
    at = await visit(browser, case)
    if case.steps.close:
        await choose(at, case.steps.close)
        await at.scroll()
        await asyncio.sleep(OPEN)
        await at.dump()
    else:
        await at.home()
    await at.others()
    await at.finish("dismissed")
    return at, []


async def withdrawn(browser: Browser, case: Case, truth: dict[str, Any]) -> tuple[Visit, list[str]]:
    at = await visit(browser, case)
    wrong: list[str] = []
    await choose(at, case.steps.accept)
    await at.others(("category",))
    await at.clicks(case.steps.withdraw)
    await at.home()
    await at.others()
    await at.finish("withdrawn")
    said = truth["withdraw"]
    if said["clicks"] != len(case.steps.withdraw):
        wrong.append(f"withdraw.clicks: the proof has {len(case.steps.withdraw)}")
    return at, wrong


def of_truth(truth: dict[str, Any], phase: str) -> tuple[set[Item], set[str]]:
    said = truth["phases"][phase]
    return {(one["area"], one["origin"], one["name"]) for one in said["stored"]}, set(said["sent"])


def compare(truth: dict[str, Any], watches: Sequence[Watch], wrong: list[str]) -> None:
    lists = {phase: items for watch in watches for phase, items in watch.lists.items()}
    for phase in PHASES:
        said = truth["phases"][phase]
        if said is None or phase not in lists:
            if (said is None) != (phase not in lists):
                wrong.append(f"{phase}: {'said to be impossible' if said is None else 'not done'}")
            continue
        stored, sent = of_truth(truth, phase)
        found = {one[2] for one in lists[phase + "/sent"]}
        wrong += [f"{phase}: stored but not in the truth: {one}" for one in sorted(lists[phase] - stored)]
        wrong += [f"{phase}: in the truth but not stored: {one}" for one in sorted(stored - lists[phase])]
        wrong += [f"{phase}: sent but not in the truth: {one}" for one in sorted(found - sent)]
        wrong += [f"{phase}: in the truth but not sent: {one}" for one in sorted(sent - found)]
        loose = sent - set(truth["hosts"]) - {one for one in sent if one.startswith("own:")}
        wrong += [f"hosts lacks {one}" for one in sorted(loose)]


def expected(truth: dict[str, Any], watches: Sequence[Watch]) -> dict[str, bool]:
    """The controls that follow from observed facts alone."""
    phases, banner = truth["phases"], truth["banner"]

    def extra(phase: str) -> set[Item]:
        if phases[phase] is None:
            return set()
        return {
            (one["area"], one["origin"], one["name"])
            for one in phases[phase]["stored"]
            if one["purpose"] != "necessary"
        }

    def tracking(phase: str) -> set[Item]:
        if phases[phase] is None:
            return set()
        harmless = {"necessary", "functional"}
        return {
            (one["area"], one["origin"], one["name"])
            for one in phases[phase]["stored"]
            if one["purpose"] not in harmless
        }

    def trackers(phase: str) -> set[str]:
        return (set(phases[phase]["sent"]) if phases[phase] else set()) - RESOURCES - HARMLESS

    needed = {
        (one["area"], one["origin"], one["name"])
        for said in phases.values()
        if said
        for one in said["stored"]
        if one["purpose"] == "necessary"
    }
    early = set(phases["before_choice"]["sent"])
    facts = {
        "CK-001": bool(extra("before_choice")),
        "CK-002": any(not one.startswith("own:") for one in trackers("before_choice") - MANAGERS),
        "CK-003": bool(early & MANAGERS),
        "CK-005": bool(early & RESOURCES),
        "CK-010": bool(tracking("rejected") or trackers("rejected") - MANAGERS),
        "CK-014": any(watch.long - needed for watch in watches),
        "CK-019": any(watch.bare for watch in watches),
        "CK-023": phases["rejected"] is not None
        and bool(tracking("gpc") - tracking("rejected") or trackers("gpc") - trackers("rejected")),
        "CK-025": any(one.startswith("own:") for phase in ("before_choice", "rejected") for one in trackers(phase)),
    }
    if banner["present"]:
        withdraw = truth["withdraw"]
        facts |= {
            "CK-006": banner["accept"] is not None
            and banner["accept"]["layer"] == 1
            and not (banner["reject"] and banner["reject"]["layer"] == 1 and banner["reject"]["clicks"] == 1),
            "CK-007": banner["equal"] is False,
            "CK-008": bool(banner["preticked"]),
            "CK-011": banner["accept"] is not None
            and not (
                withdraw
                and withdraw["found"]
                and withdraw["works"]
                and withdraw["clicks"] <= banner["accept"]["clicks"] + 1
            ),
            "CK-012": banner["blocks_legal"],
            "CK-015": truth["remembered"] is False,
            "CK-026": banner["wall"],
        }
    return facts


def judge(case: Case, truth: dict[str, Any], watches: Sequence[Watch]) -> list[str]:
    """Where the accusations differ from what follows from the facts."""
    wrong = []
    for control, violated in expected(truth, watches).items():
        if violated != (control in truth["accuse"]):
            bare = sorted({one for watch in watches for one in watch.bare}) if control == "CK-019" else ""
            long = sorted({one for watch in watches for one in watch.long}) if control == "CK-014" else ""
            wrong.append(f"accuse: {control} follows as {violated} {bare}{long}")
    if truth["url"] != f"https://{case.host}/" or truth["language"] != (case.page_lang or case.lang):
        wrong.append("url or language")
    return wrong


def ways_of(browser: Browser, case: Case, truth: dict[str, Any]) -> dict[str, Walk]:
    """The walks that a case allows."""
    steps = case.steps
    ways = {"before": before(browser, case, truth, gpc=False), "gpc": before(browser, case, truth, gpc=True)}
    if steps.reject:
        ways["rejected"] = rejected(browser, case, truth)
    if steps.accept:
        ways["accepted"] = accepted(browser, case)
    if steps.accept and steps.withdraw:
        ways["withdrawn"] = withdrawn(browser, case, truth)
    if truth["phases"]["dismissed"] is not None:
        ways["dismissed"] = dismissed(browser, case)
    return ways


async def prove(browser: Browser, case: Case, gate: asyncio.Semaphore) -> list[str]:
    """Everything that differs for one case."""
    truth = yaml.safe_load((TRUTH / f"{case.name}.yaml").read_text(encoding="utf-8"))
    wrong: list[str] = []
    watches: list[Watch] = []

    async def walk(name: str, way: Walk) -> None:
        async with gate:
            try:
                at, differs = await way
            except (BrowserError, LookupError) as error:
                wrong.append(f"{name}: {' '.join(str(error).split()[:60])}")
                return
            wrong.extend(differs)
            watches.append(at.watch)
            await at.context.close()

    ways = ways_of(browser, case, truth)
    await asyncio.gather(*(walk(name, way) for name, way in ways.items()))
    compare(truth, watches, wrong)
    if len(watches) == len(ways):
        wrong.extend(judge(case, truth, watches))
    return wrong


def say(line: str) -> None:
    sys.stdout.write(line + "\n")


def pin(pem: Path) -> str:
    """The key of the lab's certificate, as Chromium wants it named."""
    key = x509.load_pem_x509_certificate(pem.read_bytes()).public_key()
    return base64.b64encode(
        hashlib.sha256(key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)).digest()
    ).decode()


async def run(names: Sequence[str], jobs: int) -> int:
    chosen = [case for case in CASES if not names or any(name in case.name for name in names)]
    differing = 0
    with tempfile.TemporaryDirectory() as folder:
        server, _ = start(Path(folder))
        async with async_playwright() as driver:
            browser = await driver.chromium.launch(
                executable_path=CHROMIUM,
                args=[
                    "--no-sandbox",
                    f"--host-resolver-rules=MAP * 127.0.0.1:{server.server_port}",
                    f"--ignore-certificate-errors-spki-list={pin(Path(folder) / 'leaf.pem')}",
                ],
            )
            gate = asyncio.Semaphore(jobs)
            answers = await asyncio.gather(*(prove(browser, case, gate) for case in chosen))
            await browser.close()
        server.shutdown()
    for case, wrong in zip(chosen, answers, strict=True):
        differing += bool(wrong)
        say(f"{'DIFFERS' if wrong else 'same   '} {case.name}")
        for line in wrong:
            say(f"        {line}")
    say(f"{len(chosen) - differing} of {len(chosen)} cases are as their truth says")
    return differing


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("cases", nargs="*")
    parser.add_argument("--jobs", type=int, default=6)
    options = parser.parse_args()
    sys.exit(bool(asyncio.run(run(options.cases, options.jobs))))


if __name__ == "__main__":
    main()
