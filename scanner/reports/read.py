"""A stored report.json back to a Report. It may come from anywhere: all of it is checked, and mistakes have places."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar

from scanner.errors import ExitCode, RunFolderError
from scanner.model.codec import Malformed
from scanner.model.report import REPORT_SCHEMA, Change, Nearness, ReferenceText, Report, Ruling, Rulings
from scanner.model.text import visible
from scanner.model.verdict import Blocker, ControlVerdict, Finding, Gate, Judgement, LeftOut, Place, Text, Waived
from scanner.model.vocabulary import Area, Certainty, GapCause, Level, Phase, Severity, Verdict, Word

#: What a gate can say (design § 6).
_OF_A_GATE = (
    ExitCode.PASSED,
    ExitCode.FAILED,
    ExitCode.INCONCLUSIVE,
    ExitCode.NOTHING_FETCHED,
    ExitCode.INTERRUPTED,
)
#: Levels of nesting of what the run says in words of its own.
_MOST_DEPTH = 3


@dataclass(frozen=True, slots=True)
class LogNote:
    """A raw log among the artifacts: `har` or `storage` of a phase, by its SHA-256. `cut`: not all had room."""

    phase: Phase
    kind: str
    artifact: str
    entries: int
    bytes: int
    cut: bool


@dataclass(frozen=True, slots=True)
class BrowserNote:
    """Which browser looked and how it presented itself; when each phase's clean profile came and left; addresses."""

    name: str
    version: str
    user_agent: str
    language: str
    width: int
    height: int
    phases: tuple[tuple[Phase, str, str], ...]
    reached: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class RunNotes:
    """How a run came about, as far as the report says. Times are ISO 8601 in UTC; empty or None: not said."""

    started: str = ""
    ended: str = ""
    seconds: float | None = None
    vantage: Mapping[str, str] = field(default_factory=dict)
    connections: int | None = None
    requests: int | None = None
    bytes_read: int | None = None
    says_authority: bool = False
    authorised_by: str = ""
    profile_because: Text | None = None
    incomplete: bool = False
    folder: str = ""
    notices: tuple[Text, ...] = ()
    versions: Mapping[str, str] = field(default_factory=dict)
    browser: BrowserNote | None = None
    logs: tuple[LogNote, ...] = ()


def read_report(document: object) -> Report:
    """A report document (`siegel/report/1`) as the Report it was written from.

    RunFolderError names the first mistake and its place. Keys we don't know are passed over.
    """
    try:
        return _report(_At(document))
    except Malformed as mistake:
        hint = "judge the run again with siegel judge"
        raise RunFolderError(f"the report is broken: {visible(str(mistake), 500)}", hint) from mistake


def read_run(report: Report) -> RunNotes:
    """What a report says of its run. RunFolderError names the first bad place."""
    try:
        return _run(_At(dict(report.run), ("run",)))
    except Malformed as mistake:
        raise RunFolderError(f"the report is broken: {visible(str(mistake), 500)}") from mistake


W = TypeVar("W", bound=Word)
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class _At:
    """A value of the document and where it stands. Every access checks what it finds; Malformed otherwise."""

    value: Any
    path: tuple[str | int, ...] = ()

    def wrong(self, wanted: str) -> Malformed:
        shown = {dict: "an object", list: "a list", type(None): "null"}.get(type(self.value), repr(self.value)[:60])
        return Malformed(f"expected {wanted}, found {shown}", self.path)

    def object(self) -> dict[str, Any]:
        if not isinstance(self.value, dict):
            raise self.wrong("an object")
        return self.value

    def __getitem__(self, key: str) -> _At:
        found = self.object()
        if key not in found:
            raise Malformed(f"{key} is missing", self.path)
        return _At(found[key], (*self.path, key))

    def maybe(self, key: str) -> _At:
        """A key that may be missing, which is as good as null."""
        return _At(self.object().get(key), (*self.path, key))

    def members(self) -> Iterator[tuple[str, _At]]:
        for key, value in self.object().items():
            yield str(key), _At(value, (*self.path, str(key)))

    def items(self) -> Iterator[_At]:
        if not isinstance(self.value, list | tuple):
            raise self.wrong("a list")
        for i, value in enumerate(self.value):
            yield _At(value, (*self.path, i))

    def text(self) -> str:
        if not isinstance(self.value, str):
            raise self.wrong("text")
        return self.value

    def boolean(self) -> bool:
        if not isinstance(self.value, bool):
            raise self.wrong("true or false")
        return self.value

    def whole(self) -> int:
        if not isinstance(self.value, int) or isinstance(self.value, bool) or abs(self.value) > 2**53:
            raise self.wrong("a whole number")
        return self.value

    def number(self) -> float:
        if isinstance(self.value, float) and math.isfinite(self.value):
            return self.value
        if not isinstance(self.value, int) or isinstance(self.value, bool) or abs(self.value) > 2**53:
            raise self.wrong("a number")
        return float(self.value)

    def word(self, vocabulary: type[W]) -> W:
        for word in vocabulary:
            if self.value == word.value:
                return word
        raise self.wrong(f"one of {', '.join(vocabulary)}")

    def or_none(self, read: Callable[[_At], T]) -> T | None:
        return None if self.value is None else read(self)


