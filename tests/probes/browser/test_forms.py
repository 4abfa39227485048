"""The forms of a page in a real browser: what is found, what is left out, and that no page gets the better of it."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from playwright.sync_api import Browser, sync_playwright

from scanner.model.facts import Form, FormField, Page
from scanner.model.values import Unknown
from scanner.probes.browser.chromium import Binary
from scanner.probes.browser.form_rows import facts
from scanner.probes.browser.forms import (
    LIMITS,
    FieldSeen,
    FormSeen,
    FormsSeen,
    LinkSeen,
    UnreadableForms,
    forms_script,
    read_forms,
)

SHOP = "https://www.shop.example/konto/"
Look = Callable[..., FormsSeen]


@pytest.fixture(scope="module")
def browser(chromium: Binary) -> Iterator[Browser]:
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=str(chromium.path), args=["--no-sandbox"])
        yield started
        started.close()


@pytest.fixture
def raw(browser: Browser) -> Iterator[Callable[..., Any]]:
    """What the script returns on a page with this body, in a world of its own or in the page's."""
    page = browser.new_page()

    def look(body: str, *, own_world: bool = True, limits: dict[str, int] | None = None) -> Any:
        html = f"<!doctype html><html><body>{body}</body></html>"
        page.unroute_all()
        page.route("**/*", lambda route: route.fulfill(body=html, content_type="text/html; charset=utf-8"))
        page.goto(SHOP)
        argument = {**LIMITS, **(limits or {})}
        if not own_world:
            return page.evaluate(forms_script(), argument)
        session = page.context.new_cdp_session(page)
        frame = session.send("Page.getFrameTree")["frameTree"]["frame"]["id"]
        world = session.send("Page.createIsolatedWorld", {"frameId": frame})["executionContextId"]
        call = {
            "functionDeclaration": forms_script(),
            "executionContextId": world,
            "arguments": [{"value": argument}],
            "returnByValue": True,
        }
        answer = session.send("Runtime.callFunctionOn", call)
        assert "exceptionDetails" not in answer
        return answer["result"]["value"]

    yield look
    page.close()


@pytest.fixture
def look(raw: Callable[..., Any]) -> Look:
    return lambda body, **options: read_forms(SHOP, [(SHOP, raw(body, **options))])


def only(seen: FormsSeen) -> FormSeen:
    (form,) = seen.forms
    return form


def labels(form: FormSeen) -> list[str]:
    return [field.label for field in form.fields]


# ── which forms ──────────────────────────────────────────────────────────────────────────────────────────────────────


def test_method_and_action_are_what_the_browser_would_do(look: Look) -> None:
    form = only(look('<form method=POST action="../kasse?x=1"><input name=email><button>Weiter</button></form>'))
    assert (form.method, form.action, form.has_action) == ("post", "https://www.shop.example/kasse?x=1", True)


def test_a_form_whose_fields_hide_its_own_properties_is_read_all_the_same(look: Look) -> None:
    names = ("action", "method", "children", "parentNode", "querySelectorAll", "getAttribute", "nextSibling", "id")
    fields = "".join(f'<label>{name} <input name="{name}"></label>' for name in names)
    form = only(look(f'<form id=f method=post action="/ziel">{fields}<button>Senden</button></form>'))
    assert form.action == "https://www.shop.example/ziel"
    assert [field.name for field in form.fields] == list(names)
    assert form.id == "f"


def test_controls_without_a_form_are_grouped_by_the_container_of_their_button(look: Look) -> None:
    seen = look(
        "<section><h2>Newsletter</h2><div><input placeholder=E-Mail></div><div><button>Los</button></div></section>"
        "<section><h2>Kontakt</h2><input aria-label=Name><textarea aria-label=Nachricht></textarea>"
        "<button>Senden</button></section>"
    )
    assert [(form.element, labels(form), form.buttons) for form in seen.forms] == [
        (False, ["E-Mail"], ("Los",)),
        (False, ["Name", "Nachricht"], ("Senden",)),
    ]


def test_the_search_in_the_head_and_the_newsletter_in_the_foot_of_a_page_without_forms_are_two(look: Look) -> None:
    seen = look(
        "<div id=app><header><input type=search aria-label=Suche></header><main><p>Müsli</p></main>"
        "<footer><section><input type=email aria-label=E-Mail><button>Anmelden</button></section></footer></div>"
    )
    assert [[field.label for field in form.fields] for form in seen.forms] == [["Suche"], ["E-Mail"]]


def test_a_button_that_shows_the_password_does_not_make_a_form_of_its_own(look: Look) -> None:
    form = only(
        look(
            "<div><label for=m>E-Mail</label><input id=m><div><label for=p>Passwort</label><input id=p type=password>"
            '<button type=button aria-label="Passwort anzeigen">o</button></div><button>Anmelden</button></div>'
        )
    )
    assert labels(form) == ["E-Mail", "Passwort"]
    assert form.buttons == ("Anmelden",)


def test_what_stands_around_a_line_with_its_button_belongs_to_the_same_form(look: Look) -> None:
    form = only(
        look(
            "<section><div><input placeholder=E-Mail><button>Los</button></div>"
            "<label><input type=checkbox> Datenschutz gelesen</label></section>"
        )
    )
    assert labels(form) == ["E-Mail", "Datenschutz gelesen"]


