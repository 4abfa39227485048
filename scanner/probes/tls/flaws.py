"""Known flaws that only messages show which no ordinary client sends. Authorised scans only.

Heartbleed and CCS injection in our own bytes, Ticketbleed with a ticket of the server's own, ROBOT through sslyze, and
whether a client may renegotiate. A flaw is absent only where the server proves it or could not have it; silence is a
gap. RFC 6520 § 4 (CVE-2014-0160), CVE-2014-0224, CVE-2016-9244, USENIX Security 2018 "Return Of Bleichenbacher's Oracle
Threat", RFC 5746 § 5.
"""

from __future__ import annotations

import os
import socket
import time
from collections import Counter
from collections.abc import Callable, Collection, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

from scanner.model.vocabulary import KeyExchange, TlsFlaw, TlsVersion
from scanner.probes.tls import robot
from scanner.probes.tls.certificates import rsa_key
from scanner.probes.tls.exchange import CAUSES, Fate, Line, Reply, Unreached
from scanner.probes.tls.flight import MAX_FLIGHT, Flight, NotTls, handshake_messages, read_flight
from scanner.probes.tls.hello import WIRE, Ext, Offer, Terms, client_hello
from scanner.probes.tls.renegotiation import accepts_renegotiation
from scanner.probes.tls.sessions import Look
from scanner.probes.tls.suites import CHUNK, by_name, offered_in, suites
from scanner.probes.tls.tried import NAMES

_ALERT, _HANDSHAKE, _HEARTBEAT = 21, 22, 24
_BAD_RECORD_MAC, _DECRYPTION_FAILED = 20, 21
#: Seconds for the answer of a server that has one.
_PATIENCE_S = 1.0
_SENT, _CLAIMED = 16, 64
_TICKET_TRIES = 3


@dataclass(frozen=True, slots=True)
class Told:
    """What was found: `present`, or None with the cause of a gap and its reason."""

    present: bool | None
    cause: str = "error"
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of an endpoint: the suites it takes by version (IANA names), and its sessions.

    `leaves`: the server's own certificates in DER. `all_suites`: no suite was left unasked. `bare`: versions in which
    it takes only hellos without extensions. `unsettled`: versions that it may take too, with the cause of the doubt.
    """

    accepted: Mapping[TlsVersion, Collection[str]]
    looks: tuple[Look, ...] = ()
    leaves: tuple[bytes, ...] = ()
    all_suites: bool = True
    bare: frozenset[TlsVersion] = frozenset()
    unsettled: Mapping[TlsVersion, str] = field(default_factory=dict)

    @property
    def before_13(self) -> TlsVersion | None:
        """The newest version below TLS 1.3, SSL 2.0 apart."""
        older = [v for v in self.accepted if v not in {TlsVersion.TLSV1_3, TlsVersion.SSLV2} and self.accepted[v]]
        return max(older, key=lambda version: version.rank, default=None)

    @property
    def doubt(self) -> Told | None:
        """The gap where a version below TLS 1.3 may be taken that could not be looked at, else None."""
        older = [version for version in self.unsettled if version is not TlsVersion.TLSV1_3]
        if not older:
            return None
        newest = max(older, key=lambda version: version.rank)
        return Told(None, self.unsettled[newest], f"it is not known whether {newest} is accepted")

    def codes(self, version: TlsVersion) -> tuple[int, ...]:
        """The suites of a version as numbers."""
        return tuple(by_name()[name].code for name in self.accepted[version])


def look_for(line: Line, known: Known, pool: ThreadPoolExecutor) -> dict[TlsFlaw, Told]:
    """Every flaw of NAMES, at the same time as far as the line allows."""
    version = known.before_13
    if version is None:
        # TLS 1.3 has none of what these flaws need: such heartbeats, RSA key transport, a second handshake.
        alone = set(known.accepted) == {TlsVersion.TLSV1_3}
        if known.doubt is not None:
            return dict.fromkeys(NAMES, known.doubt)
        why = Told(None, "unsupported", "it is not looked for in SSL 2.0, the only version the server takes")
        if not known.accepted:
            why = Told(None, "error", "the server refuses every handshake")
        return dict.fromkeys(NAMES, Told(present=False) if alone else why)
    ways: dict[TlsFlaw, Callable[[Line, Known, TlsVersion], Told]] = {
        TlsFlaw.HEARTBLEED: _heartbleed,
        TlsFlaw.CCS_INJECTION: _ccs_injection,
        TlsFlaw.ROBOT: _robot,
        TlsFlaw.TICKETBLEED: _ticketbleed,
        TlsFlaw.CLIENT_RENEGOTIATION: _client_renegotiation,
    }
    asked = {name: pool.submit(_guarded, ways[name], line, known, version) for name in NAMES}
    return {name: future.result() for name, future in asked.items()}


def _guarded(way: Callable[[Line, Known, TlsVersion], Told], line: Line, known: Known, version: TlsVersion) -> Told:
    try:
        return way(line, known, version)
    except Unreached as error:
        return Told(None, CAUSES[error.fate], error.words)
    except NotTls as error:
        return Told(None, "error", f"the server's answer is not TLS: {error}")
    except TimeoutError:
        return Told(None, "timeout", "the server does not answer in time")
    except OSError:
        return Told(None, "error", "the server breaks off the connection")
    except Exception as error:  # noqa: BLE001 - somebody else's code, fed by a hostile server
        return Told(None, "error", f"the look for it failed ({type(error).__name__})")


class _Wire:
    """A connection after our hello; reads records until `patience` is over."""

    def __init__(self, connection: socket.socket, timeout_s: float) -> None:
        self._connection = connection
        self._deadline = time.monotonic() + timeout_s
        self.data = b""

    def send(self, data: bytes) -> None:
        self._connection.sendall(data)

    def greet(self, offer: Offer) -> Flight:
        """Send a hello and read up to the server's last message, ServerHelloDone. Raises NotTls where it ends early."""
        self.send(client_hello(offer))
        flight = Flight()
        while not flight.complete:
            if not self._more(self._deadline):
                raise NotTls("it ends in the middle of the handshake")
            flight = read_flight(self.data, offer.version)
        if flight.hello is None or flight.hello.version is not offer.version:
            raise NotTls("it does not take the hello that it took before")
        self.data = b""
        return flight

    def record(self, patience_s: float) -> tuple[int, bytes] | None:
        """The next record as type and body; type 0 when the server ends the connection; None when it stays silent."""
        until = min(self._deadline, time.monotonic() + patience_s)
        while len(self.data) < 5 or len(self.data) < 5 + int.from_bytes(self.data[3:5], "big"):
            try:
                if not self._more(until):
                    return 0, b""
            except TimeoutError:
                return None
            except OSError:
                return 0, b""
        end = 5 + int.from_bytes(self.data[3:5], "big")
        found, self.data = (self.data[0], self.data[5:end]), self.data[end:]
        return found

    def _more(self, until: float) -> bool:
        left = until - time.monotonic()
        if left <= 0:
            raise TimeoutError
        self._connection.settimeout(left)
        received = self._connection.recv(1 << 15)
        self.data += received
        if len(self.data) > MAX_FLIGHT:
            raise NotTls("the server sends without end")
        return bool(received)


