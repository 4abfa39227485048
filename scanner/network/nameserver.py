"""One DNS question to one resolver, as bytes: UDP first, TCP where the answer doesn't fit (RFC 7766).

What the bytes say is the DNS probe's business; here they are only bounded in size, number and time.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from scanner.errors import NetworkError, UsageError
from scanner.network.addresses import parse_ip
from scanner.network.limits import Limits, Used
from scanner.network.stream import Stream, Target, failure, open_stream
from scanner.network.urls import bracketed, shown

DNS_PORT = 53
_LAST_PORT = 65535
_RESOLV_CONF = Path("/etc/resolv.conf")
_MOST_CONFIGURATION_BYTES = 64 * 1024
#: Datagrams that are looked at for one question; more than one means that somebody guesses answers.
_MOST_DATAGRAMS = 20
_HINT = "write an IP address, with a port if it isn't 53: 9.9.9.9, 127.0.0.1:5353, [::1]:5353"


@dataclass(frozen=True, slots=True)
class Nameserver:
    """The recursive resolver that all questions go to. Named by the owner or the system, so any address may be one."""

    address: str
    port: int = DNS_PORT

    @classmethod
    def parse(cls, text: str) -> Nameserver:
        """Reads `9.9.9.9`, `127.0.0.1:5353`, `::1` or `[::1]:5353`. Raises UsageError with a hint."""
        whole = text.strip()
        if (ip := parse_ip(whole.removeprefix("[").removesuffix("]"))) is not None:
            return cls(ip.compressed)
        host, _, port = whole.rpartition(":")
        ip = parse_ip(host.removeprefix("[").removesuffix("]"))
        if ip is None or not port.isascii() or not port.isdigit() or not 1 <= int(port) <= _LAST_PORT:
            raise UsageError(f"{shown(text)} is no address of a resolver", _HINT)
        return cls(ip.compressed, int(port))

    def __str__(self) -> str:
        return f"{bracketed(self.address)}:{self.port}"


def system_nameserver(path: Path = _RESOLV_CONF) -> Nameserver | None:
    """The first `nameserver` of /etc/resolv.conf (resolv.conf(5)); None where there is none."""
    try:
        with path.open("rb") as file:
            text = file.read(_MOST_CONFIGURATION_BYTES).decode("ascii", "replace")
    except OSError:
        return None
    for line in text.splitlines():
        words = line.split()
        # A zone id stays out: only link-local addresses have one.
        if len(words) >= 2 and words[0] == "nameserver" and parse_ip(words[1]) is not None:
            return Nameserver(words[1])
    return None


async def over_udp(
    nameserver: Nameserver, question: bytes, accepts: Callable[[bytes], bool], *, limits: Limits, used: Used
) -> bytes:
    """The first datagram from the resolver that `accepts` takes for the answer.

    Asks `query_attempts` times, each time for `query_timeout_s`. Raises NetworkError: timeout, refused, unreachable.
    """
    target = _target(nameserver)
    loop = asyncio.get_running_loop()
    try:
        transport, inbox = await loop.create_datagram_endpoint(
            _Inbox, remote_addr=(nameserver.address, nameserver.port)
        )
    except OSError as error:
        raise failure(target, error, "gave no answer") from error
    try:
        for _ in range(limits.query_attempts):
            transport.sendto(question)
            try:
                async with asyncio.timeout(limits.query_timeout_s):
                    return await _answer(inbox, accepts, used)
            except TimeoutError:
                continue
            except OSError as error:
                raise failure(target, error, "gave no answer") from error
    finally:
        transport.abort()
    waited = limits.query_attempts * limits.query_timeout_s
    raise NetworkError("timeout", f"the resolver {nameserver} gave no answer within {waited:g} s")


async def _answer(inbox: _Inbox, accepts: Callable[[bytes], bool], used: Used) -> bytes:
    while True:
        datagram = await inbox.received.get()
        if isinstance(datagram, OSError):
            raise datagram
        used.bytes_read += len(datagram)
        if accepts(datagram):
            return datagram


class _Inbox(asyncio.DatagramProtocol):
    """What arrives from the resolver's address; the socket is connected, so nobody else's datagrams do."""

    def __init__(self) -> None:
        self.received: asyncio.Queue[bytes | OSError] = asyncio.Queue(_MOST_DATAGRAMS)

    def datagram_received(self, data: bytes, addr: object) -> None:  # noqa: ARG002 - as asyncio calls it
        self._put(data)

    def error_received(self, exc: OSError) -> None:  # type: ignore[override] # typeshed says Exception
        self._put(exc)

    def _put(self, what: bytes | OSError) -> None:
        if not self.received.full():
            self.received.put_nowait(what)


async def over_tcp(nameserver: Nameserver, question: bytes, *, limits: Limits, used: Used) -> bytes:
    """The answer over TCP, at most 65,535 bytes (RFC 1035 § 4.2.2). Raises NetworkError."""
    waited = limits.query_attempts * limits.query_timeout_s
    target = _target(nameserver)
    try:
        async with (
            asyncio.timeout(waited),
            await open_stream(target, limits, used, timeout_s=waited, tls=None) as stream,
        ):
            await stream.write(len(question).to_bytes(2, "big") + question)
            length = int.from_bytes(await _exactly(stream, 2), "big")
            return await _exactly(stream, length)
    except TimeoutError as error:
        raise NetworkError("timeout", f"the resolver {nameserver} gave no answer over TCP in {waited:g} s") from error


async def _exactly(stream: Stream, count: int) -> bytes:
    data = b""
    while len(data) < count:
        more = await stream.read(count - len(data))
        if not more:
            raise NetworkError("error", f"{stream.target} ended its answer early")
        data += more
    return data


def _target(nameserver: Nameserver) -> Target:
    return Target(nameserver.address, nameserver.port, nameserver.address, nameserver.port)
