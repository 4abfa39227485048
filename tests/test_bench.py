"""What `make bench` counts must be all there is to count: a browser's processes outlive whoever started them."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

REAPER = Path(__file__).parent / "benchmarks" / "reaper.py"
WORK = "import sys, time; sum(range(3_000_000)); open(sys.argv[1], 'w').write(str(time.process_time()))"
LEAVE = "import subprocess, sys; subprocess.Popen([sys.executable, *sys.argv[1:]]); sys.exit(3)"

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="elsewhere nobody can wait for another's children")


def reaped(folder: Path, *command: str) -> dict[str, Any]:
    result = folder / "result.json"
    order = [sys.executable, "-I", "-S", str(REAPER), str(result), "60", *command]
    subprocess.run(order, check=True, timeout=120)
    found: dict[str, Any] = json.loads(result.read_text("ascii"))
    return found


def test_a_process_that_outlives_the_command_counts_too(tmp_path: Path) -> None:
    used = tmp_path / "used"
    cost = reaped(tmp_path, sys.executable, "-c", LEAVE, "-c", WORK, str(used))
    assert (cost["code"], cost["left"]) == (3, 0)
    assert cost["cpu"] >= float(used.read_text("ascii"))


def test_a_command_that_is_killed_says_so(tmp_path: Path) -> None:
    assert reaped(tmp_path, "sh", "-c", "kill -9 $$")["code"] == -9
