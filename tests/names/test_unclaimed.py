"""Hosts that lead to a service which says that nobody has claimed them."""

from __future__ import annotations

import asyncio
from contextlib import ExitStack

import pytest

from scanner.model.values import Unknown
from scanner.model.vocabulary import GapCause
from scanner.network import ConnectTo, Network
from scanner.probes.dns.unclaimed import led_to, look

from ..cli.servers import answering, closed_port, serving

NOBODY = b"<!doctype html><p>There isn't a GitHub Pages site here.</p>"
HOST, ALIAS = "blog.shop.example", "shop.github.io"


def found(head: bytes, body: bytes, *, authorised: bool = True, alias: str = ALIAS) -> object:
    with ExitStack() as stack:
        port = stack.enter_context(serving(answering(head, body))).port
        shut = stack.enter_context(closed_port())
        rules = [ConnectTo.parse(f"{HOST}:80:127.0.0.1:{port}"), ConnectTo.parse(f"{HOST}:443:127.0.0.1:{shut}")]
        network = Network("https://shop.example", rules)
        return asyncio.run(look(network, HOST, (alias,), authorised=authorised))


def test_a_page_that_says_so_and_one_that_does_not() -> None:
    assert found(b"HTTP/1.1 404 Not Found", NOBODY) == "GitHub Pages"
    assert found(b"HTTP/1.1 404 Not Found", b"nothing here") is None


def test_a_page_of_the_shop_that_quotes_the_words_is_claimed() -> None:
    assert found(b"HTTP/1.1 200 OK", NOBODY) is None


def test_what_leads_elsewhere_is_not_visited() -> None:
    assert found(b"HTTP/1.1 404 Not Found", NOBODY, alias="shops.cdn.example") is None
    assert led_to(("evil-github.io",)) is None and led_to(("github.io.evil.example",)) is None


def test_without_authorisation_and_without_an_answer_nobody_can_tell() -> None:
    asked = found(b"HTTP/1.1 404 Not Found", NOBODY, authorised=False)
    assert isinstance(asked, Unknown) and asked.cause is GapCause.NOT_AUTHORISED
    with closed_port() as port:
        network = Network("https://shop.example", [ConnectTo.parse(f"::127.0.0.1:{port}")])
        silent = asyncio.run(look(network, HOST, (ALIAS,), authorised=True))
    assert isinstance(silent, Unknown) and silent.cause is GapCause.REFUSED


@pytest.mark.parametrize("alias", ["shop.github.io", "a.b.herokudns.com", "x.s3.amazonaws.com"])
def test_services_are_known_by_where_aliases_lead(alias: str) -> None:
    assert led_to(("cdn.example", alias)) is not None
