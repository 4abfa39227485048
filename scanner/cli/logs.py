"""The log of a run: what the probes had to say, bounded, kept in the run folder."""

from __future__ import annotations

import contextlib
import logging
from collections.abc import Iterator

from scanner.model.text import visible

#: Lines of a run's log that are kept, the first ones.
MOST_LINES = 5_000


class RunLog(logging.Handler):
    """Collects log records as text, one line each."""

    def __init__(self) -> None:
        super().__init__(logging.DEBUG)
        self._lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        """Keep a record; what the shop said in it is made visible."""
        if len(self._lines) < MOST_LINES:
            text = record.getMessage() + (f" {record.exc_info[1]!r}" if record.exc_info else "")
            self._lines.append(f"{record.levelname.lower()} {record.name}: {visible(text, most=500)}")

    def text(self) -> str:
        """The log so far."""
        return "".join(f"{line}\n" for line in self._lines)


@contextlib.contextmanager
def run_log() -> Iterator[RunLog]:
    """Everything that is logged below `siegel` goes into the run's log, and nowhere else."""
    logger, handler = logging.getLogger("siegel"), RunLog()
    before = (logger.level, logger.propagate)
    logger.addHandler(handler)
    logger.setLevel(logging.DEBUG)
    logger.propagate = False
    try:
        yield handler
    finally:
        logger.removeHandler(handler)
        logger.level, logger.propagate = before
