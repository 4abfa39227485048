"""What the owner declares of the payment page's scripts: each with owner, purpose and approval (PCI DSS 6.4.3)."""

from __future__ import annotations

import base64
import binascii
import re

from scanner.model.declared_scripts import DeclaredScript
from scanner.model.vocabulary import ScriptAssurance
from scanner.policy.reading import Reader
from scanner.policy.types import read_day
from scanner.yamlfile import Mapped, Node, Sequence, shown

_KEYS = ("match", "owner", "purpose", "approved", "integrity", "until")
_NEEDED = ("match", "owner", "purpose", "approved")
_HOST = re.compile(r"(?:\*\.)?[a-z0-9](?:[a-z0-9_-]{0,62}[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9_-]{0,62}[a-z0-9])?)+")
_LOCAL = re.compile(r"localhost|\[[0-9a-f:.]{2,45}\]")
_HEX = re.compile(r"(?:sha256[:-])?([0-9a-f]{64})", re.IGNORECASE)
_SRI = re.compile(r"sha256-([A-Za-z0-9+/_-]{43}=?)")
_DIGEST_BYTES = 32
_ANY_HOST = "`*` may stand for a subdomain, as in https://*.pay.example/*"
_HOW = "an address like https://js.pay.example/v3/*, a host, or sha256:… and 64 hexadecimal digits"


def read_scripts(reader: Reader, node: Node) -> tuple[DeclaredScript, ...] | None:
    """The list under `scripts`. A script named twice is a mistake: nobody could tell which approval counts."""
    if isinstance(node, Sequence) and not node.items:
        return ()
    items = reader.items(node, "scripts")
    if not items:
        return None
    read: list[DeclaredScript] = []
    for item in items:
        one = _script(reader, item)
        if one is None:
            continue
        if any(other.match == one.match for other in read):
            reader.wrong(item, f"scripts: {shown(one.match)} is declared twice")
        read.append(one)
    return tuple(read)


def _script(reader: Reader, node: Node) -> DeclaredScript | None:
    found = reader.mapping(node, "a script", _KEYS, _NEEDED)
    if found is None or any(key not in found.items for key in _NEEDED):
        return None
    match = _match(reader, found.items["match"])
    owner, purpose = reader.text(found.items["owner"], "owner"), reader.text(found.items["purpose"], "purpose")
    for key, text in (("owner", owner), ("purpose", purpose)):
        if text is not None and not text.strip():
            reader.wrong(found.items[key], f"{key} is empty")
    approval = reader.mapping(found.items["approved"], "approved", ("by", "on"), ("by", "on"))
    by = _part(reader, approval, "by")
    on = read_day(reader, approval.items["on"], "on") if approval and "on" in approval.items else None
    until = read_day(reader, found.items["until"], "until") if "until" in found.items else None
    stated = reader.word(found.items["integrity"], "integrity", ScriptAssurance) if "integrity" in found.items else None
    if on is not None and until is not None and until < on:
        reader.wrong(found.items["until"], f"until {until} lies before the approval of {on}")
    if match is None or owner is None or purpose is None or by is None or on is None:
        return None
    return DeclaredScript(match, owner, purpose, by, on, stated or ScriptAssurance.NONE, until)


def _part(reader: Reader, found: Mapped | None, key: str) -> str | None:
    return reader.text(found.items[key], key) if found and key in found.items else None


def _match(reader: Reader, node: Node) -> str | None:
    """As it is compared: a lower-case host, an address without a query, or `sha256:` and hexadecimal digits."""
    text = reader.text(node, "match")
    if text is None:
        return None
    if digest := _digest(text):
        return digest
    if text.lower().startswith(("http://", "https://")):
        return _address(reader, node, text)
    if _HOST.fullmatch(text.lower()) or _LOCAL.fullmatch(text.lower()):
        return text.lower()
    reader.wrong(node, f"match: {shown(text)} is no script", _HOW)
    return None


def _address(reader: Reader, node: Node, text: str) -> str | None:
    host = text.partition("://")[2].partition("/")[0]
    if not host or "*" in host.removeprefix("*."):
        reader.wrong(node, f"match: {shown(text)} would match scripts of any host", _ANY_HOST)
        return None
    if "?" in text or "#" in text:
        reader.wrong(node, f"match: {shown(text)} has a query", "scripts are told apart by their addresses without it")
        return None
    return text


def _digest(text: str) -> str | None:
    if found := _HEX.fullmatch(text):
        return f"sha256:{found[1].lower()}"
    if found := _SRI.fullmatch(text):
        try:
            raw = base64.b64decode(found[1].rstrip("=").replace("-", "+").replace("_", "/") + "=", validate=True)
        except binascii.Error:
            return None
        return f"sha256:{raw.hex()}" if len(raw) == _DIGEST_BYTES else None
    return None
