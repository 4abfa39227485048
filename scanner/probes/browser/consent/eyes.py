"""Looks into all documents of a tab, frames too, in a world of our own; finds the point on the screen to be clicked."""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from playwright.async_api import Error as PlaywrightError

from scanner.probes.browser.consent.banner import Surroundings
from scanner.probes.browser.consent.sight import Control, Sight, Toggle
from scanner.probes.browser.consent.words import words
from scanner.probes.browser.hooks import script
from scanner.probes.browser.tab import Tab

LIMITS = {"ms": 1500, "elements": 40_000, "candidates": 80, "controls": 400, "text": 8000}
_WORLD = "siegel-consent"
_MOST_FRAMES = 20
_TEXT_NODE = 3
_STEP_TIMEOUT_S = 6.0
_TRIES = 3
_PAUSE_S = 0.2

# Where the content of a frame begins on the screen, and whether the frame lies over the page.
_PLACE = """function () {
  const r = this.getBoundingClientRect(), s = getComputedStyle(this);
  let over = false;
  for (let n = this; n && !over; n = n.assignedSlot ?? n.parentElement ?? n.getRootNode().host) {
    const p = getComputedStyle(n);
    over = p.position === 'fixed' || p.position === 'sticky' || n.tagName === 'DIALOG'
      || ['dialog', 'alertdialog'].includes(n.getAttribute('role')) || (p.position === 'absolute' && +p.zIndex >= 100);
  }
  const seen = this.checkVisibility({opacityProperty: true, visibilityProperty: true}) && r.width > 50 && r.height > 20;
  return {x: r.left + this.clientLeft + parseFloat(s.paddingLeft), y: r.top + this.clientTop + parseFloat(s.paddingTop),
          scale: this.offsetWidth ? r.width / this.offsetWidth : 1, over: over && seen};
}"""
_HITS = """function (x, y) {
  let hit = document.elementFromPoint(x, y);
  while (hit?.shadowRoot && hit !== this) {
    const deeper = hit.shadowRoot.elementFromPoint(x, y);
    if (!deeper || deeper === hit) break;
    hit = deeper;
  }
  return hit === this;
}"""

log = logging.getLogger("siegel.browser")


@dataclass(frozen=True, slots=True)
class Aim:
    """Where to click, in the window's own pixels; or why not: covered, outside, hidden, gone."""

    state: str
    x: float = 0
    y: float = 0
    checked: bool | None = None


