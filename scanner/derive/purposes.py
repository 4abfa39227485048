"""What stored items and requests are for, each with its reason. Nothing is necessary that has not earned it.

An unknown name is Unknown, never necessary and never marketing. In the order in which reasons count:

1. a known service's name or host, where it tracks; 2. a known name of the shop's own software or of a consent tool, if
the item is the shop's and behaves like it; 3. the owner's declaration, weighed against behaviour; 4. of requests, a
rule of the user's filter list, which is made against those who watch visitors: statistics; 5. behaviour.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from scanner.derive.behaviour import Behaviour
from scanner.derive.filter_list import FilterList
from scanner.derive.inventory import inventory
from scanner.derive.known import KnownNames, NamePattern
from scanner.derive.listed import listed_items
from scanner.derive.party import Site, host_of, parties, registrable_domain, url_host
from scanner.derive.payloads import payloads
from scanner.derive.phases import side_by_side
from scanner.derive.services import TRACKING, Known, built_in, counts, of_request, recognised
from scanner.model.declared_scripts import DeclaredScript
from scanner.model.evidence import Evidence
from scanner.model.facts import Request, StoredItem
from scanner.model.values import Maybe, Unknown
from scanner.model.vocabulary import Party, Phase, Purpose, RequestType, StorageArea

#: Days from which something kept serves to know a visitor again later; 31 is the longest that a basket or login lasts.
LASTING_DAYS = 31

#: A request of one of these types to the shop itself delivers a part of the page, whatever its path says.
_PARTS = frozenset(
    {
        RequestType.DOCUMENT,
        RequestType.STYLESHEET,
        RequestType.FONT,
        RequestType.MEDIA,
        RequestType.WORKER,
        RequestType.PREFETCH,
    }
)
_BACKGROUND = frozenset({RequestType.BEACON, RequestType.PING})
#: Steps of a path by which collectors of one's own are usually called.
_COLLECTOR = re.compile(
    r"/(_?track(ing|er|s)?|_?collect(or)?|beacons?|pixels?|telemetry|analytics|metrics|statistics?|stats?|hits?|rum|"
    r"matomo|piwik|umami|events?)(/|\.[a-z]{2,4}$|$)",
    re.IGNORECASE,
)
#: Words in names and hosts that speak of consent: their identifier may be the proof of a choice.
_CONSENT = re.compile(r"consent|cookie|cmp|gdpr|dsgvo|privacy|tcf|optout", re.IGNORECASE)
#: What shops call the cookie of a session, or the proof that a form is theirs, by names of their own (shop-sid).
_SESSION = re.compile(
    r"(?:sess(?:ion)?(?:[._-]?(?:id|key|token))?|[._-]sid|^sid|csrf|xsrf)(?:[._-]?token)?$", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Declared:
    """What the shop's owner says: further hosts of its own, and the purposes of stored items (by name, `*` for any
    characters) and of requests (by host); and whose the scripts of its payment pages are.
    """

    hosts: tuple[str, ...] = ()
    stored: Mapping[str, Purpose] = field(default_factory=dict)
    sent: Mapping[str, Purpose] = field(default_factory=dict)
    scripts: tuple[DeclaredScript, ...] = ()


NOTHING_DECLARED = Declared()


def meaning(
    evidence: Evidence,
    declared: Declared = NOTHING_DECLARED,
    known: Known | None = None,
    filters: FilterList | None = None,
) -> Evidence:
    """Party, service and purpose of what was stored and sent, and the inventory of services.

    `known` is what the data files say, by default those of Siegel; `filters` a user's list of rules.
    Doing it again changes nothing.
    """
    known = known or built_in()
    site = Site.of(evidence.shop, declared.hosts)
    evidence = side_by_side(parties(evidence, site), site, known)
    evidence = recognised(evidence, known)
    evidence = purposes(evidence, known, declared, filters)
    evidence = listed_items(evidence, known, declared.stored)
    return inventory(evidence, known)


@dataclass(frozen=True, slots=True)
class Meaning:
    """A purpose and why."""

    purpose: Maybe[Purpose]
    because: str | None = None


def purposes(evidence: Evidence, known: Known, declared: Declared, filters: FilterList | None = None) -> Evidence:
    """Fill in `purpose` of every stored item and request; `derived_by` says why. Party and service come first."""
    told = _Told(known, declared, _identifier_receivers(evidence), Behaviour.of(evidence, known), filters)
    facts = dict(evidence.facts)
    needed: frozenset[tuple[Phase, str]] = frozenset()
    if "stored_item" in facts:
        facts["stored_item"] = tuple(
            _meant(row, told.item(row)) if isinstance(row, StoredItem) else row for row in facts["stored_item"]
        )
        needed = _needed(row for row in facts["stored_item"] if isinstance(row, StoredItem))
    if "request" in facts:
        facts["request"] = tuple(
            _meant(row, told.request(row, needed)) if isinstance(row, Request) else row for row in facts["request"]
        )
    return replace(evidence, facts=facts)


def _meant(row: StoredItem | Request, meaning: Meaning) -> StoredItem | Request:
    return replace(row, purpose=meaning.purpose, derived_by=meaning.because)


def _needed(items: Iterable[StoredItem]) -> frozenset[tuple[Phase, str]]:
    """Names of first-party items that are necessary: whoever sends them back to the shop needs no reason."""
    return frozenset(
        (row.phase, row.name)
        for row in items
        if row.purpose is Purpose.NECESSARY
        and row.party is Party.FIRST
        and isinstance(row.phase, Phase)
        and isinstance(row.name, str)
    )


def _identifier_receivers(evidence: Evidence) -> frozenset[tuple[Phase, str]]:
    """Domains of third parties that identifiers were sent to, by phase."""
    return frozenset(
        (row.phase, registrable_domain(row.host))
        for row in evidence.rows("request")
        if isinstance(row, Request)
        and isinstance(row.phase, Phase)
        and isinstance(row.host, str)
        and row.party is Party.THIRD
        and isinstance(row.carries, tuple)
        and row.carries
    )


def _unknown(why: str) -> Meaning:
    return Meaning(Unknown(why))


@dataclass(frozen=True, slots=True)
class _Told:
    """What the files and the owner tell, and who was sent identifiers."""

    known: Known
    declared: Declared
    receivers: frozenset[tuple[Phase, str]]
    behaviour: Behaviour
    filters: FilterList | None = None

    # ── stored items ─────────────────────────────────────────────────────────────────────────────────────────────────

    def item(self, row: StoredItem) -> Meaning:
        if not isinstance(row.name, str) or not isinstance(row.origin, str) or not isinstance(row.party, Party):
            return _unknown("its name or whose it is could not be told")
        told = self._by_service_name(row) or self._by_name(row) or self._by_domain(row)
        if told and told.purpose in TRACKING:
            declared = self._declaration(row.name)
            kept = declared not in {None, told.purpose}
            return replace(told, because=f"{told.because}, although declared {declared}") if kept else told
        if setter := self._set_by_tracker(row):
            return setter
        known = self._by_declaration(row, told) or told
        return known or self._by_choice(row) or self._by_session(row) or self._by_behaviour(row)

    def _by_service_name(self, row: StoredItem) -> Meaning | None:
        host = host_of(str(row.origin))
        found = self.known.service_name(str(row.name), host)
        if found is None or found.purpose is None or not counts(found, row, host, self.known):
            return None
        because = f"{self.known.label(found.service)}: name used by {found.service.name}"
        return Meaning(found.purpose, because)

    def _by_name(self, row: StoredItem) -> Meaning | None:
        if not isinstance(row.area, StorageArea):
            return None
        doubt: Meaning | None = None
        for file, entry in self.known.names(row.area, str(row.name)):
            if row.party is Party.THIRD and not entry.anywhere:
                continue
            if not (but := self._against(row, entry)):
                return Meaning(entry.purpose, f"{file.label} {file.as_of}: {entry.what} of {entry.of}")
            doubt = _unknown(f"named like the {entry.what} of {entry.of}, but {but}")
        return doubt

    def _against(self, row: StoredItem, entry: KnownNames) -> str:
        """What an item does that things of that name don't do; empty if nothing."""
        if entry.max_days is not None and row.area is StorageArea.COOKIE:
            if isinstance(row.lifetime_days, Unknown):
                return "how long it is kept is not known"
            if row.lifetime_days is not None and row.lifetime_days > entry.max_days:
                return f"kept for {row.lifetime_days} days, not at most {entry.max_days}"
        if entry.purpose is Purpose.NECESSARY and not _CONSENT.search(str(row.name)):
            setter = self._foreign_setter(row)
            return f"set by a script of {setter}, which nothing is known about" if setter else ""
        return ""

    def _by_choice(self, row: StoredItem) -> Meaning | None:
        """What was seen to hold the answer to the banner, and is handed to nobody, is needed to remember that.

        Nobody is told apart by a value that all visitors have who chose alike, wherever it goes.
        """
        if row.keeps_choice is not True or row.party is not Party.FIRST:
            return None
        if row.sent_to != () and row.identifier is not False:
            return None
        alone = "is sent to nobody else" if row.sent_to == () else "is the same for all who chose alike"
        return Meaning(Purpose.NECESSARY, f"behaviour: it holds the answer to the banner, and {alone}")

    def _by_session(self, row: StoredItem) -> Meaning | None:
        """The shop's own session, whatever is put before its name: for a day, out of reach of any script."""
        if row.area is not StorageArea.COOKIE or row.party is not Party.FIRST or row.http_only is not True:
            return None
        short = row.lifetime_days is None or (isinstance(row.lifetime_days, int) and row.lifetime_days <= 1)
        if not short or row.sent_to != () or not _SESSION.search(str(row.name)):
            return None
        return Meaning(
            Purpose.NECESSARY,
            "behaviour: named like a session, kept for a day at most, hidden from scripts, sent nowhere",
        )

    def _by_domain(self, row: StoredItem) -> Meaning | None:
        host = host_of(str(row.origin))
        if host is None or row.party is not Party.THIRD:
            return None
        found = self.known.at(host)
        if found is None:
            return None
        if found.service.purpose is None:
            return _unknown(f"kept for {host}, where {found.service.name} may serve any purpose")
        if found.service.purpose is Purpose.NECESSARY:
            return _unknown(
                f"kept for {host}, a host of {found.service.name}, but not by the name of a choice of consent"
            )
        return Meaning(found.service.purpose, f"{self.known.label(found.service)}: kept for a {found.by}")

    def _set_by_tracker(self, row: StoredItem) -> Meaning | None:
        """Set by the script or answer of a service that tracks: then it is that service's, whatever its name."""
        if not isinstance(row.set_by, str) or (host := url_host(row.set_by)) is None:
            return None
        path = "/" + row.set_by.split("://", 1)[-1].partition("/")[2].partition("?")[0]
        found = self.known.at(host, path)
        if found is None or found.service.purpose not in TRACKING:
            return None
        return Meaning(found.service.purpose, f"{self.known.label(found.service)}: set by {found.service.name}")

    def _foreign_setter(self, row: StoredItem) -> str | None:
        """The registrable domain of the third-party script that set it, where nobody knows whose it is."""
        if not isinstance(row.set_by, str) or (host := url_host(row.set_by)) is None or self.known.at(host):
            return None
        domain = registrable_domain(host)
        here = host_of(str(row.origin))
        own = Site.of("", self.declared.hosts).domains | ({registrable_domain(here)} if here else set())
        return None if domain in own else domain

    def _declaration(self, name: str) -> Purpose | None:
        exact = self.declared.stored.get(name)
        if exact is not None:
            return exact
        fits = (purpose for pattern, purpose in self.declared.stored.items() if NamePattern(pattern).matches(name))
        return next(fits, None)

    def _by_declaration(self, row: StoredItem, told: Meaning | None) -> Meaning | None:
        """The owner's word, unless what the item does speaks against it."""
        declared = self._declaration(str(row.name))
        if declared is None:
            return None
        against = ""
        lasting = isinstance(row.lifetime_days, int) and row.lifetime_days > LASTING_DAYS
        if declared is Purpose.NECESSARY and lasting and row.identifier is not False:
            if row.party is Party.THIRD:
                against = f"it tells visitors apart for {row.lifetime_days} days at a third party"
            elif setter := self._foreign_setter(row):
                against = f"a script of {setter} tells visitors apart with it for {row.lifetime_days} days"
        if against:
            return _unknown(f"declared {declared} by the owner, but {against}")
        where = f"; otherwise {told.because}" if told and told.because else ""
        return Meaning(declared, f"declared by the owner{where}")

    def _by_behaviour(self, row: StoredItem) -> Meaning:
        setter = self._foreign_setter(row) if row.party is Party.FIRST else None
        lasting = isinstance(row.lifetime_days, int) and row.lifetime_days >= LASTING_DAYS
        if setter and lasting and row.identifier is True:
            what = f"a script of {setter} tells visitors apart with it for {row.lifetime_days} days"
            sent = isinstance(row.phase, Phase) and (row.phase, setter) in self.receivers
            if sent and not _CONSENT.search(f"{row.name} {setter}"):
                return Meaning(Purpose.STATISTICS, f"behaviour: {what} and {setter} is sent identifiers")
            return _unknown(f"{what}: hardly necessary, but what for can't be told")
        if row.party is Party.FIRST and lasting and row.identifier is True and (told := self._sent_to_tracker(row)):
            return told
        if exchanged := self.behaviour.kept_for(row):
            return Meaning(Purpose.MARKETING, exchanged)
        return _unknown(self._why_not_told(row))

    def _sent_to_tracker(self, row: StoredItem) -> Meaning | None:
        """A lasting identifier that is handed to services which track, and to nobody else, serves them."""
        domains = row.sent_to if isinstance(row.sent_to, tuple) else ()
        found = [self.known.at(domain) for domain in domains]
        purposes = {one.service.purpose for one in found if one}
        if not found or None in found or len(purposes) != 1 or _CONSENT.search(str(row.name)):
            return None
        (purpose,) = purposes
        if purpose not in TRACKING:
            return None
        names = ", ".join(sorted({one.service.name for one in found if one}))
        what = f"tells visitors apart for {row.lifetime_days} days"
        return Meaning(purpose, f"behaviour: {what} and is sent to {names}")

    def _why_not_told(self, row: StoredItem) -> str:
        """What its behaviour says of an item that no list knows: never enough for a purpose."""
        said = ["its name says nothing that is known"]
        if row.party is Party.THIRD:
            said = [f"kept for the third party {self._stranger(host_of(str(row.origin)) or '')}"]
        if row.identifier is True:
            days = row.lifetime_days
            said.append(
                f"it tells visitors apart for {days} days" if isinstance(days, int) else "it tells visitors apart"
            )
        if isinstance(row.sent_to, tuple) and row.sent_to:
            said.append(f"it is sent to {', '.join(row.sent_to)[:80]}")
        earlier = {Phase.BEFORE_CHOICE, Phase.REJECTED}
        if row.phase is Phase.ACCEPTED and isinstance(row.also_in, tuple) and earlier.isdisjoint(row.also_in):
            said.append("it comes only after consent")
        return "; ".join(said)

    def _stranger(self, host: str) -> str:
        """A third party that is no known service, and what is known of it nevertheless."""
        entity, domain = self.known.entity_at(host), registrable_domain(host)
        if entity is None:
            return f"{domain}, which nothing is known about"
        said = f"{self.known.entities_label} files under {entity.filed_as}: too coarse to tell a purpose"
        return f"{entity.name} ({domain}), which {said}"

    # ── requests ─────────────────────────────────────────────────────────────────────────────────────────────────────

    def request(self, row: Request, needed: frozenset[tuple[Phase, str]] = frozenset()) -> Meaning:
        if not isinstance(row.host, str) or not isinstance(row.party, Party):
            return _unknown("where it went could not be told")
        found = of_request(row, self.known)
        if found and found.service.purpose is not None:
            return Meaning(found.service.purpose, f"{self.known.label(found.service)}: {found.by}")
        shape = payloads().purposes.get(row.payload) if isinstance(row.payload, str) else None
        if shape is not None:
            return Meaning(shape, f"{payloads().label}: shaped like a message of {row.payload}")
        declared = self.declared.sent.get(row.host)
        if declared is not None:
            return Meaning(declared, "declared by the owner")
        if self.filters and (rule := self.filters.rule(row)):
            return Meaning(Purpose.STATISTICS, f"matches the rule {rule} of {self.filters.label}")
        if found:
            return _unknown(f"{found.service.name} may serve any purpose")
        return self._to_a_stranger(row.host) if row.party is Party.THIRD else _to_the_shop(row, needed)

    def _to_a_stranger(self, host: str) -> Meaning:
        if exchanged := self.behaviour.exchange(host):
            return Meaning(Purpose.MARKETING, exchanged)
        return _unknown(f"sent to the third party {self._stranger(host)}")


def _to_the_shop(row: Request, needed: frozenset[tuple[Phase, str]]) -> Meaning:
    """A request to the shop's own server brings the page, unless it looks like one that reports about the visitor."""
    because = "behaviour: part of the page, from the shop's own server"
    if not isinstance(row.type, RequestType):
        return _unknown("what kind of request it is could not be told")
    if row.type is RequestType.CSP_REPORT:
        return Meaning(Purpose.SECURITY, "behaviour: report of a breach of the Content-Security-Policy")
    if row.type in _BACKGROUND:
        return _unknown("sent in the background to the shop's own server, which may count visitors")
    if row.type in _PARTS:
        return Meaning(Purpose.NECESSARY, because)
    carried = row.carries if isinstance(row.carries, tuple) else ()
    if others := [name for name in carried if not isinstance(row.phase, Phase) or (row.phase, name) not in needed]:
        return _unknown(f"carries {', '.join(others)[:80]} to the shop's own server, which may count visitors")
    if isinstance(row.path, str) and _COLLECTOR.search(row.path):
        return _unknown("its path is one by which collectors of visitor data are called")
    return Meaning(Purpose.NECESSARY, because)
