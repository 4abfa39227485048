"""One connection, one hello, one answer: bounded in bytes, time and number, and every way to fail has a name."""

from __future__ import annotations

import errno
import os
import socket
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass, replace
from enum import StrEnum, unique

from scanner.model.vocabulary import TlsVersion
from scanner.network.limits import Bucket
from scanner.probes.tls import starttls
from scanner.probes.tls.flight import MAX_FLIGHT, Flight, NotTls, ServerHello, read_flight
from scanner.probes.tls.hello import PROTOCOLS, Offer, Terms, client_hello
from scanner.probes.tls.starttls import NoTls, Outcome


@unique
class Fate(StrEnum):
    """What became of a hello."""

    ANSWERED = "answered"
    ALERT = "alert"
    CLOSED = "closed"
    NOT_TLS = "not_tls"
    TIMEOUT = "timeout"
    REFUSED = "refused"
    UNREACHABLE = "unreachable"
    BLOCKED = "blocked"
    BUDGET = "budget"
    #: Where TLS has to be asked for: the server has none, doesn't want to talk, or breaks the rules on the way.
    NO_STARTTLS = "no_starttls"
    TURNED_AWAY = "turned_away"
    BROKEN = "broken"


#: The gap cause of the vocabulary for each way to fail.
CAUSES = {
    Fate.ALERT: "error",
    Fate.CLOSED: "error",
    Fate.NOT_TLS: "unsupported",
    Fate.TIMEOUT: "timeout",
    Fate.REFUSED: "refused",
    Fate.UNREACHABLE: "unreachable",
    Fate.BLOCKED: "blocked",
    Fate.BUDGET: "budget",
    Fate.NO_STARTTLS: "unsupported",
    Fate.TURNED_AWAY: "refused",
    Fate.BROKEN: "error",
}
_OUTCOMES = {
    Outcome.NOT_OFFERED: Fate.NO_STARTTLS,
    Outcome.TURNED_AWAY: Fate.TURNED_AWAY,
    Outcome.BROKEN: Fate.BROKEN,
    Outcome.CLOSED: Fate.CLOSED,
}

