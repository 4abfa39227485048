"""Outdated law, leftovers of templates, services by any name; and what only looks like them."""

from __future__ import annotations

import pytest
import re2

from scanner.derive.notice import named_services, outdated_references, placeholders, read_notice
from scanner.derive.notice.phrase_file import data
from scanner.derive.notice.phrases import Matched, phrases
from scanner.model.vocabulary import DisclosureItem

URL = "https://shop.example/privacy"


def outdated(text: str) -> set[str]:
    return {str(row.what) for row in outdated_references(read_notice(text, URL))}


def leftovers(text: str) -> set[str]:
    return {str(row.what) for row in placeholders(read_notice(text, URL))}


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("Rechtsgrundlage ist § 15 Abs. 3 TMG.", "tmg"),
        ("Wir setzen Cookies nach § 25 TTDSG ein.", "ttdsg"),
        ("Der Anbieter ist unter dem EU-US Privacy Shield zertifiziert.", "privacy_shield"),
        ("Verantwortlich nach § 55 Abs. 2 RStV: Anna Beispiel", "rstv"),
        ("Ihre Daten verarbeiten wir nach § 28 Abs. 1 BDSG.", "bdsg_old"),
        ("Anbieter ist die Facebook Ireland Ltd., Dublin.", "facebook_inc"),
        ("Unsere Kennung lautet UA-1234567-1.", "universal_analytics"),
        ("A dispute can be laid before the ODR platform of the Commission.", "odr_text"),
        ('<p>Text.</p><p>Mehr.</p><p><a href="https://ec.europa.eu/consumers/odr/">hier</a></p>', "odr_link"),
    ],
)
def test_what_has_ended_is_named(text: str, what: str) -> None:
    assert outdated(text) == {what}


@pytest.mark.parametrize(
    "text",
    [
        "Der EuGH hat das Privacy Shield für unwirksam erklärt.",
        "Früher galt das Privacy Shield.",
        "Should it fall, as the Privacy Shield did in 2020, standard contractual clauses will apply.",
        "Its predecessor Universal Analytics has been switched off.",
        "Bis 2020 galt das Privacy Shield. Der EuGH hat es für unwirksam erklärt.",
        "Das TTDSG heißt seit Mai 2024 TDDDG.",
        "Meta Platforms Ireland Ltd. (vormals Facebook Ireland Ltd.)",
        "Die Plattform zur Online-Streitbeilegung wurde eingestellt.",
        "Die Plattform der EU zur Online-Streitbeilegung wurde am 20. Juli 2025 abgeschaltet.",
        "# Online-Streitbeilegung\n\nDie Plattform der EU-Kommission gibt es seit dem 20. Juli 2025 nicht mehr.",
        "Nach § 26 BDSG verarbeiten wir Daten von Beschäftigten.",
        "Die TMG Medien GmbH ist unser Partner.",
        "We offer safe harbour to sailors.",
        "The GDPR is the regulation on personal data repealing Directive 95/46/EC.",
    ],
)
def test_a_sentence_that_says_it_is_over_or_means_another_is_fine(text: str) -> None:
    assert outdated(text) == set()


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("Lorem ipsum dolor sit amet.", "lorem_ipsum"),
        ("Inhaber: Max Mustermann", "sample_person"),
        ("Musterstraße 1, 12345 Musterstadt", "sample_address"),
        ("Verantwortlich ist [Name des Unternehmens].", "gap_in_brackets"),
        ("Verantwortlich ist {{ shop.name }}.", "template_variable"),
        ("TODO: Abschnitt zu Cookies", "to_do"),
        ("Bitte hier Ihren Firmennamen eintragen.", "instruction"),
        ("Schreiben Sie an info@example.com.", "sample_domain"),
        ("Telefon: +49 (0) 123 44 55 66", "sample_number"),
    ],
)
def test_a_leftover_is_found(text: str, what: str) -> None:
    assert what in leftovers(text)


@pytest.mark.parametrize(
    "text",
    [
        "Unser Muster für den Widerruf finden Sie hier.",
        "Schreiben Sie an [email protected].",
        "Ihre Karte endet auf XXXX 1234.",
        "Die Fußnote [1] erklärt es.",
        "Sie finden die Erklärung [hier](https://shop.example/x).",
        "Ihr Name und Ihre Anschrift (Straße, Ort) werden gespeichert.",
    ],
)
def test_what_only_looks_like_a_leftover_is_none(text: str) -> None:
    assert leftovers(text) == set()


ALIASES = {
    "Google Analytics": ("Google Analytics", "Universal Analytics"),
    "Meta Pixel": ("Meta-Pixel", "Facebook Pixel"),
    "X": ("X",),
}


def test_a_service_is_found_by_a_former_name_and_shown_by_its_sentence() -> None:
    found = named_services(read_notice("Wir nutzen den Facebook Pixel zur Messung.", URL), ALIASES)
    assert found["Meta Pixel"].quote == "Wir nutzen den Facebook Pixel zur Messung."
    assert found["Meta Pixel"].alias == "Facebook Pixel"
    assert set(found) == {"Meta Pixel"}


def test_a_name_inside_another_word_is_no_mention() -> None:
    assert named_services(read_notice("Wir nutzen Googly Analyticsheim.", URL), {"G": ("Google", "Analytics")}) == {}


@pytest.mark.parametrize(
    "text",
    [
        "Wir verwenden kein Google Analytics.",
        "Google Analytics setzen wir nicht ein.",
        "We do not use Google Analytics.",
        "Google Analytics hatten wir mal getestet und wieder abgeschaltet.",
        "We retired Google Analytics in 2025.",
    ],
)
def test_a_service_that_is_said_not_to_be_used_is_denied(text: str) -> None:
    assert named_services(read_notice(text, URL), ALIASES)["Google Analytics"].denied


def test_one_sentence_that_uses_it_outweighs_one_that_denies_it() -> None:
    text = "Im Blog verwenden wir kein Google Analytics. Im Shop hilft uns Google Analytics."
    assert not named_services(read_notice(text, URL), ALIASES)["Google Analytics"].denied


def test_every_item_has_phrases_in_both_languages_and_all_are_within_re2() -> None:
    assert set(data()["items"]) == {item.value for item in DisclosureItem} - {"controller"}
    for by_language in data()["items"].values():
        assert set(by_language) == {"de", "en"}
        for rules in by_language.values():
            assert phrases(rules)
    assert data()["source"]
    assert data()["as_of"]


def test_no_phrase_reaches_into_the_next_sentence() -> None:
    text = Matched(read_notice("Ende Auskunft\n\nüber Daten", URL).sentences)
    assert text.first(phrases([r"auskunft\W+ueber"])) is None
    assert isinstance(re2.compile("x").search("x").start(), int)