def _report(at: _At) -> Report:
    if at["schema"].text() != REPORT_SCHEMA:
        raise at["schema"].wrong(REPORT_SCHEMA)
    report = Report(
        shop=at["shop"].text(),
        name=at["name"].text(),
        profile=at["profile"].text(),
        as_of=at["as_of"].text(),
        run=at["run"].object(),
        verdicts=tuple(_verdict(item) for item in at["verdicts"].items()),
        left_out=tuple(LeftOut(item["control"].text(), _text(item["because_text"])) for item in at["left_out"].items()),
        gate=_gate(at["gate"]),
        references=tuple(_reference(id_, item) for id_, item in at["references"].members()),
        coverage_note=_text(at["coverage_note_text"]),
        nearness=tuple(_near(item) for item in at.maybe("nearness").or_none(_At.items) or ()),
        rulings=at.maybe("rulings").or_none(_rulings),
    )
    _run(at["run"])
    if (totals := at["totals"]).object() != report.totals:
        raise Malformed("the totals are not those of the verdicts", totals.path)
    return report


def _rulings(at: _At) -> Rulings:
    def ids(at: _At) -> tuple[str, ...]:
        return tuple(item.text() for item in at.items())

    rows = (
        Ruling(one["row"].text(), ids(one["fits"]), ids(one["fails"]), ids(one["open"])) for one in at["rows"].items()
    )
    return Rulings(ids(at["asking"]), tuple(rows), at["left_over"].whole())


def _near(at: _At) -> Nearness:
    return Nearness(
        profile=at["profile"].text(),
        title=_text(at["title"]),
        endpoint=at["endpoint"].text(),
        changes=tuple(_change(item) for item in at["changes"].items()),
        advice=tuple(_change(item) for item in at["advice"].items()),
        unknown=tuple(item.text() for item in at["unknown"].items()),
    )


def _change(at: _At) -> Change:
    messages = tuple(_text(item) for item in at["messages"].items())
    return Change(at["control"].text(), _text(at["title"]), messages, at["more"].whole())


def _gate(at: _At) -> Gate:
    code = at["exit_code"]
    if code.whole() not in _OF_A_GATE:
        raise code.wrong(f"one of {', '.join(str(int(known)) for known in _OF_A_GATE)}")
    passed = at["passed"].boolean()
    if passed != (code.whole() == ExitCode.PASSED):
        raise Malformed("passed and exit_code contradict each other", at.path)
    because = tuple(_text(item) for item in at["because_text"].items())
    return Gate(passed, code.whole(), at["fail_on"].word(Severity), because)


def _verdict(at: _At) -> ControlVerdict:
    policy = at["policy"]
    return ControlVerdict(
        control=at["control"].text(),
        area=at["area"].word(Area),
        policy=Place(policy["file"].text(), policy["line"].whole()),
        title=_text(at["title"]),
        remedy=_text(at["remedy"]),
        judgement=_judgement(at),
        severity=at["severity"].word(Severity),
        level=at["level"].word(Level),
        certainty=at["certainty"].word(Certainty),
        references=tuple(item.text() for item in at["references"].items()),
        tuned_because=at["tuned_because"].or_none(_text),
        not_assessed=at["not_assessed"].boolean(),
        counted=at["counted"].boolean(),
        waiver=at["waiver"].or_none(_At.text),
        waiver_detail=at.maybe("waiver_detail").or_none(_waived),
        baseline=at["baseline"].boolean(),
    )


def _waived(at: _At) -> Waived:
    return Waived(
        until=at["until"].text(),
        because=at["because"].text(),
        approved_by=at["approved_by"].text(),
        counts_again=at["counts_again"].boolean(),
    )


