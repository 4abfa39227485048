"""Moves the mouse and turns the wheel over a page as somebody does who reads it."""

from __future__ import annotations

import asyncio
import time
from typing import Any

from playwright.async_api import ViewportSize

from scanner.probes.browser.devtools import Devtools

_TIMEOUT_S = 3.0
#: Between two movements of the mouse; every second one turns the wheel, too.
STIR_S = 0.4


async def touch(session: Devtools, size: ViewportSize | None, until: float) -> None:
    """Until then, by the clock of `time.monotonic`. Raises PlaywrightError, TimeoutError."""
    width, height = (size["width"], size["height"]) if size else (1280, 900)
    step = 0
    while (now := time.monotonic()) < until:
        x = width * (0.3 + 0.4 * (step % 5) / 5)
        y = height * (0.35 + 0.3 * (step % 3) / 3)
        down = 400 if step % 8 < 6 else -800  # further down than up, so that the end is reached
        await _mouse(session, {"type": "mouseMoved", "x": x, "y": y})
        if step % 2:
            await _mouse(session, {"type": "mouseWheel", "x": x, "y": y, "deltaX": 0, "deltaY": down})
        step += 1
        await asyncio.sleep(min(STIR_S, max(0.0, until - now)))


async def _mouse(session: Devtools, event: dict[str, Any]) -> None:
    async with asyncio.timeout(_TIMEOUT_S):
        await session.send("Input.dispatchMouseEvent", event)
