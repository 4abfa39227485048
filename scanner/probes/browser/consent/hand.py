"""The mouse of a visitor at a banner: clicks what can be seen and belongs there, counts, and waits for what comes."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import time
from collections.abc import AsyncIterator

from playwright.async_api import Error as PlaywrightError

from scanner.errors import NetworkError
from scanner.probes.browser.consent.banner import is_way_on, leads_away
from scanner.probes.browser.consent.eyes import Aim, Eyes
from scanner.probes.browser.consent.recognise import all_toggles
from scanner.probes.browser.consent.sight import Control, Toggle
from scanner.probes.browser.consent.words import Role
from scanner.probes.browser.trip import PageFault

EFFECT_S = 3.0
POLL_S = 0.15
_WAYS = {Role.ACCEPT, Role.REJECT, Role.SETTINGS, Role.SAVE, Role.OK}

log = logging.getLogger("siegel.browser")


class Failed(Exception):
    """The choice can't be made; the message says why."""


@contextlib.asynccontextmanager
async def told() -> AsyncIterator[None]:
    """What a page does to those who look at it becomes a NetworkError."""
    try:
        yield
    except PageFault as error:
        raise NetworkError(error.cause, error.reason) from error
    except TimeoutError as error:
        raise NetworkError("timeout", "the page did not answer while its banner was looked at") from error
    except PlaywrightError as error:
        raise NetworkError("crash", f"the tab ended: {error.message.splitlines()[0][:200]}") from error


class Hand:
    """The mouse. Clicks only what belongs to a banner and has a role that a banner's controls have."""

    def __init__(self, eyes: Eyes) -> None:
        self.eyes = eyes
        self.clicks = 0
        self.at = 0.0
        self.steps: list[str] = []
        self._before = 0

    @property
    def has_stored(self) -> bool:
        """Whether anything was stored since the last click that chose something."""
        return self.eyes.tab.stored > self._before

    async def click(self, control: Control) -> None:
        """Raises Failed where a click would not reach it."""
        if control.role not in _WAYS and not is_way_on(control):
            raise Failed(f"“{control.label}” is no control that may be clicked")
        if control.disabled:
            raise Failed(f"“{control.label}” is disabled")
        self._before = self.eyes.tab.stored
        await self._click(control, f"{control.role} “{control.label}”")

    async def try_out(self, control: Control) -> None:
        """One that nobody understands, in a visit that counts for nothing: what it does tells what it is."""
        if control.role is not Role.OTHER or leads_away(control) or control.disabled:
            raise Failed(f"“{control.label}” is not to be tried")
        await self._click(control, f"try “{control.label}”")

    async def repeat(self, control: Control) -> None:
        """The same click again, since nothing has answered it: it is told, and does not count."""
        try:
            await self._click(control, f"again: “{control.label}”")
        except Failed as failed:
            log.debug("not clicked again: %s", failed)
        else:
            self.clicks -= 1

    async def confirm(self, control: Control) -> None:
        """What a second question offers for standing by the answer. Raises Failed."""
        await self._click(control, f"confirm “{control.label}”")

    async def close(self, control: Control, *, chosen: bool = False) -> None:
        """What closes a layer without a choice, or saves the one just made. Raises Failed.

        `chosen`: a control has chosen already. Where that was stored at once, it works without this click, which does
        not count; nor does closing.
        """
        if control.role not in {Role.CLOSE, Role.SAVE} or leads_away(control):
            raise Failed(f"“{control.label}” does not close the banner")
        in_vain = chosen and (control.role is Role.CLOSE or self.has_stored)
        await self._click(control, f"{control.role} “{control.label}”")
        self.clicks -= in_vain

    async def go_back(self, control: Control) -> None:
        """A control that leads back to the choice, wherever on the page it stands. Raises Failed."""
        if control.role is not Role.WAY_BACK:
            raise Failed(f"“{control.label}” is no way back to the choice")
        self._before = self.eyes.tab.stored
        await self._click(control, f"way back “{control.label}”")

    async def unfold(self, control: Control) -> None:
        """What shows more of the settings and chooses nothing. Raises Failed."""
        if control.expands is not True or control.role in {*_WAYS - {Role.SETTINGS}, Role.FORBIDDEN, Role.PAY}:
            raise Failed(f"“{control.label}” is nothing to unfold")
        await self._click(control, f"unfold “{control.label}”")

    async def switch(self, toggle: Toggle, *, on: bool) -> None:
        """Raises Failed where it stays as it was. One that was moved with another is let alone."""
        if toggle.answered and await self._is_on(toggle) is on:
            return
        word = "on" if on else "off"
        await self._click(toggle, f"switch {word} “{toggle.label}”", on=on)
        until = time.monotonic() + EFFECT_S
        while await self._is_on(toggle) is (not on):
            if time.monotonic() > until:
                raise Failed(f"“{toggle.label}” can't be switched {word}")
            await asyncio.sleep(POLL_S)

    async def _is_on(self, toggle: Toggle) -> bool | None:
        """None where nobody can tell by its looks. Raises Failed where it is gone."""
        state = await self.eyes.checked(toggle)
        if state is None:
            now = await self._again(toggle)
            if not isinstance(now, Toggle):
                raise Failed(f"“{toggle.label}” is gone, so that nobody knows whether it is on")
            return now.checked
        return state if isinstance(state, bool) else None

    async def _click(self, thing: Control | Toggle, step: str, *, on: bool = False) -> None:
        until = time.monotonic() + EFFECT_S
        before, aim = None, await self._aim(thing, on)
        while aim.state != "free" or before is None or abs(aim.x - before.x) + abs(aim.y - before.y) > 1:
            # Banners slide in, and some are drawn anew all the time: the click waits until they stand still.
            if time.monotonic() > until:
                why = "does not stand still" if aim.state == "free" else f"is {aim.state}"
                raise Failed(f"{step}: it {why}, so that no visitor could click it")
            before = aim if aim.state == "free" else None
            await asyncio.sleep(POLL_S / 2)
            aim = await self._aim(thing, on)
        self.at = time.monotonic()
        async with asyncio.timeout(EFFECT_S):
            await self.eyes.tab.page.mouse.click(aim.x, aim.y)
        self.clicks += 1
        self.steps.append(step)

    async def _aim(self, thing: Control | Toggle, on: bool) -> Aim:
        aim = await self.eyes.aim(thing, on=on)
        if aim.state == "gone" and (now := await self._again(thing)) is not None:
            return await self.eyes.aim(now, on=on)
        return aim

    async def _again(self, thing: Control | Toggle) -> Control | Toggle | None:
        """The same thing in a banner that was drawn or looked at anew since; None where there is none, or several."""
        sight = await self.eyes.survey()
        here: tuple[Control | Toggle, ...] = sight.controls if isinstance(thing, Control) else all_toggles(sight)
        same = [one for one in here if _known_by(one) == _known_by(thing)]
        return same[0] if len(same) == 1 else None


def _known_by(thing: Control | Toggle) -> tuple[object, ...]:
    if isinstance(thing, Control):
        return thing.frame, thing.label, thing.element
    return thing.frame, thing.label
