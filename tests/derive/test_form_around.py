"""What stands around forms, in the words of shops: announcements, ways back, guests, boxes and passwords."""

from __future__ import annotations

import pytest

from scanner.derive.forms.around import around, field_around, guest_possible
from scanner.derive.forms.around_words import around_words, told_length
from scanner.derive.forms.consents import agreed_to, binds
from scanner.derive.forms.fields import meaning_of
from scanner.derive.forms.signals import BareField, BareForm
from scanner.derive.forms.stored import StoredLink
from scanner.model.values import Unknown
from scanner.model.vocabulary import FormPurpose as F
from scanner.model.vocabulary import PersonalData as P

TERMS, PRIVACY, LETTERS = P.CONSENT_TERMS, P.CONSENT_PRIVACY, P.CONSENT_MARKETING


@pytest.mark.parametrize(
    "text",
    [
        "Nach der Anmeldung schicken wir Ihnen eine E-Mail, in der Sie sie bestätigen.",
        "Sie erhalten eine Bestätigungs-E-Mail. Erst wenn Sie den Link anklicken, sind Sie angemeldet.",
        "Wir nutzen das Double-Opt-In-Verfahren.",
        "You will receive an email with a link to confirm your subscription.",
        "Please check your inbox and click the confirmation link.",
        "Vous recevrez un e-mail de confirmation.",
        "Je ontvangt een bevestigingsmail.",
        "Recibirá un correo electrónico de confirmación.",
        "Riceverai un'e-mail di conferma.",
        "Wyślemy Ci e-mail z linkiem potwierdzającym.",
    ],
)
def test_a_mail_to_confirm_is_announced(text: str) -> None:
    assert around_words().double_opt_in.said_in(text)


@pytest.mark.parametrize(
    "text",
    [
        "Einmal im Monat schreiben wir, was es Neues gibt.",
        "Keine Bestätigung nötig: Sie sind sofort angemeldet.",
        "Sie erhalten die Ausgabe sofort, ohne Bestätigungslink.",
        "Eine Bestätigungsmail ist nicht erforderlich.",
        "No confirmation email will be sent.",
        "You don't have to confirm your subscription.",
        "Sans e-mail de confirmation.",
        "Zonder bevestigingsmail.",
    ],
)
def test_no_mail_to_confirm_is_announced(text: str) -> None:
    assert not around_words().double_opt_in.said_in(text)


@pytest.mark.parametrize(
    "text",
    [
        "Abmelden können Sie sich jederzeit über den Link in jeder Ausgabe.",
        "Sie können Ihre Einwilligung jederzeit mit Wirkung für die Zukunft widerrufen.",
        "Die Abmeldung ist jederzeit möglich.",
        "Sie können der Verwendung jederzeit widersprechen.",
        "You can unsubscribe at any time.",
        "You may withdraw your consent at any time.",
        "Every mail has an unsubscribe link.",
        "Vous pouvez vous désabonner à tout moment.",
        "Je kunt je op elk moment uitschrijven.",
        "Puede darse de baja en cualquier momento.",
        "Puoi disiscriverti in qualsiasi momento.",
        "Możesz zrezygnować w każdej chwili.",
    ],
)
def test_a_way_back_is_told(text: str) -> None:
    assert around_words().unsubscribe.said_in(text)


@pytest.mark.parametrize(
    "text",
    [
        "Melden Sie sich an und erhalten Sie jederzeit neue Angebote.",
        "Eine Abmeldung ist jederzeit nicht möglich.",
        "Sie haben ein Widerrufsrecht von 14 Tagen.",
        "You cannot unsubscribe at any time.",
        "Sign up for our newsletter.",
    ],
)
def test_no_way_back_is_told(text: str) -> None:
    assert not around_words().unsubscribe.said_in(text)


@pytest.mark.parametrize(
    ("label", "agreed"),
    [
        ("Ich akzeptiere die AGB.", (TERMS,)),
        ("Ich akzeptiere die AGB und habe die Datenschutzerklärung gelesen.", (TERMS,)),
        ("Ich habe die AGB und die Datenschutzerklärung gelesen und akzeptiere diese.", (TERMS, PRIVACY)),
        ("Ich habe die Datenschutzerklärung zur Kenntnis genommen.", ()),
        ("Ich stimme der Datenschutzerklärung zu.", (PRIVACY,)),
        ("Ja, ich möchte den Newsletter per E-Mail erhalten. Abmelden kann ich mich jederzeit.", (LETTERS,)),
        ("Ja, Newsletter bitte! Hinweise finden Sie in der Datenschutzerklärung.", (LETTERS,)),
        ("Ich stimme den AGB zu und möchte den Newsletter erhalten.", (TERMS, LETTERS)),
        ("Ich stimme den AGB zu. Ich möchte keinen Newsletter erhalten.", (TERMS,)),
        ("Ich willige in die Verarbeitung meiner Daten zu Werbezwecken ein.", (LETTERS,)),
        ("AGB", (TERMS,)),
        ("I agree to the Terms and Conditions and would like to receive news and offers.", (TERMS, LETTERS)),
        ("I have read the privacy policy", ()),
        ("I agree to the privacy policy", (PRIVACY,)),
        ("I agree to the terms & the privacy policy", (TERMS, PRIVACY)),
        ("J'accepte les conditions générales et la politique de confidentialité", (TERMS, PRIVACY)),
        ("Acepto los términos y recibir ofertas", (TERMS, LETTERS)),
        ("Akceptuję regulamin", (TERMS,)),
        ("Ik ga akkoord met de algemene voorwaarden", (TERMS,)),
        ("Accetto i termini e condizioni", (TERMS,)),
        ("Angemeldet bleiben", ()),
        ("", ()),
    ],
)
def test_what_a_tick_agrees_to(label: str, agreed: tuple[P, ...]) -> None:
    assert agreed_to(label) == agreed


