"""The phrase file, read once."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from importlib import resources
from typing import Any

import yaml


@functools.cache
def data() -> Mapping[str, Any]:
    """The phrase file as it stands."""
    text = resources.files("scanner").joinpath("data", "notice_phrases.yaml").read_text(encoding="utf-8")
    loaded: Mapping[str, Any] = yaml.load(text, Loader=yaml.CSafeLoader)
    return loaded


def as_of() -> str:
    """The day of the phrase file, for `derived_by`."""
    return str(data()["as_of"])
