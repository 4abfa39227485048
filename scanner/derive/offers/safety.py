"""Who answers for the safety of a product, as the offer says it (Regulation (EU) 2023/988 Art. 19). Pure."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from scanner.derive.offers.addresses import has_address
from scanner.derive.offers.goods import is_service
from scanner.derive.offers.scene import Scene, Spoken
from scanner.derive.offers.words import quote, said
from scanner.derive.shown import Anchor
from scanner.model.facts.offers import ProductSafety
from scanner.model.values import Maybe, Unknown
from scanner.model.vocabulary import Goods

_BEHIND = Unknown("a link leads to more about the manufacturer, which was not followed")
#: Lines before and after the one that names a maker, in which address and contact may stand.
_BEFORE, _AFTER = 2, 9
_LONGEST = 900
_MOST_BLOCKS = 100


def product_safety(scene: Scene, goods: Maybe[Goods]) -> ProductSafety:
    """Name, address, contact of the manufacturer, and of somebody in the Union where the manufacturer is not."""
    applies: Maybe[bool] = goods == Goods.GOODS if not isinstance(goods, Unknown) else not is_service(scene) and goods
    blocks = list(islice(_blocks(scene), _MOST_BLOCKS))
    contacts = {link.line for link in scene.links() if _is_contact(link)}
    if not blocks:
        missing: Maybe[bool] = _BEHIND if _leads_on(scene) else False
        return ProductSafety(applies=applies, manufacturer=missing, address=missing, contact=missing, eu_person=None)
    best = max(blocks, key=lambda block: _score(contacts, block))
    texts = [one.text for one in best]
    together = "\n".join(one.plain for one in best)
    named = bool(said("safety.firm").search(together)) or has_address(texts) or _name_follows(best)
    address, contact = has_address(texts), _contact(contacts, best, together)
    incomplete: Maybe[bool] = _BEHIND if _leads_on(scene) else False
    outside = bool(said("safety.outside").search(together))
    return ProductSafety(
        applies=applies,
        manufacturer=named or incomplete,
        address=address or incomplete,
        contact=contact or incomplete,
        eu_person=_eu_person(scene) if outside else None,
        quote=quote(" / ".join(texts)),
    )


def complete(safety: ProductSafety) -> Maybe[bool | None]:
    """Whether all is there; None where it need not be."""
    if safety.applies is False:
        return None
    parts = [safety.manufacturer, safety.address, safety.contact]
    parts += [safety.eu_person] if safety.eu_person is not None else []
    if any(part is False for part in parts):
        return False
    return next((part for part in parts if isinstance(part, Unknown)), True)


def _blocks(scene: Scene) -> Iterator[list[Spoken]]:
    """Lines about a maker, each with those around it."""
    own = [one for one in scene.own if one.at >= scene.title_at and len(one.plain) <= _LONGEST]
    for at, one in enumerate(own):
        if not (said("safety.maker").search(one.plain) or said("safety.section").search(one.plain)):
            continue
        long = len(one.plain) > 60 and has_address([one.text])
        rest = own[at : at + 1] if long else list(_until_heading(own[at : at + _AFTER]))
        if not has_address([each.text for each in rest]) and not one.line.level:
            rest = own[max(at - _BEFORE, 0) : at] + rest
        yield rest


def _until_heading(lines: list[Spoken]) -> Iterator[Spoken]:
    for at, one in enumerate(lines):
        if at and one.line.level and not said("safety.section").search(one.plain):
            return
        yield one


def _score(contacts: set[int], block: list[Spoken]) -> int:
    texts = [one.text for one in block]
    together = "\n".join(one.plain for one in block)
    return 2 * has_address(texts) + 2 * _contact(contacts, block, together) + bool(said("safety.firm").search(together))


def _name_follows(block: list[Spoken]) -> bool:
    """After "Hersteller:" something that begins with a capital letter."""
    for one in block:
        _, colon, rest = one.text.partition(":")
        if colon and said("safety.maker").search(one.plain) and rest.strip()[:1].isupper():
            return True
    return False


def _contact(contacts: set[int], block: list[Spoken], together: str) -> bool:
    if said("safety.contact").search(together):
        return True
    return not contacts.isdisjoint(range(block[0].at, block[-1].at + 2))


def _is_contact(link: Anchor) -> bool:
    return link.href.startswith("mailto:") or (
        link.href.startswith("http") and bool(said("safety.contact_link").search(link.label.lower()))
    )


def _eu_person(scene: Scene) -> bool:
    """Somebody in the Union, with an address, beside a maker outside of it."""
    for at, one in enumerate(scene.own):
        if said("safety.eu_person").search(one.plain):
            rest = [each.text for each in scene.own[at : at + _AFTER]]
            if has_address(rest):
                return True
    return False


def _leads_on(scene: Scene) -> bool:
    """A link or a button that promises details of the manufacturer, or a page that was not read to its end."""
    if not scene.shown.whole:
        return True
    opens = (one for one in scene.own if one.line.tag in {"button", "summary", "label"} and len(one.plain) < 60)
    if any(said("safety.section").search(one.plain) for one in opens):
        return True
    return any(
        said("safety.section").search(link.label.lower()) and link.place not in {"header", "nav", "footer"}
        for link in scene.links()
    )
