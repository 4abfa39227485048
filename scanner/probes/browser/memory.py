"""Keeps one page from eating the machine: ends a renderer that holds more memory than a page can need."""

from __future__ import annotations

import asyncio
import logging
import os
import signal
from pathlib import Path

from playwright.async_api import Error as PlaywrightError

from scanner.probes.browser.devtools import Devtools

#: Private memory of one renderer, in bytes. The largest shops' pages need a third of it.
MAX_RENDERER_BYTES = 1_500_000_000
_EVERY_S = 0.5

log = logging.getLogger("siegel.browser")


async def guard(cdp: Devtools, max_bytes: int = MAX_RENDERER_BYTES) -> None:
    """Runs until it is cancelled or the browser is gone. `cdp` is a session with the browser itself."""
    while True:
        await asyncio.sleep(_EVERY_S)
        try:
            answer = await cdp.send("SystemInfo.getProcessInfo")
        except PlaywrightError:
            return
        for process in answer["processInfo"]:
            if process["type"] == "renderer" and (held := private_bytes(int(process["id"]))) > max_bytes:
                log.warning("a page held %d MB and was ended", held // 1_000_000)
                _end(int(process["id"]))


def private_bytes(pid: int) -> int:
    """What a process alone holds (resident without shared, proc(5)); 0 where that can't be told."""
    try:
        fields = Path(f"/proc/{pid}/statm").read_text("ascii").split()
        return (int(fields[1]) - int(fields[2])) * os.sysconf("SC_PAGE_SIZE")
    except (OSError, ValueError, IndexError):
        return 0


def _end(pid: int) -> None:
    try:
        os.kill(pid, signal.SIGKILL)
    except ProcessLookupError:
        log.debug("it had ended by itself")
