"""Said against seen: which observation contradicts a promise, if any. What wasn't seen contradicts nothing.

A contradiction is a row that was observed. None is said where everything that could have shown one was looked at;
Unknown where a phase is missing, or what was seen may be a contradiction or not.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

from scanner.derive.reality.encryption import encrypted, ssl_strength, tls_version
from scanner.derive.reality.lifetimes import read_lifetime
from scanner.derive.reality.words import promises, words
from scanner.derive.reality.world import LOOKED, Check, Checked, World, first, untold
from scanner.derive.services import TRACKING
from scanner.model.facts import (
    DataLeak,
    Disclosure,
    Form,
    FormField,
    Request,
    StoredItem,
)
from scanner.model.values import Maybe, Unknown
from scanner.model.vocabulary import (
    FormPurpose,
    Party,
    PersonalData,
    Phase,
    Purpose,
    ServiceCategory,
    StorageArea,
)

_WITHOUT_CONSENT = (Phase.BEFORE_CHOICE, Phase.REJECTED)
#: Kinds of services that get a visitor's data for themselves and for the sake of the page, as fonts do.
_EMBEDDED = frozenset(
    {
        ServiceCategory.FONTS,
        ServiceCategory.VIDEO,
        ServiceCategory.MAPS,
        ServiceCategory.AUDIO,
        ServiceCategory.SOCIAL,
        ServiceCategory.CAPTCHA,
        ServiceCategory.ADVERTISING,
        ServiceCategory.AFFILIATE,
    }
)
#: Kinds that work for the shop, so that whoever promises to pass nothing on may have left them out.
_FOR_THE_SHOP = frozenset(
    {
        ServiceCategory.CDN, ServiceCategory.CONTENT, ServiceCategory.PAYMENT, ServiceCategory.CONSENT_TOOL,
        ServiceCategory.SHOP_SYSTEM, ServiceCategory.MONITORING, ServiceCategory.CHAT, ServiceCategory.SEARCH,
        ServiceCategory.FORMS, ServiceCategory.ACCESSIBILITY, ServiceCategory.LEGAL_TEXTS, ServiceCategory.SHIPPING,
        ServiceCategory.ADDRESS_CHECK, ServiceCategory.FRAUD_PREVENTION, ServiceCategory.PRODUCT_CONTENT,
        ServiceCategory.NONE,
    }
)  # fmt: skip
_ASKED_FOR_NEWSLETTERS = frozenset(
    {
        PersonalData.EMAIL, PersonalData.CONSENT_MARKETING, PersonalData.CONSENT_PRIVACY, PersonalData.CONSENT_TERMS,
        PersonalData.CAPTCHA, PersonalData.HONEYPOT, PersonalData.NONE,
    }
)  # fmt: skip


def check(what: str, about: str | None, folded: str, world: World) -> Checked | None:
    """What was seen against a promise. None for a promise that nobody compares: it isn't worth a row."""
    name = promises()["claims"][what].get("check", what)
    if name == "ip_anonymised":
        return _ip_anonymised(world, about)
    compare = CHECKS.get(name)
    return Checked(compare(world, about, folded)) if compare else None


# ── cookies ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def _cookies(world: World, about: str | None) -> list[StoredItem]:
    return [row for row in world.items if row.area is StorageArea.COOKIE and (about is None or row.service == about)]


def _no_cookies(world: World, about: str | None, _: str) -> Maybe[str | None]:
    return first(_cookies(world, about)) or world.gap(kinds=("stored_item",))


def _no_third_party_cookies(world: World, _: str | None, __: str) -> Maybe[str | None]:
    rows = _cookies(world, None)
    unsure = next((row.party for row in rows if isinstance(row.party, Unknown)), None)
    return first(row for row in rows if row.party is Party.THIRD) or unsure or world.gap(kinds=("stored_item",))


def _necessary_only(world: World, _: str | None, __: str) -> Maybe[str | None]:
    rows = list(world.items)
    if found := first(row for row in rows if row.purpose in TRACKING):
        return found
    unsure = next((row for row in rows if row.purpose not in {Purpose.NECESSARY, Purpose.SECURITY}), None)
    if unsure is not None:
        return Unknown(f"whether {unsure.describe('en')} is necessary can't be told")
    return world.gap(kinds=("stored_item",))


def _session_only(world: World, _: str | None, __: str) -> Maybe[str | None]:
    lasting = (row for row in _cookies(world, None) if isinstance(row.lifetime_days, int) and row.lifetime_days > 0)
    row = next(lasting, None)
    return f"{row.describe('en')}, kept for {row.lifetime_days} days" if row else world.gap(kinds=("stored_item",))


def _cookie_lifetime(world: World, _: str | None, folded: str) -> Maybe[str | None]:
    said = read_lifetime(folded)
    if said is None or said.days is None:
        return Unknown("the period was not read")
    for row in _cookies(world, None):
        if isinstance(row.lifetime_days, int) and row.lifetime_days > said.days + 1:
            return f"{row.describe('en')}, kept for {row.lifetime_days} days"
    return world.gap(kinds=("stored_item",))


