"""How a fact is declared: a frozen class with a kind, a natural key, typed fields and a way to speak of itself."""

from __future__ import annotations

import dataclasses
import datetime as dt
import functools
import keyword
import re
import types
import typing
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from typing import Any, ClassVar, ParamSpec, Self, TypeVar

from scanner.model.values import NOT_STATED, Unknown
from scanner.model.vocabulary import Word
from scanner.model.words import field_word, text_word, word


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """Where and when a row was observed. `at` is an ISO 8601 time in UTC, `artifact` the SHA-256 of an artifact."""

    page: str | None = None
    phase: str | None = None
    at: str | None = None
    artifact: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Struct:
    """Fields that belong together inside a fact; not observed on their own."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Words(Struct):
    """A sentence of ours in both languages."""

    en: str
    de: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact(Struct):
    """One thing observed or derived. Two rows with the same key are the same thing seen twice."""

    kind: ClassVar[str]
    key_fields: ClassVar[tuple[str, ...]]
    says: ClassVar[Mapping[str, str]]
    where: ClassVar[str]

    seen: tuple[Seen, ...] = ()
    derived_by: str | None = None

    def key(self) -> tuple[object, ...]:
        """The natural key: the values of the key fields, nested keys for nested facts."""
        return tuple(_key_part(value_at(self, name)) for name in self.key_fields)

    def lasting_key(self) -> tuple[object, ...]:
        """The key without what changes from run to run: the address a name resolves to, digests. For fingerprints."""
        return tuple(_lasting_part(value_at(self, name)) for name in self.key_fields if name != "address")

    def on(self, _as_of: dt.date) -> Self:
        """This fact with everything filled in that depends on the day it is judged on."""
        return self

    def describe(self, lang: str) -> str:
        """The row in a few words, `cookie "_ga" in phase rejected`. Shop text inside is not escaped."""
        return fill(self.says[lang], self, lang)

    def reason(self, _path: str, _lang: str) -> str | None:
        """A sentence that explains the value of a field, where the row carries one."""
        return None

    def location(self) -> str:
        """The URL or endpoint where a person finds it."""
        return fill(self.where, self)


def _key_part(value: object) -> object:
    return value.key() if isinstance(value, Fact) else value


#: What stands in place of a value that may tell a visitor apart: another in every run.
_DIGEST = re.compile(r"~[0-9a-f]{32}")


def _lasting_part(value: object) -> object:
    if isinstance(value, Fact):
        return value.lasting_key()
    return _DIGEST.sub("~", value) if isinstance(value, str) else value


S = TypeVar("S", bound=Struct)


def with_addresses(row: S, change: Callable[[str], str]) -> S:
    """The row with every http address in it changed, in what is nested too."""
    changed = {}
    for one in fields(row):
        before = getattr(row, one.name)
        if (after := _with_addresses(before, change)) != before:
            changed[one.name] = after
    return dataclasses.replace(row, **changed) if changed else row


def _with_addresses(value: Any, change: Callable[[str], str]) -> Any:  # noqa: ANN401 - of any field
    match value:
        case str():
            return change(value) if value.startswith(("http://", "https://")) else value
        case Struct():
            return with_addresses(value, change)
        case Seen():
            return value if value.page is None else dataclasses.replace(value, page=change(value.page))
        case tuple():
            return tuple(_with_addresses(one, change) for one in value)
        case _:
            return value


F = TypeVar("F", bound=Fact)

#: Every fact class by its kind.
KINDS: dict[str, type[Fact]] = {}


def fact(kind: str, *, key: tuple[str, ...], en: str, de: str, where: str) -> Callable[[type[F]], type[F]]:
    """Register a fact class. `en`, `de` and `where` are templates with `{path}` places."""

    def register(cls: type[F]) -> type[F]:
        cls.kind, cls.key_fields, cls.says, cls.where = kind, key, {"en": en, "de": de}, where
        KINDS[kind] = cls
        return cls

    return register


@dataclass(frozen=True, slots=True)
class Field:
    """The declared type of a field, or of the end of a path.

    `leaf` is str, int, float, bool, datetime.date or a vocabulary; None when the field is nested (`nested`).
    `optional`: the field, or something on the way to it, may be None. `many`: a set of leaf values.
    """

    name: str
    leaf: type | None
    nested: type[Struct] | None
    optional: bool
    many: bool

    @property
    def type_name(self) -> str:
        """How documentation and error messages call the type."""
        single = (
            self.nested.__name__ if self.nested else _LEAF_NAMES.get(self.leaf, getattr(self.leaf, "__name__", "?"))
        )
        return f"set of {single}" if self.many else single


_LEAF_NAMES: dict[type | None, str] = {
    str: "text",
    int: "whole number",
    float: "number",
    bool: "true or false",
    dt.date: "date",
}


P = ParamSpec("P")
R = TypeVar("R")


def once(function: Callable[P, R]) -> Callable[P, R]:
    """functools.cache, keeping the signature for the type checker (classes as arguments included)."""
    return functools.cache(function)  # type: ignore[return-value]


@once
def fields_of(cls: type[Struct]) -> Mapping[str, Field]:
    """The testable fields of a fact or struct by name (`seen` and `derived_by` are provenance, not facts)."""
    hints = typing.get_type_hints(cls)
    names = (f.name for f in fields(cls) if f.name not in {"seen", "derived_by"})
    return {name.rstrip("_"): _field(name.rstrip("_"), hints[name]) for name in names}


def attribute(name: str) -> str:
    """A field's name in Python; in files `from` stands without the underscore that the keyword forces on us."""
    return f"{name}_" if keyword.iskeyword(name) else name


