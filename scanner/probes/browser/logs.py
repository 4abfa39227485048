"""The raw logs of a phase, kept as artifacts when its visitor leaves: what it sent (HAR), and what it stored."""

from __future__ import annotations

import contextlib
import logging
from collections.abc import AsyncIterator
from typing import Any

from scanner.model.vocabulary import Phase
from scanner.probes.browser.har import har
from scanner.probes.browser.session import Browser, PhaseSession
from scanner.probes.browser.sites import same_site
from scanner.probes.browser.storage_log import storage_log
from scanner.probes.browser.visitor import FRESH, Visitor, Written
from scanner.probes.notebook import KeptLog, Notebook

#: Of the shop's own hosts, in the manifest; those of all requests stand in the HAR.
MOST_PLACES = 100

log = logging.getLogger("siegel.browser")


@contextlib.asynccontextmanager
async def logged_phase(browser: Browser, notebook: Notebook, phase: Phase, shop: str) -> AsyncIterator[PhaseSession]:
    """A visitor who has never been here, and whose logs are kept however the visit ends."""
    async with browser.phase(phase) as session:
        try:
            yield session
        finally:
            keep_logs(browser, notebook, session, shop)


def keep_logs(browser: Browser, notebook: Notebook, session: PhaseSession, shop: str) -> None:
    """Asks the browser for nothing: it may have ended."""
    recorder, counted = session.recorder, session.counted
    visitor = _visitor(browser, session, shop)
    left_out = dict(recorder.overflow)
    sent = har(visitor, recorder.requests, recorder.messages, recorder.veil, browser.gate.reached_at, left_out)
    kept = counted.kept if counted else None
    stored = storage_log(visitor, recorder.cookies_set, recorder.writes, kept, recorder.veil, left_out)
    notebook.visitors.append({"phase": visitor.phase.value, **visitor.times(), "profile": FRESH})
    _keep(notebook, session.phase, "har", sent, cut=bool(sent.left_out or left_out))
    _keep(notebook, session.phase, "storage", stored, cut=bool(stored.left_out or left_out))


def about(browser: Browser, shop: str) -> dict[str, Any]:
    """Which browser looked, how it presented itself, and where the shop's hosts were really reached."""
    places = sorted((place, at) for place, at in browser.gate.reached.items() if same_site(f"http://{place}", shop))
    return {
        "name": browser.binary.kind.value,
        "version": browser.binary.version,
        "user_agent": browser.identity.user_agent,
        "language": browser.look.language,
        "viewport": {"width": browser.look.width, "height": browser.look.height},
        "reached": {place: list(at) for place, at in places[:MOST_PLACES]},
    }


def _visitor(browser: Browser, session: PhaseSession, shop: str) -> Visitor:
    recorder, counted = session.recorder, session.counted
    return Visitor(
        phase=session.phase,
        shop=shop,
        browser=browser.binary.kind.value,
        version=browser.binary.version,
        user_agent=browser.identity.user_agent,
        language=browser.look.language,
        width=browser.look.width,
        height=browser.look.height,
        began=recorder.began,
        ended_ms=recorder.moment(0, "").at_ms,
        since_ms=counted.since_ms if counted else None,
        until_ms=counted.until_ms if counted else None,
    )


def _keep(notebook: Notebook, phase: Phase, kind: str, written: Written, *, cut: bool) -> None:
    artifact = notebook.keep(written.data)
    if artifact is None:
        notebook.notices.append(f"{phase}: there was no room for its {kind} log of {len(written.data):,} bytes")
        return
    notebook.logs.append(KeptLog(phase.value, kind, artifact, len(written.data), written.entries, cut=cut))
