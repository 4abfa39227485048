"""Facts about mail: who may send in a domain's name, who receives for it, and how that is protected."""

from __future__ import annotations

from dataclasses import dataclass

from scanner.model.facts.base import Fact, Struct, fact
from scanner.model.values import NOT_STATED, Maybe
from scanner.model.words import text_word


@dataclass(frozen=True, slots=True, kw_only=True)
class Spf(Struct):
    """SPF (RFC 7208). `records`: how many begin with v=spf1. `record`: the one, as published.

    `valid`: exactly one, and whoever evaluates it to its end meets no permanent error; `problem` and `problem_at`, the
    term, say what is wrong. `all`: the `all` that decides in the end, redirects followed, with its qualifier; None
    without one. `lookups` of the 10 and `void_lookups` of the 2 that may be made (§ 4.6.4), counted to 30. `everyone`:
    all the world may send, by +all here or in what it includes, or by all addresses. `sends`: somebody may.
    """

    records: Maybe[int] = NOT_STATED
    valid: Maybe[bool] = NOT_STATED
    problem: Maybe[str | None] = NOT_STATED
    problem_at: Maybe[str | None] = NOT_STATED
    all: Maybe[str | None] = NOT_STATED
    lookups: Maybe[int] = NOT_STATED
    void_lookups: Maybe[int] = NOT_STATED
    everyone: Maybe[bool] = NOT_STATED
    sends: Maybe[bool] = NOT_STATED
    record: Maybe[str | None] = NOT_STATED


@dataclass(frozen=True, slots=True, kw_only=True)
class Dmarc(Struct):
    """DMARC (RFC 9989): the record that holds for a domain, its own or that of its organisational domain or above.

    `found_at`: the name the record is published at, None without one; `inherited`: not the domain's own. `records`:
    how many there are at the domain itself, else at `found_at`. `valid`: there is one, and receivers act on it.
    `policy` is what p says, `subdomain_policy` what holds for subdomains (sp, else p), `nonexistent_policy` for those
    that don't exist (np, else sp, else p), `effective_policy` for this very domain; t=y (`testing`) asks receivers to
    apply the next weaker one. `rua`: where aggregate reports go; `rua_authorised`: every foreign domain among them has
    published that it wants these reports (RFC 9990), None without a foreign one. `obsolete`: tags of RFC 7489 that
    nobody heeds any more.
    """

    records: Maybe[int] = NOT_STATED
    valid: Maybe[bool] = NOT_STATED
    problem: Maybe[str | None] = NOT_STATED
    found_at: Maybe[str | None] = NOT_STATED
    inherited: Maybe[bool] = NOT_STATED
    organisational_domain: Maybe[str] = NOT_STATED
    policy: Maybe[str | None] = NOT_STATED
    subdomain_policy: Maybe[str | None] = NOT_STATED
    nonexistent_policy: Maybe[str | None] = NOT_STATED
    effective_policy: Maybe[str | None] = NOT_STATED
    testing: Maybe[bool] = NOT_STATED
    reports: Maybe[bool] = NOT_STATED
    rua: Maybe[tuple[str, ...]] = NOT_STATED
    rua_authorised: Maybe[bool | None] = NOT_STATED
    obsolete: Maybe[tuple[str, ...]] = NOT_STATED
    record: Maybe[str | None] = NOT_STATED


@dataclass(frozen=True, slots=True, kw_only=True)
class MtaSts(Struct):
    """MTA-STS (RFC 8461). `present`: there is exactly one valid TXT record.

    `mode`, `max_age` (seconds) and `mx_matches` (every MX is on the policy's list) come from the policy file and are
    None where a sender gets no valid one; `problem` says why.
    """

    present: Maybe[bool] = NOT_STATED
    mode: Maybe[str | None] = NOT_STATED
    max_age: Maybe[int | None] = NOT_STATED
    mx_matches: Maybe[bool | None] = NOT_STATED
    problem: Maybe[str | None] = NOT_STATED


@dataclass(frozen=True, slots=True, kw_only=True)
class Dkim(Struct):
    """DKIM key of the first known selector (RFC 6376). `testing`: t=y."""

    selector: Maybe[str] = NOT_STATED
    key_type: Maybe[str | None] = NOT_STATED
    key_bits: Maybe[int | None] = NOT_STATED
    testing: Maybe[bool | None] = NOT_STATED


