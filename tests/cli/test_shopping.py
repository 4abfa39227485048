"""The cart and the checkout as a user meets them: looked at with the owner's word, not assessed without it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from .conftest import Shop, Siegel, read

OPTIONS = ("--profile", "privacy-de-shop", "--only", "forms", "--quick", "--out", "run", "-q")


def causes(evidence: Any) -> dict[str, set[str | None]]:
    """By role, why its forms with something in the cart were not seen; None where they were."""
    found: dict[str, set[str | None]] = {}
    for entry in evidence["coverage"]:
        if entry["kind"] == "form" and "purpose" in entry["scope"]:
            found.setdefault(entry["scope"]["page.role"], set()).add(entry.get("cause"))
    return found


def roles_of_forms(evidence: Any) -> set[str]:
    return {form["page"]["role"] for form in evidence["facts"]["form"]}


def test_without_the_owners_word_nothing_is_put_into_the_cart_and_the_checkout_is_not_assessed(
    siegel: Siegel, sound: Shop, tmp_path: Path
) -> None:
    unauthorised = tmp_path / "unauthorised.yaml"
    lines = Path(sound.file).read_text("utf-8").splitlines(keepends=True)
    unauthorised.write_text("".join(line for line in lines if not line.startswith("authorised_by:")), "utf-8")
    ended = siegel("scan", unauthorised, *OPTIONS, timeout=300)
    assert ended.code == 0, ended.both
    evidence, report = read(tmp_path / "run/evidence.json"), read(tmp_path / "run/report.json")
    assert causes(evidence) == {
        **{role: {"not_authorised"} for role in ("cart", "checkout_contact", "checkout_address")},
        **{role: {"needs_test_identity"} for role in ("checkout_shipping", "checkout_payment", "order_review")},
    }
    assert "cart" in roles_of_forms(evidence) and "checkout_contact" not in roles_of_forms(evidence)
    assert not [notice for notice in report["run"]["notices"] if "add_to_cart" in notice or "shopping" in notice]
    verdicts = {verdict["control"]: verdict for verdict in report["verdicts"]}
    assert (verdicts["FM-001"]["verdict"], verdicts["FM-001"]["not_assessed"]) == ("unknown", True)
    assert verdicts["FM-004"]["verdict"] == "pass"  # no newsletter is subscribed to in a checkout's own forms
    assert siegel("judge", "run", "--require-complete").code == 4


def test_with_the_owners_word_the_forms_of_a_filled_cart_and_of_the_checkout_are_seen(
    siegel: Siegel, sound: Shop, tmp_path: Path
) -> None:
    ended = siegel("scan", sound.file, *OPTIONS, "--authorised-by", "CISO, Müsli Beispiel GmbH", timeout=300)
    assert ended.code == 0, ended.both
    evidence, report = read(tmp_path / "run/evidence.json"), read(tmp_path / "run/report.json")
    found = causes(evidence)
    assert found["cart"] == found["checkout_contact"] == {None}
    assert found["checkout_shipping"] == found["checkout_payment"] == found["order_review"] == {"needs_test_identity"}
    forms = {(form["page"]["role"], form["purpose"]) for form in evidence["facts"]["form"]}
    assert ("checkout_contact", "checkout_contact") in forms
    asked = {field["asks_for"] for field in evidence["facts"]["form_field"] if field["form"]["page"]["role"] == "cart"}
    assert "quantity" in asked  # of what is in it
    notices = report["run"]["notices"]
    assert [notice for notice in notices if notice.startswith("let through, announced as add_to_cart: ")]
    assert any("click “In den Warenkorb”; click “Zur Kasse”; the checkout was seen" in notice for notice in notices)
    assert sound.demo.binding_acts == 0
    as_before = report["verdicts"]
    # What an earlier version might have made of it: no form is a newsletter's.
    evidence["facts"]["form"] = [{**form, "purpose": "other"} for form in evidence["facts"]["form"]]
    for field in evidence["facts"]["form_field"]:
        field["form"]["purpose"], field["asks_for"] = "other", "none"
    (tmp_path / "run/evidence.json").write_text(json.dumps(evidence))
    assert siegel("judge", "run").code == 0
    verdicts = {verdict["control"]: verdict["verdict"] for verdict in read(tmp_path / "run/report.json")["verdicts"]}
    assert verdicts["FM-004"] == "not_applicable"
    assert siegel("judge", "run", "--rederive", env={"SIEGEL_CHROMIUM": "/nonexistent"}).code == 0
    assert read(tmp_path / "run/report.json")["verdicts"] == as_before
