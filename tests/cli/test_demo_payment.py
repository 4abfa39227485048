"""The demo shop's payment page through two scans, the second with the first as its history."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from scanner.demo import DemoShop, known_faults
from scanner.probes.browser.chromium import Binary, find

from .conftest import Siegel, read

OF_PAYMENT = tuple(fault.id for fault in known_faults() if fault.id.startswith("PCI-"))
OPTIONS = ("--profile", "pci-payment-page", "--only", "payment", "--quick", "--history", "runs", "-q")


@pytest.fixture(autouse=True)
def chromium() -> None:
    """Without one these tests fail: what they hold can't be held otherwise."""
    found = find()
    if not isinstance(found, Binary):
        pytest.fail(f"these tests need a Chromium: {found.why}; {found.mend}")


def scanned_twice(siegel: Siegel, folder: Path, *faults: str) -> list[Mapping[str, str]]:
    """The verdicts of both scans, of what was not assessed `not assessed`."""
    (folder / "runs").mkdir()
    found: list[Mapping[str, str]] = []
    with DemoShop(faults) as demo:
        (folder / "ca.pem").write_text(demo.ca_pem)
        (folder / "shop.yaml").write_text(demo.shop_file_text("ca.pem"))
        for run in ("runs/1", "runs/2"):
            siegel("scan", "shop.yaml", *OPTIONS, "--out", run, timeout=300)
            verdicts = read(folder / run / "report.json")["verdicts"]
            of_payment = [v for v in verdicts if v["area"] == "payment"]
            found.append({v["control"]: "not assessed" if v["not_assessed"] else v["verdict"] for v in of_payment})
        assert demo.binding_acts == 0
    return found


def test_each_payment_fault_fails_its_control_and_a_changed_script_the_second_time(
    siegel: Siegel, tmp_path: Path
) -> None:
    first, second = scanned_twice(siegel, tmp_path, *OF_PAYMENT)
    assert first == {**dict.fromkeys(OF_PAYMENT, "fail"), "PCI-003": "not assessed"}
    assert second == dict.fromkeys(OF_PAYMENT, "fail")
    written = siegel("report", "runs/2", "--format", "scripts").out
    declared = [line for line in written.splitlines() if line.startswith("  - ")]
    open_ones = [line for line in written.splitlines() if line.startswith("  # - ")]
    assert [line.partition('"')[2].partition('"')[0].rpartition("/")[2] for line in declared] == [
        "consent.js",
        "bezahlen.js",
    ]
    assert [line.partition('"')[2].partition('"')[0].rpartition("/")[2] for line in open_ones] == [
        "bat.js",
        "zahlungshilfe.js",
    ]


def test_without_a_fault_nothing_fails_and_the_comparison_passes(siegel: Siegel, tmp_path: Path) -> None:
    first, second = scanned_twice(siegel, tmp_path)
    assert "fail" not in {*first.values(), *second.values()} and "unknown" not in {*first.values(), *second.values()}
    assert (first["PCI-003"], second["PCI-003"]) == ("not assessed", "pass")
    evidence = read(tmp_path / "runs/2/evidence.json")
    assert [row["frame_category"] for row in evidence["facts"]["form"] if row["frame"]] == ["payment"]
