"""Which service a request goes to and a stored item belongs to. The longest domain counts, and then the longest path.

A third party that no file of services knows is a third party all the same: it has its name from the list of entities,
else none.
"""

from __future__ import annotations

import functools
import gc
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace

from scanner.derive.entities import Entities, Entity, known_entities
from scanner.derive.known import (
    KnownNames,
    KnownService,
    NameFile,
    NamePattern,
    ServiceFile,
    StoredName,
)
from scanner.derive.known_files import DATA, read_names, read_service_folder
from scanner.derive.party import host_of, registrable_domain, url_host
from scanner.model.evidence import Evidence
from scanner.model.facts import Fact, Fingerprinting, Request, Script, StoredItem
from scanner.model.values import Maybe, Unknown
from scanner.model.vocabulary import Party, Purpose, ServiceCategory, StorageArea

#: Purposes for which a visitor is tracked; nothing of them is ever necessary.
TRACKING = frozenset({Purpose.STATISTICS, Purpose.MARKETING, Purpose.PERSONALISATION, Purpose.SOCIAL})

#: Services whose operators are advertising entities.
_ADVERTISING = frozenset({ServiceCategory.ADVERTISING, ServiceCategory.SOCIAL})

#: What `google.*` may end with: com, a country, or com or co below a country. Never a suffix that anybody can register
#: names under, like blogspot.com.
_ENDING = re.compile(r"com|[a-z]{2}|(com|co)\.[a-z]{2}")


#: Of a script's place: line and column behind its address.
_PLACE = re.compile(r":\d{1,9}:\d{1,9}$")


@dataclass(frozen=True, slots=True)
class Recognised:
    """A service, and by what: `host of Google Analytics`."""

    service: KnownService
    by: str
    self_hosted: bool = False


@dataclass(frozen=True, slots=True)
class RecognisedName:
    """A stored name of a service. `purpose` None: the service serves anybody's contents."""

    service: KnownService
    entry: StoredName

    @property
    def purpose(self) -> Purpose | None:
        """The name's own, or the service's."""
        return self.entry.purpose or self.service.purpose


