"""What verdicts mean for a deploy: profile, gate. Never changes a verdict (design § 4)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, replace

from scanner.errors import ExitCode
from scanner.judge import Judge
from scanner.model.evidence import Evidence, Status
from scanner.model.verdict import ControlVerdict, Gate, Judgement, Place, Text
from scanner.model.vocabulary import OWNERS_CHOICE, Level, Severity, Verdict
from scanner.policy.profile import Profile, Tuned


@dataclass(frozen=True, slots=True)
class Strictness:
    """What the user asks of the gate. `fail_on` None: the profile's own."""

    fail_on: Severity | None = None
    warnings_count: bool = False
    require_complete: bool = False


def judge_all(profile: Profile, evidence: Evidence, as_of: dt.date) -> tuple[ControlVerdict, ...]:
    """Every control of a profile, judged over the evidence as of a day."""
    judge = Judge(evidence, as_of)
    return tuple(_verdict(tuned, judge.judge(tuned.control, tuned.parameters), as_of) for tuned in profile.controls)


def _verdict(tuned: Tuned, judgement: Judgement, as_of: dt.date) -> ControlVerdict:
    control = tuned.control
    return ControlVerdict(
        control=control.id,
        area=control.area,
        policy=Place(control.place.file, control.place.line),
        title=control.title,
        remedy=control.remedy,
        judgement=judgement,
        severity=tuned.severity,
        level=tuned.levels.on(as_of),
        certainty=control.certainty,
        references=control.references,
        tuned_because=tuned.because,
        not_assessed=is_not_assessed(judgement),
    )


def is_not_assessed(judgement: Judgement) -> bool:
    """Unknown only because of the owner's choice."""
    causes = {blocker.cause for blocker in judgement.blockers}
    return judgement.verdict is Verdict.UNKNOWN and bool(causes) and causes <= OWNERS_CHOICE


def weigh(
    verdicts: Iterable[ControlVerdict],
    profile: Profile,
    evidence: Evidence,
    strictness: Strictness,
    *,
    fetched: bool = True,
) -> tuple[tuple[ControlVerdict, ...], Gate]:
    """What counts, and whether the gate is passed. `fetched`: at least one page of the shop could be fetched."""
    fail_on = strictness.fail_on or profile.fail_on
    weighed = tuple(replace(verdict, counted=_counts(verdict, fail_on, strictness)) for verdict in verdicts)
    failed = [verdict for verdict in weighed if verdict.counted and verdict.verdict is Verdict.FAIL]
    unknown = [verdict for verdict in weighed if verdict.counted and verdict.verdict is Verdict.UNKNOWN]
    unseen = _areas_not_observed(weighed, profile, evidence)
    reasons: list[Text] = []
    code = ExitCode.PASSED
    if unseen:
        areas = ", ".join(unseen)
        reasons.append(Text(f"nothing was observed of: {areas}", f"nichts war zu sehen von: {areas}"))
        code = ExitCode.INCONCLUSIVE
    if unknown:
        reasons.insert(0, _reason(unknown, Text("unknown", "unbekannt")))
        code = ExitCode.INCONCLUSIVE
    if failed:
        reasons.insert(0, _reason(failed, Text("failed", "nicht bestanden")))
        code = ExitCode.FAILED
    if not fetched:
        reasons.insert(0, Text("no page of the shop could be fetched", "keine Seite des Shops ließ sich abrufen"))
        code = ExitCode.NOTHING_FETCHED
    if not reasons:
        kind = Text(
            f"no control of level error and at least {fail_on} failed or stayed unknown",
            f"keine Prüfung der Stufe error und mindestens {fail_on} ist nicht bestanden oder unbekannt",
        )
        reasons.append(kind)
    return weighed, Gate(code is ExitCode.PASSED, int(code), fail_on, tuple(reasons))


def _counts(verdict: ControlVerdict, fail_on: Severity, strictness: Strictness) -> bool:
    blocking = verdict.level is Level.ERROR or (strictness.warnings_count and verdict.level is Level.WARNING)
    if not blocking or verdict.severity.rank < fail_on.rank:
        return False
    if verdict.verdict is Verdict.UNKNOWN:
        return strictness.require_complete or not verdict.not_assessed
    return verdict.verdict is Verdict.FAIL


def _areas_not_observed(verdicts: Iterable[ControlVerdict], profile: Profile, evidence: Evidence) -> list[str]:
    """Areas the profile covers of which nothing at all was seen, for causes other than the owner's choice."""
    kinds: dict[str, set[str]] = {}
    for tuned in profile.controls:
        kinds.setdefault(tuned.control.area.value, set()).update(tuned.control.kinds())
    judged = {verdict.area.value for verdict in verdicts}
    unseen = []
    for area, looked_for in kinds.items():
        if area not in judged or any(evidence.looked_at(kind) for kind in looked_for):
            continue
        causes = {gap.cause for kind in looked_for for gap in evidence.gaps(kind)}
        if causes - OWNERS_CHOICE:
            unseen.append(area)
    return unseen


def _reason(verdicts: list[ControlVerdict], what: Text) -> Text:
    ids = ", ".join(f"{verdict.control} ({verdict.severity.value})" for verdict in verdicts)
    return Text(f"{len(verdicts)} {what.en}: {ids}", f"{len(verdicts)} {what.de}: {ids}")


def page_was_fetched(evidence: Evidence) -> bool:
    """Whether any page of the shop was seen, or nobody tried."""
    pages = [entry for entry in evidence.coverage if entry.kind == "page"]
    tried = [entry for entry in pages if entry.cause not in OWNERS_CHOICE]
    return bool(evidence.rows("page")) or not tried or any(entry.status is not Status.GAP for entry in tried)
