"""What else stands open at the shop's address: a closed port for whoever tries any, and a listener for each fault.

No listener does anything but greet; what it is sent is read and forgotten.
"""

from __future__ import annotations

import contextlib
import socket
from collections.abc import Collection, Mapping
from threading import Thread

_PATIENCE = 10.0  # seconds that a visitor may stay

#: MySQL's refusal of a host: error 1130, in a packet with length and number, as it comes right after connecting.
_REFUSAL = b"\xff\x6a\x04Host '127.0.0.1' is not allowed to connect to this MySQL server"
#: By fault: the port at which the shop seems to have it, and its greeting.
GREETINGS: Mapping[str, tuple[int, bytes]] = {
    "NET-001": (3306, len(_REFUSAL).to_bytes(3, "little") + b"\x00" + _REFUSAL),
    "NET-002": (5900, b"RFB 003.008\n"),
    "NET-002.ssh": (22, b"SSH-2.0-OpenSSH_9.2p1\r\n"),
}


class SideDoors:
    """The listeners of some faults, from creation until `stop`. `ports`: the shop's port to the one here.

    `shut` is a port of this machine at which nothing listens, and nothing else can while the shop is open.
    """

    def __init__(self, faults: Collection[str]) -> None:
        self._held = socket.socket()
        self._held.bind(("127.0.0.1", 0))
        self.shut: int = self._held.getsockname()[1]
        self._listeners = {fault: socket.create_server(("127.0.0.1", 0)) for fault in GREETINGS if fault in faults}
        self.ports = {GREETINGS[fault][0]: door.getsockname()[1] for fault, door in self._listeners.items()}
        self._threads = [
            Thread(target=_greet, args=(door, GREETINGS[fault][1]), name=f"siegel-demo {fault}", daemon=True)
            for fault, door in self._listeners.items()
        ]
        for thread in self._threads:
            thread.start()

    def stop(self) -> None:
        """Close every port; returns when all are."""
        for door in self._listeners.values():
            with contextlib.suppress(OSError):
                door.shutdown(socket.SHUT_RDWR)  # wakes its thread
            door.close()
        for thread in self._threads:
            thread.join()
        self._held.close()


def _greet(door: socket.socket, greeting: bytes) -> None:
    while True:
        try:
            visitor, _ = door.accept()
        except OSError:
            return  # it was closed
        with visitor, contextlib.suppress(OSError):
            visitor.settimeout(_PATIENCE)
            visitor.sendall(greeting)
            visitor.shutdown(socket.SHUT_WR)
            visitor.recv(1024)
