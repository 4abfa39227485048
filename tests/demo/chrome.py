"""A real Chromium before the demo shop, driven by Playwright alone: the scanner has no part in it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Collection
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import TypeVar
from urllib.parse import urlsplit

import pytest
import yaml
from playwright.async_api import BrowserContext, Page, Request, async_playwright

from scanner.demo import DemoShop
from scanner.probes.browser.chromium import Binary, find

SHOP = "https://www.muesli.example"
_PATIENCE_S = 120
_T = TypeVar("_T")


@dataclass
class Visitor:
    """A page in a clean context, with what it asked of others and what went wrong in it."""

    page: Page
    asked: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)

    async def goes_to(self, path: str) -> None:
        await self.page.goto(SHOP + path, wait_until="networkidle")

    async def clicks(self, selector: str) -> None:
        """A real click, which what lies above would take; then waits for the page that it may lead to."""
        await self.page.locator(selector).click()
        await self.page.wait_for_load_state()

    async def until(self, hosts: Collection[str] = (), cookies: Collection[str] = ()) -> None:
        """Waits until these were asked and set."""
        while not (set(hosts) <= self.others() and set(cookies) <= set(await self.cookies())):
            await self.page.wait_for_timeout(50)

    async def cookies(self) -> dict[str, str]:
        """Name and value of every cookie, also of other sites."""
        return {str(one.get("name")): str(one.get("value")) for one in await self.page.context.cookies()}

    async def days(self) -> dict[str, int | None]:
        """How long each cookie is kept, in days; None until the browser ends."""
        now = await self.page.evaluate("Date.now() / 1000")
        found = {}
        for one in await self.page.context.cookies():
            expires = float(one.get("expires", -1))
            found[str(one.get("name"))] = None if expires < 0 else round((expires - now) / 86400)
        return found

    async def shows(self, selector: str) -> bool:
        return await self.page.locator(selector).is_visible()

    def others(self) -> set[str]:
        """The hosts of others that were asked for anything."""
        return {host for url in self.asked if (host := str(urlsplit(url).hostname)) != "www.muesli.example"}


def visit(shop: DemoShop, act: Callable[[Visitor], Awaitable[_T]], **options: object) -> _T:
    """What a new visitor of a started shop sees; `options` are those of a browser context."""

    async def scene() -> _T:
        async with _context(shop, options) as context:
            visitor = Visitor(await context.new_page())
            context.on("request", lambda request: visitor.asked.append(request.url))
            context.on("requestfailed", lambda request: visitor.wrong.extend(_failed(request)))
            visitor.page.on("pageerror", lambda error: visitor.wrong.append(str(error)))
            visitor.page.on("console", lambda said: visitor.wrong.append(said.text) if said.type == "error" else None)
            async with asyncio.timeout(_PATIENCE_S):
                return await act(visitor)

    return asyncio.run(scene())


def _failed(request: Request) -> list[str]:
    """What is on its way when the visitor goes on is broken off by the browser, and no fault of the shop's."""
    return [] if request.failure == "net::ERR_ABORTED" else [f"{request.url}: {request.failure}"]


@asynccontextmanager
async def _context(shop: DemoShop, options: dict[str, object]) -> AsyncIterator[BrowserContext]:
    binary = find()
    if not isinstance(binary, Binary):
        pytest.fail(f"this test needs a Chromium: {binary.why}; {binary.mend}")
    lines = [line.split(":") for line in yaml.safe_load(shop.shop_file_text("ca.pem"))["connect_to"]]
    rules = [f"MAP {host}:{public} {address}:{port}" for host, public, address, port in lines] + ["MAP * ~NOTFOUND"]
    arguments = ["--no-sandbox", "--host-resolver-rules=" + ", ".join(rules)]
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=str(binary.path), args=arguments)
        try:
            # The shop's authority is new with every start, and nothing here is about certificates.
            yield await browser.new_context(ignore_https_errors=True, locale="de-DE", **options)  # type: ignore[arg-type]
        finally:
            await browser.close()
