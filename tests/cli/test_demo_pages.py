"""The demo shop's page faults through `siegel scan`: each fails its control, and without it the control passes."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from scanner.demo import DemoShop, Fault, known_faults
from scanner.probes.browser.chromium import Binary, find

from .conftest import Siegel, read

# In each shop every control that fails does so because of one fault: its own, or the one that it follows.
TOGETHER = (
    (
        *("CK-001", "CK-004", "CK-007", "CK-019"),
        *("FM-004", "FM-006", "FM-020"),
        *("PN-001", "PN-003"),
        *("SL-014", "SL-015", "SL-016", "SL-017", "SL-018", "SL-019", "SL-021", "SL-024", "SL-028", "SL-031"),
    ),
    (
        *("CK-002", "CK-013"),
        *("FM-001", "FM-002", "FM-005", "FM-007", "FM-009", "FM-012", "FM-013", "FM-016", "FM-017"),
        *("PN-004.kind", "PN-006", "PN-011", "PN-012.age", "PN-013"),
        *("SL-001", "SL-015.unit", "SL-025", "SL-026"),
    ),
    ("CK-005", "CK-006", "CK-027", "FM-008", "FM-010", "PN-004", "PN-006.more"),
    (
        *("CK-008", "CK-017", "CK-022", "CK-025", "CK-026"),
        *("FM-011", "FM-021"),
        *("PN-003.more",),
        *("SL-002", "SL-003", "SL-005", "SL-006", "SL-008", "SL-010", "SL-012", "SL-013", "SL-022", "SL-030"),
    ),
    (
        *("CK-010", "CK-012", "CK-016", "CK-024", "CK-028"),
        *("FM-011.adjacent",),
        *("PN-005", "PN-007", "PN-008", "PN-009.links", "PN-010", "PN-012"),
        *("SL-004", "SL-007", "SL-009", "SL-011", "SL-029"),
    ),
    ("FM-003", "FM-015", "FM-018", "FM-019", "SL-020", "SL-027"),
    ("PN-002",),
)
# Which paragraphs a shop needs that says nothing about itself can't be told yet, so that it is unknown, and a warning.
UNDECIDED = {"PN-003.more"}
# They speak of subscriptions, of which the shop file says nothing.
OF_UNDECLARED = {"FM-021.term", "SL-012"}
# They speak of all forms, those behind the checkout's first page included, which nobody sees without a test identity.
OF_ALL_FORMS = {
    *("FM-001", "FM-002", "FM-005", "FM-006", "FM-007", "FM-008", "FM-009", "FM-010", "FM-011", "FM-011.adjacent"),
    *("FM-013", "FM-015", "FM-016", "FM-017", "FM-019"),
}
# They speak of states of consent that a quick look leaves out.
OF_OTHER_STATES = {"CK-009", "CK-011", "CK-015", "CK-023"}
# They speak of what leaves as something is typed, which a quick look does not do.
OF_TYPING = {"FM-014", "FM-014.own", "PCI-006"}
# What a quick look does not test; test_demo_seals.py does.
OF_BARRIERS = {"SL-023"}
# It asks the DNS about mail, which is not looked at here.
OF_MAIL = {"PN-009"}
# The sound shop has none of what they speak of.
NOT_THERE = {
    *("CK-004", "FM-006", "PN-010", "PN-011", "SL-025", "SL-026", "SL-027"),
    *("SL-016", "SL-019", "SL-020", "SL-024", "SL-028", "SL-031"),
}
AREAS = "consent,forms,notice,legal"


@pytest.fixture(autouse=True)
def chromium() -> None:
    """Without one these tests fail: what they hold can't be held otherwise."""
    found = find()
    if not isinstance(found, Binary):
        pytest.fail(f"these tests need a Chromium: {found.why}; {found.mend}")


def of_pages() -> dict[str, Fault]:
    kinds = ("CK-", "FM-", "PN-", "SL-")
    elsewhere = OF_TYPING | OF_BARRIERS
    return {fault.id: fault for fault in known_faults() if fault.id.startswith(kinds) and fault.id not in elsewhere}


