"""Accepts or rejects as a visitor does: with the mouse, on what can be seen, and nothing else is ever clicked."""

from __future__ import annotations

import asyncio
import logging
import time
from dataclasses import dataclass, field, replace

from scanner.errors import NetworkError
from scanner.model.vocabulary import GapCause, Phase
from scanner.probes.browser.consent.banner import Banner, leads_away
from scanner.probes.browser.consent.eyes import Eyes
from scanner.probes.browser.consent.hand import POLL_S, Failed, Hand, told
from scanner.probes.browser.consent.lesson import to_try
from scanner.probes.browser.consent.listing import listed
from scanner.probes.browser.consent.recognise import find, find_unread, is_gated, is_unread
from scanner.probes.browser.consent.sight import Sight, Toggle
from scanner.probes.browser.consent.steps import accept, open_settings, reject, unfolding
from scanner.probes.browser.consent.words import Role, folded, words
from scanner.probes.browser.guard import Submission
from scanner.probes.browser.tab import Tab

PATIENCE_S = 4.0
#: What `look_closer` says of a banner that is no longer there.
GONE = "the banner was gone before its settings were opened"
NO_BANNER = "the page shows no consent banner"
UNREAD = "what lies over the page speaks of cookies or data, and its controls are not understood"
GATED = "an age gate lies over the page, which Siegel never answers, so that nobody knows what is behind it"
_LATE_S = 0.6
_STILL_S = 1.5
_STIR_S = 0.6
_MOST_PAIRS = 4
_BESIDE = 3

log = logging.getLogger("siegel.browser")


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


#: What lies at the head of the page is in view for whoever comes to it, not for one who has scrolled since.
_TO_THE_HEAD = "if (scrollY) scrollTo({ left: 0, top: 0, behavior: 'instant' })"


@dataclass(frozen=True, slots=True)
class Looked:
    """What a look for a banner brought. `tool`: a consent tool that is on the page, whether or not it shows a banner.

    `whole`: all of the page was looked at, so that no banner means that there is none; `why`: what was in the way.
    `understood`: a control of the banner is; where not, it is known for one by what it says alone.
    """

    banner: Banner | None
    tool: str | None = None
    whole: bool = True
    why: str = ""
    understood: bool = True


async def look_for_banner(tab: Tab, patience_s: float = 0.0) -> Banner | None:
    """The consent banner of the page as it stands there, waited for at most that long. Clicks nothing.

    Raises NetworkError (crash, timeout): the page could not be looked at, so that nobody knows.
    """
    return (await look(tab, patience_s)).banner


async def look(tab: Tab, patience_s: float = 0.0) -> Looked:
    """As look_for_banner, with what else there is to know where there is none."""
    async with told():
        await tab.evaluate(_TO_THE_HEAD)
        return await look_with(Eyes(tab), patience_s)


async def look_closer(tab: Tab, banner: Banner) -> Banner:
    """Opens the settings, if there are any, by a click, and adds what stands there. Visit anew before choosing.

    Raises NetworkError as look_for_banner does.
    """
    async with told():
        eyes = Eyes(tab)
        await tab.evaluate(_TO_THE_HEAD)
        now = (await look_with(eyes, 0.0)).banner
        if now is None:
            return replace(banner, opened=GONE)
        hand = Hand(eyes)
        try:
            if now.supposed.settings is not None:
                now = await open_settings(hand, now)
        except Failed as failed:
            return replace(now, opened=str(failed) if now.settings is not None else "")
        return await _listed(hand, replace(now, opened=""))


async def _listed(hand: Hand, banner: Banner) -> Banner:
    """With what the settings list and what switches they have, before and after all that folds was unfolded."""
    layer = banner.second or banner.first
    found, unfolded = listed(await hand.eyes.listing(layer)), list[Toggle]()
    try:
        async for now in unfolding(hand, layer):
            found += tuple(one for one in listed(await hand.eyes.listing(now)) if one not in found)
            known = {toggle.label for toggle in (*layer.toggles, *unfolded)}
            unfolded += [toggle for toggle in now.toggles if toggle.label not in known]
    except Failed as failed:
        log.debug("not unfolded: %s", failed)
        return replace(banner, listed=found)
    return replace(banner, listed=found, unfolded=tuple(unfolded))


