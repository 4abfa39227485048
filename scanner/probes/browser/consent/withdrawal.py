"""The way back: how a visitor withdraws consent once given, and how he gets past a banner without any answer."""

from __future__ import annotations

import asyncio
import logging
import re
import time
from collections.abc import Collection, Iterable
from dataclasses import replace

from scanner.errors import NetworkError
from scanner.model.values import Unknown
from scanner.model.vocabulary import GapCause
from scanner.probes.browser.consent.banner import CHOOSING, Banner, Found, Surroundings, leads_away
from scanner.probes.browser.consent.choice import NO_BANNER, PATIENCE_S, Chosen, look_with
from scanner.probes.browser.consent.eyes import Eyes
from scanner.probes.browser.consent.hand import EFFECT_S, POLL_S, Failed, Hand, told
from scanner.probes.browser.consent.recognise import find_layer
from scanner.probes.browser.consent.sight import Control
from scanner.probes.browser.consent.steps import gather_page, goes_away, reject
from scanner.probes.browser.consent.words import Role, folded, leads_back, words
from scanner.probes.browser.guard import Submission
from scanner.probes.browser.tab import Tab

_SETTLE_S = 4.0
#: Share of the window from which on a banner leaves nothing of the page to go on with.
_ALL_OF_IT = 0.95
COVERS = "the banner covers the page and has nothing that closes it, so that nobody goes on without an answer"
# What a button without a name is called in the style sheet, where it floats over the page to lead back.
_FLOATING = re.compile(
    r"(?:cookie|consent|privacy|cmp|gdpr|dsgvo).{0,40}(?:icon|revoke|reopen|widget|badge|settings|float|manage|preferences|btn|button|trigger)",
    re.IGNORECASE,
)
#: A name in quotation marks of any language.
_QUOTED = re.compile(r"[„“\"«»‚‘'”]\s?([^„“\"«»‚‘”.!?]{3,50}?)\s?[“”\"»«’‘']")
#: What a banner names as the way to withdraw, and what says itself that it ends something, withdraws by itself.
_SWITCHES_OFF = re.compile(
    r"\b(?:switch|turn)\b.{0,40}\boff\b|\b(?:stop|opt[- ]?out)\b|(?:aus|ab)schalten|abstellen|beenden|deaktivier|"
    r"désactiv|arrêter|disattiva|desactiva|uitzetten|stoppen|wyłącz"
)
_LONGEST_UNCLEAR = 40
_MOST_TRIED = 3
# Roles of words that may mean the choice, and may mean anything: `My settings` at the foot of a page.
_UNCLEAR = {Role.OTHER, Role.SETTINGS, Role.REJECT}
#: Steps of a visitor who did nothing, since nothing closes the banner without a choice.
IGNORED = "ignored"

log = logging.getLogger("siegel.browser")


async def find_way_back(tab: Tab, named: Collection[str] = ()) -> Control | Unknown | None:
    """The visible control of the tab's page that leads back to the choice, whatever page it is. Clicks nothing.

    `named`: what the banner itself calls it (`names_of_way_back`). Unknown where the foot of the page has a control
    that leads nowhere else and is not understood: it may be the one. Raises NetworkError as `look` does.
    """
    async with told():
        controls = (await Eyes(tab).everywhere()).controls
    if (way := _way_back(controls, named)) is not None:
        return way
    unclear = next((one for one in controls if _is_unclear(one)), None)
    return Unknown(may_lead_back(unclear.label)) if unclear else None


def may_lead_back(label: str) -> str:
    """Why it is not known that a page has no way back."""
    return f"“{label}” at the foot of the page may lead back to the choice"


def names_of_way_back(banner: Banner | None) -> frozenset[str]:
    """What a banner calls the way back, where it says so: `you can change that any time under “Preferences”`."""
    text = banner.first.candidate.text if banner else ""
    quoted = (one for one in _QUOTED.finditer(text) if words().withdrawal.search(folded(_sentence(text, one.start()))))
    return frozenset(folded(one[1]) for one in quoted)


def _sentence(text: str, at: int) -> str:
    """The sentence that stands around a place."""
    begin = max(text.rfind(end, 0, at) for end in (". ", "! ", "? ")) + 1
    end = text.find(". ", at)
    return text[begin : end if end >= 0 else len(text)]


