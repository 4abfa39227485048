"""What fields ask for and forms are for: decoys told apart, nothing guessed, and how often the reading is right."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scanner.derive import Context, derive
from scanner.derive.forms import FieldReading, FormReading, forms, read_form
from scanner.derive.forms.boxes import consent_of
from scanner.derive.forms.signals import BareField, BareForm
from scanner.derive.forms.stored import stored_signals
from scanner.derive.forms.words import phrase, plain, words, words_of_name
from scanner.model.evidence import Coverage, Evidence, Seen, Status
from scanner.model.facts import Form, FormField, Page
from scanner.model.values import Unknown
from scanner.model.vocabulary import FormPurpose, PageRole, PersonalData
from scanner.probes.browser.forms import FieldSeen, FormSeen, FormsSeen, LinkSeen, stored

SHOP = "https://www.shop.example/"


def read(*fields: BareField, role: str = "", **form: Any) -> FormReading:
    return read_form(BareForm(**{"page": SHOP, "fields": fields, **form}), role)


def field(label: str = "", **more: Any) -> BareField:
    return BareField(**{"label": label, **more})


def asked(*fields: BareField, **form: Any) -> list[str]:
    """What the fields of a form ask for, `?` where that is unknown."""
    return [_word(one.meaning.asks_for) for one in read(*fields, **form).fields]


def _word(value: object) -> str:
    return "?" if isinstance(value, Unknown) else str(value)


def alone(one: BareField, **form: Any) -> str:
    return asked(one, **form)[0]


# ── fields ───────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("one", "means"),
    [
        (field("Geburtsname"), "family-name"),
        (field("Geburtsort"), "none"),
        (field("Geburtsdatum"), "bday"),
        (field("Name auf der Karte"), "cc-name"),
        (field("Name des Kontoinhabers"), "account-holder"),
        (field("Straße und Hausnummer"), "street-address"),
        (field("Hausnummer"), "house-number"),
        (field("Land"), "country"),
        (field("Landkreis"), "region"),
        (field("Bundesland"), "region"),
        (field("Gutscheincode"), "voucher-code"),
        (field("Bestätigungscode"), "one-time-code"),
        (field("Sicherheitscode"), "cc-csc"),
        (field("Postal code"), "postal-code"),
        (field("Code postal"), "postal-code"),
        (field("Code"), "?"),
        (field("Nachricht", kind="textarea"), "free-text"),
        (field("E-Mail-Adresse"), "email"),
        (field("Adresse e-mail"), "email"),
        (field("Mailing address zip code"), "postal-code"),
        (field("Company name"), "organization"),
        (field("Firma"), "organization"),
        (field("Firma", label_from="label", name="vorname"), "organization"),
        (field("Kundennummer"), "customer-number"),
        (field("Telefon", kind="tel"), "tel"),
        (field("PLZ", kind="tel"), "postal-code"),
        (field("Kartennummer", kind="tel"), "cc-number"),
        (field("", kind="tel", name="pan"), "cc-number"),
        (field("", kind="tel"), "tel"),
        (field("Steuer-ID"), "tax-id"),
        (field("USt-IdNr."), "vat-id"),
        (field("Imię"), "given-name"),
        (field("Prénom"), "given-name"),
        (field("Tussenvoegsel"), "additional-name"),
        (field("Wie lautet die Antwort auf alles?"), "?"),
        (field("", name="HNGFYPN"), "?"),
        (field("", name="xyz_field_7"), "?"),
        (field("Dieses Feld bitte leer lassen", name="firma"), "honeypot"),
    ],
)
def test_decoys_are_told_apart_and_what_says_nothing_stays_unknown(one: BareField, means: str) -> None:
    assert alone(one) == means


@pytest.mark.parametrize(
    ("name", "means"),
    [
        ("billing_first_name", "given-name"),
        ("billingAddress[zipcode]", "postal-code"),
        ("invadr[oxuser__oxfname]", "given-name"),
        ("customer[last_name]", "family-name"),
        ("shipping-address-street", "street-address"),
        ("customerEmailAddress", "email"),
        ("address_email", "email"),
        ("street[1]", "address-line2"),
        ("contact[Phone number]", "tel"),
        ("id_registration-email", "email"),
        ("checkout_shipping_address_country_id", "country"),
        ("Geburtsdatum", "bday"),
    ],
)
def test_names_are_read_word_by_word_the_last_one_first(name: str, means: str) -> None:
    assert alone(field(name=name)) == means
    assert alone(field(id=name)) == means


@pytest.mark.parametrize(
    ("one", "means"),
    [
        (field("Irgendwas", autocomplete="section-a shipping given-name"), "given-name"),
        (field("", autocomplete="billing tel-national"), "tel"),
        (field("E-Mail", autocomplete="username"), "email"),
        (field("Name auf Karte", autocomplete="name"), "cc-name"),
        (field("Hausnummer", autocomplete="street-address"), "house-number"),
        (field("PLZ", autocomplete="one-time-code"), "postal-code"),
        (field("PLZ", autocomplete="new-password"), "postal-code"),
        (field("Code", autocomplete="one-time-code"), "one-time-code"),
        (field("Vorname", autocomplete="off"), "given-name"),
        (field("Vorname", autocomplete="nope"), "given-name"),
        (field("", autocomplete="url"), "?"),
    ],
)
def test_the_autofill_token_comes_first_unless_shops_use_it_loosely(one: BareField, means: str) -> None:
    assert alone(one) == means


@pytest.mark.parametrize(
    ("label", "means"),
    [
        ("Lieferort (PLZ)", "postal-code"),
        ("Wohin soll die Eingangsbestätigung? (E-Mail)", "email"),
        # A name in brackets is an example of what may be written.
        ("Aufdruck (Vorname)", "?"),
    ],
)
def test_what_stands_in_brackets_counts_where_nothing_else_says_what_is_asked(label: str, means: str) -> None:
    assert alone(field(label)) == means


def test_a_number_and_a_secret_let_somebody_in() -> None:
    login = read(field("Zugangsnummer"), field("PIN", kind="password"), buttons=("Einloggen",))
    assert login.purpose.purpose is FormPurpose.LOGIN
    assert [_word(one.meaning.asks_for) for one in login.fields] == ["username", "current-password"]
    account = asked(field("Account number"), field("Password", kind="password"), buttons=("Log in",))
    assert account == ["customer-number", "current-password"]


def test_the_boxes_of_one_code_are_all_of_it() -> None:
    boxes = [field(f"Ziffer {n} von 3", autocomplete="one-time-code" if n == 1 else "") for n in (1, 2, 3)]
    assert asked(*boxes) == ["one-time-code"] * 3
    assert asked(field("Ziffer 2 von 3"), field("E-Mail"))[0] == "?"


def test_name_beside_the_other_half_is_the_missing_half() -> None:
    assert asked(field("Vorname"), field("Name")) == ["given-name", "family-name"]
    assert asked(field("Nombre"), field("Apellidos")) == ["given-name", "family-name"]
    assert asked(field("Name"), field("E-Mail")) == ["name", "email"]
    assert asked(field("Vor- und Nachname"), field("Geburtsname")) == ["name", "family-name"]


def test_nr_is_a_house_number_only_after_a_street() -> None:
    assert asked(field("Straße"), field("Nr.")) == ["street-address", "house-number"]
    assert asked(field("Vorname"), field("Nr.")) == ["given-name", "?"]


def test_a_title_is_a_form_of_address_in_an_address_and_a_headline_in_a_review() -> None:
    assert alone(field("Titel"), headings=("Ihre Adresse",)) == "honorific-prefix"
    review = (field("Titel"), field("Ihre Meinung", kind="textarea"))
    assert asked(*review, headings=("Bewertung schreiben",))[0] == "free-text"


def test_parts_of_a_date_belong_to_their_group() -> None:
    parts = [field(part, kind="select", group="Geburtsdatum") for part in ("Tag", "Monat", "Jahr")]
    assert asked(*parts) == ["bday"] * 3
    assert asked(*(replace(part, group="Gültig bis") for part in parts)) == ["cc-exp"] * 3
    assert asked(*(replace(part, group="") for part in parts)) == ["?"] * 3


@pytest.mark.parametrize(
    ("options", "means"),
    [
        (("Bitte wählen", "Herr", "Frau", "Divers"), "honorific-prefix"),
        (("Deutschland", "Österreich", "Schweiz"), "country"),
        (("PayPal", "Vorkasse", "Rechnung"), "payment-method"),
        (("DHL", "Selbstabholung"), "delivery-option"),
        (("männlich", "weiblich"), "sex"),
        (("rot", "grün"), "?"),
        (("Herr der Ringe", "Frau Holle"), "?"),
    ],
)
def test_options_tell_where_the_label_does_not(options: tuple[str, ...], means: str) -> None:
    assert alone(field("", kind="select", options=options)) == means


def test_mr_and_mrs_are_a_form_of_address_even_if_the_field_is_called_gender() -> None:
    assert alone(field(kind="radio", name="gender", options=("Herr", "Frau"))) == "honorific-prefix"


@pytest.mark.parametrize(
    ("purpose", "means"),
    [({"buttons": ("Einloggen",)}, "current-password"), ({"buttons": ("Konto erstellen",)}, "new-password")],
)
def test_a_password_is_the_one_its_form_is_about(purpose: dict[str, Any], means: str) -> None:
    assert asked(field("E-Mail"), field("Passwort", kind="password"), **purpose)[1] == means


# ── boxes ────────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("label", "means"),
    [
        ("Ich habe die AGB gelesen und akzeptiere sie.", "consent-terms"),
        ("Ich akzeptiere die AGB und die Datenschutzerklärung.", "consent-terms"),
        ("Ich habe die Datenschutzerklärung zur Kenntnis genommen.", "consent-privacy"),
        ("Ich stimme der Verarbeitung meiner Angaben zur Beantwortung der Anfrage zu.", "consent-privacy"),
        ("Ja, ich möchte den Newsletter. Die Datenschutzerklärung habe ich gelesen.", "consent-marketing"),
        ("Informiert mich per E-Mail über Angebote und Aktionen", "consent-marketing"),
        ("Email me with news and offers", "consent-marketing"),
        ("Mein Klickverhalten darf ausgewertet werden, um den Newsletter anzupassen", "consent-profiling"),
        ("Ich willige in die Verarbeitung meiner Gesundheitsdaten ein", "consent-health"),
        ("I consent to the processing of my health data. Privacy policy", "consent-health"),
        ("Ich bin mindestens 18 Jahre alt", "age-over"),
        ("Angemeldet bleiben", "none"),
        ("Lieferadresse weicht ab", "none"),
        ("Ship to a different address?", "none"),
        ("J'accepte les conditions générales de vente", "consent-terms"),
        ("Ik ga akkoord met de privacyverklaring", "consent-privacy"),
        ("Deseo recibir ofertas y novedades", "consent-marketing"),
        ("Ho letto l'informativa sulla privacy", "consent-privacy"),
        ("Akceptuję regulamin", "consent-terms"),
        ("Blau", "?"),
        ("", "?"),
        ("Quiero recibir ideas y recetas por correo", "consent-marketing"),
        ("Tell me about the next season by email", "consent-marketing"),
        ("Tell me when my order arrives", "?"),
        ("Sie können sich jederzeit wieder abmelden, Abbestellen genügt", "consent-marketing"),
        ("Der Kurier darf meine Handynummer bekommen", "consent-privacy"),
        ("Keep my details on file for six months", "consent-privacy"),
        ("Ich habe die Teilnahmeregeln gelesen", "consent-terms"),
    ],
)
def test_what_a_box_is_bound_to(label: str, means: str) -> None:
    assert alone(field(label, kind="checkbox")) == means


def test_yes_or_no_is_a_box_in_disguise() -> None:
    assert alone(field("Newsletter erhalten?", kind="radio", options=("Ja", "Nein"))) == "consent-marketing"


def test_consents_are_counted() -> None:
    boxes = [field(text, kind="checkbox") for text in ("AGB akzeptieren", "Newsletter", "Angemeldet bleiben")]
    assert read(*boxes).consent_boxes == 2


def test_who_accepts_the_terms_is_bound_by_them_though_a_notice_was_read() -> None:
    for text in ("Datenschutz zur Kenntnis genommen und AGB akzeptiert", "AGB akzeptiert, Datenschutz gelesen"):
        found = consent_of(text)
        assert found is not None and found.means == "consent-terms"


@pytest.mark.parametrize(
    ("text", "means"),
    [
        ("Meine Mailadresse darf an den Paketdienst weitergegeben werden, der mich per E-Mail informiert.", "privacy"),
        ("Ja, mein Telefon darf für die Lieferung an die Spedition übermittelt werden", "privacy"),
        ("Ich habe die Datenschutzhinweise gelesen und kann den Newsletter jederzeit abbestellen.", "privacy"),
        ("Die Datenschutzhinweise für Bewerber habe ich gelesen", "privacy"),
        ("Acepto la política de confidencialidad", "privacy"),
        ("Ich habe die Datenschutzhinweise gelesen und möchte den Newsletter", "marketing"),
        ("Schicken Sie mir den Teebrief. Widerruf jederzeit, siehe Datenschutz.", "marketing"),
        ("Recommend me things by what I bought", "profiling"),
        ("Ich bestelle als Gewerbetreibender", ""),
    ],
)
def test_a_box_is_bound_to_what_it_allows_and_not_to_what_it_only_mentions(text: str, means: str) -> None:
    found = consent_of(text)
    assert (found.means if found else None) == (f"consent-{means}" if means else "none")


@pytest.mark.parametrize(
    ("label", "means"),
    [
        ("Code from the email", "one-time-code"),
        ("Text auf dem Becher", "none"),
        ("Text auf der Grußkarte", "free-text"),
        ("Warmmiete im Monat", "none"),
        ("Unterhaltspflichtige Kinder", "none"),
        ("Dirección complementaria", "address-line2"),
        ("Ein Wunsch an den Fahrer", "free-text"),
        ("Was ist kaputt?", "free-text"),
        ("Zeichen bitte abschreiben", "captcha"),
        ("Número de la tarjeta sanitaria", "id-number"),
        ("Driving licence number", "id-number"),
        ("Software licence number", "?"),
        ("Beschäftigt seit", "?"),
        ("Beschäftigung", "occupation"),
        ("Where do you work?", "organization"),
        ("Frühester Eintrittstermin", "none"),
        ("Rahmennummer", "none"),
        ("Hersteller", "none"),
        ("Aandoeningen of blessures", "health"),
        ("Access needs", "health"),
        ("Código del pedido", "order-number"),
        ("Order or contract number", "order-number"),
        ("Straße mit Hausnummer", "street-address"),
        ("Comment vous appelez-vous ?", "name"),
        ("Bei wem klingeln wir?", "name"),
        ("Wie viele Mitarbeiter haben Sie?", "none"),
    ],
)
def test_what_a_label_asks_for(label: str, means: str) -> None:
    assert asked(field(label), field("E-Mail", kind="email"))[0] == means


@pytest.mark.parametrize(
    ("one", "means"),
    [
        (field("Zielgruppe", name="company[group]"), "?"),
        (field("Firmierung laut Vertrag", name="company[group]"), "organization"),
        (field("", name="company[company_name]"), "organization"),
        (field("To", name="giftcard_to", placeholder="Enter recipient e-mail"), "email"),
        (field("", name="birthdate[month]"), "bday"),
        (field("Adresse", kind="select", options=("Lager Süd, Hafenstr. 3", "Neue Adresse")), "?"),
    ],
)
def test_what_a_name_only_begins_with_says_less_than_what_is_seen(one: BareField, means: str) -> None:
    assert alone(one) == means


@pytest.mark.parametrize(
    ("label", "kind"),
    [
        ("Stellplatz, 50 € pro Person", "number"),
        ("Kids £12 each", "spinbutton"),
        ("E-gift card quantity", "number"),
        ("104 Assam, kräftig 7,80 €", "text"),
    ],
)
def test_what_has_a_price_is_counted(label: str, kind: str) -> None:
    assert asked(field(label, kind=kind), MAIL)[0] == "quantity"


def test_a_name_that_the_shop_keeps_as_a_family_name_is_all_of_it_where_no_other_is_asked_for() -> None:
    assert asked(field("Name", name="lastname"), MAIL)[0] == "name"
    assert asked(field("Vorname"), field("Name", name="lastname"), MAIL)[1] == "family-name"


def test_which_prescription_one_has_says_nothing_of_a_person() -> None:
    kind = field("Welches Rezept haben Sie?", kind="radiogroup", options=("Kassenrezept", "Privatrezept"))
    form: dict[str, Any] = {"headings": ("Rezept einlösen",), "buttons": ("Rezept einlösen",)}
    assert asked(kind, field("Geburtsdatum"), field("Bild des Rezepts", kind="file"), **form)[0] == "none"


def test_agreeing_to_terms_makes_a_product_no_person() -> None:
    agreed = field("Ich weiß, dass Maßanfertigungen vom Widerruf ausgeschlossen sind", kind="checkbox")
    form = {"buttons": ("In den Warenkorb",)}
    assert asked(field("Falztiefe in mm"), agreed, **form) == ["none", "consent-terms"]


def test_a_catalogue_is_sent_to_an_address_and_no_order() -> None:
    where = [field("Firma"), field("Straße und Hausnummer"), field("PLZ"), field("Ort")]
    assert read(*where, above=("Katalog anfordern",), buttons=("Anfordern",)).purpose.purpose is FormPurpose.CONTACT
    assert read(*where, buttons=("Weiter",)).purpose.purpose is FormPurpose.CHECKOUT_ADDRESS


def test_an_alias_is_the_name_of_an_address_beside_a_street_and_of_a_user_beside_a_password() -> None:
    assert asked(field("Alias"), field("Straße und Hausnummer"), field("PLZ"))[0] == "none"
    assert asked(field("Alias"), field("Passwort", kind="password"))[0] != "none"


def test_parts_of_a_date_ask_nothing_unless_it_is_a_birthday() -> None:
    event = [field(part, group="Date de l’événement") for part in ("JJ", "MM", "AAAA")]
    assert set(asked(*event)) == {"none"}
    birthday = [field(part, group="Geburtsdatum") for part in ("TT", "MM", "JJJJ")]
    assert "none" not in asked(*birthday)


def test_kinds_of_cookies_by_their_names_are_a_choice_of_consent() -> None:
    kinds = [field(name, kind="checkbox") for name in ("Notwendig", "Statistik", "Marketing")]
    assert read(*kinds).purpose.purpose is FormPurpose.CONSENT


# ── required ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def demand(one: BareField, **form: Any) -> tuple[bool, bool | None]:
    (reading,) = read(one, **form).fields
    return reading.demand.required, reading.demand.marked


ALL = {"text": "Alle Felder sind Pflichtfelder, sofern nicht als freiwillig gekennzeichnet."}


@pytest.mark.parametrize(
    ("one", "form", "wanted"),
    [
        (field("Name", required=True), {}, (True, False)),
        (field("Name", aria_required=True), {}, (True, False)),
        (field("Name *", required=True, star=True), {}, (True, False)),
        (field("Name *", required=True, star=True), {"before": "Felder mit * sind Pflichtfelder"}, (True, True)),
        (field("Name", star=True), {"text": "* required field Name *"}, (True, True)),
        (field("Name *", required=True, star=True), {"text": "Mit * bezeichnete Angaben sind Pflicht."}, (True, True)),
        (field("Name *", required=True, star=True), {"text": "Angaben mit Stern sind verpflichtend"}, (True, True)),
        (field("Name", star=True, star_title="erforderlich"), {}, (True, True)),
        (field("Name", star=True), {}, (True, False)),
        (field("Name (erforderlich)"), {}, (True, True)),
        (field("Name"), {}, (False, None)),
        (field("Name"), ALL, (True, True)),
        (field("Name", required=True), ALL, (True, True)),
        (field("Telefon (freiwillig)"), ALL, (False, None)),
        (field("Newsletter", kind="checkbox"), ALL, (False, None)),
        (field("Telefon", hint="Optional"), {}, (False, None)),
        (field("Telefon (optional)", required=True), {}, (True, False)),
        (field("Telefon* (optional)", star=True), {}, (False, None)),
        (field("Passwort *", required=True, star=True, disabled=True), ALL, (False, None)),
    ],
)
def test_required_is_what_the_page_enforces_marks_or_says(
    one: BareField, form: dict[str, Any], wanted: tuple[bool, bool | None]
) -> None:
    assert demand(one, **form) == wanted


# ── neutral salutation ───────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("options", "neutral"),
    [
        (("Herr", "Frau"), False),
        (("Bitte wählen", "Herr", "Frau"), False),
        (("Herr", "Frau", "Divers"), True),
        (("Herr", "Frau", "Keine Angabe"), True),
        (("Mr", "Mrs", "Prefer not to say"), True),
        (("Dr.", "Prof."), None),
        ((), None),
    ],
)
def test_whether_a_salutation_can_be_left_neutral(options: tuple[str, ...], neutral: bool | None) -> None:
    (reading,) = read(field("Anrede", kind="select", options=options)).fields
    assert reading.neutral is neutral


# ── purposes ─────────────────────────────────────────────────────────────────────────────────────────────────────────


MAIL, NAME, TEXT = field("E-Mail"), field("Name"), field("Nachricht", kind="textarea")
STREET, ZIP, CITY = field("Straße"), field("PLZ"), field("Ort")


@pytest.mark.parametrize(
    ("fields", "form", "purpose"),
    [
        ((MAIL,), {"buttons": ("Newsletter abonnieren",)}, "newsletter"),
        ((MAIL,), {"headings": ("Benachrichtigen, wenn wieder verfügbar",)}, "stock_alert"),
        ((MAIL,), {"headings": ("Passwort vergessen?",)}, "account_data"),
        ((MAIL,), {"buttons": ("Weiter",)}, "?"),
        ((MAIL, NAME, TEXT), {}, "contact"),
        ((MAIL, NAME, TEXT), {"headings": ("Bewertung schreiben",)}, "review"),
        ((MAIL, NAME), {"headings": ("Retoure anmelden",)}, "return"),
        ((NAME, STREET, ZIP, CITY), {}, "checkout_address"),
        ((MAIL, NAME, STREET, ZIP, CITY), {"headings": ("Als Gast bestellen",)}, "guest_checkout"),
        ((MAIL, NAME, STREET, ZIP, CITY), {"buttons": ("Katalog anfordern",)}, "contact"),
        ((MAIL, NAME, STREET, ZIP, CITY), {}, "?"),
        ((field("AGB gelesen", kind="checkbox"),), {"buttons": ("Zahlungspflichtig bestellen",)}, "order"),
        ((field("Menge", kind="number"),), {"buttons": ("In den Warenkorb",)}, "other"),
        ((field("Irgendwas"),), {}, "?"),
    ],
)
def test_what_forms_are_for(fields: tuple[BareField, ...], form: dict[str, Any], purpose: str) -> None:
    assert _word(read(*fields, **form).purpose.purpose) == purpose


LETTERS = field("Weekly newsletter", kind="checkbox")
CODE = field("6-digit code", autocomplete="one-time-code")
CV = field("Lebenslauf", kind="file")
BALANCE = ("Guthaben prüfen",)
TWO_WAYS = field("", kind="radio", options=("anmelden", "abmelden"))


@pytest.mark.parametrize(
    ("fields", "form", "purpose"),
    [
        ((LETTERS, field("SMS offers", kind="checkbox")), {"buttons": ("Update preferences",)}, "account_data"),
        ((LETTERS,), {"headings": ("Newsletter",), "buttons": ("Save",)}, "newsletter"),
        ((CODE,), {"buttons": ("Verify",)}, "login"),
        ((CODE, field("Use an app", kind="switch")), {"buttons": ("Turn on",)}, "account_data"),
        ((MAIL,), {"headings": ("Sign in",), "buttons": ("Email me a link",)}, "login"),
        ((MAIL,), {"headings": ("Guest checkout",), "text": "Tell me when new things arrive"}, "checkout_contact"),
        ((field("City or postcode"),), {"buttons": ("Search stores",)}, "other"),
        ((NAME, MAIL, TEXT), {"headings": ("Send a gift card",), "buttons": ("Add to basket",)}, "other"),
        ((field("Nachricht", kind="textarea"),), {"headings": ("Is it a gift?",)}, "other"),
        ((NAME, MAIL, field("Date", kind="date")), {"headings": ("Book a consultation",)}, "contact"),
        ((NAME, MAIL), {"headings": ("Neues Kundenkonto anlegen",), "buttons": ("Absenden",)}, "registration"),
        ((field("Medikament oder PZN"),), {"buttons": ("Suche",)}, "search"),
        ((field("Marke oder Artikel"),), {"place": "head"}, "search"),
        ((field("Hersteller", kind="select", options=("A", "B")),), {}, "other"),
        ((MAIL, ZIP), {"id": "guest-order", "buttons": ("Link anfordern",)}, "other"),
        ((MAIL,), {"headings": ("Recipes by email",), "buttons": ("Email me",)}, "newsletter"),
        ((MAIL,), {"above": ("Reset link",), "buttons": ("Email me a link",)}, "account_data"),
        ((MAIL, NAME, TEXT, CV), {"headings": ("Ihre Bewerbung",), "buttons": ("Absenden",)}, "other"),
        ((NAME, field("E-Mail deiner Freundin")), {"buttons": ("Einladen",)}, "other"),
        ((TEXT,), {"headings": ("Kundenkonto löschen",), "buttons": ("Antrag absenden",)}, "account_data"),
        ((field("Kontoinhaber"), field("IBAN")), {"buttons": ("Speichern",), "text": "Bankdaten"}, "account_data"),
        ((NAME, STREET, ZIP, CITY), {"buttons": ("Save new address",)}, "account_data"),
        ((field("Code der Geschenkkarte"),), {"above": ("Geschenkkarte einlösen",), "buttons": BALANCE}, "coupon"),
        ((field("Code der Geschenkkarte"),), {"above": ("Guthaben",), "buttons": BALANCE}, "other"),
        ((MAIL, TWO_WAYS), {"buttons": ("OK",)}, "newsletter"),
        ((NAME, field("Telefon", kind="tel")), {"above": ("Être rappelé",), "buttons": ("Rappelez-moi",)}, "contact"),
    ],
)
def test_what_else_forms_are_for(fields: tuple[BareField, ...], form: dict[str, Any], purpose: str) -> None:
    assert _word(read(*fields, **form).purpose.purpose) == purpose


def test_what_is_typed_into_a_search_is_what_is_sought() -> None:
    (reading,) = read(field("Medikament oder PZN"), buttons=("Suche",)).fields
    assert reading.meaning.asks_for == "search-term"


def test_a_search_may_say_what_can_be_found() -> None:
    for label in ("Titel, Autorin, ISBN", "Grape, region or producer", "Une monture, une marque…"):
        assert asked(field(label), buttons=("Lancer la recherche",)) == ["search-term"], label


def test_cookies_that_count_visitors_are_no_consent_to_profiling_among_the_choices_of_a_banner() -> None:
    boxes = [field(label, kind="checkbox") for label in ("Necessary", "Analytics", "Marketing")]
    readings = read(*boxes, headings=("Cookies",), buttons=("Accept all",)).fields
    assert [reading.meaning.asks_for for reading in readings] == ["none", "none", "consent-marketing"]


def test_the_role_of_the_page_decides_what_the_form_leaves_open() -> None:
    assert read(MAIL, role="newsletter").purpose.purpose is FormPurpose.NEWSLETTER
    assert read(MAIL, role="checkout_contact").purpose.purpose is FormPurpose.CHECKOUT_CONTACT
    step = read(MAIL, role="checkout_contact", id="kontaktdaten", headings=("Kontakt",))
    assert step.purpose.purpose is FormPurpose.CHECKOUT_CONTACT


# ── the notice at the form ───────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("link", "is_notice"),
    [
        (LinkSeen(f"{SHOP}datenschutz", "Datenschutzerklärung", "inside", True), True),
        (LinkSeen(f"{SHOP}privacy-policy", "hier", "beside", True), True),
        (LinkSeen("https://legal.shop.example/x", "Privacy", "inside", True), True),
        (LinkSeen(f"{SHOP}datenschutz", "Datenschutz", "inside", False), False),
        (LinkSeen("https://www.hcaptcha.com/privacy", "Privacy Policy", "inside", True), False),
        (LinkSeen(f"{SHOP}agb", "AGB", "inside", True), False),
        (LinkSeen("http://[", "AGB", "inside", True), False),
    ],
)
def test_a_notice_is_this_shops_own_and_visible(link: LinkSeen, is_notice: bool) -> None:
    assert read(MAIL, links=(link,)).links_notice is is_notice


def test_a_link_that_leads_nowhere_is_no_link_to_the_notice_on_the_notice_itself() -> None:
    page = f"{SHOP}datenschutz"
    nowhere, there = LinkSeen(f"{page}#", "Sortiment", "inside", True), LinkSeen(page, "Datenschutz", "inside", True)
    assert read(MAIL, page=page, links=(nowhere,)).links_notice is False
    assert read(MAIL, page=page, links=(there,)).links_notice is True


# ── words ────────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_texts_are_compared_without_case_accents_and_punctuation() -> None:
    assert plain("  Straße & Haus-Nr.: ") == "strasse haus nr"
    assert plain("E-Mail-Adresse") == plain("e‑mail adresse".replace("‑", "-")) == "email adresse"
    assert plain("Miejscowość, Łódź") == "miejscowosc lodz"
    assert words_of_name("billingAddress[zipCode]_2") == ("billing", "address", "zip", "code", "2")


def test_a_star_stands_for_the_rest_of_a_word_or_for_some_words() -> None:
    assert phrase("news*").position("unsere newsletter") == 7
    assert phrase("news*").position("fakenews") == -1
    assert phrase("erhalten * angebote").position("erhalten sie unsere angebote") == 0
    assert phrase("erhalten * angebote").position("erhalten angebote") == 0


def test_every_meaning_in_the_data_is_in_the_vocabulary() -> None:
    data = words()
    for means in (*data.labels.phrases, *data.boxes.phrases, *data.autocomplete.values()):
        PersonalData(means)
    assert set(data.labels.phrases) == set(PersonalData) - {
        *(word for word in PersonalData if word.startswith("consent-")),
    }


@given(st.text(max_size=200), st.text(max_size=50), st.sampled_from(["text", "select", "checkbox", "textarea", "?"]))
def test_any_text_is_read_without_a_fall(label: str, name: str, kind: str) -> None:
    one = field(label, name=name, kind=kind, options=(label, name), autocomplete=label, group=name)
    reading = read(one, buttons=(label,), headings=(name,), action=label, classes=name)
    assert isinstance(reading.fields[0], FieldReading)


# ── evidence ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def evidence() -> Evidence:
    page = Page(url=SHOP, role=PageRole.HOME)
    open_ = Unknown("not read")
    form = Form(page=page, purpose=open_, ordinal=0, action=f"{SHOP}newsletter/subscribe")
    mail = FormField(form=form, name="email", label="E-Mail", input_type="email", required=True, asks_for=open_)
    birth = FormField(form=form, name="b", label="Geburtsdatum", input_type="text", required=open_, asks_for=open_)
    seen = (Coverage("form", (), Status.SEEN), Coverage("form_field", (), Status.SEEN))
    return Evidence(SHOP, facts={"form": (form,), "form_field": (mail, birth)}, coverage=seen)


def signals(**more: Any) -> BareForm:
    fields = (
        field("E-Mail", name="email", kind="email", required=True),
        field("Geburtsdatum", name="b", star=True),
    )
    return BareForm(
        **{
            "page": SHOP,
            "ordinal": 0,
            "action": f"{SHOP}newsletter/subscribe",
            "headings": ("Newsletter",),
            "fields": fields,
            **more,
        }
    )


def test_rows_get_their_meaning_from_the_signals() -> None:
    made = forms(
        evidence(),
        [signals(before="* Pflichtfeld", links=(LinkSeen(f"{SHOP}datenschutz", "Datenschutz", "inside", True),))],
    )
    (form,), (mail, birth) = made.rows("form"), made.rows("form_field")
    assert isinstance(form, Form) and isinstance(mail, FormField) and isinstance(birth, FormField)
    assert (form.purpose, form.links_notice, form.consent_boxes) == (FormPurpose.NEWSLETTER, True, 0)
    assert (mail.asks_for, mail.required) == (PersonalData.EMAIL, True)
    assert (birth.asks_for, birth.required) == (PersonalData.BDAY, True)
    assert (mail.marked, birth.marked, birth.neutral_option) == (False, True, None)
    assert mail.form == birth.form == form
    assert form.derived_by == mail.derived_by == f"forms {words().as_of}"


def test_without_signals_rows_alone_are_read_and_the_rest_stays_open() -> None:
    made = forms(evidence())
    (form,), (mail, birth) = made.rows("form"), made.rows("form_field")
    assert isinstance(form, Form) and isinstance(mail, FormField) and isinstance(birth, FormField)
    assert form.purpose is FormPurpose.NEWSLETTER
    assert isinstance(form.links_notice, Unknown)
    assert (birth.asks_for, mail.required) == (PersonalData.BDAY, True)
    assert isinstance(birth.required, Unknown)


def test_signals_that_do_not_fit_the_rows_are_not_used() -> None:
    made = forms(evidence(), [signals(fields=(field("E-Mail"),))])
    assert isinstance(made.rows("form")[0], Form)
    assert isinstance(made.rows("form")[0].links_notice, Unknown)  # type: ignore[attr-defined]


def test_reading_again_changes_nothing() -> None:
    once = forms(evidence(), [signals()])
    assert forms(once, [signals()]) == once
    assert forms(once) == once


def kept(page: str = SHOP, **more: Any) -> bytes:
    """What is kept of a page whose newsletter form stands in `evidence`."""
    fields = (
        FieldSeen(name="email", label="E-Mail", kind="email", required=True),
        FieldSeen(name="b", label="Geburtsdatum", star=True),
    )
    action = f"{SHOP}newsletter/subscribe"
    seen = FormSeen(**{"page": page, "action": action, "headings": ("Newsletter",), "fields": fields, **more})
    return stored(FormsSeen((seen,)), page)


def with_artifact(before: Evidence, digest: str = "d") -> Evidence:
    rows = tuple(replace(row, seen=(Seen(page=SHOP, artifact=digest),)) for row in before.rows("form"))
    return replace(before, facts={**before.facts, "form": rows})


def test_what_was_kept_of_a_form_tells_its_meaning_again_and_anew() -> None:
    links = (LinkSeen(f"{SHOP}datenschutz", "Datenschutz", "inside", True),)
    artifacts = {"d": kept(links=links, before="* Pflichtfeld")}
    once = derive(with_artifact(evidence()), Context(artifacts))
    (form,), (mail, birth) = once.rows("form"), once.rows("form_field")
    assert isinstance(form, Form) and isinstance(mail, FormField) and isinstance(birth, FormField)
    assert (form.purpose, form.links_notice) == (FormPurpose.NEWSLETTER, True)
    assert (birth.asks_for, birth.required, birth.marked) == (PersonalData.BDAY, True, True)
    assert derive(once, Context(artifacts)) == once
    # As an older version understood it.
    old = replace(form, purpose=FormPurpose.OTHER, links_notice=False, derived_by="forms 2020-01-01")
    fields = tuple(
        replace(one, form=replace(old, seen=()), asks_for=PersonalData.NONE, derived_by=old.derived_by)
        for one in (mail, birth)
    )
    again = derive(replace(once, facts={**once.facts, "form": (old,), "form_field": fields}), Context(artifacts))
    assert (again.rows("form"), again.rows("form_field")) == (once.rows("form"), once.rows("form_field"))


_JOINED = ("outsiders", "replay", "replay_in", "captcha_party", "captcha_advertises")


def test_a_form_that_has_its_meaning_keeps_it_where_nothing_was_kept_of_it() -> None:
    once = forms(evidence(), [signals()])
    (before,), (after,) = once.rows("form"), derive(once, Context()).rows("form")
    assert isinstance(before, Form) and isinstance(after, Form)
    # What ran on its page is joined anew from other rows.
    assert replace(after, **{name: getattr(before, name) for name in _JOINED}) == before


@pytest.mark.parametrize(
    "data",
    [
        b"", b"{", b"[]", b"{}", b"\xff\xd8\xff", b'{"schema": "siegel/forms/2", "forms": []}', b'{"a":' * 100_000,
        b'{"schema": "siegel/forms/1"}',
        b'{"schema": "siegel/forms/1", "forms": [null, 7, {"fields": [3, {"name": []}]}]}',
        b'{"schema": "siegel/forms/1", "forms": {"page": 1}}',
    ],
)  # fmt: skip
def test_an_artifact_that_is_none_of_ours_is_no_hindrance(data: bytes) -> None:
    made = derive(with_artifact(evidence()), Context({"d": data}))
    (form,) = made.rows("form")
    assert isinstance(form, Form) and form.purpose is FormPurpose.NEWSLETTER  # from the rows alone
    assert isinstance(form.links_notice, Unknown)


@settings(deadline=None)
@given(st.recursive(st.none() | st.booleans() | st.integers() | st.text(max_size=5), lambda held: (
    st.lists(held, max_size=3) | st.dictionaries(st.sampled_from(["page", "ordinal", "fields", "links", "name"]), held)
)))  # fmt: skip
def test_whatever_a_folder_holds_is_read_without_a_fall(forms: object) -> None:
    data = json.dumps({"schema": "siegel/forms/1", "forms": forms}).encode()
    stored_signals(with_artifact(evidence()), {"d": data})


def test_one_form_seen_twice_becomes_one_once_it_is_understood() -> None:
    twice = evidence()
    twice = replace(twice, facts={kind: (*rows, *rows) for kind, rows in twice.facts.items()})
    made = forms(twice, [signals()])
    assert (len(made.rows("form")), len(made.rows("form_field"))) == (1, 2)


def test_evidence_without_forms_stays_as_it_is() -> None:
    empty = Evidence(SHOP)
    assert forms(empty) == empty
