"""One spelling for hosts; nothing unclear in URLs."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scanner.errors import NetworkError
from scanner.network.urls import canonical_host, parse_url, shown


@pytest.mark.parametrize(
    ("written", "canonical"),
    [
        ("WWW.Muesli.Example.", "www.muesli.example"),
        ("müsli.example", "xn--msli-0ra.example"),
        ("[::1]", "::1"),
        ("0:0:0:0:0:0:0:1", "::1"),
        ("127.0.0.1", "127.0.0.1"),
        ("127.0.0.1.", "127.0.0.1"),
        ("\uff11\uff12\uff17.0.0.1", "127.0.0.1"),
        ("127\u30020\u30020\u30021", "127.0.0.1"),
        ("_dmarc.muesli.example", "_dmarc.muesli.example"),
    ],
)
def test_a_host_has_one_canonical_spelling(written: str, canonical: str) -> None:
    assert canonical_host(written) == canonical


@pytest.mark.parametrize(
    "host",
    ["", ".", "a..b", "fe80::1%eth0", "[fe80::1%25eth0]", "a b", "a/b", "a\r\nb", "x" * 64, "a." * 130, "-a.example"],
)
def test_what_can_be_no_host_is_an_error(host: str) -> None:
    with pytest.raises(NetworkError) as caught:
        canonical_host(host)
    assert caught.value.cause == "error"


def test_a_url_is_taken_apart_without_credentials_and_fragment() -> None:
    url = parse_url("HTTPS://user:secret@Müsli.example:8443/a b/ü?q=ä&x=%C3%A4#part")
    assert (url.scheme, url.host, url.port) == ("https", "xn--msli-0ra.example", 8443)
    assert url.target == "/a%20b/%C3%BC?q=%C3%A4&x=%C3%A4"
    assert url.authority == "xn--msli-0ra.example:8443"


def test_the_host_field_leaves_out_the_default_port_and_brackets_ipv6() -> None:
    assert parse_url("https://muesli.example:443/").authority == "muesli.example"
    assert parse_url("http://[::1]:8080").authority == "[::1]:8080"


@pytest.mark.parametrize(
    "url", ["ftp://muesli.example/", "javascript:alert(1)", "file:///etc/passwd", "/cart", "", "data:,x"]
)
def test_other_schemes_are_unsupported(url: str) -> None:
    with pytest.raises(NetworkError) as caught:
        parse_url(url)
    assert caught.value.cause == "unsupported"


@pytest.mark.parametrize(
    "url",
    [
        "http://",
        "http://[::1",
        "http://a:99999/",
        "http://a:0/",
        "http://a:b/",
        "http://a\\@b/",
        "http://a/" + "x" * 9000,
    ],
)
def test_an_unclear_url_is_an_error(url: str) -> None:
    with pytest.raises(NetworkError) as caught:
        parse_url(url)
    assert caught.value.cause == "error"


@given(st.text(max_size=60))
def test_any_text_is_a_url_or_an_error_and_never_forges_a_line(text: str) -> None:
    for candidate in (text, f"http://{text}", f"https://muesli.example/{text}"):
        try:
            url = parse_url(candidate)
            written = url.scheme + url.authority + url.target
            assert not set(written) & set(" \r\n\t\0")
        except NetworkError as error:
            written = str(error)
        assert written.isascii()
        assert written.isprintable()


def test_text_for_messages_is_escaped_and_bounded() -> None:
    assert shown("a\x1b[2J\u202e\n") == r"'a\x1b[2J\u202e\n'"
    assert len(shown("x" * 10_000)) == 200
