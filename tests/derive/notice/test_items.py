"""Single sentences: what names an item in the sense of the law, what only sounds like it, and what is Unknown."""

from __future__ import annotations

import pytest

from scanner.derive.notice import ItemReading, disclosures, read_items, read_notice
from scanner.model.facts.notice import PrivacyNotice
from scanner.model.values import Unknown
from scanner.model.vocabulary import DisclosureItem, GapCause

I = DisclosureItem  # noqa: E741 - read in tables
URL = "https://shop.example/datenschutz"
GERMAN = "Wir freuen uns über Ihren Besuch in unserem Laden, der seit langem für die Region da ist und es bleibt."
ENGLISH = "We are happy that you have come to our shop, which has been there for the people of this town."


def item(which: DisclosureItem, text: str, *, fully_read: bool = True) -> ItemReading:
    found = {each.item: each for each in read_items(read_notice(text, URL, fully_read=fully_read))}
    return found[which]


@pytest.mark.parametrize(
    ("which", "sentence"),
    [
        (I.RIGHT_ACCESS, "Sie haben das Recht auf Auskunft über Ihre Daten."),
        (I.RIGHT_ACCESS, "Ihnen stehen die Rechte nach Art. 15 DSGVO zu."),
        (I.RIGHT_ACCESS, "Du kannst jederzeit erfahren, was wir über dich gespeichert haben."),
        (I.RIGHT_ERASURE, "Sie können verlangen, dass wir Ihre Daten löschen."),
        (I.RIGHT_RESTRICTION, "Sie können die Einschränkung der Verarbeitung verlangen."),
        (I.RIGHT_OBJECTION, "Der Verarbeitung können Sie jederzeit widersprechen."),
        (I.RIGHT_WITHDRAW, "Ihre Einwilligung können Sie jederzeit widerrufen."),
        (I.COMPLAINT, "Sie können sich beim Landesbeauftragten für den Datenschutz beschweren."),
        (I.RETENTION, "Ihre Daten werden gelöscht, sobald sie nicht mehr benötigt werden."),
        (I.RECIPIENTS, "Ihre Anschrift geben wir an das Versandunternehmen weiter."),
        (I.SAFEGUARDS, "Mit dem Anbieter haben wir Standardvertragsklauseln vereinbart."),
        (I.DIRECT_MARKETING, "Ihre E-Mail-Adresse nutzen wir nach § 7 Abs. 3 UWG für ähnliche Waren."),
        (I.CREDIT_CHECK, "Beim Kauf auf Rechnung prüfen wir Ihre Kreditwürdigkeit über die SCHUFA."),
        (I.JOINT_CONTROLLERS, "Für die Fanpage sind wir gemeinsam mit Meta verantwortlich nach Art. 26 DSGVO."),
        (I.CHAT_AI, "Unser Chatbot beantwortet Ihre Fragen."),
        (I.REVIEWS, "Nach dem Kauf senden wir Ihnen über Trusted Shops eine Bewertungserinnerung."),
    ],
)
def test_a_german_sentence_that_names_the_item_is_a_disclosure(which: DisclosureItem, sentence: str) -> None:
    found = item(which, f"{GERMAN} {sentence}")
    assert found.present is True
    assert found.quote == sentence


@pytest.mark.parametrize(
    ("which", "sentence"),
    [
        (I.RIGHT_ACCESS, "You may ask us for a copy of your personal data."),
        (I.RIGHT_PORTABILITY, "You can receive your data in a machine-readable format."),
        (I.RIGHT_OBJECTION, "You have the right to object to the processing of your data."),
        (I.COMPLAINT, "You can lodge a complaint with the supervisory authority."),
        (I.RETENTION, "We keep order records for six years."),
        (I.LEGAL_BASIS, "The legal basis is Article 6(1)(b) GDPR."),
        (I.THIRD_COUNTRY, "Your data are transferred to countries outside the EEA."),
        (I.SERVER_LOGS, "Our server logs contain your IP address."),
    ],
)
def test_an_english_sentence_that_names_the_item_is_a_disclosure(which: DisclosureItem, sentence: str) -> None:
    found = item(which, f"{ENGLISH} {sentence}")
    assert found.present is True
    assert found.quote == sentence


