"""Hosts of the shop that its pages lead to are looked at too, and no others."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

import pytest

from scanner.model.evidence import Status, scope
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


def look(through: Network, notebook: Notebook, *hosts: tuple[str, int]) -> list[Door]:
    looked: list[Door] = []

    async def note(doors: Sequence[Door]) -> None:
        looked.extend(doors)
        for door in doors:
            for cell in (door.endpoint, *door.cells.values()):
                notebook.close(cell)

    async def run() -> None:
        over = asyncio.Event()
        meeting = Meeting(SHOP, {(SHOP, 443)}, {443})
        task = asyncio.create_task(look_at_met(through, notebook, meeting, note, over))
        for host, port in hosts:
            await through.resolve(host, port)
        over.set()
        await task

    asyncio.run(run())
    return looked


def test_hosts_below_the_shop_s_domain_are_looked_at_once() -> None:
    looked = look(network(), Notebook(()), (SHOP, 443), ("api.shop.example", 443), ("api.shop.example", 443))
    assert [(door.host, door.port, door.role) for door in looked] == [("api.shop.example", 443, EndpointRole.API)]


def test_a_host_where_customers_pay_is_called_so() -> None:
    looked = look(network(), Notebook(()), ("checkout.shop.example", 443))
    assert [door.role for door in looked] == [EndpointRole.CHECKOUT]


def test_hosts_of_others_and_other_ports_are_left_alone() -> None:
    looked = look(
        network(), Notebook(()), ("cdn.example.net", 443), ("shop.example.net", 443), ("img.shop.example", 80)
    )
    assert looked == []


def test_there_is_a_bound_and_it_is_told() -> None:
    notebook = Notebook(())
    looked = look(network(), notebook, *((f"h{n:02}.shop.example", 443) for n in range(MOST_HOSTS + 2)))
    assert len(looked) == MOST_HOSTS
    assert "h10.shop.example:443, h11.shop.example:443" in notebook.notices[0]
    left = {entry.scope for entry in notebook.coverage.values() if entry.cause is GapCause.BUDGET}
    for host in ("h10.shop.example", "h11.shop.example"):
        assert {scope({"host": host, "port": 443}), scope({"endpoint.host": host, "endpoint.port": 443})} <= left
    assert len(left) == 4


def test_hosts_of_which_no_note_was_taken_are_a_gap(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("scanner.network.client._MOST_MET", 2)
    hosts = [(SHOP, 443), ("api.shop.example", 443)]
    whole, cut = Notebook(()), Notebook(())
    look(network(), whole, *hosts, hosts[0])
    look(network(), cut, *hosts, ("pay.shop.example", 443))
    assert not [entry for entry in whole.coverage.values() if entry.cause is GapCause.BUDGET]
    unseen = {entry.kind for entry in cut.coverage.values() if entry.cause is GapCause.BUDGET and not entry.scope}
    assert unseen == {"endpoint", *met.KINDS}


def test_what_a_look_leaves_open_is_a_gap() -> None:
    async def hang(*_: object) -> None:
        await asyncio.Event().wait()

    notebook, through = Notebook(()), network()

    async def run() -> None:
        task = asyncio.create_task(look_at_met(through, notebook, Meeting(SHOP, (), {443}), hang, asyncio.Event()))
        await through.resolve("api.shop.example", 443)
        await asyncio.sleep(met.EVERY_S * 3)
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)

    asyncio.run(run())
    entries = {entry.kind: entry for entry in notebook.coverage.values()}
    assert entries["tls_protocol"].status is Status.GAP
    assert entries["endpoint"].cause is GapCause.TIMEOUT