def _judgement(at: _At) -> Judgement:
    return Judgement(
        verdict=at["verdict"].word(Verdict),
        findings=tuple(_finding(item) for item in at["findings"].items()),
        blockers=tuple(_blocker(item) for item in at["blockers"].items()),
        decided_by=_text(at["decided_by"]),
        upcoming=at["upcoming"].boolean(),
    )


def _finding(at: _At) -> Finding:
    return Finding(
        _text(at["message"]),
        at["where"].text(),
        at["row"].text(),
        tuple(item.text() for item in at["artifacts"].items()),
        at["fingerprint"].text(),
    )


def _blocker(at: _At) -> Blocker:
    return Blocker(
        _text(at["message"]),
        at["cause"].or_none(lambda cause: cause.word(GapCause)),
        at.maybe("detail").or_none(_At.text) or "",
        tuple(item.text() for item in at.maybe("artifacts").or_none(_At.items) or ()),
    )


def _reference(id_: str, at: _At) -> ReferenceText:
    return ReferenceText(
        id_,
        _text(at["title"]),
        _text(at["provision"]),
        at["url"].text(),
        at["certainty"].text(),
        at["confirmed"].text(),
    )


def _text(at: _At) -> Text:
    return Text(at["en"].text(), at["de"].text())


def _run(at: _At) -> RunNotes:
    return RunNotes(
        started=at.maybe("started").or_none(_At.text) or "",
        ended=at.maybe("ended").or_none(_At.text) or "",
        seconds=at.maybe("seconds").or_none(_At.number),
        vantage=_named_words(at.maybe("vantage")),
        connections=at.maybe("connections").or_none(_At.whole),
        requests=at.maybe("requests").or_none(_At.whole),
        bytes_read=at.maybe("bytes_read").or_none(_At.whole),
        says_authority="authorised_by" in at.object(),
        authorised_by=_words(at.maybe("authorised_by")),
        profile_because=at.maybe("profile_because").or_none(_text),
        incomplete=at.maybe("incomplete").or_none(_At.boolean) or False,
        folder=at.maybe("folder").or_none(_At.text) or "",
        notices=tuple(_notice(item) for item in at.maybe("notices").or_none(_At.items) or ()),
        versions={key: value.text() for key, value in at.maybe("versions").or_none(_At.members) or ()},
        browser=at.maybe("browser").or_none(_browser),
        logs=tuple(_log(item) for item in at.maybe("logs").or_none(_At.items) or ()),
    )


def _browser(at: _At) -> BrowserNote:
    viewport = at["viewport"]
    phases = ((one["phase"].word(Phase), one["started"].text(), one["ended"].text()) for one in at["phases"].items())
    return BrowserNote(
        name=at["name"].text(),
        version=at["version"].text(),
        user_agent=at["user_agent"].text(),
        language=at["language"].text(),
        width=viewport["width"].whole(),
        height=viewport["height"].whole(),
        phases=tuple(phases),
        reached={place: tuple(one.text() for one in found.items()) for place, found in at["reached"].members()},
    )


def _log(at: _At) -> LogNote:
    return LogNote(
        phase=at["phase"].word(Phase),
        kind=at["kind"].text(),
        artifact=at["artifact"].text(),
        entries=at["entries"].whole(),
        bytes=at["bytes"].whole(),
        cut=at["cut"].boolean(),
    )


def _notice(at: _At) -> Text:
    """A notice in both languages, or in one for both."""
    return _text(at) if isinstance(at.value, dict) else Text(at.text(), at.text())


def _named_words(at: _At) -> dict[str, str]:
    if not isinstance(at.value, dict):
        return {"": _words(at)}
    return {name: words for name, item in at.members() if (words := _words(item, 1))}


def _words(at: _At, depth: int = 0) -> str:
    """What people wrote in a form of their own, on one line: `role CISO, on 2026-11-01`."""
    match at.value:
        case None:
            return ""
        case str():
            return at.text()
        case bool():
            return str(at.value).lower()
        case int():
            return str(at.whole())
        case float():
            return str(at.number())
        case dict() | list() if depth < _MOST_DEPTH:
            named = at.members() if isinstance(at.value, dict) else (("", item) for item in at.items())
            said = ((name, _words(item, depth + 1)) for name, item in named)
            return ", ".join(f"{name} {words}".strip() for name, words in said if words)
        case _:
            raise at.wrong("text")
