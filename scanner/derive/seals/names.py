"""Names of hosts in texts and addresses, as a registrar knows them: whole, in lower case, in Punycode. Pure."""

from __future__ import annotations

import functools
from collections.abc import Iterable
from urllib.parse import urlsplit

import idna
import re2

from scanner.derive.party import registrable_domain
from scanner.suffixes import has_known_suffix

_MOST = 60
_NAME = re2.compile(r"[\pL\pN-]+(?:\.[\pL\pN-]+)+")
_NO_NEIGHBOUR = frozenset("@_")
#: RFC 1035 § 2.3.4.
_MOST_LABEL, _MOST_NAME = 63, 253


def host_of(url: str) -> str:
    """The host of an address in Punycode; empty where it has none."""
    try:
        return canonical(urlsplit(url).hostname or "")
    except ValueError:
        return ""


@functools.lru_cache(maxsize=8192)
def canonical(name: str) -> str:
    """In lower case and Punycode; empty where it is no name."""
    bare = name.strip(".").lower()
    if bare.isascii():
        return bare
    try:
        return idna.encode(bare, uts46=True).decode("ascii")
    except (idna.IDNAError, UnicodeError):
        return ""


def named_hosts(text: str, most: int = _MOST) -> tuple[str, ...]:
    """The hosts that a text names, each once, in order; not those of mail addresses, nor names of files."""
    found: dict[str, None] = {}
    for match in _NAME.finditer(text):
        start, end = match.span()
        before, after = text[start - 1 : start], text[end : end + 1]
        if before in _NO_NEIGHBOUR or after in _NO_NEIGHBOUR or not _is_name(match[0]):
            continue
        host = canonical(match[0])
        if host and has_known_suffix(host):
            found[host] = None
            if len(found) >= most:
                break
    return tuple(found)


def _is_name(text: str) -> bool:
    """Labels of a length that names have, none of which begins or ends with a hyphen, and an ending in letters."""
    labels = text.split(".")
    fits = len(text) <= _MOST_NAME and all(len(label) <= _MOST_LABEL and label.strip("-") == label for label in labels)
    ending = labels[-1]
    return fits and len(ending) > 1 and (ending.isalpha() or ending.startswith("xn--"))


def names(hosts: Iterable[str], domain: str) -> bool:
    """Whether one of these hosts is exactly this registrable domain's, and not another's that looks like it."""
    return any(registrable_domain(host) == domain for host in hosts)