def _offer(line: Line, known: Known, version: TlsVersion, **more: object) -> Offer:
    bare = version in known.bare
    name, terms = line.target.server_name, Terms(protocols=line.target.protocols)
    return Offer(version, known.codes(version), name, os.urandom(64), bare, terms=terms, **more)  # type: ignore[arg-type]


def _record(kind: int, version: TlsVersion, body: bytes) -> bytes:
    return bytes([kind]) + WIRE[version].to_bytes(2, "big") + len(body).to_bytes(2, "big") + body


def _heartbleed(line: Line, known: Known, version: TlsVersion) -> Told:
    """A heartbeat that claims 64 bytes and brings 16: only a flawed server answers it, with memory behind the 16.

    A server that offers no heartbeats answers none. Of what comes back nothing is kept but its length.
    """
    offer = _offer(line, known, version, extra=((Ext.HEARTBEAT, b"\x01"),))
    with line.connection() as connection:
        wire = _Wire(connection, line.timeout_s)
        flight = wire.greet(offer)
        if flight.hello is None or Ext.HEARTBEAT not in flight.hello.extensions:
            return Told(present=False)
        sent = os.urandom(_SENT)
        wire.send(_record(_HEARTBEAT, version, b"\x01" + _CLAIMED.to_bytes(2, "big") + sent))
        if _answers_with_more(wire, sent):
            return Told(present=True)
        # It has thrown the message away or is dead: a fatal alert, which every server heeds, tells the two apart.
        wire.send(_record(_ALERT, version, b"\x02\x28"))
        while (found := wire.record(_PATIENCE_S)) is not None:
            if found[0] == 0:
                return Told(present=False)
        return Told(None, "timeout", "the server answers neither the heartbeat nor the end of the handshake")


def _answers_with_more(wire: _Wire, sent: bytes) -> bool:
    while (found := wire.record(_PATIENCE_S)) is not None:
        kind, body = found
        if kind == _HEARTBEAT:
            return body[:1] == b"\x02" and body[3 : 3 + len(sent)] == sent and len(body) > 3 + len(sent)
        if kind in {0, _ALERT}:
            return False
    return False


