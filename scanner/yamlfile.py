"""YAML as it stands in the file: every value with its place, every scalar as text. Reads hostile files within bounds.

What a scalar means is decided by whoever asks for it (the type of the fact, never YAML), so `country: NO` stays "NO".
Anchors and aliases work within a bound, explicit tags and merge keys don't.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from scanner.errors import InvalidInput, Problem

MAX_BYTES = 1_000_000
MAX_DEPTH = 40
MAX_NODES = 100_000
MAX_PROBLEMS = 500

_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(frozen=True, slots=True)
class Scalar:
    """A scalar's text. `quoted`: it stood in quotes or a block, so `"null"` and `"true"` are text."""

    text: str
    quoted: bool
    line: int
    column: int


@dataclass(frozen=True, slots=True)
class Sequence:
    """A list."""

    items: tuple[Node, ...]
    line: int
    column: int


@dataclass(frozen=True, slots=True)
class Mapped:
    """A mapping, without doubled keys. `keys` are the scalars the values stand under, for their places."""

    items: Mapping[str, Node]
    keys: Mapping[str, Scalar]
    line: int
    column: int

    def get(self, key: str) -> Node | None:
        """The value under a key."""
        return self.items.get(key)


Node = Scalar | Sequence | Mapped


@dataclass(slots=True)
class Problems:
    """Collects the mistakes of one or many files, so that all are reported at once."""

    found: list[Problem] = field(default_factory=list)
    noted: int = 0
    _known: set[Problem] = field(default_factory=set)

    def add(self, file: str, node: Node | None, what: str, hint: str = "") -> None:
        """Note a mistake at a node's place (the top of the file without one); the same one once.

        `noted` counts all of them, those left out because they are known or too many too.
        """
        self.noted += 1
        line, column = (node.line, node.column) if node is not None else (1, 1)
        problem = Problem(file, line, column, what, hint)
        if problem in self._known or len(self.found) > MAX_PROBLEMS:
            return
        self._known.add(problem)
        if len(self.found) == MAX_PROBLEMS:
            problem = Problem(file, line, column, f"and more: only the first {MAX_PROBLEMS} mistakes are told")
        self.found.append(problem)

    def mapping(
        self, file: str, node: Node | None, what: str, known: Iterable[str] | None = None, required: Iterable[str] = ()
    ) -> Mapped | None:
        """A mapping; unknown and missing keys are noted. `known` None: any."""
        if not isinstance(node, Mapped):
            self.add(file, node, f"{what} is a mapping of keys to values")
            return None
        names = None if known is None else list(known)
        for key, place in node.keys.items():
            if names is not None and key not in names:
                hint = suggest(key, names) or f"one of {', '.join(names)}"
                self.add(file, place, f"{what} has no key {shown(key)}", hint)
        for key in required:
            if key not in node.items:
                self.add(file, node, f"{what} lacks the key {key}")
        return node

    def take(self, others: Problems) -> None:
        """Note all of somebody else's mistakes too."""
        for other in others.found:
            self.add(other.file, Scalar("", False, other.line, other.column), other.what, other.hint)

    def raise_if_any(self) -> None:
        """InvalidInput with all of them, if there are any."""
        if self.found:
            raise InvalidInput(self.found)


def suggest(wrong: str, known: Iterable[str]) -> str:
    """`did you mean purpose?`, or nothing if no known name is near."""
    near = difflib.get_close_matches(wrong[:80], list(known), n=1, cutoff=0.6)
    return f"did you mean {near[0]}?" if near else ""


def shown(text: str) -> str:
    """Text from a file as it appears in an error message: one line, visible, short."""
    return repr(text if len(text) <= 80 else text[:77] + "…")


def read_file(path: Path, problems: Problems) -> Node | None:
    """The document in a file, or None with the reason among the problems."""
    try:
        with path.open("rb") as file:
            data = file.read(MAX_BYTES + 1)
    except OSError as error:
        problems.add(str(path), None, f"can't be read: {error.strerror or error}")
        return None
    return read(data, str(path), problems)


def read(data: bytes, file: str, problems: Problems) -> Node | None:
    """The one document in these bytes, or None with the reason among the problems."""
    if len(data) > MAX_BYTES:
        problems.add(file, None, f"is larger than {MAX_BYTES:,} bytes", "split it into several files")
        return None
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        problems.add(file, Scalar("", False, data[: error.start].count(b"\n") + 1, 1), "is not UTF-8 text")
        return None
    try:
        return _Composer(file, problems).compose(text)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        place = Scalar("", False, mark.line + 1, mark.column + 1) if mark else None
        problems.add(file, place, f"is not YAML: {error.problem or error.context}")
    except yaml.YAMLError as error:
        problems.add(file, None, f"is not YAML: {str(error).splitlines()[0][:200]}")
    except _TooMuch as error:
        problems.add(file, error.place, str(error))
    return None


class _TooMuch(Exception):
    def __init__(self, what: str, place: Scalar) -> None:
        super().__init__(what)
        self.place = place


@dataclass(slots=True)
class _Open:
    """A collection whose end hasn't come yet."""

    is_map: bool
    place: Scalar
    anchor: str | None
    children: list[Node] = field(default_factory=list)


