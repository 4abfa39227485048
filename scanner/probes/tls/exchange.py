"""One connection, one hello, one answer: bounded in bytes and time, and every way to fail has a name."""

from __future__ import annotations

import errno
import os
import socket
import threading
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import StrEnum, unique

from scanner.model.vocabulary import TlsVersion
from scanner.probes.tls.flight import MAX_FLIGHT, Flight, NotTls, ServerHello, read_flight
from scanner.probes.tls.hello import PROTOCOLS, Offer, Terms, client_hello


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


@dataclass(frozen=True, slots=True)
class Target:
    """Where to connect and in whose name. `server_name` is None for an address literal (RFC 6066 § 3).

    `protocols`: what ALPN offers; nothing where the service has none, since a server may refuse the wrong one.
    """

    address: str
    connect_port: int
    server_name: str | None
    protocols: tuple[bytes, ...] = PROTOCOLS


_ALL = Terms()


def _nothing_more(_hello: ServerHello) -> bool:
    return False


class Line:
    """Opens connections to one target, at most `at_once` at a time. `counted`: those begun, under "connections".

    `guarded`: a network guard counts them, and its `over_budget` tells a spent budget from a forbidden address.
    """

    def __init__(self, target: Target, timeout_s: float, at_once: int, counted: Counter[str], *, guarded: bool) -> None:
        self.target = target
        self.timeout_s = timeout_s
        self._turn = threading.BoundedSemaphore(at_once)
        self._counted = counted
        self._guarded = guarded

    def count(self) -> None:
        """A connection is begun outside of `say`."""
        if not self._guarded:
            self._counted["connections"] += 1

    def say(
        self,
        version: TlsVersion,
        suites: tuple[int, ...],
        *,
        bare: bool = False,
        key_share: bool = False,
        more: Callable[[ServerHello], bool] = _nothing_more,
        terms: Terms = _ALL,
        sealed: int = 0,
    ) -> Reply:
        """Send one hello and read the answer; `more` decides whether the certificates are worth waiting for.

        `sealed`: wait for so many bytes that only the key holders can read, behind a ServerHello of TLS 1.3.
        """
        if terms.protocols is None:
            terms = replace(terms, protocols=self.target.protocols)
        offer = Offer(version, suites, self.target.server_name, os.urandom(64), bare, key_share, terms)
        with self._turn:
            self.count()
            try:
                connection = socket.create_connection((self.target.address, self.target.connect_port), self.timeout_s)
            except OSError as error:
                return _silence(self._fate(error), _words(error, connected=False))
            with connection:
                return self._converse(connection, offer, more, sealed)

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
