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


def without_identity(shop: Shop, folder: Path, *more: str) -> Path:
    """Its shop file without anybody to go through the checkout as; `more` lines beside."""
    lines = Path(shop.file).read_text("utf-8").splitlines()
    kept = [line for line in lines if line != "test_identity:" and not (line.startswith("  ") and line[2:3].isalpha())]
    file = folder / "nobody.yaml"
    file.write_text("\n".join([*kept, *more, ""]), "utf-8")
    return file


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
    nobody = without_identity(sound, tmp_path)
    ended = siegel("scan", nobody, *OPTIONS, "--authorised-by", "CISO, Müsli Beispiel GmbH", timeout=300)
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


def test_with_a_test_identity_all_of_the_checkout_is_seen_up_to_the_order_button_which_nobody_presses(
    siegel: Siegel, sound: Shop, tmp_path: Path
) -> None:
    ended = siegel("scan", sound.file, *OPTIONS[2:], timeout=300)
    assert ended.code == 0, ended.both
    evidence, report = read(tmp_path / "run/evidence.json"), read(tmp_path / "run/report.json")
    assert {cause for causes_ in causes(evidence).values() for cause in causes_} == {None}
    steps = sorted(evidence["facts"]["checkout_step"], key=lambda step: step["ordinal"])
    assert [(step["role"], step["label"]) for step in steps] == [
        ("cart", None),
        ("checkout_contact", "Als Gast weiter zur Anschrift"),
        ("checkout_address", "Weiter zum Versand"),
        ("checkout_shipping", "Weiter zur Zahlung"),
        ("checkout_payment", "Weiter zur Bestellübersicht"),
        ("order_review", "zahlungspflichtig bestellen"),
    ]
    assert all(step["reached"] and step["seen"][0]["artifact"] for step in steps)
    (button,) = evidence["facts"]["button"]
    assert button["unambiguous"] is True
    assert button["above_it"] == ["goods", "total_price", "shipping_cost", "vat"]
    assert [method["needs_data"] for method in evidence["facts"]["payment_method"]].count(False) == 2
    verdicts = {verdict["control"]: verdict["verdict"] for verdict in report["verdicts"]}
    assert verdicts["FM-020"] == verdicts["FM-021"] == "pass"
    told = json.dumps(report["run"]["notices"], ensure_ascii=False)
    assert "nothing was ordered" in told and "siegel-test@" not in told and "Musterweg" not in told
    assert sound.demo.binding_acts == 0


def test_a_field_that_the_identity_has_no_answer_to_ends_the_way_and_is_named(
    siegel: Siegel, sound: Shop, tmp_path: Path
) -> None:
    file = without_identity(sound, tmp_path, "test_identity: {email: siegel-test@muesli.example}")
    assert siegel("scan", file, *OPTIONS[2:], timeout=300).code == 0
    evidence = read(tmp_path / "run/evidence.json")
    assert causes(evidence)["order_review"] == {"needs_test_identity"}
    ended = [step for step in evidence["facts"]["checkout_step"] if not step["reached"]]
    assert [(step["page"].rpartition("/")[2], step["ordinal"]) for step in ended] == [("adresse", 3)]
    assert "the field “Vorname *” has to be filled in, and test_identity has no given-name" in ended[0]["because"]


def test_the_owners_own_steps_lead_where_a_shop_is_unusual(siegel: Siegel, sound: Shop, tmp_path: Path) -> None:
    whole = Path(sound.file).read_text("utf-8")
    file = tmp_path / "journey.yaml"
    file.write_text(
        whole
        + "journey:\n  - goto: /muesli/nussknacker\n  - click: In den Warenkorb\n  - expect: {role: cart}\n"
        + "  - click: {css: 'main a[href=\"/kasse\"]'}\n  - fill: {label: E-Mail-Adresse, with: email}\n"
        + "  - click: Als Gast weiter zur Anschrift\n  - expect: {text: Lieferanschrift}\n",
        "utf-8",
    )
    assert siegel("scan", file, *OPTIONS[2:], timeout=300).code == 0
    evidence = read(tmp_path / "run/evidence.json")
    told = sorted((step["ordinal"], step["role"], step["reached"]) for step in evidence["facts"]["checkout_step"])
    assert [role for _, role, _ in told] == [
        *("checkout_contact", "checkout_address", "checkout_shipping", "checkout_payment", "order_review")
    ], told
    assert sound.demo.binding_acts == 0
