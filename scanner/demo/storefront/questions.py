"""What the shop's forms ask, with the faults they can have."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace
from types import MappingProxyType

from scanner.demo.certificates import WWW
from scanner.demo.storefront.forms import Field, Form

#: Offers of the checkout: value, words, and what they cost in cents.
SHIPPING = (
    ("standard", "Standardversand, 2 bis 4 Werktage", 390),
    ("express", "Expressversand, nächster Werktag", 990),
)
FREE_FROM = 3500  # cents of goods from which the standard parcel costs nothing
PAYMENT = (
    ("rechnung", "Kauf auf Rechnung, zahlbar in 14 Tagen"),
    ("vorkasse", "Vorkasse per Überweisung"),
    ("lastschrift", "SEPA-Lastschrift"),
)
#: The steps of the checkout, in order, by the last step of their address.
STEPS = (("kontakt", "Kontakt"), ("adresse", "Anschrift"), ("versand", "Versand"), ("zahlung", "Zahlung"))

_EMAIL = Field("email", "E-Mail-Adresse", "email", required=True, autocomplete="email")


_LETTERS = "Ja, ich möchte den Newsletter per E-Mail erhalten. Abmelden kann ich mich jederzeit."
_LETTERS_AND_TERMS = (
    "Ich akzeptiere die AGB und möchte den Newsletter per E-Mail erhalten. Abmelden kann ich mich jederzeit."
)


def forms(faults: Collection[str]) -> Mapping[str, Form]:
    """All forms by their id."""
    made = (
        _newsletter(faults),
        _contact(faults),
        _registration(faults),
        _login(),
        _withdrawal(faults),
        _checkout_contact(faults),
        _checkout_address(faults),
        _checkout_shipping(),
        _checkout_payment(),
    )
    return MappingProxyType({form.id: form for form in made})


def _newsletter(faults: Collection[str]) -> Form:
    action = f"http://{WWW}/newsletter" if "FM-001" in faults else "/newsletter"
    first_name = Field("vorname", "Vorname", required="FM-004" in faults, autocomplete="given-name", long=60)
    return Form("newsletter", action, "Newsletter abonnieren", (_EMAIL, first_name))


def _contact(faults: Collection[str]) -> Form:
    named = "FM-017" not in faults
    fields = (
        Field("name", "Name", autocomplete="name" if named else ""),
        _EMAIL if named else replace(_EMAIL, autocomplete=""),
        _phone(faults, "Falls wir Sie zurückrufen sollen."),
        Field("bestellnummer", "Bestellnummer", hint="Wenn es um eine Bestellung geht.", long=20),
        Field("nachricht", "Ihre Nachricht", "textarea", required=True, long=2000),
    )
    explained, marked = "FM-011" not in faults, "FM-010" not in faults
    method = "get" if "FM-002" in faults else "post"
    return Form("kontakt", "/kontakt", "Nachricht senden", fields, explained, marked, method)


def _registration(faults: Collection[str]) -> Form:
    birthday = Field("geburtsdatum", "Geburtsdatum", "date", required=True, autocomplete="bday")
    fields = (
        _title(faults),
        *_names(),
        *((birthday,) if "FM-006" in faults else ()),
        _EMAIL,
        _password(),
        Field(
            "newsletter",
            _LETTERS_AND_TERMS if "FM-009" in faults else _LETTERS,
            "checkbox",
            checked="FM-008" in faults,
        ),
    )
    explained = "FM-011.adjacent" not in faults
    return Form("registrieren", "/registrieren", "Kundenkonto anlegen", fields, explained)


def _login() -> Form:
    password = Field("passwort", "Passwort", "password", required=True, autocomplete="current-password", long=128)
    return Form("anmelden", "/anmelden", "Anmelden", (_EMAIL, password), explained=False)


def _withdrawal(faults: Collection[str]) -> Form:
    """What § 356a(2) BGB lets the shop ask: the name, the contract, and where the receipt goes."""
    reason = Field("grund", "Grund Ihres Widerrufs", "textarea", required=True, long=500)
    fields = (
        Field("name", "Ihr Name", required=True, autocomplete="name"),
        Field(
            "bestellnummer",
            "Bestellnummer",
            required=True,
            hint="Sie steht in der Bestellbestätigung, zum Beispiel MB-10234.",
            long=20,
        ),
        Field("email", "E-Mail-Adresse für die Eingangsbestätigung", "email", required=True, autocomplete="email"),
        Field(
            "waren",
            "Welche Artikel?",
            "textarea",
            hint="Nur wenn Sie einen Teil der Bestellung behalten möchten.",
            long=500,
        ),
        *((reason,) if "SL-010" in faults else ()),
    )
    return Form("widerruf", "/vertrag-widerrufen", "Weiter zur Bestätigung", fields)


def _checkout_contact(faults: Collection[str]) -> Form:
    fields = (
        _EMAIL,
        _phone(faults, "Falls der Paketdienst Fragen zur Zustellung hat."),
        *((Field("beruf", "Beruf", required=True),) if "FM-019" in faults else ()),
        *((_password(),) if "FM-003" in faults else ()),
    )
    submit = "Weiter zur Anschrift" if "FM-003" in faults else "Als Gast weiter zur Anschrift"
    return Form("kontaktdaten", "/kasse/kontakt", submit, fields)


def _checkout_address(faults: Collection[str]) -> Form:
    fields = (
        _title(faults),
        *_names(),
        Field("firma", "Firma", autocomplete="organization"),
        Field("strasse", "Straße und Hausnummer", required=True, autocomplete="street-address"),
        Field("plz", "Postleitzahl", required=True, autocomplete="postal-code", short=5, long=5),
        Field("ort", "Ort", required=True, autocomplete="address-level2", long=80),
        Field("land", "Land", "select", required=True, autocomplete="country", options=(("DE", "Deutschland"),)),
    )
    return Form("anschrift", "/kasse/adresse", "Weiter zum Versand", fields)


def _checkout_shipping() -> Form:
    offers = tuple((value, words) for value, words, _ in SHIPPING)
    fields = (Field("versand", "Versandart", "radio", required=True, options=offers),)
    return Form("versandart", "/kasse/versand", "Weiter zur Zahlung", fields, explained=False)


def _checkout_payment() -> Form:
    fields = (
        Field("zahlung", "Zahlungsart", "radio", required=True, options=PAYMENT),
        Field("kontoinhaber", "Kontoinhaber", hint="Nur bei SEPA-Lastschrift."),
        Field("iban", "IBAN", hint="Nur bei SEPA-Lastschrift.", long=42),
    )
    return Form("zahlungsart", "/kasse/zahlung", "Weiter zur Bestellübersicht", fields)


def _title(faults: Collection[str]) -> Field:
    forced = "FM-005" in faults
    known = (("frau", "Frau"), ("herr", "Herr"))
    options = (("", "Bitte wählen"), *known) if forced else (("", "Keine Angabe"), *known, ("divers", "Divers"))
    return Field("anrede", "Anrede", "select", forced, autocomplete="honorific-prefix", options=options)


def _password() -> Field:
    hint = "Mindestens zehn Zeichen."
    return Field(
        "passwort", "Passwort", "password", required=True, autocomplete="new-password", hint=hint, short=10, long=128
    )


def _names() -> tuple[Field, Field]:
    return (
        Field("vorname", "Vorname", required=True, autocomplete="given-name", long=60),
        Field("nachname", "Nachname", required=True, autocomplete="family-name", long=60),
    )


def _phone(faults: Collection[str], hint: str) -> Field:
    return Field("telefon", "Telefon", "tel", "FM-007" in faults, autocomplete="tel", hint=hint, long=30)
