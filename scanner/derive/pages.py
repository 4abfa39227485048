"""What follows from the pages that were found for what was seen on them: a request's page gets its role.

Whoever is told a product's page is told the product.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from scanner.model.evidence import Evidence
from scanner.model.facts import Page, Request
from scanner.model.values import Maybe, Unknown
from scanner.model.vocabulary import PageRole, Told

_AMBIGUOUS = Unknown("several pages have this address")


def page_roles(evidence: Evidence) -> Evidence:
    """Fill in the role of every request's page, where a page of that address was found."""
    roles = _roles(evidence)
    rows = tuple(_with_role(row, roles) if isinstance(row, Request) else row for row in evidence.rows("request"))
    return replace(evidence, facts={**evidence.facts, "request": rows}) if rows else evidence


def _roles(evidence: Evidence) -> Mapping[str, PageRole | Unknown]:
    """Roles by address, and by address without a fragment where that is the same for all of them."""
    exact: dict[str, PageRole | Unknown] = {}
    plain: dict[str, PageRole | Unknown] = {}
    for page in evidence.rows("page"):
        if isinstance(page, Page) and isinstance(page.url, str) and isinstance(page.role, PageRole):
            exact[page.url] = page.role
            without = page.url.partition("#")[0]
            plain[without] = page.role if plain.get(without, page.role) is page.role else _AMBIGUOUS
    return plain | exact


def _with_role(row: Request, roles: Mapping[str, PageRole | Unknown]) -> Request:
    if not isinstance(row.page, Page) or not isinstance(row.page.url, str):
        return row
    role = roles.get(row.page.url) or roles.get(row.page.url.partition("#")[0])
    return row if role is None else replace(row, page=replace(row.page, role=role), reveals=_revealed(row, role))


#: What whoever is told the address or title of a page is told with it.
_SHOWS = {PageRole.PRODUCT: Told.PRODUCT, PageRole.CATEGORY: Told.CATEGORY, PageRole.SEARCH: Told.SEARCH_TERM}


def _revealed(row: Request, role: PageRole | Unknown) -> Maybe[tuple[Told, ...]]:
    if not isinstance(row.reveals, tuple) or Told.PAGE not in row.reveals or isinstance(role, Unknown):
        return row.reveals
    found = {*row.reveals, *({_SHOWS[role]} if role in _SHOWS else ())}
    return tuple(told for told in Told if told in found)
