"""The truth of the whole shops speaks of controls that there are, and the measure counts as it says."""

from __future__ import annotations

from typing import Any

import pytest
import yaml

from scanner.policy.library import built_in

from .measure import HERE, SHOPS, compared

CONTROLS = {name.partition(".")[0] for name in built_in().controls()}


def truth(shop: str) -> dict[str, Any]:
    return dict(yaml.safe_load((HERE / shop / "truth.yaml").read_text("utf-8")))


@pytest.mark.parametrize("shop", SHOPS)
def test_each_control_has_one_verdict_and_each_failure_its_reason(shop: str) -> None:
    said = truth(shop)
    named = [*said["fail"], *said["pass"], *said["na"]]
    assert len(named) == len(set(named))
    assert set(named) <= CONTROLS
    assert all(one["because"] and one["page"] for one in said["fail"].values())


def test_a_wrong_accusation_and_an_order_are_counted(capsys: pytest.CaptureFixture[str]) -> None:
    verdicts = [
        {"control": name, "verdict": "fail", "findings": [], "unknown_because": ["why"]}
        for name in ("CK-001", "SL-015")
    ]
    counts = compared("brotzeit", {"verdicts": verdicts, "ordered": True})
    assert (counts["pass, said fail"], counts["fail, said fail"], counts["ORDERED"]) == (1, 1, 1)
    assert "CK-001: fail, true is pass" in capsys.readouterr().out
