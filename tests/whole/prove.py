"""Shows that the shops are what their truth says, with a plain browser: python -m tests.whole.prove [SHOP ...]

Nothing of the scanner is used. Prints what differs, and ends with 1 if anything does.
"""

from __future__ import annotations

import json
import os
import re
import socket
import ssl
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urljoin, urlsplit

import lxml.html  # type: ignore[import-untyped]
import yaml
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from tests.whole.engine import Request
from tests.whole.serve import SHOPS, Served, hosts

BROWSERS = (os.environ.get("CHROMIUM", ""), "/usr/bin/chromium", "/usr/bin/chromium-headless-shell")
CHROMIUM = next((path for path in BROWSERS if path and Path(path).exists()), "")
SKIP = re.compile(r"^(mailto|tel|javascript|data):|#$")
HIDDEN = (
    "/.git/HEAD",
    "/.env",
    "/backup.sql",
    "/phpinfo.php",
    "/server-status",
    "/admin",
    "/wp-admin",
    "/adminer.php",
    "/backend",
)
ANSWERS = {
    "tel": "+49 89 99998 499",
    "phone": "+49 89 99998 499",
    "email": "probe@example.org",
    "first": "Petra",
    "last": "Prüfer",
    "given": "Petra",
    "family": "Prüfer",
    "postal": "80331",
    "postcode": "80331",
    "zip": "80331",
    "city": "München",
    "address": "Lindenweg 3",
    "street": "Lindenweg 3",
}
FILL = """(answers) => {
  for (const f of document.querySelectorAll('main form input, main form select, main form textarea')) {
    if (f.type === 'hidden' || f.offsetParent === null) continue;
    if (f.tagName === 'SELECT') { if (!f.value) f.value = [...f.options].map(o => o.value).find(v => v); continue }
    if (f.type === 'radio' || f.type === 'number' || f.type === 'submit' || f.type === 'file') continue;
    if (f.type === 'checkbox') { if (f.required) f.checked = true; continue }
    if (!f.required && !f.getAttribute('aria-required')) continue;
    const hint = (f.autocomplete + ' ' + f.name + ' ' + f.type).toLowerCase();
    const key = Object.keys(answers).find(k => hint.includes(k));
    f.value = f.type === 'date' ? '1980-05-17' : key ? answers[key] : 'Probe 123';
  }
}"""


