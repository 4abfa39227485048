"""How a form or field stands with the controls of a profile, from the report's verdicts alone: it adds no norm."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum, unique

from scanner.model.report import Report, Ruling
from scanner.model.verdict import ControlVerdict, Text
from scanner.model.vocabulary import Level


@unique
class Standing(StrEnum):
    """The worst first. `FAULTY`: a control objects to something else than that it is asked for.

    `UNTOLD`: the report is of a version that told of failing rows alone, or this row had no room.
    """

    REFUSED = "refused"
    FAULTY = "faulty"
    OPEN = "open"
    UNTOLD = "untold"
    ALLOWED = "allowed"
    UNSPOKEN = "unspoken"


@dataclass(frozen=True, slots=True)
class Voice:
    """A control that speaks of a row. `asking`: of whether that may be asked for, or demanded."""

    control: str
    title: Text
    level: Level
    asking: bool


@dataclass(frozen=True, slots=True)
class Stand:
    """How a row, or several that are alike, stands: which controls object, can't tell, and find nothing against it."""

    standing: Standing
    against: tuple[Voice, ...] = ()
    open: tuple[Voice, ...] = ()
    fits: tuple[Voice, ...] = ()

    @property
    def is_bad(self) -> bool:
        """Whether a control objects."""
        return bool(self.against)


class Stands:
    """Looks up what a report says of rows by their keys."""

    def __init__(self, report: Report) -> None:
        self._verdicts = {verdict.control: verdict for verdict in report.verdicts}
        told = report.rulings
        self.told = told is not None
        self._whole = told is not None and not told.left_over
        self._asking = frozenset(told.asking) if told else frozenset()
        self._rulings: Mapping[str, Ruling] = {one.row: one for one in told.rows} if told else {}
        self._found: dict[str, list[str]] = {}
        for verdict in report.verdicts:
            for finding in verdict.judgement.findings:
                self._found.setdefault(finding.row, []).append(verdict.control)

    def of(self, rows: Iterable[str]) -> Stand:
        """How rows stand together: the worst that is said of any of them counts."""
        keys = list(rows)
        rulings = [self._rulings[key] for key in keys if key in self._rulings]
        against = [id_ for key in keys for id_ in self._found.get(key, ())]
        against += [id_ for one in rulings for id_ in one.fails]
        bad = self._voices(against)
        unsure = self._voices(id_ for one in rulings for id_ in one.open if id_ not in against)
        known = {*against, *(voice.control for voice in unsure)}
        good = self._voices(id_ for one in rulings for id_ in one.fits if id_ not in known)
        whole = self._whole or all(key in self._rulings for key in keys)
        return Stand(_standing(bad, unsure, good, whole=whole), bad, unsure, good)

    def _voices(self, ids: Iterable[str]) -> tuple[Voice, ...]:
        return tuple(self._voice(self._verdicts[id_]) for id_ in sorted(dict.fromkeys(ids)) if id_ in self._verdicts)

    def _voice(self, verdict: ControlVerdict) -> Voice:
        return Voice(verdict.control, verdict.title, verdict.level, verdict.control in self._asking)


def _standing(bad: tuple[Voice, ...], unsure: tuple[Voice, ...], good: tuple[Voice, ...], *, whole: bool) -> Standing:
    if any(voice.asking for voice in bad):
        return Standing.REFUSED
    if bad:
        return Standing.FAULTY
    if not whole:
        return Standing.UNTOLD
    if any(voice.asking for voice in unsure):
        return Standing.OPEN
    return Standing.ALLOWED if any(voice.asking for voice in good) else Standing.UNSPOKEN
