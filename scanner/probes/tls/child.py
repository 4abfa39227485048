"""The TLS probe's child process: a JSON request on standard input, JSON Lines of facts and coverage on standard output.

    python -m scanner.probes.tls.child

It runs apart because it hands hostile bytes to a C library that can't be interrupted, and so that the parent can end
it at any time and keep what was told. The parent keeps the deadline; here only single answers are bounded in time.
Request: {"endpoints": [{"host", "address", "port", "connect_port", "service", "starttls", "gentle", "authorised": known
flaws may be looked for there}], "rules": {…} or null, "ca_files": [path], "timeout_s": seconds per answer,
"concurrency": connections at once per endpoint, "at_once": to all of them together, "now": ISO time, else the clock's}.
Each endpoint ends with {"done": …}, the whole with {"used": …} and status 0; status 2 is a request that makes no sense.
"""

from __future__ import annotations

import datetime as dt
import json
import resource
import sys
import threading
import traceback
import warnings
from collections import Counter
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from cryptography.utils import CryptographyDeprecationWarning

from scanner.network.child import enforce
from scanner.probes.tls import anchors, libraries, starttls
from scanner.probes.tls.examine import KINDS, Examination
from scanner.probes.tls.exchange import GENTLE, Line, Pace, Target
from scanner.probes.tls.lines import EndpointLines, EndpointName, Lines
from scanner.probes.tls.names import a_labels, as_address
from scanner.probes.tls.so_far import Settings
from scanner.probes.tls.trust import Anchors

_MAX_REQUEST = 1 << 20
_CONCURRENCY = 8
_ENDPOINTS_AT_ONCE = 4
_MAX_AT_ONCE = 20
_MAX_TIMEOUT_S = 60.0
#: Bytes of address space: a leak or a bomb in a library ends in an error here, before it fills the machine.
_MAX_MEMORY = 4 << 30


@dataclass(frozen=True, slots=True)
class Endpoint:
    """An endpoint by its name, and the port that connections really go to."""

    name: EndpointName
    connect_port: int
    service: str = "https"
    starttls: str | None = None
    gentle: bool = False
    authorised: bool = False

    def target(self) -> Target:
        """With the server name in A-labels; none for an address literal."""
        host = self.name.host
        name = None if as_address(host) else a_labels(host)
        return Target(self.name.address, self.connect_port, name, self.service, self.starttls)


@dataclass(frozen=True, slots=True)
class Request:
    """What the parent asks for."""

    endpoints: tuple[Endpoint, ...]
    rules: Mapping[str, Any] | None
    ca_files: tuple[str, ...]
    timeout_s: float
    concurrency: int
    at_once: int
    now: dt.datetime


def read_request(text: str) -> Request:
    """Raises ValueError, TypeError or KeyError on a request that makes no sense."""
    data = json.loads(text)
    now = dt.datetime.fromisoformat(data["now"]) if data.get("now") else dt.datetime.now(dt.UTC)
    return Request(
        tuple(_endpoint(item) for item in data["endpoints"]),
        data.get("rules"),
        tuple(str(path) for path in data.get("ca_files") or ()),
        min(max(float(data.get("timeout_s", 5)), 0.1), _MAX_TIMEOUT_S),
        min(max(int(data.get("concurrency", _CONCURRENCY)), 1), _MAX_AT_ONCE),
        min(max(int(data.get("at_once", _MAX_AT_ONCE)), 1), _MAX_AT_ONCE),
        now if now.tzinfo else now.replace(tzinfo=dt.UTC),
    )


def _endpoint(item: Mapping[str, Any]) -> Endpoint:
    address, port = str(item["address"]), int(item["port"])
    if as_address(address) is None:
        raise ValueError(f"{address!a} is not an IP address")
    asked_for = item.get("starttls")
    if asked_for is not None and asked_for not in starttls.PROTOCOLS:
        raise ValueError(f"nobody knows how to ask for TLS in {asked_for!a}")
    return Endpoint(
        EndpointName(str(item["host"]), address, port),
        int(item.get("connect_port") or port),
        str(item.get("service") or "https"),
        asked_for,
        item.get("gentle") is True,
        item.get("authorised") is True,
    )


def run(request: Request, lines: Lines) -> None:
    """Look at every endpoint. The rules of the network, if any, bind this process from here on."""
    counted: Counter[str] = Counter()
    if request.rules is not None:
        counted = enforce(request.rules)
    trusted = _anchors(request, lines)
    guarded, shop = request.rules is not None, threading.BoundedSemaphore(request.at_once)

    def one(endpoint: Endpoint) -> None:
        pace = GENTLE if endpoint.gentle else Pace(request.concurrency)
        line = Line(endpoint.target(), request.timeout_s, pace, counted, guarded=guarded, shop=shop)
        told = EndpointLines(lines, endpoint.name)
        examine(line, told, Settings(trusted, request.now, endpoint.authorised))
        told.log(f"{line.opened} connections")
        told.done(counted["connections"])

    with ThreadPoolExecutor(_ENDPOINTS_AT_ONCE) as pool, ThreadPoolExecutor(1) as beside:
        beside.submit(libraries.load)  # whoever needs them then waits for less
        for endpoint in request.endpoints:
            pool.submit(one, endpoint)
    lines.write({"used": {"connections": counted["connections"]}})


def _anchors(request: Request, lines: Lines) -> Anchors | None:
    try:
        return anchors.load(request.ca_files)
    except (OSError, ValueError) as error:
        lines.log(f"trust anchors: {error}")
        return None


def examine(line: Line, told: EndpointLines, settings: Settings) -> None:
    """One endpoint; a crash of ours is a gap like any other."""
    try:
        Examination(line, told, settings).run()
    except Exception as error:  # noqa: BLE001 - the guard around the probe
        place = traceback.extract_tb(error.__traceback__)[-1]
        told.log(f"{type(error).__name__} at {place.name}, line {place.lineno}: {ascii(str(error))[:200]}")
        for kind in KINDS:
            told.gap(kind, "crash", f"the TLS probe failed ({type(error).__name__})")


def _bound_memory() -> None:
    """Where the system allows it; a lower limit that stands already stays."""
    with suppress(OSError, ValueError):
        _, most = resource.getrlimit(resource.RLIMIT_AS)
        least = _MAX_MEMORY if most == resource.RLIM_INFINITY else min(most, _MAX_MEMORY)
        resource.setrlimit(resource.RLIMIT_AS, (least, most))


def main() -> int:
    """Serve the one request."""
    # Of what a server's certificate makes the library warn, the rows say what matters.
    warnings.simplefilter("ignore", CryptographyDeprecationWarning)
    lines = Lines(sys.stdout)
    _bound_memory()
    try:
        request = read_request(sys.stdin.read(_MAX_REQUEST))
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        lines.log(f"the request makes no sense: {type(error).__name__}: {error}")
        return 2
    run(request, lines)
    return 0


if __name__ == "__main__":
    sys.exit(main())
