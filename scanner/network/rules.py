"""Who may be reached: public addresses, and whatever the owner named on purpose (design § 7.3)."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from scanner.errors import AddressRefused, NetworkError, UsageError
from scanner.network.addresses import LOOPBACK, Ip, is_public, parse_ip
from scanner.network.connect_to import ConnectTo
from scanner.network.urls import bracketed, parse_url, shown


class Rules:
    """The rules for one shop; they never change during a scan.

    `named` are addresses of the shop file (IP literals or `localhost`), permitted on any port, like the literal
    in the shop's own URL. A ConnectTo permits its target's address on its port only.
    """

    def __init__(self, shop_url: str, connect_to: Sequence[ConnectTo], named: Collection[str]) -> None:
        try:
            shop_host = parse_url(shop_url).host
        except NetworkError as error:
            raise UsageError(error.message, "name the shop by an http or https URL") from error
        self.connect_to = tuple(connect_to)
        self._named: frozenset[tuple[Ip, int | None]] = frozenset(
            [pair for rule in self.connect_to for pair in rule.names()]
            + [(ip, None) for ip in _literals(shop_host)]
            + [(ip, None) for text in named for ip in _named_literals(text)]
        )

    def allows(self, address: str, port: int) -> bool:
        """Whether any client may open a connection to this very address and port. Names are never allowed."""
        ip = parse_ip(address)
        if ip is None:
            return False
        return is_public(ip) or (ip, port) in self._named or (ip, None) in self._named

    def redirected(self, host: str, port: int) -> tuple[str, int]:
        """Where a connection to this canonical host and port goes; the first matching ConnectTo wins, as with curl."""
        for rule in self.connect_to:
            if rule.matches(host, port):
                return rule.to_host or host, rule.to_port or port
        return host, port

    def matches(self, host: str, port: int) -> bool:
        """Whether a ConnectTo speaks of this host and port."""
        return any(rule.matches(host, port) for rule in self.connect_to)

    def leads(self, host: str) -> bool:
        """Whether a ConnectTo leads some port of this host elsewhere: then the machine of that name is not meant."""
        return any(rule.host in ("", host) and rule.to_host not in ("", host) for rule in self.connect_to)

    def may_scan(self, address: str, port: int, *, own: bool) -> bool:
        """Whether a port scan may touch this address and port: public, or named by a ConnectTo for this very port.

        `own`: its owner declared the port, so that an address in the shop's own URL will do.
        """
        ip = parse_ip(address)
        if ip is None or not self.allows(address, port):
            return False
        return is_public(ip) or own or any((ip, port) in rule.names() for rule in self.connect_to)

    def refusal(self, host: str, port: int, addresses: Sequence[str], to_port: int) -> AddressRefused:
        """The error for a host of which no address may be reached."""
        meant, found = f"{bracketed(host)}:{port}", [shown(address)[1:-1] for address in addresses]
        return AddressRefused(
            f"{meant} leads to {', '.join(found)}, which is no public address",
            f"--connect-to {meant}:{bracketed(found[0])}:{to_port} names it on purpose",
        )


def _literals(host: str) -> tuple[Ip, ...]:
    if host == "localhost":
        return LOOPBACK
    ip = parse_ip(host)
    return () if ip is None else (ip,)


def _named_literals(text: str) -> tuple[Ip, ...]:
    literals = _literals(text.removeprefix("[").removesuffix("]"))
    if not literals:
        raise UsageError(f"{shown(text)} is no IP address", "an exception must name one very address")
    return literals
