"""One visit in the making: what is known of it while it lasts, and the fault that ends it."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field

from scanner.model.vocabulary import GapCause
from scanner.probes.browser.quiet import Quiet


class PageFault(Exception):
    """The page has made its tab useless: the cause of the gap, and words."""

    def __init__(self, cause: GapCause, reason: str) -> None:
        super().__init__(reason)
        self.cause = cause
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Document:
    """One document of the tab itself, on the way to the last one: its URL, and its status where there was an answer.

    `headers`: the answer's fields, those that `traffic` keeps; None where they were not heard of.
    """

    url: str
    status: int | None
    headers: tuple[tuple[str, str], ...] | None = None


@dataclass(slots=True)
class Trip:
    """One visit in the making. `fault` ends it."""

    number: int
    page: str
    fault: asyncio.Future[None]
    quiet: Quiet = field(default_factory=Quiet)
    documents: list[Document] = field(default_factory=list)
    commits: int = 0
    popups: int = 0
    dialogs: int = 0

    def break_off(self, cause: GapCause, reason: str) -> None:
        """The visit can't go on; the first reason counts."""
        if not self.fault.done():
            self.fault.set_exception(PageFault(cause, reason))
            self.fault.exception()  # nobody may be waiting
