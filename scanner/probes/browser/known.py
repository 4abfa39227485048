"""What the phases of one scan tell each other: of the banner, its rejection, ways back, and routes within the page."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from typing import Any

from scanner.model.facts import Page
from scanner.model.values import Maybe
from scanner.model.vocabulary import Phase
from scanner.probes.browser.consent import Chosen


def _later() -> asyncio.Future[Any]:
    return asyncio.get_running_loop().create_future()


@dataclass(slots=True)
class Known:
    """Each is told once; what comes later changes nothing.

    shown      whether there is a banner at all, or may be one
    rejection  how it went; None where nobody rejects or the page was not seen
    routed     whether the shop is one page, whose own script follows its links
    front      the page on which the banner was met
    ways       of each page seen with consent given: whether it leads back to the choice
    withdrawn  how consent was withdrawn, or why it could not be; None where nobody tried
    """

    shown: asyncio.Future[bool] = field(default_factory=_later)
    rejection: asyncio.Future[Chosen | None] = field(default_factory=_later)
    routed: asyncio.Future[bool] = field(default_factory=_later)
    front: Page | None = None
    ways: dict[str, Maybe[bool]] = field(default_factory=dict)
    withdrawn: Chosen | None = None
    accepted: Chosen | None = None

    def show(self, *, banner: bool) -> None:
        """Whether a banner is there."""
        if not self.shown.done():
            self.shown.set_result(banner)

    def route(self, *, routed: bool) -> None:
        """Whether links are followed within the page."""
        if not self.routed.done():
            self.routed.set_result(routed)

    def tell(self, phase: Phase, chosen: Chosen | None) -> None:
        """How the choice of a phase went."""
        if phase is Phase.ACCEPTED and chosen is not None:
            self.accepted = chosen
        if phase is Phase.WITHDRAWN and chosen is not None:
            self.withdrawn = chosen
        if phase is Phase.REJECTED and not self.rejection.done():
            self.rejection.set_result(chosen)
