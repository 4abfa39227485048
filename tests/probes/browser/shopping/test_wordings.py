"""What is clicked on the way through a checkout, and what never: by a hundred wordings, in seven languages."""

from __future__ import annotations

import pytest

from scanner.probes.browser.shopping.checkout_words import bound_page, bound_target, orders
from scanner.probes.browser.shopping.controls import Control, choose_onward, objection, order_control
from scanner.probes.browser.shopping.words import Intent

from .wordings import BINDING, HARMLESS

PAGE = "https://www.muesli.example/kasse/adresse"
NEXT = Control(number=1, shown="Weiter", target=PAGE, submits=True, method="post", form=0)


def test_there_are_a_hundred_wordings_that_bind_and_sixty_that_don_t() -> None:
    assert len(set(BINDING)) >= 100
    assert len(set(HARMLESS)) >= 60


@pytest.mark.parametrize("label", BINDING)
def test_what_binds_is_never_clicked(label: str) -> None:
    assert objection(Control(number=1, shown=label), Intent.ONWARD, PAGE) is not None
    assert isinstance(choose_onward([Control(number=1, shown=label)], PAGE), str)


@pytest.mark.parametrize("label", BINDING)
def test_what_binds_is_never_clicked_where_only_its_other_names_say_so(label: str) -> None:
    by_name = Control(number=1, names=(label,))  # an icon with an aria-label
    assert objection(by_name, Intent.ONWARD, PAGE) is not None


@pytest.mark.parametrize("label", HARMLESS)
def test_what_only_leads_on_is_clicked(label: str) -> None:
    assert objection(Control(number=1, shown=label), Intent.ONWARD, PAGE) is None
    assert objection(Control(number=1, names=(label,)), Intent.ONWARD, PAGE) is None
    assert not orders(label)


@pytest.mark.parametrize(
    "more",
    [
        {"names": ("Jetzt kaufen",)},
        {"names": ("Zahlungspflichtig bestellen",)},  # drawn by a style sheet, or the text of a picture
        {"marks": ("place-order",)},
        {"marks": ("placeOrder",)},
        {"marks": ("btnBestellen",)},
        {"marks": ("action_buy",)},
        {"classes": "btn btn-place-order"},
        {"classes": "paypal-button"},
        {"target": "https://www.muesli.example/checkout/confirm"},
        {"target": "https://www.muesli.example/kasse/bestellen"},
        {"target": "https://www.muesli.example/api/orders"},
        {"target": "https://www.muesli.example/?wc-ajax=checkout"},
        {"target": "https://pay.example/next"},
        {"target": "http://www.muesli.example/kasse/versand"},
        {"calls": ("checkout.placeOrder()",)},
        {"calls": ("/img/btn_kaufen.png",)},
        {"calls": ("click: $parent.placeOrder",)},
        {"href": "javascript:submitOrder()", "submits": False, "target": ""},
        {"href": "javascript:pay()", "submits": False, "target": ""},
        {"href": "tel:110", "submits": False, "target": ""},
    ],
)
def test_one_mark_that_binds_is_enough(more: dict[str, object]) -> None:
    fields = {"number": 1, "shown": "Weiter", "target": PAGE, "submits": True, "method": "post"} | more
    assert objection(Control(**fields), Intent.ONWARD, PAGE) is not None  # type: ignore[arg-type]


def test_no_control_of_a_form_that_orders_is_clicked_whatever_it_says() -> None:
    order = Control(number=2, shown="Jetzt kaufen", submits=True, form=0)
    hidden = Control(number=2, shown="Jetzt kaufen", submits=True, form=0, visible=False)
    elsewhere = Control(number=3, shown="Jetzt kaufen", submits=True, form=1, visible=False)
    for other in (order, hidden):
        assert choose_onward([NEXT, other], PAGE) == "'Weiter' is not clicked: its form orders, too"
    assert choose_onward([NEXT, elsewhere], PAGE) == NEXT


def test_the_control_that_orders_is_known_however_clear_it_is() -> None:
    clear, vague = (
        Control(number=4, shown="Zahlungspflichtig bestellen"),
        Control(number=5, shown="Bestellung abschicken"),
    )
    for one in (clear, vague, Control(number=6, names=("Place order",))):
        assert order_control([NEXT, one], last=False) == one
    assert order_control([NEXT], last=False) is None
    assert (
        order_control([NEXT], last=True) == NEXT
    )  # nothing else is left to do there: then it is no step, but the order
    other_product = Control(number=7, shown="Jetzt kaufen", href="https://www.muesli.example/p/7")
    express = Control(number=8, shown="Mit PayPal bezahlen")
    menu = Control(number=9, shown="Jetzt kaufen", main=False)
    assert order_control([other_product, express, menu], last=False) is None


@pytest.mark.parametrize(
    "mark",
    ["/kasse/zahlung", "/checkout/payment", "/checkout/shipping-method", "/order/address", "btn-continue",
     "checkout_next",
     "/rest/V1/guest-carts/x/set-payment-information", "/rest/V1/guest-carts/x/shipping-information", "toAddress",
     "?wc-ajax=update_order_review", "/bestellung/adresse", "submit", "/kasse/pruefen"],
)  # fmt: skip
def test_the_steps_of_usual_shop_systems_are_no_orders(mark: str) -> None:
    assert bound_target(mark) is None and bound_page(mark) is None


@pytest.mark.parametrize(
    "mark",
    ["/checkout/order", "/order/confirm", "/checkout/confirm", "/checkout/place-order", "/checkout/placeOrder", "/pay",
     "/checkout/finish", "/api/orders?x=1", "/rest/V1/guest-carts/x/payment-information", "/kasse/bestellen",
     "/capture", "/checkout/purchase", "/v1/payment_intents", "/buy-now", "/commande", "/zaplac"],
)  # fmt: skip
def test_addresses_that_order_or_pay_are_known(mark: str) -> None:
    assert bound_target(mark) is not None
