"""Runs a command to its end and says what it cost: seconds, CPU seconds and memory, children included."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

import psutil

ROOT = Path(__file__).resolve().parent.parent.parent
REAPER = Path(__file__).resolve().parent / "reaper.py"
_DEADLINE_S = 300.0
_EVERY_S = 0.01

Command = Sequence[str]


@dataclass(frozen=True, slots=True)
class Cost:
    """`wall` and `cpu` (user and system) in seconds. `largest`: bytes of the largest process at its peak.

    On Linux all processes that the command started count, whoever waits for them; elsewhere those waited for.
    `left`: how many of them did not end with it and had to be ended.
    """

    wall: float
    cpu: float
    largest: int
    code: int
    said: str
    left: int = 0


def siegel(*arguments: str) -> list[str]:
    """The command line as users run it."""
    return [sys.executable, "-m", "scanner.cli", *arguments]


def run(*commands: Command) -> Cost:
    """One command after another, as one cost."""
    costs = [_run(command) for command in commands]
    worst = max(costs, key=lambda cost: cost.code)
    return Cost(
        sum(c.wall for c in costs),
        sum(c.cpu for c in costs),
        max(c.largest for c in costs),
        worst.code,
        costs[-1].said,
        sum(c.left for c in costs),
    )


def _run(command: Command) -> Cost:
    with tempfile.TemporaryFile() as out, tempfile.NamedTemporaryFile() as result:
        reaper = [sys.executable, "-I", "-S", str(REAPER), result.name, str(_DEADLINE_S)]
        start([*reaper, *command], out).wait()
        out.seek(0)
        said = out.read().decode("utf-8", "replace")
        found = result.read()
    if not found:
        raise RuntimeError(f"{command[0]} could not be run: {said[-600:]}")
    return Cost(**json.loads(found), said=said)


def start(command: Command, out: IO[bytes] | int) -> subprocess.Popen[bytes]:
    """Start a command that finds Siegel, in plain words and colours, its output going to a file or DEVNULL.

    Modules are compiled once and kept, as they are where Siegel is installed, whatever this environment says.
    """
    path = os.pathsep.join((str(ROOT), str(ROOT / "tests")))
    environment = {**os.environ, "PYTHONPATH": path, "NO_COLOR": "1", "LC_ALL": "C.UTF-8"}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    return subprocess.Popen(
        command, stdin=subprocess.DEVNULL, stdout=out, stderr=subprocess.STDOUT, cwd=ROOT, env=environment
    )


def tree_peak(*commands: Command) -> int:
    """The most bytes that a command and its children held at one time, seen every 10 ms; shared pages count once."""
    peak = 0
    for command in commands:
        process = start(command, subprocess.DEVNULL)
        watched = psutil.Process(process.pid)
        ends = time.monotonic() + _DEADLINE_S
        while process.poll() is None and time.monotonic() < ends:
            peak = max(peak, _held(watched))
            time.sleep(_EVERY_S)
        process.kill()
        process.wait()
    return peak


def _held(process: psutil.Process) -> int:
    total = 0
    with suppress(psutil.Error):
        for each in (process, *process.children(recursive=True)):
            with suppress(psutil.Error):  # it ended between the two looks
                info = each.memory_full_info()
                total += getattr(info, "pss", info.uss)
    return total


def worker(module: str, *arguments: str) -> tuple[dict[str, Any], Cost]:
    """Run a measuring module in a fresh process; its figures, the one line of JSON it prints last."""
    cost = run([sys.executable, "-m", module, *arguments])
    if cost.code != 0:
        raise RuntimeError(f"{module} ended with {cost.code}: {cost.said[-600:]}")
    figures: dict[str, Any] = json.loads(cost.said.splitlines()[-1])
    return figures, cost