# ── tracking ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def _watched(
    world: World, purposes: Iterable[Purpose], phases: Iterable[Phase] = LOOKED
) -> Iterator[StoredItem | Request]:
    """What was stored or sent for these purposes; a request by the shop's own scripts only to a service with a name."""
    wanted, when = set(purposes), set(phases)
    for item in world.items:
        if (
            item.phase in when
            and item.purpose in wanted
            and not (item.left_over is True and item.phase is Phase.REJECTED)
        ):
            yield item
    for request in world.requests:
        served = request.party is Party.THIRD or isinstance(request.service, str)
        if request.phase in when and request.purpose in wanted and served:
            yield request


def _unsure(world: World, phases: Iterable[Phase] = LOOKED) -> Unknown | None:
    """A third party that nobody knows may do anything."""
    when = set(phases)
    for request in world.requests:
        unnamed = isinstance(request.purpose, Unknown) and request.category not in _FOR_THE_SHOP
        if request.phase in when and request.party is Party.THIRD and unnamed:
            return Unknown(f"what {request.host} is asked for can't be told")
    return None


def _no_purposes(*purposes: Purpose) -> Check:
    def compare(world: World, _: str | None, __: str) -> Maybe[str | None]:
        return first(_watched(world, purposes)) or _unsure(world) or world.gap()

    return compare


def _after_consent(world: World, about: str | None, _: str) -> Maybe[str | None]:
    """Of a service: nothing of it is seen without consent. Of the shop: nothing that tracks is stored without it."""
    if about is None:
        watched = _watched(world, TRACKING, _WITHOUT_CONSENT)
        return first(row for row in watched if isinstance(row, StoredItem)) or world.gap(
            _WITHOUT_CONSENT, ("stored_item",)
        )
    rows: list[StoredItem | Request] = [*world.items, *world.requests]
    early = [row for row in rows if row.phase in _WITHOUT_CONSENT and row.service == about]
    kept = [row for row in early if not (isinstance(row, StoredItem) and row.left_over is True)]
    return first(kept) or world.gap(_WITHOUT_CONSENT)


def _no_social(world: World, _: str | None, __: str) -> Maybe[str | None]:
    found = (row for row in world.requests if row.category is ServiceCategory.SOCIAL and row.party is Party.THIRD)
    return first(found) or world.gap(kinds=("request",))


def _honours_signal(world: World, _: str | None, __: str) -> Maybe[str | None]:
    for kind in ("stored_item", "request"):
        for row in world.evidence.rows(kind):
            tracks = isinstance(row, StoredItem | Request) and row.phase is Phase.GPC and row.purpose in TRACKING
            if tracks and (isinstance(row, StoredItem) or getattr(row, "party", None) is Party.THIRD):
                return row.describe("en")
    return world.gap((Phase.GPC,))


def _not_used(world: World, about: str | None, _: str) -> Maybe[str | None]:
    rows: list[StoredItem | Request] = [*world.requests, *world.items]
    return first(row for row in rows if row.service == about) or world.gap()


def _no_operator(world: World, _: str | None, __: str) -> Maybe[str | None]:
    of_google = [row for row in world.services if row.observed and str(row.operator).startswith("Google")]
    return (f"service {of_google[0].name} of {of_google[0].operator}" if of_google else None) or world.gap()


# ── who gets data, and where ─────────────────────────────────────────────────────────────────────────────────────────


def _no_disclosure(world: World, _: str | None, __: str) -> Maybe[str | None]:
    return _passed_on(world, LOOKED)


def _no_disclosure_without_consent(world: World, _: str | None, __: str) -> Maybe[str | None]:
    return _passed_on(world, _WITHOUT_CONSENT)


def _passed_on(world: World, phases: Iterable[Phase]) -> Maybe[str | None]:
    when = set(phases)
    leaks = [row for row in world.evidence.rows("data_leak") if isinstance(row, DataLeak)]
    if found := first(row for row in leaks if row.recipient_party is Party.THIRD):
        return found
    sent = [row for row in world.requests if row.phase in when and row.party is Party.THIRD]
    own = [row for row in sent if row.purpose in TRACKING or row.category in _EMBEDDED]
    if own:
        return first(own)
    doubtful = next((row for row in sent if row.category not in _FOR_THE_SHOP), None)
    if doubtful is not None:
        return Unknown(f"whether {doubtful.host} gets data for itself or works for the shop can't be told")
    return world.gap(when, ("request",))


def _no_third_country(world: World, about: str | None, _: str) -> Maybe[str | None]:
    return _abroad(world, about, set(words()["eea"]))


def _one_country(world: World, about: str | None, _: str) -> Maybe[str | None]:
    return _abroad(world, about, {"DE"})


