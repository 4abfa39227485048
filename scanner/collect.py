"""From a plan to evidence: all probes of a shop at once, within one deadline. What was seen until then counts."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from scanner.model.evidence import Cell, scope
from scanner.model.values import Unknown
from scanner.model.vocabulary import Area, GapCause, Phase
from scanner.network import Network
from scanner.plan import KINDS_OF, PERSONAL, PHASES, ROLES, SHOPPING, Host, Plan, shopping_cells
from scanner.probes.http import probe as http
from scanner.probes.http import unlinked, well_known
from scanner.probes.http.probe import FrontPage
from scanner.probes.notebook import Notebook, Progress
from scanner.probes.tls import probe as tls
from scanner.probes.tls.probe import Door

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
    interrupted = False
    try:
        async with asyncio.timeout(deadline_s):
            async with asyncio.TaskGroup() as group:
                for name, probe, cells in _probes(plan, network, notebook, quick=quick):
                    group.create_task(_guarded(name, probe, cells, notebook))
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
    for kind in plan.not_requested:
        notebook.gap(Cell(kind), GapCause.NOT_REQUESTED, "not asked for")
    return Collected(notebook, interrupted)


_Probe = tuple[str, Awaitable[None], tuple[Cell, ...]]


def _probes(plan: Plan, network: Network, notebook: Notebook, *, quick: bool) -> list[_Probe]:
    """Each probe with the cells that are gaps if it fails."""
    probes: list[_Probe] = []
    if Area.TLS in plan.areas:
        doors = [
            Door(
                h.name,
                h.port,
                h.role,
                h.guessed,
                _endpoint(plan, h.name, h.port),
                {c.kind: c for c in plan.cells_of(h, Area.TLS)},
            )
            for h in plan.hosts
        ]
        cells = tuple(cell for door in doors for cell in (door.endpoint, *door.cells.values()))
        cas = [ca.file for ca in plan.shop.cas if ca.public]
        probes.append(("tls", tls.look(network, notebook, doors, cas), cells))
    if Area.HTTP in plan.areas:
        for host in plan.hosts:
            by_kind = {c.kind: c for c in plan.cells_of(host, Area.HTTP) if c.kind not in _UNLINKED}
            of_shop = host.name == plan.shop.host
            page = Cell("page", scope({"url": plan.shop.url})) if of_shop else None
            cause = GapCause.NOT_REQUESTED if plan.browser_declined else GapCause.UNSUPPORTED
            links = Unknown("no browser looked at its links", cause)
            start = plan.shop.url if of_shop else host.https_url
            front = FrontPage(
                host.name, host.http_url, host.https_url, start, host.guessed, by_kind, page, links, host.registrable
            )
            probes.append(
                (
                    f"http {host.name}",
                    http.look(network, notebook, front),
                    (*by_kind.values(), *([page] if page else [])),
                )
            )
        own = next(host for host in plan.hosts if host.name == plan.shop.host)
        place = well_known.Place(own.name, own.https_url, Cell("security_txt", scope({"host": own.name})))
        probes.append(("security.txt", well_known.look(network, notebook, place), (place.cell,)))
    if Area.NETWORK in plan.areas:
        probes.append(_ports(plan, network, notebook))
    probes += [found for host in plan.hosts if (found := _unlinked(plan, host, network, notebook))]
    if plan.browses:
        probes.append(_browser(plan, network, notebook, quick=quick))
    return probes


def _ports(plan: Plan, network: Network, notebook: Notebook) -> _Probe:
    # nmap's library is not needed for anything else.
    from scanner.probes.ports import probe as ports  # noqa: PLC0415

    houses = [
        ports.House(host.name, host.port, host.http_port, host.guessed, _cell(plan, "port", host))
        for host in plan.hosts
    ]
    no_scan = None
    if plan.shop.preview:
        no_scan = (GapCause.NOT_REQUESTED, "the shop file calls it a preview, whose ports are not scanned")
    elif plan.shop.authorised is None:
        no_scan = (GapCause.NOT_AUTHORISED, _UNAUTHORISED)
    terms = ports.Terms(
        declared=plan.shop.ports,
        no_scan=no_scan,
        tls_kinds=KINDS_OF[Area.TLS] if Area.TLS in plan.areas else (),
        ca_files=tuple(ca.file for ca in plan.shop.cas if ca.public),
    )
    return "ports", ports.look(network, notebook, houses, terms), tuple(house.cell for house in houses)


_UNLINKED = {"exposed_file": Area.HTTP, "admin_surface": Area.NETWORK}
#: Hosts that are asked for a hundred paths each.
_MOST_HOSTS_ASKED = 5
_UNAUTHORISED = "nobody authorised it: `authorised_by` in the shop file, or --authorised-by"


def _unlinked(plan: Plan, host: Host, network: Network, notebook: Notebook) -> _Probe | None:
    """Files and ways into the administration, where their areas are looked at and the owner agrees."""
    cells = {kind: _cell(plan, kind, host) for kind, area in _UNLINKED.items() if area in plan.areas}
    if not cells:
        return None
    if plan.shop.authorised is None:
        for cell in cells.values():
            notebook.gap(cell, GapCause.NOT_AUTHORISED, _UNAUTHORISED)
        return None
    if host in plan.hosts[_MOST_HOSTS_ASKED:]:
        for cell in cells.values():
            notebook.gap(cell, GapCause.BUDGET, f"only {_MOST_HOSTS_ASKED} hosts are asked for what no page links to")
        return None
    place = unlinked.Place(host.name, host.https_url, host.http_url, host.guessed, cells)
    return f"files {host.name}", unlinked.look(network, notebook, place), tuple(cells.values())


def _cell(plan: Plan, kind: str, host: Host) -> Cell:
    return next(cell for cell in plan.cells if cell.kind == kind and dict(cell.scope).get("host") == host.name)


def _browser(plan: Plan, network: Network, notebook: Notebook, *, quick: bool) -> _Probe:
    # Playwright is not needed for TLS and HTTP.
    from scanner.probes.browser import probe as browser  # noqa: PLC0415
    from scanner.probes.browser import window as of_browser  # noqa: PLC0415

    def cell(kind: str, **fixed: object) -> Cell | None:
        return next((c for c in plan.cells if c.kind == kind and dict(c.scope) == fixed), None)

    pages = {role: found for role in ROLES if (found := cell("page", role=role)) is not None}
    by_phase = {
        kind: {phase: found for phase in PHASES if (found := cell(kind, phase=phase)) is not None}
        for kind in ("stored_item", "request")
    }
    forms = {
        role: (form, fields)
        for role in ROLES
        if (form := cell("form", **{"page.role": role})) and (fields := cell("form_field", **{"form.page.role": role}))
    }
    window = of_browser.Window(
        url=plan.shop.url,
        stored=by_phase["stored_item"],
        sent=by_phase["request"],
        banner=cell("consent_banner", phase=Phase.BEFORE_CHOICE),
        pages=pages,
        forms=forms,
        shopping={role: shopping_cells(role) for role in SHOPPING} if Area.FORMS in plan.areas else {},
        resources={role: found for role in ROLES if (found := cell("resource", **{"page.role": role}))},
        caching={role: found for role in PERSONAL if (found := cell("caching", **{"page.role": role}))},
        hints=dict(plan.shop.pages),
        ca_files=tuple(ca.file for ca in plan.shop.cas if ca.public),
        language=of_browser.language(plan.shop.language),
        watch_s=of_browser.QUICK_WATCH_S if quick else of_browser.WATCH_S,
        authorised=plan.shop.authorised is not None,
    )
    return "browser", browser.look(network, notebook, window), window.cells


def _endpoint(plan: Plan, host: str, port: int) -> Cell:
    return next(c for c in plan.cells if c.kind == "endpoint" and dict(c.scope) == {"host": host, "port": port})


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
