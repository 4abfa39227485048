"""One open connection, every read bounded in time and counted, every failure a NetworkError with its cause."""

from __future__ import annotations

import asyncio
import errno
import socket
import ssl
import time
from dataclasses import dataclass
from types import TracebackType
from typing import Self

from scanner.errors import NetworkError
from scanner.network.limits import Limits, Used
from scanner.network.urls import bracketed

CHUNK_BYTES = 64 * 1024

_UNREACHABLE = {
    errno.ENETUNREACH,
    errno.EHOSTUNREACH,
    errno.ENETDOWN,
    errno.EHOSTDOWN,
    errno.EADDRNOTAVAIL,
    errno.EAFNOSUPPORT,
    errno.EACCES,  # the machine's own firewall
    errno.EPERM,
}


@dataclass(frozen=True, slots=True)
class Target:
    """A host and port as the shop names them, and the one judged address and port where they are looked for."""

    host: str
    port: int
    address: str
    to_port: int

    def __str__(self) -> str:
        meant = f"{bracketed(self.host)}:{self.port}"
        actual = f"{bracketed(self.address)}:{self.to_port}"
        return meant if meant == actual else f"{meant} at {actual}"


class Stream:
    """Bytes to and from one target. Close it, or use it as an async context manager."""

    def __init__(
        self,
        target: Target,
        pipe: tuple[asyncio.StreamReader, asyncio.StreamWriter],
        limits: Limits,
        used: Used,
        started: float,
    ) -> None:
        self.target = target
        self.started = started  # time.monotonic() when the connection was begun
        self.limits = limits
        self._reader, self._writer = pipe
        self._used = used

    @property
    def tls(self) -> ssl.SSLObject | None:
        """The TLS session, or None on a plain connection."""
        session: ssl.SSLObject | None = self._writer.get_extra_info("ssl_object")
        return session

    async def read(self, max_bytes: int = CHUNK_BYTES) -> bytes:
        """At least one byte, or b"" at the end. Raises NetworkError: timeout, error (reset), budget."""
        try:
            async with asyncio.timeout(self.limits.read_timeout_s):
                data = await self._reader.read(max_bytes)
        except OSError as error:  # TimeoutError is one
            raise failure(self.target, error, f"sent nothing for {self.limits.read_timeout_s:g} s") from error
        self._used.bytes_read += len(data)
        if self._used.bytes_read > self.limits.max_total_bytes:
            raise NetworkError("budget", f"more than {self.limits.max_total_bytes} bytes were read in this scan")
        return data

    async def write(self, data: bytes) -> None:
        """Raises NetworkError: timeout, error (reset)."""
        try:
            async with asyncio.timeout(self.limits.read_timeout_s):
                self._writer.write(data)
                await self._writer.drain()
        except OSError as error:
            raise failure(self.target, error, f"took nothing for {self.limits.read_timeout_s:g} s") from error

    def close(self) -> None:
        """At once, without a farewell: a hostile peer could delay that."""
        self._writer.transport.abort()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


async def open_stream(
    target: Target, limits: Limits, used: Used, *, timeout_s: float, tls: ssl.SSLContext | None
) -> Stream:
    """Connects to the target's address, resolving nothing. The caller has judged the address."""
    family = socket.AF_INET6 if ":" in target.address else socket.AF_INET
    where = (target.address, target.to_port, 0, 0) if family is socket.AF_INET6 else (target.address, target.to_port)
    step = "did not accept a connection"
    started = time.monotonic()
    try:
        connection = socket.socket(family, socket.SOCK_STREAM)
    except OSError as error:
        raise failure(target, error, step) from error
    try:
        connection.setblocking(False)
        async with asyncio.timeout(timeout_s):
            await asyncio.get_running_loop().sock_connect(connection, where)
            step = "did not finish the TLS handshake"
            pipe = await asyncio.open_connection(
                sock=connection, ssl=tls, server_hostname=target.host if tls else None, limit=CHUNK_BYTES
            )
    except OSError as error:
        connection.close()
        raise failure(target, error, f"{step} within {timeout_s:g} s") from error
    except BaseException:
        connection.close()
        raise
    return Stream(target, pipe, limits, used, started)


def failure(target: Target, error: OSError, what_timed_out: str) -> NetworkError:
    """The gap cause of an operating system's or OpenSSL's error."""
    match error:
        case TimeoutError():
            return NetworkError("timeout", f"{target} {what_timed_out}")
        case ConnectionRefusedError():
            return NetworkError("refused", f"{target} refused the connection")
        case ssl.SSLError():
            return NetworkError("error", f"TLS with {target} failed: {error.reason or error.strerror or 'no reason'}")
        case ConnectionResetError() | BrokenPipeError() | ConnectionAbortedError():
            return NetworkError("error", f"{target} broke the connection off")
        case OSError(errno=number) if number in _UNREACHABLE:
            return NetworkError("unreachable", f"{target} can't be reached: {error.strerror}")
        case _:
            return NetworkError("error", f"the connection to {target} failed: {error.strerror or type(error).__name__}")
