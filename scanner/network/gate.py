"""The browser's only way out: a loopback proxy through which the choke point holds for a client that is not ours.

The browser is told to resolve nothing and to connect to nothing but this port; whatever it asks for is resolved,
judged, paced and counted here. Who else runs on this machine may use the port too, and gains nothing that it
could not reach by itself.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import time
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Self

from scanner.errors import AddressRefused, NetworkError
from scanner.network.addresses import parse_ip
from scanner.network.client import Network
from scanner.network.limits import Bucket, Used
from scanner.network.stream import CHUNK_BYTES, Stream, Target, open_stream
from scanner.network.urls import bracketed, canonical_host, parse_url, shown

MAX_HEAD_BYTES = 64 * 1024
MOST_FAILURES_KEPT = 2000
MOST_PLACES_KEPT = 2000
_ADDRESSES_KEPT = 16
_ADDRESSES_TRIED = 3
_HOP_BY_HOP = {"connection", "proxy-connection", "proxy-authorization", "keep-alive"}
_LAST_PORT = 65535
_FAREWELL_S = 10.0

log = logging.getLogger("siegel.network.gate")


@dataclass(frozen=True, slots=True)
class GateLimits:
    """Bounds for one browser. Times in seconds, sizes in bytes.

    connections_per_second, burst  new connections, beside those of the network's own clients
    max_connections, max_open      in the whole scan, and at one time
    max_received, max_sent         bytes in the whole scan, as they are on the wire (encrypted, compressed)
    head_timeout_s                 from the browser's connection to its complete request head
    connect_timeout_s              one attempt, where a further address remains to be tried
    idle_timeout_s                 silence of a server within an open connection
    remember_s                     how long the answer of a look-up holds
    """

    connections_per_second: float = 40.0
    burst: float = 60.0
    max_connections: int = 6000
    max_open: int = 256
    max_received: int = 1024 * 1024 * 1024
    max_sent: int = 64 * 1024 * 1024
    head_timeout_s: float = 30.0
    connect_timeout_s: float = 4.0
    idle_timeout_s: float = 120.0
    remember_s: float = 60.0


@dataclass(frozen=True, slots=True)
class GateFailure:
    """Why a host could not be reached: a gap cause of the vocabulary (`blocked`: our own rules), and words."""

    cause: str
    reason: str


class Gate:
    """An HTTP proxy on 127.0.0.1 for one browser: CONNECT for TLS and web sockets, absolute-form for plain http.

    failures  by "host:port" as the browser asked for it, the last failure of each; bounded
    used      what the browser used; beside the network's own counters
    reached   by "host:port" the addresses to which connections were made, in the order of the first; bounded
    """

    def __init__(self, network: Network, limits: GateLimits | None = None) -> None:
        self.limits = limits or _limits_beside(network)
        self.used = Used()
        self.bytes_sent = 0
        self.failures: dict[str, GateFailure] = {}
        self.reached: dict[str, tuple[str, ...]] = {}
        self.port = 0
        self._network = network
        self._bucket = Bucket(self.limits.connections_per_second, self.limits.burst)
        self._answers: dict[tuple[str, int], tuple[float, asyncio.Task[list[Target]]]] = {}
        self._handlers: set[asyncio.Task[None]] = set()
        self._stream_limits = replace(
            network.limits, read_timeout_s=self.limits.idle_timeout_s, max_total_bytes=self.limits.max_received
        )

    @classmethod
    @contextlib.asynccontextmanager
    async def open(cls, network: Network, limits: GateLimits | None = None) -> AsyncIterator[Self]:
        """A gate that listens until the block ends; then every connection through it is closed at once."""
        gate = cls(network, limits)
        server = await asyncio.start_server(gate._accept, "127.0.0.1", 0, limit=MAX_HEAD_BYTES)
        gate.port = server.sockets[0].getsockname()[1]
        try:
            yield gate
        finally:
            server.close()
            await gate._end()

    @property
    def url(self) -> str:
        """What the browser takes as its proxy."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def refused(self) -> dict[str, str]:
        """The hosts off which our own rules of conduct kept the browser, with the reason of each."""
        return {host: failure.reason for host, failure in self.failures.items() if failure.cause == "blocked"}

    def why(self, host: str, port: int) -> GateFailure | None:
        """Why a request to this host failed here, or None where it did not."""
        try:
            return self.failures.get(_place(canonical_host(host), port))
        except NetworkError:
            return self.failures.get(_place(host, port))

    def reached_at(self, host: str, port: int) -> tuple[str, ...]:
        """The addresses at which this host was reached; none where it was not."""
        try:
            return self.reached.get(_place(canonical_host(host), port), ())
        except NetworkError:
            return ()

    async def _end(self) -> None:
        tasks = [*self._handlers, *(task for _, task in self._answers.values())]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        if task is None or len(self._handlers) >= self.limits.max_open:
            log.warning("more than %d connections at one time", self.limits.max_open)
            writer.transport.abort()
            return
        self._handlers.add(task)
        try:
            await self._serve(reader, writer)
        except (OSError, asyncio.IncompleteReadError, asyncio.LimitOverrunError, TimeoutError) as error:
            log.debug("the browser's connection ended: %a", error)
        except asyncio.CancelledError:
            log.debug("the gate closes")  # asyncio's own callback would report a cancelled handler as a failure
        finally:
            self._handlers.discard(task)
            writer.transport.abort()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        async with asyncio.timeout(self.limits.head_timeout_s):
            head = await reader.readuntil(b"\r\n\r\n")
        try:
            request = _read_head(head)
        except NetworkError as error:
            log.debug("not for a proxy: %a", error.message)
            await _answer(writer, "400 Bad Request")
            return
        place = _place(request.host, request.port)
        try:
            stream = await self._connect(request.host, request.port)
        except NetworkError as error:
            self._failed(place, error)
            if request.tunnel:
                await _answer(writer, "403 Forbidden" if error.cause == "blocked" else "502 Bad Gateway")
            # An answer in the shop's name would be taken for the shop's: a plain request gets none.
            return
        async with stream:
            try:
                if request.tunnel:
                    writer.write(b"HTTP/1.1 200 Connection established\r\n\r\n")
                else:
                    await stream.write(request.forward)
                await self._relay(reader, writer, stream, request.body_bytes)
                await _hang_up(writer)
            except NetworkError as error:
                if error.cause == "budget":
                    self._failed(place, error)
                log.debug("relay ended: %a", error.message)

    async def _connect(self, host: str, port: int) -> Stream:
        targets = await self._targets(host, port)
        last = NetworkError("unreachable", f"{shown(host)} has no address")
        for target, following in pairwise([*targets[:_ADDRESSES_TRIED], None]):
            if target is None:
                break
            try:
                stream = await self._open(target, self.limits.connect_timeout_s if following else None)
            except NetworkError as error:
                last = error
                continue
            # Next time this one is asked first: a dead address costs its time once.
            targets.remove(target)
            targets.insert(0, target)
            self._reached(_place(host, port), target.address)
            return stream
        raise last

    async def _open(self, target: Target, timeout_s: float | None) -> Stream:
        if self.used.connections >= self.limits.max_connections:
            raise NetworkError("budget", f"the browser made {self.limits.max_connections} connections in this scan")
        self.used.connections += 1
        await asyncio.sleep(self._bucket.reserve(time.monotonic()))
        timeout_s = timeout_s or self._stream_limits.connect_timeout_s
        return await open_stream(target, self._stream_limits, self.used, timeout_s=timeout_s, tls=None)

    async def _targets(self, host: str, port: int) -> list[Target]:
        """The judged addresses of a host, looked up once for all connections of a while."""
        now = time.monotonic()
        until, task = self._answers.get((host, port), (0.0, None))
        if task is None or now >= until:
            task = asyncio.create_task(self._look_up(host, port))
            self._answers[host, port] = now + self.limits.remember_s, task
            while len(self._answers) > MOST_FAILURES_KEPT:
                self._answers.pop(next(iter(self._answers)))[1].cancel()
        return await asyncio.shield(task)  # one waiting connection may end before the others

    async def _look_up(self, host: str, port: int) -> list[Target]:
        targets = await self._network.resolve(host, port)
        ours = [target for target in targets if target.to_port == self.port and _is_loopback(target.address)]
        if ours:
            raise AddressRefused(f"{_place(host, port)} is the way out itself")
        return list(targets)

    async def _relay(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, stream: Stream, body_bytes: int | None
    ) -> None:
        """Bytes both ways until one side ends. Raises NetworkError: timeout, error, budget."""
        up = asyncio.create_task(self._upwards(reader, stream, body_bytes))
        down = asyncio.create_task(self._downwards(stream, writer))
        try:
            await asyncio.wait((up, down), return_when=asyncio.FIRST_COMPLETED)
        finally:
            up.cancel()
            down.cancel()
            results = await asyncio.gather(up, down, return_exceptions=True)
        for result in results:
            if isinstance(result, NetworkError | OSError):
                raise result

    async def _upwards(self, reader: asyncio.StreamReader, stream: Stream, body_bytes: int | None) -> None:
        """`body_bytes`: how much belongs to the one request; more would be another one. None: no bound."""
        left = body_bytes
        while data := await reader.read(CHUNK_BYTES):
            if left is not None:
                left -= len(data)
                if left < 0:
                    return
            self.bytes_sent += len(data)
            if self.bytes_sent > self.limits.max_sent:
                raise NetworkError("budget", f"the browser sent more than {self.limits.max_sent} bytes in this scan")
            await stream.write(data)

    async def _downwards(self, stream: Stream, writer: asyncio.StreamWriter) -> None:
        while data := await stream.read():
            writer.write(data)
            async with asyncio.timeout(self.limits.idle_timeout_s):
                await writer.drain()

    def _reached(self, place: str, address: str) -> None:
        known = self.reached.get(place, ())
        if address not in known and (known or len(self.reached) < MOST_PLACES_KEPT):
            self.reached[place] = (*known, address)[:_ADDRESSES_KEPT]

    def _failed(self, place: str, error: NetworkError) -> None:
        log.info("%a: %a", place, error.message)
        if place in self.failures or len(self.failures) < MOST_FAILURES_KEPT:
            self.failures[place] = GateFailure(error.cause, error.message)


