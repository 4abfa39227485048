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
    ServiceCategory,
    StorageArea,
    Told,
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
    """How evenly accept and reject are shown on the first layer: reject over accept, and each by itself.

    area_ratio, font_ratio          of the boxes, of the font sizes
    contrast_accept, contrast_reject  WCAG contrast of the words to what they stand on
    ground_accept, ground_reject    WCAG contrast of the button's surface or border to the banner; 1 without either
    ground_ratio                    that of reject over that of accept
    same_kind                       both look like buttons, or both like links
    in_view                         reject is seen without scrolling
    """

    area_ratio: Maybe[float | None] = NOT_STATED
    font_ratio: Maybe[float | None] = NOT_STATED
    contrast_accept: Maybe[float | None] = NOT_STATED
    contrast_reject: Maybe[float | None] = NOT_STATED
    ground_accept: Maybe[float | None] = NOT_STATED
    ground_reject: Maybe[float | None] = NOT_STATED
    ground_ratio: Maybe[float | None] = NOT_STATED
    same_kind: Maybe[bool | None] = NOT_STATED
    in_view: Maybe[bool | None] = NOT_STATED


@dataclass(frozen=True, slots=True, kw_only=True)
class Withdraw(Struct):
    """The way to withdraw consent, once given.

    found          a visible control leads back to the choice
    on_every_page  it does so on every page that was looked at
    clicks         all of them until consent is withdrawn
    as_easy        they are at most one more than those to accept
    works          afterwards no tracker is asked any more, and its cookies are gone or unused
    """

    found: Maybe[bool] = NOT_STATED
    on_every_page: Maybe[bool | None] = NOT_STATED
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
    """The consent banner of a page; a row even where there is none. In other phases than the first: what is left of it.

    close             a control that ends it without a choice; `close_accepts`: its words take that for consent
    scroll_accepts    it went for good while the visitor only scrolled, and other parties were asked than before
    names_…           what its first layer speaks of: purposes, recipients, third countries, the right to withdraw
    same_language     its language is that of the page
    recognised_service  it lets a recognised consent service answer (TDDDG § 26)
    steps             what was clicked to come into this phase, in order, in the shop's words; empty where nothing was
    """

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
    names_recipients: Maybe[bool] = NOT_STATED
    names_third_countries: Maybe[bool] = NOT_STATED
    names_withdrawal: Maybe[bool] = NOT_STATED
    close: Maybe[Choice | None] = NOT_STATED
    close_accepts: Maybe[bool | None] = NOT_STATED
    scroll_accepts: Maybe[bool | None] = NOT_STATED
    same_language: Maybe[bool | None] = NOT_STATED
    recognised_service: Maybe[bool] = NOT_STATED
    withdraw: Maybe[Withdraw | None] = NOT_STATED
    steps: Maybe[tuple[str, ...]] = NOT_STATED


@fact(
    "listed_item",
    key=("page", "category", "name"),
    en='"{name}" listed under "{category}" in the banner on {page.url}',
    de="„{name}“, im Banner auf {page.url} unter „{category}“ aufgeführt",
    where="{page.url}",
)
@dataclass(frozen=True, slots=True, kw_only=True)
class ListedItem(Fact):
    """A stored item or service that a banner's settings name. `necessary`: under a purpose that can't be declined."""

    page: Maybe[Page] = NOT_STATED
    category: Maybe[str] = NOT_STATED
    name: Maybe[str] = NOT_STATED
    necessary: Maybe[bool] = NOT_STATED
    service: Maybe[str | None] = NOT_STATED
    purpose: Maybe[Purpose] = NOT_STATED


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemDisclosure(Struct):
    """What the shop says of a stored item: in its notice, on its page about cookies, in the banner's settings.

    named     exactly, or by a pattern such as `_ga_*`; `name`: as it stands there
    purpose   the words that say what for; None where there are none
    lifetime  the words that say how long; None where there are none
    lifetime_deviation  how far the item's lifetime is off from that, in percent of what is said; None where nothing
                        is said or one of the two is a session
    access    the words that say whose it is; None where there are none
    quote     what stands there of it, and `page` where
    """

    named: Maybe[bool] = NOT_STATED
    name: Maybe[str | None] = NOT_STATED
    purpose: Maybe[str | None] = NOT_STATED
    lifetime: Maybe[str | None] = NOT_STATED
    lifetime_deviation: Maybe[int | None] = NOT_STATED
    access: Maybe[str | None] = NOT_STATED
    quote: Maybe[str | None] = NOT_STATED
    page: Maybe[str | None] = NOT_STATED


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

    lifetime_days  as long as the browser keeps it; None for a session. `asked_days`: as long as was asked for
    identifier     its value tells visitors apart
    sent_to        registrable domains of third parties that were sent its value
    left_over      it was there before the phase began, and was not set again in it
    keeps_choice   it holds the answer to the banner
    also_in        further phases in which it was seen, by area, origin and name; Unknown where before_choice, rejected
                   or accepted has a gap and it was not seen there. Of other phases it says only what was seen
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
    asked_days: Maybe[int | None] = NOT_STATED
    secure: Maybe[bool | None] = NOT_STATED
    http_only: Maybe[bool | None] = NOT_STATED
    same_site: Maybe[SameSite | None] = NOT_STATED
    set_by: Maybe[str | None] = NOT_STATED
    identifier: Maybe[bool] = NOT_STATED
    sent_to: Maybe[tuple[str, ...]] = NOT_STATED
    left_over: Maybe[bool] = NOT_STATED
    keeps_choice: Maybe[bool] = NOT_STATED
    also_in: Maybe[tuple[Phase, ...]] = NOT_STATED
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
    """A request the page made.

    category  what kind of service is asked; Unknown for a third party of which nothing is known
    carries   what identifies a visitor in its URL, body or header: names of stored items, kinds of personal data, and
              parameters that differ between visitors though nothing of them is stored, as `?name`
    syncs     registrable domain of the third party whose identifier it passes on to another
    collects  its payload is shaped like a tracker's, whoever's the host is; `payload`: whose shape it has
    cname     the first host behind it, by the DNS, that is not of the same registrable domain; None where there is none
    cloaked   a name of the shop's own behind which a tracker's host stands
    tells     how much of the page's own address its Referer field told
    also_in   further phases in which the host was asked; Unknown as for stored items
    advertises  the operator of the service runs advertising services too; Unknown as for `category`
    in_address  what stands readably in its URL or Referer of a person, or opens a session
    reveals     of a request to a third party, what it says readably (URL, Referer, body) of what the visitor looks at
    """

    phase: Maybe[Phase] = NOT_STATED
    page: Maybe[Page] = NOT_STATED
    host: Maybe[str] = NOT_STATED
    path: Maybe[str] = NOT_STATED
    party: Maybe[Party] = NOT_STATED
    service: Maybe[str | None] = NOT_STATED
    category: Maybe[ServiceCategory] = NOT_STATED
    purpose: Maybe[Purpose] = NOT_STATED
    country: Maybe[str | None] = NOT_STATED
    method: Maybe[str] = NOT_STATED
    type: Maybe[RequestType] = NOT_STATED
    initiator: Maybe[str | None] = NOT_STATED
    carries: Maybe[tuple[str, ...]] = NOT_STATED
    syncs: Maybe[str | None] = NOT_STATED
    collects: Maybe[bool] = NOT_STATED
    payload: Maybe[str | None] = NOT_STATED
    cname: Maybe[str | None] = NOT_STATED
    cloaked: Maybe[bool] = NOT_STATED
    tells: Maybe[ToldAddress] = NOT_STATED
    also_in: Maybe[tuple[Phase, ...]] = NOT_STATED
    advertises: Maybe[bool] = NOT_STATED
    in_address: Maybe[tuple[Told, ...]] = NOT_STATED
    reveals: Maybe[tuple[Told, ...]] = NOT_STATED


