"""The scripts that the JavaScript engine holds for a page, over the DevTools protocol's Debugger domain.

The domain is switched on for a moment and off again, and never stops the page: whatever asks for a pause goes on.
"""

from __future__ import annotations

import asyncio
import logging
from dataclasses import dataclass, field
from typing import Any

from playwright.async_api import Error as PlaywrightError

from scanner.probes.browser.devtools import Devtools

MOST_HELD = 2000
_MOST_LETTERS = 40_000_000
#: What Playwright puts into pages names itself so.
_PLAYWRIGHT = ("__playwright", "pptr:")

log = logging.getLogger("siegel.browser")


@dataclass(frozen=True, slots=True)
class Running:
    """A script by Chromium's id of its frame. `url`: where its text came from; empty for a text that was evaluated.

    by  the script that had it evaluated or placed, where that was heard
    """

    frame: str
    url: str
    code: str = field(repr=False)
    module: bool = False
    by: str | None = None


@dataclass(frozen=True, slots=True)
class Held:
    """All of them. `cut`: there are more."""

    scripts: tuple[Running, ...]
    cut: bool = False


async def held_by_engine(cdp: Devtools, frames: frozenset[str], ours: str) -> Held:
    """Those of these frames in the page's own world. `ours`: a name by which our own hooks are told."""
    told: list[dict[str, Any]] = []
    resuming: set[asyncio.Task[None]] = set()

    async def go_on() -> None:
        try:
            await cdp.send("Debugger.resume")
        except PlaywrightError as error:
            log.debug("nothing to resume: %a", error.message)

    def paused(_: dict[str, Any]) -> None:
        task = asyncio.ensure_future(go_on())
        resuming.add(task)
        task.add_done_callback(resuming.discard)

    def parsed(event: dict[str, Any]) -> None:
        if len(told) <= MOST_HELD:
            told.append(event)

    cdp.on("Debugger.scriptParsed", parsed)
    cdp.on("Debugger.paused", paused)
    try:
        await asyncio.gather(cdp.send("Debugger.enable"), cdp.send("Debugger.setSkipAllPauses", {"skip": True}))
        return await _read(cdp, [event for event in tuple(told) if _is_of(event, frames)], ours, len(told) > MOST_HELD)
    finally:
        cdp.remove_listener("Debugger.scriptParsed", parsed)
        cdp.remove_listener("Debugger.paused", paused)
        await cdp.send("Debugger.disable")
        await asyncio.gather(*resuming, return_exceptions=True)


def _is_of(event: dict[str, Any], frames: frozenset[str]) -> bool:
    data = event.get("executionContextAuxData") or {}
    return data.get("isDefault") is True and str(data.get("frameId")) in frames


async def _read(cdp: Devtools, events: list[dict[str, Any]], ours: str, cut: bool) -> Held:
    found: list[Running] = []
    letters = 0
    for event in events:
        # A comment in a script can give it another address; what the embedder says is where it came from.
        url = str(event.get("embedderName") or ("" if event.get("hasSourceURL") else event.get("url") or ""))
        if str(event.get("url") or "").startswith(_PLAYWRIGHT) or str(event.get("scriptLanguage")) == "WebAssembly":
            continue
        letters += int(event.get("length") or 0)
        if letters > _MOST_LETTERS:
            return Held(tuple(found), cut=True)
        try:
            source = await cdp.send("Debugger.getScriptSource", {"scriptId": event["scriptId"]})
        except PlaywrightError as error:
            log.debug("a script is gone: %a", error.message)
            continue
        code = str(source.get("scriptSource") or "")
        if code.strip() and ours not in code:
            found.append(Running(_frame(event), url, code, event.get("isModule") is True, _caller(event)))
    return Held(tuple(found), cut)


def _frame(event: dict[str, Any]) -> str:
    return str(event["executionContextAuxData"]["frameId"])


def _caller(event: dict[str, Any]) -> str | None:
    for frame in (event.get("stackTrace") or {}).get("callFrames") or ():
        if frame.get("url"):
            return f"{frame['url']}:{int(frame['lineNumber']) + 1}:{int(frame['columnNumber']) + 1}"
    return None
