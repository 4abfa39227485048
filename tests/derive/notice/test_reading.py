"""From a page to sentences: what is the notice, what is the shop's frame, and what hostile pages may cost."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scanner.derive.notice import find_controller, outdated_references, placeholders, read_items, read_notice
from scanner.derive.notice.blocks import MAX_CHARACTERS
from scanner.derive.notice.dates import version_date
from scanner.derive.notice.fold import fold, tidy, unfolded_offset
from scanner.derive.notice.markup import read_html
from scanner.derive.notice.reading import MAX_SENTENCE, MAX_SENTENCES, MAX_TEXT, split_sentences

URL = "https://shop.example/privacy"
LONG = (
    "<p>Wir verarbeiten die Daten, die Sie uns geben, um den Vertrag zu erfüllen, und das ist auch schon alles.</p>" * 6
)


def texts(page: str) -> list[str]:
    return [sentence.text for sentence in read_notice(page, URL).sentences]


def test_navigation_footer_and_scripts_are_not_the_notice() -> None:
    frame = "<script>Auskunft</script><footer>Beschwerde</footer>"
    page = f"<nav>Recht auf Löschung</nav><main><h1>Datenschutz</h1>{LONG}</main>{frame}"
    found = " ".join(texts(page))
    assert "Vertrag" in found
    assert not any(word in found for word in ("Löschung", "Auskunft", "Beschwerde"))


def test_a_line_of_links_is_not_the_notice_wherever_it_stands() -> None:
    found = texts(f"<main>{LONG}<p>Impressum | AGB | Widerruf | © A. Brandl, Auskunft auf Anfrage</p></main>")
    assert len(found) == 6
    assert "Anbieter | Zweck | Dauer" in texts(f"<main>{LONG}<p>Anbieter | Zweck | Dauer</p></main>")


@pytest.mark.parametrize(
    ("line", "day"),
    [
        ("Mannheim, im Mai 2018", dt.date(2018, 5, 1)),
        ("Svaneke, 1 October 2026", dt.date(2026, 10, 1)),
        ("Zwolle, 12 bezoekers", None),
    ],
)
def test_a_notice_may_be_signed_with_place_and_day(line: str, day: dt.date | None) -> None:
    assert version_date([fold("Wir verarbeiten Ihre Daten."), fold(line)]) == day


def test_a_notice_in_nothing_but_a_dialog_is_read_all_the_same() -> None:
    assert len(texts(f'<div role="dialog">{LONG}</div>')) == 6


def test_an_unclosed_script_hides_the_rest_and_that_is_said() -> None:
    assert not read_notice(f"<body>{LONG}<script>var x = 1;<p>Beschwerde</p></body>", URL).fully_read


def test_headings_are_headings_however_they_are_made() -> None:
    for made in (
        "<h2>Ihre Rechte</h2>",
        "<p><strong>Ihre Rechte</strong></p>",
        "<h3><button>Ihre Rechte</button></h3>",
    ):
        assert read_notice(f"{made}<p>Text.</p><p>Mehr.</p>", URL).sections[-1].heading == "Ihre Rechte"
    for made in ("## Ihre Rechte", "**Ihre Rechte**", "Ihre Rechte\n-----------", "Ihre Rechte"):
        text = f"{made}\n\nHier steht ein längerer Absatz, der unter der Überschrift steht.\n"
        assert read_notice(text, URL).sections[-1].heading == "Ihre Rechte"


def test_a_section_knows_the_headings_above_it() -> None:
    page = "<h1>Datenschutz</h1><h2>Rechte</h2><h3>Auskunft</h3><p>a</p><h2>Cookies</h2><p>b</p>"
    assert [section.path for section in read_notice(page, URL).sections[1:]] == [
        ("Datenschutz",),
        ("Datenschutz", "Rechte"),
        ("Datenschutz", "Rechte", "Auskunft"),
        ("Datenschutz", "Cookies"),
    ]


def test_hard_wrapped_lines_are_one_paragraph() -> None:
    wrapped = "Wir speichern die Daten, die Sie uns beim Kauf angeben, solange es\ndas Gesetz verlangt."
    text = "\n\n".join([wrapped] * 4)
    assert texts(text)[0] == "Wir speichern die Daten, die Sie uns beim Kauf angeben, solange es das Gesetz verlangt."


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("Nach Art. 6 Abs. 1 lit. b DSGVO gilt das. Dann folgt dies.", 2),
        ("Das ist z. B. Name und Anschrift. Mehr nicht!", 2),
        ("Anbieter ist die Beispiel e. K. Sie sitzt in Kiel.", 1),
        ("Seit dem 3. Mai gilt das.", 1),
    ],
)
def test_an_abbreviation_does_not_end_a_sentence(text: str, parts: int) -> None:
    assert len(split_sentences(text)) == parts


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("Stand: 01.03.2025", dt.date(2025, 3, 1)),
        ("Stand: März 2025", dt.date(2025, 3, 1)),
        ("Last updated: March 5th, 2024", dt.date(2024, 3, 5)),
        ("Effective date 2024-02-29", dt.date(2024, 2, 29)),
        ("zuletzt aktualisiert am 7. Oktober 2023", dt.date(2023, 10, 7)),
        ("Stand: 31.02.2025", None),
        ("Stand der Technik: 2026", None),
        ("Urteil vom 16. Juli 2020", None),
    ],
)
def test_the_version_date_needs_a_cue_and_a_day_that_exists(text: str, day: dt.date | None) -> None:
    assert version_date([fold(text)]) == day


def test_the_latest_of_several_version_dates_counts() -> None:
    assert version_date(["stand: 01.01.2020", "zuletzt geaendert: 02.02.2024"]) == dt.date(2024, 2, 2)


def test_soft_hyphens_ligatures_and_dashes_do_not_hide_a_word() -> None:
    assert fold(tidy("Daten\u00adschutz\u00a0– ﬁnden")) == "datenschutz - finden"
    assert fold("Löschung gemäß § 3") == "loeschung gemaess # 3"


def test_a_place_in_folded_text_leads_back_to_the_original() -> None:
    text = "Über Äpfel und Löschung"
    assert text[unfolded_offset(text, fold(text).index("loesch")) :] == "Löschung"


@pytest.mark.parametrize(
    "page",
    [
        "",
        "<",
        "<" * 50_000,
        "<p>" * 200_000,
        '<a "' * 50_000,
        "<!--" * 50_000,
        "<table>" * 50_000 + "<td>x" * 1_000,
        "[a](" * 50_000,
        "*" * 100_000,
        "Stand " * 100_000,
        "Verantwortlich ist die " * 50_000,
        "a\u0301" * 50_000,
        "x" * (MAX_CHARACTERS + 10),
        "\n" * 100_000,
        "\ufdfa" * 20_000,
        "\ud800 lone surrogate",
    ],
)
def test_a_hostile_page_is_read_within_bounds(page: str) -> None:
    reading = read_notice(page, URL)
    assert len(reading.sentences) <= MAX_SENTENCES
    assert all(len(sentence.text) <= MAX_SENTENCE for sentence in reading.sentences)
    assert sum(len(sentence.text) for sentence in reading.sentences) <= MAX_TEXT
    read_items(reading)
    find_controller(reading)
    outdated_references(reading)
    placeholders(reading)


def test_what_is_too_large_is_cut_and_not_fully_read() -> None:
    assert not read_notice("<p>Daten sind da.</p>" * 100_000, URL).fully_read


@given(st.text(alphabet="<>/=\"'!-ap h1lidvtr[]()*#|\n§äß.", max_size=300))
def test_no_text_makes_reading_fail(text: str) -> None:
    read_html(text)
    reading = read_notice(text, URL)
    read_items(reading)
    find_controller(reading)


@pytest.mark.parametrize(
    ("said", "day"),
    [
        ("Stand: März 2026", dt.date(2026, 3, 1)),
        ("Stand 03.2026", dt.date(2026, 3, 1)),
        ("Stand: 01.03.26", dt.date(2026, 3, 1)),
        ("Stand: 2026-03", dt.date(2026, 3, 1)),
        ("Last updated 3/2026", dt.date(2026, 3, 1)),
        ("Revised: 3/25/2025", dt.date(2025, 3, 25)),
        ("As of May 2025", dt.date(2025, 5, 1)),
        (
            "Diese Hinweise haben wir zuletzt am 5. Juli 2024 überarbeitet, geändert am 5. Juli 2024.",
            dt.date(2024, 7, 5),
        ),
        ("Die DSGVO gilt ab dem 25. Mai 2018.", None),
    ],
)
def test_a_notice_is_dated_in_many_ways(said: str, day: dt.date | None) -> None:
    assert version_date([fold(said)]) == day
