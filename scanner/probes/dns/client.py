"""Questions to the resolver and what it answers, as hostile as it may be: aliases followed, loops found, failures told.

Every question is asked with DNSSEC data wanted (DO) and the resolver's own checking off (CD), since we validate
ourselves and want to see what is broken.
"""

from __future__ import annotations

import asyncio
import socket
import struct
from dataclasses import dataclass
from ipaddress import ip_address
from typing import TypeVar

import dns.exception
import dns.flags
import dns.message
import dns.name
import dns.rcode
import dns.rdata
import dns.rdataclass
import dns.rdatatype
import dns.rrset
from dns.name import Name
from dns.rdata import Rdata
from dns.rdatatype import RdataType
from dns.rrset import RRset

from scanner.errors import NetworkError
from scanner.network import Network
from scanner.network.urls import shown
from scanner.probes.dns.records import AAAA, CNAME, SOA, A

#: RFC 9715 (fragmentation avoidance): what fits into one Ethernet frame everywhere.
EDNS_BYTES = 1232
MAX_ALIASES = 12
_AT_ONCE = 12
#: After so many failures and no answer ever, the resolver is taken for dead, so that a scan doesn't wait for it.
_DEAD_AFTER = 3

#: What dnspython raises on malformed messages and records.
MALFORMED = (dns.exception.DNSException, ValueError, struct.error, TypeError, OverflowError)


R = TypeVar("R", bound=Rdata)


class BadName(ValueError):
    """Text that can be no name of the DNS."""


def name_of(text: str) -> Name:
    """A name from text in A-label form. Raises BadName: empty labels, labels over 63 bytes, names over 255."""
    try:
        return dns.name.from_text(text)
    except (dns.exception.DNSException, UnicodeError, ValueError) as error:
        raise BadName(f"{shown(text)} is no name: {shown(str(error))}") from error


def text_of(name: Name) -> str:
    """A name as people write it: lower case, no final dot, odd bytes escaped."""
    return name.to_text(omit_final_dot=name != dns.name.root).lower()


@dataclass(frozen=True, slots=True)
class Reply:
    """What came of one question: the answer's and authority's record sets, and where aliases led, name by name."""

    question: Name
    rdtype: RdataType
    rcode: dns.rcode.Rcode
    answer: tuple[RRset, ...]
    authority: tuple[RRset, ...]
    aliases: tuple[Name, ...] = ()

    @property
    def target(self) -> Name:
        """The name that the records belong to, behind all aliases."""
        return self.aliases[-1] if self.aliases else self.question

    @property
    def exists(self) -> bool:
        """False where the name, or the one behind its aliases, doesn't exist (NXDOMAIN, RFC 6604)."""
        return self.rcode != dns.rcode.NXDOMAIN

    @property
    def records(self) -> tuple[Rdata, ...]:
        """The records asked for."""
        found = self.rrset
        return tuple(found) if found is not None else ()

    def of(self, cls: type[R]) -> tuple[R, ...]:
        """The records asked for, as records of that type."""
        return tuple(record for record in self.records if isinstance(record, cls))

    @property
    def rrset(self) -> RRset | None:
        """The record set asked for."""
        return _find(self.answer, self.target, self.rdtype)

    @property
    def soa(self) -> Name | None:
        """Whose start of authority a negative answer carries."""
        return next((rrset.name for rrset in self.authority if rrset.rdtype == SOA), None)

    @property
    def texts(self) -> tuple[str, ...]:
        """TXT records, their strings joined without blanks (RFC 7208 § 3.3). All in one message: 64 KiB."""
        return tuple(b"".join(getattr(record, "strings", ())).decode("utf-8", "replace") for record in self.records)


