"""Follows the links of seals to what their issuers say: once each, as a stranger, bounded in hops, bytes and time.

Nothing of a visitor goes along: no cookies, no referrer. What the page says is told by a reading that is handed in.
"""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from scanner.errors import NetworkError
from scanner.model.evidence import Cell
from scanner.model.facts import SealPage
from scanner.model.values import Unknown
from scanner.model.vocabulary import GapCause
from scanner.network import Network, Response
from scanner.probes.http.redirects import step
from scanner.probes.notebook import Notebook
from scanner.probes.tls.anchors import verifying

#: Links of a scan that are followed, the most important first.
MOST_LINKS = 6
#: Requests for one link, its redirects included.
MOST_HOPS = 4
#: Bytes of a page, and seconds for a link with all its hops.
MOST_BYTES = 1_500_000
SECONDS = 15.0
_AT_ONCE = 3

#: Fills in what a page says: body, value of Content-Type, its own address, the row so far.
Read = Callable[[bytes, str, str, SealPage], SealPage]


@dataclass(frozen=True, slots=True)
class Links:
    """What is to be followed, the cell that this closes, and how the pages are read.

    `digest`: by which rows and links are told to belong together. `ca_files`: CAs that count as public ones.
    """

    links: Sequence[str]
    cell: Cell
    read: Read
    digest: Callable[[str], str]
    ca_files: tuple[Path, ...] = ()


async def follow(network: Network, notebook: Notebook, asked: Links) -> None:
    """A row for each link, as far as there may be so many. What could not be reached is unknown in its row."""
    gate = asyncio.Semaphore(_AT_ONCE)
    context = verifying(asked.ca_files)

    async def one(link: str) -> None:
        async with gate:
            notebook.saw(await _follow(network, link, asked, context))

    async with asyncio.TaskGroup() as group:
        for link in asked.links[:MOST_LINKS]:
            group.create_task(one(link))
    notebook.close(asked.cell, absent=not asked.links)


async def _follow(network: Network, link: str, asked: Links, context: ssl.SSLContext) -> SealPage:
    row = SealPage(url=link, link_digest=asked.digest(link))
    try:
        async with asyncio.timeout(SECONDS):
            response, secure = await _fetch(network, link, context)
    except NetworkError as error:
        if isinstance(error.__cause__, ssl.SSLCertVerificationError):
            return _unknown(row, Unknown("the TLS certificate of the page it leads to does not hold"))
        return _unknown(row, Unknown(error.message, GapCause(error.cause)))
    except TimeoutError:
        return _unknown(row, Unknown(f"the page it leads to did not come within {SECONDS:g} s", GapCause.TIMEOUT))
    if isinstance(response, Unknown):
        return _unknown(row, response)
    kind = next(iter(response.values("content-type")), "")
    row = SealPage(
        url=link,
        link_digest=row.link_digest,
        final_url=response.url.partition("#")[0],
        secure=secure,
        status=response.status,
        complete=not response.truncated and response.decoded,
    )
    body = response.body if response.decoded else b""
    return await asyncio.to_thread(asked.read, body, kind, response.url, row)


async def _fetch(network: Network, link: str, context: ssl.SSLContext) -> tuple[Response | Unknown, bool]:
    """The last answer, and whether it came over TLS. Raises NetworkError."""
    url = link.partition("#")[0]
    for _ in range(MOST_HOPS):
        response = await network.fetch(url, max_bytes=MOST_BYTES, tls=context)
        hop = step(url, response.status, response.values("location"))
        if not hop.is_redirect:
            if hop.problem is not None:
                return Unknown(f"the redirect of the page it leads to can't be followed: {hop.problem.words}"), False
            return response, url.startswith("https:")
        if not hop.followable or hop.to_url is None:
            return Unknown("it leads to no web page"), False
        url = hop.to_url
    return Unknown(f"its link leads on and on: {MOST_HOPS} redirects were followed"), False


def _unknown(row: SealPage, why: Unknown) -> SealPage:
    return SealPage(
        url=row.url, link_digest=row.link_digest, final_url=why, secure=why, status=why, readable=why, subjects=why,
        names=why, linked=why, complete=why, lapsed=why, valid_until=why, quote=why,
    )  # fmt: skip
