"""The packages of tests/npm, installed as its lock file says."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

NPM = Path(__file__).parents[2] / "npm"


def installed() -> Path:
    """Where they are. A test that needs them fails without npm."""
    if shutil.which("npm") is None:
        pytest.fail("these tests run real libraries, and npm installs them: install Node.js with npm")
    done = subprocess.run([NPM / "install.sh"], check=False, capture_output=True, text=True, timeout=300)
    if done.returncode:
        pytest.fail(f"tests/npm/install.sh failed: {done.stderr[-500:]}")
    return NPM / "node_modules"
