"""Müsli Beispiel: an embedded shop with switchable faults, on loopback ports: every control can be seen to trip."""

from __future__ import annotations

import json
from collections.abc import Iterable
from functools import partial
from types import TracebackType
from typing import Self

from scanner.demo.certificates import APEX, WWW, issue_identity
from scanner.demo.faults import checked_faults
from scanner.demo.pages import Site
from scanner.demo.responses import answer
from scanner.demo.server import Server
from scanner.demo.tls import server_context

# The first line of a shop file of ours: what may be overwritten and removed again.
SHOP_FILE_MARK = "# The Siegel demo shop. Written when it starts, removed when it ends."


class DemoShop:
    """The shop with these faults; every one has its own keys and certificates. Raises UsageError for an unknown fault.

    `faults` are the chosen ids in registry order, `ca_pem` is the root to trust. The ports exist while it is started.
    """

    def __init__(self, faults: Iterable[str] = ()) -> None:
        self.faults = checked_faults(faults)
        chosen = frozenset(self.faults)
        identity = issue_identity(chosen)
        self.ca_pem: str = identity.root
        self._context = server_context(chosen, identity)
        self._answer = partial(answer, site=Site(), faults=chosen)
        self._server: Server | None = None

    def start(self) -> Self:
        """Serve in the background, on new ports. Both accept connections when this returns."""
        if self._server is None:
            self._server = Server(self._answer, self._context)
        return self

    def stop(self) -> None:
        """Close every connection and both ports. Stopping again does nothing."""
        if self._server is not None:
            self._server.stop()
            self._server = None

    @property
    def http_port(self) -> int:
        return self._running().http_port

    @property
    def https_port(self) -> int:
        return self._running().https_port

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
            f"  - {json.dumps(f'{host}:{public}:127.0.0.1:{port}')}"
            for host in (WWW, APEX)
            for public, port in ((443, self.https_port), (80, self.http_port))
        )
        return "\n".join(
            (
                SHOP_FILE_MARK,
                f"shop: https://{WWW}",
                "name: Müsli Beispiel GmbH",
                "profile: strict-de-shop",
                "connect_to:",
                connections,
                f"ca: {{file: {json.dumps(ca_path, ensure_ascii=False)}, as: public}}",
                "language: de",
                "facts: {sector: food}",
                "",
            )
        )
