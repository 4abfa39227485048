"""Requests get the role of the page that they were made on."""

from __future__ import annotations

from scanner.derive import derive
from scanner.derive.pages import page_roles
from scanner.model.evidence import Evidence
from scanner.model.facts import Page, Request
from scanner.model.values import NOT_STATED, Unknown
from scanner.model.vocabulary import PageRole

SHOP = "https://www.shop.example"
PAGES = (
    Page(url=f"{SHOP}/", role=PageRole.HOME),
    Page(url=f"{SHOP}/p/1?size=44", role=PageRole.PRODUCT),
    Page(url=f"{SHOP}/app#/cart", role=PageRole.CART),
    Page(url=f"{SHOP}/app#/login", role=PageRole.LOGIN),
)


def role_on(url: object) -> object:
    row = Request(page=Page(url=url) if url is not None else NOT_STATED, host="t.example", path="/")  # type: ignore[arg-type]
    (found,) = page_roles(Evidence(SHOP, {"page": PAGES, "request": (row,)})).rows("request")
    assert isinstance(found, Request)
    return found.page.role if isinstance(found.page, Page) else found.page


def test_the_role_is_that_of_the_page_with_this_address() -> None:
    assert role_on(f"{SHOP}/") is PageRole.HOME
    assert role_on(f"{SHOP}/p/1?size=44") is PageRole.PRODUCT
    assert role_on(f"{SHOP}/p/1?size=44#reviews") is PageRole.PRODUCT


def test_a_page_that_was_not_found_has_none() -> None:
    assert role_on(f"{SHOP}/p/1") == NOT_STATED
    assert role_on(Unknown("?")) == NOT_STATED
    assert role_on(None) == NOT_STATED


def test_routes_behind_a_fragment_are_told_apart_where_the_request_tells_them() -> None:
    assert role_on(f"{SHOP}/app#/cart") is PageRole.CART
    assert isinstance(role_on(f"{SHOP}/app"), Unknown)


def test_deriving_fills_it_in_and_changes_no_key() -> None:
    row = Request(page=Page(url=f"{SHOP}/"), host="t.example", path="/")
    (found,) = derive(Evidence(SHOP, {"page": PAGES, "request": (row,)})).rows("request")
    assert isinstance(found, Request) and isinstance(found.page, Page)
    assert found.page.role is PageRole.HOME
    assert found.key() == row.key()
