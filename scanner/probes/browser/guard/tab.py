"""What one tab is about to send: its frames, the navigations begun in them, their forms, and what was announced."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import secrets
import time
from collections import deque
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from playwright.async_api import Error as PlaywrightError

from scanner.probes.browser import hooks
from scanner.probes.browser.devtools import Devtools
from scanner.probes.browser.guard.person import Person
from scanner.probes.browser.guard.submissions import FormKnown, Submission

_WORLD = "siegel-guard"
_ASK_TIMEOUT_S = 0.5
#: Seconds for which what a page told of its forms is believed to be about what it sends.
_FRESH_S = 4.0
_ASKED_AGAIN_S = 0.3
_MOST_FRAMES = 300
_MOST_REPORTS = 40
_MOST_FORMS = 60
_MOST_WINDOWS = 40

log = logging.getLogger("siegel.browser")


@dataclass(slots=True)
class Permit:
    """One submission that is announced. `used` by the request of that network id, and by its redirects.

    `person`: as whom a step of the checkout is gone, to these `hosts` (with ports) only. `pressed`: its control is
    about to be clicked; before that a form may only be saved by scripts. `saves`: how often either was let out.
    """

    kind: Submission
    site: str
    term: str = ""
    forms: tuple[FormKnown, ...] = field(default=(), repr=False)
    used: str | None = None
    url: str = ""
    person: Person | None = field(default=None, repr=False)
    hosts: frozenset[str] = frozenset()
    pressed: bool = False
    saves: int = 0


@dataclass(frozen=True, slots=True)
class Heed:
    """What must not be asked for while something is operated: `why` of path and query, None where it may.

    `site`: of whom, by any of its URLs; `pages`: pages too, not only what changes something; `hops`: and also where a
    request is led on by the server's answer to one that was let out.
    """

    site: str
    why: Callable[[str], str | None]
    pages: bool = False
    hops: bool = True


@dataclass(frozen=True, slots=True)
class _Report:
    at: float
    event: str
    forms: tuple[FormKnown, ...]


@dataclass(slots=True)
class TabGuard:
    """One tab's part. `typed`: what was typed into it, which then may not leave. `kept`: why requests were kept back.

    person  whose values were typed into it for a checkout: none of them leaves but in a step that was announced

    refuse  tells the tab of a request that was kept back: network id, URL, why
    carries whether a URL or body carries what was typed in some disguise, which then may not leave either
    witness is told of every request that the guard is asked about: of the tab, or (True) of nobody known
    hear    tells it of a request that its own session never hears of: what a page sends as it goes, or a shared worker
    """

    cdp: Devtools = field(repr=False)
    refuse: Callable[[str, str, str], None] = field(repr=False)
    hear: Callable[[Mapping[str, Any], bool], None] = field(default=lambda _event, _of_worker: None, repr=False)
    permits: list[Permit] = field(default_factory=list)
    heeds: list[Heed] = field(default_factory=list)
    typed: set[str] = field(default_factory=set, repr=False)
    person: Person | None = field(default=None, repr=False)
    carries: Callable[[str, bytes | None], bool] | None = field(default=None, repr=False)
    witness: Callable[[Mapping[str, Any], bool], None] | None = field(default=None, repr=False)
    main: str = ""
    kept: list[str] = field(default_factory=list)
    tell: str = field(default_factory=lambda: f"_{secrets.token_hex(8)}")
    _frames: dict[str, None] = field(default_factory=dict)
    _begun: dict[str, tuple[str, str]] = field(default_factory=dict)
    _windows: deque[str] = field(default_factory=lambda: deque(maxlen=_MOST_WINDOWS))
    _reports: deque[_Report] = field(default_factory=lambda: deque(maxlen=_MOST_REPORTS))
    _here: deque[FormKnown] = field(default_factory=lambda: deque(maxlen=_MOST_FORMS * 4))
    _left: tuple[float, tuple[FormKnown, ...]] = (0.0, ())
    _asked: dict[str, tuple[float, tuple[FormKnown, ...]]] = field(default_factory=dict)

    def orders(self) -> list[tuple[str, dict[str, Any]]]:
        """What the tab's session must be told before anything is loaded."""
        watch = hooks.script("guard.js").replace("@TELL@", self.tell)
        return [
            ("Runtime.addBinding", {"name": self.tell, "executionContextName": _WORLD}),
            ("Page.addScriptToEvaluateOnNewDocument", {"source": watch, "worldName": _WORLD}),
        ]

    # -- what the tab's session tells

    def knows(self, frame: str) -> None:
        """The frame is this tab's."""
        self._frames[frame] = None
        while len(self._frames) > _MOST_FRAMES:
            self._frames.pop(next(iter(self._frames)))

    def begins(self, frame: str, url: str, reason: str) -> None:
        """Page.frameRequestedNavigation, which comes before the request does."""
        self._begun[frame] = reason, _bare(url)
        if len(self._begun) > _MOST_FRAMES:
            self._begun.pop(next(iter(self._begun)))

    def opens(self, url: str) -> None:
        """A window: its own requests come from frames that nobody knows."""
        self._windows.append(_bare(url))

    def arrived(self, frame: str, *, main: bool) -> None:
        """A document is there: the frame's navigation is over, and the forms of the one before are gone."""
        self.knows(frame)
        self._left = time.monotonic(), tuple(self._here)
        if main:
            self.main = frame
            self._here.clear()
        self._begun.pop(frame, None)
        self._asked.pop(frame, None)

    def told(self, payload: str) -> None:
        """guard.js, in one of the frames: the document has these forms, or one of them is being sent."""
        message = hooks.read_message(payload)
        forms = message.get("forms") if message else None
        if message is None or not isinstance(forms, list):
            return
        known = tuple(FormKnown.of(form) for form in forms[:_MOST_FORMS])
        if message["kind"] in {"DOMContentLoaded", "load"}:
            self._here.extend(known)
        else:
            self._reports.append(_Report(time.monotonic(), str(message["kind"]), known))

    @contextlib.contextmanager
    def heeding(self, heed: Heed) -> Iterator[None]:
        """For as long as the block lasts."""
        self.heeds.append(heed)
        try:
            yield
        finally:
            self.heeds.remove(heed)

    def leave(self) -> None:
        """The tab goes elsewhere by our own hand, which no form did."""
        self._begun.clear()

    # -- what the guard asks

    def has(self, frame: str) -> bool:
        """Whether the frame is this tab's."""
        return frame in self._frames

    def submits(self, frame: str | None, url: str) -> bool:
        """Whether a form of this frame (None: of any, for a worker that serves it) has begun to load this address."""
        begun = [self._begun.get(frame)] if frame is not None else [*self._begun.values()]
        return any(one is not None and one[0].startswith("formSubmission") and one[1] == _bare(url) for one in begun)

    def opened(self, url: str) -> bool:
        """Whether a window was opened for this address."""
        return _bare(url) in self._windows

    def last_opened(self) -> str:
        """The address for which a window was opened last; empty where none was."""
        return self._windows[-1] if self._windows else ""

    def submitted(self) -> tuple[FormKnown, ...]:
        """Forms whose submission has just begun, and perhaps been taken over by a script."""
        return tuple(form for report in self._recent() if report.event == "submit" for form in report.forms)

    async def forms(self, frame: str | None) -> tuple[FormKnown, ...]:
        """The forms that a frame has or has just had; without a frame, those of the whole tab."""
        asked = None if frame is None else await self._ask(frame)
        at, left = self._left
        gone = left if time.monotonic() - at < _FRESH_S else ()
        return (*self.told_of(), *gone, *(self._here if asked is None else asked))

    def told_of(self) -> tuple[FormKnown, ...]:
        """The forms that a page told of a moment ago."""
        return tuple(form for report in self._recent() for form in report.forms)

    def _recent(self) -> list[_Report]:
        since = time.monotonic() - _FRESH_S
        return [report for report in self._reports if report.at >= since]

    async def _ask(self, frame: str) -> tuple[FormKnown, ...] | None:
        at, known = self._asked.get(frame, (0.0, ()))
        if time.monotonic() - at < _ASKED_AGAIN_S:
            return known
        try:
            async with asyncio.timeout(_ASK_TIMEOUT_S):
                made = await self.cdp.send("Page.createIsolatedWorld", {"frameId": frame, "worldName": _WORLD})
                order = {
                    "expression": hooks.script("guard.js").replace("@TELL@", ""),
                    "contextId": made["executionContextId"],
                    "returnByValue": True,
                }
                answer = await self.cdp.send("Runtime.evaluate", order)
        except (TimeoutError, PlaywrightError) as error:
            log.debug("the forms of a frame could not be asked for: %a", error)
            return None
        value = answer["result"].get("value")
        forms = tuple(FormKnown.of(form) for form in value[:_MOST_FORMS]) if isinstance(value, list) else ()
        self._asked[frame] = time.monotonic(), forms
        return forms


def _bare(url: str) -> str:
    return url.partition("#")[0]
