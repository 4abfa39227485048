"""Set-Cookie lines as browsers read them."""

from __future__ import annotations

import pytest

from scanner.model.vocabulary import SameSite
from scanner.probes.browser.cookies import default_path, parse_line

NOW = 1_700_000_000.0


def test_every_attribute_is_read_in_any_case_and_the_last_of_two_counts() -> None:
    found = parse_line(
        "a=b=c; DOMAIN=.Muesli.Example; path=/x; Path=/y; secure; HttpOnly; samesite=none; Partitioned; Max-Age=60; "
        "Expires=Wed, 21 Oct 2099 07:28:00 GMT",
        NOW,
    )
    assert found is not None
    assert (found.name, found.value, found.domain, found.path) == ("a", "b=c", "muesli.example", "/y")
    assert (found.secure, found.http_only, found.partitioned) == (True, True, True)
    assert (found.same_site, found.lifetime_s, found.deletes) == (SameSite.NONE, 60.0, False)


@pytest.mark.parametrize(
    ("attributes", "lifetime"),
    [
        ("", None),
        ("; Expires=Tue, 14 Nov 2023 22:14:20 GMT", 60.0),
        ("; Expires=Tue, 14-Nov-2023 22:14:20 GMT", 60.0),
        ("; Expires=Thu, 01 Jan 1970 00:00:00 GMT", -NOW),
        ("; Expires=soon", None),
        ("; Max-Age=0", 0.0),
        ("; Max-Age=-1", -1.0),
        ("; Max-Age=", None),
        ("; Max-Age=٣", None),
        ("; Max-Age=" + "9" * 5000, 999_999_999_999.0),
    ],
)
def test_the_lifetime_is_the_stated_one(attributes: str, lifetime: float | None) -> None:
    found = parse_line("a=b" + attributes, NOW)
    assert found is not None and found.lifetime_s == lifetime
    assert found.deletes is (lifetime is not None and lifetime <= 0)


def test_what_sets_nothing_is_nothing_and_a_cookie_may_have_no_name() -> None:
    assert parse_line("", NOW) is None
    assert parse_line(" = ; Path=/", NOW) is None
    found = parse_line("alone", NOW)
    assert found is not None and (found.name, found.value, found.same_site) == ("", "alone", SameSite.UNSET)


def test_a_cookie_without_a_path_gets_the_directory_of_the_request() -> None:
    assert [default_path(path) for path in ("", "/", "/a", "/a/b", "/a/b/", "x")] == ["/", "/", "/", "/a", "/a/b", "/"]
