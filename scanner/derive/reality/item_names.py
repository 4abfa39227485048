"""Names of stored items as notices write them: exact, or with a stand-in for what differs from visitor to visitor."""

from __future__ import annotations

import functools
import re
from typing import Any

import re2

#: What notices write for the part that differs: `*`, `<id>`, `{hash}`, `[ID]`, `XXXX`, `####`, an ellipsis, a `~`.
_STAND_IN = re.compile(
    r"\*+|<[^<>]{1,30}>|\{[^{}]{1,30}\}|\[[^\[\]]{1,30}\]|(?<![A-Z])X{2,}(?![A-Z])|(?<=[-_.])X(?![A-Za-z])|(?<![a-z])x{3,}(?![a-z])|#+|…|\.{3}|%[a-z]|~|"
    r"(?<=[_.-])(?:ID|id|hash|HASH|property-?id|container-?id|site-?id|wert|nummer|number)(?![A-Za-z])"
)
_SIGNS = re.compile(r"[A-Za-z0-9_.$:@!|/+%~&-]{2,120}")
_NAME = re.compile(r"[A-Za-z0-9_.$:@!|/+%~&<>{}\[\]*#…-]{2,120}")
_LONGEST = 120


def is_name(text: str) -> bool:
    """Whether a cell's text can be the name of a stored item: one word, or a word with a stand-in that has blanks."""
    text = text.strip()
    rest = _STAND_IN.sub("*", text)
    return 2 <= len(text) <= _LONGEST and _NAME.fullmatch(rest) is not None and any(sign.isalpha() for sign in rest)


@functools.lru_cache(maxsize=4096)
def _expression(said: str) -> Any:  # noqa: ANN401 - re2 is untyped
    """What a name with stand-ins fits; None where it has none, or says hardly anything beside them."""
    parts = _STAND_IN.split(said)
    if len(parts) < 2 or sum(len(part.strip("_.-")) for part in parts) < 2:
        return None
    options = re2.Options()
    options.log_errors = False
    return re2.compile(f"^{'.*'.join(re2.escape(part) for part in parts)}$", options)


def fits(said: str, name: str) -> bool:
    """Whether a name in the notice means this item. A stand-in that the item's own name has in its place counts too."""
    said, name = said.strip(), name.strip()
    if said == name:
        return True
    expression = _expression(said)
    if expression is not None and expression.search(name) is not None:
        return True
    # In evidence `~` stands for what tells visitors apart: "_ga_<id>" fits "_ga_~" as well.
    return (
        "~" in name
        and said.split("*")[0].rstrip("_") != ""
        and _expression(name) is not None
        and _fits_other(name, said)
    )


def _fits_other(name: str, said: str) -> bool:
    expression = _expression(name)
    return expression is not None and expression.search(_STAND_IN.sub("1", said)) is not None


def names_in(text: str) -> list[str]:
    """Words of a sentence or cell that can be names of stored items."""
    return [word.strip("\"'„“”‚‘’`(),;:.") for word in text.split() if is_name(word.strip("\"'„“”‚‘’`(),;:."))]


def stands_in(name: str, text: str) -> bool:
    """Whether an exact name stands in a text as a word of its own."""
    if not _SIGNS.fullmatch(name):
        return name in text.split()
    return re.search(rf"(?<![\w$-]){re.escape(name)}(?![\w$*<{{\[-])", text) is not None
