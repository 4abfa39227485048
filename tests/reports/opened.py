"""A report opened in a real browser, from disk, as whoever receives it does."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

CHROMIUM = Path("/usr/lib/chromium/chromium-headless-shell")
in_chromium = pytest.mark.skipif(not CHROMIUM.exists(), reason="chromium-headless-shell is not installed")


class Opened:
    """A page with all that it asked for and said."""

    def __init__(self, chromium: Any, folder: Path, html: bytes, width: int = 390, **context: Any) -> None:
        path = folder / "report.html"
        path.write_bytes(html)
        self.url = path.as_uri()
        self.requests: list[str] = []
        self.said: list[str] = []
        self.page = chromium.new_context(viewport={"width": width, "height": 844}, **context).new_page()
        self.page.on("request", lambda request: self.requests.append(request.url))
        for event in ("console", "pageerror", "dialog", "popup", "download"):
            self.page.on(event, lambda what, event=event: self.said.append(f"{event}: {what}"))
        self.page.goto(self.url)

    def elsewhere(self) -> list[str]:
        """What it asked for beside itself and what stands in it."""
        return [url for url in self.requests if not url.startswith((self.url, "data:"))]
