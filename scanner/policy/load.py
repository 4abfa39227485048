"""Policy files to controls: everything wrong with a file is reported at once, with its place."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from typing import Any

from scanner.model.verdict import Place, Text
from scanner.model.vocabulary import Area, Certainty, Level, Severity
from scanner.policy.claims import CLAIM_KEYS, ClaimReader
from scanner.policy.controls import Claim, Control, Levels, Parameter, Policy, Quantifier, Reference, Rows, Stage
from scanner.policy.reading import Reader
from scanner.policy.types import DayExpression, ValueType, read_day, read_type, read_value
from scanner.yamlfile import Mapped, Node, Problems, Scalar, Sequence, shown

POLICY_KEYS = ("policy", "area", "title", "params", "controls")
CONTROL_KEYS = (
    "id",
    "area",
    "title",
    "why",
    "severity",
    "level",
    "stages",
    "certainty",
    "in_force",
    "until",
    "all",
    *CLAIM_KEYS,
    "remedy",
    "references",
)
PARAMETER_KEYS = ("type", "default", "help")
REFERENCE_KEYS = ("title", "provision", "url", "as_of", "certainty", "confirmed")
CONFIRMED = ("source seen", "partly", "from knowledge, unconfirmed")

_ID = re.compile(r"[A-Z][A-Z0-9]*-[0-9]{3}(\.[a-z][a-z0-9-]*)?|[A-Za-z][A-Za-z0-9_.-]{0,63}")
_NAME = re.compile(r"[a-z][a-z0-9_-]{0,63}")


def read_policy(node: Node, file: str, problems: Problems) -> Policy | None:
    """A policy from its document. A control with a mistake is left out; its mistakes are among the problems."""
    reader = Reader(file, problems)
    found = reader.mapping(node, "a policy", POLICY_KEYS, ("policy", "area", "controls"))
    if found is None:
        return None
    before = problems.noted
    name = read_name(reader, found.get("policy"), "policy")
    area = reader.word(found.get("area"), "area", Area) if found.get("area") else None
    title = reader.words(found.get("title"), "title") if found.get("title") else Text(name or "", name or "")
    parameters = _parameters(reader, found.get("params"))
    used: set[str] = set()
    items = reader.items(found.get("controls"), "controls") if found.get("controls") else None
    controls = []
    declared = frozenset(params.items) if isinstance(params := found.get("params"), Mapped) else frozenset()
    for item in items or ():
        control = _ControlReader(reader, ClaimReader(reader, parameters, used, declared), area).read(item)
        controls += [control] if control else []
    if problems.noted == before:
        _note_unused(reader, found.get("params"), parameters, used)
    if name is None or area is None or title is None:
        return None
    return Policy(name, area, title, parameters, tuple(controls), Place(file, found.line))


def read_name(reader: Reader, node: Node | None, what: str) -> str | None:
    """A name in lower case: `forms-minimisation`."""
    text = reader.text(node, what)
    if text is not None and not _NAME.fullmatch(text):
        reader.wrong(node, f"{what} is a name in lower case like forms-minimisation, found {shown(text)}")
        return None
    return text


def _parameters(reader: Reader, node: Node | None) -> dict[str, Parameter]:
    if node is None:
        return {}
    found = reader.mapping(node, "params")
    parameters: dict[str, Parameter] = {}
    for name, value in found.items.items() if found else ():
        entry = reader.mapping(value, f"parameter {name}", PARAMETER_KEYS, ("type", "default"))
        kind = read_type(reader, entry.get("type")) if entry and entry.get("type") else None
        default = entry.get("default") if entry else None
        values = read_parameter(reader, default, kind, name) if kind and default is not None else None
        explained = entry.get("help") if entry else None
        helped = reader.text(explained, "help") if explained else ""
        if entry and kind and values is not None and helped is not None:
            parameters[name] = Parameter(name, kind, values, helped)
    return parameters


def read_parameter(reader: Reader, node: Node, kind: ValueType, name: str) -> tuple[Any, ...] | None:
    """A parameter's value of its type, always as a tuple, never empty."""
    if not kind.many:
        value = read_value(reader, node, kind.leaf, name)
        return None if value is None else (value,)
    if not isinstance(node, Sequence):
        reader.wrong(node, f"{name} is a list")
        return None
    if not node.items:
        reader.wrong(node, f"{name} is an empty list", "nothing would ever fit it; leave the control out instead")
        return None
    values = [read_value(reader, item, kind.leaf, name) for item in node.items]
    return tuple(value for value in values if value is not None) if None not in values else None


