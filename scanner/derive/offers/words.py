"""The words by which offers are read, compiled once: `said("vat.included")` is the pattern of that entry."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from typing import Any

import re2

from scanner.datafile import read_data
from scanner.derive.notice.fold import fold, fold_pattern, tidy

_FILES = ("offer_words.yaml", "allergens.yaml")
_SIGNS = str.maketrans({"×": "x", "★": "^", "⭐": "^"})
#: Characters of a quote.
MOST_QUOTED = 240
#: Bytes that a pattern may take; with less it is searched for more slowly.
_MEMORY = 1 << 24


@functools.cache
def data(name: str = _FILES[0]) -> Mapping[str, Any]:
    """A data file as it stands."""
    return read_data(name)


def as_of() -> str:
    """The day of the words, for `derived_by`."""
    return str(max(data(name)["as_of"] for name in _FILES))


@functools.cache
def said(path: str) -> Any:  # noqa: ANN401 - a compiled pattern of RE2, which has no type
    """The pattern of an entry, `section.name`, for text as `plain` gives it."""
    section, _, name = path.partition(".")
    entry = data()[section][name]
    return compiled("|".join(f"(?:{_filled(one)})" for one in ([entry] if isinstance(entry, str) else entry)))


def compiled(pattern: str) -> Any:  # noqa: ANN401 - as above
    """A pattern of RE2 that never writes to stderr, whatever a page makes of it."""
    options = re2.Options()
    options.log_errors = False
    options.max_mem = _MEMORY
    return re2.compile(pattern, options)


def prepare() -> None:
    """Compiles all of them."""
    for section, entries in data().items():
        for name in entries if isinstance(entries, dict) and section != "parts" else ():
            said(f"{section}.{name}")


def plain(text: str) -> str:
    """The text as it is matched: folded, `×` as x, `²` as 2, `★` as ^."""
    return fold(tidy(text).translate(_SIGNS))


def quote(text: str) -> str:
    """A piece of the page as it is shown to people."""
    text = tidy(text)
    return text if len(text) <= MOST_QUOTED else f"{text[: MOST_QUOTED - 1]}…"


def _filled(pattern: str) -> str:
    parts = data()["parts"]
    pattern = fold_pattern(pattern).replace("★", r"\^")
    for _ in range(4):
        for name, part in parts.items():
            pattern = pattern.replace(f"<{name}>", fold_pattern(part))
    return pattern
