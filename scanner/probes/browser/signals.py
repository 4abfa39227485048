"""Asks the open page for what it says of consent by its own interfaces: Consent Mode's commands, and the TC string.

The page is asked from a world of ours, by an event, and answers through the hooks (`signals.js`). Each answer is
taken only as the type it must have.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import logging
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Protocol

from playwright.async_api import Error as PlaywrightError

from scanner.model.vocabulary import GapCause
from scanner.probes.browser import hooks
from scanner.probes.browser.trip import PageFault
from scanner.probes.browser.visit import Visit

#: Seconds for the page to answer at all, and then for its consent tool, which may ask its server first.
ANSWER_S = 3.0
TOOL_S = 1.5
_MOST_COMMANDS = 60
_MOST_LAYERS = 3
_MOST_ANSWERS = 20
SIGNALS = ("ad_storage", "analytics_storage", "ad_user_data", "ad_personalization")

log = logging.getLogger("siegel.browser")


class Asked(Protocol):
    """A tab, as far as it is asked."""

    @property
    def address(self) -> str:
        """Of what is open now."""

    @property
    def answers(self) -> Answers:
        """Where its page's answers come in."""

    async def evaluate(self, expression: str) -> object:
        """In a world of our own."""


@dataclass(slots=True)
class Answers:
    """What came in from the hooks since it was asked. `name` of the event that asks."""

    name: str
    heard: list[dict[str, Any]] = field(default_factory=list)
    _news: asyncio.Event = field(default_factory=asyncio.Event)

    def add(self, message: dict[str, Any]) -> None:
        """One more answer, within bounds."""
        if len(self.heard) < _MOST_ANSWERS:
            self.heard.append(message)
        self._news.set()

    async def until(self, enough: Callable[[], bool]) -> None:
        """Waits for answers until they are enough."""
        while not enough():
            self._news.clear()
            await self._news.wait()

    def of(self, kind: str) -> list[dict[str, Any]]:
        """All of one kind."""
        return [message for message in self.heard if message["kind"] == kind]


@dataclass(frozen=True, slots=True)
class Command:
    """One entry of a data layer: `default`, `update`, `config`, `event`, or `start`, which is the tag manager's own.

    signals  by name, as they were said; regions  that a default is for, None for all
    """

    what: str
    signals: dict[str, str] = field(default_factory=dict)
    regions: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True)
class Layer:
    """A data layer. `length` of the array, which the tag manager cuts at the front when it grows."""

    name: str
    length: int
    commands: tuple[Command, ...]


@dataclass(frozen=True, slots=True)
class Notes:
    """What Google's tags have noted themselves: defaults and updates by signal (granted: True), set too late."""

    used: bool
    late: bool
    defaults: dict[str, bool]
    updates: dict[str, bool]


@dataclass(frozen=True, slots=True)
class Heard:
    """What a page said. `tcf`: it has the TCF's interface, which gave `given`; `answered`: it answered at all."""

    page: str
    layers: tuple[Layer, ...] = ()
    notes: Notes | None = None
    tcf: bool = False
    answered: bool = False
    given: tuple[str, ...] = ()
    stored: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class NotHeard:
    """Why a page could not be asked."""

    cause: GapCause
    reason: str


def not_asked(visit: Visit) -> NotHeard:
    """The page did not come."""
    return NotHeard(visit.cause or GapCause.ERROR, visit.reason)


async def ask(tab: Asked) -> Heard | NotHeard:
    """Asks the page that is open. Never raises for what a page does."""
    answers = tab.answers
    answers.heard.clear()
    try:
        async with asyncio.timeout(ANSWER_S):
            await tab.evaluate(f"void document.dispatchEvent(new Event({json.dumps(answers.name)}))")
            await answers.until(lambda: bool(answers.of("signals")))
        told = answers.of("signals")[0]
        if told.get("tcf") is True:
            await _tool(answers)
    except (PageFault, PlaywrightError, TimeoutError) as error:
        log.info("the page was not heard on consent: %a", error)
        return NotHeard(GapCause.ERROR, "the page did not say what it has been told about consent")
    return _heard(tab.address.partition("#")[0], told, answers.of("tcf"))


async def _tool(answers: Answers) -> None:
    """Waits for the consent tool: for a string, or for both ways to have answered without. It need not answer."""

    def enough() -> bool:
        told = answers.of("tcf")
        return any(hooks.text(message, "string") for message in told) or len({m.get("way") for m in told}) > 1

    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(TOOL_S):
            await answers.until(enough)


def _heard(page: str, told: dict[str, Any], tool: list[dict[str, Any]]) -> Heard:
    layers = tuple(_layer(one) for one in _list(told.get("layers"))[:_MOST_LAYERS] if isinstance(one, dict))
    notes = told.get("notes")
    given = (hooks.text(message, "string") for message in tool if message.get("success") is True)
    stored = (one for one in _list(told.get("stored")) if isinstance(one, str) and one)
    return Heard(
        page=page,
        layers=layers,
        notes=_notes(notes) if isinstance(notes, dict) else None,
        tcf=told.get("tcf") is True,
        answered=bool(tool),
        given=tuple(filter(None, given)),
        stored=tuple(stored),
    )


def _layer(told: dict[str, Any]) -> Layer:
    commands = [_command(one) for one in _list(told.get("commands"))[:_MOST_COMMANDS] if isinstance(one, dict)]
    return Layer(hooks.text(told, "name"), int(hooks.number(told, "length") or 0), tuple(commands))


def _command(told: dict[str, Any]) -> Command:
    signals = told.get("signals")
    said = {name: hooks.text(signals, name) for name in SIGNALS} if isinstance(signals, dict) else {}
    regions = told.get("regions")
    named = tuple(str(one).upper() for one in regions) if isinstance(regions, list) else None
    return Command(hooks.text(told, "what"), {name: value for name, value in said.items() if value}, named)


def _notes(told: dict[str, Any]) -> Notes:
    signals = told.get("signals")
    entries = signals if isinstance(signals, dict) else {}

    def by_signal(key: str) -> dict[str, bool]:
        given = {name: entry for name in SIGNALS if isinstance(entry := entries.get(name), dict)}
        return {name: entry[key] for name, entry in given.items() if isinstance(entry.get(key), bool)}

    return Notes(told.get("used") is True, told.get("late") is True, by_signal("default"), by_signal("update"))


def _list(value: object) -> list[Any]:
    return value if isinstance(value, list) else []
