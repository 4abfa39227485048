"""What a browser must be able to do before anything that it does not show is taken for absent."""

from __future__ import annotations

import asyncio
import logging

from playwright.async_api import Browser, Route
from playwright.async_api import Error as PlaywrightError

_TIMEOUT_S = 10.0

log = logging.getLogger("siegel.browser")


async def keeps_third_party_cookies(browser: Browser) -> bool:
    """Proves it on two made-up sites, without any network: a frame of the one in a page of the other."""
    pages = {
        "first.example": "<script>addEventListener('message', e => { document.title = e.data })</script>"
        "<iframe src='https://third.test/'></iframe>",
        "third.test": "<script>document.cookie = 'kept=1; SameSite=None; Secure';"
        "parent.postMessage(document.cookie || 'none', '*')</script>",
    }

    async def answer(route: Route) -> None:
        body = next((body for host, body in pages.items() if f"//{host}/" in route.request.url), "")
        await route.fulfill(status=200, content_type="text/html", body=body)

    try:
        async with asyncio.timeout(_TIMEOUT_S):
            context = await browser.new_context()
            try:
                await context.route("**/*", answer)
                page = await context.new_page()
                await page.goto("https://first.example/")
                await page.wait_for_function("document.title !== ''")
                return await page.title() == "kept=1"
            finally:
                await context.close()
    except (TimeoutError, PlaywrightError) as error:
        log.warning("the test for third-party cookies failed: %a", error)
        return False
