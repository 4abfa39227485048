"""Who stands behind the shop's own hosts is asked of the DNS once, for few hosts, and Unknown where it can't tell."""

from __future__ import annotations

import asyncio

from scanner.model.facts import Page, Request
from scanner.model.values import Maybe, Unknown
from scanner.model.vocabulary import GapCause, Phase
from scanner.network import ConnectTo, Limits, Nameserver, Network
from scanner.probes.dns.cnames import MOST_HOSTS, Asked, look
from scanner.probes.notebook import Notebook

from .conftest import LIMITS
from .server import Server
from .world import World

SHOP = "www.shop.example"


def behind(
    server: Server | None, *hosts: str, led: str = "", named: bool = False, because: Unknown | None = None
) -> dict[str, Maybe[str | None]]:
    rules = [ConnectTo.parse(f"{led}:443:127.0.0.1:9")] if led else []
    nameserver = Nameserver("127.0.0.1", server.port) if server else None
    network = Network(f"https://{SHOP}", rules, LIMITS if server else Limits(), nameserver=nameserver)
    notebook = Notebook(())
    page = Page(url=f"https://{SHOP}/")
    for host in hosts:
        notebook.saw(Request(phase=Phase.BEFORE_CHOICE, page=page, host=host, path="/"))
    asyncio.run(look(Asked(network, (SHOP, "shop-cdn.example"), named, {80, 443}, because), notebook))
    return {str(row.host): row.cname for row in notebook.rows if isinstance(row, Request)}


def test_the_first_stranger_behind_a_name_is_told(world: World, server: Server) -> None:
    world.zone(
        "shop.example.",
        "www A 192.0.2.1\nm CNAME own\nown CNAME shop.collect.tracker.example.\nimg CNAME static.shop-cdn.example.",
    )
    world.zone("tracker.example.", "shop.collect CNAME edge.hosting.example.")
    world.zone("hosting.example.", "edge A 192.0.2.2")
    world.zone("shop-cdn.example.", "static A 192.0.2.3")
    found = behind(server, SHOP, "m.shop.example", "img.shop.example", "t.elsewhere.example")
    assert found[SHOP] is None and found["m.shop.example"] == "shop.collect.tracker.example"
    assert found["img.shop.example"] is None
    assert isinstance(found["t.elsewhere.example"], Unknown), "strangers are not asked about"


def test_what_the_shop_file_leads_elsewhere_is_unknown_unless_it_names_a_resolver(world: World, server: Server) -> None:
    world.zone("shop.example.", "www A 192.0.2.1\nm CNAME t.tracker.example.")
    world.zone("tracker.example.", "t A 192.0.2.2")
    told = behind(server, "m.shop.example", led="m.shop.example")["m.shop.example"]
    assert isinstance(told, Unknown) and told.cause is GapCause.NOT_REQUESTED
    assert behind(server, "m.shop.example", led="m.shop.example", named=True) == {"m.shop.example": "t.tracker.example"}


def test_without_an_answer_nobody_can_tell(server: Server) -> None:
    silent = behind(None, SHOP)[SHOP]
    assert isinstance(silent, Unknown) and silent.cause is GapCause.UNREACHABLE
    preview = behind(server, SHOP, because=Unknown("a preview", GapCause.NOT_REQUESTED))[SHOP]
    assert isinstance(preview, Unknown) and preview.cause is GapCause.NOT_REQUESTED


def test_more_hosts_than_are_asked_about_stay_unknown(world: World, server: Server) -> None:
    world.zone("shop.example.", "* A 192.0.2.1")
    found = behind(server, *(f"h{n}.shop.example" for n in range(MOST_HOSTS + 5)))
    causes = [cname.cause for cname in found.values() if isinstance(cname, Unknown)]
    # On a busy machine one that was asked about may get no answer in time; nobody beyond the most is asked about.
    assert causes.count(GapCause.BUDGET) == 5
    assert set(causes) <= {GapCause.BUDGET, GapCause.TIMEOUT}
