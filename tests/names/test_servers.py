"""Which ports of mail servers are looked at, and which are not."""

from __future__ import annotations

import asyncio
import socket

import pytest

from scanner.model.evidence import Cell
from scanner.model.vocabulary import EndpointRole, GapCause
from scanner.network import ConnectTo, Network
from scanner.plan import door_cells
from scanner.probes.mail import servers
from scanner.probes.mail.servers import MOST_OF_ALL, Exchanger, doors, spoken
from scanner.probes.notebook import Notebook
from scanner.probes.tls.probe import Door


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


@pytest.mark.parametrize("speaks", [True, False])
def test_a_door_that_can_t_be_looked_at_is_a_gap(speaks: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(servers, "SPEAKS_STARTTLS", speaks)
    door = found([Exchanger("mx.shop.example", 10)], [], authorised=False)[0]
    notebook = Notebook(())
    assert spoken(notebook, [door]) == ((door,) if speaks else ())
    causes = {entry.cause for entry in notebook.coverage.values()}
    assert causes == (set() if speaks else {GapCause.UNSUPPORTED})
