"""Patterns over what shops write, compiled once: RE2, so that every text takes linear time."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import re2

from scanner.datafile import read_data
from scanner.derive.notice.fold import fold_pattern

_MOST_PARTS = 4


@functools.lru_cache(maxsize=2048)
def pattern(text: str) -> Any:  # noqa: ANN401 - re2 is untyped
    """A compiled expression over plain letters."""
    options = re2.Options()
    options.log_errors = False
    options.max_mem = 1 << 23
    return re2.compile(text, options)


@functools.cache
def data(name: str = "legal_phrases") -> Mapping[str, Any]:
    """A phrase file as it stands."""
    return read_data(f"{name}.yaml")


def made_by() -> str:
    """For `derived_by`."""
    return f"derive.legal, legal_phrases {data()['as_of']}"


@dataclass(frozen=True, slots=True)
class Phrase:
    """`find` in a sentence, `unless` this is in it too. `value`: what it says. `before`: and this just before it."""

    find: Any
    unless: Any = None
    before: Any = None
    value: str | None = None


@functools.lru_cache(maxsize=256)
def phrases(*path: str) -> tuple[Phrase, ...]:
    """One list of the phrase file: each entry a pattern, or a mapping with `find`, `unless`, `before` and `value`."""
    rules: Any = data()
    for key in path:
        rules = rules[key]
    return tuple(_phrase({"find": rule} if isinstance(rule, str) else rule) for rule in rules)


def _phrase(rule: Mapping[str, Any]) -> Phrase:
    compiled = {key: expression(rule[key]) for key in ("find", "unless", "before") if key in rule}
    return Phrase(**compiled, value=rule.get("value"))


@functools.lru_cache(maxsize=2048)
def expression(text: str) -> Any:  # noqa: ANN401 - re2 is untyped
    """A pattern of the phrase file: written with umlauts, for plain lower case; `<name>` stands for one of `parts`."""
    parts = data()["parts"]
    for _ in range(_MOST_PARTS):
        for name, part in parts.items():
            text = text.replace(f"<{name}>", f"(?:{part})")
    return pattern(fold_pattern(text))


def span(match: Any, group: str) -> tuple[int, int]:  # noqa: ANN401 - re2 is untyped
    """Where a named group lies; re2 itself takes numbers alone."""
    found: tuple[int, int] = match.span(match.re.groupindex[group])
    return found
