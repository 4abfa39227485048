"""A page for a merge request or a job's summary: what failed at a glance, and the rest folded."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType

from scanner.errors import ExitCode
from scanner.model.report import ReferenceText, Report
from scanner.model.verdict import ControlVerdict, Text
from scanner.reports import said, words
from scanner.reports.full import state_words
from scanner.reports.marked import code, link, prose, row
from scanner.reports.read import RunNotes, read_report, read_run
from scanner.reports.state_counts import state_counts

#: Characters of the page. GitHub takes comments of 65,536; something of the poster's may stand beside ours.
MOST = 60_000
#: How many places, provisions, notices and reasons of the gate are shown.
_MOST_PLACES, _MOST_PROVISIONS, _MOST_NOTICES, _MOST_BECAUSE = 2, 3, 5, 10
#: Characters of a title, of a remedy, of an observation.
_TITLE, _REMEDY, _OBSERVED, _PLACE = 160, 280, 240, 160

_MARK = {ExitCode.PASSED: "✅", ExitCode.FAILED: "❌"}
_SEVERITY, _CONTROL, _WHERE = Text("Severity", "Schwere"), Text("Control", "Prüfung"), Text("Where", "Wo")
_REMEDY_HEAD, _BASIS, _WHY = Text("Remedy", "Abhilfe"), Text("Basis", "Grundlage"), Text("Why", "Warum")
_CUT = Text(
    "**Cut to fit into a comment:** {n} controls that failed or are open are left out here. All of them stand in the "
    "run's report.json and report.html.",
    "**Auf die Länge eines Kommentars gekürzt:** {n} nicht bestandene oder offene Prüfungen fehlen hier. Alle stehen "
    "in report.json und report.html des Laufs.",
)
_LIMITS = Text("What this does not say", "Was das nicht sagt")


@dataclass(slots=True)
class _Pad:
    """Lines until the room is used up; `left_out` counts the controls that had none."""

    room: int
    lines: list[str] = field(default_factory=list)
    left_out: int = 0

    def section(self, head: Sequence[str], items: Iterable[str], foot: Sequence[str] = ()) -> None:
        """Head and foot around as many items as fit, whole; nothing if none does."""
        around = _length(head) + _length(foot)
        fitting: list[str] = []
        for item in items:
            if self.left_out == 0 and around + _length([*fitting, item]) <= self.room:
                fitting.append(item)
            else:
                self.left_out += 1
        if fitting:
            self.lines += [*head, *fitting, *foot]
            self.room -= around + _length(fitting)


def _length(lines: Iterable[str]) -> int:
    return sum(len(line) + 1 for line in lines)


def render_markdown(
    document: object,
    lang: str = "en",
    evidence: object | None = None,
    _artifacts: Mapping[str, bytes] = MappingProxyType({}),
) -> bytes:
    """A report document as GitHub Flavored Markdown in UTF-8, below 60,000 characters; RunFolderError if it is none.

    With the run's `evidence` document also how much was stored and sent in each state of consent.
    """
    report = read_report(document)
    run = read_run(report)
    head, tail = _head(report, lang), [*_states(evidence, lang), *_tail(report, run, lang)]
    cut = words_of(_CUT, lang, n=len(report.verdicts))
    pad = _Pad(MOST - _length([*head, "", cut, "", *tail]))
    _write_failed(pad, report, lang)
    _write_open(pad, report, lang)
    left_out = ["", words_of(_CUT, lang, n=pad.left_out)] if pad.left_out else []
    return ("\n".join([*head, *pad.lines, *left_out, *tail]) + "\n").encode()


def words_of(text: Text, lang: str, **named: object) -> str:
    """A text of ours with what stands in its braces."""
    return text.to(lang).format(**named)


def _head(report: Report, lang: str) -> list[str]:
    gate = report.gate
    label = words.OUTCOME[gate.exit_code].to(lang)
    name = code(report.name or said.host_of(report.shop), 120)
    meaning = words.MEANING[gate.exit_code].to(lang)
    lines = [
        f"## {_MARK.get(ExitCode(gate.exit_code), '❔')} {words.REPORT.to(lang)}: {label} – {name}",
        "",
        f"{meaning[:1].upper()}{meaning[1:]} (exit {gate.exit_code}). {code(report.shop, 300)}",
        "",
    ]
    lines += [f"- {words.WHY.to(lang)}: {prose(because.to(lang), 600)}" for because in gate.because[:_MOST_BECAUSE]]
    more = len(gate.because) - _MOST_BECAUSE
    lines += [f"- {words_of(words.MORE, lang, n=more)}"] if more > 0 else []
    counts = ", ".join(f"{n} {what}" for n, what in said.totals(report, lang))
    noun = words.CONTROL if len(report.verdicts) == 1 else words.CONTROLS
    return [*lines, "", f"**{len(report.verdicts)} {noun.to(lang)}:** {counts}"]


def _write_failed(pad: _Pad, report: Report, lang: str) -> None:
    references = {reference.id: reference for reference in report.references}
    for heading, counted in ((words.FAILED_COUNTED, True), (words.FAILED_NOT_COUNTED, False)):
        verdicts = [verdict for verdict in said.failed(report) if verdict.counted is counted]
        last = (_REMEDY_HEAD,) if counted else (_WHY, _REMEDY_HEAD)
        heads = [text.to(lang) for text in (_SEVERITY, _CONTROL, _WHERE, *last, _BASIS)]
        head = ["", f"### {heading.to(lang)} ({len(verdicts)})", "", row(heads), row(["---"] * len(heads))]
        pad.section(head, (_failure(verdict, report, references, lang) for verdict in verdicts))


def _failure(verdict: ControlVerdict, report: Report, references: dict[str, ReferenceText], lang: str) -> str:
    excuses = "; ".join(prose(excuse, _OBSERVED) for excuse in said.excuses(verdict, report, lang))
    cells = [words.SEVERITY[verdict.severity].to(lang), _named(verdict, lang), _places(verdict, lang)]
    cells += [] if verdict.counted else [excuses]
    remedy = prose(verdict.remedy.to(lang).replace("\n", " "), _REMEDY)
    if verdict.counted and excuses:
        remedy = f"{remedy}<br>{excuses}"
    return row([*cells, remedy, _provisions(verdict, references, lang)])


def _named(verdict: ControlVerdict, lang: str) -> str:
    return f"{code(verdict.control, 80)} {prose(verdict.title.to(lang), _TITLE)}".strip()


def _places(verdict: ControlVerdict, lang: str) -> str:
    """The first places with what was observed there, and how many more there are."""
    found = verdict.judgement.findings
    if not found:
        return prose(verdict.judgement.decided_by.to(lang), _OBSERVED)
    shown = [_place(finding.where, finding.message.to(lang)) for finding in found[:_MOST_PLACES]]
    more = len(found) - len(shown)
    return "<br>".join([*shown, words_of(words.MORE, lang, n=more)] if more > 0 else shown)


def _place(where: str, message: str) -> str:
    observed = code(message, _OBSERVED)
    return observed if where in message else ": ".join(part for part in (code(where, _PLACE), observed) if part)


def _provisions(verdict: ControlVerdict, references: dict[str, ReferenceText], lang: str) -> str:
    shown = []
    for id_ in verdict.references[:_MOST_PROVISIONS]:
        reference = references.get(id_)
        shown.append(link(reference.title.to(lang), reference.url) if reference else code(id_, 80))
    more = len(verdict.references) - _MOST_PROVISIONS
    shown += [words_of(words.MORE, lang, n=more)] if more > 0 else []
    return "; ".join(part for part in shown if part)


def _write_open(pad: _Pad, report: Report, lang: str) -> None:
    for heading, not_assessed in ((words.UNKNOWN, False), (words.BY_CHOICE, True)):
        verdicts = [verdict for verdict in said.open_ones(report) if verdict.not_assessed is not_assessed]
        head, foot = _folded(f"{heading.to(lang)} ({len(verdicts)})")
        pad.section(head, (_open_one(verdict, report, lang) for verdict in verdicts), foot)


def _states(evidence: object | None, lang: str) -> list[str]:
    """A table of counts; there is nothing of the shop's in it."""
    rows = state_counts(evidence, lang)
    if not rows:
        return []
    head, foot = _folded(state_words.TITLE.to(lang))
    return [*head, row(rows[0]), row(["---"] * len(rows[0])), *map(row, rows[1:]), *foot]