_STARTS = frozenset({yaml.MappingStartEvent, yaml.SequenceStartEvent})
_ENDS = frozenset({yaml.MappingEndEvent, yaml.SequenceEndEvent})


class _Composer:
    """Builds nodes from YAML events without recursion, so that depth and size are bounded before anything is built."""

    def __init__(self, file: str, problems: Problems) -> None:
        self.file = file
        self.problems = problems
        self.anchors: dict[str, tuple[Node, int, int]] = {}
        self.stack: list[_Open] = []
        self.nodes = 0
        self.result: Node | None = None

    def compose(self, text: str) -> Node | None:
        documents = 0
        loader = _Loader(text)
        try:
            while loader.check_event():
                event = loader.get_event()
                kind, mark = type(event), event.start_mark
                line, column = mark.line + 1, mark.column + 1
                # Two of three are scalars, most of them without a tag: what a scan reads at its start depends on them.
                if kind is yaml.ScalarEvent:
                    scalar = Scalar(event.value, event.style not in (None, ""), line, column)
                    if event.tag is not None:
                        self._tag(event, scalar)
                    self._put(scalar, event.anchor, 1)
                elif kind in _ENDS:
                    done = self.stack.pop()
                    self._put(self._close(done), done.anchor, 1 + len(done.children))
                elif kind in _STARTS:
                    self._open(event, Scalar("", False, line, column))
                elif kind is yaml.AliasEvent:
                    self._alias(event, Scalar("", False, line, column))
                elif kind is yaml.DocumentStartEvent:
                    documents += 1
                    if documents > 1:
                        raise _TooMuch("holds more than one document", Scalar("", False, line, column))
        finally:
            loader.dispose()
        if self.result is None:
            self.problems.add(self.file, None, "is empty")
        return self.result

    def _open(self, event: Any, place: Scalar) -> None:  # noqa: ANN401 - PyYAML's events are untyped
        self._tag(event, place)
        if len(self.stack) >= MAX_DEPTH:
            raise _TooMuch(f"is nested deeper than {MAX_DEPTH} levels", place)
        self.stack.append(_Open(isinstance(event, yaml.MappingStartEvent), place, event.anchor))

    def _tag(self, event: Any, place: Scalar) -> None:  # noqa: ANN401 - PyYAML's events are untyped
        if event.tag not in (None, "!"):
            self.problems.add(
                self.file, place, f"tags like {shown(event.tag)} are not allowed", "write the plain value"
            )

    def _alias(self, event: Any, place: Scalar) -> None:  # noqa: ANN401
        if event.anchor not in self.anchors:
            raise _TooMuch(f"there is no anchor {shown(event.anchor)} before this place", place)
        node, size, depth = self.anchors[event.anchor]
        if len(self.stack) + depth > MAX_DEPTH:
            raise _TooMuch(f"is nested deeper than {MAX_DEPTH} levels, aliases followed", place)
        self._put(node, None, size)

    def _put(self, node: Node, anchor: str | None, size: int) -> None:
        self.nodes += size
        if self.nodes > MAX_NODES:
            raise _TooMuch(
                f"holds more than {MAX_NODES:,} values, aliases counted", Scalar("", False, node.line, node.column)
            )
        if anchor is not None:
            self.anchors[anchor] = (node, *_extent(node))
        if self.stack:
            self.stack[-1].children.append(node)
        else:
            self.result = node

    def _close(self, done: _Open) -> Node:
        line, column = done.place.line, done.place.column
        if not done.is_map:
            return Sequence(tuple(done.children), line, column)
        items: dict[str, Node] = {}
        keys: dict[str, Scalar] = {}
        for key, value in zip(done.children[::2], done.children[1::2], strict=True):
            if not isinstance(key, Scalar):
                self.problems.add(self.file, key, "a key must be plain text")
            elif key.text in items:
                self.problems.add(
                    self.file,
                    key,
                    f"the key {shown(key.text)} stands here twice",
                    f"first in line {keys[key.text].line}",
                )
            else:
                items[key.text], keys[key.text] = value, key
        return Mapped(items, keys, line, column)


def _extent(node: Node) -> tuple[int, int]:
    """How many values a node holds, and how many levels."""
    total, deepest, todo = 0, 0, [(node, 1)]
    while todo and total <= MAX_NODES:
        current, depth = todo.pop()
        total, deepest = total + 1, max(deepest, depth)
        if isinstance(current, Sequence):
            todo += [(item, depth + 1) for item in current.items]
        elif isinstance(current, Mapped):
            todo += [(item, depth + 1) for item in current.items.values()]
    return total, deepest


def plain(node: Node) -> Any:  # noqa: ANN401 - JSON-like
    """The node as plain Python, scalars read as YAML 1.2's core schema does: what an editor's JSON Schema sees."""
    match node:
        case Sequence(items=items):
            return [plain(item) for item in items]
        case Mapped(items=items):
            return {key: plain(value) for key, value in items.items()}
        case Scalar(text=text, quoted=quoted):
            return text if quoted else _core(text)


def _core(text: str) -> Any:  # noqa: ANN401
    if text in {"", "~", "null", "Null", "NULL"}:
        return None
    if text.lower() in {"true", "false"}:
        return text.lower() == "true"
    for number in (int, float):
        try:
            if "_" not in text:
                return number(text)
        except ValueError:
            continue
    return text
