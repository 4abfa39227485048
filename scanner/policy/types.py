"""What the values in a policy mean: the type of the fact or parameter decides, never YAML."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass

from scanner.model.values import Scalar as Value
from scanner.model.vocabulary import Word, vocabularies
from scanner.policy.reading import Reader
from scanner.yamlfile import Node, Scalar, shown, suggest


@dataclass(frozen=True, slots=True)
class DayExpression:
    """A day counted from the day of judging: `as_of`, `as_of + 30 days`."""

    offset: int

    def __str__(self) -> str:
        return "as_of" if not self.offset else f"as_of {'+' if self.offset > 0 else '-'} {abs(self.offset)} days"


@dataclass(frozen=True, slots=True)
class ParameterUse:
    """`$name`: the value is given by a parameter of the same policy, tuned by profiles."""

    name: str

    def __str__(self) -> str:
        return f"${self.name}"


Operand = Value | DayExpression | ParameterUse

_ISO_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_AS_OF = re.compile(r"as_of(?:\s*([+-])\s*([0-9]{1,5})\s*(?:d|days?)?)?")


@dataclass(frozen=True, slots=True)
class ValueType:
    """The type of a parameter: a leaf type, one value or a set."""

    leaf: type
    many: bool

    def __str__(self) -> str:
        name = next((n for n, t in _NAMED.items() if t is self.leaf), self.leaf.__name__)
        return f"set of {name}" if self.many else name


_NAMED: dict[str, type] = {
    "int": int,
    "days": int,
    "seconds": int,
    "bits": int,
    "number": float,
    "text": str,
    "bool": bool,
    "date": dt.date,
}


def type_names() -> tuple[str, ...]:
    """Every type a parameter can have (each also as `set of …`)."""
    return (*_NAMED, *vocabularies())


def read_type(reader: Reader, node: Node | None) -> ValueType | None:
    """`int`, `set of PersonalData`, …"""
    text = reader.text(node, "type")
    if text is None:
        return None
    many = text.startswith("set of ")
    name = text.removeprefix("set of ").strip()
    leaf = _NAMED.get(name) or vocabularies().get(name)
    if leaf is None:
        reader.wrong(
            node, f"there is no type {shown(name)}", suggest(name, type_names()) or f"one of {', '.join(type_names())}"
        )
        return None
    return ValueType(leaf, many)


def read_parameter_use(node: Node) -> ParameterUse | None:
    """`$name`, unless it is quoted."""
    if isinstance(node, Scalar) and not node.quoted and node.text.startswith("$"):
        return ParameterUse(node.text[1:])
    return None


def read_value(reader: Reader, node: Node, leaf: type, what: str) -> Value | DayExpression | None:
    """One value of a type, or None with the mistake noted."""
    if not isinstance(node, Scalar):
        reader.wrong(node, f"{what} is a single value, not a list or mapping")
        return None
    text = node.text
    if not node.quoted and text in {"", "~", "null", "Null", "NULL"}:
        reader.wrong(node, f"{what} can't be compared with nothing", "say `present: false`")
        return None
    if leaf is str:
        return text
    if issubclass(leaf, Word):
        return reader.word(node, what, leaf)
    if leaf is bool:
        return _read_bool(reader, node, what)
    if leaf is dt.date:
        return _read_date(reader, node, what)
    number = (
        re.fullmatch(r"[+-]?[0-9]{1,18}", text)
        if leaf is int
        else re.fullmatch(r"[+-]?[0-9]{1,18}(\.[0-9]{1,9})?", text)
    )
    if number is None:
        kind = "a whole number" if leaf is int else "a number"
        reader.wrong(node, f"{what} is {kind}, found {shown(text)}")
        return None
    return int(text) if leaf is int else float(text)


def _read_bool(reader: Reader, node: Scalar, what: str) -> bool | None:
    if node.text.lower() in {"true", "false"}:
        return node.text.lower() == "true"
    hint = {"yes": "write true", "no": "write false", "on": "write true", "off": "write false"}.get(
        node.text.lower(), ""
    )
    reader.wrong(node, f"{what} is true or false, found {shown(node.text)}", hint)
    return None


def _read_date(reader: Reader, node: Scalar, what: str) -> dt.date | DayExpression | None:
    if expression := _AS_OF.fullmatch(node.text.strip()):
        days = int(expression[2] or 0)
        return DayExpression(-days if expression[1] == "-" else days)
    try:
        return dt.date.fromisoformat(node.text if _ISO_DAY.fullmatch(node.text) else "")
    except ValueError:
        reader.wrong(node, f"{what} is a date, found {shown(node.text)}", "like 2026-03-15, as_of, or as_of + 30 days")
        return None


def read_day(reader: Reader, node: Node | None, what: str) -> dt.date | None:
    """A plain date."""
    if node is None or not isinstance(node, Scalar):
        reader.wrong(node, f"{what} is a date like 2026-03-15")
        return None
    try:
        return dt.date.fromisoformat(node.text if _ISO_DAY.fullmatch(node.text) else "")
    except ValueError:
        if _AS_OF.fullmatch(node.text.strip()):
            reader.wrong(node, f"{what} is a date like 2026-03-15, not {shown(node.text)}")
        else:
            reader.wrong(node, f"{what} is a date, found {shown(node.text)}", "like 2026-03-15")
        return None
