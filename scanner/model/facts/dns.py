"""Facts about the DNS: where a name's zone begins, whether it validates, who may issue certificates, where it leads."""

from __future__ import annotations

from dataclasses import dataclass

from scanner.model.facts.base import Fact, Struct, fact
from scanner.model.values import NOT_STATED, Maybe
from scanner.model.words import text_word


@dataclass(frozen=True, slots=True, kw_only=True)
class Caa(Struct):
    """The CAA records that hold for a name (RFC 8659 § 3), found at it or at the next name above that has any.

    `issue` and `issuewild`: domains of the CAs that may issue, `;` where a record forbids every one. `restricts`: there
    is an issue record at all; without one everybody may issue. `iodef`: where to report to; `reports`: there is one.
    `accounturi`: every record that lets a CA issue names an account, `validationmethods`: all methods named (RFC 8657);
    `bound`: every such record names an account or methods. `critical`: tags marked critical that nobody knows, so that
    every CA has to refuse.
    """

    found_at: Maybe[str] = NOT_STATED
    restricts: Maybe[bool] = NOT_STATED
    issue: Maybe[tuple[str, ...]] = NOT_STATED
    issuewild: Maybe[tuple[str, ...]] = NOT_STATED
    iodef: Maybe[tuple[str, ...]] = NOT_STATED
    reports: Maybe[bool] = NOT_STATED
    validationmethods: Maybe[tuple[str, ...]] = NOT_STATED
    accounturi: Maybe[bool] = NOT_STATED
    bound: Maybe[bool] = NOT_STATED
    critical: Maybe[tuple[str, ...]] = NOT_STATED


@fact("dns_zone", key=("name",), en="DNS of {name}", de="DNS von {name}", where="{name}")
@dataclass(frozen=True, slots=True, kw_only=True)
class DnsZone(Fact):
    """What the DNS says of a name, a host of the shop (`is_host`) or a domain of its mail.

    `zone`: the zone that the name lies in. `dnssec`: that zone is signed, and its signatures validate from the trust
    anchor down; `dnssec_problem` says why not, `bogus…` where what is signed doesn't validate. `caa` is None without
    a record on the way up. `cname`: where aliases lead, name by name. `dangling_cname`: the last of them doesn't exist;
    `dangling_zone`: nor does the domain that one would register to own it, so that anybody can.
    `unclaimed`: the service that an alias leads to and that says nobody has claimed this host, looked at only where
    authorised; None where there is none.
    """

    name: Maybe[str] = NOT_STATED
    is_host: Maybe[bool] = NOT_STATED
    zone: Maybe[str] = NOT_STATED
    dnssec: Maybe[bool] = NOT_STATED
    dnssec_problem: Maybe[str | None] = NOT_STATED
    caa: Maybe[Caa | None] = NOT_STATED
    cname: Maybe[tuple[str, ...]] = NOT_STATED
    dangling_cname: Maybe[bool] = NOT_STATED
    dangling_zone: Maybe[bool] = NOT_STATED
    unclaimed: Maybe[str | None] = NOT_STATED

    def reason(self, path: str, lang: str) -> str | None:
        """Why it doesn't validate, or where an alias leads to nothing."""
        if path == "dnssec" and isinstance(self.dnssec_problem, str):
            return text_word(self.kind, "dnssec_problem", self.dnssec_problem, lang)
        if path.startswith("dangling") and isinstance(self.cname, tuple) and self.cname:
            leads = "führt zu" if lang == "de" else "it leads to"
            return f"{leads} {self.cname[-1]}"
        return None
