"""The TLS of a shop: of its planned hosts, of what is found on the way, and of hosts that its pages lead to."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import replace

from scanner.collect.means import ProbeRun, public_cas
from scanner.model.evidence import Cell
from scanner.model.vocabulary import Area
from scanner.network import Network
from scanner.plan import Plan
from scanner.probes.notebook import Notebook
from scanner.probes.tls import probe as tls
from scanner.probes.tls.met import Meeting, look_at_met
from scanner.probes.tls.probe import Door


class Transport:
    """A child has its share of the shop's connections to itself (Network.child_rules), so one works at a time.

    Known flaws are looked for only at hosts for which the leave was given: a mail server is often another's.
    """

    NAME = "tls"

    def __init__(self, plan: Plan, network: Network, notebook: Notebook) -> None:
        self._plan, self._network, self._notebook = plan, network, notebook
        self._turn = asyncio.Lock()

    async def look_at(self, doors: Sequence[Door]) -> None:
        """Write down the TLS facts of some doors."""
        if not doors:
            return
        allowed = [replace(door, authorised=self._plan.authorises(door.host)) for door in doors]
        async with self._turn:
            await tls.look(self._network, self._notebook, allowed, public_cas(self._plan))

    def probes(self) -> list[ProbeRun]:
        """The look at the planned hosts."""
        plan = self._plan
        if Area.TLS not in plan.areas:
            return []
        doors = [
            Door(
                host.name,
                host.port,
                host.role,
                host.guessed,
                _endpoint(plan, host.name, host.port),
                {cell.kind: cell for cell in plan.cells_of(host, Area.TLS)},
            )
            for host in plan.hosts
        ]
        cells = tuple(cell for door in doors for cell in (door.endpoint, *door.cells.values()))
        return [(self.NAME, self.look_at(doors), cells)]

    async def hosts_met(self, planned: asyncio.Task[None], others: Sequence[asyncio.Task[None]]) -> None:
        """The TLS of hosts that pages lead to, after that of the planned ones and while all other probes go on."""
        await asyncio.wait([planned])
        over = asyncio.Event()
        known = {(host.name, host.port) for host in self._plan.hosts}
        meeting = Meeting(self._plan.shop.host, known, {443, self._plan.shop.port})

        async def wait_for_others() -> None:
            await asyncio.wait(others)
            over.set()

        async with asyncio.TaskGroup() as group:
            group.create_task(wait_for_others())
            group.create_task(look_at_met(self._network, self._notebook, meeting, self.look_at, over))


def _endpoint(plan: Plan, host: str, port: int) -> Cell:
    return next(c for c in plan.cells if c.kind == "endpoint" and dict(c.scope) == {"host": host, "port": port})
