"""Where the seals on the shop's pages lead: known once the pages are seen, and followed then."""

from __future__ import annotations

from dataclasses import replace

from scanner.collect.means import Means, public_cas
from scanner.derive.party import Site
from scanner.derive.seals import digest_of, read_certificate, seal_links
from scanner.model.evidence import Cell
from scanner.model.facts import Page, Request, SealPage
from scanner.probes.http import sign_links


def cells(means: Means) -> tuple[Cell, ...]:
    """What following seals closes, where the plan asks for it."""
    return tuple(cell for cell in means.plan.cells if cell.kind == "seal_page")


async def follow_seals(means: Means) -> None:
    """Asks the issuers, once for each seal that stands on the pages that were seen."""
    shop, notebook = means.plan.shop, means.notebook
    for cell in cells(means):
        pages = [row for row in notebook.rows if isinstance(row, Page)]
        requests = [row for row in notebook.rows if isinstance(row, Request)]
        site = Site.of(shop.url, shop.hosts)
        links = seal_links(pages, notebook.artifacts, requests, site, 2 * sign_links.MOST_LINKS)
        asked = sign_links.Links(links, cell, _read, digest_of, public_cas(means.plan))
        await sign_links.follow(means.network, notebook, asked)


def _read(body: bytes, content_type: str, url: str, row: SealPage) -> SealPage:
    found = read_certificate(body, content_type, url)
    return replace(
        row,
        readable=found.readable,
        subjects=found.subjects,
        names=found.names,
        linked=found.linked,
        lapsed=found.lapsed,
        valid_until=found.valid_until,
        quote=found.quote,
        complete=row.complete is True and found.whole,
    )
