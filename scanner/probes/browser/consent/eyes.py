"""Looks into all documents of a tab, frames too, in a world of our own; finds the point on the screen to be clicked."""

from __future__ import annotations

import asyncio
import json
import logging
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from playwright.async_api import Error as PlaywrightError

from scanner.probes.browser.consent.banner import Found, Surroundings
from scanner.probes.browser.consent.listing import MOST_ENTRIES, Entry, read
from scanner.probes.browser.consent.sight import Control, Sight, Toggle
from scanner.probes.browser.consent.words import Role, words
from scanner.probes.browser.hooks import script
from scanner.probes.browser.tab import Tab

LIMITS = {"ms": 1500, "elements": 40_000, "candidates": 80, "controls": 400, "text": 8000, "everywhere": 2000}
_WORLD = "siegel-consent"
_MOST_FRAMES = 20
_UNSEAL_S = 0.7
_MOST_ROOTS = 200
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
          scale: this.offsetWidth ? r.width / this.offsetWidth : 1, over: over && seen, seen};
}"""
_HITS = """function (x, y) {
  let hit = document.elementFromPoint(x, y);
  const rootOf = (el) => el.shadowRoot ?? globalThis.siegelRoots?.get(el);
  while (hit && rootOf(hit) && hit !== this) {
    const deeper = rootOf(hit).elementFromPoint(x, y);
    if (!deeper || deeper === hit) break;
    hit = deeper;
  }
  return hit === this;
}"""

# Gives a closed shadow root to whoever looks from our world: the page's own worlds know nothing of it.
_HAND_IN = """function () {
  (globalThis.siegelRoots ??= new WeakMap()).set(this.host, this);
  (globalThis.siegelRootsHeld ??= []).push(this);
}"""

log = logging.getLogger("siegel.browser")


@dataclass(frozen=True, slots=True)
class Aim:
    """Where to click, in the window's own pixels; or why not: covered, outside, hidden, gone."""

    state: str
    x: float = 0
    y: float = 0


