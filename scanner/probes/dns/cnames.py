"""Which names stand behind the shop's own hosts that its pages asked (CNAME): writes it into the rows of requests.

A tracker behind a name of the shop's is first party for the browser and for most lists; only the DNS tells of it.
"""

from __future__ import annotations

import asyncio
from collections.abc import Collection
from dataclasses import dataclass, replace
from ipaddress import ip_address

from scanner.errors import NetworkError
from scanner.model.facts import Request
from scanner.model.values import Maybe, Unknown
from scanner.model.vocabulary import GapCause
from scanner.network import Network
from scanner.probes.dns.client import BadName, Client, name_of, text_of
from scanner.probes.dns.probe import doubt
from scanner.probes.dns.records import A
from scanner.probes.notebook import Notebook
from scanner.suffixes import registrable

#: Hosts that are asked about, and seconds for all of them together.
MOST_HOSTS, MOST_SECONDS = 20, 8.0
_NOT_IN_DNS = ("localhost", "local")
_LED = Unknown("the shop file leads this host elsewhere, of which the DNS knows nothing", GapCause.NOT_REQUESTED)
_MORE = Unknown(f"more than {MOST_HOSTS} hosts of the shop's own were asked", GapCause.BUDGET)
_LATE = Unknown(f"the resolver did not answer within {MOST_SECONDS:g} s", GapCause.TIMEOUT)


@dataclass(frozen=True, slots=True)
class Asked:
    """What the look-up is done with.

    own      hosts of the shop's: its address and those its owner declares
    named    the owner named a resolver, which then knows the hosts that connect_to leads elsewhere
    ports    by which the shop is reached
    because  why no name may be asked for at all; None where they may
    """

    network: Network
    own: Collection[str]
    named: bool
    ports: Collection[int]
    because: Unknown | None = None


async def look(asked: Asked, notebook: Notebook) -> None:
    """Fill in `cname` of the requests to the shop's own hosts."""
    domains = {registrable(host) or host for host in asked.own}
    places = [
        (place, row, row.host)
        for place, row in enumerate(notebook.rows)
        if isinstance(row, Request) and isinstance(row.host, str) and (registrable(row.host) or row.host) in domains
    ]
    hosts = list(dict.fromkeys(host for _, _, host in places))
    client = Client(asked.network)
    tasks = [asyncio.create_task(_behind(asked, client, host, domains)) for host in hosts[:MOST_HOSTS]]
    try:
        if tasks:
            await asyncio.wait(tasks, timeout=MOST_SECONDS)
    finally:
        late = [task for task in tasks if not task.done()]
        for task in late:
            task.cancel()
        await asyncio.gather(*late, return_exceptions=True)
    found = {
        host: _LATE if task in late else task.result() for host, task in zip(hosts[:MOST_HOSTS], tasks, strict=True)
    }
    for place, row, host in places:
        notebook.rows[place] = replace(row, cname=found.get(host, _MORE))


async def _behind(asked: Asked, client: Client, host: str, domains: Collection[str]) -> Maybe[str | None]:
    """The first name on the way that belongs to somebody else; None where there is none."""
    if _is_no_name(host):
        return None
    if asked.because is not None:
        return asked.because
    if not asked.named and any(asked.network.redirects(host, port) for port in asked.ports):
        return _LED
    try:
        reply = await client.get(name_of(host), A)
    except NetworkError as error:
        return doubt(error)
    except BadName:
        return None
    names = [text_of(alias) for alias in reply.aliases]
    return next((name for name in names if (registrable(name) or name) not in domains), None)


def _is_no_name(host: str) -> bool:
    """An address, or a name that is never looked up (RFC 6761, RFC 6762)."""
    if host.rpartition(".")[2] in _NOT_IN_DNS:
        return True
    try:
        ip_address(host.strip("[]"))
    except ValueError:
        return False
    return True
