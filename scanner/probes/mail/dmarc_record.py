"""One DMARC policy record taken apart (RFC 9989 § 4.7, § 4.8). Looks nothing up."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from urllib.parse import unquote

from scanner.probes.mail import tags

POLICIES = ("none", "quarantine", "reject")
#: Tags of RFC 7489 that RFC 9989 took away (appendix A.3 ff.).
OBSOLETE = ("pct", "rf", "ri")
_VERSION = re.compile(r"v[ \t]*=[ \t]*DMARC1[ \t]*(?:;|\Z)")
_MAILTO = re.compile(r"mailto:(?P<local>[^@\s,!]+)@(?P<host>[A-Za-z0-9_.\-]+)(?:![0-9]+[kmgt]?)?", re.IGNORECASE)
_MOST_URIS = 20


class Problem(StrEnum):
    """Why no receiver acts on what is published."""

    MISSING = "missing"
    SEVERAL = "several"
    SYNTAX = "syntax"
    NO_POLICY = "no_policy"


@dataclass(frozen=True, slots=True)
class Record:
    """A record. `policy` None: there is none that can be applied. `rua`: valid addresses; `hosts`: their domains."""

    text: str
    policy: str | None
    subdomains: str | None = None
    nonexistent: str | None = None
    testing: bool = False
    psd: str = "u"
    rua: tuple[str, ...] = ()
    hosts: tuple[str, ...] = ()
    obsolete: tuple[str, ...] = ()
    problem: Problem | None = None


def is_dmarc(text: str) -> bool:
    """Whether a TXT record is a DMARC record at all: it begins with v=DMARC1, in this spelling."""
    return _VERSION.match(text.lstrip(" \t")) is not None


def parse(text: str) -> Record:
    """What a record says. Unknown tags are ignored, and so are values of t and psd that don't exist."""
    try:
        found = tags.read(text)
    except tags.BrokenTags:
        return Record(text, None, problem=Problem.SYNTAX)
    stated = {name: found[name].lower() for name in ("p", "sp", "np") if name in found}
    uris = [uri.strip() for uri in found.get("rua", "").split(",")][:_MOST_URIS]
    matches = [match for match in map(_MAILTO.fullmatch, uris) if match]
    sound = "p" in stated and all(value in POLICIES for value in stated.values())
    if not sound:
        # § 4.10.1: who asks for reports is taken to monitor; who does not has no policy.
        stated = {"p": "none"} if matches else {}
    policy = stated.get("p")
    subdomains = stated.get("sp", policy)
    return Record(
        text,
        policy,
        subdomains,
        stated.get("np", subdomains),
        testing=found.get("t", "n").lower() == "y",
        psd=found.get("psd", "u").lower(),
        rua=tuple(dict.fromkeys(_shown(match) for match in matches)),
        hosts=tuple(dict.fromkeys(match["host"].lower().strip(".") for match in matches)),
        obsolete=tuple(name for name in OBSOLETE if name in found),
        problem=None if policy else Problem.NO_POLICY,
    )


def _shown(match: re.Match[str]) -> str:
    return f"mailto:{unquote(match['local'])}@{match['host'].lower()}"
