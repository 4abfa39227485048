"""The privacy notice: what it says of itself, what it discloses, whom it names, and what is outdated or left over.

Pure functions from text to facts. The text comes from the shop: every step is linear in it and bounded.
"""

from __future__ import annotations

from scanner.derive.notice.controller import Controller, find_controller
from scanner.derive.notice.items import ItemReading, disclosures, read_items
from scanner.derive.notice.mentions import NamedService
from scanner.derive.notice.named import all_named
from scanner.derive.notice.outdated import outdated_references
from scanner.derive.notice.placeholders import placeholders
from scanner.derive.notice.reading import NoticeReading, legibility, read_notice
from scanner.derive.notice.services import Mention, named_services

__all__ = [
    "Controller",
    "ItemReading",
    "Mention",
    "NamedService",
    "NoticeReading",
    "all_named",
    "disclosures",
    "find_controller",
    "legibility",
    "named_services",
    "outdated_references",
    "placeholders",
    "read_items",
    "read_notice",
]
