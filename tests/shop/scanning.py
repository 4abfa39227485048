"""A scan of a shop as a user starts it, once for all test processes of a session."""

from __future__ import annotations

import fcntl
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import pytest
import yaml

from .visitor import shell

ROOT = Path(__file__).parents[2]
DEADLINE_S = 300
SCAN_RAN = {0, 1, 4}


@contextmanager
def locked(file: Path) -> Iterator[None]:
    with file.open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def scan(described: Mapping[str, object], folder: Path) -> str:
    """Siegel as a user starts it, with that shop file: the text of its evidence.json."""
    shop_file = folder / "shop.yaml"
    shop_file.write_text(yaml.safe_dump(dict(described)), "utf-8")
    what = ("--profile", "privacy-de-shop", "--quick", "--only", "consent,forms,notice,legal")
    where = ("--deadline", str(DEADLINE_S), "--out", folder / "run")
    run = subprocess.run(
        [sys.executable, "-m", "scanner.cli", "scan", shop_file, *what, *where],
        cwd=ROOT,
        env={**os.environ, "NO_COLOR": "1", "SIEGEL_CHROMIUM": shell()},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        timeout=2 * DEADLINE_S,
        check=False,
    )
    written = folder / "run" / "evidence.json"
    if run.returncode not in SCAN_RAN or not written.exists():
        pytest.fail(f"siegel scan ended with {run.returncode}: {run.stderr.decode(errors='replace')[-2000:]}")
    return written.read_text("utf-8")
