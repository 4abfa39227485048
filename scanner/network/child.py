"""The rules of the network inside a child process that runs somebody else's client (sslyze): call `enforce` first.

A guard, not a sandbox: it holds back a library that a hostile answer leads astray, or that looks up and connects
on its own. It can't hold code that calls the operating system past Python's audit events (PEP 578).
"""

from __future__ import annotations

import sys
import threading
import time
from collections import Counter
from collections.abc import Mapping
from typing import Any

from scanner.network.addresses import Ip, parse_ip
from scanner.network.limits import Bucket

_LOOK_UPS = {"socket.gethostbyname", "socket.gethostbyaddr", "socket.getnameinfo"}
# A further process would not carry the hook.
_PROCESSES = {"subprocess.Popen", "os.exec", "os.posix_spawn", "os.spawn", "os.system", "os.fork", "os.forkpty"}


class Refused(PermissionError):
    """The rules forbid this, or its budget is spent. An OSError, so that network libraries take it as a failure."""


def enforce(rules: Mapping[str, Any]) -> Counter[str]:
    """From now on this process, all its threads included, reaches only what `rules` list. Can't be undone.

    `rules` are those of Network.child_rules, as dict or read back from JSON. Connections wait for their turn.
    Names are not looked up, Unix sockets not reached, and no processes started: each raises Refused.
    The counter has `connections` (begun), `refused` (by the rules) and `over_budget`. A library may take Refused for
    a server's answer: where `refused` or `over_budget` is not 0, what it reports as absent is a gap.
    Raises KeyError, TypeError or ValueError on malformed rules, before anything is installed.
    """
    guard = _Guard(rules)
    sys.addaudithook(guard)
    return guard.counted


class _Guard:
    def __init__(self, rules: Mapping[str, Any]) -> None:
        self.counted: Counter[str] = Counter(connections=0, refused=0, over_budget=0)
        self._reach = {_pair(address, port) for address, port in rules["reach"]}
        self._hosts = {ip for ip, _ in self._reach}
        self._budget = int(rules["max_connections"])
        self._bucket = Bucket(float(rules["connections_per_second"]), int(rules["burst"]))
        self._lock = threading.Lock()

    def __call__(self, event: str, args: tuple[Any, ...]) -> None:
        if event == "socket.connect":
            self._reachable(event, args[1])
            self._take_turn()
        elif event == "socket.sendto" or (event == "socket.sendmsg" and args[1] is not None):
            self._reachable(event, args[1])
        elif event == "socket.getaddrinfo":
            # Libraries call it with a literal too, which looks nothing up.
            if _literal(args[0]) not in self._hosts:
                self._refuse(event, args[0])
        elif event in _LOOK_UPS or event in _PROCESSES:
            self._refuse(event, args[0] if args else None)

    def _reachable(self, event: str, address: object) -> None:
        match address:
            case (host, port, *_) if (_literal(host), port) in self._reach:
                return  # a plain literal; what the operating system would make of other spellings doesn't matter
            case _:
                self._refuse(event, address)

    def _take_turn(self) -> None:
        with self._lock:
            if self.counted["connections"] >= self._budget:
                self.counted["over_budget"] += 1
                raise Refused(f"all {self._budget} connections of this process are used")
            self.counted["connections"] += 1
        time.sleep(self._bucket.reserve(time.monotonic()))

    def _refuse(self, event: str, what: object) -> None:
        with self._lock:
            self.counted["refused"] += 1
        raise Refused(f"the rules of this process forbid {event} {ascii(what)[:200]}")


def _literal(host: object) -> Ip | None:
    if isinstance(host, bytes | bytearray):
        host = bytes(host).decode("latin-1")
    return parse_ip(host) if isinstance(host, str) else None


def _pair(address: str, port: int) -> tuple[Ip, int]:
    ip = parse_ip(address)
    if ip is None or not isinstance(port, int):
        raise ValueError(f"{address!r}, {port!r} is no address and port")
    return ip, port
