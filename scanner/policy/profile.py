"""Profiles choose and tune controls. They never touch `where` or `expect`: an id means the same in every fleet.

Merge order: the profiles named in `extends` first, in their order, each ancestor once where it first appears; then the
profile's own keys. What comes later wins, key by key. `controls` brings back what an ancestor left out.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from scanner.model.verdict import LeftOut, Place, Text
from scanner.model.vocabulary import Area, Severity
from scanner.policy.controls import Control, Levels, Policy
from scanner.policy.load import check_certainty, read_levels, read_name, read_parameter
from scanner.policy.reading import Reader
from scanner.policy.types import DayExpression
from scanner.yamlfile import Mapped, Node, Problems, Scalar, shown, suggest

PROFILE_KEYS = (
    "profile",
    "title",
    "help",
    "extends",
    "policies",
    "controls",
    "set",
    "severity",
    "level",
    "leave_out",
    "fail_on",
)


@dataclass(frozen=True, slots=True)
class Tuned:
    """A control as a profile wants it, with the reasons for what it changed."""

    control: Control
    severity: Severity
    levels: Levels
    parameters: Mapping[str, tuple[Any, ...]]
    because: Text | None = None


@dataclass(frozen=True, slots=True)
class Profile:
    """A resolved profile: tuned controls by area and id, what is left out, and the gate's default.

    `help`: whom it is for; empty if it doesn't say.
    """

    name: str
    title: Text
    controls: tuple[Tuned, ...]
    left_out: tuple[LeftOut, ...]
    fail_on: Severity
    chain: tuple[str, ...]
    place: Place
    help: Text = Text("", "")

    @property
    def areas(self) -> frozenset[Area]:
        """What its controls are about."""
        return frozenset(tuned.control.area for tuned in self.controls)

    @property
    def kinds(self) -> frozenset[str]:
        """The kinds of evidence that its controls speak of."""
        return frozenset(kind for tuned in self.controls for kind in tuned.control.kinds())


@dataclass(frozen=True, slots=True)
class ProfileFile:
    """A profile's document with the reader for its file. `beside`: names of what it mentions by file (`./own.yaml`)."""

    name: str
    node: Mapped
    reader: Reader
    beside: Mapping[str, str]


def read_profile_file(node: Node, file: str, problems: Problems, beside: Mapping[str, str]) -> ProfileFile | None:
    """The outside of a profile: its keys and its name. The inside needs the policies it speaks of."""
    reader = Reader(file, problems)
    found = reader.mapping(node, "a profile", PROFILE_KEYS, ("profile",))
    name = read_name(reader, found.get("profile"), "profile") if found and found.get("profile") else None
    return ProfileFile(name, found, reader, beside) if found and name else None


@dataclass(slots=True)
class _Merge:
    """What the chain of profiles has said so far."""

    chosen: dict[str, None] = field(default_factory=dict)
    left_out: dict[str, Text] = field(default_factory=dict)
    parameters: dict[tuple[str, str], tuple[Any, ...]] = field(default_factory=dict)
    severity: dict[str, tuple[Severity, Text]] = field(default_factory=dict)
    levels: dict[str, tuple[Levels, Text]] = field(default_factory=dict)
    fail_on: Severity = Severity.HIGH


def resolve(
    top: ProfileFile, policies: Mapping[str, Policy], find: Callable[[str], ProfileFile | None]
) -> Profile | None:
    """The profile with everything it extends. `find` gives a profile by name. None if anything is wrong (and noted)."""
    problems = top.reader.problems
    before = problems.noted
    chain: list[ProfileFile] = []
    _linearise(top, find, (), chain)
    merge = _Merge()
    controls = {control.id: control for policy in policies.values() for control in policy.controls}
    for part in chain:
        _Part(part, policies, controls).apply(merge)
    if problems.noted > before:
        return None
    title = _said(top, "title") or Text(top.name, top.name)
    help_ = _said(top, "help") or Text("", "")
    tuned = [
        _tune(control, policy, merge)
        for policy in policies.values()
        for control in policy.controls
        if control.id in merge.chosen and control.id not in merge.left_out
    ]
    areas = tuple(Area)
    tuned.sort(key=lambda found: (areas.index(found.control.area), found.control.id))  # whatever files they stand in
    left_out = tuple(LeftOut(id_, because) for id_, because in sorted(merge.left_out.items()))
    names = tuple(part.name for part in chain)
    place = Place(top.reader.file, top.node.line)
    return Profile(top.name, title, tuple(tuned), left_out, merge.fail_on, names, place, help_)


def _said(file: ProfileFile, key: str) -> Text | None:
    node = file.node.get(key)
    return file.reader.words(node, key) if node is not None else None


def _linearise(
    part: ProfileFile, find: Callable[[str], ProfileFile | None], above: tuple[str, ...], chain: list[ProfileFile]
) -> None:
    if any(part.name == earlier.name for earlier in chain):
        return
    node = part.node.get("extends")
    parents: tuple[Node, ...] = ()
    if isinstance(node, Scalar):
        parents = (node,)
    elif node is not None:
        parents = part.reader.items(node, "extends") or ()
    for parent in parents:
        name = part.reader.text(parent, "extends")
        if name is None:
            continue
        name = part.beside.get(name, name)
        if name in (*above, part.name):
            part.reader.wrong(
                parent, f"the profiles extend each other in a circle: {' → '.join((*above, part.name, name))}"
            )
            continue
        found = find(name)
        if found is None:
            part.reader.wrong(parent, f"there is no profile {shown(name)}")
        else:
            _linearise(found, find, (*above, part.name), chain)
    chain.append(part)


