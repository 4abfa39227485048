"""First or third party: by registrable domain, private suffixes, addresses and declared hosts."""

from __future__ import annotations

import pytest

from scanner.derive.party import Site, host_of, parties, registrable_domain
from scanner.model.evidence import Evidence
from scanner.model.facts import Request, Resource, Script, StoredItem
from scanner.model.values import Unknown
from scanner.model.vocabulary import Party


@pytest.mark.parametrize(
    ("host", "domain"),
    [
        ("www.muesli.example", "muesli.example"),
        ("muesli.example", "muesli.example"),
        ("WWW.Muesli.Example.", "muesli.example"),
        ("a.b.shop.co.uk", "shop.co.uk"),
        ("foo.myshopify.com", "foo.myshopify.com"),
        ("cdn.foo.myshopify.com", "foo.myshopify.com"),
        ("me.github.io", "me.github.io"),
        ("co.uk", "co.uk"),
        ("localhost", "localhost"),
        ("127.0.0.1", "127.0.0.1"),
        ("::1", "::1"),
        ("xn--mslie-kva.de", "xn--mslie-kva.de"),
        ("", ""),
    ],
)
def test_a_host_has_a_registrable_domain(host: str, domain: str) -> None:
    assert registrable_domain(host) == domain


@pytest.mark.parametrize("host", ["a" * 5000, "." * 300, "a." * 4000, "..", "\x00", "ä.ö", "[", "*.de"])
def test_no_host_however_strange_stops_the_scan(host: str) -> None:
    assert isinstance(registrable_domain(host), str)


@pytest.mark.parametrize(
    ("origin", "host"),
    [
        (".muesli.example/", "muesli.example"),
        ("www.muesli.example/basket", "www.muesli.example"),
        ("https://www.muesli.example", "www.muesli.example"),
        ("https://www.muesli.example:8443", "www.muesli.example"),
        ("localhost:8080/", "localhost"),
        ("http://[::1]:8080", "::1"),
        ("[::1]:8080/", "::1"),
        ("https://[broken", None),
        ("/", None),
        ("", None),
        ("null", "null"),
    ],
)
def test_the_host_of_a_url_an_origin_or_a_cookies_domain(origin: str, host: str | None) -> None:
    assert host_of(origin) == host


@pytest.mark.parametrize(
    ("shop", "host", "party"),
    [
        ("https://www.muesli.example/", "cdn.muesli.example", Party.FIRST),
        ("https://www.muesli.example/", "muesli.example", Party.FIRST),
        ("https://www.muesli.example/", "notmuesli.example", Party.THIRD),
        ("https://www.muesli.example/", "muesli.example.evil.example", Party.THIRD),
        ("https://foo.myshopify.com/", "bar.myshopify.com", Party.THIRD),
        ("https://127.0.0.1:8443/", "127.0.0.1", Party.FIRST),
        ("https://127.0.0.1:8443/", "127.0.0.2", Party.THIRD),
        ("http://localhost:8000", "localhost", Party.FIRST),
    ],
)
def test_what_shares_the_shops_registrable_domain_is_first_party(shop: str, host: str, party: Party) -> None:
    assert Site.of(shop).party(host) is party


def test_a_host_that_the_owner_declares_is_first_party_with_all_of_its_domain() -> None:
    site = Site.of("https://www.muesli.example/", ["api.muesli-static.example"])
    assert site.party("img.muesli-static.example") is Party.FIRST


def test_requests_items_resources_and_scripts_get_their_party() -> None:
    evidence = Evidence(
        "https://www.muesli.example/",
        facts={
            "request": (Request(host="t.tracker.example"), Request()),
            "stored_item": (StoredItem(origin=".muesli.example/"), StoredItem(origin="/")),
            "resource": (Resource(url="https://cdn.tracker.example/x.js"),),
            "script": (Script(url="0f3a", inline=True), Script(url="https://www.muesli.example/a.js", inline=False)),
        },
    )
    derived = parties(evidence, Site.of(evidence.shop))
    found = {kind: [row.party for row in rows] for kind, rows in derived.facts.items()}  # type: ignore[attr-defined]
    assert found["request"][0] is Party.THIRD and isinstance(found["request"][1], Unknown)
    assert found["stored_item"][0] is Party.FIRST and isinstance(found["stored_item"][1], Unknown)
    assert found["resource"] == [Party.THIRD]
    assert found["script"] == [Party.FIRST, Party.FIRST]


@pytest.mark.parametrize(
    ("initiator", "placed_by"),
    [
        ("https://www.muesli.example/", Party.FIRST),
        ("https://static.muesli.example/shop.js:3:14", Party.FIRST),
        ("https://cdn.tracker.example/gtm.js:1:1", Party.THIRD),
    ],
)
def test_who_placed_a_resource_is_whose_document_or_script_had_it_loaded(initiator: str, placed_by: Party) -> None:
    row = Resource(url="https://cdn.example/x.js", initiator=initiator)
    evidence = Evidence("https://www.muesli.example/", facts={"resource": (row,)})
    (found,) = parties(evidence, Site.of(evidence.shop)).rows("resource")
    assert isinstance(found, Resource)
    assert found.placed_by is placed_by


@pytest.mark.parametrize("initiator", [None, Unknown("nobody saw"), "about:blank", ""])
def test_where_nobody_saw_it_nobody_is_blamed(initiator: str | Unknown | None) -> None:
    row = Resource(url="https://cdn.example/x.js", initiator=initiator)
    evidence = Evidence("https://www.muesli.example/", facts={"resource": (row,)})
    (found,) = parties(evidence, Site.of(evidence.shop)).rows("resource")
    assert isinstance(found, Resource)
    assert isinstance(found.placed_by, Unknown)
