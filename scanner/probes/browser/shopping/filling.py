"""Fills in a step of the checkout as the test identity, like a person: by clicks and keys. Sends nothing by itself."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from scanner.model.vocabulary import GapCause
from scanner.probes.browser.forms import FieldSeen, FormSeen
from scanner.probes.browser.frames import run_in
from scanner.probes.browser.hooks import script
from scanner.probes.browser.shopping.checkout_words import bare
from scanner.probes.browser.shopping.identity import (
    FieldMeaning,
    Identity,
    Pick,
    Reader,
    State,
    Stop,
    Type,
    answer,
    splits_number,
)
from scanner.probes.browser.tab import Tab

LIMITS = {"ms": 1500, "elements": 40_000, "fields": 400}
_WORLD = "siegel-filling"
_STEP_TIMEOUT_S = 6.0
_TYPING_TIMEOUT_S = 15.0
_KEY_MS = 12
_SETTLE_S = 1.5
_MOST_ROUNDS = 4


class NotFilled(Exception):
    """The form can't be filled in: the cause of the gap, and words."""

    def __init__(self, cause: GapCause, reason: str) -> None:
        super().__init__(reason)
        self.cause = cause
        self.reason = reason


@dataclass(frozen=True, slots=True, kw_only=True)
class Live:
    """A field as it stands in the page now; all of it is the shop's word."""

    number: int
    name: str
    id: str
    kind: str
    label: str
    value: str
    checked: bool
    chosen: int
    visible: bool
    disabled: bool
    wrong: bool
    options: tuple[tuple[str, str], ...]

    @classmethod
    def all_of(cls, value: object) -> tuple[Live, ...]:
        """From what filling.js returned; whatever is not as it must be is left out."""
        found = value if isinstance(value, list) else []
        return tuple(cls._of(one) for one in found[: LIMITS["fields"]] if isinstance(one, dict))

    @classmethod
    def _of(cls, one: dict[str, Any]) -> Live:
        def text(key: str) -> str:
            got = one.get(key)
            return got[:500] if isinstance(got, str) else ""

        def number(key: str) -> int:
            got = one.get(key)
            return got if isinstance(got, int) and not isinstance(got, bool) else -1

        options = one.get("options")
        read = [each for each in options if isinstance(each, dict)] if isinstance(options, list) else []
        return cls(
            number=number("number"),
            name=text("name"),
            id=text("id"),
            kind=text("kind"),
            label=text("label"),
            value=text("value"),
            checked=one.get("checked") is True,
            chosen=number("chosen"),
            visible=one.get("visible") is True,
            disabled=one.get("disabled") is True,
            wrong=one.get("wrong") is True,
            options=tuple((str(each.get("label"))[:200], str(each.get("value"))[:200]) for each in read[:400]),
        )


