"""The mail exchangers of a domain: what the DNS says of them, and the TLS ports at which they are looked at."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from scanner.errors import NetworkError
from scanner.model.evidence import Cell
from scanner.model.facts import MailServer
from scanner.model.values import Maybe, Unknown
from scanner.model.vocabulary import EndpointRole, GapCause
from scanner.network import Network, NoSuchHost, Target
from scanner.probes.dns.client import Client, name_of
from scanner.probes.dns.dnssec import State, Validator
from scanner.probes.dns.probe import attempt, doubt
from scanner.probes.dns.records import TLSA, TlsaRecord
from scanner.probes.notebook import Notebook
from scanner.probes.tls.probe import Door

SMTP = 25
#: Servers whose TLS is looked at: of one domain, the best by preference, and of all.
MOST_SERVERS, MOST_OF_ALL = 5, 15
_MOST_TLSA = 20
_CONNECT_S = 3.0
NO_SMTP = "the shop file says that port 25 can't be reached from here (mail: {smtp: false})"
_NOT_THEIRS = "the host is not the shop's, and the shop file does not name it among its hosts"
_UNSEEN = Unknown("nobody has looked at its port 25")


@dataclass(frozen=True, slots=True)
class Exchanger:
    """A host that receives mail. `spare`: its domain has MOST_SERVERS better ones."""

    host: str
    preference: int
    spare: bool = False


@dataclass(frozen=True, slots=True)
class Service:
    """A port of mail: its name (IANA Service Name Registry), and the protocol that asks for TLS; None: TLS at once."""

    port: int
    name: str
    starttls: str | None


RECEIVING = Service(SMTP, "smtp", "smtp")
#: Where customers and staff send and fetch mail (RFC 8314 § 7). Looked at only where the owner has authorised it.
MORE: tuple[Service, ...] = (
    Service(465, "submissions", None),
    Service(587, "submission", "smtp"),
    Service(143, "imap", "imap"),
    Service(993, "imaps", None),
    Service(110, "pop3", "pop3"),
    Service(995, "pop3s", None),
)


async def look_at_servers(
    client: Client, validator: Validator, notebook: Notebook, domain: str, exchangers: Sequence[Exchanger]
) -> tuple[Exchanger, ...]:
    """Write down mail_server of every exchanger, as far as the DNS tells. TLS is added when its evidence is there."""
    async with asyncio.TaskGroup() as group:
        for exchanger in exchangers:
            group.create_task(_server(client, validator, notebook, domain, exchanger))
    return tuple(replace(exchanger, spare=number >= MOST_SERVERS) for number, exchanger in enumerate(exchangers))


async def _server(client: Client, validator: Validator, notebook: Notebook, domain: str, exchanger: Exchanger) -> None:
    addresses, tlsa = await asyncio.gather(
        attempt(client.addresses(exchanger.host)), attempt(_tlsa(client, validator, exchanger.host))
    )
    records: Maybe[tuple[str, ...] | None] = doubt(tlsa) if isinstance(tlsa, NetworkError) else tlsa
    notebook.saw(
        MailServer(
            domain=domain,
            host=exchanger.host,
            preference=exchanger.preference,
            addresses=doubt(addresses) if isinstance(addresses, NetworkError) else len(addresses),
            starttls=_UNSEEN,
            tls=_UNSEEN,
            tlsa=records,
            dane=(_UNSEEN if records else False) if isinstance(records, tuple) else records,
        )
    )


async def _tlsa(client: Client, validator: Validator, host: str) -> tuple[str, ...] | Unknown | None:
    """The TLSA records at port 25; None where DNSSEC doesn't secure the answer (RFC 7672 § 2.2). Raises NetworkError.

    Nor where it doesn't secure the host's own records: then it is not that host that would be vouched for.
    """
    signed = await validator.signed(name_of(host))
    if isinstance(signed.dnssec, Unknown):
        return signed.dnssec
    if not signed.dnssec:
        return None
    reply = await client.look_up(f"_{SMTP}._tcp.{host}", TLSA)
    if not reply.records:
        return ()
    trust = await validator.reply(reply)
    if trust.state is State.INDETERMINATE:
        return Unknown(trust.reason, trust.cause)
    if trust.state is not State.SECURE:
        return None
    return tuple(
        sorted(
            f"{int(record.usage)} {int(record.selector)} {int(record.mtype)} {bytes(record.cert).hex()}"
            for record in reply.of(TlsaRecord)[:_MOST_TLSA]
        )
    )


Cells = Callable[[str, int], Mapping[str, Cell]]


def within_bounds(notebook: Notebook, exchangers: Iterable[Exchanger], cells: Cells) -> tuple[Exchanger, ...]:
    """Each host once, as far as its TLS is looked at; port 25 of the others is a gap."""
    best = {one.host: one for one in sorted(exchangers, key=lambda one: one.spare, reverse=True)}
    ordered = sorted(best.values(), key=lambda one: (one.preference, one.host))
    chosen = [one for one in ordered if not one.spare][:MOST_OF_ALL]
    why = f"the TLS of {MOST_SERVERS} mail servers of a domain and of {MOST_OF_ALL} in all is looked at"
    for one in ordered if len(chosen) < len(ordered) else ():
        for cell in cells(one.host, SMTP).values() if one not in chosen else ():
            notebook.gap(cell, GapCause.BUDGET, why)
    return tuple(chosen)


async def doors(
    network: Network,
    notebook: Notebook,
    exchangers: Sequence[Exchanger],
    cells: Cells,
    authorises: Callable[[str], bool] | None,
) -> tuple[Door, ...]:
    """The TLS ports of the exchangers, the best first; but for port 25, only those that are open.

    `authorises`: for which hosts the leave was given to ask for more than port 25; None where it was not given at all.
    Whether the other hosts have such a port is a gap: most shops' mail is received by somebody else. So is a port of
    which nobody can tell whether it is open.
    """
    chosen = sorted(exchangers, key=lambda exchanger: (exchanger.preference, exchanger.host))[:MOST_OF_ALL]
    hosts = [exchanger.host for exchanger in chosen]
    found = [(host, RECEIVING) for host in hosts]
    if authorises is not None:
        more = [(host, service) for host in hosts for service in MORE]
        asked = [(host, service) for host, service in more if authorises(host)]
        for host, service in more:
            if not authorises(host):
                notebook.gap(cells(host, service.port)["endpoint"], GapCause.NOT_AUTHORISED, _NOT_THEIRS)
        opened = await asyncio.gather(*(attempt(is_open(network, host, service.port)) for host, service in asked))
        found += [pair for pair, answer in zip(asked, opened, strict=True) if answer is True]
        for (host, service), answer in zip(asked, opened, strict=True):
            if isinstance(answer, NetworkError):
                notebook.failed(cells(host, service.port).values(), answer)
    return tuple(_door(host, service, cells(host, service.port)) for host, service in found)


def _door(host: str, service: Service, cells: Mapping[str, Cell]) -> Door:
    of_tls = {kind: cell for kind, cell in cells.items() if kind != "endpoint"}
    return Door(
        host,
        service.port,
        EndpointRole.MAIL,
        False,
        cells["endpoint"],
        of_tls,
        service=service.name,
        starttls=service.starttls,
    )


async def is_open(network: Network, host: str, port: int) -> bool:
    """Whether any address of the host takes a connection there; False where all refuse it, or there is no such host.

    A closed port is no service, and so no gap. Raises NetworkError where nobody can tell: timeout, budget and the like.
    """
    try:
        targets = await network.resolve(host, port)
    except NoSuchHost:
        return False
    answers = await asyncio.gather(*(attempt(_takes(network, target)) for target in targets))
    doubts = [answer for answer in answers if isinstance(answer, NetworkError) and answer.cause != GapCause.REFUSED]
    if True not in answers and doubts:
        raise doubts[0]
    return True in answers


async def _takes(network: Network, target: Target) -> bool:
    async with await network.connect(target, timeout_s=_CONNECT_S):
        return True


def spoken(notebook: Notebook, doors: Sequence[Door], *, smtp: bool = True) -> tuple[Door, ...]:
    """The doors that can be looked at; the others are gaps. Without `smtp` nobody is let out to port 25 from here."""
    if smtp:
        return tuple(doors)
    for cell in (cell for door in doors if door.port == SMTP for cell in (door.endpoint, *door.cells.values())):
        notebook.gap(cell, GapCause.NOT_REQUESTED, NO_SMTP)
    return tuple(door for door in doors if door.port != SMTP)
