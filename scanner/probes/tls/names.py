"""Whether a certificate's names cover a host, by RFC 9525 (subject alternative names only) and RFC 5280 § 4.2.1.6."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterable

_MIN_LABELS_UNDER_WILDCARD = 2


def covers(names: Iterable[str], addresses: Iterable[str], host: str) -> bool:
    """Whether a DNS name (or, for an address literal, an IP address) of the certificate is this host's.

    `host` may be a Unicode name; certificates carry A-labels (RFC 9525 § 6.3). The subject's common name counts for
    nothing.
    """
    literal = as_address(host)
    if literal is not None:
        return any(as_address(address) == literal for address in addresses)
    wanted = a_labels(host)
    return wanted is not None and any(_matches(name, wanted) for name in names)


def as_address(host: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    """The address, if the host is a literal, brackets or not."""
    try:
        return ipaddress.ip_address(host.strip("[]"))
    except ValueError:
        return None


def a_labels(host: str) -> str | None:
    """The host in lower-case A-labels without a final dot; None if it has no such form."""
    name = host.rstrip(".").lower()
    if name.isascii():
        return name or None
    try:
        return name.encode("idna").decode("ascii")
    except UnicodeError:
        return None


def _matches(pattern: str, host: str) -> bool:
    """A wildcard stands for exactly the left-most label, whole (RFC 9525 § 6.3)."""
    pattern = pattern.lower().rstrip(".")
    if "*" not in pattern:
        return pattern == host
    first, _, rest = pattern.partition(".")
    label, _, parent = host.partition(".")
    if first != "*" or "*" in rest or rest.count(".") + 1 < _MIN_LABELS_UNDER_WILDCARD:
        return False
    return bool(label) and parent == rest
