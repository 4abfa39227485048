"""The one choke point: nothing of Siegel opens a connection but here, or in a child under the rules made here."""

from __future__ import annotations

import asyncio
import logging
import math
import ssl
import time
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from scanner import __version__
from scanner.errors import NetworkError
from scanner.network.addresses import parse_ip
from scanner.network.connect_to import ConnectTo
from scanner.network.exchange import Response, exchange
from scanner.network.limits import Bucket, Limits, Used
from scanner.network.nameserver import Nameserver, over_tcp, over_udp
from scanner.network.resolve import Resolver, look_up, system_resolver
from scanner.network.rules import Rules
from scanner.network.stream import Stream, Target, open_stream
from scanner.network.urls import Url, canonical_host, parse_url, shown

USER_AGENT = (
    "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/148.0.0.0 Safari/537.36 "
    f"Siegel/{__version__} (+https://siegel.example/about)"
)
"""A browser's, so that the shop serves what its customers get, and ours behind it, so that the shop can tell."""

SAFE_METHODS = ("GET", "HEAD", "OPTIONS")
"""RFC 9110 § 9.2.1. Anything else could be a binding act (design § 7.1)."""

_MOST_MET = 500
_FETCH_ADDRESSES = 3  # tried one after the other; a fourth dead one is no better news

log = logging.getLogger("siegel.network")


@dataclass(frozen=True, slots=True)
class Scannable:
    """Where the ports of a host may be scanned, one Target for each port and address; and the ports that may not be."""

    targets: tuple[Target, ...]
    off_limits: tuple[int, ...]


