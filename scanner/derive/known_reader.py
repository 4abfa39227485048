"""Reads the nodes of a data file: every mistake with its place, text within bounds, expressions linear (RE2)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, TypeVar

import re2

from scanner.derive.known import Certified, NamePattern
from scanner.model.vocabulary import Word
from scanner.yamlfile import Mapped, Node, Problems, Scalar, Sequence, shown, suggest

MOST_CHARACTERS = 500

W = TypeVar("W", bound=Word | Certified)


@dataclass(frozen=True, slots=True)
class Reader:
    """Reads the nodes of one file; every method returns None after noting what is wrong, and for what isn't there."""

    file: str
    problems: Problems

    def wrong(self, node: Node | None, what: str, hint: str = "") -> None:
        self.problems.add(self.file, node, what, hint)

    def mapping(self, node: Node | None, what: str, known: Iterable[str], required: Iterable[str]) -> Mapped | None:
        return self.problems.mapping(self.file, node, what, known, required)

    def items(self, node: Node | None, what: str) -> tuple[Node, ...]:
        if node is None:
            return ()
        if not isinstance(node, Sequence):
            self.wrong(node, f"{what} is a list", "write [a, b]")
            return ()
        return node.items

    def text(self, node: Node | None, what: str) -> str | None:
        if node is None:
            return None
        if not isinstance(node, Scalar) or not node.text.strip():
            self.wrong(node, f"{what} is text")
            return None
        if len(node.text) > MOST_CHARACTERS or not node.text.isprintable():
            self.wrong(node, f"{what} is one line of at most {MOST_CHARACTERS} characters")
            return None
        return node.text

    def word(self, node: Node | None, what: str, vocabulary: type[W]) -> W | None:
        text = self.text(node, what)
        if text is None:
            return None
        try:
            return vocabulary(text)
        except ValueError:
            names = [word.value for word in vocabulary]
            self.wrong(node, f"{what} can't be {shown(text)}", suggest(text, names) or f"one of {', '.join(names)}")
            return None

    def truth(self, node: Node | None, what: str, *, default: bool) -> bool:
        text = self.text(node, what)
        if text is not None and text not in {"true", "false"}:
            self.wrong(node, f"{what} is true or false, found {shown(text)}")
        return default if text is None else text == "true"

    def day(self, node: Node | None, what: str) -> dt.date | None:
        text = self.text(node, what)
        try:
            return dt.date.fromisoformat(text) if text is not None else None
        except ValueError:
            self.wrong(node, f"{what} is a date like 2026-11-22, found {shown(text or '')}")
            return None

    def texts(self, node: Node | None, what: str) -> tuple[str, ...]:
        found = (self.text(item, what) for item in self.items(node, what))
        return tuple(text for text in found if text is not None)

    def expression(self, node: Node, pattern: str) -> Any | None:  # noqa: ANN401 - re2 is untyped
        try:
            return expression(pattern)
        except re2.error as error:
            words = error.args[0] if error.args else error
            said = words.decode(errors="replace") if isinstance(words, bytes) else words
            self.wrong(node, f"not a regular expression: {said}", "RE2 syntax: no look-around, no back-references")
            return None

    def pattern(self, node: Node | None, what: str) -> NamePattern | None:
        text = self.text(node, what)
        if text is None or node is None:
            return None
        if len(text) > 2 and text.startswith("/") and text.endswith("/"):
            compiled = self.expression(node, text[1:-1])
            return None if compiled is None else NamePattern(text, compiled)
        if "*" in text and len(text.replace("*", "")) < 2:
            self.wrong(node, f"{what} {shown(text)} fits nearly everything", "name at least two characters")
            return None
        return NamePattern(text)


def expression(pattern: str) -> Any:  # noqa: ANN401 - re2 is untyped
    """A compiled RE2 expression, bounded in memory. re2.error if it is none."""
    options = re2.Options()
    options.log_errors = False
    options.max_mem = 1 << 20
    return re2.compile(pattern, options)
