"""Listening sockets on loopback that greet and answer as a test tells them, and say how often they were met."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress

Answer = Callable[[bytes], bytes]


class Listener:
    """One port, one thread per connection. Greets, then answers each piece it receives; b"" hangs up."""

    def __init__(self, greeting: bytes = b"", answer: Answer | None = None, family: int = socket.AF_INET) -> None:
        self._greeting, self._answer = greeting, answer
        self._socket = socket.create_server(("127.0.0.1" if family == socket.AF_INET else "::1", 0), family=family)
        self.port: int = self._socket.getsockname()[1]
        self.met = 0
        self._open: list[socket.socket] = []
        threading.Thread(target=self._accept, daemon=True).start()

    def _accept(self) -> None:
        while True:
            try:
                peer, _ = self._socket.accept()
            except OSError:
                return
            self.met += 1
            self._open.append(peer)
            threading.Thread(target=self._serve, args=(peer,), daemon=True).start()

    def _serve(self, peer: socket.socket) -> None:
        with suppress(OSError), peer:
            if self._greeting:
                peer.sendall(self._greeting)
            while received := peer.recv(4096):
                said = self._answer(received) if self._answer else None
                if said == b"":
                    return
                if said is not None:
                    peer.sendall(said)

    def close(self) -> None:
        with suppress(OSError):
            self._socket.shutdown(socket.SHUT_RDWR)
        self._socket.close()
        for peer in self._open:
            with suppress(OSError):
                peer.shutdown(socket.SHUT_RDWR)


class Listeners(ExitStack):
    """Opens listeners, and closes them at the end."""

    def open(self, greeting: bytes = b"", answer: Answer | None = None, family: int = socket.AF_INET) -> Listener:
        found = Listener(greeting, answer, family)
        self.callback(found.close)
        return found

    def shut(self, family: int = socket.AF_INET) -> int:
        """A port that is ours and closed."""
        held = self.enter_context(socket.socket(family, socket.SOCK_STREAM))
        held.bind(("127.0.0.1" if family == socket.AF_INET else "::1", 0))
        return int(held.getsockname()[1])

    def mute(self) -> int:
        """A port that answers nobody: its queue is full, and Linux drops what comes then, as a firewall does."""
        held = self.enter_context(socket.socket())
        held.bind(("127.0.0.1", 0))
        held.listen(0)
        for _ in range(4):
            waiting = self.enter_context(socket.socket())
            waiting.setblocking(False)
            waiting.connect_ex(held.getsockname())
        return int(held.getsockname()[1])


@contextmanager
def listeners() -> Iterator[Listeners]:
    with Listeners() as opened:
        yield opened
