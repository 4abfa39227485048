"""Which control is clicked for what, and which never, whatever it looks like."""

from __future__ import annotations

import time

import pytest

from scanner.model.vocabulary import PageRole
from scanner.probes.browser.crawl.confirm import Confirmation, Is
from scanner.probes.browser.crawl.links import UNREAD
from scanner.probes.browser.crawl.results import CrawledPage
from scanner.probes.browser.form_pages import FormsOfPage
from scanner.probes.browser.forms import FieldSeen, FormSeen, FormsSeen
from scanner.probes.browser.shopping.controls import Control, Counter, Group, Option, choose, objection
from scanner.probes.browser.shopping.stops import own_forms, shown_roles
from scanner.probes.browser.shopping.words import Intent, forbidden, forbidden_target, is_choice, is_sold_out, says
from scanner.probes.browser.visit import Outcome, Visit

PAGE = "https://www.muesli.example/p/1"
ADD = Control(number=1, shown="In den Warenkorb", target="https://www.muesli.example/cart/add", submits=True)


@pytest.mark.parametrize(
    "label",
    [
        "In den Warenkorb", "in den warenkorb legen", "Jetzt in den Einkaufswagen", "IN DEN KORB",
        "In die Einkaufstasche",
        "Zum Warenkorb hinzufügen", "Artikel zum Warenkorb hinzufügen", "In Ihren Warenkorb", "Ab in den Warenkorb",
        "Add to cart", "ADD TO BASKET", "Add to bag", "Add to your shopping cart", "Add this item to my trolley",
        "In den Warenkorb · 6,90 €", "+ In den Warenkorb", "12,50 EUR In den Warenkorb »", "1x In den Warenkorb",
    ],
)  # fmt: skip
def test_what_puts_something_into_the_cart_says_so(label: str) -> None:
    assert says(Intent.ADD, label) and forbidden(Intent.ADD, label) is None


@pytest.mark.parametrize(
    "label",
    [
        "Konto eröffnen", "Jetzt Girokonto eröffnen", "Depot online eröffnen", "Kredit beantragen", "Jetzt beantragen",
        "Kreditkarte jetzt beantragen", "Zum Antrag", "Antrag starten", "Open an account", "Apply now", "Apply online",
        "Apply for a loan", "Start your application", "Jetzt online beantragen »",
    ],
)  # fmt: skip
def test_what_a_bank_sells_is_applied_for(label: str) -> None:
    assert says(Intent.APPLY, label) and objection(Control(number=1, shown=label), Intent.APPLY, PAGE) is None


@pytest.mark.parametrize(
    "label",
    [
        "Kundenkonto eröffnen", "Konto anlegen", "Konto kündigen", "Vertrag schließen", "Zahlungspflichtig abschließen",
        "Jetzt abschließen", "Kredit kündigen", "Ratenkredit mit Klarna beantragen", "Konto", "Antrag widerrufen",
        "Apply coupon", "Apply", "Gutschein beantragen", "In den Warenkorb",
    ],
)  # fmt: skip
def test_nothing_else_is_applied_for(label: str) -> None:
    assert objection(Control(number=1, shown=label), Intent.APPLY, PAGE) is not None or not says(Intent.APPLY, label)


@pytest.mark.parametrize(
    "label",
    [
        "Kaufen", "Jetzt kaufen", "Buy now", "Buy it now", "Sofort-Kaufen", "Zahlungspflichtig bestellen",
        "Jetzt bestellen", "Kostenpflichtig bestellen", "Place order", "Order now", "Complete purchase", "Pay now",
        "Mit PayPal bezahlen",
        "PayPal Express", "Express-Checkout", "Apple Pay", "Direkt zur Kasse", "Zum Warenkorb", "Warenkorb",
        "View cart", "In den Warenkorb und bestellen",
        "In den Warenkorb & zur Kasse", "Add to cart and checkout", "1-Click",
        "Abonnieren", "In den Warenkorb (Abo)", "Vertrag widerrufen", "Jetzt kündigen", "Bestellung bestätigen",
        "Auf die Wunschliste", "Add to wishlist", "Angebot anfragen", "Auf Rezept bestellen", "Reservieren", "",
        "Hinzufügen", "Add", "Weiter", "Subscribe & save", "Ratenzahlung", "Aus dem Warenkorb entfernen",
    ],
)  # fmt: skip
def test_nothing_else_is_clicked_for_the_cart(label: str) -> None:
    assert objection(Control(number=1, shown=label), Intent.ADD, PAGE) is not None


