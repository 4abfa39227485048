"""What needs sslyze and nassl, which take half a second to import: meanwhile our own hellos are on their way."""

from __future__ import annotations

import threading

_LOCK = threading.Lock()


def load() -> None:
    """Import them, one thread at a time: their imports go in circles, on which two threads would wait for each other.

    Afterwards an import of those modules costs nothing. Raises ImportError where the libraries are not installed.
    """
    with _LOCK:
        from scanner.probes.tls import flaws, second_opinion, sessions, witness  # noqa: F401, PLC0415
