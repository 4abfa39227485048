"""Sentences written by somebody who hadn't seen the phrases: a floor for each item of what is not called absent.

Of the first twenty items every other sentence was read when the phrases were widened; the other half, and the items
after them (from server_logs on), weren't.
"""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from scanner.derive.notice import read_items, read_notice

_FILE = Path(__file__).parent / "sentences_unseen.yaml"
SENTENCES: dict[str, dict[str, dict[str, list[str]]]] = yaml.safe_load(_FILE.read_text(encoding="utf-8"))
#: What stands before a sentence, so that its language can be told.
BEFORE = {
    "de": "Wir freuen uns über Ihren Besuch in unserem Laden, der seit langem für die Region da ist und es bleibt.",
    "en": "We are happy that you have come to our shop, which has been there for the people of this town.",
}
#: Of a hundred sentences that disclose the item so many are read as present or Unknown, at least.
FLOOR = {
    "reviews": 34, "server_logs": 40, "recipients": 56, "dpo": 54, "controller": 58, "credit_check": 60,
    "chat_ai": 68, "source": 68, "newsletter": 74, "safeguards": 72, "joint_controllers": 74, "third_country": 74,
    "right_access": 76, "direct_marketing": 76, "automated": 76, "contact_form": 76, "retention": 78,
    "obligation": 78,
}  # fmt: skip
FLOOR_ELSE = 80
#: Of a hundred that only look as if so many are called present, at most.
MOST_FALSE = 30
#: "We pass on no data" is read as saying who receives them; too often so far.
MOST_FALSE_RECIPIENTS = 55


@pytest.mark.parametrize("item", SENTENCES)
def test_other_peoples_wording_is_mostly_understood(item: str) -> None:
    said = [_said(item, language, line) for language, by in SENTENCES[item].items() for line in by["yes"]]
    only_looks = [_said(item, language, line) for language, by in SENTENCES[item].items() for line in by["no"]]
    assert 100 * sum(one is not False for one in said) >= FLOOR.get(item, FLOOR_ELSE) * len(said)
    most = MOST_FALSE_RECIPIENTS if item == "recipients" else MOST_FALSE
    assert 100 * sum(one is True for one in only_looks) <= most * len(only_looks)


def _said(item: str, language: str, line: str) -> object:
    text = "\n\n".join([BEFORE[language], *line.split("¶")])
    return next(one.present for one in read_items(read_notice(text, "https://shop.example/")) if one.item.value == item)
