"""What `--help` looks like to a person."""

from __future__ import annotations

import pytest

from .conftest import Siegel

COMMANDS = [
    (),
    ("scan",),
    ("judge",),
    ("report",),
    ("diff",),
    ("policy",),
    ("policy", "explain"),
    ("demo",),
    ("doctor",),
]


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_help_teaches_and_shows_none_of_its_own_marks(siegel: Siegel, command: tuple[str, ...]) -> None:
    ended = siegel.here(*command, "--help")
    assert ended.code == 0
    assert "Usage: siegel" in ended.out
    assert "\\b" not in ended.out
    assert "\b" not in ended.out


def test_examples_stand_on_lines_of_their_own(siegel: Siegel) -> None:
    lines = [line.strip() for line in siegel.here("scan", "--help").out.splitlines()]
    assert "siegel scan https://www.muesli.example" in lines
