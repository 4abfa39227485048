"""Seals, the pharmacies' logo and barriers of the demo shop through `siegel scan`."""

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


def scanned(
    siegel: Siegel, folder: Path, profile: str, *faults: str, sector: str = "food", quick: bool = False
) -> Mapping[str, Any]:
    with DemoShop(faults) as demo:
        (folder / "ca.pem").write_text(demo.ca_pem)
        shop_file = demo.shop_file_text("ca.pem").replace("sector: food", f"sector: {sector}")
        (folder / "shop.yaml").write_text(shop_file)
        options = ("--profile", profile, "--only", "legal", "--out", "run", "-q", *(["--quick"] if quick else []))
        siegel("scan", "shop.yaml", *options, timeout=300)
        assert demo.binding_acts == 0
    return {verdict["control"]: verdict for verdict in read(folder / "run/report.json")["verdicts"]}


def said(verdict: Mapping[str, Any]) -> str:
    return " ".join(finding["message"]["en"] for finding in verdict["findings"])


def test_a_seal_of_another_shop_an_invented_one_and_a_picture_without_words_are_found(
    siegel: Siegel, tmp_path: Path
) -> None:
    found = scanned(siegel, tmp_path, "strict-de-shop", "SL-023", "SL-025", "SL-026")
    assert found["SL-025"]["verdict"] == "fail"
    assert "the page it leads to names another shop" in said(found["SL-025"])
    assert found["SL-026"]["verdict"] == "fail"
    assert "Geprüfter Online-Shop" in said(found["SL-026"])
    assert found["SL-023"]["verdict"] == "fail"
    assert "image-alt" in said(found["SL-023"])
    rows = read(tmp_path / "run/evidence.json")["facts"]
    assert [row["subjects"] for row in rows["seal_page"]] == [["haferwerk.example", "www.haferwerk.example"]]
    assert {row["page"]["role"] for row in rows["trust_seal"] if row["vouches"] != "organic_logo"} == {"home"}


def test_the_sound_shop_shows_no_seals_and_has_no_barriers(siegel: Siegel, tmp_path: Path) -> None:
    found = scanned(siegel, tmp_path, "strict-de-shop")
    assert [found[control]["verdict"] for control in ("SL-023", "SL-025", "SL-026")] == [
        "pass", "not_applicable", "not_applicable",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("faults", "verdicts"),
    [(("PH-001",), ["fail", "fail"]), (("PH-002",), ["pass", "fail"]), ((), ["fail", "not_applicable"])],
    ids=["a picture", "another's entry", "no logo"],
)
def test_a_pharmacy_s_logo_leads_to_its_own_entry_or_not(
    siegel: Siegel, tmp_path: Path, faults: tuple[str, ...], verdicts: list[str]
) -> None:
    found = scanned(siegel, tmp_path, "sector-pharmacy", *faults, sector="pharmacy", quick=True)
    assert [found[control]["verdict"] for control in ("PH-001", "PH-002")] == verdicts
