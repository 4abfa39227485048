"""What counts against the gate, and what doesn't."""

from __future__ import annotations

import datetime as dt
import itertools
from dataclasses import replace

import pytest

from scanner.errors import ExitCode
from scanner.model.evidence import Coverage, Evidence, Status
from scanner.model.facts import Page
from scanner.model.verdict import Blocker, ControlVerdict, Judgement, Place, Text
from scanner.model.vocabulary import OWNERS_CHOICE, Area, Certainty, GapCause, Level, PageRole, Severity, Verdict
from scanner.policy.library import built_in
from scanner.policy.profile import Profile
from scanner.weigh import Strictness, is_not_assessed, judge_all, page_was_fetched, weigh

DAY = dt.date(2026, 11, 22)
AS_USUAL = Strictness()
NOTHING = Evidence("https://www.shop.example/")
CHOSEN = tuple(sorted(OWNERS_CHOICE))
OTHERS = tuple(sorted(set(GapCause) - OWNERS_CHOICE))


@pytest.fixture(scope="module")
def profile() -> Profile:
    """The baseline without its controls: areas are a matter of their own."""
    return replace(built_in().profile("baseline-de-shop"), controls=())


def verdict(
    outcome: Verdict,
    level: Level = Level.ERROR,
    severity: Severity = Severity.HIGH,
    causes: tuple[GapCause | None, ...] = (GapCause.TIMEOUT,),
) -> ControlVerdict:
    blockers = tuple(Blocker(Text("why", "warum"), cause) for cause in causes) if outcome is Verdict.UNKNOWN else ()
    judgement = Judgement(outcome, blockers=blockers)
    none = Text("", "")
    return ControlVerdict(
        "X-1",
        Area.TLS,
        Place("x", 1),
        none,
        none,
        judgement,
        severity,
        level,
        Certainty.STANDARD,
        (),
        not_assessed=is_not_assessed(judgement),
    )


def gate(
    profile: Profile, *verdicts: ControlVerdict, strictness: Strictness = AS_USUAL, fetched: bool = True
) -> ExitCode:
    weighed = weigh(verdicts, profile, NOTHING, strictness, DAY, fetched=fetched)
    assert weighed.gate.passed == (weighed.gate.exit_code == ExitCode.PASSED)
    assert weighed.gate.because
    return ExitCode(weighed.gate.exit_code)


@pytest.mark.parametrize(
    ("outcome", "code"),
    [
        (Verdict.PASS, ExitCode.PASSED),
        (Verdict.NOT_APPLICABLE, ExitCode.PASSED),
        (Verdict.FAIL, ExitCode.FAILED),
        (Verdict.UNKNOWN, ExitCode.INCONCLUSIVE),
    ],
)
def test_what_an_error_of_high_severity_does_to_the_gate(profile: Profile, outcome: Verdict, code: ExitCode) -> None:
    assert gate(profile, verdict(outcome)) is code


@pytest.mark.parametrize(("level", "strict"), list(itertools.product(Level, [False, True])))
def test_warnings_count_when_strict_and_notes_never(profile: Profile, level: Level, strict: bool) -> None:
    counts = level is Level.ERROR or (strict and level is Level.WARNING)
    for outcome in (Verdict.FAIL, Verdict.UNKNOWN):
        (weighed,) = weigh([verdict(outcome, level)], profile, NOTHING, Strictness(None, strict), DAY).verdicts
        assert weighed.counted is counts
        assert weighed.verdict is outcome


@pytest.mark.parametrize(("severity", "bar"), list(itertools.product(Severity, Severity)))
def test_severity_counts_from_the_bar_on(profile: Profile, severity: Severity, bar: Severity) -> None:
    code = gate(profile, verdict(Verdict.FAIL, severity=severity), strictness=Strictness(fail_on=bar))
    assert (code is ExitCode.FAILED) == (severity.rank >= bar.rank)


def test_the_bar_is_the_profile_s_own_unless_the_user_moves_it(profile: Profile) -> None:
    medium = verdict(Verdict.FAIL, severity=Severity.MEDIUM)
    assert gate(profile, medium) is ExitCode.PASSED
    assert gate(replace(profile, fail_on=Severity.MEDIUM), medium) is ExitCode.FAILED


@pytest.mark.parametrize("cause", CHOSEN)
def test_what_the_owner_chose_not_to_have_looked_at_counts_only_when_completeness_is_asked_for(
    profile: Profile, cause: GapCause
) -> None:
    chosen = verdict(Verdict.UNKNOWN, causes=(cause,))
    assert chosen.not_assessed
    assert gate(profile, chosen) is ExitCode.PASSED
    assert gate(profile, chosen, strictness=Strictness(require_complete=True)) is ExitCode.INCONCLUSIVE


