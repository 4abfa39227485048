"""Whether a page is what its link promised: confirmed, not, or unsure. Pure."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from urllib.parse import urlsplit

from scanner.model.vocabulary import PageRole
from scanner.probes.browser.crawl.links import Contents, FormHint, Place
from scanner.probes.browser.crawl.urls import key, never
from scanner.probes.browser.crawl.words import fold, words
from scanner.probes.browser.roles import LEGAL, label_score
from scanner.probes.browser.sites import same_site
from scanner.probes.browser.visit import Visit

#: Words of a page that is taken for a privacy notice though it is not called so.
SHORTEST_NOTICE = 150
_FEW_WORDS = 60
_MANY_CARDS = 3
_MOST_CHARACTERS = 200_000
_PRICE = re.compile(r"(?:€|£|\$|\beur|\bchf)\s?\d|\d\s?(?:€|£|eur\b|chf\b)")
_TEXT_FIELDS = {"", "text", "email", "tel", "number", "date"}


class Is(StrEnum):
    """What a look at a page says."""

    CONFIRMED = "confirmed"
    NOT = "not"
    UNSURE = "unsure"


@dataclass(frozen=True, slots=True)
class Confirmation:
    """The answer, and what it rests on."""

    answer: Is
    reason: str

    @property
    def sure(self) -> bool:
        """The page is what it claims to be."""
        return self.answer is Is.CONFIRMED


def confirm(role: PageRole, visit: Visit, contents: Contents, *, start: str = "") -> Confirmation:
    """Whether a visited page has this role. `start` is the URL of the front page, where it matters that it is it.

    A page that was not seen, is not there ("404" with status 200) or stands in for another is never it.
    """
    if not visit.seen:
        return Confirmation(Is.NOT, visit.reason or "it was not seen")
    look = _Look(visit, contents)
    if missing := look.not_found():
        return Confirmation(Is.NOT, missing)
    if start and not same_site(visit.final_url, start):
        return Confirmation(Is.NOT, f"led to another party: {urlsplit(visit.final_url).hostname}")
    if role is not PageRole.HOME and start and key(visit.final_url) == key(start) and role not in LEGAL:
        return Confirmation(Is.NOT, "led back to the front page")
    if role in LEGAL and look.is_article() and role is not PageRole.ACCESSIBILITY:
        return Confirmation(Is.NOT, "an article about it")
    return _RULES.get(role, _by_signs)(role, look)


class _Look:
    """A page, prepared for questions."""

    def __init__(self, visit: Visit, contents: Contents) -> None:
        self.visit = visit
        self.contents = contents
        self.main = fold((contents.main if contents.read else visit.text)[:_MOST_CHARACTERS])
        self.words = len(self.main.split())
        self.headings = (visit.title, *contents.headings)

    def not_found(self) -> str:
        for heading in self.headings:
            said = fold(heading)
            for phrase in words().not_found:
                if said.startswith(phrase) or (phrase in said and self.words < _FEW_WORDS * 4):
                    return f"says {heading[:60]!r}"
        return ""

    def is_article(self) -> bool:
        types = self.contents.types()
        return bool(types & words().own_document) and ("Product" not in types or self.contents.og_type == "article")

    def headed(self, role: PageRole) -> bool:
        """A heading or the title calls it so, in words that do at the foot. A title may go on with the shop."""
        parts = [part for heading in self.headings for part in re.split(r"\s[|–—·:-]\s|\s[|»›]\s?", heading)]
        return any(label_score(role, part, Place.FOOTER) >= 0.5 for part in parts[:30])

    def signs(self, role: PageRole) -> int:
        return sum(self._has(sign) for sign in words().roles[role].signs)

    def _has(self, sign: str) -> bool:
        match sign:
            case "<form>":
                return any(form.visible for form in self.contents.forms)
            case "<message form>":
                return any(_is_message(form) for form in self.contents.forms)
            case "<email form>":
                return any(form.count("email") or "mail" in _names(form) for form in self._here())
            case _:
                return _compiled(sign).search(self.main) is not None

    def _here(self) -> list[FormHint]:
        return [form for form in self.contents.forms if form.visible]

    def passwords(self) -> list[FormHint]:
        return [form for form in self.contents.forms if form.count("password")]

    def cards(self) -> int:
        """How many different things are offered with a price each."""
        offers = {
            key(link.href)
            for link in self.contents.links
            if link.priced and link.href and link.place in {Place.MAIN, Place.OTHER} and never(link) is None
        }
        return len(offers - {key(self.visit.final_url)})

    def priced(self) -> bool:
        return _PRICE.search(self.main) is not None

    def buys(self) -> int:
        """How many buttons put something into the cart."""
        return sum(words().add_to_cart.search(fold(label)) is not None for label in self.contents.buttons)

    def is_product(self) -> bool:
        """The page says by its structured data that it is one product's."""
        products = {datum.name for datum in self.contents.data if datum.type in {"Product", "ProductGroup"}}
        lists = self.contents.types() & {"ItemList", "CollectionPage", "OfferCatalog", "ProductCollection"}
        return self.contents.og_type in {"product", "og:product", "product.item"} or (len(products) == 1 and not lists)


