"""Policy tests: given rows and gaps, a control must come to the verdict that its author expects.

A test file stands beside its policy (`tls.test.yaml` beside `tls.yaml`). What a case leaves out of a row is Unknown.
A kind under `rows` counts as looked at, even with no rows; one under `gaps` alone has only these gaps; any other kind
that the control asks for was looked at by nobody.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from pathlib import Path

from scanner.judge import Judge
from scanner.model.verdict import Finding, Judgement, Place
from scanner.model.vocabulary import Verdict
from scanner.policy.controls import Control, Quantifier
from scanner.policy.library import TEST_SUFFIX, Library
from scanner.rehearsal.cases import Case, read_cases
from scanner.yamlfile import shown


@dataclass(frozen=True, slots=True)
class Result:
    """How a case came out. `why` says what is wrong, and is empty if nothing is."""

    control: str
    name: str
    place: Place
    expected: Verdict
    got: Verdict
    why: str = ""

    @property
    def ok(self) -> bool:
        """Whether the verdict and the findings are the expected ones."""
        return not self.why

    def __str__(self) -> str:
        return f"{self.place.file}:{self.place.line}: {self.control}, {self.name}: {self.why or self.got}"


@dataclass(frozen=True, slots=True)
class Uncovered:
    """A verdict that no case expects of a control, though it can come to it. `place` is the control's."""

    control: str
    verdict: Verdict
    place: Place

    def __str__(self) -> str:
        return f"{self.place.file}:{self.place.line}: {self.control}: no case says then: {self.verdict}"


@dataclass(frozen=True, slots=True)
class Rehearsal:
    """All results in the order of their files, and what no case shows."""

    results: tuple[Result, ...]
    uncovered: tuple[Uncovered, ...]

    @property
    def failed(self) -> tuple[Result, ...]:
        """The cases that came out differently."""
        return tuple(result for result in self.results if not result.ok)

    @property
    def ok(self) -> bool:
        """Whether every case came out as expected and every control is covered."""
        return not self.uncovered and not self.failed


def files_beside(library: Library) -> tuple[Path, ...]:
    """The test files that stand beside a library's policies."""
    files = [library.files[policy.place.file] for policy in library.policies.values()]
    beside = [path.with_name(path.stem + TEST_SUFFIX) for path in files]
    return tuple(path for path in beside if path.is_file())


def rehearse(library: Library, test_files: Iterable[Path], policies: Collection[str] | None = None) -> Rehearsal:
    """Judge every case of the test files. All controls of `policies` want to be covered (default: of those tested).

    InvalidInput with every problem of the library and of the test files, if there is any.
    """
    cases = [case for path in test_files for case in read_cases(library, path)]
    library.problems.raise_if_any()
    expected = {(case.control.id, case.expected) for case in cases}
    tested = {case.policy for case in cases} if policies is None else policies
    missing = [
        Uncovered(control.id, verdict, control.place)
        for policy in library.policies.values()
        if policy.name in tested
        for control in policy.controls
        for verdict in _wanted(control)
        if (control.id, verdict) not in expected
    ]
    return Rehearsal(tuple(_play(case) for case in cases), tuple(missing))


def can_be_not_applicable(control: Control) -> bool:
    """Whether any evidence or day makes a control not applicable: a bare forbid or require always says something."""
    if control.in_force or control.until or control.applies_when:
        return True
    return all(claim.quantifier is Quantifier.EVERY or claim.applies_when for claim in control.claims)


def _wanted(control: Control) -> tuple[Verdict, ...]:
    always = (Verdict.PASS, Verdict.FAIL)
    return (*always, Verdict.NOT_APPLICABLE) if can_be_not_applicable(control) else always


def _play(case: Case) -> Result:
    judgement = Judge(case.evidence, case.as_of).judge(case.control, case.parameters)
    why = _difference(case, judgement)
    return Result(case.control.id, case.name, case.place, case.expected, judgement.verdict, why)


def _difference(case: Case, judgement: Judgement) -> str:
    """What differs from what the case expects, in a sentence."""
    said = [finding.message.en for finding in judgement.findings]
    if judgement.verdict is not case.expected:
        reasons = [*said, *(blocker.sentence for blocker in judgement.blockers)] or [judgement.decided_by.en]
        return f"expected {case.expected}, got {judgement.verdict}: {'; '.join(reasons[:3])}"
    if case.findings is None:
        return ""
    unsaid = [text for text in case.findings if not any(text in message for message in said)]
    unasked = [message for message in said if not any(text in message for text in case.findings)]
    if unsaid:
        return f"no finding says {shown(unsaid[0])}; found: {'; '.join(said[:3]) or 'none'}"
    if unasked:
        return f"this finding is not expected: {unasked[0]}"
    if len(said) != len(case.findings):
        return f"expected {len(case.findings)} findings, got {len(said)}: {'; '.join(said[:3])}"
    return ""


def example(library: Library, control: str) -> Finding | None:
    """A finding of the first failing case that stands beside the control's policy: what a failure looks like."""
    for path in files_beside(library):
        for case in read_cases(library, path):
            if case.control.id == control and case.expected is Verdict.FAIL:
                judgement = Judge(case.evidence, case.as_of).judge(case.control, case.parameters)
                if judgement.findings:
                    return judgement.findings[0]
    return None
