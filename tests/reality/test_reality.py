"""The notice against what was seen: truth written by hand, what nobody may accuse, and hostile pages."""

from __future__ import annotations

import datetime as dt

import pytest

from scanner.derive import Context, derive
from scanner.derive.reality.lifetimes import Lifetime, deviation
from scanner.derive.reality.tables import read_tables
from scanner.derive.reality.words import promise, promises
from scanner.model.evidence import Coverage, Evidence, Status, scope
from scanner.model.facts import (
    ConsentBanner,
    ListedItem,
    MailDomain,
    Page,
    PaymentMethod,
    PrivacyNotice,
    Service,
    StoredItem,
)
from scanner.model.facts.consent import ItemDisclosure
from scanner.model.facts.notice import Claim, CreditCheck, SocialProfiles
from scanner.model.facts.pages import Link
from scanner.model.values import Unknown
from scanner.model.vocabulary import GapCause, PageRole, Phase, TransferBasis
from scanner.model.words import text_word

from .measure import MEASURED, wrong
from .worlds import NOTICE, SHOP, html, world

PARTY = "# Verantwortlicher\nVerantwortlich ist die Hafer GmbH, Kornweg 3, 10115 Berlin, E-Mail: post@shop.example.\n"
#: Of what is kept for measuring, as much may be wrong as was when it was measured; a change may not make it worse.
HELD = {"lifetimes": 1, "names": 0, "parties": 1, "sentences": 3, "claims": 3, "items": 0, "services": 1}


def notice_of(found: Evidence) -> PrivacyNotice:
    (row,) = found.rows("privacy_notice")
    assert isinstance(row, PrivacyNotice)
    return row


def services_of(found: Evidence) -> dict[str, Service]:
    return {str(row.name): row for row in found.rows("service") if isinstance(row, Service)}


@pytest.mark.parametrize("measure", MEASURED)
def test_what_was_written_by_hand_is_what_is_read(measure: str) -> None:
    assert wrong(measure, "shown") == []


@pytest.mark.parametrize("measure", MEASURED)
def test_what_was_kept_for_measuring_is_read_as_well_as_before(measure: str) -> None:
    assert len(wrong(measure, "held")) <= HELD[measure]


def test_every_promise_is_called_something_and_compiles() -> None:
    for name in promises()["claims"]:
        assert text_word("claim", "what", name, "de") != name
        promise(name)


def test_deriving_again_changes_nothing() -> None:
    found = world(
        html(PARTY + "# Dienste\nWir nutzen Hotjar und setzen keine Cookies."), stored=[["_ga", "accepted", 3]]
    )
    assert derive(found, Context({})).rows("claim") == ()  # without texts there are none
    again = world(
        html(PARTY + "# Dienste\nWir nutzen Hotjar und setzen keine Cookies."), stored=[["_ga", "accepted", 3]]
    )
    assert again == found


# ── what nobody may accuse ───────────────────────────────────────────────────────────────────────────────────────────


def test_in_a_notice_that_was_not_read_in_full_nothing_is_missing() -> None:
    long = html(PARTY) + "<p>Und so weiter und so fort.</p>" * 30_000
    found = world(long, stored=[["_fbp", "accepted", 90]], sent=[["bat.bing.com/action/0", "accepted"]])
    assert isinstance(services_of(found)["Microsoft Advertising"].disclosed, Unknown)
    items = [row for row in found.rows("stored_item") if isinstance(row, StoredItem)]
    assert all(isinstance(row.disclosed, ItemDisclosure) and isinstance(row.disclosed.named, Unknown) for row in items)


def test_where_the_banner_was_not_opened_an_item_may_be_listed_there() -> None:
    gap = Coverage("listed_item", scope({"page.role": PageRole.HOME}), Status.GAP, GapCause.NOT_OPERABLE, "not opened")
    found = world(html(PARTY), stored=[["_fbp", "accepted", 90]], gaps=[gap])
    (row,) = found.rows("stored_item")
    assert isinstance(row, StoredItem)
    assert isinstance(row.disclosed, ItemDisclosure)
    assert row.disclosed.named == Unknown("not opened", GapCause.NOT_OPERABLE)


