"""RFC 6797 § 6.1 rule by rule, with the headers real shops send and the ones a hostile one might."""

from __future__ import annotations

from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scanner.probes.http.hsts import MAX_AGE_CAP, Hsts, HstsProblem, parse

YEAR = 31536000


def problem(text: str) -> HstsProblem | None:
    return parse([text]).problem


def test_without_the_header_nothing_is_present() -> None:
    assert parse([]) == Hsts(False, False, None, False, False, None, 0)


def test_a_usual_header_is_read_in_full() -> None:
    assert parse([f"max-age={YEAR}; includeSubDomains; preload"]) == Hsts(True, True, YEAR, True, True, None, 1)


def test_the_smallest_header_sets_nothing_but_its_age() -> None:
    assert parse([f"max-age={YEAR}"]) == Hsts(True, True, YEAR, False, False, None, 1)


def test_max_age_zero_is_valid_and_means_forget() -> None:
    hsts = parse(["max-age=0"])
    assert (hsts.valid, hsts.max_age) == (True, 0)


@pytest.mark.parametrize(
    "text",
    [
        "includeSubDomains; max-age=100",  # rule 1: any order
        "Max-Age=100; INCLUDESUBDOMAINS",  # rule 3: any case
        'max-age="100"; includeSubDomains',  # a quoted-string is a legal value
        'max-age="1\\00"; includeSubDomains',  # with a quoted-pair in it
        "max-age = 100 ; includeSubDomains",  # space around = and ;
        "\t max-age\t=\t100\t;\tincludeSubDomains \t",
        ";; max-age=100 ; ; includeSubDomains;",  # empty directives
        "max-age=000000100;includeSubDomains",
        "max-age=100; includeSubDomains; report=yes; x",  # rule 5: unknown directives are passed over
        'max-age=100; includeSubDomains; x="a;b, c=d"',  # a semicolon in quotes separates nothing
        'max-age=100; includeSubDomains; x=""',
        'max-age=100; includeSubDomains; x="grün"',  # obs-text is legal in quotes
        'x="; max-age=5"; max-age=100; includeSubDomains',
    ],
)
def test_every_legal_spelling_is_understood(text: str) -> None:
    assert parse([text]) == Hsts(True, True, 100, True, False, None, 1)


@pytest.mark.parametrize("text", ["", "   ", ";", "includeSubDomains", "preload", "maxage=100", "abc"])
def test_without_max_age_the_header_is_ignored(text: str) -> None:
    assert problem(text) is HstsProblem.MAX_AGE_MISSING


@pytest.mark.parametrize(
    "text",
    [
        "max-age",
        "max-age; includeSubDomains",
        'max-age=""',
        "max-age=abc",
        "max-age=-1",
        "max-age=+1",
        "max-age=1.5",
        "max-age='100'",
        "max-age=1e5",
        "max-age=0x10",
        "max-age=1_000",
        'max-age=" 100"',
        'max-age="٣٦٥"',  # digits, but not ASCII ones
        'max-age="²"',
    ],
)
def test_an_age_that_is_no_number_of_seconds_is_refused(text: str) -> None:
    assert problem(text) is HstsProblem.MAX_AGE_NOT_A_NUMBER


@pytest.mark.parametrize(
    "text",
    [
        "max-age=100; max-age=100",
        "max-age=100; MAX-AGE=200",
        "max-age=100; includeSubDomains; includesubdomains",
        "max-age=100; preload; preload",
        "max-age=100; x=1; X=2",
    ],
)
def test_a_directive_given_twice_spoils_the_header(text: str) -> None:
    assert problem(text) is HstsProblem.DUPLICATE_DIRECTIVE


@pytest.mark.parametrize("value", ["=1", "=true", '=""', '="true"'])
def test_include_subdomains_takes_no_value(value: str) -> None:
    assert problem(f"max-age=100; includeSubDomains{value}") is HstsProblem.INCLUDE_SUBDOMAINS_HAS_VALUE


@pytest.mark.parametrize(
    "text",
    [
        "max-age=",
        "max-age=100; x=",
        "=100",
        "max-age==100",
        "max-age=100 includeSubDomains",  # the forgotten semicolon
        "max-age=100, includeSubDomains",  # a comma is no separator
        "max-age=100, max-age=200",  # two fields joined by a proxy
        "max-age=100; x=a,b",
        "max-age=100; x@y",
        "max-age:100",
        '"max-age=100"',  # quotes around everything
        "'max-age' (100)",
        'max-age="100',
        'max-age=100"',
        'max-age="100"0',
        'max-age=100; x="\\',
        "max-age=100; x=\xe9",  # beyond ASCII outside of quotes
        "max-age=100\u00a0",  # a no-break space is no white space
        "max-age=\uff11\uff10",
        "max-age=100\x00",
        'max-age=100; x="\x00"',
        'max-age=100; x="\x7f"',
        "max-age=100\r\nSet-Cookie: a=b",
        "max-age=100\n",
        "max-age=100; \ud800",
    ],
)
def test_a_header_against_the_grammar_is_ignored_as_a_whole(text: str) -> None:
    hsts = parse([text])
    assert hsts == Hsts(True, False, None, False, False, HstsProblem.MALFORMED, 1)


def test_only_the_first_of_several_headers_counts() -> None:
    assert parse(["max-age=100", "max-age=200; includeSubDomains"]) == Hsts(True, True, 100, False, False, None, 2)
    assert parse(["rubbish,", "max-age=200"]).problem is HstsProblem.MALFORMED


@pytest.mark.parametrize("digits", [str(2**63), str(2**64), "9" * 5000, "0" * 5000 + "9" * 20])
def test_a_huge_age_is_capped(digits: str) -> None:
    assert parse([f"max-age={digits}"]).max_age == MAX_AGE_CAP


def test_an_age_just_below_the_cap_is_kept() -> None:
    assert parse([f"max-age={MAX_AGE_CAP - 1}"]).max_age == MAX_AGE_CAP - 1


def test_preload_with_a_value_is_not_the_preload_directive() -> None:
    hsts = parse(["max-age=100; preload=yes"])
    assert (hsts.valid, hsts.preload) == (True, False)


def test_every_problem_has_words() -> None:
    assert all(each.words for each in HstsProblem)


@pytest.mark.parametrize("text", [" " * 100_000 + "@", "a" * 100_000 + "@", 'a="' + "\\" * 99_999, ";" * 100_000 + "@"])
def test_a_hostile_header_makes_no_quadratic_work(text: str) -> None:
    assert parse([text]).problem is HstsProblem.MALFORMED  # with backtracking this would not end


@given(st.lists(st.text() | st.text(alphabet='max-ge=0123456789;" \t,\\includSbDomans\x00é'), max_size=3))
def test_any_text_gives_a_value(values: list[str]) -> None:
    hsts = parse(values)
    assert hsts.present == bool(values)
    assert hsts.valid == (hsts.max_age is not None)
    assert hsts.valid or not (hsts.include_subdomains or hsts.preload)
    assert (hsts.problem is None) == (hsts.valid or not hsts.present)


names = st.sampled_from(["x", "report", "a!b"])


@given(st.integers(0, MAX_AGE_CAP), st.booleans(), st.booleans(), st.sets(names), st.randoms())
def test_order_and_unknown_directives_never_matter(
    age: int, subdomains: bool, preload: bool, more: set[str], rnd: Random
) -> None:
    parts = [f"max-age={age}", *more] + ["includeSubDomains"] * subdomains + ["preload"] * preload
    rnd.shuffle(parts)
    assert parse(["; ".join(parts)]) == Hsts(True, True, age, subdomains, preload, None, 1)
