"""What the child tells its parent: JSON Lines, each written out at once, so that nothing is lost with the child."""

from __future__ import annotations

import json
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, TextIO

from scanner.model.vocabulary import TlsVersion

_MAX_TEXT = 500


@dataclass(frozen=True, slots=True)
class EndpointName:
    """The endpoint as facts name it: before any redirection of the connection."""

    host: str
    address: str
    port: int

    def row(self) -> dict[str, Any]:
        """As nested in a fact."""
        return {"host": self.host, "address": self.address, "port": self.port}

    def scope(self) -> dict[str, Any]:
        """As the fixed fields of a cell of coverage."""
        return {f"endpoint.{name}": value for name, value in self.row().items()}


class Lines:
    """Writes one JSON object per line and flushes it. Many threads may write."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self._lock = threading.Lock()

    def write(self, line: Mapping[str, Any]) -> None:
        """One line; ASCII only, whatever a server sent."""
        text = json.dumps(line, ensure_ascii=True)
        with self._lock:
            self._stream.write(text + "\n")
            self._stream.flush()

    def log(self, text: str) -> None:
        """Something that is no fact but helps to understand the facts."""
        self.write({"log": text[:_MAX_TEXT]})


class EndpointLines:
    """`Lines` about one endpoint."""

    def __init__(self, lines: Lines, endpoint: EndpointName) -> None:
        self._lines = lines
        self.endpoint = endpoint

    def fact(self, kind: str, **fields: Any) -> None:  # noqa: ANN401 - the fields of any kind of fact
        """One row of evidence."""
        self._lines.write({"fact": kind, "row": {"endpoint": self.endpoint.row(), **fields}})

    def seen(self, kind: str) -> None:
        """The endpoint was looked at for this kind, and its rows say what there was."""
        self._cover(kind, "seen", None, None)

    def absent(self, kind: str, reason: str) -> None:
        """Looked, and there is none."""
        self._cover(kind, "absent", None, reason)

    def gap(self, kind: str, cause: str, reason: str, version: TlsVersion | None = None, **fixed: str) -> None:
        """Rows may exist that could not be seen; only of one version, or with these fields, if given."""
        self._cover(kind, "gap", cause, reason, version, **fixed)

    def done(self, connections: int) -> None:
        """All is told; `connections` so far, to all endpoints."""
        self._lines.write({"done": self.endpoint.row(), "connections": connections})

    def artifact(self, name: str, text: str) -> None:
        """Something to keep beside the evidence."""
        self._lines.write({"artifact": name, "endpoint": self.endpoint.row(), "text": text})

    def log(self, text: str) -> None:
        """As `Lines.log`, naming the endpoint."""
        self._lines.log(f"{self.endpoint.host}:{self.endpoint.port} ({self.endpoint.address}): {text}")

    def _cover(
        self,
        kind: str,
        status: str,
        cause: str | None,
        reason: str | None,
        version: TlsVersion | None = None,
        **fixed: str,
    ) -> None:
        scope = self.endpoint.scope() | ({} if version is None else {"version": version}) | fixed
        reason = reason if reason is None else reason[:_MAX_TEXT]
        self._lines.write({"coverage": kind, "scope": scope, "status": status, "cause": cause, "reason": reason})
