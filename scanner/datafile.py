"""The data files of the package: `scanner/data`, YAML that is part of it, so that a mistake in one is a bug of ours.

What users write (shop files, policies, lists of their own) is read by `yamlfile.py`, which says what is wrong where.
"""

from __future__ import annotations

from importlib.resources import files
from typing import TYPE_CHECKING, Any

import yaml

if TYPE_CHECKING:
    from importlib.resources.abc import Traversable


def data_file(name: str) -> Traversable:
    """A file or folder below `scanner/data`, by its name there."""
    return files("scanner") / "data" / name


def read_data(name: str) -> dict[str, Any]:
    """What a YAML file below `scanner/data` holds. Read anew at each call: callers keep what they make of it."""
    return parsed(data_file(name))


def parsed(file: Traversable) -> dict[str, Any]:
    """What one of the package's own YAML files holds, wherever it lies."""
    found: dict[str, Any] = yaml.load(file.read_bytes(), Loader=yaml.CSafeLoader)
    return found
