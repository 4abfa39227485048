"""From the legal pages of a shop to rows, one for each item."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

from scanner.derive.legal.applies import Shopkeeper, Signs, applies
from scanner.derive.legal.conditions import read_accessibility, read_payment, read_shipping, read_terms
from scanner.derive.legal.found import Found, first, missing, shown
from scanner.derive.legal.imprint import Imprint, read_imprint
from scanner.derive.legal.patterns import data, expression, made_by, phrases
from scanner.derive.legal.text import LegalPage
from scanner.derive.legal.text import line as shown_line
from scanner.derive.legal.withdrawal import read_withdrawal
from scanner.model.facts import LegalItem, Shop
from scanner.model.facts.base import Seen
from scanner.model.values import Maybe, Unknown
from scanner.model.vocabulary import LegalDetail as Item
from scanner.model.vocabulary import PageRole as Role

#: Where else an item may stand, for those that any page may give: terms name shipping and payment, often all of it.
_ELSEWHERE: Mapping[Role, tuple[Role, ...]] = {
    Role.WITHDRAWAL: (Role.TERMS, Role.WITHDRAWAL_FUNCTION),
    Role.SHIPPING: (Role.PAYMENT, Role.TERMS, Role.FAQ, Role.CART, Role.CHECKOUT_CONTACT, Role.PRODUCT, Role.HOME),
    Role.PAYMENT: (Role.SHIPPING, Role.TERMS, Role.FAQ, Role.CART, Role.CHECKOUT_CONTACT, Role.PRODUCT, Role.HOME),
    Role.ACCESSIBILITY: (Role.TERMS,),
}
_BEFORE_ORDERING = frozenset({Role.SHIPPING, Role.PAYMENT})
#: A page beside the one that is named so tells nothing of these.
_OWN_PAGE_ONLY = frozenset({Item.SURCHARGE, Item.STATEMENT, Item.SERVICE_DESCRIPTION, Item.HOW_MET, Item.EXCLUSIONS})
_READ = {Role.SHIPPING: read_shipping, Role.PAYMENT: read_payment, Role.ACCESSIBILITY: read_accessibility}


@dataclass(frozen=True, slots=True)
class LegalReading:
    """What there is to read: a page for each role, what the owner declares, and why pages are not there.

    `absent`: roles of which it is known that the shop has no such page.
    """

    pages: Mapping[Role, LegalPage]
    shop: Shop = field(default_factory=Shop)
    signs: Signs = field(default_factory=Signs)
    absent: frozenset[Role] = frozenset()
    contact_form: bool = False


def read_legal(reading: LegalReading) -> Iterator[LegalItem]:
    """Rows for everything that the pages were read for."""
    imprint = read_imprint(reading.pages[Role.IMPRINT]) if Role.IMPRINT in reading.pages else None
    known = Shopkeeper(reading.shop, imprint, _signs(reading))
    if imprint is not None:
        yield from _rows(Role.IMPRINT, _whole_imprint(imprint, reading), reading, known)
    for role in (Role.WITHDRAWAL, Role.SHIPPING, Role.PAYMENT, Role.ACCESSIBILITY):
        if found := _best(role, reading, imprint):
            yield from _rows(role, found, reading, known)
    if Role.TERMS in reading.pages:
        yield from _rows(Role.TERMS, read_terms(reading.pages[Role.TERMS]), reading, known)
    if Role.CONTACT in reading.pages:
        contact = read_imprint(reading.pages[Role.CONTACT])
        yield from _rows(Role.CONTACT, {item: contact.found[item] for item in (Item.EMAIL, Item.PHONE)}, reading, known)


def prepare_legal() -> None:
    """Compiles what the reading rests on, by reading pages on which nothing stands."""
    roles = (Role.IMPRINT, Role.WITHDRAWAL, Role.SHIPPING, Role.PAYMENT, Role.ACCESSIBILITY, Role.TERMS)
    line = shown_line("Nothing 1, 12345 Nowhere, 0 1")
    tuple(read_legal(LegalReading({role: LegalPage("", role, (line,)) for role in roles})))


def shopkeeper(reading: LegalReading) -> Shopkeeper:
    """What is known of the seller, for items that are no text."""
    imprint = read_imprint(reading.pages[Role.IMPRINT]) if Role.IMPRINT in reading.pages else None
    return Shopkeeper(reading.shop, imprint, _signs(reading))


def _signs(reading: LegalReading) -> Signs:
    """With what the texts say of the seller's business."""
    cues = data()["signs"]
    small, only = expression(cues["small_business"]), expression(cues["business_only"])
    excluded = phrases("withdrawal", "exclusions")
    return replace(
        reading.signs,
        micro_enterprise=Role.ACCESSIBILITY in reading.pages
        and bool(expression(cues["micro_enterprise"]).search(reading.pages[Role.ACCESSIBILITY].flat)),
        small_business=any(small.search(page.flat) for page in reading.pages.values()),
        business_only=any(only.search(page.flat) for page in reading.pages.values()),
        excluded=any(
            first(page.sentences, excluded) for role, page in reading.pages.items() if role is not Role.WITHDRAWAL
        ),
    )