def groups(seen: FormsSeen) -> list[list[str]]:
    return [labels(form) for form in seen.forms]


CONTACT = "<section><h2>Contact</h2><label>E-Mail <input type=email></label></section>"
ADDRESS = "<section><h2>Address</h2><label>Street <input></label><label>City <input></label></section>"


def test_parts_of_a_checkout_that_share_one_button_are_one_form_and_the_voucher_beside_them_is_its_own(
    look: Look,
) -> None:
    voucher = "<aside><input placeholder='Promo code'><button>Apply</button></aside>"
    terms = "<div><label><input type=checkbox> Terms</label><button>Buy now</button></div>"
    for body in (CONTACT + voucher + ADDRESS + terms, CONTACT + ADDRESS + terms + voucher):
        found = groups(look(f"<main><div>{body}</div></main>"))
        assert sorted(found) == [["E-Mail", "Street", "City", "Terms"], ["Promo code"]]


def test_steps_with_buttons_of_their_own_are_forms_of_their_own(look: Look) -> None:
    first = CONTACT.replace("</section>", "<button>Continue</button></section>")
    second = ADDRESS.replace("</section>", "<button>Continue</button></section>")
    assert groups(look(f"<main>{first}{second}</main>")) == [["E-Mail"], ["Street", "City"]]


def test_steps_under_numbered_headings_are_forms_of_their_own_and_other_headings_tear_nothing_apart(look: Look) -> None:
    part = "<section><h2>{}</h2><input placeholder='{}'></section>"
    steps = part.format("1. Kontakt", "E-Mail") + part.format("2. Adresse", "Straße")
    last = "<section><h2>{}</h2><input placeholder='Gutschein'><button type='button'>Bestellen</button></section>"
    page = f"<main>{steps}{last.format('3. Prüfen')}</main>"
    assert groups(look(page)) == [["E-Mail"], ["Straße"], ["Gutschein"]]
    plain = page.replace("1. ", "").replace("2. ", "").replace("3. ", "")
    assert groups(look(plain)) == [["E-Mail", "Straße", "Gutschein"]]


def test_a_search_box_without_a_button_is_a_form_of_its_own_wherever_it_stands(look: Look) -> None:
    page = "<div><a href='/'>Laden</a> <span><input type='search' placeholder='Boards…'></span></div>"
    fields = "<input placeholder='Name'><input placeholder='E-Mail'><button type='button'>Senden</button>"
    rest = f"<main><div>{fields}</div></main>"
    assert groups(look(page + rest)) == [["Boards…"], ["Name", "E-Mail"]]


def test_what_a_button_controls_can_be_opened_however_short_its_id(look: Look) -> None:
    chat = "<div id='c' hidden><form><textarea placeholder='Nachricht'></textarea><button>Senden</button></form></div>"
    assert only(look(f"<button aria-controls='c' aria-expanded='false'>Chat</button>{chat}")).shown == "opens"
    assert only(look(chat)).shown == "no"


@pytest.mark.parametrize(
    ("style", "shown"),
    [
        ("", "yes"),
        ("overflow:hidden", "no"),
        ("display:contents", "yes"),
        ("height:0;overflow:hidden;display:block", "no"),
    ],
)
def test_a_form_without_a_height_of_its_own_is_seen_where_its_fields_are(look: Look, style: str, shown: str) -> None:
    around = f'<form style="width:600px;height:0;{style}">'
    inner = '<div style="float:left;width:50%"><label for="m">E-Mail</label><input id="m"><button>Weiter</button></div>'
    assert only(look(f"{around}{inner}</form>")).shown == shown


@pytest.mark.parametrize(
    "beside",
    [
        "<button>Find address</button>",
        "<button>Datei auswählen</button>",
        "<button role=checkbox aria-checked=false>Gift</button>",
        "<button style='display:none'>Save</button>",
    ],
)
def test_what_sends_nothing_does_not_tear_a_form_apart(look: Look, beside: str) -> None:
    line = f"<div><label>Postcode <input></label>{beside}</div>"
    body = f"<div>{line}<label>City <input></label><button>Go on</button></div>"
    assert [name for name in labels(only(look(body))) if name in {"Postcode", "City"}] == ["Postcode", "City"]


def test_a_button_before_its_fields_sends_none_of_them(look: Look) -> None:
    sign_in = CONTACT.replace("</h2>", "</h2><button>Sign in</button>")
    assert groups(look(f"<main>{sign_in}{ADDRESS}<button>Pay</button></main>")) == [["E-Mail", "Street", "City"]]


def test_what_is_sent_by_something_that_only_looks_like_a_button_is_a_form(look: Look) -> None:
    letter = "<div><input type=email placeholder='Your mail'><span class='btn primary'>Join</span></div>"
    assert groups(look(f"<div>{letter}<div>{ADDRESS}<button>Save</button></div></div>")) == [
        ["Your mail"],
        ["Street", "City"],
    ]


def test_the_words_that_a_page_puts_into_a_drawn_button_are_its_label(look: Look) -> None:
    form = only(
        look(
            "<section><label>E-Mail <input></label><x-button>Subscribe</x-button></section><script>"
            "customElements.define('x-button', class extends HTMLElement { constructor() { super();"
            "this.attachShadow({mode: 'open'}).innerHTML = '<button><slot></slot></button>' } })</script>"
        )
    )
    assert form.buttons == ("Subscribe",)


