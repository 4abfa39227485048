"""The run folder: written whole or not at all, read back as hostile."""

from __future__ import annotations

import hashlib
import json
import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from scanner.errors import RunFolderError
from scanner.model.codec import EVIDENCE_SCHEMA
from scanner.model.evidence import Coverage, Evidence, Status
from scanner.model.facts import Hsts
from scanner.store import (
    RENDERED,
    RunFolder,
    check_free,
    create,
    dump_json,
    make_folder,
    name_in_run,
    rewrite_manifest,
    write_bytes,
    write_evidence,
    write_json,
    write_manifest,
    write_policies,
)

EVIDENCE = Evidence(
    "https://www.shop.example/",
    {"hsts": (Hsts(host="www.shop.example", present=True, valid=True, max_age=1),)},
    (Coverage("hsts", (("host", "www.shop.example"),), Status.SEEN),),
    started="2026-11-22T00:00:00Z",
    ended="2026-11-22T00:00:01Z",
)
PAGE = b"<p>seen</p>"
DIGEST = hashlib.sha256(PAGE).hexdigest()


@pytest.fixture
def folder(tmp_path: Path) -> RunFolder:
    made = create(tmp_path / "deep" / "run")
    write_evidence(made, EVIDENCE, {DIGEST: PAGE})
    write_manifest(made, {"profile": "x"})
    return made


def test_what_was_written_is_read_back(folder: RunFolder) -> None:
    assert folder.evidence() == EVIDENCE
    assert folder.artifacts() == {DIGEST: PAGE}
    assert folder.document("manifest.json", "siegel/manifest/1")["run"] == {"profile": "x"}
    assert folder.log() == ""


def test_the_same_evidence_gives_the_same_bytes(folder: RunFolder, tmp_path: Path) -> None:
    again = create(tmp_path / "again")
    write_evidence(again, EVIDENCE, {})
    assert (again.path / "evidence.json").read_bytes() == (folder.path / "evidence.json").read_bytes()
    assert not (again.path / "artifacts").exists()


def test_only_digests_name_artifacts(folder: RunFolder) -> None:
    for name in ("../../escaped", "a" * 63, "A" * 64, f"{'a' * 64}\n", ""):
        with pytest.raises(ValueError, match="not a digest"):
            write_evidence(folder, EVIDENCE, {name: b"x"})
    assert [path.name for path in (folder.path / "artifacts").iterdir()] == [DIGEST]


def test_an_artifact_that_was_changed_is_told(folder: RunFolder) -> None:
    (folder.path / "artifacts" / DIGEST).write_bytes(b"forged")
    with pytest.raises(RunFolderError, match="not what its name says"):
        folder.artifacts()


def test_the_manifest_names_every_file_but_itself(folder: RunFolder) -> None:
    write_bytes(folder.path / "report.txt", b"new")
    rewrite_manifest(folder)
    files = json.loads((folder.path / "manifest.json").read_text())["files"]
    assert set(files) == {"evidence.json", "report.txt", f"artifacts/{DIGEST}"}
    assert files["report.txt"] == hashlib.sha256(b"new").hexdigest()


def test_a_folder_without_a_manifest_stays_without(tmp_path: Path) -> None:
    rewrite_manifest(RunFolder(tmp_path))
    assert list(tmp_path.iterdir()) == []


# ── where a run may be written ───────────────────────────────────────────────────────────────────────────────────────


def test_a_run_of_ours_is_replaced_but_nothing_else_in_its_folder(folder: RunFolder) -> None:
    (folder.path / "notes.txt").write_text("mine")
    for suffix in RENDERED:
        (folder.path / f"report{suffix}").write_text("old")
    create(folder.path)
    assert [path.name for path in folder.path.iterdir()] == ["notes.txt"]


def test_what_is_behind_a_link_is_not_removed(folder: RunFolder, tmp_path: Path) -> None:
    mine = tmp_path / "mine"
    mine.mkdir()
    (mine / "diary.txt").write_text("dear diary")
    (folder.path / "policies").symlink_to(mine)
    create(folder.path)
    assert (mine / "diary.txt").read_text() == "dear diary"


