"""What is asked over HTTP without a browser: front pages, security.txt, and files that no page links."""

from __future__ import annotations

from scanner.collect.means import UNAUTHORISED, Means, ProbeRun, cell_of
from scanner.model.evidence import Cell, scope
from scanner.model.values import Unknown
from scanner.model.vocabulary import Area, GapCause
from scanner.plan import Host
from scanner.probes.http import probe as http
from scanner.probes.http import unlinked, well_known
from scanner.probes.http.probe import FrontPage

#: What no page links to, by the area that asks for it.
UNLINKED = {"exposed_file": Area.HTTP, "admin_surface": Area.NETWORK}
#: Hosts that are asked for a hundred paths each.
MOST_HOSTS_ASKED = 5


def probes(means: Means) -> list[ProbeRun]:
    """One for each host, one for security.txt, and where the owner allows it one for each host's unlinked files."""
    plan, found = means.plan, list[ProbeRun]()
    if Area.HTTP in plan.areas:
        found += [_front_page(means, host) for host in plan.hosts]
        own = next(host for host in plan.hosts if host.name == plan.shop.host)
        place = well_known.Place(own.name, own.https_url, Cell("security_txt", scope({"host": own.name})))
        found.append(("security.txt", well_known.look(means.network, means.notebook, place), (place.cell,)))
    return [*found, *(run for host in plan.hosts if (run := _unlinked(means, host)))]


def _front_page(means: Means, host: Host) -> ProbeRun:
    plan = means.plan
    by_kind = {cell.kind: cell for cell in plan.cells_of(host, Area.HTTP) if cell.kind not in UNLINKED}
    of_shop = host.name == plan.shop.host
    page = Cell("page", scope({"url": plan.shop.url})) if of_shop else None
    cause = GapCause.NOT_REQUESTED if plan.browser_declined else GapCause.UNSUPPORTED
    links = Unknown("no browser looked at its links", cause)
    start = plan.shop.url if of_shop else host.https_url
    front = FrontPage(
        host.name, host.http_url, host.https_url, start, host.guessed, by_kind, page, links, host.registrable
    )
    cells = (*by_kind.values(), *([page] if page else []))
    return f"http {host.name}", http.look(means.network, means.notebook, front), cells


def _unlinked(means: Means, host: Host) -> ProbeRun | None:
    """Files and ways into the administration, where their areas are looked at and the owner agrees."""
    cells = {kind: cell_of(means.plan, kind, host) for kind, area in UNLINKED.items() if area in means.plan.areas}
    if not cells:
        return None
    if not means.authorised:
        for cell in cells.values():
            means.notebook.gap(cell, GapCause.NOT_AUTHORISED, UNAUTHORISED)
        return None
    if host in means.plan.hosts[MOST_HOSTS_ASKED:]:
        for cell in cells.values():
            reason = f"only {MOST_HOSTS_ASKED} hosts are asked for what no page links to"
            means.notebook.gap(cell, GapCause.BUDGET, reason)
        return None
    place = unlinked.Place(host.name, host.https_url, host.http_url, host.guessed, cells)
    return f"files {host.name}", unlinked.look(means.network, means.notebook, place), tuple(cells.values())