def test_the_same_button_on_many_products_sends_no_field_around_them(look: Look) -> None:
    products = "".join(f"<li><h3>Tea {i}</h3><button>Buy now</button></li>" for i in range(4))
    sorting = "<div><label>Sort by <select><option>Price</option></select></label></div>"
    filters = "<div><label>Brand <input></label></div>"
    seen = look(f"<main><div>{filters}<p>Teas</p></div><section>{sorting}<ul>{products}</ul></section></main>")
    assert groups(seen) == [["Brand"], ["Sort by"]]


def test_the_place_of_a_form_on_its_page_is_told(look: Look) -> None:
    places = ("header", "main", "footer", "div role=dialog")
    seen = look("".join(f"<{place}><input><button>Go on</button></{place.split()[0]}>" for place in places))
    assert [form.place for form in seen.forms] == ["head", "", "foot", "dialog"]


def test_a_button_that_leads_aside_is_told_only_where_no_other_is(look: Look) -> None:
    body = "<div><input type=password>{}<button>Forgot password?</button></div>"
    assert only(look(body.format("<button>Sign in</button>"))).buttons == ("Sign in",)
    assert only(look(body.format(""))).buttons == ("Forgot password?",)


def test_open_shadow_roots_are_looked_into(look: Look) -> None:
    seen = look(
        "<my-form></my-form><script>const r=document.querySelector('my-form').attachShadow({mode:'open'});"
        "r.innerHTML='<form><label for=e>E-Mail</label><input id=e required><my-in></my-in><button>Ok</button></form>';"
        "r.querySelector('my-in').attachShadow({mode:'open'}).innerHTML='<label for=n>Name</label><input id=n>'"
        "</script>"
    )
    assert labels(only(seen)) == ["E-Mail", "Name"]
    assert only(seen).fields[0].required


def test_a_closed_dialog_counts_as_something_a_visitor_can_open_and_a_hidden_leftover_does_not(look: Look) -> None:
    seen = look(
        "<button aria-controls=panel>Mehr</button>"
        "<dialog><form><input aria-label=A><button>Ok</button></form></dialog>"
        "<div class='modal fade' style=display:none><form><input aria-label=B><button>Ok</button></form></div>"
        "<div id=panel hidden><form><input aria-label=C><button>Ok</button></form></div>"
        "<div style=display:none><form><input aria-label=D><button>Ok</button></form></div>"
    )
    assert [(form.shown, labels(form)) for form in seen.forms] == [
        ("opens", ["A"]),
        ("opens", ["B"]),
        ("opens", ["C"]),
        ("no", ["D"]),
    ]
    forms, fields = facts(Page(url=SHOP), seen)
    assert len(forms) == len(fields) == 3


# ── which fields ─────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "trap",
    [
        "<input type=hidden name=trap>",
        "<input name=trap style=display:none>",
        "<div hidden><input name=trap></div>",
        "<input name=trap style=visibility:hidden>",
        "<input name=trap style=opacity:0>",
        "<div style='position:absolute;left:-5000px'><label>Firma <input name=trap></label></div>",
        "<div style='height:0;overflow:hidden'><input name=trap></div>",
        "<div style='position:absolute;clip:rect(0 0 0 0)'><input name=trap></div>",
        "<div style='clip-path:inset(100%)'><input name=trap></div>",
        "<div style='transform:scale(0)'><input name=trap></div>",
        "<div aria-hidden=true><input name=trap tabindex=-1 autocomplete=off></div>",
        "<template><input name=trap></template>",
        "<input type=submit name=trap><input type=button name=trap><input type=reset name=trap>",
    ],
)
def test_what_no_visitor_meets_is_no_field(look: Look, trap: str) -> None:
    form = only(look(f"<form><label>E-Mail <input name=mail></label>{trap}<button>Ok</button></form>"))
    assert [field.name for field in form.fields] == ["mail"]


def test_a_drawn_box_whose_input_is_hidden_is_met_by_its_label(look: Look) -> None:
    form = only(
        look(
            "<form><input type=checkbox id=c name=c checked style='position:absolute;opacity:0'><label for=c>Newsletter"
            "</label><select id=s name=s style=display:none><option>A</select><label for=s>Land</label>"
            "<span>drawn</span><button>Ok</button></form>"
        )
    )
    assert [(field.label, field.checked) for field in form.fields] == [("Newsletter", True), ("Land", None)]


def test_radio_buttons_and_boxes_of_one_name_are_one_field_with_options(look: Look) -> None:
    form = only(
        look(
            "<form><fieldset><legend>Anrede *</legend><label><input type=radio name=s required> Frau</label>"
            "<label><input type=radio name=s> Herr</label></fieldset>"
            "<div role=radiogroup aria-label=Lieferung aria-required=true><div role=radio aria-checked=true>DHL</div>"
            "<div role=radio>Abholung</div></div><button>Ok</button></form>"
        )
    )
    salutation, delivery = form.fields
    assert (salutation.label, salutation.options, salutation.required) == ("Anrede *", ("Frau", "Herr"), True)
    assert (salutation.star, salutation.checked, salutation.boxes) == (True, False, 2)
    assert (delivery.label, delivery.options, delivery.aria_required) == ("Lieferung", ("DHL", "Abholung"), True)


