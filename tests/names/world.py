"""A DNS of our own: zones, signed as the test wants, and how a resolver would answer for them."""

from __future__ import annotations

import base64
import time
from collections.abc import Callable
from dataclasses import dataclass, field

import dns.dnssec
import dns.flags
import dns.message
import dns.name
import dns.rcode
import dns.rdata
import dns.rdataclass
import dns.rdatatype
import dns.rrset
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, padding, rsa
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from dns.name import Name
from dns.rdatatype import RdataType
from dns.rrset import RRset

from scanner.probes.dns.signatures import signed_data

TTL = 300
DAY = 86400
_BLANK = dns.rrset.from_text(".", TTL, "IN", "TXT", '"x"')


@dataclass
class Key:
    """A key of a zone, of one of the three usual algorithms."""

    algorithm: int = 15
    private: object = None

    def __post_init__(self) -> None:
        self.private = {
            8: lambda: rsa.generate_private_key(65537, 2048),
            13: lambda: ec.generate_private_key(ec.SECP256R1()),
            15: ed25519.Ed25519PrivateKey.generate,
        }[self.algorithm]()

    @property
    def record(self) -> dns.rdata.Rdata:
        public = self.private.public_key()
        if self.algorithm == 15:
            raw = public.public_bytes(Encoding.Raw, PublicFormat.Raw)
        elif self.algorithm == 13:
            raw = public.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)[1:]
        else:
            numbers = public.public_numbers()
            raw = b"\x03\x01\x00\x01" + numbers.n.to_bytes(256, "big")
        text = f"257 3 {self.algorithm} {base64.b64encode(raw).decode()}"
        return dns.rdata.from_text("IN", "DNSKEY", text)

    def sign(self, data: bytes) -> bytes:
        if self.algorithm == 15:
            return self.private.sign(data)
        if self.algorithm == 13:
            r, s = decode_dss_signature(self.private.sign(data, ec.ECDSA(SHA256())))
            return r.to_bytes(32, "big") + s.to_bytes(32, "big")
        return self.private.sign(data, padding.PKCS1v15(), SHA256())


@dataclass
class Zone:
    """A zone from lines like `www A 192.0.2.1`; `@` is the apex. `delegates`: child apexes, by DS or without.

    `spoil`: what a signature becomes before it goes out. `begins`, `ends`: seconds from now.
    """

    apex: Name
    rrsets: dict[tuple[Name, RdataType], RRset] = field(default_factory=dict)
    key: Key | None = None
    begins: float = -DAY
    ends: float = DAY
    spoil: Callable[[RdataType, bytes], bytes] = lambda _, made: made
    opt_out: bool = False
    unproven: bool = False

    def add(self, line: str) -> None:
        owner, kind, rest = line.split(None, 2)
        name = self.apex if owner == "@" else dns.name.from_text(owner, self.apex)
        rdtype = dns.rdatatype.from_text(kind)
        record = dns.rdata.from_text(dns.rdataclass.IN, rdtype, rest, origin=self.apex, relativize=False)
        self.put(name, rdtype, record)

    def put(self, name: Name, rdtype: RdataType, record: dns.rdata.Rdata) -> None:
        rrset = self.rrsets.setdefault((name, rdtype), RRset(name, dns.rdataclass.IN, rdtype))
        rrset.add(record, TTL)

    def signature(self, rrset: RRset) -> RRset:
        assert self.key is not None
        now = int(time.time())
        labels = len(rrset.name.labels) - 1
        tag = dns.dnssec.key_id(self.key.record)
        head = (
            f"{dns.rdatatype.to_text(rrset.rdtype)} {self.key.algorithm} {labels} {TTL} {now + int(self.ends)} "
            f"{now + int(self.begins)} {tag} {self.apex}"
        )
        blank = dns.rdata.from_text("IN", "RRSIG", f"{head} AA==")
        made = self.spoil(rrset.rdtype, self.key.sign(signed_data(rrset, blank)))
        record = dns.rdata.from_text("IN", "RRSIG", f"{head} {base64.b64encode(made).decode()}")
        return dns.rrset.from_rdata(rrset.name, TTL, record)

    @property
    def ds(self) -> dns.rdata.Rdata:
        assert self.key is not None
        return dns.dnssec.make_ds(self.apex, self.key.record, "SHA256")


def name(text: str) -> Name:
    return dns.name.from_text(text)


