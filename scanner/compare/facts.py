"""Things that are new, gone or changed between two runs, and whether the other run could have seen them at all."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from scanner.compare.things import FIELDS, KINDS_OF, Key, Thing, things
from scanner.model.difference import Change, FactChange, FieldChange, Theme
from scanner.model.evidence import Evidence, Gap
from scanner.model.facts import KINDS, Fact, field_at, label, show, value_at
from scanner.model.values import NOT_STATED, Unknown
from scanner.model.verdict import Text

_NOT_SEEN_BEFORE = Text(
    "it may have been there before: the older run could not look everywhere",
    "es mag schon vorher da gewesen sein: der ältere Lauf konnte nicht überall hinsehen",
)
_NOT_SEEN_NOW = Text(
    "it may still be there: the newer run could not look everywhere",
    "es mag noch da sein: der neuere Lauf konnte nicht überall hinsehen",
)
#: With more gaps than this anything may hide in one; asking each of each row takes quadratic time.
_MOST_ASKED = 500
#: Hexadecimal digits of a digest that people compare.
_DIGITS = 16


def compare_facts(older: Evidence, newer: Evidence) -> Iterator[FactChange]:
    """What is new, then gone, then changed, theme by theme."""
    for theme in Theme:
        before, after = things(older, theme), things(newer, theme)
        unseen_before, unseen_now = _gaps_of_one(theme, older, newer), _gaps_of_one(theme, newer, older)
        for key, thing in after.items():
            if key not in before and not _goes_with(thing, after, before):
                unsure = _NOT_SEEN_BEFORE if _may_hide(unseen_before, thing) else None
                yield FactChange(theme, Change.NEW, key, thing.what, thing.where, unsure=unsure)
        for key, thing in before.items():
            if key not in after and not _goes_with(thing, before, after):
                unsure = _NOT_SEEN_NOW if _may_hide(unseen_now, thing) else None
                yield FactChange(theme, Change.GONE, key, thing.what, thing.where, unsure=unsure)
        for key, thing in after.items():
            if key in before and (fields := tuple(_fields(before[key], thing))):
                yield FactChange(theme, Change.CHANGED, key, thing.what, thing.where, fields)


def _goes_with(thing: Thing, here: Mapping[Key, Thing], there: Mapping[Key, Thing]) -> bool:
    """Whether what it is part of came or went as a whole, which is told once."""
    return thing.part_of in here and thing.part_of not in there


def _gaps_of_one(theme: Theme, one: Evidence, other: Evidence) -> list[Gap]:
    """The gaps of one run that the other doesn't have: where both could not look, neither saw more than the other."""
    return [
        gap
        for kind in KINDS_OF[theme]
        for gaps in (one.gaps(kind),)
        for shared in ({gap.scope for gap in other.gaps(kind)},)
        for gap in gaps
        if gap.scope not in shared
    ]


def _may_hide(gaps: list[Gap], thing: Thing) -> bool:
    return len(gaps) > _MOST_ASKED or any(_fits(gap, row) for gap in gaps for row in thing.rows)


def _fits(gap: Gap, row: Fact) -> bool:
    """Whether a row may be one that a gap stands for: all that the gap fixes is so in the row, or not known of it."""
    for path, fixed in gap.scope:
        if field_at(KINDS[row.kind], path) is None:
            continue
        value = value_at(row, path)
        if value != fixed and not isinstance(value, Unknown):
            return False
    return True


def _fields(old: Thing, new: Thing) -> Iterator[FieldChange]:
    cls = KINDS[new.kind]
    for field in FIELDS[new.kind]:
        was, now = old.values[field], new.values[field]
        if was == now or NOT_STATED in (was, now) or _is_rounding(field, was, now):
            continue
        called = Text(label(cls, field, "en"), label(cls, field, "de"))
        yield FieldChange(field, called, was, now, _said(field, was), _said(field, now))


def _is_rounding(field: str, was: object, now: object) -> bool:
    """A lifetime counts from the moment it was seen, in whole days."""
    return field == "lifetime_days" and isinstance(was, int) and isinstance(now, int) and abs(was - now) <= 1


def _said(field: str, value: object) -> Text:
    if field == "sha256":
        short = tuple(show(one)[:_DIGITS] for one in (value if isinstance(value, tuple) else (value,)))
        return Text(show(short), show(short))
    return Text(show(value, "en"), show(value, "de"))
