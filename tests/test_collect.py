"""All probes of a shop within one deadline: every cell is closed, whatever becomes of a probe."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable, Sequence
from dataclasses import replace

import pytest

from scanner.collect import Collected, collect, web
from scanner.collect.transport import Transport
from scanner.model.evidence import Cell, Status
from scanner.model.facts import Hsts, Shop
from scanner.model.vocabulary import Area, EndpointRole, GapCause
from scanner.network import Network
from scanner.plan import Plan, door_cells, make_plan
from scanner.probes.http.probe import FrontPage
from scanner.probes.http.well_known import Place
from scanner.probes.notebook import Notebook, Progress
from scanner.probes.tls.probe import Door
from scanner.shop import Authorisation, from_url

SHOP = from_url("https://www.shop.example")


@pytest.fixture
def plan() -> Plan:
    return make_plan(SHOP, (Area.HTTP,))


Probe = Callable[[Network, Notebook, FrontPage], object]


def collected(plan: Plan, deadline_s: float = 30, tell: Callable[[Progress], None] = lambda _: None) -> Collected:
    return asyncio.run(collect(plan, Network(SHOP.url), tell, deadline_s))


def put(monkeypatch: pytest.MonkeyPatch, probe: Probe) -> None:
    """Another probe in the place of the one for HTTP, and none that looks for a security.txt."""

    async def nothing(network: Network, notebook: Notebook, place: Place) -> None:
        notebook.close(place.cell, absent=True)

    monkeypatch.setattr(web.http, "look", probe)
    monkeypatch.setattr(web.well_known, "look", nothing)


def causes(found: Collected, *kinds: str) -> set[GapCause | None]:
    return {entry.cause for entry in found.notebook.coverage.values() if not kinds or entry.kind in kinds}


def write_hsts(notebook: Notebook, front: FrontPage) -> None:
    notebook.saw(Hsts(host=front.host, present=True, valid=True, max_age=1))
    notebook.close(front.cells["hsts"])


def test_what_the_owner_declares_is_a_row_of_its_own(plan: Plan, monkeypatch: pytest.MonkeyPatch) -> None:
    async def nothing(network: Network, notebook: Notebook, front: FrontPage) -> None:
        return

    put(monkeypatch, nothing)
    found = collected(plan)
    assert [row for row in found.notebook.rows if isinstance(row, Shop)]
    assert found.notebook.coverage["shop", ()].status is Status.SEEN


def test_a_probe_that_says_nothing_leaves_gaps_that_say_so(plan: Plan, monkeypatch: pytest.MonkeyPatch) -> None:
    async def nothing(network: Network, notebook: Notebook, front: FrontPage) -> None:
        return

    put(monkeypatch, nothing)
    found = collected(plan)
    assert causes(found, "redirect", "hsts", "header", "csp", "page") == {GapCause.ERROR}
    assert found.notebook.left_open() == ()


def test_what_nobody_asked_for_is_a_gap_by_the_owner_s_choice(plan: Plan, monkeypatch: pytest.MonkeyPatch) -> None:
    async def nothing(network: Network, notebook: Notebook, front: FrontPage) -> None:
        return

    put(monkeypatch, nothing)
    found = collected(plan)
    assert causes(found, "tls_protocol", "tls_cipher", "certificate", "endpoint") == {GapCause.NOT_REQUESTED}


def test_a_probe_that_breaks_costs_its_own_cells_and_keeps_what_it_saw(
    plan: Plan, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def breaks(network: Network, notebook: Notebook, front: FrontPage) -> None:
        write_hsts(notebook, front)
        if front.host == SHOP.host:
            raise LookupError("with \x1b[31m the shop's own words")
        for cell in front.cells.values():
            notebook.close(cell)

    put(monkeypatch, breaks)
    found = collected(plan)
    by_cell = {
        (e.kind, dict(e.scope).get("host") or dict(e.scope).get("url") or ""): e
        for e in found.notebook.coverage.values()
    }
    assert by_cell["hsts", "www.shop.example"].status is Status.SEEN
    broken = by_cell["csp", "https://www.shop.example/"]
    assert (broken.status, broken.cause) == (Status.GAP, GapCause.CRASH)
    assert "LookupError" in broken.reason
    assert "\x1b" not in broken.reason
    assert by_cell["csp", "https://shop.example/"].status is Status.SEEN
    assert by_cell["page", "https://www.shop.example/"].cause is GapCause.CRASH


def test_the_deadline_ends_what_hangs_and_what_was_seen_counts(plan: Plan, monkeypatch: pytest.MonkeyPatch) -> None:
    ended = []

    async def hangs(network: Network, notebook: Notebook, front: FrontPage) -> None:
        write_hsts(notebook, front)
        try:
            await asyncio.Event().wait()
        finally:
            ended.append(front.host)

    put(monkeypatch, hangs)
    found = collected(plan, deadline_s=0.05)
    assert sorted(ended) == ["shop.example", "www.shop.example"]
    assert not found.interrupted
    assert causes(found, "hsts") == {None}
    assert causes(found, "redirect", "header", "csp", "page") == {GapCause.TIMEOUT}
    assert all(
        "deadline of 0.05 s" in e.reason for e in found.notebook.coverage.values() if e.cause is GapCause.TIMEOUT
    )


def test_a_probe_that_will_not_be_ended_by_the_first_word_is_waited_for(
    plan: Plan, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Ending takes what it takes: a child has to be killed and reaped."""

    async def tidies_up(network: Network, notebook: Notebook, front: FrontPage) -> None:
        try:
            await asyncio.Event().wait()
        except asyncio.CancelledError:
            for _ in range(3):
                await asyncio.sleep(0)
            write_hsts(notebook, front)
            raise

    put(monkeypatch, tidies_up)
    assert causes(collected(plan, deadline_s=0.05), "hsts") == {None}