@pytest.mark.parametrize(
    ("markup", "label", "source"),
    [
        ("<label for=x>Name</label><input id=x>", "Name", "label"),
        ("<label>Name <input></label>", "Name", "label"),
        ("<label>Land <select><option>Peru</select></label>", "Land", "label"),
        ("<b id=l>Dein</b><b id=m>Name</b><input aria-labelledby='l m'>", "Dein Name", "aria-labelledby"),
        ("<input aria-label=Name placeholder=Max>", "Name", "aria-label"),
        ("<p><span>Name</span><input></p>", "Name", "text before"),
        ("<table><tr><td>Name:</td><td><input></td></tr></table>", "Name:", "text before"),
        ("<dl><dt>Name</dt><dd><input></dd></dl>", "Name", "text before"),
        ("<p>Wir freuen uns auf dich, trag dich doch gleich ein!</p><input placeholder=Name>", "Name", "placeholder"),
        ("<input title=Name>", "Name", "title"),
        ("<input type=checkbox> Ja, gerne", "Ja, gerne", "text after"),
        ("<div role=checkbox>Ja, gerne</div>", "Ja, gerne", "text after"),
        ("<input>", "", ""),
    ],
)
def test_the_label_is_the_one_a_visitor_sees(look: Look, markup: str, label: str, source: str) -> None:
    (field,) = only(look(f"<form>{markup}<button>Ok</button></form>")).fields
    assert (field.label, field.label_from) == (label, source)


@pytest.mark.parametrize(
    "markup",
    [
        "<label for=x>Name *</label><input id=x>",
        "<label for=x>Name <abbr title=erforderlich>*</abbr></label><input id=x>",
        "<style>.r::after{content:' *'}</style><label class=r for=x>Name</label><input id=x>",
        "<style>.r span:before{content:'*'}</style><label class=r for=x><span>Name</span></label><input id=x>",
        "<input placeholder='Name*'>",
        "<div><label for=x>Name</label><input id=x><span>*</span></div>",
        "<div><label for=x>Name</label><i class='fa fa-asterisk'></i><input id=x></div>",
    ],
)
def test_an_asterisk_is_seen_wherever_it_stands_or_is_drawn(look: Look, markup: str) -> None:
    (field,) = only(look(f"<form>{markup}<button>Ok</button></form>")).fields
    assert field.star
    assert not field.required


def test_an_asterisk_that_is_not_shown_now_marks_nothing(look: Look) -> None:
    hidden = "<label for=x>PLZ<span style='display:none'>*</span></label><input id=x>"
    (field,) = only(look(f"<form>{hidden}<button>Ok</button></form>")).fields
    assert (field.label, field.star) == ("PLZ", False)


def test_an_asterisk_in_the_line_above_a_group_of_choices_is_its_own(look: Look) -> None:
    choices = "<label><input type=radio name=a> Blau</label> <label><input type=radio name=a> Rot</label>"
    (field,) = only(
        look(
            "<form><fieldset><legend>1. Farbe</legend><p>Welche Farbe <span>*</span><br>"
            f"{choices}</p><p><label>Name <input></label></p></fieldset><button>Ok</button></form>"
        )
    ).fields[:1]
    assert (field.label, field.star) == ("Welche Farbe *", True)


def test_what_stands_before_the_boxes_of_a_code_is_said_of_each_of_them(look: Look) -> None:
    boxes = "".join(f"<span><input maxlength=1 aria-label='Ziffer {i}'></span>" for i in range(1, 5))
    form = only(look(f"<form><p>Code aus der SMS *</p><div>{boxes}</div><button>Ok</button></form>"))
    assert [(field.star, field.group) for field in form.fields] == [(True, "Code aus der SMS *")] * 4


def test_a_heading_that_calls_its_field_optional_is_told_with_it(look: Look) -> None:
    form = only(
        look("<form><h3>Noch etwas? (optional)</h3><p><input aria-label=Wünsche></p><input aria-label=Name></form>")
    )
    assert [field.group for field in form.fields] == ["Noch etwas? (optional)", ""]


# ── drawn selects ────────────────────────────────────────────────────────────────────────────────────────────────────

TWIN = (
    "<style>.gone{position:absolute;width:1px;height:1px;overflow:hidden;clip:rect(0 0 0 0)}</style>"
    "<label for=land>Land <b>*</b></label><span><select id=land name=country autocomplete=country required class=gone "
    "tabindex=-1 aria-hidden=true><option>Peru<option>Chile</select><span><span><span role=combobox tabindex=0 "
    "aria-label=Land><span role=textbox aria-readonly=true>Peru</span></span></span></span></span>"
)


def test_a_drawn_select_and_its_hidden_twin_are_one_field_with_what_the_twin_says(look: Look) -> None:
    (field,) = only(look(f"<form>{TWIN}<button>Ok</button></form>")).fields
    assert (field.name, field.kind, field.autocomplete, field.label) == ("country", "select", "country", "Land *")
    assert (field.required, field.star, field.options, field.hidden) == (True, True, ("Peru", "Chile"), "")