def _whole_imprint(imprint: Imprint, reading: LegalReading) -> Mapping[Item, Found]:
    """The imprint, and what others may say for it: the statement on disputes in the terms, a form for contact."""
    found = dict(imprint.found)
    terms = reading.pages.get(Role.TERMS)
    statement = found[Item.DISPUTE_STATEMENT]
    if statement.present is not True and terms is not None:
        hit = first(terms.sentences, phrases("imprint", "dispute"))
        found[Item.DISPUTE_STATEMENT] = (
            shown(hit[0], hit[1].value, "it stands in the terms")
            if hit
            else missing(_either(statement.present, terms.unsure), "no sentence on dispute settlement")
        )
    channel = found[Item.SECOND_CHANNEL]
    if channel.present is not True and reading.contact_form:
        found[Item.SECOND_CHANNEL] = Found(True, None, "form", "a contact form was seen")
    return found


def _either(present: Maybe[bool], unsure: str) -> str:
    return present.reason if isinstance(present, Unknown) else unsure


def _read(role: Role, page: LegalPage, imprint: Imprint | None) -> Mapping[Item, Found]:
    if role is Role.WITHDRAWAL:
        return read_withdrawal(page, imprint.name if imprint else None)
    return _READ[role](page)


def _best(role: Role, reading: LegalReading, imprint: Imprint | None) -> Mapping[Item, Found]:
    """The page's own items; what it leaves out may stand on another. Without the page, what others say."""
    own = reading.pages.get(role)
    found = dict(_read(role, own, imprint)) if own is not None else {}
    for other in _ELSEWHERE[role]:
        page = reading.pages.get(other)
        if page is None or not _speaks(page, role):
            continue
        for item, there in _read(role, page, imprint).items():
            if item in _OWN_PAGE_ONLY and own is not None:
                continue
            before = found.get(item)
            if there.present is True and (before is None or before.present is not True):
                found[item] = replace(there, reason=f"it stands on the {other.value} page")
            elif before is None and own is None:
                found[item] = there
    if own is None and found and not _is_known_to_lack(role, reading):
        why = f"no page on {role.value} was read"
        found = {
            item: one if one.present is True else missing(why, "")
            for item, one in found.items()
            if item is not Item.SURCHARGE
        }
    return found


def _is_known_to_lack(role: Role, reading: LegalReading) -> bool:
    """Whether what stands on no page that was read is missing: there is no page of its own, and the others were read.

    What has to be said before ordering may stand in the checkout alone (BGB § 312j(1)).
    """
    if role not in reading.absent or Role.TERMS not in reading.pages:
        return False
    return role not in _BEFORE_ORDERING or bool({Role.CART, Role.CHECKOUT_CONTACT} & reading.pages.keys())


def _speaks(page: LegalPage, role: Role) -> bool:
    """Whether a page that is named otherwise holds an instruction or statement, and not only a sentence about one."""
    if role in {Role.WITHDRAWAL, Role.ACCESSIBILITY}:
        return first(page.lines, phrases(role.value, "heading")) is not None
    return True


def _rows(role: Role, found: Mapping[Item, Found], reading: LegalReading, known: Shopkeeper) -> Iterator[LegalItem]:
    page = reading.pages.get(role)
    url = page.url if page else None
    for item, one in found.items():
        yield LegalItem(
            page_role=role,
            item=item,
            present=one.present,
            applies=applies(item, known),
            quote=one.quote,
            value=one.value,
            url=url,
            why=one.reason,
            derived_by=made_by(),
            seen=(Seen(page=url),) if url else (),
        )