def test_what_the_banner_lists_is_named_and_its_category_is_a_purpose() -> None:
    page = Page(url=SHOP, role=PageRole.HOME)
    listed = ListedItem(page=page, category="Marketing", name="_fbp", necessary=False)
    found = world(html(PARTY), stored=[["_fbp", "accepted", 90]], more=[listed])
    (row,) = found.rows("stored_item")
    assert isinstance(row, StoredItem)
    assert isinstance(row.disclosed, ItemDisclosure)
    assert (row.disclosed.named, row.disclosed.purpose) == (True, "Marketing")
    assert isinstance(row.disclosed.lifetime, Unknown)


def test_a_tool_whose_list_stayed_closed_may_name_it() -> None:
    page = Page(url=SHOP, role=PageRole.HOME)
    banner = ConsentBanner(page=page, phase=Phase.BEFORE_CHOICE, present=True, tool="Usercentrics")
    found = world(html(PARTY), stored=[["_fbp", "accepted", 90]], more=[banner])
    (row,) = found.rows("stored_item")
    assert isinstance(row, StoredItem)
    assert isinstance(row.disclosed, ItemDisclosure)
    assert isinstance(row.disclosed.named, Unknown)


def test_a_phase_that_was_not_seen_leaves_promises_and_unseen_services_open() -> None:
    gap = Coverage(
        "request", scope({"phase": Phase.ACCEPTED, "page.role": PageRole.CART}), Status.GAP, GapCause.TIMEOUT, "late"
    )
    found = world(html(PARTY + "# Tracking\nWir verwenden keinerlei Tracking-Tools. Wir nutzen Matomo."), gaps=[gap])
    (claim,) = found.rows("claim")
    assert isinstance(claim, Claim)
    assert claim.contradicted_by == Unknown("late", GapCause.TIMEOUT)
    assert services_of(found)["Matomo"].in_use == Unknown("late", GapCause.TIMEOUT)


def test_carriers_and_payment_providers_are_never_said_to_be_out_of_use() -> None:
    found = services_of(
        world(html(PARTY + "# Versand\nWir liefern mit DHL. Sie zahlen mit PayPal. Wir nutzen Matomo."))
    )
    assert (found["DHL"].visible, found["PayPal"].visible, found["Matomo"].visible) == (False, False, True)
    assert isinstance(found["DHL"].in_use, Unknown)
    assert found["Matomo"].in_use is False


# ── transfers ────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("said", "bases", "claimed"),
    [
        ("Google LLC in den USA ist unter dem EU-US Data Privacy Framework zertifiziert.", (TransferBasis.DPF,), True),
        ("Daten gelangen in die USA. Es gelten Standardvertragsklauseln.", (TransferBasis.SCC,), False),
        ("Daten gelangen in die USA. Ein Angemessenheitsbeschluss liegt nicht vor.", None, False),
        ("The transfer to the US rests on the adequacy decision of the Commission.", (TransferBasis.ADEQUACY,), False),
        ("Wir messen damit Besuche auf unseren Seiten.", None, False),
    ],
)
def test_on_what_a_transfer_rests_is_read_where_the_service_is_explained(
    said: str, bases: tuple[TransferBasis, ...] | None, claimed: bool
) -> None:
    notice = html(f"{PARTY}# Google Analytics\nWir nutzen Google Analytics. {said}")
    row = services_of(world(notice, sent=[["www.google-analytics.com/g/collect", "accepted"]]))["Google Analytics"]
    assert (row.transfer_basis, row.dpf_claimed) == (bases, claimed)


# ── the notice itself ────────────────────────────────────────────────────────────────────────────────────────────────

