"""Reads what a page sells, and clicks with the mouse what may be clicked: looked at once more right before."""

from __future__ import annotations

import asyncio
import json
import time
from dataclasses import dataclass, field, replace
from typing import Any

from scanner.probes.browser.frames import run_in
from scanner.probes.browser.hooks import script
from scanner.probes.browser.shopping.controls import Control, Counter, Group, Option, control_of, objection
from scanner.probes.browser.shopping.words import Intent
from scanner.probes.browser.tab import Tab

LIMITS = {"ms": 1500, "elements": 40_000, "controls": 600, "groups": 20}
_WORLD = "siegel-buying"
_STEP_TIMEOUT_S = 6.0
_REACH_S = 3.0
_POLL_S = 0.1


class NotClicked(Exception):
    """The control can't be clicked, or is none that may be; the message says why."""


@dataclass(slots=True)
class Hand:
    """Of one tab. `steps`: what was done, in the shop's words.

    Raises PlaywrightError and TimeoutError where the page is gone or does not answer.
    """

    tab: Tab
    steps: list[str] = field(default_factory=list)

    async def survey(self) -> Counter:
        """What the page offers as it stands there now."""
        return Counter.of(await self._run("survey", {}))

    async def find(self, css: str) -> Control | None:
        """The first visible control that a selector of the shop file's names."""
        found = await self._run("find", {"css": css})
        return control_of(found) if isinstance(found, dict) else None

    async def click(self, control: Control, intent: Intent) -> None:
        """Raises NotClicked where a click would not reach it, or where it is not what it was."""
        x, y = await self._free(control, intent)
        # Under the mouse it may become something else: it is looked at once more, where it is now.
        async with asyncio.timeout(_STEP_TIMEOUT_S):
            await self.tab.page.mouse.move(x, y)
        x, y = await self._free(control, intent)
        async with asyncio.timeout(_STEP_TIMEOUT_S):
            await self.tab.page.mouse.click(x, y)
        self.steps.append(f"click “{control.label}”")

    async def choose(self, group: Group, option: Option) -> None:
        """One of the variants. Raises NotClicked."""
        if group.list is not None:
            done = await self._run("pick", {"number": group.list, "value": option.value})
            if _state(done) != "free":
                raise NotClicked(f"“{option.label}” can't be chosen")
        else:
            x, y = await self._aim(option.number, option.label)
            async with asyncio.timeout(_STEP_TIMEOUT_S):
                await self.tab.page.mouse.click(x, y)
        self.steps.append(f"choose “{option.label}”")

    async def _free(self, control: Control, intent: Intent) -> tuple[float, float]:
        page = self.tab.page.url
        before: tuple[float, float] | None = None
        until = time.monotonic() + _REACH_S
        while True:
            found = await self._run("aim", {"number": control.number})
            if isinstance(found, dict) and found.get("state") == "free":
                now = control_of(found["control"]) if isinstance(found.get("control"), dict) else control
                if _alike(now) != _alike(control) or objection(now, intent, page):
                    raise NotClicked(f"“{control.label}” became something else")
                place = float(found["x"]), float(found["y"])
                if before is not None and abs(place[0] - before[0]) + abs(place[1] - before[1]) <= 1:
                    return place
                before = place
            elif time.monotonic() > until or _state(found) == "gone":
                raise NotClicked(f"“{control.label}” is {_state(found)}, so that no visitor could click it")
            elif _state(found) == "covered":
                await self.tab.page.keyboard.press("Escape")  # closes what lies over the page, where that is how
            if time.monotonic() > until:
                raise NotClicked(f"“{control.label}” does not stand still")
            await asyncio.sleep(_POLL_S)

    async def _aim(self, number: int, label: str) -> tuple[float, float]:
        found = await self._run("aim", {"number": number})
        if not isinstance(found, dict) or found.get("state") != "free":
            raise NotClicked(f"“{label}” is {_state(found)}, so that no visitor could choose it")
        return float(found["x"]), float(found["y"])

    async def _run(self, order: str, argument: dict[str, Any]) -> object:
        return await self.run("buying.js", order, argument | {"limits": LIMITS})

    async def run(self, name: str, order: str, argument: dict[str, Any]) -> object:
        """A script of ours in the world in which buying.js keeps what it has found."""
        expression = f"({script(name)})({json.dumps(order)}, {json.dumps(argument)})"
        async with asyncio.timeout(_STEP_TIMEOUT_S):
            return await run_in(self.tab.devtools, _WORLD, expression)


def _state(found: object) -> str:
    return str(found.get("state") or "gone")[:20] if isinstance(found, dict) else "gone"


def _alike(control: Control) -> Control:
    """Without what may change as the page is scrolled or the control takes its number anew."""
    return replace(control, number=0, form=-1, main=True, after=True, visible=True, disabled=False)