class Client:
    """Asks each question once; answers are kept for the scan."""

    def __init__(self, network: Network) -> None:
        self._network = network
        self._asked: dict[tuple[Name, RdataType], asyncio.Task[Reply]] = {}
        self._turn = asyncio.Semaphore(_AT_ONCE)
        self._answers = 0
        self._failures = 0

    async def get(self, name: Name, rdtype: RdataType) -> Reply:
        """The records of a name, aliases followed. NXDOMAIN and no data are replies.

        Raises NetworkError: timeout, unreachable, refused, budget; error for SERVFAIL and the like, for nonsense, and
        for aliases that lead in a circle.
        """
        key = (name, rdtype)
        if key not in self._asked:
            self._asked[key] = task = asyncio.create_task(self._follow(name, rdtype))
            task.add_done_callback(lambda done: done.cancelled() or done.exception())  # nobody may wait any more
        # Whoever else waits for the same answer must not lose it when this one gives up.
        return await asyncio.shield(self._asked[key])

    async def addresses(self, host: str) -> tuple[str, ...]:
        """The addresses of a host, IPv4 first; none where it has none or doesn't exist. Raises NetworkError."""
        name = name_of(host)
        replies = await asyncio.gather(self.get(name, A), self.get(name, AAAA))
        found = [getattr(record, "address", "") for reply in replies for record in reply.records]
        return tuple(ip_address(text).compressed for text in found if text)

    async def resolver(self, host: str, _port: int) -> tuple[str, ...]:
        """The addresses of a host, as the network asks for them: socket.gaierror where there are none."""
        try:
            found = await self.addresses(host)
        except BadName as error:
            raise socket.gaierror(socket.EAI_NONAME, str(error)) from error
        if not found:
            raise socket.gaierror(socket.EAI_NONAME, "the name has no address")
        return found

    async def look_up(self, name: str, rdtype: RdataType) -> Reply:
        """As `get`, of a name in text. Raises BadName where it can be none."""
        return await self.get(name_of(name), rdtype)

    async def _follow(self, name: Name, rdtype: RdataType) -> Reply:
        aliases: list[Name] = []
        answer: list[RRset] = []
        while True:
            message = await self._ask(aliases[-1] if aliases else name, rdtype)
            answer += message.answer
            here = aliases[-1] if aliases else name
            followed = len(aliases)
            while rdtype != CNAME and (next_ := _alias(message.answer, here)) is not None:
                if next_ in (name, *aliases) or len(aliases) >= MAX_ALIASES:
                    raise NetworkError("error", f"the aliases of {shown(text_of(name))} lead in a circle or too far")
                aliases.append(next_)
                here = next_
            # A resolver follows aliases by itself; one that stops on the way is asked for the rest.
            stopped = len(aliases) > followed and _find(message.answer, here, rdtype) is None
            soa = any(rrset.rdtype == SOA for rrset in message.authority)
            if not (stopped and not soa and message.rcode() == dns.rcode.NOERROR):
                return Reply(name, rdtype, message.rcode(), tuple(answer), tuple(message.authority), tuple(aliases))

    async def _ask(self, name: Name, rdtype: RdataType) -> dns.message.Message:
        """One question, asked again over TCP where the answer was cut, without EDNS where that wasn't understood."""
        message = await self._exchange(name, rdtype, edns=True)
        if message.rcode() in {dns.rcode.FORMERR, dns.rcode.NOTIMP, dns.rcode.BADVERS}:
            message = await self._exchange(name, rdtype, edns=False)
        if message.rcode() not in {dns.rcode.NOERROR, dns.rcode.NXDOMAIN}:
            what = f"{dns.rdatatype.to_text(rdtype)} of {shown(text_of(name))}"
            raise NetworkError("error", f"the resolver answers {dns.rcode.to_text(message.rcode())} for {what}")
        return message

    async def _exchange(self, name: Name, rdtype: RdataType, *, edns: bool) -> dns.message.Message:
        query = dns.message.make_query(
            name, rdtype, use_edns=0 if edns else False, want_dnssec=edns, payload=EDNS_BYTES if edns else None
        )
        query.flags |= dns.flags.CD
        try:
            wire = await self._send(query, tcp=False)
            if wire[2] & 0x02:  # TC (RFC 1035 § 4.1.1)
                wire = await self._send(query, tcp=True)
            return dns.message.from_wire(wire, ignore_trailing=True)
        except MALFORMED as error:
            what = f"{dns.rdatatype.to_text(rdtype)} of {shown(text_of(name))}"
            raise NetworkError("error", f"the answer for {what} makes no sense: {shown(str(error))}") from error

    async def _send(self, query: dns.message.Message, *, tcp: bool) -> bytes:
        def is_answer(wire: bytes) -> bool:
            """The same identifier and question, and a response; whatever else arrives is somebody's guess."""
            try:
                head = dns.message.from_wire(wire, question_only=True)
            except MALFORMED:
                return False
            return head.id == query.id and bool(head.flags & dns.flags.QR) and head.question in (query.question, [])

        async with self._turn:
            if not self._answers and self._failures >= _DEAD_AFTER:
                raise NetworkError("timeout", f"the resolver {self._network.nameserver} has answered nothing so far")
            try:
                wire = await self._network.ask(query.to_wire(), is_answer, tcp=tcp)
            except NetworkError as error:
                self._failures += error.cause != "budget"
                raise
            self._answers += 1
            return wire


def _find(rrsets: tuple[RRset, ...] | list[RRset], name: Name, rdtype: RdataType) -> RRset | None:
    return next((rrset for rrset in rrsets if rrset.name == name and rrset.rdtype == rdtype), None)


def _alias(rrsets: list[RRset], name: Name) -> Name | None:
    found = _find(rrsets, name, CNAME)
    return getattr(found[0], "target", None) if found else None