def _ccs_injection(line: Line, known: Known, version: TlsVersion) -> Told:
    """ChangeCipherSpec before any key: a flawed server takes it, and then fails to decrypt what comes next."""
    with line.connection() as connection:
        wire = _Wire(connection, line.timeout_s)
        wire.greet(_offer(line, known, version))
        wire.send(_record(20, version, b"\x01"))
        if wire.record(_PATIENCE_S) is not None:
            return Told(present=False)
        wire.send(_record(23, version, bytes(32)))
        found = wire.record(_PATIENCE_S)
        if found is None:
            return Told(None, "timeout", "the server says nothing to a ChangeCipherSpec out of turn")
        kind, body = found
        return Told(present=kind == _ALERT and body[1:2] in {bytes([_BAD_RECORD_MAC]), bytes([_DECRYPTION_FAILED])})


def _robot(line: Line, known: Known, version: TlsVersion) -> Told:
    """Without RSA key transport there is nothing to ask; with it, whether wrong paddings are answered alike."""
    reply: Reply | None = None
    transports: list[TlsVersion] = [
        each
        for each, names in known.accepted.items()
        if each is not TlsVersion.SSLV2 and any(by_name()[name].key_exchange is KeyExchange.RSA for name in names)
    ]
    if not transports:
        # In a version that may be taken there may be RSA key transport.
        without = known.doubt or Told(present=False)
        if known.all_suites:
            return without
        codes = [code for code in offered_in(version) if suites()[code].key_exchange is KeyExchange.RSA]
        reply = line.say(version, tuple(codes[:CHUNK]), bare=version in known.bare)
        if reply.fate is Fate.ALERT:
            return without
        if reply.hello is None or reply.hello.version is not version:
            return Told(
                None, CAUSES.get(reply.fate, "error"), reply.words or "RSA key transport could not be asked for"
            )
        transports = [version]
    newest = max(transports, key=lambda each: each.rank)
    key = next((key for leaf in known.leaves if (key := rsa_key(leaf)) is not None), None)
    if key is None:
        return Told(None, "error", "the certificate for RSA key transport could not be read")
    names = [each for each in known.accepted[newest] if by_name()[each].key_exchange is KeyExchange.RSA] or [
        suites()[code].name for code in (reply.hello.suites if reply is not None and reply.hello else ())
    ]
    return robot_told(robot.answers(line, newest, names, key))


def robot_told(answers: Mapping[str, tuple[str, ...]]) -> Told:
    """What the answers to each kind of padding say; several for each."""
    if not answers:
        return Told(None, "error", "our libraries have none of the server's suites with RSA key transport")
    if any(len(set(each)) != 1 for each in answers.values()):
        return Told(None, "error", "the server's answers to wrong paddings differ from one time to the next")
    distinct = {each[0] for each in answers.values()}
    if distinct == {robot.SILENCE}:
        return Told(None, "timeout", "the server answers no wrong padding in time")
    return Told(present=len(distinct) > 1)


def _ticketbleed(line: Line, known: Known, _version: TlsVersion) -> Told:
    """A ticket sent with a session id of one byte: a flawed server echoes 32, of which 31 are memory."""
    look = next((look for look in known.looks if look.version is not TlsVersion.TLSV1_3), None)
    if look is None or look.first is None or look.first.tickets is None:
        return Told(None, "error", (look.trouble if look else "") or "no session could be set up")
    if not look.first.tickets:
        return Told(present=False)
    if not look.first.ticket:
        return Told(None, "error", "the server's ticket could not be read")
    seen: Counter[bool] = Counter()
    for _ in range(_TICKET_TRIES):
        mark = os.urandom(1)
        offer = _offer(line, known, look.version, session_id=mark, extra=((Ext.SESSION_TICKET, look.first.ticket),))
        with line.connection() as connection:
            wire = _Wire(connection, line.timeout_s)
            wire.send(client_hello(offer))
            echoed = _session_id(wire)
        seen[len(echoed) > 1 and echoed.startswith(mark)] += 1
        if seen[False]:
            return Told(present=False)  # what it makes of the id is its own, or ours alone
    return Told(present=True)


def _session_id(wire: _Wire) -> bytes:
    """The session id of the ServerHello. Raises NotTls where none comes."""
    stream = b""
    while (found := wire.record(_PATIENCE_S * 5)) is not None:
        kind, body = found
        if kind != _HANDSHAKE:
            break
        stream += body
        for name, message in handshake_messages(_record(_HANDSHAKE, TlsVersion.TLSV1_2, stream)):
            if name == 2 and len(message) > 34:
                return message[35 : 35 + message[34]]
    raise NotTls("it does not take a ticket with a session id of one byte")


def _client_renegotiation(line: Line, known: Known, version: TlsVersion) -> Told:
    accepted, cause, reason = accepts_renegotiation(line, version, tuple(known.accepted[version]))
    return Told(accepted, cause, reason)
