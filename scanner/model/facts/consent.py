"""Facts about consent: the banner, what is stored, what is sent, and in which phase."""

from __future__ import annotations

from dataclasses import dataclass

from scanner.model.facts.base import Fact, Struct, fact
from scanner.model.facts.pages import Page
from scanner.model.values import NOT_STATED, Maybe
from scanner.model.vocabulary import (
    FingerprintApi,
    Party,
    Phase,
    Purpose,
    RequestType,
    SameSite,
    StorageArea,
    ToldAddress,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice(Struct):
    """A control of the banner: its words, the layer it stands on (first is 1), clicks to it, kind of element."""

    label: Maybe[str | None] = NOT_STATED
    layer: Maybe[int] = NOT_STATED
    clicks: Maybe[int] = NOT_STATED
    kind: Maybe[str] = NOT_STATED


@dataclass(frozen=True, slots=True, kw_only=True)
class Prominence(Struct):
    """How evenly accept and reject are shown: area of reject over accept, WCAG contrast of each, same kind or not."""

    area_ratio: Maybe[float | None] = NOT_STATED
    contrast_accept: Maybe[float | None] = NOT_STATED
    contrast_reject: Maybe[float | None] = NOT_STATED
    same_kind: Maybe[bool | None] = NOT_STATED


@dataclass(frozen=True, slots=True, kw_only=True)
class Withdraw(Struct):
    """The way to withdraw consent: found, clicks to it, its words, as easy as consenting, and whether it works."""

    found: Maybe[bool] = NOT_STATED
    clicks: Maybe[int | None] = NOT_STATED
    label: Maybe[str | None] = NOT_STATED
    as_easy: Maybe[bool | None] = NOT_STATED
    works: Maybe[bool | None] = NOT_STATED


@fact(
    "consent_banner",
    key=("page", "phase"),
    en="consent banner on {page.url}",
    de="Consent-Banner auf {page.url}",
    where="{page.url}",
)
@dataclass(frozen=True, slots=True, kw_only=True)
class ConsentBanner(Fact):
    """The consent banner of a page; a row even where there is none."""

    page: Maybe[Page] = NOT_STATED
    phase: Maybe[Phase] = NOT_STATED
    present: Maybe[bool] = NOT_STATED
    tool: Maybe[str | None] = NOT_STATED
    language: Maybe[str | None] = NOT_STATED
    accept: Maybe[Choice | None] = NOT_STATED
    reject: Maybe[Choice | None] = NOT_STATED
    settings: Maybe[Choice | None] = NOT_STATED
    preticked: Maybe[bool] = NOT_STATED
    prominence: Maybe[Prominence | None] = NOT_STATED
    blocks_legal: Maybe[bool] = NOT_STATED
    wall: Maybe[bool] = NOT_STATED
    names_purposes: Maybe[bool] = NOT_STATED
    withdraw: Maybe[Withdraw | None] = NOT_STATED


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemDisclosure(Struct):
    """Whether the notice names a stored item, with which purpose, and how far its stated lifetime is off, in days."""

    named: Maybe[bool] = NOT_STATED
    purpose: Maybe[Purpose | None] = NOT_STATED
    lifetime_deviation: Maybe[int | None] = NOT_STATED


@fact(
    "stored_item",
    key=("area", "origin", "name", "partition", "phase"),
    en='{area} "{name}" of {origin} in phase {phase}',
    de="{area} „{name}“ von {origin} {phase}",
    where="{origin}",
)
@dataclass(frozen=True, slots=True, kw_only=True)
class StoredItem(Fact):
    """Something kept on the visitor's device. For a cookie the origin is domain and path.

    `lifetime_days` is None for a session. `identifier`: its value tells visitors apart.
    """

    area: Maybe[StorageArea] = NOT_STATED
    origin: Maybe[str] = NOT_STATED
    name: Maybe[str] = NOT_STATED
    partition: Maybe[str | None] = NOT_STATED
    phase: Maybe[Phase] = NOT_STATED
    party: Maybe[Party] = NOT_STATED
    purpose: Maybe[Purpose] = NOT_STATED
    service: Maybe[str | None] = NOT_STATED
    lifetime_days: Maybe[int | None] = NOT_STATED
    secure: Maybe[bool | None] = NOT_STATED
    http_only: Maybe[bool | None] = NOT_STATED
    same_site: Maybe[SameSite | None] = NOT_STATED
    set_by: Maybe[str | None] = NOT_STATED
    identifier: Maybe[bool] = NOT_STATED
    disclosed: Maybe[ItemDisclosure] = NOT_STATED


@fact(
    "request",
    key=("phase", "page", "host", "path"),
    en="request to {host}{path} in phase {phase} on {page.url}",
    de="Anfrage an {host}{path} {phase} auf {page.url}",
    where="{page.url}",
)
@dataclass(frozen=True, slots=True, kw_only=True)
class Request(Fact):
    """A request the page made. `carries`: kinds of identifiers and personal data in it. `cname`: the host behind it.

    `tells`: how much of the page's own address its Referer field told.
    """

    phase: Maybe[Phase] = NOT_STATED
    page: Maybe[Page] = NOT_STATED
    host: Maybe[str] = NOT_STATED
    path: Maybe[str] = NOT_STATED
    party: Maybe[Party] = NOT_STATED
    service: Maybe[str | None] = NOT_STATED
    purpose: Maybe[Purpose] = NOT_STATED
    country: Maybe[str | None] = NOT_STATED
    method: Maybe[str] = NOT_STATED
    type: Maybe[RequestType] = NOT_STATED
    initiator: Maybe[str | None] = NOT_STATED
    carries: Maybe[tuple[str, ...]] = NOT_STATED
    cname: Maybe[str | None] = NOT_STATED
    tells: Maybe[ToldAddress] = NOT_STATED


@fact(
    "fingerprinting",
    key=("phase", "script", "api"),
    en="{api} read by {script} in phase {phase}",
    de="{api} von {script} {phase} gelesen",
    where="{page.url}",
)
@dataclass(frozen=True, slots=True, kw_only=True)
class Fingerprinting(Fact):
    """A script that reads what tells devices apart."""

    phase: Maybe[Phase] = NOT_STATED
    script: Maybe[str] = NOT_STATED
    api: Maybe[FingerprintApi] = NOT_STATED
    page: Maybe[Page] = NOT_STATED


@fact(
    "tcf_signal",
    key=("phase", "page"),
    en="TCF string on {page.url}",
    de="TCF-String auf {page.url}",
    where="{page.url}",
)
@dataclass(frozen=True, slots=True, kw_only=True)
class TcfSignal(Fact):
    """The IAB TCF string of a page, decoded in words."""

    phase: Maybe[Phase] = NOT_STATED
    page: Maybe[Page] = NOT_STATED
    present: Maybe[bool] = NOT_STATED
    decoded: Maybe[str | None] = NOT_STATED


@fact(
    "consent_mode",
    key=("phase", "page"),
    en="Consent Mode on {page.url}",
    de="Consent Mode auf {page.url}",
    where="{page.url}",
)
@dataclass(frozen=True, slots=True, kw_only=True)
class ConsentMode(Fact):
    """Google Consent Mode's state on a page, decoded in words."""

    phase: Maybe[Phase] = NOT_STATED
    page: Maybe[Page] = NOT_STATED
    present: Maybe[bool] = NOT_STATED
    decoded: Maybe[str | None] = NOT_STATED
