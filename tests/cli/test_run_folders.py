"""Run folders that are missing, broken, hand-edited or from the future: a clear error, never a traceback."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from scanner.schemas import SCHEMAS

from .conftest import Siegel, read

COMMANDS = (("judge",), ("report",))


def edit(path: Path, change: Callable[[Any], None]) -> None:
    document = read(path)
    change(document)
    path.write_text(json.dumps(document))


@pytest.mark.parametrize("command", COMMANDS)
def test_a_folder_that_is_not_there(siegel: Siegel, command: tuple[str]) -> None:
    done = siegel(*command, "nowhere")
    assert done.code == 2
    assert "there is no run folder nowhere" in done.err
    assert "hint:" in done.err


@pytest.mark.parametrize("command", COMMANDS)
def test_a_file_and_an_empty_folder(siegel: Siegel, tmp_path: Path, command: tuple[str]) -> None:
    (tmp_path / "file").write_text("")
    (tmp_path / "empty").mkdir()
    for name in ("file", "empty"):
        done = siegel.here(*command, name)
        assert done.code == 2, done.both
        assert "hint:" in done.err


BROKEN: dict[str, bytes] = {
    "empty": b"",
    "no text": b"\xff\xfe\x00",
    "not JSON": b"{]",
    "cut off": b'{"schema": "siegel/evidence/1", "facts": {"cert',
    "a number": b"5",
    "null": b"null",
    "a list": b"[]",
    "another schema": b'{"schema": "siegel/report/1"}',
    "no schema": b"{}",
    "a schema that is none": b'{"schema": ["siegel/evidence/1"]}',
    "nesting": b"[" * 10_000_000,
    "nesting inside": b'{"schema": "siegel/evidence/1", "vantage": ' + b'{"a":' * 2_000_000,
    "a long number": b'{"schema": "siegel/evidence/1", "facts": ' + b"9" * 100_000 + b"}",
    "an endless number": b'{"schema": "siegel/evidence/1", "vantage": {"a": 1e999}}',
    "not a number": b'{"schema": "siegel/evidence/1", "vantage": {"a": NaN}}',
}


@pytest.mark.parametrize("content", BROKEN.values(), ids=BROKEN.keys())
def test_evidence_that_is_none(siegel: Siegel, run: Path, content: bytes) -> None:
    (run / "evidence.json").write_bytes(content)
    report = (run / "report.json").read_bytes()
    done = siegel.here("judge", "run")
    assert done.code == 2, done.both[-2000:]
    assert "evidence.json" in done.err
    assert len(done.err) < 2_000
    assert (run / "report.json").read_bytes() == report


@pytest.mark.parametrize(
    ("change", "place"),
    [
        (lambda e: e["facts"].update(cookie_monster=[]), "facts.cookie_monster"),
        (lambda e: e["facts"].update(hsts={}), "facts.hsts"),
        (lambda e: e["facts"]["hsts"].append(5), "facts.hsts[2]"),
        (lambda e: e["facts"]["hsts"][0].update(max_age="long"), "facts.hsts[0].max_age"),
        (lambda e: e["facts"]["hsts"][0].update(present=None), "facts.hsts[0].present"),
        (lambda e: e["facts"]["hsts"][0].update(present={"unknown": 5}), "facts.hsts[0]"),
        (lambda e: e["facts"]["certificate"][0].update(not_after="2026-13-01"), "not_after"),
        (lambda e: e["facts"]["certificate"][0]["endpoint"].update(port="x"), "endpoint.port"),
        (lambda e: e["coverage"].append({}), "coverage["),
        (lambda e: e["coverage"][0].update(status="maybe"), "coverage[0].status"),
        (lambda e: e["coverage"][0].update(status="gap", cause="magic"), "coverage[0]"),
        (lambda e: e["coverage"][0].update(scope={"nothing": 1}), "coverage[0].scope"),
        (lambda e: e["coverage"][0].update(scope=[1]), "coverage[0]"),
        (lambda e: e.update(coverage="all"), "coverage"),
        (lambda e: e.update(plan={}), "plan"),
        (lambda e: e.update(facts=[]), "facts"),
        (lambda e: e.update(started=5), ""),
        (lambda e: e.update(shop=None), ""),
    ],
)
def test_evidence_with_a_wrong_value_is_told_with_its_place(
    siegel: Siegel, run: Path, change: Callable[[Any], None], place: str
) -> None:
    edit(run / "evidence.json", change)
    done = siegel.here("judge", "run")
    assert done.code == 2, done.both[-2000:]
    assert "evidence.json is broken" in done.err
    assert place in done.err


@pytest.mark.parametrize(("name", "command"), [("evidence", "judge"), ("report", "report"), ("manifest", "judge")])
def test_what_a_newer_siegel_wrote_is_told_as_such(siegel: Siegel, run: Path, name: str, command: str) -> None:
    edit(run / f"{name}.json", lambda document: document.update(schema=f"siegel/{name}/2"))
    done = siegel.here(command, "run")
    assert done.code == 2
    assert f"siegel/{name}/2, newer than siegel/{name}/1" in done.err
    assert "update siegel" in done.err


@pytest.mark.parametrize(
    "change",
    [
        lambda r: r.pop("gate"),
        lambda r: r["gate"].update(passed=False),
        lambda r: r["gate"].update(exit_code=99),
        lambda r: r["verdicts"][0].update(verdict="fine"),
        lambda r: r["verdicts"][0].update(findings=5),
        lambda r: r["verdicts"].append(None),
        lambda r: r.update(verdicts={}),
        lambda r: r.update(totals={"pass": 1}),
        lambda r: r.update(run=[]),
        lambda r: r["run"].update(notices=5),
        lambda r: r.update(references=[]),
        lambda r: r.update(shop={"a": 1}),
    ],
)
def test_a_report_edited_by_hand_is_told(siegel: Siegel, run: Path, change: Callable[[Any], None]) -> None:
    edit(run / "report.json", change)
    for format_ in ("console", "json"):
        done = siegel.here("report", "run", "--format", format_)
        assert done.code == 2, done.both[-2000:]
        assert "the report is broken" in done.err
        assert "siegel judge" in done.err
        assert done.out == ""


def test_judging_mends_a_report_edited_by_hand(siegel: Siegel, run: Path) -> None:
    before = (run / "report.json").read_bytes()
    edit(run / "report.json", lambda report: report.update(verdicts=[]))
    assert siegel.here("judge", "run").code == 0
    assert (run / "report.json").read_bytes() == before


def test_without_a_manifest_a_run_is_judged_as_evidence_alone(siegel: Siegel, run: Path) -> None:
    (run / "manifest.json").unlink()
    done = siegel.here("judge", "run", "--profile", "strict-de-shop")
    assert done.code == 0, done.both
    assert not (run / "manifest.json").exists()


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b'{"schema": "siegel/manifest/1", "run": 5}', b"\xff"])
def test_a_manifest_that_is_none(siegel: Siegel, run: Path, content: bytes) -> None:
    (run / "manifest.json").write_bytes(content)
    done = siegel.here("judge", "run")
    assert done.code == 2, done.both[-2000:]
    assert "manifest.json" in done.err


@pytest.mark.parametrize(
    ("name", "value"),
    [
        (name, value)
        for name in ("profile", "as_of", "started", "settings", "notices", "versions", "vantage", "name")
        for value in (None, 5, [], {}, "x", True)
    ],
)
def test_a_manifest_with_odd_values_gives_no_traceback(siegel: Siegel, run: Path, name: str, value: object) -> None:
    edit(run / "manifest.json", lambda manifest: manifest["run"].update({name: value}))
    done = siegel.here("judge", "run")
    assert done.code in {0, 2, 3}, done.both[-2000:]
    assert "Traceback" not in done.both


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes here")
def test_a_pipe_in_place_of_a_file_is_not_waited_for(siegel: Siegel, run: Path) -> None:
    (run / "evidence.json").unlink()
    os.mkfifo(run / "evidence.json")
    done = siegel("judge", "run", timeout=30)
    assert done.code == 2
    assert "is not a file" in done.err


def test_artifacts_that_are_not_what_their_name_says(siegel: Siegel, run: Path) -> None:
    artifact = next((run / "artifacts").iterdir())
    artifact.write_bytes(b"something else")
    done = siegel.here("judge", "run", "--out", "new")
    assert done.code == 2
    assert "not what its name says" in done.err
    shutil.rmtree(run / "artifacts")
    (run / "artifacts/below").mkdir(parents=True)
    done = siegel.here("judge", "run", "--out", "newer")
    assert done.code == 2, done.both


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_run_that_may_not_be_written_is_told(siegel: Siegel, run: Path) -> None:
    run.chmod(0o555)
    try:
        done = siegel.here("judge", "run")
    finally:
        run.chmod(0o755)
    assert done.code == 2
    assert "can't be written" in done.err


@pytest.mark.parametrize("name", ["evidence", "report", "manifest"])
def test_what_a_run_holds_is_what_its_schema_says(kept_run: Path, name: str) -> None:
    schema = SCHEMAS[name]()
    jsonschema.Draft202012Validator.check_schema(schema)
    jsonschema.Draft202012Validator(schema).validate(read(kept_run / f"{name}.json"))


def test_the_manifest_names_every_file_with_its_hash(kept_run: Path) -> None:
    import hashlib  # noqa: PLC0415 - here alone

    files = read(kept_run / "manifest.json")["files"]
    found = {
        path.relative_to(kept_run).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in kept_run.rglob("*")
        if path.is_file() and path.name != "manifest.json"
    }
    assert files == found


def test_a_run_says_nothing_of_this_machine(kept_run: Path) -> None:
    """Reports are handed on: paths and user names of whoever scanned are nobody's business."""
    for path in kept_run.rglob("*"):
        if path.is_file() and path.name != "run.log":
            data = path.read_bytes()
            assert str(Path.home()).encode() + b"/" not in data, path
            assert str(kept_run.parent).encode() not in data, path


def test_a_run_holds_the_command_and_the_lists_that_it_was_made_with(siegel: Siegel, kept_run: Path) -> None:
    manifest = json.loads((kept_run / "manifest.json").read_text())
    assert manifest["run"]["command"][:2] == ["siegel", "scan"]
    lists = {name.removeprefix("data/") for name in manifest["files"] if name.startswith("data/")}
    assert {"services/payment.yaml", "stored_names.yaml", "form_words.yaml", "notice_phrases.yaml"} <= lists


def test_judging_again_keeps_the_lists_and_rederiving_takes_those_of_today(siegel: Siegel, kept_run: Path) -> None:
    run = shutil.copytree(kept_run, siegel.cwd / "run")
    (run / "data/services/payment.yaml").write_text("as_of: 2020-01-01\n")
    assert siegel("judge", run, "--out", "again").code == 0
    assert (siegel.cwd / "again/data/services/payment.yaml").read_text() == "as_of: 2020-01-01\n"
    assert siegel("judge", run, "--rederive", "--out", "anew").code == 0
    assert (siegel.cwd / "anew/data/services/payment.yaml").read_bytes() == (
        kept_run / "data/services/payment.yaml"
    ).read_bytes()
