"""Runs a blocking probe as a child process that can be ended, and reads what it says line by line."""

from __future__ import annotations

import asyncio
import contextlib
import json
import logging
import os
import signal
import sys
from collections.abc import AsyncGenerator, AsyncIterator, Mapping
from typing import Any

log = logging.getLogger("siegel.probes")

#: A child that says more is ended: nothing a shop sends may fill our memory.
MOST_LINE_BYTES = 1_000_000
MOST_LINES = 50_000
#: Seconds for the system to end a child that was killed.
_REAPING_S = 2.0


class ChildFailed(Exception):
    """The child ended before it was done; the message says how."""


async def lines_from(module: str, request: Mapping[str, Any]) -> AsyncGenerator[dict[str, Any], None]:
    """Start `python -m module`, give it the request as JSON, and yield each JSON line it writes.

    Whatever happens to the caller (deadline, Ctrl-C), the child and its children are ended; who may leave before the
    last line closes this (contextlib.aclosing). Raises ChildFailed where it dies, says something that isn't JSON, or
    says too much.
    """
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        module,
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
        start_new_session=True,
        limit=MOST_LINE_BYTES,
    )
    assert process.stdin and process.stdout and process.stderr  # noqa: S101, PT018 - all three are pipes
    complaints = asyncio.create_task(_tail(process.stderr))
    try:
        with contextlib.suppress(ConnectionError):  # it died before reading; its exit says so below
            process.stdin.write(json.dumps(request).encode())
            await process.stdin.drain()
            process.stdin.close()
        async for line in _read(process.stdout):
            yield line
        code = await process.wait()
        if code != 0:
            raise ChildFailed(f"{module} ended with status {code}: {(await complaints)[-300:]}")
    finally:
        complaints.cancel()
        end(process)
        await _reaped(process)


async def _read(stdout: asyncio.StreamReader) -> AsyncIterator[dict[str, Any]]:
    for _ in range(MOST_LINES):
        try:
            raw = await stdout.readline()
        except ValueError as error:
            raise ChildFailed(f"a line of more than {MOST_LINE_BYTES:,} bytes") from error
        if not raw:
            return
        try:
            line = json.loads(raw)
        except (ValueError, RecursionError) as error:
            raise ChildFailed(f"not JSON: {raw[:80]!r}") from error
        if not isinstance(line, dict):
            raise ChildFailed(f"not an object: {raw[:80]!r}")
        yield line
    raise ChildFailed(f"more than {MOST_LINES:,} lines")


async def _tail(stderr: asyncio.StreamReader) -> str:
    """The last of what it complained about; all of it is read, so that it never blocks."""
    tail = b""
    while chunk := await stderr.read(4096):
        tail = (tail + chunk)[-2000:]
    text = tail.decode("utf-8", "replace")
    if text:
        log.debug("child says: %a", text)
    return text


async def _reaped(process: asyncio.subprocess.Process) -> None:
    """Wait for the end of a child that was ended, so that no zombie and no open pipe stays."""
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(_REAPING_S):
            if process.stdout is not None:
                await process.stdout.read()  # what was left in the pipe; asyncio waits for its end too
            await process.wait()


def end(process: asyncio.subprocess.Process) -> None:
    """End a child and everything it started."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, signal.SIGKILL)