def test_a_native_select_that_is_seen_is_asked_and_what_is_drawn_beside_it_is_not(look: Look) -> None:
    seen = TWIN.replace("class=gone", "").replace(" aria-hidden=true", "")
    form = only(look(f"<form>{seen}<button>Ok</button></form>"))
    assert [(field.name, field.kind) for field in form.fields] == [("country", "select")]


def test_a_drawn_select_around_an_input_in_which_nobody_types_is_a_field(look: Look) -> None:
    drawn = (
        "<div role=combobox tabindex=0 aria-labelledby=l>Bitte wählen<label id=l>Anrede</label>"
        "<input readonly tabindex=-1 aria-hidden=true style='position:absolute;opacity:0'></div>"
    )
    form = only(look(f"<form>{drawn}<label>Name <input></label><button>Ok</button></form>"))
    assert [(field.label, field.kind) for field in form.fields] == [("Anrede", "combobox"), ("Name", "text")]


def test_an_input_in_a_drawn_select_in_which_one_types_is_the_field(look: Look) -> None:
    form = only(look("<form><div role=combobox><input name=town aria-label=Ort></div><button>Ok</button></form>"))
    assert [field.name for field in form.fields] == ["town"]


def test_files_are_asked_for_where_the_field_lies_unseen_over_a_button(look: Look) -> None:
    field = "<input type=file aria-label=Foto style='position:absolute;opacity:0'>"
    over = f"<span>{field}<button type=button>Wählen</button></span>"
    form = only(look(f"<form><label>Name <input></label>{over}<button>Ok</button></form>"))
    assert labels(form) == ["Name", "Foto"]


def test_a_hidden_field_for_files_without_a_button_is_met_by_nobody(look: Look) -> None:
    alone = "<p><input type=file aria-label=Foto style='position:absolute;opacity:0'></p>"
    form = only(look(f"<form><label>Name <input></label>{alone}<button>Ok</button></form>"))
    assert labels(form) == ["Name"]


# ── steps ────────────────────────────────────────────────────────────────────────────────────────────────────────────


def _step(heading: str, *names: str, number: str = "") -> str:
    beside = f"<span>{number}</span>" if number else ""
    fields = "".join(f"<p><label>{name} <input name={name}></label></p>" for name in names)
    return f"<section><div>{beside}<h2>{heading}</h2></div>{fields}</section>"


def _names(seen: FormsSeen) -> list[list[str]]:
    return [[field.name for field in form.fields] for form in seen.forms]


ORDER = "<section><label><input type=checkbox name=agb> AGB</label><button type=button>Jetzt kaufen</button></section>"
PARTS = ("Kontakt", "mail"), ("Lieferadresse", "street"), ("Versand", "wish"), ("Zahlung", "iban")


def test_numbered_steps_of_a_checkout_that_share_a_button_are_forms_of_their_own(look: Look) -> None:
    steps = "".join(_step(heading, name, number=str(i)) for i, (heading, name) in enumerate(PARTS, 1))
    assert _names(look(f"<main>{steps}{ORDER}</main>")) == [["mail"], ["street"], ["wish"], ["iban"], ["agb"]]


def test_numbered_steps_are_so_too_where_the_button_stands_outside_of_them(look: Look) -> None:
    steps = "".join(_step(f"{i}. {heading}", name) for i, (heading, name) in enumerate(PARTS, 1))
    seen = look(f"<main><div>{steps}<button type=button>Jetzt kaufen</button></div></main>")
    assert _names(seen) == [["mail"], ["street"], ["wish"], ["iban"]]


def test_steps_without_numbers_are_forms_of_their_own_if_what_sends_them_asks_for_nothing(look: Look) -> None:
    steps = "".join(_step(heading, name) for heading, name in PARTS)
    assert _names(look(f"<main><div>{steps}{ORDER}</div></main>")) == [
        ["mail"],
        ["street"],
        ["wish"],
        ["iban"],
        ["agb"],
    ]
    last = steps.removesuffix("</section>") + "<button type=button>Jetzt kaufen</button></section>"
    assert _names(look(f"<main><div>{last}</div></main>")) == [["mail", "street", "wish", "iban"]]


def test_numbered_parts_of_something_else_stay_one_form(look: Look) -> None:
    parts = ("Bestellung", "number"), ("Grund", "why"), ("Erstattung", "iban", "holder")
    steps = "".join(_step(f"{i}. {heading}", *names) for i, (heading, *names) in enumerate(parts, 1))
    sent = steps.removesuffix("</section>") + "<button type=button>Retoure anmelden</button></section>"
    assert _names(look(f"<main><div>{sent}</div></main>")) == [["number", "why", "iban", "holder"]]


def test_steps_within_a_form_are_that_form(look: Look) -> None:
    steps = "".join(_step(heading, name, number=str(i)) for i, (heading, name) in enumerate(PARTS, 1))
    assert _names(look(f"<form>{steps}<button>Jetzt kaufen</button></form>")) == [["mail", "street", "wish", "iban"]]


