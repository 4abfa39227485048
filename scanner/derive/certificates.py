"""What follows from a certificate's dates: its lifetime, whether that is within the limit, and when to renew it."""

from __future__ import annotations

import datetime as dt
import math
from dataclasses import replace

from scanner.model.evidence import Evidence
from scanner.model.facts import Certificate
from scanner.suffixes import registrable

#: Longest lifetime in days of a public server certificate issued on or after a day: CA/Browser Forum Baseline
#: Requirements § 6.3.2 (ballots 193 and SC-081v3), and for 398 days the root programmes.
LIFETIME_LIMITS: tuple[tuple[dt.date, int], ...] = (
    (dt.date(2015, 4, 1), 1187),
    (dt.date(2018, 3, 1), 825),
    (dt.date(2020, 9, 1), 398),
    (dt.date(2026, 3, 15), 200),
    (dt.date(2027, 3, 15), 100),
    (dt.date(2029, 3, 15), 47),
)
_MOST_DAYS_EARLY = 30


def lifetime_limit(not_before: dt.date) -> float:
    """The most days a public certificate issued on that day may live; no limit before the first."""
    begun = [days for start, days in LIFETIME_LIMITS if start <= not_before]
    return begun[-1] if begun else math.inf


def lifetimes(evidence: Evidence) -> Evidence:
    """Fill in `lifetime_days`, `within_lifetime_limit` and `renew_from` of every certificate whose dates are known.

    And whether its names belong to several, as far as names tell.

    A certificate is valid to the end of its last second, so that one from 00:00:00 to 23:59:59 of the 200th day lives
    200 days: the whole days between the dates are counted where the probe did not count more exactly.
    """
    rows = [_with_lifetime(_with_owners(row)) for row in evidence.rows("certificate") if isinstance(row, Certificate)]
    return evidence.with_rows(rows)


def _with_owners(row: Certificate) -> Certificate:
    if not isinstance(row.names, tuple):
        return row
    hosts = (name.removeprefix("*.").lower().rstrip(".") for name in row.names)
    domains = {registrable(host) for host in hosts if ":" not in host and not host.replace(".", "").isdigit()}
    return replace(row, shared=len(domains - {None}) > 1)


def _with_lifetime(row: Certificate) -> Certificate:
    if not isinstance(row.not_before, dt.date) or not isinstance(row.not_after, dt.date):
        return row
    days = row.lifetime_days if isinstance(row.lifetime_days, int) else (row.not_after - row.not_before).days
    early = min(_MOST_DAYS_EARLY, days // 3)
    return replace(
        row,
        lifetime_days=days,
        within_lifetime_limit=days <= lifetime_limit(row.not_before),
        renew_from=row.not_after - dt.timedelta(days=early),
    )
