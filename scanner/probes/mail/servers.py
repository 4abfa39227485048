"""The mail exchangers of a domain: what the DNS says of them, and the TLS ports at which they are looked at."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from importlib.util import find_spec

from scanner.errors import NetworkError
from scanner.model.evidence import Cell
from scanner.model.facts import MailServer
from scanner.model.values import Maybe, Unknown
from scanner.model.vocabulary import EndpointRole, GapCause
from scanner.network import Network
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
#: Whether the TLS probe can ask for TLS in the protocols of mail. Without that, such a port stays unseen.
SPEAKS_STARTTLS = find_spec("scanner.probes.tls.starttls") is not None
_CONNECT_S = 3.0
_NOT_THEIRS = "the host is not the shop's, and the shop file does not name it among its hosts"
_UNSEEN = Unknown("nobody has looked at its port 25")


@dataclass(frozen=True, slots=True)
class Exchanger:
    """A host that receives mail."""

    host: str
    preference: int


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
    """Write down mail_server of every exchanger, as far as the DNS tells, and give those whose TLS is to be looked at.

    TLS is added when its evidence is there.
    """
    async with asyncio.TaskGroup() as group:
        for exchanger in exchangers:
            group.create_task(_server(client, validator, notebook, domain, exchanger))
    return tuple(exchangers[:MOST_SERVERS])


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


async def doors(
    network: Network,
    notebook: Notebook,
    exchangers: Sequence[Exchanger],
    cells: Callable[[str, int], Mapping[str, Cell]],
    authorises: Callable[[str], bool] | None,
) -> tuple[Door, ...]:
    """The TLS ports of the exchangers, the best first; but for port 25, only those that are open.

    `authorises`: for which hosts the leave was given to ask for more than port 25; None where it was not given at all.
    Whether the other hosts have such a port is a gap: most shops' mail is received by somebody else.
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
        opened = await asyncio.gather(*(_is_open(network, host, service.port) for host, service in asked))
        found += [pair for pair, is_open in zip(asked, opened, strict=True) if is_open]
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


async def _is_open(network: Network, host: str, port: int) -> bool:
    """Whether any address of the host takes a connection there. A closed port is no service, and so no gap."""
    try:
        for target in await network.resolve(host, port):
            try:
                async with await network.connect(target, timeout_s=_CONNECT_S):
                    return True
            except NetworkError:
                continue
    except NetworkError:
        return False
    return False


def spoken(notebook: Notebook, doors: Sequence[Door]) -> tuple[Door, ...]:
    """The doors that can be looked at; the others are gaps."""
    silent = () if SPEAKS_STARTTLS else tuple(door for door in doors if door.starttls is not None)
    for door in silent:
        for cell in (door.endpoint, *door.cells.values()):
            notebook.gap(cell, GapCause.UNSUPPORTED, f"{door.service} with STARTTLS is not spoken yet")
    return tuple(door for door in doors if door not in silent)