def _is_unclear(control: Control) -> bool:
    """At the foot of a page or floating over it, leading to no other page, with words that say nothing known."""
    if not (control.at_foot or control.floats) or leads_away(control) or control.role not in _UNCLEAR:
        return False
    return any(map(str.isalpha, control.label)) and len(control.label) <= _LONGEST_UNCLEAR


async def withdraw(tab: Tab, patience_s: float = PATIENCE_S, named: Collection[str] = ()) -> Chosen:
    """Goes back to the choice from the page that the tab shows, and declines there.

    Loads the page anew only where the question can't be declined: if it stands there again, nothing is chosen any more.
    It works if the layer closes, or where the control itself is called withdrawing, once it has acted. `clicks` counts
    all of them. Where no control says so, those that may lead back are tried; only the one that does is counted. A page
    of settings needs none.
    Never raises for what a page does: causes not_operable (also where nothing leads back), crash, timeout.
    """
    hand = Hand(Eyes(tab))
    try:
        async with told(), tab.permit(Submission.BANNER):
            controls = (await hand.eyes.everywhere()).controls
            way = _way_back(controls, named)
            if way is not None:
                banner = await _go_back(hand, way, patience_s, named)
            elif (tried := await _try(hand.eyes, patience_s)) is not None:
                hand, way, banner = tried
            elif (banner := await _own_settings(hand.eyes)) is None:
                return Chosen(False, 0, (), GapCause.NOT_OPERABLE, "the page shows no way back to the choice")
            if banner is not None and (way is None or not await _is_withdrawn(hand, way, banner, patience_s)):
                banner = await reject(hand, banner)
    except Failed as failed:
        return Chosen(False, hand.clicks, tuple(hand.steps), GapCause.NOT_OPERABLE, str(failed), at=hand.at)
    except NetworkError as error:
        return Chosen(False, hand.clicks, tuple(hand.steps), GapCause(error.cause), error.message, at=hand.at)
    return Chosen(True, hand.clicks, tuple(hand.steps), banner=banner, at=hand.at)


async def dismiss(tab: Tab, patience_s: float = PATIENCE_S) -> Chosen:
    """Closes the banner without a choice, by its cross or by putting it off; where it has none, lets it be.

    Then it works with no click and the one step `IGNORED`. Never raises for what a page does, as `choose`.
    """
    hand, banner = Hand(Eyes(tab)), None
    try:
        async with told():
            looked = await look_with(hand.eyes, patience_s)
            banner = looked.banner
            if banner is None:
                return Chosen(False, 0, (), GapCause.NOT_OPERABLE, looked.why or NO_BANNER)
            if (cross := banner.close) is None and banner.around.taken >= _ALL_OF_IT:
                return Chosen(False, 0, (), GapCause.NOT_OPERABLE, COVERS, banner)
            if cross is None:
                return Chosen(True, 0, (IGNORED,), banner=banner, at=time.monotonic())
            async with tab.permit(Submission.BANNER):
                await hand.close(cross)
                await goes_away(hand, cross, banner.first)
    except Failed as failed:
        return Chosen(False, hand.clicks, tuple(hand.steps), GapCause.NOT_OPERABLE, str(failed), banner, hand.at)
    except NetworkError as error:
        return Chosen(False, hand.clicks, tuple(hand.steps), GapCause(error.cause), error.message, banner, hand.at)
    return Chosen(True, hand.clicks, tuple(hand.steps), banner=banner, at=hand.at)


async def _own_settings(eyes: Eyes) -> Banner | None:
    """The page's own settings: a page that a link called "Cookies" leads to, with switches and what saves them."""
    await gather_page(eyes)
    sight = await eyes.survey()
    found = find_layer(sight)
    if found is None or not found.toggles or found.best(Role.SAVE) is None:
        return None
    if words().topic.search(folded(found.candidate.text)) is None:
        return None  # settings of something else, as of an account
    return Banner(found, sight.tools[0] if sight.tools else None, Surroundings())


def _way_back(controls: Iterable[Control], named: Collection[str]) -> Control | None:
    ways = [replace(one, role=Role.WAY_BACK) for one in controls if _leads_back(one, named)]
    return max(ways, key=_preferred, default=None)


