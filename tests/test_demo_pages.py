"""The demo shop's pages: what they store, embed and say, with each fault and without it."""

from __future__ import annotations

import http.client
import re
import ssl

import pytest
import yaml

from scanner.demo import DemoShop, known_faults
from scanner.demo.certificates import WWW
from scanner.demo.embedded import EMBEDDED, Embedded
from scanner.demo.pages import Site
from scanner.demo.responses import Request, Response, answer
from scanner.demo.third_parties import answer_of_third_party

ALL = tuple(fault.id for fault in known_faults())
OTHERS = ("fonts.bunny.net", "fonts.googleapis.com", "www.googletagmanager.com")


def ask(path: str, *faults: str) -> Response:
    return answer(Request("GET", path, WWW), Site(faults), faults)


def text(path: str, *faults: str) -> str:
    return ask(path, *faults).body.decode()


def header(response: Response, name: str) -> str | None:
    return dict(response.headers).get(name)


def pages() -> list[str]:
    return [path for path in Site().paths() if not path.startswith("/assets/")]


# --- the shop without faults -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", pages())
def test_every_page_leads_to_imprint_and_notice_in_one_click(path: str) -> None:
    assert '<a href="/impressum">Impressum</a>' in text(path)
    assert '<a href="/datenschutz">Datenschutz</a>' in text(path)


@pytest.mark.parametrize("path", [*pages(), "/gibt-es-nicht"])
def test_no_page_asks_anything_of_anybody_else(path: str) -> None:
    assert not re.search(r"https?://", text(path))


def test_only_the_basket_sets_a_cookie_and_it_is_guarded() -> None:
    setting = {path for path in Site().paths() if header(ask(path), "Set-Cookie")}
    assert setting == {"/warenkorb"}
    cookie = header(ask("/warenkorb"), "Set-Cookie") or ""
    assert re.fullmatch(r"sessionid=[\w-]{32}; Path=/; SameSite=Lax; Secure; HttpOnly", cookie)


def test_the_notice_names_the_cookie_that_the_basket_sets() -> None:
    assert "<code>sessionid</code>" in text("/datenschutz")


def test_two_shops_share_no_session() -> None:
    assert header(ask("/warenkorb"), "Set-Cookie") != header(ask("/warenkorb"), "Set-Cookie")


# --- what faults embed -----------------------------------------------------------------------------------------------


def test_the_policy_lets_in_nothing_but_the_shop_itself() -> None:
    policy = header(ask("/"), "Content-Security-Policy")
    assert policy == "default-src 'self'; object-src 'none'; base-uri 'none'; frame-ancestors 'none'"


@pytest.mark.parametrize("fault", sorted(EMBEDDED))
def test_the_policy_lets_in_what_a_fault_embeds_and_nothing_else(fault: str) -> None:
    policy = header(ask("/", fault), "Content-Security-Policy") or ""
    one = EMBEDDED[fault]
    assert policy.endswith(f"; {one.directive} 'self' {one.origin}")
    assert [host for host in OTHERS if host in policy] == [one.host]


def test_the_policy_names_each_directive_once() -> None:
    policy = header(ask("/", *(set(ALL) - {"HTTP-004"})), "Content-Security-Policy") or ""
    names = [directive.split()[0] for directive in policy.split(";")]
    assert len(names) == len(set(names))
    assert "style-src 'self' https://fonts.googleapis.com https://fonts.bunny.net" in policy


@pytest.mark.parametrize("one", EMBEDDED.values(), ids=lambda one: one.host)
def test_a_stand_in_answers_what_the_pages_ask_and_sets_no_cookie(one: Embedded) -> None:
    response = answer_of_third_party(Request("GET", one.target, one.host))
    assert (response.status, header(response, "Content-Type")) == (200, one.content_type)
    assert header(response, "Set-Cookie") is None


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
    with DemoShop(EMBEDDED) as shop:
        connections = dict(line.split(":443:") for line in _secured(shop))
        assert sorted(set(connections) - {WWW, "muesli.example"}) == sorted(OTHERS)
        context = ssl.create_default_context(cadata=shop.ca_pem)
        for one in EMBEDDED.values():
            assert _body(connections[one.host], one, context) == one.body


def test_a_shop_that_embeds_nothing_has_no_stand_ins() -> None:
    with DemoShop(["CK-001", "PN-003"]) as shop:
        assert len(_secured(shop)) == 2


def _secured(shop: DemoShop) -> list[str]:
    return [line for line in yaml.safe_load(shop.shop_file_text("ca.pem"))["connect_to"] if ":443:" in line]


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


# --- the notice ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("fault", "named"),
    [("CK-001", "Google Analytics"), ("CK-002", "Google Analytics"), ("CK-005", "Google Fonts")],
)
def test_the_notice_names_what_a_fault_embeds_and_where_it_goes(fault: str, named: str) -> None:
    assert named not in text("/datenschutz")
    told = text("/datenschutz", fault)
    assert named in told
    assert "EU-US Data Privacy Framework" in told
    assert "findet nicht statt" in told  # of automated decisions
    assert "Eine Übermittlung in Drittländer außerhalb" not in told


def test_the_notice_with_every_fault_is_still_one_page() -> None:
    told = text("/datenschutz", *ALL)
    assert "$" not in told
    assert told.count("<h1>") == 1
    assert told.count("Reichweitenmessung") == 1
