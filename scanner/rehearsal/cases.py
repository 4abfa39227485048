"""Test files to cases: everything wrong with them is reported at once, with its place."""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from scanner.model.evidence import Coverage, Evidence, Status, merged, scope
from scanner.model.facts import KINDS, Fact
from scanner.model.verdict import Place
from scanner.model.vocabulary import GapCause, Verdict
from scanner.policy.controls import Control, Policy
from scanner.policy.library import TEST_SUFFIX, Library
from scanner.policy.load import read_parameter
from scanner.policy.reading import Reader
from scanner.policy.types import read_day
from scanner.rehearsal.rows import RowReader
from scanner.yamlfile import Mapped, Node, read_file, shown, suggest
from scanner.yamlfile import Sequence as Listed

FILE_KEYS = ("policy", "as_of", "cases")
CASE_KEYS = ("name", "control", "as_of", "with", "rows", "gaps", "then", "findings")
GAP_KEYS = ("kind", "scope", "cause", "reason")

#: Stands in for a day that is missing, so that the rest of the case can be read and its mistakes noted too.
_SOME_DAY = dt.date(2026, 1, 1)


@dataclass(frozen=True, slots=True)
class Case:
    """One case of a test file. `parameters` holds every parameter of the policy; `findings` None: not looked at."""

    policy: str
    control: Control
    name: str
    place: Place
    as_of: dt.date
    parameters: Mapping[str, tuple[Any, ...]]
    evidence: Evidence
    expected: Verdict
    findings: tuple[str, ...] | None = None


def read_cases(library: Library, path: Path) -> Sequence[Case]:
    """The cases of a test file; what is wrong is noted among the library's problems."""
    reader = Reader(_name(library, path), library.problems)
    document = read_file(path, library.problems)
    if document is None:
        return ()
    found = reader.mapping(document, "a policy test", FILE_KEYS, ("policy", "cases"))
    if found is None or "policy" not in found.items or "cases" not in found.items:
        return ()
    name = reader.text(found.items["policy"], "policy")
    policy = library.policies.get(name or "")
    as_of = read_day(reader, found.items["as_of"], "as_of") if "as_of" in found.items else None
    items = reader.items(found.items["cases"], "cases") or ()
    if policy is None:
        if name is not None:
            reader.wrong(found.items["policy"], f"there is no policy {shown(name)}", suggest(name, library.policies))
        return ()
    cases = [_CaseReader(reader, policy, as_of).read(item) for item in items]
    return [case for case in cases if case is not None]


def _name(library: Library, path: Path) -> str:
    """The file as problems name it: like the policy beside it."""
    beside = path.with_name(path.name.removesuffix(TEST_SUFFIX) + ".yaml")
    name = next((name for name, known in library.files.items() if known == beside), None)
    return os.fspath(path) if name is None else name.removesuffix(".yaml") + TEST_SUFFIX


