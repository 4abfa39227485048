"""The demo shop's page faults through `siegel scan`: each fails its control, and without it the control passes."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from scanner.demo import DemoShop
from scanner.probes.browser.chromium import Binary, find

from .conftest import Siegel, read

# Independent of each other, so that one scan shows that each trips its own control and no other.
TOGETHER = (
    ("CK-001", "CK-019", "PN-001", "PN-003"),
    ("CK-002", "PN-006", "PN-007", "SL-001"),
    ("CK-005", "PN-004"),
)
# Which paragraphs a shop needs that says nothing about itself can't be told yet, so that it is unknown, and a warning.
UNDECIDED = {"PN-003.more"}


@pytest.fixture(autouse=True)
def chromium() -> None:
    """Without one these tests fail: what they hold can't be held otherwise."""
    found = find()
    if not isinstance(found, Binary):
        pytest.fail(f"these tests need a Chromium: {found.why}; {found.mend}")


def scanned(siegel: Siegel, folder: Path, *faults: str) -> tuple[int, Mapping[str, str]]:
    """The exit code and the verdicts of what was assessed."""
    with DemoShop(faults) as demo:
        (folder / "ca.pem").write_text(demo.ca_pem)
        (folder / "shop.yaml").write_text(demo.shop_file_text("ca.pem"))
        options = ("--profile", "privacy-de-shop", "--only", "consent,notice,legal", "--out", "run", "-q")
        code = siegel("scan", "shop.yaml", *options).code
    verdicts = read(folder / "run/report.json")["verdicts"]
    return code, {v["control"]: v["verdict"] for v in verdicts if not v["not_assessed"]}


def test_a_shop_without_faults_passes_whatever_applies_to_its_pages(siegel: Siegel, tmp_path: Path) -> None:
    code, verdicts = scanned(siegel, tmp_path)
    assert code == 0
    assert {control for control, verdict in verdicts.items() if verdict == "fail"} == set()
    assert {control for control, verdict in verdicts.items() if verdict == "unknown"} <= UNDECIDED
    # Without a foreign service there is none that the notice could keep silent about.
    assert {control for control, verdict in verdicts.items() if verdict == "not_applicable"} == {"PN-004"}
    every_fault = {fault for faults in TOGETHER for fault in faults}
    assert every_fault - {"PN-004"} <= {control for control, verdict in verdicts.items() if verdict == "pass"}


@pytest.mark.parametrize("faults", TOGETHER, ids=",".join)
def test_each_page_fault_fails_its_own_control_and_no_other(
    siegel: Siegel, tmp_path: Path, faults: tuple[str, ...]
) -> None:
    code, verdicts = scanned(siegel, tmp_path, *faults)
    assert {control for control, verdict in verdicts.items() if verdict == "fail"} == set(faults)
    assert {control for control, verdict in verdicts.items() if verdict == "unknown"} <= UNDECIDED
    assert code == 1
    # Every shop here has a foreign service; where the notice names it, that is enough.
    assert verdicts["PN-004"] == ("fail" if "PN-004" in faults else "pass")