@dataclass(frozen=True, slots=True)
class Known:
    """The services and names of the data files, indexed. What an earlier file says wins: a user's own before ours."""

    service_files: tuple[ServiceFile, ...]
    name_files: tuple[NameFile, ...]
    by_name: Mapping[str, KnownService] = field(default_factory=dict)
    _by_domain: Mapping[str, tuple[tuple[str, KnownService], ...]] = field(default_factory=dict)
    _exact: Mapping[str, tuple[RecognisedName, ...]] = field(default_factory=dict)
    _patterns: Mapping[str, tuple[RecognisedName, ...]] = field(default_factory=dict)
    _names: Mapping[tuple[StorageArea, str], tuple[tuple[NamePattern, NameFile, KnownNames], ...]] = field(
        default_factory=dict
    )
    _labels: Mapping[str, str] = field(default_factory=dict)
    _entities: Callable[[], Entities] = Entities.none
    _with_paths: tuple[KnownService, ...] = ()
    _advertisers: frozenset[str] = frozenset()

    @classmethod
    def of(
        cls,
        service_files: Iterable[ServiceFile],
        name_files: Iterable[NameFile],
        entities: Callable[[], Entities] = Entities.none,
    ) -> Known:
        """The index over these files. A service of the same name in a later one is left out.

        `entities` is asked only when a host is no service's.
        """
        service_files, name_files = tuple(service_files), tuple(name_files)
        by_name: dict[str, KnownService] = {}
        labels: dict[str, str] = {}
        for file in service_files:
            for service in file.services:
                if by_name.setdefault(service.name, service) is service:
                    labels[service.name] = f"{file.label} {service.as_of or file.as_of}"
        domains: dict[str, dict[str, KnownService]] = {}
        exact: dict[str, list[RecognisedName]] = {}
        patterns: dict[str, list[RecognisedName]] = {}
        for service in by_name.values():
            for domain, path in service.domains:
                domains.setdefault(domain, {}).setdefault(path, service)
            for entry in service.stored:
                found = RecognisedName(service, entry)
                if entry.pattern.expression is None and not entry.pattern.is_glob:
                    exact.setdefault(entry.pattern.text, []).append(found)
                else:
                    patterns.setdefault(entry.pattern.lead, []).append(found)
        by_domain = {d: tuple(sorted(p.items(), key=lambda item: -len(item[0]))) for d, p in domains.items()}
        return cls(
            service_files,
            name_files,
            by_name,
            by_domain,
            {name: tuple(of_name) for name, of_name in exact.items()},
            {lead: tuple(of_lead) for lead, of_lead in patterns.items()},
            _by_area(name_files),
            labels,
            entities,
            tuple(service for service in by_name.values() if service.paths),
            frozenset(
                service.operator.name
                for service in by_name.values()
                if service.operator and service.category in _ADVERTISING and service.purpose is Purpose.MARKETING
            ),
        )

    def with_own(self, file: ServiceFile) -> Known:
        """With a user's own services, which win over these."""
        return Known.of((file, *self.service_files), self.name_files, self._entities)

    def label(self, service: KnownService) -> str:
        """Where a service is known from: `services/analytics.yaml 2026-11-22`."""
        return self._labels[service.name]

    def at(self, host: str, path: str = "/") -> Recognised | None:
        """The service behind a host and path."""
        for suffix in _suffixes(host.strip(".").lower()):
            for start, service in self._by_domain.get(suffix, ()):
                if _leads(start, path):
                    return Recognised(service, f"host of {service.name}")
        return None

    def advertises(self, name: str) -> Maybe[bool]:
        """Whether the operator of a service runs advertising services too."""
        service = self.by_name.get(name)
        if service is None:
            return Unknown(f"nothing is known about {name}")
        return service.operator is not None and service.operator.name in self._advertisers

    def entity_at(self, host: str) -> Entity | None:
        """Who runs a host that no service is known at, by the list of entities."""
        return None if self.at(host) else self._entities().at(host)

    def entity(self, name: str) -> Entity | None:
        """The entity of a name that is no service's."""
        return None if name in self.by_name else self._entities().by_name.get(name)

    @property
    def entities_label(self) -> str:
        """Where entities are known from: `third-party-web 0.30.0`."""
        return self._entities().label

    def self_hosted_at(self, path: str) -> Recognised | None:
        """The software that shops run themselves and that a path on their own host tells."""
        for service in self._with_paths:
            if any(expression.search(path) for expression in service.paths):
                return Recognised(service, f"path of {service.name}", self_hosted=True)
        return None

    def service_name(self, name: str, host: str | None) -> RecognisedName | None:
        """The service that a stored item's name tells, kept for this host."""
        for found in self._exact.get(name, ()):
            if _is_on(host, found.entry.only_on):
                return found
        for found in (*self._patterns.get(name[:2], ()), *self._patterns.get("", ())):
            if found.entry.pattern.matches(name) and _is_on(host, found.entry.only_on):
                return found
        return None

    def names(self, area: StorageArea, name: str) -> Iterator[tuple[NameFile, KnownNames]]:
        """What the name files say about a name, strongest first."""
        for lead in (name[:2], ""):
            for pattern, file, entry in self._names.get((area, lead), ()):
                if pattern.matches(name):
                    yield file, entry


def _by_area(
    files: Iterable[NameFile],
) -> Mapping[tuple[StorageArea, str], tuple[tuple[NamePattern, NameFile, KnownNames], ...]]:
    """Names by their area and first two characters."""
    found: dict[tuple[StorageArea, str], list[tuple[NamePattern, NameFile, KnownNames]]] = {}
    for file in files:
        for entry in file.names:
            for pattern in entry.patterns:
                found.setdefault((entry.area, pattern.lead), []).append((pattern, file, entry))
    return {key: tuple(of_key) for key, of_key in found.items()}


@functools.cache
def built_in() -> Known:
    """What Siegel knows by itself. Read once, and kept to the end: nobody needs to look for garbage in it meanwhile."""
    collects = gc.isenabled()
    gc.disable()
    try:
        files = read_service_folder(DATA / "services")
        return Known.of(files, (read_names(DATA / "stored_names.yaml"),), known_entities)
    finally:
        if collects:
            gc.enable()


def _suffixes(host: str) -> Iterator[str]:
    """The host and what it ends with, longest first, each also with `.*` for an ending by country."""
    labels = host.split(".")[-12:]
    for i in range(len(labels)):
        yield ".".join(labels[i:])
        if i + 1 < len(labels) and _ENDING.fullmatch(".".join(labels[i + 1 :])):
            yield f"{labels[i]}.*"
        elif i + 2 < len(labels) and _ENDING.fullmatch(".".join(labels[i + 2 :])):
            yield f"{labels[i]}.{labels[i + 1]}.*"


def _leads(start: str, path: str) -> bool:
    """Whether a path begins with another, at the end of a word: /tr leads to /tr/x and /tr;x, not to /tracker."""
    if "*" in start:
        steps = start.split("/")
        given = path.split("/")
        if len(given) < len(steps) or not all(s in {"*", g} for s, g in zip(steps[:-1], given, strict=False)):
            return False
        start, path = steps[-1], "/".join(given[len(steps) - 1 :])
    if not path.startswith(start):
        return False
    return start.endswith("/") or len(path) == len(start) or not path[len(start)].isalnum()


