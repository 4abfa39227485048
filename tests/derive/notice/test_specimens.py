"""The specimens beside this file: what a careful reader wrote down before any phrase was tuned is what is read."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from scanner.derive.notice import find_controller, outdated_references, read_items, read_notice
from scanner.derive.notice.reading import NoticeReading

FOLDER = Path(__file__).parent / "specimens"
LABELS: dict[str, dict[str, Any]] = yaml.safe_load((FOLDER / "labels.yaml").read_text(encoding="utf-8"))
EACH = pytest.mark.parametrize("name", sorted(LABELS))


def reading(name: str) -> NoticeReading:
    return read_notice((FOLDER / name).read_text(encoding="utf-8"), f"https://shop.example/{name}")


@EACH
def test_every_item_is_found_where_it_is_and_only_there(name: str) -> None:
    wrong = {}
    for found in read_items(reading(name)):
        truth = found.item.value in LABELS[name]["present"]
        if found.item.value in LABELS[name].get("either", ()):
            continue
        if found.present is not truth:
            wrong[found.item.value] = (found.present, found.quote)
    assert wrong == {}


@EACH
def test_every_present_item_is_shown_by_words_of_the_notice(name: str) -> None:
    notice = reading(name)
    whole = " ".join(sentence.text for sentence in notice.sentences)
    for found in read_items(notice):
        if found.present is True:
            assert found.quote
            assert found.quote in whole


@EACH
def test_language_and_version_date_are_read(name: str) -> None:
    notice = reading(name)
    assert notice.language == LABELS[name]["language"]
    assert notice.version_date == LABELS[name].get("version_date")


@EACH
def test_the_controller_is_called_by_name(name: str) -> None:
    assert find_controller(reading(name)).name == LABELS[name].get("controller")


@EACH
def test_outdated_references_are_those_a_reader_would_object_to(name: str) -> None:
    found = {reference.what for reference in outdated_references(reading(name))}
    assert found == set(LABELS[name].get("outdated", ()))
