"""Stands between a client and the demo shop and counts: connections as the server sees them, not as the client says."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Awaitable, Callable
from contextlib import suppress
from types import TracebackType
from typing import Self

_CHUNK = 1 << 16


class Relay:
    """Forwards each of some loopback ports from a new one. `ports`: the new port by the old one.

    `round_trip_s`: as if the server were so far away: every byte takes half of it, and a connection one more to open.
    """

    def __init__(self, ports: tuple[int, ...], round_trip_s: float = 0.0) -> None:
        self._round_trip_s = round_trip_s
        self.ports: dict[int, int] = {}
        self.connections = 0
        self.bytes = 0
        self._to = ports
        self._ready = threading.Event()
        self._end: asyncio.Event | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._thread = threading.Thread(target=lambda: asyncio.run(self._serve()))

    def __enter__(self) -> Self:
        self._thread.start()
        self._ready.wait()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._loop and self._end:
            self._loop.call_soon_threadsafe(self._end.set)
        self._thread.join()

    async def _serve(self) -> None:
        self._loop, self._end = asyncio.get_running_loop(), asyncio.Event()
        for port in self._to:
            server = await asyncio.start_server(self._to_port(port), "127.0.0.1", 0)
            self.ports[port] = server.sockets[0].getsockname()[1]
        self._ready.set()
        await self._end.wait()

    def _to_port(self, port: int) -> Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]:
        async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            self.connections += 1
            with suppress(OSError, asyncio.CancelledError):  # cancelled: a connection is still open when the count ends
                await asyncio.sleep(self._round_trip_s)
                upstream = await asyncio.open_connection("127.0.0.1", port)
                await asyncio.gather(self._pump(reader, upstream[1]), self._pump(upstream[0], writer))

        return serve

    async def _pump(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        loop, late = asyncio.get_running_loop(), self._round_trip_s / 2
        with suppress(OSError):
            while data := await reader.read(_CHUNK):
                self.bytes += len(data)
                if late:
                    loop.call_later(late, _write, writer, data)
                else:
                    writer.write(data)
                    await writer.drain()
        if late:
            await asyncio.sleep(late)
        writer.close()


def _write(writer: asyncio.StreamWriter, data: bytes) -> None:
    if not writer.is_closing():
        writer.write(data)
