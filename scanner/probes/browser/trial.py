"""Tries the controls of a banner whose words are not understood, each by a visitor of its own in a clean profile.

Nothing that happens here belongs to a phase of consent, and nothing of it is evidence but what the controls mean.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from playwright.async_api import Error as PlaywrightError

from scanner.errors import NetworkError
from scanner.model.vocabulary import Phase, StorageArea
from scanner.probes.browser.consent.banner import Banner
from scanner.probes.browser.consent.choice import PATIENCE_S, look_with
from scanner.probes.browser.consent.eyes import Eyes
from scanner.probes.browser.consent.hand import EFFECT_S, POLL_S, Failed, Hand, told
from scanner.probes.browser.consent.lesson import Effect, lesson, says
from scanner.probes.browser.consent.recognise import all_toggles, find_settings
from scanner.probes.browser.consent.words import Role, folded
from scanner.probes.browser.guard import Submission
from scanner.probes.browser.session import Browser, PhaseSession
from scanner.probes.browser.sites import host_of, site
from scanner.probes.browser.tab import Tab

#: Seconds for all of a banner's controls, tried at once, and for a page to bring what a choice lets in.
MOST_S = 40.0
_STAY_S = 1.5
_LONGEST_VALUE = 2_000
_STORAGE = (
    f"Object.entries(localStorage).slice(0, 200).map(([name, value]) => [name, value.slice(0, {_LONGEST_VALUE})])"
)

log = logging.getLogger("siegel.browser")


@dataclass(frozen=True, slots=True)
class _Tried:
    """What a visitor's way came to. `role`: of what was clicked, as its words have it; `stored`: values by name."""

    role: Role = Role.OTHER
    opens: bool = False
    ends: bool = False
    hosts: frozenset[str] = frozenset()
    stored: Mapping[str, str] = field(default_factory=dict)

    def beyond(self, other: _Tried) -> Effect:
        """What it brought that came not without it."""
        fresh = {name: value for name, value in self.stored.items() if other.stored.get(name) != value}
        brings = (self.hosts - other.hosts) | (fresh.keys() - other.stored.keys())
        return Effect(self.opens, self.ends, brings, says(fresh.values()))


async def try_out(browser: Browser, url: str, labels: Sequence[str]) -> dict[str, str]:
    """The roles that the controls of these folded labels turn out to have; none for those that stay dark."""
    try:
        async with asyncio.timeout(MOST_S), asyncio.TaskGroup() as group:
            idle = group.create_task(_visited(browser, url, None))
            tries = {label: group.create_task(_visited(browser, url, label)) for label in labels}
    except TimeoutError:
        log.info("the controls of a banner were tried for %g s", MOST_S)
        return {}
    except ExceptionGroup as errors:
        others = errors.split(NetworkError)[1]
        if others is not None:
            raise others from errors
        log.info("the controls of a banner were not tried: %a", errors.exceptions[0])
        return {}
    before, tried = idle.result(), {label: task.result() for label, task in tries.items()}
    known = {label: one.role for label, one in tried.items() if one.role is not Role.OTHER}
    found = lesson({label: one.beyond(before) for label, one in tried.items()}, known)
    log.info("tried %d controls of a banner: %a", len(labels), {label: role.value for label, role in found.items()})
    return {label: role.value for label, role in found.items()}


async def _visited(browser: Browser, url: str, label: str | None) -> _Tried:
    """What a visitor meets who clicks that, stays, and comes again. Without a label: who clicks nothing."""
    async with browser.phase(Phase.BEFORE_CHOICE, learns=False) as visitor, visitor.tab() as tab:
        if not (await tab.visit(url)).seen:
            raise NetworkError("error", "the page did not come once more")
        done = _Tried()
        async with told():
            eyes = Eyes(tab)
            banner = (await look_with(eyes, PATIENCE_S)).banner
            if label is not None:
                if banner is None:
                    return done
                done = await _clicked(eyes, banner, label)
                if done.opens or not done.ends:
                    return done
        await tab.watch(_STAY_S)
        if not (await tab.visit(url.partition("#")[0])).seen:
            return _Tried(role=done.role)
        await tab.watch(_STAY_S)
        async with told():
            left = (await look_with(Eyes(tab), 0.0)).banner if label is not None else None
            hosts = {one.host for one in visitor.recorder.requests if site(one.host) != site(host_of(url))}
            return replace(done, ends=left is None, hosts=frozenset(hosts), stored=await _stored(visitor, tab))


async def _clicked(eyes: Eyes, banner: Banner, label: str) -> _Tried:
    """Whether it opens settings, ends the question, or does neither."""
    control = next((one for one in banner.first.controls if folded(one.label) == label), None)
    if control is None:
        return _Tried()
    hand, tried = Hand(eyes), _Tried(role=control.role)
    switches = len(all_toggles(await eyes.survey()))
    try:
        async with eyes.tab.permit(Submission.BANNER):
            await (
                hand.click(control) if control.role in {Role.ACCEPT, Role.OK, Role.REJECT} else hand.try_out(control)
            )
            until = time.monotonic() + EFFECT_S
            while time.monotonic() < until:
                await asyncio.sleep(POLL_S)
                sight = await eyes.survey()
                # A first step of several may have switches, and no word of what it is.
                if find_settings(sight, banner.first) is not None or len(all_toggles(sight)) > switches:
                    return replace(tried, opens=True)
                if all(folded(one.label) != label or one.state != "free" for one in sight.controls):
                    return replace(tried, ends=True)
    except Failed as failed:
        log.debug("not tried: %s", failed)
    return tried


async def _stored(visitor: PhaseSession, tab: Tab) -> dict[str, str]:
    """Names of everything stored, with the values of cookies and of local storage."""
    found = {f"{one.area} {one.name}": "" for one in await visitor.kept()}
    try:
        for cookie in await visitor.context.cookies():
            found[f"cookie {cookie.get('name', '')}"] = str(cookie.get("value", ""))[:_LONGEST_VALUE]
        held = await tab.evaluate(_STORAGE)
        for name, value in held if isinstance(held, list) else []:
            found[f"{StorageArea.LOCAL_STORAGE} {name}"] = str(value)
    except PlaywrightError as error:
        log.debug("what was stored in a trial could not be read: %a", error.message)
    return found