@pytest.mark.parametrize(
    ("which", "sentence"),
    [
        (I.RIGHT_ACCESS, "Auskunft über Lieferzeiten gibt Ihnen gern unser Team."),
        (I.RIGHT_RECTIFICATION, "Eine Berichtigung Ihrer Bestellung ist bis 12 Uhr möglich."),
        (I.RIGHT_ERASURE, "Die Löschung des Warenkorbs erfolgt nach 30 Minuten."),
        (I.RIGHT_RESTRICTION, "Beim Umtausch gibt es keine Einschränkung."),
        (I.RIGHT_WITHDRAW, "Sie können Ihre Bestellung binnen 14 Tagen widerrufen."),
        (I.RIGHT_OBJECTION, "Gegen eine Rechnung können Sie Widerspruch einlegen."),
        (I.COMPLAINT, "Beschwerden richten Sie bitte an unseren Kundenservice."),
        (I.THIRD_COUNTRY, "Wir liefern auch in Drittländer wie die Schweiz."),
        (I.DPO, "Zuständig ist die Landesbeauftragte für Datenschutz in Hannover."),
    ],
)
def test_the_word_in_another_sense_is_no_disclosure(which: DisclosureItem, sentence: str) -> None:
    assert item(which, f"{GERMAN} {sentence}").present is not True


def test_a_right_named_in_a_list_counts_by_what_the_list_stands_under() -> None:
    rights = "<h2>Ihre Rechte</h2><ul><li>Auskunft</li><li>Löschung</li></ul>"
    services = "<h2>Am Telefon</h2><ul><li>Auskunft</li><li>Löschung</li></ul>"
    assert item(I.RIGHT_ACCESS, f"<p>{GERMAN}</p>{rights}").present is True
    assert item(I.RIGHT_ERASURE, f"<p>{GERMAN}</p>{rights}").section == "Ihre Rechte"
    assert item(I.RIGHT_ACCESS, f"<p>{GERMAN}</p>{services}").present is False


def test_a_cell_counts_by_the_head_of_its_column() -> None:
    table = (
        "<table><tr><th>Daten</th><th>Speicherdauer</th></tr><tr><td>Bestellung</td><td>zehn Jahre</td></tr></table>"
    )
    assert item(I.RETENTION, f"<p>{GERMAN}</p>{table}").quote == "zehn Jahre"


@pytest.mark.parametrize(
    ("which", "sentence"),
    [
        (I.THIRD_COUNTRY, "Eine Übermittlung in Drittländer findet nicht statt."),
        (I.AUTOMATED, "Eine automatisierte Entscheidungsfindung findet nicht statt."),
        (I.RECIPIENTS, "Ihre Daten geben wir nicht an Dritte weiter."),
        (I.THIRD_COUNTRY, "We do not transfer your data outside the EEA, the place you and we are in."),
    ],
)
def test_a_denial_is_a_disclosure_of_its_own_kind(which: DisclosureItem, sentence: str) -> None:
    found = item(which, f"{GERMAN} {sentence}")
    assert found.present is True
    assert found.denied


def test_nothing_is_absent_from_a_notice_that_was_not_read_to_its_end() -> None:
    assert item(I.COMPLAINT, GERMAN).present is False
    assert isinstance(item(I.COMPLAINT, GERMAN, fully_read=False).present, Unknown)


def test_nothing_is_absent_from_a_notice_in_a_language_we_do_not_read() -> None:
    french = "Nous sommes heureux de vous voir dans notre boutique et les données que vous nous confiez sont protégées."
    found = item(I.COMPLAINT, french)
    assert isinstance(found.present, Unknown)
    assert "(fr)" in found.present.reason


def test_nothing_is_absent_from_a_page_with_hardly_any_text() -> None:
    assert isinstance(item(I.COMPLAINT, "Bitte warten Sie, die Seite wird geladen.").present, Unknown)


def test_a_pointer_to_the_legal_notice_names_no_controller() -> None:
    assert item(I.CONTROLLER, f"{GERMAN} Die verantwortliche Stelle finden Sie im Impressum.").present is False


