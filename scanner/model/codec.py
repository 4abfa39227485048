"""Facts and evidence to JSON and back. A file is hostile: every value is checked against its declared type."""

from __future__ import annotations

import datetime as dt
import math
import re
from collections.abc import Callable, Mapping
from dataclasses import fields
from typing import Any

from scanner.model.earlier import as_today, to_be_said
from scanner.model.evidence import Cell, Coverage, Evidence, Status, merged, scope
from scanner.model.facts import KINDS, Fact, Field, Seen, Struct, field_at, fields_of
from scanner.model.facts.base import attribute, once
from scanner.model.values import NOT_STATED, Unknown
from scanner.model.vocabulary import GapCause, Word

EVIDENCE_SCHEMA = "siegel/evidence/1"

Json = Any
_SURROGATE = re.compile("[\ud800-\udfff]")
_Decoder = Callable[[Json], Any]


class Malformed(ValueError):
    """A value is not what its place asks for. `path` tells where, outermost step first."""

    def __init__(self, what: str, path: tuple[str | int, ...] = ()) -> None:
        super().__init__(what)
        self.what = what
        self.path = path

    def under(self, step: str | int) -> Malformed:
        """The same mistake, seen from one level further out."""
        return Malformed(self.what, (step, *self.path))

    def __str__(self) -> str:
        place = "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in self.path).lstrip(".")
        return f"{place}: {self.what}" if place else self.what


# ── writing ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def encode(value: object) -> Json:
    """Any value of a fact as JSON. Fields that a row doesn't state are left out."""
    match value:
        case None | bool() | int() | float():
            return value
        case Word():
            return value.value
        case str():
            return value
        case dt.date():
            return value.isoformat()
        case Unknown(reason, cause):
            return {"unknown": reason} if cause is None else {"unknown": reason, "cause": cause.value}
        case tuple():
            return [encode(item) for item in value]
        case Struct():
            return _encode_struct(value)
        case Seen():
            return {f.name: getattr(value, f.name) for f in fields(value)}
        case _:
            raise TypeError(f"a fact can't hold {type(value).__name__}")


def _encode_struct(row: Struct) -> Json:
    found = {
        name: encode(value)
        for name in fields_of(type(row))
        if (value := getattr(row, attribute(name))) is not NOT_STATED and value != NOT_STATED
    }
    if isinstance(row, Fact):
        if row.derived_by is not None:
            found["derived_by"] = row.derived_by
        if row.seen:
            found["seen"] = [encode(place) for place in row.seen]
    return found


def encode_evidence(evidence: Evidence) -> Json:
    """`evidence.json` (design § 6). Rows keep the order they were seen in."""
    return {
        "schema": EVIDENCE_SCHEMA,
        "shop": evidence.shop,
        "started": evidence.started,
        "ended": evidence.ended,
        "vantage": dict(evidence.vantage),
        "plan": [{"kind": cell.kind, "scope": _encode_scope(cell)} for cell in evidence.plan],
        "facts": {kind: [to_be_said(kind) | encode(row) for row in rows] for kind, rows in evidence.facts.items()},
        "coverage": [
            {
                "kind": entry.kind,
                "scope": _encode_scope(entry),
                "status": entry.status.value,
                "cause": entry.cause.value if entry.cause else None,
                "reason": entry.reason,
            }
            for entry in evidence.coverage
        ],
    }


def _encode_scope(entry: Cell | Coverage) -> Json:
    return {path: encode(value) for path, value in entry.scope}


# ── reading ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def decode(kind: str, row: Json) -> Fact:
    """A fact from JSON; Malformed if anything doesn't fit. Unknown fields are passed over: no policy asks for them."""
    if kind not in KINDS:
        raise Malformed(f"there is no kind of fact called {kind!r}")
    found = _struct(KINDS[kind])(row)
    assert isinstance(found, Fact)  # noqa: S101 - KINDS holds facts only
    return found


@once
def _struct(cls: type[Struct]) -> _Decoder:
    decoders = {name: (attribute(name), _nullable(field)) for name, field in fields_of(cls).items()}
    is_fact = issubclass(cls, Fact)

    def read(row: Json) -> Struct:
        if not isinstance(row, Mapping):
            raise Malformed(f"expected an object, found {_name(row)}")
        values: dict[str, Any] = {}
        for name, value in row.items():
            if name not in decoders:
                continue
            attr, decoder = decoders[name]
            try:
                values[attr] = decoder(value)
            except Malformed as mistake:
                raise mistake.under(name) from None
        if is_fact and row.get("seen") is not None:
            values["seen"] = _seen(row["seen"])
        if is_fact and row.get("derived_by") is not None:
            values["derived_by"] = _text(row["derived_by"])
        try:
            return cls(**values)
        except TypeError as missing:
            raise Malformed(str(missing).partition(") ")[2]) from None

    return read