@pytest.mark.parametrize(
    ("intent", "label"),
    [
        (Intent.CHECKOUT, "Zur Kasse"), (Intent.CHECKOUT, "Weiter zur Kasse ›"), (Intent.CHECKOUT, "Zum Checkout"),
        (Intent.CHECKOUT, "Zur sicheren Kasse gehen"), (Intent.CHECKOUT, "Proceed to Checkout"),
        (Intent.CHECKOUT, "Secure checkout"), (Intent.CART, "Zum Warenkorb"), (Intent.CART, "Warenkorb ansehen"),
        (Intent.CART, "View cart (1)"), (Intent.CART, "Basket"), (Intent.GUEST, "Als Gast bestellen"),
        (Intent.GUEST, "Weiter als Gast"), (Intent.GUEST, "Continue as guest"), (Intent.GUEST, "Guest checkout"),
        (Intent.GUEST, "Ohne Registrierung fortfahren"), (Intent.GUEST, "Ohne Anmeldung weiter"),
    ],
)  # fmt: skip
def test_the_way_on_is_told_by_its_words(intent: Intent, label: str) -> None:
    link = Control(number=1, shown=label, href="https://www.muesli.example/kasse")
    assert objection(link, intent, PAGE) is None


@pytest.mark.parametrize(
    ("intent", "label"),
    [
        (Intent.CHECKOUT, "Jetzt bestellen"), (Intent.CHECKOUT, "Express-Checkout"),
        (Intent.CHECKOUT, "Weiter einkaufen"),
        (Intent.CHECKOUT, "Checkout with PayPal"), (Intent.CHECKOUT, "Bestellung abschließen"),
        (Intent.CHECKOUT, "Zahlungspflichtig bestellen"), (Intent.CART, "In den Warenkorb"),
        (Intent.CART, "Warenkorb leeren"), (Intent.CART, "Add to cart"), (Intent.GUEST, "Anmelden"),
        (Intent.GUEST, "Registrieren und bestellen"),
    ],
)  # fmt: skip
def test_nothing_else_is_clicked_on_the_way(intent: Intent, label: str) -> None:
    link = Control(number=1, shown=label, href="https://www.muesli.example/kasse")
    assert objection(link, intent, PAGE) is not None


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"names": ("Jetzt kaufen",)}, "it says 'kaufen'"),
        ({"marks": ("buy_now",)}, "it is marked 'buy_now'"),
        ({"marks": ("order",)}, "it is marked 'order'"),
        ({"marks": ("btn_order",)}, "it is marked 'btn_order'"),
        ({"target": "https://www.muesli.example/checkout/confirm"}, "it is marked 'confirm'"),
        ({"target": "https://www.muesli.example/cart?action=order"}, "it is marked 'order'"),
        ({"target": "https://pay.example/cart"}, "it leads to another party"),
        ({"classes": "btn paypal-button"}, "it is marked 'paypal'"),
        ({"classes": "dynamic-checkout__button"}, "it is marked 'dynamic-checkout'"),
        ({"submits": False, "target": "", "href": "data:text/html,x"}, "it leads to no page: data:text/html,x"),
    ],
)
def test_one_mark_against_it_is_enough(change: dict[str, object], why: str) -> None:
    fields = {"number": 1, "shown": ADD.shown, "target": ADD.target, "submits": True} | change
    assert objection(Control(**fields), Intent.ADD, PAGE) == why  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "mark",
    ["add-to-cart", "inWarenkorb", "product-addtocart-button", "/checkout/cart/add/uenc/x", "/checkout/line-item/add",
     "/warenkorb", "/basket/add/7/", "/cart/add", "sort_orders_by", "toBasket", "btn-buy", "aboutus", "payload"],
)  # fmt: skip
def test_the_marks_of_usual_shop_systems_are_no_orders(mark: str) -> None:
    assert forbidden_target(mark) is None


def test_a_shops_own_name_is_not_held_against_it() -> None:
    url = "https://www.bestellen.example/cart/add"
    control = Control(number=1, shown="In den Warenkorb", target=url, submits=True)
    assert objection(control, Intent.ADD, "https://www.bestellen.example/p") is None


def test_on_the_way_to_the_checkout_no_form_is_sent_and_a_guest_follows_a_link() -> None:
    button = Control(number=1, shown="Zur Kasse", submits=True, target="https://www.muesli.example/kasse")
    assert objection(button, Intent.CHECKOUT, PAGE) == "it sends a form"
    assert objection(Control(number=1, shown="Zur Kasse"), Intent.CHECKOUT, PAGE) is None
    assert objection(Control(number=1, shown="Als Gast bestellen"), Intent.GUEST, PAGE) == "it is no link"


def test_the_products_own_button_is_chosen_before_those_of_other_things() -> None:
    def button(number: int, **more: bool) -> Control:
        return Control(number=number, shown="In den Warenkorb", **more)  # type: ignore[arg-type]

    menu, before, own, later, hidden = (
        button(1, main=False),
        button(2, after=False),
        button(3),
        button(4),
        button(5, visible=False, submits=True),
    )
    found = choose([menu, before, own, later, hidden], Intent.ADD, PAGE)
    assert found == own
    assert choose([hidden], Intent.ADD, PAGE) == "no control is called so"


