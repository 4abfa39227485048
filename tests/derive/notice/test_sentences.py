"""Single sentences by the hundred: what discloses an item, what denies it, and what only looks as if it did."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from scanner.derive.notice import read_items, read_notice
from scanner.derive.notice.pointer import Pointer
from scanner.model.values import Unknown
from scanner.model.vocabulary import DisclosureItem

SENTENCES: dict[str, dict[str, str]] = yaml.safe_load(
    (Path(__file__).parent / "sentences.yaml").read_text(encoding="utf-8")
)
#: What stands before a sentence, so that its language can be told.
BEFORE = {
    "de": "Wir freuen uns über Ihren Besuch in unserem Laden, der seit langem für die Region da ist und es bleibt.",
    "en": "We are happy that you have come to our shop, which has been there for the people of this town.",
}


@pytest.fixture(autouse=True)
def _without_pointer(monkeypatch: pytest.MonkeyPatch) -> None:
    """What phrases say; that other passages may make doubt is tested in tests/notices/pointer."""
    monkeypatch.setattr(Pointer, "at", lambda *_: None)


@pytest.mark.parametrize("item", SENTENCES)
def test_each_sentence_is_read_as_a_person_would(item: str) -> None:
    wrong = []
    for key, lines in SENTENCES[item].items():
        wanted, language = key.split("_")
        for line in lines.splitlines():
            read = _read(item, language, line)
            if read != wanted:
                wrong.append(f"{line} is {wanted}, read as {read}")
    assert wrong == []


def _read(item: str, language: str, line: str) -> str:
    text = "\n\n".join([BEFORE[language], *line.split("¶")])
    found = next(one for one in read_items(read_notice(text, "https://shop.example/")) if one.item.value == item)
    if isinstance(found.present, Unknown):
        return "unknown"
    return "denied" if found.denied else "yes" if found.present else "no"


def test_there_are_enough_of_each_kind() -> None:
    """Of the items of Art. 13 and 14 twenty-five that disclose and as many that don't; of the others ten."""
    others = {"eu_representative", "source", *list(DisclosureItem)[list(DisclosureItem).index(DisclosureItem.SOURCE) :]}
    assert set(SENTENCES) == {item.value for item in DisclosureItem}
    for item, by in SENTENCES.items():
        for kinds in (("yes", "denied"), ("no",)):
            count = sum(len(lines.splitlines()) for key, lines in by.items() if key.startswith(kinds))
            assert count >= (10 if item in others else 25), item
