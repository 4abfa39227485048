"""HTTP/1.1 over plain sockets and TLS, in one thread of its own. Nothing a client does ends it or makes it talk."""

from __future__ import annotations

import asyncio
import logging
import socket
import ssl
from collections.abc import Callable
from dataclasses import replace
from email.utils import formatdate
from http import HTTPStatus
from threading import Thread

from scanner.demo.messages import BadRequest, Request, Response, parse_request
from scanner.demo.wire import END_OF_HEAD, SecuredWire, Wire

MAX_CONNECTIONS = 400  # per port, half-open handshakes included; more wait in the backlog
BACKLOG = 1024
OUT_OF_SOCKETS_PAUSE = 0.1  # seconds before accepting again when the process has no file descriptor left

Answer = Callable[[Request], Response]

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
                peer.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                await self._converse(Wire(peer) if context is None else SecuredWire(peer, context), context is not None)
        except OSError:
            pass  # resets, timeouts, fatal alerts and failed handshakes (ssl.SSLError is one) are the client's affair
        except Exception:  # noqa: BLE001 - the guard around a conversation, as around a probe
            _log.exception("the demo shop could not answer")

    async def _converse(self, wire: Wire, secure: bool) -> None:
        await wire.open()
        keep_alive = True
        while keep_alive and (head := await wire.read_head()) is not None:
            try:
                request = parse_request(head, secure=secure)
            except BadRequest as refused:
                # What follows is not read, so that the connection can't go on.
                keep_alive = False
                await wire.write(_encoded(_refusal(refused.status), keep_alive=False, with_body=True))
                continue
            body = await wire.read_body(request.length)
            if body is None:
                break
            keep_alive = request.keep_alive
            response = self._answer(replace(request, body=body))
            await wire.write(_encoded(response, keep_alive=keep_alive, with_body=request.method != "HEAD"))
        await wire.close()


def _listener() -> socket.socket:
    listener = socket.create_server(("127.0.0.1", 0), backlog=BACKLOG)
    listener.setblocking(False)
    return listener


async def _next_peer(listener: socket.socket) -> socket.socket:
    """The next client's socket, non-blocking."""
    while True:
        try:
            peer, _ = await asyncio.get_running_loop().sock_accept(listener)
        except OSError:
            await asyncio.sleep(OUT_OF_SOCKETS_PAUSE)
        else:
            return peer


def _refusal(status: HTTPStatus) -> Response:
    return Response(status, (("Content-Type", "text/plain; charset=utf-8"),), f"{status.phrase}\n".encode())


def _encoded(response: Response, *, keep_alive: bool, with_body: bool) -> bytes:
    lines = [f"HTTP/1.1 {response.status.value} {response.status.phrase}", f"Date: {formatdate(usegmt=True)}"]
    # What most small shops say, and no version. By an invented name a port scanner knows no web server, and tries on
    # for two minutes.
    lines.append("Server: nginx")
    lines += [f"{name}: {value}" for name, value in response.headers]
    if response.status is not HTTPStatus.NO_CONTENT:  # RFC 9110 § 8.6
        lines.append(f"Content-Length: {len(response.body)}")
    lines.append("Connection: keep-alive" if keep_alive else "Connection: close")
    head = "\r\n".join(lines).encode("latin-1") + END_OF_HEAD
    return head + response.body if with_body else head
