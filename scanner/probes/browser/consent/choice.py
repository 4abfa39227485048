"""Accepts or rejects as a visitor does: with the mouse, on what can be seen, and nothing else is ever clicked."""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections.abc import AsyncIterator
from dataclasses import dataclass, field, replace

from playwright.async_api import Error as PlaywrightError

from scanner.errors import NetworkError
from scanner.model.vocabulary import GapCause, Phase
from scanner.probes.browser.consent.banner import (
    Banner,
    Found,
    find,
    find_settings,
    find_way_on,
    is_way_on,
    to_switch_off,
)
from scanner.probes.browser.consent.eyes import Aim, Eyes
from scanner.probes.browser.consent.sight import Control, Toggle
from scanner.probes.browser.consent.words import Role, folded, words
from scanner.probes.browser.guard import Submission
from scanner.probes.browser.tab import Tab
from scanner.probes.browser.trip import PageFault

PATIENCE_S = 4.0
#: What `look_closer` says of a banner that is no longer there.
GONE = "the banner was gone before its settings were opened"
_EFFECT_S = 3.0
_SETTLE_S = 2.0
_POLL_S = 0.15
_LATE_S = 0.6
_STILL_S = 1.5
_STIR_S = 0.6
_MOST_TOGGLES = 40
_DEEPEST = 4
_WAYS = {Role.ACCEPT, Role.REJECT, Role.SETTINGS, Role.SAVE, Role.OK}


@dataclass(frozen=True, slots=True)
class Chosen:
    """How a choice went. `works` is True, or the gap it leaves has `cause` and `reason`; `steps` in the shop's words.

    `banner`: as it was before the choice, with its settings where they were opened. `at`: when the last click came, on
    the monotonic clock; what happens from then on belongs to the choice.
    """

    works: bool
    clicks: int
    steps: tuple[str, ...]
    cause: GapCause | None = None
    reason: str = ""
    banner: Banner | None = field(default=None, repr=False)
    at: float = 0.0

    @property
    def nothing_to_choose(self) -> bool:
        """The page was looked at, and showed no banner."""
        return self.banner is None and self.cause is GapCause.NOT_OPERABLE


@dataclass(frozen=True, slots=True)
class Looked:
    """What a look for a banner brought. `tool`: a consent tool that is on the page, whether or not it shows a banner.

    `whole`: all of the page was looked at, so that no banner means that there is none.
    """

    banner: Banner | None
    tool: str | None = None
    whole: bool = True


class _Failed(Exception):
    """The choice can't be made; the message says why."""


async def look_for_banner(tab: Tab, patience_s: float = 0.0) -> Banner | None:
    """The consent banner of the page as it stands there, waited for at most that long. Clicks nothing.

    Raises NetworkError (crash, timeout): the page could not be looked at, so that nobody knows.
    """
    return (await look(tab, patience_s)).banner


async def look(tab: Tab, patience_s: float = 0.0) -> Looked:
    """As look_for_banner, with what else there is to know where there is none."""
    async with _told():
        eyes = Eyes(tab)
        looked = await _look(eyes, patience_s)
        if looked.banner is None and looked.whole:
            sealed = any(words().topic.search(folded(text)) for text in await eyes.sealed_texts())
            return replace(looked, whole=not sealed)
        return looked


async def look_closer(tab: Tab, banner: Banner) -> Banner:
    """Opens the settings, if there are any, by a click, and adds what stands there. Visit anew before choosing.

    Raises NetworkError as look_for_banner does.
    """
    async with _told():
        eyes = Eyes(tab)
        now = (await _look(eyes, 0.0)).banner
        if now is None:
            return replace(banner, opened=GONE)
        hand = _Hand(eyes)
        try:
            return replace(await _open_settings(hand, now), opened="")
        except _Failed as failed:
            return replace(now, opened=str(failed))


