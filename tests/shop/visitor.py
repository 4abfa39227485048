"""A plain visitor with a browser, no part of the scanner: goes where told, clicks what told, tells what is kept, sent.

The truth files were written from what this visitor saw and from documentation, and `test_truth.py` holds them to it.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import urlsplit

from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

SHELLS = ("/usr/lib/chromium/chromium-headless-shell", "/usr/bin/chromium-headless-shell")

STORAGE = """async () => ({
  local_storage: Object.keys(localStorage), session_storage: Object.keys(sessionStorage),
  indexeddb: (await indexedDB.databases()).map(one => one.name), cache: await caches.keys(),
  service_worker: (await navigator.serviceWorker.getRegistrations()).map(one => one.scope)})"""

FIELDS = """() => [...document.querySelectorAll('input, select, textarea')].map(one => ({
  name: one.name || null, type: one.type, required: one.required, checked: one.checked ?? null,
  autocomplete: one.getAttribute('autocomplete'),
  label: [...(one.labels ?? [])].map(label => label.innerText.trim()).join(' | ')
    || one.getAttribute('aria-label') || one.placeholder || null})).filter(one => one.type !== 'hidden')"""


class Reachable(Protocol):
    """A shop that is open."""

    @property
    def resolver_rules(self) -> str: ...


@dataclass(slots=True)
class Visit:
    """One visitor's browser from the first page to the last."""

    context: BrowserContext
    page: Page
    home: str = "https://shop.example"
    hosts: dict[str, set[str]] = field(default_factory=dict)

    def go(self, path: str, settle_ms: int = 700) -> None:
        self.page.goto(f"{self.home}{path}", wait_until="load")
        self.page.wait_for_timeout(settle_ms)

    def click(self, label: str, settle_ms: int = 700) -> None:
        """On the button or link that shows exactly these words."""
        words = re.compile(rf"^\s*{re.escape(label)}\s*$")
        self.page.locator("button, a").filter(has_text=words).filter(visible=True).first.click()
        self.page.wait_for_timeout(settle_ms)

    def cookies(self) -> list[dict[str, Any]]:
        return [dict(cookie) for cookie in self.context.cookies()]

    def storage(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = self.page.evaluate(STORAGE)
        return found

    def fields(self) -> list[dict[str, Any]]:
        """Of the whole page, inside a form element or not, hidden ones left out."""
        found: list[dict[str, Any]] = self.page.evaluate(FIELDS)
        return found


def shell() -> str:
    """The browser that Siegel's tests use; or the one that its set-up noted."""
    noted = Path(__file__).parents[2] / ".venv" / "siegel-browser"
    candidates = (os.environ.get("SIEGEL_CHROMIUM"), noted.read_text().strip() if noted.exists() else None, *SHELLS)
    return next(path for path in candidates if path and Path(path).exists())


@contextmanager
def browser(shop: Reachable) -> Iterator[Browser]:
    with sync_playwright() as playwright:
        # Without the second flag a page can tell that it is driven, and vanilla-cookieconsent shows no banner then.
        flags: Sequence[str] = (
            "--no-sandbox",
            "--disable-blink-features=AutomationControlled",
            f"--host-resolver-rules={shop.resolver_rules}",
        )
        running = playwright.chromium.launch(executable_path=shell(), args=list(flags))
        try:
            yield running
        finally:
            running.close()


@contextmanager
def visit(running: Browser, language: str, home: str = "https://shop.example") -> Iterator[Visit]:
    browser_name = f"Chrome/{running.version} Safari/537.36"
    agent = f"Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) {browser_name}"
    context = running.new_context(ignore_https_errors=True, locale=language, user_agent=agent)
    try:
        visitor = Visit(context, context.new_page(), home)

        def note(request: Any) -> None:
            address = urlsplit(request.url)
            visitor.hosts.setdefault(address.hostname or "", set()).add(address.path)

        context.on("request", note)
        yield visitor
    finally:
        context.close()