class Network:
    """All network access for one shop: who may be reached, how often, how much. Keeps no state but its counters.

    shop_url     an IP literal or `localhost` in it permits that very address on any port
    connect_to   where connections go instead; permits its targets, each on its port
    named        further addresses that the shop file names, on any port
    resolver     asked for addresses instead of the system; whatever it returns is judged all the same
    nameserver   the resolver that DNS questions go to, and no other; None: none may be asked

    Raises UsageError when the URL or a named address is none.
    """

    def __init__(
        self,
        shop_url: str,
        connect_to: Sequence[ConnectTo] = (),
        limits: Limits | None = None,
        *,
        user_agent: str = USER_AGENT,
        resolver: Resolver | None = None,
        named: Collection[str] = (),
        nameserver: Nameserver | None = None,
    ) -> None:
        self.limits = limits or Limits()
        self.used = Used()
        #: Every host and port that somebody wanted to reach and that may be reached, in that order; bounded.
        self.met: dict[tuple[str, int], None] = {}
        #: Whether there were more than `met` holds.
        self.met_more = False
        self.user_agent = user_agent
        self._rules = Rules(shop_url, connect_to, named)
        self.nameserver = nameserver
        self._resolver = resolver or system_resolver
        # The child's part is set aside from the start, so both together keep within the limit.
        own = 1 - self.limits.child_share
        self._connections = Bucket(self.limits.connections_per_second * own, self.limits.burst * own)
        self._requests = Bucket(self.limits.requests_per_second, math.ceil(self.limits.requests_per_second))
        self._queries = Bucket(self.limits.queries_per_second, self.limits.queries_per_second / 2)

    def allows(self, address: str, port: int) -> bool:
        """Whether any client of this scan may connect to this very address (an IP literal) and port."""
        return self._rules.allows(address, port)

    def look_up_by(self, resolver: Resolver) -> None:
        """From now on names are looked up by this; what it returns is judged all the same."""
        self._resolver = resolver

    def redirects(self, host: str, port: int) -> bool:
        """Whether connections to this canonical host and port go elsewhere, by --connect-to."""
        return self._rules.redirected(host, port) != (host, port)

    async def ask(self, question: bytes, accepts: Callable[[bytes], bool], *, tcp: bool = False) -> bytes:
        """One DNS message to the scan's resolver, and the answer that `accepts` takes for one, over UDP or TCP.

        Raises NetworkError: timeout, refused, unreachable, error, budget.
        """
        if self.nameserver is None:
            raise NetworkError("unreachable", "this system names no resolver", "name one in the shop file: resolver")
        if self.used.queries >= self.limits.max_queries:
            raise NetworkError("budget", f"{self.limits.max_queries} DNS questions were asked in this scan")
        self.used.queries += 1
        await asyncio.sleep(self._queries.reserve(time.monotonic()))
        if not tcp:
            return await over_udp(self.nameserver, question, accepts, limits=self.limits, used=self.used)
        answer = await over_tcp(self.nameserver, question, limits=self.limits, used=self.used)
        if not accepts(answer):
            raise NetworkError("error", f"the resolver {self.nameserver} answered another question")
        return answer

    async def resolve(self, host: str, port: int) -> tuple[Target, ...]:
        """Where host:port may be reached, best first, at most `max_addresses`; refused addresses are left out.

        Raises NoSuchHost, NetworkError (timeout, unreachable, error), and AddressRefused where the rules refuse all.
        """
        name = canonical_host(host)
        to_host, to_port = self._rules.redirected(name, port)
        addresses = await self._addresses_of(to_host, to_port)
        allowed = [address for address in addresses if self.allows(address, to_port)]
        log.debug("resolve %a:%d at %a:%d: %a, allowed %a", name, port, to_host, to_port, addresses, allowed)
        if not allowed:
            raise self._rules.refusal(name, port, addresses[: self.limits.max_addresses], to_port)
        if len(self.met) < _MOST_MET:
            self.met[name, port] = None
        elif (name, port) not in self.met:
            self.met_more = True
        return tuple(Target(name, port, address, to_port) for address in allowed[: self.limits.max_addresses])

    async def scannable(self, host: str, ports: Collection[int], declared: Collection[int] = ()) -> Scannable:
        """Which of these ports of a host may be scanned, and where: for a port scan, of which not every address is fit.

        A port that a ConnectTo leads elsewhere is looked for there. Where one leads the host's other ports elsewhere,
        no port without a rule is scanned: it would be another machine's. At an address that is not public only ports
        are scanned that a ConnectTo names, or, where the shop's own URL has the address, its owner has `declared`.
        Looks each name up once. Raises NoSuchHost and NetworkError where nothing else is left to scan.
        """
        name = canonical_host(host)
        ways = {port: self._rules.redirected(name, port) for port in ports}
        led = self._rules.leads(name)
        asked: dict[str, list[int]] = {}
        for port, (to_host, _) in ways.items():
            if not led or self._rules.matches(name, port):
                asked.setdefault(to_host, []).append(port)
        targets: list[Target] = []
        failures: list[NetworkError] = []
        found: tuple[str, ...] = ()
        for to_host, of_host in asked.items():
            try:
                found = await self._addresses_of(to_host, ways[of_host[0]][1])
            except NetworkError as error:
                failures.append(error)
                continue
            for port in of_host:
                to_port = ways[port][1]
                fit = [
                    one for one in found if self._rules.may_scan(one, to_port, own=port in declared and to_host == name)
                ]
                targets += [Target(name, port, one, to_port) for one in fit[: self.limits.max_addresses]]
        if failures and not targets:
            raise failures[0]
        if not targets and not led:
            raise self._rules.refusal(name, next(iter(ports)), found, next(iter(ports)))
        return Scannable(tuple(targets), tuple(sorted(set(ports) - {target.port for target in targets})))

    async def _addresses_of(self, to_host: str, to_port: int) -> tuple[str, ...]:
        if parse_ip(to_host) is not None:
            return (to_host,)
        return await look_up(self._resolver, to_host, to_port, self.limits.resolve_timeout_s)

    async def connect(
        self, target: Target, *, timeout_s: float | None = None, tls: ssl.SSLContext | None = None
    ) -> Stream:
        """Opens one connection, when the rate allows it. With `tls`, shakes hands in the name of target.host.

        timeout_s (default connect_timeout_s) covers connection and handshake, but not the wait for our own rate.
        Raises AddressRefused, and NetworkError (refused, unreachable, timeout, error, budget).
        """
        if not self.allows(target.address, target.to_port):
            raise self._rules.refusal(target.host, target.port, (target.address,), target.to_port)
        if self.used.connections >= self.limits.max_connections:
            raise NetworkError("budget", f"{self.limits.max_connections} connections were made in this scan")
        self.used.connections += 1
        await asyncio.sleep(self._connections.reserve(time.monotonic()))
        log.debug("connect %a", str(target))
        timeout_s = timeout_s or self.limits.connect_timeout_s
        return await open_stream(target, self.limits, self.used, timeout_s=timeout_s, tls=tls)

    async def fetch(
        self,
        url: str,
        *,
        method: str = "GET",
        headers: Mapping[str, str] | None = None,
        max_bytes: int | None = None,
        target: Target | None = None,
        tls: ssl.SSLContext | None = None,
    ) -> Response:
        """One request, one response, on a connection of its own. Never follows a redirect.

        TLS is permissive on purpose: no verification, every version and cipher that OpenSSL still has. Judging
        certificates and protocols is the TLS probe's work, and the page must be read from a badly configured
        server too. Hence nothing secret may ever be sent through here.
        `target` pins the address; it must be one of this URL's host and port. `tls`: a context of one's own, where a
        certificate has to hold; the error of one that doesn't has OpenSSL's as its cause.
        Raises NetworkError: timeout, refused, unreachable, error, budget, unsupported; NoSuchHost; AddressRefused.
        """
        if method not in SAFE_METHODS:
            raise ValueError(f"{method} is not a safe method")
        parsed = parse_url(url)
        if target is not None and (target.host, target.port) != (parsed.host, parsed.port):
            raise ValueError(f"{target} is no target for {shown(url)}")
        targets = (target,) if target else (await self.resolve(parsed.host, parsed.port))[:_FETCH_ADDRESSES]
        await asyncio.sleep(self._requests.reserve(time.monotonic()))
        self.used.requests += 1
        context = (tls or _permissive_tls()) if parsed.scheme == "https" else None
        async with await self._connect_first(targets, context) as stream:
            log.debug("fetch %a %a", method, url)
            try:
                async with asyncio.timeout(self.limits.exchange_timeout_s):
                    answer = await exchange(
                        stream,
                        method,
                        parsed.target,
                        self._headers(parsed, headers or {}),
                        max_bytes=self.limits.max_response_bytes if max_bytes is None else max_bytes,
                    )
            except TimeoutError as error:
                limit = f"{self.limits.exchange_timeout_s:g} s"
                raise NetworkError("timeout", f"{stream.target} did not finish its answer within {limit}") from error
            response = Response(
                url=url,
                status=answer.status,
                reason=answer.reason,
                headers=answer.headers,
                body=answer.body,
                truncated=answer.truncated,
                address=stream.target.address,
                port=stream.target.to_port,
                tls_version=_tls_version(stream.tls),
                elapsed_ms=round((time.monotonic() - stream.started) * 1000),
                decoded=answer.decoded,
            )
        log.debug("fetched %a: %d, %d bytes", url, response.status, len(response.body))
        return response

    def child_rules(self, targets: Iterable[Target]) -> dict[str, Any]:
        """What a child process may reach, as JSON: the argument of scanner.network.child.enforce.

        The rates are the child's share: together with this process the shop's limit holds for one child at a
        time. Afterwards tell `used.add_child` how many connections it counted. Raises AddressRefused.
        """
        pairs = []
        for target in targets:
            if not self.allows(target.address, target.to_port):
                raise self._rules.refusal(target.host, target.port, (target.address,), target.to_port)
            pairs.append([target.address, target.to_port])
        share = self.limits.child_share
        return {
            "reach": pairs,
            "connections_per_second": self.limits.connections_per_second * share,
            "burst": max(1, math.floor(self.limits.burst * share)),
            "max_connections": max(0, self.limits.max_connections - self.used.connections),
        }

    async def _connect_first(self, targets: Sequence[Target], tls: ssl.SSLContext | None) -> Stream:
        """The first target that accepts; else the last one's failure."""
        for target in targets[:-1]:
            try:
                return await self.connect(target, tls=tls)
            except NetworkError as error:
                log.debug("next address: %a", error.message)
        return await self.connect(targets[-1], tls=tls)

    def _headers(self, url: Url, more: Mapping[str, str]) -> list[tuple[str, str]]:
        """Ours, as far as the caller gives no others; Host and Connection are always ours."""
        first = {"Host": url.authority, "Connection": "close"}
        usual = {
            "User-Agent": self.user_agent,
            "Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
            "Accept-Language": "de,en;q=0.8",
            "Accept-Encoding": "gzip",
        }
        fixed, given = {name.lower() for name in first}, {name.lower() for name in more}
        return [
            *first.items(),
            *((name, value) for name, value in usual.items() if name.lower() not in given),
            *((name, value) for name, value in more.items() if name.lower() not in fixed),
        ]


def _permissive_tls() -> ssl.SSLContext:
    """Reads from every server that speaks some TLS; proves nothing about it."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    context.minimum_version = ssl.TLSVersion.MINIMUM_SUPPORTED
    context.set_ciphers("ALL:@SECLEVEL=0")
    context.set_alpn_protocols(["http/1.1"])
    # A server without RFC 5746; the ssl module of Python 3.11 has no name for OpenSSL's 0x4.
    context.options |= getattr(ssl, "OP_LEGACY_SERVER_CONNECT", 0x4)
    # A server that hangs up without close_notify.
    context.options |= ssl.OP_IGNORE_UNEXPECTED_EOF
    return context


def _tls_version(session: ssl.SSLObject | None) -> str | None:
    version = session.version() if session else None
    return "TLSv1.0" if version == "TLSv1" else version