@fact("mail_domain", key=("name",), en="mail domain {name}", de="Mail-Domain {name}", where="{name}")
@dataclass(frozen=True, slots=True, kw_only=True)
class MailDomain(Fact):
    """A domain the shop sends from or receives at.

    `receives`: it has MX records, and not only the null MX (`null_mx`, RFC 7505) that refuses all mail; or it has none,
    and takes connections at port 25 of its own addresses (RFC 5321 § 5.1). `used`: it receives mail, or its SPF lets
    somebody send. `dkim` is None where the domain has no key at the selector.
    """

    name: Maybe[str] = NOT_STATED
    receives: Maybe[bool] = NOT_STATED
    null_mx: Maybe[bool] = NOT_STATED
    used: Maybe[bool] = NOT_STATED
    spf: Maybe[Spf] = NOT_STATED
    dmarc: Maybe[Dmarc] = NOT_STATED
    mta_sts: Maybe[MtaSts] = NOT_STATED
    tls_rpt: Maybe[bool] = NOT_STATED
    dkim: Maybe[Dkim | None] = NOT_STATED

    def reason(self, path: str, lang: str) -> str | None:
        """What is wrong with the record that a field comes from."""
        name, _, what = path.partition(".")
        part = getattr(self, name, None) if name in {"spf", "dmarc", "mta_sts"} else None
        problem = getattr(part, "problem", None)
        if not what or not isinstance(problem, str):
            return None
        said = text_word(self.kind, f"{name}.problem", problem, lang)
        at = getattr(part, "problem_at", None)
        return f"{said} ({at})" if isinstance(at, str) else said


@fact(
    "mail_server",
    key=("domain", "host"),
    en="mail server {host} of {domain}",
    de="Mailserver {host} von {domain}",
    where="{host}",
)
@dataclass(frozen=True, slots=True, kw_only=True)
class MailServer(Fact):
    """A mail exchanger of a domain, as seen at port 25 of all its addresses.

    `starttls`: it offers STARTTLS everywhere. `tls`: it shakes hands with TLS 1.2 or later, with a certificate that
    matches its name or that DANE vouches for. `tlsa`: its TLSA records at port 25 as `usage selector type data`, None
    where DNSSEC doesn't secure the answer. `dane`: one of usage 2 or 3 matches the certificate served (RFC 7672);
    None where DNSSEC doesn't secure the answer.
    """

    domain: Maybe[str] = NOT_STATED
    host: Maybe[str] = NOT_STATED
    preference: Maybe[int] = NOT_STATED
    addresses: Maybe[int] = NOT_STATED
    starttls: Maybe[bool] = NOT_STATED
    tls: Maybe[bool] = NOT_STATED
    tlsa: Maybe[tuple[str, ...] | None] = NOT_STATED
    dane: Maybe[bool | None] = NOT_STATED


@fact(
    "dkim_key",
    key=("domain", "selector"),
    en="DKIM key {selector} of {domain}",
    de="DKIM-Schlüssel {selector} von {domain}",
    where="{selector}._domainkey.{domain}",
)
@dataclass(frozen=True, slots=True, kw_only=True)
class DkimKey(Fact):
    """The DKIM key of a selector that the owner names (RFC 6376 § 3.6.1, RFC 8463). `revoked`: an empty p.

    `key_type` rsa or ed25519; `testing`: t=y. `valid`: the record can be used to verify signatures; `problem` says why
    not. What depends on a key that isn't there is None.
    """

    domain: Maybe[str] = NOT_STATED
    selector: Maybe[str] = NOT_STATED
    present: Maybe[bool] = NOT_STATED
    valid: Maybe[bool] = NOT_STATED
    problem: Maybe[str | None] = NOT_STATED
    key_type: Maybe[str | None] = NOT_STATED
    key_bits: Maybe[int | None] = NOT_STATED
    testing: Maybe[bool | None] = NOT_STATED
    revoked: Maybe[bool | None] = NOT_STATED
    record: Maybe[str | None] = NOT_STATED

    def reason(self, path: str, lang: str) -> str | None:
        """Why the key can't be used."""
        if path != "valid" or not isinstance(self.problem, str):
            return None
        return text_word(self.kind, "problem", self.problem, lang)


@fact("newsletter", key=("file",), en="newsletter {file}", de="Newsletter {file}", where="{file}")
@dataclass(frozen=True, slots=True, kw_only=True)
class Newsletter(Fact):
    """A newsletter that the owner gives as a file: its headers for one-click unsubscription (RFC 8058).

    `https`: List-Unsubscribe names an https address. `one_click`: List-Unsubscribe-Post is as RFC 8058 wants it.
    `covered`: a DKIM-Signature signs both fields by its h= (the signature itself is not verified).
    """

    file: Maybe[str] = NOT_STATED
    https: Maybe[bool] = NOT_STATED
    one_click: Maybe[bool] = NOT_STATED
    covered: Maybe[bool] = NOT_STATED
    signers: Maybe[tuple[str, ...]] = NOT_STATED