class Proof:
    """One shop, and what was found wrong with it."""

    def __init__(self, served: Served, truth: dict[str, Any], browser: Browser) -> None:
        self.shop = served.shop
        self.site = served.shop.site
        self.proof = self.site["proof"]
        self.out = served.file.parent
        self.port = served.port
        self.truth = truth
        self.browser = browser
        self.base = f"https://{self.shop.host}"
        self.wrong: list[str] = []
        self.texts: dict[str, str] = {}
        self.asked: set[str] = set()
        self.sent: dict[str, set[str]] = {}
        self.phase = ""
        self.status: dict[str, int] = {}

    def say(self, text: str) -> None:
        if text not in self.wrong:
            self.wrong.append(text)

    @contextmanager
    def context(self) -> Iterator[tuple[BrowserContext, Page]]:
        """A fresh browser profile that notes errors and hosts."""
        context = self.browser.new_context(
            ignore_https_errors=True, locale="de-DE" if self.site["language"] == "de" else "en-IE"
        )
        page = context.new_page()
        page.set_default_timeout(8000)
        page.on("pageerror", lambda error: self.say(f"script error on {page.url}: {error}"))
        page.on(
            "console",
            lambda message: (
                self.say(f"console on {page.url}: {message.text}")
                if message.type == "error" and "404" not in message.text
                else None
            ),
        )
        context.on("request", lambda request: self.heard(request.url))
        page.on(
            "requestfailed",
            lambda request: (
                self.say(f"failed: {request.url} {request.failure}")
                if "ABORTED" not in (request.failure or "")
                else None
            ),
        )
        try:
            yield context, page
        finally:
            context.close()

    def heard(self, url: str) -> None:
        host = urlsplit(url).hostname or ""
        self.asked.add(host)
        if host and host != self.shop.host:
            self.sent.setdefault(self.phase, set()).add(url)

    def visit(self, page: Page, path: str, expected: int = 200) -> None:
        answer = page.goto(urljoin(self.base, path), wait_until="load")
        if answer is None or answer.status != expected:
            self.say(f"{path}: status {answer and answer.status}, not {expected}")

    def settle(self, page: Page) -> None:
        page.wait_for_load_state("networkidle")
        if ready := self.proof.get("ready"):  # a page that a script draws
            page.wait_for_function(ready)
            page.wait_for_load_state("networkidle")
        page.wait_for_timeout(150)

    def crawl(self) -> None:  # noqa: C901 - one walk
        """Every page that links lead to answers, without errors, and has what the truth wants on every page."""
        with self.context() as (_, page):
            waiting, seen = ["/"], set()
            while waiting:
                path = waiting.pop(0)
                if path in seen:
                    continue
                seen.add(path)
                self.visit(page, path)
                if self.proof.get("ready"):
                    self.settle(page)
                self.texts[path] = page.content()
                for href in page.eval_on_selector_all("a[href]", "all => all.map(a => a.getAttribute('href'))"):
                    if SKIP.search(href) or href.startswith("#"):
                        continue
                    target = urlsplit(urljoin(page.url, href))
                    if target.hostname == self.shop.host:
                        waiting.append(target.path)
                    elif target.hostname not in hosts(self.shop) and not self.proof.get("outside", []):
                        self.texts.setdefault("outside", "")
                if len(seen) > 90:
                    self.say("more than 90 pages")
                    break
            self.visit(page, "/gibt-es-nicht-4711/", 404)
            for must in self.proof["routes"]:
                if must not in seen:
                    self.say(f"no link leads to {must}")
            lost = [p for p in self.shop.pages if p not in seen and p not in self.proof.get("unlinked", [])]
            for path in lost:
                self.say(f"no link leads to the page {path}")
            self.everywhere(self.texts)
        self.count = len(seen)

    def everywhere(self, texts: dict[str, str]) -> None:
        for path, text in texts.items():
            for needle in self.proof["everywhere"]:
                if path != "outside" and needle not in text:
                    self.say(f"{path}: without {needle}")

    def tour(self, page: Page) -> None:
        """The pages that every state is looked at on."""
        for path in self.proof["tour"]:
            self.visit(page, path)
            self.settle(page)

    def steps(self, page: Page, steps: list[str | dict[str, str]]) -> None:
        """Clicks; or types as a visitor does, fills in the form, forgets whom the browser has asked so far."""
        for step in steps:
            if isinstance(step, dict):
                page.locator(step["type"]).press_sequentially(step["text"])
            elif step == "answers":
                self.fill(page)
            elif step == "clear":
                self.asked.clear()
            else:
                page.locator(step).first.click()
            self.settle(page)

    def kept(self, context: BrowserContext, page: Page) -> dict[str, float | None]:
        """Names of cookies with their lifetime in days, and of what else is stored."""
        found: dict[str, float | None] = {}
        now = page.evaluate("Date.now()") / 1000
        for cookie in context.cookies():
            if not cookie.get("secure"):
                self.say(f"cookie {cookie['name']} isn't Secure") if "CK-019" in self.truth["pass"] else None
            found[cookie["name"]] = None if cookie["expires"] < 0 else (cookie["expires"] - now) / 86400
        for area in ("localStorage", "sessionStorage"):
            for name in page.evaluate(f"Object.keys({area})"):
                found[f"{area}:{name}"] = None
        return found

    def compare(self, phase: str, kept: dict[str, float | None]) -> None:
        wanted = {c["name"]: c for c in self.truth["cookies"] if phase in c["phases"]}
        for name, days in kept.items():
            match = next(
                (c for w, c in wanted.items() if re.fullmatch(w.replace(".", r"\.").replace("*", ".*"), name)), None
            )
            if match is None:
                self.say(f"{phase}: {name} is stored, the truth doesn't say so")
            elif not name.startswith(("local", "session")) and (
                (days is None) != (match["days"] is None)
                or (days is not None and abs(days - match["days"]) > 0.02 * match["days"] + 0.01)
            ):
                self.say(f"{phase}: {name} lives {days} days, the truth says {match['days']}")
        for name, cookie in wanted.items():
            found = any(re.fullmatch(name.replace(".", r"\.").replace("*", ".*"), k) for k in kept)
            if not found and not cookie.get("foreign"):
                self.say(f"{phase}: {name} isn't stored, the truth says so")
        third = {h for h in self.asked if h and h != self.shop.host}
        told = set(self.truth["hosts"][phase])
        if third != told:
            self.say(f"{phase}: asked {sorted(third - told)} more, {sorted(told - third)} less than the truth says")

    def fill(self, page: Page) -> None:
        page.evaluate(FILL, ANSWERS)

    def phases(self) -> None:
        """Before the choice, after a rejection, after acceptance, and after its withdrawal."""
        for phase, steps in (
            ("before_choice", []),
            ("rejected", self.proof["reject"]),
            ("accepted", self.proof["accept"]),
        ):
            self.asked.clear()
            self.phase = phase
            with self.context() as (context, page):
                self.visit(page, "/")
                self.settle(page)
                if steps:
                    self.steps(page, steps)
                    if page.locator(self.proof["banner"]).first.is_visible():
                        self.say(f"{phase}: the banner stays")
                    self.asked.clear()
                self.tour(page)
                self.compare(phase, self.kept(context, page))
                if phase == "accepted" and self.proof.get("withdraw"):
                    self.steps(page, self.proof["withdraw"])
                    page.wait_for_timeout(300)
                    self.asked.clear()
                    self.phase = "withdrawn"
                    self.tour(page)
                    self.compare(
                        "withdrawn" if "withdrawn" in self.truth["hosts"] else "rejected", self.kept(context, page)
                    )
        self.phase = ""

    def checkout(self) -> None:
        """A guest gets to the order button; the order is counted."""
        with self.context() as (_, page):
            self.visit(page, "/")
            self.steps(page, self.proof["reject"])
            self.visit(page, self.proof["product"])
            self.steps(page, self.proof.get("options", []))
            page.locator(self.proof["add"]).first.click()
            self.settle(page)
            self.visit(page, self.site["paths"]["cart"])
            if self.proof.get("ready"):
                self.settle(page)
            self.note(page)
            page.locator(self.proof["to_checkout"]).first.click()
            self.settle(page)
            for _ in range(6):
                self.note(page)
                if page.locator(self.proof["order"]).count():
                    break
                self.fill(page)
                before = page.url
                page.locator(self.proof["next"]).first.click()
                self.settle(page)
                if page.url == before:
                    self.say(f"the checkout doesn't go on from {before}")
                    return
            else:
                self.say("no order button after six steps")
                return
            if (self.out / "orders.log").exists():
                self.say("an order was counted before the button")
            page.evaluate(FILL, ANSWERS)
            page.locator(self.proof["order"]).first.click()
            self.settle(page)
            if len((self.out / "orders.log").read_text("utf-8").splitlines()) != 1:
                self.say("the order wasn't counted once")

    def note(self, page: Page) -> None:
        path = urlsplit(page.url).path
        self.texts["+" + path] = page.content()
        self.everywhere({path: page.content()})

    def forms(self) -> None:
        """The forms are where the truth says, and what is sent with them is answered."""
        for path in self.proof.get("send", []):
            with self.context() as (_, page):
                self.visit(page, "/")
                self.steps(page, self.proof["reject"])
                self.visit(page, path)
                if self.proof.get("ready"):
                    self.settle(page)
                self.fill(page)
                log = self.out / "posts.log"
                before = len(log.read_text("utf-8").splitlines()) if log.exists() else 0
                page.locator("main form [type=submit]").first.click()
                self.settle(page)
                if not log.exists() or len(log.read_text("utf-8").splitlines()) != before + 1:
                    self.say(f"{path}: what is sent isn't counted")
                self.texts["sent:" + path] = page.content()
        for spec in self.truth["forms"]:
            text = "".join(self.texts.get(kind + spec["page"], "") for kind in ("", "+", "sent:"))
            every = [t for p, t in self.texts.items() if p != "outside"] if spec["page"] == "everywhere" else [text]
            mark = spec.get("mark") or f'action="{spec["action"]}"'
            hit = [t for t in every if re.search(rf"<form[^>]*{re.escape(mark)}", t)]
            if not hit or (spec["page"] != "everywhere" and not text):
                self.say(f"{spec['page']}: no form with {mark}")

    def controls(self) -> None:  # noqa: C901 - one list of checks
        """Every control has one verdict, and what the failures quote stands there."""
        told = [*self.truth["fail"], *self.truth["pass"], *self.truth["na"]]
        for control in {c for c in told if told.count(c) > 1}:
            self.say(f"{control} stands twice in the truth")
        for control, spec in self.truth["fail"].items():
            text = self.texts.get("+" + spec["page"]) or self.texts.get(spec["page"])
            if spec["page"] not in ("*", "header") and text is None:
                self.say(f"{control}: {spec['page']} wasn't seen")
                continue
            for needle in [spec["has"]] if isinstance(spec.get("has"), str) else spec.get("has", []):
                if needle not in (text or ""):
                    self.say(f"{control}: {needle} doesn't stand on {spec['page']}")
            for needle in [spec["lacks"]] if isinstance(spec.get("lacks"), str) else spec.get("lacks", []):
                if needle in (text or ""):
                    self.say(f"{control}: {needle} stands on {spec['page']}")

            if "sends" in spec and not any(spec["sends"] in url for url in self.sent.get(spec["phase"], set())):
                self.say(f"{control}: {spec['sends']} is sent to no third party when {spec['phase']}")
        for check in self.proof.get("checks", []):
            self.asked.clear()
            with self.context() as (_, page):
                self.visit(page, check.get("page", "/"))
                self.settle(page)
                self.steps(page, check.get("steps", []))
                page.wait_for_timeout(check.get("wait", 0))
                if check.get("asked", self.shop.host) not in {self.shop.host, *self.asked}:
                    self.say(f"{check['control']}: {check['asked']} isn't asked")
                if bool(page.locator(check["selector"]).count()) != check.get("there", True):
                    self.say(f"{check['control']}: {check['selector']} isn't as told")

    def holds(self, control: str, page: str, broken: bool) -> None:
        """A control that the truth lets pass must not be broken on any page."""
        if broken and control in self.truth["pass"]:
            self.say(f"{control}: passes in the truth, not on {page}")

    def everypage(self) -> None:  # noqa: C901, PLR0912 - one list of checks
        """What can be told from the markup of every page and every form, against the controls that pass."""
        personal = "//input[@type='email' or @type='tel' or @type='password' or @type='file' or @autocomplete='name']"
        privacy = next(e for e in self.proof["everywhere"] if "privacy" in e or "datenschutz" in e)
        target = privacy.split('"')[1]
        for path, text in self.texts.items():
            if path == "outside" or not text:
                continue
            tree = lxml.html.fromstring(text)
            self.holds(
                "HTTP-003", path, bool(tree.xpath("//*[starts-with(@src,'http:') or starts-with(@action,'http:')]"))
            )
            for box in tree.xpath("//input[@type='checkbox'][@checked][not(@disabled)]"):
                self.holds("FM-008", f"{path} ({box.get('name')})", broken=True)
            for form in tree.xpath("//form"):
                fields = form.xpath("." + personal)
                where = f"{path} {form.get('action')}"
                if fields:
                    self.holds("FM-002", where, form.get("method", "get").lower() != "post")
                    self.holds("FM-011", where, not form.xpath(f".//a[@href='{target}']"))
                required = form.xpath(".//*[@required]")
                legend = re.search(
                    r"\*.{0,60}(Pflicht|Stern|required)|(Stern|Mit) .{0,60}Pflicht|\* Required",
                    form.text_content(),
                    re.IGNORECASE,
                )
                self.holds("FM-010", where, bool(required) and not legend)
                for field in required:
                    label = "".join(e.text_content() for e in form.xpath(f".//label[@for='{field.get('id')}']"))
                    self.holds("FM-010", f"{where} {field.get('name')}", "*" not in label)
                for field in form.xpath(".//input[not(@type='hidden') and not(@type='submit')]|.//select|.//textarea"):
                    if not form.xpath(f".//label[@for='{field.get('id')}']"):
                        self.say(f"{where}: {field.get('name')} has no label")
                for field in form.xpath(".//input[@type='password']"):
                    short = int(field.get("minlength") or 0) < 8 or int(field.get("maxlength") or 99) < 64
                    self.holds("FM-016", where, short)
        for control, there in (("CK-012", True), ("CK-007", "CK-007" in self.truth["pass"])):
            with self.context() as (_, page):
                self.visit(page, "/")
                self.settle(page)
                if control == "CK-012":
                    shown = page.locator(f"{self.proof['banner']} a:visible").count() >= 2
                    self.holds(control, "/", there and not shown)
                elif there:
                    boxes = [page.locator(self.proof[kind][0]).bounding_box() for kind in ("accept", "reject")]
                    areas = [box["width"] * box["height"] for box in boxes if box]
                    self.holds(control, "/", len(areas) < 2 or areas[1] < 0.75 * areas[0])
        for path in HIDDEN:
            if self.shop.answer(Request("GET", self.shop.host, path, {}, {})).status != 404:
                self.say(f"{path} answers")

    def trust(self, ca: Path) -> None:
        """The certificate holds for every name."""
        context = ssl.create_default_context(cafile=str(ca))
        for host in hosts(self.shop):
            with (
                socket.create_connection(("127.0.0.1", self.port)) as raw,
                context.wrap_socket(raw, server_hostname=host),
            ):
                pass

    def run(self) -> list[str]:
        self.trust(self.out / "ca.pem")
        for part in (self.crawl, self.phases, self.checkout, self.forms, self.controls, self.everypage):
            try:
                part()
            except Exception as error:  # noqa: BLE001 - whatever it is, it is told
                self.say(f"{part.__name__}: {type(error).__name__}: {str(error)[:400]}")
        return self.wrong


def main(names: list[str]) -> int:
    bad = 0
    for name in names or SHOPS:
        truth = yaml.safe_load((Path(__file__).parent / name / "truth.yaml").read_text("utf-8"))
        with (
            tempfile.TemporaryDirectory(prefix="whole-") as folder,
            Served(name, Path(folder)) as served,
            sync_playwright() as play,
        ):
            browser = play.chromium.launch(
                executable_path=CHROMIUM,
                args=[f"--host-resolver-rules=MAP * 127.0.0.1:{served.port}", "--no-sandbox", "--disable-gpu"],
            )
            proof = Proof(served, truth, browser)
            wrong = proof.run()
            browser.close()
            sums = {part: len(truth[part]) for part in ("fail", "pass", "na")}
            print(f"{name}: {getattr(proof, 'count', 0)} pages, {json.dumps(sums)}, {len(wrong)} differences")  # noqa: T201
            for line in wrong:
                print("  " + line)  # noqa: T201
            bad += bool(wrong)
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
