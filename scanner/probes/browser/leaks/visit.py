"""One visitor who types into the forms of some pages, submits nothing, and whose every message is searched."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field

from playwright.async_api import Error as PlaywrightError

from scanner.model.facts import Page
from scanner.model.vocabulary import GapCause, LeakChannel, LeakTrigger, PageRole
from scanner.probes.browser.crawl.tabs import accepted
from scanner.probes.browser.form_pages import read_seen, veiled
from scanner.probes.browser.forms import FormsSeen, UnreadableForms
from scanner.probes.browser.guard.submissions import read_body
from scanner.probes.browser.leaks.ear import Ear, Sent
from scanner.probes.browser.leaks.fields import fields_here
from scanner.probes.browser.leaks.hand import Deed, Hand, Typed
from scanner.probes.browser.leaks.search import Finder, Hit
from scanner.probes.browser.session import PhaseSession
from scanner.probes.browser.tab import Tab
from scanner.probes.browser.trip import PageFault
from scanner.probes.browser.veil import Veil

#: Seconds on a page once all is typed, for what comes by a timer; and after it was left.
WAIT_S = 1.2
GONE_S = 1.0
#: For one page, all in all.
MOST_S = 60.0
#: Of these for typing alone: what was typed by then is searched for.
TYPING_S = 40.0
MOST_FIELDS = 30

log = logging.getLogger("siegel.browser")


@dataclass(frozen=True, slots=True)
class Leak:
    """A canary in something that was sent or kept. `where`: the place in it, in words, without any value."""

    typed: Typed
    sent: Sent
    channel: LeakChannel
    hit: Hit
    trigger: LeakTrigger
    where: str


@dataclass(frozen=True, slots=True)
class Done:
    """A page that was typed into: what left it, and how many fields took what was typed.

    cause, reason   of a gap: the page did not come, or not all of it could be typed into or heard
    untold          fields whose values are too short to be told from others'
    """

    page: Page
    leaks: tuple[Leak, ...] = ()
    fields: int = 0
    untold: int = 0
    cause: GapCause | None = None
    reason: str = ""


Missed = tuple[GapCause, str]
"""Why a page did not come."""
Arrive = Callable[[], Awaitable[Missed | None]]


async def come(tab: Tab, url: str, role: PageRole) -> Missed | None:
    """To an address, where a login page is none in the way of a login page."""
    visit = await tab.visit(url, accept=accepted(role))
    return None if visit.seen else (visit.cause or GapCause.ERROR, visit.reason)


async def _forms_of(tab: Tab) -> FormsSeen | None:
    """The forms of the open page; None where they can't be read: its fields are typed into all the same."""
    try:
        return veiled(await read_seen(tab), tab.veil)
    except (TimeoutError, PlaywrightError, UnreadableForms) as error:
        log.info("the forms of %a could not be read: %a", tab.page.url[:200], str(error)[:200])
        return None


@dataclass(slots=True)
class Typist:
    """Of one phase. `known`: the fields that were typed into already, on whatever page."""

    session: PhaseSession
    finder: Finder = field(default_factory=Finder)
    known: set[tuple[object, ...]] = field(default_factory=set)
    hands: list[Hand] = field(default_factory=list)
    _numbers: int = 0

    @property
    def veil(self) -> Veil:
        """Of its phase."""
        return self.session.recorder.veil

    async def at(self, url: str, page: Page, role: PageRole) -> Done:
        """Visits the page. Raises NetworkError: the browser has ended."""
        async with self.session.tab() as tab:
            return await self.on_page(tab, page, lambda: come(tab, url, role))

    async def on_page(self, tab: Tab, page: Page, arrive: Arrive) -> Done:
        """In a tab that `arrive` brings to the page; it is left afterwards. Never raises for what the page does."""
        try:
            async with asyncio.timeout(MOST_S):
                return await self._on(tab, page, arrive)
        except TimeoutError:
            return Done(page, cause=GapCause.BUDGET, reason=f"{page.url}: typing took more than {MOST_S:g} s")
        except (PlaywrightError, PageFault) as error:
            return Done(page, cause=GapCause.ERROR, reason=f"{page.url}: it ended while typing: {error}"[:300])

    async def _on(self, tab: Tab, page: Page, arrive: Arrive) -> Done:
        hand = Hand(self.finder, lambda: self.session.recorder.moment(0, "").at_ms, self._next)
        self.hands.append(hand)
        ear = Ear(tab, hand.now)
        ear.open()
        try:
            with tab.keeping_back(self._carries, ear.witnessed):
                hand.did(Deed.ARRIVED)
                if missed := await arrive():
                    return Done(page, cause=missed[0], reason=missed[1])
                why = await self._type(tab, hand, page)
                await self._leave(tab, hand, ear)
        finally:
            await ear.close()
        return self._done(hand, ear, page, why)

    def _next(self) -> int:
        self._numbers += 1
        return self._numbers

    def _carries(self, url: str, body: bytes | None) -> bool:
        return bool(self.finder.find(url.encode("utf-8", "replace")) or self.finder.find(body or b""))

    async def _type(self, tab: Tab, hand: Hand, page: Page) -> list[str]:
        """Why some field was not typed into."""
        found, whole = await fields_here(tab, await _forms_of(tab))
        why = [] if whole else ["not all fields were found"]
        address = page.url if isinstance(page.url, str) else tab.page.url
        new = [one for one in found if one.signature not in self.known]
        self.known.update(one.signature for one in new)
        until, done = time.monotonic() + TYPING_S, 0
        for one in new[:MOST_FIELDS]:
            if time.monotonic() > until:
                break
            done += 1
            missed = await hand.type_into(tab, one, address)
            why += [f"{one.name or one.kind}: {missed}"] if missed else []
        why += [f"{len(new) - done} more fields"] if done < len(new) else []
        return why

    async def _leave(self, tab: Tab, hand: Hand, ear: Ear) -> None:
        hand.did(Deed.WAIT)
        await asyncio.sleep(WAIT_S)
        ear.shows(tab.page.url)
        hand.did(Deed.LEAVE)
        # What a page sends as it goes is heard in the tab as long as that stays.
        await tab.devtools.send("Page.navigate", {"url": "about:blank"})
        await asyncio.sleep(GONE_S)

    def _done(self, hand: Hand, ear: Ear, page: Page, why: list[str]) -> Done:
        leaks = tuple(self._searched(hand, ear))
        untold = sum(not one.canary.told for one in hand.typed)
        refused = [one.here.name for one in hand.typed if one.canary.told and not one.taken]
        why += [f"{name}: it did not take what was typed" for name in refused]
        unheard = {one.host for one in ear.sent if not one.known}
        why += [f"something was sent to {host} that can't be read" for host in sorted(unheard)[:5]]
        why += ["there was more traffic than can be held"] if ear.cut else []
        cause = GapCause.NOT_OPERABLE if why else None
        reason = f"{page.url}: {'; '.join(why[:6])}"[:600] if why else ""
        return Done(page, leaks, len(hand.typed), untold, cause, reason)

    def _searched(self, hand: Hand, ear: Ear) -> list[Leak]:
        typed = {one.canary.number: one for known in self.hands for one in known.typed}
        found: dict[tuple[object, ...], Leak] = {}
        for sent in ear.sent:
            for channel, where, hit in places(sent, self.finder, self.veil):
                one = typed.get(hit.number)
                if one is None or not sent.host or (sent.shared and one not in hand.typed):
                    continue
                trigger = trigger_of(hand.deeds, sent.at_ms, own=one in hand.typed)
                key = hit.number, sent.address, channel, hit.encoding
                found.setdefault(key, Leak(one, sent, channel, hit, trigger, where))
        return list(found.values())