@pytest.mark.parametrize("cause", [*OTHERS, None])
def test_whatever_else_stands_in_the_way_counts_even_beside_the_owner_s_choice(
    profile: Profile, cause: GapCause | None
) -> None:
    mixed = verdict(Verdict.UNKNOWN, causes=(CHOSEN[0], cause))
    assert not mixed.not_assessed
    assert gate(profile, mixed) is ExitCode.INCONCLUSIVE


def test_an_unknown_without_a_reason_is_not_the_owner_s_choice() -> None:
    assert not is_not_assessed(Judgement(Verdict.UNKNOWN))
    assert not is_not_assessed(Judgement(Verdict.FAIL, blockers=(Blocker(Text("", ""), CHOSEN[0]),)))


def test_worse_outweighs_better(profile: Profile) -> None:
    passed, failed, unknown = (verdict(outcome) for outcome in (Verdict.PASS, Verdict.FAIL, Verdict.UNKNOWN))
    assert gate(profile, passed, unknown) is ExitCode.INCONCLUSIVE
    assert gate(profile, passed, unknown, failed) is ExitCode.FAILED
    assert gate(profile, passed, unknown, failed, fetched=False) is ExitCode.NOTHING_FETCHED
    assert gate(profile, passed, fetched=False) is ExitCode.NOTHING_FETCHED


def test_the_reasons_name_what_counted_in_both_languages(profile: Profile) -> None:
    weighed = weigh([verdict(Verdict.FAIL), verdict(Verdict.UNKNOWN)], profile, NOTHING, Strictness(), DAY)
    english = "; ".join(text.en for text in weighed.gate.because)
    german = "; ".join(text.de for text in weighed.gate.because)
    assert "1 failed: X-1 (high)" in english
    assert "1 unknown: X-1 (high)" in english
    assert "1 nicht bestanden: X-1" in german


def test_an_area_of_which_nothing_was_seen_keeps_the_gate_shut_even_if_nothing_in_it_counts() -> None:
    profile = built_in().profile("baseline-de-shop")
    tls = tuple(tuned for tuned in profile.controls if tuned.control.area is Area.TLS)
    quiet = replace(profile, controls=tuple(replace(tuned, severity=Severity.INFO) for tuned in tls))
    kinds = {kind for tuned in tls for kind in tuned.control.kinds()}

    def seen(cause: GapCause, *also: Coverage) -> Evidence:
        gaps = tuple(Coverage(kind, (), Status.GAP, cause, "why") for kind in sorted(kinds))
        return Evidence("https://www.shop.example/", coverage=(*gaps, *also))

    def code(evidence: Evidence) -> ExitCode:
        return ExitCode(weigh(judge_all(quiet, evidence, DAY), quiet, evidence, Strictness(), DAY).gate.exit_code)

    assert code(seen(GapCause.TIMEOUT)) is ExitCode.INCONCLUSIVE
    assert code(seen(GapCause.NOT_REQUESTED)) is ExitCode.PASSED
    partly = Coverage("certificate", (("endpoint.host", "www.shop.example"),), Status.SEEN)
    assert code(seen(GapCause.TIMEOUT, partly)) is ExitCode.PASSED


def test_nobody_looked_is_never_passed() -> None:
    profile = built_in().profile("strict-de-shop")
    verdicts = judge_all(profile, NOTHING, DAY)
    assert {item.verdict for item in verdicts} == {Verdict.UNKNOWN}
    assert weigh(verdicts, profile, NOTHING, Strictness(), DAY).gate.exit_code == ExitCode.INCONCLUSIVE


@pytest.mark.parametrize(
    ("entries", "fetched"),
    [
        ([], True),
        ([(Status.SEEN, None)], True),
        ([(Status.GAP, GapCause.BLOCKED)], False),
        ([(Status.GAP, GapCause.NOT_REQUESTED)], True),
        ([(Status.GAP, GapCause.TIMEOUT), (Status.SEEN, None)], True),
        ([(Status.GAP, GapCause.TIMEOUT), (Status.GAP, GapCause.NOT_REQUESTED)], False),
    ],
)
def test_whether_a_page_was_fetched(entries: list[tuple[Status, GapCause | None]], fetched: bool) -> None:
    coverage = tuple(Coverage("page", (("url", f"https://x/{i}"),), s, c) for i, (s, c) in enumerate(entries))
    assert page_was_fetched(Evidence("x", coverage=coverage)) is fetched
    page = Page(url="https://x/", role=PageRole.HOME, status=200)
    assert page_was_fetched(Evidence("x", {"page": (page,)}, coverage))
