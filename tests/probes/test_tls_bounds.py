"""How many connections at once, and what a child that dies costs: its own endpoint, and no other."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import subprocess
import sys
import threading
from collections.abc import AsyncGenerator, Mapping
from typing import Any

import pytest

from scanner.model.evidence import Cell, Status, scope
from scanner.model.facts import Endpoint
from scanner.model.vocabulary import EndpointRole, GapCause
from scanner.network import Network
from scanner.network.connect_to import ConnectTo
from scanner.probes.child import ChildFailed
from scanner.probes.notebook import Notebook
from scanner.probes.tls import probe
from scanner.probes.tls.examine import KINDS
from scanner.probes.tls.probe import Door
from tests.probes.tls_servers import record_of, serving

POISON = "poison.example"


def door(host: str, **more: Any) -> Door:
    at = {"endpoint.host": host, "endpoint.port": 443}
    cells = {kind: Cell(kind, scope(at)) for kind in KINDS}
    return Door(host, 443, EndpointRole.API, False, Cell("endpoint", scope({"host": host, "port": 443})), cells, **more)


def looked(doors: list[Door], port: int = 9, **more: Any) -> Notebook:
    """What stands in the notebook after a look at these doors, all of which lead to one loopback port."""
    network = Network("https://www.shop.example", [ConnectTo("", None, "127.0.0.1", port)])
    notebook = Notebook(tuple(cell for each in doors for cell in (each.endpoint, *each.cells.values())))
    asyncio.run(probe.look(network, notebook, doors, [], **more))
    return notebook


def crashed(notebook: Notebook) -> set[str]:
    """The hosts with a gap for a crash."""
    gaps = [entry for entry in notebook.coverage.values() if entry.cause is GapCause.CRASH]
    return {str(dict(entry.scope).get("endpoint.host", dict(entry.scope).get("host"))) for entry in gaps}


class Children:
    """Stands in for the child: it tells of one endpoint after the other, and dies of POISON."""

    def __init__(self) -> None:
        self.batches: list[list[str]] = []

    async def __call__(self, _module: str, request: Mapping[str, Any]) -> AsyncGenerator[dict[str, Any], None]:
        self.batches.append([each["host"] for each in request["endpoints"]])
        for each in request["endpoints"]:
            at = {name: each[name] for name in ("host", "address", "port")}
            yield {"fact": "tls_protocol", "row": {"endpoint": at, "version": "TLSv1.3", "accepted": True}}
            if each["host"] == POISON:
                raise ChildFailed("the child ended with status -9")
            fixed = {f"endpoint.{name}": value for name, value in at.items()}
            for kind in KINDS:
                yield {"coverage": kind, "scope": fixed, "status": "seen", "cause": None, "reason": None}
            yield {"done": at, "connections": 10}
        yield {"used": {"connections": 10}}


@pytest.fixture
def children(monkeypatch: pytest.MonkeyPatch) -> Children:
    found = Children()
    monkeypatch.setattr(probe, "lines_from", found)
    return found


def test_a_child_that_dies_costs_its_endpoint_and_no_other(children: Children) -> None:
    hosts = ["a.example", POISON, "b.example", "c.example"]
    notebook = looked([door(host) for host in hosts])
    assert crashed(notebook) == {POISON}
    assert children.batches == [hosts, ["b.example", "c.example"], [POISON]]
    seen = {row.host for row in notebook.rows if isinstance(row, Endpoint)}
    assert {"a.example", "b.example", "c.example"} <= seen
    closed = [entry for entry in notebook.coverage.values() if entry.status is Status.SEEN]
    assert len({dict(entry.scope).get("endpoint.host") for entry in closed if entry.kind == "certificate"}) == 3


def test_a_child_that_dies_of_its_only_endpoint_is_not_asked_again(children: Children) -> None:
    assert crashed(looked([door(POISON)])) == {POISON}
    assert children.batches == [[POISON]]


def test_a_child_that_dies_at_once_every_time_comes_to_an_end(monkeypatch: pytest.MonkeyPatch) -> None:
    started: list[int] = []

    async def dead(_module: str, request: Mapping[str, Any]) -> AsyncGenerator[dict[str, Any], None]:
        started.append(len(request["endpoints"]))
        raise ChildFailed("the child ended with status 1")
        yield {}

    monkeypatch.setattr(probe, "lines_from", dead)
    hosts = [f"h{number}.example" for number in range(6)]
    assert crashed(looked([door(host) for host in hosts])) == set(hosts)
    assert started == [6, 2, 1, 1, 1, 1, 1, 1]


def test_services_and_ways_to_ask_reach_the_child_and_the_row(monkeypatch: pytest.MonkeyPatch) -> None:
    requests: list[Mapping[str, Any]] = []

    async def child(_module: str, request: Mapping[str, Any]) -> AsyncGenerator[dict[str, Any], None]:
        requests.append(request)
        for each in request["endpoints"]:
            at = {name: each[name] for name in ("host", "address", "port")}
            status = "absent" if each["host"] == "plain.example" else "seen"
            fixed = {f"endpoint.{name}": value for name, value in at.items()}
            yield {"coverage": "tls_protocol", "scope": fixed, "status": status, "cause": None, "reason": None}
            yield {"done": at, "connections": 1}

    monkeypatch.setattr(probe, "lines_from", child)
    mail = {"service": "smtp", "starttls": "smtp"}
    notebook = looked([door("mx.example", **mail), door("plain.example", **mail), door("www.example", authorised=True)])
    asked = {
        each["host"]: (each["service"], each["starttls"], each["gentle"], each["authorised"])
        for each in requests[0]["endpoints"]
    }
    assert asked == {
        "mx.example": ("smtp", "smtp", True, False),
        "plain.example": ("smtp", "smtp", True, False),
        "www.example": ("https", None, False, True),
    }
    assert requests[0]["at_once"] == 20
    rows = {row.host: (row.service, row.tls, row.starttls) for row in notebook.rows if isinstance(row, Endpoint)}
    assert rows == {
        "mx.example": ("smtp", True, True),
        "plain.example": ("smtp", False, False),
        "www.example": ("https", True, False),
    }


# the child itself


def test_all_endpoints_together_keep_to_the_shops_bound() -> None:
    lock, count = threading.Lock(), {"open": 0, "most": 0}

    def counting(connection: Any) -> None:
        with lock:
            count["open"] += 1
            count["most"] = max(count["most"], count["open"])
        record_of(connection)
        threading.Event().wait(0.05)
        with lock:  # before the client can see the end, and begin another
            count["open"] -= 1

    with serving(counting) as port:
        where = {"address": "127.0.0.1", "port": 443, "connect_port": port}
        endpoints = [{"host": f"h{number}.example", **where} for number in range(6)]
        request = {"endpoints": endpoints, "rules": None, "timeout_s": 5, "concurrency": 5, "at_once": 3}
        child = subprocess.run(
            [sys.executable, "-m", "scanner.probes.tls.child"],
            input=json.dumps(request),
            capture_output=True,
            text=True,
            timeout=100,
            check=True,
        )
    assert child.stdout.count('"done"') == 6
    assert 1 < count["most"] <= 3


def test_a_child_that_is_killed_in_the_middle_leaves_a_gap(monkeypatch: pytest.MonkeyPatch) -> None:
    """Its process ends by SIGKILL while a server keeps it waiting, as the system does when memory runs out."""
    killed: list[int] = []
    start = asyncio.create_subprocess_exec

    async def remembered(*arguments: Any, **options: Any) -> asyncio.subprocess.Process:
        process = await start(*arguments, **options)
        killed.append(process.pid)
        return process

    monkeypatch.setattr(asyncio, "create_subprocess_exec", remembered)

    def deadly(connection: Any) -> None:
        record_of(connection)
        os.kill(killed[-1], signal.SIGKILL)

    with serving(deadly) as port:
        notebook = looked([door("www.shop.example")], port)
    assert crashed(notebook) == {"www.shop.example"}
    assert len(killed) == 1
