"""How much of a shop's time and how much of ours a scan may take: rates, budgets, and the counters that show them."""

from __future__ import annotations

import threading
from dataclasses import dataclass, fields


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds for one shop. Times in seconds, sizes in bytes. Every field must be positive.

    connections_per_second, burst   new connections, by this process and one child process together
    connections_at_once             of a child process, to all of the shop's hosts together
    child_share                     the part of both that a child process gets (see Network.child_rules)
    requests_per_second             HTTP requests; one second's worth may come at once
    max_connections                 in the whole scan, children included; without those of a port scan
    scan_ports_per_second           connections that a port scan begins, at one address after the other; most meet
                                    closed doors, and none stays open
    scan_ports_at_once              of these, unanswered at one time
    max_addresses                   of one name, that are looked at
    max_response_bytes              of one body, after decompression; before it, 64 KiB more
    max_header_bytes                of one response head, interim (1xx) responses included
    max_total_bytes                 read by this process in the whole scan, after TLS
    resolve_timeout_s               one look-up of a name
    connect_timeout_s               one connection, TLS handshake included
    read_timeout_s                  silence within an exchange
    exchange_timeout_s              from the open connection to the last byte of the response
    queries_per_second              DNS questions to the resolver; half a second's worth may come at once
    max_queries                     in the whole scan
    query_timeout_s, query_attempts one wait for a DNS answer, and how often it is asked for
    """

    connections_per_second: float = 60.0
    burst: int = 40
    connections_at_once: int = 20
    child_share: float = 0.75
    requests_per_second: float = 10.0
    max_connections: int = 3000
    scan_ports_per_second: float = 300.0
    scan_ports_at_once: int = 50
    max_addresses: int = 8
    max_response_bytes: int = 2 * 1024 * 1024
    max_header_bytes: int = 64 * 1024
    max_total_bytes: int = 256 * 1024 * 1024
    resolve_timeout_s: float = 10.0
    connect_timeout_s: float = 10.0
    read_timeout_s: float = 10.0
    exchange_timeout_s: float = 30.0
    queries_per_second: float = 100.0
    max_queries: int = 1000
    query_timeout_s: float = 2.0
    query_attempts: int = 2

    def __post_init__(self) -> None:
        for field in fields(self):
            if not getattr(self, field.name) > 0:
                raise ValueError(f"Limits.{field.name} must be positive")
        if self.child_share >= 1:
            raise ValueError("Limits.child_share must leave something for this process")


class Bucket:
    """A token bucket that hands out reservations: in any t seconds at most burst + t * per_second events.

    Has no clock and never sleeps, so one class serves the event loop and the threads of a child process.
    """

    def __init__(self, per_second: float, burst: float) -> None:
        self._per_second = per_second
        self._burst = max(1.0, burst)
        self._tokens = self._burst
        self._at: float | None = None
        self._lock = threading.Lock()

    def reserve(self, now: float) -> float:
        """Takes one token and says how many seconds to wait before using it. `now` is a monotonic time in seconds."""
        with self._lock:
            at = now if self._at is None else max(now, self._at)  # threads may arrive out of order
            earned = 0.0 if self._at is None else (at - self._at) * self._per_second
            self._tokens = min(self._burst, self._tokens + earned) - 1
            self._at = at
            return max(0.0, at - now - self._tokens / self._per_second)


@dataclass(slots=True)
class Used:
    """What was used of the budgets so far: connections attempted, requests and DNS questions, bytes after TLS."""

    connections: int = 0
    requests: int = 0
    queries: int = 0
    bytes_read: int = 0

    def add_child(self, connections: int) -> None:
        """Adds what a child process counted (`enforce(...)["connections"]`)."""
        self.connections += connections
