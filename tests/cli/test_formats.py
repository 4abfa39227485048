"""`siegel report RUN --format …`: every format, in both languages, and gone when it no longer holds."""

from __future__ import annotations

import io
import json
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest

from scanner import store
from scanner.cli import output
from scanner.errors import UsageError
from scanner.model.report import Report, encode_report
from scanner.model.verdict import ControlVerdict, Finding, Gate, Judgement, Place, Text
from scanner.model.vocabulary import Area, Certainty, Level, Severity, Verdict
from scanner.reports import FORMATS

from .conftest import Siegel

ALL = ",".join(format_.name for format_ in FORMATS)
FOUND = Finding(Text("TLSv1.0 accepted", "TLSv1.0 akzeptiert"), "www.muesli.example:443", "[]", (), "0" * 32)
FAILED = ControlVerdict(
    control="TLS-001",
    area=Area.TLS,
    policy=Place("policies/tls.yaml", 46),
    title=Text("No legacy protocols", "Keine veralteten Protokolle"),
    remedy=Text("Mend it.", "Beheben."),
    judgement=Judgement(Verdict.FAIL, (FOUND,)),
    severity=Severity.HIGH,
    level=Level.ERROR,
    certainty=Certainty.STANDARD,
    references=(),
    counted=True,
)
REPORT = Report(
    shop="https://www.muesli.example",
    name="Müsli Beispiel GmbH",
    profile="baseline-de-shop",
    as_of="2026-11-22",
    run={},
    verdicts=(FAILED,),
    left_out=(),
    gate=Gate(False, 1, Severity.HIGH),
    references=(),
    coverage_note=Text("seen", "gesehen"),
)
EVIDENCE = {"schema": "siegel/evidence/1", "shop": REPORT.shop, "plan": [], "facts": {}, "coverage": []}


@pytest.fixture
def run(tmp_path: Path) -> Path:
    folder = tmp_path / "run"
    folder.mkdir()
    store.write_json(folder / "report.json", encode_report(REPORT))
    store.write_json(folder / "evidence.json", EVIDENCE)
    return folder


@pytest.mark.parametrize("lang", ["en", "de"])
def test_every_format_is_written_in_the_language_asked_for(siegel: Siegel, run: Path, lang: str) -> None:
    done = siegel.here("report", run, "--format", ALL, "--lang", lang, "--out", "out")
    assert done.code == 0, done.both
    out = siegel.cwd / "out"
    assert {path.name for path in out.iterdir()} == {f"report{format_.suffix}" for format_ in FORMATS}
    title = {"en": "No legacy protocols", "de": "Keine veralteten Protokolle"}[lang]
    for format_ in FORMATS:
        if format_.is_text and format_.name != "scripts":  # which holds no verdicts
            assert title in (out / f"report{format_.suffix}").read_text("utf-8")
    with zipfile.ZipFile(out / "report.csv.zip") as archive:
        assert title in archive.read("verdicts.csv").decode()
        assert "pages.csv" in archive.namelist()


@pytest.mark.parametrize("name", ["sarif", "junit", "markdown"])
def test_a_format_alone_is_what_stands_on_stdout(siegel: Siegel, run: Path, name: str) -> None:
    done = siegel.here("report", run, "--format", name, "--lang", "de")
    assert (done.code, done.err) == (0, "")
    (format_,) = (format_ for format_ in FORMATS if format_.name == name)
    assert done.out.encode() == format_.render(json.loads((run / "report.json").read_text()), "de")


def test_rendered_reports_go_when_the_report_says_something_else(run: Path) -> None:
    folder = store.RunFolder(run)
    output.render_files(run, folder.report(), ALL.split(","), "en")
    assert len(list(run.glob("report.*"))) == len(FORMATS)
    store.replace_report(folder, encode_report(replace(REPORT, as_of="2026-11-23")))
    assert [path.name for path in run.glob("report.*")] == ["report.json"]


def test_what_is_no_text_is_kept_from_a_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    monkeypatch.setattr("sys.stdout", Terminal())
    with pytest.raises(UsageError, match="csv is not for a terminal"):
        output.write_stdout(encode_report(REPORT), "csv", "en", None, {})
    output.check_stdout("sarif")
