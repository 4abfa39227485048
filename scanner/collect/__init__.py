"""From a plan to evidence: all probes of a shop at once, within one deadline. What was seen until then counts."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass

from scanner.collect import names, pages, services, web
from scanner.collect.means import Means, ProbeRun
from scanner.collect.transport import Transport
from scanner.model.evidence import Cell, scope
from scanner.model.vocabulary import Area, EndpointRole, GapCause
from scanner.network import Network
from scanner.plan import KINDS_OF, Plan
from scanner.probes.notebook import Notebook, Progress

log = logging.getLogger("siegel.collect")


@dataclass(frozen=True, slots=True)
class Collected:
    """The filled notebook, and whether the scan was broken off from outside."""

    notebook: Notebook
    interrupted: bool = False


async def collect(
    plan: Plan, network: Network, tell: Callable[[Progress], None], deadline_s: float, *, quick: bool = False
) -> Collected:
    """Run every probe of the plan; never raises for what a shop does. Ctrl-C ends it early and keeps what was seen."""
    notebook = Notebook(plan.cells, tell)
    _declared(plan, notebook)
    for area, why in plan.declined:
        for kind in KINDS_OF[area]:
            notebook.gap(Cell(kind), GapCause.NOT_REQUESTED, why)
    interrupted = False
    try:
        async with asyncio.timeout(deadline_s):
            async with asyncio.TaskGroup() as group:
                transport = Transport(plan, network, notebook)
                means = Means(plan, network, notebook, transport.look_at)
                tasks = {
                    name: group.create_task(_guarded(name, probe, cells, notebook))
                    for name, probe, cells in _probes(means, transport, quick=quick)
                }
                if (planned := tasks.get(transport.NAME)) is not None:
                    met = transport.hosts_met(planned, tuple(tasks.values()))
                    group.create_task(_guarded("tls of further hosts", met, (), notebook))
    except TimeoutError:
        _close_open(notebook, GapCause.TIMEOUT, f"the scan's deadline of {deadline_s:g} s was over")
    except asyncio.CancelledError:
        interrupted = True
        if task := asyncio.current_task():
            task.uncancel()
        _close_open(notebook, GapCause.BUDGET, "the scan was interrupted")
    if Area.TLS not in plan.areas:  # endpoints are planned always, and it is the TLS probe that tells of them
        _close_open(notebook, GapCause.NOT_REQUESTED, "not asked for", "endpoint")
    _close_open(notebook, GapCause.ERROR, "its probe ended without a word about it")
    for cell in _not_requested(plan):
        notebook.gap(cell, GapCause.NOT_REQUESTED, "not asked for")
    return Collected(notebook, interrupted)


def _not_requested(plan: Plan) -> Iterator[Cell]:
    """What the user chose not to look at. The TLS of mail servers belongs to mail, whatever was asked of the shop's."""
    of_mail = set(KINDS_OF[Area.TLS]) if Area.MAIL in plan.areas else set()
    for kind in plan.not_requested:
        if kind in of_mail:
            yield from (
                Cell(kind, scope({"endpoint.role": role})) for role in EndpointRole if role is not EndpointRole.MAIL
            )
        else:
            yield Cell(kind)


def _probes(means: Means, transport: Transport, *, quick: bool) -> list[ProbeRun]:
    """Every probe that the plan asks for, with the cells that are gaps if it fails."""
    return [
        *transport.probes(),
        *web.probes(means),
        *services.probes(means),
        *names.probes(means),
        *pages.probes(means, quick=quick),
    ]


async def _guarded(name: str, probe: Awaitable[None], cells: tuple[Cell, ...], notebook: Notebook) -> None:
    """The one broad guard: a probe that breaks costs its own cells, and says so."""
    try:
        await probe
    except Exception as error:
        log.exception("the probe %s broke", name)
        for cell in cells:
            if notebook.is_open(cell):
                notebook.gap(cell, GapCause.CRASH, f"the probe {name} broke: {type(error).__name__}")
        notebook.note(name, "broke")
    else:
        notebook.note(name, "done")


def _declared(plan: Plan, notebook: Notebook) -> None:
    """What the owner declares is a row of its own."""
    notebook.rows.append(plan.shop.facts)
    notebook.close(Cell("shop"))


def _close_open(notebook: Notebook, cause: GapCause, reason: str, kind: str | None = None) -> None:
    for cell in notebook.left_open():
        if kind in (None, cell.kind):
            notebook.gap(cell, cause, reason)
