"""A script that the owner of a shop declares, and which scripts of a page it speaks of."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from scanner.model.vocabulary import ScriptAssurance


@dataclass(frozen=True, slots=True)
class DeclaredScript:
    """An entry of the shop file's `scripts`.

    match  `https://js.pay.example/v3/*` (`*` stands for any characters), `js.pay.example`, `*.pay.example` or
           `sha256:` and 64 hexadecimal digits
    """

    match: str
    owner: str
    purpose: str
    approved_by: str
    approved_on: dt.date
    assurance: ScriptAssurance = ScriptAssurance.NONE
    until: dt.date | None = None

    @property
    def names_content(self) -> bool:
        """Whether it speaks of one text, and of no other."""
        return self.match.startswith("sha256:")

    def fits(self, url: str, digest: str | None) -> bool:
        """A script by its `url` and, where it is known, the digest of its text."""
        if self.names_content:
            return self.match in (url, f"sha256:{digest}")
        if url.startswith("sha256:"):
            return False
        if "://" in self.match:
            return _glob(self.match, url)
        host = _host(url)
        if self.match.startswith("*."):
            return host.endswith(self.match[1:])
        return host == self.match.strip("[]")


def declared_for(declared: Iterable[DeclaredScript], url: str, digest: str | None) -> DeclaredScript | None:
    """The entry that speaks of a script, the most exact one: its text, its address, a pattern, its host."""
    fitting = [one for one in declared if one.fits(url, digest)]
    return max(fitting, key=_exactness, default=None)


def _exactness(one: DeclaredScript) -> tuple[bool, bool, bool, int]:
    exact = "*" not in one.match
    return one.names_content, "://" in one.match and exact, "://" in one.match or exact, len(one.match)


def _host(url: str) -> str:
    try:
        return (urlsplit(url.removeprefix("blob:")).hostname or "").lower()
    except ValueError:
        return ""


def _glob(pattern: str, text: str) -> bool:
    """Whether a text is a pattern's parts in order, anything between them; of a host's `*.` no more than its labels."""
    scheme, _, rest = pattern.partition("://")
    if rest.startswith("*."):
        host, _, path = rest[2:].partition("/")
        own = _host(text)
        if not own.endswith(f".{host.lower()}"):
            return False
        start = f"{scheme}://{own}/"
        return text.startswith(start) and _in_order(path.split("*"), text[len(start) :])
    return _in_order(pattern.split("*"), text)


def _in_order(parts: list[str], text: str) -> bool:
    first, *others = parts
    if not others:
        return text == first
    *middle, last = others
    if len(text) < len(first) + len(last) or not text.startswith(first) or not text.endswith(last):
        return False
    at, end = len(first), len(text) - len(last)
    for part in middle:
        found = text.find(part, at, end)
        if found < 0:
            return False
        at = found + len(part)
    return True


def scripts_as_json(declared: Iterable[DeclaredScript]) -> list[dict[str, Any]]:
    """As a manifest keeps them, so that a run can be derived again."""
    return [
        {
            "match": one.match,
            "owner": one.owner,
            "purpose": one.purpose,
            "approved": {"by": one.approved_by, "on": one.approved_on.isoformat()},
            "integrity": one.assurance.value,
            **({"until": one.until.isoformat()} if one.until else {}),
        }
        for one in declared
    ]


def scripts_from_json(stored: object) -> tuple[DeclaredScript, ...]:
    """From a manifest; what makes no sense was not declared."""
    read = (_from_json(item) for item in stored) if isinstance(stored, list) else ()
    return tuple(one for one in read if one is not None)


def _from_json(item: object) -> DeclaredScript | None:
    found: Mapping[str, Any] = item if isinstance(item, dict) else {}
    approved = found.get("approved")
    texts = [found.get("match"), found.get("owner"), found.get("purpose")]
    if not isinstance(approved, dict) or not all(isinstance(text, str) for text in texts):
        return None
    try:
        on = dt.date.fromisoformat(str(approved.get("on")))
        until = dt.date.fromisoformat(str(found["until"])) if "until" in found else None
        assurance = ScriptAssurance(str(found.get("integrity")))
    except ValueError:
        return None
    match, owner, purpose = (str(text) for text in texts)
    return DeclaredScript(match, owner, purpose, str(approved.get("by")), on, assurance, until)
