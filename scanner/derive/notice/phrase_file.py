"""The phrase file, read once."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from typing import Any

from scanner.datafile import read_data


@functools.cache
def data() -> Mapping[str, Any]:
    """The phrase file as it stands."""
    return read_data("notice_phrases.yaml")


def as_of() -> str:
    """The day of the phrase file, for `derived_by`."""
    return str(data()["as_of"])
