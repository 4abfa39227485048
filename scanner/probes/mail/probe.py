"""Looks at a shop's mail domains: who may send, who receives, how it is protected. Decides nothing."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from scanner.errors import NetworkError
from scanner.model.evidence import Cell
from scanner.model.facts import Dkim, DkimKey, MailDomain, Spf
from scanner.model.values import Maybe, Unknown
from scanner.model.vocabulary import GapCause
from scanner.network import Network, NoSuchHost
from scanner.probes.dns.client import Client, Reply, text_of
from scanner.probes.dns.dnssec import Validator
from scanner.probes.dns.probe import attempt, doubt
from scanner.probes.dns.records import MX, TXT, MxRecord
from scanner.probes.mail import dkim, dmarc, mta_sts, newsletter, spf, sts_policy
from scanner.probes.mail.servers import NO_SMTP, SMTP, Exchanger, is_open, look_at_servers
from scanner.probes.notebook import Notebook

NO_SELECTOR = "the shop file names no DKIM selector (mail: {dkim_selectors: […]})"
NO_NEWSLETTER = "the shop file names no newsletter (mail: {newsletter: …})"
_MOST_EXCHANGERS = 20


@dataclass(frozen=True, slots=True)
class Domain:
    """A mail domain to look at, its cells, and those of its DKIM keys by selector; without one `keys` is a gap."""

    name: str
    cell: Cell
    servers: Cell
    selectors: Mapping[str, Cell]
    keys: Cell | None = None

    @property
    def cells(self) -> tuple[Cell, ...]:
        return (self.cell, self.servers, *self.selectors.values(), *([self.keys] if self.keys else []))


@dataclass(frozen=True, slots=True)
class Means:
    """What the probe looks with. `smtp`: mail servers can be reached at port 25 from here, as far as the owner says."""

    network: Network
    notebook: Notebook
    client: Client
    validator: Validator
    ca_files: tuple[Path, ...]
    smtp: bool = True


async def look(means: Means, domains: Sequence[Domain]) -> tuple[Exchanger, ...]:
    """Write down mail_domain, mail_server and dkim_key of every domain; the mail exchangers found."""
    async with asyncio.TaskGroup() as group:
        tasks = [group.create_task(_domain(means, domain)) for domain in domains]
    return tuple(exchanger for task in tasks for exchanger in task.result())


async def _domain(means: Means, domain: Domain) -> tuple[Exchanger, ...]:
    client, notebook = means.client, means.notebook
    mx = await attempt(client.look_up(domain.name, MX))
    if isinstance(mx, Reply) and not mx.exists:
        notebook.failed(domain.cells, NoSuchHost(domain.name))
        return ()
    keys = asyncio.create_task(_keys(means, domain))
    of_mx = _exchangers(mx) if isinstance(mx, Reply) else ()
    receives, exchangers = doubt(mx) if isinstance(mx, NetworkError) else bool(of_mx), of_mx
    if isinstance(mx, Reply) and not mx.records:
        receives, exchangers = await _implicit(means, domain.name)
    hosts = tuple(exchanger.host for exchanger in exchangers)
    exchangers = exchangers[:_MOST_EXCHANGERS]
    of_spf, of_dmarc, sts, reports, servers = await asyncio.gather(
        attempt(spf.evaluate(client, domain.name)),
        attempt(dmarc.discover(client, domain.name)),
        attempt(mta_sts.look_up(means.network, client, domain.name, hosts, means.ca_files)),
        attempt(client.look_up(f"_smtp._tls.{domain.name}", TXT)),
        look_at_servers(client, means.validator, notebook, domain.name, exchangers),
    )
    first = await keys
    if isinstance(mx, NetworkError):
        notebook.failed([domain.servers], mx)
        if isinstance(of_spf, NetworkError) and isinstance(of_dmarc, NetworkError):
            notebook.failed([domain.cell], mx)
            return ()
    else:
        _close_servers(notebook, domain, receives, exchangers, len(hosts))
    notebook.saw(
        MailDomain(
            name=domain.name,
            receives=receives,
            null_mx=doubt(mx) if isinstance(mx, NetworkError) else bool(mx.records) and not of_mx,
            used=_used(receives, of_spf),
            spf=doubt(of_spf) if isinstance(of_spf, NetworkError) else of_spf,
            dmarc=doubt(of_dmarc) if isinstance(of_dmarc, NetworkError) else of_dmarc,
            mta_sts=doubt(sts) if isinstance(sts, NetworkError) else sts,
            tls_rpt=doubt(reports) if isinstance(reports, NetworkError) else sts_policy.reports(reports.texts),
            dkim=first,
        )
    )
    notebook.close(domain.cell)
    notebook.note("mail", domain.name)
    return servers


def _exchangers(reply: Reply) -> tuple[Exchanger, ...]:
    """Who receives, best first; nobody where the null MX refuses all mail (RFC 7505)."""
    found = sorted({(int(record.preference), text_of(record.exchange)) for record in reply.of(MxRecord)})
    return tuple(Exchanger(host, preference) for preference, host in found if host != ".")


async def _implicit(means: Means, name: str) -> tuple[Maybe[bool], tuple[Exchanger, ...]]:
    """Whether a domain without MX receives mail at its own addresses (RFC 5321 § 5.1), and the exchanger that it is.

    Most such domains receive none: what closes port 25 everywhere is no exchanger. What doesn't answer may be one.
    """
    addresses = await attempt(means.client.addresses(name))
    if isinstance(addresses, NetworkError):
        return doubt(addresses), ()
    if not addresses:
        return False, ()
    itself = (Exchanger(name, 0),)
    if not means.smtp:
        return Unknown(NO_SMTP, GapCause.NOT_REQUESTED), itself
    takes = await attempt(is_open(means.network, name, SMTP))
    if isinstance(takes, NetworkError):
        return doubt(takes), itself
    return takes, itself if takes else ()


def _close_servers(
    notebook: Notebook, domain: Domain, receives: Maybe[bool], exchangers: Sequence[Exchanger], all_of_them: int
) -> None:
    """The cell of a domain's exchangers: seen, unless there are more than are looked at, or it is unknown who."""
    if all_of_them > len(exchangers):
        why = f"{all_of_them} mail servers, of which the first {len(exchangers)} are looked at"
        notebook.gap(domain.servers, GapCause.BUDGET, why)
    elif isinstance(receives, Unknown) and not exchangers:
        notebook.gap(domain.servers, receives.cause or GapCause.ERROR, receives.reason)
    else:
        notebook.close(domain.servers, absent=not exchangers)


