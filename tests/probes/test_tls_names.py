"""Host names against certificate names, RFC 9525."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scanner.probes.tls.names import covers


@pytest.mark.parametrize(
    ("name", "host"),
    [
        ("www.shop.example", "www.shop.example"),
        ("WWW.Shop.Example", "www.shop.example"),
        ("*.shop.example", "www.shop.example"),
        ("*.shop.example", "WWW.SHOP.example."),
        ("xn--msli-0ra.example", "müsli.example"),
        ("*.xn--msli-0ra.example", "www.müsli.example"),
    ],
)
def test_a_name_covers_its_host(name: str, host: str) -> None:
    assert covers([name], [], host)


@pytest.mark.parametrize(
    ("name", "host"),
    [
        ("*.shop.example", "shop.example"),
        ("*.shop.example", "a.b.shop.example"),
        ("w*.shop.example", "www.shop.example"),
        ("*w.shop.example", "www.shop.example"),
        ("www.*.example", "www.shop.example"),
        ("*.*.example", "www.shop.example"),
        ("*", "shop"),
        ("*.example", "shop.example"),
        ("*.", "shop"),
        ("www.shop.example.evil.example", "www.shop.example"),
        ("shop.example", "www.shop.example"),
        ("", ""),
        ("www.shop.example\x00.evil.example", "www.shop.example"),
        ("127.0.0.1", "127.0.0.1"),
    ],
)
def test_a_name_covers_no_other_host(name: str, host: str) -> None:
    assert not covers([name], [], host)


def test_an_address_needs_an_address_in_the_certificate() -> None:
    assert covers([], ["127.0.0.1"], "127.0.0.1")
    assert covers([], ["::1"], "[0:0::1]")
    assert not covers(["127.0.0.1"], [], "127.0.0.1")
    assert not covers([], ["127.0.0.1"], "localhost")


@given(st.text(max_size=80), st.text(max_size=80))
def test_any_text_is_compared_without_a_crash(name: str, host: str) -> None:
    covers([name], [name], host)
