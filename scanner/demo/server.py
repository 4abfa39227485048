"""HTTP/1.1 over plain sockets and TLS, in one thread of its own. Nothing a client does ends it or makes it talk.

Handshakes are done on the socket itself rather than through asyncio's streams, which drop the alert that tells a client
why it was refused; a scanner deserves a real answer.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import socket
import ssl
from collections.abc import Callable
from email.utils import formatdate
from http import HTTPStatus
from threading import Thread
from typing import TypeVar

from scanner.demo.responses import BadRequest, Request, Response, parse_request

HEAD_LIMIT = 16 * 1024  # bytes of request line and headers
PATIENCE = 10.0  # seconds for a handshake, for a request to arrive, and for a response to be taken
MAX_CONNECTIONS = 400  # per port, half-open handshakes included; more wait in the backlog
BACKLOG = 1024
OUT_OF_SOCKETS_PAUSE = 0.1  # seconds before accepting again when the process has no file descriptor left

Answer = Callable[[Request], Response]

_T = TypeVar("_T")
_END_OF_HEAD = b"\r\n\r\n"
_REFUSAL = Response(HTTPStatus.BAD_REQUEST, (("Content-Type", "text/plain; charset=utf-8"),), b"Bad request\n")
_log = logging.getLogger(__name__)


class Server:
    """Two loopback ports of the system's choice and the thread that serves them, from creation until `stop`."""

    def __init__(self, answer: Answer, context: ssl.SSLContext) -> None:
        self._answer = answer
        self._context = context
        self._http = _listener()
        self._https = _listener()
        self.http_port: int = self._http.getsockname()[1]
        self.https_port: int = self._https.getsockname()[1]
        self._loop = asyncio.new_event_loop()
        self._end = asyncio.Event()
        self._thread = Thread(target=self._run, name="siegel-demo", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Close the ports and every connection; returns when all is closed."""
        self._loop.call_soon_threadsafe(self._end.set)
        self._thread.join()

    def _run(self) -> None:
        with asyncio.Runner(loop_factory=lambda: self._loop) as runner:
            runner.run(self._serve())

    async def _serve(self) -> None:
        async with asyncio.TaskGroup() as tasks:
            ports = (
                tasks.create_task(self._accept(self._http, None)),
                tasks.create_task(self._accept(self._https, self._context)),
            )
            await self._end.wait()
            for port in ports:
                port.cancel()

    async def _accept(self, listener: socket.socket, context: ssl.SSLContext | None) -> None:
        free = asyncio.Semaphore(MAX_CONNECTIONS)
        with listener:
            async with asyncio.TaskGroup() as connections:
                while True:
                    await free.acquire()
                    peer = await _next_peer(listener)
                    connection = connections.create_task(self._guarded(peer, context))
                    connection.add_done_callback(lambda _: free.release())

    async def _guarded(self, peer: socket.socket, context: ssl.SSLContext | None) -> None:
        """One conversation, whatever happens in it; the shop goes on for everybody else."""
        try:
            with peer:
                await self._converse(peer, context)
        except OSError:
            pass  # resets, timeouts, fatal alerts and failed handshakes (ssl.SSLError is one) are the client's affair
        except Exception:  # noqa: BLE001 - the guard around a conversation, as around a probe
            _log.exception("the demo shop could not answer")

    async def _converse(self, peer: socket.socket, context: ssl.SSLContext | None) -> None:
        peer.setblocking(False)
        peer.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        if context is None:
            await self._answer_requests(Wire(peer), secure=False)
            return
        with context.wrap_socket(peer, server_side=True, do_handshake_on_connect=False) as secured:
            wire = Wire(secured)
            await wire.attempt(secured.do_handshake)
            await self._answer_requests(wire, secure=True)
            # One attempt to say goodbye (close_notify); what the client answers doesn't matter.
            with contextlib.suppress(OSError):
                secured.unwrap()

    async def _answer_requests(self, wire: Wire, *, secure: bool) -> None:
        while (head := await wire.read_head()) is not None:
            try:
                request = parse_request(head, secure=secure)
            except BadRequest:
                await wire.write(_encoded(_REFUSAL, keep_alive=False, with_body=True))
                return
            response = self._answer(request)
            await wire.write(_encoded(response, keep_alive=request.keep_alive, with_body=request.method != "HEAD"))
            if not request.keep_alive:
                return


class Wire:
    """Bytes to and from one non-blocking socket, plain or TLS. A wait of PATIENCE seconds ends in TimeoutError."""

    def __init__(self, peer: socket.socket) -> None:
        self._peer = peer
        self._kept = b""

    async def attempt(self, operation: Callable[[], _T], *, writing: bool = False) -> _T:
        """Repeat a socket operation until the socket is ready for it. `writing`: what a plain socket waits for."""
        async with asyncio.timeout(PATIENCE):
            while True:
                try:
                    return operation()
                except ssl.SSLWantReadError:
                    await _ready(self._peer, writing=False)
                except ssl.SSLWantWriteError:
                    await _ready(self._peer, writing=True)
                except BlockingIOError:
                    await _ready(self._peer, writing=writing)

    async def read_head(self) -> bytes | None:
        """The next request's head, blank line included; None when the client has closed or never comes to its end."""
        async with asyncio.timeout(PATIENCE):
            while _END_OF_HEAD not in self._kept:
                more = await self.attempt(lambda: self._peer.recv(HEAD_LIMIT))
                self._kept += more
                if not more or len(self._kept) > HEAD_LIMIT:
                    return None
        head, end, self._kept = self._kept.partition(_END_OF_HEAD)
        return head + end

    async def write(self, data: bytes) -> None:
        """Send everything."""
        rest = memoryview(data)
        while rest:
            sent = await self.attempt(lambda rest=rest: self._peer.send(rest), writing=True)  # type: ignore[misc]
            rest = rest[sent:]


def _listener() -> socket.socket:
    listener = socket.create_server(("127.0.0.1", 0), backlog=BACKLOG)
    listener.setblocking(False)
    return listener


async def _next_peer(listener: socket.socket) -> socket.socket:
    while True:
        try:
            peer, _ = await asyncio.get_running_loop().sock_accept(listener)
        except OSError:
            await asyncio.sleep(OUT_OF_SOCKETS_PAUSE)
        else:
            return peer


async def _ready(peer: socket.socket, *, writing: bool) -> None:
    """Wait until the socket can be read, or written."""
    loop = asyncio.get_running_loop()
    watch, unwatch = (loop.add_writer, loop.remove_writer) if writing else (loop.add_reader, loop.remove_reader)
    ready = asyncio.Event()
    watch(peer, ready.set)
    try:
        await ready.wait()
    finally:
        unwatch(peer)


def _encoded(response: Response, *, keep_alive: bool, with_body: bool) -> bytes:
    lines = [f"HTTP/1.1 {response.status.value} {response.status.phrase}", f"Date: {formatdate(usegmt=True)}"]
    lines += [f"{name}: {value}" for name, value in response.headers]
    lines.append(f"Content-Length: {len(response.body)}")
    lines.append("Connection: keep-alive" if keep_alive else "Connection: close")
    head = "\r\n".join(lines).encode("latin-1") + _END_OF_HEAD
    return head + response.body if with_body else head
