"""What is known about services and about names of stored items: the values that the data files hold."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from scanner.model.vocabulary import Purpose, ServiceCategory, StorageArea


class Certified(StrEnum):
    """Whether an organisation is on the list of the EU-US Data Privacy Framework."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Operator:
    """Who runs a service. `eu` is the company in the EU that notices name. `dpf` None: not asked of it (EEA, say)."""

    name: str
    eu: str | None = None
    country: str | None = None
    dpf: Certified | None = None
    dpf_as_of: dt.date | None = None


@dataclass(frozen=True, slots=True)
class NamePattern:
    """Names of stored items: exact, with `*`, or an expression (RE2) between slashes."""

    text: str
    expression: Any = None  # a compiled RE2 expression, untyped

    def matches(self, name: str) -> bool:
        """Case counts, as it does for cookies."""
        if self.expression is not None:
            return self.expression.search(name) is not None
        return self.text == name or (self.is_glob and _fits(self.text.split("*"), name))

    @property
    def is_glob(self) -> bool:
        """Whether `*` in it stands for any characters."""
        return self.expression is None and "*" in self.text

    @property
    def lead(self) -> str:
        """The two characters that every name it fits begins with, for an index; empty if that isn't sure."""
        if self.expression is None:
            return self.text[:2] if len(self.text.partition("*")[0]) >= 2 else ""
        found = _LEAD.match(self.text)
        return found[1] if found and not _has_alternatives(self.text) else ""


#: The beginning of an expression between slashes that two plain characters must follow.
_LEAD = re.compile(r"/\^([A-Za-z0-9_-]{2})(?![?*{+])")


def _has_alternatives(pattern: str) -> bool:
    """Whether `|` stands outside of all brackets, or may do."""
    depth = 0
    for character in pattern:
        depth += (character in "([") - (character in ")]")
        if character == "|" and depth <= 0:
            return True
    return False


def _fits(parts: list[str], name: str) -> bool:
    """Whether a name consists of these parts in order, with anything between them: as early as each can stand."""
    first, *middle, last = parts
    if len(name) < len(first) + len(last) or not name.startswith(first) or not name.endswith(last):
        return False
    at, end = len(first), len(name) - len(last)
    for part in middle:
        found = name.find(part, at, end)
        if found < 0:
            return False
        at = found + len(part)
    return True


@dataclass(frozen=True, slots=True)
class StoredName:
    """A stored item of a service. `purpose` None: the service's. `only_on`: a domain outside which it says nothing."""

    pattern: NamePattern
    purpose: Purpose | None = None
    only_on: str | None = None


@dataclass(frozen=True, slots=True)
class KnownService:
    """A service. `domains` as (host suffix, path); `paths`: expressions for software on hosts of the shop's own.

    `purpose` None: it serves anybody's contents. `operator` None: software that nobody runs for the shop.
    `category` None: not stated.
    """

    name: str
    operator: Operator | None
    purpose: Purpose | None
    domains: tuple[tuple[str, str], ...] = ()
    paths: tuple[Any, ...] = ()
    stored: tuple[StoredName, ...] = ()
    aliases: tuple[str, ...] = ()
    receives_personal_data: bool = True
    source: str = ""
    as_of: dt.date | None = None
    category: ServiceCategory | None = None

    @property
    def self_hosted(self) -> bool:
        """Whether it can run on the shop's own hosts, with nobody else behind it."""
        return bool(self.paths) or not self.domains


@dataclass(frozen=True, slots=True)
class KnownNames:
    """Names that tell their purpose by themselves. `max_days`: they count only if kept no longer."""

    of: str
    what: str
    purpose: Purpose
    area: StorageArea
    patterns: tuple[NamePattern, ...]
    max_days: int | None = None
    anywhere: bool = False


@dataclass(frozen=True, slots=True)
class ServiceFile:
    """All services of a file, and its day."""

    services: tuple[KnownService, ...]
    as_of: dt.date
    label: str = "services.yaml"


@dataclass(frozen=True, slots=True)
class NameFile:
    """All names of a file, and its day."""

    names: tuple[KnownNames, ...]
    as_of: dt.date
    label: str = "stored_names.yaml"