def _home(_: PageRole, look: _Look) -> Confirmation:
    if look.contents.total or look.words >= _FEW_WORDS:
        return Confirmation(Is.CONFIRMED, "the front page of the shop")
    return Confirmation(Is.UNSURE, "a front page without links and text")


def _by_signs(role: PageRole, look: _Look) -> Confirmation:
    """A heading that says so, and what such a page must have."""
    known = words().roles.get(role)
    if known is None or not known.signs:
        headed = look.headed(role)
        return Confirmation(Is.CONFIRMED if headed else Is.UNSURE, "its heading" if headed else "no heading says so")
    found, headed = look.signs(role), look.headed(role)
    said = f"{'heading' if headed else 'no heading'}, {found} of {len(known.signs)} signs"
    if found >= known.enough and (headed or found >= known.enough + 2):
        return Confirmation(Is.CONFIRMED, said)
    if headed or found >= known.enough:
        return Confirmation(Is.UNSURE, said)
    return Confirmation(Is.NOT, said)


def _privacy(role: PageRole, look: _Look) -> Confirmation:
    """A short one is one nevertheless, and what it lacks is for others to say; without a heading it must be long."""
    made = _by_signs(role, look)
    if made.sure and not look.headed(role) and look.words < SHORTEST_NOTICE:
        return Confirmation(Is.UNSURE, f"{made.reason}, and only {look.words} words")
    return made


def _product(_: PageRole, look: _Look) -> Confirmation:
    if not look.priced():
        # Prices on request exist, but then the page is of no use for what is asked of products.
        return Confirmation(Is.UNSURE if look.is_product() else Is.NOT, "no price")
    buys, cards = look.buys(), look.cards()
    if look.is_product():
        return Confirmation(Is.CONFIRMED, "structured data and a price")
    if buys and (cards <= _MANY_CARDS or buys == 1):
        return Confirmation(Is.CONFIRMED, "a price and a button for the cart")
    particulars = sum(pattern.search(look.main) is not None for pattern in words().particulars)
    if cards <= _MANY_CARDS and particulars >= 2:
        return Confirmation(Is.CONFIRMED, "a price and a product's particulars")
    if cards > _MANY_CARDS:
        return Confirmation(Is.NOT, f"{cards} offers")
    return Confirmation(Is.UNSURE, "a price, but nothing to buy it by")


def _category(_: PageRole, look: _Look) -> Confirmation:
    if look.is_product():
        return Confirmation(Is.NOT, "one product's page")
    cards, products = look.cards(), sum(datum.type == "Product" for datum in look.contents.data)
    lists = look.contents.types() & {"ItemList", "CollectionPage", "OfferCatalog"}
    if cards >= 2 and (cards > _MANY_CARDS or look.buys() != 1 or lists):
        return Confirmation(Is.CONFIRMED, f"{cards} offers")
    if products >= 2 or (lists and cards):
        return Confirmation(Is.CONFIRMED, "structured data of several products")
    if not cards or _product(PageRole.PRODUCT, look).sure:
        return Confirmation(Is.NOT, "one product's page" if cards else "no offers")
    return Confirmation(Is.UNSURE, f"{cards} offers")