def _leads_back(control: Control, named: Collection[str]) -> bool:
    if control.href.startswith(("mailto:", "tel:")) or control.role in {Role.FORBIDDEN, Role.SAVE}:
        return False
    if folded(control.label) in named and control.role is not Role.LEGAL:
        return True
    if leads_back(control.label, button=not leads_away(control)):
        return True
    return control.floats and not control.label.strip() and _FLOATING.search(control.hint) is not None


def _preferred(control: Control) -> tuple[bool, bool, bool, int]:
    """One that withdraws; one on this page rather than a link to another; one with a name; the shorter."""
    takes_back = words().takes_back.search(folded(control.label)) is not None
    return takes_back, not leads_away(control), bool(control.label.strip()), -len(control.label)


async def _try(eyes: Eyes, patience_s: float) -> tuple[Hand, Control, Banner | None] | None:
    """Clicks what is not understood at the foot of the page, one after the other, until a choice opens.

    None where none does. Ends as soon as the tab shows another page, from which nobody would go on.
    """
    tab, address, tried = eyes.tab, _page(eyes.tab.page.url), set[str]()
    while len(tried) < _MOST_TRIED and _page(tab.page.url) == address:
        unclear = (one for one in (await eyes.everywhere()).controls if _is_unclear(one) and one.label not in tried)
        control = next(unclear, None)
        if control is None:
            return None
        tried.add(control.label)
        hand, way = Hand(eyes), replace(control, role=Role.WAY_BACK)
        try:
            return hand, way, await _go_back(hand, way, patience_s)
        except Failed as failed:
            log.info("%s", failed)
    return None


async def _go_back(hand: Hand, way: Control, patience_s: float, named: Collection[str] = ()) -> Banner | None:
    """What opens at the other end; None where the control has itself withdrawn. Raises Failed."""
    tab, label = hand.eyes.tab, folded(way.label)
    takes_back = words().takes_back.search(label) is not None
    documents, address = tab.documents, tab.page.url
    await hand.go_back(way)
    clicked = time.monotonic()
    until, moved, again = clicked + EFFECT_S, False, False
    while time.monotonic() < until:
        await asyncio.sleep(POLL_S)
        if not moved and (tab.documents != documents or _page(tab.page.url) != _page(address)):
            moved, until = True, time.monotonic() + max(EFFECT_S, patience_s)
            await tab.settle(_SETTLE_S)
            if find_layer(await hand.eyes.survey()) is None:
                await gather_page(hand.eyes)
        sight = await hand.eyes.survey()
        found = find_layer(sight)
        if found is not None and not _is_itself(found, way):
            return Banner(found, sight.tools[0] if sight.tools else None, Surroundings())
        if found is not None and takes_back and hand.has_stored:
            return None
        if moved and (banner := (await look_with(hand.eyes, 0.0)).banner):
            return banner
        if not again and not moved and time.monotonic() > clicked + EFFECT_S / 2:
            again = True
            await hand.repeat(way)
    if takes_back or (label in named and _SWITCHES_OFF.search(label) and hand.has_stored):
        return None  # it has withdrawn by itself
    raise Failed(f"“{way.label}” opens no choice")


def _is_itself(found: Found, way: Control) -> bool:
    """What looks like a layer offers no other choice than the way back that was clicked: the foot of the page."""
    choices = {one.label for one in found.controls if one.role in CHOOSING}
    return choices == {way.label} and not found.toggles


async def _is_withdrawn(hand: Hand, way: Control, banner: Banner, patience_s: float) -> bool:
    """A question that can't be declined stands there again: nothing is chosen any more.

    So it is where the way itself says that it withdraws, else where the question is asked on a new visit too.
    """
    if not _cannot_be_declined(banner):
        return False
    return words().takes_back.search(folded(way.label)) is not None or await _asks_on_a_new_visit(hand, patience_s)


def _cannot_be_declined(banner: Banner) -> bool:
    can = banner.first.best(Role.REJECT) or banner.first.best(Role.SAVE) or banner.supposed.settings
    return banner.first.accept is not None and can is None


async def _asks_on_a_new_visit(hand: Hand, patience_s: float) -> bool:
    """Whether the question of the front page stands there once more for who has chosen before."""
    tab = hand.eyes.tab
    if not (await tab.visit(_page(tab.page.url))).seen:
        return False
    hand.eyes = Eyes(tab)
    return (await look_with(hand.eyes, patience_s)).banner is not None


def _page(url: str) -> str:
    return url.partition("#")[0]
