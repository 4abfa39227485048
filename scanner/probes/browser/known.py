"""What the phases of one scan tell each other: whether there is a banner, and how rejecting it went."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from typing import Any

from scanner.model.vocabulary import Phase
from scanner.probes.browser.consent import Chosen


def _later() -> asyncio.Future[Any]:
    return asyncio.get_running_loop().create_future()


@dataclass(slots=True)
class Known:
    """Each is told once; what comes later changes nothing.

    shown      whether there is a banner at all, or may be one
    rejection  how it went; None where nobody rejects or the page was not seen
    """

    shown: asyncio.Future[bool] = field(default_factory=_later)
    rejection: asyncio.Future[Chosen | None] = field(default_factory=_later)

    def show(self, *, banner: bool) -> None:
        """Whether a banner is there."""
        if not self.shown.done():
            self.shown.set_result(banner)

    def tell(self, phase: Phase, chosen: Chosen | None) -> None:
        """How the choice of a phase went."""
        if phase is Phase.REJECTED and not self.rejection.done():
            self.rejection.set_result(chosen)