def _tune(control: Control, policy: Policy, merge: _Merge) -> Tuned:
    severity, because_severity = merge.severity.get(control.id, (control.severity, None))
    levels, because_level = merge.levels.get(control.id, (control.levels, None))
    reasons = [reason for reason in (because_severity, because_level) if reason is not None]
    because = Text(_joined(r.en for r in reasons), _joined(r.de for r in reasons)) if reasons else None
    parameters = {
        name: merge.parameters.get((policy.name, name), parameter.default)
        for name, parameter in policy.parameters.items()
    }
    return Tuned(control, severity, levels, parameters, because)


def _joined(reasons: Iterable[str]) -> str:
    """Why severity, and why level: sentence after sentence, and once if both are the same."""
    said = list(dict.fromkeys(reasons))
    return (" " if all(reason.endswith(".") for reason in said) else "; ").join(said)


@dataclass(frozen=True, slots=True)
class _Part:
    """Applies one profile file of the chain."""

    file: ProfileFile
    policies: Mapping[str, Policy]
    controls: Mapping[str, Control]

    def apply(self, merge: _Merge) -> None:
        node, reader = self.file.node, self.file.reader
        for name in self._names("policies", self.policies, "policy"):
            merge.chosen |= dict.fromkeys(control.id for control in self.policies[name].controls)
        for id_ in self._names("controls", self.controls, "control"):
            merge.chosen[id_] = None
            merge.left_out.pop(id_, None)
        self._set(merge)
        for id_, value in self._tunings("severity"):
            self._severity(id_, value, merge)
        for id_, value in self._tunings("level"):
            self._level(id_, value, merge)
        for id_, value in self._tunings("leave_out"):
            because = self._because(value, ("because",))
            if because is not None:
                merge.left_out[id_] = because
        if fail_on := node.get("fail_on"):
            word = reader.word(fail_on, "fail_on", Severity)
            merge.fail_on = word or merge.fail_on

    def _names(self, key: str, known: Mapping[str, Any], what: str) -> list[str]:
        node, reader = self.file.node.get(key), self.file.reader
        if node is None:
            return []
        found = []
        for item in reader.items(node, key) or ():
            name = reader.text(item, key)
            name = self.file.beside.get(name, name) if name is not None else None
            if name is not None and name not in known:
                reader.wrong(item, f"there is no {what} {shown(name)}", suggest(name, known))
            elif name is not None:
                found.append(name)
        return found

    def _set(self, merge: _Merge) -> None:
        node, reader = self.file.node.get("set"), self.file.reader
        found = reader.mapping(node, "set") if node is not None else None
        known = {f"{p.name}.{name}": (p, name) for p in self.policies.values() for name in p.parameters}
        for name, value in found.items.items() if found else ():
            if name not in known:
                reader.wrong(
                    found.keys[name] if found else None, f"there is no parameter {shown(name)}", suggest(name, known)
                )
                continue
            policy, parameter = known[name]
            values = read_parameter(reader, value, policy.parameters[parameter].type, name)
            if values is not None:
                merge.parameters[policy.name, parameter] = values

    def _tunings(self, key: str) -> list[tuple[str, Node]]:
        node, reader = self.file.node.get(key), self.file.reader
        found = reader.mapping(node, key) if node is not None else None
        good = []
        for id_, value in found.items.items() if found else ():
            if id_ not in self.controls:
                reader.wrong(
                    found.keys[id_] if found else None, f"there is no control {shown(id_)}", suggest(id_, self.controls)
                )
            else:
                good.append((id_, value))
        return good

    def _severity(self, id_: str, node: Node, merge: _Merge) -> None:
        reader = self.file.reader
        found = reader.mapping(node, f"severity of {id_}", ("to", "because"), ("to", "because"))
        to = reader.word(found.get("to"), "to", Severity) if found and found.get("to") else None
        because = self._because(node)
        if to and because:
            merge.severity[id_] = (to, because)

    def _level(self, id_: str, node: Node, merge: _Merge) -> None:
        reader = self.file.reader
        found = reader.mapping(node, f"level of {id_}", ("to", "stages", "because"), ("because",))
        if found is None:
            return
        if ("to" in found.items) == ("stages" in found.items):
            reader.wrong(found, f"level of {id_} has either to or stages")
            return
        renamed = Mapped(
            {("level" if key == "to" else key): value for key, value in found.items.items()},
            found.keys,
            found.line,
            found.column,
        )
        levels = read_levels(reader, renamed)
        because = self._because(node)
        if levels and because and check_certainty(reader, found, levels, self.controls[id_].certainty):
            merge.levels[id_] = (levels, because)

    def _because(self, node: Node, keys: tuple[str, ...] = ("to", "stages", "because")) -> Text | None:
        reader = self.file.reader
        if isinstance(node, Scalar):
            return reader.words(node, "because")
        found = reader.mapping(node, "this entry", keys, ("because",))
        return reader.words(found.get("because"), "because") if found and found.get("because") else None


__all__ = ["DayExpression", "Profile", "ProfileFile", "Tuned", "read_profile_file", "resolve"]