#: A second try may succeed where these happened once.
TRANSIENT = frozenset({Fate.TIMEOUT, Fate.REFUSED, Fate.UNREACHABLE, Fate.NOT_TLS})


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer or the lack of one. `hello` stands exactly when the fate is ANSWERED.

    `broken_off`: how the reading of an answer ended, if not because we had what we wanted.
    """

    fate: Fate
    flight: Flight
    words: str
    broken_off: Fate | None = None

    @property
    def hello(self) -> ServerHello | None:
        """What the server chose."""
        return self.flight.hello if self.fate is Fate.ANSWERED else None


class Unreached(Exception):
    """No connection on which TLS could begin."""

    def __init__(self, fate: Fate, words: str) -> None:
        super().__init__(words)
        self.fate = fate
        self.words = words


@dataclass(frozen=True, slots=True)
class Target:
    """Where to connect and in whose name. `server_name` is None for an address literal (RFC 6066 § 3).

    `service`: what is spoken inside TLS. `starttls`: the protocol in which TLS has to be asked for, None for at once.
    """

    address: str
    connect_port: int
    server_name: str | None
    service: str = "https"
    starttls: str | None = None

    @property
    def protocols(self) -> tuple[bytes, ...]:
        """What to offer by ALPN: Dovecot, for one, refuses a client that offers only what is not mail."""
        return PROTOCOLS if self.service.startswith("http") else ()

    @property
    def host(self) -> str:
        """The name to speak of, or the address."""
        return self.server_name or self.address


_ALL = Terms()


def _nothing_more(_hello: ServerHello) -> bool:
    return False


@dataclass(frozen=True, slots=True)
class Pace:
    """How a server is treated.

    at_once, per_second, burst   connections of one endpoint; per_second None: only the shop's own limit holds
    sweep                        hellos for suites by version, None: as many as it takes
    patience_s                   how long to leave a server in peace that turns us away, before the one further try
    """

    at_once: int
    per_second: float | None = None
    burst: int = 1
    sweep: Mapping[TlsVersion, int] | None = None
    patience_s: float = 0.0


#: Mail servers count connections: postfix allows 50 at once and dovecot 10 of one address, others a few a second.
GENTLE = Pace(
    at_once=2,
    per_second=20.0,
    burst=8,
    sweep={TlsVersion.TLSV1_3: 10, TlsVersion.TLSV1_2: 90, **dict.fromkeys(tuple(TlsVersion)[:4], 60)},
    patience_s=1.5,
)


class Line:
    """Opens connections to one target, as `pace` allows. `counted`: those begun, under "connections".

    `guarded`: a network guard counts them, and its `over_budget` tells a spent budget from a forbidden address.
    `shop`: a turn among all connections of the shop.
    """

    def __init__(
        self,
        target: Target,
        timeout_s: float,
        pace: Pace,
        counted: Counter[str],
        *,
        guarded: bool,
        shop: AbstractContextManager[object] | None = None,
    ) -> None:
        self.target = target
        self.timeout_s = timeout_s
        self.pace = pace
        self.opened = 0
        self._turn = threading.BoundedSemaphore(pace.at_once)
        self._shop = shop or nullcontext()
        self._bucket = Bucket(pace.per_second, pace.burst) if pace.per_second else None
        self._sweep_left = None if pace.sweep is None else dict(pace.sweep)
        self._lock = threading.Lock()
        self._counted = counted
        self._guarded = guarded

    def may_sweep(self, version: TlsVersion) -> bool:
        """Takes one of the hellos that may be spent on the suites of a version; False when none is left."""
        if self._sweep_left is None:
            return True
        with self._lock:
            self._sweep_left[version] -= 1
            return self._sweep_left[version] >= 0

    @contextmanager
    def connection(self) -> Iterator[socket.socket]:
        """A connection on which TLS may begin; raises Unreached. Other errors are those of whoever uses it."""
        with self._turn:
            if self._bucket is not None:
                time.sleep(self._bucket.reserve(time.monotonic()))
            with self._shop, self._open() as opened:
                yield opened

    def _open(self) -> socket.socket:
        with self._lock:
            self.opened += 1
            if not self._guarded:
                self._counted["connections"] += 1
        try:
            opened = socket.create_connection((self.target.address, self.target.connect_port), self.timeout_s)
        except OSError as error:
            raise Unreached(self._fate(error), _words(error, connected=False)) from error
        try:
            if self.target.starttls is not None:
                deadline = time.monotonic() + self.timeout_s
                starttls.ask_for_tls(opened, self.target.starttls, self.target.host, deadline)
            opened.settimeout(self.timeout_s)
        except NoTls as error:
            opened.close()
            raise Unreached(_OUTCOMES[error.outcome], error.words) from error
        except OSError as error:
            opened.close()
            raise Unreached(self._fate(error), _words(error, connected=True)) from error
        return opened

    def say(
        self,
        version: TlsVersion,
        suites: tuple[int, ...],
        *,
        bare: bool = False,
        key_share: bool = False,
        named: bool = True,
        more: Callable[[ServerHello], bool] = _nothing_more,
        terms: Terms = _ALL,
        sealed: int = 0,
    ) -> Reply:
        """Send one hello and read the answer; `more` decides whether the certificates are worth waiting for.

        `named`: with the server name, if there is one. `sealed`: wait for so many bytes that only the key holders can
        read, behind a ServerHello of TLS 1.3.
        """
        if terms.protocols is None:
            terms = replace(terms, protocols=self.target.protocols)
        name = self.target.server_name if named else None
        offer = Offer(version, suites, name, os.urandom(64), bare, key_share, terms)
        reply = self._say(offer, more, sealed)
        if reply.fate is Fate.TURNED_AWAY and self.pace.patience_s:
            time.sleep(self.pace.patience_s)
            reply = self._say(offer, more, sealed)
        return reply

    def _say(self, offer: Offer, more: Callable[[ServerHello], bool], sealed: int) -> Reply:
        try:
            with self.connection() as connection:
                return self._converse(connection, offer, more, sealed)
        except Unreached as error:
            return _silence(error.fate, error.words)

    def _converse(
        self, connection: socket.socket, offer: Offer, more: Callable[[ServerHello], bool], sealed: int
    ) -> Reply:
        deadline = time.monotonic() + self.timeout_s
        data, flight = b"", Flight()
        try:
            connection.sendall(client_hello(offer))
            while not _enough(flight, more, sealed):
                connection.settimeout(max(deadline - time.monotonic(), 0.001))
                received = connection.recv(1 << 15)
                if not received:
                    return _reply(flight, Fate.CLOSED, "the server closed the connection without an answer")
                data += received
                flight = read_flight(data, offer.version)
                if len(data) > MAX_FLIGHT or time.monotonic() > deadline:
                    return _reply(flight, Fate.NOT_TLS, "the server sends without end")
        except NotTls as error:
            # What an earlier read understood still stands.
            return _reply(flight, Fate.NOT_TLS, f"the server's answer is not TLS: {error}")
        except OSError as error:
            return _reply(flight, self._fate(error), _words(error, connected=True))
        return _reply(flight, None, "the server answers without a hello")

    def _fate(self, error: OSError) -> Fate:
        if isinstance(error, TimeoutError):
            return Fate.TIMEOUT
        if isinstance(error, PermissionError):
            return Fate.BUDGET if self._counted["over_budget"] else Fate.BLOCKED
        if isinstance(error, ConnectionRefusedError):
            return Fate.REFUSED
        if isinstance(error, ConnectionResetError | BrokenPipeError | ConnectionAbortedError):
            return Fate.CLOSED
        return Fate.UNREACHABLE


def _enough(flight: Flight, more: Callable[[ServerHello], bool], sealed: int) -> bool:
    if sealed and flight.hello is not None and flight.fatal is None and not flight.hello.retry:
        return flight.sealed >= sealed
    return flight.complete or (flight.hello is not None and not more(flight.hello))


def _reply(flight: Flight, otherwise: Fate | None, words: str) -> Reply:
    if flight.hello is not None:
        return Reply(Fate.ANSWERED, flight, "", otherwise)
    if flight.alerts:
        alert = flight.fatal or flight.alerts[-1]
        return Reply(Fate.ALERT, flight, f"the server answers with the alert {alert.name}")
    return Reply(otherwise or Fate.NOT_TLS, flight, words)


def _silence(fate: Fate, words: str) -> Reply:
    return Reply(fate, Flight(), words)


def _words(error: OSError, *, connected: bool) -> str:
    """Our own words; the operating system's only as the name of its error number."""
    if isinstance(error, TimeoutError):
        return "the server does not answer in time" if connected else "the connection was not made in time"
    if isinstance(error, ConnectionRefusedError):
        return "the connection is refused"
    if isinstance(error, ConnectionResetError | BrokenPipeError | ConnectionAbortedError):
        return "the server resets the connection"
    if isinstance(error, PermissionError):
        return f"the scan's own rules keep it from connecting: {error}"
    return f"the connection fails ({errno.errorcode.get(error.errno or 0, 'unknown error')})"
