"""What a phase stored and sent, written into the notebook, and its cells closed."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping

from scanner.model.vocabulary import GapCause
from scanner.probes.browser.facts import requests, stored_items
from scanner.probes.browser.session import Counted, PhaseSession
from scanner.probes.browser.tracing import trace
from scanner.probes.browser.window import Window
from scanner.probes.notebook import Notebook


async def write_phase(notebook: Notebook, window: Window, session: PhaseSession, *, since_ms: int = 0) -> None:
    """Write stored_item and request of the session. `since_ms`: what happened before that is not the phase's.

    What is there at the end is the phase's whenever it came. Raises NetworkError: the browser had ended.
    """
    phase, recorder = session.phase, session.recorder
    stored, sent = window.stored.get(phase), window.sent.get(phase)
    kept = await session.kept()
    session.counted = Counted(since_ms, recorder.moment(0, "").at_ms, kept)
    items = tuple(stored_items(phase, recorder, kept, since_ms)) if stored else ()
    asked = tuple(requests(recorder.requests, recorder.veil, since_ms)) if sent else ()
    for row in (*items, *asked):
        notebook.saw(row)
    session.traces.append(await asyncio.to_thread(trace, recorder, since_ms))
    for cell, rows in ((stored, items), (sent, asked)):
        if cell and recorder.overflow:
            notebook.gap(cell, *_overflow(recorder.overflow))
        elif cell and notebook.is_open(cell):
            notebook.close(cell, absent=not rows)


def _overflow(left_out: Mapping[str, int]) -> tuple[GapCause, str]:
    """What was left out is a gap: of room, or of understanding."""
    what = ", ".join(f"{count} {sort}" for sort, count in sorted(left_out.items()))
    cause = GapCause.ERROR if "not understood" in left_out else GapCause.BUDGET
    return cause, f"not all of it could be taken down: {what}"
