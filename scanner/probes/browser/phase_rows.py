"""What a phase stored, sent, read and signalled, written into the notebook, and its cells closed."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence

from scanner.model.evidence import Cell
from scanner.model.facts import Fact
from scanner.model.vocabulary import GapCause
from scanner.probes.browser.consent_mode import consent_mode
from scanner.probes.browser.facts import requests, stored_items
from scanner.probes.browser.session import Counted, PhaseSession
from scanner.probes.browser.signals import NotHeard
from scanner.probes.browser.tcf import tcf_signal
from scanner.probes.browser.tracing import trace
from scanner.probes.browser.window import Window
from scanner.probes.notebook import Notebook


async def write_phase(notebook: Notebook, window: Window, session: PhaseSession, *, since_ms: int = 0) -> None:
    """Write the rows of the session. `since_ms`: what happened before that is not the phase's.

    What is there at the end is the phase's whenever it came. Raises NetworkError: the browser had ended.
    """
    phase, recorder = session.phase, session.recorder
    stored, sent, read = window.stored.get(phase), window.sent.get(phase), window.prints.get(phase)
    kept = await session.kept()
    session.counted = Counted(since_ms, recorder.moment(0, "").at_ms, kept)
    items = tuple(stored_items(phase, recorder, kept, since_ms)) if stored else ()
    asked = tuple(requests(recorder.requests, recorder.veil, since_ms)) if sent else ()
    prints = tuple(recorder.prints.rows(phase, recorder.veil, since_ms)) if read else ()
    left_out = dict(recorder.overflow)
    _write(notebook, stored, items, left_out)
    _write(notebook, sent, asked, left_out)
    unread = {"readings": recorder.prints.left_out} if recorder.prints.left_out else {}
    _write(notebook, read, prints, left_out | unread)
    _write_signals(notebook, window, session, since_ms)
    session.traces.append(await asyncio.to_thread(trace, recorder, since_ms))


def _write_signals(notebook: Notebook, window: Window, session: PhaseSession, since_ms: int) -> None:
    """What the front page said of consent, with what requests of the phase say of it."""
    phase, heard, recorder = session.phase, session.front, session.recorder
    tcf, mode = window.tcf.get(phase), window.consent_mode.get(phase)
    if isinstance(heard, NotHeard):
        for cell in filter(None, (tcf, mode)):
            notebook.gap(cell, heard.cause, heard.reason)
        return
    sent = tuple(one for one in recorder.requests if one.when.at_ms >= since_ms)
    left_out = dict(recorder.overflow)
    if tcf:
        _write(notebook, tcf, (tcf_signal(phase, heard, sent),), left_out)
    if mode:
        _write(notebook, mode, (consent_mode(phase, heard, sent),), left_out)


def _write(notebook: Notebook, cell: Cell | None, rows: Sequence[Fact], left_out: Mapping[str, int]) -> None:
    for row in rows:
        notebook.saw(row)
    if cell and left_out:
        notebook.gap(cell, *_overflow(left_out))
    elif cell and notebook.is_open(cell):
        notebook.close(cell, absent=not rows)


def _overflow(left_out: Mapping[str, int]) -> tuple[GapCause, str]:
    """What was left out is a gap: of room, or of understanding."""
    what = ", ".join(f"{count} {sort}" for sort, count in sorted(left_out.items()))
    cause = GapCause.ERROR if "not understood" in left_out else GapCause.BUDGET
    return cause, f"not all of it could be taken down: {what}"
