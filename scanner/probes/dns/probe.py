"""Looks at the names of a shop and of its mail in the DNS, and writes down what it says. Decides nothing."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from scanner.errors import NetworkError
from scanner.model.evidence import Cell
from scanner.model.facts import DnsZone
from scanner.model.values import Maybe, Unknown
from scanner.model.vocabulary import GapCause
from scanner.network import Network, NoSuchHost
from scanner.probes.dns import caa, unclaimed
from scanner.probes.dns.client import BadName, Client, Reply, name_of, text_of
from scanner.probes.dns.dnssec import Validator
from scanner.probes.dns.records import AAAA, SOA, A
from scanner.probes.notebook import Notebook
from scanner.suffixes import registrable

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Name:
    """A name to look at. A `guessed` one that doesn't exist is nothing; `is_host`: the shop answers there."""

    name: str
    is_host: bool
    guessed: bool
    cell: Cell


@dataclass(frozen=True, slots=True)
class Means:
    """What the probe looks with. `authorised`: the owner lets it visit services that aliases lead to."""

    network: Network
    notebook: Notebook
    client: Client
    validator: Validator
    authorised: bool = False


async def look(means: Means, names: Sequence[Name]) -> None:
    """Write down dns_zone of every name."""
    async with asyncio.TaskGroup() as group:
        for name in names:
            group.create_task(_one(means, name))


async def _one(means: Means, name: Name) -> None:
    client, notebook = means.client, means.notebook
    try:
        wire = name_of(name.name)
    except BadName as error:
        notebook.gap(name.cell, GapCause.ERROR, str(error))
        return
    reply, signed, found = await asyncio.gather(
        attempt(_addresses(client, name.name)),
        attempt(means.validator.signed(wire)),
        attempt(caa.relevant(client, wire)),
    )
    if isinstance(reply, NetworkError) and isinstance(signed, NetworkError) and isinstance(found, NetworkError):
        notebook.failed([name.cell], reply)
        return
    if isinstance(reply, Reply) and not reply.exists and not reply.aliases:
        if name.guessed:
            notebook.close(name.cell, absent=True)
        else:
            notebook.failed([name.cell], NoSuchHost(name.name))
        return
    dangling, free = await _dangling(client, reply)
    notebook.saw(
        DnsZone(
            name=name.name,
            is_host=name.is_host,
            zone=doubt(signed) if isinstance(signed, NetworkError) else text_of(signed.zone),
            dnssec=doubt(signed) if isinstance(signed, NetworkError) else signed.dnssec,
            dnssec_problem=doubt(signed) if isinstance(signed, NetworkError) else signed.problem,
            caa=doubt(found) if isinstance(found, NetworkError) else found,
            cname=doubt(reply) if isinstance(reply, NetworkError) else tuple(map(text_of, reply.aliases)),
            dangling_cname=dangling,
            dangling_zone=free,
            unclaimed=await _unclaimed(means, name, reply),
        )
    )
    notebook.close(name.cell)
    notebook.note("dns", name.name)


async def _addresses(client: Client, host: str) -> Reply:
    """Of both families the one that exists; raises NetworkError where one can't be had and the other doesn't exist."""
    name = name_of(host)
    first, second = await asyncio.gather(attempt(client.get(name, A)), attempt(client.get(name, AAAA)))
    for reply in (first, second):
        if isinstance(reply, Reply) and reply.records:
            return reply
    for reply in (first, second):
        if isinstance(reply, NetworkError):
            raise reply
    return first if isinstance(first, Reply) and first.exists else second  # type: ignore[return-value]


async def _dangling(client: Client, reply: Reply | NetworkError) -> tuple[Maybe[bool], Maybe[bool]]:
    """Whether the aliases end at a name that doesn't exist, and whether its domain is free for anybody to register."""
    if isinstance(reply, NetworkError):
        return doubt(reply), doubt(reply)
    if not reply.aliases or reply.exists:
        return False, False
    domain = registrable(text_of(reply.target))
    if domain is None:
        return True, Unknown("it lies directly below a public suffix")
    found = await attempt(client.look_up(domain, SOA))
    return True, doubt(found) if isinstance(found, NetworkError) else not found.exists


async def _unclaimed(means: Means, name: Name, reply: Reply | NetworkError) -> Maybe[str | None]:
    if not name.is_host:
        return None
    if isinstance(reply, NetworkError):
        return doubt(reply)
    aliases = tuple(map(text_of, reply.aliases)) if reply.exists else ()
    return await unclaimed.look(means.network, name.name, aliases, authorised=means.authorised)


async def attempt(awaitable: Awaitable[T]) -> T | NetworkError:
    """What comes of it, or why nothing does: one answer that can't be had must not cost the others."""
    try:
        return await awaitable
    except NetworkError as error:
        return error
    except BadName as error:
        return NetworkError("error", str(error))


def doubt(error: NetworkError) -> Unknown:
    """A field that could not be looked up."""
    return Unknown(error.message, GapCause(error.cause))
