"""A user's own services and filter list, from the command line to the report, and again from the run folder."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from .conftest import OUTER_WALL, Shop, Siegel

OWN = """\
as_of: 2026-11-22
services:
  - {name: Our shop's counter, category: analytics, purpose: functional, domains: [google-analytics.com]}
"""
LIST = "! Title: Our list\n/assets/*$stylesheet\n"


def read(path: Path) -> Any:
    return json.loads(path.read_text(encoding="utf-8"))


@pytest.fixture
def lists(tmp_path: Path) -> tuple[str, ...]:
    (tmp_path / "mine.yaml").write_text(OWN)
    (tmp_path / "list.txt").write_text(LIST)
    return ("--services", "mine.yaml", "--filter-list", "list.txt")


def test_mistakes_in_them_are_told_before_anything_is_looked_at(
    siegel: Siegel, sound: Shop, tmp_path: Path, lists: tuple[str, ...]
) -> None:
    (tmp_path / "mine.yaml").write_text(OWN.replace("category: analytics", "category: counting"))
    (tmp_path / "list.txt").write_text("<html>")
    done = siegel.here("scan", sound.file, *lists, "--out", "run")
    assert done.code == 3, done.both
    assert "mine.yaml:3:42: category can't be 'counting'" in done.err
    assert "list.txt:1:1: is a web page, no filter list" in done.err
    assert not (tmp_path / "run").exists()


def test_a_file_that_is_not_there_is_told(siegel: Siegel, sound: Shop) -> None:
    done = siegel.here("scan", sound.file, "--services", "none.yaml")
    assert done.code == 3
    assert "none.yaml:1:1: can't be read" in done.err


def test_they_tell_purposes_are_kept_in_the_run_and_tell_the_same_again(
    siegel: Siegel, sound: Shop, tmp_path: Path, lists: tuple[str, ...]
) -> None:
    pytest.importorskip("adblock", reason="has wheels for x86-64 only, and is a dependency there only")
    ended = siegel("scan", sound.file, "--only", "consent", "--quick", *lists, "--out", "run")
    assert "Our list" in ended.err and "1 service of the user's own" in ended.err, ended.both
    run = tmp_path / "run"
    assert (run / "data/own-services.yaml").read_text() == OWN
    assert (run / "data/filter-list.txt").read_text() == LIST
    requests = read(run / "evidence.json")["facts"]["request"]
    ours = {row["derived_by"] for row in requests if row["service"] == "Our shop's counter"}
    assert ours == {"own-services.yaml 2026-11-22: host of Our shop's counter"}
    styles = [row for row in requests if row["path"].startswith("/assets/") and row["type"] == "stylesheet"]
    assert {(row["purpose"], row["derived_by"]) for row in styles} == {
        ("statistics", "matches the rule /assets/*$stylesheet of Our list")
    }
    for name in ("mine.yaml", "list.txt"):
        (tmp_path / name).unlink()
    siegel("judge", "run", "--rederive", "--out", "again")
    first, again = (read(tmp_path / name / "report.json")["verdicts"] for name in ("run", "again"))
    assert again == first
    assert (tmp_path / "again/data/filter-list.txt").read_text() == LIST


def test_a_scan_without_a_browser_takes_them_too(siegel: Siegel, sound: Shop, lists: tuple[str, ...]) -> None:
    pytest.importorskip("adblock", reason="has wheels for x86-64 only, and is a dependency there only")
    assert siegel("scan", sound.file, *OUTER_WALL, *lists, "--out", "run").code == 0
