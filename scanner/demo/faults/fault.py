"""What a fault of the demo shop is."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Words:
    """The same text for both kinds of reader."""

    en: str
    de: str


@dataclass(frozen=True, slots=True)
class Fault:
    """A switchable defect. `id` is the control it trips; `follows` are controls that necessarily fail along with it."""

    id: str
    title: Words
    why: Words
    follows: tuple[str, ...] = ()