def scanned(siegel: Siegel, folder: Path, *faults: str) -> tuple[int, Mapping[str, str]]:
    """The exit code and the verdicts, of what was not assessed too: `not assessed`."""
    with DemoShop(faults) as demo:
        (folder / "ca.pem").write_text(demo.ca_pem)
        (folder / "shop.yaml").write_text(demo.shop_file_text("ca.pem"))
        options = ("--profile", "baseline-de-shop", "--only", AREAS, "--quick", "--out", "run", "-q")
        code = siegel("scan", "shop.yaml", *options, timeout=300).code
        assert demo.binding_acts == 0
    verdicts = read(folder / "run/report.json")["verdicts"]
    asked = [v for v in verdicts if v["area"] in AREAS.split(",") or not v["not_assessed"]]
    return code, {v["control"]: "not assessed" if v["not_assessed"] else v["verdict"] for v in asked}


def test_every_page_fault_is_tried_once() -> None:
    tried = [fault for faults in TOGETHER for fault in faults]
    assert sorted(tried) == sorted(of_pages())
    for faults in TOGETHER:
        failing = [control for fault in faults for control in (fault, *of_pages()[fault].follows)]
        assert len(failing) == len(set(failing))


def test_a_shop_without_faults_passes_whatever_applies_to_its_pages(siegel: Siegel, tmp_path: Path) -> None:
    code, verdicts = scanned(siegel, tmp_path)
    assert code == 0
    assert {control for control, verdict in verdicts.items() if verdict == "fail"} == set()
    assert {control for control, verdict in verdicts.items() if verdict == "unknown"} <= UNDECIDED
    assert {
        control for control, verdict in verdicts.items() if verdict == "not assessed"
    } == OF_UNDECLARED | OF_OTHER_STATES | OF_TYPING | OF_BARRIERS | OF_MAIL
    passed = {control for control, verdict in verdicts.items() if verdict == "pass"}
    assert set(of_pages()) - UNDECIDED - NOT_THERE - OF_UNDECLARED <= passed


@pytest.mark.parametrize("faults", TOGETHER, ids=",".join)
def test_each_page_fault_fails_its_own_control_with_what_follows_and_no_other(
    siegel: Siegel, tmp_path: Path, faults: tuple[str, ...]
) -> None:
    code, verdicts = scanned(siegel, tmp_path, *faults)
    expected = {control for fault in faults for control in (fault, *of_pages()[fault].follows)}
    # What follows in the area of HTTP is not asked for here.
    asked = {control for control in expected if not control.startswith("HTTP-")}
    assert {control for control, verdict in verdicts.items() if verdict == "fail"} == asked
    assert {control for control, verdict in verdicts.items() if verdict == "unknown"} <= UNDECIDED
    # A notice in another language by itself is of medium severity.
    assert code == (0 if faults == ("PN-002",) else 1)


@pytest.mark.parametrize("faults", [(), ("FM-014", "FM-014.own")], ids=["sound", "leaks"])
def test_what_leaves_as_it_is_typed_fails_its_controls(siegel: Siegel, tmp_path: Path, faults: tuple[str, ...]) -> None:
    with DemoShop(faults) as demo:
        (tmp_path / "ca.pem").write_text(demo.ca_pem)
        (tmp_path / "shop.yaml").write_text(demo.shop_file_text("ca.pem"))
        options = ("--profile", "baseline-de-shop", "--only", "forms", "--out", "run", "-q")
        siegel("scan", "shop.yaml", *options, timeout=400)
        assert demo.binding_acts == 0
    verdicts = {v["control"]: v for v in read(tmp_path / "run/report.json")["verdicts"]}
    if not faults:
        assert [verdicts[control]["verdict"] for control in ("FM-014", "FM-014.own")] == ["pass", "pass"]
        return
    assert [verdicts[control]["verdict"] for control in faults] == ["fail", "fail"]
    rows = read(tmp_path / "run/evidence.json")["facts"]["data_leak"]
    told = {(row["recipient"], row["encoding"], row["asks_for"]) for row in rows if row["phase"] == "accepted"}
    assert ("region1.google-analytics.com", "plain", "email") in told
    assert ("bat.bing.com", "sha256", "email") in told
    proofs = {seen["artifact"] for row in rows for seen in row["seen"]}
    texts = [(tmp_path / "run/artifacts" / one).read_text() for one in proofs]
    assert any("parameter 'em' of its URL" in text and "its SHA-256" in text for text in texts)