def _login(_: PageRole, look: _Look) -> Confirmation:
    if any(form.count("password") == 1 for form in look.passwords()) or look.visit.passwords:
        return Confirmation(Is.CONFIRMED, "a field for the password")
    if look.headed(PageRole.LOGIN) and any(_is_identifier(form) for form in look.contents.forms):
        return Confirmation(Is.CONFIRMED, "a field for the address that gets a code")
    return Confirmation(Is.NOT, "no field for a password")


def _registration(role: PageRole, look: _Look) -> Confirmation:
    for form in look.passwords():
        texts = sum(field.type in _TEXT_FIELDS and field.tag != "select" for field in form.fields)
        if form.count("password") >= 2 or any(field.autocomplete == "new-password" for field in form.fields):
            return Confirmation(Is.CONFIRMED, "a form with a new password")
        if texts >= 3:
            return Confirmation(Is.CONFIRMED, "a form with a password and more data")
        if look.headed(role) and not look.headed(PageRole.LOGIN):
            return Confirmation(Is.CONFIRMED, "its heading and a form with a password")
    if look.headed(role) and any(_is_identifier(form) for form in look.contents.forms):
        return Confirmation(Is.UNSURE, "its heading and a form without a password")
    return Confirmation(Is.NOT, "no form for a new account")


def _cart(role: PageRole, look: _Look) -> Confirmation:
    if words().empty_cart.search(look.main):
        return Confirmation(Is.CONFIRMED, "says that it is empty")
    if look.headed(role):
        return Confirmation(Is.CONFIRMED, "its heading")
    return Confirmation(Is.NOT, "no heading says so")


def _search(_: PageRole, look: _Look) -> Confirmation:
    asked = urlsplit(look.visit.final_url).query or urlsplit(look.visit.final_url).fragment
    says = any(words().results.search(fold(heading)) for heading in look.headings)
    if asked and (says or words().results.search(look.main)):
        return Confirmation(Is.CONFIRMED, "an answer to a search")
    if says or (asked and look.cards()):
        return Confirmation(Is.UNSURE, "a heading, but no search" if says else "offers, but no word of a search")
    return Confirmation(Is.NOT, "no results of a search")


def _checkout(_: PageRole, look: _Look) -> Confirmation:
    if words().empty_cart.search(look.main):
        return Confirmation(Is.NOT, "the cart is empty, and the checkout shut")
    forms = [form for form in look.contents.forms if _is_identifier(form) or _is_address(form)]
    if any(_is_address(form) for form in forms) or (forms and words().guest.search(look.main)):
        return Confirmation(Is.CONFIRMED, "a form for the buyer")
    if forms and look.headed(PageRole.CHECKOUT_CONTACT):
        return Confirmation(Is.CONFIRMED, "its heading and a form")
    return Confirmation(Is.NOT, "no form for the buyer")


def _contact(role: PageRole, look: _Look) -> Confirmation:
    if any(_is_message(form) for form in look.contents.forms):
        return Confirmation(Is.CONFIRMED, "a form for a message")
    return _by_signs(role, look)


_RULES: Mapping[PageRole, Callable[[PageRole, _Look], Confirmation]] = {
    PageRole.HOME: _home,
    PageRole.PRIVACY: _privacy,
    PageRole.PRODUCT: _product,
    PageRole.CATEGORY: _category,
    PageRole.LOGIN: _login,
    PageRole.REGISTRATION: _registration,
    PageRole.CART: _cart,
    PageRole.SEARCH: _search,
    PageRole.CHECKOUT_CONTACT: _checkout,
    PageRole.CONTACT: _contact,
}


@lru_cache(maxsize=256)
def _compiled(sign: str) -> re.Pattern[str]:
    return re.compile(sign, re.IGNORECASE)


def _names(form: FormHint) -> str:
    return " ".join(f"{field.name} {field.autocomplete} {field.hint} {field.type}" for field in form.fields).lower()


def _is_message(form: FormHint) -> bool:
    """A long text and an address to answer to."""
    return any(field.tag == "textarea" for field in form.fields) and "mail" in _names(form)


def _is_identifier(form: FormHint) -> bool:
    return form.visible and (bool(form.count("email")) or "mail" in _names(form))


def _is_address(form: FormHint) -> bool:
    names = _names(form)
    return any(word in names for word in ("street", "strasse", "straße", "address-line1", "postal-code", "zip", "plz"))
