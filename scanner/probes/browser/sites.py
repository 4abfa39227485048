"""Which hosts belong to one registrable domain. Pure."""

from __future__ import annotations

from functools import lru_cache
from urllib.parse import urlsplit

from scanner.network.addresses import parse_ip
from scanner.suffixes import registrable


@lru_cache(maxsize=4096)
def site(host: str) -> str:
    """The registrable domain (public suffix list, private suffixes too); an address or a bare name is its own."""
    bare = host.lower().rstrip(".")
    if parse_ip(bare.strip("[]")) is not None:
        return bare
    return registrable(bare) or bare


def same_site(one: str, other: str) -> bool:
    """Whether two URLs belong to one registrable domain."""
    first, second = host_of(one), host_of(other)
    return bool(first) and bool(second) and site(first) == site(second)


@lru_cache(maxsize=16384)
def host_of(url: str) -> str:
    """The host of a URL; empty where it has none."""
    try:
        return urlsplit(url).hostname or ""
    except ValueError:
        return ""