def _note_unused(reader: Reader, node: Node | None, parameters: Mapping[str, Parameter], used: set[str]) -> None:
    if isinstance(node, Mapped):
        for name in parameters:
            if name not in used:
                reader.wrong(node.keys[name], f"the parameter {name} is never used", "remove it, or write $" + name)


class _ControlReader:
    """Reads one control. Each part notes its own mistakes; the control exists only if all parts do."""

    def __init__(self, reader: Reader, claims: ClaimReader, area: Area | None) -> None:
        self.reader = reader
        self.claims = claims
        self.area = area

    def read(self, node: Node) -> Control | None:
        reader = self.reader
        before = reader.problems.noted
        found = reader.mapping(node, "a control", CONTROL_KEYS, ("id", "title", "severity", "certainty", "references"))
        if found is None:
            return None
        id_ = self._id(found.get("id"))
        area = reader.word(found.get("area"), "area", Area) if found.get("area") else self.area
        title = reader.words(found.get("title"), "title") if found.get("title") else None
        severity = reader.word(found.get("severity"), "severity", Severity) if found.get("severity") else None
        certainty = reader.word(found.get("certainty"), "certainty", Certainty) if found.get("certainty") else None
        levels = read_levels(reader, found)
        if levels and certainty:
            check_certainty(reader, found, levels, certainty)
        claims, applies_when = self._claims(found)
        references = self._references(found.get("references"))
        in_force = read_day(reader, found.get("in_force"), "in_force") if found.get("in_force") else None
        until = read_day(reader, found.get("until"), "until") if found.get("until") else None
        if in_force and until and until < in_force:
            reader.wrong(found.get("until"), "until is before in_force")
        remedy = reader.words(found.get("remedy"), "remedy") if found.get("remedy") else Text("", "")
        why = reader.words(found.get("why"), "why") if found.get("why") else Text("", "")
        if reader.problems.noted > before or area is None:
            return None
        assert id_ and title and severity and certainty and levels and remedy and why  # noqa: S101, PT018 - no problem was noted
        place = Place(reader.file, found.line)
        return Control(
            id_,
            area,
            title,
            severity,
            levels,
            certainty,
            claims,
            references,
            remedy,
            why,
            applies_when,
            in_force,
            until,
            place,
        )

    def _id(self, node: Node | None) -> str | None:
        if node is None:
            return None
        text = self.reader.text(node, "id")
        if text is not None and not _ID.fullmatch(text):
            self.reader.wrong(node, f"an id is like TLS-014 or TLS-014.soon, found {shown(text)}")
            return None
        return text

    def _claims(self, found: Mapped) -> tuple[tuple[Claim, ...], tuple[Rows, ...]]:
        direct = [quantifier for quantifier in Quantifier if quantifier in found.items]
        if "all" not in found.items:
            claim = self.claims.claim(found)
            return ((claim,) if claim else ()), ()
        for quantifier in direct:
            self.reader.wrong(found.keys[quantifier], f"a control has either all or {quantifier}, not both")
        for key in ("where", "expect", "at_most", "at_least"):
            if key in found.items:
                self.reader.wrong(found.keys[key], f"{key} belongs into one of the claims of all")
        applies_when = self.claims.applies_when(found.get("applies_when"))
        items = self.reader.items(found.items["all"], "all") or ()
        read = [self._inner(item) for item in items]
        return tuple(claim for claim in read if claim), applies_when or ()

    def _inner(self, node: Node) -> Claim | None:
        found = self.reader.mapping(node, "a claim", CLAIM_KEYS)
        return self.claims.claim(found) if found else None

    def _references(self, node: Node | None) -> tuple[str, ...]:
        items = self.reader.items(node, "references") if node is not None else None
        read = [self.reader.text(item, "a reference") for item in items or ()]
        return tuple(text for text in read if text)