@dataclass(frozen=True, slots=True)
class _CaseReader:
    """Reads the cases of one file. `as_of` is the file's own day, for cases that don't say theirs."""

    reader: Reader
    policy: Policy
    as_of: dt.date | None

    def read(self, node: Node) -> Case | None:
        """A case, or None after noting everything that is wrong with it."""
        before = self.reader.problems.noted
        found = self.reader.mapping(node, "a case", CASE_KEYS, ("name", "control", "then"))
        if found is None:
            return None
        name = self.reader.text(found.items["name"], "name") if "name" in found.items else None
        control = self._control(found.get("control"))
        expected = self.reader.word(found.items["then"], "then", Verdict) if "then" in found.items else None
        as_of = self._day(found)
        parameters = self._parameters(found.get("with"))
        findings = self._findings(found, expected)
        rows = self._rows(found.get("rows"), control, as_of or _SOME_DAY)
        gaps = self._gaps(found.get("gaps"), control, as_of or _SOME_DAY)
        if self.reader.problems.noted > before or not (name and control and expected and as_of):
            return None
        evidence = Evidence("rehearsal", facts=rows, coverage=(*_looked_at(rows, gaps), *gaps))
        place = Place(self.reader.file, found.line)
        return Case(self.policy.name, control, name, place, as_of, parameters, evidence, expected, findings)

    def _control(self, node: Node | None) -> Control | None:
        id_ = self.reader.text(node, "control") if node is not None else None
        known = {control.id: control for control in self.policy.controls}
        if id_ is not None and id_ not in known:
            what = f"the policy {self.policy.name} has no control {shown(id_)}"
            self.reader.wrong(node, what, suggest(id_, known) or f"it has {', '.join(known)}")
        return known.get(id_ or "")

    def _day(self, found: Mapped) -> dt.date | None:
        if "as_of" in found.items:
            return read_day(self.reader, found.items["as_of"], "as_of")
        if self.as_of is None:
            self.reader.wrong(
                found, "nobody says as of which day", "write as_of: 2026-11-22 here, or above for all cases"
            )
        return self.as_of

    def _parameters(self, node: Node | None) -> dict[str, tuple[Any, ...]]:
        values = {name: parameter.default for name, parameter in self.policy.parameters.items()}
        found = self.reader.mapping(node, "with") if node is not None else None
        known = {f"{self.policy.name}.{name}": name for name in values}
        for full, value in found.items.items() if found else ():
            if full not in known:
                self.reader.wrong(
                    found.keys[full] if found else None, f"there is no parameter {shown(full)}", suggest(full, known)
                )
                continue
            name = known[full]
            read = read_parameter(self.reader, value, self.policy.parameters[name].type, full)
            values[name] = values[name] if read is None else read
        return values

    def _findings(self, found: Mapped, expected: Verdict | None) -> tuple[str, ...] | None:
        node = found.get("findings")
        if node is None:
            return None
        if expected not in {None, Verdict.FAIL}:
            self.reader.wrong(
                found.keys["findings"],
                f"only a failure has findings, not {expected}",
                "leave them out, or say then: fail",
            )
        items = self.reader.items(node, "findings") or ()
        return self.reader.all_of(items, lambda item: self.reader.text(item, "a finding"))

    def _kind(self, key: Node, name: str | None, control: Control | None) -> type[Fact] | None:
        """A kind of fact that the control looks at."""
        if name is None:
            return None
        if name not in KINDS:
            self.reader.wrong(key, f"there is no kind of fact {shown(name)}", suggest(name, KINDS))
            return None
        if control is not None and name not in control.kinds():
            hint = f"it looks at {', '.join(sorted(control.kinds()))}"
            self.reader.wrong(key, f"{control.id} does not look at {name}", hint)
        return KINDS[name]

    def _rows(self, node: Node | None, control: Control | None, as_of: dt.date) -> dict[str, tuple[Fact, ...]]:
        found = self.reader.mapping(node, "rows") if node is not None else None
        rows: dict[str, tuple[Fact, ...]] = {}
        for name, listed in found.items.items() if found else ():
            kind = self._kind(found.keys[name] if found else listed, name, control)
            if not isinstance(listed, Listed):
                self.reader.wrong(listed, f"{name} is a list of rows", "write [] where there is none")
            elif kind is not None:
                read = [RowReader(self.reader, kind, as_of).row(item) for item in listed.items]
                rows[name] = tuple(row for row in read if row is not None)
                if len(merged(rows[name])) < len(rows[name]):
                    self.reader.wrong(
                        listed, f"two rows of {name} are the same thing", f"its key is {', '.join(kind.key_fields)}"
                    )
        return rows

    def _gaps(self, node: Node | None, control: Control | None, as_of: dt.date) -> tuple[Coverage, ...]:
        items = self.reader.items(node, "gaps") if node is not None else None
        read = [self._gap(item, control, as_of) for item in items or ()]
        return tuple(gap for gap in read if gap is not None)

    def _gap(self, node: Node, control: Control | None, as_of: dt.date) -> Coverage | None:
        found = self.reader.mapping(node, "a gap", GAP_KEYS, ("kind",))
        if found is None or "kind" not in found.items:
            return None
        kind = self._kind(found.items["kind"], self.reader.text(found.items["kind"], "kind"), control)
        cause = self.reader.word(found.items["cause"], "cause", GapCause) if "cause" in found.items else GapCause.ERROR
        reason = self.reader.text(found.items["reason"], "reason") if "reason" in found.items else "the test says so"
        if kind is None or reason is None:
            return None
        fixed = RowReader(self.reader, kind, as_of).paths(found.items["scope"]) if "scope" in found.items else {}
        return Coverage(kind.kind, scope(fixed), Status.GAP, cause, reason)


def _looked_at(rows: Mapping[str, Sequence[Fact]], gaps: Sequence[Coverage]) -> tuple[Coverage, ...]:
    """What a case speaks of was looked at: the rows it gives are all there are, and a kind with gaps has only these."""
    kinds = {kind: bool(of_kind) for kind, of_kind in rows.items()} | {gap.kind: True for gap in gaps}
    return tuple(Coverage(kind, (), Status.SEEN if seen else Status.ABSENT) for kind, seen in kinds.items())
