"""The stand-ins for the services that the demo shop embeds."""

from __future__ import annotations

import http.client
import ssl

import pytest
import yaml

from scanner.demo import DemoShop
from scanner.demo.certificates import WWW
from scanner.demo.embedded import AFTER_CONSENT, CARD_FRAME, EMBEDDED, LINKED, Embedded
from scanner.demo.messages import Request
from scanner.demo.third_parties import answer_of_third_party

EVERYTHING = (*AFTER_CONSENT, *EMBEDDED.values(), *LINKED.values())


@pytest.mark.parametrize("one", EVERYTHING, ids=lambda one: one.host + one.target)
def test_a_stand_in_answers_what_the_pages_ask(one: Embedded) -> None:
    response = answer_of_third_party(Request("GET", one.target, one.host))
    headers = dict(response.headers)
    assert response.status == (200 if one.body else 204)
    assert response.body == one.body
    assert headers.get("Content-Type", "") == one.content_type
    assert headers.get("Set-Cookie", "") == one.cookie


def test_only_advertising_sets_a_cookie_from_its_own_host() -> None:
    (cookie,) = [one.cookie for one in EVERYTHING if one.cookie]
    assert cookie.startswith("MUID=")
    assert "Domain=bing.com" in cookie
    assert cookie.endswith("Secure; SameSite=None")


def test_a_report_of_a_page_is_taken_whatever_it_says() -> None:
    report = Request("POST", "/g/collect?v=2&tid=G-MUESLI0001&dl=x", "region1.google-analytics.com", body=b"en=scroll")
    assert answer_of_third_party(report).status == 204


@pytest.mark.parametrize(
    "request_",
    [
        Request("GET", "/collect", "www.googletagmanager.com"),
        Request("GET", "/", WWW),
        Request("POST", EMBEDDED["CK-005"].target, "fonts.googleapis.com"),
        Request("GET", EMBEDDED["CK-005"].target, "fonts.bunny.net"),
        Request("GET", EMBEDDED["CK-005"].target, "fonts.googleapis.com", secure=False),
    ],
)
def test_a_stand_in_answers_nothing_else(request_: Request) -> None:
    assert answer_of_third_party(request_).status == 404


def test_the_shop_file_leads_embedded_names_to_stand_ins_that_its_authority_vouches_for() -> None:
    with DemoShop([*EMBEDDED, *LINKED]) as shop:
        lines = yaml.safe_load(shop.shop_file_text("ca.pem"))["connect_to"]
        addresses = dict(line.split(":443:") for line in lines if ":443:" in line)
        assert set(addresses) == {WWW, "muesli.example", CARD_FRAME.host, *(one.host for one in EVERYTHING)}
        context = ssl.create_default_context(cadata=shop.ca_pem)
        for one in EVERYTHING:
            assert _body(addresses[one.host], one, context) == one.body


def test_a_shop_without_faults_knows_only_the_services_of_its_banner() -> None:
    with DemoShop() as shop:
        told = shop.shop_file_text("ca.pem")
    assert all(one.host in told for one in AFTER_CONSENT)
    assert not any(one.host in told for one in EMBEDDED.values() if one.directive == "style-src")


def _body(address: str, one: Embedded, context: ssl.SSLContext) -> bytes:
    """The answer over TLS, with the certificate verified for the real name."""
    host, _, port = address.partition(":")
    connection = http.client.HTTPConnection(host, int(port), timeout=20)
    try:
        connection.connect()
        connection.sock = context.wrap_socket(connection.sock, server_hostname=one.host)
        connection.request("GET", one.target, headers={"Host": one.host})
        return connection.getresponse().read()
    finally:
        connection.close()