def _used(receives: Maybe[bool], of_spf: Spf | NetworkError) -> Maybe[bool]:
    """A domain that receives nothing and lets nobody send is not used for mail."""
    sends: Maybe[bool] = doubt(of_spf) if isinstance(of_spf, NetworkError) else of_spf.sends
    if receives is True or sends is True:
        return True
    return next((value for value in (receives, sends) if isinstance(value, Unknown)), False)


async def _keys(means: Means, domain: Domain) -> Maybe[Dkim | None]:
    """Write down the DKIM keys; what mail_domain says of the first."""
    notebook = means.notebook
    if domain.keys is not None:
        notebook.gap(domain.keys, GapCause.FACT_MISSING, NO_SELECTOR)
    first: Maybe[Dkim | None] = Unknown(NO_SELECTOR, GapCause.FACT_MISSING)
    for number, (selector, cell) in enumerate(domain.selectors.items()):
        found = await attempt(dkim.look_up(means.client, domain.name, selector))
        if isinstance(found, DkimKey):
            notebook.saw(found)
            notebook.close(cell)
        else:
            notebook.failed([cell], found)
        if number == 0:
            first = _short(found) if isinstance(found, DkimKey) else doubt(found)
    return first


def _short(key: DkimKey) -> Dkim | None:
    if key.present is not True:
        return None
    return Dkim(selector=key.selector, key_type=key.key_type, key_bits=key.key_bits, testing=key.testing)


async def read_newsletter(notebook: Notebook, cell: Cell, path: Path | None) -> None:
    """Write down the newsletter that the owner gives, or that none was given."""
    if path is None:
        notebook.gap(cell, GapCause.FACT_MISSING, NO_NEWSLETTER)
        return
    try:
        notebook.saw(await asyncio.to_thread(newsletter.read, path))
        notebook.close(cell)
    except NetworkError as error:
        notebook.failed([cell], error)
