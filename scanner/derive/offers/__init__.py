"""From the pages of offers as they were shown to `product` facts: prices, units, delivery, safety, food. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, replace
from typing import Any
from urllib.parse import urlsplit

from scanner.derive.notice.fold import fold
from scanner.derive.notice.language import language_of
from scanner.derive.offers import words
from scanner.derive.offers.allergens import allergens
from scanner.derive.offers.claims import age_check, green_claim, medicine_notice
from scanner.derive.offers.food import food_information, nutrition, organic
from scanner.derive.offers.goods import find_goods
from scanner.derive.offers.guarantee import durability, guarantee_notice
from scanner.derive.offers.ingredients import find_ingredients
from scanner.derive.offers.listing import listed_unit_prices
from scanner.derive.offers.notes import delivery, shipping_note, vat_note
from scanner.derive.offers.opinions import reviews, trader
from scanner.derive.offers.price import Price, find_price, find_strike
from scanner.derive.offers.safety import complete, product_safety
from scanner.derive.offers.scene import Scene, read_scene
from scanner.derive.offers.unit_price import unit_price
from scanner.derive.offers.words import plain, quote, said
from scanner.derive.shown import Shown, read_shown
from scanner.model.evidence import Coverage, Evidence, Status, scope
from scanner.model.facts import Fact, Page, Product
from scanner.model.facts import Shop as ShopFact
from scanner.model.kept import text_of
from scanner.model.values import Maybe, Unknown
from scanner.model.vocabulary import GapCause, PageRole

KIND = "product"
_LANGUAGES = ("de", "en")
_MOST_LINES = 400
_NO_PRICE = Unknown("no price was found beside which it would stand")
_ROLES = (PageRole.PRODUCT, PageRole.CATEGORY)
#: Pages on the way to an order, on any of which the notice on the legal guarantee may stand.
_WAY = frozenset(
    {PageRole.HOME, PageRole.CATEGORY, PageRole.PRODUCT, PageRole.CART, PageRole.TERMS, PageRole.ORDER_REVIEW}
    | {PageRole.CHECKOUT_CONTACT, PageRole.CHECKOUT_ADDRESS, PageRole.CHECKOUT_SHIPPING, PageRole.CHECKOUT_PAYMENT}
)

__all__ = ["KIND", "offers", "prepare", "read_list", "read_offer"]
prepare = words.prepare


def offers(evidence: Evidence, artifacts: Mapping[str, bytes]) -> Evidence:
    """A row for each page of a product or category that was kept; for those that were not, what is not known of them.

    `artifacts`: what was kept of pages, by the SHA-256 that they name.
    """
    pages = [row for row in evidence.rows("page") if isinstance(row, Page)]
    shown = {str(page.url): document for page in pages if (document := _document(page, artifacts)) is not None}
    way = [shown[str(page.url)] for page in pages if page.role in _WAY and str(page.url) in shown]
    shipping = [shown[str(page.url)] for page in pages if page.role is PageRole.SHIPPING and str(page.url) in shown]
    owner = next((row for row in evidence.rows("shop") if isinstance(row, ShopFact)), ShopFact())
    rows: list[Fact] = []
    entries: list[Coverage] = []
    for role in _ROLES:
        of_role = [page for page in pages if page.role is role]
        for page in of_role:
            document = shown.get(str(page.url))
            if document is None:
                why = "how the page was shown was not kept"
                entries.append(Coverage(KIND, scope({"page.role": role}), Status.GAP, GapCause.ERROR, why))
            elif role is PageRole.PRODUCT:
                rows.append(read_offer(document, page, owner, way, shipping))
            elif (listed := read_list(document, page, owner)) is not None:
                rows.append(listed)
        entries.append(_coverage(evidence, role, of_role))
    kept = tuple(entry for entry in evidence.coverage if entry.kind != KIND)
    return replace(evidence.with_rows(rows), coverage=(*kept, *entries))


def read_offer(shown: Shown, page: Page, owner: ShopFact, way: list[Shown], shipping: list[Shown]) -> Product:
    """What one product page says. `way`: the shop's pages up to the order; `shipping`: its pages on shipping."""
    scene = read_scene(shown, str(page.url))
    price = find_price(scene)
    if (spoken := _foreign(scene)) is not None:
        return _unread(page, scene, price, f"the page is in a language that is not read ({spoken})")
    goods = find_goods(scene, owner.sector)
    strike = find_strike(scene, price)
    vat = vat_note(scene, goods, businesses=owner.b2b is True)
    sent, linked = shipping_note(scene, goods)
    if price is None:  # what stands beside a price can't be missing where none was found
        vat = replace(vat, present=vat.present or _NO_PRICE)
        sent, linked = sent or _NO_PRICE, linked or _NO_PRICE
    found = find_ingredients(scene)
    food = food_information(scene, goods, found)
    safety = product_safety(scene, goods)
    elsewhere = [plain(line.text) for one in shipping for line in one.lines]
    return Product(
        page=replace(page, seen=()),
        name=quote(scene.title) or None,
        goods=goods,
        market=_market(scene, None if price is None else price.money.currency),
        price=None if price is None else price.money.text or f"{price.money.value} {price.money.currency}",
        amount=None if price is None else float(price.money.value),
        currency=None if price is None else price.money.currency,
        vat_note=vat.present,
        vat_quote=vat.quote,
        shipping_note=sent,
        shipping_linked=linked,
        unit_price=unit_price(scene, price, goods),
        strike_price=None if strike is None else strike.money.text,
        strike_explained=None if strike is None else strike.explained,
        strike_quote=None if strike is None else strike.quote,
        delivery=delivery(scene, goods, elsewhere, read_elsewhere=bool(shipping)),
        guarantee_notice=guarantee_notice([shown, *way]),
        durability=durability(scene),
        safety_info=complete(safety),
        safety=safety,
        reviews=reviews(scene),
        trader=trader(scene, owner.marketplace, ""),
        age_check=age_check(scene, goods),
        green_claim=green_claim(scene),
        medicine=medicine_notice(scene, goods),
        food=food,
        allergens=allergens(found, food.applies),
        nutrition=nutrition(scene, goods),
        organic=organic(scene, goods),
        derived_by=f"offers {words.as_of()}",
    )


