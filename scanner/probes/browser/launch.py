"""Starts Chromium, and ends it: the program, its arguments, its sandbox."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import os
from collections.abc import AsyncIterator, Coroutine, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from playwright.async_api import Browser as PlaywrightBrowser
from playwright.async_api import Error as PlaywrightError
from playwright.async_api import Playwright

from scanner.errors import NetworkError
from scanner.network import Gate
from scanner.probes.browser.ahead import take
from scanner.probes.browser.chromium import Binary, Missing, find

_END_TIMEOUT_S = 10.0
_LAUNCH_TIMEOUT_MS = 30_000
_HEAP_MB = 768

# The browser itself resolves nothing and reaches nothing but the gate (design § 7.3); the rest is for likeness.
ARGUMENTS = (
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
    "--disable-quic",
    "--force-webrtc-ip-handling-policy=disable_non_proxied_udp",
    "--webrtc-ip-handling-policy=disable_non_proxied_udp",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-domain-reliability",
    "--disable-blink-features=AutomationControlled",
    "--disable-site-isolation-trials",
    f"--js-flags=--max-old-space-size={_HEAP_MB}",
)

T = TypeVar("T")
log = logging.getLogger("siegel.browser")


@dataclass(frozen=True, slots=True)
class Launched:
    """A Chromium that runs; `notes` say where it runs without its sandbox."""

    browser: PlaywrightBrowser
    sandboxed: bool
    notes: tuple[str, ...]


async def found(binary: Binary | None) -> Binary:
    """The browser's program. Raises NetworkError (tool_missing)."""
    one = await asyncio.to_thread(find) if binary is None else binary
    if isinstance(one, Missing):
        raise NetworkError("tool_missing", one.why, one.mend)
    return one


@contextlib.asynccontextmanager
async def meanwhile(work: Coroutine[Any, Any, T]) -> AsyncIterator[asyncio.Task[T]]:
    """A task that runs while the block goes on, and never beyond it."""
    task = asyncio.create_task(work)
    try:
        yield task
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


@contextlib.asynccontextmanager
async def driver() -> AsyncIterator[Playwright]:
    """Playwright's process, ended with the block. Raises NetworkError (tool_missing)."""
    try:
        started = await take()
    except (OSError, PlaywrightError) as error:
        raise NetworkError("tool_missing", f"Playwright does not start: {error}", "pip install playwright") from error
    try:
        yield started
    finally:
        await started.stop()


async def launch(playwright: Playwright, binary: Binary, gate: Gate, home: Path, arguments: Sequence[str]) -> Launched:
    """With the sandbox where that works; where it does not, without, and that is said."""
    root = hasattr(os, "geteuid") and os.geteuid() == 0
    why = "Siegel runs as root" if root else "the system lets no user have name spaces of its own"
    problem = ""
    for sandboxed in (False,) if root else (True, False):
        try:
            browser = await playwright.chromium.launch(
                executable_path=binary.path,
                headless=True,
                chromium_sandbox=sandboxed,
                args=[*ARGUMENTS, *arguments],
                ignore_default_args=["--enable-automation"],
                env={**os.environ, "HOME": str(home), "XDG_CONFIG_HOME": str(home), "XDG_CACHE_HOME": str(home)},
                proxy={"server": gate.url, "bypass": "<-loopback>"},
                handle_sigint=False,
                handle_sigterm=False,
                handle_sighup=False,
                timeout=_LAUNCH_TIMEOUT_MS,
            )
        except PlaywrightError as error:
            problem = error.message.splitlines()[0][:300]
            log.info("%s does not start, sandboxed %s: %a", binary.path, sandboxed, error.message[:2000])
        else:
            return Launched(browser, sandboxed, () if sandboxed else (f"the browser ran without its sandbox: {why}",))
    raise NetworkError("crash", f"{binary.path} does not start: {problem}", "siegel doctor says what is installed")


async def close(browser: PlaywrightBrowser) -> None:
    """Ends it, even one that does not answer."""
    try:
        async with asyncio.timeout(_END_TIMEOUT_S):
            await browser.close()
    except (TimeoutError, PlaywrightError) as error:
        log.warning("the browser did not close: %a", error)
