"""Rates hold whatever the arrival; no clock is needed to see it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scanner.network import Limits
from scanner.network.limits import Bucket


@given(
    st.lists(st.floats(min_value=0, max_value=2), min_size=1, max_size=60),
    st.floats(min_value=0.5, max_value=100),
    st.integers(min_value=1, max_value=20),
)
def test_no_interval_ever_holds_more_events_than_burst_plus_rate(pauses: list[float], rate: float, burst: int) -> None:
    bucket = Bucket(rate, burst)
    now, events = 0.0, []
    for pause in pauses:
        now += pause
        events.append(now + bucket.reserve(now))
    for first in range(len(events)):
        for last in range(first, len(events)):
            assert last - first + 1 <= burst + rate * (events[last] - events[first]) + 1e-6


def test_a_burst_passes_at_once_and_the_rest_waits_its_turn() -> None:
    bucket = Bucket(10, 2)
    assert [bucket.reserve(5.0) for _ in range(4)] == pytest.approx([0, 0, 0.1, 0.2])
    assert bucket.reserve(100.0) == 0


def test_a_clock_read_out_of_order_earns_nothing() -> None:
    bucket = Bucket(1, 1)
    assert bucket.reserve(10.0) == 0
    assert bucket.reserve(9.0) == pytest.approx(2.0)


@pytest.mark.parametrize("wrong", [{"max_connections": 0}, {"read_timeout_s": -1}, {"child_share": 1.0}])
def test_a_limit_that_limits_nothing_is_refused(wrong: dict[str, float]) -> None:
    with pytest.raises(ValueError, match=next(iter(wrong))):
        Limits(**wrong)  # type: ignore[arg-type]
