"""Which texts with buttons ask for consent, in seven languages, without any page."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest
import yaml

from scanner.probes.browser.consent.recognise import find
from scanner.probes.browser.consent.sight import Sight
from scanner.probes.browser.consent.words import Role

LANGUAGES = ("de", "en", "fr", "nl", "es", "it", "pl")


@cache
def texts() -> dict[str, dict[str, list[str]]]:
    read: dict[str, dict[str, list[str]]] = yaml.safe_load((Path(__file__).parent / "texts.yaml").read_text("utf-8"))
    return {language: read[language] for language in LANGUAGES}


def seen(line: str) -> Sight:
    text, *labels = (part.strip() for part in line.split(" | "))
    box = [0, 500, 1200, 200]
    controls = [
        {"number": number, "chain": [0], "label": label, "kind": "button", "element": "button", "state": "free",
         "box": [0, 600, 120, 40]}
        for number, label in enumerate(labels)
    ]  # fmt: skip
    candidate = {"number": 0, "how": "dialog", "name": "box", "text": " ".join([text, *labels]), "box": box}
    return Sight.of({"look": 1, "candidates": [candidate], "controls": controls}, "main")


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_asks_for_consent_is_found_with_both_its_answers(language: str) -> None:
    missed = []
    for line in texts()[language]["asks"]:
        found = find(seen(line))
        if found is None or found.accept is None or found.best(Role.REJECT) is None:
            missed.append(line)
    assert missed == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_asks_for_something_else_is_no_consent_banner(language: str) -> None:
    assert [line for line in texts()[language]["other"] if find(seen(line)) is not None] == []
