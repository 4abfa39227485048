"""The demo shop's faults of HTTP through `siegel scan`: each fails its own control, with a browser and without."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from scanner.demo import DemoShop
from scanner.probes.browser.chromium import Binary, find

from .conftest import Shop, Siegel, read

OURS = {"HTTP-003", "HTTP-006", "HTTP-006.sent", "HTTP-007", "HTTP-008", "HTTP-009", "SEC-001"}
BY_BROWSER = {"HTTP-003", "HTTP-006.sent", "HTTP-008"}


def scanned(siegel: Siegel, folder: Path, profile: str, areas: str, *faults: str) -> Mapping[str, str]:
    """The verdicts on our controls."""
    with DemoShop(faults) as demo:
        (folder / "ca.pem").write_text(demo.ca_pem)
        (folder / "shop.yaml").write_text(demo.shop_file_text("ca.pem"))
        done = siegel("scan", "shop.yaml", "--profile", profile, "--only", areas, "--quick", "--out", "run", "-q")
    assert done.code in {0, 1}, done.both
    verdicts = read(folder / "run/report.json")["verdicts"]
    return {v["control"]: v["verdict"] for v in verdicts if v["control"] in OURS and not v["not_assessed"]}


# ── without a browser ────────────────────────────────────────────────────────────────────────────────────────────────


def test_without_a_browser_a_sound_shop_passes_what_needs_none(siegel: Siegel, tmp_path: Path) -> None:
    found = scanned(siegel, tmp_path, "baseline-de-shop", "http")
    assert found == dict.fromkeys(OURS - BY_BROWSER, "pass")


@pytest.mark.parametrize("fault", sorted(OURS - BY_BROWSER))
def test_without_a_browser_each_fault_fails_its_own_control_alone(siegel: Siegel, tmp_path: Path, fault: str) -> None:
    found = scanned(siegel, tmp_path, "baseline-de-shop", "http", fault)
    assert found == dict.fromkeys(OURS - BY_BROWSER, "pass") | {fault: "fail"}


# ── with one ─────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def chromium() -> None:
    """Without one these tests fail: what they hold can't be held otherwise."""
    found = find()
    if not isinstance(found, Binary):
        pytest.fail(f"these tests need a Chromium: {found.why}; {found.mend}")


PASSES = dict.fromkeys(OURS, "pass") | {"HTTP-008": "not_applicable"}


@pytest.mark.usefixtures("chromium")
@pytest.mark.parametrize(
    ("faults", "verdicts"),
    [
        ((), {}),
        (
            ("HTTP-003", "HTTP-007", "HTTP-008", "SEC-001"),
            dict.fromkeys(("HTTP-003", "HTTP-007", "HTTP-008", "SEC-001"), "fail"),
        ),
        # What the fault embeds has a version and a hash.
        (("HTTP-006.sent", "HTTP-009"), {"HTTP-006.sent": "fail", "HTTP-009": "fail", "HTTP-008": "pass"}),
        (("HTTP-006",), {"HTTP-006": "fail", "HTTP-006.sent": "fail"}),
    ],
    ids=lambda value: ",".join(value) or "sound" if isinstance(value, tuple) else "",
)
def test_with_a_browser_each_fault_fails_its_own_controls_and_no_other(
    siegel: Siegel, tmp_path: Path, faults: tuple[str, ...], verdicts: dict[str, str]
) -> None:
    found = scanned(siegel, tmp_path, "privacy-de-shop", "http,consent", *faults)
    assert found == PASSES | verdicts


@pytest.mark.usefixtures("chromium")
def test_with_areas_that_need_no_browser_none_is_started_and_the_report_does_not_ask_for_them_again(
    siegel: Siegel, tmp_path: Path
) -> None:
    found = scanned(siegel, tmp_path, "privacy-de-shop", "http")
    assert found == dict.fromkeys(OURS - BY_BROWSER, "pass")
    said = siegel("report", "run").out
    assert "--only http" not in said
    assert "scan without --only" in said


def test_without_chromium_what_needs_it_is_unknown(siegel: Siegel, sound: Shop, tmp_path: Path) -> None:
    nowhere = {"SIEGEL_CHROMIUM": "/nonexistent"}
    siegel("scan", sound.file, "--profile", "privacy-de-shop", "--out", "run", "-q", env=nowhere)
    verdicts = {v["control"]: v for v in read(tmp_path / "run/report.json")["verdicts"]}
    assert {verdicts[control]["verdict"] for control in BY_BROWSER} == {"unknown"}
    causes = {blocker["cause"] for control in BY_BROWSER for blocker in verdicts[control]["blockers"]}
    assert causes == {"tool_missing"}


@pytest.mark.usefixtures("chromium")
@pytest.mark.parametrize(("faults", "expected"), [((), "pass"), (("HTTP-011",), "fail")], ids=["sound", "HTTP-011"])
def test_a_bank_asks_that_no_cache_keeps_the_login_page(
    siegel: Siegel, tmp_path: Path, faults: tuple[str, ...], expected: str
) -> None:
    with DemoShop(faults) as demo:
        (tmp_path / "ca.pem").write_text(demo.ca_pem)
        (tmp_path / "shop.yaml").write_text(demo.shop_file_text("ca.pem"))
        options = ("--profile", "sector-bank", "--only", "http,forms", "--quick", "--out", "run", "-q")
        siegel("scan", "shop.yaml", *options, timeout=300)
    (verdict,) = [v for v in read(tmp_path / "run/report.json")["verdicts"] if v["control"] == "HTTP-011"]
    # The demo shop's own shop file names somebody to shop as, so that all of the checkout is seen.
    assert (verdict["verdict"], verdict["not_assessed"]) == (expected, False)
    rows = read(tmp_path / "run/evidence.json")["facts"]["caching"]
    kept = {row["page"]["role"]: row["no_store"] for row in rows}
    assert (kept["login"], kept["checkout_contact"], kept["home"]) == (not faults, True, False)
