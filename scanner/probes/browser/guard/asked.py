"""A request that waits at the guard for its answer, as the browser tells of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from scanner.probes.browser.flights import body_of
from scanner.probes.browser.guard.submissions import Body, query_of, read_body, read_query

#: What can carry a form. Pictures, scripts and style sheets are not asked about, so that they lose no time.
CARRYING = ("Document", "XHR", "Fetch", "Ping", "Other")
HARMLESS = frozenset({"GET", "HEAD", "OPTIONS"})


@dataclass(frozen=True, slots=True)
class Asked:
    """A request that waits for its answer. `frame` is empty or a worker's own where no frame sends it."""

    id: str
    network: str
    frame: str
    kind: str
    method: str
    url: str
    headers: Mapping[str, str]
    body: bytes | None
    has_body: bool
    hop: bool

    @classmethod
    def of(cls, event: Mapping[str, Any]) -> Asked:
        """From Fetch.requestPaused."""
        request = event["request"]
        return cls(
            id=str(event["requestId"]),
            network=str(event.get("networkId") or ""),
            frame=str(event.get("frameId") or ""),
            kind=str(event.get("resourceType") or ""),
            method=str(request["method"]).upper(),
            url=str(request["url"]),
            headers={str(name).lower(): str(value) for name, value in (request.get("headers") or {}).items()},
            body=body_of(request),
            has_body=bool(request.get("hasPostData") or request.get("postData")),
            hop=bool(event.get("redirectedRequestId")),
        )

    def fields(self) -> Body | None:
        """What it says; None where that can't be read."""
        if self.method in HARMLESS:
            return read_query(query_of(self.url))
        return read_body(self.body, self.headers.get("content-type", "")) if self.body is not None else None