def test_kinds_of_cookies_that_are_folded_away_in_a_banner_are_a_form_that_opens(look: Look) -> None:
    kinds = "".join(f"<label><input type=checkbox name={name}> {name}</label>" for name in ("Technik", "Statistik"))
    form = only(
        look(
            f"<div role=dialog aria-label=Cookies><p>Wir nutzen Cookies.</p><div style='display:none'>{kinds}</div>"
            "<button type=button>Akzeptieren</button><button type=button>Ablehnen</button></div>"
        )
    )
    assert (form.shown, [field.name for field in form.fields]) == ("opens", ["Technik", "Statistik"])
    assert form.buttons == ("Akzeptieren", "Ablehnen")


def test_what_a_mark_says_of_itself_is_read(look: Look) -> None:
    mark = "<label for=x>Name <abbr title=erforderlich>*</abbr></label><input id=x>"
    (field,) = only(look(f"<form>{mark}<button>Ok</button></form>")).fields
    assert (field.label, field.star_title) == ("Name *", "erforderlich")


def test_limits_ticks_and_options_are_read(look: Look) -> None:
    form = only(
        look(
            "<form><input type=password minlength=8 maxlength=64 autocomplete=new-password name=p>"
            "<input type=checkbox name=a checked><select name=s><option>A<option selected>B</select>"
            "<textarea name=t aria-required=true></textarea><div contenteditable role=textbox aria-label=Text></div>"
            "<button>Ok</button></form>"
        )
    )
    password, box, choice, text, edited = form.fields
    assert (password.min_length, password.max_length, password.autocomplete) == (8, 64, "new-password")
    assert (box.checked, choice.options, choice.selected) == (True, ("A", "B"), 1)
    assert (text.kind, text.aria_required, edited.kind, edited.label) == ("textarea", True, "textbox", "Text")


# ── around a form ────────────────────────────────────────────────────────────────────────────────────────────────────


def test_links_inside_and_right_beside_are_seen_and_those_of_the_footer_are_not(look: Look) -> None:
    form = only(
        look(
            '<div><form><input aria-label=Mail><a href="/agb">AGB</a><button>Ok</button></form>'
            '<p>Es gilt unser <a href="/datenschutz">Datenschutz</a>.</p></div>'
            '<footer><a href="/impressum">Impressum</a></footer>'
        )
    )
    assert form.links[0] == LinkSeen("https://www.shop.example/agb", "AGB", "inside", True)
    assert {(link.text, link.place) for link in form.links} == {("AGB", "inside"), ("Datenschutz", "beside")}


@pytest.mark.parametrize(
    ("markup", "name"),
    [
        ("<div class=g-recaptcha></div>", "recaptcha"),
        ("<iframe src='https://newassets.hcaptcha.com/x'></iframe>", "hcaptcha"),
        ("<div class=cf-turnstile></div>", "turnstile"),
        ("<div class=frc-captcha></div>", "friendlycaptcha"),
        ("<altcha-widget></altcha-widget>", "altcha"),
    ],
)
def test_captchas_are_named(look: Look, markup: str, name: str) -> None:
    assert only(look(f"<form><input aria-label=Mail>{markup}<button>Ok</button></form>")).captchas == (name,)


SABOTAGE_OF_ALL = """for (const made of [Element, Node, HTMLFormElement, HTMLInputElement, Document])
  for (const name of Object.getOwnPropertyNames(made.prototype))
    try { Object.defineProperty(made.prototype, name, {get() { throw 1 }, set() {}}) } catch {}"""

# ── hostile pages ────────────────────────────────────────────────────────────────────────────────────────────────────


def test_ten_thousand_inputs_are_cut_off_and_that_is_said(look: Look) -> None:
    seen = look("<form>" + "<input name=a>" * 10_000 + "<button>Ok</button></form>")
    assert len(only(seen).fields) == LIMITS["fields"]
    assert "controls" in seen.truncated


def test_a_thousand_forms_and_endless_texts_are_cut_off(look: Look) -> None:
    long = "x" * 20_000
    seen = look(f"<form><label>{long}<input name={long}></label><button>{long}</button></form>" * 100)
    assert len(seen.forms) == LIMITS["forms"]
    assert "forms" in seen.truncated
    assert len(json.dumps([field.label + field.name for form in seen.forms for field in form.fields])) < 100_000


def test_a_form_behind_thirty_thousand_siblings_is_found_and_behind_a_hundred_thousand_its_loss_is_said(
    look: Look,
) -> None:
    form = "<form><input aria-label=Mail><button>Ok</button></form>"
    assert labels(only(look("<i></i>" * 30_000 + form))) == ["Mail"]
    assert "elements" in look("<i></i>" * 100_000 + form).truncated


def test_thousands_of_controls_and_senders_without_a_form_end(look: Look) -> None:
    line = "<div class=btn><input><button>Send</button></div>"
    seen = look("<div class=btn>" * 300 + line * 2_000 + "<span class=btn>Go on</span>" * 5_000)
    assert len(seen.forms) == LIMITS["forms"] or "time" in seen.truncated
    assert seen.truncated


def test_deep_nesting_and_nested_shadow_roots_end(look: Look) -> None:
    deep = "<div>" * 3000 + "<input aria-label=Tief><button>Ok</button>"
    assert only(look(deep)).fields[0].label == "Tief"
    chain = (
        "<div id=a></div><script>let at=document.getElementById('a');for(let i=0;i<2000;i++){const r=at.attachShadow("
        "{mode:'open'});r.innerHTML='<div></div>';at=r.firstChild}at.innerHTML='<form><input aria-label=Tief></form>'"
        "</script>"
    )
    assert labels(only(look(chain))) == ["Tief"]


