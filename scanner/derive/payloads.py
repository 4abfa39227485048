"""What a tracker's message is for, by whose shape it has. The shapes themselves are the probe's business."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from scanner.datafile import read_data
from scanner.model.vocabulary import Purpose


@dataclass(frozen=True, slots=True)
class Payloads:
    """By whose shape it is. `label`: where that is known from."""

    purposes: Mapping[str, Purpose]
    label: str


@functools.cache
def payloads() -> Payloads:
    """Read once."""
    data: dict[str, Any] = read_data("tracker_payloads.yaml")
    purposes = {str(entry["of"]): Purpose(entry["purpose"]) for entry in data["payloads"]}
    return Payloads(purposes, f"tracker_payloads.yaml {data['as_of']}")
