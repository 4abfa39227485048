"""Müsli Beispiel: an embedded shop with switchable faults, on loopback ports: every control can be seen to trip."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from functools import partial
from types import TracebackType
from typing import Self

from scanner.demo.certificates import APEX, WWW, issue_identities
from scanner.demo.embedded import other_hosts
from scanner.demo.faults import checked_faults
from scanner.demo.responses import answer
from scanner.demo.server import Server
from scanner.demo.side_doors import SideDoors
from scanner.demo.storefront import Site
from scanner.demo.third_parties import answer_of_third_party
from scanner.demo.tls import server_context

# The first line of a shop file of ours: what may be overwritten and removed again.
_TEST_IDENTITY = (
    "test_identity:",
    "  email: siegel-test@muesli.example",
    "  given-name: Test",
    "  family-name: Siegel",
    "  street-address: Musterweg 1",
    '  postal-code: "12345"',
    "  city: Musterstadt",
    "  country: DE",
)
SHOP_FILE_MARK = "# The Siegel demo shop. Written when it starts, removed when it ends."


_APPROVED = "approved: {by: whoever opened the demo shop, on: 2026-05-04}"
_SCRIPTS = tuple(
    f"  - {{match: https://{WWW}{path}, owner: {owner}, purpose: {purpose}, {_APPROVED}, integrity: monitored}}"
    if path == "/assets/consent.js"
    else f"  - {{match: https://{WWW}{path}, owner: {owner}, purpose: {purpose}, {_APPROVED}}}"
    for path, owner, purpose in (
        ("/assets/consent.js", "data protection", "asks for consent"),
        ("/bezahlen.js", "till", "speaks to the frame of the payment provider"),
    )
)


class DemoShop:
    """The shop with these faults; every one has its own keys and certificates. Raises UsageError for an unknown fault.

    `faults` are the chosen ids in registry order, `ca_pem` is the root to trust. The ports exist while it is started.
    """

    def __init__(self, faults: Iterable[str] = ()) -> None:
        self.faults = checked_faults(faults)
        chosen = frozenset(self.faults)
        self._others = other_hosts(chosen)
        identity, of_others = issue_identities(chosen, self._others)
        self.ca_pem: str = identity.root
        self._context = server_context(chosen, identity)
        self._context_of_others = server_context((), of_others)
        self._site = Site(chosen)
        self._answer = partial(answer, site=self._site, faults=chosen)
        # The application as it answers behind the proxy: over http, and to everybody.
        self._unproxied = partial(answer, site=self._site, faults=chosen | {"HTTP-001"} - {"HTTP-001.permanent"})
        self._server: Server | None = None
        self._side_doors: SideDoors | None = None
        self._application: Server | None = None
        self._third_parties: Server | None = None

    def start(self) -> Self:
        """Serve in the background, on new ports. Both accept connections when this returns."""
        if self._server is None:
            self._server = Server(self._answer, self._context)
            self._third_parties = Server(answer_of_third_party, self._context_of_others)
            self._side_doors = SideDoors(self.faults)
            if "TLS-019" in self.faults:
                self._application = Server(self._unproxied, self._context)
        return self

    def stop(self) -> None:
        """Close every connection and both ports. Stopping again does nothing."""
        if self._server is not None:
            self._server.stop()
            self._server = None
        if self._third_parties is not None:
            self._third_parties.stop()
            self._third_parties = None
        if self._side_doors is not None:
            self._side_doors.stop()
            self._side_doors = None
        if self._application is not None:
            self._application.stop()
            self._application = None

    @property
    def http_port(self) -> int:
        return self._running().http_port

    @property
    def https_port(self) -> int:
        return self._running().https_port

    @property
    def binding_acts(self) -> int:
        """How often somebody has pressed a button that would have ordered or withdrawn."""
        return self._site.binding_acts

    def _running(self) -> Server:
        if self._server is None:
            raise RuntimeError("the demo shop has no ports before it is started")
        return self._server

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def shop_file_text(self, ca_path: str) -> str:
        """The shop file that scans this shop; `ca_path` is where `ca_pem` lies."""
        # Quoted texts are written as JSON, which is YAML too.
        connections = "\n".join(
            f"  - {json.dumps(f'{host}:{public}:127.0.0.1:{port}')}" for host, public, port in self._connections()
        )
        return "\n".join(
            (
                SHOP_FILE_MARK,
                f"shop: https://{WWW}",
                "name: Müsli Beispiel GmbH",
                "profile: strict-de-shop",
                "authorised_by: {role: whoever opened the demo shop}",
                "# Nobody: as whom the checkout is gone through, up to the button that would order.",
                *_TEST_IDENTITY,
                "# Every port that the shop has; all others lead to one at which nothing listens.",
                "connect_to:",
                connections,
                f"ca: {{file: {json.dumps(ca_path, ensure_ascii=False)}, as: public}}",
                "language: de",
                "facts: {sector: food, staff: 15, b2b: false}",
                "pages: {checkout_payment: /rechnung-bezahlen}",
                "# What runs where an invoice is paid by card, and who answers for it.",
                "scripts:",
                *_SCRIPTS,
                "",
            )
        )

    def _side_ports(self, host: str) -> Iterator[tuple[str, int | str, int]]:
        """What the faults open, and a rule for every other port."""
        if self._application is not None:
            yield host, 8080, self._application.http_port
        if self._side_doors is not None:
            for public, port in self._side_doors.ports.items():
                yield host, public, port
            yield host, "", self._side_doors.shut

    def _connections(self) -> Iterator[tuple[str, int | str, int]]:
        """Host, public port, port here: of the shop, and of the third parties that it embeds."""
        for host in (WWW, APEX):
            yield host, 443, self.https_port
            yield host, 80, self.http_port
            yield from self._side_ports(host)
        if self._third_parties is not None:
            for host in self._others:
                yield host, 443, self._third_parties.https_port