def _nullable(field: Field) -> _Decoder:
    """The decoder of a field: null, unknown, or a value of its type."""
    one = _struct(field.nested) if field.nested else leaf_decoder(field.leaf)

    def read(value: Json) -> Any:  # noqa: ANN401
        if value is None:
            if field.optional:
                return None
            raise Malformed(f"{field.name} is always there and can't be null")
        if isinstance(value, dict) and "unknown" in value:
            return _unknown(value)
        if not field.many:
            return one(value)
        if not isinstance(value, list):
            raise Malformed(f"expected a list, found {_name(value)}")
        return tuple(one(item) for item in value)

    return read


def _unknown(value: Mapping[str, Json]) -> Unknown:
    cause = value.get("cause")
    return Unknown(_text(value["unknown"]), None if cause is None else _word(GapCause)(cause))


@once
def leaf_decoder(leaf: type | None) -> _Decoder:
    """Reads one scalar of a declared type from JSON."""
    if leaf is str:
        return _text
    if leaf is bool:
        return _boolean
    if leaf is int:
        return _whole
    if leaf is float:
        return _number
    if leaf is dt.date:
        return _date
    if leaf is not None and issubclass(leaf, Word):
        return _word(leaf)
    raise TypeError(f"no fact holds {leaf}")


@once
def _word(vocabulary: type[Word]) -> _Decoder:
    words: dict[Json, Word] = {word.value: word for word in vocabulary}

    def read(value: Json) -> Word:
        if not isinstance(value, str) or value not in words:
            raise Malformed(f"{value!r} is not a {vocabulary.__name__}; one of {', '.join(words)}")
        return words[value]

    return read


def _text(value: Json) -> str:
    if not isinstance(value, str):
        raise Malformed(f"expected text, found {_name(value)}")
    if not value.isascii() and _SURROGATE.search(value):
        raise Malformed("text with a lone surrogate, which no encoding can hold")
    return value


def _boolean(value: Json) -> bool:
    if not isinstance(value, bool):
        raise Malformed(f"expected true or false, found {_name(value)}")
    return value


def _whole(value: Json) -> int:
    if not isinstance(value, int) or isinstance(value, bool):
        raise Malformed(f"expected a whole number, found {_name(value)}")
    return value


def _number(value: Json) -> float:
    if isinstance(value, int | float) and not isinstance(value, bool):
        try:
            if math.isfinite(number := float(value)):
                return number
        except OverflowError:
            pass  # a whole number beyond every float: told below
    raise Malformed(f"expected a number, found {_name(value)}")


def _date(value: Json) -> dt.date:
    try:
        return dt.date.fromisoformat(_text(value))
    except ValueError as mistake:
        raise Malformed(f"expected a date like 2026-03-15, found {value!r}") from mistake


def _seen(value: Json) -> tuple[Seen, ...]:
    if not isinstance(value, list):
        raise Malformed("seen is a list")
    names = [f.name for f in fields(Seen)]
    places = []
    for place in value:
        if not isinstance(place, dict):
            raise Malformed("seen holds objects")
        places.append(Seen(**{name: None if place.get(name) is None else _text(place[name]) for name in names}))
    return tuple(places)


def _name(value: Json) -> str:
    match value:
        case None:
            return "null"
        case dict():
            return "an object"
        case list():
            return "a list"
        case _:
            return repr(value)[:60]


