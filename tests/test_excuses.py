"""Waivers and a baseline change what counts, never a verdict; and what they hide is said."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import replace
from pathlib import Path

import pytest

from scanner.errors import ExitCode
from scanner.excuses import Given, failed_in, given, kept
from scanner.model.evidence import Coverage, Evidence, Status
from scanner.model.facts import Hsts
from scanner.model.vocabulary import Verdict
from scanner.policy.library import Library, built_in
from scanner.scan import Run, Settings, make_report, write_run
from scanner.store import RunFolder
from scanner.weigh import Excuses

AS_OF = dt.date(2026, 11, 22)
OLD, NEW = "old.shop.example", "www.shop.example"


@pytest.fixture(scope="module")
def library() -> Library:
    return built_in()


def evidence(*hosts: str) -> Evidence:
    rows = tuple(Hsts(host=host, present=False, valid=False, max_age=None) for host in hosts)
    return Evidence("https://www.shop.example/", {"hsts": rows}, (Coverage("hsts", (), Status.SEEN),))


def run(library: Library, seen: Evidence, excuses: Given, as_of: dt.date = AS_OF) -> Run:
    profile = library.profile("baseline-de-shop")
    only = replace(profile, controls=tuple(t for t in profile.controls if t.control.id == "HTTP-002"))
    settings = Settings(as_of, given=excuses)
    report = make_report(seen, only, library, settings, name="shop", run={})
    return Run(seen, report, {}, {}, excuses.files)


def waivers(folder: Path, *, where: str = f"{{host: {OLD}}}", until: str = "2026-12-31") -> Path:
    path = folder / "w.yaml"
    entry = f"{{control: HTTP-002, where: {where}, until: {until}, because: It goes., approved_by: CISO}}"
    path.write_text(f"waivers:\n  - {entry}\n", encoding="utf-8")
    return path


def test_a_waived_failure_stays_a_failure_and_does_not_count(library: Library, tmp_path: Path) -> None:
    judged = run(library, evidence(OLD), given(library, waivers(tmp_path), None))
    (verdict,) = judged.report.verdicts
    assert (verdict.verdict, verdict.counted) == (Verdict.FAIL, False)
    assert verdict.waiver == "until 2026-12-31, approved by CISO: It goes."
    assert judged.exit_code is ExitCode.PASSED
    assert "does not count, waived: HTTP-002" in judged.document["gate"]["because"]


def test_a_waiver_for_one_host_does_not_excuse_another(library: Library, tmp_path: Path) -> None:
    judged = run(library, evidence(OLD, NEW), given(library, waivers(tmp_path), None))
    assert judged.report.verdicts[0].counted
    assert judged.exit_code is ExitCode.FAILED


def test_an_expired_waiver_counts_again_and_says_so(library: Library, tmp_path: Path) -> None:
    judged = run(library, evidence(OLD), given(library, waivers(tmp_path, until="2026-11-21"), None))
    (verdict,) = judged.report.verdicts
    assert verdict.counted
    assert verdict.waiver_detail is not None
    assert verdict.waiver_detail.counts_again
    assert any("expired on 2026-11-21" in notice["en"] for notice in judged.document["run"]["notices"])


def test_a_waiver_that_covers_nothing_is_a_notice(library: Library, tmp_path: Path) -> None:
    judged = run(library, evidence(NEW), given(library, waivers(tmp_path), None))
    assert any("is not used" in notice["en"] for notice in judged.document["run"]["notices"])


def test_what_failed_before_does_not_count_and_what_is_new_does(library: Library) -> None:
    before = run(library, evidence(OLD), Given(Excuses(), {}))
    known = Given(Excuses(baseline=failed_in(before.document)), {})
    same, more = run(library, evidence(OLD), known), run(library, evidence(OLD, NEW), known)
    assert (same.exit_code, same.report.verdicts[0].baseline) == (ExitCode.PASSED, True)
    assert "does not count, failed in the baseline too: HTTP-002" in same.document["gate"]["because"]
    assert more.exit_code is ExitCode.FAILED


def test_waiver_and_baseline_together_excuse_what_neither_does_alone(library: Library, tmp_path: Path) -> None:
    before = run(library, evidence(NEW), Given(Excuses(), {}))
    both = replace(given(library, waivers(tmp_path), None).excuses, baseline=failed_in(before.document))
    assert run(library, evidence(OLD, NEW), Given(both, {})).exit_code is ExitCode.PASSED


def test_a_run_keeps_its_excuses_and_gives_the_same_report_again(library: Library, tmp_path: Path) -> None:
    profile = library.profile("baseline-de-shop")
    earlier = write_run(tmp_path / "before", run(library, evidence(NEW), Given(Excuses(), {})), profile, library)
    excuses = given(library, waivers(tmp_path), earlier)
    first = run(library, evidence(OLD, NEW), excuses)
    folder = write_run(tmp_path / "run", first, profile, library)
    again = run(library, folder.evidence(), kept(library, RunFolder(folder.path)))
    assert json.dumps(again.document) == json.dumps(first.document)
