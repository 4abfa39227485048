"""The shop file: what it says, and where each mistake stands."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from scanner.errors import InvalidInput, UsageError
from scanner.model.facts import Shop
from scanner.model.values import Unknown
from scanner.model.vocabulary import GapCause, PageRole, PersonalData
from scanner.shop import Authorisation, OwnCa, choose_profile, from_url, is_pem, read_shop_file

CERTIFICATE = "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"


def written(folder: Path, text: str) -> Path:
    path = folder / "shop.yaml"
    path.write_text(text)
    return path


def mistakes(folder: Path, text: str) -> list[str]:
    """Problems of a shop file, as `line:column: what`."""
    with pytest.raises(InvalidInput) as caught:
        read_shop_file(written(folder, text))
    return [f"{problem.line}:{problem.column}: {problem.what}" for problem in caught.value.problems]


def test_the_ports_of_a_scan_can_be_named(tmp_path: Path) -> None:
    shop = read_shop_file(written(tmp_path, "shop: https://www.shop.example\nports: [5432, 443, 443]\n"))
    assert shop.ports == (443, 5432)
    assert shop.unused == ()


@pytest.mark.parametrize("ports", ["[0]", "[65536]", "[http]", "[-1]", "[４４３]", "443"])
def test_what_is_no_port_is_a_mistake_with_its_place(tmp_path: Path, ports: str) -> None:
    found = mistakes(tmp_path, f"shop: https://www.shop.example\nports: {ports}\n")
    assert found and all(mistake.startswith("2:") for mistake in found)


# ── an address alone ─────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("text", "url", "host", "port"),
    [
        ("https://www.shop.example", "https://www.shop.example/", "www.shop.example", 443),
        ("www.shop.example", "https://www.shop.example/", "www.shop.example", 443),
        ("www.shop.example:8443/de?a=b", "https://www.shop.example:8443/de?a=b", "www.shop.example", 8443),
        ("HTTPS://WWW.Shop.Example/De", "https://www.shop.example/De", "www.shop.example", 443),
        ("https://shop.example.:443/", "https://shop.example/", "shop.example", 443),
        ("http://shop.example", "http://shop.example/", "shop.example", 443),
        ("http://shop.example:8080/x", "http://shop.example:8080/x", "shop.example", 443),
        ("https://müsli.example", "https://xn--msli-0ra.example/", "xn--msli-0ra.example", 443),
        ("https://straße.example", "https://xn--strae-oqa.example/", "xn--strae-oqa.example", 443),
        ("https://[::1]:8443", "https://[::1]:8443/", "::1", 8443),
        ("https://127.0.0.1", "https://127.0.0.1/", "127.0.0.1", 443),
        ("https://shop.example/#top", "https://shop.example/", "shop.example", 443),
    ],
)
def test_an_address_is_a_shop(text: str, url: str, host: str, port: int) -> None:
    shop = from_url(text)
    assert (shop.url, shop.host, shop.port) == (url, host, port)
    assert shop.name == text


@pytest.mark.parametrize(
    "text",
    ["", " ", "https://", "ftp://shop.example", "https://a b", "https://u:p@shop.example", "https://shop.example:0",
     "https://shop.example:70000", "https://a..b", "https://-a.example", "https://[::1", "https://[fe80::1%25eth0]/",
     "https://shop.example\n", "https://shop\x00.example", f"https://{'a' * 64}.example", "https://a\\@b.example"],
)  # fmt: skip
def test_what_is_no_address_is_refused_in_words(text: str) -> None:
    with pytest.raises(UsageError) as caught:
        from_url(text)
    assert "is not the address of a shop" in caught.value.message
    assert caught.value.hint


def test_what_nobody_declared_is_unknown_for_the_owner_s_reason() -> None:
    facts = from_url("https://shop.example").facts
    assert isinstance(facts, Shop)
    assert isinstance(facts.sector, Unknown)
    assert facts.sector.cause is GapCause.FACT_MISSING


# ── the file ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_shop_file_says_all_it_can(tmp_path: Path) -> None:
    (tmp_path / "ca.pem").write_text(CERTIFICATE)
    (tmp_path / "other.pem").write_text(CERTIFICATE)
    (tmp_path / "own.yaml").write_text("profile: own\n")
    shop = read_shop_file(
        written(
            tmp_path,
            "shop: https://www.shop.example\nname: Shop GmbH\nprofile: own.yaml\n"
            "authorised_by: {role: CISO, organisation: Shop GmbH, on: 2026-11-01}\n"
            "connect_to: ['www.shop.example:443:127.0.0.1:8443']\n"
            "ca: [{file: ca.pem, as: public}, other.pem]\n"
            "hosts: [API.shop.example, 'pay.shop.example:8443']\n"
            "language: de\nvantage: DE\npreview: true\nfacts: {sector: food, staff: 40, card_payment: true}\n",
        )
    )
    assert (shop.name, shop.language, shop.vantage, shop.preview) == ("Shop GmbH", "de", "DE", True)
    assert shop.profile == str(tmp_path / "own.yaml")
    assert shop.authorised == Authorisation("CISO, Shop GmbH", dt.date(2026, 11, 1))
    assert shop.cas == (OwnCa(tmp_path / "ca.pem", public=True), OwnCa(tmp_path / "other.pem", public=False))
    assert shop.hosts == ("api.shop.example", "pay.shop.example:8443")
    assert [str(one) for one in shop.connect_to] == ["www.shop.example:443:127.0.0.1:8443"]
    assert (shop.facts.staff, shop.facts.card_payment) == (40, True)
    assert isinstance(shop.facts.b2b, Unknown)


def test_the_least_a_shop_file_says_is_its_address(tmp_path: Path) -> None:
    shop = read_shop_file(written(tmp_path, "shop: www.shop.example\n".replace("www", "https://www")))
    assert shop.name == "www.shop.example"
    assert shop.profile is None
    assert shop.unused == ()


def test_keys_that_this_version_does_not_act_upon_are_remembered(tmp_path: Path) -> None:
    shop = read_shop_file(written(tmp_path, "shop: https://shop.example\njourney: []\nviewport: 800x600\n"))
    assert set(shop.unused) == {"viewport"} and shop.journey == ()


def test_scripts_of_payment_pages_are_declared_with_owner_purpose_and_approval(tmp_path: Path) -> None:
    lines = (
        "shop: https://shop.example\nscripts:\n"
        "  - {match: 'https://js.pay.example/v3/*', owner: Till, purpose: pays, approved: {by: CISO, on: 2026-11-01}}\n"
        "  - match: sha256-ungWv48Bz+pBQUDeXa4iI7ADYaOWF3qctBD/YfIAFa0=\n    owner: Till\n    purpose: language\n"
        "    approved: {by: CISO, on: 2026-11-02}\n    integrity: csp\n    until: 2027-05-01\n"
    )
    first, second = read_shop_file(written(tmp_path, lines)).scripts
    assert (first.match, first.owner, first.purpose) == ("https://js.pay.example/v3/*", "Till", "pays")
    assert (first.approved_by, first.approved_on, first.assurance) == ("CISO", dt.date(2026, 11, 1), "none")
    assert second.match == "sha256:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
    assert (second.assurance, second.until) == ("csp", dt.date(2027, 5, 1))
    assert read_shop_file(written(tmp_path, "shop: https://shop.example\nscripts: []\n")).scripts == ()


@pytest.mark.parametrize(
    ("script", "said"),
    [
        ("{match: a.example, owner: a, purpose: b}", "approved"),
        ("{match: a.example, owner: a, purpose: b, approved: {by: c}}", "on"),
        ("{match: a.example, owner: a, purpose: b, approved: {by: c, on: soon}}", "soon"),
        ("{match: 'https://*/x', owner: a, purpose: b, approved: {by: c, on: 2026-01-01}}", "any host"),
        ("{match: 'https://a.example*', owner: a, purpose: b, approved: {by: c, on: 2026-01-01}}", "any host"),
        ("{match: 'https://a.example/?v=1', owner: a, purpose: b, approved: {by: c, on: 2026-01-01}}", "query"),
        ("{match: 'alert(1)', owner: a, purpose: b, approved: {by: c, on: 2026-01-01}}", "is no script"),
        ("{match: 'sha256:12', owner: a, purpose: b, approved: {by: c, on: 2026-01-01}}", "is no script"),
        ("{match: a.example, owner: '', purpose: b, approved: {by: c, on: 2026-01-01}}", "owner"),
        ("{match: a.example, owner: a, purpose: b, approved: {by: c, on: 2026-01-02}, until: 2026-01-01}", "before"),
        ("{match: a.example, owner: a, purpose: b, approved: {by: c, on: 2026-01-01}, integrity: hash}", "hash"),
    ],
)
def test_a_script_that_nobody_could_find_again_or_answers_for_is_refused(
    tmp_path: Path, script: str, said: str
) -> None:
    with pytest.raises(InvalidInput) as caught:
        read_shop_file(written(tmp_path, f"shop: https://shop.example\nscripts:\n  - {script}\n"))
    assert any(said in str(problem) for problem in caught.value.problems), caught.value.problems


def test_a_script_is_declared_once(tmp_path: Path) -> None:
    one = "  - {match: a.example, owner: a, purpose: b, approved: {by: c, on: 2026-01-01}}\n"
    with pytest.raises(InvalidInput, match="twice"):
        read_shop_file(written(tmp_path, f"shop: https://shop.example\nscripts:\n{one}{one}"))


def test_pages_are_named_by_their_path_or_address(tmp_path: Path) -> None:
    lines = "shop: https://shop.example/de/\npages: {cart: /warenkorb, imprint: 'https://www.shop.example/legal'}\n"
    shop = read_shop_file(written(tmp_path, lines))
    assert shop.pages == (
        (PageRole.CART, "https://shop.example/warenkorb"),
        (PageRole.IMPRINT, "https://www.shop.example/legal"),
    )
    assert shop.unused == ()


@pytest.mark.parametrize(
    ("line", "place", "what"),
    [
        ("connect_to: here", "2:13", "is a list"),
        ("connect_to: []", "2:13", "is empty"),
        ("connect_to: ['a:1:b:2', 'a:b']", "2:25", "has not four parts"),
        ("connect_to: [{a: b}]", "2:14", "is text"),
        ("ca: missing.pem", "2:5", "there is no file"),
        ("ca: shop.yaml", "2:5", "holds no certificate"),
        ("ca: {as: public}", "2:5", "lacks the key file"),
        ("ca: {file: shop.yaml, as: maybe}", "2:27", "public or private"),
        ("hosts: ['https://api.shop.example']", "2:9", "is no host name"),
        ("hosts: ['a b']", "2:9", "is no host name"),
        ("hosts: ['a:0']", "2:9", "clear host and port"),
        ("hosts: ['a/b']", "2:9", "is no host name"),
        ("hosts: ['a@b']", "2:9", "is no host name"),
        ("pages: {baskte: /x}", "2:9", "has no key 'baskte'"),
        ("pages: {cart: 'javascript:x'}", "2:15", "cart is not a page"),
        ("preview: perhaps", "2:10", "preview"),
        ("authorised_by: {}", "2:16", "names nobody"),
        ("authorised_by: {role: CISO, on: soon}", "2:33", "on"),
        ("authorised_by: {who: CISO}", "2:17", "has no key 'who'"),
        ("facts: {sector: fod}", "2:17", "fod"),
        ("facts: {staff: many}", "2:16", "many"),
        ("facts: {colour: blue}", "2:9", "has no key 'colour'"),
        ("facts: food", "2:8", "is a mapping"),
        ("profile: missing.yaml", "2:10", "there is no file"),
        ("nmae: Shop", "2:1", "has no key 'nmae'"),
        ("name: ''", "2:7", "is text"),
        ("name: [a]", "2:7", "is text"),
        ("shop: https://other.example", "2:1", "stands here twice"),
    ],
)
def test_each_mistake_has_its_place(tmp_path: Path, line: str, place: str, what: str) -> None:
    found = mistakes(tmp_path, f"shop: https://shop.example\n{line}\n")
    assert any(one.startswith(f"{place}: ") and what in one for one in found), found


def test_a_shop_file_without_a_shop_is_none(tmp_path: Path) -> None:
    assert mistakes(tmp_path, "name: Shop\n") == ["1:1: a shop file lacks the key shop"]
    assert any("is not the address of a shop" in one for one in mistakes(tmp_path, "shop: shop.example\n"))


def test_a_pem_file_is_told_by_what_it_holds(tmp_path: Path) -> None:
    (tmp_path / "ca.pem").write_text(CERTIFICATE)
    (tmp_path / "key.pem").write_text(CERTIFICATE.replace("CERTIFICATE", "PRIVATE KEY"))
    assert is_pem(tmp_path / "ca.pem")
    assert not is_pem(tmp_path / "key.pem")
    assert not is_pem(tmp_path)
    assert not is_pem(tmp_path / "missing.pem")


# ── which profile judges it ──────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("more", "asked", "profile", "because"),
    [
        ("", None, "baseline-de-shop", "the default"),
        ("facts: {sector: general}", None, "baseline-de-shop", "the default"),
        ("facts: {staff: 40}", None, "baseline-de-shop", "the default"),
        ("facts: {sector: food}", None, "sector-food", "declares the sector food"),
        ("facts: {sector: pharmacy}", None, "sector-pharmacy", "declares the sector pharmacy"),
        ("facts: {sector: bank}", None, "sector-bank", "declares the sector bank"),
        ("facts: {sector: bank}\nprofile: strict-de-shop", None, "strict-de-shop", "named in the shop file"),
        ("facts: {sector: bank}\nprofile: strict-de-shop", "sector-food", "sector-food", "asked for with --profile"),
        ("facts: {sector: bank}", "baseline-de-shop", "baseline-de-shop", "asked for with --profile"),
    ],
)
def test_what_is_named_wins_over_the_sector_and_the_sector_over_the_default(
    tmp_path: Path, more: str, asked: str | None, profile: str, because: str
) -> None:
    shop = read_shop_file(written(tmp_path, f"shop: https://www.shop.example\n{more}\n"))
    name, why = choose_profile(asked, shop)
    assert name == profile
    assert because in why.en
    assert why.de != why.en


def test_a_bare_address_is_judged_by_the_default() -> None:
    assert choose_profile(None, from_url("https://www.shop.example"))[0] == "baseline-de-shop"


# ── DNS and mail ─────────────────────────────────────────────────────────────────────────────────────────────────────


def test_mail_and_resolver_are_read(tmp_path: Path) -> None:
    (tmp_path / "news.eml").write_text("From: a@shop.example\n\nx\n")
    (tmp_path / "anchors").write_text(
        "example. IN DS 3613 15 2 3aa5ab37efce57f737fc1627013fee07bdf241bd10f3b1964ab55c78e79a304b\n"
    )
    file = tmp_path / "shop.yaml"
    file.write_text(
        "shop: https://www.shop.example\n"
        "mail_domains: [Shop.Example, müsli.example]\n"
        "mail: {dkim_selectors: [s1, a.b_c], newsletter: news.eml, smtp: false}\n"
        'resolver: {address: "127.0.0.1:5353", trust_anchors: anchors}\n'
    )
    shop = read_shop_file(file)
    assert shop.mail_domains == ("shop.example", "xn--msli-0ra.example")
    assert (shop.mail.selectors, shop.mail.newsletter) == (("s1", "a.b_c"), tmp_path / "news.eml")
    assert shop.mail.smtp is False
    assert (str(shop.resolver), shop.trust_anchors) == ("127.0.0.1:5353", tmp_path / "anchors")
    assert shop.unused == ()


def test_a_resolver_may_be_an_address_alone(tmp_path: Path) -> None:
    file = tmp_path / "shop.yaml"
    file.write_text("shop: https://www.shop.example\nresolver: 9.9.9.9\n")
    assert str(read_shop_file(file).resolver) == "9.9.9.9:53"


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("resolver: dns.example", "no address of a resolver"),
        ("resolver: {address: '127.0.0.1:99999'}", "no address of a resolver"),
        ("resolver: {port: 53}", "no key"),
        ("resolver: {trust_anchors: nowhere}", "there is no file"),
        ("resolver: {trust_anchors: broken}", "no trust anchor"),
        ("mail_domains: [192.0.2.1]", "is no domain"),
        ("mail_domains: [localhost]", "is no domain"),
        ("mail_domains: ['a b']", "no host name"),
        ("mail: {dkim_selectors: ['../x']}", "no DKIM selector"),
        ("mail: {newsletter: nowhere.eml}", "there is no file"),
        ("mail: {selectors: [s1]}", "no key"),
        ("mail: s1", "mail"),
        ("mail: {smtp: maybe}", "smtp"),
    ],
)
def test_what_makes_no_sense_of_dns_and_mail_is_said(tmp_path: Path, line: str, said: str) -> None:
    (tmp_path / "broken").write_text("example. IN A 192.0.2.1\n")
    file = tmp_path / "shop.yaml"
    file.write_text(f"shop: https://www.shop.example\n{line}\n")
    with pytest.raises(InvalidInput) as caught:
        read_shop_file(file)
    assert said in str(caught.value)
    assert ":2:" in str(caught.value)


IDENTITY = "shop: https://shop.example\ntest_identity: {email: a@shop.example, given-name: Test}\n"


def test_a_test_identity_and_a_journey_are_read(tmp_path: Path) -> None:
    steps = (
        "journey:\n  - goto: /konfigurator\n  - click: Weiter\n  - click: {css: '#next'}\n"
        "  - fill: {label: Vorname, with: given-name}\n  - expect: {role: cart}\n"
    )
    shop = read_shop_file(written(tmp_path, IDENTITY + steps))
    assert dict(shop.test_identity) == {PersonalData.EMAIL: "a@shop.example", PersonalData.GIVEN_NAME: "Test"}
    assert [str(step) for step in shop.journey] == [
        "goto https://shop.example/konfigurator", "click label 'Weiter'", "click css '#next'",
        "fill label 'Vorname'", "expect role 'cart'",
    ]  # fmt: skip
    assert shop.journey[3].answer is PersonalData.GIVEN_NAME


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        ("test_identity: {cc-number: '4111111111111111'}", "cc-number is never given to a shop"),
        ("test_identity: {new-password: x}", "new-password is never given to a shop"),
        ("test_identity: {email: nobody}", "is no e-mail address"),
        ("test_identity: {mail: a@b.example}", "mail"),
        ("journey: [{klick: Weiter}]", "klick"),
        ("journey: [{click: Weiter, goto: /x}]", "does one thing"),
        ("journey: [{goto: https://other.example/}]", "not to the shop"),
        ("journey: [{fill: {label: PIN, with: cc-csc}}]", "cc-csc"),
        ("journey: [{fill: {label: PIN}}]", "with"),
        ("journey: [{expect: {role: kasse}}]", "kasse"),
        ("journey: [{click: {label: a, css: b}}]", "names one of"),
        ("journey: {click: Weiter}", "list"),
    ],
)
def test_a_mistake_in_them_is_told_with_its_place(tmp_path: Path, lines: str, said: str) -> None:
    told = mistakes(tmp_path, f"shop: https://shop.example\n{lines}\n")
    assert any(said in one for one in told) and all(one.startswith("2:") for one in told), told
