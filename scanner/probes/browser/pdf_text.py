"""The words of a PDF, read in a process of its own: a file from a shop may be built to hang or to burst its reader."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import sys
from pathlib import Path

MOST_BYTES = 8_000_000
_SECONDS = 20.0
_READER = Path(__file__).with_name("pdf_reader.py")

log = logging.getLogger("siegel.browser")


async def pdf_text(data: bytes) -> str | None:
    """Its words, page after page; None where it can't be read, as a scanned picture, or would take too long."""
    if not data.lstrip()[:5].startswith(b"%PDF-") or len(data) > MOST_BYTES:
        return None
    child = await asyncio.create_subprocess_exec(
        sys.executable, "-I", str(_READER), str(MOST_BYTES),
        stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.DEVNULL,
    )  # fmt: skip
    try:
        async with asyncio.timeout(_SECONDS):
            told, _ = await child.communicate(data)
    except TimeoutError:
        log.info("a PDF of %d bytes took too long to read", len(data))
        return None
    finally:
        if child.returncode is None:
            with contextlib.suppress(ProcessLookupError):
                child.kill()
            await child.wait()
    return told.decode("utf-8", "replace").strip() or None if child.returncode == 0 else None
