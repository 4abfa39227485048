"""The pages that the phases follow."""

from __future__ import annotations

import asyncio

from scanner.model.vocabulary import PageRole
from scanner.probes.browser.itinerary import Itinerary

SHOP = "https://www.muesli.example"
MET = [
    (PageRole.HOME, f"{SHOP}/"),
    (PageRole.IMPRINT, f"{SHOP}/impressum"),
    (PageRole.PRODUCT, f"{SHOP}/p/1#bild"),
    (PageRole.SHIPPING, f"{SHOP}/versand"),
    (PageRole.PRODUCT, f"{SHOP}/p/1"),
]


def followed(pages: Itinerary) -> list[tuple[PageRole, str]]:
    async def follow() -> list[tuple[PageRole, str]]:
        return [page async for page in pages.follow()]

    return asyncio.run(follow())


def filled(only: frozenset[PageRole] | None) -> Itinerary:
    pages = Itinerary(only)
    for role, url in MET:
        pages.add(role, url)
    pages.end()
    return pages


def test_each_page_once_but_for_those_that_are_read_for_their_text() -> None:
    assert followed(filled(None)) == [MET[0], MET[1], (PageRole.PRODUCT, f"{SHOP}/p/1")]


def test_a_quick_look_follows_some_roles_alone() -> None:
    only = frozenset({PageRole.PRODUCT, PageRole.SHIPPING})
    assert followed(filled(only)) == [(PageRole.PRODUCT, f"{SHOP}/p/1")]
