"""Whether a host is an alias of a service that says nobody has claimed it: then anybody can."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from scanner.datafile import read_data
from scanner.errors import NetworkError
from scanner.model.values import Unknown
from scanner.model.vocabulary import GapCause
from scanner.network import Network

_MOST_BYTES = 128 * 1024
_UNASKED = Unknown("whether it is claimed there is asked only with authorised_by", GapCause.NOT_AUTHORISED)


@dataclass(frozen=True, slots=True)
class Service:
    """A service: where aliases to it lead, and what its page says of a host that nobody has claimed."""

    name: str
    suffixes: tuple[str, ...]
    says: bytes


@cache
def services() -> tuple[Service, ...]:
    """Those of data/unclaimed.yaml."""
    found = read_data("unclaimed.yaml")["services"]
    return tuple(Service(one["name"], tuple(one["suffixes"]), one["says"].encode()) for one in found)


def led_to(aliases: Sequence[str]) -> Service | None:
    """The first service that one of the aliases belongs to."""
    return next(
        (
            service
            for service in services()
            for alias in aliases
            if any(alias == suffix or alias.endswith(f".{suffix}") for suffix in service.suffixes)
        ),
        None,
    )


async def look(network: Network, host: str, aliases: Sequence[str], *, authorised: bool) -> str | Unknown | None:
    """The service at which a host is unclaimed; None where it is claimed, or leads to no such service."""
    service = led_to(aliases)
    if service is None:
        return None
    if not authorised:
        return _UNASKED
    failure: NetworkError | None = None
    for url in (f"https://{host}/", f"http://{host}/"):
        try:
            response = await network.fetch(url, max_bytes=_MOST_BYTES)
        except NetworkError as error:
            failure = error
            continue
        return service.name if service.says in response.body and response.status >= 400 else None
    assert failure is not None  # noqa: S101 - one of both came to something
    return Unknown(failure.message, GapCause(failure.cause))
