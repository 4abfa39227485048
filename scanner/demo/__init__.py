"""The embedded demo shop "Müsli Beispiel". It stands apart: it knows nothing of the scanner that will judge it."""

from __future__ import annotations

from scanner.demo.faults import Fault, Words, known_faults, parse_faults
from scanner.demo.serve import serve_until_ended
from scanner.demo.shop import DemoShop

__all__ = ["DemoShop", "Fault", "Words", "known_faults", "parse_faults", "serve_until_ended"]
