"""What follows from seeing stored items and requests side by side: in which phases, whose, behind which names."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from scanner.derive.party import Site, host_of, registrable_domain
from scanner.derive.services import TRACKING, Known
from scanner.model.evidence import Evidence, Gap
from scanner.model.facts import Request, StoredItem
from scanner.model.values import NOT_STATED, Maybe, Unknown
from scanner.model.vocabulary import Party, Phase, Purpose, StorageArea

#: Phases that others are compared with: a gap in one of them leaves it open what was there.
COMPARED_WITH = (Phase.BEFORE_CHOICE, Phase.REJECTED, Phase.ACCEPTED)
_CHOICE = "choice of consent"

Key = tuple[object, ...]


def side_by_side(evidence: Evidence, site: Site, known: Known) -> Evidence:
    """Fill in `also_in` and, by known names, `keeps_choice`; `cloaked`; and take from `sent_to` and `syncs` what is the
    shop's own or the same operator's. Party comes first.
    """
    items = [row for row in evidence.rows("stored_item") if isinstance(row, StoredItem)]
    asked = [row for row in evidence.rows("request") if isinstance(row, Request)]
    facts = dict(evidence.facts)
    if items:
        stored = _Seen.of(((_item_key(row), row.phase) for row in items), evidence.gaps("stored_item"))
        facts["stored_item"] = tuple(_item(row, stored, site, known) for row in items)
    if asked:
        sent = _Seen.of((((row.host,), row.phase) for row in asked), evidence.gaps("request"))
        shop = host_of(evidence.shop) or ""
        facts["request"] = tuple(_request(row, sent, site, known, shop) for row in asked)
    return replace(evidence, facts=facts)


@dataclass(frozen=True, slots=True)
class _Seen:
    """In which phases each thing was seen, and what of which phases was not."""

    phases: Mapping[Key, frozenset[Phase]]
    gaps: tuple[Gap, ...]

    @classmethod
    def of(cls, seen: Iterable[tuple[Key, Maybe[Phase]]], gaps: tuple[Gap, ...]) -> _Seen:
        phases: dict[Key, set[Phase]] = {}
        for key, phase in seen:
            if isinstance(phase, Phase):
                phases.setdefault(key, set()).add(phase)
        return cls({key: frozenset(of) for key, of in phases.items()}, gaps)

    def also(self, key: Key, row: StoredItem | Request) -> Maybe[tuple[Phase, ...]]:
        """The other phases of a thing."""
        if not isinstance(row.phase, Phase) or any(isinstance(part, Unknown) for part in key):
            return NOT_STATED
        there = self.phases.get(key, frozenset()) - {row.phase}
        for phase in COMPARED_WITH:
            if phase is not row.phase and phase not in there and (gap := self._gap(phase, row.party)):
                return Unknown(f"{phase} was not seen whole: {gap.reason}", gap.cause)
        return tuple(phase for phase in Phase if phase in there)

    def _gap(self, phase: Phase, party: Maybe[Party]) -> Gap | None:
        for gap in self.gaps:
            fixed = dict(gap.scope)
            whose = fixed.get("party", party)
            if fixed.get("phase", phase) == phase and (whose == party or isinstance(party, Unknown)):
                return gap
        return None


def _item_key(row: StoredItem) -> Key:
    return row.area, row.origin, row.name


def _item(row: StoredItem, seen: _Seen, site: Site, known: Known) -> StoredItem:
    sent_to = row.sent_to
    if isinstance(sent_to, tuple):
        sent_to = tuple(domain for domain in sent_to if domain not in site.domains)
    keeps = True if _is_choice(row, known) else row.keeps_choice
    return replace(row, also_in=seen.also(_item_key(row), row), sent_to=sent_to, keeps_choice=keeps)


def _is_choice(row: StoredItem, known: Known) -> bool:
    """By its name: that of a consent tool, or one that consent notices use."""
    if not isinstance(row.area, StorageArea) or not isinstance(row.name, str) or not isinstance(row.origin, str):
        return False
    if row.party is not Party.FIRST:
        return False
    tool = known.service_name(row.name, host_of(row.origin))
    # Of services only consent tools are necessary: a visitor asked for none of the others.
    if tool is not None and tool.purpose is Purpose.NECESSARY:
        return True
    return any(entry.what == _CHOICE for _, entry in known.names(row.area, row.name))


def _request(row: Request, seen: _Seen, site: Site, known: Known, shop: str) -> Request:
    return replace(
        row,
        also_in=seen.also((row.host,), row),
        syncs=_syncs(row, site, known),
        cloaked=_cloaked(row, known, shop),
    )


def _syncs(row: Request, site: Site, known: Known) -> Maybe[str | None]:
    """Two hosts of one operator, and the shop's own, pass nothing on to another."""
    if not isinstance(row.syncs, str) or not isinstance(row.host, str):
        return row.syncs
    if row.party is Party.FIRST or row.syncs in site.domains:
        return None
    one, other = known.at(row.host), known.at(row.syncs)
    operator = one.service.operator if one else None
    same = operator is not None and other is not None and other.service.operator == operator
    return None if same or registrable_domain(row.host) == row.syncs else row.syncs


def _cloaked(row: Request, known: Known, shop: str) -> Maybe[bool]:
    """The host that the pages themselves come from cloaks nothing, whatever it is an alias of."""
    if not isinstance(row.host, str) or not isinstance(row.party, Party):
        return NOT_STATED
    if row.party is not Party.FIRST or row.host.removeprefix("www.") == shop.removeprefix("www."):
        return False
    if isinstance(row.cname, Unknown):
        return row.cname
    path = row.path if isinstance(row.path, str) else "/"
    hidden = known.at(row.cname, path) if row.cname else None
    return hidden is not None and hidden.service.purpose in TRACKING
