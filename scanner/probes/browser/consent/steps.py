"""The ways through a banner: accepting, rejecting, opening the settings; each click by hand, and its effect awaited."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace

from scanner.probes.browser.consent.banner import (
    BY_WORDS,
    Banner,
    Found,
    folds,
    leads_away,
    to_decline,
    to_switch_on,
)
from scanner.probes.browser.consent.eyes import Eyes
from scanner.probes.browser.consent.hand import EFFECT_S, POLL_S, Failed, Hand
from scanner.probes.browser.consent.recognise import (
    find,
    find_layer,
    find_question,
    find_settings,
    find_way_on,
    remains,
)
from scanner.probes.browser.consent.sight import Control, Sight
from scanner.probes.browser.consent.words import Role, folded, words

_MOST_TOGGLES = 40
_MOST_FOLDS = 12
_DEEPEST = 4
#: Where nothing has answered a click for so long, the page was not ready for it, and a visitor clicks again.
_AGAIN_S = 1.2
_SETTLE_S = 5.0
_SHORTEST_PAGE, _LONGEST_PAGE = 12, 7000
_MOST_WAYS = 4


async def accept(hand: Hand, banner: Banner) -> Banner:
    """Everything; where no control does that, by switching all on. The banner, with its settings where it took them."""
    if banner.accept is not None:
        await hand.click(banner.accept)
        await goes_away(hand, banner.accept, banner.first)
        return banner
    layer = banner.first
    if not (layer.toggles and layer.best(Role.SAVE)):
        if banner.settings is None and banner.first.to_find_out is None:
            raise Failed("the banner offers nothing to accept on its first layer, and no settings")
        banner = await open_settings(hand, banner)
        layer = banner.second or layer
        if control := layer.best(Role.ACCEPT):
            await hand.click(control)
            await goes_away(hand, control, layer)
            return banner
    save = layer.best(Role.SAVE)
    if save is None or not layer.toggles:
        raise Failed("nothing accepts everything")
    for toggle in to_switch_on(layer.toggles)[:_MOST_TOGGLES]:
        await hand.switch(toggle, on=True)
    await hand.click(save)
    await goes_away(hand, save, layer)
    return banner


async def reject(hand: Hand, banner: Banner) -> Banner:
    """The banner, with its settings where it took them."""
    if control := banner.first.best(Role.REJECT):
        await hand.click(control)
        await goes_away(hand, control, banner.first)
        return banner
    layer: Found = banner.first
    if not (banner.first.toggles and banner.first.best(Role.SAVE)):
        banner = await open_settings(hand, banner)
        layer = banner.second or layer
        if control := layer.best(Role.REJECT):
            await hand.click(control)
            await goes_away(hand, control, layer)
            return banner
    save = layer.best(Role.SAVE)
    if save is None:
        raise Failed("the settings can neither be rejected nor saved")
    if not layer.saves_nothing_unseen(banner.depth):
        raise Failed(f"what “{save.label}” would save is not understood")
    for toggle in to_decline(layer.toggles)[:_MOST_TOGGLES]:
        await hand.switch(toggle, on=False)
    layer = await _switch_off_folded(hand, layer)
    save = layer.best(Role.SAVE) or save
    await hand.click(save)
    await goes_away(hand, save, layer)
    return banner


async def _switch_off_folded(hand: Hand, layer: Found) -> Found:
    """What is on in folded sections, too; the layer as it then is. Unfolding counts where something was on."""
    known = {toggle.label for toggle in layer.toggles}
    async for now in unfolding(hand, layer):
        fresh = [toggle for toggle in to_decline(now.toggles) if toggle.label not in known]
        hand.clicks -= not fresh
        for toggle in fresh[:_MOST_TOGGLES]:
            await hand.switch(toggle, on=False)
        known |= {toggle.label for toggle in now.toggles}
        layer = find_layer(await hand.eyes.survey()) or now
    return layer


async def unfolding(hand: Hand, layer: Found) -> AsyncIterator[Found]:
    """The layer after each of its sections was unfolded, one by one; ends where it is gone. Raises Failed."""
    for label in [fold.label for fold in folds(layer)][:_MOST_FOLDS]:
        now = find_layer(await hand.eyes.survey())
        if now is None:
            return
        fold = next((one for one in folds(now) if one.label == label), None)
        if fold is None:
            continue  # it opened with another
        await hand.unfold(fold)
        await asyncio.sleep(POLL_S)
        now = find_layer(await hand.eyes.survey())
        if now is None:
            raise Failed(f"after a click on “{label}” the settings are gone")
        yield now


async def open_settings(hand: Hand, banner: Banner) -> Banner:
    """The banner with its settings, through at most two layers that lead to them.

    Where nothing says that it leads there, the one control that is not understood is tried.
    """
    banner = banner.supposed
    if banner.settings is None:
        raise Failed("the banner offers no way to reject and no settings")
    way, before, tab = banner.settings, banner.first, hand.eyes.tab
    for depth in range(2, _DEEPEST + 1):
        documents, elsewhere = tab.documents, False
        await hand.click(way)
        clicked, again = time.monotonic(), False
        until, on = clicked + EFFECT_S, None
        while time.monotonic() < until and on is None:
            await asyncio.sleep(POLL_S)
            sight = await hand.eyes.survey()
            if tab.documents != documents and not elsewhere:
                elsewhere, until = True, time.monotonic() + EFFECT_S
                await tab.settle(_SETTLE_S)
                await gather_page(hand.eyes)
                continue
            if found := find_settings(sight, before):
                return replace(banner, second=found, depth=depth)
            on = find_way_on(sight, before)
            if not elsewhere and before.candidate.how in BY_WORDS and time.monotonic() > clicked + _AGAIN_S / 2:
                # In the flow of the page nothing tells a new layer from the rest of it but its controls.
                elsewhere = True
                await gather_page(hand.eyes)
            elif on is None and not again and time.monotonic() > clicked + _AGAIN_S and _unmoved(sight, before, way):
                again, until = True, time.monotonic() + EFFECT_S
                await hand.repeat(way)
        if on is None:
            break
        way, before = on, replace(before, controls=(*before.controls, on))
    raise Failed(f"“{way.label}” shows no settings")


async def gather_page(eyes: Eyes) -> None:
    """A page of its own as settings: the part of it that saves or rejects is a candidate from now on."""
    ways = [
        one for one in (await eyes.everywhere()).controls
        if one.role in {Role.SAVE, Role.REJECT} and not words().plain.search(folded(one.label)) and not leads_away(one)
    ]  # fmt: skip
    for way in ways[:_MOST_WAYS]:
        await eyes.gather((way,), _SHORTEST_PAGE, _LONGEST_PAGE)


@dataclass(slots=True)
class _Waiting:
    """What has been done while a banner stayed: confirmed, repeated, closed; each at most once."""

    confirmed: bool = False
    again: bool = False
    closed: bool = False


async def goes_away(hand: Hand, control: Control, layer: Found) -> None:
    """Raises Failed where it stays.

    A banner that wants the answer confirmed gets it; a click that nothing answers is made once more and does not count;
    a panel that stays open after the answer is saved or closed.
    """
    if layer.candidate.how == "whole":
        # A page of its own stays; whether the choice counts is seen where the banner was.
        await hand.eyes.tab.settle(_SETTLE_S)
        return
    clicked, done = time.monotonic(), _Waiting()
    until = clicked + EFFECT_S
    while time.monotonic() < until:
        await asyncio.sleep(POLL_S)
        sight = await hand.eyes.survey()
        left = remains(sight, layer)
        sure = None if control.role is Role.ACCEPT else find_question(sight)
        if (left is None and sure is None) or _asks_anew(left, control):
            return
        if not done.confirmed and (answer := sure or _other_rejection(left, control)):
            done.confirmed = True
            await hand.confirm(answer)
        elif not done.again and time.monotonic() > clicked + _AGAIN_S and _unmoved(sight, layer, control):
            done.again = True
            await hand.repeat(control)
        elif not done.closed and done.again and (way_out := _way_out(left, control)):
            done.closed = True
            await hand.close(way_out, chosen=True)
        else:
            continue
        until = time.monotonic() + EFFECT_S
    if layer.candidate.how in BY_WORDS and hand.has_stored:
        return  # a form in the flow of a page stays, too
    raise Failed(f"after a click on “{control.label}” the banner is still there")


def _asks_anew(left: Found | None, control: Control) -> bool:
    """What withdraws is gone, and the first question stands there again: nothing is chosen any more."""
    if left is None or words().takes_back.search(folded(control.label)) is None or left.accept is None:
        return False
    return all(one.label != control.label for one in left.controls)


def _other_rejection(left: Found | None, control: Control) -> Control | None:
    """A second rejection, in other words."""
    if left is None or control.role is not Role.REJECT:
        return None
    once_more = left.best(Role.REJECT)
    return once_more if once_more is not None and once_more.label != control.label else None


def _way_out(left: Found | None, control: Control) -> Control | None:
    """Of a panel that stays: what saves it or closes it."""
    if left is None or control.role not in {Role.REJECT, Role.ACCEPT, Role.SAVE}:
        return None
    ways = (left.best(Role.SAVE) if control.role is not Role.SAVE else None, left.best(Role.CLOSE))
    return next((way for way in ways if way is not None and way.state == "free"), None)


def _unmoved(sight: Sight, layer: Found, control: Control) -> bool:
    """The layer looks as before the click."""
    now = find(sight)
    return (
        now is None
        or {c.label for c in now.controls} == {c.label for c in layer.controls}
        or any(one.label == control.label and one.state == "free" for one in now.controls)
    )
