"""Which headers are looked at, and what the Fetch, HTML and Referrer Policy standards make of them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scanner.model.vocabulary import ReferrerPolicy
from scanner.probes.http.headers import (
    SECURITY_HEADERS,
    FrameOptions,
    nosniff,
    referrer_policy,
    values,
    x_frame_options,
)


def lines(name: str, *sent: str) -> tuple[tuple[str, str], ...]:
    return tuple((name, each) for each in sent)


def test_the_names_looked_at_are_lower_case_unique_and_hold_no_cookies() -> None:
    assert list(SECURITY_HEADERS) == [name.lower() for name in dict.fromkeys(SECURITY_HEADERS)]
    assert "set-cookie" not in SECURITY_HEADERS


def test_every_line_of_a_name_is_kept_in_order_and_trimmed() -> None:
    headers = (("Server", " nginx\t"), ("X", "1"), ("SERVER", ""), ("server", "a, b"), ("server2", "no"))
    assert values(headers, "Server") == ("nginx", "", "a, b")
    assert values(headers, "date") == ()


def test_only_ascii_letters_have_a_case() -> None:
    assert values((("coo\u212aie", "a"),), "cookie") == ()


def test_other_white_space_is_part_of_the_value() -> None:
    assert values(lines("a", "\u00a0x\x0b"), "a") == ("\u00a0x\x0b",)


# X-Content-Type-Options


@pytest.mark.parametrize(
    "sent", [["nosniff"], ["NoSniff"], ["\tnosniff "], ["nosniff, x"], ["nosniff", "x"], ["nosniff,"]]
)
def test_nosniff_as_the_first_element_counts(sent: list[str]) -> None:
    assert nosniff(lines("X-Content-Type-Options", *sent))


@pytest.mark.parametrize(
    "sent",
    [
        [],
        [""],
        ["no"],
        ["no-sniff"],
        ["nosniff;"],
        ['"nosniff"'],
        ["'nosniff'"],
        ["x, nosniff"],
        ["x", "nosniff"],
        ["", "nosniff"],
        [",nosniff"],
        ["nosniff\x0b"],
        ["no\u017fniff"],
        ["no\x00sniff"],
    ],
)
def test_anything_else_is_not_nosniff(sent: list[str]) -> None:
    assert not nosniff(lines("X-Content-Type-Options", *sent))


# Referrer-Policy


@pytest.mark.parametrize("policy", list(ReferrerPolicy))
def test_every_policy_is_recognised_in_any_case(policy: ReferrerPolicy) -> None:
    assert referrer_policy(lines("Referrer-Policy", policy.value.upper())) is policy


@pytest.mark.parametrize(
    ("sent", "effective"),
    [
        (["no-referrer, strict-origin-when-cross-origin"], ReferrerPolicy.STRICT_ORIGIN_WHEN_CROSS_ORIGIN),
        (["same-origin", "unsafe-url"], ReferrerPolicy.UNSAFE_URL),
        (["same-origin, some-future-policy"], ReferrerPolicy.SAME_ORIGIN),
        (["same-origin,"], ReferrerPolicy.SAME_ORIGIN),
        (["same-origin", ""], ReferrerPolicy.SAME_ORIGIN),
        (["same-origin; origin"], None),
        (["always"], None),  # of an early draft
        ([""], None),
        ([], None),
        (['"no-referrer"'], None),
        (["no-referrer\x00"], None),
    ],
)
def test_the_last_known_policy_is_the_effective_one(sent: list[str], effective: ReferrerPolicy | None) -> None:
    assert referrer_policy(lines("referrer-policy", *sent)) is effective


# X-Frame-Options


@pytest.mark.parametrize(
    ("sent", "effective"),
    [
        (["DENY"], FrameOptions.DENY),
        (["SameOrigin"], FrameOptions.SAMEORIGIN),
        (["SAMEORIGIN", "sameorigin"], FrameOptions.SAMEORIGIN),
        (["SAMEORIGIN, DENY"], FrameOptions.DENY),
        (["SAMEORIGIN", "ALLOWALL"], FrameOptions.DENY),
        (["SAMEORIGIN", "rubbish"], FrameOptions.DENY),
        (["SAMEORIGIN,"], FrameOptions.DENY),
        (["ALLOWALL"], None),
        (["ALLOW-FROM https://a.example"], None),
        (["allow-from https://a.example", "rubbish"], None),
        (["rubbish"], None),
        (["'DENY'"], None),
        (["DENY;"], None),
        ([""], None),
        ([], None),
    ],
)
def test_x_frame_options_comes_to_what_the_html_standard_says(sent: list[str], effective: FrameOptions | None) -> None:
    assert x_frame_options(lines("X-Frame-Options", *sent)) is effective


# Hostile input


@pytest.mark.parametrize("text", ['"a, b", nosniff', '"a\\", nosniff', '"nosniff'])
def test_a_comma_in_quotes_splits_nothing(text: str) -> None:
    assert not nosniff(lines("x-content-type-options", text))
    assert x_frame_options(lines("x-frame-options", 'DENY "a, b"', 'DENY "a, b"')) is None


def test_a_referrer_policy_knows_no_quotes() -> None:
    assert referrer_policy(lines("referrer-policy", 'origin, "x, no-referrer, y"')) is ReferrerPolicy.NO_REFERRER


@pytest.mark.parametrize(
    "text", ["," * 100_000, '"' * 100_001, "\\" * 100_000, '"' + "\\" * 100_000, " " * 100_000, 'a"' * 50_000]
)
def test_a_hostile_value_makes_no_quadratic_work(text: str) -> None:
    headers = lines("x-content-type-options", text) + lines("referrer-policy", text) + lines("x-frame-options", text)
    assert (nosniff(headers), referrer_policy(headers), x_frame_options(headers)) == (False, None, None)


names = st.sampled_from(["x-content-type-options", "Referrer-Policy", "x-frame-options"])
texts = st.text() | st.text(alphabet='",\\ denyosif-')


@given(st.lists(st.tuples(names | st.text(), texts)))
def test_any_text_gives_a_value(headers: list[tuple[str, str]]) -> None:
    assert nosniff(headers) in (True, False)
    referrer_policy(headers)
    x_frame_options(headers)
    assert sum(len(values(headers, name)) for name in SECURITY_HEADERS) <= len(headers)
