"""A labelled page in a real browser: the truth that stands in it, and what the scan's own reading finds of it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from playwright.async_api import Browser, Page, Route, async_playwright

from scanner.probes.browser.chromium import Binary, find
from scanner.probes.browser.devtools import Devtools
from scanner.probes.browser.form_pages import WORLD, read_documents
from scanner.probes.browser.forms import FormSeen, FormsSeen
from scanner.probes.browser.frames import shown_documents
from scanner.probes.browser.openers import MOST, NotOpened, aim, find_openers

FOLDER = Path(__file__).parent
SHOP = "https://www.shop.example/page"
#: Some pop-ups come late: the page's clock is put forward by this many milliseconds.
_LATER_MS = 8000
_AFTER_CLICK_MS = 1000
_MARKS = (FOLDER / "marks.js").read_text("utf-8")
_SETTLED = """() => new Promise((done) => {
  let timer = setTimeout(done, 120);
  const again = () => { clearTimeout(timer); timer = setTimeout(done, 120); };
  new MutationObserver(again).observe(document, { childList: true, subtree: true, attributes: true });
  setTimeout(done, 2000);
})"""
_FOUND = (FOLDER / "found.js").read_text("utf-8")


@dataclass(slots=True)
class TrueField:
    """A field as the page's author has it."""

    number: int
    asks: str
    required: bool
    binds: frozenset[str]


@dataclass(slots=True)
class TrueForm:
    """A form as the page's author has it; only fields that a visitor meets. `flags` without `captcha:NAME`."""

    number: int
    purpose: str
    flags: frozenset[str]
    captcha: str | None
    opens: bool
    fields: list[TrueField] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class ReadForm:
    """What was read, and which numbers its form and its fields have in the truth; -1 and none where they have none."""

    seen: FormSeen
    number: int
    fields: tuple[frozenset[int], ...]


@dataclass(slots=True)
class Looked:
    """A page: the truth by number, and what was read."""

    name: str
    truth: dict[int, TrueForm] = field(default_factory=dict)
    unmet: set[int] = field(default_factory=set)
    read: list[ReadForm] = field(default_factory=list)
    next: int = 0

    def take(self, marks: dict[str, Any]) -> None:
        """More of the truth, as marks.js returned it."""
        self.next = marks["next"]
        for one in marks["forms"]:
            purpose, *flags = one["marks"]
            captcha = next((flag.partition(":")[2] for flag in flags if flag.startswith("captcha")), None)
            kept = frozenset(flag for flag in flags if not flag.startswith("captcha"))
            self.truth[one["number"]] = TrueForm(one["number"], purpose, kept, captcha, one["opens"])
        for one in marks["fields"]:
            if one["asks"] == "-" or one["form"] not in self.truth:
                self.unmet.add(one["number"])
                continue
            asks = one["asks"]
            held = TrueField(one["number"], asks.rstrip("!"), asks.endswith("!"), frozenset(one["binds"]))
            self.truth[one["form"]].fields.append(held)


@asynccontextmanager
async def started() -> AsyncIterator[Browser]:
    """The browser of this machine."""
    found = find()
    assert isinstance(found, Binary), f"this needs a Chromium: {found.why}; {found.mend}"
    args = ["--no-sandbox", "--disable-features=IsolateOrigins,site-per-process"]
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=str(found.path), args=args)
        yield browser
        await browser.close()


async def look_at(browser: Browser, files: Iterable[Path]) -> AsyncIterator[Looked]:
    """Each page by itself, in a context of its own; nothing leaves this machine."""
    for path in files:
        context = await browser.new_context(viewport={"width": 1280, "height": 900})
        try:
            yield await _look(await context.new_page(), path)
        finally:
            await context.close()


async def _look(page: Page, path: Path) -> Looked:
    html = await asyncio.to_thread(path.read_text, "utf-8")

    async def answer(route: Route) -> None:
        if route.request.is_navigation_request() and route.request.frame == page.main_frame:
            await route.fulfill(body=html, content_type="text/html; charset=utf-8")
        else:
            await route.fulfill(status=204, body="")

    await page.route("**/*", answer)
    await page.clock.install()
    await page.goto(SHOP)
    await page.clock.run_for(_LATER_MS)
    looked = Looked(path.stem)
    session = Devtools(await page.context.new_cdp_session(page))
    await _settle(session)
    looked.take(await page.evaluate(_MARKS, looked.next))
    looked.read = await read(session)
    await _open(page, session, looked)
    return looked


async def _open(page: Page, session: Devtools, looked: Looked) -> None:
    """Clicks what says that it opens a form, as a scan does, and reads again; what was read before stays as it was."""
    done: set[str] = set()
    while len(done) < MOST:
        world = (await shown_documents(session, WORLD)).all[0].world
        opener = next((one for one in await find_openers(session, world) if one.label not in done), None)
        if opener is None:
            return
        done.add(opener.label)
        try:
            x, y = await aim(session, world, opener)
        except NotOpened:
            continue
        await page.mouse.click(x, y)
        await page.clock.run_for(_AFTER_CLICK_MS)
        await _settle(session)
        looked.take(await page.evaluate(_MARKS, looked.next))
        known = {one.number for one in looked.read if one.number >= 0}
        met = {n for one in looked.read for held in one.fields for n in held}
        for one in await read(session):
            numbers = {n for held in one.fields for n in held}
            if one.number not in known and numbers and not numbers & met:
                looked.read.append(one)
        await page.keyboard.press("Escape")


async def _settle(session: Devtools) -> None:
    """In a world of our own, whose clock is the real one."""
    frame = (await session.send("Page.getFrameTree"))["frameTree"]["frame"]["id"]
    made = await session.send("Page.createIsolatedWorld", {"frameId": frame, "worldName": "settle"})
    order = {"expression": f"({_SETTLED})()", "contextId": made["executionContextId"], "awaitPromise": True}
    async with asyncio.timeout(10):
        await session.send("Runtime.evaluate", order)


async def read(session: Devtools) -> list[ReadForm]:
    """What the scan's own reading finds, with the numbers that marks.js has left."""
    seen = await read_documents(session, SHOP)
    numbers: list[dict[str, Any]] = []
    for document in (await shown_documents(session, WORLD)).all:
        order = {"expression": _FOUND, "contextId": document.world, "returnByValue": True}
        numbers += (await session.send("Runtime.evaluate", order))["result"].get("value") or []
    return list(_numbered(seen, numbers))


def _numbered(seen: FormsSeen, numbers: list[dict[str, Any]]) -> Iterable[ReadForm]:
    assert len(seen.forms) == len(numbers), "what was read and what stayed in its world differ"
    for form, found in zip(seen.forms, numbers, strict=True):
        if form.shown != "no":
            fields = tuple(frozenset(held) for held in found["fields"])
            assert len(fields) == len(form.fields)
            yield ReadForm(replace(form), found["top"], fields)
