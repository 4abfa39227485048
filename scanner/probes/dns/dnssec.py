"""Whether a zone is signed and its signatures hold, from the trust anchor down (RFC 4035 § 5).

Everything is checked here, with the resolver's answers as material only. Where signatures are there and fail it is
bogus; where an unsigned delegation is proven (NSEC, NSEC3) it is insecure; where the resolver keeps back what is
needed nobody can tell. Not done: proofs of nonexistence for single names and types within a signed zone.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

import dns.dnssec
import dns.name
import dns.rdatatype
import dns.rrset
from cryptography.exceptions import UnsupportedAlgorithm
from dns.name import Name
from dns.rdata import Rdata
from dns.rdatatype import RdataType
from dns.rrset import RRset

from scanner.errors import NetworkError
from scanner.model.values import Unknown
from scanner.model.vocabulary import GapCause
from scanner.network.urls import shown
from scanner.probes.dns.anchors import Anchors
from scanner.probes.dns.client import MALFORMED, Client, Reply, name_of, text_of
from scanner.probes.dns.records import DNSKEY, DS, NSEC, NSEC3, RRSIG, SOA, DsRecord, RrsigRecord
from scanner.probes.dns.signatures import ALGORITHMS, holds
from scanner.suffixes import registrable

_FAILURES = (*MALFORMED, UnsupportedAlgorithm)
#: Bounds against zones made to be expensive (CVE-2023-50387): keys and signatures that are tried, hash iterations.
_MOST_KEYS = 24
_MOST_SIGNATURES = 8
_MOST_ITERATIONS = 150  # RFC 9276 § 3.2: validators may treat more as insecure
_MOST_ZONES = 12


class State(StrEnum):
    """What a validator makes of a zone (RFC 4033 § 5)."""

    SECURE = "secure"
    INSECURE = "insecure"
    BOGUS = "bogus"
    INDETERMINATE = "indeterminate"


class Problem(StrEnum):
    """Why a zone is not signed and validating."""

    UNSIGNED = "unsigned"
    NO_DS = "no_ds"
    PARENT_UNSIGNED = "parent_unsigned"
    BOGUS_NO_KEYS = "bogus_no_keys"
    BOGUS_NO_MATCHING_KEY = "bogus_no_matching_key"
    BOGUS_NO_SIGNATURE = "bogus_no_signature"
    BOGUS_EXPIRED = "bogus_expired"
    BOGUS_NOT_YET_VALID = "bogus_not_yet_valid"
    BOGUS_SIGNATURE = "bogus_signature"


@dataclass(frozen=True, slots=True)
class Trust:
    """How far a zone is trusted, with its validated keys; why not, or why nobody can tell."""

    state: State
    keys: RRset | None = None
    problem: Problem | None = None
    reason: str = ""
    cause: GapCause | None = None


@dataclass(frozen=True, slots=True)
class Signed:
    """The answer for a name: its zone, and whether that is signed and validating."""

    zone: Name
    dnssec: bool | Unknown
    problem: Problem | Unknown | None


class _Broken(Exception):
    """A record set that doesn't validate."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.value)
        self.problem = problem


class _Unsupported(Exception):
    """Signed with algorithms that we, too, can't or mustn't use."""


