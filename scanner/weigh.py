"""What verdicts mean for a deploy: profile, waivers, baseline, gate. Never changes a verdict (design § 4)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from scanner.errors import ExitCode
from scanner.judge import Judge
from scanner.judge.rulings import KINDS as RULED
from scanner.judge.rulings import rulings
from scanner.model.evidence import Evidence, Status
from scanner.model.report import Rulings
from scanner.model.verdict import MOST_FINDINGS, ControlVerdict, Gate, Judgement, Place, Text, Waived
from scanner.model.vocabulary import OWNERS_CHOICE, Area, Level, Severity, Verdict
from scanner.model.words import word
from scanner.policy.profile import Profile, Tuned
from scanner.policy.waivers import Waiver


@dataclass(frozen=True, slots=True)
class Strictness:
    """What the user asks of the gate. `fail_on` None: the profile's own."""

    fail_on: Severity | None = None
    warnings_count: bool = False
    require_complete: bool = False


@dataclass(frozen=True, slots=True)
class Excuses:
    """Failures that need not count: waived by somebody until a day, or known from an earlier run.

    `baseline`: the fingerprints that failed in that run, by control; None without a baseline.
    """

    waivers: tuple[Waiver, ...] = ()
    baseline: Mapping[str, frozenset[str]] | None = None


@dataclass(frozen=True, slots=True)
class Weighed:
    """Verdicts with what counts, the gate, and what a user should know about the excuses."""

    verdicts: tuple[ControlVerdict, ...]
    gate: Gate
    notices: tuple[Text, ...] = ()


def judge_all(profile: Profile, evidence: Evidence, as_of: dt.date) -> tuple[ControlVerdict, ...]:
    """Every control of a profile, judged over the evidence as of a day."""
    judge = Judge(evidence, as_of)
    return tuple(_verdict(tuned, judge.judge(tuned.control, tuned.parameters), as_of) for tuned in profile.controls)


def rule_all(profile: Profile, evidence: Evidence, as_of: dt.date) -> Rulings | None:
    """What every control of a profile says of every form and field; None where there are none."""
    if not any(evidence.rows(kind) for kind in RULED):
        return None
    judge = Judge(evidence, as_of)
    return rulings(judge, ((tuned.control, tuned.parameters) for tuned in profile.controls))


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
    as_of: dt.date,
    *,
    excuses: Excuses = Excuses(),
    fetched: bool = True,
) -> Weighed:
    """What counts, and whether the gate is passed. `fetched`: at least one page of the shop could be fetched."""
    fail_on = strictness.fail_on or profile.fail_on
    excused = [_excuse(verdict, excuses, as_of) for verdict in verdicts]
    weighed = tuple(replace(verdict, counted=_counts(verdict, fail_on, strictness)) for verdict in excused)
    reasons, code = _gate(weighed, _areas_not_observed(weighed, profile, evidence), fetched=fetched)
    if not reasons:
        kind = Text(
            f"no control of level error and at least {fail_on} failed or stayed unknown",
            f"keine Prüfung der Stufe Fehler und der Schwere {word(fail_on, 'de')} oder höher ist nicht bestanden oder "
            "unbekannt",
        )
        reasons.append(kind)
    reasons += _hidden(weighed, fail_on, strictness)
    gate = Gate(code is ExitCode.PASSED, int(code), fail_on, tuple(reasons))
    return Weighed(weighed, gate, _notices(weighed, excuses.waivers, as_of))


def _gate(weighed: tuple[ControlVerdict, ...], unseen: list[Area], *, fetched: bool) -> tuple[list[Text], ExitCode]:
    """What holds the gate shut, worst first."""
    failed = [verdict for verdict in weighed if verdict.counted and verdict.verdict is Verdict.FAIL]
    unknown = [verdict for verdict in weighed if verdict.counted and verdict.verdict is Verdict.UNKNOWN]
    reasons: list[Text] = []
    code = ExitCode.PASSED
    if unseen:
        en, de = ", ".join(unseen), ", ".join(word(area, "de") for area in unseen)
        reasons.append(Text(f"nothing was observed of: {en}", f"nichts war zu sehen von: {de}"))
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
    return reasons, code


def _excuse(verdict: ControlVerdict, excuses: Excuses, as_of: dt.date) -> ControlVerdict:
    """A failure with the waiver that covers it, or that did, and whether it was in the baseline."""
    if verdict.verdict is not Verdict.FAIL:
        return verdict
    findings = verdict.judgement.findings
    known = (excuses.baseline or {}).get(verdict.control, frozenset())
    complete = len(findings) < MOST_FINDINGS
    left = [finding for finding in findings if finding.fingerprint not in known] if complete else list(findings)
    used: Waiver | None = None
    for waiver in (w for w in excuses.waivers if w.control == verdict.control and w.is_active(as_of)):
        covered = [finding for finding in left if waiver.covers(finding.fact)]
        if covered and (complete or waiver.where is None):
            used = used or waiver
            left = [finding for finding in left if finding not in covered]
    expired = next((w for w in excuses.waivers if _has_expired(w, verdict, as_of)), None) if left else None
    chosen = used or expired
    waived = _waived(chosen, counts_again=used is None) if chosen else None
    return replace(
        verdict,
        excused=bool(findings) and not left,  # a failure that nothing stands for has nothing to be excused by
        waiver=str(waived) if waived else None,
        waiver_detail=waived,
        baseline=any(finding.fingerprint in known for finding in findings),
    )


