"""Legal pages are read item by item: what is said to be missing is missing, and asked of this shop."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scanner.derive import Context, derive
from scanner.derive.legal import LegalReading, read_legal
from scanner.derive.legal.periods import days_in
from scanner.derive.legal.text import legal_page, plain
from scanner.derive.shown import read_shown
from scanner.model.evidence import Coverage, Evidence, Seen, Status, scope
from scanner.model.facts import LegalItem, LegalLink, LegalLinks, OutdatedReference, Page, Shop
from scanner.model.values import Unknown
from scanner.model.vocabulary import LegalDetail, PageRole, Sector

from .measure import cases, right, verdicts

HOME = "https://www.shop.example/"
IMPRINT = """<html lang="de"><main><h1>Impressum</h1><p>Angaben gemäß § 5 {law}</p>
<p>Teekontor GmbH<br>Speicherstr. 14a<br>20457 Hamburg</p>
<p>Geschäftsführerin: Frieda Aalders</p><p>Telefon: 040 5587210<br>E-Mail: moin@teekontor.example</p>
<p>Amtsgericht Hamburg, HRB 104882</p><p>USt-IdNr.: DE812345671</p>{more}</main>{footer}</html>"""


def evidence(*pages: Page, **shop: object) -> Evidence:
    rows = {"page": pages, "shop": (Shop(**shop),)}  # type: ignore[arg-type]
    seen = [
        Coverage("page", scope({"role": page.role}), Status.SEEN) for page in pages if isinstance(page.role, PageRole)
    ]
    return Evidence(HOME, rows, tuple(seen))


def page(role: PageRole, name: str, **links: LegalLink | None) -> Page:
    linked = LegalLinks(**{role.value: None for role in PageRole if hasattr(LegalLinks(), role.value)} | links)
    return Page(url=f"{HOME}{name}", role=role, links=linked, seen=(Seen(page=f"{HOME}{name}", artifact=name * 8),))


def read(html: str, role: PageRole = PageRole.IMPRINT, **shop: object) -> dict[LegalDetail, LegalItem]:
    one = legal_page(read_shown(html.encode()), f"{HOME}x", role)
    rows = read_legal(LegalReading({role: one}, shop=Shop(**shop)))  # type: ignore[arg-type]
    return {row.item: row for row in rows if isinstance(row.item, LegalDetail) and row.page_role is role}


def imprint(law: str = "DDG", more: str = "", footer: str = "") -> str:
    return IMPRINT.format(law=law, more=more, footer=footer)


def items(found: Evidence, role: PageRole) -> dict[LegalDetail, LegalItem]:
    rows = (row for row in found.rows("legal_item") if isinstance(row, LegalItem))
    return {row.item: row for row in rows if row.page_role is role and isinstance(row.item, LegalDetail)}


# ── against labelled pages ───────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("kept", [False, True], ids=["tuned", "kept aside"])
@pytest.mark.parametrize(
    "name", ["imprints", "imprints_more", "imprints_third", "withdrawals", "withdrawals_more", "conditions"]
)
def test_what_is_said_to_be_missing_is_missing(name: str, kept: bool) -> None:
    found = list(verdicts(name, kept=kept))
    assert [one for one in found if one.said == "missing" and one.true == "there"] == []
    # Of the attached form that is not there two readers of the labels say two things.
    assert [one.item for one in found if one.said == "missing" and one.true == "open"] in ([], ["model_form"])
    missed = [one for one in found if one.true == "missing" and not right(one)]
    lacking = sum(one.true == "missing" for one in found)
    assert len(missed) <= max(2, lacking // 20)


@pytest.mark.parametrize(
    ("name", "wrong"),
    [
        ("imprints_unseen", 3),
        ("imprints_unseen2", 3),
        ("imprints_unseen3", 3),
        ("withdrawals_unseen", 1),
        ("withdrawals_unseen2", 5),
        ("withdrawals_unseen3", 3),
        ("conditions_unseen", 4),
        ("conditions_unseen2", 1),
    ],
)
def test_of_pages_by_somebody_else_few_are_accused_wrongly(name: str, wrong: int) -> None:
    found = list(verdicts(name, kept=False))
    assert sum(one.said == "missing" and one.true not in {"missing", "none"} for one in found) <= wrong
    there = [one for one in found if one.true == "there"]
    assert sum(one.said == "there" for one in there) >= len(there) * 0.83


def says(more: str, item: LegalDetail) -> object:
    """What an imprint of a GmbH without a register says, given these further paragraphs."""
    return read(f"<main><h1>Impressum</h1><p>Teekontor GmbH<br>Kai 1<br>20457 Hamburg</p>{more}</main>")[item].present


def test_what_stands_behind_another_companys_name_is_that_companys() -> None:
    bank = "<p>Finanzierung: Velokredit Bank AG, Börsenplatz 2, 60313 Frankfurt, HRB 88812 Frankfurt</p>"
    agency = "<p>Zahlungen wickelt die Paygate GmbH ab, vertreten durch die Geschäftsführerin Ada Kern</p>"
    assert says(bank, LegalDetail.REGISTER_NUMBER) is False
    assert says(agency, LegalDetail.REPRESENTATIVE) is False
    assert says("<p>eingetragen beim AG Hamburg unter HRB 104882</p>", LegalDetail.REGISTER_NUMBER) is True


def test_what_has_been_applied_for_is_not_missing() -> None:
    assert isinstance(says("<p>USt-IdNr.: beantragt</p>", LegalDetail.VAT_ID), Unknown)
    assert says("<p>Wir sind gern für Sie da.</p>", LegalDetail.VAT_ID) is False


def test_an_account_at_a_savings_bank_makes_no_bank_of_a_seller() -> None:
    page = (
        "<main><h1>Impressum</h1><p>Teekontor GmbH<br>Kai 1<br>20457 Hamburg</p><p>Konto: Sparkasse Harburg</p></main>"
    )
    assert read(page)[LegalDetail.AUTHORITY].applies is False
    assert read(page.replace("Teekontor GmbH", "Hafenbank AG"))[LegalDetail.AUTHORITY].applies is True


def test_mail_and_number_may_stand_in_the_words_for_a_picture() -> None:
    picture = '<p><img src="/mail.png" alt="E-Mail: tee@kontor.example"></p>'
    assert says(picture, LegalDetail.EMAIL) is True
    assert isinstance(says('<p><img src="/mail.png" alt="E-Mail"></p>', LegalDetail.EMAIL), Unknown)


@pytest.mark.parametrize(
    "lines",
    [
        "Unit 6, Tenterfield Mill<br>Kendal LA9 4QG<br>United Kingdom",
        "2210 E Speedway Blvd, Suite 140<br>Tucson, AZ 85719<br>USA",
        "3 Strand Street, Dingle, Co. Kerry, V92 X5P3, Ireland",
        "14 rue du Lavoir, 34150 Aniane, France",
        "Address: RM 1203, 12/F, Lucky Plaza, 315 Lockhart Road, Hong Kong",
        "Kungsgatan 12, 411 19 Göteborg, Sweden",
        "Weserstr. 181, Vorderhaus 4. OG<br>12045 Berlin",
    ],
)
def test_addresses_are_known_as_other_countries_write_them(lines: str) -> None:
    page = f"<main><h1>Imprint</h1><p>Tea Harbour Ltd<br>{lines}</p><p>Telephone +44 1539 555 021</p></main>"
    assert read(page)[LegalDetail.STREET_ADDRESS].present is True


def test_of_services_nothing_is_sent_back() -> None:
    text = (
        "<main><h1>Widerrufsbelehrung</h1><p>Sie haben das Recht, binnen vierzehn Tagen diesen Vertrag über {} "
        "zu widerrufen.</p></main>"
    )
    services = read(text.format("eine Dienstleistung"), PageRole.WITHDRAWAL)
    goods = read(text.format("den Kauf von Waren"), PageRole.WITHDRAWAL)
    for item in (LegalDetail.RETURN_COST, LegalDetail.RETURN_GOODS_14_DAYS, LegalDetail.VALUE_LOSS):
        assert isinstance(services[item].present, Unknown)
        assert goods[item].present is False


def test_an_instruction_in_a_document_that_was_not_read_lacks_nothing() -> None:
    text = (
        "<main><h1>Widerrufsrecht</h1><p>Sie können Ihre Bestellung widerrufen. Lesen Sie dazu unsere "
        '<a href="/w.pdf">Widerrufsbelehrung</a> als Dokument.</p></main>'
    )
    assert isinstance(read(text, PageRole.WITHDRAWAL)[LegalDetail.START].present, Unknown)


# ── what applies ─────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_register_is_asked_of_companies_and_not_of_a_sole_trader() -> None:
    assert read(imprint())[LegalDetail.REGISTER].applies is True
    alone = read(
        "<main><h1>Impressum</h1><p>Marta Kwiatkowska<br>Fliederweg 3<br>04159 Leipzig</p><p>Tel. 0341 99887</p></main>"
    )
    assert (alone[LegalDetail.REGISTER].applies, alone[LegalDetail.REPRESENTATIVE].applies) == (False, False)
    assert isinstance(alone[LegalDetail.VAT_ID].applies, Unknown)


def test_a_chamber_is_asked_of_pharmacies() -> None:
    assert read(imprint(), sector=Sector.PHARMACY)[LegalDetail.CHAMBER].applies is True
    assert read(imprint(), sector=Sector.FOOD)[LegalDetail.CHAMBER].applies is False


def test_a_word_on_dispute_resolution_is_asked_from_eleven_people_on() -> None:
    assert read(imprint(), staff=11)[LegalDetail.DISPUTE_STATEMENT].applies is True
    assert read(imprint(), staff=10)[LegalDetail.DISPUTE_STATEMENT].applies is False
    assert isinstance(read(imprint())[LegalDetail.DISPUTE_STATEMENT].applies, Unknown)


def test_nobody_can_withdraw_from_a_shop_for_businesses() -> None:
    text = (
        "<main><h1>Widerruf</h1><p>Ein Widerrufsrecht gibt es bei uns nicht, weil wir nur Firmen beliefern.</p></main>"
    )
    assert read(text, PageRole.WITHDRAWAL, b2b=True)[LegalDetail.PERIOD_14_DAYS].applies is False


# ── from evidence ────────────────────────────────────────────────────────────────────────────────────────────────────


def test_rows_and_coverage_come_from_the_pages_that_were_kept() -> None:
    found = derive(
        evidence(page(PageRole.HOME, "h"), page(PageRole.IMPRINT, "i")), Context({"i" * 8: imprint().encode()})
    )
    rows = items(found, PageRole.IMPRINT)
    assert (rows[LegalDetail.NAME_AND_FORM].value, rows[LegalDetail.REGISTER_NUMBER].value) == (
        "Teekontor GmbH",
        "HRB 104882",
    )
    assert rows[LegalDetail.EMAIL].url == f"{HOME}i"
    assert any(entry.kind == "legal_item" and entry.status is Status.GAP for entry in found.coverage)
    assert derive(found, Context({"i" * 8: imprint().encode()})) == found


def test_a_shop_without_an_instruction_lacks_one() -> None:
    rows = items(derive(evidence(page(PageRole.HOME, "h")), Context()), PageRole.WITHDRAWAL)
    assert rows[LegalDetail.INSTRUCTION].present is False


def test_an_instruction_may_stand_in_the_terms() -> None:
    terms = """<main><h1>AGB</h1><p>Geltungsbereich und Vertragsschluss.</p><h2>7. Widerrufsbelehrung</h2>
    <p>Sie haben das Recht, binnen vierzehn Tagen diesen Vertrag zu widerrufen.</p></main>"""
    found = derive(evidence(page(PageRole.HOME, "h"), page(PageRole.TERMS, "t")), Context({"t" * 8: terms.encode()}))
    assert items(found, PageRole.WITHDRAWAL)[LegalDetail.PERIOD_14_DAYS].present is True


def outdated(html: str) -> set[str]:
    found = derive(evidence(page(PageRole.IMPRINT, "i")), Context({"i" * 8: html.encode()}))
    return {str(row.what) for row in found.rows("outdated_reference") if isinstance(row, OutdatedReference)}


def test_outdated_law_is_told_from_law_that_is_said_to_be_over() -> None:
    assert outdated(imprint("TMG")) == {"tmg"}
    assert outdated(imprint("DDG (früher § 5 TMG)")) == set()


def test_the_closed_platform_is_seen_in_the_footer_too() -> None:
    link = '<footer><a href="https://ec.europa.eu/consumers/odr/">Online-Streitbeilegung</a></footer>'
    assert "odr_link" in outdated(imprint(footer=link))
    assert outdated(imprint(more="<p>Die OS-Plattform wurde am 20. Juli 2025 eingestellt.</p>")) == set()


def test_each_labelled_imprint_refers_to_the_outdated_law_it_does() -> None:
    for case in cases("imprints"):
        if "outdated" in case:
            assert outdated(case["html"]) == set(case["outdated"]), case["id"]


def test_a_function_that_sends_at_once_has_no_second_step() -> None:
    html = "<main><h1>Vertrag widerrufen</h1><p>Hier können Sie Ihren Vertrag widerrufen.</p><button>{}</button></main>"
    link = LegalLink(clicks=1, visible=True, label="Vertrag widerrufen")
    pages = page(PageRole.HOME, "h", withdrawal_function=link), page(PageRole.WITHDRAWAL_FUNCTION, "w")
    for label, present in (("Widerruf bestätigen", True), ("Absenden", False)):
        found = derive(evidence(*pages), Context({"w" * 8: html.format(label).encode()}))
        assert items(found, PageRole.WITHDRAWAL_FUNCTION)[LegalDetail.CONFIRM_CONTROL].present is present
    found = derive(evidence(*pages), Context({"w" * 8: html.format("Weiter").encode()}))
    assert isinstance(items(found, PageRole.WITHDRAWAL_FUNCTION)[LegalDetail.CONFIRM_CONTROL].present, Unknown)


# ── hostile and odd ──────────────────────────────────────────────────────────────────────────────────────────────────


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=400))
def test_no_text_breaks_the_reading(text: str) -> None:
    for role in (PageRole.IMPRINT, PageRole.WITHDRAWAL, PageRole.PAYMENT, PageRole.SHIPPING, PageRole.TERMS):
        one = legal_page(read_shown(f"<main><p>{text}</p></main>".encode("utf-8", "replace")), HOME, role)
        list(read_legal(LegalReading({role: one})))
    assert plain(text).isascii()


def test_long_lines_take_linear_time() -> None:
    for piece in ("GmbH & Co. ", "12345 Berlin ", "a@", "0 1 2 3 ", "Dr. ", "Widerruf binnen "):
        read(f"<main><p>{piece * 20_000}</p></main>")


@pytest.mark.parametrize(
    ("text", "days"),
    [("binnen vierzehn tagen", [14]), ("14 (vierzehn) tage", [14]), ("einen monat", [30]), ("30-taegig", [30])],
)
def test_periods_are_read_in_words_and_figures(text: str, days: list[int]) -> None:
    assert list(days_in(text)) == days