def read_levels(reader: Reader, found: Mapped) -> Levels | None:
    """`level: warning`, or `stages: [{from, level}, …]` in the order of their days; an error without either."""
    level, stages = found.get("level"), found.get("stages")
    if level is not None and stages is not None:
        reader.wrong(found.keys["stages"], "either level or stages, not both")
        return None
    if level is not None:
        word = reader.word(level, "level", Level)
        return Levels(word) if word else None
    if stages is None:
        return Levels()
    items = reader.items(stages, "stages")
    read = reader.all_of(items, lambda item: _stage(reader, item)) if items else None
    if read is None:
        return None
    if list(read) != sorted(read, key=lambda stage: stage.start) or len({stage.start for stage in read}) < len(read):
        reader.wrong(stages, "stages are in the order of their days, each day once")
        return None
    return Levels(None, read)


def _stage(reader: Reader, node: Node) -> Stage | None:
    found = reader.mapping(node, "a stage", ("from", "level"), ("from", "level"))
    if found is None:
        return None
    start = read_day(reader, found.get("from"), "from") if found.get("from") else None
    level = reader.word(found.get("level"), "level", Level) if found.get("level") else None
    return Stage(start, level) if start and level else None


def check_certainty(reader: Reader, node: Mapped, levels: Levels, certainty: Certainty) -> bool:
    """Contested law can warn but never block."""
    if certainty is Certainty.CONTESTED and levels.highest is Level.ERROR:
        place = node.keys.get("level") or node.keys.get("stages") or node.keys.get("to") or node
        reader.wrong(place, "a contested requirement can be a warning at most", "write level: warning")
        return False
    return True


# ── references ───────────────────────────────────────────────────────────────────────────────────────────────────────


def read_references(node: Node, file: str, problems: Problems) -> dict[str, Reference]:
    """`references.yaml`: provisions by their id."""
    reader = Reader(file, problems)
    found = reader.mapping(node, "references", ("references",), ("references",))
    entries = reader.mapping(found.get("references"), "references") if found and found.get("references") else None
    references = {}
    for id_, value in entries.items.items() if entries else ():
        reference = _reference(reader, id_, value)
        if reference:
            references[id_] = reference
    return references


def _reference(reader: Reader, id_: str, node: Node) -> Reference | None:
    found = reader.mapping(
        node, f"reference {id_}", REFERENCE_KEYS, ("title", "url", "as_of", "certainty", "confirmed")
    )
    if found is None or any(found.get(key) is None for key in ("title", "url", "as_of", "certainty", "confirmed")):
        return None
    title = reader.words(found.get("title"), "title")
    provision = reader.words(found.get("provision"), "provision") if found.get("provision") else Text("", "")
    url = reader.text(found.get("url"), "url")
    as_of: dt.date | None = read_day(reader, found.get("as_of"), "as_of")
    certainty = reader.word(found.get("certainty"), "certainty", Certainty)
    confirmed = reader.text(found.get("confirmed"), "confirmed")
    if confirmed is not None and confirmed not in CONFIRMED:
        reader.wrong(found.get("confirmed"), f"confirmed is one of: {'; '.join(CONFIRMED)}")
        return None
    if title is None or provision is None or url is None or as_of is None or certainty is None or confirmed is None:
        return None
    return Reference(id_, title, provision, url, as_of, certainty, confirmed, Place(reader.file, found.line))


__all__ = [
    "DayExpression",
    "Problems",
    "Scalar",
    "check_certainty",
    "read_levels",
    "read_name",
    "read_policy",
    "read_references",
]