@pytest.mark.parametrize("held", [["evidence.json"], ["manifest.json"], ["diary.txt"], ["report.json", "run.log"]])
def test_a_folder_that_is_no_whole_run_is_left_alone(tmp_path: Path, held: list[str]) -> None:
    for name in held:
        (tmp_path / name).write_text("mine")
    for refuse in (create, check_free):
        with pytest.raises(RunFolderError, match="not a run"):
            refuse(tmp_path)
    assert sorted(path.name for path in tmp_path.iterdir()) == held


@pytest.mark.parametrize("seal", ["seal", "run.dsse.json"])
def test_a_sealed_run_is_left_alone(folder: RunFolder, seal: str) -> None:
    assert not folder.is_sealed
    (folder.path / seal).write_text("")
    assert folder.is_sealed
    with pytest.raises(RunFolderError, match="sealed"):
        create(folder.path)
    assert folder.evidence() == EVIDENCE


def test_what_the_system_has_against_it_is_said_in_words(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    for path in (tmp_path / "file" / "run", tmp_path / ("a" * 300), Path("/proc/run")):
        for act in (make_folder, create, lambda path: write_bytes(path / "x", b"")):
            with pytest.raises(RunFolderError, match=r"can't be written|is a file"):
                act(path)
    with pytest.raises(RunFolderError, match="is a file"):
        check_free(tmp_path / "file")


def test_a_file_is_there_whole_or_as_it_was(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    target = tmp_path / "report.json"
    write_bytes(target, b"first")

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "replace", full)
    monkeypatch.setattr(Path, "replace", full)
    with pytest.raises(RunFolderError, match="No space left on device"):
        write_bytes(target, b"second")
    assert target.read_bytes() == b"first"
    assert [path.name for path in tmp_path.iterdir()] == ["report.json"]


# ── policies ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_built_in_policies_keep_their_name_and_others_stay_apart(tmp_path: Path) -> None:
    one, other = tmp_path / "a" / "own.yaml", tmp_path / "b" / "own.yaml"
    for path in (one, other):
        path.parent.mkdir()
        path.write_text(str(path))
    folder = create(tmp_path / "run")
    write_policies(folder, {"policies/tls.yaml": one, str(one): one, str(other): other})
    found = sorted(path.relative_to(folder.path).as_posix() for path in folder.policies.rglob("*.yaml"))
    assert len(found) == 3
    assert found[-1] == "policies/tls.yaml"
    assert all(name.startswith("policies/own/") and name.endswith("-own.yaml") for name in found[:-1])


@given(st.text(max_size=60))
def test_no_name_of_a_policy_leads_out_of_the_run(name: str) -> None:
    if name.startswith("policies/"):
        return  # only what was loaded from a folder is called that
    inside = Path("/run", name_in_run(name))
    assert Path("/run/policies/own") in Path(os.path.normpath(inside)).parents


# ── reading ──────────────────────────────────────────────────────────────────────────────────────────────────────────


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.binary(max_size=200))
def test_any_bytes_are_evidence_or_an_error_in_words(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "evidence.json").write_bytes(data)
    with pytest.raises(RunFolderError):
        RunFolder(tmp_path).evidence()


def check_words(error: RunFolderError) -> None:
    assert "evidence.json is broken" in error.message


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["kind", "scope", "status", "unknown", "hsts", "host", "seen"]), inner, max_size=4
        )
    ),
    max_leaves=8,
)


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.dictionaries(st.sampled_from(["facts", "coverage", "plan", "shop", "started", "ended", "vantage"]), JSON))
def test_any_document_is_evidence_or_an_error_in_words(tmp_path: Path, document: dict[str, object]) -> None:
    (tmp_path / "evidence.json").write_bytes(dump_json({"schema": EVIDENCE_SCHEMA} | document))
    try:
        RunFolder(tmp_path).evidence()
    except RunFolderError as error:
        check_words(error)


@given(st.text(), st.text())
def test_every_text_can_be_written_and_read_back(key: str, value: str) -> None:
    assert json.loads(dump_json({key: value})) == {key: value}


def test_a_lone_surrogate_is_written_as_an_escape_and_what_is_no_json_not_at_all(tmp_path: Path) -> None:
    assert json.loads(dump_json(["\ud800"])) == ["\ud800"]
    with pytest.raises(ValueError, match="JSON"):
        write_json(tmp_path / "x.json", float("nan"))
    assert list(tmp_path.iterdir()) == []
