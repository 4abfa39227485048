"""SARIF 2.1.0 for code hosts: a rule per control, a result per finding that fails it, and one for what stayed open.

Passed and not applicable controls are rules without results. Nothing is in a message but text made harmless: one line,
no link of the shop's (SARIF 2.1.0 § 3.11.6) and no placeholder (§ 3.11.5).
"""

from __future__ import annotations

import json
import re
from typing import Any

from scanner.model.report import Report
from scanner.model.text import visible
from scanner.model.verdict import Text
from scanner.reports import said, words
from scanner.reports.read import RunNotes, read_report, read_run
from scanner.reports.sarif.plain import plain
from scanner.reports.sarif.results import BASES, CUT, results_of
from scanner.reports.sarif.rules import rule_of, rule_of_cut

_SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
_ABOUT = Text(
    "Policy-as-code for the trust layer of online shops.", "Policy-as-Code für die Vertrauensschicht von Onlineshops."
)
_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,6})?Z")
#: Notices of one run.
_MOST_NOTICES = 100


def render_sarif(document: object, lang: str = "en") -> bytes:
    """A report document as a SARIF log of one run in UTF-8; RunFolderError if it is none."""
    report = read_report(document)
    run = read_run(report)
    ids = list(dict.fromkeys(visible(verdict.control) for verdict in report.verdicts))
    of_id = {visible(verdict.control): verdict for verdict in reversed(report.verdicts)}
    rules = [rule_of(of_id[id_], report, lang) for id_ in ids]
    results = results_of(report, {id_: index for index, id_ in enumerate(ids)}, lang)
    if results and results[-1]["ruleId"] == CUT:
        rules.append(rule_of_cut(lang))
    driver: dict[str, Any] = {
        "name": "Siegel",
        "shortDescription": {"text": _ABOUT.to(lang)},
        "fullDescription": {"text": words.DISCLAIMER.to(lang)},
        "language": lang,
        "rules": rules,
    }
    if version := run.versions.get("siegel"):
        driver["version"] = visible(version, 40)
    log = {
        "$schema": _SCHEMA,
        "version": "2.1.0",
        "runs": [
            {
                "tool": {"driver": driver},
                "language": lang,
                "automationDetails": {"id": f"siegel/{said.host_of(report.shop)}/{visible(report.profile, 80)}/"},
                "invocations": [_invocation(report, run, lang)],
                "originalUriBaseIds": {name: {"description": {"text": text.to(lang)}} for name, text in BASES.items()},
                "columnKind": "utf16CodeUnits",
                "results": results,
                "properties": _about(report, run, lang),
            }
        ],
    }
    return (json.dumps(log, ensure_ascii=False, indent=1, allow_nan=False) + "\n").encode()


def _invocation(report: Report, run: RunNotes, lang: str) -> dict[str, Any]:
    notices = [
        {"level": "note", "message": {"text": plain(notice.to(lang)) or "-"}} for notice in run.notices[:_MOST_NOTICES]
    ]
    times = (("startTimeUtc", run.started), ("endTimeUtc", run.ended))
    return {
        "executionSuccessful": not run.incomplete,
        "exitCode": report.gate.exit_code,
        "exitCodeDescription": words.MEANING[report.gate.exit_code].to(lang),
        "toolExecutionNotifications": notices,
    } | {name: time for name, time in times if _TIME.fullmatch(time)}


def _about(report: Report, run: RunNotes, lang: str) -> dict[str, Any]:
    """What a reader has to know of the run, so that nobody takes the results for more than they are."""
    return {
        "shop": visible(report.shop, said.MOST_WHERE),
        "name": visible(report.name),
        "profile": visible(report.profile),
        "asOf": visible(report.as_of),
        "outcome": said.outcome(report, lang),
        "because": [said.said(text, lang) for text in report.gate.because[:100]],
        "failOn": report.gate.fail_on.value,
        "totals": {what: n for n, what in said.totals(report, lang)},
        "coverage": said.said(report.coverage_note, lang),
        "leftOut": [f"{visible(item.control)}: {said.said(item.because, lang)}" for item in report.left_out[:1_000]],
        "authorisedBy": visible(run.authorised_by) or words.NOBODY.to(lang),
        "vantage": {visible(name) or "-": visible(at) for name, at in run.vantage.items()},
        "versions": {visible(tool): visible(version) for tool, version in run.versions.items()},
        "limits": words.DISCLAIMER.to(lang),
    }
