"""The sentence that shows something, short enough to be read in a report."""

from __future__ import annotations

from scanner.derive.notice.fold import unfolded_offset
from scanner.derive.notice.reading import Sentence

_LONGEST = 400
_BEFORE = 120


def quote(sentence: Sentence, start: int) -> str:
    """The sentence; of a long one, what lies around the place `start` of its folded text."""
    if len(sentence.text) <= _LONGEST:
        return sentence.text
    begin = max(0, unfolded_offset(sentence.text, start) - _BEFORE)
    cut = sentence.text[begin : begin + _LONGEST]
    return f"{'… ' if begin else ''}{cut}{' …' if begin + _LONGEST < len(sentence.text) else ''}"