def _folded(summary: str) -> tuple[list[str], list[str]]:
    return ["", f"<details><summary>{summary}</summary>", ""], ["", "</details>"]


def _open_one(verdict: ControlVerdict, report: Report, lang: str) -> str:
    severity = words.SEVERITY[verdict.severity].to(lang)
    counts = f", {words.COUNTS.to(lang)}" if verdict.counted else ""
    reasons = said.unlocking(verdict, report, lang) or said.why_open(verdict, report, lang)
    because = "; ".join(prose(reason, _OBSERVED) for reason in reasons)
    return f"- {_named(verdict, lang)} ({severity}{counts}): {because}"


def _tail(report: Report, run: RunNotes, lang: str) -> list[str]:
    profile = f"{report.profile}: {run.profile_because.to(lang)}" if run.profile_because else report.profile
    authority = run.authorised_by or (words.NOBODY.to(lang) if run.says_authority else "")
    whence = ", ".join(f"{words.VANTAGE.get(name, words.same(name)).to(lang)} {at}" for name, at in run.vantage.items())
    about = [
        (words.PROFILE, prose(profile, 300)),
        (words.AS_OF, code(report.as_of, 40)),
        (words.COVERAGE, prose(report.coverage_note.to(lang), 300)),
        (words.TIME, code(" – ".join(time for time in (run.started, run.ended) if time), 80)),
        (words.FROM, prose(whence, 200)),
        (words.AUTHORITY, prose(authority, 300)),
        (words.TOOLS, code(", ".join(f"{tool} {version}" for tool, version in run.versions.items()), 300)),
        *((words.NOTICE, prose(notice.to(lang), 300)) for notice in run.notices[:_MOST_NOTICES]),
    ]
    more = len(run.notices) - _MOST_NOTICES
    about += [(words.NOTICE, words_of(words.MORE, lang, n=more))] if more > 0 else []
    head, foot = _folded(words.THE_RUN.to(lang))
    incomplete = ["", f"**{words.INCOMPLETE.to(lang)}**"] if run.incomplete else []
    unfolded = [*incomplete, *head, *(f"- {label.to(lang)}: {text}" for label, text in about if text), *foot]
    return [*unfolded, "", f"{_LIMITS.to(lang)}: {words.DISCLAIMER.to(lang)}"]
