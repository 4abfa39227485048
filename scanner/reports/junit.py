"""JUnit XML for CI: a test suite per area, a test case per control. What is unknown is an error, never a pass.

| control | test case |
|---|---|
| passed | passed |
| failed and counts | failure |
| failed, but does not count: waived, in the baseline, a note, a warning, below the threshold | skipped, saying so |
| unknown | error |
| not assessed, not applicable | skipped; error where --require-complete makes it count |

So a job that reads the file fails where the gate fails, and a failure that doesn't count is no green test either.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from xml.etree import ElementTree as ET

from scanner.model.report import Report
from scanner.model.text import visible
from scanner.model.verdict import ControlVerdict, Text
from scanner.model.vocabulary import Verdict
from scanner.reports import said, words
from scanner.reports.read import RunNotes, read_report, read_run

#: Findings of one test case.
MOST_FINDINGS = 100
_NOT_COUNTED = Text("failed, but does not count", "nicht bestanden, zählt aber nicht")
_NOT_ASSESSED = Text("not assessed, by the owner's choice", "nicht geprüft, nach Wahl des Betreibers")
_GATE = Text("the gate", "das Gate")


def render_junit(document: object, lang: str = "en") -> bytes:
    """A report document as JUnit XML in UTF-8; RunFolderError if it is none."""
    report = read_report(document)
    run = read_run(report)
    root = ET.Element("testsuites", name="Siegel")
    for area, verdicts in said.by_area(report.verdicts):
        _suite(root, area.value, [_case(area.value, verdict, report, lang) for verdict in verdicts], report, run)
    if not report.gate.passed and root.find(".//failure") is None and root.find(".//error") is None:
        _suite(root, "gate", [_gate(report, lang)], report, run)
    for name in ("tests", "failures", "errors", "skipped"):
        root.set(name, str(sum(int(suite.get(name, "0")) for suite in root)))
    root.set("time", _seconds(run))
    ET.indent(root, " ")
    return b'<?xml version="1.0" encoding="UTF-8"?>\n' + ET.tostring(root, encoding="unicode").encode() + b"\n"


def _suite(root: ET.Element, name: str, cases: Sequence[ET.Element], report: Report, run: RunNotes) -> None:
    suite = ET.SubElement(root, "testsuite", name=name, tests=str(len(cases)))
    for attribute, tag in (("failures", "failure"), ("errors", "error"), ("skipped", "skipped")):
        suite.set(attribute, str(sum(case.find(tag) is not None for case in cases)))
    suite.set("time", "0")
    if found := re.fullmatch(r"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.\d+)?Z", run.started):
        suite.set("timestamp", found[1])
    suite.set("hostname", said.host_of(report.shop))
    properties = ET.SubElement(suite, "properties")
    about = [("shop", report.shop), ("name", report.name), ("profile", report.profile), ("as_of", report.as_of)]
    about += [("exit_code", str(report.gate.exit_code)), ("fail_on", report.gate.fail_on.value)]
    about += [(f"version.{tool}", version) for tool, version in run.versions.items()]
    for key, value in about:
        ET.SubElement(properties, "property", name=visible(key), value=visible(value))
    suite.extend(cases)


def _case(area: str, verdict: ControlVerdict, report: Report, lang: str) -> ET.Element:
    name = f"{visible(verdict.control)} {said.said(verdict.title, lang)}"
    case = ET.Element("testcase", classname=area, name=name, time="0")
    decided = said.said(verdict.judgement.decided_by, lang)
    match verdict.verdict:
        case Verdict.PASS:
            pass
        case Verdict.NOT_APPLICABLE:
            _skip(case, f"{words.TOTALS[Verdict.NOT_APPLICABLE].to(lang)}: {decided}")
        case Verdict.FAIL if verdict.counted:
            about = f"{words.SEVERITY[verdict.severity].to(lang)}: {_first(verdict, lang)}"
            failure = ET.SubElement(case, "failure", message=visible(about, 600), type=verdict.severity.value)
            failure.text = _details(verdict, report, lang)
        case Verdict.FAIL:
            why = "; ".join(said.excuses(verdict, report, lang))
            _skip(case, f"{_NOT_COUNTED.to(lang)}: {why}")
            ET.SubElement(case, "system-out").text = _details(verdict, report, lang)
        case Verdict.UNKNOWN:
            reasons = said.why_open(verdict, report, lang)
            label = (_NOT_ASSESSED if verdict.not_assessed else words.TOTALS[Verdict.UNKNOWN]).to(lang)
            if verdict.not_assessed and not verdict.counted:
                _skip(case, f"{label}: {reasons[0]}")
            else:
                error = ET.SubElement(case, "error", message=visible(f"{label}: {reasons[0]}", 600), type="unknown")
                error.text = _lines(f"{words.WHY.to(lang)}: {reason}" for reason in reasons)
    return case


def _skip(case: ET.Element, message: str) -> None:
    ET.SubElement(case, "skipped", message=visible(message, 1_000))


def _first(verdict: ControlVerdict, lang: str) -> str:
    found = verdict.judgement.findings
    if not found:
        return said.said(verdict.judgement.decided_by, lang)
    more = f" ({words.MORE.to(lang).format(n=len(found) - 1)})" if len(found) > 1 else ""
    return f"{said.said(found[0].message, lang)}{more}"


def _details(verdict: ControlVerdict, report: Report, lang: str) -> str:
    """Every line begins with a label of ours."""
    found = verdict.judgement.findings
    where, titles = words.WHERE.to(lang), {reference.id: reference.title for reference in report.references}
    lines = [
        f"{where}: {visible(finding.where, said.MOST_WHERE)}: {said.said(finding.message, lang)}"
        for finding in found[:MOST_FINDINGS]
    ]
    more = len(found) - MOST_FINDINGS
    lines += [f"{where}: {words.MORE.to(lang).format(n=more)}"] if more > 0 else []
    lines += [
        f"{words.BASIS.to(lang)}: {visible(titles[id_].to(lang) if id_ in titles else id_)}"
        for id_ in verdict.references
    ]
    remedy = [line.strip() for line in verdict.remedy.to(lang).split("\n") if line.strip()]
    lines += [f"{words.MEND.to(lang)}: {visible(line, 2_000)}" for line in remedy]
    return _lines(lines)


def _gate(report: Report, lang: str) -> ET.Element:
    """What holds the gate shut although no control does."""
    case = ET.Element("testcase", classname="gate", name=_GATE.to(lang), time="0")
    error = ET.SubElement(case, "error", message=said.outcome(report, lang), type="gate")
    error.text = _lines(f"{words.WHY.to(lang)}: {said.said(because, lang)}" for because in report.gate.because)
    return case


def _lines(lines: Iterable[str]) -> str:
    return "\n".join(["", *lines, ""])


def _seconds(run: RunNotes) -> str:
    return f"{run.seconds or 0:.3f}"
