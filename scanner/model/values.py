"""What a field can hold: something concrete, None (looked, it isn't there) or Unknown (looked, couldn't tell)."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TypeVar, Union

from scanner.model.vocabulary import GapCause, Word


@dataclass(frozen=True, slots=True)
class Unknown:
    """Looked, and could not tell. It may turn out to be any value, or None.

    `reason` is a sentence; `cause` is given where it matters for the gate (the owner's choice, say).
    """

    reason: str
    cause: GapCause | None = None


#: The default of every field: the row says nothing about it.
NOT_STATED = Unknown("not stated")

T = TypeVar("T")
#: A field that was observed, or Unknown.
Maybe = Union[T, Unknown]  # noqa: UP007 - a generic alias; `T | Unknown` is not subscriptable on Python 3.11

#: What stands at the end of a path.
Scalar = str | int | float | bool | dt.date | Word
#: A concrete value of a leaf field: a scalar, or a set of them in a stable order.
Leaf = Scalar | tuple[Scalar, ...]
