"""Facts about what the shop says: notice, disclosures, services, legal pages, claims, and what the owner declares."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace

from scanner.model.facts.base import Fact, Struct, fact
from scanner.model.values import NOT_STATED, Maybe
from scanner.model.vocabulary import (
    DisclosedAs,
    DisclosureItem,
    LegalDetail,
    PageRole,
    Phase,
    Purpose,
    Sector,
    ServiceCategory,
    TransferBasis,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class CreditCheck(Struct):
    """Payment after delivery, and what the notice says of the credit check that goes with it.

    offered  invoice, instalments or the like are offered; `method`: by which words. `denied`: the notice says that
             nobody's credit is checked
    agency, purpose, basis, logic  it names who is asked, what for, on which basis, and how a score comes about or that
             nothing is decided by a machine alone
    """

    offered: Maybe[bool] = NOT_STATED
    method: Maybe[str | None] = NOT_STATED
    denied: Maybe[bool] = NOT_STATED
    agency: Maybe[bool] = NOT_STATED
    purpose: Maybe[bool] = NOT_STATED
    basis: Maybe[bool] = NOT_STATED
    logic: Maybe[bool] = NOT_STATED


@dataclass(frozen=True, slots=True, kw_only=True)
class SocialProfiles(Struct):
    """Social networks the shop takes part in. `linked`: hosts of profiles that its pages lead to; `embedded`: services
    of networks that were seen; `present`: any of both.

    `joint`: the notice speaks of joint responsibility; `essence`: and says what was agreed, or where that stands.
    """

    present: Maybe[bool] = NOT_STATED
    linked: Maybe[tuple[str, ...]] = NOT_STATED
    embedded: Maybe[tuple[str, ...]] = NOT_STATED
    joint: Maybe[bool] = NOT_STATED
    essence: Maybe[bool] = NOT_STATED


@fact("privacy_notice", key=("url",), en="privacy notice {url}", de="Datenschutzerklärung {url}", where="{url}")
@dataclass(frozen=True, slots=True, kw_only=True)
class PrivacyNotice(Fact):
    """The privacy notice. Nothing is absent from it unless it was `fully_read`.

    sentence_words  words of a sentence, on average
    readability     LIX: that average and the share of words with more than six letters in percent (Björnsson,
                    Läsbarhet, 1968); about 40 is a newspaper, 60 and more hard even for those who read much
    same_language   it is in the language of the shop's other pages
    age_months      whole months since its version date, on the day of judging; negative where that lies ahead
    same_as_imprint its controller is the provider whom the imprint names; None where one of the two names nobody
    parties         both names, as they stand there
    mail_addresses  in it; `mail_works`: the domains of all of them take mail, None without an address
    dead_links      links in it that lead nowhere
    """

    url: Maybe[str] = NOT_STATED
    language: Maybe[str | None] = NOT_STATED
    reachable_from_every_page: Maybe[bool] = NOT_STATED
    words: Maybe[int] = NOT_STATED
    version_date: Maybe[dt.date | None] = NOT_STATED
    fully_read: Maybe[bool] = NOT_STATED
    controller: Maybe[str | None] = NOT_STATED
    sentence_words: Maybe[float | None] = NOT_STATED
    readability: Maybe[float | None] = NOT_STATED
    same_language: Maybe[bool] = NOT_STATED
    age_months: Maybe[int | None] = NOT_STATED
    same_as_imprint: Maybe[bool | None] = NOT_STATED
    parties: Maybe[str | None] = NOT_STATED
    mail_addresses: Maybe[tuple[str, ...]] = NOT_STATED
    mail_works: Maybe[bool | None] = NOT_STATED
    dead_links: Maybe[tuple[str, ...] | None] = NOT_STATED
    credit: Maybe[CreditCheck] = NOT_STATED
    social: Maybe[SocialProfiles] = NOT_STATED

    def on(self, as_of: dt.date) -> PrivacyNotice:
        """With `age_months` counted up to that day."""
        day = self.version_date
        if not isinstance(day, dt.date):
            return replace(self, age_months=day)
        months = (as_of.year - day.year) * 12 + as_of.month - day.month
        return replace(self, age_months=months - (as_of.day < day.day) if day <= as_of else min(months, -1))


@fact(
    "disclosure", key=("notice", "item"), en="{item} in {notice.url}", de="{item} in {notice.url}", where="{notice.url}"
)
@dataclass(frozen=True, slots=True, kw_only=True)
class Disclosure(Fact):
    """An item the notice has to disclose, with the sentence that does. `core`: its absence alone may accuse.

    `denied`: the notice says that there is none of it; `because`: why it is said to be there or not.
    """

    notice: Maybe[PrivacyNotice] = NOT_STATED
    item: Maybe[DisclosureItem] = NOT_STATED
    present: Maybe[bool] = NOT_STATED
    applies: Maybe[bool] = NOT_STATED
    core: Maybe[bool] = NOT_STATED
    quote: Maybe[str | None] = NOT_STATED
    section: Maybe[str | None] = NOT_STATED
    denied: Maybe[bool] = NOT_STATED
    because: Maybe[str] = NOT_STATED


@fact("service", key=("name",), en='service "{name}"', de="Dienst „{name}“", where="{name}")
@dataclass(frozen=True, slots=True, kw_only=True)
class Service(Fact):
    """A service the shop uses or says that it uses, or an unnamed third party.

    observed   the phases it was seen in; `in_use`: any at all. `visible`: a browser sees services of its kind at work
    dpf        its operator is on the list of the EU-US Data Privacy Framework; None: nobody asks that of one in the EEA
    dpf_as_of  the day on which that was so
    disclosed_as    by what the notice names it; None where it doesn't
    transfer_basis  what the notice gives as the basis of transfers to it; None where it gives none
    country_said    the country that the notice names for it
    dpf_claimed     the notice says that it is certified under that framework
    """

    name: Maybe[str] = NOT_STATED
    operator: Maybe[str | None] = NOT_STATED
    country: Maybe[str | None] = NOT_STATED
    dpf: Maybe[bool | None] = NOT_STATED
    dpf_as_of: Maybe[dt.date | None] = NOT_STATED
    category: Maybe[ServiceCategory] = NOT_STATED
    purpose: Maybe[Purpose] = NOT_STATED
    receives_personal_data: Maybe[bool] = NOT_STATED
    observed: Maybe[tuple[Phase, ...]] = NOT_STATED
    in_use: Maybe[bool] = NOT_STATED
    visible: Maybe[bool] = NOT_STATED
    disclosed: Maybe[bool] = NOT_STATED
    disclosed_as: Maybe[DisclosedAs | None] = NOT_STATED
    quote: Maybe[str | None] = NOT_STATED
    section: Maybe[str | None] = NOT_STATED
    transfer_basis: Maybe[tuple[TransferBasis, ...] | None] = NOT_STATED
    country_said: Maybe[str | None] = NOT_STATED
    dpf_claimed: Maybe[bool] = NOT_STATED


@fact("outdated_reference", key=("page", "what"), en="{what} on {page}", de="{what} auf {page}", where="{page}")
@dataclass(frozen=True, slots=True, kw_only=True)
class OutdatedReference(Fact):
    """Law or services that no longer exist, spoken of as if they did. `page` is a URL."""

    page: Maybe[str] = NOT_STATED
    page_role: Maybe[PageRole] = NOT_STATED
    what: Maybe[str] = NOT_STATED
    quote: Maybe[str | None] = NOT_STATED
    contradicted_by: Maybe[str | None] = NOT_STATED


@fact("placeholder", key=("page", "what"), en="{what} on {page}", de="{what} auf {page}", where="{page}")
@dataclass(frozen=True, slots=True, kw_only=True)
class Placeholder(Fact):
    """A leftover of a template or generator. `page` is a URL."""

    page: Maybe[str] = NOT_STATED
    what: Maybe[str] = NOT_STATED
    quote: Maybe[str | None] = NOT_STATED
    contradicted_by: Maybe[str | None] = NOT_STATED


@fact("claim", key=("page", "what", "about"), en="{what} on {page}", de="{what} auf {page}", where="{page}")
@dataclass(frozen=True, slots=True, kw_only=True)
class Claim(Fact):
    """What the shop says of itself, and the observation that contradicts it. `page` is a URL.

    about       the service that it speaks of, None where it speaks of the shop as a whole
    observable  a visitor's browser, or a handshake, would see it broken
    in_notice   it stands in the privacy notice, and not on another page
    """

    page: Maybe[str] = NOT_STATED
    what: Maybe[str] = NOT_STATED
    about: Maybe[str | None] = NOT_STATED
    quote: Maybe[str | None] = NOT_STATED
    contradicted_by: Maybe[str | None] = NOT_STATED
    observable: Maybe[bool] = NOT_STATED
    in_notice: Maybe[bool] = NOT_STATED


@fact(
    "legal_item",
    key=("page_role", "item"),
    en="{item} on the {page_role} page",
    de="{item} auf der Seite „{page_role}“",
    where="{page_role}",
)
@dataclass(frozen=True, slots=True, kw_only=True)
class LegalItem(Fact):
    """Something a legal page has to say. Absent only where the whole page was read.

    applies  the law asks it of this seller, by what is known of the shop
    value    what it says: a name, a number, a period in days, who bears a cost
    url      the page on which it stands, or that was read for it; None where there is no such page
    why      why it is taken for present, absent or not applicable, where that is not plain
    """

    page_role: Maybe[PageRole] = NOT_STATED
    item: Maybe[LegalDetail] = NOT_STATED
    present: Maybe[bool] = NOT_STATED
    applies: Maybe[bool] = NOT_STATED
    quote: Maybe[str | None] = NOT_STATED
    value: Maybe[str | None] = NOT_STATED
    url: Maybe[str | None] = NOT_STATED
    why: Maybe[str | None] = NOT_STATED

    def reason(self, path: str, _lang: str) -> str | None:
        """Why it is not there."""
        return self.why if path == "present" and isinstance(self.why, str) else None

    def location(self) -> str:
        """The page, where there is one."""
        return self.url if isinstance(self.url, str) else super(LegalItem, self).location()


@fact("shop", key=(), en="the shop's own declaration", de="die Angabe des Shops", where="shop")
@dataclass(frozen=True, slots=True, kw_only=True)
class Shop(Fact):
    """What only the owner can declare. Undeclared is Unknown with cause `fact_missing`. `staff`: number of people.

    `card_payment` is true, too, where card fields were seen. `saq_type`: the questionnaire of PCI DSS that the owner
    fills in (A, A-EP, D); None where none is declared.
    """

    sector: Maybe[Sector] = NOT_STATED
    jurisdiction: Maybe[str] = NOT_STATED
    staff: Maybe[int] = NOT_STATED
    b2b: Maybe[bool] = NOT_STATED
    marketplace: Maybe[bool] = NOT_STATED
    card_payment: Maybe[bool] = NOT_STATED
    subscriptions: Maybe[bool] = NOT_STATED
    digital_goods: Maybe[bool] = NOT_STATED
    newsletter: Maybe[bool] = NOT_STATED
    small_business_vat: Maybe[bool] = NOT_STATED
    processes_health_data: Maybe[bool] = NOT_STATED
    saq_type: Maybe[str | None] = NOT_STATED
