"""What every probe of a scan works with."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from scanner.model.evidence import Cell
from scanner.network import Network
from scanner.plan import Host, Plan
from scanner.probes.notebook import Notebook
from scanner.probes.tls.probe import Door

#: A probe's name, the probe itself, and the cells that are gaps if it fails.
ProbeRun = tuple[str, Awaitable[None], tuple[Cell, ...]]
#: Looks at the TLS of some doors, when it is their turn.
LookAt = Callable[[Sequence[Door]], Awaitable[None]]

UNAUTHORISED = "nobody authorised it: `authorised_by` in the shop file, or --authorised-by"


@dataclass(frozen=True, slots=True)
class Means:
    """The plan, the way out, where to write, and whom to ask for the TLS of what is found on the way."""

    plan: Plan
    network: Network
    notebook: Notebook
    look_at: LookAt

    @property
    def authorised(self) -> bool:
        """Whether the owner allows active looking."""
        return self.plan.shop.authorised is not None


def public_cas(plan: Plan) -> tuple[Path, ...]:
    """The CAs of the owner that count as public ones."""
    return tuple(ca.file for ca in plan.shop.cas if ca.public)


def cell_of(plan: Plan, kind: str, host: Host) -> Cell:
    """The planned cell of a kind that speaks of a host."""
    return next(cell for cell in plan.cells if cell.kind == kind and dict(cell.scope).get("host") == host.name)
