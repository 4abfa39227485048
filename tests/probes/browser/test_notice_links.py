"""The links of the notice: which are asked for, and that nothing is that may change something."""

from __future__ import annotations

from scanner.probes.browser.notice_links import own_links

PAGE = "https://www.shop.example/datenschutz"


def links(*hrefs: str) -> list[str]:
    return list(own_links("".join(f'<a title="x" href="{href}">da</a>' for href in hrefs).encode(), PAGE))


def test_links_to_the_shops_own_host_are_asked_for_once() -> None:
    found = links("https://www.shop.example/a", "https://www.shop.example/a#b", "https://www.shop.example/c&amp;d")
    assert found == ["https://www.shop.example/a", "https://www.shop.example/c&d"]


def test_links_elsewhere_and_other_schemes_are_not() -> None:
    assert links("https://other.example/a", "mailto:a@shop.example", "javascript:alert(1)", "/relative") == []
    assert links("https://www.shop.example:8443/a", "https://www.shop.example.evil.example/a") == []


def test_what_may_change_something_is_left_alone() -> None:
    host = "https://www.shop.example"
    assert links(f"{host}/logout", f"{host}/newsletter/abmelden", f"{host}/konto/löschen", f"{host}/cart/add/7") == []


def test_an_address_that_is_not_whole_is_not_asked_for() -> None:
    assert links("https://www.shop.example/a?b=c") == []


def test_an_endless_document_is_read_once() -> None:
    assert links(*[f"https://www.shop.example/{'x' * 500}"] * 2_000) == []