def _field(name: str, hint: object) -> Field:
    parts = set(typing.get_args(hint)) if typing.get_origin(hint) in {typing.Union, types.UnionType} else {hint}
    optional = type(None) in parts
    parts -= {type(None), Unknown}
    if len(parts) != 1:
        raise TypeError(f"field {name}: {hint} is not one type, None and Unknown")
    (part,) = parts
    many = typing.get_origin(part) is tuple
    if many:
        part = typing.get_args(part)[0]
    if isinstance(part, type) and issubclass(part, Struct):
        return Field(name, None, part, optional, many)
    if isinstance(part, type) and (part in _LEAF_NAMES or issubclass(part, Word)):
        return Field(name, part, None, optional, many)
    raise TypeError(f"field {name}: {part} is not a type a fact can hold")


@once
def field_at(cls: type[Struct], path: str) -> Field | None:
    """The field at the end of a dotted path, optional if anything on the way is; None if there is no such path."""
    optional = False
    step: type[Struct] | None = cls
    found: Field | None = None
    for name in path.split("."):
        found = fields_of(step).get(name) if step is not None else None
        if found is None or (found.many and found.nested):
            return None
        optional = optional or found.optional
        step = found.nested
    if found is None:
        return None
    return Field(path, found.leaf, found.nested, optional, found.many)


@once
def paths_of(cls: type[Struct], depth: int = 3) -> tuple[str, ...]:
    """Every dotted path to a leaf, in declaration order."""
    found: list[str] = []
    for name, field in fields_of(cls).items():
        if field.nested is None:
            found.append(name)
        elif depth > 1 and not field.many:
            found += [f"{name}.{rest}" for rest in paths_of(field.nested, depth - 1)]
    return tuple(found)


def label(cls: type[Fact], path: str, lang: str) -> str:
    """How people call the field at the end of a dotted path. Of a fact within a fact the inner one's words count."""
    kind, names, begin = cls.kind, path.split("."), 0
    step: type[Struct] | None = cls
    for i, name in enumerate(names[:-1], 1):
        step = fields_of(step)[name].nested if step is not None else None
        if step is not None and issubclass(step, Fact):
            kind, begin = step.kind, i
    return path if lang == "en" else field_word(kind, names[begin:], lang)


def value_at(row: Struct, path: str) -> Any:  # noqa: ANN401 - the leaf's type depends on the path
    """The value at a dotted path. A path through None is None, through Unknown that Unknown."""
    value: Any = row
    for name in _steps(path):
        if value is None or isinstance(value, Unknown):
            return value
        value = getattr(value, name)
    return value


@once
def _steps(path: str) -> tuple[str, ...]:
    return tuple(attribute(name) for name in path.split("."))


_PLACE = re.compile(r"\{([a-z_.]+)\}")


def fill(template: str, row: Struct, lang: str = "en") -> str:
    """Put a row's values into a template's `{path}` places."""
    return _PLACE.sub(lambda place: said_at(row, place[1], lang), template)


def said_at(row: Struct, path: str, lang: str = "en") -> str:
    """A field of a row as a person writes it; in German also what our own data files name there."""
    value = value_at(row, path)
    if lang == "de" and isinstance(value, str) and isinstance(row, Fact) and not isinstance(value, Word):
        return text_word(row.kind, path, value, lang)
    return show(value, lang)


_WORDS = {"en": {True: "true", False: "false", None: "nothing"}, "de": {True: "ja", False: "nein", None: "nichts"}}


def show(value: object, lang: str = "en") -> str:
    """A value as a person writes it. Words of vocabularies stay as they are in English, as policies name them."""
    match value:
        case None | bool():
            return _WORDS[lang][value]
        case Word() if lang == "de":
            return word(value, lang)
        case Unknown():
            return "?"
        case tuple():
            return ", ".join(show(item, lang) for item in value) or _WORDS[lang][None]
        case _:
            return str(value)


def is_stated(value: object) -> bool:
    """Whether the row says anything about a field at all."""
    return value != NOT_STATED
