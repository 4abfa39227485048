"""Which ports of mail servers are looked at, and which are not."""

from __future__ import annotations

import asyncio
import socket

import pytest

from scanner.model.evidence import Cell, Status
from scanner.model.vocabulary import EndpointRole, GapCause
from scanner.network import ConnectTo, Limits, Network
from scanner.plan import door_cells
from scanner.probes.mail import servers
from scanner.probes.mail.servers import MOST_OF_ALL, SMTP, Exchanger, doors, spoken, within_bounds
from scanner.probes.notebook import Notebook
from scanner.probes.tls.probe import Door

from .quiet import quiet_port


def cells(host: str, port: int) -> dict[str, Cell]:
    return door_cells(host, port, EndpointRole.MAIL)


def found(
    exchangers: list[Exchanger], rules: list[str], *, authorised: bool, notebook: Notebook | None = None
) -> list[Door]:
    """`authorised`: for all hosts of the shop."""
    network = Network("https://shop.example", [ConnectTo.parse(rule) for rule in rules])
    may = (lambda host: host.endswith("shop.example")) if authorised else None
    return list(asyncio.run(doors(network, notebook or Notebook(()), exchangers, cells, may)))


def test_without_authorisation_only_port_25_is_looked_at() -> None:
    many = [Exchanger(f"mx{i}.shop.example", i) for i in range(30)]
    opened = found(many, [], authorised=False)
    assert {door.port for door in opened} == {25}
    assert [door.host for door in opened] == [f"mx{i}.shop.example" for i in range(MOST_OF_ALL)]
    first = opened[0]
    assert (first.role, first.service, first.starttls, first.guessed) == (EndpointRole.MAIL, "smtp", "smtp", False)


def test_with_authorisation_what_is_open_is_looked_at_too() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken, socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        to, shut = taken.getsockname()[1], closed.getsockname()[1]
        rules = [f"mx.shop.example:993:127.0.0.1:{to}", f"mx.shop.example:587:127.0.0.1:{to}", f"::127.0.0.1:{shut}"]
        opened = found([Exchanger("mx.shop.example", 10)], rules, authorised=True)
    assert [(door.port, door.service, door.starttls) for door in opened] == [
        (25, "smtp", "smtp"),
        (587, "submission", "smtp"),
        (993, "imaps", None),
    ]


def test_nobody_s_leave_reaches_to_the_mail_servers_of_others() -> None:
    notebook = Notebook(())
    with socket.create_server(("127.0.0.1", 0)) as taken:
        anywhere = [f"::127.0.0.1:{taken.getsockname()[1]}"]
        opened = found([Exchanger("mx.mail.example", 10)], anywhere, authorised=True, notebook=notebook)
        taken.settimeout(0.2)
        with pytest.raises(TimeoutError):
            taken.accept()
    assert [(door.host, door.port) for door in opened] == [("mx.mail.example", 25)]
    left = {cells("mx.mail.example", service.port)["endpoint"] for service in servers.MORE}
    assert {Cell(entry.kind, entry.scope) for entry in notebook.coverage.values()} == left
    assert {entry.cause for entry in notebook.coverage.values()} == {GapCause.NOT_AUTHORISED}


def test_a_port_that_does_not_answer_is_a_gap_and_a_closed_one_is_not() -> None:
    notebook = Notebook(())
    with quiet_port() as quiet:
        rules = [f"mx.shop.example:587:127.0.0.1:{quiet}", "mx.shop.example::127.0.0.1:1"]
        opened = found([Exchanger("mx.shop.example", 10)], rules, authorised=True, notebook=notebook)
    assert [door.port for door in opened] == [25]
    gaps = {(entry.kind, entry.scope, entry.status, entry.cause) for entry in notebook.coverage.values()}
    expected = cells("mx.shop.example", 587).values()
    assert gaps == {(cell.kind, cell.scope, Status.GAP, GapCause.TIMEOUT) for cell in expected}


def test_a_port_that_the_budget_did_not_reach_is_a_gap() -> None:
    notebook = Notebook(())
    network = Network("https://shop.example", [ConnectTo.parse("::127.0.0.1:1")], Limits(max_connections=1))
    asyncio.run(doors(network, notebook, [Exchanger("mx.shop.example", 10)], cells, lambda _: True))
    assert {entry.cause for entry in notebook.coverage.values()} == {GapCause.BUDGET}


def test_what_no_host_has_is_no_gap() -> None:
    async def nobody(host: str, port: int) -> tuple[str, ...]:
        raise socket.gaierror(socket.EAI_NONAME, "no such host")

    notebook = Notebook(())
    network = Network("https://shop.example", resolver=nobody)
    opened = asyncio.run(doors(network, notebook, [Exchanger("mx.shop.example", 10)], cells, lambda _: True))
    assert ([door.port for door in opened], notebook.coverage) == ([25], {})


def test_exchangers_beyond_the_bounds_are_gaps() -> None:
    notebook = Notebook(())
    many = [Exchanger(f"mx{i:02}.shop.example", i) for i in range(MOST_OF_ALL + 2)]
    also = [Exchanger("mx01.shop.example", 90, spare=True), Exchanger("spare.shop.example", 1, spare=True)]
    chosen = within_bounds(notebook, [*many, *also], cells)
    assert chosen == tuple(many[:MOST_OF_ALL])
    left = {"spare.shop.example", "mx15.shop.example", "mx16.shop.example"}
    expected = {(cell.kind, cell.scope) for host in left for cell in cells(host, SMTP).values()}
    assert set(notebook.coverage) == expected
    assert {entry.cause for entry in notebook.coverage.values()} == {GapCause.BUDGET}


def test_port_25_is_not_asked_where_the_owner_says_that_it_can_t_be_reached() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        rules = [f"mx.shop.example:993:127.0.0.1:{taken.getsockname()[1]}", "::127.0.0.1:1"]
        opened = found([Exchanger("mx.shop.example", 10)], rules, authorised=True)
    notebook = Notebook(())
    assert [door.port for door in spoken(notebook, opened, smtp=False)] == [993]
    expected = {(cell.kind, cell.scope) for cell in cells("mx.shop.example", SMTP).values()}
    assert set(notebook.coverage) == expected
    assert {entry.cause for entry in notebook.coverage.values()} == {GapCause.NOT_REQUESTED}