async def choose(tab: Tab, phase: Phase, patience_s: float = PATIENCE_S) -> Chosen:
    """Accepts (phase accepted) or rejects (rejected) in the banner of the tab's page, then loads that page again.

    It works only if the banner goes away and stays away. Never raises for what a page does: causes not_operable (also
    where no banner came), crash, timeout.
    """
    if phase not in {Phase.ACCEPTED, Phase.REJECTED}:
        raise ValueError(f"in phase {phase} nothing is chosen")
    hand: Hand | None = None
    banner: Banner | None = None
    try:
        async with told():
            eyes = Eyes(tab)
            hand = Hand(eyes)
            began, here = time.monotonic(), tab.page.url
            looked = await look_with(eyes, patience_s)
            banner, late = looked.banner, time.monotonic() - began
            if banner is None:
                return Chosen(False, 0, (), GapCause.NOT_OPERABLE, looked.why or NO_BANNER)
            async with tab.permit(Submission.BANNER):
                if phase is Phase.ACCEPTED:
                    banner = await accept(hand, banner)
                else:
                    banner = await reject(hand, banner)
        # A banner that came late would come back as late.
        await _stays_away(tab, here, patience_s if late > _LATE_S else 0.0)
    except Failed as failed:
        clicks, steps = (hand.clicks, tuple(hand.steps)) if hand else (0, ())
        return Chosen(False, clicks, steps, GapCause.NOT_OPERABLE, str(failed), banner)
    except NetworkError as error:
        clicks, steps = (hand.clicks, tuple(hand.steps)) if hand else (0, ())
        return Chosen(False, clicks, steps, GapCause(error.cause), error.message, banner)
    return Chosen(True, hand.clicks, tuple(hand.steps), banner=banner, at=hand.at)


async def look_with(eyes: Eyes, patience_s: float) -> Looked:
    """At once; then, where a banner may be waiting for somebody to come in, after stirring; until patience is over."""
    began, worded, asked = time.monotonic(), False, False
    while True:
        sight = await eyes.survey()
        tool = sight.tools[0] if sight.tools else None
        if found := find(sight):
            around = await eyes.around(found.candidate.frame, found.candidate.number)
            banner = Banner(found, tool, around)
            if not asked and await _learns(eyes, banner):
                asked = True
                continue
            return Looked(banner, tool)
        left = patience_s - (time.monotonic() - began)
        if not worded and (left <= 0 or time.monotonic() - began > _LATE_S):
            # Nothing lies over the page: a banner may stand in it, or in its place.
            worded = True
            if await _gather(eyes):
                continue
        if left <= 0:
            if unread := find_unread(sight):
                around = await eyes.around(unread.candidate.frame, unread.candidate.number)
                banner = Banner(unread, tool, around)
                if not asked and await _learns(eyes, banner):
                    asked = True
                    continue
                return Looked(banner, tool, understood=False)
            return _without(sight, tool)
        if patience_s - left < _STILL_S:
            await asyncio.sleep(POLL_S)
        else:
            worded = False
            await eyes.tab.watch(min(_STIR_S, left))


async def _learns(eyes: Eyes, banner: Banner) -> bool:
    """Whether a trial tells what a control does whose words nobody understands."""
    lessons, controls = eyes.tab.lessons, to_try(banner)
    if lessons is None or not controls:
        return False
    return await lessons.ask([folded(one.label) for one in controls])


def _without(sight: Sight, tool: str | None) -> Looked:
    """No banner was seen: since there is none, or since something hides it."""
    if is_gated(sight):
        return Looked(None, tool, whole=False, why=GATED)
    if is_unread(sight):
        return Looked(None, tool, whole=False, why=UNREAD)
    return Looked(None, tool, whole=not sight.cut, why="not all of the page could be looked at" if sight.cut else "")


async def _gather(eyes: Eyes) -> bool:
    """Whether there is a part of the page with a control to accept and another way, so that it may be a banner."""
    controls = (await eyes.everywhere()).controls
    accepts = [
        one for one in controls
        if one.role is Role.ACCEPT and not words().plain.search(folded(one.label)) and not leads_away(one)
    ]  # fmt: skip
    others = [one for one in controls if one.role in {Role.REJECT, Role.SETTINGS, Role.SAVE, Role.PAY}]
    others = others or [one for one in controls if words().pay.search(folded(one.label))]
    pairs = [
        (accept, other) for accept in accepts[:_MOST_PAIRS] for other in others
        # A link to the settings is at the foot of many a page.
        if not leads_away(other) or abs(accept.number - other.number) <= _BESIDE
    ]  # fmt: skip
    nearest = sorted(pairs, key=lambda pair: abs(pair[0].number - pair[1].number))
    gathered = [await eyes.gather(pair) for pair in nearest[:_MOST_PAIRS]]
    return any(gathered)


async def _stays_away(tab: Tab, url: str, patience_s: float) -> None:
    # Without its fragment, which would make it a jump within the page and no visit.
    visit = await tab.visit(url.partition("#")[0])
    if not visit.seen:
        raise NetworkError(str(visit.cause or "error"), f"after the choice: {visit.reason}")
    async with told():
        looked = await look_with(Eyes(tab), patience_s)
        if looked.banner is not None and looked.understood:
            raise Failed("the banner comes back on the next page")