async def choose(tab: Tab, phase: Phase, patience_s: float = PATIENCE_S) -> Chosen:
    """Accepts (phase accepted) or rejects (rejected) in the banner of the tab's page, then loads that page again.

    It works only if the banner goes away and stays away. Never raises for what a page does: causes not_operable (also
    where no banner came), crash, timeout.
    """
    if phase not in {Phase.ACCEPTED, Phase.REJECTED}:
        raise ValueError(f"in phase {phase} nothing is chosen")
    hand: _Hand | None = None
    banner: Banner | None = None
    try:
        async with _told():
            eyes = Eyes(tab)
            hand = _Hand(eyes)
            began = time.monotonic()
            banner = (await _look(eyes, patience_s)).banner
            late = time.monotonic() - began
            if banner is None:
                return Chosen(False, 0, (), GapCause.NOT_OPERABLE, "the page shows no consent banner")
            async with tab.permit(Submission.BANNER):
                if phase is Phase.ACCEPTED:
                    await _accept(hand, banner)
                else:
                    banner = await _reject(hand, banner)
        # A banner that came late would come back as late.
        await _stays_away(tab, patience_s if late > _LATE_S else 0.0)
    except _Failed as failed:
        clicks, steps = (hand.clicks, tuple(hand.steps)) if hand else (0, ())
        return Chosen(False, clicks, steps, GapCause.NOT_OPERABLE, str(failed), banner)
    except NetworkError as error:
        clicks, steps = (hand.clicks, tuple(hand.steps)) if hand else (0, ())
        return Chosen(False, clicks, steps, GapCause(error.cause), error.message, banner)
    return Chosen(True, hand.clicks, tuple(hand.steps), banner=banner, at=hand.at)


@contextlib.asynccontextmanager
async def _told() -> AsyncIterator[None]:
    """What a page does to those who look at it becomes a NetworkError."""
    try:
        yield
    except PageFault as error:
        raise NetworkError(error.cause, error.reason) from error
    except TimeoutError as error:
        raise NetworkError("timeout", "the page did not answer while its banner was looked at") from error
    except PlaywrightError as error:
        raise NetworkError("crash", f"the tab ended: {error.message.splitlines()[0][:200]}") from error


class _Hand:
    """The mouse. Clicks only what belongs to a banner and has a role that a banner's controls have."""

    def __init__(self, eyes: Eyes) -> None:
        self.eyes = eyes
        self.clicks = 0
        self.at = 0.0
        self.steps: list[str] = []

    async def click(self, control: Control) -> None:
        """Raises _Failed where a click would not reach it."""
        if control.role not in _WAYS and not is_way_on(control):
            raise _Failed(f"“{control.label}” is no control that may be clicked")
        if control.disabled:
            raise _Failed(f"“{control.label}” is disabled")
        await self._click(control, f"{control.role} “{control.label}”")

    async def switch_off(self, toggle: Toggle) -> None:
        """Raises _Failed where it stays on. One that went off with another is let alone."""
        if not await self._is_on(toggle):
            return
        await self._click(toggle, f"switch off “{toggle.label}”")
        until = time.monotonic() + _EFFECT_S
        while await self._is_on(toggle):
            if time.monotonic() > until:
                raise _Failed(f"“{toggle.label}” can't be switched off")
            await asyncio.sleep(_POLL_S)

    async def _is_on(self, toggle: Toggle) -> bool:
        on = await self.eyes.checked(toggle)
        if on is None:
            now = await self._again(toggle)
            on = now.checked if isinstance(now, Toggle) else None
        if on is None:
            raise _Failed(f"“{toggle.label}” is gone, so that nobody knows whether it is on")
        return on

    async def _click(self, thing: Control | Toggle, step: str) -> None:
        until = time.monotonic() + _EFFECT_S
        before, aim = None, await self._aim(thing)
        while aim.state != "free" or before is None or abs(aim.x - before.x) + abs(aim.y - before.y) > 1:
            # Banners slide in, and some are drawn anew all the time: the click waits until they stand still.
            if time.monotonic() > until:
                why = "does not stand still" if aim.state == "free" else f"is {aim.state}"
                raise _Failed(f"{step}: it {why}, so that no visitor could click it")
            before = aim if aim.state == "free" else None
            await asyncio.sleep(_POLL_S / 2)
            aim = await self._aim(thing)
        self.at = time.monotonic()
        async with asyncio.timeout(_EFFECT_S):
            await self.eyes.tab.page.mouse.click(aim.x, aim.y)
        self.clicks += 1
        self.steps.append(step)

    async def _aim(self, thing: Control | Toggle) -> Aim:
        aim = await self.eyes.aim(thing)
        if aim.state == "gone" and (now := await self._again(thing)) is not None:
            return await self.eyes.aim(now)
        return aim

    async def _again(self, thing: Control | Toggle) -> Control | Toggle | None:
        """The same thing in a banner that was drawn or looked at anew since; None where there is none, or several."""
        sight = await self.eyes.survey()
        here: tuple[Control | Toggle, ...] = sight.controls if isinstance(thing, Control) else sight.toggles
        same = [one for one in here if _known_by(one) == _known_by(thing)]
        return same[0] if len(same) == 1 else None


