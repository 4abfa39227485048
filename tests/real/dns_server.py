"""An authoritative name server on a loopback port, UDP and TCP, for zones written as plain mappings."""

import socket
import struct
import threading
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress

import dns.flags
import dns.message
import dns.name
import dns.rcode
import dns.rdatatype
import dns.rrset

from .processes import LOOPBACK, port_of

Zones = Mapping[str, Mapping[str, tuple[str, ...]]]  # {"a.example": {"MX": ("10 mx.a.example.",)}}; SOA marks an apex
TTL_S = 300


def soa(name: str) -> tuple[str]:
    return (f"ns.{name}. hostmaster.{name}. 1 7200 900 1209600 300",)


def answer(zones: Zones, query: dns.message.Message) -> dns.message.Message:
    """Answer, no data (with the SOA), no such name, or REFUSED outside all zones (RFC 1034 § 4.3.2, RFC 2308)."""
    reply = dns.message.make_response(query)
    question = query.question[0]
    name = question.name.to_text(omit_final_dot=True).lower()
    apex = next((parent for parent in _upwards(name) if "SOA" in zones.get(parent, {})), None)
    if apex is None:
        reply.set_rcode(dns.rcode.REFUSED)
        return reply
    reply.flags |= dns.flags.AA
    records = zones.get(name, {})
    wanted = dns.rdatatype.to_text(question.rdtype)
    if found := records.get(wanted) or records.get("CNAME"):
        kind = wanted if wanted in records else "CNAME"
        reply.answer.append(dns.rrset.from_text(question.name, TTL_S, "IN", kind, *found))
        return reply
    reply.authority.append(dns.rrset.from_text(dns.name.from_text(apex), TTL_S, "IN", "SOA", *zones[apex]["SOA"]))
    if not records and not any(other.endswith(f".{name}") for other in zones):
        reply.set_rcode(dns.rcode.NXDOMAIN)
    return reply


@contextmanager
def name_server(zones: Zones) -> Iterator[int]:
    """Serves until the block ends and gives the port, the same for UDP and TCP."""
    with _both() as (udp, tcp):
        threads = [threading.Thread(target=of, args=(zones, on), daemon=True) for of, on in ((_udp, udp), (_tcp, tcp))]
        for thread in threads:
            thread.start()
        try:
            yield port_of(tcp)
        finally:
            with suppress(OSError):
                tcp.shutdown(socket.SHUT_RDWR)
            with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as waker:
                waker.sendto(b"", (LOOPBACK, port_of(tcp)))
            for thread in threads:
                thread.join(timeout=5)


@contextmanager
def _both() -> Iterator[tuple[socket.socket, socket.socket]]:
    """A TCP and a UDP socket on one number; TCP is given one, which UDP may have to refuse a few times."""
    with ExitStack() as opened:
        for _ in range(20):
            tcp = opened.enter_context(socket.create_server((LOOPBACK, 0)))
            udp = opened.enter_context(socket.socket(socket.AF_INET, socket.SOCK_DGRAM))
            try:
                udp.bind((LOOPBACK, port_of(tcp)))
            except OSError:
                continue
            yield udp, tcp
            return
    raise OSError("no port is free for both UDP and TCP")


def _udp(zones: Zones, on: socket.socket) -> None:
    while True:
        wire, sender = on.recvfrom(65535)
        if not wire:
            return
        with suppress(dns.exception.DNSException):
            on.sendto(answer(zones, dns.message.from_wire(wire)).to_wire(), sender)


def _tcp(zones: Zones, on: socket.socket) -> None:
    while True:
        try:
            connection, _ = on.accept()
        except OSError:
            return
        connection.settimeout(5)
        with connection, suppress(OSError, struct.error, dns.exception.DNSException):
            (size,) = struct.unpack("!H", connection.recv(2, socket.MSG_WAITALL))
            wire = answer(zones, dns.message.from_wire(connection.recv(size, socket.MSG_WAITALL))).to_wire()
            connection.sendall(struct.pack("!H", len(wire)) + wire)


def _upwards(name: str) -> Iterator[str]:
    while name:
        yield name
        _, _, name = name.partition(".")
