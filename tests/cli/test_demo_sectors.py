"""The demo shop held to what only pharmacies and food shops are held to, through `siegel scan`."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from scanner.demo import DemoShop
from scanner.probes.browser.chromium import Binary, find

from .conftest import Siegel, read


@pytest.fixture(autouse=True)
def chromium() -> None:
    """Without one these tests fail: what they hold can't be held otherwise."""
    found = find()
    if not isinstance(found, Binary):
        pytest.fail(f"these tests need a Chromium: {found.why}; {found.mend}")


def verdicts(siegel: Siegel, folder: Path, profile: str, *faults: str) -> Mapping[str, Any]:
    with DemoShop(faults) as demo:
        (folder / "ca.pem").write_text(demo.ca_pem)
        (folder / "shop.yaml").write_text(demo.shop_file_text("ca.pem"))
        options = ("--profile", profile, "--only", "consent,forms,legal", "--quick", "--out", "run", "-q")
        siegel("scan", "shop.yaml", *options, timeout=300)
        assert demo.binding_acts == 0
    return {verdict["control"]: verdict for verdict in read(folder / "run/report.json")["verdicts"]}


def said(verdict: Mapping[str, Any]) -> str:
    return " ".join(finding["message"]["en"] for finding in verdict["findings"])


def test_a_pharmacy_tells_advertisers_of_products_leaves_prescriptions_in_caches_and_shows_an_old_notice(
    siegel: Siegel, tmp_path: Path
) -> None:
    found = verdicts(siegel, tmp_path, "sector-pharmacy", "CK-010", "FM-007", "PH-005", "PH-006")
    assert found["PH-004"]["verdict"] == "fail"
    assert "region1.google-analytics.com/g/collect in phase rejected" in said(found["PH-004"])
    assert "page.role product" in said(found["PH-004"])
    assert found["PH-004.accepted"]["verdict"] == "fail"
    assert found["PH-005"]["verdict"] == "fail"
    assert "no_store is false" in said(found["PH-005"])
    assert "links_notice" not in said(found["PH-005"])
    # The number is mandatory here, and the field says what for.
    assert found["FM-007"]["verdict"] == "not_applicable"
    assert found["PH-007"]["verdict"] != "fail"
    # The notice on medicines as it read before.
    assert found["PH-006"]["verdict"] == "fail"
    assert "medicine.current is false" in said(found["PH-006"])


def test_a_pharmacy_without_these_faults_tells_nobody_before_consent_and_has_neither_prescriptions_nor_medicines(
    siegel: Siegel, tmp_path: Path
) -> None:
    found = verdicts(siegel, tmp_path, "sector-pharmacy")
    assert found["PH-004"]["verdict"] == "pass"
    assert found["PH-005"]["verdict"] != "fail"
    assert found["PH-006"]["verdict"] == "not_applicable"
    assert "medicine.current is false" not in said(found["PH-006"])
    assert found["PH-007"]["verdict"] != "fail"


#: What food shops are held to, by the faults that may be on in one shop together.
FOOD = ("FD-001", "FD-002", "FD-003", "FD-004", "FD-004.origin")


@pytest.mark.parametrize(
    ("demands", "faults"),
    [((), ()), (("FM-006", "FM-007"), ("FD-001", "FD-004.origin")), ((), ("FD-002", "FD-003", "FD-004"))],
    ids=lambda faults: ",".join(faults) or "none",
)
def test_a_food_shop_says_what_is_in_its_mueslis_and_demands_neither_birthday_nor_phone(
    siegel: Siegel, tmp_path: Path, demands: tuple[str, ...], faults: tuple[str, ...]
) -> None:
    found = verdicts(siegel, tmp_path, "sector-food", *demands, *faults)
    assert (found["FD-005"]["verdict"] == "fail") is bool(demands)
    assert ("Geburtsdatum" in said(found["FD-005"])) is bool(demands)
    assert {control for control in FOOD if found[control]["verdict"] == "fail"} == set(faults)
    expected = {*FOOD} - {*faults} - ({"FD-002"} if "FD-001" in faults else set())  # no list, no allergens in it
    assert {control for control in FOOD if found[control]["verdict"] == "pass"} == expected