_BY_DEED: Mapping[Deed, LeakTrigger] = {
    Deed.ARRIVED: LeakTrigger.LOAD,
    Deed.KEYS: LeakTrigger.TYPING,
    Deed.BLUR: LeakTrigger.BLUR,
    Deed.WAIT: LeakTrigger.TIMER,
    Deed.LEAVE: LeakTrigger.LEAVE,
}


def trigger_of(deeds: list[tuple[int, Deed]], at_ms: int, *, own: bool) -> LeakTrigger:
    """By what was done last. `own`: typed on this page; what another page has kept comes with the load."""
    if not own:
        return LeakTrigger.LOAD
    before = [deed for at, deed in deeds if at <= at_ms]
    return _BY_DEED[before[-1]] if before else LeakTrigger.LOAD


def places(sent: Sent, finder: Finder, veil: Veil) -> list[tuple[LeakChannel, str, Hit]]:
    """Where in something sent canaries stand: in its URL, its fields, its body."""
    kept = sent.channel in {LeakChannel.STORAGE, LeakChannel.ADDRESS}
    address = sent.address if kept else sent.address.partition("#")[0]
    in_url = sent.channel if kept or sent.channel is LeakChannel.FRAME else LeakChannel.URL
    in_field = LeakChannel.STORAGE if kept else LeakChannel.HEADER

    def within(text: str) -> tuple[Hit, ...]:
        return finder.find(text.encode("utf-8", "replace"))

    return [
        *((in_url, _in_url(address, hit, finder, veil), hit) for hit in within(address)),
        *(
            (in_field, "the name of the item" if kept else f"header field {veil.name(name)!r}", hit)
            for name, value in sent.headers
            for hit in (*within(value), *within(name))
        ),
        *((sent.channel, _in_body(sent, hit, finder, veil), hit) for hit in finder.find(sent.body or b"")),
    ]


def _in_url(url: str, hit: Hit, finder: Finder, veil: Veil) -> str:
    head, _, query = url.partition("?")
    if any(one.number == hit.number for one in finder.find(head.encode("utf-8", "replace"))):
        return "the path of its URL"
    for pair in query.split("&")[:500]:
        name, _, value = pair.partition("=")
        if any(one.number == hit.number for one in finder.find(value.encode("utf-8", "replace"))):
            return f"parameter {veil.name(name)!r} of its URL"
    return "the query of its URL"


def _in_body(sent: Sent, hit: Hit, finder: Finder, veil: Veil) -> str:
    what = {LeakChannel.STORAGE: "the value", LeakChannel.WEBSOCKET: "the message"}.get(sent.channel, "its body")
    body = sent.body or b""
    kind = next((value for name, value in sent.headers if name.lower() == "content-type"), "")
    read = read_body(body, kind)
    for name, value in read.fields if read else ():
        if any(one.number == hit.number for one in finder.find(value.encode("utf-8", "replace"))):
            return f"field {veil.name(name)!r} of {what}"
    return f"{what}, of {len(body):,} bytes"
