"""`siegel judge` and `siegel report`: offline, repeatable, and by other policies without touching what was seen."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from .conftest import Shop, Siegel, read

OWN_POLICY = """\
policy: own
area: http
title: {en: Own, de: Eigene}
params:
  names: {type: set of text, default: [x-content-type-options], help: Headers that must not be there.}
controls:
  - id: OWN-001
    title: {en: No such header, de: Kein solcher Header}
    why: {en: A test., de: Ein Test.}
    severity: high
    certainty: standard
    forbid: header
    where: {name: {one_of: $names}, present: true}
    remedy: {en: Remove it., de: Entfernen.}
    references: [gdpr-32]
"""
OWN_PROFILE = "profile: own\nextends: [baseline-de-shop]\npolicies: [./own.yaml]\n"

#: Runs `siegel` where whoever opens a connection, or looks up a name, is told so by the exit code.
OFFLINE = """
import os, sys
def hook(event, args):
    if event in {"socket.connect", "socket.getaddrinfo", "socket.sendto", "socket.bind", "subprocess.Popen", "os.exec"}:
        os.write(2, f"{event} {args}".encode())
        os._exit(99)
sys.addaudithook(hook)
from scanner.cli import main
main(sys.argv[1:])
"""


def snapshot(folder: Path, *but: str) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and path.name not in but
    }


def verdicts(folder: Path) -> dict[str, str]:
    return {verdict["control"]: verdict["verdict"] for verdict in read(folder / "report.json")["verdicts"]}


def scan_by_own_profile(siegel: Siegel, shop: Shop, folder: Path) -> Path:
    """A run by a profile and a policy of one's own, of which the originals are gone."""
    (folder / "own").mkdir()
    (folder / "own/own.yaml").write_text(OWN_POLICY)
    (folder / "own/profile.yaml").write_text(OWN_PROFILE)
    done = siegel.here("scan", shop.file, "--profile", "own/profile.yaml", "--only", "http", "--out", "run", "-q")
    assert done.code == 1, done.both
    assert "OWN-001" in done.out
    shutil.rmtree(folder / "own")
    return folder / "run"


# ── the same again ───────────────────────────────────────────────────────────────────────────────────────────────────


def test_judging_again_gives_the_same_bytes(siegel: Siegel, run: Path) -> None:
    before = snapshot(run)
    for _ in range(2):
        assert siegel.here("judge", "run").code == 0
        assert snapshot(run) == before


def test_judging_from_elsewhere_gives_the_same_bytes(siegel: Siegel, run: Path, tmp_path: Path) -> None:
    before = (run / "report.json").read_bytes()
    moved = tmp_path / "some where" / "ü"
    moved.parent.mkdir()
    run.rename(moved)
    done = siegel("judge", moved, env={"LANG": "de_DE.UTF-8", "TZ": "Pacific/Kiritimati", "PYTHONHASHSEED": "7"})
    assert done.code == 0, done.both
    assert (moved / "report.json").read_bytes() == before


def test_deriving_again_changes_no_verdict(siegel: Siegel, run: Path) -> None:
    before = (run / "report.json").read_bytes()
    assert siegel.here("judge", "run", "--rederive").code == 0
    assert (run / "report.json").read_bytes() == before


@pytest.mark.parametrize("command", [["judge"], ["report", "--format", "console"], ["report", "--format", "json"]])
def test_no_connection_is_opened_and_no_process_started(siegel: Siegel, run: Path, command: list[str]) -> None:
    done = subprocess.run(
        [sys.executable, "-c", OFFLINE, command[0], str(run), *command[1:]],
        capture_output=True,
        timeout=60,
        check=False,
        env=siegel.environment(None),
    )
    assert done.returncode == 0, done.stderr


