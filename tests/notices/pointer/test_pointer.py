"""What points at passages makes doubt and nothing else."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from scanner.derive.notice import items, read_items, read_notice
from scanner.derive.notice.pointer import BUCKETS, Pointer, features, model
from scanner.model.values import Unknown
from scanner.model.vocabulary import DisclosureItem
from tests.notices.labels import read_labels

UNSEEN = Path(__file__).parent.parent / "unseen"
NOTICE = (
    "<h1>Privacy notice</h1><p>Wool & Thread, 4 Quay Street, Galway, is responsible. Write to us at mail@wool.example. "
    + "We use your name and address to send you what you have ordered, because we have a contract with you. " * 9
    + "</p><h2>And then</h2><p>{}</p>"
)


@pytest.fixture(name="unpointed")
def _unpointed(monkeypatch: pytest.MonkeyPatch) -> Iterator[pytest.MonkeyPatch]:
    with monkeypatch.context() as patched:
        patched.setattr(items.Pointer, "at", lambda *_: None)
        yield patched


def test_a_passage_in_unknown_words_makes_doubt_and_is_quoted(monkeypatch: pytest.MonkeyPatch) -> None:
    said = "The clocks of our pages scribble the visiting number of every machine into a diary."
    text = NOTICE.format(said)
    at = DisclosureItem.SERVER_LOGS
    before = next(one for one in read_items(read_notice(text, "https://shop.example/")) if one.item is at)
    monkeypatch.setattr(Pointer, "at", lambda self, item, *_: len(self._sentences) - 1 if item is at else None)
    after = next(one for one in read_items(read_notice(text, "https://shop.example/")) if one.item is at)
    assert before.present is False
    assert isinstance(after.present, Unknown)
    assert after.quote == said


def test_on_notices_it_never_saw_it_doubts_more_that_is_there_than_that_is_not(unpointed: pytest.MonkeyPatch) -> None:
    truths = read_labels(UNSEEN)
    readings = [read_notice(truth.path.read_text("utf-8", "replace"), "https://shop.example/") for truth in truths]
    without = [{one.item: one for one in read_items(reading)} for reading in readings]
    unpointed.undo()
    there, absent = 0, 0
    for truth, before, reading in zip(truths, without, readings, strict=True):
        for one in read_items(reading):
            if one.present == before[one.item].present:
                continue
            assert before[one.item].present is False
            assert isinstance(one.present, Unknown)
            there += truth.items.get(one.item) is True
            absent += truth.items.get(one.item) is False
    assert there >= 4
    assert there > absent


def test_the_file_has_a_weight_for_each_bucket_and_item() -> None:
    assert len(model().weights) == BUCKETS * len(DisclosureItem)
    assert set(model().items) == set(DisclosureItem)


def test_an_empty_text_points_at_nothing() -> None:
    assert features("") == frozenset()
    assert Pointer(()).at(DisclosureItem.CONTROLLER) is None
