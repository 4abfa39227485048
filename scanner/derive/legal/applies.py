"""Whether an item is asked of this seller: by what its owner declares, its legal form, its trade and what it sells."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from scanner.derive.legal.companies import REGISTERED, REPRESENTED, Kind
from scanner.derive.legal.imprint import Imprint
from scanner.model.facts import Shop
from scanner.model.values import Maybe, Unknown
from scanner.model.vocabulary import GapCause, LegalDetail, Sector
from scanner.model.vocabulary import LegalDetail as Item

#: VSBG § 36(3): who had no more than ten people at the end of the last year need say nothing.
STAFF_WITHOUT_STATEMENT = 10
#: BFSG § 2 no. 17: fewer people than these, and at most 2 million euros, are a micro-enterprise.
MICRO_STAFF = 10
#: Countries of the Union whose own law says what a seller there has to say (Directive 2000/31/EC, art. 3), and what
#: lies outside, where there may be neither register nor VAT number.
_OTHER_UNION = frozenset({"AT", "NL", "EU"})
_OUTSIDE = frozenset({"CH", "OUT"})
_UNREAD = Unknown("no page was read for it")
_NO_FORM = Unknown("the seller's legal form was not recognised")
_ABROAD = Unknown("the seller has its seat where other rules may hold")
_UNDECLARED = Unknown("the owner has not declared it", GapCause.FACT_MISSING)


@dataclass(frozen=True, slots=True)
class Signs:
    """What was seen of the shop besides.

    blog           pages with editorial content
    subscriptions  contracts that go on until somebody ends them
    excluded       somewhere it is claimed that goods can't be returned
    small_business the imprint or the terms name UStG § 19
    micro_enterprise  the page on accessibility says that the seller is one
    business_only  a page says that only businesses are sold to
    """

    blog: Maybe[bool] = _UNREAD
    subscriptions: Maybe[bool] = _UNREAD
    excluded: bool = False
    small_business: bool = False
    micro_enterprise: bool = False
    business_only: bool = False


@dataclass(frozen=True, slots=True)
class Shopkeeper:
    """What is known of the seller."""

    shop: Shop = field(default_factory=Shop)
    imprint: Imprint | None = None
    signs: Signs = field(default_factory=Signs)


def applies(item: LegalDetail, known: Shopkeeper) -> Maybe[bool]:
    """Whether the item is asked of this seller."""
    rule = _RULES.get(item)
    return True if rule is None else rule(known)


def consumers(known: Shopkeeper) -> Maybe[bool]:
    """Whether consumers are sold to: everybody who does not say otherwise."""
    if isinstance(known.shop.b2b, bool):
        return not known.shop.b2b
    return _UNDECLARED if known.signs.business_only else True


def subscriptions(known: Shopkeeper) -> Maybe[bool]:
    """Whether there are contracts that have to be cancelled."""
    if isinstance(known.shop.subscriptions, bool):
        return known.shop.subscriptions and consumers(known) is not False
    return known.signs.subscriptions


def _kind(known: Shopkeeper) -> Kind | None:
    return known.imprint.kind if known.imprint else None


def _represented(known: Shopkeeper) -> Maybe[bool]:
    kind = _kind(known)
    if kind in REPRESENTED:
        return _ABROAD if _country(known) in _OTHER_UNION else True
    if kind in {Kind.PARTNERSHIP, Kind.UNREGISTERED}:
        return Unknown("whether partners have to be named for it is not settled")
    return _NO_FORM if kind is None else False


def _registered(known: Shopkeeper) -> Maybe[bool]:
    kind = _kind(known)
    if kind is None:
        return _NO_FORM
    if kind not in REGISTERED:
        return False
    return _ABROAD if _country(known) in _OUTSIDE else True


def _country(known: Shopkeeper) -> str:
    return known.imprint.country if known.imprint else ""


def _vat(known: Shopkeeper) -> Maybe[bool]:
    if known.shop.small_business_vat is True or (
        known.signs.small_business and known.shop.small_business_vat is not False
    ):
        return False
    kind = _kind(known)
    if _country(known) in _OUTSIDE:
        return _ABROAD
    if kind in {Kind.COMPANY, Kind.LIMITED_PARTNERSHIP, Kind.PARTNERSHIP} and not _is_association(known):
        return True
    if known.shop.small_business_vat is False or (known.imprint is not None and known.imprint.taxed):
        return True
    return Unknown("whether the seller has such a number is not known", GapCause.FACT_MISSING)


def _is_association(known: Shopkeeper) -> bool:
    name = (known.imprint.name or "") if known.imprint else ""
    return name.replace(" ", "").lower().endswith(("e.v.", "e.v", "ev", "verein"))


def _sector(known: Shopkeeper, *sectors: Sector) -> Maybe[bool]:
    if isinstance(known.shop.sector, Sector):
        return known.shop.sector in sectors
    return known.imprint is not None and known.imprint.regulated in sectors


def _profession(known: Shopkeeper) -> Maybe[bool]:
    """Pharmacies, and whoever names a professional title by law (DDG § 5(1) no. 5)."""
    return (known.imprint is not None and known.imprint.professional) or _sector(known, Sector.PHARMACY)


def _title_state(known: Shopkeeper) -> Maybe[bool]:
    if (pharmacy := _sector(known, Sector.PHARMACY)) is True or _profession(known) is False:
        return pharmacy
    return Unknown("whether the title it names is awarded by a state is not known")


def _editor(known: Shopkeeper) -> Maybe[bool]:
    return known.signs.blog


def _statement(known: Shopkeeper) -> Maybe[bool]:
    if consumers(known) is False:
        return False
    staff = known.shop.staff
    if isinstance(staff, Unknown):
        return _UNDECLARED
    return staff > STAFF_WITHOUT_STATEMENT


def _accessible(known: Shopkeeper) -> Maybe[bool]:
    if consumers(known) is False:
        return False
    staff = known.shop.staff
    if isinstance(staff, Unknown):
        return _UNDECLARED
    if known.signs.micro_enterprise:
        return Unknown("the shop says that it is a micro-enterprise")
    return True if staff >= MICRO_STAFF else Unknown("it depends on the turnover", GapCause.FACT_MISSING)


def _goods(known: Shopkeeper) -> Maybe[bool]:
    sold = consumers(known)
    if sold is not True or known.shop.digital_goods is not True:
        return sold
    return Unknown("digital goods are sold, and whether others are too is not known", GapCause.FACT_MISSING)


def _exclusions(known: Shopkeeper) -> Maybe[bool]:
    return known.signs.excluded and consumers(known)


_RULES: Mapping[LegalDetail, Callable[[Shopkeeper], Maybe[bool]]] = {
    Item.REPRESENTATIVE: _represented,
    Item.REGISTER: _registered,
    Item.REGISTER_NUMBER: _registered,
    Item.VAT_ID: _vat,
    Item.AUTHORITY: lambda known: _sector(known, Sector.PHARMACY, Sector.BANK),
    Item.AUTHORITY_CONTACT: lambda known: _sector(known, Sector.BANK),
    Item.CHAMBER: _profession,
    Item.PROFESSIONAL_TITLE: _profession,
    Item.TITLE_STATE: _title_state,
    Item.PROFESSIONAL_RULES: _profession,
    Item.RESPONSIBLE_EDITOR: _editor,
    Item.DISPUTE_STATEMENT: _statement,
    **dict.fromkeys(
        (
            Item.INSTRUCTION, Item.PERIOD_14_DAYS, Item.START, Item.TRADER_NAME, Item.TRADER_ADDRESS, Item.TRADER_EMAIL,
            Item.TRADER_PHONE, Item.HOW_TO, Item.REFUND_14_DAYS, Item.REFUND_MEANS, Item.MODEL_FORM,
            Item.ONLINE_FUNCTION, Item.ONLINE_FUNCTION_URL, Item.RECEIPT, Item.ENTRY, Item.STATEMENT_FORM,
            Item.CONFIRM_CONTROL, Item.NO_REASON_NEEDED, Item.DELIVERY_RESTRICTIONS,
            Item.PAYMENT_METHODS, Item.FREE_METHOD,
        ),
        consumers,
    ),
    **dict.fromkeys(
        (Item.RETURN_GOODS_14_DAYS, Item.RETURN_COST, Item.VALUE_LOSS, Item.SHIPPING_COSTS, Item.DELIVERY_TIME), _goods
    ),
    Item.EXCLUSIONS: _exclusions,
    **dict.fromkeys((Item.STATEMENT, Item.SERVICE_DESCRIPTION, Item.HOW_MET, Item.MARKET_SURVEILLANCE), _accessible),
}  # fmt: skip
