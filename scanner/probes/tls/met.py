"""Hosts of the shop that nobody named and that its pages lead to: an API, a checkout, a host for pictures."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Collection, Sequence
from contextlib import suppress
from dataclasses import dataclass

from scanner.model.evidence import Cell, scope
from scanner.model.vocabulary import EndpointRole, GapCause
from scanner.network import Network
from scanner.probes.notebook import Notebook
from scanner.probes.tls.probe import Door
from scanner.suffixes import registrable

#: Hosts looked at besides those of the plan.
MOST_HOSTS = 10
#: Seconds between two looks at what pages have led to.
EVERY_S = 0.5
#: First labels of a host where customers pay.
CHECKOUTS = frozenset({"checkout", "kasse", "pay", "payment", "payments", "secure", "bezahlen", "zahlung"})
KINDS = ("tls_protocol", "tls_cipher", "tls_group", "tls_flaw", "tls_session", "certificate")


LookAt = Callable[[Sequence[Door]], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Meeting:
    """What is already looked at, and what counts as the shop's own: names below its registrable one, at `ports`."""

    shop: str
    known: Collection[tuple[str, int]]
    ports: Collection[int]


async def look_at_met(
    network: Network, notebook: Notebook, meeting: Meeting, look_at: LookAt, over: asyncio.Event
) -> None:
    """Look at the TLS of every host of the shop that the network meets, until `over` is set and none is new.

    What a look leaves open when the scan ends is a gap; so are hosts beyond MOST_HOSTS, each, and together those of
    which the network took no note.
    """
    seen = set(meeting.known)
    while True:
        ended = over.is_set()
        fresh = [place for place in tuple(network.met) if place not in seen and _is_own(place, meeting)]
        seen.update(fresh)
        room = MOST_HOSTS - (len(seen) - len(set(meeting.known)) - len(fresh))
        if fresh[max(0, room) :]:
            left = ", ".join(f"{host}:{port}" for host, port in fresh[max(0, room) :])
            notebook.notices.append(f"more than {MOST_HOSTS} further hosts of the shop were met; not looked at: {left}")
            for door in (_door(host, port) for host, port in fresh[max(0, room) :]):
                for cell in (door.endpoint, *door.cells.values()):
                    notebook.gap(cell, GapCause.BUDGET, f"more than {MOST_HOSTS} further hosts of the shop were met")
        if found := fresh[: max(0, room)]:
            await _look(notebook, [_door(host, port) for host, port in found], look_at)
        elif ended:
            break
        with suppress(TimeoutError):
            await asyncio.wait_for(over.wait(), EVERY_S)
    if network.met_more:
        for kind in ("endpoint", *KINDS):
            notebook.gap(
                Cell(kind), GapCause.BUDGET, f"of all hosts that pages led to, only {len(network.met)} were noted"
            )


async def _look(notebook: Notebook, doors: list[Door], look_at: LookAt) -> None:
    try:
        await look_at(doors)
    finally:
        for door in doors:
            for cell in (door.endpoint, *door.cells.values()):
                if notebook.is_open(cell):
                    notebook.gap(cell, GapCause.TIMEOUT, "the scan ended before this was seen")


def _is_own(place: tuple[str, int], meeting: Meeting) -> bool:
    host, port = place
    own = registrable(meeting.shop)
    return own is not None and port in meeting.ports and registrable(host) == own


def _door(host: str, port: int) -> Door:
    role = EndpointRole.CHECKOUT if host.partition(".")[0] in CHECKOUTS else EndpointRole.API
    at = scope({"endpoint.host": host, "endpoint.port": port})
    endpoint = Cell("endpoint", scope({"host": host, "port": port}))
    return Door(host, port, role, guessed=False, endpoint=endpoint, cells={kind: Cell(kind, at) for kind in KINDS})