# ── otherwise ────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_another_day_gives_other_verdicts_and_leaves_the_evidence_alone(siegel: Siegel, run: Path) -> None:
    before = snapshot(run, "report.json", "manifest.json")
    done = siegel.here("judge", "run", "--as-of", "2040-01-01")
    assert done.code == 1, done.both
    assert verdicts(run)["TLS-014"] == "fail"
    assert read(run / "report.json")["as_of"] == "2040-01-01"
    assert snapshot(run, "report.json", "manifest.json") == before
    assert siegel.here("judge", "run").code == 0, "the run's own day is still its own"


def test_another_profile_gives_other_controls_and_leaves_the_policies_alone(siegel: Siegel, run: Path) -> None:
    before = snapshot(run, "report.json", "manifest.json")
    first = (run / "report.json").read_bytes()
    done = siegel.here("judge", "run", "--profile", "baseline-de-shop")
    assert done.code == 0, done.both
    assert "TLS-005" not in verdicts(run)
    assert snapshot(run, "report.json", "manifest.json") == before
    siegel.here("judge", "run")
    assert (run / "report.json").read_bytes() == first


def test_the_gate_can_be_weighed_anew(siegel: Siegel, run: Path) -> None:
    (run / "evidence.json").write_text((run / "evidence.json").read_text().replace("nosniff", "sniff"))
    assert siegel.here("judge", "run").code == 0
    assert verdicts(run)["HTTP-005"] == "fail"
    assert siegel.here("judge", "run", "--fail-on", "low", "--strict").code == 1


def test_a_new_folder_holds_all_that_is_needed_to_judge_again(siegel: Siegel, run: Path, tmp_path: Path) -> None:
    before = snapshot(run)
    done = siegel.here("judge", "run", "--out", "new", "--as-of", "2040-01-01", "--format", "console")
    assert done.code == 1, done.both
    assert snapshot(run) == before
    assert (tmp_path / "new/evidence.json").read_bytes() == before["evidence.json"]
    shutil.rmtree(run)
    report = (tmp_path / "new/report.json").read_bytes()
    assert siegel.here("judge", "new").code == 1
    assert (tmp_path / "new/report.json").read_bytes() == report
    assert (tmp_path / "new/report.txt").exists()


def test_a_report_goes_to_stdout_and_nothing_is_written(siegel: Siegel, run: Path, tmp_path: Path) -> None:
    before = snapshot(tmp_path)
    done = siegel.here("judge", "run", "--out", "-", "--format", "json")
    assert json.loads(done.out)["shop"] == read(run / "report.json")["shop"]
    assert siegel.here("judge", "run", "--out", "-", "--format", "json,csv").code == 2
    assert snapshot(tmp_path) == before


def test_a_run_is_never_written_over_itself(siegel: Siegel, run: Path, tmp_path: Path) -> None:
    before = snapshot(run)
    (tmp_path / "link").symlink_to(run)
    for same in ("run", "./run", str(run), "link"):
        assert siegel.here("judge", "run", "--out", same).code == 2
        assert snapshot(run) == before


def test_a_sealed_run_is_judged_into_a_new_folder_only(siegel: Siegel, run: Path, tmp_path: Path) -> None:
    (run / "run.dsse.json").write_text("{}")
    before = snapshot(run)
    done = siegel.here("judge", "run")
    assert done.code == 2
    assert "sealed" in done.err
    assert "--out" in done.err
    assert siegel.here("judge", "run", "--out", "new").code == 0
    assert snapshot(run) == before
    assert (tmp_path / "new/report.json").exists()


def test_evidence_alone_is_enough_with_a_profile(siegel: Siegel, run: Path, tmp_path: Path) -> None:
    alone = tmp_path / "alone"
    alone.mkdir()
    shutil.copy(run / "evidence.json", alone)
    done = siegel.here("judge", "alone", "--profile", "strict-de-shop")
    assert done.code == 0, done.both
    assert sorted(path.name for path in alone.iterdir()) == ["evidence.json", "report.json"]
    assert verdicts(alone) == verdicts(run)
    assert siegel.here("report", "alone").code == 0


# ── policies of one's own ────────────────────────────────────────────────────────────────────────────────────────────


