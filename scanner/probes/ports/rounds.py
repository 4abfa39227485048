"""Runs nmap in a child process, a round at a time, and reads what it tells. The address was judged before."""

from __future__ import annotations

import asyncio
from collections.abc import Collection, Mapping, Sequence
from contextlib import aclosing
from dataclasses import dataclass
from typing import Any

from scanner.model.vocabulary import GapCause, PortState
from scanner.network import Limits
from scanner.probes.child import ChildFailed, lines_from

CHILD = "scanner.probes.ports.child"
#: Seconds more than nmap's own time until the child is ended.
_GRACE_S = 5.0
#: Seconds to name one service (nmap waits 6 s for a first word, then asks), how many are named, and at once.
NAMING_S = 15
MOST_NAMED = 16
_NAMED_AT_ONCE = 8


class NoScan(Exception):
    """nmap could not do it; `cause` and the message say why."""

    def __init__(self, cause: GapCause, reason: str) -> None:
        super().__init__(reason)
        self.cause = cause


@dataclass(frozen=True, slots=True)
class Named:
    """What nmap's service detection recognised at a port; `tls`: inside of TLS."""

    service: str | None
    product: str | None
    tls: bool


async def common_ports(limits: Limits) -> tuple[int, ...]:
    """The ports that nmap finds open most often. Raises NoScan."""
    (line,) = await _run({"address": "127.0.0.1", "top": True, "ports": []}, limits.scan_ports_per_second, 1, 10)
    top = line.get("top")
    if not isinstance(top, list) or not all(isinstance(port, int) for port in top):
        raise NoScan(GapCause.ERROR, "nmap did not tell its list of ports")
    return tuple(top)


async def states(address: str, ports: Collection[int], rate: float, at_once: int) -> dict[int, PortState]:
    """The state of each port. Raises NoScan, where nmap ran out of time too."""
    # A silent port is asked twice, each time for half a second at first and 1.5 s at most.
    patience = 15 + 2 * len(ports) * max(1 / rate, 1.0 / at_once)
    (line,) = await _run({"address": address, "ports": sorted(ports)}, rate, at_once, int(patience))
    if line.get("gave_up"):
        raise NoScan(GapCause.TIMEOUT, f"nmap did not come to an end within {int(patience)} s")
    told = {int(port): found.get("state") for port, found in line["ports"].items()}
    return {port: PortState(told[port]) for port in ports if told.get(port) in tuple(PortState)}


async def services(address: str, ports: Sequence[int], limits: Limits) -> dict[int, Named | NoScan | None]:
    """What nmap recognises at open ports, each asked by itself, since one that is silent costs all others their names.

    None for what it asked to the end and doesn't recognise; NoScan says why it could not tell. Those that matter most
    come first, since there is a bound.
    """
    turns = asyncio.Semaphore(_NAMED_AT_ONCE)
    chosen = ports[:MOST_NAMED]

    async def one(port: int) -> Named | NoScan | None:
        async with turns:
            try:
                return await _service(address, port, limits)
            except NoScan as error:
                return error

    found = dict(zip(chosen, await asyncio.gather(*map(one, chosen)), strict=True))
    left_out = NoScan(GapCause.BUDGET, f"only {MOST_NAMED} services of an address are named")
    return {port: found.get(port, left_out) for port in ports}


async def _service(address: str, port: int, limits: Limits) -> Named | None:
    """Raises NoScan where nmap could not ask it to the end."""
    request = {"address": address, "ports": [port], "services": True}
    (line,) = await _run(request, limits.connections_per_second, _NAMED_AT_ONCE, NAMING_S)
    if line.get("gave_up"):
        raise NoScan(GapCause.TIMEOUT, f"nmap did not find out within {NAMING_S} s what answers there")
    told = line["ports"].get(str(port)) or {}
    if told.get("state") != PortState.OPEN.value:
        raise NoScan(GapCause.UNREACHABLE, "it did not answer when nmap asked what it is")
    if not told.get("probed"):
        return None
    return Named(_text(told.get("service")), _text(told.get("product")), told.get("tunnel") is True)


def _text(value: object) -> str | None:
    return value if isinstance(value, str) else None


async def _run(request: Mapping[str, Any], rate: float, at_once: int, timeout_s: int) -> list[dict[str, Any]]:
    """The one line of an answer."""
    asked = {**request, "rate": int(rate), "at_once": at_once, "timeout_s": timeout_s}
    try:
        async with asyncio.timeout(timeout_s + _GRACE_S), aclosing(lines_from(CHILD, asked)) as lines:
            told = [line async for line in lines]
    except TimeoutError as error:
        raise NoScan(GapCause.TIMEOUT, f"nmap did not come to an end within {timeout_s} s") from error
    except ChildFailed as error:
        raise NoScan(GapCause.ERROR, f"nmap failed: {error}") from error
    if len(told) != 1:
        raise NoScan(GapCause.ERROR, "nmap told nothing that makes sense")
    if "tool" in told[0]:
        raise NoScan(GapCause.TOOL_MISSING, str(told[0]["tool"]))
    return told