def _known_by(thing: Control | Toggle) -> tuple[object, ...]:
    if isinstance(thing, Control):
        return thing.frame, thing.label, thing.role, thing.element
    return thing.frame, thing.label


async def _look(eyes: Eyes, patience_s: float) -> Looked:
    """At once; then, where a banner may be waiting for somebody to come in, after stirring; until patience is over."""
    began = time.monotonic()
    while True:
        sight = await eyes.survey()
        tool = sight.tools[0] if sight.tools else None
        if found := find(sight):
            around = await eyes.around(found.candidate.frame, found.candidate.number)
            return Looked(Banner(found, tool, around), tool)
        left = patience_s - (time.monotonic() - began)
        if left <= 0:
            return Looked(None, tool, whole=not sight.cut)
        if patience_s - left < _STILL_S:
            await asyncio.sleep(_POLL_S)
        else:
            await eyes.tab.watch(min(_STIR_S, left))


async def _accept(hand: _Hand, banner: Banner) -> None:
    if banner.accept is None:
        raise _Failed("the banner offers nothing to accept on its first layer")
    await hand.click(banner.accept)
    await _goes_away(hand, banner.accept)


async def _reject(hand: _Hand, banner: Banner) -> Banner:
    """The banner, with its settings where it took them."""
    if control := banner.first.best(Role.REJECT):
        await hand.click(control)
        await _goes_away(hand, control, asks_again=True)
        return banner
    layer: Found = banner.first
    if not (banner.first.toggles and banner.first.best(Role.SAVE)):
        banner = await _open_settings(hand, banner)
        layer = banner.second or layer
        if control := layer.best(Role.REJECT):
            await hand.click(control)
            await _goes_away(hand, control)
            return banner
    save = layer.best(Role.SAVE)
    if save is None:
        raise _Failed("the settings can neither be rejected nor saved")
    if not layer.saves_nothing_unseen(banner.depth):
        raise _Failed(f"what “{save.label}” would save is not understood")
    for toggle in to_switch_off(layer.toggles)[:_MOST_TOGGLES]:
        await hand.switch_off(toggle)
    await hand.click(save)
    await _goes_away(hand, save)
    return banner


async def _open_settings(hand: _Hand, banner: Banner) -> Banner:
    """The banner with its settings, through at most two layers that lead to them."""
    if banner.settings is None:
        raise _Failed("the banner offers no way to reject and no settings")
    way, before = banner.settings, banner.first
    for depth in range(2, _DEEPEST + 1):
        await hand.click(way)
        until, on = time.monotonic() + _EFFECT_S, None
        while time.monotonic() < until and on is None:
            await asyncio.sleep(_POLL_S)
            sight = await hand.eyes.survey()
            if found := find_settings(sight, before):
                return replace(banner, second=found, depth=depth)
            on = find_way_on(sight, before)
        if on is None:
            break
        way, before = on, replace(before, controls=(*before.controls, on))
    raise _Failed(f"“{way.label}” shows no settings")


async def _goes_away(hand: _Hand, control: Control, *, asks_again: bool = False) -> None:
    """Raises _Failed where it stays. `asks_again`: a banner that wants the rejection confirmed gets it, once."""
    until = time.monotonic() + _EFFECT_S
    while time.monotonic() < until:
        await asyncio.sleep(_POLL_S)
        found = find(await hand.eyes.survey())
        if found is None:
            return
        once_more = found.best(Role.REJECT)
        if asks_again and once_more is not None and once_more.label != control.label:
            await hand.click(once_more)
            asks_again, until = False, time.monotonic() + _EFFECT_S
    raise _Failed(f"after a click on “{control.label}” the banner is still there")


async def _stays_away(tab: Tab, patience_s: float) -> None:
    # Without its fragment, which would make it a jump within the page and no visit.
    visit = await tab.visit(tab.page.url.partition("#")[0])
    if not visit.seen:
        raise NetworkError(str(visit.cause or "error"), f"after the choice: {visit.reason}")
    async with _told():
        if (await _look(Eyes(tab), patience_s)).banner is not None:
            raise _Failed("the banner comes back on the next page")