def test_broken_off_from_outside_it_keeps_what_it_saw_and_says_so(plan: Plan, monkeypatch: pytest.MonkeyPatch) -> None:
    async def run() -> Collected:
        waiting = asyncio.Event()

        async def hangs(network: Network, notebook: Notebook, front: FrontPage) -> None:
            write_hsts(notebook, front)
            waiting.set()
            await asyncio.Event().wait()

        put(monkeypatch, hangs)
        task = asyncio.create_task(collect(plan, Network(SHOP.url), lambda _: None, 30))
        await waiting.wait()
        await asyncio.sleep(0)
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            return await task
        raise AssertionError("what was seen was lost")

    found = asyncio.run(run())
    assert found.interrupted
    assert causes(found, "hsts") == {None}
    assert causes(found, "redirect", "page") == {GapCause.BUDGET}
    assert found.notebook.left_open() == ()


def test_progress_is_told_with_how_much_is_left(plan: Plan, monkeypatch: pytest.MonkeyPatch) -> None:
    async def looks(network: Network, notebook: Notebook, front: FrontPage) -> None:
        for cell in front.cells.values():
            notebook.close(cell)
        if front.page:
            notebook.close(front.page)

    put(monkeypatch, looks)
    events: list[Progress] = []
    collected(plan, tell=events.append)
    assert {event.probe for event in events} == {"http www.shop.example", "http shop.example", "security.txt"}
    assert {event.planned for event in events} == {len(plan.cells)}


def test_a_seen_cell_stays_seen_and_a_gap_can_still_be_mended() -> None:
    book = Notebook((Cell("hsts"),))
    book.gap(Cell("hsts"), GapCause.TIMEOUT, "first try")
    book.close(Cell("hsts"))
    book.gap(Cell("hsts"), GapCause.ERROR, "too late")
    assert book.coverage["hsts", ()].status is Status.SEEN
    assert book.left_open() == ()


def test_what_needs_the_owner_s_word_is_not_begun_without_it() -> None:
    plan = make_plan(SHOP, (Area.HTTP, Area.NETWORK))
    active = {"port", "admin_surface", "exposed_file"}

    async def nobody(host: str, port: int) -> tuple[str, ...]:
        return ()

    found = asyncio.run(collect(plan, Network(SHOP.url, resolver=nobody), lambda _: None, 30))
    assert causes(found, *active) == {GapCause.NOT_AUTHORISED}
    assert {entry.kind for entry in found.notebook.coverage.values()} >= active
    assert found.notebook.left_open() == ()


def test_the_ports_of_a_preview_are_not_scanned_whoever_allows_it() -> None:
    shop = replace(SHOP, preview=True, authorised=Authorisation("its owner"))
    plan = make_plan(shop, (Area.NETWORK,))

    async def nobody(host: str, port: int) -> tuple[str, ...]:
        return ()

    found = asyncio.run(collect(plan, Network(SHOP.url, resolver=nobody), lambda _: None, 30))
    assert causes(found, "port") == {GapCause.NOT_REQUESTED}


def test_many_hosts_are_not_all_asked_for_a_hundred_paths() -> None:
    hosts = tuple(f"h{number}.shop.example" for number in range(6))
    shop = replace(SHOP, hosts=hosts, authorised=Authorisation("its owner"))

    async def nobody(host: str, port: int) -> tuple[str, ...]:
        return ()

    plan = make_plan(shop, (Area.NETWORK,))
    found = asyncio.run(collect(plan, Network(SHOP.url, resolver=nobody), lambda _: None, 30))
    over = [e for e in found.notebook.coverage.values() if e.kind == "admin_surface" and e.cause is GapCause.BUDGET]
    assert len(over) == len(plan.hosts) - 5


@pytest.mark.parametrize(
    ("host", "allowed"),
    [
        ("www.shop.example", True),
        ("mx.shop.example", True),
        ("api.partner.example", True),
        ("mx.partner.example", False),
        ("mx.mail.example", False),
        ("shop.example.mail.example", False),
        ("192.0.2.25", False),
    ],
)
@pytest.mark.parametrize("authorised", [True, False])
def test_the_leave_holds_for_the_shop_and_for_hosts_that_it_names(
    host: str, allowed: bool, authorised: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    given = Authorisation("its owner") if authorised else None
    plan = make_plan(replace(SHOP, hosts=("api.partner.example:8443",), authorised=given), (Area.TLS,))
    looked: list[bool] = []

    async def look(_network: object, _notebook: object, doors: Sequence[Door], _cas: object) -> None:
        looked.extend(door.authorised for door in doors)

    monkeypatch.setattr("scanner.probes.tls.probe.look", look)
    cells = door_cells(host, 25, EndpointRole.MAIL)
    door = Door(host, 25, EndpointRole.MAIL, False, cells.pop("endpoint"), cells)
    asyncio.run(Transport(plan, Network(SHOP.url), Notebook(())).look_at([door]))
    assert looked == [allowed and authorised]
