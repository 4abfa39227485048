"""What the tests of the browser have in common: a network that finds the sites, and a browser on it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

from scanner.model.vocabulary import Phase
from scanner.network import ConnectTo, Limits, Network
from scanner.probes.browser.session import Browser, PhaseSession

FAST = Limits(connections_per_second=3000, burst=1000)


def network_to(port: int, *hosts: str, meant: int = 443) -> Network:
    """Leads these hosts to a port of 127.0.0.1, and knows no others; without hosts the site is the shop itself."""

    async def no_names(_host: str, _port: int) -> Sequence[str]:
        return []

    if not hosts:
        # By a rule and not by its URL, which would open every port of loopback.
        return Network(
            "http://shop.example/", [ConnectTo("127.0.0.1", port, "127.0.0.1", port)], FAST, resolver=no_names
        )
    rules = [ConnectTo(host, meant, "127.0.0.1", port) for host in hosts]
    return Network(f"https://{hosts[0]}/", rules, FAST, resolver=no_names)


@asynccontextmanager
async def one_phase(network: Network, ca_files: Sequence[Path] = ()) -> AsyncIterator[tuple[Browser, PhaseSession]]:
    """A browser with one phase."""
    async with Browser.open(network, ca_files=ca_files) as browser, browser.phase(Phase.BEFORE_CHOICE) as phase:
        yield browser, phase


async def until(true: Callable[[], bool]) -> None:
    """Waits for what the browser does in its own time; the scene's bound ends a wait in vain."""
    while not true():  # noqa: ASYNC110 - the browser sets no asyncio.Event
        await asyncio.sleep(0.03)


def run(scene: Callable[[], Awaitable[None]]) -> None:
    """Runs a scene, which must end by itself within two minutes."""

    async def bounded() -> None:
        async with asyncio.timeout(120):
            await scene()

    asyncio.run(bounded())
