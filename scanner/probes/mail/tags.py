"""Tag lists as DKIM, DMARC, MTA-STS and TLS-RPT write them: `v=…; tag=value; …` (RFC 6376 § 3.2)."""

from __future__ import annotations

import re

_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_]*")
_SPACE = " \t\r\n"
_MOST_TAGS = 100


class BrokenTags(ValueError):
    """The list breaks the grammar, or a tag stands there twice."""


def read(text: str) -> dict[str, str]:
    """The tags in their order, names in lower case, values without blanks around. Raises BrokenTags."""
    parts = text.split(";")
    if len(parts) > _MOST_TAGS:
        raise BrokenTags("too many tags")
    if not parts[-1].strip(_SPACE):
        parts.pop()  # one semicolon may end the list
    found: dict[str, str] = {}
    for part in parts:
        name, equals, value = part.partition("=")
        name, value = name.strip(_SPACE).lower(), value.strip(_SPACE)
        if not equals or not _NAME.fullmatch(name) or not all(" " <= c <= "~" or c in _SPACE for c in value):
            raise BrokenTags(part)
        if name in found:
            raise BrokenTags(f"{name} twice")
        found[name] = value
    return found
