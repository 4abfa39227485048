"""How people call what the evidence holds: kinds, fields and the words of vocabularies, in English and German.

Files and policies hold the names themselves (`before_choice`, `links.imprint.clicks`). The words stand in
`scanner/data/words.yaml`; what has none there is called by its name.
"""

from __future__ import annotations

import functools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from scanner.datafile import read_data
from scanner.model.vocabulary import Word

_ON_THE_WAY = " › "


@dataclass(frozen=True, slots=True)
class _Words:
    """The data file. `values` and `texts` are by vocabulary or field, then by name, then by language."""

    kinds: Mapping[str, Sequence[str]]
    fields: Mapping[str, str]
    values: Mapping[str, Mapping[str, Mapping[str, str]]]
    texts: Mapping[str, Mapping[str, Mapping[str, str]]]


@functools.cache
def _words() -> _Words:
    data: dict[str, Any] = read_data("words.yaml")
    return _Words(data["kinds"], data["fields"], _both(data["values"]), _both(data["texts"]))


def _both(named: Mapping[str, Mapping[str, Any]]) -> dict[str, dict[str, dict[str, str]]]:
    """With an English text where only a German one stands: the name itself."""
    return {
        group: {
            name: said if isinstance(said, dict) else {"en": name.replace("_", " "), "de": said}
            for name, said in names.items()
        }
        for group, names in named.items()
    }


def word(value: Word, lang: str) -> str:
    """A word of a vocabulary as people say it: `before any choice`, `vor der Wahl`."""
    said = _words().values.get(type(value).__name__, {}).get(value.value)
    return said[lang] if said else value.value


def text_word(kind: str, path: str, text: str, lang: str) -> str:
    """A text field's value, in words where it is a name that our own data gave."""
    said = _words().texts.get(f"{kind}.{path}", {}).get(text)
    return said[lang] if said else text


def kind_word(kind: str, lang: str, n: int = 1) -> str:
    """A kind of fact; in German one (`Formularfeld`) or several (`Formularfelder`), in English its name."""
    found = _words().kinds.get(kind)
    return found[n != 1] if found and lang == "de" else kind


def field_word(kind: str, steps: Sequence[str], lang: str) -> str:
    """A field of a kind by the names on the way to it; in English these names, with dots."""
    path = ".".join(steps)
    if lang != "de":
        return path
    known = _words().fields
    whole = known.get(f"{kind}.{path}") or known.get(path)
    said = (known.get(f"{kind}.{'.'.join(steps[: i + 1])}") or known.get(step, step) for i, step in enumerate(steps))
    return whole or _ON_THE_WAY.join(said)
