"""What a word of a closed vocabulary is."""

from __future__ import annotations

from enum import StrEnum


class Word(StrEnum):
    """A member of a closed vocabulary. Its value is what stands in files."""


class OrderedWord(Word):
    """A vocabulary with a natural order: members are declared from the lowest to the highest."""

    @property
    def rank(self) -> int:
        """Position from the lowest (0)."""
        return tuple(type(self)).index(self)