class World:
    """All zones, and the answers of a resolver that knows them. `asked`: every question, in order.

    `instead`: what a question gets in place of its answer, by name and type, either "*".
    """

    def __init__(self) -> None:
        self.zones: dict[Name, Zone] = {}
        self.instead: dict[tuple[str, str], object] = {}
        self.asked: list[tuple[str, str]] = []
        self.over_tcp: list[tuple[str, str]] = []
        self.zone(".")

    def zone(
        self, apex: str, lines: str = "", *, key: Key | None = None, ds: bool | None = None, **more: object
    ) -> Zone:
        """A zone and its delegation from the zone above; `ds` says otherwise than by whether it is signed."""
        made = Zone(name(apex), key=key, **more)
        made.put(
            made.apex,
            RdataType.SOA,
            dns.rdata.from_text("IN", "SOA", f"ns.{apex} host.{apex} 1 2 3 4 5".replace("..", ".")),
        )
        for line in filter(None, map(str.strip, lines.splitlines())):
            made.add(line)
        if key is not None:
            made.put(made.apex, RdataType.DNSKEY, key.record)
        if made.apex != dns.name.root:
            parent = self.enclosing(made.apex.parent())
            parent.add(f"{made.apex} NS ns.{made.apex}")
            if (key is not None) if ds is None else ds:
                parent.put(made.apex, RdataType.DS, (made if key else Zone(made.apex, key=Key())).ds)
        self.zones[made.apex] = made
        return made

    def enclosing(self, owner: Name) -> Zone:
        while owner not in self.zones:
            owner = owner.parent()
        return self.zones[owner]

    def anchors(self) -> str:
        """The root's key as a trust anchor, as it stands in a file."""
        return f". IN DS {self.zones[dns.name.root].ds}\n"

    # ── answers ──────────────────────────────────────────────────────────────────────────────────────────────────────

    def answer(self, wire: bytes, *, tcp: bool) -> list[bytes]:
        """The messages that a question gets: none, one or several."""
        query = dns.message.from_wire(wire)
        asked = query.question[0]
        key = (asked.name.to_text(omit_final_dot=True).lower(), dns.rdatatype.to_text(asked.rdtype))
        (self.over_tcp if tcp else self.asked).append(key)
        instead = next(
            (self.instead[k] for k in (key, (key[0], "*"), ("*", key[1]), ("*", "*")) if k in self.instead), None
        )
        match instead:
            case None:
                pass
            case "drop":
                return []
            case "garbage":
                return [wire[:2] + b"\x80" + b"\xff" * 40]
            case int():
                return [self._plain(query, instead).to_wire()]
            case _ if callable(instead):
                return instead(query, self._reply(query), tcp)
        reply = self._reply(query)
        whole = reply.to_wire(max_size=65535)
        if not tcp and len(whole) > (query.payload or 512):
            cut = self._plain(query, dns.rcode.NOERROR)
            cut.flags |= dns.flags.TC
            return [cut.to_wire()]
        return [whole]

    def _plain(self, query: dns.message.Message, rcode: int) -> dns.message.Message:
        reply = dns.message.make_response(query, recursion_available=True)
        reply.set_rcode(rcode)
        return reply

    def _reply(self, query: dns.message.Message) -> dns.message.Message:
        reply = self._plain(query, dns.rcode.NOERROR)
        question, wants = query.question[0], bool(query.ednsflags & dns.flags.DO)
        owner, rdtype = question.name, question.rdtype
        for _ in range(20):
            zone = self.enclosing(owner.parent() if rdtype == RdataType.DS and owner != dns.name.root else owner)
            found = zone.rrsets.get((owner, rdtype))
            alias = zone.rrsets.get((owner, RdataType.CNAME))
            if found is not None or alias is None:
                break
            self._give(reply.answer, zone, alias, wants)
            owner = alias[0].target
        else:
            return reply
        if found is not None:
            self._give(reply.answer, zone, found, wants)
            return reply
        soa = zone.rrsets[zone.apex, RdataType.SOA]
        self._give(reply.authority, zone, soa, wants)
        exists = any(known.is_subdomain(owner) for other in self.zones.values() for known, _ in other.rrsets)
        if not exists:
            reply.set_rcode(dns.rcode.NXDOMAIN)
        if wants and zone.key is not None and rdtype == RdataType.DS and not zone.unproven:
            self._give(reply.authority, zone, self._denial(zone, owner), wants)
        return reply

    def _denial(self, zone: Zone, owner: Name) -> RRset:
        if not zone.opt_out:
            types = "NS RRSIG NSEC" if (owner, RdataType.NS) in zone.rrsets else "A RRSIG NSEC"
            return dns.rrset.from_text(owner, TTL, "IN", "NSEC", f"\\000.{owner} {types}")
        low, high = "0" * 32, "V" * 32
        return dns.rrset.from_text(f"{low}.{zone.apex}", TTL, "IN", "NSEC3", f"1 1 0 - {high} SOA NS RRSIG")

    def _give(self, section: list[RRset], zone: Zone, rrset: RRset, wants: bool) -> None:
        section.append(rrset)
        if wants and zone.key is not None and not (rrset.rdtype == RdataType.NS and rrset.name != zone.apex):
            section.append(zone.signature(rrset))