def _has_expired(waiver: Waiver, verdict: ControlVerdict, as_of: dt.date) -> bool:
    mine = waiver.control == verdict.control and not waiver.is_active(as_of)
    return mine and any(waiver.covers(finding.fact) for finding in verdict.judgement.findings)


def _waived(waiver: Waiver, *, counts_again: bool) -> Waived:
    return Waived(waiver.until.isoformat(), waiver.because, waiver.approved_by, counts_again)


def _hidden(weighed: tuple[ControlVerdict, ...], fail_on: Severity, strictness: Strictness) -> list[Text]:
    """What waivers and the baseline keep from the gate: a report never hides that it hides."""
    would = [v for v in weighed if v.excused and _counts(replace(v, excused=False), fail_on, strictness)]
    waived = [verdict.control for verdict in would if verdict.waiver]
    known = [verdict.control for verdict in would if not verdict.waiver]
    said = []
    if waived:
        ids = ", ".join(waived)
        said.append(Text(f"does not count, waived: {ids}", f"zählt nicht, ausgenommen: {ids}"))
    if known:
        ids = ", ".join(known)
        said.append(
            Text(f"does not count, failed in the baseline too: {ids}", f"zählt nicht, schon in der Ausgangslage: {ids}")
        )
    return said


def _notices(weighed: tuple[ControlVerdict, ...], waivers: tuple[Waiver, ...], as_of: dt.date) -> tuple[Text, ...]:
    failed = {v.control: v.judgement.findings for v in weighed if v.verdict is Verdict.FAIL}
    said = []
    for waiver in waivers:
        line, id_, until = waiver.place.line, waiver.control, waiver.until
        if not any(waiver.covers(finding.fact) for finding in failed.get(id_, ())):
            unused = Text(
                f"waivers, line {line}: the waiver for {id_} is not used: nothing fails that it covers",
                f"Ausnahmen, Zeile {line}: die Ausnahme für {id_} ist unbenutzt: nichts fällt durch, was sie deckt",
            )
            said.append(unused)
        elif not waiver.is_active(as_of):
            expired = Text(
                f"waivers, line {line}: the waiver for {id_} expired on {until}; the failure counts again",
                f"Ausnahmen, Zeile {line}: die Ausnahme für {id_} endete am {until}; der Befund zählt wieder",
            )
            said.append(expired)
    return tuple(said)


def _counts(verdict: ControlVerdict, fail_on: Severity, strictness: Strictness) -> bool:
    blocking = verdict.level is Level.ERROR or (strictness.warnings_count and verdict.level is Level.WARNING)
    if not blocking or verdict.severity.rank < fail_on.rank:
        return False
    if verdict.verdict is Verdict.UNKNOWN:
        return strictness.require_complete or not verdict.not_assessed
    return verdict.verdict is Verdict.FAIL and not verdict.excused


def _areas_not_observed(verdicts: Iterable[ControlVerdict], profile: Profile, evidence: Evidence) -> list[Area]:
    """Areas the profile covers of which nothing at all was seen, for causes other than the owner's choice."""
    kinds: dict[Area, set[str]] = {}
    for tuned in profile.controls:
        kinds.setdefault(tuned.control.area, set()).update(tuned.control.kinds())
    judged = {verdict.area for verdict in verdicts}
    unseen = []
    for area, looked_for in kinds.items():
        if area not in judged or any(evidence.looked_at(kind) for kind in looked_for):
            continue
        causes = {gap.cause for kind in looked_for for gap in evidence.gaps(kind)}
        if causes - OWNERS_CHOICE:
            unseen.append(area)
    return unseen


def _reason(verdicts: list[ControlVerdict], what: Text) -> Text:
    worst = sorted(verdicts, key=lambda verdict: -verdict.severity.rank)
    en, de = (
        ", ".join(f"{v.control} ({v.severity.value if lang == 'en' else word(v.severity, lang)})" for v in worst)
        for lang in ("en", "de")
    )
    return Text(f"{len(verdicts)} {what.en}: {en}", f"{len(verdicts)} {what.de}: {de}")


def page_was_fetched(evidence: Evidence) -> bool:
    """Whether any page of the shop was seen, or nobody tried."""
    pages = [entry for entry in evidence.coverage if entry.kind == "page"]
    tried = [entry for entry in pages if entry.cause not in OWNERS_CHOICE]
    return bool(evidence.rows("page")) or not tried or any(entry.status is not Status.GAP for entry in tried)
