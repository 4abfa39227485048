"""Definitions that the schemas of policies and of their tests share: values, matchers, conditions and rows per kind.

A file's scalars arrive as YAML 1.2 reads them, and the type of the fact decides what they mean: `"7"` in quotes is a
number where a number is asked for, and `true` is text where text is.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from scanner.model.facts import KINDS, Fact, Field, Struct, fields_of
from scanner.model.schema import Schema, help_of, meaning, refer, words_of
from scanner.model.vocabulary import vocabularies
from scanner.policy.load import _NAME
from scanner.policy.matchers import ALL, Matcher

_BASIC: Mapping[type, str] = {str: "text", int: "whole", float: "number", bool: "boolean", dt.date: "date"}
_DAY = r"\d{4}-\d{2}-\d{2}"
_AS_OF = r"as_of(\s*[+-]\s*\d{1,5}\s*(d|days?)?)?"


def says(what: str) -> Schema:
    """The sentence that editors show, and we, where a schema doesn't hold. Editors know it as `errorMessage`."""
    return {"errorMessage": what}


TEXT, WORDS = refer("text"), refer("words")
FILLED: Schema = {"type": ["string", "number", "boolean"], "pattern": r"\S", **says("expected text")}
#: What a parameter may be set to; its type is known only to who reads its policy.
VALUES: Schema = {"anyOf": [TEXT, {"type": "array", "items": TEXT}], **says("expected a value or a list of values")}


def name(about: str) -> Schema:
    """The name of a policy or profile."""
    wanted = says("expected a name in lower case like forms-minimisation")
    return {"type": "string", "pattern": pattern(_NAME), "description": about, **wanted}


def kinds() -> Schema:
    """The name of a kind of fact, each with what it is."""
    return {"anyOf": [{"const": kind, "description": meaning(cls)} for kind, cls in KINDS.items()]}


def scalars() -> Schema:
    """Every type of a value, as a literal."""
    return {
        "text": {"type": ["string", "number", "boolean"], **says("expected text")},
        "words": _words(),
        "whole": _number("integer", r"[+-]?\d{1,18}", "expected a whole number"),
        "number": _number("number", r"[+-]?\d{1,18}(\.\d{1,9})?", "expected a number"),
        "boolean": _number("boolean", "[Tt]rue|TRUE|[Ff]alse|FALSE", "expected true or false"),
        "day": {"type": "string", "pattern": f"^{_DAY}$", **says("expected a date like 2026-03-15")},
        "date": {
            "type": "string",
            "pattern": f"^({_DAY}|{_AS_OF})$",
            **says("expected a date like 2026-03-15, as_of, or as_of + 30 days"),
        },
    }


def _number(type_: str, pattern: str, sentence: str) -> Schema:
    return {"type": [type_, "string"], "pattern": f"^({pattern})$", **says(sentence)}


def _words() -> Schema:
    text = {"type": ["string", "number", "boolean"], "pattern": r"\S", **says("expected text")}
    return {
        "description": "Words for people: one text, or {en: …, de: …}.",
        "anyOf": [text, mapping("a text in two languages", {"en": text, "de": text}, ("en", "de"))],
    }


def mapping(title: str, properties: Mapping[str, Any], required: tuple[str, ...] = (), **more: Any) -> Schema:  # noqa: ANN401
    """A mapping with these keys and no others."""
    return {
        "type": "object",
        "title": title,
        "properties": dict(properties),
        **({"required": list(required)} if required else {}),
        "additionalProperties": False,
        **more,
    }


def some(items: Schema) -> Schema:
    """A list with something in it."""
    return {"type": "array", "items": items, "minItems": 1}


def leaf_name(leaf: type) -> str:
    """The definition of a leaf type."""
    return _BASIC.get(leaf) or leaf.__name__


def words_definitions() -> Schema:
    """Every vocabulary."""
    return {name: words_of(vocabulary) for name, vocabulary in vocabularies().items()}


def leaves() -> Iterator[type]:
    """Every type that a fact's field can have."""
    yield from _BASIC
    yield from vocabularies().values()


# ── the keys of a kind: its fields, nested or dotted ─────────────────────────────────────────────────────────────────


def keys_of(cls: type[Struct], build: Callable[[Field], Schema], listed: int) -> Schema:
    """`properties` for paths of up to `listed` names, which editors offer, `patternProperties` for longer ones.

    `build` gives a field's schema.
    """
    deep = dict(_patterns(cls, build, listed))
    return {"properties": dict(_listed(cls, build, listed)), **({"patternProperties": deep} if deep else {})}


def _listed(
    cls: type[Struct], build: Callable[[Field], Schema], left: int, above: str = "", *, none: bool = False
) -> Iterator[tuple[str, Schema]]:
    """Every path of up to `left` names. `none`: something on the way may be none."""
    for name, field in _testable(cls):
        optional = none or field.optional
        about = help_of(cls, name) or (meaning(field.nested) if field.nested is not None else "")
        text = " ".join(part for part in (about, "May be none." if optional else "") if part)
        schema = build(replace(field, optional=optional))
        yield f"{above}{name}", {**schema, "description": text} if text else schema
        if field.nested is not None and left > 1:
            yield from _listed(field.nested, build, left - 1, f"{above}{name}.", none=optional)


