"""Which scripts of other sites a page has asked for so far, whichever visitor's page it is."""

from __future__ import annotations

from collections.abc import Iterable

from scanner.probes.browser.flights import WORKER_SCRIPT, Flight, split
from scanner.probes.browser.sites import host_of, site
from scanner.probes.browser.veil import Veil

_MOST = 100


def foreign_scripts(flights: Iterable[Flight], page: str, veil: Veil) -> tuple[str, ...]:
    """Addresses without queries, each once, in the order in which they were asked for; bounded."""
    here = page.partition("#")[0]
    own = site(host_of(here))
    asked = (
        split(flight.url)
        for flight in flights
        if flight.kind in {"Script", WORKER_SCRIPT} and flight.when.page.partition("#")[0] == here
    )
    found = (f"{scheme}://{host}{veil.path(path)}" for scheme, host, _, path, _ in asked if host and site(host) != own)
    return tuple(dict.fromkeys(found))[:_MOST]
