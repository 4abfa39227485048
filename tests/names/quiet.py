"""A port of loopback that answers no connection: its queue is full, so that the kernel drops what asks (Linux)."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

_WAITING = 4


@contextmanager
def quiet_port() -> Iterator[int]:
    """The port. Who connects to it waits in vain."""
    with ExitStack() as opened:
        server = opened.enter_context(socket.socket())
        server.bind(("127.0.0.1", 0))
        server.listen(0)
        for _ in range(_WAITING):
            waiting = opened.enter_context(socket.socket())
            waiting.setblocking(False)
            waiting.connect_ex(server.getsockname())
        yield server.getsockname()[1]
