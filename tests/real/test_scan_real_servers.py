"""A scan of every real server sees what is true of it, no more and no less."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml

from . import truth as truths
from .compare import differences
from .servers import MAIL, SERVERS
from .shops import Shop, Workshop

ROOT = Path(__file__).parents[2]
DEADLINE_S = 60
MISSES = yaml.safe_load(Path(__file__).with_name("misses.yaml").read_text(encoding="utf-8"))
SCAN_RAN = [0, 1, 4, 6]  # exit codes of design § 6: passed, failed, inconclusive, no page


@pytest.mark.parametrize("name", [name for name in SERVERS if name not in MAIL])
def test_the_evidence_is_the_truth(name: str, start: Callable[[str], Shop], workshop: Workshop, tmp_path: Path) -> None:
    compare(name, start, workshop, tmp_path)


@pytest.mark.parametrize("name", MAIL)
def test_the_evidence_of_mail_servers_is_the_truth(
    name: str, start: Callable[[str], Shop], workshop: Workshop, tmp_path: Path
) -> None:
    """Needs `mail_domains` and `resolver: {address: 127.0.0.1:PORT}` in the shop file, and the area mail."""
    compare(name, start, workshop, tmp_path)


def compare(name: str, start: Callable[[str], Shop], workshop: Workshop, tmp_path: Path) -> None:
    truth = truths.load(name, workshop.authority.today)
    shop = start(name)
    assert shop.host == truth["host"]
    run = scan(shop, truth["only"], tmp_path)
    assert run.returncode in truth.get("exit_codes", SCAN_RAN), told(run)
    written = tmp_path / "run" / "evidence.json"
    assert written.exists(), told(run)
    evidence = json.loads(written.read_text(encoding="utf-8"))
    assert sorted(differences(truth, evidence)) == sorted(MISSES.get(name, ())), told(run)


def scan(shop: Shop, areas: list[str], folder: Path) -> subprocess.CompletedProcess[bytes]:
    shop_file = folder / "shop.yaml"
    shop_file.write_text(yaml.safe_dump(shop.shop_file()), encoding="utf-8")
    command: list[str | Path] = [
        sys.executable,
        "-m",
        "scanner.cli",
        "scan",
        shop_file,
        "--out",
        folder / "run",
        "--only",
        ",".join(areas),
        "--deadline",
        str(DEADLINE_S),
    ]
    # The timeout only keeps a scan that breaks its deadline from holding up all tests.
    return subprocess.run(
        command,
        cwd=ROOT,
        env={**os.environ, "NO_COLOR": "1"},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        timeout=4 * DEADLINE_S,
        check=False,
    )


def told(run: subprocess.CompletedProcess[bytes]) -> str:
    end = run.stderr.decode(errors="replace")[-2000:]
    return f"siegel scan ended with {run.returncode} and said:\n{end}"
