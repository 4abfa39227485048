"""Shows that the truth is true: goes through every phase of every case with a plain browser and prints what differs.

Nothing of the scanner is used. The selectors stand in the case; what is stored and sent is collected here.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import yaml
from playwright.async_api import Browser, BrowserContext, Locator, Page, Request, Response, async_playwright

from tests.consent.held_out import shop

HERE = Path(__file__).parent
CHROMIUM = next(
    (p for p in ("/usr/lib/chromium/chromium-headless-shell", "/usr/bin/chromium-headless-shell") if Path(p).exists()),
    None,
)
LOCALES = {"de": "de-DE", "en": "en-GB", "fr": "fr-FR", "nl": "nl-NL", "es": "es-ES", "it": "it-IT", "pl": "pl-PL"}
FONTS = {"fonts.googleapis.com", "fonts.gstatic.com"}
GPC = "Object.defineProperty(Navigator.prototype,'globalPrivacyControl',{get(){return true},configurable:true})"
STORAGE = """async () => {
  const dbs = indexedDB.databases ? (await indexedDB.databases()).map(d => d.name) : [];
  const workers = navigator.serviceWorker ? (await navigator.serviceWorker.getRegistrations()).map(r => r.scope) : [];
  return {local_storage: Object.keys(localStorage), session_storage: Object.keys(sessionStorage), indexeddb: dbs,
          cache: await caches.keys(), service_worker: workers};
}"""
LOOKS = (HERE / "looks.js").read_text("utf-8").partition("\n")[2].rstrip().removesuffix(";")
TICKED = """(box) => (box.matches('input') ? box.checked : box.getAttribute('aria-checked') === 'true')
  && !box.disabled && box.getAttribute('aria-disabled') !== 'true'"""

Item = tuple[str, str, str]


@dataclass
class Raw:
    """One request to keep a cookie: what was asked for, word by word."""

    name: str
    origin: str
    line: str
    host: str


@dataclass
class Watch:
    """What one context stores and sends, since it was last cleared."""

    host: str
    known: set[str]
    stored: set[Item] = field(default_factory=set)
    sent: set[str] = field(default_factory=set)
    raw: list[Raw] = field(default_factory=list)
    tasks: set[asyncio.Task[None]] = field(default_factory=set)

    def clear(self) -> None:
        """Forgets what was seen, not what cookies asked for."""
        self.stored.clear()
        self.sent.clear()

    def cookie(self, line: str, host: str) -> None:
        """Notes a cookie line, unless it deletes."""
        parts = [part.strip() for part in line.split(";")]
        name = parts[0].split("=", 1)[0]
        attributes = {p.split("=", 1)[0].lower(): p.partition("=")[2] for p in parts[1:] if p}
        if _lifetime(attributes) <= 0:
            return
        origin = (attributes.get("domain") or host).lstrip(".").lower()
        self.stored.add(("cookie", origin, name))
        self.raw.append(Raw(name, origin, line, host))

    def wrote(self, _source: object, area: str, origin: str, name: str, raw: str) -> None:
        """A page says that it wrote to the device."""
        if area == "cookie":
            self.cookie(raw, urlsplit(origin).hostname or "")
        else:
            self.stored.add((area, origin, name))

    def request(self, request: Request) -> None:
        """Notes the host, or the path if it is the shop's own and no page or file of it."""
        url = urlsplit(request.url)
        if url.scheme not in {"http", "https"} or not url.hostname:
            return
        if url.hostname != self.host:
            self.sent.add(url.hostname)
        elif url.path not in self.known and not url.path.startswith(("/assets/", "/lib/")):
            self.sent.add(f"own:{url.path}")

    def response(self, response: Response) -> None:
        """Reads the Set-Cookie lines of a response."""
        task = asyncio.create_task(self._lines(response))
        self.tasks.add(task)
        task.add_done_callback(self.tasks.discard)

    async def _lines(self, response: Response) -> None:
        for header in await response.headers_array():
            if header["name"].lower() == "set-cookie":
                for line in header["value"].split("\n"):
                    self.cookie(line, urlsplit(response.url).hostname or "")


def _lifetime(attributes: dict[str, str]) -> float:
    """For how many days a cookie is asked to stay; a session cookie counts as half a day, a deletion as none."""
    if attributes.get("max-age"):
        return float(attributes["max-age"]) / 86400
    if attributes.get("expires"):
        return (parsedate_to_datetime(attributes["expires"]) - datetime.now(UTC)).total_seconds() / 86400
    return 0.5