def test_what_is_only_hinted_at_is_unknown_and_says_by_which_words() -> None:
    found = item(I.RIGHT_RESTRICTION, f"{GERMAN} Auf Wunsch sperren wir Ihre Daten.")
    assert isinstance(found.present, Unknown)
    assert found.quote == "Auf Wunsch sperren wir Ihre Daten."


def test_the_quote_of_a_long_sentence_is_what_lies_around_the_phrase() -> None:
    long = (
        "Wir legen Wert auf Äpfel und Öl, " * 18 + "weshalb Sie das Recht auf Datenübertragbarkeit haben, und Birnen."
    )
    quote = item(I.RIGHT_PORTABILITY, long).quote
    assert quote is not None
    assert "Datenübertragbarkeit" in quote
    assert len(quote) < 420


def test_every_item_of_the_vocabulary_becomes_a_row() -> None:
    notice = PrivacyNotice(url=URL)
    rows = disclosures(read_notice(GERMAN, URL), notice)
    assert [row.item for row in rows] == list(DisclosureItem)
    assert all(row.notice == notice and row.derived_by for row in rows)


def test_core_is_what_may_accuse_alone() -> None:
    core = {row.item for row in disclosures(read_notice(GERMAN, URL), PrivacyNotice(url=URL)) if row.core}
    assert {I.CONTROLLER, I.LEGAL_BASIS, I.COMPLAINT, I.RIGHT_WITHDRAW} < core
    assert not {I.DPO, I.NEWSLETTER, I.AUTOMATED} & core


def test_what_depends_on_the_shop_applies_only_if_somebody_says_so() -> None:
    reading, notice = read_notice(GERMAN, URL), PrivacyNotice(url=URL)
    alone = {row.item: row.applies for row in disclosures(reading, notice)}
    told = {row.item: row.applies for row in disclosures(reading, notice, {I.NEWSLETTER: True, I.DPO: False})}
    assert alone[I.CONTROLLER] is True
    assert isinstance(alone[I.NEWSLETTER], Unknown)
    assert isinstance(alone[I.DPO], Unknown) and alone[I.DPO].cause is GapCause.FACT_MISSING
    assert (told[I.NEWSLETTER], told[I.DPO]) == (True, False)


def test_a_notice_that_relies_on_consent_owes_the_way_to_withdraw_it() -> None:
    relying = read_notice(f"{GERMAN} Das geschieht mit Ihrer Einwilligung (Art. 6 Abs. 1 lit. a DSGVO).", URL)
    without = read_notice(f"{GERMAN} Ohne Ihre Einwilligung geschieht das nicht.", URL)
    applies = [
        next(row.applies for row in disclosures(reading, PrivacyNotice(url=URL)) if row.item is I.RIGHT_WITHDRAW)
        for reading in (relying, without)
    ]
    assert applies[0] is True
    assert isinstance(applies[1], Unknown)


def test_a_name_above_an_address_is_who_is_responsible_though_nobody_says_so() -> None:
    found = item(I.CONTROLLER, f"<p>{GERMAN}</p><p>Anna Beispiel<br>Am Markt 1<br>24103 Kiel<br>anna@laden.example</p>")
    assert found.present is True
    assert found.quote is not None
    assert "24103 Kiel" in found.quote


def test_an_address_of_an_authority_is_not_the_controllers() -> None:
    authority = "<p>Aufsichtsbehörde<br>Am Markt 1<br>24103 Kiel<br>post@aufsicht.example</p>"
    assert item(I.CONTROLLER, f"<p>{GERMAN}</p>{authority}").present is not True


def test_an_address_without_a_name_is_unknown() -> None:
    found = item(I.CONTROLLER, f"<p>{GERMAN}</p><p>am markt 1, 24103 Kiel, mail: anna@laden.example</p>")
    assert isinstance(found.present, Unknown)


def test_the_withdrawal_of_consent_counts_in_a_list_of_rights() -> None:
    rights = "Ihnen stehen die Rechte auf Auskunft, Berichtigung, Löschung, Widerruf und Widerspruch zu."
    assert item(I.RIGHT_WITHDRAW, f"{GERMAN} {rights}").present is True
