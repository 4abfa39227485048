"""Reading a policy file's nodes: every mistake is collected with its place, and reading goes on."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from scanner.model.verdict import Text
from scanner.model.vocabulary import Word
from scanner.yamlfile import Mapped, Node, Problems, Scalar, shown, suggest
from scanner.yamlfile import Sequence as Listed

W = TypeVar("W", bound=Word)
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Reader:
    """Reads the nodes of one file. Every method returns None after noting what is wrong."""

    file: str
    problems: Problems

    def wrong(self, node: Node | None, what: str, hint: str = "") -> None:
        """Note a mistake."""
        self.problems.add(self.file, node, what, hint)

    def mapping(
        self, node: Node | None, what: str, known: Iterable[str] | None = None, required: Sequence[str] = ()
    ) -> Mapped | None:
        """A mapping; unknown and missing keys are noted."""
        return self.problems.mapping(self.file, node, what, known, required)

    def items(self, node: Node | None, what: str) -> tuple[Node, ...] | None:
        """A list with something in it."""
        if not isinstance(node, Listed):
            self.wrong(node, f"{what} is a list", "write [a, b]" if isinstance(node, Scalar) else "")
            return None
        if not node.items:
            self.wrong(node, f"{what} is empty", "leave it out, or name something")
            return None
        return node.items

    def text(self, node: Node | None, what: str) -> str | None:
        """A scalar's text, not empty."""
        if not isinstance(node, Scalar) or not node.text.strip() or (not node.quoted and node.text in {"~", "null"}):
            self.wrong(node, f"{what} is text")
            return None
        return node.text

    def words(self, node: Node | None, what: str) -> Text | None:
        """Text in both languages: `{en: …, de: …}`, or one text for both."""
        if isinstance(node, Scalar):
            text = self.text(node, what)
            return None if text is None else Text(text, text)
        found = self.mapping(node, what, ("en", "de"), ("en", "de"))
        if found is None:
            return None
        en = self.text(found.get("en"), f"{what}.en") if found.get("en") else None
        de = self.text(found.get("de"), f"{what}.de") if found.get("de") else None
        return None if en is None or de is None else Text(en, de)

    def word(self, node: Node | None, what: str, vocabulary: type[W]) -> W | None:
        """A member of a vocabulary."""
        text = self.text(node, what)
        if text is None:
            return None
        try:
            return vocabulary(text)
        except ValueError:
            names = [word.value for word in vocabulary]
            self.wrong(node, f"{what} can't be {shown(text)}", suggest(text, names) or f"one of {', '.join(names)}")
            return None

    def all_of(self, nodes: Iterable[Node], read: Callable[[Node], T | None]) -> tuple[T, ...] | None:
        """Every item read, or None if any has a mistake; all mistakes are noted."""
        found = [read(node) for node in nodes]
        return tuple(item for item in found if item is not None) if None not in found else None
