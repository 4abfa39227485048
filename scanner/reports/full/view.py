"""A report sorted into the sections of the page. Decides what stands where; the template decides how it looks."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from scanner.model.report import ReferenceText, Report
from scanner.model.text import visible
from scanner.model.verdict import Blocker, ControlVerdict, Finding, Text
from scanner.model.vocabulary import Area, GapCause, Severity, Verdict
from scanner.reports.failures import worst_first
from scanner.reports.full import words
from scanner.reports.full.excuses import asides_of, why_hidden
from scanner.reports.full.prose import Anchors
from scanner.reports.words import UNLOCK, unrequested, why_open

#: Ids of the page's own parts; a control called the same gets another.
SECTIONS = (
    "outcome", "basis", "counted", "uncounted", "unknown", "unassessed", "upcoming", "passed", "inapplicable",
    "left-out", "states", "notice", "forms", "endpoints", "inventories", "run", "provisions", "report", "contents",
    "filter",
)  # fmt: skip
#: Observations and reasons that are seen without opening anything.
MOST_OPEN = 5
#: Characters of a reason of the gate, which may name every control.
MOST_SENTENCE = 4_000
_SEEN, _PARTLY = "source seen", "partly"


@dataclass(frozen=True, slots=True)
class Observation:
    """A finding with its place on the page. `number` counts from 1 within its control."""

    finding: Finding
    anchor: str
    number: int


@dataclass(frozen=True, slots=True)
class Places:
    """Findings by where they were made, in the order of the report."""

    count: int
    groups: tuple[tuple[str, tuple[Observation, ...]], ...]


@dataclass(frozen=True, slots=True)
class Item:
    """A control with its place on the page. `outcome` is a key of `words.VERDICTS`, `why_hidden` of `words.WHY_HIDDEN`.

    `asides` say in sentences why a failure doesn't count, and who waived it.
    """

    verdict: ControlVerdict
    anchor: str
    outcome: str
    first: Places
    rest: Places
    why_hidden: str = ""
    asides: tuple[Text, ...] = ()

    @property
    def id(self) -> str:
        """The control's id."""
        return self.verdict.control


@dataclass(frozen=True, slots=True)
class Reason:
    """What keeps a control open, or would unlock it. `detail` is what exactly happened, in English."""

    said: Text
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Alike:
    """Controls that the same `reasons`, and `more` of them, keep open. `counted`: they count against the gate."""

    items: tuple[Item, ...]
    counted: bool
    reasons: tuple[Reason, ...]
    more: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class Provision:
    """A provision with its place on the page and the controls that cite it. `text` None: the report doesn't say."""

    id: str
    anchor: str
    text: ReferenceText | None
    mark: Text | None
    cited_by: tuple[Item, ...]


@dataclass(frozen=True, slots=True)
class View:
    """All that the template prints."""

    report: Report
    items: Mapping[str, tuple[Item, ...]]
    unknown: tuple[Alike, ...]
    unassessed: tuple[Alike, ...]
    provisions: Mapping[str, Provision]
    left_out: tuple[tuple[str, str, Text], ...]
    by_area: tuple[tuple[Area, Counter[str]], ...]
    by_severity: tuple[tuple[Severity, Counter[str]], ...]
    hidden: tuple[tuple[Text, tuple[Item, ...]], ...]

    def count(self, outcome: str) -> int:
        """How many controls have an outcome."""
        return len(self.items.get(outcome, ()))

    def with_pictures(self) -> Iterator[Item]:
        """The controls that pictures may belong to, in the order of the page."""
        for outcome in ("counted", "uncounted"):
            yield from self.items[outcome]
        for group in (*self.unknown, *self.unassessed):
            yield from group.items

    @property
    def unseen(self) -> int:
        """Provisions cited from knowledge alone."""
        return sum(provision.mark == words.UNSEEN_MARK for provision in self.provisions.values())

    @property
    def partly(self) -> int:
        """Provisions whose source was seen in part."""
        return sum(provision.mark == words.PARTLY_MARK for provision in self.provisions.values())

    def linked(self, text: str) -> Iterable[tuple[str, str]]:
        """A sentence in pieces, each with the anchor of the control it names, or without one."""
        anchors = {item.id: item.anchor for items in self.items.values() for item in items}
        for part in re.split(r"([A-Z]+-[0-9]+[\w.]*)", visible(text, MOST_SENTENCE)):
            if part:
                yield part, anchors.get(part, "")

    def shares(self) -> Iterable[tuple[str, float, float]]:
        """Outcomes that occur, each with where its part of the bar begins and how wide it is, in percent."""
        total, begin = len(self.report.verdicts), 0
        for outcome in words.VERDICTS:
            if n := self.count(outcome):
                yield outcome, 100 * begin / total, 100 * n / total
                begin += n


def view(report: Report) -> View:
    """The report as the page shows it."""
    anchors = Anchors(SECTIONS)
    items = [_item(report, verdict, anchors) for verdict in worst_first(report.verdicts)]
    sorted_ = {outcome: tuple(item for item in items if item.outcome == outcome) for outcome in words.VERDICTS}
    return View(
        report=report,
        items=sorted_,
        unknown=_alike(sorted(sorted_["unknown"], key=lambda item: not item.verdict.counted), _reasons),
        unassessed=_alike(sorted_["unassessed"], lambda item: _unlocking(item, report.run)),
        provisions=_provisions(report, items, anchors),
        left_out=tuple((item.control, anchors.new(item.control), item.because) for item in report.left_out),
        by_area=_by_area(items),
        by_severity=_by_severity(items),
        hidden=_hidden(sorted_["uncounted"]),
    )


