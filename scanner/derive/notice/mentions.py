"""What is known of a name where it stands in a notice: shared by those who look for known names and for others."""

from __future__ import annotations

from dataclasses import dataclass

from scanner.derive.known import KnownService
from scanner.derive.notice.blocks import Kind
from scanner.derive.notice.fold import fold
from scanner.derive.notice.phrase_file import data
from scanner.derive.notice.phrases import expression
from scanner.derive.notice.reading import Sentence

_SHORT = 160


@dataclass(frozen=True, slots=True)
class NamedService:
    """A service in the notice. `name` as in the service files, else as it stands there; `alias`: what it is called.

    `denied`: wherever the notice speaks of it, it says that it isn't used, or not from there (fonts of one's own).
    `country`: as ISO 3166-1, `basis`: dpf, scc, adequacy, bcr, consent, privacy_shield, both as its section says.
    """

    name: str
    alias: str
    quote: str
    section: str | None
    denied: bool
    known: bool = True
    country: str | None = None
    basis: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Name:
    """A name as words, and whether it is one of everyday language."""

    service: KnownService
    alias: str
    words: tuple[str, ...]
    everyday: bool


@dataclass(frozen=True, slots=True)
class Mention:
    """A known name in a sentence: its number, and places in its text."""

    name: Name
    sentence: int
    start: int
    end: int
    denied: bool


def is_denied(sentence: Sentence, start: int, end: int) -> bool:
    """Whether the sentence says of what stands there that it isn't used, or no longer."""
    return denies(sentence, fold(sentence.text[:start]), fold(sentence.text[end:]))


def denies(sentence: Sentence, before: str, after: str) -> bool:
    """The same of what stands between these two, both folded."""
    rules, line = data()["not_used"], sentence.folded.encode()
    behind = after.partition(";")[0]
    # What a list says of one of its parts, parted by semicolons, it says of that alone.
    part = f"{before.rpartition(';')[2]} {sentence.folded[len(before) : len(sentence.folded) - len(after)]}{behind}"
    said = part.encode() if ";" in sentence.folded else line
    return bool(
        expression(rules["before"]).search(before.encode())
        or expression(rules["after"]).search(behind.encode())
        or expression(rules["sentence"]).search(said)
        or _short_denial(sentence, said)
    )


def _short_denial(sentence: Sentence, line: bytes) -> bool:
    """A sentence like "Hotjar? Not here.", or what stands in a list of what isn't used."""
    rules = data()["named"]
    if expression(rules["not_used_under"]).search(sentence.context.encode()):
        return True
    if len(sentence.text) >= _SHORT or sentence.kind is Kind.HEADING:
        return False
    without = expression(rules["without"]).compiled().sub(b" ", line)
    return bool(expression(rules["negation"]).search(without)) and not expression(rules["when"]).search(line)
