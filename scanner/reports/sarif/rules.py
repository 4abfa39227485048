"""A control as a SARIF rule: what it asks, how sure that is, by which provisions, how to mend what fails it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from scanner.model.report import ReferenceText, Report
from scanner.model.text import visible
from scanner.model.verdict import ControlVerdict, Text
from scanner.model.vocabulary import Severity
from scanner.reports import said, words
from scanner.reports.full import prose as running
from scanner.reports.marked import code, link, prose
from scanner.reports.sarif.plain import held, plain
from scanner.reports.sarif.results import CUT, LEVEL

#: Characters of a rule's description; GitHub shows 1,024.
MOST_DESCRIPTION = 1_000
#: Characters of a remedy, and how many provisions a rule names.
_MOST_REMEDY, _MOST_PROVISIONS = 3_000, 50
#: On the scale of CVSS, by which code hosts sort: they call 9.0 and more critical, 7.0 high, 4.0 medium.
SECURITY_SEVERITY: Mapping[Severity, str] = {
    Severity.CRITICAL: "9.5",
    Severity.HIGH: "8.0",
    Severity.MEDIUM: "5.5",
    Severity.LOW: "2.5",
    Severity.INFO: "0.1",
}
_ASKS, _SURE = Text("Asks", "Verlangt"), Text("How sure", "Wie sicher")
_REMEDY, _BASIS = Text("Remedy", "Abhilfe"), Text("Basis", "Grundlage")
_CUT_TITLE = Text("Results were left out", "Ergebnisse fehlen")
_CUT_ABOUT = Text(
    "Code hosts show 5,000 results of a run. All of them stand in the run's report.json.",
    "Code-Hosts zeigen 5.000 Ergebnisse eines Laufs. Alle stehen in report.json des Laufs.",
)


def rule_of(verdict: ControlVerdict, report: Report, lang: str) -> dict[str, Any]:
    """A control's rule. Its id, level, severity and tags are the same in every language."""
    title, sure = plain(verdict.title.to(lang)) or visible(verdict.control), words.CERTAINTY[verdict.certainty].to(lang)
    cited = {reference.id: reference for reference in report.references}
    references = [cited[id_] for id_ in verdict.references[:_MOST_PROVISIONS] if id_ in cited]
    remedies = [
        line for line in (plain(line, _MOST_REMEDY) for line in running.paragraphs(verdict.remedy.to(lang))) if line
    ]
    tuned = (
        [plain(words.TUNED.to(lang).format(because=verdict.tuned_because.to(lang)))] if verdict.tuned_because else []
    )
    full = " ".join([f"{title}. {_SURE.to(lang)}: {sure}.", *tuned, *remedies])
    rule: dict[str, Any] = {
        "id": visible(verdict.control),
        "name": plain(verdict.title.to(lang), 255) or visible(verdict.control),
        "shortDescription": {"text": title},
        "fullDescription": {"text": visible(full, MOST_DESCRIPTION)},
        "defaultConfiguration": {"level": LEVEL[verdict.level]},
        "help": {
            "text": _help(title, sure, tuned, remedies, references, lang),
            "markdown": _marked(verdict, sure, references, lang),
        },
        "properties": {
            "area": verdict.area.value,
            "severity": verdict.severity.value,
            "level": verdict.level.value,
            "certainty": verdict.certainty.value,
            "security-severity": SECURITY_SEVERITY[verdict.severity],
            # Code hosts sort by security-severity only what is tagged so.
            "tags": ["security", verdict.area.value, verdict.certainty.value],
        },
    }
    if helps := next((url for url in (running.link(reference.url) for reference in references) if url), ""):
        rule["helpUri"] = helps
    return rule


def _help(
    title: str, sure: str, tuned: list[str], remedies: list[str], references: list[ReferenceText], lang: str
) -> str:
    lines = [f"{_ASKS.to(lang)}: {title}", f"{_SURE.to(lang)}: {sure}", *tuned]
    lines += [f"{_REMEDY.to(lang)}: {remedy}" for remedy in remedies]
    for reference in references:
        about = (plain(text.to(lang)) for text in (reference.title, reference.provision))
        seen = said.sureness(reference.confirmed)
        parts = [
            ": ".join(part for part in about if part),
            running.link(reference.url),
            f"({seen.to(lang)})" if seen else "",
        ]
        lines.append(f"{_BASIS.to(lang)}: {' '.join(part for part in parts if part)}")
    return "\n".join(lines)


def _marked(verdict: ControlVerdict, sure: str, references: list[ReferenceText], lang: str) -> str:
    lines = [f"**{_ASKS.to(lang)}:** {prose(verdict.title.to(lang)) or code(verdict.control)}", ""]
    lines += [f"**{_SURE.to(lang)}:** {sure}", ""]
    if verdict.tuned_because:
        tuned = words.TUNED.to(lang).format(because=verdict.tuned_because.to(lang))
        lines += [f"**{words.PROFILE.to(lang)}:** {prose(tuned)}", ""]
    for remedy in running.paragraphs(verdict.remedy.to(lang)):
        lines += [f"**{_REMEDY.to(lang)}:** {prose(remedy, _MOST_REMEDY)}", ""]
    for reference in references:
        seen = said.sureness(reference.confirmed)
        about = f"{link(reference.title.to(lang), reference.url)}: {prose(reference.provision.to(lang))}"
        lines.append(f"- {_BASIS.to(lang)}: {about}{f' ({seen.to(lang)})' if seen else ''}")
    return held("\n".join(lines))


def rule_of_cut(lang: str) -> dict[str, Any]:
    """The rule of the result that says how many others are left out."""
    title, about = _CUT_TITLE.to(lang), _CUT_ABOUT.to(lang)
    return {
        "id": CUT,
        "name": title,
        "shortDescription": {"text": title},
        "fullDescription": {"text": about},
        "help": {"text": about},
        "defaultConfiguration": {"level": "note"},
    }
