"""What a shop's legal pages say, item by item: imprint, terms, withdrawal, delivery, payment, accessibility. Pure."""

from __future__ import annotations

from scanner.derive.legal.pages import legal_items
from scanner.derive.legal.reading import LegalReading, prepare_legal, read_legal

__all__ = ["LegalReading", "legal_items", "prepare_legal", "read_legal"]
