"""`siegel diff` over run folders: real ones, those of another shop, and broken or hostile ones."""

from __future__ import annotations

import json
import os
import re
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from scanner.schemas import SCHEMAS

from .conftest import OUTER_WALL, Shop, Siegel, read


def edit(path: Path, change: Callable[[Any], None]) -> None:
    document = read(path)
    change(document)
    path.write_text(json.dumps(document))


@pytest.fixture(scope="module")
def rotten_run(rotten: Shop, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("rotten-run")
    done = Siegel(folder)("scan", rotten.file, *OUTER_WALL, "--out", "run", "-q")
    assert done.code == 1, done.both
    return folder / "run"


def test_a_shop_that_became_worse(siegel: Siegel, kept_run: Path, rotten_run: Path) -> None:
    done = siegel("diff", kept_run, rotten_run)
    assert done.code == 1, done.both
    for said in ("WORSE: ", "Newly failing (5)", "x TLS-001 critical", "TLSv1.0 on www.muesli.example:443", "HTTP-002", "replaced: certificate of www.muesli.example:443"):  # fmt: skip  # noqa: E501
        assert said in done.out
    assert done.err == ""


def test_and_the_way_back(siegel: Siegel, kept_run: Path, rotten_run: Path) -> None:
    done = siegel.here("diff", rotten_run, kept_run, "--lang", "de")
    assert done.code == 0, done.both
    assert "NICHT SCHLECHTER" in done.out
    assert "Behoben (5)" in done.out


def test_a_run_and_itself(siegel: Siegel, kept_run: Path) -> None:
    done = siegel.here("diff", kept_run, kept_run)
    assert done.code == 0
    assert "No verdict moved" in done.out
    assert "The runs differ" not in done.out


def test_the_document_is_what_its_schema_says(siegel: Siegel, kept_run: Path, rotten_run: Path) -> None:
    done = siegel.here("diff", kept_run, rotten_run, "--format", "json")
    assert done.code == 1
    document = json.loads(done.out)
    jsonschema.Draft202012Validator(SCHEMAS["diff"]()).validate(document)
    assert document["exit_code"] == 1
    failing = {one["control"]: one for one in document["controls"]["newly_failing"]}
    assert set(failing) == {"TLS-001", "TLS-005", "TLS-015.named", "HTTP-002", "HTTP-004"}
    assert all(found["fingerprint"] for found in failing["TLS-001"]["new_findings"])
    assert [item["where"] for item in document["days_left"]] == ["muesli.example:443", "www.muesli.example:443"]


def test_another_profile_is_said_first(siegel: Siegel, run: Path, kept_run: Path) -> None:
    assert siegel.here("judge", run, "--profile", "baseline-de-shop", "--out", "other").code in {0, 1, 4}
    done = siegel.here("diff", kept_run, "other")
    assert "! profile: strict-de-shop → baseline-de-shop" in done.out
    assert "! policy files that differ: " in done.out
    assert done.out.index("! profile") < done.out.index("exit ")


def test_a_policy_that_was_edited_is_named(siegel: Siegel, run: Path, kept_run: Path) -> None:
    with (run / "policies/tls.yaml").open("a") as file:
        file.write("# edited\n")
    assert re.search(
        r"! policy files that differ: tls.yaml \(\w{8}\) → tls.yaml \(\w{8}\)", siegel.here("diff", kept_run, run).out
    )


def test_what_newly_cannot_be_seen_ends_with_4(siegel: Siegel, run: Path, kept_run: Path) -> None:
    def lose_tls(evidence: Any) -> None:
        for entry in evidence["coverage"]:
            if entry["kind"].startswith("tls_"):
                entry.update(status="gap", cause="timeout", reason="no answer within 10 s")
        for kind in [kind for kind in evidence["facts"] if kind.startswith("tls_")]:
            del evidence["facts"][kind]

    edit(run / "evidence.json", lose_tls)
    assert siegel.here("judge", run).code == 4
    done = siegel.here("diff", kept_run, run)
    assert done.code == 4, done.both
    assert "LESS KNOWN" in done.out
    assert "passed → unknown, counts" in done.out


@pytest.mark.parametrize("sides", [("nowhere", "run"), ("run", "nowhere"), ("run", "empty"), ("file", "run")])
def test_folders_that_are_none(siegel: Siegel, run: Path, tmp_path: Path, sides: tuple[str, str]) -> None:
    (tmp_path / "empty").mkdir()
    (tmp_path / "file").write_text("")
    done = siegel.here("diff", *sides)
    assert done.code == 2, done.both
    assert "hint:" in done.err
    assert done.out == ""


@pytest.mark.parametrize(
    ("name", "change"),
    [
        ("report", lambda r: r["gate"].update(passed=False)),
        ("report", lambda r: r.update(verdicts=[])),
        ("report", lambda r: r.update(schema="siegel/report/2")),
        ("report", lambda r: r["verdicts"][0].update(findings=5)),
        ("evidence", lambda e: e["facts"].update(hsts={})),
        ("evidence", lambda e: e.update(schema="siegel/evidence/2")),
        ("evidence", lambda e: e.update(started=5)),
    ],
)
def test_documents_that_are_broken(
    siegel: Siegel, run: Path, kept_run: Path, name: str, change: Callable[[Any], None]
) -> None:
    edit(run / f"{name}.json", change)
    for sides in ((run, kept_run), (kept_run, run)):
        done = siegel.here("diff", *sides)
        assert done.code == 2, done.both[-2000:]
        assert done.out == ""


def test_a_control_judged_twice_is_refused(siegel: Siegel, run: Path, kept_run: Path) -> None:
    def twice(report: Any) -> None:
        report["verdicts"].append(report["verdicts"][0])
        report["totals"][report["verdicts"][0]["verdict"]] += 1

    edit(run / "report.json", twice)
    done = siegel.here("diff", kept_run, run)
    assert done.code == 2
    assert "twice" in done.err


@pytest.mark.parametrize("odd", [None, 5, [], {}, "x", True, [[[[[[5]]]]]]])
@pytest.mark.parametrize("key", ["settings", "authorised_by", "as_of"])
def test_odd_values_give_no_traceback(siegel: Siegel, run: Path, kept_run: Path, key: str, odd: object) -> None:
    def change(report: Any) -> None:
        (report if key == "as_of" else report["run"])[key] = odd

    edit(run / "report.json", change)
    done = siegel.here("diff", kept_run, run)
    assert done.code in {0, 2}, done.both[-2000:]
    assert "Traceback" not in done.both


def test_policies_that_lead_elsewhere_are_refused(siegel: Siegel, run: Path, kept_run: Path) -> None:
    (run / "policies/tls.yaml").unlink()
    (run / "policies/tls.yaml").symlink_to("/etc/hostname")
    done = siegel.here("diff", kept_run, run)
    assert done.code == 2
    assert "is no policy file" in done.err


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes here")
def test_a_pipe_among_the_policies_is_not_waited_for(siegel: Siegel, run: Path, kept_run: Path) -> None:
    os.mkfifo(run / "policies/x.yaml")
    assert siegel("diff", kept_run, run, timeout=30).code == 2


def test_text_of_the_shop_forges_no_line(siegel: Siegel, run: Path, kept_run: Path) -> None:
    def attack(report: Any) -> None:
        report["name"] = "\n::error::forged\x1b[2J"
        report["verdicts"][0]["title"]["en"] = "\r\nPASSED ##[group]forged"
        report["verdicts"][0]["verdict"] = "fail"
        report["totals"] = {v: sum(one["verdict"] == v for one in report["verdicts"]) for v in report["totals"]}

    edit(run / "report.json", attack)
    for form in ("console", "json"):
        out = siegel.here("diff", kept_run, run, "--format", form).out
        assert "forged" in out
        assert "\n::error" not in out
        assert "##[" not in out
        assert "\x1b" not in out


def test_runs_without_policies_are_compared(siegel: Siegel, run: Path, kept_run: Path) -> None:
    shutil.rmtree(run / "policies")
    done = siegel.here("diff", kept_run, run)
    assert done.code == 0, done.both
    assert "! policy files that differ: " in done.out
    assert "→ nothing said" in done.out
