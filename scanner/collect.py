"""From a plan to evidence: all probes of a shop at once, within one deadline. What was seen until then counts."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from scanner.model.evidence import Cell, scope
from scanner.model.values import Unknown
from scanner.model.vocabulary import Area, EndpointRole, GapCause, Phase
from scanner.network import Network
from scanner.plan import KINDS_OF, NAMES, PHASES, ROLES, SHOPPING, Plan, door_cells, key_cells, names, shopping_cells
from scanner.probes.http import probe as http
from scanner.probes.http import well_known
from scanner.probes.http.probe import FrontPage
from scanner.probes.notebook import Notebook, Progress
from scanner.probes.tls import probe as tls
from scanner.probes.tls.met import Meeting, look_at_met
from scanner.probes.tls.probe import Door

if TYPE_CHECKING:
    from scanner.probes.mail.probe import Domain, Means

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
                tasks = {
                    name: group.create_task(_guarded(name, probe, cells, notebook))
                    for name, probe, cells in _probes(plan, network, notebook, quick=quick)
                }
                if "tls" in tasks:
                    met = _hosts_met(plan, network, notebook, tasks)
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
    for kind in plan.not_requested:
        notebook.gap(Cell(kind), GapCause.NOT_REQUESTED, "not asked for")
    return Collected(notebook, interrupted)


async def _hosts_met(
    plan: Plan, network: Network, notebook: Notebook, others: Mapping[str, asyncio.Task[None]]
) -> None:
    """The TLS of hosts that pages lead to, after that of the planned ones and while all other probes go on."""
    await asyncio.wait([others["tls"]])
    over = asyncio.Event()
    known = {(host.name, host.port) for host in plan.hosts}
    meeting = Meeting(plan.shop.host, known, {443, plan.shop.port})
    cas = [ca.file for ca in plan.shop.cas if ca.public]

    async def wait_for_others() -> None:
        await asyncio.wait(others.values())
        over.set()

    async with asyncio.TaskGroup() as group:
        group.create_task(wait_for_others())
        group.create_task(look_at_met(network, notebook, meeting, cas, over))


_Probe = tuple[str, Awaitable[None], tuple[Cell, ...]]


def _probes(plan: Plan, network: Network, notebook: Notebook, *, quick: bool) -> list[_Probe]:
    """Each probe with the cells that are gaps if it fails."""
    probes: list[_Probe] = []
    cas = [ca.file for ca in plan.shop.cas if ca.public]
    # A child has its share of the shop's connections to itself (Network.child_rules), so one works at a time.
    turn = asyncio.Lock()
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
        probes.append(("tls", _tls(network, notebook, doors, cas, turn), cells))
    if Area.HTTP in plan.areas:
        for host in plan.hosts:
            by_kind = {cell.kind: cell for cell in plan.cells_of(host, Area.HTTP)}
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
    if plan.areas & NAMES or plan.shop.resolver is not None:
        probes += _names(plan, network, notebook, cas, turn)
    if plan.browses:
        probes.append(_browser(plan, network, notebook, quick=quick))
    return probes


async def _tls(
    network: Network, notebook: Notebook, doors: Sequence[Door], cas: Sequence[Path], turn: asyncio.Lock
) -> None:
    async with turn:
        await tls.look(network, notebook, doors, cas)


def _names(plan: Plan, network: Network, notebook: Notebook, cas: Sequence[Path], turn: asyncio.Lock) -> list[_Probe]:
    """What asks the DNS. A resolver that the shop file names is asked for every address too."""
    # dnspython is not needed for the rest.
    from scanner.probes.dns import anchors, client, dnssec  # noqa: PLC0415
    from scanner.probes.dns import probe as dns  # noqa: PLC0415
    from scanner.probes.mail import probe as mail  # noqa: PLC0415

    asked = client.Client(network)
    if plan.shop.resolver is not None:
        network.look_up_by(asked.resolver)
    file = plan.shop.trust_anchors
    validator = dnssec.Validator(asked, anchors.read_anchors(file) if file else anchors.root_anchors())
    probes: list[_Probe] = []
    if Area.DNS in plan.areas:
        looked_at = [
            dns.Name(name, host is not None, host is not None and host.guessed, Cell("dns_zone", scope({"name": name})))
            for name, host in names(plan)
        ]
        cells = tuple(name.cell for name in looked_at)
        if not cells:
            notebook.close(Cell("dns_zone"), absent=True)
        authorised = plan.shop.authorised is not None
        looking = dns.Means(network, notebook, asked, validator, authorised)
        probes.append(("dns", dns.look(looking, looked_at), cells))
    if Area.MAIL in plan.areas:
        domains = [_mail_domain(plan, name) for name in plan.mail_domains]
        for kind in ("mail_domain", "mail_server", "dkim_key") if not domains else ():
            notebook.close(Cell(kind), absent=True)
        means = mail.Means(network, notebook, asked, validator, tuple(cas))
        cells = (*(cell for domain in domains for cell in domain.cells), Cell("newsletter"))
        probes.append(("mail", _mail(plan, means, domains, cas, turn), cells))
    return probes


def _mail_domain(plan: Plan, name: str) -> Domain:
    from scanner.probes.mail.probe import Domain  # noqa: PLC0415 - as above

    keys = key_cells(name, plan.shop.mail.selectors)
    return Domain(
        name,
        Cell("mail_domain", scope({"name": name})),
        Cell("mail_server", scope({"domain": name})),
        {selector: cell for selector, cell in keys.items() if selector is not None},
        keys.get(None),
    )


async def _mail(plan: Plan, means: Means, domains: Sequence[Domain], cas: Sequence[Path], turn: asyncio.Lock) -> None:
    """The mail domains, and then the TLS of whoever receives for them, who is known only now."""
    from scanner.probes.mail import probe as mail  # noqa: PLC0415 - as above
    from scanner.probes.mail import servers  # noqa: PLC0415 - as above

    await mail.read_newsletter(means.notebook, Cell("newsletter"), plan.shop.mail.newsletter)
    exchangers = await mail.look(means, domains)
    doors = await servers.doors(
        means.network,
        exchangers,
        lambda host, port: door_cells(host, port, EndpointRole.MAIL),
        authorised=plan.shop.authorised is not None,
    )
    await _tls(means.network, means.notebook, servers.spoken(means.notebook, doors), cas, turn)


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
