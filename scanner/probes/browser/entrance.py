"""How the visitor of a phase comes to its state of consent: what is clicked before the pages are looked at."""

from __future__ import annotations

import contextlib
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, replace

from scanner.model.vocabulary import GapCause, PageRole, Phase
from scanner.probes.browser.consent import Banner, Chosen, choose, dismiss, look, names_of_way_back, withdraw
from scanner.probes.browser.itinerary import Itinerary
from scanner.probes.browser.session import PhaseSession
from scanner.probes.browser.tab import Tab
from scanner.probes.browser.window import Window

#: A phase whose visitor answers nothing does not wait for a banner any longer than that, in seconds.
_GLANCE_S = 1.5
#: Where a way back is looked for that is not on every page, in this order.
_LEGAL = (PageRole.COOKIES, PageRole.PRIVACY, PageRole.IMPRINT)


@dataclass(frozen=True, slots=True)
class Entered:
    """A visitor in the state of the phase. `tab` stays open on the front page.

    chosen   how it went; what it did not do leaves a gap
    before   the steps that led up to it: who withdraws has accepted
    banner   what still lies over the page; None: nothing does, or `unclear`: why nobody knows
    since    on the monotonic clock: what happened before is not the phase's; None: everything is
    """

    tab: Tab
    chosen: Chosen
    before: tuple[str, ...] = ()
    banner: Banner | None = None
    unclear: str = ""
    since: float | None = None


Way = Callable[[PhaseSession, Tab, Window, Itinerary], Awaitable[Entered]]


@contextlib.asynccontextmanager
async def entered(session: PhaseSession, window: Window, pages: Itinerary) -> AsyncIterator[Entered]:
    """Comes in, and leaves with the block. Raises NetworkError: crash."""
    async with contextlib.AsyncExitStack() as stack:
        tab = await stack.enter_async_context(session.tab())
        found = await _WAYS[session.phase](session, tab, window, pages)
        if found.chosen.works and session.phase is Phase.REVISIT:
            await tab.close()
            tab = await stack.enter_async_context(session.tab())
            await session.begin_anew(tab)
            found = await _come_back(tab, window, found.chosen)
        yield found


async def _by_choice(session: PhaseSession, tab: Tab, window: Window, _: Itinerary) -> Entered:
    """Accepts or rejects."""
    phase = Phase.ACCEPTED if session.phase is Phase.ACCEPTED else Phase.REJECTED
    if missing := await _unseen(tab, window):
        return Entered(tab, missing)
    chosen = await choose(tab, phase, window.watch_s)
    return Entered(tab, chosen, since=chosen.at)


async def _without_an_answer(_session: PhaseSession, tab: Tab, window: Window, _: Itinerary) -> Entered:
    """Closes the banner where it has something for that, and goes on as if it were not there where it has not."""
    if missing := await _unseen(tab, window):
        return Entered(tab, missing)
    chosen = await dismiss(tab, window.watch_s)
    since = chosen.at if chosen.clicks else None
    if not chosen.works:
        return Entered(tab, chosen, since=since)
    left = await look(tab)
    return Entered(tab, chosen, banner=left.banner, unclear=left.why, since=since)


async def _with_a_signal(_session: PhaseSession, tab: Tab, window: Window, _: Itinerary) -> Entered:
    """Answers nothing: the browser's signal is the answer."""
    if missing := await _unseen(tab, window):
        return Entered(tab, missing)
    met = await look(tab, min(_GLANCE_S, window.watch_s))
    came = Chosen(True, 0, ("came with Sec-GPC: 1 and answered nothing",))
    return Entered(tab, came, banner=met.banner, unclear=met.why)


async def _there_and_back(_session: PhaseSession, tab: Tab, window: Window, pages: Itinerary) -> Entered:
    """Accepts, looks at another page, and withdraws there; where there is no way, where one may be expected."""
    if missing := await _unseen(tab, window):
        return Entered(tab, missing)
    accepted = await choose(tab, Phase.ACCEPTED, window.watch_s)
    if not accepted.works:
        return Entered(tab, accepted)
    front, names = tab.page.url.partition("#")[0], names_of_way_back(accepted.banner)
    chosen, tried = Chosen(False, 0, (), GapCause.NOT_OPERABLE, "no page was seen that leads back to the choice"), 0
    async for url in _places(pages, front):
        if not (await tab.visit(url)).seen:
            continue
        chosen = await withdraw(tab, named=names)
        tried += 1
        if chosen.works or chosen.clicks:
            break
    if chosen.works:
        # A page that has to be gone to first costs a click more.
        chosen = await _home_again(tab, front, replace(chosen, clicks=chosen.clicks + (tried > 1)))
    return Entered(tab, chosen, accepted.steps, since=chosen.at)


async def _places(pages: Itinerary, front: str) -> AsyncIterator[str]:
    """A page beside the front page, the front page, and the legal pages, as they become known."""
    legal: dict[PageRole, str] = {}
    first = True
    async for role, url in pages.follow():
        if url == front:
            continue
        if first:
            first = False
            yield url
            yield front
        if role in _LEGAL:
            legal.setdefault(role, url)
    if first:
        yield front
    for role in _LEGAL:
        if role in legal:
            yield legal[role]


async def _home_again(tab: Tab, front: str, chosen: Chosen) -> Chosen:
    visit = await tab.visit(front)
    if visit.seen:
        return chosen
    return replace(chosen, works=False, cause=visit.cause or GapCause.ERROR, reason=f"after that: {visit.reason}")


async def _come_back(tab: Tab, window: Window, chosen: Chosen) -> Entered:
    """The next day: what lasts for a session is gone, what was stored for longer is still there."""
    since = time.monotonic()
    if missing := await _unseen(tab, window):
        return Entered(tab, missing)
    looked = await look(tab, window.watch_s)
    now = Chosen(True, 0, ("closed the browser, and came back",))
    return Entered(tab, now, chosen.steps, looked.banner, looked.why, since)


async def _unseen(tab: Tab, window: Window) -> Chosen | None:
    """The gap that a front page leaves which does not come."""
    visit = await tab.visit(window.url)
    return None if visit.seen else Chosen(False, 0, (), visit.cause or GapCause.ERROR, visit.reason)


_WAYS: dict[Phase, Way] = {
    Phase.REJECTED: _by_choice,
    Phase.ACCEPTED: _by_choice,
    Phase.REVISIT: _by_choice,
    Phase.DISMISSED: _without_an_answer,
    Phase.WITHDRAWN: _there_and_back,
    Phase.GPC: _with_a_signal,
}
