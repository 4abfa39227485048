"""First or third: seen from the shop's registrable domain, where customers of one hosting site are strangers."""

from __future__ import annotations

import functools
import ipaddress
from collections.abc import Iterable
from dataclasses import dataclass, replace
from urllib.parse import urlsplit

from scanner.model.evidence import Evidence
from scanner.model.facts import Fingerprinting, Request, Resource, Script, StoredItem
from scanner.model.values import NOT_STATED, Maybe, Unknown
from scanner.model.vocabulary import Party
from scanner.suffixes import registrable

#: A host name has no more characters (RFC 1035 § 2.3.4); what is longer is nobody's.
_MOST_CHARACTERS = 253


@functools.lru_cache(maxsize=8192)
def registrable_domain(host: str) -> str:
    """`shop.co.uk` of `www.shop.co.uk`, `me.github.io` of itself; an address, `localhost` or a bare suffix as it is."""
    host = host.strip(".").lower()
    if is_address(host) or len(host) > _MOST_CHARACTERS:
        return host
    return registrable(host) or host


@functools.lru_cache(maxsize=8192)
def is_address(host: str) -> bool:
    """Whether a host is an IP address, IPv6 with or without brackets."""
    try:
        ipaddress.ip_address(host.removeprefix("[").removesuffix("]"))
    except ValueError:
        return False
    return True


def host_of(origin: str) -> str | None:
    """The host of a URL, of an origin, or of a cookie's domain and path (`.shop.example/basket`); None without one."""
    if "://" in origin:
        return url_host(origin)
    host = origin.partition("/")[0].strip(".").lower()
    if host.startswith("["):
        return host.partition("]")[0].removeprefix("[") or None
    return host.partition(":")[0] or None


def url_host(url: str) -> str | None:
    """The host of a URL; None where it has none or is none."""
    try:
        host = urlsplit(url).hostname
    except ValueError:
        return None
    return host.strip(".") or None if host else None


@dataclass(frozen=True, slots=True)
class Site:
    """What is the shop's own: the registrable domains of its address and of the hosts its owner declared."""

    domains: frozenset[str]

    @classmethod
    def of(cls, shop: str, hosts: Iterable[str] = ()) -> Site:
        """From the shop's URL (or host) and further hosts."""
        named = [host_of(shop), *(host_of(host) for host in hosts)]
        return cls(frozenset(registrable_domain(host) for host in named if host))

    def party(self, host: str) -> Party:
        """Whose a host is."""
        return Party.FIRST if registrable_domain(host) in self.domains else Party.THIRD


def parties(evidence: Evidence, site: Site) -> Evidence:
    """Fill in `party` of every request, stored item, fingerprint, resource and script, and who placed a resource.

    The party is that of the host that was asked; what stands behind its name (`cname`) changes the service only.
    """
    facts = dict(evidence.facts)
    for kind in ("request", "stored_item", "fingerprinting", "resource", "script"):
        if kind in facts:
            facts[kind] = tuple(_with_party(row, site) if isinstance(row, _WITH_PARTY) else row for row in facts[kind])
    return replace(evidence, facts=facts)


_WITH_PARTY = (Request, StoredItem, Fingerprinting, Resource, Script)
_Owned = Request | StoredItem | Fingerprinting | Resource | Script


def _with_party(row: _Owned, site: Site) -> _Owned:
    found = replace(row, party=_party(row, site))
    return replace(found, placed_by=_placed_by(found, site)) if isinstance(found, Resource) else found


def _placed_by(row: Resource, site: Site) -> Maybe[Party]:
    if isinstance(row.initiator, Unknown):
        return row.initiator
    host = url_host(row.initiator) if row.initiator else None
    return site.party(host) if host else Unknown("nobody saw who had it loaded")


def _party(row: _Owned, site: Site) -> Maybe[Party]:
    match row:
        case Script(inline=True):
            return Party.FIRST
        case Request(host=str(text)) | StoredItem(origin=str(text)) | Resource(url=str(text)) | Script(url=str(text)):
            host = host_of(text)
            return site.party(host) if host else Unknown("it names no host")
        case Fingerprinting(script=str(text)):
            host = url_host(text.removeprefix("blob:"))
            return site.party(host) if host else Unknown("its script has no address")
        case _:
            return NOT_STATED