def test_a_custom_element_whose_shadow_root_leads_back_to_itself_ends(look: Look) -> None:
    seen = look(
        "<loop-er></loop-er><form><input aria-label=Mail><button>Ok</button></form><script>"
        "const el=document.querySelector('loop-er');Object.defineProperty(el,'shadowRoot',{get(){return document}});"
        "Object.defineProperty(Element.prototype,'shadowRoot',{get(){return this}});</script>"
    )
    assert labels(only(seen)) == ["Mail"]


@pytest.mark.parametrize(
    "sabotage",
    [
        SABOTAGE_OF_ALL,
        "Array.prototype.push = Array.prototype.map = String.prototype.slice = () => { throw new Error('no') }",
        "Map.prototype.get = Set.prototype.has = () => { throw null }; Symbol.iterator.x = 1",
        "window.getComputedStyle = () => { throw 1 }; window.performance = undefined",
        "Object.prototype.toJSON = () => 'gotcha'; Object.prototype.fields = [1]",
    ],
)
def test_replaced_natives_change_nothing_in_the_world_of_our_own(look: Look, sabotage: str) -> None:
    seen = look(f"<form><label>E-Mail <input name=m></label><button>Ok</button></form><script>{sabotage}</script>")
    assert labels(only(seen)) == ["E-Mail"]


def test_names_that_shadow_the_documents_own_properties_are_no_trap(look: Look) -> None:
    names = ("body", "documentElement", "getElementById", "createTreeWalker", "forms", "querySelectorAll")
    traps = "".join(f"<img name={name}><form name={name}></form>" for name in names)
    assert labels(only(look(traps + "<form><label for=x>Mail</label><input id=x><button>Ok</button></form>"))) == [
        "Mail"
    ]


def test_even_in_the_pages_world_replaced_natives_do_not_make_it_throw(raw: Callable[..., Any]) -> None:
    sabotage = "Element.prototype.getAttribute = () => { throw 1 }; window.getComputedStyle = () => { throw 1 }"
    seen = raw(f"<form><input name=m></form><script>{sabotage}</script>", own_world=False)
    assert set(seen) == {"version", "forms", "truncated", "elements"}


# ── what comes back is not believed ──────────────────────────────────────────────────────────────────────────────────


def answer(**changes: Any) -> dict[str, Any]:
    texts = "name id kind autocomplete label label_from group placeholder hint star_title title inputmode"
    field: dict[str, Any] = dict.fromkeys((*texts.split(), "accept", "pattern", "hidden"), "")
    field |= {"required": False, "aria_required": False, "star": False, "disabled": False, "checked": None, "boxes": 1}
    field |= {"selected": None, "min_length": None, "max_length": None, "options": []}
    field |= changes.pop("field", {})
    form: dict[str, Any] = dict.fromkeys(
        ("id", "name", "classes", "aria_label", "role", "place", "title", "method", "action", "text", "before"), ""
    )
    form |= {"element": True, "has_action": True, "dialog": False, "shown": "yes", "fields": [field], "hidden": []}
    form |= {"headings": [], "above": [], "buttons": [], "captchas": [], "links": []}
    form |= changes.pop("form", {})
    return {"version": 1, "forms": [form], "truncated": [], "elements": 1, **changes}


def test_what_the_script_says_is_taken() -> None:
    seen = read_forms(SHOP, [(SHOP, answer(field={"max_length": 3.0, "label": "a\x00\ud800b"}))])
    assert seen.forms[0].fields[0].max_length == 3
    assert seen.forms[0].fields[0].label == "a?b"


@pytest.mark.parametrize(
    "wrong",
    [
        None,
        [],
        "text",
        {},
        answer(version=2),
        answer(version=True),
        answer(forms={}),
        answer(forms=[3]),
        answer(forms=[{}] * 1000),
        answer(truncated=[1]),
        answer(form={"shown": "maybe"}),
        answer(form={"element": 1}),
        answer(form={"fields": None}),
        answer(form={"links": [{"href": "x"}]}),
        answer(form={"action": ["https://x"]}),
        answer(field={"label": None}),
        answer(field={"required": "yes"}),
        answer(field={"min_length": 1.5}),
        answer(field={"max_length": 10**20}),
        answer(field={"boxes": True}),
        answer(field={"options": "abc"}),
    ],
)
def test_anything_else_is_refused(wrong: object) -> None:
    with pytest.raises(UnreadableForms):
        read_forms(SHOP, [(SHOP, wrong)])


JSON = st.recursive(
    st.none() | st.booleans() | st.floats(allow_nan=True) | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=10,
)


@given(st.sampled_from(("form", "field")), st.sampled_from(sorted(answer()["forms"][0])), JSON)
def test_any_other_json_is_a_value_or_refused(where: str, key: str, value: object) -> None:
    try:
        seen = read_forms(SHOP, [(SHOP, answer(**{where: {key: value}}))])
    except UnreadableForms:
        return
    assert isinstance(seen, FormsSeen)


