"""Follows the steps that the shop's owner describes, under the same prohibitions as everything else that is clicked."""

from __future__ import annotations

import asyncio
import json
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from scanner.model.journey import Act, JourneyStep
from scanner.model.vocabulary import GapCause, PageRole, Phase
from scanner.probes.browser.consent import choose as choose_in_banner
from scanner.probes.browser.consent import look_for_banner
from scanner.probes.browser.crawl.confirm import confirm
from scanner.probes.browser.crawl.links import Contents, read_contents
from scanner.probes.browser.crawl.urls import never_followed
from scanner.probes.browser.crawl.words import fold
from scanner.probes.browser.form_pages import read_seen
from scanner.probes.browser.guard import Person, Submission
from scanner.probes.browser.shopping.checkout_words import bare, bound_page, bound_target
from scanner.probes.browser.shopping.controls import Control, objection, order_control
from scanner.probes.browser.shopping.filling import Filler, NotFilled
from scanner.probes.browser.shopping.hand import Hand, NotClicked
from scanner.probes.browser.shopping.identity import Identity, Reader
from scanner.probes.browser.shopping.onward import At, Ended, Step
from scanner.probes.browser.shopping.words import Intent
from scanner.probes.browser.sites import same_site
from scanner.probes.browser.standin import Instead
from scanner.probes.browser.visit import Visit

_EFFECT_S = 6.0
_POLL_S = 0.2
_BANNER_S = 1.0
_ACCEPTED = frozenset({Instead.LOGIN})


@dataclass(slots=True)
class Follower:
    """Of one tab. `identity`: without one nothing can be filled in."""

    hand: Hand
    start: str
    at: At
    identity: Identity | None = None
    read: Reader | None = None
    _filled: bool = field(default=False, init=False)
    _on_page: bool = field(default=False, init=False)

    async def follow(self, steps: tuple[JourneyStep, ...]) -> tuple[Visit, Contents]:
        """Where they led. Raises Ended where one can't be done, and as pages do."""
        tab = self.hand.tab
        visit = await tab.visit(self.start)
        if visit.seen and await look_for_banner(tab, _BANNER_S) is not None:
            self.hand.steps += (await choose_in_banner(tab, Phase.REJECTED)).steps
        for number, step in enumerate(steps, 1):
            try:
                await self._do(step)
            except (NotClicked, NotFilled) as error:
                cause = error.cause if isinstance(error, NotFilled) else GapCause.NOT_OPERABLE
                raise Ended(cause, f"step {number} of the journey ({step}): {error}") from error
        visit = await tab.look(accept=_ACCEPTED)
        if not visit.seen:
            raise Ended(visit.cause or GapCause.ERROR, visit.reason)
        return visit, await read_contents(tab)

    async def _do(self, step: JourneyStep) -> None:
        match step.act:
            case Act.GOTO:
                await self._goto(step.url)
            case Act.CLICK:
                await self._click(step)
            case Act.FILL:
                await self._fill(step)
            case Act.EXPECT:
                await self._expect(step)

    async def _goto(self, url: str) -> None:
        path = f"{urlsplit(url).path}?{urlsplit(url).query}"
        word = bound_target(path) or bound_page(path) or never_followed(url)
        if word is not None or not same_site(url, self.start):
            raise NotClicked(f"it is not gone to: it is marked {word!r}" if word else "it is not the shop's")
        visit = await self.hand.tab.visit(url, accept=_ACCEPTED)
        if not visit.seen:
            raise Ended(visit.cause or GapCause.ERROR, visit.reason)
        self._on_page = False

    async def _click(self, step: JourneyStep) -> None:
        tab = self.hand.tab
        if self._on_page:
            await self._stop(step)
        control = await self._control(step)
        kind = Submission.CHECKOUT if self._filled else Submission.ADD_TO_CART
        with tab.heeding(bound_target, pages=True, hops=False), tab.heeding(bound_page, pages=True):
            async with tab.permit(kind) as permit:
                permit.pressed = True
                await self.hand.click(control, Intent.JOURNEY)
                await asyncio.sleep(_POLL_S)
                await tab.settle(_EFFECT_S)
        self._on_page = False

    async def _control(self, step: JourneyStep) -> Control:
        target = step.target
        counter = await self.hand.survey()
        if target.css:
            found = await self.hand.find(target.css)
        else:
            named = [one for one in counter.controls if bare(target.label) in {bare(one.shown), *map(bare, one.names)}]
            found = next((one for one in named if one.visible), None)
        if found is None:
            raise NotClicked("there is no such control")
        order = order_control(counter.controls, last=False)
        if order is not None and found.form >= 0 and order.form == found.form:
            raise NotClicked("it is not clicked: its form orders")
        if why := objection(found, Intent.JOURNEY, counter.url):
            raise NotClicked(f"it is not clicked: {why}")
        return found

    async def _stop(self, step: JourneyStep) -> None:
        """A page that was filled in is a step of the checkout."""
        tab = self.hand.tab
        visit = await tab.look(accept=_ACCEPTED)
        if visit.seen:
            label = step.target.label or step.target.css
            await self.at(Step(visit, await read_contents(tab), await read_seen(tab), label), tab)

    async def _fill(self, step: JourneyStep) -> None:
        tab = self.hand.tab
        text = self.identity.text(step.answer) if self.identity and step.answer else None
        if self.identity is None or self.read is None or not text:
            raise NotFilled(GapCause.NEEDS_TEST_IDENTITY, f"test_identity has no {step.answer}")
        filler = Filler(tab, self.identity, self.read, self.hand.steps)
        await tab.goes_as(Person(self.identity.values, await filler.held()))
        self._filled = self._on_page = True
        live = [one for one in await filler.fields(step.target.css) if one.visible and not one.disabled]
        if not step.target.css:
            said = bare(step.target.label)
            live = [one for one in live if said in {bare(one.label), bare(one.name)}]
        if not live:
            raise NotFilled(GapCause.NOT_OPERABLE, "there is no such field")
        await filler.type_into(live[0], text)
        self.hand.steps.append(f"type {step.answer} into “{live[0].label or live[0].name}”")

    async def _expect(self, step: JourneyStep) -> None:
        tab, target = self.hand.tab, step.target
        visit = await tab.look(accept=_ACCEPTED)
        contents = await read_contents(tab)
        if target.text:
            there = fold(target.text) in fold(visit.text)
        elif target.css:
            there = await tab.evaluate(f"Boolean({_safely(target.css)})") is True
        else:
            there = confirm(PageRole(target.role), visit, contents, start=self.start).sure
        if not there:
            raise NotClicked("it is not there")


def _safely(css: str) -> str:
    """An expression that gives null for what is no selector."""
    return f"(() => {{ try {{ return document.querySelector({json.dumps(css)}) }} catch {{ return null }} }})()"