def test_a_policy_of_ones_own_is_kept_in_the_run_and_judges_again_from_there(
    siegel: Siegel, sound: Shop, tmp_path: Path
) -> None:
    folder = scan_by_own_profile(siegel, sound, tmp_path)
    first = (folder / "report.json").read_bytes()
    own = next(verdict for verdict in json.loads(first)["verdicts"] if verdict["control"] == "OWN-001")
    assert re.fullmatch(r"policies/own/[0-9a-f]{8}-own\.yaml", own["policy"]["file"])
    assert (folder / own["policy"]["file"]).is_file()
    assert str(tmp_path) not in first.decode()
    assert siegel.here("judge", "run").code == 1
    assert (folder / "report.json").read_bytes() == first


def test_a_run_by_policies_of_ones_own_is_judged_into_a_new_folder_and_again(
    siegel: Siegel, sound: Shop, tmp_path: Path
) -> None:
    scan_by_own_profile(siegel, sound, tmp_path)
    assert siegel.here("judge", "run", "--out", "second").code == 1
    assert siegel.here("judge", "second", "--out", "third").code == 1
    assert siegel.here("judge", "third").code == 1
    assert verdicts(tmp_path / "third") == verdicts(tmp_path / "run")
    assert read(tmp_path / "third/report.json")["verdicts"] == read(tmp_path / "run/report.json")["verdicts"]


def test_ones_own_folder_may_be_called_policies_too(siegel: Siegel, run: Path, tmp_path: Path) -> None:
    (tmp_path / "policies").mkdir()
    (tmp_path / "policies/http.yaml").write_text(OWN_POLICY)
    (tmp_path / "policies/mine.yaml").write_text(OWN_PROFILE.replace("own.yaml", "http.yaml"))
    assert siegel.here("judge", "run", "--profile", "policies/mine.yaml", "--out", "new").code == 1
    assert siegel.here("judge", "new").code == 1
    assert verdicts(tmp_path / "new").keys() >= {"HTTP-001", "OWN-001"}


def test_a_profile_that_extends_a_file_beside_it(siegel: Siegel, run: Path, tmp_path: Path) -> None:
    (tmp_path / "base.yaml").write_text("profile: base\nextends: [baseline-de-shop]\nfail_on: critical\n")
    (tmp_path / "mine.yaml").write_text("profile: mine\nextends: [./base.yaml]\npolicies: [own.yaml]\n")
    (tmp_path / "own.yaml").write_text(OWN_POLICY)
    done = siegel.here("judge", "run", "--profile", "mine.yaml")
    assert done.code == 0, done.both
    assert verdicts(run)["OWN-001"] == "fail"
    assert read(run / "report.json")["gate"]["fail_on"] == "critical"


def test_a_policy_that_was_tampered_with_in_the_run_is_told(siegel: Siegel, run: Path) -> None:
    before = (run / "report.json").read_bytes()
    policy = run / "policies/tls.yaml"
    policy.write_text(policy.read_text().replace("severity: critical", "severity: crital"))
    done = siegel.here("judge", "run")
    assert done.code == 3, done.both
    assert "policies/tls.yaml:" in done.err
    assert (run / "report.json").read_bytes() == before


# ── rendering ────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_report_is_rendered_from_what_is_stored(siegel: Siegel, run: Path, tmp_path: Path) -> None:
    (run / "evidence.json").unlink()
    shutil.rmtree(run / "policies")
    console = siegel.here("report", "run")
    assert console.code == 0
    assert "PASSED" in console.out
    document = siegel.here("report", "run", "--format", "json")
    assert json.loads(document.out) == read(run / "report.json")
    files = siegel.here("report", "run", "--format", "json,console", "--out", "out")
    assert files.code == 0
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == ["report.json", "report.txt"]


def test_several_formats_need_a_folder(siegel: Siegel, run: Path) -> None:
    assert siegel.here("report", "run", "--format", "json,console").code == 2
    assert siegel.here("report", "run", "--format", "jsn").code == 2
    (run / "file").write_text("")
    done = siegel.here("report", "run", "--out", "run/file/below")
    assert done.code == 2, done.both