def _attributes(line: str) -> dict[str, str]:
    parts = [part.strip() for part in line.split(";")[1:]]
    return {p.split("=", 1)[0].lower(): p.partition("=")[2] for p in parts if p}


@dataclass
class Proof:
    """One case, its browser, and what was found to differ."""

    case: shop.Case
    truth: dict[str, Any]
    browser: Browser
    wrong: list[str] = field(default_factory=list)
    raw: list[Raw] = field(default_factory=list)

    @property
    def base(self) -> str:
        return f"https://{self.case['host']}"

    @property
    def steps(self) -> dict[str, Any]:
        found: dict[str, Any] = self.case.get("prove") or {}
        return found

    async def context(self, *, gpc: bool = False) -> tuple[BrowserContext, Watch]:
        """A fresh profile, watched."""
        context = await self.browser.new_context(
            ignore_https_errors=True,
            viewport={"width": 1280, "height": 900},
            locale=LOCALES[self.case["language"]],
            extra_http_headers={"Sec-GPC": "1"} if gpc else {},
        )
        context.set_default_timeout(8000)
        own = self.case.get("own_paths") or {}
        watch = Watch(self.case["host"], set(shop.paths(self.case)) | {p for p in own if own[p].get("file")})
        await context.expose_binding("__wrote", watch.wrote)
        await context.add_init_script(path=HERE / "observe.js")
        if gpc:
            await context.add_init_script(GPC)
        context.on("request", watch.request)
        context.on("response", watch.response)
        return context, watch

    async def home(self, page: Page) -> None:
        """Home is loaded, scrolled, and left open for eight seconds."""
        start = time.monotonic()
        await page.goto(f"{self.base}/")
        await asyncio.sleep(1)
        await page.mouse.move(300, 300)
        for _ in range(5):
            await page.mouse.wheel(0, 400)
            await asyncio.sleep(0.2)
        await asyncio.sleep(max(0.0, 8.3 - (time.monotonic() - start)))

    async def others(self, page: Page) -> None:
        """Every other page."""
        for path in shop.paths(self.case):
            if path != "/":
                await page.goto(f"{self.base}{path}")
                await asyncio.sleep(1)

    async def click(self, page: Page, steps: list[str], watch: Watch | None = None) -> None:
        """Clicks one after the other; what counts begins at the last."""
        for number, step in enumerate(steps):
            target = page.locator(step).first
            await target.wait_for(state="visible")
            if watch and number == len(steps) - 1:
                await asyncio.sleep(0.4)
                await asyncio.gather(*watch.tasks)
                watch.clear()
            await target.click()
            await asyncio.sleep(0.9)

    async def end(self, context: BrowserContext, watch: Watch, page: Page) -> tuple[set[Item], set[str]]:
        """What was set in the phase and what is there at its end; and where something was sent."""
        await asyncio.sleep(0.5)
        await asyncio.gather(*watch.tasks)
        stored = set(watch.stored)
        for cookie in await context.cookies():
            stored.add(("cookie", cookie["domain"].lstrip("."), cookie["name"]))
        kept: dict[str, list[str]] = await page.evaluate(STORAGE)
        stored |= {(area, self.base, name) for area, names in kept.items() for name in names}
        self.raw += watch.raw
        await context.close()
        return stored, set(watch.sent)

    async def before_choice(self, *, gpc: bool = False) -> tuple[set[Item], set[str]]:
        context, watch = await self.context(gpc=gpc)
        page = await context.new_page()
        await self.home(page)
        await self.others(page)
        return await self.end(context, watch, page)

    async def chosen(self, steps: list[str]) -> tuple[set[Item], set[str]]:
        """Rejected or accepted."""
        context, watch = await self.context()
        page = await context.new_page()
        await page.goto(f"{self.base}/")
        await asyncio.sleep(1)
        await self.click(page, steps, watch)
        await self.home(page)
        await self.others(page)
        return await self.end(context, watch, page)

    async def dismissed(self) -> tuple[set[Item], set[str]]:
        context, watch = await self.context()
        page = await context.new_page()
        if self.steps.get("close"):
            await page.goto(f"{self.base}/")
            await asyncio.sleep(1)
            await self.click(page, self.steps["close"], watch)
        await self.home(page)
        await self.others(page)
        return await self.end(context, watch, page)

    async def withdrawn(self) -> tuple[set[Item], set[str]]:
        context, watch = await self.context()
        page = await context.new_page()
        await page.goto(f"{self.base}/")
        await asyncio.sleep(1)
        await self.click(page, self.steps["accept"])
        await asyncio.sleep(1)
        await page.goto(f"{self.base}{shop.path_to(self.case, 'category')}")
        await asyncio.sleep(1.5)
        await self.click(page, self.steps["withdraw"], watch)
        await self.home(page)
        await self.others(page)
        return await self.end(context, watch, page)

    async def revisit(self) -> tuple[set[Item], set[str]]:
        context, watch = await self.context()
        page = await context.new_page()
        await page.goto(f"{self.base}/")
        await asyncio.sleep(1)
        await self.click(page, self.steps["reject"])
        await self.home(page)
        await self.others(page)
        await page.close()
        for cookie in await context.cookies():
            if cookie.get("expires", -1) == -1:
                await context.clear_cookies(name=cookie["name"], domain=cookie["domain"], path=cookie["path"])
        await asyncio.gather(*watch.tasks)
        watch.clear()
        page = await context.new_page()
        await self.home(page)
        again = await page.locator(self.steps["banner"]).first.is_visible()
        self.expect("remembered", not again, self.truth["remembered"])
        await self.others(page)
        return await self.end(context, watch, page)

    def expect(self, what: str, seen: object, said: object) -> None:
        """Notes a difference."""
        if seen != said:
            self.wrong.append(f"{what}: seen {seen!r}, truth says {said!r}")

    def compare(self, phase: str, seen: tuple[set[Item], set[str]]) -> None:
        """Notes what differs in a phase."""
        said = self.truth["phases"][phase]
        stored = {(item["area"], item["origin"], item["name"]) for item in said["stored"]}
        for sign, items in (("not in truth", seen[0] - stored), ("not seen", stored - seen[0])):
            self.wrong += [f"{phase} stored {sign}: {' '.join(item)}" for item in sorted(items)]
        for sign, hosts in (("not in truth", seen[1] - set(said["sent"])), ("not seen", set(said["sent"]) - seen[1])):
            self.wrong += [f"{phase} sent {sign}: {host}" for host in sorted(hosts)]

    async def reachable(self, page: Page, target: str) -> bool:
        """Whether any link to a page can be clicked while the banner is open."""
        for link in await page.locator(f'a[href="{shop.path_to(self.case, target)}"]').all():
            try:
                await link.click(trial=True, timeout=4000)
            except Exception:  # noqa: BLE001 - covered or not shown: try the next
                continue
            return True
        return False

    async def banner(self) -> None:
        """The banner itself: there or not, its labels, what is ticked, whether it blocks, how its buttons look."""
        context, _ = await self.context()
        page = await context.new_page()
        await page.goto(f"{self.base}/")
        await asyncio.sleep(1.5)
        await asyncio.sleep(float(self.steps.get("wait", 0)))
        said = self.truth["banner"]
        there = bool(self.steps.get("banner")) and await page.locator(self.steps["banner"]).first.is_visible()
        self.expect("banner.present", there, said["present"])
        if there:
            reach = [await self.reachable(page, target) for target in ("imprint", "privacy")]
            self.expect("banner.blocks_legal", not any(reach), said["blocks_legal"])
            self.expect("legal links agree", reach[0], reach[1])
            await self.equal(page)
            if said.get("close"):
                await self.label(page.locator(self.steps["close"][-1]).first, "close")
            for name in ("accept", "reject", "settings"):
                await self.control(name)
            await self.ticks()
        await context.close()

    async def control(self, name: str) -> None:
        """A control's label, and its number of clicks."""
        said, steps = self.truth["banner"][name], self.steps.get(name)
        self.expect(f"banner.{name} exists", bool(steps), said is not None)
        if not said or not steps:
            return
        self.expect(f"banner.{name}.clicks", len(steps), said["clicks"])
        context, _ = await self.context()
        page = await context.new_page()
        await page.goto(f"{self.base}/")
        await asyncio.sleep(1)
        labelled = self.case["prove"].get(f"{name}_label") or steps[-1]
        before = steps[: steps.index(labelled)] if labelled in steps else steps[:-1]
        await self.click(page, before)
        await self.label(page.locator(labelled).first, name)
        await context.close()

    async def label(self, target: Locator, name: str) -> None:
        text = (await target.inner_text()).strip() or await target.get_attribute("aria-label") or ""
        self.expect(f"banner.{name}.label", " ".join(text.split()), self.truth["banner"][name]["label"])

    async def ticks(self) -> None:
        """Whether a purpose is on when the settings are opened."""
        said = self.truth["banner"]["preticked"]
        if not self.steps.get("settings") and not self.steps.get("ticks"):
            self.expect("banner.preticked", False, said)
            return
        context, _ = await self.context()
        page = await context.new_page()
        await page.goto(f"{self.base}/")
        await asyncio.sleep(1)
        await self.click(page, self.steps.get("settings") or [])
        boxes = await page.locator(self.steps["ticks"]).all()
        self.expect("ticks found", bool(boxes), True)
        states = [await box.evaluate(TICKED) for box in boxes]
        self.expect("banner.preticked", any(states), said)
        await context.close()

    async def equal(self, page: Page) -> None:
        """Whether rejecting is as prominent as accepting, both on the first layer."""
        said = self.truth["banner"]
        if not (said["accept"] and said["reject"] and said["reject"]["layer"] == 1):
            self.expect("banner.equal", None, said["equal"])
            return
        first = self.steps.get("accept_label") or self.steps["accept"][0]
        yes: dict[str, Any] = await page.locator(first).first.evaluate(LOOKS)
        no: dict[str, Any] = await page.locator(self.steps["reject"][0]).first.evaluate(LOOKS)
        same = (
            yes["tag"] == no["tag"]
            and no["area"] >= 0.75 * yes["area"]
            and no["font"] >= 0.9 * yes["font"]
            and no["text"] >= 4.5
            and no["button"] >= 0.5 * yes["button"]
            and no["seen"]
        )
        self.expect("banner.equal", same, said["equal"])
        if same != said["equal"]:
            self.wrong.append(f"  accept {yes}, reject {no}")

    def cookies(self) -> None:
        """Lifetimes and flags, from what was asked for."""
        purposes = {
            (item["origin"], item["name"]): item["purpose"]
            for phase in self.truth["phases"].values()
            if phase
            for item in phase["stored"]
            if item["area"] == "cookie"
        }
        parent = ".".join(self.case["host"].split(".")[-2:])
        long, bare = set(), set()
        for raw in self.raw:
            attributes = _attributes(raw.line)
            if _lifetime(attributes) > 395 and purposes.get((raw.origin, raw.name)) != "necessary":
                long.add(raw.name)
            if raw.origin == parent or raw.origin.endswith(f".{parent}"):
                if "secure" not in attributes or "samesite" not in attributes:
                    bare.add(raw.name)
                if raw.name == self.case.get("session", "PHPSESSID") and "httponly" not in attributes:
                    bare.add(raw.name)
        self.expect(f"CK-014 {sorted(long)}", bool(long), "CK-014" in self.truth["accuse"])
        self.expect(f"CK-019 {sorted(bare)}", bool(bare), "CK-019" in self.truth["accuse"])

    def consistent(self) -> None:
        """Whether the accusations agree with what the truth itself says."""
        truth, banner, can = self.truth, self.truth["banner"], self.truth["can"]

        def tracked(phase: str, allowed: tuple[str, ...] = ("necessary",)) -> bool:
            said = truth["phases"][phase]
            return bool(said) and any(item["purpose"] not in allowed for item in said["stored"])

        rules = {
            "CK-001": tracked("before_choice"),
            "CK-008": bool(banner.get("preticked")),
            "CK-012": bool(banner.get("blocks_legal")),
            "CK-015": truth["remembered"] is False,
            "CK-026": bool(banner.get("wall")),
            "CK-027": banner["present"] and banner["language"] != truth["language"],
            "CK-007": banner.get("equal") is False,
        }
        if banner["present"]:
            accept, reject = banner["accept"], banner["reject"]
            rules["CK-006"] = bool(accept and not (reject and reject["layer"] == 1 and reject["clicks"] == 1))
        if can["reject"]:
            said = truth["phases"]["rejected"]
            harmless = FONTS | set(self.case.get("harmless_hosts", []))
            rules["CK-010"] = tracked("rejected") or bool(set(said["sent"]) - harmless)
        if can["accept"]:
            back = truth["withdraw"]
            rules["CK-011"] = not (back["found"] and back["works"] and back["clicks"] <= banner["accept"]["clicks"] + 1)
            rules["CK-011"] = rules["CK-011"] or bool(self.case.get("withdraw_not_everywhere"))
        for control, violated in rules.items():
            self.expect(f"{control} in accuse", control in truth["accuse"], violated)
        hosts = {host for phase in truth["phases"].values() if phase for host in phase["sent"]}
        hosts = {host for host in hosts if not host.startswith("own:")} | set(shop.own_hosts(self.case))
        self.expect("hosts", sorted(truth["hosts"]), sorted(hosts))
        self.expect("url", truth["url"], f"{self.base}/")
        self.expect("language", truth["language"], self.case["language"])

    async def phase(self, name: str, work: Callable[[], Awaitable[tuple[set[Item], set[str]]]]) -> None:
        """Goes through a phase, if the truth has it."""
        if self.truth["phases"][name] is None:
            return
        try:
            self.compare(name, await work())
        except Exception as error:  # noqa: BLE001 - a phase that fails is a difference
            self.wrong.append(f"{name}: {str(error)[:400]}")

    async def run(self) -> list[str]:
        """All phases at once, each in its own profile; then what follows from them."""
        steps = self.steps
        can = self.truth["can"]
        for name, needed in (("accept", "accepted"), ("reject", "rejected"), ("dismiss", "dismissed")):
            self.expect(f"phase {needed}", self.truth["phases"][needed] is not None, can[name])
        self.expect("phase withdrawn", self.truth["phases"]["withdrawn"] is not None, can["withdraw"])
        self.expect("phase revisit", self.truth["phases"]["revisit"] is not None, can["reject"])
        if can["withdraw"]:
            self.expect("withdraw.clicks", len(steps["withdraw"]), self.truth["withdraw"]["clicks"])
        await asyncio.gather(
            self.phase("before_choice", self.before_choice),
            self.phase("gpc", lambda: self.before_choice(gpc=True)),
            self.phase("rejected", lambda: self.chosen(steps["reject"])),
            self.phase("accepted", lambda: self.chosen(steps["accept"])),
            self.phase("dismissed", self.dismissed),
            self.phase("withdrawn", self.withdrawn),
            self.phase("revisit", self.revisit),
        )
        try:
            await self.banner()
        except Exception as error:  # noqa: BLE001 - as above
            self.wrong.append(f"banner: {str(error)[:400]}")
        self.cookies()
        self.consistent()
        return self.wrong


