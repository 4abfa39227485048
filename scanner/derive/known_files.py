"""Reads the data files about services and names: every mistake at once, each with its place.

The same reader serves the files that come with Siegel and those of users (`--services FILE`), which may be hostile:
bounded in bytes and values, expressions linear (RE2).
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import re2

from scanner.derive.known import (
    Certified,
    KnownNames,
    KnownService,
    NameFile,
    NamePattern,
    Operator,
    ServiceFile,
    StoredName,
)
from scanner.model.vocabulary import Purpose, StorageArea, Word
from scanner.yamlfile import Mapped, Node, Problems, Scalar, Sequence, read_file, shown, suggest

DATA = Path(__file__).parent.parent / "data"

MOST_CHARACTERS = 500
_HOST = re.compile(r"([a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9])?\.)+([a-z]{2,63}|xn--[a-z0-9-]{2,59}|\*)")
_COUNTRY = re.compile(r"[A-Z]{2}")
_PATH = re.compile(r"/[^\s?#]*")


def read_services(path: Path) -> ServiceFile:
    """The services of a file. InvalidInput with every mistake in it."""
    problems = Problems()
    node = read_file(path, problems)
    found = _Services(_Reader(str(path), problems)).read(node, path.name) if node is not None else None
    problems.raise_if_any()
    assert found is not None  # noqa: S101 - no problem was found
    return found


def read_names(path: Path) -> NameFile:
    """The names of a file. InvalidInput with every mistake in it."""
    problems = Problems()
    node = read_file(path, problems)
    found = _names(_Reader(str(path), problems), node, path.name) if node is not None else None
    problems.raise_if_any()
    assert found is not None  # noqa: S101 - no problem was found
    return found


# ── reading ──────────────────────────────────────────────────────────────────────────────────────────────────────────

W = TypeVar("W", bound=Word | Certified)


@dataclass(frozen=True, slots=True)
class _Reader:
    """Reads the nodes of one file; every method returns None after noting what is wrong, and for what isn't there."""

    file: str
    problems: Problems

    def wrong(self, node: Node | None, what: str, hint: str = "") -> None:
        self.problems.add(self.file, node, what, hint)

    def mapping(self, node: Node | None, what: str, known: Iterable[str], required: Iterable[str]) -> Mapped | None:
        if not isinstance(node, Mapped):
            self.wrong(node, f"{what} is a mapping of keys to values")
            return None
        names = list(known)
        for key, place in node.keys.items():
            if key not in names:
                self.wrong(
                    place, f"{what} has no key {shown(key)}", suggest(key, names) or f"one of {', '.join(names)}"
                )
        for key in required:
            if key not in node.items:
                self.wrong(node, f"{what} lacks the key {key}")
        return node

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


SERVICE_KEYS = (
    "name",
    "operator",
    "purpose",
    "domains",
    "paths",
    "stored",
    "aliases",
    "receives_personal_data",
    "source",
    "as_of",
)
OPERATOR_KEYS = ("name", "eu", "country", "dpf", "dpf_as_of")


