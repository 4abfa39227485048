"""Reads the data files about services and names: every mistake at once, each with its place.

The same reader serves the files that come with Siegel and those of users (`--services FILE`), which may be hostile:
bounded in bytes and values, expressions linear (RE2).
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from scanner.derive.known import Certified, KnownNames, KnownService, NameFile, Operator, ServiceFile, StoredName
from scanner.derive.known_reader import Reader
from scanner.model.vocabulary import Purpose, ServiceCategory, StorageArea
from scanner.yamlfile import Mapped, Node, Problems, Scalar, read, read_file, shown, suggest

DATA = Path(__file__).parent.parent / "data"

_HOST = re.compile(r"([a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9])?\.)+([a-z]{2,63}|xn--[a-z0-9-]{2,59}|\*)")
_COUNTRY = re.compile(r"[A-Z]{2}")
_PATH = re.compile(r"/[^\s?#]*")


def read_services(path: Path) -> ServiceFile:
    """The services of a file. InvalidInput with every mistake in it."""
    (found,) = _read_services([path], path.parent)
    return found


def read_services_in(data: bytes, file: str, label: str, problems: Problems) -> ServiceFile | None:
    """The services in these bytes, or None with every mistake among the problems."""
    node = read(data, file, problems)
    if node is None:
        return None
    services = _Services(Reader(file, problems), _Claims())
    services.read_operators(node)
    return services.read(node, label)


def read_service_folder(folder: Path) -> tuple[ServiceFile, ...]:
    """The services of all files of a folder, which share their operators. InvalidInput with every mistake in them."""
    return _read_services(sorted(folder.glob("*.yaml")), folder.parent)


def _read_services(paths: Sequence[Path], above: Path) -> tuple[ServiceFile, ...]:
    problems = Problems()
    claims = _Claims()
    open_files = [
        (_Services(Reader(str(path), problems), claims), node, path.relative_to(above).as_posix())
        for path in paths
        if (node := read_file(path, problems)) is not None
    ]
    for services, node, _ in open_files:
        services.read_operators(node)
    found = [services.read(node, label) for services, node, label in open_files]
    problems.raise_if_any()
    return tuple(file for file in found if file is not None)


def read_names(path: Path) -> NameFile:
    """The names of a file. InvalidInput with every mistake in it."""
    problems = Problems()
    node = read_file(path, problems)
    found = _names(Reader(str(path), problems), node, path.name) if node is not None else None
    problems.raise_if_any()
    assert found is not None  # noqa: S101 - no problem was found
    return found


SERVICE_KEYS = (
    "name",
    "operator",
    "category",
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
class _Claims:
    """What has been said by files that are read together: operators by key, and who claims a domain or name."""

    operators: dict[str, Operator | None] = field(default_factory=dict)
    claimed: dict[str, str] = field(default_factory=dict)


FILE_KEYS = ("as_of", "source", "category", "operators", "services")


@dataclass(frozen=True, slots=True)
class _Services:
    """Reads services. What two of them claim is a mistake: nobody could tell which it is."""

    reader: Reader
    claims: _Claims

    def read_operators(self, node: Node) -> None:
        """Take note of the operators of a file, for all that are read with it."""
        listed = node.get("operators") if isinstance(node, Mapped) else None
        if listed is None:
            return
        if not isinstance(listed, Mapped):
            self.reader.wrong(listed, "operators is a mapping of keys to operators")
            return
        for key, value in listed.items.items():
            if key in self.claims.operators:
                self.reader.wrong(listed.keys[key], f"operator {shown(key)} stands here twice")
            self.claims.operators[key] = self.operator(value)

    def read(self, node: Node, label: str) -> ServiceFile | None:
        reader = self.reader
        only_operators = isinstance(node, Mapped) and "operators" in node.items
        required = ("as_of",) if only_operators else ("as_of", "services")
        top = reader.mapping(node, "a file of services", FILE_KEYS, required)
        if top is None:
            return None
        as_of = reader.day(top.get("as_of"), "as_of")
        source = reader.text(top.get("source"), "source") or ""
        category = reader.word(top.get("category"), "category", ServiceCategory)
        services = [
            self.service(item, source, as_of, category) for item in reader.items(top.get("services"), "services")
        ]
        if as_of is None:
            return None
        return ServiceFile(tuple(service for service in services if service), as_of, label)

    def operator(self, node: Node | None) -> Operator | None:
        if node is None:
            return None
        if isinstance(node, Scalar):
            known = self.claims.operators
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
        self, node: Node, source: str, as_of: dt.date | None, category: ServiceCategory | None
    ) -> KnownService | None:
        reader = self.reader
        found = reader.mapping(node, "a service", SERVICE_KEYS, ("name",))
        name = reader.text(found.get("name"), "name") if found else None
        if found is None or name is None:
            return None
        self._claim(found.get("name"), f"service {name}", name)
        return KnownService(
            name,
            self.operator(found.get("operator")),
            reader.word(found.get("purpose"), "purpose", Purpose),
            self._domains(found.get("domains"), name),
            self._paths(found.get("paths")),
            self._stored(found.get("stored"), name),
            reader.texts(found.get("aliases"), "aliases"),
            reader.truth(found.get("receives_personal_data"), "receives_personal_data", default=True),
            reader.text(found.get("source"), "source") or source,
            reader.day(found.get("as_of"), "as_of") or as_of,
            reader.word(found.get("category"), "category", ServiceCategory) or category,
        )

    def _claim(self, node: Node | None, what: str, name: str) -> None:
        claimed = self.claims.claimed
        if what in claimed:
            self.reader.wrong(node, f"{what} stands here twice", f"{claimed[what]} has it too")
        claimed.setdefault(what, name)

    def _domains(self, node: Node | None, name: str) -> tuple[tuple[str, str], ...]:
        domains = []
        for item in self.reader.items(node, "domains"):
            text = self.reader.text(item, "a domain")
            if text is None:
                continue
            host, slash, path = text.partition("/")
            if not _HOST.fullmatch(host) or len(host) > 253 or (slash and not _PATH.fullmatch(f"/{path}")):
                self.reader.wrong(item, f"a domain is like shop.example or shop.example/path, found {shown(text)}")
                continue
            self._claim(item, f"the domain {text}", name)
            domains.append((host, f"/{path}"))
        return tuple(domains)

    def _paths(self, node: Node | None) -> tuple[Any, ...]:
        found = []
        for item in self.reader.items(node, "paths"):
            text = self.reader.text(item, "a path")
            found.append(self.reader.expression(item, text) if text is not None else None)
        return tuple(compiled for compiled in found if compiled is not None)

    def _stored(self, node: Node | None, name: str) -> tuple[StoredName, ...]:
        found = []
        for item in self.reader.items(node, "stored"):
            entry = self._stored_name(item)
            if entry is not None:
                scope = f" on {entry.only_on}" if entry.only_on else ""
                self._claim(item, f"the stored name {entry.pattern.text}{scope}", name)
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


def _names(reader: Reader, node: Node, label: str) -> NameFile | None:
    top = reader.mapping(node, "a file of stored names", ("as_of", "source", "names"), ("as_of", "names"))
    if top is None:
        return None
    as_of = reader.day(top.get("as_of"), "as_of")
    claimed: dict[tuple[StorageArea, str], str] = {}
    found = [_known_names(reader, item, claimed) for item in reader.items(top.get("names"), "names")]
    return None if as_of is None else NameFile(tuple(entry for entry in found if entry), as_of, label)


def _known_names(reader: Reader, node: Node, claimed: dict[tuple[StorageArea, str], str]) -> KnownNames | None:
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
