"""Progress while a scan works: one living line on a terminal, plain lines elsewhere. Always on stderr."""

from __future__ import annotations

import sys
import time
from types import TracebackType
from typing import Self

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn
from rich.text import Text

from scanner.cli.guard import say
from scanner.model.text import visible
from scanner.probes.notebook import Progress as Event


class Watch:
    """Shows a scan's progress events; a context manager, so that the living line always goes away."""

    def __init__(self, *, quiet: bool = False) -> None:
        self._alive = sys.stderr.isatty() and not quiet
        self._quiet = quiet
        self._started = time.monotonic()
        self._said: tuple[int, str] | None = None
        columns = (
            SpinnerColumn(),
            BarColumn(bar_width=24),
            MofNCompleteColumn(),
            TimeElapsedColumn(),
            TextColumn("{task.description}", markup=False),
        )
        self._bar = Progress(*columns, console=Console(stderr=True), transient=True, disable=not self._alive)
        self._task = self._bar.add_task("", total=None)

    def __enter__(self) -> Self:
        self._bar.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._bar.stop()

    def tell(self, event: Event) -> None:
        """Show one event."""
        what = visible(f"{event.probe}: {event.what}", most=60)
        if self._alive:
            self._bar.update(self._task, completed=event.done, total=event.planned, description=Text(what).plain)
        elif not self._quiet and (event.done, what) != self._said:
            self._said = event.done, what
            say(f"[{time.monotonic() - self._started:5.1f} s] {event.done}/{event.planned} {what}")