def _foreign(scene: Scene) -> str | None:
    """The language of the page, where it is none of those that are read."""
    spoken = language_of(fold(one.text) for one in scene.page[:_MOST_LINES]) or scene.shown.language[:2].lower()
    return spoken if spoken and spoken not in _LANGUAGES else None


def _unread(page: Page, scene: Scene, price: Price | None, why: str) -> Product:
    """An offer of which nothing is known but what needs no words."""
    known = {"page", "name", "price", "amount", "currency", "seen", "derived_by"}
    unknown: dict[str, Any] = {one.name: Unknown(why) for one in fields(Product) if one.name not in known}
    return Product(
        page=replace(page, seen=()),
        name=quote(scene.title) or None,
        price=None if price is None else price.money.text or f"{price.money.value} {price.money.currency}",
        amount=None if price is None else float(price.money.value),
        currency=None if price is None else price.money.currency,
        derived_by=f"offers {words.as_of()}",
        **unknown,
    )


def read_list(shown: Shown, page: Page, owner: ShopFact) -> Product | None:
    """The unit prices of a category page; None where no offers are on it."""
    scene = read_scene(shown, str(page.url), lists=True)
    worst = listed_unit_prices(scene, owner.sector)
    if worst is None:
        return None
    return Product(
        page=replace(page, seen=()),
        name=quote(scene.title) or None,
        market=_market(scene, None),
        unit_price=worst,
        derived_by=f"offers {words.as_of()}",
    )


def _coverage(evidence: Evidence, role: PageRole, seen: list[Page]) -> Coverage:
    where = scope({"page.role": role})
    if seen:
        return Coverage(KIND, where, Status.SEEN)
    wanted = ("role", role)
    entry = next((entry for entry in evidence.coverage if entry.kind == "page" and wanted in entry.scope), None)
    if entry is None:
        return Coverage(KIND, where, Status.GAP, GapCause.NOT_REQUESTED, "no such page was looked for")
    if entry.status is Status.ABSENT:
        return Coverage(KIND, where, Status.ABSENT)
    return Coverage(KIND, where, Status.GAP, entry.cause or GapCause.ERROR, entry.reason or "no such page was seen")


def _document(page: Page, artifacts: Mapping[str, bytes]) -> Shown | None:
    found = text_of(page, artifacts)
    return None if found is None else read_shown(found)


def _market(scene: Scene, currency: str | None) -> Maybe[str]:
    """The country that the page is meant for, by its address, language, currency and taxes."""
    host = urlsplit(scene.url).hostname or ""
    suffix = host.rpartition(".")[2]
    if suffix in {"de", "at", "ch"}:
        return suffix.upper()
    region = scene.shown.language.replace("_", "-").partition("-")[2].upper()
    if region in {"AT", "CH"}:
        return region
    if currency == "CHF":
        return "CH"
    text = "\n".join(one.plain for one in scene.page)
    found = [country.upper() for country in ("at", "ch", "de") if said(f"market.{country}").search(text)]
    if len(found) == 1:
        return found[0]
    return region if region == "DE" else Unknown("which country the shop sells in could not be told")
