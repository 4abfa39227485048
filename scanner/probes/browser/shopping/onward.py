"""Through the steps of a checkout as the test identity, to the page with the order button, and never further.

Each step is announced to the guard, which lets out what the test identity says to the shop's own host and nothing else.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field, replace

from scanner.model.vocabulary import GapCause
from scanner.probes.browser.crawl.links import Contents, read_contents
from scanner.probes.browser.form_pages import read_seen
from scanner.probes.browser.forms import FormSeen, FormsSeen
from scanner.probes.browser.guard import Person, Submission
from scanner.probes.browser.shopping.checkout_words import (
    bare,
    bound_page,
    bound_target,
    goes_on,
    is_last,
    orders,
    words,
)
from scanner.probes.browser.shopping.controls import Control, Counter, choose_onward, order_control
from scanner.probes.browser.shopping.filling import Filler, NotFilled
from scanner.probes.browser.shopping.hand import Hand, NotClicked
from scanner.probes.browser.shopping.identity import FormMeaning, Identity, Reader
from scanner.probes.browser.shopping.order_page import OrderPage, read_order_page
from scanner.probes.browser.shopping.words import Intent
from scanner.probes.browser.sites import same_site
from scanner.probes.browser.standin import Instead
from scanner.probes.browser.tab import Tab
from scanner.probes.browser.visit import Visit

MOST_STEPS = 9
_EFFECT_S = 6.0
_POLL_S = 0.2
_AT_LOGIN = frozenset({Instead.LOGIN})
#: Forms of every page, which are no part of a step.
_BESIDE = frozenset({"search", "newsletter", "coupon", "chat", "consent", "review", "cancellation", "withdrawal"})
#: What a page that only waits for the order may still have fields for.
_OF_LAST = frozenset({
    "consent-terms", "consent-privacy", "consent-marketing", "consent-profiling", "consent-health", "age-over",
    "voucher-code", "free-text", "none", "captcha", "honeypot", "search-term",
})  # fmt: skip


@dataclass(frozen=True, slots=True)
class Step:
    """A page of the checkout as it was reached. `label`: of the control that leads on from it, or that orders."""

    visit: Visit
    contents: Contents = field(repr=False)
    forms: FormsSeen = field(repr=False)
    label: str = ""
    order: OrderPage | None = field(default=None, repr=False)


class Ended(Exception):
    """The way ends before the page with the order button. Not raised out of `go_shopping`."""

    def __init__(self, cause: GapCause, reason: str) -> None:
        super().__init__(reason)
        self.cause = cause
        self.reason = reason


At = Callable[[Step, Tab], Awaitable[None]]


@dataclass(slots=True)
class Traveller:
    """Who goes, from which shop, and what the cart holds by its name."""

    identity: Identity
    read: Reader
    start: str
    goods: str = ""


@dataclass(slots=True)
class Onward:
    """Of one tab, which stands on the checkout's first page."""

    hand: Hand
    who: Traveller
    at: At

    async def go(self, visit: Visit, contents: Contents) -> None:
        """To the page with the order button; raises Ended where the way ends before.

        Raises what pages raise: PageFault, PlaywrightError, TimeoutError, NotClicked.
        """
        tab = self.hand.tab
        person = Person(self.who.identity.values)
        # Until the tab is closed: what was typed stays in its pages.
        await tab.goes_as(person)
        for _ in range(MOST_STEPS):
            if await self._one_step(visit, contents):
                return
            visit = await tab.look(accept=_AT_LOGIN)
            if not visit.seen:
                raise Ended(visit.cause or GapCause.ERROR, visit.reason)
            if not same_site(visit.final_url, self.who.start):
                raise Ended(GapCause.NOT_OPERABLE, "the step leads to another party")
            contents = await read_contents(tab)
        raise Ended(GapCause.BUDGET, f"the checkout has more than {MOST_STEPS} steps")

    async def _one_step(self, visit: Visit, contents: Contents) -> bool:
        """True where this is the page with the order button."""
        tab = self.hand.tab
        forms = await read_seen(tab)
        counter = await self.hand.survey()
        meanings = [self.who.read(form, "") for form in forms.forms]
        order = order_control(counter.controls, last=self._nothing_left(visit, contents, forms, meanings))
        if order is not None:
            page = await read_order_page(self.hand, order, self.who.goods)
            await self.at(Step(visit, contents, forms, order.label, page), tab)
            return True
        chosen = choose_onward(counter.controls, counter.url)
        await self.at(Step(visit, contents, forms, chosen.label if isinstance(chosen, Control) else ""), tab)
        if isinstance(chosen, str):
            raise Ended(GapCause.NOT_OPERABLE, chosen)
        await self._take(forms, counter, chosen)
        return False

    def _nothing_left(
        self, visit: Visit, contents: Contents, forms: FormsSeen, meanings: Sequence[FormMeaning]
    ) -> bool:
        """By its headings it only waits for the order, and nothing on it is asked for but consents.

        Then the control that sends its form orders, whatever it says.
        """
        shown = [pair for pair in zip(forms.forms, meanings, strict=True) if _is_step(*pair)]
        if any(meaning.purpose == "order" for _, meaning in shown):
            return True
        asked = {one.asks_for for _, meaning in shown for one in meaning.fields}
        if any(one is None or one.value not in _OF_LAST for one in asked):
            return False
        return any(map(is_last, (visit.title, *contents.headings)))

    async def _take(self, forms: FormsSeen, counter: Counter, control: Control) -> None:
        """Fill in and go on; where the page refuses, once more with what it now calls missing."""
        before = await self._state()
        reason = ""
        for again in (False, True):
            if again:
                forms = await read_seen(self.hand.tab)
                counter = await self.hand.survey()
                found = choose_onward(counter.controls, counter.url)
                if isinstance(found, str):
                    raise Ended(GapCause.NOT_OPERABLE, found)
                control = found
            reason = await self._press(forms, control, again=again)
            if await self._state() != before:
                return
        raise Ended(GapCause.NOT_OPERABLE, f"{control.label[:60]!r} does not lead on{reason}")

    async def _press(self, forms: FormsSeen, control: Control, *, again: bool) -> str:
        tab = self.hand.tab
        filler = Filler(tab, self.who.identity, self.who.read, self.hand.steps)
        await tab.goes_as(Person(self.who.identity.values, await filler.held()))
        kept = len(tab.kept_back)
        # Nothing that says order, pay or confirm is asked for, not even as a page; but a server may call its review so.
        with tab.heeding(bound_target, pages=True, hops=False), tab.heeding(bound_page, pages=True):
            async with tab.permit(Submission.CHECKOUT) as permit:
                try:
                    await filler.fill(self._of_step(forms, control), "", again=again)
                    control = await self._same(control)
                    permit.pressed = True
                    await self.hand.click(control, Intent.ONWARD)
                except NotFilled as error:
                    raise Ended(error.cause, error.reason) from error
                except NotClicked as error:
                    raise Ended(GapCause.NOT_OPERABLE, str(error)) from error
                await asyncio.sleep(_POLL_S)
                await tab.settle(_EFFECT_S)
        held = tab.kept_back[kept:]
        return f"; kept back: {held[-1]}" if held else ""

    async def _same(self, control: Control) -> Control:
        """The control as it stands there once all is filled in: pages are built anew by scripts. Raises NotClicked."""
        counter = await self.hand.survey()
        if order_control(counter.controls, last=False) is not None:
            raise NotClicked("once it is filled in, the page orders")
        found = choose_onward(counter.controls, counter.url)
        if isinstance(found, str):
            raise NotClicked(found)
        if bare(found.label) != bare(control.label):
            raise NotClicked(f"{control.label[:60]!r} became {found.label[:60]!r}")
        return replace(found, disabled=False)

    def _of_step(self, forms: FormsSeen, control: Control) -> list[FormSeen]:
        """The forms that the control sends: by its label among their buttons, else all of the step."""
        shown = [form for form in forms.forms if _is_step(form, self.who.read(form, ""))]
        named = [form for form in shown if any(bare(one) == bare(control.label) for one in form.buttons)]
        return named or shown

    async def _state(self) -> tuple[str, str, tuple[str, ...]]:
        """By what a step is told from the one before: its address, its headings, its fields as they are shown."""
        tab = self.hand.tab
        forms = await read_seen(tab)
        contents = await read_contents(tab)
        fields = tuple(
            f"{one.kind} {one.name or one.id or one.label}"
            for form in forms.forms
            if form.shown == "yes"
            for one in form.fields
        )
        return tab.address.partition("#")[0] + tab.page.url, " ".join(contents.headings), fields


def _is_step(form: FormSeen, meaning: FormMeaning) -> bool:
    """What leads on, by its own button, is a step, whatever it is taken for; so are others that not every page has."""
    if form.shown != "yes" or form.frame != form.page:
        return False
    if any(goes_on(label) or orders(label) for label in form.buttons):
        return True
    if meaning.purpose == "login":
        return any(words().as_guest.search(bare(option)) for one in form.fields for option in one.options)
    return meaning.purpose not in _BESIDE
