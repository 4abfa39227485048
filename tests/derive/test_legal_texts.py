"""The privacy notice is read from the page that was kept; where none was, that is said and nothing is accused."""

from __future__ import annotations

from dataclasses import replace

import pytest

from scanner.derive import Context, derive
from scanner.model.evidence import Coverage, Evidence, Seen, Status, scope
from scanner.model.facts import Disclosure, LegalLink, LegalLinks, Page, PaymentMethod, PrivacyNotice, Service
from scanner.model.values import Unknown
from scanner.model.vocabulary import DisclosureItem, GapCause, PageRole, Phase

URL = "https://www.shop.example/datenschutz"
NOTICE = b"""<h1>Datenschutzerkl\xc3\xa4rung</h1><p>Verantwortlicher ist die Hafer GmbH, Kornweg 3, 10115 Berlin,
E-Mail: post@hafer.example.</p><p>Sie haben das Recht auf Auskunft nach Art. 15 DSGVO.</p>
<p>Wir nutzen Google Analytics der Google Ireland Limited.</p>"""
LINKED = LegalLinks(privacy=LegalLink(clicks=1, visible=True, label="Datenschutz"))
HOME = Page(url="https://www.shop.example/", role=PageRole.HOME, links=LINKED)


def evidence(*pages: Page, status: Status = Status.SEEN) -> Evidence:
    privacy = scope({"role": PageRole.PRIVACY})
    cause, reason = (GapCause.TIMEOUT, "late") if status is Status.GAP else (None, "")
    return Evidence(
        "https://www.shop.example/",
        {"page": pages},
        (
            Coverage("page", scope({"role": PageRole.HOME}), Status.SEEN),
            Coverage("page", privacy, status, cause, reason),
        ),
    )


def kept(*pages: Page, text: bytes = NOTICE) -> Evidence:
    notice = Page(url=URL, role=PageRole.PRIVACY, links=LINKED, seen=(Seen(page=URL, artifact="a" * 64),))
    return derive(evidence(*pages, notice), Context({"a" * 64: text}))


def disclosed(found: Evidence, item: DisclosureItem) -> Disclosure:
    return next(row for row in found.rows("disclosure") if isinstance(row, Disclosure) and row.item is item)


def test_what_the_notice_says_becomes_rows() -> None:
    found = kept(HOME)
    (notice,) = found.rows("privacy_notice")
    assert isinstance(notice, PrivacyNotice)
    assert (notice.language, notice.reachable_from_every_page, notice.fully_read) == ("de", True, True)
    assert disclosed(found, DisclosureItem.RIGHT_ACCESS).present is True
    assert disclosed(found, DisclosureItem.RETENTION).present is False
    assert found.looked_at("disclosure")


@pytest.mark.parametrize(
    ("said", "applies"),
    [("Eine Bonitätsprüfung findet nicht statt.", None), ("Wir prüfen die Bonität bei der SCHUFA.", True)],
)
def test_who_checks_nobodys_credit_need_not_say_where_data_come_from(said: str, applies: bool | None) -> None:
    notice = Page(url=URL, role=PageRole.PRIVACY, links=LINKED, seen=(Seen(page=URL, artifact="a" * 64),))
    asked = evidence(HOME, notice).with_rows([PaymentMethod(page=HOME, name="Kauf auf Rechnung")])
    found = derive(asked, Context({"a" * 64: NOTICE + f"<p>{said}</p>".encode()}))
    row = disclosed(found, DisclosureItem.SOURCE)
    assert row.applies is True if applies else isinstance(row.applies, Unknown)


def test_a_notice_on_the_page_of_the_imprint_is_read() -> None:
    seen = (Seen(page=URL, artifact="a" * 64),)
    both = Page(url=URL, role=PageRole.IMPRINT, also=(PageRole.PRIVACY,), links=LINKED, seen=seen)
    found = derive(evidence(HOME, both), Context({"a" * 64: NOTICE}))
    assert disclosed(found, DisclosureItem.RIGHT_ACCESS).present is True


