"""What follows from a certificate's dates."""

from __future__ import annotations

import datetime as dt
import math
from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scanner.derive import derive, prepare
from scanner.derive.certificates import lifetime_limit
from scanner.derive.forms.words import words
from scanner.derive.notice.phrase_file import data
from scanner.derive.services import built_in
from scanner.model.evidence import Evidence
from scanner.model.facts import Certificate, Endpoint
from scanner.model.values import NOT_STATED, Unknown

ENDPOINT = Endpoint(host="www.shop.example", address="127.0.0.1", port=443)


def certificate(begins: object, ends: object, **more: object) -> Certificate:
    values: dict[str, object] = {
        "endpoint": ENDPOINT,
        "chain": 0,
        "position": 0,
        "not_before": begins,
        "not_after": ends,
    }
    return Certificate(**(values | more))  # type: ignore[arg-type]


def derived(row: Certificate) -> Certificate:
    (found,) = derive(Evidence("x", {"certificate": (row,)})).rows("certificate")
    assert isinstance(found, Certificate)
    return found


@pytest.mark.parametrize(
    ("issued", "limit"),
    [
        ("2020-08-31", 825),
        ("2020-09-01", 398),
        ("2026-03-14", 398),
        ("2026-03-15", 200),
        ("2027-03-14", 200),
        ("2027-03-15", 100),
        ("2029-03-14", 100),
        ("2029-03-15", 47),
        ("2099-01-01", 47),
        ("1999-01-01", math.inf),
    ],
)
def test_the_limit_is_that_of_the_day_of_issue(issued: str, limit: float) -> None:
    assert lifetime_limit(dt.date.fromisoformat(issued)) == limit


@pytest.mark.parametrize(("days", "within"), [(199, True), (200, True), (201, False)])
def test_a_lifetime_is_held_against_the_limit(days: int, within: bool) -> None:
    begins = dt.date(2026, 6, 1)
    found = derived(certificate(begins, begins + dt.timedelta(days=days)))
    assert found.lifetime_days == days
    assert found.within_lifetime_limit is within


def test_what_the_probe_counted_to_the_second_is_kept() -> None:
    begins = dt.date(2026, 6, 1)
    found = derived(certificate(begins, begins + dt.timedelta(days=200), lifetime_days=201))
    assert found.lifetime_days == 201
    assert found.within_lifetime_limit is False


@pytest.mark.parametrize(("days", "early"), [(398, 30), (90, 30), (89, 29), (47, 15), (6, 2), (1, 0)])
def test_renewal_is_due_a_third_before_the_end_and_thirty_days_at_most(days: int, early: int) -> None:
    begins = dt.date(2026, 6, 1)
    ends = begins + dt.timedelta(days=days)
    assert derived(certificate(begins, ends)).renew_from == ends - dt.timedelta(days=early)


@pytest.mark.parametrize("gone", ["not_before", "not_after"])
def test_without_both_dates_nothing_is_claimed(gone: str) -> None:
    row = certificate(dt.date(2026, 6, 1), dt.date(2026, 9, 1), **{gone: Unknown("not seen")})
    assert derived(row) == row
    assert derived(row).within_lifetime_limit == NOT_STATED


days = st.dates(dt.date(1990, 1, 1), dt.date(2100, 1, 1))


@given(days, days)
def test_deriving_again_changes_nothing(begins: dt.date, ends: dt.date) -> None:
    once = derive(Evidence("x", {"certificate": (certificate(begins, ends),)}))
    assert derive(once) == once


def test_nothing_to_derive_from_is_no_error() -> None:
    assert derive(Evidence("x")) == Evidence("x")


def test_what_was_prepared_in_a_thread_is_not_read_again() -> None:
    with ThreadPoolExecutor(1) as elsewhere:
        elsewhere.submit(prepare).result()
    read = words.cache_info(), data.cache_info(), built_in.cache_info()
    assert [words().as_of, data()["as_of"], len(built_in().by_name)]
    assert [of.misses for of in (words.cache_info(), data.cache_info(), built_in.cache_info())] == [
        of.misses for of in read
    ]


@pytest.mark.parametrize(
    ("names", "shared"),
    [
        (("shop.example", "*.shop.example", "www.shop.example"), False),
        (("shop.example", "other.example"), True),
        (("shop.co.uk", "other.co.uk"), True),
        (("192.0.2.1", "2001:db8::1", "shop.example"), False),
        ((), False),
    ],
)
def test_a_certificate_is_shared_if_it_names_several_domains(names: tuple[str, ...], shared: bool) -> None:
    assert derived(certificate(NOT_STATED, NOT_STATED, names=names)).shared is shared
