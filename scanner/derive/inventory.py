"""The inventory of services: one row for each that was seen, and for each third party that nobody names."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from scanner.derive.entities import Entity
from scanner.derive.known import Certified, KnownService, Operator
from scanner.derive.party import host_of, registrable_domain
from scanner.derive.services import Known, category_of
from scanner.model.evidence import Coverage, Evidence, Status
from scanner.model.facts import Request, Service, StoredItem
from scanner.model.values import Maybe, Unknown
from scanner.model.vocabulary import Party, Phase


@dataclass(slots=True)
class _Sighting:
    phases: set[Phase] = field(default_factory=set)
    asked: bool = False  # a host of the service, not of the shop's, was asked


def inventory(evidence: Evidence, known: Known) -> Evidence:
    """One `service` row per service and unnamed third party that was seen, and what could not be seen of them."""
    sightings: dict[str, _Sighting] = {}
    for row in (*evidence.rows("request"), *evidence.rows("stored_item")):
        assert isinstance(row, Request | StoredItem)  # noqa: S101 - the kinds say so
        if name := _who(row):
            sighting = sightings.setdefault(name, _Sighting())
            sighting.phases |= {row.phase} if isinstance(row.phase, Phase) else set()
            sighting.asked |= isinstance(row, Request) and row.party is Party.THIRD
    before = {row.name: row for row in evidence.rows("service") if isinstance(row, Service)}
    rows = tuple(_row(name, seen, known, before.get(name)) for name, seen in sorted(sightings.items()))
    coverage = (*(entry for entry in evidence.coverage if entry.kind != "service"), *_coverage(evidence, bool(rows)))
    return replace(evidence, facts={**evidence.facts, "service": rows}, coverage=tuple(coverage))


def _who(row: Request | StoredItem) -> str | None:
    if isinstance(row.service, str):
        return row.service
    if row.party is not Party.THIRD:
        return None
    host = row.host if isinstance(row, Request) else host_of(row.origin) if isinstance(row.origin, str) else None
    return registrable_domain(host) if isinstance(host, str) and host else None


def _row(name: str, seen: _Sighting, known: Known, before: Service | None) -> Service:
    phases = tuple(phase for phase in Phase if phase in seen.phases)
    told = before or Service(name=name)
    service = known.by_name.get(name)
    if service is None and (entity := known.entity(name)):
        return _entity_row(told, entity, phases, known)
    if service is None:
        unknown = Unknown(f"nothing is known about {name}")
        return replace(
            told,
            operator=unknown,
            country=unknown,
            dpf=unknown,
            dpf_as_of=None,
            category=unknown,
            purpose=unknown,
            receives_personal_data=unknown,
            observed=phases,
            derived_by="unnamed third party",
        )
    own = service.self_hosted and not seen.asked
    operator = None if own else service.operator
    return replace(
        told,
        operator=operator.name if operator else None,
        country=operator.country if operator else None,
        dpf=_certified(service, operator),
        dpf_as_of=_dpf_day(service, operator),
        category=category_of(service),
        purpose=service.purpose or Unknown(f"{name} may serve any purpose"),
        receives_personal_data=service.receives_personal_data and not own,
        observed=phases,
        derived_by=known.label(service),
    )


def _entity_row(told: Service, entity: Entity, phases: tuple[Phase, ...], known: Known) -> Service:
    unknown = Unknown(f"{entity.name} is known by name only ({known.entities_label}: {entity.filed_as})")
    return replace(
        told,
        operator=entity.operator,
        country=unknown,
        dpf=unknown,
        dpf_as_of=None,
        category=entity.category or unknown,
        purpose=unknown,
        receives_personal_data=unknown,
        observed=phases,
        derived_by=known.entities_label,
    )


def _certified(service: KnownService, operator: Operator | None) -> Maybe[bool | None]:
    """Whether the operator is on the list of the EU-US Data Privacy Framework; None where nobody asks that."""
    if operator is None or operator.dpf is None:
        return None
    if operator.dpf is Certified.UNKNOWN:
        return Unknown(f"whether {operator.name} is on the list was not looked up for {service.name}")
    return operator.dpf is Certified.YES


def _dpf_day(service: KnownService, operator: Operator | None) -> dt.date | None:
    """The day as of which `_certified` speaks: the operator's own, else that of the entry."""
    if operator is None or operator.dpf in {None, Certified.UNKNOWN}:
        return None
    return operator.dpf_as_of or service.as_of


#: States of consent in which nothing is let in that the others don't see: a quick look leaves them out.
_FURTHER = {Phase.DISMISSED, Phase.WITHDRAWN, Phase.REVISIT, Phase.GPC}


def _coverage(evidence: Evidence, seen: bool) -> Iterator[Coverage]:
    """Services are seen where requests and stored items are; where those are missing, a service may be missing too."""
    kinds = ("request", "stored_item")
    if any(evidence.looked_at(kind) for kind in kinds):
        yield Coverage("service", (), Status.SEEN if seen else Status.ABSENT)
    everything = (gap for kind in kinds for gap in evidence.gaps(kind))
    gaps = {(gap.cause, gap.reason) for gap in everything if gap.value("phase") not in _FURTHER}
    for cause, reason in sorted(gaps):
        yield Coverage("service", (), Status.GAP, cause, reason)