IMPRINT = "<h1>Impressum</h1><p>Hafer GmbH</p><p>Kornweg 3</p><p>10115 Berlin</p>"


def test_controller_and_provider_are_compared() -> None:
    assert notice_of(world(html(PARTY), {"imprint": IMPRINT})).same_as_imprint is True
    other = IMPRINT.replace("Hafer GmbH", "Kleie UG (haftungsbeschränkt)")
    told = notice_of(world(html(PARTY), {"imprint": other}))
    assert (told.same_as_imprint, told.parties) == (False, "Hafer GmbH / Kleie UG (haftungsbeschränkt)")
    assert isinstance(notice_of(world(html(PARTY))).same_as_imprint, Unknown)


def test_the_language_is_that_of_what_the_shop_says() -> None:
    german = (
        "<main>"
        + "<p>Wir sind ein kleiner Laden, und das ist gut so, denn bei uns gibt es nur das, was schmeckt.</p>" * 4
    )
    english = (
        "<main>" + "<p>We are a small shop and that is what we like about it, since you get only what is good.</p>" * 4
    )
    assert notice_of(world(html(PARTY * 4), {"home": german})).same_language is True
    assert notice_of(world(html(PARTY * 4), {"home": english})).same_language is False
    assert isinstance(notice_of(world(html(PARTY * 4))).same_language, Unknown)


def test_the_age_is_counted_in_whole_months_up_to_the_day_of_judging() -> None:
    row = PrivacyNotice(url=NOTICE, version_date=dt.date(2024, 11, 22))
    assert row.on(dt.date(2026, 11, 22)).age_months == 24
    assert row.on(dt.date(2026, 11, 21)).age_months == 23
    assert row.on(dt.date(2024, 11, 21)).age_months == -1
    assert PrivacyNotice(url=NOTICE, version_date=None).on(dt.date(2026, 1, 1)).age_months is None


def test_mail_works_where_the_domain_takes_mail() -> None:
    for receives in (True, False):
        domain = MailDomain(name="shop.example", receives=receives)
        told = notice_of(world(html(PARTY), more=[domain]))
        assert (told.mail_addresses, told.mail_works) == (("post@shop.example",), receives)
    assert isinstance(notice_of(world(html(PARTY))).mail_works, Unknown)
    assert notice_of(world(html(PARTY.replace("post@shop.example", "x")))).mail_works is None


def test_links_of_the_notice_are_dead_alive_or_unasked() -> None:
    linked = html(PARTY) + f'<p><a href="{SHOP}weg">Formular</a> <a href="https://other.example/x">dort</a></p>'
    assert isinstance(notice_of(world(linked)).dead_links, Unknown)
    gone, there = (Link(page=NOTICE, url=f"{SHOP}weg", status=status) for status in (404, 200))
    assert notice_of(world(linked, more=[gone])).dead_links == (f"{SHOP}weg",)
    assert notice_of(world(linked, more=[there])).dead_links is None


# ── credit and networks ──────────────────────────────────────────────────────────────────────────────────────────────


def credit(notice: str, page: str) -> CreditCheck:
    told = notice_of(world(html(PARTY + notice), {"payment": page})).credit
    assert isinstance(told, CreditCheck)
    return told


def test_credit_is_offered_where_one_may_pay_later() -> None:
    assert credit("", "<h2>Kauf auf Rechnung</h2>").offered is True
    assert credit("", "<p>Die Rechnung liegt dem Paket bei.</p><p>Vorkasse</p>").offered is False
    assert credit("", "<p>Kauf auf Rechnung bieten wir nicht an.</p>").offered is False
    page = Page(url=f"{SHOP}kasse", role=PageRole.CHECKOUT_PAYMENT)
    found = world(html(PARTY), more=[PaymentMethod(page=page, name="Klarna Ratenkauf", needs_data=False)])
    assert notice_of(found).credit.offered is True  # type: ignore[union-attr]
    assert isinstance(notice_of(world(html(PARTY))).credit, CreditCheck)


