"""What is a redirect, and where to: RFC 9110, RFC 3986, and the tricks that browsers and others read differently."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scanner.probes.http.redirects import MAX_LOCATION, RedirectProblem, Step, is_upgrade, parse, step

SHOP = "http://shop.example/"


def to(location: str, start: str = "http://shop.example/a/b?q=1") -> str | None:
    return step(start, 301, [location]).to_url


# What is a redirect


@pytest.mark.parametrize(("status", "permanent"), [(301, True), (302, False), (303, False), (307, False), (308, True)])
def test_five_statuses_redirect_and_two_of_them_for_good(status: int, permanent: bool) -> None:
    assert step(SHOP, status, ["https://shop.example/"]) == Step(
        from_url=SHOP,
        status=status,
        is_redirect=True,
        to_url="https://shop.example/",
        to_scheme="https",
        same_host=True,
        permanent=permanent,
    )


@pytest.mark.parametrize("status", [-1, 0, 100, 200, 201, 300, 304, 305, 306, 309, 399, 404, 500, 1301])
def test_other_statuses_do_not_whatever_their_location(status: int) -> None:
    assert step(SHOP, status, ["https://shop.example/"]) == Step(SHOP, status)


@pytest.mark.parametrize("values", [[], [""], [" "], ["", "\t"]])
def test_without_a_location_nothing_is_redirected(values: list[str]) -> None:
    assert step(SHOP, 301, values) == Step(SHOP, 301, problem=RedirectProblem.NO_LOCATION)


def test_equal_locations_are_one_and_different_ones_are_refused() -> None:
    assert step(SHOP, 301, ["/a", " /a ", ""]).to_url == "http://shop.example/a"
    refused = step(SHOP, 301, ["https://shop.example/", "https://evil.example/"])
    assert refused == Step(SHOP, 301, problem=RedirectProblem.SEVERAL_LOCATIONS)


def test_a_location_of_any_length_is_bounded() -> None:
    assert step(SHOP, 301, ["/" + "a" * (MAX_LOCATION - 1)]).is_redirect
    assert step(SHOP, 301, ["/" + "a" * MAX_LOCATION]) == Step(SHOP, 301, problem=RedirectProblem.TOO_LONG)


def test_every_problem_has_words() -> None:
    assert all(each.words for each in RedirectProblem)


# Resolution


@pytest.mark.parametrize(
    ("location", "target"),
    [
        # the examples of RFC 3986 § 5.4, against http://a/b/c/d;p?q
        ("g", "http://a/b/c/g"),
        ("./g", "http://a/b/c/g"),
        ("g/", "http://a/b/c/g/"),
        ("/g", "http://a/g"),
        ("//g", "http://g/"),
        ("?y", "http://a/b/c/d;p?y"),
        ("g?y", "http://a/b/c/g?y"),
        ("#s", "http://a/b/c/d;p?q"),
        ("g#s", "http://a/b/c/g"),
        ("g?y#s", "http://a/b/c/g?y"),
        (";x", "http://a/b/c/;x"),
        (".", "http://a/b/c/"),
        ("./", "http://a/b/c/"),
        ("..", "http://a/b/"),
        ("../g", "http://a/b/g"),
        ("../..", "http://a/"),
        ("../../g", "http://a/g"),
        ("../../../g", "http://a/g"),
        ("/./g", "http://a/g"),
        ("/../g", "http://a/g"),
        ("g.", "http://a/b/c/g."),
        ("..g", "http://a/b/c/..g"),
        ("./g/.", "http://a/b/c/g/"),
        ("g/../h", "http://a/b/c/h"),
        ("g;x=1/../y", "http://a/b/c/y"),
        ("g?y/../x", "http://a/b/c/g?y/../x"),
        ("http:g", "http://a/b/c/g"),  # as browsers, where the RFC leaves the choice
        ("http:/g", "http://a/g"),
        ("http:?y", "http://a/b/c/d;p?y"),
    ],
)
def test_a_relative_reference_is_resolved(location: str, target: str) -> None:
    assert to(location, "http://a/b/c/d;p?q") == target


@pytest.mark.parametrize(
    ("location", "target"),
    [
        ("HTTPS://SHOP.Example/Pfad", "https://shop.example/Pfad"),
        ("https://shop.example", "https://shop.example/"),
        ("https://shop.example?x", "https://shop.example/?x"),
        ("https://shop.example#x", "https://shop.example/"),
        ("https://shop.example:443/", "https://shop.example/"),
        ("https://shop.example:0443/", "https://shop.example/"),
        ("https://shop.example:/", "https://shop.example/"),
        ("https://shop.example:80/", "https://shop.example:80/"),
        ("http://shop.example:80/", "http://shop.example/"),
        ("https://shop.example:8443/", "https://shop.example:8443/"),
        ("https://shop.example./", "https://shop.example./"),
        ("//cdn.example/x", "http://cdn.example/x"),
        ("https://sh%6Fp.example/", "https://shop.example/"),
        ("https://[2001:DB8:0::1]:8443/x", "https://[2001:db8::1]:8443/x"),
        ("https://a_b.example/", "https://a_b.example/"),
        ('/a b"<>{}|^`\u00fc?a b\'"<>', "http://shop.example/a%20b%22%3C%3E%7B%7D|%5E%60%C3%BC?a%20b%27%22%3C%3E"),
        ("/%zz%41", "http://shop.example/%zz%41"),
        ("/%2e%2E/.%2e/x/%2e", "http://shop.example/x/"),
        ("?", "http://shop.example/a/b?"),
    ],
)
def test_the_target_is_normalised(location: str, target: str) -> None:
    assert to(location) == target


@pytest.mark.parametrize(
    "location",
    [
        "https://m\u00fcsli.example/",
        "https://M\u00dcSLI.example/",
        "https://mu\u0308sli.example/",  # decomposed
        "https://m\u00c3\u00bcsli.example/",  # UTF-8 handed on as Latin-1
        "https://m%C3%BCsli.example/",
        "https://xn--msli-0ra.example/",
        "https://m\u00fcsli\u3002example/",  # an ideographic full stop
    ],
)
def test_an_international_host_is_written_in_punycode(location: str) -> None:
    assert to(location) == "https://xn--msli-0ra.example/"


def test_sharp_s_is_a_letter_of_its_own() -> None:
    assert to("https://stra\u00dfe.example/") == "https://xn--strae-oqa.example/"


@pytest.mark.parametrize(
    ("host", "address"),
    [
        ("127.1", "127.0.0.1"),
        ("0x7f.1", "127.0.0.1"),
        ("0X7F000001", "127.0.0.1"),
        ("2130706433", "127.0.0.1"),
        ("0177.0.0.01", "127.0.0.1"),
        ("127.0.0.1.", "127.0.0.1"),
        ("\uff11\uff12\uff17.0.0.1", "127.0.0.1"),
        ("169.254.43518", "169.254.169.254"),
        ("0x", "0.0.0.0"),
        ("[::ffff:127.0.0.1]", "[::ffff:7f00:1]"),
    ],
)
def test_every_spelling_of_an_address_becomes_the_usual_one(host: str, address: str) -> None:
    assert to(f"http://{host}/") == f"http://{address}/"


# Tricks


@pytest.mark.parametrize(
    ("location", "target"),
    [
        ("\\\\evil.example\\x", "http://evil.example/x"),
        ("/\\evil.example", "http://evil.example/"),
        ("///evil.example", "http://evil.example/"),
        ("/\t/evil.example", "http://evil.example/"),
        ("/\r\n/evil.example", "http://evil.example/"),
        ("https:evil.example", "https://evil.example/"),
        ("https:/evil.example", "https://evil.example/"),
        ("https:\\\\\\evil.example", "https://evil.example/"),
        ("h\nttps://evil.example", "https://evil.example/"),
        ("\x00 \x1fhttps://evil.example\x00 ", "https://evil.example/"),
        ("https://shop.example\\@evil.example/", "https://shop.example/@evil.example/"),
        ("https://shop.example@evil.example/", "https://evil.example/"),
        ("https://shop.example#@evil.example/", "https://shop.example/"),
        ("https://shop.example?@evil.example/", "https://shop.example/?@evil.example/"),
        ("https://a@shop.example@evil.example/", "https://evil.example/"),
        ("?x\\y", "http://shop.example/a/b?x\\y"),
        ("/a\x00b", "http://shop.example/a%00b"),
        ("/\ud800", "http://shop.example/%EF%BF%BD"),
        ("/..//evil.example", "http://shop.example//evil.example"),
    ],
)
def test_a_tricky_location_leads_where_a_browser_goes(location: str, target: str) -> None:
    assert to(location) == target


def test_credentials_are_left_out_and_noted() -> None:
    assert step(SHOP, 302, ["https://user:secret@shop.example/x"]).credentials
    assert to("https://user:secret@shop.example/x") == "https://shop.example/x"
    assert not step(SHOP, 302, ["https://@shop.example/x"]).credentials
    assert step("http://user:secret@shop.example/", 302, ["/x"]).from_url == SHOP
    assert to("/x", "http://user:secret@shop.example/") == "http://shop.example/x"


@pytest.mark.parametrize(
    "location",
    [
        "https://",
        "https:///",
        "https://:443/",
        "https://user@/",
        "//",
        "https://shop.example:x/",
        "https://shop.example:65536/",
        "https://shop.example:-1/",
        "https://shop.example:80:80/",
        "https://shop.example:\u0661/",
        "https://shop.example:" + "9" * 5000 + "/",
        "https://sh op.example/",
        "https://shop.example%2Fevil/",
        "https://shop.example%00.evil.example/",
        "https://shop..example/",
        "https://.example/",
        "https://shop.example../",
        "https://" + "a" * 64 + ".example/",
        "https://" + "a." * 127 + "example/",
        "https://\u00fc" + "a" * 7000 + "/",
        "https://sh\x00op.example/",
        "https://shop.example;evil/",
        "https://<script>/",
        "https://\u2603\u200d.example/",
        "https://\ud800.example/",
        "https://1.2.3.4.5/",
        "https://1.2.3.256/",
        "https://256.1/",
        "https://4294967296/",
        "https://shop.1/",
        "https://1_0.1/",
        "https://1..2/",
        "https://09.1/",
        "https://0x" + "f" * 9 + "/",
        "https://[::1/",
        "https://[::1%25eth0]/",
        "https://[::1%eth0]/",
        "https://[1.2.3.4]/",
        "https://[]/",
        "https://[::1]x/",
        "https://::1/",
    ],
)
def test_a_location_that_is_no_url_leads_nowhere(location: str) -> None:
    assert step(SHOP, 301, [location]) == Step(SHOP, 301, problem=RedirectProblem.NO_URL)


@pytest.mark.parametrize(
    ("location", "scheme", "target"),
    [
        ("javascript:alert(1)", "javascript", "javascript:alert(1)"),
        ("JavaScript:alert(1)//https://shop.example/", "javascript", "JavaScript:alert(1)//https://shop.example/"),
        ("\x01java\nscript:alert(1)", "javascript", "javascript:alert(1)"),
        ("data:text/html,<b>\u00fc</b>", "data", "data:text/html,<b>%C3%BC</b>"),
        ("muesli-app://cart", "muesli-app", "muesli-app://cart"),
        ("intent://x#Intent;end", "intent", "intent://x#Intent;end"),
        ("mailto:a@b.example", "mailto", "mailto:a@b.example"),
        ("file:///etc/passwd", "file", "file:///etc/passwd"),
        ("ftp://shop.example/\x1b[31m", "ftp", "ftp://shop.example/%1B[31m"),
        ("shop.example:443/x", "shop.example", "shop.example:443/x"),  # a scheme, to a browser too
    ],
)
def test_another_scheme_is_said_and_not_followed(location: str, scheme: str, target: str) -> None:
    found = step(SHOP, 301, [location])
    assert (found.is_redirect, found.followable, found.same_host) == (True, False, False)
    assert (found.to_scheme, found.to_url, found.problem) == (scheme, target, RedirectProblem.OTHER_SCHEME)
    assert not is_upgrade(found)


# The same host, and the upgrade


@pytest.mark.parametrize(
    ("location", "same"),
    [
        ("https://shop.example/", True),
        ("https://SHOP.EXAMPLE:8443/", True),
        ("https://shop.example./", True),
        ("/x", True),
        ("https://www.shop.example/", False),
        ("https://shop.example.evil.example/", False),
        ("https://evil.example/?shop.example", False),
        ("https://shop.example@evil.example/", False),
    ],
)
def test_the_same_host_is_the_same_name_whatever_the_port(location: str, same: bool) -> None:
    found = step("http://shop.example:8080/", 301, [location])
    assert found.same_host is same
    assert is_upgrade(found) is (same and location != "/x")


@pytest.mark.parametrize(
    ("start", "status", "location"),
    [
        ("https://shop.example/", 301, "https://shop.example/x"),  # was secure already
        ("http://shop.example/", 301, "http://shop.example/x"),
        ("http://shop.example/", 200, "https://shop.example/"),
        ("http://shop.example/", 301, "https://www.shop.example/"),
        ("http://shop.example/", 301, "https://"),
        ("rubbish", 301, "https://shop.example/"),
    ],
)
def test_anything_else_is_no_upgrade(start: str, status: int, location: str) -> None:
    assert not is_upgrade(step(start, status, [location]))


def test_a_temporary_redirect_is_an_upgrade_too() -> None:
    assert is_upgrade(step("HTTP://Shop.example", 302, ["https://shop.example/"]))


# Hostile input


@pytest.mark.parametrize("start", ["", "rubbish", "ftp://shop.example/", "http://"])
def test_a_start_that_is_no_url_resolves_only_what_is_absolute(start: str) -> None:
    assert step(start, 301, ["/x"]).problem is RedirectProblem.NO_URL
    assert step(start, 301, ["https://shop.example/"]).same_host is False


@pytest.mark.parametrize("text", ["/../" * 2000, "%2e%2e/" * 1100, "https://" + "@" * 8000, "https://a:" + "0" * 8000])
def test_a_hostile_location_is_read_in_no_time(text: str) -> None:
    assert step(SHOP, 301, [text]).status == 301


pieces = st.sampled_from(
    [
        "http",
        "https",
        ":",
        "/",
        "//",
        "\\",
        "@",
        "[",
        "]",
        "::1",
        "%",
        "%2e",
        "..",
        "?",
        "#",
        "\t",
        "\0",
        "ü",
        "0x7f",
        "1",
        "a",
    ]
)
locations = st.text() | st.lists(pieces, max_size=10).map("".join)


@given(
    locations | st.just(SHOP), st.sampled_from([200, 301, 302, 308]) | st.integers(), st.lists(locations, max_size=3)
)
def test_any_text_gives_a_value_in_printable_ascii(start: str, status: int, values: list[str]) -> None:
    found = step(start, status, values)
    assert found.is_redirect == (found.to_url is not None) == (found.to_scheme is not None)
    assert found.to_url is None or (found.to_url.isascii() and found.to_url.isprintable() and " " not in found.to_url)
    if found.followable:
        assert found.problem is None


@given(locations, locations)
def test_a_normalised_url_stays_as_it_is(text: str, reference: str) -> None:
    base = parse(text)
    url = parse(reference, base)
    if url is not None:
        again = parse(str(url))
        assert again is not None
        assert (str(again), again.host, again.port) == (str(url), url.host, url.port)
