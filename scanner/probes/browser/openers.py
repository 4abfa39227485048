"""Controls that say that they open a form: which those are, and where a click would meet them.

What may be clicked is told by words (`scanner/data/opener_words.yaml`) and by what the control is: none that sends a
form, leads to another address, or belongs to a form that is to be seen already.
"""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from scanner.datafile import read_data
from scanner.probes.browser.crawl.words import fold
from scanner.probes.browser.devtools import Devtools
from scanner.probes.browser.hooks import script
from scanner.probes.browser.shopping.words import forbidden_target

#: On one page; the first of each label.
MOST = 6
#: What asks little of a person, and stands at the head of every page: only where there is room for it.
_LAST = frozenset({"region"})
LIMITS = {"ms": 1000, "elements": 20_000, "controls": 400}
_MOST_TEXTS = 8
_REACH_TRIES = 3
_POLL_S = 0.1
_STEP_TIMEOUT_S = 5.0


class NotOpened(Exception):
    """The control can't be clicked as a visitor would; the message says why."""


@dataclass(frozen=True, slots=True)
class Opener:
    """A control and what it opens by its own words: review, newsletter, account, …; all texts are the shop's."""

    number: int
    label: str
    kind: str


@dataclass(frozen=True, slots=True)
class _Words:
    says: Mapping[str, re.Pattern[str]]
    never: re.Pattern[str]
    longest: int


@cache
def _words() -> _Words:
    read: dict[str, Any] = read_data("opener_words.yaml")
    return _Words(
        {kind: re.compile("|".join(f"(?:{one})" for one in held)) for kind, held in read["says"].items()},
        re.compile("|".join(f"(?:{one})" for one in read["never"])),
        int(read["longest"]),
    )


def opens(texts: Sequence[str], marks: Sequence[str] = (), around: str = "") -> str | None:
    """What a control with these texts opens; None where it does not say so, or says something else besides.

    `around`: the short sentence that it stands in ("Have a coupon? Click here"), asked only for what it is about.
    """
    words = _words()
    folded = [fold(text) for text in texts if text]
    if any(words.never.search(text) for text in folded) or any(forbidden_target(mark) for mark in marks):
        return None
    short = [text for text in folded if len(text) <= words.longest]
    if not short:
        return None
    for held in (short, [fold(around)]):
        for kind, pattern in words.says.items():
            if any(pattern.search(text) for text in held):
                return kind
        if not any(_POINTING.search(text) for text in short):
            break
    return None


_POINTING = re.compile(r"\b(?:hier|here|ici|klik hier|aquí|qui|tutaj|klick\w*|click)\b")


async def find_openers(session: Devtools, world: int) -> tuple[Opener, ...]:
    """In the page's own document, in which forms were read by that world. Raises PlaywrightError."""
    found: dict[str, Opener] = {}
    value = await _run(session, world, "survey", {})
    for one in value[: LIMITS["controls"]] if isinstance(value, list) else ():
        opener = _opener(one)
        if opener is not None:
            found.setdefault(fold(opener.label), opener)
    return tuple(sorted(found.values(), key=lambda one: one.kind in _LAST)[:MOST])


async def aim(session: Devtools, world: int, opener: Opener) -> tuple[float, float]:
    """Where a click meets it, looked at once more right before. Raises NotOpened."""
    state = "gone"
    for _ in range(_REACH_TRIES):
        found = await _run(session, world, "aim", {"number": opener.number})
        state = str(found.get("state") or "gone")[:20] if isinstance(found, dict) else "gone"
        if isinstance(found, dict) and state == "free":
            if _opener(found.get("control")) != opener:
                raise NotOpened(f"“{opener.label}” became something else")
            return _place(found, opener)
        await asyncio.sleep(_POLL_S)
    raise NotOpened(f"“{opener.label}” is {state}, so that no visitor could click it")


def _place(found: Mapping[str, Any], opener: Opener) -> tuple[float, float]:
    x, y = found.get("x"), found.get("y")
    if not isinstance(x, int | float) or not isinstance(y, int | float):
        raise NotOpened(f"“{opener.label}” has no place")
    return float(x), float(y)


def _opener(value: object) -> Opener | None:
    """From what openers.js tells of one."""
    if not isinstance(value, dict):
        return None
    number, shown = value.get("number"), _texts([value.get("shown")])
    names = _texts(value.get("names"))
    texts = (*shown, *names)
    kind = opens(texts, _texts(value.get("marks")), next(iter(_texts([value.get("around")])), ""))
    if kind is None or not isinstance(number, int) or isinstance(number, bool):
        return None
    return Opener(number, texts[0], kind)


def _texts(value: object) -> tuple[str, ...]:
    held = value[:_MOST_TEXTS] if isinstance(value, list) else []
    return tuple(one[:200] for one in held if isinstance(one, str) and one)


async def _run(session: Devtools, world: int, order: str, argument: Mapping[str, Any]) -> Any:  # noqa: ANN401 - JSON of a page, which the callers check
    asked = f"({script('openers.js')})({json.dumps(order)}, {json.dumps({**argument, 'limits': LIMITS})})"
    async with asyncio.timeout(_STEP_TIMEOUT_S):
        answer = await session.send(
            "Runtime.evaluate", {"expression": asked, "contextId": world, "returnByValue": True}
        )
    return answer["result"].get("value")