def _patterns(
    cls: type[Struct], build: Callable[[Field], Schema], listed: int, above: str = "", *, none: bool = False
) -> Iterator[tuple[str, Schema]]:
    """Patterns for longer paths. Sister fields of one type share one, like the links to each legal page."""
    sisters: dict[Field, list[str]] = {}
    for name, field in _testable(cls):
        sisters.setdefault(replace(field, name="", optional=none or field.optional), []).append(name)
    for field, names in sisters.items():
        here = f"{above}({'|'.join(names)})" if len(names) > 1 else f"{above}{names[0]}"
        if listed < 1:
            yield f"^{here}$", build(field)
        if field.nested is not None:
            yield from _patterns(field.nested, build, listed - 1, rf"{here}\.", none=field.optional)


def _testable(cls: type[Struct]) -> Iterator[tuple[str, Field]]:
    """The fields that a path may name: none leads into a list of nested things."""
    return ((name, field) for name, field in fields_of(cls).items() if field.nested is None or not field.many)


# ── conditions ───────────────────────────────────────────────────────────────────────────────────────────────────────


def condition_definitions() -> Schema:
    """`KIND.where` for every kind of fact, and what these need."""
    tests: Schema = {}
    for leaf in leaves():
        tests |= _tests(leaf)
    present = mapping("a comparison", {"present": refer("boolean")}, ("present",))
    conditions = {f"{kind}.where": _condition(cls) for kind, cls in KINDS.items()}
    parameter = {
        "type": "string",
        "pattern": r"^\$.",
        "description": "A parameter of this policy.",
        **says("expected $parameter"),
    }
    return {**scalars(), **words_definitions(), "parameter": parameter, "presence": present, **tests, **conditions}


def _condition(cls: type[Fact]) -> Schema:
    keys = keys_of(cls, _test_of, 3)
    keys["properties"]["any_of"] = {
        **some(refer(f"{cls.kind}.where")),
        "description": "At least one of these conditions holds.",
    }
    return {"type": "object", "title": cls.kind, "minProperties": 1, **keys, "additionalProperties": False}


def _test_of(field: Field) -> Schema:
    if field.leaf is None:
        return refer("presence")
    return refer(f"{leaf_name(field.leaf)}{'.set' if field.many else ''}.test")


def _tests(leaf: type) -> Iterator[tuple[str, Schema]]:
    """What may stand after a field of this type: a bare value is `is`."""
    name = leaf_name(leaf)
    value = [refer(name), refer("parameter")]
    yield f"{name}.test", {"anyOf": [*value, refer(f"{name}.matchers")]}
    yield f"{name}.matchers", _matchers(leaf, many=False)
    yield f"{name}.set.test", _matchers(leaf, many=True)


def _matchers(leaf: type, *, many: bool) -> Schema:
    field = Field("", leaf, None, optional=False, many=many)
    name = f"{leaf_name(leaf)}{'.set' if many else ''}"
    one, parameter = refer(leaf_name(leaf)), refer("parameter")
    found: dict[str, Schema] = {}
    for matcher in ALL:
        if matcher.fits(field):
            listed = [some(one), *([one] if matcher.name == "includes" else [])] if matcher.many else [one]
            tunable = [] if matcher.name == "matches" else [parameter]
            found[matcher.name] = {"anyOf": [*listed, *tunable], "description": _reads(matcher)}
    no_present = {
        "not": {"type": "object", "required": ["present"]},
        **says("not does not reverse present: write it beside not"),
    }
    found["present"] = {
        **refer("boolean"),
        "description": "Whether there is a value at all; only present: false accepts none.",
    }
    found["not"] = {
        "allOf": [refer(f"{name}.test"), no_present],
        "description": "These matchers don't all hold. None fits neither way.",
    }
    return mapping("a comparison", found, minProperties=1)


def _reads(matcher: Matcher) -> str:
    return "is …" if matcher.words.en == "{}" else matcher.words.en.replace("{}", "…")


# ── rows of policy tests ─────────────────────────────────────────────────────────────────────────────────────────────


def row_definitions() -> Schema:
    """`KIND.row` for every kind of fact, and what these need."""
    found: dict[str, type[Struct]] = {}
    for cls in KINDS.values():
        _collect(cls, found)
    unknown = mapping(
        "an unknown",
        {"unknown": refer("text"), "cause": refer("GapCause")},
        ("unknown",),
        description="It could not be told.",
    )
    rows = {f"{name}.row": _row(name, cls) for name, cls in found.items()}
    return {
        **scalars(),
        **words_definitions(),
        "unknown": unknown,
        "null": {"type": "null", **says("expected null")},
        **rows,
    }


def _collect(cls: type[Struct], found: dict[str, type[Struct]]) -> None:
    found[_name(cls)] = cls
    for field in fields_of(cls).values():
        if field.nested is not None and _name(field.nested) not in found:
            _collect(field.nested, found)


def _name(cls: type[Struct]) -> str:
    return cls.kind if issubclass(cls, Fact) else cls.__name__


def _row(name: str, cls: type[Struct]) -> Schema:
    return {"type": "object", "title": name, **keys_of(cls, _row_value, 1), "additionalProperties": False}


def _row_value(field: Field) -> Schema:
    if field.nested is not None:
        value = refer(f"{_name(field.nested)}.row")
    else:
        assert field.leaf is not None  # noqa: S101 - not nested
        value = refer(leaf_name(field.leaf))
    value = {"type": "array", "items": value} if field.many else value
    return {"anyOf": [value, *([refer("null")] if field.optional else []), refer("unknown")]}


def pattern(expression: re.Pattern[str]) -> str:
    """A Python expression as a schema's pattern, which is searched for, so that it needs its ends."""
    return f"^({expression.pattern})$"
