"""Hosts of the shop that its pages lead to are looked at too, and no others."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from typing import Any

import pytest

from scanner.model.evidence import Status
from scanner.model.vocabulary import EndpointRole, GapCause
from scanner.network import Limits, Network
from scanner.network.connect_to import ConnectTo
from scanner.probes.notebook import Notebook
from scanner.probes.tls import met
from scanner.probes.tls.met import MOST_HOSTS, Meeting, look_at_met
from scanner.probes.tls.probe import Door

SHOP = "www.shop.example"


def network() -> Network:
    anywhere = ConnectTo.parse("::127.0.0.1:1")
    return Network(f"https://{SHOP}/", (anywhere,), Limits(), named=())


@pytest.fixture
def looked(monkeypatch: pytest.MonkeyPatch) -> list[Door]:
    doors: list[Door] = []

    async def note(_network: Network, notebook: Notebook, found: Iterable[Door], _cas: Any) -> None:
        doors.extend(found)
        for door in found:
            for cell in (door.endpoint, *door.cells.values()):
                notebook.close(cell)

    monkeypatch.setattr(met, "look", note)
    return doors


def look(through: Network, notebook: Notebook, *hosts: tuple[str, int]) -> None:
    async def run() -> None:
        over = asyncio.Event()
        meeting = Meeting(SHOP, {(SHOP, 443)}, {443})
        task = asyncio.create_task(look_at_met(through, notebook, meeting, (), over))
        for host, port in hosts:
            await through.resolve(host, port)
        over.set()
        await task

    asyncio.run(run())


def test_hosts_below_the_shop_s_domain_are_looked_at_once(looked: list[Door]) -> None:
    look(network(), Notebook(()), (SHOP, 443), ("api.shop.example", 443), ("api.shop.example", 443))
    assert [(door.host, door.port, door.role) for door in looked] == [("api.shop.example", 443, EndpointRole.API)]


def test_a_host_where_customers_pay_is_called_so(looked: list[Door]) -> None:
    look(network(), Notebook(()), ("checkout.shop.example", 443))
    assert [door.role for door in looked] == [EndpointRole.CHECKOUT]


def test_hosts_of_others_and_other_ports_are_left_alone(looked: list[Door]) -> None:
    look(network(), Notebook(()), ("cdn.example.net", 443), ("shop.example.net", 443), ("img.shop.example", 80))
    assert looked == []


def test_there_is_a_bound_and_it_is_told(looked: list[Door]) -> None:
    notebook = Notebook(())
    look(network(), notebook, *((f"h{n:02}.shop.example", 443) for n in range(MOST_HOSTS + 2)))
    assert len(looked) == MOST_HOSTS
    assert "h10.shop.example:443, h11.shop.example:443" in notebook.notices[0]


def test_what_a_look_leaves_open_is_a_gap(monkeypatch: pytest.MonkeyPatch) -> None:
    async def hang(*_: object) -> None:
        await asyncio.Event().wait()

    monkeypatch.setattr(met, "look", hang)
    notebook, through = Notebook(()), network()

    async def run() -> None:
        task = asyncio.create_task(look_at_met(through, notebook, Meeting(SHOP, (), {443}), (), asyncio.Event()))
        await through.resolve("api.shop.example", 443)
        await asyncio.sleep(met.EVERY_S * 3)
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)

    asyncio.run(run())
    entries = {entry.kind: entry for entry in notebook.coverage.values()}
    assert entries["tls_protocol"].status is Status.GAP
    assert entries["endpoint"].cause is GapCause.TIMEOUT
