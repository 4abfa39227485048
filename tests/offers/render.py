"""Renders the whole pages among the specimens in a browser and keeps what was shown: `python -m tests.offers.render`.

Measuring and tests read what is kept (`*.shown.html`), so that neither needs a browser.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Route, sync_playwright

from scanner.probes.browser.chromium import Binary, find
from scanner.probes.browser.shown import MOST
from scanner.probes.browser.shown_tree import STYLES, write_shown

HERE = Path(__file__).parent
FOLDERS = (HERE / "pages" / "full", HERE / "held_out" / "full")


def _answer(text: str) -> Callable[[Route], None]:
    def answer(route: Route) -> None:
        whole = route.request.resource_type == "document"
        route.fulfill(status=200, content_type="text/html; charset=utf-8", body=text if whole else "")

    return answer


def main() -> None:
    found = find()
    if not isinstance(found, Binary):
        sys.exit(f"no Chromium: {found.why}")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(found.path), args=["--no-sandbox"])
        for source in sorted(path for folder in FOLDERS for path in folder.glob("*.html")):
            if source.name.endswith(".shown.html"):
                continue
            page = browser.new_page()
            page.route("**/*", _answer(source.read_text(encoding="utf-8")))
            page.goto(f"https://www.{source.stem.replace('_', '-')}.example/produkt")
            snapshot = page.context.new_cdp_session(page).send(
                "DOMSnapshot.captureSnapshot", {"computedStyles": list(STYLES)}
            )
            kept = source.with_name(f"{source.stem}.shown.html")
            kept.write_text(write_shown(snapshot, MOST).html, encoding="utf-8")
            page.close()
        browser.close()


if __name__ == "__main__":
    main()
