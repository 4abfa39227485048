"""The data of these comparisons, read once: what shops promise, and the words they use of what is compared."""

from __future__ import annotations

import functools
import re
from collections.abc import Mapping, Sequence
from typing import Any

from scanner.datafile import read_data
from scanner.derive.notice.phrases import Phrase, expression, phrases

_PART = re.compile(r"<([a-z_]+)>")
_PATTERNS = ("find", "under", "unless", "near")


@functools.cache
def words() -> Mapping[str, Any]:
    """`reality_words.yaml` as it stands."""
    return read_data("reality_words.yaml")


@functools.cache
def promises() -> Mapping[str, Any]:
    """`claims.yaml` as it stands."""
    return read_data("claims.yaml")


@functools.cache
def pattern(*path: str) -> Any:  # noqa: ANN401 - re2 is untyped
    """A compiled pattern of `reality_words.yaml`, for the bytes of folded text."""
    found: Any = words()
    for step in path:
        found = found[step]
    return expression(found)


def says(text: str, *path: str) -> bool:
    """Whether folded text holds a pattern of `reality_words.yaml`."""
    return pattern(*path).search(text.encode("ascii", "replace")) is not None


@functools.cache
def promise(name: str) -> tuple[Phrase, ...]:
    """The phrases of a promise."""
    return phrases([_expanded(rule) for rule in promises()["claims"][name]["phrases"]])


@functools.cache
def scoped(part: str) -> Any:  # noqa: ANN401 - re2 is untyped
    """What binds a sentence to one thing: `heading` or `sentence`."""
    return expression(promises()["scoped"][part])


@functools.cache
def softened_next() -> Any:  # noqa: ANN401 - re2 is untyped
    """What takes back the sentence before it."""
    return expression(promises()["softened_next"])


def _expanded(rule: Mapping[str, Any]) -> dict[str, Any]:
    return {key: _with_parts(value) if key in _PATTERNS else value for key, value in rule.items()}


def _with_parts(text: str) -> str:
    parts: Mapping[str, str] = promises()["parts"]
    for _ in range(4):
        text = _PART.sub(lambda one: f"(?:{parts[one[1]]})" if one[1] in parts else one[0], text)
    return text


def as_of() -> str:
    """The day of the data, for `derived_by`."""
    return str(promises()["as_of"])


def names(*path: str) -> Sequence[str]:
    """A list of `reality_words.yaml`."""
    found: Any = words()
    for step in path:
        found = found[step]
    return tuple(str(one) for one in found)
