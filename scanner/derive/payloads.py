"""What a tracker's message is for, by whose shape it has. The shapes themselves are the probe's business."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import yaml

from scanner.derive.known_files import DATA
from scanner.model.vocabulary import Purpose


@dataclass(frozen=True, slots=True)
class Payloads:
    """By whose shape it is. `label`: where that is known from."""

    purposes: Mapping[str, Purpose]
    label: str


@functools.cache
def payloads() -> Payloads:
    """Read once."""
    data: dict[str, Any] = yaml.load((DATA / "tracker_payloads.yaml").read_text("utf-8"), Loader=yaml.CSafeLoader)
    purposes = {str(entry["of"]): Purpose(entry["purpose"]) for entry in data["payloads"]}
    return Payloads(purposes, f"tracker_payloads.yaml {data['as_of']}")
