"""What judging a control gives: a verdict with the observations that decide it."""

from __future__ import annotations

from dataclasses import dataclass, field

from scanner.model.facts import Fact
from scanner.model.vocabulary import Area, Certainty, GapCause, Level, Severity, Verdict

#: A verdict has examples, not a copy of the evidence; `decided_by` always gives the whole number.
MOST_FINDINGS = 250


@dataclass(frozen=True, slots=True)
class Text:
    """Something we say to people, in English and German. Text of the shop inside is quoted, never ours."""

    en: str
    de: str

    def to(self, lang: str) -> str:
        """The wording in a language, `en` or `de`."""
        return self.de if lang == "de" else self.en


@dataclass(frozen=True, slots=True)
class Finding:
    """One observation that fails a control. `row` is its key as JSON; the fingerprint stays the same between runs.

    `artifacts`: the SHA-256 of what was kept of the row, then of its page in its phase. `fact` is the row itself, None
    where one is missing; it is not written into reports.
    """

    message: Text
    where: str
    row: str
    artifacts: tuple[str, ...]
    fingerprint: str
    fact: Fact | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Blocker:
    """One thing that keeps a verdict unknown: a gap, or a field nobody could tell.

    `detail`: the reason as whoever looked wrote it down, in English. `artifacts` and `fact` as in a finding.
    """

    message: Text
    cause: GapCause | None
    detail: str = ""
    artifacts: tuple[str, ...] = ()
    fact: Fact | None = field(default=None, compare=False, repr=False)

    @property
    def sentence(self) -> str:
        """What stands in the way and why, in English: `form could not be seen: no answer within 10 s [timeout]`."""
        cause = f" [{self.cause.value.replace('_', ' ')}]" if self.cause else ""
        return f"{self.message.en}: {self.detail}{cause}" if self.detail else self.message.en


@dataclass(frozen=True, slots=True)
class Judgement:
    """The outcome of one control, before anything is weighed. `decided_by` says in a sentence what decided it."""

    verdict: Verdict
    findings: tuple[Finding, ...] = ()
    blockers: tuple[Blocker, ...] = ()
    decided_by: Text = Text("", "")
    upcoming: bool = False

    @property
    def artifacts(self) -> tuple[str, ...]:
        """What was kept of all that it rests on, each once."""
        of_findings = (artifact for finding in self.findings for artifact in finding.artifacts)
        of_blockers = (artifact for blocker in self.blockers for artifact in blocker.artifacts)
        return tuple(dict.fromkeys((*of_findings, *of_blockers)))


@dataclass(frozen=True, slots=True)
class Waived:
    """What a waiver says of a failure. `counts_again`: it has expired."""

    until: str
    because: str
    approved_by: str
    counts_again: bool = False

    def __str__(self) -> str:
        state = "expired on" if self.counts_again else "until"
        return f"{state} {self.until}, approved by {self.approved_by}: {self.because}"


@dataclass(frozen=True, slots=True)
class Place:
    """Where something stands in a policy file."""

    file: str
    line: int


@dataclass(frozen=True, slots=True)
class ControlVerdict:
    """A judged control as it stands in a report. `counted`: it counts against the gate; `baseline`: some of it
    failed in the baseline run too; `excused`: all of it is waived or was in the baseline.
    """

    control: str
    area: Area
    policy: Place
    title: Text
    remedy: Text
    judgement: Judgement
    severity: Severity
    level: Level
    certainty: Certainty
    references: tuple[str, ...]
    tuned_because: Text | None = None
    not_assessed: bool = False
    counted: bool = False
    waiver: str | None = None
    waiver_detail: Waived | None = None
    baseline: bool = False
    excused: bool = False

    @property
    def verdict(self) -> Verdict:
        """pass, fail, not_applicable or unknown."""
        return self.judgement.verdict


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A control that a profile leaves out, and why."""

    control: str
    because: Text


@dataclass(frozen=True, slots=True)
class Gate:
    """What the verdicts mean for a deploy. `because` says what counted."""

    passed: bool
    exit_code: int
    fail_on: Severity
    because: tuple[Text, ...] = field(default_factory=tuple)
