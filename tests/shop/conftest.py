"""The shops of a session, opened once; and the evidence of one scan of each, shared by all of its test processes."""

from __future__ import annotations

import fcntl
import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
import yaml

from ..real.processes import find
from .configurations import CONFIGURATIONS
from .front import Open, shops
from .visitor import shell

ROOT = Path(__file__).parents[2]
DEADLINE_S = 300
SCAN_RAN = {0, 1, 4}


@pytest.fixture(scope="session")
def open_shops(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Open]]:
    for program in ("nginx", "npm"):
        if find(program) is None:
            pytest.fail(f"{program} is not installed: see requirements/debian.txt")
    with shops(tmp_path_factory.mktemp("shops"), CONFIGURATIONS) as running:
        yield running


@pytest.fixture(scope="session")
def evidence_of(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Any]:
    """The evidence.json of a scan of the shop of that name. The first process that asks scans, the others wait."""
    base = tmp_path_factory.getbasetemp()
    shared = (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / "shop-evidence"
    shared.mkdir(exist_ok=True)

    def look(name: str) -> Any:
        file = shared / f"{name}.json"
        with locked(shared / f"{name}.lock"):
            if not file.exists():
                open_shop = request.getfixturevalue("open_shops")[name]
                file.write_text(scan(open_shop, tmp_path_factory.mktemp(name)), "utf-8")
        return json.loads(file.read_text("utf-8"))

    return look


@contextmanager
def locked(file: Path) -> Iterator[None]:
    with file.open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def scan(shop: Open, folder: Path) -> str:
    """Siegel as a user starts it, with all that the owner may allow."""
    shop_file = folder / "shop.yaml"
    shop_file.write_text(yaml.safe_dump(described(shop)), "utf-8")
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


def described(shop: Open) -> dict[str, object]:
    """The shop file (design § 5)."""
    return {
        "shop": "https://shop.example/",
        "connect_to": shop.connect_to,
        "ca": {"file": str(shop.ca), "as": "public"},
        "authorised_by": {"role": "owner", "organisation": "Müsli Beispiel GmbH", "on": "2026-11-01"},
        "test_identity": {
            "email": "siegel-test@shop.example",
            "given-name": "Test",
            "family-name": "Person",
            "street-address": "Haferweg 3",
            "postal-code": "20095",
            "city": "Hamburg",
            "country": "Deutschland" if shop.configuration.language == "de" else "Germany",
        },
    }