@dataclass(slots=True)
class Filler:
    """Of one tab. `steps`: what was done, in the shop's words; what was typed is told by its name only."""

    tab: Tab
    identity: Identity
    read: Reader
    steps: list[str]

    async def held(self) -> frozenset[str]:
        """What stands in the page's fields now, before anybody types."""
        return frozenset(
            one.value for one in await self.fields() if one.value and one.kind not in {"radio", "checkbox"}
        )

    async def fill(self, forms: Sequence[FormSeen], role: str, *, again: bool = False) -> None:
        """`again`: the page has refused them once; what it now calls wrong is demanded. Raises NotFilled."""
        for form in forms:
            meaning = self.read(form, role)
            split = splits_number(meaning.fields)
            done: set[int] = set()
            # A choice may bring up more fields, or take some away: they are looked at anew after each.
            for _ in range(_MOST_ROUNDS):
                if not await self._round(form.fields, meaning.fields, done, split=split, again=again):
                    break

    async def _round(
        self, seen: Sequence[FieldSeen], means: Sequence[FieldMeaning], done: set[int], *, split: bool, again: bool
    ) -> bool:
        changed = False
        live = await self.fields()
        for i, (field, meaning) in enumerate(zip(seen, means, strict=False)):
            if i in done:
                continue
            group = _of(field, live)
            if not group or all(one.disabled for one in group) or not any(one.visible for one in group):
                continue
            state = _state(field, group, again=again)
            match answer(field, meaning, state, self.identity, split=split):
                case Stop(cause, reason):
                    raise NotFilled(cause, reason)
                case Type(text):
                    await self._type(group[0], text)
                    self.steps.append(f"type {meaning.asks_for} into “{_label(field)}”")
                case Pick(option):
                    await self._pick(group, option)
                    told = (
                        f"tick “{_label(field)}”" if field.kind == "checkbox" else f"choose “{state.options[option]}”"
                    )
                    self.steps.append(told)
                    changed = True
                case _:
                    continue
            done.add(i)
            if changed:
                await self.tab.settle(_SETTLE_S)
                return True
        return False

    async def fields(self, css: str = "") -> tuple[Live, ...]:
        """All of the page, or those that a selector names."""
        return Live.all_of(await self._run("fields", {"css": css}))

    async def type_into(self, live: Live, text: str) -> None:
        """By the shop file's own words. Raises NotFilled."""
        if live.kind == "select":
            found = next(
                (i for i, (label, value) in enumerate(live.options) if bare(text) in {bare(label), bare(value)}), None
            )
            if found is None:
                raise NotFilled(GapCause.NOT_OPERABLE, f"“{live.label}” has no such option")
            await self._pick([live], found)
        else:
            await self._type(live, text)

    async def _type(self, live: Live, text: str) -> None:
        if live.kind in {"date", "month", "time", "week", "datetime-local", "range", "color"}:
            await self._must("put", {"number": live.number, "text": text}, live)
            return
        x, y = await self._place(live)
        async with asyncio.timeout(_TYPING_TIMEOUT_S):
            await self.tab.page.mouse.click(x, y)
            if await self._run("focused", {"number": live.number}) is not True:
                raise NotFilled(GapCause.NOT_OPERABLE, f"“{live.label or live.name}” does not take what is typed")
            await self.tab.page.keyboard.type(text, delay=_KEY_MS)
            await self.tab.page.keyboard.press("Tab")

    async def _pick(self, group: Sequence[Live], option: int) -> None:
        one = group[0]
        if one.kind == "select":
            await self._must("pick", {"number": one.number, "option": option}, one)
            return
        chosen = group[option]
        x, y = await self._place(chosen)
        async with asyncio.timeout(_STEP_TIMEOUT_S):
            await self.tab.page.mouse.click(x, y)

    async def _place(self, live: Live) -> tuple[float, float]:
        found = await self._must("aim", {"number": live.number}, live)
        return float(found["x"]), float(found["y"])

    async def _must(self, order: str, argument: dict[str, Any], live: Live) -> dict[str, Any]:
        found = await self._run(order, argument)
        if not isinstance(found, dict) or found.get("state") != "free":
            state = str(found.get("state") or "gone")[:20] if isinstance(found, dict) else "gone"
            raise NotFilled(
                GapCause.NOT_OPERABLE, f"“{(live.label or live.name)[:80]}” is {state}, so that nobody could fill it in"
            )
        return found

    async def _run(self, order: str, argument: dict[str, Any]) -> object:
        expression = f"({script('filling.js')})({json.dumps(order)}, {json.dumps(argument | {'limits': LIMITS})})"
        async with asyncio.timeout(_STEP_TIMEOUT_S):
            return await run_in(self.tab.devtools, _WORLD, expression)


def _of(field: FieldSeen, live: Iterable[Live]) -> list[Live]:
    """Where a field that was read stands in the page: by name and identifier, else by its label."""
    same = [one for one in live if one.kind == field.kind or (field.kind == "text" and one.kind not in _OTHERS)]
    if field.kind in {"radio", "checkbox"} and field.name:
        return [one for one in same if one.name == field.name]
    found = [
        one
        for one in same
        if (field.id and one.id == field.id) or (not field.id and field.name and one.name == field.name)
    ]
    if not found and not field.id and not field.name:
        found = [one for one in same if field.label and bare(field.label) == bare(one.label)]
    return sorted(found, key=lambda one: not one.visible)[:1]


_OTHERS = frozenset({"radio", "checkbox", "select", "textarea"})


def _state(field: FieldSeen, group: Sequence[Live], *, again: bool) -> State:
    one = group[0]
    wrong = any(each.wrong for each in group)
    if field.kind == "radio":
        chosen = next((i for i, each in enumerate(group) if each.checked), None)
        options = tuple(each.label for each in group)
        return State(
            options,
            tuple(each.value for each in group),
            chosen,
            chosen is not None,
            demanded=again and wrong,
            eager=again,
        )
    if field.kind == "select":
        empty = not 0 <= one.chosen < len(one.options) or not one.options[one.chosen][1]
        labels = tuple(label if value else "" for label, value in one.options)
        values = tuple(value for _, value in one.options)
        return State(labels, values, one.chosen, not empty, demanded=again and wrong, eager=again)
    filled = one.checked if field.kind == "checkbox" else bool(one.value)
    return State(filled=filled, demanded=again and wrong, eager=again)


def _label(field: FieldSeen) -> str:
    return (field.label or field.name or field.id)[:80]
