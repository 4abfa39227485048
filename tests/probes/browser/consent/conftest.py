"""The shop of these tests, and a browser that stays open from test to test."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from ..standing import Standing, stands
from .shop import network


@pytest.fixture(scope="session")
def standing() -> Iterator[Standing]:
    """At http://shop.example/ and http://cmp.example/."""
    with stands(network) as one:
        yield one
