"""A DNS on loopback, and what asks it."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from typing import TypeVar

import pytest

from scanner.network import Limits, Nameserver, Network
from scanner.probes.dns.anchors import parse
from scanner.probes.dns.client import Client
from scanner.probes.dns.dnssec import Validator

from .server import Server
from .world import World

T = TypeVar("T")
#: No waiting for what never comes.
LIMITS = Limits(query_timeout_s=0.15, queries_per_second=5000)


@pytest.fixture
def world() -> World:
    return World()


@pytest.fixture
def server(world: World) -> Iterator[Server]:
    with Server(world) as running:
        yield running


Ask = Callable[[Callable[[Client], Awaitable[T]]], T]


@pytest.fixture
def ask(server: Server) -> Ask[object]:
    """Runs something that needs a client, each time with a new one."""

    def run(what: Callable[[Client], Awaitable[object]]) -> object:
        async def inside() -> object:
            network = Network("https://shop.example", limits=LIMITS, nameserver=Nameserver("127.0.0.1", server.port))
            return await what(Client(network))

        return asyncio.run(inside())

    return run


def validator(client: Client, world: World) -> Validator:
    return Validator(client, parse(world.anchors().splitlines(), "anchors"))