def test_only_boxes_bind() -> None:
    text = BareField(label="AGB", kind="text")
    assert binds(text, meaning_of(text)) is None
    several = BareField(kind="checkbox", options=("AGB", "Newsletter"))
    assert isinstance(binds(several, meaning_of(several)), Unknown)
    strange = BareField(label="Qwertz", kind="checkbox")
    assert isinstance(binds(strange, meaning_of(strange)), Unknown)


@pytest.mark.parametrize(
    ("text", "least"),
    [
        ("Mindestens zehn Zeichen.", 10),
        ("Das Passwort muss mind. 8 Zeichen haben.", 8),
        ("At least 12 characters", 12),
        ("Minimum 8 characters required", 8),
        ("Au moins 8 caractères", 8),
        ("Co najmniej 8 znaków", 8),
        ("Höchstens 20 Zeichen", None),
        ("Mindestbestellwert 20 Euro", None),
    ],
)
def test_how_long_a_password_has_to_be_in_words(text: str, least: int | None) -> None:
    assert told_length(text) == least


@pytest.mark.parametrize(
    ("field", "fits"),
    [
        (BareField(label="E-Mail-Adresse", autocomplete="email"), True),
        (BareField(label="E-Mail-Adresse", autocomplete="section-x shipping email"), True),
        (BareField(label="E-Mail-Adresse", autocomplete="username"), True),
        (BareField(label="E-Mail-Adresse"), False),
        (BareField(label="E-Mail-Adresse", autocomplete="off"), False),
        (BareField(label="Bestellnummer"), None),
    ],
)
def test_an_autofill_token_fits_or_does_not(field: BareField, fits: bool | None) -> None:
    assert field_around(field, meaning_of(field), BareForm()).autocomplete_fits is fits


def test_a_token_of_a_field_that_is_not_understood_is_unknown() -> None:
    field = BareField(label="X7", name="x7")
    assert isinstance(field_around(field, meaning_of(field), BareForm()).autocomplete_fits, Unknown)


def test_a_field_says_what_it_is_for_and_how_it_was_read() -> None:
    field = BareField(label="Telefon", name="tel", hint="Für Rückfragen zur Lieferung")
    told = field_around(field, meaning_of(field), BareForm())
    assert told.explained
    assert told.because[0] == "label: telefon"
    assert not field_around(BareField(label="Telefon"), meaning_of(field), BareForm()).explained


LOGIN = BareForm(fields=(BareField(label="E-Mail", kind="email"), BareField(label="Passwort", kind="password")))


def test_a_login_at_the_checkout_offers_guests_their_way_or_not() -> None:
    guest = BareForm(buttons=("Als Gast bestellen",))
    link = BareForm(links=(StoredLink("/gast", "Continue as guest", True),))
    refused = BareForm(text="Eine Bestellung als Gast ist nicht möglich. Keine Gastbestellung.")
    role = "checkout_contact"
    assert guest_possible(LOGIN, F.LOGIN, True, role, (LOGIN, guest)) is True
    assert guest_possible(LOGIN, F.LOGIN, True, role, (LOGIN, link)) is True
    assert guest_possible(LOGIN, F.LOGIN, True, role, (LOGIN,)) is False
    assert guest_possible(LOGIN, F.LOGIN, True, role, (LOGIN, refused)) is False


def test_a_checkout_that_asks_for_no_password_is_a_guests() -> None:
    step = BareForm(fields=(BareField(label="E-Mail", kind="email"),))
    assert guest_possible(step, F.CHECKOUT_CONTACT, False, "checkout_contact", (step,)) is True
    assert guest_possible(step, F.CHECKOUT_CONTACT, True, "checkout_contact", (step,)) is False


def test_a_login_elsewhere_does_not_tell_and_a_search_is_not_asked() -> None:
    assert isinstance(guest_possible(LOGIN, F.LOGIN, True, "login", (LOGIN,)), Unknown)
    assert guest_possible(LOGIN, F.SEARCH, False, "checkout_contact", (LOGIN,)) is None


def test_what_nobody_asks_of_a_form_is_none() -> None:
    search = around(BareForm(text="Jederzeit abmelden"), F.SEARCH, ())
    assert (search.double_opt_in, search.unsubscribe, search.names_health) == (None, None, None)
    order = around(BareForm(text="Wir verarbeiten Ihre Gesundheitsdaten."), F.ORDER, ())
    assert order.names_health is True
    assert around(BareForm(), F.CHECKOUT_ADDRESS, ()).names_health is False


@pytest.mark.parametrize("text", ["(" * 5000, "jederzeit " * 3000, "a." * 4000, "\x00\ud800" * 100])
def test_hostile_words_end(text: str) -> None:
    assert around_words().unsubscribe.said_in(text) is False
    assert agreed_to(text) == ()
    assert told_length(text) is None


def test_that_no_account_is_needed_is_no_refusal_of_guests() -> None:
    guest = around_words().guest
    assert not guest.denied_in("Kein Konto nötig, du bestellst als Gast.")
    assert guest.denied_in("Keine Bestellung als Gast möglich.")
    assert guest.denied_in("Guest checkout is not available.")


def test_a_reason_may_stand_anywhere_in_the_form_if_it_names_the_field() -> None:
    phone = BareField(label="Telefonnummer*", kind="tel")
    why = "Wir brauchen Ihre Telefonnummer für die pharmazeutische Beratung."
    meaning = meaning_of(phone)
    assert field_around(phone, meaning, BareForm(fields=(phone,), text=why)).explained
    other = "Wir brauchen Ihre Anschrift für die Lieferung."
    assert not field_around(phone, meaning, BareForm(fields=(phone,), text=other)).explained
