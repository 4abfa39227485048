"""Runs one command and counts all that it cost, processes that it leaves behind included. Small, and a file of its own.

    python -I -S reaper.py RESULT DEADLINE COMMAND…

Chromium's processes outlive whoever started them and are waited for by nobody, so that the system forgets what they
used. On Linux they are handed to this process (PR_SET_CHILD_SUBREAPER, prctl(2)), which waits for every one of them.
Elsewhere only those count that were waited for. RESULT gets one JSON object; `left` is how many had to be ended.
"""

from __future__ import annotations

import ctypes
import json
import os
import signal
import sys
import time
from contextlib import suppress
from pathlib import Path

_PR_SET_CHILD_SUBREAPER = 36
_GRACE_S = 10


class _OverTime(Exception):
    pass


def main() -> None:
    """Run the command that the arguments name."""
    result, deadline, command = sys.argv[1], float(sys.argv[2]), sys.argv[3:]
    signal.signal(signal.SIGALRM, _ring)
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
    started = time.perf_counter()
    child = os.posix_spawnp(command[0], command, os.environ)
    wall, code, cpu, largest, left = 0.0, 0, 0.0, 0, 0
    signal.setitimer(signal.ITIMER_REAL, deadline)
    while True:
        try:
            pid, status, usage = os.wait4(-1, 0)
        except _OverTime:
            left += _end_all()
            continue
        except ChildProcessError:
            break
        cpu += usage.ru_utime + usage.ru_stime
        largest = max(largest, usage.ru_maxrss)
        if pid == child:
            wall, code = time.perf_counter() - started, os.waitstatus_to_exitcode(status)
            signal.setitimer(signal.ITIMER_REAL, _GRACE_S)
    unit = 1 if sys.platform == "darwin" else 1024
    cost = {"wall": wall, "cpu": cpu, "largest": largest * unit, "code": code, "left": left}
    Path(result).write_text(json.dumps(cost), encoding="ascii")


def _ring(_signal: int, _frame: object) -> None:
    raise _OverTime


def _end_all() -> int:
    """Ends every process that is a child of this one now; their own children come here in their turn."""
    ended = 0
    for entry in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):  # it has ended by itself
            parent = (entry / "stat").read_text("utf-8", "replace").rpartition(")")[2].split()[1]
            if int(parent) == os.getpid():
                os.kill(int(entry.name), signal.SIGKILL)
                ended += 1
    signal.setitimer(signal.ITIMER_REAL, 1)
    return ended


if __name__ == "__main__":
    main()
