"""The comparison of the way to the button that orders sees every difference, and no other."""

from __future__ import annotations

import copy
from collections.abc import Callable
from typing import Any

import pytest

from .expected import settled, truth, way
from .front import HOME

TRUTH = truth("de")
FACTS = {
    "checkout_step": [
        {"ordinal": place, "page": HOME + step["page"], "role": role, "reached": True, "label": step["label"]}
        for place, (step, role) in enumerate(
            zip(TRUTH["way"]["steps"], ("checkout_contact", "checkout_payment", "order_review"), strict=True)
        )
    ],
    "button": [
        {
            "page": {"url": f"{HOME}/checkout/confirm/"},
            "role": "order",
            "label": "Zahlungspflichtig bestellen",
            "unambiguous": True,
            "above_it": ["vat", "goods", "total_price"],
        }
    ],
    "payment_method": [
        {"name": "Banküberweisung", "needs_data": False},
        {"name": "Barzahlung im Vorverkaufsbüro", "needs_data": False},
    ],
}


def test_the_true_way_differs_in_nothing() -> None:
    assert list(way(TRUTH, {"facts": FACTS})) == []


def test_where_nothing_was_seen_all_is_missing() -> None:
    assert len(list(way(TRUTH, {"facts": {}}))) == 6


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (lambda facts: facts["checkout_step"][1].update(label="Kaufen"), "step /checkout/payment/: label is Kaufen"),
        (lambda facts: facts["checkout_step"][1].update(reached=False), "step /checkout/payment/: not seen"),
        (lambda facts: facts["checkout_step"][0].update(ordinal=9), "steps are said to come in this order"),
        (lambda facts: facts["button"][0].update(unambiguous={"unknown": "no words"}), "it can't tell (no words)"),
        (lambda facts: facts["button"][0]["above_it"].remove("vat"), "above the button: vat stands there"),
        (lambda facts: facts["button"][0]["above_it"].append("term"), "above the button: term is said to stand"),
        (lambda facts: facts["button"][0].update(above_it={"unknown": "no picture"}), "it can't tell"),
        (lambda facts: facts["payment_method"].pop(), "payment by Barzahlung im Vorverkaufsbüro: not seen"),
        (lambda facts: facts["payment_method"][0].update(name="Kreditkarte"), "payment by Kreditkarte is said"),
    ],
)
def test_a_difference_is_told(spoil: Callable[[Any], None], said: str) -> None:
    facts = copy.deepcopy(FACTS)
    spoil(facts)
    assert any(said in difference for difference in way(TRUTH, {"facts": facts}))


def test_fields_about_a_ticket_are_called_alike_whichever_cart_it_lay_in() -> None:
    assert settled({"name": "17-question_1"}) == settled({"name": "4-question_1"}) == {"name": "N-question_1"}