@fact(
    "fingerprinting",
    key=("phase", "script", "api"),
    en="{api} read by {script} in phase {phase}",
    de="{api} von {script} {phase} gelesen",
    where="{page.url}",
)
@dataclass(frozen=True, slots=True, kw_only=True)
class Fingerprinting(Fact):
    """A script that reads what tells devices apart, at the place where it first did (URL:line:column).

    `sources`: how many sources of high entropy the same script read in the phase; the screen by itself is none.
    """

    phase: Maybe[Phase] = NOT_STATED
    script: Maybe[str] = NOT_STATED
    api: Maybe[FingerprintApi] = NOT_STATED
    page: Maybe[Page] = NOT_STATED
    party: Maybe[Party] = NOT_STATED
    service: Maybe[str | None] = NOT_STATED
    sources: Maybe[int] = NOT_STATED


@fact(
    "tcf_signal",
    key=("phase", "page"),
    en="TCF string on {page.url}",
    de="TCF-String auf {page.url}",
    where="{page.url}",
)
@dataclass(frozen=True, slots=True, kw_only=True)
class TcfSignal(Fact):
    """The IAB TCF string of a page (TC string, version 2), decoded. `decoded` says it in words.

    purposes_…, vendors_…   purposes (1 to 11) and number of vendors with consent, and by legitimate interest
    disclosed_vendors       the segment of that name is there (TCF 2.3)
    """

    phase: Maybe[Phase] = NOT_STATED
    page: Maybe[Page] = NOT_STATED
    present: Maybe[bool] = NOT_STATED
    decoded: Maybe[str | None] = NOT_STATED
    policy_version: Maybe[int | None] = NOT_STATED
    cmp_id: Maybe[int | None] = NOT_STATED
    disclosed_vendors: Maybe[bool | None] = NOT_STATED
    purposes_consent: Maybe[tuple[str, ...] | None] = NOT_STATED
    purposes_interest: Maybe[tuple[str, ...] | None] = NOT_STATED
    vendors_consent: Maybe[int | None] = NOT_STATED
    vendors_interest: Maybe[int | None] = NOT_STATED


@dataclass(frozen=True, slots=True, kw_only=True)
class Signals(Struct):
    """The four signals of Consent Mode version 2, as they stand at the end: granted, denied, or never said (None)."""

    ad_storage: Maybe[str | None] = NOT_STATED
    analytics_storage: Maybe[str | None] = NOT_STATED
    ad_user_data: Maybe[str | None] = NOT_STATED
    ad_personalization: Maybe[str | None] = NOT_STATED


@fact(
    "consent_mode",
    key=("phase", "page"),
    en="Consent Mode on {page.url}",
    de="Consent Mode auf {page.url}",
    where="{page.url}",
)
@dataclass(frozen=True, slots=True, kw_only=True)
class ConsentMode(Fact):
    """Google Consent Mode's state on a page. `decoded` says it in words.

    defaults       as the page sets them before any choice; None where it sets none
    default_first  they were set before the first tag was configured or sent anything
    pings          requests to Google's measuring hosts in this phase while the signal for them was denied
    """

    phase: Maybe[Phase] = NOT_STATED
    page: Maybe[Page] = NOT_STATED
    present: Maybe[bool] = NOT_STATED
    decoded: Maybe[str | None] = NOT_STATED
    defaults: Maybe[Signals | None] = NOT_STATED
    signals: Maybe[Signals | None] = NOT_STATED
    default_first: Maybe[bool | None] = NOT_STATED
    pings: Maybe[int | None] = NOT_STATED
