"""When a page counts as quiet, on a clock of the test's own."""

from __future__ import annotations

import math

from scanner.probes.browser.quiet import HANGING_S, REST_S, REST_WITHOUT_SCRIPTS_S, Quiet


def test_a_page_that_has_not_been_parsed_is_never_quiet() -> None:
    quiet = Quiet()
    quiet.busy(0)
    assert quiet.left(1000) == math.inf


def test_a_parsed_page_is_quiet_after_a_rest_and_the_rest_begins_anew_with_everything_that_happens() -> None:
    quiet = Quiet()
    quiet.parsed(10)
    assert quiet.left(10) == REST_S
    quiet.busy(10.2)
    assert math.isclose(quiet.left(10.3), REST_S - 0.1)
    assert quiet.left(10.2 + REST_S) <= 0


def test_a_page_without_scripts_rests_shortly() -> None:
    quiet = Quiet(has_scripts=False)
    quiet.parsed(0)
    assert quiet.left(0) == REST_WITHOUT_SCRIPTS_S


def test_an_open_request_keeps_the_page_busy_until_it_ends_or_hangs() -> None:
    quiet = Quiet()
    quiet.parsed(0)
    quiet.began("a", 0.1)
    assert quiet.left(1) == math.inf
    assert quiet.left(0.1 + HANGING_S) <= 0
    quiet.ended("a", 1)
    quiet.ended("a", 2)  # told twice
    assert quiet.left(1) == REST_S


def test_a_page_with_an_alarm_clock_is_asleep_and_not_quiet() -> None:
    quiet = Quiet()
    quiet.parsed(0)
    quiet.alarm(0.1, due=1.1)
    assert math.isclose(quiet.left(0.5), 0.6 + REST_S)


def test_an_alarm_that_is_set_late_no_longer_counts() -> None:
    quiet = Quiet()
    quiet.parsed(0)
    quiet.alarm(5, due=6)
    assert quiet.left(5) <= 0