@dataclass(frozen=True, slots=True)
class _Request:
    """`forward`: the head as the server gets it. `body_bytes`: how many follow; None in a tunnel, without bound."""

    host: str
    port: int
    tunnel: bool
    forward: bytes = b""
    body_bytes: int | None = None


def _read_head(head: bytes) -> _Request:
    """Takes CONNECT (RFC 9110 § 9.3.6) or a request in absolute form (RFC 9112 § 3.2.2). Raises NetworkError."""
    lines = head.decode("latin-1").split("\r\n")
    method, _, rest = lines[0].partition(" ")
    target, _, version = rest.rpartition(" ")
    if version != "HTTP/1.1" or not method.isascii() or not method.isalpha():
        raise NetworkError("unsupported", f"{shown(lines[0])} is no request line")
    if method == "CONNECT":
        name, _, port = target.rpartition(":")
        if not port.isascii() or not port.isdigit() or not 0 < int(port) <= _LAST_PORT:
            raise NetworkError("error", f"{shown(target)} has no port")
        return _Request(canonical_host(name), int(port), tunnel=True)
    url = parse_url(target)
    if not target.lower().startswith("http://"):
        raise NetworkError("unsupported", f"{shown(target)} is not plain http")
    # As the browser wrote it: what the shop gets must be what a customer sends.
    path = "/" + target[len("http://") :].partition("/")[2] if "/" in target[len("http://") :] else url.target
    fields = [line for line in lines[1:] if line]
    named = [(line.partition(":")[0].strip().lower(), line.partition(":")[2].strip()) for line in fields]
    if any(name == "transfer-encoding" for name, _ in named):
        raise NetworkError("unsupported", "a request body without a length")
    kept = [line for line, (name, _) in zip(fields, named, strict=True) if name not in _HOP_BY_HOP]
    forward = "\r\n".join([f"{method} {path} HTTP/1.1", *kept, "Connection: close", "", ""]).encode("latin-1")
    return _Request(url.host, url.port, tunnel=False, forward=forward, body_bytes=_length(named))


