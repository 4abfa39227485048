"""Which CAs may issue certificates for a name: the CAA records that hold for it (RFC 8659), taken apart."""

from __future__ import annotations

import re
from dataclasses import dataclass

import dns.name
from dns.name import Name

from scanner.model.facts import Caa
from scanner.probes.dns.client import Client, text_of
from scanner.probes.dns.records import CAA, CaaRecord

#: IANA registry "Certification Authority Restriction Properties": what a CA that meets one marked critical can know.
KNOWN_TAGS = frozenset({"issue", "issuewild", "iodef", "issuemail", "issuevmc", "contactemail", "contactphone"})
NOBODY = ";"
_MOST_RECORDS = 100
_MOST_CHARACTERS = 300
# RFC 8659 § 4.2
_LABEL = r"[A-Za-z0-9](?:-*[A-Za-z0-9])*"
_ISSUER = re.compile(rf"{_LABEL}(?:\.{_LABEL})*")
_PARAMETER = re.compile(r"(?P<tag>[A-Za-z0-9](?:-*[A-Za-z0-9])*)[ \t]*=[ \t]*(?P<value>[\x21-\x3a\x3c-\x7e]*)")


@dataclass(frozen=True, slots=True)
class _Issue:
    """One issue or issuewild record: the CA, None for nobody, and what it is bound to."""

    issuer: str | None
    account: bool = False
    methods: tuple[str, ...] = ()


async def relevant(client: Client, name: Name) -> Caa | None:
    """The records of the name, else of the next name above that has any (RFC 8659 § 3); None without any.

    A name that is an alias has the records of where it leads; the climb goes on from the alias itself. Raises
    NetworkError: a CA that gets no answer may not issue, but nobody knows what it would have been.
    """
    here = name
    while here != dns.name.root:
        reply = await client.get(here, CAA)
        if reply.records:
            return read(text_of(here), reply.of(CaaRecord))
        here = here.parent()
    return None


def read(found_at: str, records: tuple[CaaRecord, ...]) -> Caa:
    """What a set of CAA records says."""
    issues: dict[str, list[_Issue]] = {"issue": [], "issuewild": []}
    iodef: list[str] = []
    critical: list[str] = []
    for record in records[:_MOST_RECORDS]:
        tag, value = _text(record.tag).lower(), _text(record.value)
        if tag in issues:
            issues[tag].append(_issue(value))
        elif tag == "iodef":
            iodef.append(value)
        elif record.flags & 0x80 and tag not in KNOWN_TAGS:
            critical.append(tag)
    every = [issue for of_tag in issues.values() for issue in of_tag if issue.issuer is not None]
    return Caa(
        found_at=found_at,
        restricts=bool(issues["issue"]),
        issue=_issuers(issues["issue"]),
        issuewild=_issuers(issues["issuewild"]),
        iodef=tuple(sorted(set(iodef))),
        reports=bool(iodef),
        validationmethods=tuple(sorted({method for issue in every for method in issue.methods})),
        accounturi=bool(every) and all(issue.account for issue in every),
        bound=bool(issues["issue"]) and all(issue.account or issue.methods for issue in every),
        critical=tuple(sorted(set(critical))),
    )


def _issue(value: str) -> _Issue:
    """A value that breaks the grammar lets nobody issue (RFC 8659 § 4.2)."""
    domain, *rest = (part.strip(" \t") for part in value.split(";"))
    if not domain or not _ISSUER.fullmatch(domain):
        return _Issue(None)
    parameters = [part for part in rest if part]
    found = [_PARAMETER.fullmatch(part) for part in parameters]
    if not all(found):
        return _Issue(None)
    values = {match["tag"].lower(): match["value"] for match in found if match}
    methods = tuple(method for method in values.get("validationmethods", "").lower().split(",") if method)
    return _Issue(domain.lower(), bool(values.get("accounturi")), methods)


def _issuers(issues: list[_Issue]) -> tuple[str, ...]:
    return tuple(sorted({issue.issuer or NOBODY for issue in issues}))


def _text(value: bytes) -> str:
    return value.decode("utf-8", "replace")[:_MOST_CHARACTERS]