class Validator:
    """Validates zones, each once. `now`: seconds since 1970, for tests."""

    def __init__(self, client: Client, anchors: Anchors, now: float | None = None) -> None:
        self._client = client
        self._anchors = anchors
        self._now = time.time() if now is None else now
        self._trusted: dict[Name, asyncio.Task[Trust]] = {}

    async def zone_of(self, name: Name) -> Name:
        """The zone that a name lies in, by the start of authority. Raises NetworkError."""
        here = name
        while here != dns.name.root:
            reply = await self._client.get(here, SOA)
            if not reply.aliases:
                if reply.rrset is not None:
                    return here
                if reply.soa is not None and here.is_subdomain(reply.soa):
                    return reply.soa
            here = here.parent()
        return here

    async def signed(self, name: Name) -> Signed:
        """Whether the zone of a name is signed and validating. Raises NetworkError where the zone can't be found."""
        zone = await self.zone_of(name)
        told = zone != dns.name.root
        if not told:  # a resolver that gives no start of authority; what one registers is the usual zone
            zone = name_of(registrable(text_of(name)) or text_of(name))
        try:
            keys = await self._client.get(zone, DNSKEY)
        except NetworkError as error:
            return _unknown(zone, error.message, GapCause(error.cause))
        trust = await self.trust(zone)
        if keys.rrset is None and (keys.soa == zone or not told) and trust.problem is not Problem.BOGUS_NO_KEYS:
            return Signed(zone, False, Problem.UNSIGNED)
        match trust.state:
            case State.INSECURE | State.BOGUS:
                return Signed(zone, False, trust.problem)
            case State.INDETERMINATE:
                return _unknown(zone, trust.reason, trust.cause)
            case State.SECURE:
                return await self._data(name, zone)

    async def _data(self, name: Name, zone: Name) -> Signed:
        """A zone with good keys may still carry bad signatures: of its SOA, and of the name's own records."""
        try:
            for owner, rdtype in dict.fromkeys(((zone, SOA), (name, RdataType.A), (name, RdataType.AAAA))):
                reply = await self._client.get(owner, rdtype)
                state = await self.reply(reply, within=zone)
                if state.state is State.BOGUS:
                    return Signed(zone, False, state.problem)
        except NetworkError as error:
            return _unknown(zone, error.message, GapCause(error.cause))
        return Signed(zone, True, None)

    async def reply(self, reply: Reply, *, within: Name | None = None) -> Trust:
        """The worst state of the record sets of an answer; with `within` only of those of that zone."""
        found = [Trust(State.SECURE)]
        for rrset in reply.answer:
            if rrset.rdtype == RRSIG:
                continue
            zone = await self.zone_of(rrset.name if rrset.rdtype != DS else rrset.name.parent())
            if within is not None and zone != within:
                continue
            trust = await self.trust(zone)
            if trust.state is State.SECURE and trust.keys is not None:
                try:
                    self._validate(rrset, reply.answer, zone, trust.keys)
                except _Broken as broken:
                    trust = Trust(State.BOGUS, None, broken.problem)
                except _Unsupported as error:
                    trust = _indeterminate(str(error), GapCause.UNSUPPORTED)
            found.append(trust)
        order = (State.BOGUS, State.INDETERMINATE, State.INSECURE, State.SECURE)
        return min(found, key=lambda trust: order.index(trust.state))

    async def trust(self, zone: Name) -> Trust:
        """How far a zone's keys are trusted."""
        if zone not in self._trusted:
            self._trusted[zone] = task = asyncio.create_task(self._trust(zone))
            task.add_done_callback(lambda done: done.cancelled() or done.exception())
        return await asyncio.shield(self._trusted[zone])

    async def _trust(self, zone: Name) -> Trust:
        try:
            anchors = self._anchors.get(zone)
            if anchors is None and zone == dns.name.root:
                return _indeterminate("no trust anchor covers it", GapCause.UNSUPPORTED)
            if len(zone.labels) > _MOST_ZONES:
                return _indeterminate("it lies below too many zones", GapCause.BUDGET)
            if anchors is not None:
                return await self._keys(zone, anchors, is_anchor=True)
            return await self._delegated(zone)
        except NetworkError as error:
            return _indeterminate(error.message, GapCause(error.cause))
        except _Unsupported as error:
            return _indeterminate(str(error), GapCause.UNSUPPORTED)

    async def _delegated(self, zone: Name) -> Trust:
        """By the DS record at the parent, or the proof that there is none."""
        parent = await self.zone_of(zone.parent())
        above = await self.trust(parent)
        if above.state is State.INSECURE:
            return Trust(State.INSECURE, None, Problem.PARENT_UNSIGNED)
        if above.state is not State.SECURE or above.keys is None:
            return above
        reply = await self._client.get(zone, DS)
        if reply.rrset is not None:
            try:
                self._validate(reply.rrset, reply.answer, parent, above.keys)
            except _Broken as broken:
                return Trust(State.BOGUS, None, broken.problem)
            return await self._keys(zone, reply.records)
        if self._denied(zone, reply, parent, above.keys):
            return Trust(State.INSECURE, None, Problem.NO_DS)
        why = f"the resolver gave no proof whether {shown(text_of(zone))} is signed"
        return _indeterminate(why, GapCause.UNSUPPORTED)

    async def _keys(self, zone: Name, anchors: Sequence[Rdata], *, is_anchor: bool = False) -> Trust:
        """The zone's keys, signed by one that an anchor or DS record names."""
        reply = await self._client.get(zone, DNSKEY)
        if reply.rrset is None:
            if is_anchor:
                return _indeterminate(f"the resolver gave no keys of {shown(text_of(zone))}", GapCause.UNSUPPORTED)
            return Trust(State.BOGUS, None, Problem.BOGUS_NO_KEYS)
        if is_anchor and not _signatures(reply.rrset, reply.answer):
            return _indeterminate("the resolver gives no DNSSEC signatures", GapCause.UNSUPPORTED)
        named = [key for key in tuple(reply.rrset)[:_MOST_KEYS] if any(_names(zone, one, key) for one in anchors)]
        if not named:
            if not any(_supported(one) for one in anchors):
                raise _Unsupported(f"{shown(text_of(zone))} is signed with algorithms that are not supported")
            return Trust(State.BOGUS, None, Problem.BOGUS_NO_MATCHING_KEY)
        entry = dns.rrset.from_rdata_list(zone, reply.rrset.ttl, named)
        try:
            self._validate(reply.rrset, reply.answer, zone, entry)
        except _Broken as broken:
            return Trust(State.BOGUS, None, broken.problem)
        every = dns.rrset.from_rdata_list(zone, reply.rrset.ttl, list(reply.rrset)[:_MOST_KEYS])
        return Trust(State.SECURE, every)

    def _validate(self, rrset: RRset, beside: Iterable[RRset], zone: Name, keys: RRset) -> None:
        """Raises _Broken unless one signature by the zone's keys holds, _Unsupported where none could be tried."""
        signatures = [one for one in _signatures(rrset, beside) if one.signer == zone]
        if not signatures or not rrset.name.is_subdomain(zone):
            raise _Broken(Problem.BOGUS_NO_SIGNATURE)
        problem, tried = Problem.BOGUS_SIGNATURE, False
        for signature in signatures[:_MOST_SIGNATURES]:
            if signature.expiration < self._now:
                problem, tried = Problem.BOGUS_EXPIRED, True
                continue
            if signature.inception > self._now:
                problem, tried = Problem.BOGUS_NOT_YET_VALID, True
                continue
            if signature.algorithm not in ALGORITHMS:
                continue
            tried = True
            try:
                if holds(rrset, signature, zone, keys):
                    return
            except _FAILURES:
                continue
        if not tried:
            raise _Unsupported(f"{shown(text_of(zone))} is signed with algorithms that are not supported")
        raise _Broken(problem)

    def _denied(self, zone: Name, reply: Reply, parent: Name, keys: RRset) -> bool:
        """Whether the parent proves that a zone has no DS record (RFC 4035 § 5.4, RFC 5155 § 8.9)."""
        for rrset in reply.authority:
            if rrset.rdtype not in {NSEC, NSEC3}:
                continue
            try:
                self._validate(rrset, reply.authority, parent, keys)
                if any(_denies_ds(zone, parent, rrset.name, record) for record in rrset):
                    return True
            except (_Broken, *_FAILURES):
                continue
        return False


