"""Whose scripts run on a payment page, who placed them, who answers for them, and what changed since an earlier run."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from scanner.derive.changes import changes
from scanner.derive.payment import payment
from scanner.derive.services import built_in
from scanner.model.declared_scripts import DeclaredScript, declared_for, scripts_as_json, scripts_from_json
from scanner.model.evidence import Cell, Evidence, Status
from scanner.model.facts import (
    Change,
    Comparison,
    Fact,
    Form,
    FormField,
    Page,
    PaymentContact,
    PaymentPage,
    Script,
    Shop,
)
from scanner.model.values import Unknown
from scanner.model.vocabulary import (
    ChangeType,
    FormPurpose,
    GapCause,
    PageRole,
    Party,
    PersonalData,
    ScriptAssurance,
    ScriptType,
    ServiceCategory,
)

SHOP = "https://www.shop.example/"
PAGE = Page(url=f"{SHOP}zahlung", role=PageRole.CHECKOUT_PAYMENT)
DAY = dt.date(2026, 11, 20)
PLAN = (Cell("comparison"), Cell("change"))
HEADERS = ("content-security-policy: default-src 'self'", "strict-transport-security: max-age=63072000")


def evidence(*rows: Fact, day: str = "2026-11-22T02:00:00Z") -> Evidence:
    facts: dict[str, tuple[Fact, ...]] = {}
    for row in rows:
        facts[row.kind] = (*facts.get(row.kind, ()), row)
    return Evidence(shop=SHOP, facts=facts, plan=PLAN, started=day)


def script(url: str, digest: str | Unknown = "a" * 64, **more: object) -> Script:
    inline = url.startswith("sha256:")
    made = Script(page=PAGE, url=url, type=ScriptType.INLINE if inline else ScriptType.EXTERNAL, inline=inline)
    return replace(made, hash=digest, **{"initiator": None, "integrity": None, **more})  # type: ignore[arg-type]


def card_field(frame: str | None) -> FormField:
    form = Form(page=PAGE, purpose=FormPurpose.CHECKOUT_PAYMENT, ordinal=0, frame=frame)
    return FormField(form=form, name="pan", label="Kartennummer", asks_for=PersonalData.CC_NUMBER)


def page(*headers: str, **more: object) -> PaymentPage:
    return replace(PaymentPage(page=PAGE, frames=(), security_headers=headers or HEADERS), **more)  # type: ignore[arg-type]


def declared(match: str, on: dt.date = DAY, **more: object) -> DeclaredScript:
    return replace(DeclaredScript(match, "Kasse", "Zahlung", "CISO", on), **more)  # type: ignore[arg-type]


def meant(*rows: Fact, by: tuple[DeclaredScript, ...] = ()) -> Evidence:
    found = payment(evidence(*rows), by, (), built_in())
    assert payment(found, by, (), built_in()) == found, "again changes nothing"
    return found


@pytest.mark.parametrize(
    ("frame", "party", "service", "category"),
    [
        (None, Party.FIRST, None, ServiceCategory.NONE),
        ("about:srcdoc", Party.FIRST, None, ServiceCategory.NONE),
        ("https://static.shop.example/card", Party.FIRST, None, ServiceCategory.NONE),
        ("https://js.stripe.com/v3/card.html", Party.THIRD, "Stripe", ServiceCategory.PAYMENT),
        (
            "https://pay.nobody-knows.example/",
            Party.THIRD,
            None,
            Unknown("nothing is known about pay.nobody-knows.example"),
        ),
    ],
)  # fmt: skip
def test_a_field_is_told_by_whose_frame_it_lives_in(
    frame: str | None, party: Party, service: str | None, category: object
) -> None:
    (field,) = meant(card_field(frame)).rows("form_field")
    assert isinstance(field, FormField) and isinstance(field.form, Form)
    assert (field.form.frame_party, field.form.frame_service, field.form.frame_category) == (party, service, category)


def test_a_tag_manager_is_named_at_the_end_of_the_chain_that_it_began() -> None:
    manager, between = "https://www.googletagmanager.com/gtm.js", "https://a.example/between.js"
    found = meant(
        page(),
        script(manager, initiator=f"{SHOP}zahlung"),
        script(between, initiator=manager),
        script("https://b.example/last.js", initiator=between),
        script(f"{SHOP}own.js"),
        script("https://c.example/round.js", initiator="https://c.example/round.js"),
    )
    by = {row.url: row.placed_by_tag_manager for row in found.rows("script") if isinstance(row, Script)}
    assert by == {
        manager: None,
        between: "Google Tag Manager",
        "https://b.example/last.js": "Google Tag Manager",
        f"{SHOP}own.js": None,
        "https://c.example/round.js": None,
    }


def test_a_page_takes_card_data_by_its_fields_and_perhaps_by_a_payment_frame() -> None:
    (seen,) = meant(page(), card_field(None)).rows("payment_page")
    (none,) = meant(page()).rows("payment_page")
    stripe = PaymentContact(page=PAGE, host="js.stripe.com")
    (perhaps,) = meant(page(frames=("js.stripe.com",)), stripe).rows("payment_page")
    assert isinstance(seen, PaymentPage) and isinstance(none, PaymentPage) and isinstance(perhaps, PaymentPage)
    assert (seen.card_fields, none.card_fields) == (True, False)
    assert isinstance(perhaps.card_fields, Unknown) and "Stripe" in perhaps.card_fields.reason


def test_card_fields_speak_louder_than_an_owner_without_card_payment() -> None:
    (shop,) = meant(Shop(card_payment=False), page(), card_field(None)).rows("shop")
    assert isinstance(shop, Shop) and shop.card_payment is True and shop.derived_by == f"card fields seen on {PAGE.url}"
    (left,) = meant(Shop(card_payment=False), page()).rows("shop")
    assert isinstance(left, Shop) and left.card_payment is False


def test_a_script_is_justified_by_the_entry_that_speaks_of_it_until_its_last_day() -> None:
    rows = (page(), script("https://js.stripe.com/v3/"), script("https://cdn.example/x.js"))
    found = meant(*rows, by=(declared("*.stripe.com", until=dt.date(2026, 11, 22)),))
    by = {row.url: row for row in found.rows("script") if isinstance(row, Script)}
    stripe = by["https://js.stripe.com/v3/"]
    assert (stripe.justified, stripe.owner, stripe.approved_on) == (True, "Kasse", DAY)
    assert by["https://cdn.example/x.js"].justified is False
    assert stripe.on(dt.date(2026, 11, 22)).justified is True and stripe.on(dt.date(2026, 11, 23)).justified is False


@pytest.mark.parametrize(
    ("match", "url", "fits"),
    [
        ("https://js.pay.example/v3/*", "https://js.pay.example/v3/a.js", True),
        ("https://js.pay.example/v3/*", "https://js.pay.example.evil.example/v3/a.js", False),
        ("https://*.pay.example/*", "https://js.pay.example/a.js", True),
        ("https://*.pay.example/*", "https://evil.example/.pay.example/a.js", False),
        ("https://*.pay.example/*.js", "https://pay.example/a.js", False),
        ("js.pay.example", "https://js.pay.example/a.js", True),
        ("pay.example", "https://js.pay.example/a.js", False),
        ("*.pay.example", "https://js.pay.example/a.js", True),
        ("*.pay.example", "https://evilpay.example/a.js", False),
        ("sha256:" + "a" * 64, "https://anything.example/", True),
        ("sha256:" + "b" * 64, "sha256:" + "b" * 64, True),
        ("sha256:" + "c" * 64, "https://anything.example/", False),
        ("pay.example", "sha256:" + "b" * 64, False),
    ],
)
def test_an_entry_speaks_of_what_it_names_and_of_nothing_else(match: str, url: str, fits: bool) -> None:
    assert declared(match).fits(url, "a" * 64) is fits


def test_the_most_exact_entry_counts() -> None:
    entries = [declared("*.a.example"), declared("https://x.a.example/*"), declared("https://x.a.example/s.js")]
    assert declared_for(entries, "https://x.a.example/s.js", None) is entries[2]
    assert declared_for(entries, "https://x.a.example/t.js", None) is entries[1]
    assert declared_for(entries, "https://y.a.example/t.js", None) is entries[0]
    assert declared_for(entries, "https://b.example/", None) is None


def test_what_was_declared_comes_back_from_a_manifest_and_nonsense_does_not() -> None:
    entries = (declared("js.pay.example", assurance=ScriptAssurance.SRI, until=DAY), declared("a.example"))
    assert scripts_from_json(scripts_as_json(entries)) == entries
    assert scripts_from_json([{"match": 1}, "x", {"match": "a", "owner": "b", "purpose": "c", "approved": {}}]) == ()


# ── changes ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def compared(new: Evidence, old: Evidence | None, *by: DeclaredScript) -> Evidence:
    return changes(new, old, by)


OLD_DAY = "2026-11-20T02:00:00Z"


def changed(found: Evidence) -> list[tuple[object, ...]]:
    rows = (row for row in found.rows("change") if isinstance(row, Change))
    return [(row.what, row.type, row.reviewed) for row in rows]


def test_without_an_earlier_run_nobody_asked_for_a_comparison() -> None:
    found = compared(evidence(page()), None)
    assert {(gap.kind, gap.cause) for kind in ("comparison", "change") for gap in found.gaps(kind)} == {
        ("comparison", GapCause.NOT_REQUESTED),
        ("change", GapCause.NOT_REQUESTED),
    }


def test_nothing_changed_is_a_comparison_without_changes() -> None:
    rows = (page(), script(f"{SHOP}a.js"), script("sha256:" + "1" * 64))
    found = compared(evidence(*rows), evidence(*rows, day=OLD_DAY))
    (row,) = found.rows("comparison")
    assert isinstance(row, Comparison) and (row.since, row.pages) == (DAY, 1)
    assert row.on(dt.date(2026, 11, 25)).age_days == 5
    assert changed(found) == [] and not found.gaps("change")
    assert {entry.kind: entry.status for entry in found.coverage} == {
        "comparison": Status.SEEN,
        "change": Status.ABSENT,
    }
    assert compared(found, None) == found, "deriving again without the earlier run keeps it"


def test_scripts_and_headers_that_came_went_and_changed_are_told() -> None:
    old = evidence(page(), script(f"{SHOP}a.js"), script(f"{SHOP}gone.js"), script("sha256:" + "1" * 64), day=OLD_DAY)
    new = evidence(
        page("content-security-policy: default-src *"),
        script(f"{SHOP}a.js", "b" * 64),
        script("sha256:" + "2" * 64),
    )
    assert sorted(changed(compared(new, old)), key=str) == sorted(
        [
            ("content-security-policy", ChangeType.CHANGED, False),
            ("strict-transport-security", ChangeType.GONE, False),
            (f"{SHOP}a.js", ChangeType.CHANGED, False),
            (f"{SHOP}gone.js", ChangeType.GONE, True),
            ("sha256:" + "1" * 64, ChangeType.GONE, True),
            ("sha256:" + "2" * 64, ChangeType.ADDED, False),
        ],
        key=str,
    )


@pytest.mark.parametrize(
    ("entry", "reviewed"),
    [
        (declared("www.shop.example", dt.date(2026, 11, 19)), False),
        (declared("www.shop.example", dt.date(2026, 11, 20)), True),
        (declared("www.shop.example", dt.date(2026, 1, 1), assurance=ScriptAssurance.MONITORED), True),
        (declared("sha256:" + "b" * 64, dt.date(2026, 1, 1)), True),
        (declared("sha256:" + "a" * 64), False),
    ],
)
def test_a_change_is_reviewed_by_an_approval_of_what_is_there_now(entry: DeclaredScript, reviewed: bool) -> None:
    old = evidence(page(), script(f"{SHOP}a.js"), day=OLD_DAY)
    new = evidence(page(), script(f"{SHOP}a.js", "b" * 64))
    assert changed(compared(new, old, entry)) == [(f"{SHOP}a.js", ChangeType.CHANGED, reviewed)]


def test_a_text_that_could_not_be_read_may_be_what_it_was() -> None:
    unread = Unknown("unread", GapCause.ERROR)
    old, new = evidence(page(), script(f"{SHOP}a.js"), day=OLD_DAY), evidence(page(), script(f"{SHOP}a.js", unread))
    assert changed(compared(new, old)) == [(f"{SHOP}a.js", unread, unread)]


def test_a_page_that_the_earlier_run_did_not_see_is_a_gap() -> None:
    elsewhere = replace(page(), page=replace(PAGE, url=f"{SHOP}anders"))
    found = compared(evidence(page()), evidence(elsewhere, day=OLD_DAY))
    assert [gap.cause for gap in found.gaps("comparison")] == [GapCause.ERROR]
    both = compared(evidence(page(), elsewhere), evidence(page(), day=OLD_DAY))
    assert both.rows("comparison") and [dict(gap.scope) for gap in both.gaps("change")] == [
        {"page.url": f"{SHOP}anders"}
    ]
    unseen = compared(evidence(page()), evidence(day=OLD_DAY))
    assert [gap.cause for gap in unseen.gaps("change")] == [GapCause.ERROR]