def test_a_notice_in_two_parts_is_read_as_one() -> None:
    more = URL + "/weiteres"
    part = "<main><h2>Speicherdauer</h2><p>Wir löschen Ihre Daten nach drei Jahren.</p></main>".encode()
    rows = [
        Page(url=url, role=PageRole.PRIVACY, links=LINKED, seen=(Seen(page=url, artifact=digest * 64),))
        for url, digest in ((URL, "a"), (more, "b"))
    ]
    found = derive(evidence(HOME, *rows), Context({"a" * 64: NOTICE, "b" * 64: part}))
    assert len(found.rows("privacy_notice")) == 1
    retention = disclosed(found, DisclosureItem.RETENTION)
    assert (retention.present, retention.section) == (True, "Speicherdauer")


def test_a_page_without_the_link_is_one_from_which_it_cannot_be_reached() -> None:
    found = kept(HOME, replace(HOME, url="https://www.shop.example/kasse", links=LegalLinks(privacy=None)))
    assert [getattr(row, "reachable_from_every_page", None) for row in found.rows("privacy_notice")] == [False]


def test_a_page_whose_links_nobody_read_leaves_it_open() -> None:
    unread = replace(HOME, url="https://www.shop.example/kasse", links=Unknown("the page went away"))
    assert [getattr(row, "reachable_from_every_page", None) for row in kept(HOME, unread).rows("privacy_notice")] == [
        Unknown("the page went away")
    ]


def test_a_notice_that_was_not_seen_is_a_gap_with_its_cause() -> None:
    found = derive(evidence(HOME, status=Status.GAP), Context())
    assert {gap.cause for gap in found.gaps("disclosure")} == {GapCause.TIMEOUT}
    assert not found.rows("disclosure")


def test_a_shop_without_a_notice_has_none() -> None:
    found = derive(evidence(HOME, status=Status.ABSENT), Context())
    assert found.gaps("privacy_notice") == ()
    assert found.rows("privacy_notice") == ()


def test_a_notice_whose_text_was_not_kept_is_a_gap() -> None:
    found = derive(evidence(HOME, Page(url=URL, role=PageRole.PRIVACY, links=LINKED)), Context())
    assert [gap.reason for gap in found.gaps("disclosure")] == ["the privacy notice was seen, and its text not kept"]


def test_a_service_that_was_seen_is_named_or_not() -> None:
    notice = Page(url=URL, role=PageRole.PRIVACY, links=LINKED, seen=(Seen(artifact="a" * 64),))
    rows = evidence(HOME, notice)
    services = (
        Service(name="Google Analytics", observed=(Phase.BEFORE_CHOICE,), receives_personal_data=True),
        Service(name="unheard-of.example", observed=(Phase.BEFORE_CHOICE,), receives_personal_data=True),
    )
    found = derive(replace(rows, facts={**rows.facts, "service": services}), Context({"a" * 64: NOTICE}))
    told = {row.name: row for row in found.rows("service") if isinstance(row, Service)}
    assert told["Google Analytics"].disclosed is True
    assert "Google Analytics" in str(told["Google Analytics"].quote)
    assert told["unheard-of.example"].disclosed is False


def test_deriving_again_changes_nothing() -> None:
    once = kept(HOME)
    assert derive(once, Context({"a" * 64: NOTICE})) == once


def test_in_a_notice_that_was_not_read_in_full_nothing_is_missing_and_nothing_passes() -> None:
    long = NOTICE + b"<p>Und so weiter.</p>" * 40_000
    found = kept(HOME, text=long)
    assert [getattr(row, "fully_read", None) for row in found.rows("privacy_notice")] == [False]
    assert isinstance(disclosed(found, DisclosureItem.RETENTION).present, Unknown)
    assert {gap.cause for gap in found.gaps("placeholder")} == {GapCause.BUDGET}
