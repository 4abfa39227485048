"""Some shops of the lab, scanned as a user would: the evidence equals the truth, and nobody is accused wrongly.

The whole lab, and the set kept aside, are measured by `python -m tests.consent.measure` and by `make bench`.
"""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.consent.measure import HERE, scanned, served, truths

#: One of each library, and of the sorts of faults that no policy case can show.
CASES = frozenset({"klaro-fair-de", "vanilla-leak-after-de", "tarteaucitron-preticked-en", "orejime-no-reject-en"})
#: What is known to differ, by case; both ways: what no longer differs has to go.
MISSES: dict[str, list[str]] = yaml.safe_load((HERE / "misses.yaml").read_text("utf-8")) or {}


@pytest.fixture(scope="session")
def lab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Any]]:
    """The lab's server."""
    done = subprocess.run([HERE / "lab" / "install.sh"], capture_output=True, text=True, check=False, timeout=300)
    if done.returncode:
        pytest.fail(f"tests/consent/lab/install.sh failed: {done.stderr[-500:]}")
    with served("lab", tmp_path_factory.mktemp("lab")) as there:
        yield there


@pytest.mark.parametrize("truth", truths("lab", CASES), ids=lambda truth: str(truth["case"]))
def test_the_evidence_equals_the_truth(truth: dict[str, Any], lab: dict[str, Any], tmp_path: Path) -> None:
    result = scanned(truth, lab, tmp_path)
    found = [line for differs in result.parts.values() for line in differs or ()]
    assert sorted(found) == sorted(MISSES.get(result.case, []))
    assert (result.accused, result.missed) == ([], [])
