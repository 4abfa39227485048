"""Controls that moved between two reports, with the findings that came and went."""

from __future__ import annotations

from scanner.errors import RunFolderError
from scanner.model.difference import ControlChange, Move
from scanner.model.report import Report
from scanner.model.text import visible
from scanner.model.verdict import MOST_FINDINGS, ControlVerdict, Finding
from scanner.model.vocabulary import Verdict


def compare_controls(older: Report, newer: Report) -> tuple[ControlChange, ...]:
    """Every control that moved, the worst first."""
    before, after = _by_id(older), _by_id(newer)
    changes = [_change(before.get(id_), after.get(id_)) for id_ in dict.fromkeys((*after, *before))]
    return tuple(sorted((change for change in changes if change is not None), key=_badness))


def _by_id(report: Report) -> dict[str, ControlVerdict]:
    found = {verdict.control: verdict for verdict in report.verdicts}
    if len(found) == len(report.verdicts):
        return found
    seen: set[str] = set()
    for verdict in report.verdicts:
        if verdict.control in seen:
            what = f"the report of {visible(report.shop)} judges {visible(verdict.control)} twice"
            raise RunFolderError(what, "judge the run again with siegel judge")
        seen.add(verdict.control)
    return found


def _badness(change: ControlChange) -> tuple[bool, bool, int, int, str]:
    return (
        not change.fails_anew,
        not change.unknown_anew,
        -change.severity.rank,
        -change.level.rank,
        change.control,
    )


def _change(old: ControlVerdict | None, new: ControlVerdict | None) -> ControlChange | None:
    """How a control moved; None where it didn't."""
    either = new or old
    assert either is not None  # noqa: S101 - its id comes from one of the two
    was, now = old.verdict if old else None, new.verdict if new else None
    before, after = _failing(old), _failing(new)
    change = ControlChange(
        move=_move(was, now),
        control=either.control,
        area=either.area,
        title=either.title,
        severity=either.severity,
        level=either.level,
        older=was,
        newer=now,
        counted_before=old.counted if old else False,
        counted=new.counted if new else False,
        new=tuple(finding for print_, finding in after.items() if print_ not in before),
        gone=tuple(finding for print_, finding in before.items() if print_ not in after) if was is now else (),
        cut=any(verdict is not None and len(verdict.judgement.findings) >= MOST_FINDINGS for verdict in (old, new)),
        because=tuple(blocker.message for blocker in new.judgement.blockers) if new else (),
    )
    same = was is now and not change.new and not change.gone
    return None if same and change.counted == change.counted_before else change


def _failing(verdict: ControlVerdict | None) -> dict[str, Finding]:
    """The findings of a failure by their fingerprints."""
    if verdict is None or verdict.verdict is not Verdict.FAIL:
        return {}
    return {finding.fingerprint: finding for finding in verdict.judgement.findings}


def _move(was: Verdict | None, now: Verdict | None) -> Move:
    match was, now:
        case Verdict.FAIL, Verdict.FAIL:
            return Move.STILL_FAILING
        case _, Verdict.FAIL:
            return Move.NEWLY_FAILING
        case Verdict.UNKNOWN, Verdict.UNKNOWN:
            return Move.STILL_UNKNOWN
        case _, Verdict.UNKNOWN:
            return Move.NEWLY_UNKNOWN
        case Verdict.FAIL, Verdict.PASS | Verdict.NOT_APPLICABLE:
            return Move.FIXED
        case Verdict.UNKNOWN, Verdict.PASS | Verdict.NOT_APPLICABLE:
            return Move.NO_LONGER_UNKNOWN
        case _:
            return Move.OTHER
