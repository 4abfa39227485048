"""Whether mail servers can be reached from here at all: many networks let nobody out to port 25."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

from scanner.errors import NetworkError
from scanner.model.facts import Endpoint
from scanner.model.values import Unknown
from scanner.model.verdict import Text
from scanner.model.vocabulary import EndpointRole, GapCause
from scanner.network import Network
from scanner.probes.dns.probe import attempt
from scanner.probes.mail.servers import SMTP, is_open
from scanner.probes.notebook import Notebook
from scanner.probes.tls.probe import Door

#: What a packet meets that nobody answers. A refusal comes from the server, and shows that the way is free.
_SILENCE = frozenset({GapCause.TIMEOUT, GapCause.UNREACHABLE})
BLOCKED = Text(
    "No mail server answered at port 25, at any address: this network seems to let nobody out to that port, as many "
    "do, or all of them are down. Scan from elsewhere, or say in the shop file that port 25 can't be reached from here "
    "(mail: {smtp: false}): then it is not assessed.",
    "Kein Mailserver hat an Port 25 geantwortet, an keiner Adresse. Entweder lässt dieses Netz wie viele andere "
    "niemanden zu diesem Port hinaus, oder alle sind außer Betrieb. Von anderswo scannen oder in der Shop-Datei sagen, "
    "dass Port 25 von hier nicht erreichbar ist (mail: {smtp: false}): Dann wird er nicht geprüft.",
)


async def tell_if_blocked(network: Network, notebook: Notebook, doors: Sequence[Door]) -> None:
    """Say once that port 25 seems to be blocked from here, where every exchanger that was asked kept silent.

    Each is knocked at once more: who takes a connection and then says nothing is slow, and not out of reach.
    """
    at_smtp = [
        row for row in notebook.rows if isinstance(row, Endpoint) and (row.port, row.role) == (SMTP, EndpointRole.MAIL)
    ]
    hosts = [door.host for door in doors if door.port == SMTP]
    if not at_smtp or not hosts or not all(_is_silent(row) for row in at_smtp):
        return
    answers = await asyncio.gather(*(attempt(is_open(network, host, SMTP)) for host in hosts))
    if all(isinstance(answer, NetworkError) and answer.cause in _SILENCE for answer in answers):
        notebook.said.append(BLOCKED)


def _is_silent(row: Endpoint) -> bool:
    return isinstance(row.tls, Unknown) and row.tls.cause in _SILENCE