@dataclass(slots=True)
class Eyes:
    """Of one tab. Frames by Chromium's ids; the main one first.

    Every look raises PlaywrightError or TimeoutError where the page is gone, or does not answer.
    """

    tab: Tab
    _main: str = ""
    _parents: dict[str, str] = field(default_factory=dict)
    _worlds: dict[str, int] = field(default_factory=dict)

    async def survey(self) -> Sight:
        """All documents that a visitor has before his eyes."""
        for tries in range(_TRIES):
            try:
                async with asyncio.timeout(_STEP_TIMEOUT_S):
                    return await self._survey_all()
            except PlaywrightError as error:
                # The page went on to another document in between; the next one can be looked at.
                if tries == _TRIES - 1 or "context" not in error.message.lower():
                    raise
                await asyncio.sleep(_PAUSE_S)
        return Sight()

    async def _survey_all(self) -> Sight:
        await self._frames()
        tools = [[name, list(selectors)] for name, selectors in words().tools]
        sight = await self._survey(self._main, {"limits": LIMITS, "framed": False, "tools": tools})
        for frame in list(self._parents)[:_MOST_FRAMES]:
            try:
                if (await self._place(frame)).get("over") is True:
                    sight += await self._survey(frame, {"limits": LIMITS, "framed": True})
            except PlaywrightError as error:
                log.debug("a frame is gone: %a", error.message)
        return sight

    async def around(self, frame: str, candidate: int) -> Surroundings:
        """What the banner leaves of the page."""
        number = candidate if frame == self._main else None
        async with asyncio.timeout(_STEP_TIMEOUT_S):
            value = await self._run(self._main, "around", {"number": number, "legal": dict(words().legal_links)})
        read = value if isinstance(value, dict) else {}
        legal, taken = read.get("legal"), read.get("taken")
        return Surroundings(
            float(taken) if isinstance(taken, int | float) else 0.0,
            {str(k): v is True for k, v in legal.items()} if isinstance(legal, dict) else {},
            read.get("locked") is True,
        )

    async def sealed_texts(self) -> tuple[str, ...]:
        """What closed shadow roots say: no script can look in, so that nothing in them is found or operated here."""
        async with asyncio.timeout(_STEP_TIMEOUT_S):
            tree = (await self.tab.devtools.send("DOM.getDocument", {"depth": -1, "pierce": True}))["root"]
            await self.tab.devtools.send("DOM.disable")  # the question has enabled it, and it tells of every change
        waiting, found = [tree], []
        while waiting:
            node = waiting.pop()
            if node.get("shadowRootType") == "closed":
                found.append(" ".join(_words_in(node))[: LIMITS["text"]])
            waiting += [*node.get("children", ()), *node.get("shadowRoots", ())]
            waiting += [node["contentDocument"]] if "contentDocument" in node else []
        return tuple(found)

    async def aim(self, thing: Control | Toggle) -> Aim:
        """Where to click it, scrolled to if a visitor can. Gone, too, where it was seen in an earlier look."""
        frame, what = thing.frame, "controls" if isinstance(thing, Control) else "toggles"
        async with asyncio.timeout(_STEP_TIMEOUT_S):
            value = await self._run(frame, "aim", {"what": what, "number": thing.number, "look": thing.look})
            read = value if isinstance(value, dict) else {}
            if read.get("state") != "free":
                return Aim(str(read.get("state") or "gone")[:20])
            x, y, checked = float(read["x"]), float(read["y"]), read.get("checked")
            while frame != self._main:
                owner = await self._owner(frame)
                place = await self._call(owner, _PLACE)
                scale = float(place.get("scale") or 1)
                x, y = float(place["x"]) + x * scale, float(place["y"]) + y * scale
                if not await self._call(owner, _HITS, x, y):
                    return Aim("covered")
                frame = self._parents.get(frame, self._main)
        return Aim("free", x, y, checked if isinstance(checked, bool) else None)

    async def checked(self, toggle: Toggle) -> bool | None:
        """Whether it is on; None where it is gone, or was seen in an earlier look."""
        async with asyncio.timeout(_STEP_TIMEOUT_S):
            value = await self._run(toggle.frame, "checked", {"number": toggle.number, "look": toggle.look})
        return value if isinstance(value, bool) else None

    async def _frames(self) -> None:
        tree = (await self.tab.devtools.send("Page.getFrameTree"))["frameTree"]
        self._main, self._parents, self._worlds = str(tree["frame"]["id"]), {}, {}
        waiting = [tree]
        while waiting:
            node = waiting.pop()
            for child in node.get("childFrames") or []:
                self._parents[str(child["frame"]["id"])] = str(node["frame"]["id"])
                waiting.append(child)

    async def _survey(self, frame: str, argument: dict[str, object]) -> Sight:
        return Sight.of(await self._run(frame, "survey", argument), frame)

    async def _world(self, frame: str) -> int:
        if frame not in self._worlds:
            made = await self.tab.devtools.send("Page.createIsolatedWorld", {"frameId": frame, "worldName": _WORLD})
            self._worlds[frame] = int(made["executionContextId"])
        return self._worlds[frame]

    async def _run(self, frame: str, order: str, argument: dict[str, object]) -> object:
        expression = f"({script('banner.js')})({json.dumps(order)}, {json.dumps(argument)})"
        answer = await self.tab.devtools.send(
            "Runtime.evaluate",
            {"expression": expression, "contextId": await self._world(frame), "returnByValue": True},
        )
        if "exceptionDetails" in answer:
            log.warning("the script that looks for banners failed: %a", str(answer["exceptionDetails"])[:500])
        return answer["result"].get("value")

    async def _owner(self, frame: str) -> str:
        """The frame's element, in the world that we have in its parent."""
        node = await self.tab.devtools.send("DOM.getFrameOwner", {"frameId": frame})
        world = await self._world(self._parents[frame])
        order = {"backendNodeId": node["backendNodeId"], "executionContextId": world}
        return str((await self.tab.devtools.send("DOM.resolveNode", order))["object"]["objectId"])

    async def _place(self, frame: str) -> dict[str, Any]:
        value = await self._call(await self._owner(frame), _PLACE)
        return value if isinstance(value, dict) else {}

    async def _call(self, owner: str, function: str, *arguments: float) -> Any:  # noqa: ANN401 - JSON
        answer = await self.tab.devtools.send(
            "Runtime.callFunctionOn",
            {
                "objectId": owner,
                "functionDeclaration": function,
                "arguments": [{"value": argument} for argument in arguments],
                "returnByValue": True,
            },
        )
        return answer["result"].get("value")


def _words_in(tree: dict[str, Any]) -> Iterator[str]:
    waiting = [tree]
    while waiting:
        node = waiting.pop()
        if node.get("nodeName") in {"STYLE", "SCRIPT", "TEMPLATE"}:
            continue
        if node.get("nodeType") == _TEXT_NODE:
            yield str(node.get("nodeValue", ""))
        waiting += [*reversed(node.get("shadowRoots", ())), *reversed(node.get("children", ()))]