def say(line: str) -> None:
    """Prints a line at once."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


async def picture(proof: Proof, folder: Path) -> None:
    """A picture of the home page with its banner."""
    context, _ = await proof.context()
    page = await context.new_page()
    await page.goto(f"{proof.base}/")
    await asyncio.sleep(1.5)
    await page.screenshot(path=folder / f"{proof.case['name']}.png")
    await context.close()


async def prove(cases: dict[str, shop.Case], port: int, pictures: Path | None, at_once: int, here: Path = HERE) -> int:
    """Proves the cases, a few at once, in one browser; returns how many differ."""
    gate = asyncio.Semaphore(at_once)
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(
            executable_path=CHROMIUM,
            args=["--no-sandbox", f"--host-resolver-rules=MAP * 127.0.0.1:{port}"],
        )

        async def one(name: str, case: shop.Case) -> bool:
            truth = yaml.safe_load((here / "truth" / f"{name}.yaml").read_text("utf-8"))
            proof = Proof(case, truth, browser)
            async with gate:
                if pictures:
                    await picture(proof, pictures)
                    return False
                wrong = await proof.run()
            say(f"{name}: {'nothing differs' if not wrong else f'{len(wrong)} differences'}")
            for line in wrong:
                say(f"  {line}")
            return bool(wrong)

        failed = await asyncio.gather(*(one(name, case) for name, case in cases.items()))
        await browser.close()
    return sum(failed)


def main(here: Path = HERE) -> None:
    """Starts the server of the set in the folder `here`, proves, stops the server."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("cases", nargs="*", help="names of cases; all without")
    parser.add_argument("--pictures", type=Path, help="only take a picture of each home page, into this folder")
    parser.add_argument("--at-once", type=int, default=3, help="so many cases at once")
    options = parser.parse_args()
    cases = shop.load_cases(here)
    if options.cases:
        cases = {name: cases[name] for name in options.cases}
    with tempfile.TemporaryDirectory() as folder:
        ready = Path(folder) / "ready.json"
        server = subprocess.Popen([sys.executable, "-m", f"tests.consent.{here.name}.serve", "--ready", str(ready)])
        try:
            while not ready.exists():
                if server.poll() is not None:
                    sys.exit("the server did not start")
                time.sleep(0.1)
            port = json.loads(ready.read_text("utf-8"))["port"]
            failed = asyncio.run(prove(cases, port, options.pictures, options.at_once, here))
        finally:
            os.kill(server.pid, signal.SIGTERM)
            server.wait(10)
    say(f"{len(cases)} cases, {failed} with differences")
    sys.exit(bool(failed))


if __name__ == "__main__":
    main()
