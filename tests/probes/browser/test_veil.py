"""What may tell a visitor apart is replaced wherever it stands; what may not stays readable."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from scanner.probes.browser.recorder import keyed_digest
from scanner.probes.browser.veil import MOST_PAIRS, Veil, identifies

VEIL = Veil(lambda value: f"<{len(value)}>")
KEYED = Veil(keyed_digest())

IDENTIFIERS = (
    "4f1c9a52-77f0-4d1e-9a51-08c1b6a7f2de",
    "0190f3a7c2d97b1e8f00aa12bb34cc56",
    "GA1.1.1543234567.1700000000",
    "Zk3vQpLmN8rTaW",
    "erika.musterfrau@muesli.example",
    "erika%40muesli.example",
    "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0In0",
    "sess_20261122093614",
    "aBcDeFgHiJkLmNoPqRsTuV",
    "x" * 300,
)
PLAIN = ("warenkorb", "muesli-500g", "jquery-3.6.0.min.js", "de-DE", "g", "collect", "Datenschutzerklaerung", "2026",
         "bootstrap@5.3.1", "haferflocken-mit-beeren-und-nuessen", "hotjar-1234567", "v2", "")  # fmt: skip


@pytest.mark.parametrize("text", IDENTIFIERS)
def test_a_path_does_not_keep_what_looks_like_an_identifier(text: str) -> None:
    shown = VEIL.path(f"/collect/{text}/pixel.gif")
    assert text not in shown and shown.startswith("/collect/~") and shown.endswith("/pixel.gif")


@pytest.mark.parametrize("text", PLAIN)
def test_a_path_keeps_words_short_numbers_and_versions(text: str) -> None:
    assert VEIL.path(f"/{text}/") == f"/{text}/" and not identifies(text)


def test_names_of_scripts_stay_and_endings_too() -> None:
    assert VEIL.path("/assets/app-4f3a2b1c9d.js") == "/assets/app-4f3a2b1c9d.js"
    assert VEIL.path("/p/4f3a2b1c9d.gif") == "/p/~<14>.gif"
    assert VEIL.path("/4f3a2b1c9d/app.js") == "/~<10>/app.js"
    assert VEIL.path("/cart;jsessionid=abc") == "/cart;jsessionid=~<3>"
    assert VEIL.path("/erika@muesli.example.js").startswith("/~")


def test_no_value_of_a_query_stays_and_equal_values_are_seen_to_be_equal() -> None:
    assert VEIL.pairs("a=1&b=&c&a=%C3%BC+x") == (("a", "~<1>"), ("b", ""), ("c", ""), ("a", "~<3>"))
    assert VEIL.query("4f3a2b1c9d") == "~<10>" and VEIL.query("visitor12") == "~<9>"
    assert "4f3a2b1c9d4f3a2b" not in VEIL.query("4f3a2b1c9d4f3a2b=1")
    assert KEYED.pairs("cid=GA1.1")[0][1] == KEYED.value("GA1.1") == KEYED.pairs("x=GA1%2E1")[0][1]
    assert KEYED.value("GA1.1") != Veil(keyed_digest()).value("GA1.1")


def test_a_query_of_many_pairs_is_bounded() -> None:
    pairs = VEIL.pairs("&".join(f"a{n}=secret" for n in range(50_000)))
    assert len(pairs) == MOST_PAIRS + 1 and "secret" not in str(pairs)


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("https://www.shop.example/p/socks?size=44#details", "https://www.shop.example/p/socks?size=~<2>#details"),
        ("https://erika:secret@shop.example:8443/x", "https://shop.example:8443/x"),
        ("https://shop.example/#access_token=secret", "https://shop.example/#~<19>"),
        ("/next?sid=secret", "/next?sid=~<6>"),
        ("about:blank", "about:blank"),
        ("data:text/javascript,secret", "data:~<27>"),
        ("http://[broken", "~<14>"),
        ("", ""),
    ],
)
def test_an_address_keeps_its_host_and_the_words_of_its_path(url: str, shown: str) -> None:
    assert VEIL.url(url) == shown


def test_what_a_form_is_for_stays_readable() -> None:
    address = (
        "https://www.shop.example/index.php?route=account/login&sid=7&key=a&x=0190f3a7c2d97b1e8f00aa12bb34cc56#top"
    )
    assert VEIL.address(address) == (
        "https://www.shop.example/index.php?route=account/login&sid=~<1>&key=~<1>&x=~<32>#top"
    )
    assert VEIL.address("https://www.shop.example/newsletter") == "https://www.shop.example/newsletter"
    assert VEIL.address("javascript:void 0").startswith("javascript:~") and VEIL.address("") == ""
    assert VEIL.words("newsletter form-0190f3a7c2d97b1e8f00aa12bb34cc56 wide") == "newsletter form-~<32> wide"


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("https://www.shop.example/detail/0190f3a7c2d97b1e8f00aa12bb34cc56", None),
        ("https://www.shop.example/?page=2&q=beeren&order=name-asc", None),
        ("https://www.shop.example/#/route/7", None),
        ("https://www.shop.example/?keyword=muesli&v=~0190f3a7c2d97b1e8f00aa12bb34cc56", None),
        ("https://www.shop.example/agb?XTCsid=abc", "https://www.shop.example/agb?XTCsid=~<3>"),
        ("https://www.shop.example/agb;jsessionid=abc?a=1", "https://www.shop.example/agb;jsessionid=~<3>?a=1"),
        ("https://a:b@www.shop.example/#t=1", "https://www.shop.example/#~<3>"),
        ("https://www.shop.example/?x=0190f3a7c2d97b1e8f00aa12bb34cc56", "https://www.shop.example/?x=~<32>"),
    ],
)
def test_the_address_of_a_page_can_be_opened_but_for_a_session_in_it(url: str, shown: str | None) -> None:
    assert VEIL.page(url) == (shown or url)
    assert VEIL.pages_in(f"seen {url} twice") == f"seen {shown or url} twice"
    assert KEYED.page(KEYED.page(url)) == KEYED.page(url), "what is replaced stays so"


def test_the_place_of_a_script_keeps_line_and_column() -> None:
    assert VEIL.place("https://t.example/tag.js?id=G-1:16:13") == "https://t.example/tag.js?id=~<3>:16:13"
    assert VEIL.place("https://t.example/") == "https://t.example/"


@pytest.mark.parametrize(
    ("name", "value", "shown"),
    [
        ("Accept-Language", "de-DE,de;q=0.9", "de-DE,de;q=0.9"),
        ("Authorization", "Bearer secret", "~<13>"),
        ("X-Visitor", "7", "~<1>"),
        ("Referer", "https://shop.example/a?b=secret", "https://shop.example/a?b=~<6>"),
        ("Location", "/a?b=secret", "/a?b=~<6>"),
        ("Content-Type", "multipart/form-data; boundary=secret", "multipart/form-data"),
        ("Content-Type", "secret", "~<6>"),
        ("Accept", "0190f3a7c2d97b1e8f00aa12bb34cc56", "~<32>"),
        ("ETag", '"secret"', "~<8>"),
    ],
)
def test_header_fields_of_which_anything_may_be_the_value_are_replaced(name: str, value: str, shown: str) -> None:
    assert VEIL.field(name, value) == shown


@given(st.text(st.characters(codec=None, categories=None), max_size=200))
@example("\ud800=\ud800&\ud800")
def test_no_text_breaks_it(text: str) -> None:
    for made in (VEIL.url(text), VEIL.path(text), VEIL.place(text), VEIL.query(text), VEIL.field("Referer", text)):
        assert isinstance(made, str)
