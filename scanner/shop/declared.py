"""What is known of a shop before anybody looks: its address, who authorised the scan, and what only the owner knows."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import SplitResult, urlsplit

from scanner.errors import NetworkError, UsageError
from scanner.model.codec import undeclared
from scanner.model.declared_scripts import DeclaredScript
from scanner.model.facts import Shop
from scanner.model.journey import JourneyStep
from scanner.model.verdict import Text
from scanner.model.vocabulary import PageRole, PersonalData, Purpose, Sector
from scanner.network import ConnectTo, Nameserver
from scanner.network.urls import canonical_host, parse_url
from scanner.policy.library import DEFAULT_PROFILE, SECTOR_PROFILES

#: Why a profile is used that the user names.
ASKED_FOR = Text("asked for with --profile", "mit --profile verlangt")


@dataclass(frozen=True, slots=True)
class Authorisation:
    """Who allowed active work, and when."""

    by: str
    on: dt.date | None = None


@dataclass(frozen=True, slots=True)
class OwnCa:
    """A CA certificate to trust, `as: public` as if it were a public one."""

    file: Path
    public: bool


@dataclass(frozen=True, slots=True)
class MailHints:
    """What only the owner knows of the shop's mail: DKIM selectors, and a newsletter as a file.

    `smtp`: mail servers can be reached at port 25 from where the scan runs.
    """

    selectors: tuple[str, ...] = ()
    newsletter: Path | None = None
    smtp: bool = True


@dataclass(frozen=True, slots=True)
class ShopFile:
    """A shop to scan. `url` is absolute and has a path; `host` in A-label form, `port` of https.

    `ports`: the only ones that a port scan may look at; empty for all that it knows.
    `resolver`: whom to ask instead of the system's resolver; `trust_anchors`: where trust in DNSSEC begins instead of
    at the root's keys. `scripts`: of payment pages, with owner, purpose and approval. `preview`: a system that is
    not the live one, so that no DNS, mail and ports are looked at.
    """

    url: str
    name: str
    host: str
    port: int
    profile: str | None = None
    authorised: Authorisation | None = None
    connect_to: tuple[ConnectTo, ...] = ()
    cas: tuple[OwnCa, ...] = ()
    hosts: tuple[str, ...] = ()
    language: str | None = None
    vantage: str | None = None
    preview: bool = False
    facts: Shop = field(default_factory=Shop)
    waivers: Path | None = None
    stored: tuple[tuple[str, Purpose], ...] = ()
    sent: tuple[tuple[str, Purpose], ...] = ()
    pages: tuple[tuple[PageRole, str], ...] = ()
    ports: tuple[int, ...] = ()
    test_identity: tuple[tuple[PersonalData, str], ...] = ()
    journey: tuple[JourneyStep, ...] = ()
    mail_domains: tuple[str, ...] = ()
    mail: MailHints = field(default_factory=MailHints)
    resolver: Nameserver | None = None
    trust_anchors: Path | None = None
    scripts: tuple[DeclaredScript, ...] = ()
    unused: tuple[str, ...] = ()


def from_url(text: str) -> ShopFile:
    """A shop from its bare address; https unless it says otherwise. UsageError if it is none."""
    address = text if "://" in text else f"https://{text}"
    parts, mistake = parsed(address)
    if parts is None:
        raise UsageError(f"{text!r} is not the address of a shop: {mistake}", "like https://www.muesli.example")
    return shop_at(parts, text)


def choose_profile(asked: str | None, shop: ShopFile) -> tuple[str, Text]:
    """Which profile judges a shop, and why: the one that the user asks for, else the shop file, else its sector."""
    if asked:
        return asked, ASKED_FOR
    if shop.profile:
        return shop.profile, Text("named in the shop file", "in der Shop-Datei genannt")
    sector = shop.facts.sector
    fitting = SECTOR_PROFILES.get(sector) if isinstance(sector, Sector) else None
    if fitting is None:
        return DEFAULT_PROFILE, Text("the default, since none was chosen", "die Vorgabe, da keines gewählt wurde")
    because = Text(
        f"the shop file declares the sector {sector}, and none was chosen",
        f"die Shop-Datei nennt die Branche {sector}, und keines wurde gewählt",
    )
    return fitting, because


def shop_at(parts: SplitResult, name: str) -> ShopFile:
    """The shop at an address of which nothing else is known."""
    host = canonical_host(parts.hostname or "")
    default = 443 if parts.scheme == "https" else 80
    shown_host = f"[{host}]" if ":" in host else host
    authority = shown_host if (parts.port or default) == default else f"{shown_host}:{parts.port}"
    url = f"{parts.scheme}://{authority}{parts.path or '/'}" + (f"?{parts.query}" if parts.query else "")
    port = parts.port or 443 if parts.scheme == "https" else 443
    return ShopFile(url, name, host, port, facts=undeclared_facts(Shop()))


def parsed(address: str) -> tuple[SplitResult | None, str]:
    """The parts of a shop's address, or None with what is wrong about it."""
    try:
        parts = urlsplit(address)
        _ = parts.port
    except ValueError as error:
        return None, str(error)
    if parts.scheme not in {"http", "https"}:
        return None, f"the scheme is {parts.scheme}, not https"
    if not parts.hostname or parts.username or any(c <= " " for c in address):
        return None, "it needs a host name, and neither a user name nor blanks"
    try:
        parse_url(address)  # what every client of the scan will make of it
    except NetworkError as error:
        return None, error.message
    return parts, ""


def undeclared_facts(shop: Shop) -> Shop:
    """With everything that the owner did not declare Unknown, and saying so."""
    found = undeclared(shop)
    assert isinstance(found, Shop)  # noqa: S101
    return found