@dataclass(slots=True)
class Eyes:
    """Of one tab. Frames by Chromium's ids; the main one first.

    Every look raises PlaywrightError or TimeoutError where the page is gone, or does not answer.
    """

    tab: Tab
    _main: str = ""
    _parents: dict[str, str] = field(default_factory=dict)
    _worlds: dict[str, int] = field(default_factory=dict)
    _unsealed_at: float = -1e9
    _unsealed: set[int] = field(default_factory=set)

    async def survey(self) -> Sight:
        """All documents that a visitor has before his eyes."""
        for tries in range(_TRIES):
            try:
                async with asyncio.timeout(_STEP_TIMEOUT_S):
                    sight = await self._survey_all()
                    if sight.sealable and await self._unseal():
                        sight = await self._survey_all()
                    return sight if self.tab.lessons is None else sight.learnt(self.tab.lessons.roles)
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
        over: set[str] = set()
        for frame, parent in list(self._parents.items())[:_MOST_FRAMES]:
            try:
                place = await self._place(frame)
                if place.get("over") is True or (parent in over and place.get("seen") is True):
                    over.add(frame)
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
            str(read.get("lang") or "")[:20],
            str(read.get("words") or "")[:4000],
        )

    async def everywhere(self) -> Sight:
        """All that can be clicked in the main document, with its name only, wherever it stands."""
        async with asyncio.timeout(_STEP_TIMEOUT_S):
            await self._frames()
            await self._unseal()
            return await self._survey(self._main, {"limits": LIMITS}, "everywhere")

    async def gather(self, controls: Sequence[Control], least: int = 80, most: int = 3000) -> bool:
        """Whether the part of the page that holds these, of one look everywhere, is a candidate from now on.

        `least`, `most`: characters that it says. One control that saves stands with the switches that it saves.
        """
        order = {
            "look": controls[0].look,
            "numbers": [control.number for control in controls],
            "switched": len(controls) == 1 and controls[0].role is Role.SAVE,
            "least": least,
            "most": most,
        }
        async with asyncio.timeout(_STEP_TIMEOUT_S):
            return await self._run(self._main, "gather", order) is True

    async def listing(self, found: Found) -> tuple[Entry, ...]:
        """The lines of a layer, what is folded away included; none where it is gone."""
        looks = [*(one.look for one in found.controls), *(one.look for one in found.toggles)]
        order = {"number": found.candidate.number, "look": max(looks, default=-1), "elements": LIMITS["elements"]}
        expression = f"({script('listing.js')})({json.dumps({**order, 'most': MOST_ENTRIES})})"
        async with asyncio.timeout(_STEP_TIMEOUT_S):
            return read(await self._evaluate(found.candidate.frame, expression))

    async def _unseal(self) -> bool:
        """Hands closed shadow roots into our worlds, at most every so often; whether any of them is new.

        The DevTools protocol sees them. No script of a page takes part, so that none can notice, or keep one back.
        """
        if time.monotonic() - self._unsealed_at < _UNSEAL_S:
            return False
        devtools = self.tab.devtools
        tree = (await devtools.send("DOM.getDocument", {"depth": -1, "pierce": True}))["root"]
        await devtools.send("DOM.disable")  # the question has enabled it, and it tells of every change
        fresh = [(node, frame) for node, frame in _closed_roots(tree, self._main) if node not in self._unsealed]
        for node, frame in fresh[:_MOST_ROOTS]:
            try:
                order = {"backendNodeId": node, "executionContextId": await self._world(frame)}
                await self._call(str((await devtools.send("DOM.resolveNode", order))["object"]["objectId"]), _HAND_IN)
            except PlaywrightError as error:
                log.debug("a shadow root is gone: %a", error.message)
            self._unsealed.add(node)
        self._unsealed_at = time.monotonic()
        return bool(fresh)

    async def aim(self, thing: Control | Toggle, *, on: bool = False) -> Aim:
        """Where to click it, scrolled to if a visitor can. Gone, too, where it was seen in an earlier look.

        `on`: which half of a switch that is made of two.
        """
        frame, what, number = thing.frame, "controls", thing.number
        if isinstance(thing, Toggle):
            what = thing.made_of
            number = number if what == "toggles" else thing.on if on else thing.off
        async with asyncio.timeout(_STEP_TIMEOUT_S):
            value = await self._run(frame, "aim", {"what": what, "number": number, "look": thing.look})
            read = value if isinstance(value, dict) else {}
            if read.get("state") != "free":
                return Aim(str(read.get("state") or "gone")[:20])
            x, y = float(read["x"]), float(read["y"])
            while frame != self._main:
                owner = await self._owner(frame)
                place = await self._call(owner, _PLACE)
                scale = float(place.get("scale") or 1)
                x, y = float(place["x"]) + x * scale, float(place["y"]) + y * scale
                if not await self._call(owner, _HITS, x, y):
                    return Aim("covered")
                frame = self._parents.get(frame, self._main)
        return Aim("free", x, y)

    async def checked(self, toggle: Toggle) -> bool | str | None:
        """Whether it is on, or "unknown"; None where it is gone, or was seen in an earlier look."""
        order = {"look": toggle.look, "number": toggle.number, "made_of": toggle.made_of}
        async with asyncio.timeout(_STEP_TIMEOUT_S):
            value = await self._run(toggle.frame, "checked", {**order, "off": toggle.off, "on": toggle.on})
        return value if isinstance(value, bool | str) else None

    async def _frames(self) -> None:
        tree = (await self.tab.devtools.send("Page.getFrameTree"))["frameTree"]
        self._main, self._parents, self._worlds = str(tree["frame"]["id"]), {}, {}
        waiting = [tree]
        while waiting:
            node = waiting.pop()
            for child in node.get("childFrames") or []:
                self._parents[str(child["frame"]["id"])] = str(node["frame"]["id"])
                waiting.append(child)

    async def _survey(self, frame: str, argument: dict[str, object], order: str = "survey") -> Sight:
        return Sight.of(await self._run(frame, order, argument), frame)

    async def _world(self, frame: str) -> int:
        if frame not in self._worlds:
            made = await self.tab.devtools.send("Page.createIsolatedWorld", {"frameId": frame, "worldName": _WORLD})
            self._worlds[frame] = int(made["executionContextId"])
        return self._worlds[frame]

    async def _run(self, frame: str, order: str, argument: dict[str, object]) -> object:
        return await self._evaluate(frame, f"({script('banner.js')})({json.dumps(order)}, {json.dumps(argument)})")

    async def _evaluate(self, frame: str, expression: str) -> object:
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


def _closed_roots(tree: dict[str, Any], main: str) -> Iterator[tuple[int, str]]:
    """The closed shadow roots of a document, as pages make them, and the frames in which they are."""
    waiting = [(tree, main)]
    while waiting:
        node, frame = waiting.pop()
        if node.get("shadowRootType") == "closed":
            yield int(node["backendNodeId"]), frame
        waiting += [(one, frame) for one in (*node.get("children", ()), *node.get("shadowRoots", ()))]
        if "contentDocument" in node:
            waiting.append((node["contentDocument"], str(node.get("frameId") or frame)))
