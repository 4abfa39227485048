"""Serves a World on loopback, over UDP and TCP."""

from __future__ import annotations

import socket
import threading
from types import TracebackType
from typing import Self

from .world import World


class Server:
    """Answers at 127.0.0.1:port until closed."""

    def __init__(self, world: World) -> None:
        self.world = world
        for _ in range(50):
            self._tcp = socket.create_server(("127.0.0.1", 0))
            self.port: int = self._tcp.getsockname()[1]
            self._udp = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
            try:
                self._udp.bind(("127.0.0.1", self.port))
            except OSError:
                self._tcp.close()
                self._udp.close()
                continue
            break
        self._over = threading.Event()
        for one in (self._udp, self._tcp):
            one.settimeout(0.1)
        self._threads = [threading.Thread(target=serve, daemon=True) for serve in (self._serve_udp, self._serve_tcp)]
        for thread in self._threads:
            thread.start()

    @property
    def address(self) -> str:
        return f"127.0.0.1:{self.port}"

    def _serve_udp(self) -> None:
        while not self._over.is_set():
            try:
                wire, peer = self._udp.recvfrom(65535)
            except TimeoutError:
                continue
            except OSError:
                return
            for answer in self.world.answer(wire, tcp=False):
                self._udp.sendto(answer, peer)

    def _serve_tcp(self) -> None:
        while not self._over.is_set():
            try:
                connection, _ = self._tcp.accept()
            except TimeoutError:
                continue
            except OSError:
                return
            with connection:
                connection.settimeout(5)
                length = int.from_bytes(connection.recv(2), "big")
                wire = connection.recv(length)
                for answer in self.world.answer(wire, tcp=True):
                    connection.sendall(len(answer).to_bytes(2, "big") + answer)

    def close(self) -> None:
        self._over.set()
        for thread in self._threads:
            thread.join()
        self._udp.close()
        self._tcp.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
