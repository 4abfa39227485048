"""What a shop shows to be trusted: seals and other signs, where they lead, and chats. Pure."""

from __future__ import annotations

from scanner.derive.seals.certificate import read_certificate
from scanner.derive.seals.chats import chat_widgets
from scanner.derive.seals.rows import digest_of, seal_links, trust_seals

__all__ = ["chat_widgets", "digest_of", "read_certificate", "seal_links", "trust_seals"]
