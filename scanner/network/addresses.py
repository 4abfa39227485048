"""Which IP addresses belong to the public internet; everything else is reached only when somebody named it.

The tables are our own and not `ipaddress.is_global`, whose answer changes with the patch version of Python.
Source: IANA IPv4 and IPv6 Special-Purpose Address Registries (RFC 6890), IANA IPv6 Address Space (RFC 4291 § 2.4).
"""

from __future__ import annotations

import ipaddress
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network

Ip = IPv4Address | IPv6Address

LOOPBACK: tuple[Ip, ...] = (IPv4Address("127.0.0.1"), IPv6Address("::1"))
"""What `localhost` means (RFC 6761 § 6.3)."""

_NOT_PUBLIC_V4 = tuple(
    map(
        IPv4Network,
        (
            "0.0.0.0/8",  # this network, unspecified (RFC 791)
            "10.0.0.0/8",  # private (RFC 1918)
            "100.64.0.0/10",  # shared by carrier-grade NAT (RFC 6598); Alibaba's metadata service lives here
            "127.0.0.0/8",  # loopback
            "168.63.129.16/32",  # Azure's virtual metadata and wire server: routable by form, local by function
            "169.254.0.0/16",  # link-local (RFC 3927), with the metadata service of most clouds
            "172.16.0.0/12",  # private
            "192.0.0.0/24",  # IETF protocol assignments (RFC 6890); Oracle's metadata service lives here
            "192.0.2.0/24",  # documentation (RFC 5737)
            "192.88.99.0/24",  # 6to4 relay anycast, deprecated (RFC 7526)
            "192.168.0.0/16",  # private
            "198.18.0.0/15",  # benchmarking (RFC 2544)
            "198.51.100.0/24",  # documentation
            "203.0.113.0/24",  # documentation
            "224.0.0.0/4",  # multicast
            "240.0.0.0/4",  # reserved, limited broadcast
        ),
    )
)
# All other blocks are unassigned, local, multicast, or carry an IPv4 address (::/96, ::ffff:0:0/96, 64:ff9b:1::/48).
_GLOBAL_UNICAST_V6 = IPv6Network("2000::/3")
_NOT_PUBLIC_V6 = tuple(
    map(
        IPv6Network,
        (
            "2001::/23",  # IETF protocol assignments: benchmarking, ORCHID, anycast services (RFC 2928)
            "2001:db8::/32",  # documentation (RFC 3849)
            "3fff::/20",  # documentation (RFC 9637)
        ),
    )
)
_NAT64 = IPv6Network("64:ff9b::/96")  # RFC 6052 § 2.1


def parse_ip(text: str) -> Ip | None:
    """The address if `text` is one in its ordinary spelling, without brackets; None for names and odd spellings."""
    try:
        return ipaddress.ip_address(text)
    except ValueError:
        return None


def is_public(ip: str | Ip) -> bool:
    """True only for a globally routable unicast address. False for whatever is no address at all.

    An IPv6 address that carries an IPv4 one (NAT64, 6to4, Teredo) is as public as the address inside.
    IPv4-mapped and -compatible ones never occur on the wire and are refused.
    """
    address = parse_ip(ip) if isinstance(ip, str) else ip
    if isinstance(address, IPv4Address):
        return not any(address in network for network in _NOT_PUBLIC_V4)
    if not isinstance(address, IPv6Address) or address.scope_id is not None:
        return False
    if address in _NAT64:
        return is_public(IPv4Address(int(address) & 0xFFFF_FFFF))
    if address.sixtofour is not None:
        return is_public(address.sixtofour)
    if address.teredo is not None:
        return all(is_public(inner) for inner in address.teredo)
    return address in _GLOBAL_UNICAST_V6 and not any(address in network for network in _NOT_PUBLIC_V6)
