"""The floor of a scan's browser part: the same Chromium and pages, two tabs in each phase's context, no scanner.

    python -m benchmarks.floor PLAN

PLAN is a JSON file that `benchmarks.browsing` writes: `executable`, `home`, `sandbox`, `arguments`, and `phases`, a
list of pages for each. Waits for each document's `load` event: it is parsed, and its own scripts, styles and images
have come; what scripts ask for later has not. Imports nothing of Siegel.
"""

from __future__ import annotations

import asyncio
import json
import os
import sys
from pathlib import Path
from typing import Any

from playwright.async_api import Browser, BrowserContext, async_playwright

_TABS = 2


async def main(plan: dict[str, Any]) -> None:
    """Load all pages of all phases, the phases at the same time."""
    home = plan["home"]
    async with async_playwright() as driver:
        browser = await driver.chromium.launch(
            executable_path=plan["executable"],
            chromium_sandbox=plan["sandbox"],
            args=plan["arguments"],
            ignore_default_args=["--enable-automation"],
            env={**os.environ, "HOME": home, "XDG_CONFIG_HOME": home, "XDG_CACHE_HOME": home},
        )
        await asyncio.gather(*(_phase(browser, pages) for pages in plan["phases"]))
        await browser.close()


async def _phase(browser: Browser, pages: list[str]) -> None:
    context = await browser.new_context(viewport={"width": 1280, "height": 900}, locale="de-DE")
    left = list(reversed(pages))
    await asyncio.gather(*(_walk(context, left) for _ in range(_TABS)))
    await context.close()


async def _walk(context: BrowserContext, left: list[str]) -> None:
    tab = await context.new_page()
    while left:
        await tab.goto(left.pop(), wait_until="load")


if __name__ == "__main__":
    asyncio.run(main(json.loads(Path(sys.argv[1]).read_text("utf-8"))))