def test_forms_of_several_documents_are_numbered_through_and_bounded() -> None:
    many = {**answer(), "forms": answer()["forms"] * LIMITS["forms"]}
    seen = read_forms(SHOP, [(SHOP, many), ("https://pay.example/", many), ("https://x.example/", many)])
    assert [form.ordinal for form in seen.forms] == list(range(120))
    assert seen.forms[60].frame == "https://pay.example/"
    assert seen.truncated == ("forms",)


# ── facts ────────────────────────────────────────────────────────────────────────────────────────────────────────────


def row(**form: Any) -> tuple[Form, FormField]:
    one = FormSeen(**{"page": SHOP, "frame": SHOP, "fields": (FieldSeen(name="mail", label="E-Mail"),), **form})
    (made,), (field,) = facts(Page(url=SHOP), FormsSeen((one,)))
    return made, field


@pytest.mark.parametrize(
    ("form", "secure"),
    [
        ({"action": "https://www.shop.example/x"}, True),
        ({"action": ""}, True),
        ({"action": "javascript:void(0)"}, True),
        ({"action": "http://www.shop.example/x"}, False),
        ({"page": "http://www.shop.example/"}, False),
        ({"frame": "http://pay.example/"}, False),
        ({"frame": "about:srcdoc"}, True),
    ],
)
def test_secure_means_page_document_and_action_are_https(form: dict[str, str], secure: bool) -> None:
    assert row(**form)[0].secure is secure


def test_a_form_that_mails_is_neither_secure_nor_not() -> None:
    assert isinstance(row(action="mailto:info@shop.example")[0].secure, Unknown)


@pytest.mark.parametrize(
    ("action", "same"),
    [("https://konto.shop.example/x", True), ("https://shop.example.evil.test/", False), ("https://x.test/", False)],
)
def test_same_site_is_the_registrable_domain(action: str, same: bool) -> None:
    assert row(action=action)[0].same_site is same


def test_where_a_script_sends_the_form_the_address_is_unknown() -> None:
    assert isinstance(row(action="")[0].same_site, Unknown)
    assert isinstance(row(action="http://[")[0].same_site, Unknown)


def test_the_rows_claim_no_meaning() -> None:
    form, field = row(captchas=("hcaptcha",))
    assert isinstance(form.purpose, Unknown)
    assert isinstance(field.asks_for, Unknown)
    assert isinstance(field.required, Unknown)
    assert (form.captcha, form.ordinal, field.label, field.name, field.preticked) == (
        "hcaptcha",
        0,
        "E-Mail",
        "mail",
        None,
    )


# ── passwords and addresses ──────────────────────────────────────────────────────────────────────────────────────────


NO_PASTING = "addEventListener('paste', (event) => event.target.type === 'password' && event.preventDefault())"


@pytest.mark.parametrize(
    ("body", "paste"),
    [
        ("<form><input type=password name=p></form>", True),
        ('<form><input type=password name=p onpaste="return false"></form>', False),
        ('<form onpaste="event.preventDefault()"><input type=password name=p></form>', False),
        ('<form><input type=password name=p onpaste="window.pasted = 1"></form>', True),
        (f"<form><input type=password></form><script>{NO_PASTING}</script>", False),
        ("<form><input type=text name=p></form>", None),
        ("<script>EventTarget.prototype.dispatchEvent = () => false</script><form><input type=password></form>", True),
        ('<form><input type=password name=p onpaste="throw 1"></form>', True),
    ],
)
def test_whether_a_password_can_be_pasted_is_tried_without_a_text(look: Look, body: str, paste: bool | None) -> None:
    (field,) = only(look(body)).fields
    assert field.paste is paste


def test_trying_to_paste_leaves_the_page_as_it_was(look: Look) -> None:
    body = """<form><input type=password name=p value=kept
        onpaste="event.preventDefault(); this.value = event.clipboardData.getData('text') || this.value"></form>"""
    assert only(look(body)).fields[0].paste is False


@pytest.mark.parametrize(
    ("form", "by_url"),
    [
        (FormSeen(method="get", action=f"{SHOP}x", has_action=True), True),
        (FormSeen(method="post", action=f"{SHOP}x", has_action=True), False),
        (FormSeen(method="dialog"), False),
        (FormSeen(element=False), False),
    ],
)
def test_what_goes_in_the_address_is_what_the_browser_sends_with_get(form: FormSeen, by_url: bool) -> None:
    ((row,), _) = facts(Page(url=SHOP), FormsSeen((form,)))
    assert row.by_url is by_url


def test_a_form_that_states_neither_may_be_sent_by_a_script() -> None:
    ((row,), _) = facts(Page(url=SHOP), FormsSeen((FormSeen(method="get", action=SHOP),)))
    assert isinstance(row.by_url, Unknown)


def test_of_a_password_that_nobody_tried_it_is_unknown_and_of_others_none() -> None:
    fields = (FieldSeen(kind="password"), FieldSeen(name="x"), FieldSeen(kind="password", name="y", paste=False))
    _, rows = facts(Page(url=SHOP), FormsSeen((FormSeen(fields=fields),)))
    assert isinstance(rows[0].paste, Unknown)
    assert (rows[1].paste, rows[2].paste) == (None, False)
