"""Types as a person does: a click into the field, key by key, and on by tabulator. Never Enter, never a button."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum

from playwright.async_api import Error as PlaywrightError

from scanner.probes.browser.leaks.canaries import Canary, canary_for
from scanner.probes.browser.leaks.fields import Here
from scanner.probes.browser.leaks.search import Finder
from scanner.probes.browser.tab import Tab

#: Milliseconds from key to key; seconds after the last one and after leaving the field, for what a page does upon it.
KEY_MS = 12
AFTER_KEYS_S = 0.25
AFTER_BLUR_S = 0.2
_CLICK_TIMEOUT_MS = 1500
_TYPING_TIMEOUT_S = 20.0
_STEP_TIMEOUT_S = 5.0

log = logging.getLogger("siegel.browser")


class Deed(StrEnum):
    """What was done last, when something left the page."""

    ARRIVED = "arrived"
    KEYS = "keys"
    BLUR = "blur"
    WAIT = "wait"
    LEAVE = "leave"


@dataclass(frozen=True, slots=True)
class Typed:
    """A canary in its field. `shown`: whether the field then held it, as a page may refuse or change what is typed."""

    canary: Canary
    here: Here
    page: str
    taken: bool


@dataclass(slots=True)
class Hand:
    """Of one tab. `number`: the next canary's."""

    finder: Finder
    now: Callable[[], int]
    number: Callable[[], int]
    deeds: list[tuple[int, Deed]] = field(default_factory=list)
    typed: list[Typed] = field(default_factory=list)

    def did(self, deed: Deed) -> None:
        """Now."""
        self.deeds.append((self.now(), deed))

    async def type_into(self, tab: Tab, here: Here, page: str) -> str:
        """Why nothing, or not all, was typed; empty where it was. Never raises for what the page does."""
        try:
            if not await _reach(here):
                return ""  # nobody can type there, so that nothing can leave from it
        except PlaywrightError as error:
            log.info("the field %a can't be reached: %a", here.name, error.message[:500])
            return "it can't be reached"
        canary = canary_for(here.asked, self.number())
        self.finder.add(canary)
        self.did(Deed.KEYS)
        missed, shown = "", ""
        try:
            async with asyncio.timeout(_TYPING_TIMEOUT_S):
                await tab.page.keyboard.type(canary.value, delay=KEY_MS)
                shown = await _shown(here)
        except (PlaywrightError, TimeoutError) as error:
            log.info("not all was typed into %a: %a", here.name, error)
            missed = "it did not take all keys in time"
        taken = _alike(shown, canary.value)
        if taken:
            self.finder.add(canary, shown)
        self.typed.append(Typed(canary, here, page, taken))
        await asyncio.sleep(AFTER_KEYS_S)
        await self._go_on(tab, here)
        return missed

    async def _go_on(self, tab: Tab, here: Here) -> None:
        self.did(Deed.BLUR)
        try:
            async with asyncio.timeout(_STEP_TIMEOUT_S):
                await tab.page.keyboard.press("Tab")
        except (PlaywrightError, TimeoutError) as error:
            log.info("the field %a was not left: %a", here.name, error)
        await asyncio.sleep(AFTER_BLUR_S)


async def _reach(here: Here) -> bool:
    """By a click, which is made only where it would reach the field; by the keyboard where something lies over it.

    False where it takes no focus, as behind a dialog that blocks the page. Raises PlaywrightError: it is gone.
    """
    try:
        await here.handle.click(timeout=_CLICK_TIMEOUT_MS)
    except PlaywrightError as error:
        log.info("the field %a was not clicked: %a", here.name, error.message[:500])
    else:
        return True
    await here.handle.focus()
    return bool(await here.handle.evaluate("field => field.matches(':focus')"))


async def _shown(here: Here) -> str:
    try:
        return await here.handle.input_value(timeout=500)
    except PlaywrightError:
        return (await here.handle.text_content()) or ""


def _alike(shown: str, value: str) -> bool:
    """Whether a field holds what was typed, however a mask has spelt it."""
    letters = "".join(filter(str.isalnum, shown)).lower()
    typed = "".join(filter(str.isalnum, value)).lower()
    return bool(letters) and (typed in letters or letters.endswith(typed[:16]))