@dataclass(frozen=True, slots=True)
class _Services:
    """Reads services. What two of them claim is a mistake: nobody could tell which it is."""

    reader: _Reader

    def read(self, node: Node, label: str) -> ServiceFile | None:
        reader = self.reader
        top = reader.mapping(
            node, "a file of services", ("as_of", "source", "operators", "services"), ("as_of", "services")
        )
        if top is None:
            return None
        as_of = reader.day(top.get("as_of"), "as_of")
        source = reader.text(top.get("source"), "source") or ""
        listed = top.get("operators")
        operators = {}
        if listed is not None and not isinstance(listed, Mapped):
            reader.wrong(listed, "operators is a mapping of keys to operators")
        elif listed is not None:
            operators = {key: self.operator(value, {}) for key, value in listed.items.items()}
        claimed: dict[str, str] = {}
        services = [
            self.service(item, operators, source, as_of, claimed)
            for item in reader.items(top.get("services"), "services")
        ]
        if as_of is None:
            return None
        return ServiceFile(tuple(service for service in services if service), as_of, label)

    def operator(self, node: Node | None, known: Mapping[str, Operator | None]) -> Operator | None:
        if node is None:
            return None
        if isinstance(node, Scalar):
            if node.text not in known:
                self.reader.wrong(node, f"there is no operator {shown(node.text)}", suggest(node.text, known))
            return known.get(node.text)
        found = self.reader.mapping(node, "an operator", OPERATOR_KEYS, ("name",))
        if found is None:
            return None
        name = self.reader.text(found.get("name"), "name")
        country = self.reader.text(found.get("country"), "country")
        if country is not None and not _COUNTRY.fullmatch(country):
            self.reader.wrong(
                found.get("country"), f"country is two capitals like DE (ISO 3166-1), found {shown(country)}"
            )
        return (
            None
            if name is None
            else Operator(
                name,
                self.reader.text(found.get("eu"), "eu"),
                country,
                self.reader.word(found.get("dpf"), "dpf", Certified),
                self.reader.day(found.get("dpf_as_of"), "dpf_as_of"),
            )
        )

    def service(
        self,
        node: Node,
        operators: Mapping[str, Operator | None],
        source: str,
        as_of: dt.date | None,
        claimed: dict[str, str],
    ) -> KnownService | None:
        reader = self.reader
        found = reader.mapping(node, "a service", SERVICE_KEYS, ("name",))
        name = reader.text(found.get("name"), "name") if found else None
        if found is None or name is None:
            return None
        self._claim(found.get("name"), f"service {name}", name, claimed)
        return KnownService(
            name,
            self.operator(found.get("operator"), operators),
            reader.word(found.get("purpose"), "purpose", Purpose),
            self._domains(found.get("domains"), name, claimed),
            self._paths(found.get("paths")),
            self._stored(found.get("stored"), name, claimed),
            reader.texts(found.get("aliases"), "aliases"),
            reader.truth(found.get("receives_personal_data"), "receives_personal_data", default=True),
            reader.text(found.get("source"), "source") or source,
            reader.day(found.get("as_of"), "as_of") or as_of,
        )

    def _claim(self, node: Node | None, what: str, name: str, claimed: dict[str, str]) -> None:
        if what in claimed:
            self.reader.wrong(node, f"{what} stands here twice", f"{claimed[what]} has it too")
        claimed.setdefault(what, name)

    def _domains(self, node: Node | None, name: str, claimed: dict[str, str]) -> tuple[tuple[str, str], ...]:
        domains = []
        for item in self.reader.items(node, "domains"):
            text = self.reader.text(item, "a domain")
            if text is None:
                continue
            host, slash, path = text.partition("/")
            if not _HOST.fullmatch(host) or len(host) > 253 or (slash and not _PATH.fullmatch(f"/{path}")):
                self.reader.wrong(item, f"a domain is like shop.example or shop.example/path, found {shown(text)}")
                continue
            self._claim(item, f"the domain {text}", name, claimed)
            domains.append((host, f"/{path}"))
        return tuple(domains)

    def _paths(self, node: Node | None) -> tuple[Any, ...]:
        found = []
        for item in self.reader.items(node, "paths"):
            text = self.reader.text(item, "a path")
            found.append(self.reader.expression(item, text) if text is not None else None)
        return tuple(compiled for compiled in found if compiled is not None)

    def _stored(self, node: Node | None, name: str, claimed: dict[str, str]) -> tuple[StoredName, ...]:
        found = []
        for item in self.reader.items(node, "stored"):
            entry = self._stored_name(item)
            if entry is not None:
                scope = f" on {entry.only_on}" if entry.only_on else ""
                self._claim(item, f"the stored name {entry.pattern.text}{scope}", name, claimed)
                found.append(entry)
        return tuple(found)

    def _stored_name(self, node: Node) -> StoredName | None:
        if not isinstance(node, Mapped):
            pattern = self.reader.pattern(node, "a stored name")
            return None if pattern is None else StoredName(pattern)
        self.reader.mapping(node, "a stored name", ("name", "purpose", "only_on"), ("name",))
        pattern = self.reader.pattern(node.get("name"), "a stored name")
        only_on = self.reader.text(node.get("only_on"), "only_on")
        if only_on is not None and not _HOST.fullmatch(only_on):
            self.reader.wrong(node.get("only_on"), f"only_on is a domain, found {shown(only_on)}")
        purpose = self.reader.word(node.get("purpose"), "purpose", Purpose)
        return None if pattern is None else StoredName(pattern, purpose, only_on)


NAME_KEYS = ("of", "what", "purpose", "area", "names", "max_days", "anywhere")


def _names(reader: _Reader, node: Node, label: str) -> NameFile | None:
    top = reader.mapping(node, "a file of stored names", ("as_of", "source", "names"), ("as_of", "names"))
    if top is None:
        return None
    as_of = reader.day(top.get("as_of"), "as_of")
    claimed: dict[tuple[StorageArea, str], str] = {}
    found = [_known_names(reader, item, claimed) for item in reader.items(top.get("names"), "names")]
    return None if as_of is None else NameFile(tuple(entry for entry in found if entry), as_of, label)


def _known_names(reader: _Reader, node: Node, claimed: dict[tuple[StorageArea, str], str]) -> KnownNames | None:
    found = reader.mapping(node, "an entry", NAME_KEYS, ("of", "what", "purpose", "area", "names"))
    if found is None:
        return None
    of, what = reader.text(found.get("of"), "of"), reader.text(found.get("what"), "what")
    purpose = reader.word(found.get("purpose"), "purpose", Purpose)
    area = reader.word(found.get("area"), "area", StorageArea)
    days = reader.text(found.get("max_days"), "max_days")
    if days is not None and not (days.isascii() and days.isdigit() and len(days) < 6):
        reader.wrong(found.get("max_days"), f"max_days is a whole number of days, found {shown(days)}")
        return None
    if purpose is Purpose.NECESSARY and area is StorageArea.COOKIE and days is None:
        reader.wrong(node, "a cookie that is necessary needs max_days", "say how long it may be kept")
    patterns = []
    for item in reader.items(found.get("names"), "names"):
        pattern = reader.pattern(item, "a name")
        if pattern is None or area is None:
            continue
        if (area, pattern.text) in claimed:
            reader.wrong(
                item, f"the name {pattern.text} stands here twice", f"{claimed[area, pattern.text]} has it too"
            )
        claimed[area, pattern.text] = of or ""
        patterns.append(pattern)
    anywhere = reader.truth(found.get("anywhere"), "anywhere", default=False)
    if of is None or what is None or purpose is None or area is None:
        return None
    return KnownNames(of, what, purpose, area, tuple(patterns), int(days) if days else None, anywhere)