def _abroad(world: World, about: str | None, home: set[str]) -> Maybe[str | None]:
    rows = [row for row in world.services if row.observed and (about is None or row.name == about)]
    for row in rows:
        if isinstance(row.country, str) and row.country not in home and row.receives_personal_data is True:
            return f"service {row.name} of {row.operator} ({row.country})"
    unsure = next(
        (row for row in rows if isinstance(row.country, Unknown) and row.receives_personal_data is not False), None
    )
    if unsure is not None:
        return Unknown(f"where {unsure.name} is established is not known")
    return world.gap()


def _self_hosted(world: World, about: str | None, _: str) -> Maybe[str | None]:
    foreign = (row for row in world.requests if row.service == about and row.party is Party.THIRD)
    return first(foreign) or world.gap(kinds=("request",))


# ── forms, and the notice as a whole ─────────────────────────────────────────────────────────────────────────────────


def _newsletter_email_only(world: World, _: str | None, __: str) -> Maybe[str | None]:
    fields = [
        row
        for row in world.evidence.rows("form_field")
        if isinstance(row, FormField) and isinstance(row.form, Form) and row.form.purpose is FormPurpose.NEWSLETTER
    ]
    required = [row for row in fields if row.required is True]
    more = [
        row for row in required if isinstance(row.asks_for, PersonalData) and row.asks_for not in _ASKED_FOR_NEWSLETTERS
    ]
    if more:
        return f"{more[0].describe('en')} is required"
    if not fields:
        return untold(world, "form_field", "no newsletter form was seen")
    unsure = any(
        isinstance(row.required, Unknown) or (row.required and isinstance(row.asks_for, Unknown)) for row in fields
    )
    return Unknown("what the newsletter form requires could not be told in full") if unsure else None


def _gdpr(world: World, _: str | None, __: str) -> Maybe[str | None]:
    """Contradicted only by what is beyond dispute: tracking stored without consent, or a core item that is missing."""
    stored = (row for row in _watched(world, TRACKING, _WITHOUT_CONSENT) if isinstance(row, StoredItem))
    if found := first(stored):
        return found
    items = [row for row in world.evidence.rows("disclosure") if isinstance(row, Disclosure)]
    missing = next((row for row in items if row.core is True and row.applies is True and row.present is False), None)
    if missing is not None:
        return f"{missing.describe('en')} is missing"
    untold = next(
        (row for row in world.services if row.disclosed is False and row.receives_personal_data is True), None
    )
    if untold is not None:
        return f"{untold.describe('en')} is not named in the notice"
    return world.gap(_WITHOUT_CONSENT, ("stored_item",))


# ── addresses cut short ──────────────────────────────────────────────────────────────────────────────────────────────

#: Google Analytics 4 keeps no address in full; requests of the former one said with `aip` that it be cut short.
_COLLECT = re.compile(rb'google-analytics\.com/(?:[a-z]/)?collect\?[^"\s]{0,4000}')
_AIP = re.compile(rb"[?&]aip=")


def _ip_anonymised(world: World, about: str | None) -> Checked:
    seen = [row for row in world.requests if row.service == about]
    if about != "Google Analytics" or not seen:
        cannot = Unknown("what becomes of addresses is decided on the service's server")
        return Checked(cannot if seen else None, observable=False)
    old = [
        row for row in seen if isinstance(row.path, str) and row.path.endswith("/collect") and row.path != "/g/collect"
    ]
    if not old:
        return Checked(world.gap(kinds=("request",)))
    raw = [one[0] for log in world.logs.values() if log[:1] == b"{" for one in _COLLECT.finditer(log)]
    asked = [one for one in raw if b"/g/collect" not in one]
    if not asked:
        return Checked(Unknown("the parameters of its requests were not kept"))
    bare = [one for one in asked if not _AIP.search(one)]
    return Checked(f"{old[0].describe('en')} without aip=1" if bare else None)


CHECKS: Mapping[str, Check] = {
    "no_cookies": _no_cookies,
    "no_third_party_cookies": _no_third_party_cookies,
    "necessary_cookies_only": _necessary_only,
    "session_cookies_only": _session_only,
    "cookie_lifetime_at_most": _cookie_lifetime,
    "no_tracking": _no_purposes(*sorted(TRACKING)),
    "no_analytics": _no_purposes(Purpose.STATISTICS),
    "no_advertising": _no_purposes(Purpose.MARKETING),
    "no_social_plugins": _no_social,
    "no_disclosure": _no_disclosure,
    "no_disclosure_without_consent": _no_disclosure_without_consent,
    "only_after_consent": _after_consent,
    "no_third_country": _no_third_country,
    "one_country": _one_country,
    "self_hosted": _self_hosted,
    "no_operator": _no_operator,
    "not_used": _not_used,
    "ssl_strength": ssl_strength,
    "tls_version": tls_version,
    "encrypted": encrypted,
    "gdpr_compliant": _gdpr,
    "newsletter_email_only": _newsletter_email_only,
    "honours_signal": _honours_signal,
}