def open_of(count: int) -> int:
    """How many of so many stand open: nobody opens anything to find a single line."""
    return count if count <= MOST_OPEN + 1 else MOST_OPEN


def outcome_of(verdict: ControlVerdict) -> str:
    """Which section of the page a control belongs to."""
    match verdict.verdict:
        case Verdict.FAIL:
            return "counted" if verdict.counted else "uncounted"
        case Verdict.UNKNOWN:
            return "unassessed" if verdict.not_assessed else "unknown"
        case Verdict.PASS:
            return "passed"
        case Verdict.NOT_APPLICABLE:
            return "upcoming" if verdict.judgement.upcoming else "inapplicable"


def _item(report: Report, verdict: ControlVerdict, anchors: Anchors) -> Item:
    outcome = outcome_of(verdict)
    anchor = anchors.new(verdict.control)
    seen = [
        Observation(finding, anchors.new(f"{anchor}-{finding.fingerprint[:12]}"), n)
        for n, finding in enumerate(verdict.judgement.findings, 1)
    ]
    why = why_hidden(verdict, report) if outcome == "uncounted" else ""
    asides = tuple(asides_of(verdict, why, report.gate.fail_on))
    most = open_of(len(seen))
    return Item(verdict, anchor, outcome, _places(seen[:most]), _places(seen[most:]), why, asides)


def _places(observations: Sequence[Observation]) -> Places:
    found: dict[str, list[Observation]] = {}
    for observation in observations:
        found.setdefault(observation.finding.where, []).append(observation)
    return Places(len(observations), tuple((where, tuple(made)) for where, made in found.items()))


def _reasons(item: Item) -> tuple[Reason, ...]:
    return tuple(dict.fromkeys(map(_reason, item.verdict.judgement.blockers)))


def _reason(blocker: Blocker) -> Reason:
    return Reason(why_open(blocker), blocker.detail)


def _unlocking(item: Item, run: Mapping[str, Any]) -> tuple[Reason, ...]:
    """What would let a control be assessed, one line per choice; for missing facts, which."""
    blockers = item.verdict.judgement.blockers
    ways: list[Reason] = []
    for cause, unlock in UNLOCK.items():
        alike = [blocker for blocker in blockers if blocker.cause is cause]
        if alike and cause is GapCause.NOT_REQUESTED:
            ways.append(Reason(unrequested(item.verdict.area, run, "`--only {}`")))
        elif alike:
            facts = alike if cause is GapCause.FACT_MISSING else ()
            ways += [Reason(unlock), *(Reason(blocker.message) for blocker in facts)]
    return tuple(dict.fromkeys(ways))


def _alike(items: Iterable[Item], reasons_of: Callable[[Item], tuple[Reason, ...]]) -> tuple[Alike, ...]:
    together: dict[tuple[bool, tuple[Reason, ...]], list[Item]] = {}
    for item in items:
        together.setdefault((item.verdict.counted, reasons_of(item)), []).append(item)
    return tuple(
        Alike(tuple(alike), counted, reasons[: open_of(len(reasons))], reasons[open_of(len(reasons)) :])
        for (counted, reasons), alike in together.items()
    )


def _provisions(report: Report, items: Iterable[Item], anchors: Anchors) -> dict[str, Provision]:
    texts = {reference.id: reference for reference in report.references}
    citing: dict[str, list[Item]] = {id_: [] for id_ in texts}
    for item in items:
        for id_ in dict.fromkeys(item.verdict.references):
            citing.setdefault(id_, []).append(item)
    return {
        id_: Provision(id_, anchors.new(f"ref-{id_}"), texts.get(id_), _mark(texts.get(id_)), tuple(cited_by))
        for id_, cited_by in citing.items()
    }


def _mark(reference: ReferenceText | None) -> Text | None:
    confirmed = reference.confirmed if reference else ""
    if confirmed == _SEEN:
        return None
    return words.PARTLY_MARK if confirmed.startswith(_PARTLY) else words.UNSEEN_MARK


def _by_area(items: Iterable[Item]) -> tuple[tuple[Area, Counter[str]], ...]:
    found: dict[Area, Counter[str]] = {}
    for item in items:
        found.setdefault(item.verdict.area, Counter())[item.outcome] += 1
    return tuple((area, found[area]) for area in Area if area in found)


def _by_severity(items: Iterable[Item]) -> tuple[tuple[Severity, Counter[str]], ...]:
    found: dict[Severity, Counter[str]] = {}
    for item in items:
        if item.verdict.verdict is Verdict.FAIL:
            found.setdefault(item.verdict.severity, Counter())[item.outcome] += 1
    return tuple((severity, found[severity]) for severity in reversed(Severity) if severity in found)


def _hidden(uncounted: Iterable[Item]) -> tuple[tuple[Text, tuple[Item, ...]], ...]:
    """What doesn't count, by why: a waiver and a baseline first."""
    found: dict[str, list[Item]] = {}
    for item in uncounted:
        found.setdefault(item.why_hidden, []).append(item)
    return tuple((said, tuple(found[why])) for why, said in words.WHY_HIDDEN.items() if why in found)
