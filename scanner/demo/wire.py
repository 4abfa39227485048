"""Bytes to and from one client, plain or under TLS. Who makes the shop wait for PATIENCE seconds is a TimeoutError.

TLS runs on buffers of its own: asyncio's streams drop the alert that tells a client why its handshake was refused, and
a scanner deserves a real answer.
"""

from __future__ import annotations

import asyncio
import contextlib
import socket
import ssl
from collections.abc import Callable
from typing import TypeVar

HEAD_LIMIT = 16 * 1024  # bytes of request line and headers
PATIENCE = 10.0  # seconds for a handshake, for a request to arrive in full, and for a response to be taken
END_OF_HEAD = b"\r\n\r\n"

_T = TypeVar("_T")


class Wire:
    """A plain connection over a non-blocking socket. Every method may raise OSError, TimeoutError among them."""

    def __init__(self, peer: socket.socket) -> None:
        self._peer = peer
        self._kept = b""

    async def open(self) -> None:
        """Nothing to agree on."""

    async def read_head(self) -> bytes | None:
        """The next request's head, blank line included; None when the client has closed or never comes to its end."""
        async with asyncio.timeout(PATIENCE):
            while END_OF_HEAD not in self._kept:
                more = await self._receive()
                self._kept += more
                if not more or len(self._kept) > HEAD_LIMIT:
                    return None
        head, end, self._kept = self._kept.partition(END_OF_HEAD)
        return head + end

    async def read_body(self, length: int) -> bytes | None:
        """As many bytes after the head; None when the client closes before. The caller sees to it that it is little."""
        async with asyncio.timeout(PATIENCE):
            while len(self._kept) < length:
                more = await self._receive()
                if not more:
                    return None
                self._kept += more
        body, self._kept = self._kept[:length], self._kept[length:]
        return body

    async def write(self, data: bytes) -> None:
        """Send everything."""
        async with asyncio.timeout(PATIENCE):
            await self._send(data)

    async def close(self) -> None:
        """Say goodbye where the protocol has a word for it. The socket stays open."""

    async def _receive(self) -> bytes:
        return await asyncio.get_running_loop().sock_recv(self._peer, HEAD_LIMIT)

    async def _send(self, data: bytes) -> None:
        await asyncio.get_running_loop().sock_sendall(self._peer, data)


class SecuredWire(Wire):
    """The same under TLS."""

    def __init__(self, peer: socket.socket, context: ssl.SSLContext) -> None:
        super().__init__(peer)
        self._incoming = ssl.MemoryBIO()
        self._outgoing = ssl.MemoryBIO()
        self._tls = context.wrap_bio(self._incoming, self._outgoing, server_side=True)

    async def open(self) -> None:
        """Do the handshake. Raises ssl.SSLError, an OSError, once the alert is sent."""
        async with asyncio.timeout(PATIENCE):
            await self._pump(self._tls.do_handshake)

    async def close(self) -> None:
        """Send close_notify; the client's own is not waited for (RFC 8446 § 6.1)."""
        with contextlib.suppress(ssl.SSLError):
            self._tls.unwrap()
        await super()._send(self._outgoing.read())

    async def _receive(self) -> bytes:
        return await self._pump(lambda: self._tls.read(HEAD_LIMIT))

    async def _send(self, data: bytes) -> None:
        self._tls.write(data)  # buffers of memory take everything at once
        await super()._send(self._outgoing.read())

    async def _pump(self, operation: Callable[[], _T]) -> _T:
        """Repeat an operation, carrying bytes both ways, until it needs no more of them."""
        while True:
            try:
                return operation()
            except ssl.SSLWantReadError:
                pass
            finally:
                # Also after a refusal: this carries the alert.
                await super()._send(self._outgoing.read())
            received = await super()._receive()
            if received:
                self._incoming.write(received)
            else:
                self._incoming.write_eof()
