"""What failed or stayed open as SARIF results, each pointing at the control in its policy file."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from scanner.model.report import Report
from scanner.model.text import visible
from scanner.model.verdict import ControlVerdict, Finding, Text
from scanner.model.vocabulary import Level, Verdict
from scanner.reports import said
from scanner.reports.full.excuses import why_hidden
from scanner.reports.sarif.plain import plain, relative_uri

#: Results of a run. GitHub refuses more than 25,000 and shows 5,000.
MOST_RESULTS = 5_000
#: The rule of the one result that says how many others are left out.
CUT = "siegel-results-left-out"
LEVEL: Mapping[Level, str] = {Level.ERROR: "error", Level.WARNING: "warning", Level.NOTE: "note"}
#: Where policy files lie. Nobody but the reader knows where that is, so neither has a URI.
_RUN, _SOURCE = "RUN", "%SRCROOT%"
BASES: Mapping[str, Text] = {
    _RUN: Text(
        "The run's folder: it holds the policies by which it was judged.",
        "Der Ordner des Laufs: Er enthält die Policies, nach denen geurteilt wurde.",
    ),
    _SOURCE: Text("Where Siegel was called: policies of one's own.", "Wo Siegel aufgerufen wurde: eigene Policies."),
}
_OPEN = Text("Unknown, which is never a pass", "Unbekannt, und das ist nie bestanden")
_NOT_ASSESSED = Text("Not assessed, by the owner's choice", "Nicht geprüft, nach Wahl des Betreibers")
_LEFT_OUT = Text(
    "{n} further results are left out here, since code hosts show no more; all stand in the run's report.json.",
    "{n} weitere Ergebnisse fehlen hier, weil Code-Hosts nicht mehr zeigen; alle stehen in report.json des Laufs.",
)
_APPROVED = Text(
    "approved by {approved_by} until {until}: {because}", "genehmigt von {approved_by} bis {until}: {because}"
)


def results_of(report: Report, rules: Mapping[str, int], lang: str, most: int = MOST_RESULTS) -> list[dict[str, Any]]:
    """At most `most` results, what counts and is worst first, so that every control keeps some of its own.

    `rules`: the index of each control's rule by its id. If any are left out, the last result says how many.
    """
    verdicts = [*said.failed(report), *said.open_ones(report)]
    wanted = [max(1, len(verdict.judgement.findings)) for verdict in verdicts]
    share = fair_share(wanted, most if sum(wanted) <= most else most - 1)
    results: list[dict[str, Any]] = []
    for verdict in verdicts:
        rule = {"ruleId": visible(verdict.control), "ruleIndex": rules[visible(verdict.control)]}
        results += [rule | result for result in _results(verdict, report, lang, share)]
    if sum(wanted) > most:
        results = results[: most - 1]
        results.append(_left_out(sum(wanted) - len(results), len(rules), lang))
    return results


def fair_share(wanted: Sequence[int], room: int) -> int:
    """The most that each may have so that all together fit; 1 if not even that fits."""
    low, high = 1, max(wanted, default=1)
    while low < high:
        middle = (low + high + 1) // 2
        if sum(min(n, middle) for n in wanted) <= room:
            low = middle
        else:
            high = middle - 1
    return low


def _results(verdict: ControlVerdict, report: Report, lang: str, share: int) -> Iterator[dict[str, Any]]:
    judgement = verdict.judgement
    if verdict.verdict is Verdict.UNKNOWN:
        label = (_NOT_ASSESSED if verdict.not_assessed else _OPEN).to(lang)
        reasons = "; ".join(said.why_open(verdict, report, lang))
        message = f"{label}: {said.said(verdict.title, lang)}: {reasons}"
        yield _result(verdict, report, "open", message, "", _print(verdict.control, "open"))
        return
    about = _about_failure(verdict, report, lang)
    if not judgement.findings:
        message = said.said(judgement.decided_by, lang) or said.said(verdict.title, lang)
        yield _result(verdict, report, "fail", message, "", _print(verdict.control, "fail")) | about
    met: Counter[str] = Counter()
    for finding in judgement.findings[:share]:
        met[finding.fingerprint] += 1
        print_ = _print(verdict.control, finding.fingerprint)
        message = _message(finding, verdict, report, lang)
        yield _result(verdict, report, "fail", message, finding.where, print_, met[finding.fingerprint]) | about


def _message(finding: Finding, verdict: ControlVerdict, report: Report, lang: str) -> str:
    message, where = said.said(finding.message, lang), visible(finding.where, said.MOST_WHERE)
    placed = message if where in message else f"{where}: {message}"
    excuses = "; ".join(said.excuses(verdict, report, lang))
    return f"{placed} ({excuses})" if excuses else placed


def _result(
    verdict: ControlVerdict, report: Report, kind: str, message: str, where: str, print_: str, nth: int = 1
) -> dict[str, Any]:
    file = verdict.policy.file
    place = {
        "physicalLocation": {
            "artifactLocation": {
                "uri": relative_uri(file),
                "uriBaseId": _RUN if file.startswith("policies/") else _SOURCE,
            },
            "region": {"startLine": min(max(1, verdict.policy.line), 2**31 - 1)},
        },
        "logicalLocations": [
            {"fullyQualifiedName": visible(where or report.shop, said.MOST_WHERE) or "-", "kind": "resource"}
        ],
    }
    return {
        "kind": kind,
        "level": LEVEL[verdict.level] if kind == "fail" else "none",
        "message": {"text": plain(message, 2_000) or visible(verdict.control) or "-"},
        "locations": [place],
        # The second is the one by which GitHub knows an alert again; all results of a control stand on one line.
        "partialFingerprints": {"siegelFinding/v1": print_, "primaryLocationLineHash": f"{print_[:16]}:{nth}"},
        "properties": {
            "shop": visible(report.shop, said.MOST_WHERE),
            "severity": verdict.severity.value,
            "counted": verdict.counted,
            "notAssessed": verdict.not_assessed,
        },
    }


def _print(*parts: str) -> str:
    """The same in both languages and on every day."""
    return hashlib.sha256("\n".join(parts).encode("utf-8", "backslashreplace")).hexdigest()[:32]


def _about_failure(verdict: ControlVerdict, report: Report, lang: str) -> dict[str, Any]:
    """That all of a failure is waived, or was in the baseline. Where only some of it is, its message says so."""
    hidden = "" if verdict.counted else why_hidden(verdict, report)
    if hidden == "waiver":
        waived = verdict.waiver_detail
        named = {"until": waived.until, "because": waived.because, "approved_by": waived.approved_by} if waived else {}
        text = _APPROVED.to(lang).format(**named) if waived else verdict.waiver or ""
        return {"suppressions": [{"kind": "external", "status": "accepted", "justification": visible(text, 1_000)}]}
    return {"baselineState": "unchanged"} if hidden == "baseline" else {}


def _left_out(n: int, index: int, lang: str) -> dict[str, Any]:
    return {
        "ruleId": CUT,
        "ruleIndex": index,
        "kind": "informational",
        "level": "none",
        "message": {"text": _LEFT_OUT.to(lang).format(n=n)},
        "locations": [
            {
                "physicalLocation": {
                    "artifactLocation": {"uri": "report.json", "uriBaseId": _RUN},
                    "region": {"startLine": 1},
                }
            }
        ],
        "partialFingerprints": {"siegelFinding/v1": _print(CUT), "primaryLocationLineHash": f"{_print(CUT)[:16]}:1"},
    }
