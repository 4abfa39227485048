"""Each matcher on values it fits and on values it doesn't."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from scanner.model.vocabulary import TlsVersion
from scanner.policy.matchers import ALL, BY_NAME, SPECIAL

DAY = dt.date(2026, 3, 15)
V12 = TlsVersion("TLSv1.2")


def test_the_matchers_are_those_of_the_design() -> None:
    names = "is one_of only includes at_least at_most before on_or_after matches present not"
    assert " ".join([*BY_NAME, *SPECIAL]) == names
    assert len(ALL) == len(BY_NAME)


@pytest.mark.parametrize(
    ("name", "value", "operands", "fits"),
    [
        ("is", "a", ("a",), True),
        ("is", "a", ("A",), False),
        ("is", "", ("",), True),
        ("is", False, (False,), True),
        ("one_of", "a", ("b", "a"), True),
        ("one_of", "a", (), False),
        ("only", (), ("a",), True),
        ("only", ("a", "a"), ("a",), True),
        ("only", ("a", "b"), ("a",), False),
        ("only", ("a",), (), False),
        ("includes", ("a", "b"), ("b",), True),
        ("includes", ("a",), ("a", "b"), False),
        ("includes", (), ("a",), False),
        ("at_least", 7, (7,), True),
        ("at_least", 6, (7,), False),
        ("at_most", -1, (0,), True),
        ("at_most", 0.5, (0.4,), False),
        ("at_least", TlsVersion("TLSv1.3"), (V12,), True),
        ("at_least", V12, (V12,), True),
        ("at_least", TlsVersion("SSLv3"), (V12,), False),
        ("at_most", TlsVersion("SSLv2"), (TlsVersion("SSLv3"),), True),
        ("before", DAY, (DAY,), False),
        ("before", dt.date(2026, 3, 14), (DAY,), True),
        ("on_or_after", DAY, (DAY,), True),
        ("on_or_after", dt.date(2026, 3, 14), (DAY,), False),
        ("matches", "xab", ("a",), True),
        ("matches", "xab", ("^a",), False),
        ("matches", "", ("^$",), True),
        ("matches", "Ä", ("(?i)ä",), True),
        ("matches", "a\nb", ("^b",), False),
    ],
)
def test_a_matcher_fits(name: str, value: Any, operands: tuple[Any, ...], fits: bool) -> None:
    assert BY_NAME[name].test(value, operands) is fits


def test_versions_are_compared_by_age_and_not_by_name() -> None:
    """As text, `SSLv3` would come before `TLSv1.0` by luck, and `TLSv1.10` before `TLSv1.2`."""
    ordered = ["SSLv2", "SSLv3", "TLSv1.0", "TLSv1.1", "TLSv1.2", "TLSv1.3"]
    for i, low in enumerate(ordered):
        for j, high in enumerate(ordered):
            assert BY_NAME["at_most"].test(TlsVersion(low), (TlsVersion(high),)) is (i <= j)


def test_no_text_of_a_shop_stalls_an_expression() -> None:
    """The classic victim of backtracking: RE2 takes it in its stride, so that this test ends at all."""
    assert BY_NAME["matches"].test("a" * 100_000 + "!", ("^(a+)+$",)) is False


@pytest.mark.parametrize("matcher", ALL, ids=lambda matcher: matcher.name)
def test_a_matcher_says_what_it_expects_in_both_languages(matcher: Any) -> None:
    assert "{}" in matcher.words.en and "{}" in matcher.words.de