def decode_evidence(document: Json) -> Evidence:
    """`evidence.json` back to Evidence; Malformed with the place if it isn't one."""
    if not isinstance(document, dict):
        raise Malformed(f"expected an object, found {_name(document)}")
    schema = document.get("schema")
    if schema != EVIDENCE_SCHEMA:
        raise Malformed(f"expected {EVIDENCE_SCHEMA}, found {schema!r}", ("schema",))
    facts: dict[str, tuple[Fact, ...]] = {}
    for kind, rows in _object(document, "facts").items():
        if kind not in KINDS:
            raise Malformed("there is no such kind of fact", ("facts", kind))
        facts[kind] = merged(
            _located(decode_row, kind, as_today(kind, row), ("facts", kind, i))
            for i, row in enumerate(_items(rows, ("facts", kind)))
        )
    return Evidence(
        shop=_text(document.get("shop", "")),
        facts=facts,
        coverage=tuple(
            _located(_coverage, "", e, ("coverage", i))
            for i, e in enumerate(_items(document.get("coverage", []), ("coverage",)))
        ),
        plan=tuple(
            _located(_cell, "", e, ("plan", i)) for i, e in enumerate(_items(document.get("plan", []), ("plan",)))
        ),
        started=_text(document.get("started") or ""),
        ended=_text(document.get("ended") or ""),
        vantage=_vantage(document.get("vantage")),
    )


def decode_row(kind: str, row: Json) -> Fact:
    """A row of a given kind. For the owner's declaration, what is left out is Unknown because nobody declared it."""
    found = decode(kind, row)
    return found if kind != "shop" else undeclared(found)


def undeclared(shop: Fact) -> Fact:
    """The owner's declaration with every missing field Unknown for the owner's own reason; None where that says it."""
    missing = {
        name: None if field.optional else Unknown(f"the shop file does not declare facts.{name}", GapCause.FACT_MISSING)
        for name, field in fields_of(type(shop)).items()
        if getattr(shop, name) == NOT_STATED
    }
    return type(shop)(**{f.name: missing.get(f.name, getattr(shop, f.name)) for f in fields(shop)})


def _located(read: Callable[[str, Json], Any], kind: str, value: Json, place: tuple[str | int, ...]) -> Any:  # noqa: ANN401
    try:
        return read(kind, value)
    except Malformed as mistake:
        raise Malformed(mistake.what, (*place, *mistake.path)) from None


def _object(document: Mapping[str, Json], name: str) -> Mapping[str, Json]:
    value = document.get(name, {})
    if not isinstance(value, dict):
        raise Malformed(f"expected an object, found {_name(value)}", (name,))
    return value


def _items(value: Json, place: tuple[str | int, ...]) -> list[Json]:
    if not isinstance(value, list):
        raise Malformed(f"expected a list, found {_name(value)}", place)
    return value


def _vantage(value: Json) -> Mapping[str, Json]:
    return value if isinstance(value, dict) else {} if value is None else {"place": value}


def _cell(_: str, value: Json) -> Cell:
    if not isinstance(value, dict):
        raise Malformed(f"expected an object, found {_name(value)}")
    kind = _text(value.get("kind"))
    if kind not in KINDS:
        raise Malformed(f"there is no kind of fact called {kind!r}", ("kind",))
    fixed = value.get("scope")
    return Cell(kind, decode_scope(kind, {} if fixed is None else fixed))


def _coverage(_: str, value: Json) -> Coverage:
    cell = _cell(_, value)
    try:
        status = Status(value.get("status"))
    except ValueError:
        raise Malformed(f"{value.get('status')!r} is not seen, absent or gap", ("status",)) from None
    cause = value.get("cause")
    if status is Status.GAP and cause is None:
        raise Malformed("a gap names its cause", ("cause",))
    return Coverage(
        cell.kind,
        cell.scope,
        status,
        None if cause is None else _word(GapCause)(cause),
        _text(value.get("reason") or ""),
    )


def decode_scope(kind: str, fixed: Json, prefix: str = "") -> tuple[tuple[str, Any], ...]:
    """A scope from JSON: dotted paths or nested objects, each value checked against the field's type."""
    if not isinstance(fixed, dict):
        raise Malformed(f"expected an object, found {_name(fixed)}", ("scope",))
    found: dict[str, Any] = {}
    for name, value in fixed.items():
        path = f"{prefix}{name}"
        field = field_at(KINDS[kind], path)
        if field is None:
            raise Malformed(f"{kind} has no field {path}", ("scope",))
        if isinstance(value, dict) and "unknown" not in value:
            found.update(decode_scope(kind, value, f"{path}."))
        elif value is None:
            found[path] = None
        elif isinstance(value, dict):
            continue  # an Unknown in a scope fixes nothing
        elif field.leaf is None:
            raise Malformed(f"{path} is not a single value", ("scope",))
        else:
            found[path] = _nullable(field)(value)
    return scope(found)
