"""What asks the DNS: the shop's names, its mail domains, and then the TLS of whoever receives their mail."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from scanner.collect.means import Means, ProbeRun, public_cas
from scanner.model.evidence import Cell, scope
from scanner.model.vocabulary import Area, EndpointRole
from scanner.plan import NAMES, Plan, door_cells, key_cells
from scanner.plan import names as names_of

if TYPE_CHECKING:
    from scanner.probes.mail import probe as of_mail


def probes(means: Means) -> list[ProbeRun]:
    """Names and mail domains. A resolver that the shop file names is asked for every address of the scan too."""
    plan, network, notebook = means.plan, means.network, means.notebook
    if not plan.areas & NAMES and plan.shop.resolver is None:
        return []
    # dnspython is not needed for the rest.
    from scanner.probes.dns import anchors, client, dnssec  # noqa: PLC0415
    from scanner.probes.dns import probe as dns  # noqa: PLC0415
    from scanner.probes.mail import probe as mail  # noqa: PLC0415

    asked = client.Client(network)
    if plan.shop.resolver is not None:
        network.look_up_by(asked.resolver)
    file = plan.shop.trust_anchors
    validator = dnssec.Validator(asked, anchors.read_anchors(file) if file else anchors.root_anchors())
    found: list[ProbeRun] = []
    if Area.DNS in plan.areas:
        looked_at = [
            dns.Name(name, host is not None, host is not None and host.guessed, Cell("dns_zone", scope({"name": name})))
            for name, host in names_of(plan)
        ]
        if not looked_at:
            notebook.close(Cell("dns_zone"), absent=True)
        cells = tuple(name.cell for name in looked_at)
        looking = dns.Means(network, notebook, asked, validator, means.authorised)
        found.append(("dns", dns.look(looking, looked_at), cells))
    if Area.MAIL in plan.areas:
        domains = [_domain(plan, name) for name in plan.mail_domains]
        for kind in ("mail_domain", "mail_server", "dkim_key") if not domains else ():
            notebook.close(Cell(kind), absent=True)
        of_mail = mail.Means(network, notebook, asked, validator, public_cas(plan), plan.shop.mail.smtp)
        cells = (*(cell for domain in domains for cell in domain.cells), Cell("newsletter"))
        found.append(("mail", _mail(means, of_mail, domains), cells))
    return found


def _domain(plan: Plan, name: str) -> of_mail.Domain:
    from scanner.probes.mail.probe import Domain  # noqa: PLC0415 - as above

    keys = key_cells(name, plan.shop.mail.selectors)
    return Domain(
        name,
        Cell("mail_domain", scope({"name": name})),
        Cell("mail_server", scope({"domain": name})),
        {selector: cell for selector, cell in keys.items() if selector is not None},
        keys.get(None),
    )


async def _mail(means: Means, of_mail: of_mail.Means, domains: Sequence[of_mail.Domain]) -> None:
    """The mail domains, and then the TLS of whoever receives for them, who is known only now."""
    from scanner.probes.mail import outlet, servers  # noqa: PLC0415 - as above
    from scanner.probes.mail import probe as mail  # noqa: PLC0415 - as above

    await mail.read_newsletter(means.notebook, Cell("newsletter"), means.plan.shop.mail.newsletter)

    def cells(host: str, port: int) -> dict[str, Cell]:
        return door_cells(host, port, EndpointRole.MAIL)

    exchangers = servers.within_bounds(means.notebook, await mail.look(of_mail, domains), cells)
    leave = means.plan.authorises if means.authorised else None
    doors = await servers.doors(means.network, means.notebook, exchangers, cells, leave)
    spoken = servers.spoken(means.notebook, doors, smtp=of_mail.smtp)
    await means.look_at(spoken)
    await outlet.tell_if_blocked(means.network, means.notebook, spoken)
