"""What an open port is for, where its number does not tell: a web server may serve the shop, or its back office."""

from __future__ import annotations

import re

from scanner.errors import NetworkError
from scanner.model.values import Maybe, Unknown
from scanner.model.vocabulary import PortGroup
from scanner.network import Network, Response, Target
from scanner.network.urls import bracketed
from scanner.probes.http import redirects
from scanner.probes.http.admin import tool_of
from scanner.probes.ports.known import group_of, known_ports
from scanner.probes.ports.talk import MAX_PAGE, Heard

_TITLE = re.compile(rb"<title[^>]*>([^<]{0,300})", re.IGNORECASE)


class Groups:
    """Tells groups of ports, and fetches the front page of a host to compare with, at most once for each."""

    def __init__(self, network: Network) -> None:
        self._network = network
        self._fronts: dict[str, Response | NetworkError] = {}

    async def of(self, target: Target, service: str | None, heard: Heard | None) -> Maybe[PortGroup]:
        """The group of an open port."""
        group = group_of(target.port, service)
        page = heard.page if heard else None
        if page is None:
            return group
        if group in {PortGroup.WEB, PortGroup.OTHER} and target.port not in {80, 443}:
            return PortGroup.MANAGEMENT if tool_of(page) is not None else PortGroup.WEB
        known = known_ports().get(target.port)
        if known is None or not known.shops_too:
            return group
        if tool_of(page) is not None:
            return PortGroup.MANAGEMENT
        return await self._shop_or_not(target, page)

    async def _shop_or_not(self, target: Target, page: Response) -> Maybe[PortGroup]:
        """Management by its number, unless it shows the shop, leads there, or has nothing to show at all."""
        step = redirects.step(page.url, page.status, page.values("location"))
        if step.to_url is not None:
            away = not step.same_host or f":{target.port}/" not in step.to_url
            return PortGroup.WEB if away else PortGroup.MANAGEMENT
        if page.status >= 400:
            return PortGroup.MANAGEMENT if page.status == 401 else PortGroup.WEB
        front = await self._front(target)
        if isinstance(front, NetworkError):
            return Unknown(f"nothing to compare it with: {front.message}")
        return PortGroup.WEB if title(page) is not None and title(page) == title(front) else PortGroup.MANAGEMENT

    async def _front(self, target: Target) -> Response | NetworkError:
        if target.host not in self._fronts:
            try:
                url = f"https://{bracketed(target.host)}/"
                self._fronts[target.host] = await self._network.fetch(url, max_bytes=MAX_PAGE)
            except NetworkError as error:
                self._fronts[target.host] = error
        return self._fronts[target.host]


def title(page: Response) -> bytes | None:
    """The text of a page's title, blanks aside."""
    found = _TITLE.search(page.body)
    return b" ".join(found[1].split()) if found else None
