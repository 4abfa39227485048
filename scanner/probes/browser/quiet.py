"""Tells quiet from asleep: a quiet page was busy, has stopped, and has set no alarm clock. Pure, without a clock."""

from __future__ import annotations

import math
from dataclasses import dataclass, field

#: Seconds without anything new before a page counts as quiet: one that runs scripts, and one that has none.
REST_S = 0.25
REST_WITHOUT_SCRIPTS_S = 0.06
#: A request still open after that many seconds (long polling, a dead pixel) no longer holds the page up.
HANGING_S = 3.0
#: Alarm clocks count only that many seconds after the document was parsed, else a slow ticker would never end.
ALARMS_COUNT_S = 2.0


@dataclass(slots=True)
class Quiet:
    """What happens in one tab during one visit. All times in seconds of one monotonic clock."""

    parsed_at: float | None = None
    has_scripts: bool = True
    _last: float = -math.inf
    _alarm: float = -math.inf
    _open: dict[str, float] = field(default_factory=dict)

    def parsed(self, now: float) -> None:
        """The document is complete, its first scripts have run."""
        self.parsed_at = now
        self.busy(now)

    def busy(self, now: float) -> None:
        """Something happened: an element came, a document began."""
        self._last = max(self._last, now)

    def began(self, request: str, now: float) -> None:
        """A request that the page may be waiting for."""
        self._open[request] = now
        self.busy(now)

    def ended(self, request: str, now: float) -> None:
        """It has its answer, or never gets one."""
        if self._open.pop(request, None) is not None:
            self.busy(now)

    def alarm(self, now: float, due: float) -> None:
        """A script has asked to be woken."""
        if self.parsed_at is None or now <= self.parsed_at + ALARMS_COUNT_S:
            self._alarm = max(self._alarm, due)

    def left(self, now: float) -> float:
        """Seconds until the page counts as quiet if nothing more happens; infinite while it can't be foreseen."""
        if self.parsed_at is None or any(now - began < HANGING_S for began in self._open.values()):
            return math.inf
        rest = REST_S if self.has_scripts else REST_WITHOUT_SCRIPTS_S
        return max(self._last, self._alarm) + rest - now