def _denies_ds(zone: Name, parent: Name, owner: Name, record: Rdata) -> bool:
    if record.rdtype == NSEC:
        types = _types(record)
        return owner == zone and DS not in types and SOA not in types
    iterations: int = getattr(record, "iterations", _MOST_ITERATIONS + 1)
    if iterations > _MOST_ITERATIONS:
        return False
    salt, begins, ends = getattr(record, "salt", b""), owner.labels[0].decode("ascii").upper(), _next_hash(record)
    opt_out = bool(getattr(record, "flags", 0) & 1)

    def hashed(name: Name) -> str:
        return dns.dnssec.nsec3_hash(name, salt, iterations, getattr(record, "algorithm", 0))

    if hashed(zone) == begins:
        types = _types(record)
        return DS not in types and SOA not in types
    # Opt-out (RFC 5155 § 6): unsigned delegations may lie between two hashes; the next closer name is covered.
    while opt_out and zone != parent:
        found = hashed(zone)
        if begins < found < ends or (ends <= begins and (found > begins or found < ends)):
            return True
        zone = zone.parent()
    return False


def _next_hash(record: Rdata) -> str:
    words = record.to_text().split()  # algorithm flags iterations salt next types…
    return words[4].upper()


def _types(record: Rdata) -> set[int]:
    found: set[int] = set()
    for window, bitmap in getattr(record, "windows", ()):
        found |= {
            window * 256 + i * 8 + bit for i, byte in enumerate(bitmap) for bit in range(8) if byte & (0x80 >> bit)
        }
    return found


def _signatures(rrset: RRset, beside: Iterable[RRset]) -> list[RrsigRecord]:
    return [
        signature
        for other in beside
        if other.rdtype == RRSIG and other.name == rrset.name and other.covers == rrset.rdtype
        for signature in other
        if isinstance(signature, RrsigRecord)
    ]


def _names(zone: Name, anchor: Rdata, key: Rdata) -> bool:
    """Whether an anchor, a DS or DNSKEY record, is about a key."""
    if not isinstance(anchor, DsRecord):
        return bool(anchor == key)
    try:
        made = dns.dnssec.make_ds(zone, key, anchor.digest_type, policy=dns.dnssec.allow_all_policy, validating=True)
    except _FAILURES:
        return False
    return bool(made == anchor)


def _supported(anchor: Rdata) -> bool:
    """Whether the digest and the algorithm of a DS record are ones that can be used (RFC 4035 § 5.2)."""
    return not isinstance(anchor, DsRecord) or (anchor.digest_type in {1, 2, 4} and anchor.algorithm in ALGORITHMS)


def _unknown(zone: Name, reason: str, cause: GapCause | None) -> Signed:
    return Signed(zone, Unknown(reason, cause), Unknown(reason, cause))


def _indeterminate(reason: str, cause: GapCause) -> Trust:
    return Trust(State.INDETERMINATE, None, None, reason, cause)