def _length(fields: Sequence[tuple[str, str]]) -> int:
    lengths = {value for name, value in fields if name == "content-length"}
    if not lengths:
        return 0
    length = lengths.pop()
    if lengths or not length.isascii() or not length.isdigit() or len(length) > 12:
        raise NetworkError("error", "the length of the request body is unclear")
    return int(length)


async def _answer(writer: asyncio.StreamWriter, status: str) -> None:
    writer.write(f"HTTP/1.1 {status}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n".encode())
    await _hang_up(writer)


async def _hang_up(writer: asyncio.StreamWriter) -> None:
    """Lets the browser have what was written already."""
    writer.close()
    async with asyncio.timeout(_FAREWELL_S):
        await writer.wait_closed()


def _limits_beside(network: Network) -> GateLimits:
    """In proportion to the network's own: 40 connections a second, 60 at once, where those are the default."""
    own, usual = network.limits, GateLimits()
    return replace(
        usual,
        connections_per_second=max(usual.connections_per_second, own.connections_per_second * 2 / 3),
        burst=max(usual.burst, own.burst * 3 / 2),
    )


def _place(host: str, port: int) -> str:
    return f"{bracketed(host)}:{port}"


def _is_loopback(address: str) -> bool:
    ip = parse_ip(address)
    return ip is not None and ip.is_loopback
