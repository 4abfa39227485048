"""Compares the visitors of a scan: what differs between clean profiles tells visitors apart. Pure.

Every phase is a visitor of its own who does the same. What two of them have in common is the shop's, not theirs.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace

from scanner.model.facts import Fact, Request, StoredItem
from scanner.model.values import Maybe, Unknown
from scanner.model.vocabulary import Phase, StorageArea
from scanner.probes.browser.sites import host_of, site
from scanner.probes.browser.tracing import Carried, Traced, is_client_id, owner_of
from scanner.probes.browser.values import Item, Trait

#: Below so many bits of chance nothing tells visitors apart, measured or not.
HARMLESS_BITS = 20
#: Of an item seen with one visitor only: bits from which it is one's own, and those of an item that lasts.
SURE_BITS, SURE_BITS_LASTING = 64, 30
LASTING_DAYS = 30
_NOT_LOOKED_INTO = Unknown("what is in it was not looked at")
_CONSENT_NAME = re.compile(
    r"(?i)consent|cookie|cmp|gdpr|dsgvo|privacy|tcf|optout|opt-out|einwillig|zustimm|datenschutz"
)
#: The choice itself, encoded: it differs with the choice and its time, and has to be handed on.
_CHOICE = re.compile(r"(?i)^(eu(pub)?consent(-v2)?|IABTCF_.*|IABGPP_.*|usprivacy|__gpp|gpp(String)?|FCCDCF|FCNEC)$")


@dataclass(frozen=True, slots=True)
class Compared:
    """All visitors side by side. `shared`: parts that more than one had."""

    traces: tuple[Traced, ...]
    shop: str
    shared: frozenset[str] = field(repr=False, default=frozenset())

    @classmethod
    def of(cls, traces: Iterable[Traced], shop: str) -> Compared:
        """`shop`: any URL of it."""
        traces = tuple(traces)
        by_visitor: dict[Phase, set[str]] = {}
        for traced in traces:
            had = by_visitor.setdefault(traced.phase, set())
            for seen in traced.values.values():
                for _, trait in seen:
                    had |= trait.parts
        once: set[str] = set()
        shared: set[str] = set()
        for had in by_visitor.values():
            shared |= once & had
            once |= had
        return cls(traces, site(host_of(shop)), frozenset(shared))

    def by_visitor(self, item: Item) -> Mapping[Phase, tuple[Trait, ...]]:
        """Every value that each visitor had in it."""
        found: dict[Phase, list[Trait]] = {}
        for traced in self.traces:
            for _, trait in traced.values.get(item, ()):
                found.setdefault(traced.phase, []).append(trait)
        return {phase: tuple(traits) for phase, traits in found.items()}

    def identifies(self, item: Item, row: StoredItem) -> Maybe[bool]:
        """Whether its value tells visitors apart."""
        by_visitor = self.by_visitor(item)
        if not by_visitor:
            return _NOT_LOOKED_INTO
        if len(by_visitor) == 1:
            return _of_one(next(iter(by_visitor.values())), row)
        own = [traits for traits in by_visitor.values() if any(trait.parts - self.shared for trait in traits)]
        if len(own) >= 2:
            return True
        settled = [frozenset(trait.settled for trait in traits) for traits in by_visitor.values()]
        if all(one & settled[0] for one in settled[1:]):
            return False
        bits = max(trait.bits for traits in by_visitor.values() for trait in traits)
        if bits < HARMLESS_BITS:
            return False
        return Unknown(f"it differs between visitors, but with {bits} bits of chance at most")

    def keeps_choice(self, item: Item) -> Maybe[bool]:
        """Set after each choice, differently, and not like that before; in name or value it speaks of consent."""
        _, _, name = item
        values = {traced.phase: traced.values.get(item, ()) for traced in self.traces}
        if owner_of(item) != self.shop or not any(values.values()):
            return False
        speaks = _CONSENT_NAME.search(name) or any(trait.consent for seen in values.values() for _, trait in seen)
        if not speaks:
            return False
        if not {Phase.REJECTED, Phase.ACCEPTED} <= values.keys():
            return Unknown("it speaks of consent, but not both choices could be made")
        last = {}
        for traced in self.traces:
            if traced.phase in {Phase.REJECTED, Phase.ACCEPTED}:
                after = [trait.settled for at, trait in values[traced.phase] if at >= traced.since_ms - _CLICK_MS]
                last[traced.phase] = after[-1] if after else None
        before = {trait.settled for _, trait in values.get(Phase.BEFORE_CHOICE, ())}
        rejected, accepted = last[Phase.REJECTED], last[Phase.ACCEPTED]
        return None not in {rejected, accepted} and rejected != accepted and before.isdisjoint({rejected, accepted})


#: A tool may write the choice just before its click is over.
_CLICK_MS = 3000


def _of_one(traits: tuple[Trait, ...], row: StoredItem) -> Maybe[bool]:
    """Of one visitor: by chance and lifetime."""
    bits = max(trait.bits for trait in traits)
    if bits < HARMLESS_BITS:
        return False
    forever = row.area is StorageArea.LOCAL_STORAGE
    lasting = forever or (isinstance(row.lifetime_days, int) and row.lifetime_days >= LASTING_DAYS)
    if bits >= (SURE_BITS_LASTING if lasting else SURE_BITS):
        return True
    return Unknown(f"one visitor only had it, with {bits} bits of chance")


def completed(rows: Iterable[Fact], traces: Iterable[Traced], shop: str) -> Iterator[tuple[int, Fact]]:
    """The rows that say more now, each with its place."""
    rows = tuple(rows)
    compared = Compared.of(traces, shop)
    by_phase = {traced.phase: traced for traced in compared.traces}
    identifiers: dict[Item, Maybe[bool]] = {}
    for row in rows:
        if isinstance(row, StoredItem) and (item := item_of(row)) and identifiers.get(item) is not True:
            identifiers[item] = compared.identifies(item, row)
    carriers = {phase: _Carriers(compared, traced, identifiers) for phase, traced in by_phase.items()}
    for place, row in enumerate(rows):
        of = carriers.get(row.phase) if isinstance(row, StoredItem | Request) and isinstance(row.phase, Phase) else None
        if of is None:
            continue
        if isinstance(row, StoredItem) and (item := item_of(row)):
            yield place, of.item(row, item)
        elif isinstance(row, Request):
            yield place, of.request(row)


def item_of(row: StoredItem) -> Item | None:
    """As it is compared between visitors: of a cookie the path does not count."""
    if not isinstance(row.area, StorageArea) or not isinstance(row.origin, str) or not isinstance(row.name, str):
        return None
    where = row.origin.partition("/")[0] if row.area is StorageArea.COOKIE else row.origin
    return row.area, where, row.name


@dataclass(slots=True)
class _Carriers:
    """What one visitor's requests carried, now that it is known what is its own."""

    compared: Compared
    traced: Traced
    identifiers: Mapping[Item, Maybe[bool]]
    sent_to: dict[Item, set[str]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for (_, host, _), carried in self.traced.carried.items():
            to = site(host)
            for item in self._own(carried):
                if to not in {owner_of(item), self.compared.shop}:
                    self.sent_to.setdefault(item, set()).add(to)

    def _own(self, carried: Carried) -> tuple[Item, ...]:
        """Items of which something was sent that only this visitor has."""
        shared = self.compared.shared
        return tuple(item for item, parts in carried.items.items() if parts - shared and not _CHOICE.match(item[2]))

    def item(self, row: StoredItem, item: Item) -> StoredItem:
        seen = self.traced.values.get(item, ())
        traceable = any(trait.parts - self.compared.shared for _, trait in seen)
        nothing: Maybe[tuple[str, ...]] = () if traceable else _COMMON if seen else _NOT_LOOKED_INTO
        found = tuple(sorted(self.sent_to.get(item, ())))
        return replace(
            row,
            identifier=self.identifiers[item],
            sent_to=found or nothing,
            keeps_choice=self.compared.keeps_choice(item),
        )

    def request(self, row: Request) -> Request:
        page = row.page.url if not isinstance(row.page, Unknown) else None
        if not isinstance(page, str) or not isinstance(row.host, str) or not isinstance(row.path, str):
            return row
        carried = self.traced.carried.get((page, row.host, row.path))
        if carried is None:
            return row
        items = [item for item in self._own(carried) if self.identifiers.get(item) is True]
        names = {item[2] for item in items}
        if site(row.host) != self.compared.shop or row.collects is True:
            names |= {f"?{name}" for name in self._parameters(row.host, carried)}
        if not names and not carried.whole:
            return replace(row, carries=_NOT_READ, syncs=_NOT_READ)
        to, shop = site(row.host), self.compared.shop
        strangers = sorted({owner_of(item) for item in items} - {to, shop})
        return replace(row, carries=tuple(sorted(names)), syncs=strangers[0] if strangers and to != shop else None)

    def _parameters(self, host: str, carried: Carried) -> Iterator[str]:
        """Parameters by which this visitor is told apart: known for it, or the same on several pages, and others'
        differ.
        """
        stored = {part for parts in carried.items.values() for part in parts}
        others = [traced for traced in self.compared.traces if traced.phase is not self.traced.phase]
        for name, told in carried.parameters.items():
            theirs = [of for traced in others if (of := traced.pages.get((host, name)))]
            own = told - {digest for of in theirs for digest in of} - stored
            here = self.traced.pages.get((host, name), {})
            stays = any(len(here.get(digest, ())) > 1 for digest in own)
            if own and theirs and (stays or is_client_id(name)):
                yield name


_COMMON = Unknown("its value is too common to be found again")
_NOT_READ = Unknown("not all of what it says could be read")