def test_what_a_page_makes_up_is_left_out() -> None:
    control = {"number": True, "shown": ["x"], "names": "x"}
    told = {"controls": [7, control], "groups": [{"list": "x", "options": [None]}]}
    nothing = Control(number=-1, main=False, after=False, visible=False)
    assert Counter.of(told) == Counter((nothing,), (Group(None, ()),))
    assert Counter.of(None) == Counter()
    group = {"list": 3, "form": 0, "options": [{"number": 5, "label": "M", "value": "m"}]}
    assert Counter.of({"groups": [group]}).groups == (Group(3, (Option(5, "M", "m"),), 0),)


def test_a_label_made_to_take_long_takes_no_time() -> None:
    began = time.process_time()
    for label in ("1" * 5000 + "a", "9,9" * 2000, "€ " * 3000, "in den " * 1000, "- " * 3000 + "x"):
        assert not says(Intent.ADD, label)
    assert time.process_time() - began < 20  # exponential matching would take years


@pytest.mark.parametrize(
    "label", ["", "Bitte wählen", "-- Größe --", "Please select", "M (ausverkauft)", "XL - Sold out"]
)
def test_an_entry_that_is_no_choice_is_not_taken(label: str) -> None:
    assert not is_choice(label)
    assert is_sold_out(label) == ("aus" in label or "Sold" in label)


# -- what the first page of a checkout shows --


def form(*fields: FieldSeen, buttons: tuple[str, ...] = ("Weiter",), shown: str = "yes") -> FormSeen:
    return FormSeen(fields=fields, buttons=buttons, shown=shown)


EMAIL = FieldSeen(name="email", kind="email")
STREET = FieldSeen(name="street[0]", label="Straße")
METHOD = FieldSeen(name="payment_method", kind="radio", label="Rechnung")
PARCEL = FieldSeen(name="shipping_method", kind="radio", label="Paket")


@pytest.mark.parametrize(
    ("forms", "roles"),
    [
        ([form(EMAIL)], [PageRole.CHECKOUT_CONTACT]),
        ([form(STREET)], [PageRole.CHECKOUT_ADDRESS]),
        ([form(EMAIL, STREET)], [PageRole.CHECKOUT_CONTACT, PageRole.CHECKOUT_ADDRESS]),
        ([form(FieldSeen(name="q"))], [PageRole.CHECKOUT_CONTACT]),
        (
            [form(FieldSeen(kind="checkbox", label="Angebote per E-Mail"), buttons=("Zahlungspflichtig bestellen",))],
            [PageRole.ORDER_REVIEW],
        ),
        ([form(EMAIL), form(STREET, shown="no")], [PageRole.CHECKOUT_CONTACT]),
        (
            [form(EMAIL, STREET), form(PARCEL, METHOD, buttons=("Zahlungspflichtig bestellen",))],
            [PageRole.CHECKOUT_CONTACT, PageRole.CHECKOUT_ADDRESS, PageRole.CHECKOUT_SHIPPING,
             PageRole.CHECKOUT_PAYMENT, PageRole.ORDER_REVIEW],
        ),
    ],
)  # fmt: skip
def test_the_steps_that_a_checkouts_page_shows_are_told_by_its_fields(
    forms: list[FormSeen], roles: list[PageRole]
) -> None:
    assert list(shown_roles(FormsSeen(tuple(forms)))) == roles


def crawled(role: PageRole, *forms: FormSeen) -> CrawledPage:
    visit = Visit(number=1, url="https://www.muesli.example/x", outcome=Outcome.SEEN)
    read = FormsOfPage(FormsSeen(forms))
    sure = Confirmation(Is.CONFIRMED, "its heading")
    return CrawledPage(role=role, visit=visit, contents=UNREAD, confirmation=sure, reason="", depth=1, beside=read)


def test_a_form_that_stands_on_every_page_is_no_step_of_the_checkout() -> None:
    newsletter, payment, login = form(EMAIL), form(METHOD), form(EMAIL, FieldSeen(name="p", kind="password"))
    pages = [crawled(PageRole.HOME, newsletter), crawled(PageRole.LOGIN, newsletter, login)]
    assert shown_roles(own_forms(FormsSeen((newsletter, payment)), pages)) == (PageRole.CHECKOUT_PAYMENT,)
    # Who he is may be asked as on the page of the login.
    assert own_forms(FormsSeen((newsletter, login)), pages).forms == (login,)
    assert own_forms(FormsSeen((newsletter,)), pages).forms == ()
