"""Single labels, boxes and headings are understood as well as they were."""

from __future__ import annotations

import pytest

from scanner.derive.forms.cores import core, cores

from .labels import Half, half, shares


@pytest.mark.parametrize("which", ["seen", "kept"])
def test_no_fewer_are_understood_than_before(which: Half) -> None:
    least = {
        "seen": {"fields": 0.96, "boxes": 0.97, "purposes": 0.97},
        "kept": {"fields": 0.91, "boxes": 0.97, "purposes": 0.95},
    }[which]
    for section, (right, total) in shares(which).items():
        assert right / total >= least[section], section


def test_no_label_is_in_both_halves() -> None:
    seen = {(one.section, one.wanted, one.language, one.text) for one in half("seen")}
    assert not seen & {(one.section, one.wanted, one.language, one.text) for one in half("kept")}


def test_a_core_wants_all_its_terms_in_any_order_and_none_that_it_may_not_have() -> None:
    one = core("bestell|=order ~nummer|number -date")
    assert one.position("nummer der bestellung") == 0
    assert one.position("bestellnummer") == 0
    assert one.position("orders number") == -1
    assert one.position("order number and date") == -1
    assert core("=up_to").position("we are up to date") == 7


def test_long_texts_are_left_to_phrases() -> None:
    assert cores().first.find("Gutschein Code") != ()
    assert cores().first.find("Gutschein Code " + "und so weiter " * 10) == ()
