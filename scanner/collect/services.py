"""The open ports of a shop's hosts."""

from __future__ import annotations

from scanner.collect.means import UNAUTHORISED, Means, ProbeRun, cell_of
from scanner.model.vocabulary import Area, GapCause
from scanner.plan import KINDS_OF


def probes(means: Means) -> list[ProbeRun]:
    """The port scan; without the owner's leave its cells are gaps."""
    plan = means.plan
    if Area.NETWORK not in plan.areas:
        return []
    # nmap's library is not needed for anything else.
    from scanner.probes.ports import probe as ports  # noqa: PLC0415

    houses = [
        ports.House(host.name, host.port, host.http_port, host.guessed, cell_of(plan, "port", host))
        for host in plan.hosts
    ]
    no_scan = None
    if plan.shop.preview:
        no_scan = (GapCause.NOT_REQUESTED, "the shop file calls it a preview, whose ports are not scanned")
    elif not means.authorised:
        no_scan = (GapCause.NOT_AUTHORISED, UNAUTHORISED)
    terms = ports.Terms(
        declared=plan.shop.ports,
        no_scan=no_scan,
        tls_kinds=KINDS_OF[Area.TLS] if Area.TLS in plan.areas else (),
        look_at=means.look_at,
    )
    run = ports.look(means.network, means.notebook, houses, terms)
    return [("ports", run, tuple(house.cell for house in houses))]