def _is_on(host: str | None, domain: str | None) -> bool:
    return domain is None or (host is not None and (host == domain or host.endswith(f".{domain}")))


# ── requests, stored items, scripts ──────────────────────────────────────────────────────────────────────────────────


def of_request(row: Request, known: Known) -> Recognised | None:
    """The service a request goes to: by its host; behind an alias (CNAME) only one that tracks; or by software's path.

    A shop may well stand behind a CDN's name, so that an alias of a CDN says nothing about the request.
    """
    if not isinstance(row.host, str):
        return None
    path = row.path if isinstance(row.path, str) else "/"
    if found := known.at(row.host, path):
        return found
    if isinstance(row.cname, str) and (hidden := known.at(row.cname, path)) and hidden.service.purpose in TRACKING:
        return replace(hidden, by=f"{row.cname} behind the name, host of {hidden.service.name}")
    return known.self_hosted_at(path) if row.party is Party.FIRST else None


def of_item(row: StoredItem, known: Known) -> KnownService | None:
    """The service a stored item belongs to: by its name, else by the domain it is kept for."""
    if not isinstance(row.origin, str) or not isinstance(row.name, str):
        return None
    host = host_of(row.origin)
    named = known.service_name(row.name, host)
    if named and counts(named, row, host, known):
        return named.service
    found = known.at(host) if host and row.party is Party.THIRD else None
    return found.service if found else None


def counts(named: RecognisedName, row: StoredItem, host: str | None, known: Known) -> bool:
    """Whether a known name means what it says here: one that is necessary does so only for the shop or the service."""
    if named.purpose is not Purpose.NECESSARY or row.party is Party.FIRST:
        return True
    owner = known.at(host) if host else None
    return owner is not None and owner.service is named.service


def recognised(evidence: Evidence, known: Known) -> Evidence:
    """Fill in `service` of requests, stored items, fingerprints and scripts, `category` and `country` of requests."""
    facts = dict(evidence.facts)
    for kind, rows in evidence.facts.items():
        if kind in {"request", "stored_item", "fingerprinting", "script"}:
            facts[kind] = tuple(_recognised(row, known) for row in rows)
    return replace(evidence, facts=facts)


def _recognised(row: Fact, known: Known) -> Fact:
    match row:
        case Request(host=str()):
            return _request(row, of_request(row, known), known)
        case StoredItem(origin=str(), name=str()):
            service = of_item(row, known)
            return replace(row, service=service.name if service else _name_of(str(row.origin), row.party, known))
        case Script(url=str(), inline=bool()) if not row.inline:
            return replace(row, service=_of_address(str(row.url), row.party, known))
        case Fingerprinting(script=str(text)):
            return replace(row, service=_of_address(_PLACE.sub("", text), row.party, known))
        case _:
            return row


def _of_address(url: str, party: Maybe[Party], known: Known) -> str | None:
    host = url_host(url)
    found = known.at(host, url.split("?", maxsplit=1)[0].split(host, 1)[-1] or "/") if host else None
    return found.service.name if found else _name_of(host or "", party, known)


def _name_of(origin: str, party: Maybe[Party], known: Known) -> str | None:
    """The name that the list of entities has for a third party."""
    host = host_of(origin)
    entity = known.entity_at(host) if host and party is Party.THIRD else None
    return entity.name if entity else None


def _request(row: Request, found: Recognised | None, known: Known) -> Request:
    if found is None:
        if row.party is not Party.THIRD:
            return replace(row, service=None, category=ServiceCategory.NONE, advertises=False)
        domain = registrable_domain(str(row.host))
        if entity := known.entity_at(str(row.host)):
            seat = Unknown(f"the seat of {entity.name} is not known")
            whose = Unknown(f"{entity.name} is known by name only")
            return replace(row, service=entity.name, category=filed(entity, known), country=seat, advertises=whose)
        unknown = Unknown(f"nothing is known about {domain}")
        return replace(row, service=None, category=unknown, country=unknown, advertises=unknown)
    advertises = False if found.self_hosted else known.advertises(found.service.name)
    row = replace(row, service=found.service.name, category=category_of(found.service), advertises=advertises)
    if found.self_hosted:
        return row
    where = found.service.operator.country if found.service.operator else None
    return replace(row, country=where or Unknown(f"the seat of {found.service.name} is not known"))


def category_of(service: KnownService) -> Maybe[ServiceCategory]:
    return service.category or Unknown(f"what kind of service {service.name} is was not stated")


def filed(entity: Entity, known: Known) -> Maybe[ServiceCategory]:
    said = f"{entity.name} is known by name only ({known.entities_label}: {entity.filed_as})"
    return entity.category or Unknown(said)
