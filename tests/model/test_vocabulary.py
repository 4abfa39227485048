"""The enums and the published list of words are the same."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml

from scanner.model.vocabulary import OWNERS_CHOICE, Level, OrderedWord, Severity, TlsVersion, Word, vocabularies

LIST = Path(__file__).parents[2] / "scanner" / "data" / "vocabulary.yaml"


def published() -> dict[str, list[str]]:
    data = yaml.load(LIST.read_text(encoding="utf-8"), Loader=yaml.BaseLoader)  # builds text only
    return {_class_name(name): words for name, words in data.items() if isinstance(words, list)}


def _class_name(name: str) -> str:
    return "".join(part.capitalize() for part in name.split("_"))


def test_every_list_has_its_enum_and_every_enum_its_list() -> None:
    assert set(published()) == set(vocabularies())


@pytest.mark.parametrize("name", sorted(published()))
def test_an_enum_holds_exactly_the_words_of_its_list(name: str) -> None:
    words = [word.value for word in vocabularies()[name]]
    assert len(words) == len(set(words))
    assert set(words) == set(published()[name])


def test_no_vocabulary_knows_the_word_unknown_but_the_verdicts() -> None:
    assert [name for name, words in vocabularies().items() if "unknown" in {w.value for w in words}] == ["Verdict"]


def test_words_can_stand_in_yaml_and_urls_unquoted() -> None:
    for words in vocabularies().values():
        assert all(re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9_.-]*", word.value) for word in words)


@pytest.mark.parametrize(
    ("vocabulary", "lowest_first"),
    [
        (TlsVersion, ["SSLv2", "SSLv3", "TLSv1.0", "TLSv1.1", "TLSv1.2", "TLSv1.3"]),
        (Severity, ["info", "low", "medium", "high", "critical"]),
        (Level, ["note", "warning", "error"]),
    ],
)
def test_ordered_words_rank_from_the_lowest(vocabulary: type[OrderedWord], lowest_first: list[str]) -> None:
    assert [word.value for word in sorted(vocabulary, key=lambda word: word.rank)] == lowest_first


def test_the_owners_choice_is_four_causes() -> None:
    assert {cause.value for cause in OWNERS_CHOICE} == {
        "not_authorised",
        "not_requested",
        "fact_missing",
        "needs_test_identity",
    }


def test_a_word_compares_as_its_text() -> None:
    assert all(word == word.value for words in vocabularies().values() for word in words)
    assert issubclass(OrderedWord, Word)
