"""Conditions on a row: tests of fields, joined by and (a mapping) and or (`any_of`).

A test of None is false, and `not` does not rescue it; only `present: false` accepts None (design § 4).
"""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from scanner.model.facts.base import Fact, Field, value_at
from scanner.model.facts.base import show as show_value
from scanner.model.values import Unknown
from scanner.model.verdict import Text
from scanner.model.vocabulary import Word
from scanner.policy.matchers import BY_NAME, Matcher
from scanner.policy.types import DayExpression, Operand, ParameterUse


@dataclass(frozen=True, slots=True)
class Match:
    """One matcher with its operands."""

    name: str
    operands: tuple[Operand, ...]

    @property
    def matcher(self) -> Matcher:
        """Its entry in the table."""
        return BY_NAME[self.name]

    def holds(self, value: Any) -> bool:  # noqa: ANN401 - any leaf
        """Of a concrete value."""
        return self.matcher.test(value, self.operands)

    def words(self) -> Text:
        """What it expects."""
        en, de = (", ".join(show_value(operand, lang) for operand in self.operands) for lang in ("en", "de"))
        words = self.matcher.words
        return Text(words.en.replace("{}", en), words.de.replace("{}", de))


@dataclass(frozen=True, slots=True)
class Not:
    """The inner matchers, joined by and, do not hold."""

    inner: tuple[Match | Not, ...]

    def holds(self, value: Any) -> bool:  # noqa: ANN401
        """Of a concrete value."""
        return not all(match.holds(value) for match in self.inner)

    def words(self) -> Text:
        """What it expects."""
        inner = _join([match.words() for match in self.inner])
        return Text(f"not {inner.en}", f"nicht {inner.de}")


@dataclass(frozen=True, slots=True)
class Test:
    """Matchers on one field, joined by and. `present` None: nothing is said about it, so None is false."""

    path: str
    field: Field
    matches: tuple[Match | Not, ...]
    present: bool | None = None

    def holds(self, value: Any) -> bool:  # noqa: ANN401
        """Of a concrete value or None."""
        if value is None:
            return self.present is False
        return self.present is not False and all(match.holds(value) for match in self.matches)

    def truth(self, value: Any) -> tuple[bool, bool]:  # noqa: ANN401
        """(certain, possible): whether it holds in every, and in some, way of completing the value."""
        if not isinstance(value, Unknown):
            certain = self.holds(value)
            return certain, certain
        return False, self.satisfiable()

    def satisfiable(self) -> bool:
        """Whether any value at all makes it hold. A regular expression is taken at its word."""
        if self.present is False:
            return not self.matches
        return any(match.name == "matches" for match in _leaves(self.matches)) or any(map(self.holds, _witnesses(self)))

    def words(self) -> Text:
        """What it expects of its field."""
        if self.present is False:
            return Text("nothing", "nichts")
        if not self.matches:
            return Text("something", "etwas")
        return _join([match.words() for match in self.matches])


@dataclass(frozen=True, slots=True)
class AllOf:
    """Every part holds. Without parts it always does."""

    parts: tuple[Condition, ...] = ()


@dataclass(frozen=True, slots=True)
class AnyOf:
    """At least one part holds."""

    parts: tuple[Condition, ...]


Condition = Test | AllOf | AnyOf
EVERYTHING = AllOf()


def truth(condition: Condition, row: Fact) -> tuple[bool, bool]:
    """Whether a condition certainly and possibly holds of one row."""
    if isinstance(condition, Test):
        return condition.truth(value_at(row, condition.path))
    parts = [truth(part, row) for part in condition.parts]
    join = all if isinstance(condition, AllOf) else any
    return join(certain for certain, _ in parts), join(possible for _, possible in parts)


def tests_of(condition: Condition) -> Iterator[Test]:
    """Every test in a condition, in order."""
    if isinstance(condition, Test):
        yield condition
    else:
        for part in condition.parts:
            yield from tests_of(part)


def parameters_in(condition: Condition) -> Iterator[str]:
    """The name of every parameter that a condition uses."""
    for test in tests_of(condition):
        for match in _leaves(test.matches):
            yield from (operand.name for operand in match.operands if isinstance(operand, ParameterUse))


def _leaves(matches: Iterable[Match | Not]) -> Iterator[Match]:
    for match in matches:
        if isinstance(match, Match):
            yield match
        else:
            yield from _leaves(match.inner)


def _witnesses(test: Test) -> Iterator[Any]:
    """Values that decide whether a test can hold: the operands, their neighbours, and something else.

    Every matcher but `matches` only compares with its operands, so that no other value behaves differently.
    """
    operands = [operand for match in _leaves(test.matches) for operand in match.operands]
    leaf = test.field.leaf
    if not test.field.many:
        yield from _near(leaf, operands)
        return
    chosen: list[tuple[Any, ...]] = [match.operands for match in _leaves(test.matches)]
    whole = tuple(dict.fromkeys(operands))
    others = [value for value in _near(leaf, operands) if value not in whole][:1]
    for size in range(min(len(whole), 4) + 1):
        chosen += itertools.combinations(whole[:12], size)
    chosen += [whole, *(tuple(item for item in whole if item != left) for left in whole)]
    for subset in chosen:
        yield subset
        yield (*subset, *others)


def _near(leaf: type | None, operands: list[Any]) -> Iterator[Any]:
    if leaf is bool:
        yield from (True, False)
    elif leaf is not None and issubclass(leaf, Word):
        yield from leaf
    elif leaf is dt.date:
        yield dt.date(2000, 1, 1)
        for day in operands:
            for step in (-1, 0, 1):
                yield _day(day, step)
    elif leaf in {int, float}:
        yield 0
        for number in operands:
            yield from (number - 1, number, number + 1)
            if leaf is float:
                yield from (number - 1e-6, number + 1e-6)
    else:
        yield "\x00something else"
        yield from operands


def _join(words: list[Text]) -> Text:
    return Text(" and ".join(text.en for text in words), " und ".join(text.de for text in words))


def bind(condition: Condition, parameters: Mapping[str, tuple[Any, ...]], as_of: dt.date) -> Condition:
    """The condition with parameters and the day of judging put in."""
    if isinstance(condition, Test):
        return replace(condition, matches=tuple(_bind_match(match, parameters, as_of) for match in condition.matches))
    return replace(condition, parts=tuple(bind(part, parameters, as_of) for part in condition.parts))


def _bind_match(match: Match | Not, parameters: Mapping[str, tuple[Any, ...]], as_of: dt.date) -> Match | Not:
    if isinstance(match, Not):
        return Not(tuple(_bind_match(inner, parameters, as_of) for inner in match.inner))
    operands: list[Operand] = []
    for operand in match.operands:
        values = parameters[operand.name] if isinstance(operand, ParameterUse) else (operand,)
        operands += [_day(as_of, v.offset) if isinstance(v, DayExpression) else v for v in values]
    return Match(match.name, tuple(operands))


def _day(as_of: dt.date, offset: int) -> dt.date:
    """A day counted from another; at the ends of the calendar, its last or first day."""
    ordinal = min(max(as_of.toordinal() + offset, dt.date.min.toordinal()), dt.date.max.toordinal())
    return dt.date.fromordinal(ordinal)