def test_a_credit_check_is_explained_by_agency_purpose_basis_and_logic() -> None:
    full = (
        "# Bonitätsprüfung\nUm uns vor Zahlungsausfällen zu schützen, fragen wir bei der SCHUFA Holding AG an. "
        "Rechtsgrundlage ist Art. 6 Abs. 1 lit. f DSGVO. "
        "Der Scorewert beruht auf einem mathematisch-statistischen Verfahren."
    )
    told = credit(full, "<p>Kauf auf Rechnung</p>")
    assert (told.agency, told.purpose, told.basis, told.logic, told.denied) == (True, True, True, True, False)
    assert credit("# Zahlung\nEine Bonitätsprüfung findet nicht statt.", "<p>Kauf auf Rechnung</p>").denied is True
    assert credit("# Zahlung\nWir prüfen Ihre Bonität.", "<p>Kauf auf Rechnung</p>").agency is False


def test_profiles_of_networks_are_told_from_buttons_to_share() -> None:
    def social(notice: str, link: str) -> SocialProfiles:
        told = notice_of(world(html(PARTY + notice), {"home": f'<footer><a href="{link}">da</a></footer>'})).social
        assert isinstance(told, SocialProfiles)
        return told

    assert social("", "https://www.instagram.com/haferladen/").linked == ("instagram.com",)
    assert social("", "https://www.facebook.com/sharer/sharer.php").present is False
    joint = "# Instagram\nFür unser Profil bei Instagram sind wir mit Meta gemeinsam verantwortlich. "
    told = social(joint + "Die Vereinbarung finden Sie bei Meta.", "https://www.instagram.com/haferladen/")
    assert (told.joint, told.essence) == (True, True)
    assert social("", "https://www.instagram.com/haferladen/").joint is False


# ── numbers and tables ───────────────────────────────────────────────────────────────────────────────────────────────


def test_a_deviation_is_in_percent_of_what_is_said() -> None:
    assert deviation(Lifetime("", 30), 30) == 0
    assert deviation(Lifetime("", 30), 31) == 0  # the browser counts whole days
    assert deviation(Lifetime("", 100), 111) == 11
    assert deviation(Lifetime("", 100), None) == 100
    assert deviation(Lifetime(""), 7) == 100
    assert deviation(Lifetime(""), None) is None
    assert deviation(Lifetime("", forever=True), 7) is None


def test_empty_cells_keep_their_column() -> None:
    (table,) = read_tables(b"<table><tr><th>A<th>B<th>C<tr><td>1<td><td>3</table>")
    assert table.rows == (("A", "B", "C"), ("1", "", "3"))


HOSTILE = (
    "<table>" * 5_000 + "<tr><td>_ga" * 5_000,
    "<p>" + "_ga_*<" * 60_000,
    "<p>" + "wir verwenden keine cookies " * 20_000,
    "<p>" + "@" * 100_000 + "a" * 100_000,
    "<p>" + "A Hafer & " * 20_000 + "GmbH",
    "<p>" + "1 Jahr und " * 30_000,
    "<a href='" + "x" * 100_000,
)


@pytest.mark.parametrize("page", HOSTILE, ids=range(len(HOSTILE)))
def test_a_hostile_page_is_read_within_bounds(page: str) -> None:
    found = world(page, {"imprint": page, "home": page}, stored=[["_ga", "accepted", 3]])
    assert len(found.rows("claim")) < 100


def test_a_gap_of_the_notice_is_one_of_its_promises() -> None:
    page = Page(url=NOTICE, role=PageRole.PRIVACY)
    evidence = Evidence(SHOP, {"page": (page,)}, (Coverage("page", scope({"role": PageRole.PRIVACY}), Status.SEEN),))
    found = derive(evidence, Context({}))
    assert found.gaps("claim")
    assert found.rows("claim") == ()
