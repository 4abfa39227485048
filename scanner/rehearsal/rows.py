"""A test's rows to facts: the fact's declared types decide how a value is read, never YAML."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from scanner.model.facts import Fact, Field, Struct, field_at, paths_of
from scanner.model.facts.base import attribute
from scanner.model.values import Unknown
from scanner.model.vocabulary import GapCause
from scanner.policy.reading import Reader
from scanner.policy.types import DayExpression, read_value
from scanner.yamlfile import Mapped, Node, Scalar, shown, suggest
from scanner.yamlfile import Sequence as Listed


@dataclass(frozen=True, slots=True)
class RowReader:
    """Reads a row's values by the fact's declared types. `as_of` is what `as_of + 7 days` counts from."""

    reader: Reader
    kind: type[Fact]
    as_of: dt.date

    def row(self, node: Node) -> Fact | None:
        """A row from dotted or nested keys; None if it is no mapping."""
        found = self.reader.mapping(node, f"a row of {self.kind.kind}")
        return None if found is None else _build(self.kind, self.paths(found))

    def paths(self, node: Node, prefix: str = "") -> dict[str, Any]:
        """The values of a mapping by their dotted paths; a mistake is noted and its value left out."""
        found = self.reader.mapping(node, prefix.rstrip(".") or "scope")
        values: dict[str, Any] = {}
        for name, value in found.items.items() if found else ():
            key = found.keys[name] if found else value
            path = f"{prefix}{name}"
            field = field_at(self.kind, path)
            if field is None:
                known = paths_of(self.kind)
                self.reader.wrong(
                    key,
                    f"{self.kind.kind} has no field {shown(path)}",
                    suggest(path, known) or f"it has {', '.join(known[:12])}",
                )
                continue
            read = self.paths(value, f"{path}.") if _goes_deeper(field, value) else self._value(field, value)
            for inner, one in read.items():
                if any(_overlap(inner, other) for other in values):
                    self.reader.wrong(key, f"{inner} is said twice in this row")
                values[inner] = one
        return values

    def _value(self, field: Field, node: Node) -> dict[str, Any]:
        """The value at a field, under its path; empty after noting what is wrong."""
        path = field.name
        if isinstance(node, Mapped):
            return self._unknown(path, node)
        if _is_null(node):
            if not field.optional:
                self.reader.wrong(node, f"{path} is never none", "leave it out where it could not be told")
                return {}
            return {path: None}
        if field.leaf is None:
            self.reader.wrong(node, f"{path} holds several fields", "write {name: value, …}")
            return {}
        if field.many:
            return self._many(path, field.leaf, node)
        if isinstance(node, Listed):
            self.reader.wrong(node, f"{path} is a single value, not a list")
            return {}
        one = self._one(node, field.leaf, path)
        return {} if one is None else {path: one}

    def _many(self, path: str, leaf: type, node: Node) -> dict[str, Any]:
        if not isinstance(node, Listed):
            self.reader.wrong(node, f"{path} is a list", "write [a, b]")
            return {}
        items = [self._one(item, leaf, path) for item in node.items]
        return {} if None in items else {path: tuple(items)}

    def _one(self, node: Node, leaf: type, path: str) -> Any:  # noqa: ANN401 - any leaf
        value = read_value(self.reader, node, leaf, path)
        if not isinstance(value, DayExpression):
            return value
        try:
            return self.as_of + dt.timedelta(days=value.offset)
        except OverflowError:
            self.reader.wrong(node, f"{path} is a day that no calendar has")
            return None

    def _unknown(self, path: str, node: Mapped) -> dict[str, Any]:
        found = self.reader.mapping(node, path, ("unknown", "cause"), ("unknown",))
        if found is None or "unknown" not in found.items:
            return {}
        reason = self.reader.text(found.items["unknown"], "unknown")
        cause = self.reader.word(found.items["cause"], "cause", GapCause) if "cause" in found.items else None
        return {} if reason is None else {path: Unknown(reason, cause)}


def _goes_deeper(field: Field, node: Node) -> bool:
    return field.nested is not None and isinstance(node, Mapped) and "unknown" not in node.items


def _is_null(node: Node) -> bool:
    return isinstance(node, Scalar) and not node.quoted and node.text in {"", "~", "null", "Null", "NULL"}


def _overlap(one: str, other: str) -> bool:
    """Whether two paths speak of the same field, or one of a part of the other."""
    return one == other or one.startswith(f"{other}.") or other.startswith(f"{one}.")


def _build(kind: type[Fact], values: Mapping[str, Any]) -> Fact:
    """A row with these values at their dotted paths; everything else is not stated."""
    row = kind()
    for path, value in values.items():
        row = _with(row, path.split("."), value)
    return row


def _with(row: Any, steps: Sequence[str], value: Any) -> Any:  # noqa: ANN401 - a fact or struct of any kind
    name, *rest = steps
    if not rest:
        return replace(row, **{attribute(name): value})
    inner = getattr(row, attribute(name))
    field = field_at(type(row), name)
    assert field is not None and field.nested is not None  # noqa: S101, PT018 - the path was checked when it was read
    whole = inner if isinstance(inner, Struct) else field.nested()
    return replace(row, **{attribute(name): _with(whole, rest, value)})
