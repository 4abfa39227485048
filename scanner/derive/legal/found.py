"""What reading a page for one item came to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from scanner.derive.legal.patterns import Phrase
from scanner.derive.legal.text import Line
from scanner.model.values import Maybe, Unknown


@dataclass(frozen=True, slots=True)
class Found:
    """Whether an item stands there, the words that show it, what they say, and why it is taken so."""

    present: Maybe[bool]
    quote: str | None = None
    value: str | None = None
    reason: str | None = None


def shown(line: Line, value: str | None = None, reason: str | None = None) -> Found:
    """It stands in this line."""
    return Found(True, line.quote, value, reason)


def missing(unsure: str, reason: str) -> Found:
    """It does not stand there; `unsure`: why that can't be said."""
    return Found(Unknown(unsure), reason=unsure) if unsure else Found(False, reason=reason)


def doubtful(reason: str, line: Line | None = None) -> Found:
    """It may stand there."""
    return Found(Unknown(reason), line.quote if line else None, reason=reason)


def first(lines: Sequence[Line], among: Sequence[Phrase]) -> tuple[Line, Phrase] | None:
    """The first line in which one of the phrases holds, and that phrase."""
    for at, line in enumerate(lines):
        for phrase in among:
            if not phrase.find.search(line.flat):
                continue
            if phrase.unless is not None and phrase.unless.search(line.flat):
                continue
            if phrase.before is not None and not any(
                phrase.before.search(one.flat) for one in lines[max(0, at - 3) : at + 1]
            ):
                continue
            return line, phrase
    return None


def by_phrases(lines: Sequence[Line], among: Sequence[Phrase], unsure: str, reason: str) -> Found:
    """Present where a phrase holds."""
    hit = first(lines, among)
    return missing(unsure, reason) if hit is None else shown(hit[0], hit[1].value)
